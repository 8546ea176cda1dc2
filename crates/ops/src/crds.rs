//! Custom resource definitions below `crds/`, which come before everything else.

use std::time::Duration;

use steersman_chart::Chart;
use steersman_plan::build;

use crate::apply::{CreateOptions, create_all};
use crate::release_error::CrdError;
use crate::settings::{WaitSettings, WaitStrategy};
use crate::waiting::wait_until_ready;
use crate::{Level, ReleaseContext, ReleaseError};

/// How long the server has to serve the new kinds.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Makes the definitions of a chart, file by file, and waits until the server serves them. Whether there were any.
///
/// # Errors
/// The first file that can not be installed; definitions that are not served.
pub(crate) fn install_crds(
    context: &ReleaseContext<'_>,
    chart: &Chart,
    options: CreateOptions,
    wait: WaitSettings,
) -> Result<bool, ReleaseError> {
    let mut made = Vec::new();
    for crd in chart.crds() {
        let failed = |source: CrdError| ReleaseError::Crd {
            file: crd.file.name.clone(),
            source: Box::new(source),
        };
        // Kinds without a namespace do not care which one is given.
        let resources = build(context.cluster, &crd.file.data, "default")
            .map_err(|error| failed(error.into()))?;
        if resources.is_empty() {
            return Err(failed(CrdError::NoObjects));
        }
        match create_all(context, &resources, options) {
            Ok(()) => made.extend(resources),
            Err(error) if error.is_already_exists() => context.log(
                Level::Debug,
                "CRD is already present. Skipping",
                &[("crd", &crd.file.name)],
            ),
            Err(error) => return Err(failed(error.into())),
        }
    }
    if made.is_empty() {
        return Ok(false);
    }
    let strategy = match wait.strategy {
        WaitStrategy::HookOnly => WaitStrategy::Watcher,
        other => other,
    };
    let wait = WaitSettings {
        strategy,
        jobs: false,
        timeout: TIMEOUT,
    };
    wait_until_ready(context, &made, wait)?;
    Ok(true)
}
