use std::path::PathBuf;

use steersman_ops::planning::Operation;

use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::commands::change::{Reach, Surroundings, print_release};
use crate::context::Context;
use crate::error::CliError;
use crate::output::OUTPUT;
use crate::plan_file::{PlanFile, SealKey};
use crate::settings::Settings;

use super::make::apply_error;

const LONG: &str = "
Carries out a plan that was kept, exactly as it is: the manifests, values and
settings in it, in its order.

    $ {program} plan upgrade web ./chart --out plan.json
    $ {program} apply plan.json

If anything that the plan rests on has changed since, nothing is done, and the
differences are listed: the cluster, the chart, the revisions of the release, or
one of its objects.
";

/// The file with the key that hides what is secret in a plan.
pub(super) const SEAL_KEY: Flag = Flag::text(
    "seal-key",
    "file with the key that hides what is secret in a plan; made when it does not exist (default: one of your own in the data folder)",
);

pub(in crate::commands) static COMMAND: Command = Command {
    flags: &[&[SEAL_KEY, OUTPUT]],
    operands: Operands::Exactly(1),
    own: true,
    run: Some(run),
    ..Command::new("apply PLAN", "carry out a plan", LONG)
};

/// Where the key is.
pub(super) fn key_path(flags: &Flags, settings: &Settings) -> PathBuf {
    match flags.text("seal-key") {
        "" => PathBuf::from(&settings.data_home).join("steersman/plan.key"),
        path => PathBuf::from(path),
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let file = PlanFile::read(&flags.operands()[0])?;
    let key = SealKey::read(&key_path(flags, context.settings))?;
    let saved = file.unseal(&key)?;
    if let Some(changed) = file
        .chart
        .as_ref()
        .and_then(crate::plan_file::ChartMark::changed)
    {
        return Err(CliError::new(format!(
            "the plan is out of date, nothing was done:\n  {changed}"
        ))
        .hint("make a new plan"));
    }
    let surroundings = Surroundings::within(&file.plan.release.namespace, context)?;
    let outcome = surroundings.run(context, Reach::Cluster, |cx| saved.apply(cx));
    let (operation, release, kept) = outcome.map_err(apply_error)?;
    if !kept.is_empty() {
        context.printer.data(format!("{kept}\n"))?;
    }
    match (operation, release) {
        (Operation::Uninstall(request), _) => context.printer.data(format!(
            "release \"{}\" uninstalled\n",
            request.common.release_name
        )),
        (Operation::Rollback(_), _) => context
            .printer
            .data("Rollback was a success! Happy Helming!\n"),
        (_, Some(release)) => print_release(&release, flags, context),
        (_, None) => Ok(()),
    }
}
