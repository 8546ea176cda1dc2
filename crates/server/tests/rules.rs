//! Quotas, immutable versions, retention, tokens and the audit log, as a file of settings has them.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use steersman_chart::Modified;
use steersman_server::{
    AuthConfig, Config, Depth, TokenAction, issue_token, read_settings, write_tokens,
};

use TokenAction::{Admin, Pull, Push};

use crate::support::{BEGIN, FORM, Server, form, package, package_with};

fn config(text: &str) -> Config {
    let read = read_settings("settings.yaml".as_ref(), text.as_bytes(), &[]).unwrap();
    Config {
        features: read.features,
        depth: Depth::Fixed(1),
        ..Config::default()
    }
}

#[tokio::test]
async fn quotas_hold_by_each_way_in() {
    // One package fits, two do not.
    let bytes = package("web", "1.0.0").len() * 3 / 2;
    let text = format!(
        "quotas:\n- repos: small\n  versions: 2\n- repos: few\n  charts: 1\n- repos: light\n  bytes: {bytes}\n"
    );
    let too_heavy = format!("507 repo has reached its quota of {bytes} bytes");
    let server = Server::new(config(&text));
    for (repo, name, version, expected) in [
        ("small", "web", "1.0.0", "201"),
        ("small", "web", "2.0.0", "201"),
        (
            "small",
            "web",
            "3.0.0",
            "507 repo has reached its quota of 2 versions",
        ),
        ("few", "web", "1.0.0", "201"),
        ("few", "web", "2.0.0", "201"),
        (
            "few",
            "api",
            "1.0.0",
            "507 repo has reached its quota of 1 charts",
        ),
        ("light", "web", "1.0.0", "201"),
        ("light", "web", "2.0.0", &too_heavy),
        ("other", "web", "1.0.0", "201"),
    ] {
        let body = package(name, version);
        let path = format!("/api/{repo}/charts");
        let form = form(&[("chart", &body)]);
        let got = if version == "2.0.0" {
            server.ask("POST", &path, &[FORM], form).await
        } else {
            server.post(&path, body).await
        };
        let (status, text) = expected.split_once(' ').unwrap_or((expected, "saved"));
        assert_eq!(
            got.status.as_str(),
            status,
            "{repo} {name} {version} {}",
            got.text()
        );
        assert!(
            got.text().contains(text),
            "{repo} {name} {version} {}",
            got.text()
        );
    }
    let again = server
        .post("/api/small/charts?force", package("web", "2.0.0"))
        .await;
    assert_eq!(again.status, StatusCode::CREATED);
}

