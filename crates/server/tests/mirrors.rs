//! Repositories that are those of somebody else.

use std::io::Read as _;

use axum::http::StatusCode;
use flate2::read::GzDecoder;
use steersman_server::{Config, read_settings};

use crate::socket::Listening;
use crate::support::{Server, digest, package, provenance, shared};

async fn upstream() -> Listening {
    let server = Server::new(Config::default());
    for (name, version) in [
        ("web", "1.0.0"),
        ("web", "1.1.0"),
        ("web", "2.0.0"),
        ("api", "1.0.0"),
        ("other", "1.0.0"),
    ] {
        server.post("/api/charts", package(name, version)).await;
    }
    server.post("/api/prov", provenance("web-1.1.0")).await;
    Listening::new(server).await
}

fn config(text: &str) -> Config {
    let read = read_settings("settings.yaml".as_ref(), text.as_bytes(), &[]).unwrap();
    Config {
        features: read.features,
        ..Config::default()
    }
}

/// The versions that the index of a server has, as `name version`.
async fn listed(server: &Server) -> Vec<String> {
    let got = server.get("/index.yaml").await;
    let index = steersman_index::read_index(&got.body).unwrap().index;
    let versions = index.entries.into_values().flatten();
    versions
        .map(|version| format!("{} {}", version.metadata.name, version.metadata.version))
        .collect()
}

