//! Several servers on one bucket, which is in memory here; the same against a real one is `cargo xtask serve replicas`.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _};
use steersman_server::{BucketStorage, Config, Service, StillSurroundings, read_settings};
use tempfile::TempDir;

use super::support::{Got, ask, digest, package, package_with};

const JOURNAL: &str = ".steer/index/_/changes";

/// A bucket, and servers on it.
struct Fleet {
    bucket: Arc<dyn ObjectStore>,
    spool: TempDir,
    servers: Vec<Arc<Service>>,
}

impl Fleet {
    fn new(count: usize) -> Self {
        let mut fleet = Self {
            bucket: Arc::new(InMemory::new()),
            spool: tempfile::tempdir().unwrap(),
            servers: Vec::new(),
        };
        for _ in 0..count {
            fleet.join();
        }
        fleet
    }

    /// One server more; its number.
    fn join(&mut self) -> usize {
        self.join_with(Config::default())
    }

    fn join_with(&mut self, config: Config) -> usize {
        let storage = BucketStorage::new(Arc::clone(&self.bucket), self.spool.path()).unwrap();
        let service = Service::new(config, Arc::new(storage), Arc::new(StillSurroundings));
        self.servers.push(Arc::new(service.unwrap()));
        self.servers.len() - 1
    }

    async fn ask(&self, at: usize, method: &str, path: &str, body: impl Into<Body>) -> Got {
        ask(&self.servers[at], method, path, &[], body).await
    }

    async fn upload(&self, at: usize, version: &str) -> u16 {
        let bytes = package("web", version);
        let got = self.ask(at, "POST", "/api/charts", bytes).await;
        got.status.as_u16()
    }

    /// The versions that a server has in its index.
    async fn versions(&self, at: usize) -> BTreeSet<String> {
        let index = self.ask(at, "GET", "/index.yaml", Body::empty()).await;
        let text = index.text();
        text.lines()
            .filter_map(|line| line.trim().strip_prefix("version: "))
            .map(str::to_owned)
            .collect()
    }
}

fn set(versions: &[&str]) -> BTreeSet<String> {
    versions.iter().map(|&version| version.to_owned()).collect()
}

#[tokio::test]
async fn what_one_answered_the_others_have() {
    let fleet = Fleet::new(3);
    assert_eq!(fleet.versions(1).await, set(&[]));
    for (n, version) in ["1.0.0", "1.0.1", "1.0.2"].into_iter().enumerate() {
        assert_eq!(fleet.upload(n, version).await, 201);
        assert_eq!(fleet.upload((n + 1) % 3, version).await, 409);
    }
    for at in 0..3 {
        assert_eq!(fleet.versions(at).await, set(&["1.0.0", "1.0.1", "1.0.2"]));
    }
    let other = package_with("web", "1.0.1", "description: other\n");
    let forced = fleet.ask(2, "POST", "/api/charts?force", other.clone());
    assert_eq!(forced.await.status, 201);
    let wanted = digest(&other);
    for at in 0..3 {
        let got = fleet.ask(at, "GET", "/api/charts/web/1.0.1", Body::empty());
        assert_eq!(
            format!("sha256:{}", got.await.json()["digest"].as_str().unwrap()),
            wanted
        );
    }
    let deleted = fleet.ask(0, "DELETE", "/api/charts/web/1.0.1", Body::empty());
    assert_eq!(deleted.await.status, 200);
    for at in 0..3 {
        assert_eq!(fleet.versions(at).await, set(&["1.0.0", "1.0.2"]));
        let again = fleet.ask(at, "DELETE", "/api/charts/web/1.0.1", Body::empty());
        assert_eq!(again.await.status, 404);
    }
}

#[tokio::test]
async fn of_two_uploads_at_once_one_wins() {
    let fleet = Fleet::new(2);
    for n in 0..20 {
        let version = format!("1.0.{n}");
        let mut statuses = [0, 1].map(|at| fleet.upload(at, &version)).into_iter();
        let (first, second) = (statuses.next().unwrap(), statuses.next().unwrap());
        let (first, second) = tokio::join!(first, second);
        assert_eq!(BTreeSet::from([first, second]), BTreeSet::from([201, 409]));
        assert_eq!(fleet.versions(0).await, fleet.versions(1).await);
    }
}

