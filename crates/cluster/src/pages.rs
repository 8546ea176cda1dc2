//! Lists, page by page.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use steersman_plan::{Call, ClusterError, Gvk, Object};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use crate::answer::{Page, object, page, with_type};
use crate::attempt::attempt;
use crate::client::Connection;
use crate::cutter::{Cutter, Head};
use crate::kube_cluster::State;
use crate::request::{Request, escaped, kind_of, list_request};
use crate::resolve::resolve;

/// How many objects a page has where objects are worked on while they come in. Servers do the same work for every page.
const PAGE: usize = 500;
/// How many pieces of a page may wait to be worked on.
const WAITING: usize = 16;
/// How long a server may be silent in the middle of a page.
const SILENCE: Duration = Duration::from_secs(75);

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

/// See [`steersman_plan::Cluster::list_pages`]. Objects are handed over one by one, each as soon as it is there, so that
/// little is in memory however long the list is.
pub(crate) fn list_pages(
    state: &State,
    list: &Call,
    on_page: &mut dyn FnMut(Vec<Object>),
) -> Result<(), ClusterError> {
    let gvk = kind_of(list).ok_or(ClusterError::Unanswered)?;
    let resource = state.runtime.block_on(resolve(&state.connection, &gvk))?;
    let first = list_request(list, &resource, PAGE).ok_or(ClusterError::Unanswered)?;
    let ask = |next: &str| {
        let (sender, receiver) = channel(WAITING);
        let connection = Arc::clone(&state.connection);
        let request = following(&first, next);
        state
            .runtime
            .spawn(async move { send_page(&connection, &request, &sender).await });
        receiver
    };
    let mut coming = Some(ask(""));
    while let Some(page) = coming.take() {
        let next = read_page(page, &gvk, on_page, &mut |next| coming = Some(ask(next)))?;
        if coming.is_none() && !next.is_empty() {
            coming = Some(ask(&next));
        }
    }
    Ok(())
}

/// What comes in of a page.
enum Piece {
    /// Bytes that follow on those before.
    Bytes(Bytes),
    /// The whole page once more, after it broke off.
    Again(Vec<u8>),
    /// Why there is no more.
    Failed(ClusterError),
}

/// Asks for a page and sends on what comes in. Nobody may listen any more: then it ends.
async fn send_page(connection: &Connection, request: &Request, sender: &Sender<Piece>) {
    if let Ok(Ok(response)) = timeout(SILENCE, connection.begin(request)).await
        && response.status().is_success()
    {
        connection.reached.store(true, Ordering::Relaxed);
        let mut body = response.into_body();
        loop {
            match timeout(SILENCE, body.frame()).await {
                Ok(Some(Ok(frame))) => {
                    let bytes = frame.into_data().unwrap_or_default();
                    if sender.send(Piece::Bytes(bytes)).await.is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Ok(Some(Err(_))) | Err(_) => break,
            }
        }
    }
    // It has to be asked for again, by the rules of all requests.
    let last = match attempt(connection, request).await {
        Ok(body) => Piece::Again(body),
        Err(error) => Piece::Failed(error),
    };
    // Nobody listens any more when this fails.
    let _ = sender.send(last).await.ok();
}

/// Works on a page while it comes in. What the next page is asked for with; `begun` is told as soon as that is known.
fn read_page(
    mut pieces: Receiver<Piece>,
    gvk: &Gvk,
    on_page: &mut dyn FnMut(Vec<Object>),
    begun: &mut dyn FnMut(&str),
) -> Result<String, ClusterError> {
    let mut cutter = Cutter::default();
    let mut is_begun = false;
    // Servers sort lists by where objects are.
    let mut last = (String::new(), String::new());
    let mut take = |text: &[u8]| {
        let object = with_type(object(text)?, gvk);
        let place = (
            object.namespace().unwrap_or_default().to_owned(),
            object.name().to_owned(),
        );
        if place > last {
            last = place;
            on_page(vec![object]);
        }
        Ok(())
    };
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Bytes(bytes) => cutter.push(&bytes, &mut take)?,
            Piece::Again(body) => {
                cutter = Cutter::default();
                cutter.push(&body, &mut take)?;
            }
            Piece::Failed(error) => return Err(error),
        }
        if !is_begun && let Some(head) = cutter.head() {
            is_begun = true;
            let next = head.into_next();
            if !next.is_empty() {
                begun(&next);
            }
        }
    }
    cutter.finish().map(Head::into_next)
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
