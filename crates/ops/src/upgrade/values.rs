use steersman_chart::{coalesce_table, coalesce_tables};
use steersman_release::Release;

use super::{UpgradeRequest, ValuesReuse};
use crate::{Event, ReleaseContext, ReleaseError};

/// Brings the values of the revision before into the request, as it asks for.
pub(super) fn reuse_values(
    context: &ReleaseContext<'_>,
    request: &mut UpgradeRequest,
    current: &Release,
) -> Result<(), ReleaseError> {
    let mut notices = Vec::new();
    match request.reuse {
        ValuesReuse::Reset => {}
        ValuesReuse::Reuse => {
            let dialect = context.base.dialect;
            let old = coalesce_table(&current.chart, &current.config, dialect, &mut notices)
                .map_err(ReleaseError::OldValues)?;
            request.values = coalesce_tables(&request.values, &current.config, &mut notices)
                .map_err(ReleaseError::OldValues)?;
            request.chart.values = old.into();
        }
        ValuesReuse::ResetThenReuse => {
            request.values = coalesce_tables(&request.values, &current.config, &mut notices)
                .map_err(ReleaseError::OldValues)?;
        }
        ValuesReuse::WhenNoneGiven => {
            if request.values.is_empty() {
                request.values.clone_from(&current.config);
            }
        }
    }
    for notice in &notices {
        context.base.observer.event(&Event::Chart(notice));
    }
    Ok(())
}
