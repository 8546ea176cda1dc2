//! Charts made from text, and a service to ask.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};
use steersman_chart::Modified;
use steersman_server::{Config, LocalStorage, LogLevel, Service, Surroundings};
use tempfile::TempDir;

/// A clock that goes on by a second at each look, and no log.
#[derive(Debug)]
pub(crate) struct Ticking(AtomicI64);

impl Default for Ticking {
    fn default() -> Self {
        Self(AtomicI64::new(BEGIN))
    }
}

impl Surroundings for Ticking {
    fn now(&self) -> Modified {
        Modified::from_seconds(self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn log(&self, _: LogLevel, _: &str, _: &[(&str, &str)]) {}
}

/// The time at which the clock begins.
pub(crate) const BEGIN: i64 = 1_900_000_000;

/// A service on a folder of its own.
pub(crate) struct Server {
    pub(crate) folder: TempDir,
    pub(crate) service: Arc<Service>,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Got {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Server {
    pub(crate) fn new(config: Config) -> Self {
        Self::on(tempfile::tempdir().unwrap(), config)
    }

    pub(crate) fn on(folder: TempDir, config: Config) -> Self {
        let service = service(folder.path(), config).unwrap();
        Self {
            folder,
            service: Arc::new(service),
        }
    }

    /// The folder of the packages.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Got {
        ask(&self.service, method, path, headers, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.ask("GET", path, &[], Body::empty()).await
    }

    /// Waits until the index has a text: looks at the folder come with requests, with pauses in between.
    pub(crate) async fn await_index(&self, wanted: &str) {
        for _ in 0..200 {
            if self.get("/index.yaml").await.text().contains(wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the index never has {wanted}");
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<Body>) -> Got {
        self.ask("POST", path, &[], body).await
    }
}

/// Asks a service.
pub(crate) async fn ask(
    service: &Service,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Got {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = service.answer(request.body(body.into()).unwrap()).await;
    let (parts, body) = answer.into_parts();
    Got {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

pub(crate) fn service(
    folder: &Path,
    config: Config,
) -> Result<Service, steersman_server::ServerError> {
    let storage = LocalStorage::open(&folder.join("root"))?;
    Service::new(config, Arc::new(storage), Arc::new(Ticking::default()))
}

/// A package of these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, content) in files {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[136..148].copy_from_slice(b"00000000000\0");
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend_from_slice(&header);
        tar.extend_from_slice(content);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    gzip(&tar)
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

/// A chart of that name and version; `more` goes to its `Chart.yaml`.
pub(crate) fn package_with(name: &str, version: &str, more: &str) -> Vec<u8> {
    let chart = format!("apiVersion: v2\nname: {name}\nversion: {version}\n{more}");
    let file = |path: &str| format!("{name}/{path}");
    let values = "replicas: 1\n";
    archive(&[
        (&file("Chart.yaml"), chart.as_bytes()),
        (&file("values.yaml"), values.as_bytes()),
        (&file("README.md"), b"# Read me <here>\n"),
        (&file("templates/pod.yaml"), b"kind: Pod\n"),
    ])
}

pub(crate) fn package(name: &str, version: &str) -> Vec<u8> {
    package_with(name, version, "")
}

/// The fixtures of the shared table, by the names it gives them.
pub(crate) fn fixture(label: &str) -> Vec<u8> {
    let (name, version) = split_label(label);
    if matches!(name, "mychart2" | "otherchart") {
        let chart = format!("apiVersion: v1\nname: {name}\nversion: {version}\n");
        return archive(&[
            (&format!("{name}/Chart.yaml"), chart.as_bytes()),
            (&format!("{name}/templates/pod.yaml"), b"kind: Pod\n"),
        ]);
    }
    package(name, version)
}

/// Name and version of `mychart-0.1.0`.
pub(crate) fn split_label(label: &str) -> (&str, &str) {
    let numbers = |rest: &str| {
        let mut parts = rest.split('.');
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.next().is_some_and(digits) && parts.next().is_some_and(digits)
    };
    let at = label
        .match_indices('-')
        .map(|(at, _)| at)
        .find(|at| numbers(&label[at + 1..]))
        .unwrap_or(label.len());
    (&label[..at], label.get(at + 1..).unwrap_or_default())
}

/// A provenance file of a package. Its signature is none: servers do not look at it.
pub(crate) fn provenance(label: &str) -> Vec<u8> {
    let (name, version) = split_label(label);
    provenance_of(name, version, &hex(&Sha256::digest(fixture(label))))
}

pub(crate) fn provenance_of(name: &str, version: &str, digest: &str) -> Vec<u8> {
    format!(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\napiVersion: v2\nname: {name}\nversion: {version}\n\n...\n\
         files:\n  {name}-{version}.tgz: sha256:{digest}\n-----BEGIN PGP SIGNATURE-----\n\nbm9uZQ==\n-----END PGP SIGNATURE-----\n"
    )
    .into_bytes()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// `sha256:...` of bytes.
pub(crate) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

pub(crate) const BOUNDARY: &str = "boundary-of-tests";

/// A form with these fields.
pub(crate) fn form(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in fields {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.bin\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub(crate) const FORM: (&str, &str) = (
    "content-type",
    "multipart/form-data; boundary=boundary-of-tests",
);

/// The shared folder beside the project.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    found.exists().then_some(found)
}
