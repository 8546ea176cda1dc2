use steersman_ops::planning::{ApplyPlanError, Operation, Plan, SavedPlan, plan};
use steersman_plan::Gvk;

use crate::command::{Flags, quote};
use crate::commands::change::{Provenance, Reach, Surroundings, explain};
use crate::context::Context;
use crate::environment::Environment;
use crate::error::{CliError, ErrorKind};
use crate::output::{OutputFormat, document};
use crate::plan_file::{ChartMark, PlanFile, SealKey};
use crate::plan_output::print_plan;
use crate::report::Painter;

use super::apply::key_path;

/// Makes a plan, shows it, and keeps it where that is asked for.
///
/// # Errors
/// What keeps the plan from being made; that something would go wrong; that there are changes, which is no failure.
pub(super) fn make(
    context: &mut Context<'_>,
    flags: &Flags,
    surroundings: &Surroundings,
    operation: &Operation,
    from: Option<(&Provenance, &str)>,
) -> Result<(), CliError> {
    let records = record_kind(context.environment);
    let planned = surroundings
        .run(context, Reach::Cluster, |cx| {
            plan(cx, operation, records.as_ref())
        })
        .map_err(|error| match from {
            Some((provenance, prefix)) => explain(prefix, &error, provenance, context),
            None => CliError::from_error(&error),
        })?;
    show(context, flags, &planned.plan)?;
    if planned.plan.is_blocked() {
        return Err(CliError::new(blocked_text(&planned.plan)));
    }
    let out = flags.text("out");
    if !out.is_empty() {
        let saved = SavedPlan::new(operation, &planned).map_err(apply_error)?;
        let chart = from.map(|(provenance, _)| ChartMark::of(provenance.path()));
        let path = key_path(flags, context.settings);
        let key = SealKey::read_or_make(&path)?;
        let file = PlanFile::seal(planned.plan.clone(), chart.flatten(), &saved, &key)?;
        file.write(out)?;
        let program = context.persona.program();
        context.printer.talk(&format!(
            "The plan is in {out}. To carry it out: {program} apply {out}\n"
        ));
    }
    if planned.plan.has_changes() {
        return Err(CliError {
            kind: ErrorKind::Changes,
            ..CliError::new("there are changes")
        });
    }
    Ok(())
}

/// The kind of the objects that hold records; none when they are elsewhere.
fn record_kind(environment: &Environment) -> Option<Gvk> {
    match environment.get("HELM_DRIVER").unwrap_or_default() {
        "" | "secret" | "secrets" => Some(Gvk::new("v1", "Secret")),
        "configmap" | "configmaps" => Some(Gvk::new("v1", "ConfigMap")),
        _ => None,
    }
}

fn show(context: &mut Context<'_>, flags: &Flags, plan: &Plan) -> Result<(), CliError> {
    let format = OutputFormat::of(flags);
    if format == OutputFormat::Table {
        let mut painter = Painter::for_output(context.settings.color, context.environment);
        print_plan(plan, flags.switch("full"), &mut painter);
        return context.printer.data(painter.into_text());
    }
    let json = serde_json::to_vec(plan).map_err(|error| CliError::new(error.to_string()))?;
    context.printer.data(document(json, format)?)
}

fn blocked_text(plan: &Plan) -> String {
    let release = quote(&plan.release.name);
    format!(
        "the {} of {release} would fail: see the problems above",
        plan.verb
    )
}

/// Why a plan is not kept or not carried out, for people.
pub(super) fn apply_error(error: ApplyPlanError) -> CliError {
    match error {
        ApplyPlanError::Changed(lines) => CliError::new(format!(
            "the plan is out of date, nothing was done:\n  {}",
            lines.join("\n  ")
        ))
        .hint("make a new plan"),
        ApplyPlanError::Blocked(lines) => CliError::new(format!(
            "the plan would fail, nothing was done:\n  {}",
            lines.join("\n  ")
        )),
        other => CliError::from_error(&other),
    }
}
