use std::fmt;
use std::io::Read;
use std::time::Duration;

use crate::client::cause_of;
use crate::{Cause, Method, SafeUrl, SendError, Step};

/// An answer. Its body is read as it comes.
pub struct Response {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) method: Method,
    pub(crate) url: SafeUrl,
    pub(crate) limit: u64,
    pub(crate) times: (Duration, Duration),
    pub(crate) body: Box<dyn Read + Send>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Response {
    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What the status means, as HTTP has it.
    pub fn reason(&self) -> &'static str {
        reason(self.status)
    }

    /// A header, when it is a text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All values of a header that are texts.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.headers.get_all(name).into_iter();
        values.filter_map(|value| value.to_str().ok())
    }

    /// All headers that are texts, with their names.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.headers.iter();
        fields.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// How long the body says it is.
    pub fn length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    /// What was asked, after redirects.
    pub fn url(&self) -> &SafeUrl {
        &self.url
    }

    /// Reads some of the body.
    ///
    /// # Errors
    /// [`SendError`] of [`Step::Body`].
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, SendError> {
        let read = self
            .body
            .read(buffer)
            .map_err(|error| self.body_error(error));
        let read = read?;
        match self.limit.checked_sub(read as u64) {
            Some(rest) => self.limit = rest,
            None => return Err(self.error(Cause::TooLarge(self.limit))),
        }
        Ok(read)
    }

    /// Reads the whole body.
    ///
    /// # Errors
    /// [`SendError`] of [`Step::Body`].
    pub fn bytes(mut self) -> Result<Vec<u8>, SendError> {
        const FIRST: u64 = 1 << 20;
        let limit = self.limit;
        let expected = self.length().unwrap_or_default();
        if expected > limit {
            return Err(self.error(Cause::TooLarge(limit)));
        }
        let mut bytes =
            Vec::with_capacity(usize::try_from(expected.min(FIRST)).unwrap_or_default());
        let read = (&mut self.body)
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes);
        read.map_err(|error| self.body_error(error))?;
        if bytes.len() as u64 > limit {
            return Err(self.error(Cause::TooLarge(limit)));
        }
        Ok(bytes)
    }

    fn body_error(&self, error: std::io::Error) -> SendError {
        let cause = match cause_of(error.into(), self.times).cause {
            Cause::Closed => Cause::Truncated,
            cause => cause,
        };
        self.error(cause)
    }

    fn error(&self, cause: Cause) -> SendError {
        SendError {
            method: self.method,
            url: Box::new(self.url.clone()),
            step: Step::Body,
            cause,
            attempts: 1,
        }
    }
}

pub(crate) fn reason(status: u16) -> &'static str {
    let status = http::StatusCode::from_u16(status).ok();
    let reason = status.and_then(|status| status.canonical_reason());
    reason.unwrap_or_default()
}
