//! `docs`: writes a reference of all commands. Hidden, as in Helm.

use std::path::Path;

use steersman_store::write_atomically;

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Invocation, Operands, Page, pages,
    quote,
};
use crate::context::Context;
use crate::error::CliError;

use super::complete::nothing;

const LONG: &str = "
Writes a reference of all commands into a folder: a file for each command, as
markdown or as pages for man, or the completion script for bash.
";

const FLAGS: &[Flag] = &[
    Flag::text("dir", "directory to which documentation is written").or("./"),
    Flag::switch(
        "generate-headers",
        "generate standard headers for markdown files",
    ),
    Flag::text(
        "type",
        "the type of documentation to generate (markdown, man, bash)",
    )
    .or("markdown")
    .complete(complete_type),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::None,
    complete: Some(nothing),
    run: Some(run),
    hidden: true,
    ..Command::new(
        "docs",
        "generate documentation as markdown or man pages",
        LONG,
    )
};

fn complete_type(_: &CompletionRequest<'_>) -> Candidates {
    let types = ["bash", "man", "markdown"].map(str::to_owned).to_vec();
    (types, Directive::NO_FILES)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let folder = flags.text_or_default("dir", context.settings);
    let write = |name: &str, text: &str| {
        let path = Path::new(&folder).join(name);
        write_atomically(&path, text.as_bytes()).map_err(|error| CliError::new(error.to_string()))
    };
    let pages = || pages(context.root, context.persona, context.defaults);
    match flags.text_or_default("type", context.settings).as_str() {
        "markdown" | "mdown" | "md" => {
            let headers = flags.switch("generate-headers");
            pages().iter().try_for_each(|page| {
                let name = page.words.replace(' ', "_") + ".md";
                write(&name, &markdown(page, headers))
            })
        }
        "man" => pages().iter().try_for_each(|page| {
            let name = page.words.replace(' ', "-") + ".1";
            write(&name, &manual(page))
        }),
        "bash" => {
            let program = context.persona.program();
            let script = super::completion::bash_script(program);
            write("completions.bash", &script)
        }
        other => Err(CliError::new(format!(
            "unknown doc type {}. Try 'markdown' or 'man'",
            quote(other)
        ))),
    }
}

fn markdown(page: &Page, headers: bool) -> String {
    let mut out = String::new();
    if headers {
        out += &["---\ntitle: \"", &page.words, "\"\n---\n\n"].concat();
    }
    out += &["## ", &page.words, "\n\n", &page.short, "\n"].concat();
    if !page.long.is_empty() {
        out += &["\n### Synopsis\n\n", &page.long, "\n"].concat();
    }
    if let Some(usage) = &page.usage {
        out += &["\n```\n", usage, "\n```\n"].concat();
    }
    for (title, flags) in [
        ("Options", &page.flags),
        ("Options inherited from parent commands", &page.inherited),
    ] {
        if !flags.is_empty() {
            out += &["\n### ", title, "\n\n```\n", flags, "```\n"].concat();
        }
    }
    if !page.related.is_empty() {
        out += "\n### SEE ALSO\n\n";
    }
    for (words, short) in &page.related {
        let file = words.replace(' ', "_");
        out += &["* [", words, "](", &file, ".md) - ", short, "\n"].concat();
    }
    out
}

fn manual(page: &Page) -> String {
    let name = page.words.replace(' ', "-");
    let title = name.to_uppercase();
    let mut out = [
        ".TH ",
        &title,
        " 1\n.SH NAME\n",
        &name,
        " \\- ",
        &page.short,
        "\n",
    ]
    .concat();
    let mut section = |title: &str, text: &str| {
        if text.is_empty() {
            return;
        }
        out += &[".SH ", title, "\n.nf\n"].concat();
        for line in text.lines() {
            let line = line.replace('\\', "\\e");
            // A line must not begin like a request.
            let guard = if line.starts_with(['.', '\'']) {
                "\\&"
            } else {
                ""
            };
            out += &[guard, &line, "\n"].concat();
        }
        out += ".fi\n";
    };
    section("SYNOPSIS", page.usage.as_deref().unwrap_or_default());
    section("DESCRIPTION", &page.long);
    section("OPTIONS", &page.flags);
    section("OPTIONS INHERITED FROM PARENT COMMANDS", &page.inherited);
    let related: Vec<_> = page
        .related
        .iter()
        .map(|(words, _)| words.replace(' ', "-"))
        .collect();
    section("SEE ALSO", &related.join("(1), "));
    out
}