fn files(server: &Server) -> Vec<String> {
    let names = fs_err::read_dir(server.root()).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".tgz"))
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_source_has_is_listed_and_fetched_once_it_is_asked_for() {
    let upstream = upstream().await;
    let oci = format!(
        "mirrors:\n- url: oci://{}\n  plain-http: true\n  charts: [web, api]\n  versions: '<2'\n",
        upstream.address
    );
    let http = format!(
        "mirrors:\n- url: http://{}\n  charts: ['w*', api]\n  versions: '<2'\n",
        upstream.address
    );
    let mut servers = Vec::new();
    for text in [oci, http] {
        let server = Server::new(config(&text));
        assert_eq!(
            listed(&server).await,
            ["api 1.0.0", "web 1.1.0", "web 1.0.0"],
            "{text}"
        );
        assert!(files(&server).is_empty());
        let got = server.get("/charts/web-1.1.0.tgz").await;
        assert_eq!(
            (got.status, digest(&got.body)),
            (StatusCode::OK, digest(&package("web", "1.1.0")))
        );
        assert_eq!(
            server.get("/charts/web-1.1.0.tgz.prov").await.body,
            provenance("web-1.1.0")
        );
        assert_eq!(files(&server), ["web-1.1.0.tgz", "web-1.1.0.tgz.prov"]);
        let got = server.get("/v2/api/manifests/1.0.0").await;
        assert_eq!(got.status, StatusCode::OK, "{}", got.text());
        assert_eq!(
            server.get("/api/charts/api/1.0.0/values").await.status,
            StatusCode::OK
        );
        assert_eq!(
            server.get("/charts/other-1.0.0.tgz").await.status,
            StatusCode::NOT_FOUND
        );
        let refused = server.post("/api/charts", package("web", "9.0.0")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        servers.push(server);
    }
    // Something new is there after another look; what went goes, unless it was fetched.
    upstream
        .server
        .post("/api/charts", package("web", "1.2.0"))
        .await;
    upstream
        .server
        .ask("DELETE", "/api/charts/web/1.0.0", &[], "")
        .await;
    upstream
        .server
        .ask("DELETE", "/api/charts/web/1.1.0", &[], "")
        .await;
    for server in &servers {
        let report = server.ask("POST", "/api/v1/repos/mirror", &[], "").await;
        assert_eq!(report.status, StatusCode::OK, "{}", report.text());
        assert_eq!(
            listed(server).await,
            ["api 1.0.0", "web 1.2.0", "web 1.1.0"]
        );
    }
    let address = upstream.address;
    upstream.stop().await;
    // The source is gone: what is here is served, what is not is refused for a reason, and that is known.
    for server in servers {
        assert_eq!(
            server.get("/charts/web-1.1.0.tgz").await.status,
            StatusCode::OK
        );
        let got = server.get("/charts/web-1.2.0.tgz").await;
        assert_eq!(got.status, StatusCode::BAD_GATEWAY, "{}", got.text());
        let report = server
            .ask("POST", "/api/v1/repos/mirror", &[], "")
            .await
            .json();
        assert!(report["error"].is_string(), "{report}");
        let Server { folder, service } = server;
        let features = service.index_text().await.unwrap();
        drop((features, service));
        let text = format!("mirrors:\n- url: http://{address}\n");
        let again = Server::on(folder, config(&text));
        assert_eq!(
            listed(&again).await,
            ["api 1.0.0", "web 1.1.0"],
            "what is here is served after a restart"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_another_is_not_taken() {
    let upstream = upstream().await;
    let server = Server::new(config(&format!(
        "mirrors:\n- url: http://{}\n",
        upstream.address
    )));
    assert_eq!(listed(&server).await.len(), 5);
    // Somebody changes the package behind the back of the index.
    let forged = crate::support::package_with("web", "1.0.0", "description: forged\n");
    fs_err::write(upstream.server.root().join("web-1.0.0.tgz"), forged).unwrap();
    let got = server.get("/charts/web-1.0.0.tgz").await;
    assert_eq!(got.status, StatusCode::BAD_GATEWAY);
    assert!(
        got.text().contains("is not what the index says"),
        "{}",
        got.text()
    );
    assert!(files(&server).is_empty());
    upstream.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_fetched_ahead_where_that_is_wanted() {
    let upstream = upstream().await;
    let text = format!(
        "mirrors:\n- url: http://{}\n  charts: web\n  prefetch: true\n",
        upstream.address
    );
    let server = Server::new(config(&text));
    server.service.start();
    let begin = std::time::Instant::now();
    while files(&server).len() < 4 && begin.elapsed().as_secs() < 20 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(
        files(&server),
        [
            "web-1.0.0.tgz",
            "web-1.1.0.tgz",
            "web-1.1.0.tgz.prov",
            "web-2.0.0.tgz"
        ]
    );
    upstream.stop().await;
}

/// A real index, served by the simplest of servers.
#[tokio::test(flavor = "multi_thread")]
async fn a_real_index_is_read() {
    let Some(folder) = shared("indexes") else {
        println!("skipped: there are no real indexes beside the project");
        return;
    };
    let found = fs_err::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut indexes: Vec<_> = found
        .filter(|path| path.extension().is_some_and(|end| end == "gz"))
        .collect();
    indexes.sort_by_key(|path| fs_err::metadata(path).unwrap().len());
    let Some(largest) = indexes.pop() else {
        println!("skipped: there are no real indexes beside the project");
        return;
    };
    let mut text = Vec::new();
    let packed = fs_err::File::open(&largest).unwrap();
    GzDecoder::new(packed).read_to_end(&mut text).unwrap();
    let read = steersman_index::read_index(&text).unwrap().index;
    let expected = read
        .entries
        .values()
        .flatten()
        .filter(|version| !version.digest.is_empty())
        .count();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = answer_always(listener, text);
    let server = Server::new(config(&format!("mirrors:\n- url: http://{address}\n")));
    let report = server
        .ask("POST", "/api/v1/repos/mirror", &[], "")
        .await
        .json();
    let (offered, left) = (
        report["offered"].as_u64().unwrap(),
        report["leftOut"].as_u64().unwrap(),
    );
    println!("{}: {offered} versions, {left} left out", largest.display());
    assert!(
        offered + left >= expected as u64,
        "{report}, expected {expected}"
    );
    assert!(
        offered * 10 >= expected as u64 * 9,
        "{report}, expected {expected}"
    );
    app.abort();
}

/// Answers every request with the same bytes.
fn answer_always(listener: tokio::net::TcpListener, body: Vec<u8>) -> tokio::task::JoinHandle<()> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).await.unwrap();
            assert!(read > 0);
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
            drop(stream.write_all(&body).await);
        }
    })
}
