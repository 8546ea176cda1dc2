//! One request, made as often as it takes and is allowed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;
use steersman_plan::ClusterError;
use tokio::time::{Instant, sleep, timeout};

use crate::answer::api_error;
use crate::client::{Connection, Reply};
use crate::failure::Failure;
use crate::request::{Repeat, Request};

/// How long one try may take. Servers give up after a minute themselves.
const TRY: Duration = Duration::from_secs(75);
/// How long a server that answered before may be away.
const ABSENCE: Duration = Duration::from_secs(30);
/// How often a server may say that it is not able to answer now.
const MAX_REFUSALS: u32 = 8;
/// How often a request may fail inside the server.
const MAX_FAULTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause that a server may ask for.
const LONGEST_WISH: Duration = Duration::from_secs(30);

/// Makes a request, again where that is safe, and gives the body of the answer.
///
/// # Errors
/// What the server said, or why there was no answer.
pub(crate) async fn attempt(
    connection: &Connection,
    request: &Request,
) -> Result<Vec<u8>, ClusterError> {
    let mut tries = Tries::default();
    loop {
        let result = match timeout(TRY, connection.exchange(request)).await {
            Ok(result) => result,
            Err(_) => Err(connection.overdue(request)),
        };
        match result {
            Ok(reply) => {
                connection.reached.store(true, Ordering::Relaxed);
                let is_unknown = reply.status == StatusCode::UNAUTHORIZED;
                if is_unknown && !tries.renewed && connection.renew(reply.credentials) {
                    tries.renewed = true;
                    continue;
                }
                match tries.judge(request, &reply) {
                    Verdict::Done => return finish(connection, request, reply, &tries).await,
                    Verdict::Again(pause) => sleep(pause).await,
                }
            }
            Err(failure) => {
                let reached = connection.reached.load(Ordering::Relaxed);
                match tries.pause_after(request, &failure, reached) {
                    Some(pause) => sleep(pause).await,
                    None => return Err(failure.error),
                }
            }
        }
    }
}

/// Makes a request once, for answers that are as good as any error.
pub(crate) async fn once(
    connection: &Connection,
    request: &Request,
) -> Result<Reply, ClusterError> {
    match timeout(TRY, connection.exchange(request)).await {
        Ok(Ok(reply)) => {
            connection.reached.store(true, Ordering::Relaxed);
            Ok(reply)
        }
        Ok(Err(failure)) => Err(failure.error),
        Err(_) => Err(connection.overdue(request).error),
    }
}

/// What was tried so far.
#[derive(Default)]
struct Tries {
    refusals: u32,
    faults: u32,
    /// Since when the server can not be reached.
    away: Option<Instant>,
    absences: u32,
    /// Whether credentials were had anew.
    renewed: bool,
    /// Whether an earlier try may have been carried out without an answer.
    doubtful: bool,
}

enum Verdict {
    Done,
    Again(Duration),
}

impl Tries {
    fn judge(&mut self, request: &Request, reply: &Reply) -> Verdict {
        self.away = None;
        let wish = wished_pause(&reply.headers);
        match reply.status {
            // The request was turned away before anything was done.
            StatusCode::TOO_MANY_REQUESTS => self.refused(wish),
            StatusCode::SERVICE_UNAVAILABLE if wish.is_some() => self.refused(wish),
            status if is_fault(status, &reply.body) && request.repeat != Repeat::Never => {
                self.faults += 1;
                if self.faults >= MAX_FAULTS {
                    return Verdict::Done;
                }
                self.doubtful = true;
                Verdict::Again(wish.unwrap_or_else(|| pause(self.faults)))
            }
            _ => Verdict::Done,
        }
    }

    fn refused(&mut self, wish: Option<Duration>) -> Verdict {
        self.refusals += 1;
        if self.refusals > MAX_REFUSALS {
            return Verdict::Done;
        }
        Verdict::Again(wish.unwrap_or_else(|| pause(self.refusals)))
    }

    /// How long to wait after no answer came; none when it is to be told.
    fn pause_after(
        &mut self,
        request: &Request,
        failure: &Failure,
        reached: bool,
    ) -> Option<Duration> {
        if !failure.transient || !reached {
            return None;
        }
        if !failure.unsent {
            if request.repeat == Repeat::Never {
                return None;
            }
            self.doubtful = true;
        }
        let since = *self.away.get_or_insert_with(Instant::now);
        self.absences += 1;
        (since.elapsed() < ABSENCE).then(|| pause(self.absences))
    }
}

/// Failures that come from the state of the server and not from the request.
fn is_fault(status: StatusCode, body: &[u8]) -> bool {
    match status.as_u16() {
        502..=504 => true,
        500 => {
            // A web hook that fails does so by its own reasons, mostly again.
            let text = String::from_utf8_lossy(body);
            !text.contains("failed calling webhook") && !text.contains("admission webhook")
        }
        _ => false,
    }
}

fn wished_pause(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
    let seconds = text.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WISH))
}

/// The pause before try `count + 1`.
fn pause(count: u32) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << count.saturating_sub(1).min(10));
    doubled.min(LONGEST_PAUSE)
}

/// Takes the last answer for what it is, after tries whose outcome nobody knows.
async fn finish(
    connection: &Connection,
    request: &Request,
    reply: Reply,
    tries: &Tries,
) -> Result<Vec<u8>, ClusterError> {
    if reply.status.is_success() {
        return Ok(reply.body);
    }
    let error = ClusterError::Api(api_error(reply.status, &reply.body));
    if !tries.doubtful {
        return Err(error);
    }
    match request.repeat {
        Repeat::Delete if error.is_not_found() => {
            Ok(br#"{"kind":"Status","apiVersion":"v1","status":"Success"}"#.to_vec())
        }
        Repeat::Create if error.is_already_exists() => {
            match own_object(connection, request).await {
                Some(body) => Ok(body),
                None => Err(error),
            }
        }
        _ => Err(error),
    }
}

/// The object that exists, when it is the one that this request made.
async fn own_object(connection: &Connection, request: &Request) -> Option<Vec<u8>> {
    let sent: Value = serde_json::from_slice(&request.body).ok()?;
    let name = sent.pointer("/metadata/name")?.as_str()?;
    let path = request.target.split('?').next()?;
    let reply = once(connection, &Request::get(format!("{path}/{name}")))
        .await
        .ok()?;
    let live: Value = serde_json::from_slice(&reply.body).ok()?;
    (reply.status.is_success() && contains(&live, &sent)).then_some(reply.body)
}

/// Whether everything in `part` is in `whole`.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(key, value)| {
            value.is_null() || whole.get(key).is_some_and(|found| contains(found, value))
        }),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len()
                && whole
                    .iter()
                    .zip(part)
                    .all(|(whole, part)| contains(whole, part))
        }
        (whole, part) => whole == part,
    }
}