#[tokio::test]
async fn changes_at_once_all_arrive() {
    let fleet = Fleet::new(3);
    let writers = (0..3).map(|at| {
        let fleet = &fleet;
        async move {
            for n in 0..15 {
                assert_eq!(fleet.upload(at, &format!("{at}.0.{n}")).await, 201);
            }
        }
    });
    futures_util::future::join_all(writers).await;
    for at in 0..3 {
        assert_eq!(fleet.versions(at).await.len(), 45);
    }
}

#[tokio::test]
async fn who_missed_too_much_looks_through_the_bucket() {
    let mut fleet = Fleet::new(2);
    assert_eq!(fleet.upload(0, "0.0.1").await, 201);
    assert_eq!(fleet.versions(1).await.len(), 1);
    for n in 0..600 {
        assert_eq!(fleet.upload(0, &format!("1.0.{n}")).await, 201);
    }
    assert_eq!(fleet.versions(1).await.len(), 601);
    // Somebody clears away what nobody seems to need.
    fleet.bucket.delete(&Key::from(JOURNAL)).await.unwrap();
    assert_eq!(fleet.upload(1, "2.0.0").await, 201);
    fleet.bucket.delete(&Key::from(JOURNAL)).await.unwrap();
    assert_eq!(fleet.versions(0).await.len(), 602);
    fleet
        .bucket
        .put(&Key::from(JOURNAL), "garbage".into())
        .await
        .unwrap();
    assert_eq!(fleet.upload(0, "3.0.0").await, 201);
    assert_eq!(fleet.versions(1).await.len(), 603);
    // A new server goes on from the snapshot, or makes its index from the packages.
    fleet.servers[0].save().await;
    assert_eq!(fleet.upload(0, "4.0.0").await, 201);
    let late = fleet.join();
    assert_eq!(fleet.versions(late).await.len(), 604);
}

#[tokio::test]
async fn an_upload_in_pieces_may_come_to_several_servers() {
    let fleet = Fleet::new(2);
    let blob = b"one two three";
    let begun = fleet
        .ask(0, "POST", "/v2/web/blobs/uploads/", Body::empty())
        .await;
    assert_eq!(begun.status, 202);
    let mut place = begun.header("location").to_owned();
    for (at, piece) in [(1, "one "), (0, "two ")] {
        let got = fleet.ask(at, "PATCH", &place, piece).await;
        assert_eq!(got.status, 202);
        place = got.header("location").to_owned();
    }
    let status = fleet.ask(1, "GET", &place, Body::empty()).await;
    assert_eq!(status.header("range"), "0-7");
    let elsewhere = place.replace("/web/", "/other/");
    assert_eq!(
        fleet.ask(1, "GET", &elsewhere, Body::empty()).await.status,
        404
    );
    let end = format!("{place}?digest={}", digest(blob));
    assert_eq!(fleet.ask(1, "PUT", &end, "three").await.status, 201);
    let path = format!("/v2/web/blobs/{}", digest(blob));
    assert_eq!(
        fleet.ask(0, "GET", &path, Body::empty()).await.body,
        &blob[..]
    );
    assert_eq!(fleet.ask(0, "GET", &place, Body::empty()).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_is_that_of_all_together() {
    let mut fleet = Fleet::new(0);
    for _ in 0..3 {
        let text = b"quotas:\n- repos: '**'\n  versions: 5\n";
        let features = read_settings("settings.yaml".as_ref(), text, &[])
            .unwrap()
            .features;
        fleet.join_with(Config {
            features,
            ..Config::default()
        });
    }
    let fleet = Arc::new(fleet);
    let mut uploads = tokio::task::JoinSet::new();
    for n in 0..24 {
        let fleet = Arc::clone(&fleet);
        uploads.spawn(async move { fleet.upload(n % 3, &format!("1.0.{n}")).await });
    }
    let statuses = uploads.join_all().await;
    let kept = statuses.iter().filter(|status| **status == 201).count();
    let refused = statuses.iter().filter(|status| **status == 507).count();
    // Two that come at once may both be refused; never are too many let in.
    assert!(
        (1..=5).contains(&kept) && kept + refused == 24,
        "{statuses:?}"
    );
    for at in 0..3 {
        assert_eq!(fleet.versions(at).await.len(), kept);
    }
}
