//! Reading `plugin.yaml` in both of its forms.

use steersman_semver::Version;
use steersman_value::{Tree, Value};
use steersman_yaml::{Node, NodeValue, Numbers, encode_pretty, parse_spanned};

use crate::decode::{DecodeError, Decoder, Strange};
use crate::error::{DefinitionError, quote};
use crate::webassembly::parse_extism;
use crate::{CommandTexts, Kind, Metadata, PlatformCommand, Runtime, Subprocess};

/// Reads the definition of a plugin.
///
/// # Errors
/// [`DefinitionError`], in Helm's words.
pub fn parse_definition(text: &[u8]) -> Result<Metadata, DefinitionError> {
    let peek = |error: String| DefinitionError::Peek(error);
    let node = parse_spanned(text).map_err(|error| peek(error.to_string()))?;
    if node.value == NodeValue::Null && is_without_content(text) {
        return Err(peek("EOF".to_owned()));
    }
    let mut decoder = Decoder::new(text);
    let [version] = decoder.fields(
        &node,
        "plugin.apiVersion",
        (["apiVersion"], Strange::Ignored),
    );
    let version = decoder.text(version);
    decoder.finish().map_err(|error| peek(error.to_string()))?;
    let metadata = match version.as_str() {
        "" => parse_legacy(text, &node)?,
        "v1" => parse_v1(text, &node)?,
        other => return Err(DefinitionError::ApiVersion(other.to_owned())),
    };
    check(&metadata)?;
    Ok(metadata)
}

