//! Lists, page by page.

use std::sync::Arc;

use steersman_plan::{Call, ClusterError, Gvk, Object};

use crate::answer::{Page, each_item, page};
use crate::attempt::attempt;
use crate::client::Connection;
use crate::kube_cluster::State;
use crate::request::{Request, escaped, kind_of, request_for};
use crate::resolve::resolve;

/// Reads a list to its end. A list that grew too old on the way is begun anew.
pub(crate) async fn all_pages(
    connection: &Connection,
    first: &Request,
    gvk: &Gvk,
) -> Result<Vec<Object>, ClusterError> {
    let mut objects = Vec::new();
    let mut next = String::new();
    let mut restarted = false;
    loop {
        match one_page(connection, first, &next, gvk).await {
            Ok(page) => {
                objects.extend(page.items);
                next = page.next;
                if next.is_empty() {
                    return Ok(objects);
                }
            }
            Err(error) if is_expired(&error) && !restarted => {
                restarted = true;
                objects.clear();
                next.clear();
            }
            Err(error) => return Err(error),
        }
    }
}

/// See [`steersman_plan::Cluster::list_pages`]. The next page is on its way while one is worked on, and
/// objects are handed over one by one, so that only the texts of two pages are in memory.
pub(crate) fn list_pages(
    state: &State,
    list: &Call,
    on_page: &mut dyn FnMut(Vec<Object>),
) -> Result<(), ClusterError> {
    let gvk = kind_of(list).ok_or(ClusterError::Unanswered)?;
    let resource = state.runtime.block_on(resolve(&state.connection, &gvk))?;
    let first = request_for(list, &resource).ok_or(ClusterError::Unanswered)?;
    let fetch = |next: String| {
        let (connection, first) = (Arc::clone(&state.connection), first.clone());
        state
            .runtime
            .spawn(async move { attempt(&connection, &following(&first, &next)).await })
    };
    let mut coming = Some(fetch(String::new()));
    while let Some(page) = coming.take() {
        let body = state
            .runtime
            .block_on(page)
            .map_err(|_| ClusterError::Cancelled)??;
        let mut begun = |next: String| {
            if !next.is_empty() {
                coming = Some(fetch(next));
            }
        };
        each_item(&body, &gvk, &mut begun, &mut |object| on_page(vec![object]))?;
    }
    Ok(())
}

async fn one_page(
    connection: &Connection,
    first: &Request,
    next: &str,
    gvk: &Gvk,
) -> Result<Page, ClusterError> {
    page(&attempt(connection, &following(first, next)).await?, gvk)
}

/// The request for a page: the first one, or the one that begins with `next`.
fn following(first: &Request, next: &str) -> Request {
    let mut request = first.clone();
    if !next.is_empty() {
        request.target.push_str("&continue=");
        request.target.push_str(&escaped(next));
    }
    request
}

fn is_expired(error: &ClusterError) -> bool {
    matches!(error, ClusterError::Api(error) if error.code == 410)
}
