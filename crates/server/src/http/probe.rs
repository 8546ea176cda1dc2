//! Probes and what the server says of itself. None of them touches the storage.

use axum::http::StatusCode;
use serde_json::json as value;

use super::answer::{Answer, json};

/// `/health`, `/livez`, `/readyz`.
pub(super) fn healthy() -> Answer {
    json(StatusCode::OK, &value!({ "healthy": true }))
}

/// `/info`.
pub(super) fn info(version: &str) -> Answer {
    json(StatusCode::OK, &value!({ "version": version }))
}
