//! What changes, and who sees it when.

use std::io::Read as _;

use axum::http::StatusCode;
use steersman_server::{Config, OverwriteRule};

use crate::support::{
    FORM, Server, fixture, form, package, package_with, provenance, provenance_of,
};

#[tokio::test]
async fn an_upload_is_in_the_next_index() {
    let server = Server::new(Config::default());
    let empty = server.get("/index.yaml").await;
    assert!(
        empty
            .text()
            .starts_with("apiVersion: v1\nentries: {}\ngenerated: \""),
        "{}",
        empty.text()
    );
    for n in 0..150 {
        let version = format!("0.1.{n}");
        let saved = server.post("/api/charts", package("web", &version)).await;
        assert_eq!(
            (saved.status, saved.text()),
            (StatusCode::CREATED, "{\"saved\":true}".into())
        );
        let index = server.get("/index.yaml").await.text();
        assert!(
            index.contains(&format!("\n    version: {version}\n")),
            "{version}"
        );
        let gone = server.ask("DELETE", "/api/charts/web/0.1.0", &[], "").await;
        assert_eq!(gone.status.is_success(), n == 0);
    }
    let index = server.get("/index.yaml").await;
    let tree = steersman_yaml::parse(&index.body).unwrap();
    let versions = tree
        .get("entries")
        .unwrap()
        .get("web")
        .unwrap()
        .as_list()
        .unwrap();
    assert_eq!(versions.len(), 149);
    assert_eq!(
        versions[0].get("version").unwrap().as_str(),
        Some("0.1.149")
    );
}

#[tokio::test]
async fn the_index_is_the_same_in_all_encodings() {
    for json_index in [false, true] {
        let server = Server::new(Config {
            json_index,
            ..Config::default()
        });
        for (name, versions) in [("a", 70), ("b-c", 3), ("true", 1), ("z", 130)] {
            for n in 0..versions {
                let more = "description: \"a: b\\nc # d\"\nkeywords: [x, \"1\"]\n";
                let saved = server
                    .post(
                        "/api/charts",
                        package_with(&quoted(name), &format!("1.{n}.0"), more),
                    )
                    .await;
                assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text());
            }
        }
        let plain = server.get("/index.yaml").await;
        let zipped = server
            .ask("GET", "/index.yaml", &[("accept-encoding", "gzip, br")], "")
            .await;
        assert_eq!(zipped.header("content-encoding"), "gzip");
        assert_eq!(
            zipped.header("content-length"),
            zipped.body.len().to_string()
        );
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(&*zipped.body)
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, plain.body);
        let tree = steersman_yaml::parse(&plain.body).unwrap();
        let entries = tree.get("entries").unwrap().as_map().unwrap();
        let counts: Vec<_> = entries
            .values()
            .map(|versions| versions.as_list().unwrap().len())
            .collect();
        assert_eq!(counts, [70, 3, 1, 130]);
        let head = server.ask("HEAD", "/index.yaml", &[], "").await;
        assert!(head.body.is_empty());
        for name in ["content-length", "etag", "last-modified"] {
            assert_eq!(head.header(name), plain.header(name), "{name}");
        }
        let known = server
            .ask(
                "GET",
                "/index.yaml",
                &[("if-none-match", plain.header("etag"))],
                "",
            )
            .await;
        assert_eq!(
            (known.status, known.body.len()),
            (StatusCode::NOT_MODIFIED, 0)
        );
    }
}

