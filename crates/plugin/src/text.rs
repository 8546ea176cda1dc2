//! A definition as text, for signatures.

use steersman_value::{Table, Tree};
use steersman_yaml::encode_tree;

use crate::{Extism, Kind, Metadata, PlatformCommand, Runtime};

/// The definition as Helm writes it into a signature: with Go's names of fields.
pub fn metadata_text(metadata: &Metadata) -> String {
    let config = match &metadata.kind {
        Kind::Command(texts) => table([
            ("IgnoreFlags", texts.ignores_flags.into()),
            ("LongHelp", texts.long.as_str().into()),
            ("ShortHelp", texts.short.as_str().into()),
            ("Usage", texts.usage.as_str().into()),
        ]),
        Kind::Getter(schemes) => table([("Protocols", list(schemes))]),
        Kind::PostRenderer | Kind::Test => Tree::Map(Table::new()),
    };
    let (runtime, runtime_config) = match &metadata.runtime {
        Runtime::Subprocess(programs) => {
            let downloaders = programs.downloaders.iter().map(|(schemes, programs)| {
                table([
                    ("PlatformCommand", commands(programs)),
                    ("Protocols", list(schemes)),
                ])
            });
            let hooks = programs.hooks.iter();
            let hooks: Table = hooks
                .map(|(event, programs)| (event.as_str().into(), commands(programs)))
                .collect();
            let parts = table([
                ("PlatformCommand", commands(&programs.commands)),
                ("PlatformHooks", or_null(Tree::Map(hooks))),
                (
                    "ProtocolCommands",
                    or_null(Tree::List(downloaders.collect())),
                ),
            ]);
            ("subprocess", parts)
        }
        Runtime::Extism(extism) => ("extism/v1", extism_text(extism)),
    };
    let all = table([
        ("APIVersion", metadata.api_version.as_str().into()),
        ("Config", config),
        ("Name", metadata.name.as_str().into()),
        ("Runtime", runtime.into()),
        ("RuntimeConfig", runtime_config),
        ("SourceURL", metadata.source_url.as_str().into()),
        ("Type", metadata.kind.name().into()),
        ("Version", metadata.version.as_str().into()),
    ]);
    let text = encode_tree(&all).expect("it holds texts and switches only");
    String::from_utf8_lossy(&text).into_owned()
}

fn extism_text(extism: &Extism) -> Tree {
    let memory = &extism.memory;
    let config = extism.config.iter();
    let config: Table = config
        .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
        .collect();
    let texts = |texts: &Option<Vec<String>>| texts.as_deref().map_or(Tree::Null, list);
    table([
        ("AllowedHosts", texts(&extism.allowed_hosts)),
        ("Config", or_null(Tree::Map(config))),
        ("EntryFuncName", extism.entry.as_str().into()),
        (
            "FileSystem",
            table([("CreateTempDir", extism.temporary_folder.into())]),
        ),
        ("HostFunctions", texts(&extism.host_functions)),
        (
            "Memory",
            table([
                ("MaxHTTPResponseBytes", memory.max_http_response.into()),
                ("MaxPages", i64::from(memory.max_pages).into()),
                ("MaxVarBytes", memory.max_variables.into()),
            ]),
        ),
        (
            "Timeout",
            i64::try_from(extism.timeout).unwrap_or(i64::MAX).into(),
        ),
    ])
}

fn table<const N: usize>(entries: [(&str, Tree); N]) -> Tree {
    Tree::Map(
        entries
            .into_iter()
            .map(|(name, tree)| (name.into(), tree))
            .collect(),
    )
}

fn list(texts: &[String]) -> Tree {
    or_null(Tree::List(
        texts.iter().map(|text| text.as_str().into()).collect(),
    ))
}

/// What is empty is not there for Go.
fn or_null(tree: Tree) -> Tree {
    match &tree {
        Tree::List(items) if items.is_empty() => Tree::Null,
        Tree::Map(entries) if entries.is_empty() => Tree::Null,
        _ => tree,
    }
}

fn commands(commands: &[PlatformCommand]) -> Tree {
    let one = |command: &PlatformCommand| {
        table([
            ("Architecture", command.arch.as_str().into()),
            ("Args", list(&command.args)),
            ("Command", command.command.as_str().into()),
            ("OperatingSystem", command.os.as_str().into()),
        ])
    };
    or_null(Tree::List(commands.iter().map(one).collect()))
}
