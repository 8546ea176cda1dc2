//! `lint`: checks charts by rules.

use steersman_ops::lint::{LintRequest, lint};

use crate::charts::{gather_values, kube_version};
use crate::command::{Command, Flag, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::kubeconfig::namespace;
use crate::observer::LogObserver;
use crate::ports::Machine;
use crate::watch::ChartWatch;

use crate::commands::groups::VALUES;

const LONG: &str = "
Checks whether charts are well-formed.

What would keep a chart from being installed is an [ERROR]; what goes against a
convention or a recommendation is a [WARNING].
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("kube-version", "Kubernetes version used for capabilities and deprecation checks"),
    Flag::switch("quiet", "print only warnings and errors"),
    Flag::switch("skip-schema-validation", "if set, disables JSON schema validation"),
    Flag::switch("strict", "fail on lint warnings"),
    Flag::switch("unused", "also find values that were set and that no template reads").own(),
    Flag::switch("with-subcharts", "lint dependent charts"),
];

pub(in crate::commands) static COMMAND: Command = Command {
    flags: &[FLAGS, VALUES],
    operands: Operands::AtLeast(1),
    run: Some(run),
    ..Command::new("lint PATH", "examine a chart for possible issues", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let kube_version = kube_version(flags, context.dialect)?;
    let mut paths = flags.operands().to_vec();
    if flags.switch("with-subcharts") {
        for path in flags.operands() {
            super::subcharts::add_subcharts(&format!("{path}/charts"), &mut paths);
        }
    }
    let watch = ChartWatch::start(context.environment)?;
    let values = gather_values(flags, context)?.table;
    let namespace = namespace(context.settings, context.environment);
    let observer = LogObserver::new(context.dialect);
    let ports = Machine::new(context.environment).watched_by(&watch);
    let outcome = lint(
        &steersman_ops::Context {
            dialect: context.dialect,
            ports: &ports,
            observer: &observer,
        },
        &LintRequest {
            paths: &paths,
            values: &values,
            namespace: &namespace,
            kube_version: kube_version.as_ref(),
            skip_schema_validation: flags.switch("skip-schema-validation"),
            unused: flags.switch("unused"),
            strict: flags.switch("strict"),
            quiet: flags.switch("quiet"),
            limits: watch.render_limits(),
        },
        &mut |path| {
            ports.print_notices(&observer);
            watch.renew();
            super::folder::read_chart(path, context)
        },
    );
    ports.print_notices(&observer);
    observer.print(&mut context.printer);
    context.printer.data(&outcome.text)?;
    let summary = outcome.summary();
    if outcome.failed > 0 {
        return Err(CliError::new(summary).diagnosed(outcome.diagnostics));
    }
    if !flags.switch("quiet") || outcome.noteworthy {
        context.printer.data(summary + "\n")?;
    }
    Ok(())
}
