use steersman_chart::{Coalesced, coalesce_values};
use steersman_names::HelmDialect;
use steersman_release::Release;

use super::ReadError;

/// The values of the user over the defaults of the chart. Records hold no dependencies, so their defaults are missing.
///
/// # Errors
/// [`ReadError::Values`]
pub fn computed_values(release: &Release, dialect: HelmDialect) -> Result<Coalesced, ReadError> {
    Ok(coalesce_values(&release.chart, &release.config, dialect)?)
}
