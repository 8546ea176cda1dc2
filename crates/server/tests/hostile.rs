//! Uploads and paths of people who mean no good.

use axum::http::StatusCode;
use steersman_server::{Config, Depth};

use crate::support::{FORM, Server, archive, form, gzip, package, provenance_of};

/// Everything below the folder but the server's own empty folders.
fn files(server: &Server) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![server.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[tokio::test]
async fn uploads_that_are_no_charts_leave_nothing() {
    let server = Server::new(Config::default());
    let big = vec![0_u8; 6 << 20];
    let huge = vec![0_u8; 4 << 20];
    let many: Vec<(String, &[u8])> = (0..28)
        .map(|n| (format!("c/f{n}"), huge.as_slice()))
        .collect();
    let mut bomb: Vec<(&str, &[u8])> =
        vec![("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n")];
    bomb.extend(many.iter().map(|(name, content)| (name.as_str(), *content)));
    let chart = |text: &'static [u8]| archive(&[("c/Chart.yaml", text)]);
    for (body, expected) in [
        (Vec::new(), "EOF"),
        (b"abc".to_vec(), ""),
        (gzip(&[0; 1024]), "no files in chart archive"),
        (archive(&[("c/values.yaml", b"a: 1")]), "Chart.yaml"),
        (archive(&[("Chart.yaml", b"name: c")]), "base directory"),
        (
            chart(b"apiVersion: v2\nname: c\nversion: not.semver\n"),
            "chart.metadata.version",
        ),
        (
            chart(b"apiVersion: v2\nversion: 1.0.0\n"),
            "chart.metadata.name",
        ),
        (
            chart(b"apiVersion: v2\nname: ../../../../charts/org2/repo2/evil\nversion: 1.0.0\n"),
            "invalid",
        ),
        (
            chart(b"apiVersion: v2\nname: .hidden\nversion: 1.0.0\n"),
            "improperly formatted",
        ),
        (archive(&[("c/../../x", b"x")]), "parent directory"),
        (archive(&[("c//etc/x", b"x")]), "absolute"),
        (
            archive(&[
                ("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n"),
                ("c/big", &big),
            ]),
            "maximum file size",
        ),
        (archive(&bomb), "maximum"),
    ] {
        let got = server.post("/api/charts", body.clone()).await;
        assert_eq!(
            got.status,
            StatusCode::BAD_REQUEST,
            "{expected}: {}",
            got.text()
        );
        assert!(
            got.json()["error"].as_str().unwrap().contains(expected),
            "{expected}: {}",
            got.text()
        );
        let got = server
            .ask("POST", "/api/charts", &[FORM], form(&[("chart", &body)]))
            .await;
        assert_eq!(
            got.status,
            StatusCode::BAD_REQUEST,
            "{expected}: {}",
            got.text()
        );
    }
    let evil = provenance_of("../../evil", "1.0.0", &"ab".repeat(32));
    assert_eq!(
        server.post("/api/prov", evil).await.status,
        StatusCode::BAD_REQUEST
    );
    let cut = &package("web", "1.0.0")[..100];
    assert_eq!(
        server.post("/api/charts", cut.to_vec()).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(files(&server), Vec::<String>::new());
}

#[tokio::test]
async fn no_path_leads_outside() {
    for depth in [
        Depth::Fixed(0),
        Depth::Fixed(1),
        Depth::Fixed(2),
        Depth::Dynamic,
    ] {
        let server = Server::new(Config {
            depth,
            ..Config::default()
        });
        fs_err::write(server.folder.path().join("secret.tgz"), "secret").unwrap();
        fs_err::create_dir_all(server.root().join(".steer")).unwrap();
        fs_err::write(server.root().join(".steer/own.tgz"), "secret").unwrap();
        for path in [
            "/charts/..%2Fsecret.tgz",
            "/charts/..%5Csecret.tgz",
            "/../charts/secret.tgz",
            "/%2e%2e/charts/secret.tgz",
            "/a/../charts/secret.tgz",
            "/.steer/charts/own.tgz",
            "/%2esteer/charts/own.tgz",
            "/%00/charts/x-1.0.0.tgz",
            "/charts/%2e%2e/secret.tgz",
            "/v2/../secret/manifests/x",
            "/v2/%2e%2e/blobs/sha256:00",
            "/v2/web/manifests/..%2f..%2fx",
            "/v2/web/manifests/.tags",
            "/api/charts/web/..%2F..%2Fx",
        ] {
            for method in ["GET", "DELETE", "HEAD"] {
                let got = server.ask(method, path, &[], "").await;
                assert_eq!(
                    got.status,
                    StatusCode::NOT_FOUND,
                    "{depth:?} {method} {path}"
                );
                assert!(!got.text().contains("secret"));
            }
        }
        for path in [
            "/api/../charts",
            "/api/%2e%2e/charts",
            "/api/.steer/charts",
            "/api/a%2Fb/charts",
        ] {
            let got = server.post(path, package("web", "1.0.0")).await;
            assert_eq!(got.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(files(&server).len(), 2);
    }
}

#[tokio::test]
async fn uploads_above_the_limit_are_refused_early_and_late() {
    let server = Server::new(Config {
        max_upload: 100,
        ..Config::default()
    });
    let body = package("web", "1.0.0");
    let told = body.len().to_string();
    for headers in [vec![("content-length", told.as_str())], vec![]] {
        let got = server
            .ask("POST", "/api/charts", &headers, body.clone())
            .await;
        assert_eq!(
            (got.status, got.text()),
            (StatusCode::PAYLOAD_TOO_LARGE, "request too large".into())
        );
        assert_eq!(got.header("connection"), "close");
    }
    let got = server
        .ask(
            "POST",
            "/api/charts",
            &[("accept", "application/json")],
            body.clone(),
        )
        .await;
    assert_eq!(got.json()["limit"], 100);
    let got = server
        .ask("POST", "/api/charts", &[FORM], form(&[("chart", &body)]))
        .await;
    assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(files(&server), Vec::<String>::new());
}
