//! What the server answered, as plain data.

use http::StatusCode;
use serde_json::{Map, Value};
use steersman_plan::{ApiError, ClusterError, Gvk, Object};

/// A page of a list.
pub(crate) struct Page {
    /// Its objects.
    pub(crate) items: Vec<Object>,
    /// What the next page is asked for with; empty at the end.
    pub(crate) next: String,
    /// The version of the collection, to watch it from there.
    pub(crate) resource_version: String,
}

/// Reads an object.
pub(crate) fn object(body: &[u8]) -> Result<Object, ClusterError> {
    serde_json::from_slice::<Map<String, Value>>(body)
        .map(Object)
        .map_err(|error| garbled(&error))
}

/// Reads a page of a list. Items of built-in kinds do not say what they are, so it is put in.
pub(crate) fn page(body: &[u8], gvk: &Gvk) -> Result<Page, ClusterError> {
    #[derive(serde::Deserialize)]
    struct List {
        #[serde(default)]
        metadata: Metadata,
        items: Option<Vec<Map<String, Value>>>,
    }
    let list: List = serde_json::from_slice(body).map_err(|error| garbled(&error))?;
    let items = list.items.unwrap_or_default().into_iter();
    Ok(Page {
        items: items.map(|item| with_type(Object(item), gvk)).collect(),
        next: list.metadata.r#continue,
        resource_version: list.metadata.resource_version,
    })
}

#[derive(Default, serde::Deserialize)]
struct Metadata {
    #[serde(default)]
    r#continue: String,
    #[serde(default, rename = "resourceVersion")]
    resource_version: String,
}

/// An object that says what it is.
pub(crate) fn with_type(mut object: Object, gvk: &Gvk) -> Object {
    let map = &mut object.0;
    map.entry("apiVersion")
        .or_insert_with(|| Value::from(gvk.api_version()));
    map.entry("kind")
        .or_insert_with(|| Value::from(gvk.kind.as_str()));
    object
}

/// What is told of an answer that cannot be read.
pub(crate) fn garbled(error: &serde_json::Error) -> ClusterError {
    unreadable(format!(
        "the server's answer is no JSON that is understood: {error}"
    ))
}

/// What is told of an answer that nobody should read.
pub(crate) fn too_large() -> ClusterError {
    unreadable("the server's answer has an object that is too large".to_owned())
}

fn unreadable(message: String) -> ClusterError {
    ClusterError::Api(ApiError {
        code: 500,
        reason: "InternalError".to_owned(),
        message,
        causes: Vec::new(),
    })
}

/// Reads a failure: the `Status` that the server sent, or what its code says when it sent none.
pub(crate) fn api_error(status: StatusCode, body: &[u8]) -> ApiError {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) if value.get("kind").and_then(Value::as_str) == Some("Status") => {
            from_status(status, &value)
        }
        _ => from_code(status, &String::from_utf8_lossy(body)),
    }
}

fn from_status(status: StatusCode, value: &Value) -> ApiError {
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let causes = value
        .pointer("/details/causes")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let code = value.get("code").and_then(Value::as_u64);
    ApiError {
        code: code
            .and_then(|code| u16::try_from(code).ok())
            .unwrap_or(status.as_u16()),
        reason: text(value, "reason"),
        message: text(value, "message"),
        causes: causes
            .iter()
            .map(|cause| (text(cause, "field"), text(cause, "message")))
            .collect(),
    }
}

/// What Go's client says of an answer that explains nothing.
pub(crate) fn from_code(status: StatusCode, body: &str) -> ApiError {
    let body = body.trim();
    let (reason, message) = match status.as_u16() {
        400 => (
            "BadRequest",
            "the server rejected our request for an unknown reason",
        ),
        401 => (
            "Unauthorized",
            "the server has asked for the client to provide credentials",
        ),
        403 => (
            "Forbidden",
            if body.starts_with('{') {
                "unknown"
            } else {
                body
            },
        ),
        404 => (
            "NotFound",
            "the server could not find the requested resource",
        ),
        405 => (
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        ),
        406 => (
            "NotAcceptable",
            "the server was unable to respond with a content type that the client supports",
        ),
        409 => ("Conflict", "the server reported a conflict"),
        415 => (
            "UnsupportedMediaType",
            "the server was not able to process the media type of the request",
        ),
        422 => (
            "Invalid",
            "the server rejected our request due to an error in our request",
        ),
        429 => (
            "TooManyRequests",
            "the server has received too many requests and has asked us to try again later",
        ),
        503 => (
            "ServiceUnavailable",
            "the server is currently unable to handle the request",
        ),
        504 => (
            "Timeout",
            "the server was unable to return a response in the time allotted, but may still be processing the request",
        ),
        code if code >= 500 => {
            return ApiError {
                code,
                reason: "InternalError".to_owned(),
                message: format!(
                    "an error on the server ({body:?}) has prevented the request from succeeding"
                ),
                causes: Vec::new(),
            };
        }
        _ => ("", body),
    };
    ApiError {
        code: status.as_u16(),
        reason: reason.to_owned(),
        message: message.to_owned(),
        causes: Vec::new(),
    }
}
