use std::fmt::Write as _;

use steersman_diag::{Label, Sink, escape_controls};
use steersman_ops::planning::{Action, Finding, Plan, RecordAction, Severity, Step};

use super::value::print_change;

/// Writes a plan in labelled pieces; `full` with every field of new objects.
pub(crate) fn print_plan(plan: &Plan, full: bool, sink: &mut dyn Sink) {
    head(plan, sink);
    let width = plan.steps.len().to_string().len();
    for (place, step) in plan.steps.iter().enumerate() {
        sink.piece(Label::Plain, &format!("{:>1$}. ", place + 1, width + 2));
        print_step(step, full, sink);
    }
    if !plan.steps.is_empty() {
        sink.piece(Label::Plain, "\n");
    }
    for kept in &plan.kept {
        let line = format!("stays: {}: {}\n", kept.object, kept.reason);
        sink.piece(Label::Plain, &shown(&line));
    }
    records(plan, sink);
    for finding in &plan.findings {
        print_finding(finding, sink);
    }
    for line in &plan.not_checked {
        sink.piece(Label::Note, "not checked");
        sink.piece(Label::Plain, &format!(": {}\n", shown(line)));
    }
    sink.piece(Label::Message, &summary(plan));
}

fn head(plan: &Plan, sink: &mut dyn Sink) {
    let release = &plan.release;
    let title = format!(
        "Plan: {} release {} in namespace {}\n",
        plan.verb, release.name, release.namespace
    );
    sink.piece(Label::Message, &shown(&title));
    let mut parts = Vec::new();
    match (release.revision_before, release.revision_after) {
        (None, Some(after)) => parts.push(format!("revision {after}")),
        (Some(before), Some(after)) => parts.push(format!(
            "revision {before} ({}) -> {after}",
            release.status_before
        )),
        (Some(before), None) => {
            parts.push(format!("revision {before} ({})", release.status_before));
        }
        (None, None) => {}
    }
    match (release.chart_before.as_str(), release.chart_after.as_str()) {
        ("", "") => {}
        ("", chart) | (chart, "") => parts.push(format!("chart {chart}")),
        (before, after) if before == after => parts.push(format!("chart {after}")),
        (before, after) => parts.push(format!("chart {before} -> {after}")),
    }
    if !release.method.is_empty() {
        parts.push(release.method.clone());
    }
    sink.piece(Label::Plain, &shown(&format!("  {}\n\n", parts.join(", "))));
}

fn mark(action: Action) -> (&'static str, &'static str, Label) {
    match action {
        Action::Create => ("+", "create", Label::Hint),
        Action::Change => ("~", "change", Label::Warning),
        Action::Replace => ("±", "replace", Label::Note),
        Action::Delete => ("-", "delete", Label::Error),
    }
}

fn print_step(step: &Step, full: bool, sink: &mut dyn Sink) {
    let (sign, word, label) = mark(step.action);
    sink.piece(label, &format!("{sign} {word}"));
    let mut line = format!(" {}", step.object);
    if let Some(hook) = &step.hook {
        write!(line, " [hook {}, weight {}", hook.event, hook.weight)
            .expect("a string can always be written to");
        if !hook.delete_policies.is_empty() {
            let policies = hook.delete_policies.join(", ");
            write!(line, ", deleted: {policies}").expect("a string can always be written to");
        }
        line.push(']');
    }
    if step.reason != "hook" {
        write!(line, ": {}", step.reason).expect("a string can always be written to");
    }
    if !step.unchecked.is_empty() {
        write!(line, " (not tried: {})", step.unchecked)
            .expect("a string can always be written to");
    }
    line.push('\n');
    sink.piece(Label::Plain, &shown(&line));
    if step.action == Action::Create && !full {
        return;
    }
    for change in &step.changes {
        print_change(change, full, sink);
    }
}

fn records(plan: &Plan, sink: &mut dyn Sink) {
    let parts: Vec<String> = plan
        .records
        .iter()
        .map(|record| {
            let revision = record.revision;
            match record.action {
                RecordAction::Create => format!("revision {revision} is made"),
                RecordAction::Change => format!("revision {revision} becomes {}", record.status),
                RecordAction::Delete => format!("revision {revision} is deleted"),
            }
        })
        .collect();
    if !parts.is_empty() {
        let line = format!("records: {}\n", parts.join(", "));
        sink.piece(Label::Plain, &line);
    }
}

fn print_finding(finding: &Finding, sink: &mut dyn Sink) {
    match finding.severity {
        Severity::Error => sink.piece(Label::Error, "problem"),
        Severity::Warning => sink.piece(Label::Warning, "warning"),
    }
    let object = finding.object.as_ref();
    let object = object
        .map(|object| format!("{object}: "))
        .unwrap_or_default();
    let message = finding.message.replace('\n', "\n  ");
    sink.piece(Label::Plain, &shown(&format!(": {object}{message}\n")));
    if !finding.hint.is_empty() {
        sink.piece(Label::Hint, "  hint");
        sink.piece(Label::Plain, &shown(&format!(": {}\n", finding.hint)));
    }
}

fn summary(plan: &Plan) -> String {
    if !plan.has_changes() {
        return format!(
            "Nothing changes: {} objects stay as they are.\n",
            plan.unchanged
        );
    }
    let count = |action| plan.count(action);
    format!(
        "{} to create, {} to change, {} to replace, {} to delete, {} unchanged.\n",
        count(Action::Create),
        count(Action::Change),
        count(Action::Replace),
        count(Action::Delete),
        plan.unchanged,
    )
}

/// What charts and clusters say may not command a terminal.
fn shown(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape_controls).collect();
    lines.join("\n")
}
