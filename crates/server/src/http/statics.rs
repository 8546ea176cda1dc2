//! Files of the folder that the configuration names for the web.

use std::path::Path;

use axum::http::StatusCode;

use super::answer::{Answer, not_found, sized};

/// The largest file of the web folder.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// `/static/...`: the path was checked to stay below.
pub(super) async fn file(folder: &Path, segments: &[String], strict: bool) -> Answer {
    let below = folder.join("static");
    if strict && !below.is_dir() {
        return sized(StatusCode::OK, "text/plain; charset=utf-8", "");
    }
    if segments
        .iter()
        .any(|segment| segment.is_empty() || segment.starts_with('.'))
    {
        return not_found();
    }
    let path = segments
        .iter()
        .fold(below, |path, segment| path.join(segment));
    let kind = match path.extension().and_then(|end| end.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    read(&path)
        .await
        .map_or_else(not_found, |content| sized(StatusCode::OK, kind, content))
}

/// The page of the folder, when it has one.
pub(super) async fn welcome(folder: &Path) -> Option<Vec<u8>> {
    read(&folder.join("index.html")).await
}

async fn read(path: &Path) -> Option<Vec<u8>> {
    let metadata = tokio::fs::metadata(path).await.ok()?;
    if !metadata.is_file() || metadata.len() > MAX_FILE {
        return None;
    }
    tokio::fs::read(path).await.ok()
}