#[tokio::test]
async fn immutable_versions_stay() {
    let text = "immutable:\n- charts: web\n  versions: '>=1.0.0'\nretention:\n- keep-last: 1\n";
    let server = Server::new(config(text));
    for version in ["0.9.0", "1.0.0", "1.1.0", "1.2.0-rc.1"] {
        let got = server.post("/api/a/charts", package("web", version)).await;
        assert_eq!(got.status, StatusCode::CREATED, "{version}");
    }
    let changed = package_with("web", "1.0.0", "description: other\n");
    let got = server.post("/api/a/charts?force", changed).await;
    assert_eq!(
        (got.status, got.text()),
        (
            StatusCode::CONFLICT,
            "{\"error\":\"version is immutable\"}".into()
        )
    );
    let got = server
        .ask("DELETE", "/api/a/charts/web/1.0.0", &[], "")
        .await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    let got = server
        .ask("DELETE", "/v2/a/web/manifests/1.0.0", &[], "")
        .await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    // The rule keeps one version, and what is immutable.
    let versions: Vec<_> = server
        .get("/api/a/charts/web")
        .await
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["version"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(versions, ["1.2.0-rc.1", "1.1.0", "1.0.0"]);
}

#[tokio::test]
async fn a_dry_run_removes_nothing() {
    let server = Server::new(config(""));
    for n in 0..5 {
        server
            .post("/api/a/charts", package("web", &format!("1.{n}.0")))
            .await;
    }
    let Server { folder, service } = server;
    drop(service);
    let server = Server::on(folder, config("retention:\n- keep-last: 2\n"));
    let path = "/api/v1/repos/a/retention";
    for (method, path, removed, kept) in [
        ("GET", path.to_owned(), 3, 2),
        ("POST", format!("{path}?dry-run"), 3, 2),
        ("POST", path.to_owned(), 3, 2),
        ("GET", path.to_owned(), 0, 2),
    ] {
        let got = server.ask(method, &path, &[], "").await.json();
        assert_eq!(
            got["removed"].as_array().unwrap().len(),
            removed,
            "{method} {path} {got}"
        );
        assert_eq!(got["kept"], kept, "{method} {path} {got}");
    }
    assert_eq!(
        server.get("/api/a/charts/web/1.0.0").await.status,
        StatusCode::NOT_FOUND
    );
    let audit = server.get("/api/v1/audit?repo=a").await.json();
    let gone: Vec<_> = audit["records"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| record["via"] == "retention")
        .collect();
    assert_eq!(gone.len(), 3);
}

#[tokio::test]
async fn tokens_have_scope_and_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let token = |name: &str, repo: &str, actions: &[TokenAction], expires| {
        issue_token(name, vec![repo.into()], actions.to_vec(), expires)
    };
    let (reader, reader_record) = token("reader", "a", &[Pull], None);
    let (writer, writer_record) = token("writer", "a", &[Pull, Push], None);
    let (late, late_record) = token(
        "late",
        "**",
        &[Pull, Push, Admin],
        Some(Modified::from_seconds(BEGIN - 1)),
    );
    let (admin, admin_record) = token(
        "admin",
        "**",
        &[Admin],
        Some(Modified::from_seconds(BEGIN + 86_400)),
    );
    write_tokens(
        &file,
        vec![
            reader_record.clone(),
            writer_record,
            late_record,
            admin_record,
        ],
    )
    .unwrap();
    let text = fs_err::read_to_string(&file).unwrap();
    assert!(!text.contains(&reader), "the file holds no token");
    let auth = AuthConfig {
        tokens: Some(file.clone()),
        ..AuthConfig::default()
    };
    let server = Server::on(folder, Config { auth, ..config("") });
    let ask = async |token: &str, method: &str, path: &str| {
        let body = if method == "POST" {
            package("web", "1.0.0")
        } else {
            Vec::new()
        };
        let bearer = format!("Bearer {token}");
        let basic = format!("Basic {}", STANDARD.encode(format!("anyone:{token}")));
        let first = server
            .ask(method, path, &[("authorization", &basic)], body)
            .await
            .status
            .as_u16();
        if method == "GET" {
            let second = server
                .ask(method, path, &[("authorization", &bearer)], "")
                .await;
            assert_eq!(second.status.as_u16(), first, "{path}");
        }
        first
    };
    for (who, token, method, path, expected) in [
        ("nobody", "", "GET", "/a/index.yaml", 401),
        ("stranger", "steer_00", "GET", "/a/index.yaml", 401),
        ("reader", &reader, "GET", "/a/index.yaml", 200),
        ("reader", &reader, "GET", "/b/index.yaml", 401),
        ("reader", &reader, "POST", "/api/a/charts", 401),
        ("reader", &reader, "GET", "/api/v1/audit?repo=a", 401),
        ("writer", &writer, "POST", "/api/a/charts", 201),
        ("writer", &writer, "POST", "/api/b/charts", 401),
        ("writer", &writer, "GET", "/api/v1/audit", 401),
        ("late", &late, "GET", "/a/index.yaml", 401),
        ("admin", &admin, "GET", "/api/v1/audit", 200),
        ("admin", &admin, "GET", "/a/index.yaml", 401),
    ] {
        assert_eq!(
            ask(token, method, path).await,
            expected,
            "{who} {method} {path}"
        );
    }
    let admin = format!("Bearer {admin}");
    let audit = server
        .ask("GET", "/api/v1/audit", &[("authorization", &admin)], "")
        .await;
    let records = audit.json()["records"].clone();
    let pushed = records
        .as_array()
        .unwrap()
        .iter()
        .find(|record| record["action"] == "chart.pushed")
        .unwrap();
    assert_eq!(pushed["who"], "writer");
    assert!(
        records
            .as_array()
            .unwrap()
            .iter()
            .any(|record| record["outcome"] == "denied")
    );
    assert!(!audit.text().contains("steer_"), "no token is in the log");
    // A token that is taken back allows nothing with the next request.
    write_tokens(&file, vec![reader_record]).unwrap();
    assert_eq!(ask(&writer, "GET", "/a/index.yaml").await, 401);
    assert_eq!(ask(&reader, "GET", "/a/index.yaml").await, 200);
}

#[tokio::test]
async fn the_audit_log_is_a_file_of_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let mut config = config("");
    config.features.audit = Some(path.clone());
    let server = Server::on(folder, config);
    let body = package("web", "1.0.0");
    server.post("/api/a/charts", body.clone()).await;
    server.post("/api/a/charts", body).await;
    server.post("/api/a/charts", "no chart").await;
    server
        .ask(
            "DELETE",
            "/api/a/charts/web/1.0.0",
            &[("x-request-id", "r-7")],
            "",
        )
        .await;
    let text = fs_err::read_to_string(path).unwrap();
    let records: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let seen: Vec<_> = records
        .iter()
        .map(|record| {
            (
                record["action"].as_str().unwrap(),
                record["outcome"].as_str().unwrap(),
                record["status"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("chart.pushed", "done", None),
            ("request", "refused", Some(409)),
            ("request", "refused", Some(400)),
            ("chart.deleted", "done", None),
        ]
    );
    assert_eq!(records[3]["request"], "r-7");
    assert!(
        records[0]["digest"]
            .as_str()
            .unwrap()
            .starts_with("sha256:")
    );
}
