//! Answers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json as value};

use crate::catalog::UploadError;
use crate::package::PackageError;
use crate::spool::SpoolError;
use crate::storage::StorageError;

/// What goes back.
pub(crate) type Answer = Response<Body>;

/// An answer of this type and content.
pub(crate) fn sized(status: StatusCode, kind: &'static str, content: impl Into<Body>) -> Answer {
    let mut answer = Response::new(content.into());
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, content: &Value) -> Answer {
    sized(
        status,
        "application/json; charset=utf-8",
        content.to_string(),
    )
}

/// A JSON answer from text that is JSON.
pub(super) fn json_text(content: String) -> Answer {
    sized(StatusCode::OK, "application/json; charset=utf-8", content)
}

/// An error as `ChartMuseum` tells it.
pub(super) fn error(status: StatusCode, text: &str) -> Answer {
    json(status, &value!({ "error": text }))
}

/// There is no such path.
pub(crate) fn not_found() -> Answer {
    error(StatusCode::NOT_FOUND, "not found")
}

/// The body is larger than allowed. Clients that read JSON get the limit too.
pub(super) fn too_large(limit: u64, accepts_json: bool) -> Answer {
    let mut answer = if accepts_json {
        json(
            StatusCode::PAYLOAD_TOO_LARGE,
            &value!({ "error": "request too large", "limit": limit }),
        )
    } else {
        sized(
            StatusCode::PAYLOAD_TOO_LARGE,
            "text/plain; charset=utf-8",
            "request too large",
        )
    };
    answer
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// Adds a header whose value may not be one, and then is left out.
pub(crate) fn set_header(answer: &mut Answer, name: HeaderName, text: &str) {
    if let Ok(text) = HeaderValue::from_str(text) {
        answer.headers_mut().insert(name, text);
    }
}

/// A storage that failed.
pub(super) fn storage_failed(problem: &StorageError) -> Answer {
    error(StatusCode::INTERNAL_SERVER_ERROR, &problem.to_string())
}

/// What became of an upload that was refused; `exists` says it when the version is there.
pub(super) fn refused(
    problem: &UploadError,
    exists: &str,
    limit: u64,
    accepts_json: bool,
) -> Answer {
    let text = problem.to_string();
    match problem {
        UploadError::Package(PackageError::Load(_) | PackageError::Name(_)) => {
            error(StatusCode::BAD_REQUEST, &text)
        }
        UploadError::Spool(SpoolError::TooLarge) => too_large(limit, accepts_json),
        UploadError::Spool(SpoolError::Broken) => error(StatusCode::BAD_REQUEST, &text),
        UploadError::Storage(StorageError::Exists) => error(StatusCode::CONFLICT, exists),
        UploadError::Full | UploadError::Quota(_) => error(StatusCode::INSUFFICIENT_STORAGE, &text),
        UploadError::Immutable => error(StatusCode::CONFLICT, &text),
        UploadError::Mirror => error(StatusCode::FORBIDDEN, &text),
        UploadError::Source(_) => error(StatusCode::BAD_GATEWAY, &text),
        UploadError::Spool(SpoolError::Io(problem)) => {
            let kind = problem.kind();
            error(
                StatusCode::INTERNAL_SERVER_ERROR,
                &format!("storage: {kind}"),
            )
        }
        UploadError::Storage(_) | UploadError::Worker => {
            error(StatusCode::INTERNAL_SERVER_ERROR, &text)
        }
    }
}
