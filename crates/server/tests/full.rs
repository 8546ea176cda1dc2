//! A storage that takes nothing any more: everything that is there stays readable by every protocol.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Bytes;
use axum::http::StatusCode;
use steersman_chart::Modified;
use steersman_server::{
    ByteStream, Config, LocalStorage, Object, Pending, PutMode, Service, Storage, StorageError,
};

use crate::support::{Got, Ticking, ask, digest, fixture, provenance};

/// A folder that can be full.
#[derive(Debug)]
struct Filling {
    inner: LocalStorage,
    full: Arc<AtomicBool>,
}

impl Filling {
    fn refuse<T>(&self) -> Option<Pending<'static, T>> {
        let full = self.full.load(Ordering::Acquire);
        let error = || StorageError::Io(std::io::ErrorKind::StorageFull.into());
        full.then(|| -> Pending<'static, T> { Box::pin(async move { Err(error()) }) })
    }
}

impl Storage for Filling {
    fn spool(&self) -> &Path {
        self.inner.spool()
    }

    fn list<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<Object>> {
        self.inner.list(folder)
    }

    fn glance<'a>(&'a self, folder: &'a str) -> Pending<'a, Option<Vec<(String, u64)>>> {
        self.inner.glance(folder)
    }

    fn folders<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<String>> {
        self.inner.folders(folder)
    }

    fn mark<'a>(&'a self, folder: &'a str) -> Pending<'a, Option<Modified>> {
        self.inner.mark(folder)
    }

    fn head<'a>(&'a self, key: &'a str) -> Pending<'a, Option<Object>> {
        self.inner.head(key)
    }

    fn read<'a>(&'a self, key: &'a str, limit: u64) -> Pending<'a, Option<Bytes>> {
        self.inner.read(key, limit)
    }

    fn stream<'a>(&'a self, key: &'a str, range: Range<u64>) -> Pending<'a, Option<ByteStream>> {
        self.inner.stream(key, range)
    }

    fn put<'a>(&'a self, key: &'a str, file: &'a Path, mode: PutMode) -> Pending<'a, Object> {
        self.refuse()
            .unwrap_or_else(|| self.inner.put(key, file, mode))
    }

    fn write<'a>(&'a self, key: &'a str, content: Bytes) -> Pending<'a, ()> {
        self.refuse()
            .unwrap_or_else(|| self.inner.write(key, content))
    }

    fn link<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, ()> {
        self.refuse().unwrap_or_else(|| self.inner.link(from, to))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, bool> {
        self.inner.delete(key)
    }
}

struct Small {
    folder: tempfile::TempDir,
    full: Arc<AtomicBool>,
    service: Service,
}

impl Small {
    fn new(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let full = Arc::default();
        let service = service_on(folder.path(), config, &full);
        Self {
            folder,
            full,
            service,
        }
    }

    /// Another server on the same folder.
    fn restart(&mut self, config: Config) {
        self.service = service_on(self.folder.path(), config, &self.full);
    }

    async fn get(&self, path: &str) -> Got {
        ask(&self.service, "GET", path, &[], "").await
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> StatusCode {
        ask(&self.service, "POST", path, &[], body).await.status
    }

    /// Everything that a client of the registry reads of a version: manifest by tag and digest, and all blobs.
    async fn pull(&self, tag: &str) -> String {
        let manifest = self.get(&format!("/v2/mychart/manifests/{tag}")).await;
        assert_eq!(manifest.status, StatusCode::OK, "{}", manifest.text());
        let by_digest = self
            .by_digest(manifest.header("docker-content-digest"))
            .await;
        assert_eq!(by_digest, manifest.body);
        let parsed = manifest.json();
        let layers = parsed["layers"].as_array().unwrap();
        for blob in layers.iter().chain([&parsed["config"]]) {
            let wanted = blob["digest"].as_str().unwrap();
            let path = format!("/v2/mychart/blobs/{wanted}");
            let got = self.get(&path).await;
            assert_eq!((got.status, &*digest(&got.body)), (StatusCode::OK, wanted));
            assert_eq!(got.header("docker-content-digest"), wanted);
            let head = ask(&self.service, "HEAD", &path, &[], "").await;
            assert_eq!(head.header("content-length"), got.body.len().to_string());
        }
        manifest.header("docker-content-digest").to_owned()
    }

    async fn by_digest(&self, digest: &str) -> Bytes {
        let got = self.get(&format!("/v2/mychart/manifests/{digest}")).await;
        assert_eq!(got.status, StatusCode::OK, "{}", got.text());
        got.body
    }
}

fn service_on(folder: &Path, config: Config, full: &Arc<AtomicBool>) -> Service {
    let storage = Filling {
        inner: LocalStorage::open(&folder.join("root")).unwrap(),
        full: Arc::clone(full),
    };
    let clock = Arc::new(Ticking::default());
    Service::new(config, Arc::new(storage), clock).unwrap()
}

#[tokio::test]
async fn a_full_disk_keeps_nobody_from_reading() {
    let mut small = Small::new(Config::default());
    for label in ["mychart-0.1.0", "mychart-0.2.0"] {
        let status = small.post("/api/charts", fixture(label)).await;
        assert_eq!(status, StatusCode::CREATED);
    }
    let status = small.post("/api/prov", provenance("mychart-0.2.0")).await;
    assert_eq!(status, StatusCode::CREATED);
    small.full.store(true, Ordering::Release);
    let status = small.post("/api/charts", fixture("mychart-0.3.0")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    for path in [
        "/index.yaml",
        "/charts/mychart-0.1.0.tgz",
        "/charts/mychart-0.2.0.tgz.prov",
        "/api/charts/mychart/0.1.0",
        "/v2/mychart/tags/list",
        "/charts/mychart",
        "/readyz",
    ] {
        assert_eq!(small.get(path).await.status, StatusCode::OK, "{path}");
    }
    let first = small.pull("0.1.0").await;
    let second = small.pull("0.2.0").await;
    // A client that knows the digest does not care about restarts.
    small.restart(Config::default());
    small.by_digest(&second).await;
    // What a delete frees can be used again, and digests stay what they were.
    let path = "/api/charts/mychart/0.1.0";
    let deleted = ask(&small.service, "DELETE", path, &[], "").await;
    assert_eq!(deleted.status, StatusCode::OK);
    let path = format!("/v2/mychart/manifests/{first}");
    assert_eq!(small.get(&path).await.status, StatusCode::NOT_FOUND);
    small.full.store(false, Ordering::Release);
    assert_eq!(small.pull("0.2.0").await, second);
}

#[tokio::test]
async fn a_server_that_only_reads_writes_nothing() {
    let mut small = Small::new(Config::default());
    for label in ["mychart-0.1.0", "mychart-0.2.0"] {
        small.post("/api/charts", fixture(label)).await;
    }
    small.restart(Config {
        read_only: true,
        ..Config::default()
    });
    small.pull("0.1.0").await;
    let digest = small.pull("0.2.0").await;
    let private = small.folder.path().join("root/.steer");
    assert!(!private.join("oci").exists());
    for (method, path) in [
        ("PUT", "/v2/mychart/manifests/0.1.0".to_owned()),
        ("DELETE", format!("/v2/mychart/manifests/{digest}")),
        ("POST", "/v2/mychart/blobs/uploads/".to_owned()),
        ("POST", "/api/charts".to_owned()),
    ] {
        let got = ask(&small.service, method, &path, &[], "").await;
        assert!(!got.status.is_success(), "{method} {path}: {}", got.status);
    }
}
