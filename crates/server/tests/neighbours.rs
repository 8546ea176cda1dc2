//! Two servers on one folder, clocks that are wrong, and readers that are slower than a delete.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use steersman_server::{Config, Service};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::support::{Server, ask, package, package_with, service};

/// Waits until a server has so many versions: it looks at the folder with requests, with pauses in between.
async fn await_versions(service: &Service, count: usize) {
    for _ in 0..200 {
        if versions(service).await.len() == count {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("never {count} versions");
}

async fn versions(service: &Service) -> Vec<String> {
    let got = ask(service, "GET", "/api/charts/web", &[], "").await.json();
    let all = got.as_array().cloned().unwrap_or_default();
    all.iter()
        .map(|version| version["version"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_a_folder() {
    let server = Server::new(Config::default());
    let other = Arc::new(service(server.folder.path(), Config::default()).unwrap());
    let both = [Arc::clone(&server.service), other];
    for service in &both {
        assert_eq!(versions(service).await, Vec::<String>::new());
    }
    // Of one version, one wins.
    let mut same = JoinSet::new();
    for n in 0..16 {
        let service = Arc::clone(&both[n % 2]);
        let body = package_with("web", "1.0.0", &format!("description: of {n}\n"));
        same.spawn(async move { ask(&service, "POST", "/api/charts", &[], body).await.status });
    }
    let statuses = same.join_all().await;
    let won = |status: &&StatusCode| **status == StatusCode::CREATED;
    assert_eq!(statuses.iter().filter(won).count(), 1, "{statuses:?}");
    assert!(
        statuses
            .iter()
            .all(|status| matches!(status.as_u16(), 201 | 409))
    );
    // Of different ones all are kept, and each server soon has those of the other.
    let mut different = JoinSet::new();
    for n in 0..16 {
        let service = Arc::clone(&both[n % 2]);
        let body = package("web", &format!("2.0.{n}"));
        different
            .spawn(async move { ask(&service, "POST", "/api/charts", &[], body).await.status });
    }
    let statuses = different.join_all().await;
    assert!(
        statuses.iter().all(|status| *status == StatusCode::CREATED),
        "{statuses:?}"
    );
    for service in &both {
        await_versions(service, 17).await;
    }
    let gone = ask(&both[0], "DELETE", "/api/charts/web/1.0.0", &[], "").await;
    assert_eq!(gone.status, StatusCode::OK);
    await_versions(&both[1], 16).await;
    // Both save; whatever is there then, a third one has it right.
    for service in &both {
        service.save().await;
    }
    let third = service(server.folder.path(), Config::default()).unwrap();
    assert_eq!(versions(&third).await, versions(&both[0]).await);
}

#[tokio::test]
async fn clocks_may_be_wrong() {
    let server = Server::new(Config::default());
    for (version, seconds) in [("1.0.0", 0), ("2.0.0", 10_000_000_000), ("3.0.0", 1)] {
        let path = server.root().join(format!("web-{version}.tgz"));
        fs_err::write(&path, package("web", version)).unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        file.set_modified(time).unwrap();
    }
    let index = server.get("/index.yaml").await;
    for created in [
        "1970-01-01T00:00:00Z",
        "2286-11-20T17:46:40Z",
        "1970-01-01T00:00:01Z",
    ] {
        assert!(
            index.text().contains(created),
            "{created}: {}",
            index.text()
        );
    }
    // Another upload is another index, however far ahead a file was.
    server.post("/api/charts", package("web", "4.0.0")).await;
    assert_ne!(
        server.get("/index.yaml").await.header("etag"),
        index.header("etag")
    );
    server.service.save().await;
    let again = service(server.folder.path(), Config::default()).unwrap();
    assert_eq!(versions(&again).await, versions(&server.service).await);
}

#[tokio::test]
async fn who_began_to_read_reads_to_the_end() {
    let server = Server::new(Config::default());
    let noise: Vec<u8> = (0..700_000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .collect();
    let mut body = package("web", "1.0.0");
    // What follows the end of the archive is part of the package.
    body.extend_from_slice(&noise);
    assert_eq!(
        server.post("/api/charts", body.clone()).await.status,
        StatusCode::CREATED
    );
    let request = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let archive = server
        .service
        .answer(request("/charts/web-1.0.0.tgz"))
        .await;
    let index = server.service.answer(request("/index.yaml")).await;
    let gone = server.ask("DELETE", "/api/charts/web/1.0.0", &[], "").await;
    assert_eq!(gone.status, StatusCode::OK);
    let read = archive.into_body().collect().await.unwrap().to_bytes();
    assert!(read == body);
    let read = index.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&read).contains("version: 1.0.0"));
    assert_eq!(
        server.get("/charts/web-1.0.0.tgz").await.status,
        StatusCode::NOT_FOUND
    );
}
