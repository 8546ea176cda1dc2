//! Which objects are there before a release makes them.

use steersman_plan::{Call, Owner, Resource};

use crate::ReleaseContext;
use crate::release_error::OwnershipError;

/// The objects that exist already.
///
/// # Errors
/// An object that belongs to somebody else, unless whoever owns them does not matter (`owner` is none); one that can
/// not be read.
pub(crate) fn existing(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    owner: Option<Owner<'_>>,
) -> Result<Vec<Resource>, OwnershipError> {
    let mut named = Vec::new();
    for resource in resources {
        if !resource.is_named_by_server()? {
            named.push(resource);
        }
    }
    let calls = named.iter().map(|r| Call::Get(r.target.clone())).collect();
    let mut found = Vec::new();
    for (resource, live) in named.into_iter().zip(context.cluster.send(calls)) {
        let live = match live {
            Ok(answer) => answer.into_object(),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(OwnershipError::Unknown(resource.describe(), error)),
        };
        let Some(live) = live else { continue };
        if let Some(owner) = owner {
            owner
                .check(&live)
                .map_err(|error| OwnershipError::Foreign(resource.describe(), error))?;
        }
        found.push(resource.clone());
    }
    Ok(found)
}
