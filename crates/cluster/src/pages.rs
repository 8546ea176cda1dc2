//! Lists, page by page.

use std::sync::Arc;
use std::time::Duration;

use steersman_plan::{Call, ClusterError, Gvk, Object};
use tokio::time::Instant;

use crate::answer::{Page, each_item, page};
use crate::attempt::attempt;
use crate::client::Connection;
use crate::kube_cluster::State;
use crate::request::{Request, escaped, kind_of, list_request};
use crate::resolve::resolve;

/// How many objects a page has where objects are worked on one by one: few, so that little is in memory.
const SMALLEST_PAGE: usize = 25;
/// How many it has at most where the way to the server is long.
const LARGEST_PAGE: usize = 200;
/// A page that is waited for so long has to be larger the next time.
const LONG_WAIT: Duration = Duration::from_millis(40);

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
    let fetch = |next: String, limit: usize| {
        let first = list_request(list, &resource, limit).ok_or(ClusterError::Unanswered)?;
        let connection = Arc::clone(&state.connection);
        Ok::<_, ClusterError>(
            state
                .runtime
                .spawn(async move { attempt(&connection, &following(&first, &next)).await }),
        )
    };
    let mut limit = SMALLEST_PAGE;
    let mut coming = Some(fetch(String::new(), limit)?);
    while let Some(page) = coming.take() {
        let since = Instant::now();
        let body = state
            .runtime
            .block_on(page)
            .map_err(|_| ClusterError::Cancelled)??;
        if since.elapsed() > LONG_WAIT {
            limit = (limit * 2).min(LARGEST_PAGE);
        }
        let mut refused = None;
        let mut begun = |next: String| {
            if !next.is_empty() {
                match fetch(next, limit) {
                    Ok(page) => coming = Some(page),
                    Err(error) => refused = Some(error),
                }
            }
        };
        each_item(&body, &gvk, &mut begun, &mut |object| on_page(vec![object]))?;
        if let Some(error) = refused {
            return Err(error);
        }
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
