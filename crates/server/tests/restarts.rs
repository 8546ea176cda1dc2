//! What is kept for the next start: snapshot, what changed since, ready-made pieces, webhook messages.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use axum::http::StatusCode;
use steersman_server::{Config, Service};

use crate::support::{Got, Server, ask, package, package_with, service};

/// Enough that a change does not write everything again.
const MANY: usize = 2100;

fn fill(root: &Path) {
    fs_err::create_dir_all(root).unwrap();
    for n in 0..MANY {
        let (name, version) = (format!("chart-{:02}", n / 100), format!("1.0.{}", n % 100));
        let file = root.join(format!("{name}-{version}.tgz"));
        fs_err::write(file, package(&name, &version)).unwrap();
    }
}

fn open(folder: &Path) -> Arc<Service> {
    Arc::new(service(folder, Config::default()).unwrap())
}

async fn get(service: &Service, path: &str) -> Got {
    ask(service, "GET", path, &[], "").await
}

fn written(file: &Path) -> SystemTime {
    fs_err::metadata(file).unwrap().modified().unwrap()
}

#[tokio::test]
async fn a_change_of_much_is_saved_as_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fill(&root);
    let first = open(folder.path());
    first.prepare().await.unwrap();
    first.save().await;
    let state = root.join(".steer/index/_");
    let base = written(&state.join("index.jsonl"));
    assert!(state.join("pieces").is_file() && root.join("index-cache.yaml").is_file());

    let second = open(folder.path());
    let new = package_with("chart-05", "2.0.0", "description: new\n");
    assert_eq!(
        ask(&second, "POST", "/api/charts", &[], new).await.status,
        201
    );
    let other = package_with("chart-07", "1.0.7", "description: other\n");
    let replaced = ask(&second, "POST", "/api/charts?force", &[], other).await;
    assert_eq!(replaced.status, StatusCode::CREATED);
    let gone = ask(&second, "DELETE", "/api/charts/chart-09/1.0.9", &[], "").await;
    assert_eq!(gone.status, StatusCode::OK);
    second.save().await;
    let wanted = get(&second, "/index.yaml").await;
    assert_eq!(
        written(&state.join("index.jsonl")),
        base,
        "not written again"
    );
    let recent = fs_err::read_to_string(state.join("recent.jsonl")).unwrap();
    assert_eq!(recent.lines().count(), 4, "{recent}");
    let cache = fs_err::read(root.join("index-cache.yaml")).unwrap();
    assert_eq!(cache, wanted.body, "at the end it is that of the index");

    // The next one has the same index under the same tag, with or without each of the files.
    for (file, damage) in [
        ("", ""),
        ("pieces", "{}"),
        ("pieces", ""),
        ("recent.jsonl", "cut"),
        ("index.jsonl", "{\"steer-index\":1,\"id\":\"x\"}\n"),
    ] {
        if !file.is_empty() {
            fs_err::write(state.join(file), damage).unwrap();
        }
        let again = get(&open(folder.path()), "/index.yaml").await;
        let lines = |got: &Got| {
            let text = got.text();
            let lines = text.lines().filter(|line| !line.starts_with("generated:"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(lines(&again), lines(&wanted), "{file} {damage}");
        if !matches!(file, "recent.jsonl" | "index.jsonl") {
            assert_eq!(again.header("etag"), wanted.header("etag"), "{file}");
        }
    }
}

#[tokio::test]
async fn who_asks_for_changes_after_a_restart_is_told_to_take_everything() {
    let server = Server::new(Config::default());
    server.post("/api/charts", package("web", "1.0.0")).await;
    let first = server.get("/index.yaml").await;
    server.post("/api/charts", package("web", "2.0.0")).await;
    let path = format!(
        "/index.yaml?since={}",
        first.header("etag").trim_matches('"')
    );
    assert_eq!(server.get(&path).await.header("x-index-delta"), "true");
    let current = server.get("/index.yaml").await;
    assert_eq!(current.header("x-index-delta"), "");
    server.service.save().await;
    let again = open(server.folder.path());
    let whole = get(&again, &path).await;
    assert_eq!(whole.header("x-index-delta"), "false");
    assert_eq!(whole.body, current.body);
    assert_eq!(whole.header("etag"), current.header("etag"));
    // Who has the index of before the restart has nothing to fetch.
    let known = [("if-none-match", current.header("etag"))];
    let same = ask(&again, "GET", "/index.yaml", &known, "").await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    // Texts that are no tags are nobody's history.
    let got = get(&again, "/index.yaml?since=%22%0d%0aX-Evil:%201").await;
    assert_eq!((got.status, got.header("x-evil")), (StatusCode::OK, ""));
}

#[tokio::test]
async fn files_that_come_and_go_by_hand_are_seen_by_their_names() {
    let server = Server::new(Config::default());
    let root = server.root();
    fs_err::write(root.join("web-1.0.0.tgz"), package("web", "1.0.0")).unwrap();
    server.await_index("version: 1.0.0").await;
    fs_err::write(root.join("web-2.0.0.tgz"), package("web", "2.0.0")).unwrap();
    server.await_index("version: 2.0.0").await;
    // Another file of the same name, as `mv` and `rsync` put it there.
    let other = package_with("web", "2.0.0", "description: other\n");
    fs_err::write(root.join("part"), other).unwrap();
    fs_err::rename(root.join("part"), root.join("web-2.0.0.tgz")).unwrap();
    server.await_index("description: other").await;
    fs_err::remove_file(root.join("web-1.0.0.tgz")).unwrap();
    fs_err::remove_file(root.join("web-2.0.0.tgz")).unwrap();
    server.await_index("entries: {}").await;
    // A link to a package elsewhere, and some to nothing that is a package.
    let away = server.folder.path().join("away.tgz");
    fs_err::write(&away, package("api", "3.0.0")).unwrap();
    fs_err::os::unix::fs::symlink("/nowhere", root.join("dead-1.0.0.tgz")).unwrap();
    fs_err::os::unix::fs::symlink(&root, root.join("loop.tgz")).unwrap();
    fs_err::os::unix::fs::symlink(&away, root.join("api-3.0.0.tgz")).unwrap();
    server.await_index("version: 3.0.0").await;
    assert_eq!(server.get("/charts/dead-1.0.0.tgz").await.status, 404);
    assert_eq!(server.get("/charts/loop.tgz").await.status, 404);
}
