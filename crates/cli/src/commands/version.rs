//! `version`: which version this is, and of which Helm.

use steersman_render::BuildInfo;

use crate::command::{Command, Flag, Invocation, Operands, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::persona::Persona;
use crate::text_template::plain_template;

use super::complete::nothing;

const LONG: &str = "
Prints the version of the program and of the Helm whose behaviour it reproduces.

As `helm` it answers what that Helm answers, in the same form:

version.BuildInfo{Version:\"v4.3.1\", GitCommit:\"\", GitTreeState:\"\", GoVersion:\"go1.26.8\", KubeClientVersion:\"v1.37\"}

A template (--template) can use:

- .Version: the version, with a leading v
- .GitCommit and .GitTreeState: what it was built from, where that is known
- .GoVersion: the version of Go that Helm was built with
- .KubeClientVersion: the version of Kubernetes it was built for

For example, --template='Version: {{.Version}}' prints 'Version: v4.3.1'.
";

const FLAGS: &[Flag] = &[
    Flag::switch("client", "").short('c').own().hidden(),
    Flag::switch("short", "print the version number"),
    Flag::text("template", "template for version string format"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::None,
    complete: Some(nothing),
    run: Some(run),
    ..Command::new("version", "print the helm version information", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let short = invocation.flags.switch("short");
    let own = env!("CARGO_PKG_VERSION");
    let helm = BuildInfo::of(context.dialect);
    let template = invocation.flags.text("template");
    if !template.is_empty() {
        let (text, result) = plain_template(template, &helm.to_value());
        context.printer.data(text)?;
        return result;
    }
    let text = match (context.persona, short) {
        (Persona::Steer, true) => format!("v{own}\n"),
        (Persona::Steer, false) => format!("steer v{own} (reproduces Helm {})\n", helm.version),
        (Persona::Helm, true) => format!("{}\n", helm.version),
        (Persona::Helm, false) => go_syntax(&helm),
    };
    context.printer.data(text)
}

/// The facts as a Go literal.
fn go_syntax(helm: &BuildInfo) -> String {
    let mut fields = vec![
        ("Version", &helm.version),
        ("GitCommit", &helm.git_commit),
        ("GitTreeState", &helm.git_tree_state),
        ("GoVersion", &helm.go_version),
    ];
    fields.extend(
        helm.kube_client_version
            .iter()
            .map(|version| ("KubeClientVersion", version)),
    );
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| format!("{name}:{}", quote(value)))
        .collect();
    format!("version.BuildInfo{{{}}}\n", fields.join(", "))
}
