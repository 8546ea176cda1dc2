//! `lint`: checks charts by rules.

use std::fmt::Write as _;

use steersman_lint::{Level, LintRequest, Linted, lint};
use steersman_render::{KubeVersion, RenderLimits};
use steersman_value::Table;

use crate::charts::{gather_values, kube_version};
use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::kubeconfig::namespace;
use crate::observer::LogObserver;
use crate::ports::Machine;

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
    let values = gather_values(flags, context)?.table;
    let namespace = namespace(context.settings, context.environment);
    let linter = Linter {
        flags,
        values: &values,
        namespace: &namespace,
        kube_version: kube_version.as_ref(),
    };
    let mut report = Report::default();
    for path in &paths {
        linter.check(path, context, &mut report);
    }
    context.printer.data(&report.text)?;
    let summary = format!(
        "{} chart(s) linted, {} chart(s) failed",
        paths.len(),
        report.failed
    );
    if report.failed > 0 {
        return Err(CliError::new(summary).diagnosed(report.diagnostics));
    }
    if !flags.switch("quiet") || report.noteworthy {
        context.printer.data(summary + "\n")?;
    }
    Ok(())
}

/// What all charts have said together.
#[derive(Default)]
struct Report {
    text: String,
    failed: usize,
    /// Some chart has a warning or worse.
    noteworthy: bool,
    diagnostics: Vec<steersman_diag::Diagnostic>,
}

struct Linter<'a> {
    flags: &'a Flags,
    values: &'a Table,
    namespace: &'a str,
    kube_version: Option<&'a KubeVersion>,
}

impl Linter<'_> {
    fn check(&self, path: &str, context: &mut Context<'_>, report: &mut Report) {
        let observer = LogObserver::new(context.dialect);
        let result = super::folder::read_chart(path, context, &observer).map(|folder| {
            let ports = Machine::new(context.environment);
            let request = LintRequest {
                folder: &folder,
                values: self.values,
                namespace: self.namespace,
                kube_version: self.kube_version,
                skip_schema_validation: self.flags.switch("skip-schema-validation"),
                dialect: context.dialect,
                limits: RenderLimits::default(),
                unused: self.flags.switch("unused"),
            };
            let linted = lint(&request, &ports);
            linted
                .notices
                .iter()
                .for_each(|notice| observer.notice(notice));
            ports.print_notices(&observer);
            linted
        });
        observer.print(&mut context.printer);
        self.add(path, result, report);
    }

    fn add(&self, path: &str, result: Result<Linted, String>, report: &mut Report) {
        let quiet = self.flags.switch("quiet");
        let tolerated = if self.flags.switch("strict") {
            Level::Info
        } else {
            Level::Warning
        };
        let (messages, failure) = match result {
            Ok(linted) => (linted.messages, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let noteworthy = failure.is_some() || messages.iter().any(|m| m.level > Level::Info);
        report.noteworthy |= noteworthy;
        if quiet && !noteworthy {
            return;
        }
        let text = &mut report.text;
        text.push_str(&["==> Linting ", path, "\n"].concat());
        if let Some(error) = &failure {
            text.push_str(&["Error ", error, "\n"].concat());
        }
        for message in messages.iter().filter(|m| !quiet || m.level > Level::Info) {
            writeln!(text, "{message}").expect("writing to a string cannot fail");
        }
        text.push('\n');
        if failure.is_some() || messages.iter().any(|m| m.level > tolerated) {
            report.failed += 1;
        }
        let diagnostics = messages
            .into_iter()
            .filter_map(|message| message.diagnostic);
        report
            .diagnostics
            .extend(diagnostics.map(|diagnostic| *diagnostic));
    }
}
