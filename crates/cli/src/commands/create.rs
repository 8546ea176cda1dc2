//! `create`: makes a new chart.

use std::path::{Path, PathBuf};

use steersman_chart::archive::Limits;
use steersman_store::{CreateRequest, create};

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Invocation, Operands,
    no_more_operands, quote,
};
use crate::context::Context;
use crate::error::CliError;
use crate::paths::join;
use crate::time::now;

const LONG: &str = "
Makes a new chart that works as it is: a deployment with a service, an ingress,
a scaler and a service account, all of them driven by values.

For example, '{program} create foo' makes

    foo/
    ├── .helmignore   # what is left out of the packed chart
    ├── Chart.yaml    # name, versions, dependencies
    ├── values.yaml   # the defaults of all values
    ├── charts/       # charts that this one depends on
    └── templates/    # the templates
        └── tests/    # tests of an installed release

The operand is a path, and folders on the way to it are made. In a folder that
exists, files of the same name are overwritten and others stay.
";

const FLAGS: &[Flag] = &[
    Flag::text("chart-api-version", "chart API version to use (v2 or v3)")
        .or("v2")
        .hidden(),
    Flag::text(
        "starter",
        "the name or absolute path to {product} starter scaffold",
    )
    .short('p'),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "create NAME",
        "create a new chart with the given name",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let name = &flags.operands()[0];
    context.printer.data(format!("Creating {name}\n"))?;
    match flags.text("chart-api-version") {
        "" | "v2" => {}
        "v3" => {
            return Err(CliError::new(
                "this feature has been marked as experimental and is not enabled by default. Please set HELM_EXPERIMENTAL_CHART_V3=1 in your environment to use this feature",
            ));
        }
        other => {
            return Err(CliError::new(format!(
                "unsupported chart API version: {other} (supported: v2, v3)"
            )));
        }
    }
    let starter = match flags.text("starter") {
        "" => None,
        path if Path::new(path).is_absolute() => Some(PathBuf::from(path)),
        name => Some(join(&[&context.settings.data_home, "starters", name]).into()),
    };
    let request = CreateRequest {
        path: name.into(),
        starter,
        now: now(),
        dialect: context.dialect,
        limits: Limits::of(context.dialect),
    };
    let created = create(&request).map_err(|error| CliError::from_error(&error))?;
    for path in created.overwritten {
        let path = quote(&path.to_string_lossy());
        context.printer.data(format!(
            "WARNING: File {path} already exists. Overwriting.\n"
        ))?;
    }
    Ok(())
}

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        (Vec::new(), Directive::DEFAULT)
    } else {
        no_more_operands()
    }
}
