//! The index in other codings and forms, and parts of it.

use std::io::Read as _;

use axum::http::StatusCode;
use flate2::read::GzDecoder;
use steersman_server::Config;

use crate::support::{Got, Server, package};

async fn server(versions: u32) -> Server {
    let server = Server::new(Config::default());
    for n in 0..versions {
        for name in ["api", "web"] {
            let got = server
                .post("/api/charts", package(name, &format!("1.{n}.0")))
                .await;
            assert_eq!(got.status, StatusCode::CREATED);
        }
    }
    server
}

fn tag(got: &Got) -> String {
    got.header("etag").to_owned()
}

#[tokio::test]
async fn every_coding_holds_the_same_index() {
    let server = server(40).await;
    let plain = server.get("/index.yaml").await;
    let mut tags = vec![tag(&plain)];
    for (accept, coding) in [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, gzip;q=0", ""),
        ("br", ""),
    ] {
        let got = server
            .ask("GET", "/index.yaml", &[("accept-encoding", accept)], "")
            .await;
        assert_eq!(got.header("content-encoding"), coding, "{accept}");
        assert_eq!(
            got.header("content-length"),
            got.body.len().to_string(),
            "{accept}"
        );
        let decoded = match coding {
            "zstd" => zstd::stream::decode_all(&*got.body).unwrap(),
            "gzip" => {
                let mut text = Vec::new();
                GzDecoder::new(&*got.body).read_to_end(&mut text).unwrap();
                text
            }
            _ => got.body.to_vec(),
        };
        assert_eq!(decoded, plain.body, "{accept}");
        let again = [
            ("accept-encoding", accept),
            ("if-none-match", got.header("etag")),
        ];
        let again = server.ask("GET", "/index.yaml", &again, "").await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{accept}");
        tags.push(tag(&got));
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each coding has a tag of its own: {tags:?}");
}

#[tokio::test]
async fn json_for_those_who_ask() {
    let server = server(2).await;
    for (path, accept, kind) in [
        ("/index.yaml?format=json", "", "application/json"),
        ("/index.yaml", "application/json", "application/json"),
        ("/index.yaml", "*/*", "application/x-yaml"),
        (
            "/index.yaml?format=yaml",
            "application/json",
            "application/x-yaml",
        ),
    ] {
        let got = server.ask("GET", path, &[("accept", accept)], "").await;
        assert_eq!(got.header("content-type"), kind, "{path} {accept}");
        assert_eq!(
            kind == "application/json",
            got.json()["entries"]["web"].is_array()
        );
    }
}

#[tokio::test]
async fn one_chart_is_an_index_of_its_own() {
    let server = server(3).await;
    let web = server.get("/index.yaml?name=web").await;
    let read = steersman_index::read_index(&web.body).unwrap().index;
    let names: Vec<_> = read.entries.keys().map(String::as_str).collect();
    assert_eq!((names, read.entries["web"].len()), (vec!["web"], 3));
    // Another chart changes nothing in it.
    server.post("/api/charts", package("api", "9.0.0")).await;
    assert_eq!(tag(&server.get("/index.yaml?name=web").await), tag(&web));
    server.post("/api/charts", package("web", "9.0.0")).await;
    assert_ne!(tag(&server.get("/index.yaml?name=web").await), tag(&web));
    let none = server.get("/index.yaml?name=nothing").await;
    assert!(none.text().contains("entries: {}"));
}

#[tokio::test]
async fn a_delta_is_what_changed() {
    let server = server(200).await;
    let whole = server
        .ask("GET", "/index.yaml", &[("accept-encoding", "gzip")], "")
        .await;
    let since = tag(&whole).trim_matches('"').to_owned();
    server.post("/api/charts", package("web", "7.0.0")).await;
    server.ask("DELETE", "/api/charts/api/1.3.0", &[], "").await;
    let delta = server
        .get(&format!("/index.yaml?format=json&since={since}"))
        .await;
    assert_eq!(delta.header("x-index-delta"), "true");
    let json = delta.json();
    assert_eq!(json["entries"]["web"].as_array().unwrap().len(), 1);
    assert_eq!(json["entries"]["web"][0]["version"], "7.0.0");
    assert_eq!(
        json["delta"]["removed"],
        serde_json::json!([{ "name": "api", "version": "1.3.0" }])
    );
    assert!(delta.body.len() < 2048, "{}", delta.body.len());
    // The tag of the delta is that of the whole index now: the next question begins there.
    let next = json["delta"]["tag"].as_str().unwrap();
    let nothing = server
        .get(&format!("/index.yaml?format=json&since={next}"))
        .await;
    assert_eq!(nothing.json()["entries"], serde_json::json!({}));
    // Whoever has what nobody knows, gets everything.
    let unknown = server.get("/index.yaml?since=0123").await;
    assert_eq!(unknown.header("x-index-delta"), "false");
    assert_eq!(unknown.body, server.get("/index.yaml").await.body);
}