fn quoted(name: &str) -> String {
    if name == "true" {
        "\"true\"".into()
    } else {
        name.into()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_uploads_of_one_version_one_wins() {
    let server = std::sync::Arc::new(Server::new(Config::default()));
    let mut asked = Vec::new();
    for _ in 0..50 {
        let server = std::sync::Arc::clone(&server);
        asked.push(tokio::spawn(async move {
            server
                .post("/api/charts", package("web", "1.0.0"))
                .await
                .status
        }));
    }
    let mut won = 0;
    for one in asked {
        match one.await.unwrap() {
            StatusCode::CREATED => won += 1,
            status => assert_eq!(status, StatusCode::CONFLICT),
        }
    }
    assert_eq!(won, 1);
    // Nothing of the others is left.
    let spool = server.root().join(".steer/uploads");
    assert_eq!(fs_err::read_dir(spool).unwrap().count(), 0);
}

#[tokio::test]
async fn two_servers_on_one_folder_agree() {
    let first = Server::new(Config::default());
    let second = crate::support::service(first.folder.path(), Config::default()).unwrap();
    let second = Server {
        folder: tempfile::tempdir().unwrap(),
        service: second.into(),
    };
    assert!(
        second
            .get("/index.yaml")
            .await
            .text()
            .contains("entries: {}")
    );
    first.post("/api/charts", package("web", "1.0.0")).await;
    second.await_index("version: 1.0.0").await;
    assert_eq!(
        second
            .post("/api/charts", package("web", "1.0.0"))
            .await
            .status,
        StatusCode::CONFLICT
    );
    let gone = second.ask("DELETE", "/api/charts/web/1.0.0", &[], "").await;
    assert_eq!(gone.status, StatusCode::OK);
    first.await_index("entries: {}").await;
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let server = Server::new(Config::default());
    for version in ["1.0.0", "1.0.0+b1", "2.0.0-rc.1"] {
        server.post("/api/charts", package("web", version)).await;
    }
    let before = server.get("/api/charts/web").await.text();
    for saved in [true, false] {
        if saved {
            server.service.save().await;
        }
        let again = Server {
            service: crate::support::service(server.folder.path(), Config::default())
                .unwrap()
                .into(),
            folder: tempfile::tempdir().unwrap(),
        };
        assert_eq!(again.get("/api/charts/web").await.text(), before);
    }
    assert!(server.root().join("index-cache.yaml").exists());
    // State that is garbage is read from the packages again.
    fs_err::write(server.root().join(".steer/index/_/index.jsonl"), "garbage").unwrap();
    let again = Server {
        service: crate::support::service(server.folder.path(), Config::default())
            .unwrap()
            .into(),
        folder: tempfile::tempdir().unwrap(),
    };
    assert_eq!(again.get("/api/charts/web").await.text(), before);
}

#[tokio::test]
async fn a_folder_made_by_hand_is_served() {
    let server = Server::new(Config::default());
    let root = server.root();
    fs_err::write(root.join("odd name.tgz"), package("web", "1.0.0")).unwrap();
    fs_err::write(root.join("twin.tgz"), package("web", "1.0.0")).unwrap();
    fs_err::write(root.join("broken-1.0.0.tgz"), "no gzip").unwrap();
    fs_err::write(root.join("zero-1.0.0.tgz"), "").unwrap();
    fs_err::write(root.join("index.yaml"), "entries: {ghost: []}").unwrap();
    let index = server.get("/index.yaml").await.text();
    assert!(!index.contains("ghost") && !index.contains("broken") && !index.contains("zero"));
    assert_eq!(index.matches("version: 1.0.0").count(), 1);
    let versions = server.get("/api/charts/web").await.json();
    let url = versions[0]["urls"][0].as_str().unwrap().replace(' ', "%20");
    assert_eq!(
        server.get(&format!("/{url}")).await.body,
        package("web", "1.0.0")
    );
    fs_err::remove_file(root.join("odd name.tgz")).unwrap();
    fs_err::remove_file(root.join("twin.tgz")).unwrap();
    server.await_index("entries: {}").await;
}

#[tokio::test]
async fn limits_hold_on_every_way_in() {
    let server = Server::new(Config {
        max_objects: 2,
        ..Config::default()
    });
    let both = form(&[
        ("chart", &fixture("mychart-0.1.0")),
        ("prov", &provenance("mychart-0.1.0")),
    ]);
    assert_eq!(
        server
            .ask("POST", "/api/charts", &[FORM], both)
            .await
            .status,
        StatusCode::CREATED
    );
    let more = form(&[("chart", &fixture("mychart-0.2.0"))]);
    for (headers, body) in [(vec![FORM], more), (vec![], fixture("mychart-0.2.0"))] {
        let full = server.ask("POST", "/api/charts", &headers, body).await;
        assert_eq!(full.status, StatusCode::INSUFFICIENT_STORAGE);
        assert_eq!(
            full.text(),
            "{\"error\":\"repo has reached storage limit\"}"
        );
    }
    server
        .ask("DELETE", "/api/charts/mychart/0.1.0", &[], "")
        .await;
    assert_eq!(
        server
            .post("/api/charts", fixture("mychart-0.2.0"))
            .await
            .status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn old_uploads_make_room() {
    let config = Config {
        per_chart_limit: 2,
        overwrite: OverwriteRule::Forced,
        ..Config::default()
    };
    let server = Server::new(config);
    server
        .post("/api/charts", package("mychart-service", "0.0.1"))
        .await;
    for version in ["0.0.1", "0.1.0", "0.2.0"] {
        server
            .post("/api/charts", package("mychart", version))
            .await;
    }
    let versions = |got: crate::support::Got| -> Vec<String> {
        let list = got.json();
        let list = list.as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|entry| entry["version"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        versions(server.get("/api/charts/mychart").await),
        ["0.2.0", "0.1.0"]
    );
    server
        .post("/api/charts?force", package("mychart", "0.2.0"))
        .await;
    assert_eq!(
        versions(server.get("/api/charts/mychart").await),
        ["0.2.0", "0.1.0"]
    );
    assert_eq!(
        versions(server.get("/api/charts/mychart-service").await),
        ["0.0.1"]
    );
}

#[tokio::test]
async fn a_provenance_file_has_to_fit() {
    let server = Server::new(Config::default());
    server.post("/api/charts", fixture("mychart-0.1.0")).await;
    let wrong = server
        .post(
            "/api/prov",
            provenance_of("mychart", "0.1.0", &"ab".repeat(32)),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text().contains("abab") && wrong.text().contains("but the package is"));
    assert_eq!(
        server
            .post("/api/prov", provenance("mychart-0.1.0"))
            .await
            .status,
        StatusCode::CREATED
    );
    assert_eq!(
        server
            .post("/api/prov", provenance("mychart-0.1.0"))
            .await
            .status,
        StatusCode::CONFLICT
    );
    assert_eq!(
        server.get("/charts/mychart-0.1.0.tgz.prov").await.body,
        provenance("mychart-0.1.0")
    );
}

#[tokio::test]
async fn a_page_shows_the_chart() {
    let server = Server::new(Config::default());
    server
        .post(
            "/api/charts",
            package_with("web", "1.0.0", "description: <b>bold</b>\n"),
        )
        .await;
    let page = server.get("/charts/web").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let text = page.text();
    assert!(
        text.contains("&lt;b&gt;bold") && text.contains("# Read me &lt;here&gt;"),
        "{text}"
    );
    assert!(
        server
            .get("/")
            .await
            .text()
            .contains("href=\"/charts/web\"")
    );
}

#[tokio::test]
async fn a_yanked_version_is_not_chosen_and_can_be_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder, Config::default());
    for version in ["1.0.0", "1.1.0"] {
        server.post("/api/charts", package("web", version)).await;
    }
    let prov = provenance("web-1.1.0");
    server.post("/api/prov", prov).await;
    let (archive, yank) = ("/charts/web-1.1.0.tgz", "/api/v1/charts/web/1.1.0/yank");
    let before = server.get(archive).await;
    let listed = async || {
        server
            .get("/index.yaml")
            .await
            .text()
            .contains("web-1.1.0.tgz")
    };
    let answer = async |method: &str, path: &str| {
        let got = server.ask(method, path, &[], "").await;
        format!("{} {}", got.status.as_u16(), got.text())
    };

    let registry = async || server.get("/v2/web/manifests/1.1.0").await.status;

    assert!(listed().await);
    assert_eq!(registry().await, StatusCode::OK);
    assert_eq!(answer("POST", yank).await, "200 {\"yanked\":true}");
    assert!(!listed().await);
    assert_eq!(server.get(archive).await.body, before.body);
    let prov = server.get("/charts/web-1.1.0.tgz.prov").await;
    assert_eq!(prov.status, StatusCode::OK);
    assert_eq!(
        answer("POST", yank).await,
        "404 {\"error\":\"object not found\"}"
    );
    assert_eq!(registry().await, StatusCode::NOT_FOUND);
    let audit = server.get("/api/v1/audit?chart=web").await.text();
    assert!(audit.contains("chart.yanked"), "{audit}");

    // Its number is taken, until somebody means it.
    let again = server.post("/api/charts", package("web", "1.1.0")).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let forced = server
        .post("/api/charts?force", package("web", "1.1.0"))
        .await;
    assert_eq!(forced.status, StatusCode::CREATED);
    assert!(listed().await);

    assert_eq!(
        answer("POST", "/api/charts/web/1.1.0/yank").await,
        "200 {\"yanked\":true}"
    );
    let deleted = answer("DELETE", "/api/charts/web/1.1.0").await;
    assert_eq!(deleted, "200 {\"deleted\":true}");
    assert_eq!(server.get(archive).await.status, StatusCode::NOT_FOUND);
    assert!(!server.root().join(".yanked/web-1.1.0.tgz").exists());
}
