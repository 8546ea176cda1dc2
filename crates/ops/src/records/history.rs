use steersman_release::Release;

use super::{ReadError, Source};

/// The newest `max` revisions of a release, the oldest first.
///
/// # Errors
/// [`ReadError`]
pub fn history(source: &Source<'_>, name: &str, max: i64) -> Result<Vec<Release>, ReadError> {
    source.check_name(name, false)?;
    let mut revisions = source.revisions(name)?.into_revisions();
    let kept = usize::try_from(max).unwrap_or(0);
    let surplus = revisions.len().saturating_sub(kept);
    revisions.drain(..surplus);
    Ok(revisions)
}
