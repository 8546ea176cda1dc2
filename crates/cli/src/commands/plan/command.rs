use steersman_ops::install::OnNameInUse;
use steersman_ops::planning::Operation;
use steersman_ops::{ServerSide, Trial};

use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::commands::change::{COMMON, Provenance, Surroundings, UPGRADE, complete_upgrade};
use crate::commands::complete::releases;
use crate::commands::groups::{CHART, REGISTRY, VALUES};
use crate::commands::install::{self, Manner, install_request};
use crate::commands::template::{INSTALL, INSTALL_VERSION, complete_chart};
use crate::commands::{rollback, uninstall, upgrade};
use crate::context::Context;
use crate::error::CliError;
use crate::output::OUTPUT;

use super::make::make;

const LONG: &str = "
Shows what a verb would do to the cluster, before it does it: which objects are
made, changed, replaced or deleted and why, field by field, in which order, which
hooks run, and what would go wrong.

    $ {program} plan upgrade web ./chart --set replicas=3

Every write is tried by the server and nothing is written. The exit code is 0 when
nothing would change, 2 when something would, and 1 when something would go wrong.
What is secret is not shown. A plan can be kept, and carried out later if nothing
it rests on has changed:

    $ {program} plan upgrade web ./chart --out plan.json
    $ {program} apply plan.json
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::switch("full", "show every field of new objects, and long texts whole"),
    Flag::text("out", "write the plan to this file, to be carried out with apply"),
    super::apply::SEAL_KEY,
];

pub(in crate::commands) static COMMAND: Command = Command {
    children: &[
        &INSTALL_PLAN,
        &ROLLBACK_PLAN,
        &UNINSTALL_PLAN,
        &UPGRADE_PLAN,
    ],
    own: true,
    ..Command::new(
        "plan",
        "show what a change would do, before it is made",
        LONG,
    )
};

const EXCLUSIVE: &[&[&str]] = &[
    &["force-replace", "force-conflicts"],
    &["force", "force-conflicts"],
];

static INSTALL_PLAN: Command = Command {
    flags: &[
        FLAGS,
        install::FLAGS,
        INSTALL,
        INSTALL_VERSION,
        VALUES,
        CHART,
        REGISTRY,
    ],
    exclusive: EXCLUSIVE,
    operands: Operands::AtLeast(1),
    complete: Some(complete_chart),
    run: Some(run_install),
    ..Command::new("install [NAME] [CHART]", "show what install would do", LONG)
};

static UPGRADE_PLAN: Command = Command {
    flags: &[
        FLAGS,
        upgrade::FLAGS,
        UPGRADE,
        COMMON,
        VALUES,
        CHART,
        REGISTRY,
    ],
    exclusive: EXCLUSIVE,
    operands: Operands::Exactly(2),
    complete: Some(complete_upgrade),
    run: Some(run_upgrade),
    ..Command::new(
        "upgrade [RELEASE] [CHART]",
        "show what upgrade would do",
        LONG,
    )
};

static ROLLBACK_PLAN: Command = Command {
    flags: &[FLAGS, rollback::FLAGS, COMMON, &[OUTPUT]],
    exclusive: EXCLUSIVE,
    operands: Operands::AtLeast(1),
    complete: Some(rollback::complete),
    run: Some(run_rollback),
    ..Command::new(
        "rollback <RELEASE> [REVISION]",
        "show what rollback would do",
        LONG,
    )
};

static UNINSTALL_PLAN: Command = Command {
    flags: &[FLAGS, uninstall::FLAGS, COMMON, &[OUTPUT]],
    operands: Operands::Exactly(1),
    complete: Some(releases),
    run: Some(run_uninstall),
    ..Command::new(
        "uninstall RELEASE_NAME",
        "show what uninstall would do",
        LONG,
    )
};

/// The words before errors of an installation.
const INSTALL_PREFIX: &str = "INSTALLATION FAILED: ";

fn planned_install(
    context: &mut Context<'_>,
    flags: &Flags,
    surroundings: &Surroundings,
    manner: Manner,
) -> Result<(Operation, Provenance), CliError> {
    let namespace = surroundings.releases.namespace.clone();
    let (request, provenance) = install_request(context, flags, &namespace, manner)?;
    Ok((Operation::Install(Box::new(request)), provenance))
}

fn run_install(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let surroundings = Surroundings::new(context)?;
    let manner = Manner {
        trial: Trial::No,
        on_name_in_use: if flags.switch("replace") {
            OnNameInUse::Replace
        } else {
            OnNameInUse::Refuse
        },
        server_side: match flags.switch_given("server-side") {
            Some(false) => ServerSide::Off,
            _ => ServerSide::On,
        },
        prefix: INSTALL_PREFIX,
    };
    let (operation, provenance) = planned_install(context, flags, &surroundings, manner)?;
    make(
        context,
        flags,
        &surroundings,
        &operation,
        Some((&provenance, INSTALL_PREFIX)),
    )
}

fn run_upgrade(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let surroundings = Surroundings::new(context)?;
    let name = &flags.operands()[0];
    if flags.switch("install") && upgrade::install_first(&surroundings, name)? {
        let manner = Manner {
            trial: Trial::No,
            on_name_in_use: OnNameInUse::Replace,
            server_side: match flags.text("server-side") {
                "false" => ServerSide::Off,
                _ => ServerSide::On,
            },
            prefix: "",
        };
        let (operation, provenance) = planned_install(context, flags, &surroundings, manner)?;
        return make(
            context,
            flags,
            &surroundings,
            &operation,
            Some((&provenance, "")),
        );
    }
    let namespace = surroundings.releases.namespace.clone();
    let (request, provenance) = upgrade::upgrade_request(context, flags, &namespace)?;
    let operation = Operation::Upgrade(Box::new(request));
    let from = Some((&provenance, upgrade::PREFIX));
    make(context, flags, &surroundings, &operation, from)
}

fn run_rollback(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let surroundings = Surroundings::new(context)?;
    let namespace = surroundings.releases.namespace.clone();
    let request = rollback::rollback_request(context, flags, &namespace)?;
    let operation = Operation::Rollback(Box::new(request));
    make(context, flags, &surroundings, &operation, None)
}

fn run_uninstall(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let surroundings = Surroundings::new(context)?;
    let namespace = surroundings.releases.namespace.clone();
    let cascade = uninstall::cascade(flags)?;
    let name = &flags.operands()[0];
    let request = uninstall::uninstall_request(flags, name, &namespace, cascade)?;
    let operation = Operation::Uninstall(Box::new(request));
    make(context, flags, &surroundings, &operation, None)
}
