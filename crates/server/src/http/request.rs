//! What handlers need of a request.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, header};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::time::Duration;

use super::Query;
use super::answer::{Answer, too_large};
use super::patient::Arriving;
use crate::events::Actor;
use crate::spool::{SpoolError, Spooled};

/// The address that a request came from, where there is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) std::net::SocketAddr);

/// A request that has found its route.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) parts: Parts,
    pub(crate) query: Query,
    /// Who asks, once that is known.
    pub(crate) actor: Actor,
    /// How long each piece of the body may take.
    patience: Duration,
    /// A lock makes it shareable, as handlers are; it is only taken through `&mut`.
    body: Mutex<Body>,
}

impl Call {
    pub(super) fn new(parts: Parts, body: Body, patience: Duration) -> Self {
        let peer = parts.extensions.get::<Peer>();
        let actor = Actor {
            who: "anonymous".into(),
            from: peer.map(|peer| peer.0.ip().to_string()).unwrap_or_default(),
            via: "api",
            request: String::new(),
        };
        Self {
            actor,
            query: Query::parse(parts.uri.query().unwrap_or_default()),
            parts,
            patience,
            body: Mutex::new(body),
        }
    }

    /// The value of a header that is text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// Whether the client takes JSON before other types.
    pub(super) fn accepts_json(&self) -> bool {
        let accept = self.header(header::ACCEPT).unwrap_or_default();
        accept.starts_with("application/") && accept.contains("json")
    }

    /// How long the body says it is.
    pub(crate) fn length(&self) -> Option<u64> {
        self.header(header::CONTENT_LENGTH)?.parse().ok()
    }

    /// The body, which has to arrive in time.
    pub(crate) fn stream(&mut self) -> Arriving {
        Arriving::new(self.take_body().into_data_stream(), self.patience)
    }

    fn take_body(&mut self) -> Body {
        std::mem::take(self.body.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses a body that says it is too large, before it is sent.
    ///
    /// # Errors
    /// The refusal.
    pub(super) fn check_length(&self, limit: u64) -> Result<(), Box<Answer>> {
        if self.length().is_some_and(|length| length > limit) {
            return Err(Box::new(too_large(limit, self.accepts_json())));
        }
        Ok(())
    }

    /// Takes the whole body into a file.
    pub(crate) async fn spool(
        &mut self,
        folder: &std::path::Path,
        limit: u64,
    ) -> Result<Spooled, SpoolError> {
        let mut file = Spooled::create(folder, limit).await?;
        file.append(self.stream()).await?;
        Ok(file)
    }

    /// Takes a small body into memory.
    pub(crate) async fn read(&mut self, limit: usize) -> Result<Bytes, SpoolError> {
        let mut body = self.stream();
        let mut all = Vec::new();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|_| SpoolError::Broken)?;
            if all.len() + piece.len() > limit {
                return Err(SpoolError::TooLarge);
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }
}