/// Whether there are only comments and white space.
fn is_without_content(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    text.lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

fn invalid(message: impl Into<String>) -> DefinitionError {
    DefinitionError::Invalid(message.into())
}

fn parse_legacy(text: &[u8], node: &Node) -> Result<Metadata, DefinitionError> {
    const NAMES: [&str; 10] = [
        "name",
        "version",
        "usage",
        "description",
        "platformCommand",
        "command",
        "ignoreFlags",
        "platformHooks",
        "hooks",
        "downloaders",
    ];
    let mut decoder = Decoder::new(text);
    let [
        name,
        version,
        usage,
        description,
        platform_command,
        command,
        ignore_flags,
        platform_hooks,
        hooks,
        downloaders,
    ] = decoder.fields(node, "plugin.MetadataLegacy", (NAMES, Strange::Ignored));
    let name = decoder.text(name);
    let version = decoder.text(version);
    let texts = CommandTexts {
        usage: String::new(),
        short: sanitize(&decoder.text(usage)),
        long: decoder.text(description),
        ignores_flags: decoder.switch(ignore_flags),
    };
    let mut commands = platform_commands(&mut decoder, platform_command, Strange::Ignored);
    let command = decoder.text(command);
    let mut platform_hooks = platform_hooks_of(&mut decoder, platform_hooks);
    let hooks: Vec<_> = decoder
        .entries(hooks, "plugin.Hooks")
        .into_iter()
        .map(|(event, node)| (event, decoder.text(Some(node))))
        .collect();
    let downloaders: Vec<_> = decoder
        .items(downloaders, "[]plugin.Downloaders")
        .iter()
        .map(|item| {
            let names = ["protocols", "command"];
            let [protocols, command] =
                decoder.fields(item, "plugin.Downloaders", (names, Strange::Ignored));
            (decoder.texts(protocols), decoder.text(command))
        })
        .collect();
    decoder.finish()?;
    check_name(&name)?;
    check_version(&version)?;
    if !commands.is_empty() && !command.is_empty() {
        return Err(invalid("both platformCommand and command are set"));
    }
    if !platform_hooks.is_empty() && !hooks.is_empty() {
        return Err(invalid("both platformHooks and hooks are set"));
    }
    check_downloaders(&downloaders)?;
    if commands.is_empty() && !command.is_empty() {
        commands.push(any_platform(command, &[]));
    }
    let expands_hooks = hooks.is_empty();
    for (event, command) in hooks {
        platform_hooks.insert(
            event,
            vec![any_platform("sh".to_owned(), &["-c", &command])],
        );
    }
    let kind = if downloaders.is_empty() {
        Kind::Command(texts)
    } else {
        let schemes = downloaders.iter().flat_map(|(schemes, _)| schemes.clone());
        Kind::Getter(schemes.collect())
    };
    Ok(Metadata {
        api_version: "legacy".to_owned(),
        name,
        version,
        source_url: String::new(),
        kind,
        runtime: Runtime::Subprocess(Subprocess {
            commands,
            hooks: platform_hooks,
            expands_hooks,
            downloaders: downloaders
                .into_iter()
                .map(|(schemes, command)| (schemes, vec![any_platform(command, &[])]))
                .collect(),
        }),
    })
}

fn check_downloaders(downloaders: &[(Vec<String>, String)]) -> Result<(), DefinitionError> {
    for (at, (protocols, command)) in downloaders.iter().enumerate() {
        if command.is_empty() {
            return Err(invalid(format!("downloader {at} has empty command")));
        }
        if protocols.is_empty() {
            return Err(invalid(format!("downloader {at} has no protocols")));
        }
        if let Some(empty) = protocols.iter().position(String::is_empty) {
            return Err(invalid(format!(
                "downloader {at} has empty protocol at index {empty}"
            )));
        }
    }
    Ok(())
}

fn any_platform(command: String, args: &[&str]) -> PlatformCommand {
    PlatformCommand {
        command,
        args: args.iter().map(|&arg| arg.to_owned()).collect(),
        ..PlatformCommand::default()
    }
}

/// White space as spaces, without what cannot be shown.
fn sanitize(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

fn parse_v1(text: &[u8], node: &Node) -> Result<Metadata, DefinitionError> {
    const NAMES: [&str; 8] = [
        "apiVersion",
        "name",
        "type",
        "runtime",
        "version",
        "sourceURL",
        "config",
        "runtimeConfig",
    ];
    let mut decoder = Decoder::new(text);
    let [
        _,
        name,
        kind,
        runtime,
        version,
        source_url,
        config,
        runtime_config,
    ] = decoder.fields(node, "plugin.MetadataV1", (NAMES, Strange::Refused));
    let [name, kind, runtime, version, source_url] =
        [name, kind, runtime, version, source_url].map(|node| decoder.text(node));
    decoder.entries(config, "map[string]interface {}");
    decoder.entries(runtime_config, "map[string]interface {}");
    decoder.finish()?;
    if !is_name(&name) {
        return Err(invalid("invalid plugin `name`"));
    }
    if version.is_empty() {
        return Err(invalid("plugin `version` is required"));
    }
    if Version::parse_strict(&version).is_err() {
        return Err(invalid(format!(
            "invalid plugin `version` {}: must be valid semver",
            quote(&version)
        )));
    }
    if kind.is_empty() {
        return Err(invalid("`type` missing"));
    }
    if runtime.is_empty() {
        return Err(invalid("`runtime` missing"));
    }
    let convert = DefinitionError::Convert;
    let kind = parse_config(&kind, config).map_err(convert)?;
    let runtime = parse_runtime(&runtime, runtime_config).map_err(convert)?;
    Ok(Metadata {
        api_version: "v1".to_owned(),
        name,
        version,
        source_url,
        kind,
        runtime,
    })
}

/// A part of the definition as Helm reads it: written again by itself, so that lines count from its start.
fn rewritten(node: Option<&Node>) -> Vec<u8> {
    let tree = node.map_or(Tree::Null, |node| node.clone().into_tree(Numbers::Typed));
    let tree = match tree {
        Tree::Null => Tree::Map(steersman_value::Table::new()),
        tree => tree,
    };
    encode_pretty(&Value::from(tree)).unwrap_or_default()
}

fn parse_config(kind: &str, node: Option<&Node>) -> Result<Kind, String> {
    let text = rewritten(node);
    let node = parse_spanned(&text).map_err(|error| error.to_string())?;
    let mut decoder = Decoder::new(&text);
    let kind = match kind {
        "cli/v1" => {
            let names = ["usage", "shortHelp", "longHelp", "ignoreFlags"];
            let [usage, short, long, ignore_flags] =
                decoder.fields(&node, "schema.ConfigCLIV1", (names, Strange::Refused));
            Kind::Command(CommandTexts {
                usage: decoder.text(usage),
                short: decoder.text(short),
                long: decoder.text(long),
                ignores_flags: decoder.switch(ignore_flags),
            })
        }
        "getter/v1" => {
            let names = ["protocols"];
            let [protocols] =
                decoder.fields(&node, "schema.ConfigGetterV1", (names, Strange::Refused));
            Kind::Getter(decoder.texts(protocols))
        }
        "postrenderer/v1" => {
            let target = "schema.ConfigPostRendererV1";
            let [] = decoder.fields(&node, target, ([], Strange::Refused));
            Kind::PostRenderer
        }
        "test/v1" => {
            let [] = decoder.fields(&node, "schema.ConfigTestV1", ([], Strange::Refused));
            Kind::Test
        }
        other => return Err(format!("unknown plugin type {}", quote(other))),
    };
    decoder.finish().map_err(|error| error.to_string())?;
    Ok(kind)
}

fn parse_runtime(runtime: &str, node: Option<&Node>) -> Result<Runtime, String> {
    let failed = |error: DecodeError| {
        format!("failed to unmarshal runtimeConfig for {runtime} runtime: {error}")
    };
    match runtime {
        "subprocess" => {
            let text = rewritten(node);
            let node = parse_spanned(&text).map_err(|error| error.to_string())?;
            let mut decoder = Decoder::new(&text);
            let names = ["platformCommand", "platformHooks", "protocolCommands"];
            let target = "plugin.RuntimeConfigSubprocess";
            let [commands, hooks, protocols] =
                decoder.fields(&node, target, (names, Strange::Ignored));
            let commands = platform_commands(&mut decoder, commands, Strange::Ignored);
            let hooks = platform_hooks_of(&mut decoder, hooks);
            let downloaders = decoder
                .items(protocols, "[]plugin.SubprocessProtocolCommand")
                .iter()
                .map(|item| {
                    let names = ["protocols", "platformCommand"];
                    let target = "plugin.SubprocessProtocolCommand";
                    let [protocols, commands] =
                        decoder.fields(item, target, (names, Strange::Ignored));
                    let protocols = decoder.texts(protocols);
                    (
                        protocols,
                        platform_commands(&mut decoder, commands, Strange::Ignored),
                    )
                })
                .collect();
            decoder.finish().map_err(failed)?;
            Ok(Runtime::Subprocess(Subprocess {
                commands,
                hooks,
                // Only the form of Helm 3 asks for it.
                expands_hooks: false,
                downloaders,
            }))
        }
        "extism/v1" => {
            let text = rewritten(node);
            let node = parse_spanned(&text).map_err(|error| error.to_string())?;
            let mut decoder = Decoder::new(&text);
            let extism = parse_extism(&mut decoder, &node);
            decoder.finish().map_err(failed)?;
            Ok(Runtime::Extism(extism))
        }
        other => Err(format!("unsupported plugin runtime type: {}", quote(other))),
    }
}

fn platform_hooks_of(
    decoder: &mut Decoder<'_>,
    node: Option<&Node>,
) -> std::collections::BTreeMap<String, Vec<PlatformCommand>> {
    decoder
        .entries(node, "plugin.PlatformHooks")
        .into_iter()
        .map(|(event, node)| {
            let commands = platform_commands(decoder, Some(node), Strange::Ignored);
            (event, commands)
        })
        .collect()
}

fn platform_commands(
    decoder: &mut Decoder<'_>,
    node: Option<&Node>,
    strange: Strange,
) -> Vec<PlatformCommand> {
    let items = decoder.items(node, "[]plugin.PlatformCommand");
    items
        .iter()
        .map(|item| {
            let names = ["os", "arch", "command", "args"];
            let [os, arch, command, args] =
                decoder.fields(item, "plugin.PlatformCommand", (names, strange));
            PlatformCommand {
                os: decoder.text(os),
                arch: decoder.text(arch),
                command: decoder.text(command),
                args: decoder.texts(args),
            }
        })
        .collect()
}

/// What has to be true of both forms.
fn check(metadata: &Metadata) -> Result<(), DefinitionError> {
    let Kind::Getter(protocols) = &metadata.kind else {
        return Ok(());
    };
    let refused = |reason: String| invalid(format!("config validation failed: {reason}"));
    if protocols.is_empty() {
        return Err(refused("getter has no protocols".to_owned()));
    }
    match protocols.iter().position(String::is_empty) {
        Some(at) => Err(refused(format!("getter has empty protocol at index {at}"))),
        None => Ok(()),
    }
}

fn is_name(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !name.is_empty() && name.bytes().all(letter)
}

fn check_name(name: &str) -> Result<(), DefinitionError> {
    if is_name(name) {
        return Ok(());
    }
    Err(invalid(format!(
        "invalid plugin name {}: must contain only a-z, A-Z, 0-9, _ and -",
        quote(name)
    )))
}

fn check_version(version: &str) -> Result<(), DefinitionError> {
    if version.is_empty() || Version::parse_strict(version).is_ok() {
        return Ok(());
    }
    Err(invalid(format!(
        "invalid plugin version {}: must be valid semver",
        quote(version)
    )))
}
