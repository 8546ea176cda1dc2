//! Calls from pages of another origin.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};

use super::Call;
use super::answer::{Answer, set_header, sized};
use crate::config::Config;

/// The answer to a browser that asks before it calls.
pub(super) fn preflight(call: &Call, config: &Config) -> Option<Answer> {
    let asks = call.parts.method == Method::OPTIONS
        && call.header(header::ACCESS_CONTROL_REQUEST_METHOD).is_some();
    if config.cors_origin.is_empty() || config.strict() || !asks {
        return None;
    }
    let mut answer = sized(StatusCode::NO_CONTENT, "text/plain", Body::empty());
    answer.headers_mut().remove(header::CONTENT_TYPE);
    set_header(
        &mut answer,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        "GET, HEAD, POST, PUT, PATCH, DELETE",
    );
    set_header(
        &mut answer,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, Content-Type, Content-Range, If-None-Match, Range, X-Request-Id",
    );
    set_header(&mut answer, header::ACCESS_CONTROL_MAX_AGE, "600");
    Some(answer)
}

/// Says who may read the answer.
pub(super) fn mark(answer: &mut Answer, path: &str, config: &Config) {
    // ChartMuseum looks at the path before the context path is cut off.
    if config.cors_origin.is_empty() || config.strict() && !path.starts_with("/api/") {
        return;
    }
    set_header(
        answer,
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        &config.cors_origin,
    );
    if config.cors_origin != "*" {
        set_header(answer, header::VARY, "Origin, Accept, Accept-Encoding");
    }
}
