use std::sync::Arc;

use steersman_index::{Index, read_index};
use steersman_net::{Body, Credentials, Method, Request, SafeUrl};

use crate::index_cache::fetch_index;
use crate::{Access, GetError, Getters, IndexCacheError};

/// How much of a refusal is read, in bytes.
const MAX_ANSWER: u64 = 64 << 10;

/// A chart for a repository that takes charts by `ChartMuseum`'s API.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'u> {
    /// The name of the archive's file.
    pub file_name: &'u str,
    /// The archive.
    pub archive: &'u [u8],
    /// The provenance file.
    pub provenance: Option<&'u [u8]>,
    /// Whether the chart takes the place of one that is there.
    pub overwrite: bool,
}

/// A repository that takes charts.
#[derive(Debug)]
pub struct UploadTarget {
    access: Access,
    /// Where charts are taken.
    url: SafeUrl,
    /// What is there already.
    pub index: Index,
}

impl UploadTarget {
    /// Asks a repository what it has, and finds out where it takes charts.
    ///
    /// # Errors
    /// [`IndexCacheError`]
    pub fn open(access: &Access, getters: &Getters) -> Result<Self, IndexCacheError> {
        let index = read_index(&fetch_index(access, getters)?)?.index;
        let base = SafeUrl::parse(&access.base)
            .map_err(|error| IndexCacheError::Url(error.to_string()))?;
        // A server with more than one repository has its API in front of all of them.
        let context = index
            .server_info
            .as_ref()
            .and_then(|server| server.get("contextPath")?.as_str())
            .unwrap_or_default()
            .trim_matches('/')
            .to_owned();
        let path = base.path();
        let path = path.trim_matches('/');
        let repository = path.strip_prefix(&context).unwrap_or(path);
        let parts = [
            context.as_str(),
            "api",
            repository.trim_matches('/'),
            "charts",
        ];
        let parts = parts.iter().filter(|part| !part.is_empty());
        let path = parts.fold(String::new(), |path, part| path + "/" + part);
        Ok(Self {
            access: access.clone(),
            url: base.with_path(&path),
            index,
        })
    }

    /// Uploads a chart, with its provenance file.
    ///
    /// # Errors
    /// [`GetError`]; the status says what the server thinks of it.
    pub fn upload(&self, upload: &Upload<'_>, getters: &Getters) -> Result<(), GetError> {
        let boundary = boundary(upload);
        let url = self
            .url
            .clone()
            .with_query(upload.overwrite.then_some("force=true"));
        let access = &self.access;
        let request = Request::new(Method::Post, url)
            .credentials(Credentials::basic(&access.username, &access.password))
            .header(
                "Content-Type",
                &format!("multipart/form-data; boundary={boundary}"),
            )
            .limit(MAX_ANSWER)
            .body(Body::Bytes(Arc::from(form(upload, &boundary))));
        let response = getters
            .client(access)?
            .send(&request)
            .map_err(|error| GetError {
                message: error.to_string(),
                hint: error.hint(),
                status: None,
            })?;
        let (status, reason) = (response.status(), response.reason());
        if matches!(status, 200..=299) {
            return Ok(());
        }
        let said = response.bytes().unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let hint = match status {
            401 | 403 => "the server wants to know who asks: give --username and --password",
            404 | 405 => {
                "the server does not take charts: ChartMuseum's API is expected (POST api/charts)"
            }
            409 => "with --force the chart takes the place of the one that is there",
            413 => "the chart is larger than the server allows",
            _ => "",
        };
        Err(GetError {
            message: format!(
                "failed to upload {}: {status} {reason}: {}",
                upload.file_name,
                said.trim().chars().take(500).collect::<String>()
            ),
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            status: Some(status),
        })
    }
}

/// A line that is in none of the files: made of the digest of one.
fn boundary(upload: &Upload<'_>) -> String {
    format!(
        "steer{}",
        steersman_names::Sha256::of(upload.archive).to_hex()
    )
}

fn form(upload: &Upload<'_>, boundary: &str) -> Vec<u8> {
    let provenance_name = format!("{}.prov", upload.file_name);
    let parts = [
        Some(("chart", upload.file_name, upload.archive)),
        upload
            .provenance
            .map(|content| ("prov", provenance_name.as_str(), content)),
    ];
    let mut body = Vec::with_capacity(upload.archive.len() + 1024);
    for (field, file, content) in parts.into_iter().flatten() {
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}
