//! The registry, as clients of the specification use it.

use axum::http::StatusCode;
use serde_json::{Value, json};
use steersman_server::{Config, Depth};

use crate::support::{Got, Server, digest, fixture, package, provenance};

const CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
const LAYER: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

async fn push_blob(server: &Server, name: &str, content: &[u8]) -> String {
    let digest = digest(content);
    let path = format!("/v2/{name}/blobs/uploads/?digest={digest}");
    let got = server.post(&path, content.to_vec()).await;
    assert_eq!(got.status, StatusCode::CREATED, "{}", got.text());
    digest
}

fn manifest(config: &[u8], layers: &[(&str, &[u8])], annotation: &str) -> Vec<u8> {
    let describe = |kind: &str, content: &[u8]| json!({ "mediaType": kind, "digest": digest(content), "size": content.len() });
    let layers: Vec<Value> = layers
        .iter()
        .map(|(kind, content)| describe(kind, content))
        .collect();
    json!({
        "schemaVersion": 2,
        "config": describe(CONFIG, config),
        "layers": layers,
        "annotations": { "note": annotation },
    })
    .to_string()
    .into_bytes()
}

async fn push_chart(server: &Server, repo: &str, chart: &[u8], tag: &str) -> Got {
    push_blob(server, repo, b"{}").await;
    push_blob(server, repo, chart).await;
    let body = manifest(b"{}", &[(LAYER, chart)], "");
    server
        .ask("PUT", &format!("/v2/{repo}/manifests/{tag}"), &[], body)
        .await
}

#[tokio::test]
async fn what_is_pushed_is_in_the_index() {
    let server = Server::new(Config::default());
    let chart = package("web", "1.0.0+b1");
    let got = push_chart(&server, "web", &chart, "1.0.0_b1").await;
    assert_eq!(got.status, StatusCode::CREATED, "{}", got.text());
    assert!(
        server
            .get("/index.yaml")
            .await
            .text()
            .contains("version: 1.0.0+b1")
    );
    assert_eq!(server.get("/charts/web-1.0.0+b1.tgz").await.body, chart);
    // The same again is fine, another package under the version is not.
    assert_eq!(
        push_chart(&server, "web", &chart, "1.0.0_b1").await.status,
        StatusCode::CREATED
    );
    let other = crate::support::package_with("web", "1.0.0+b1", "description: other\n");
    let refused = push_chart(&server, "web", &other, "1.0.0_b1").await;
    assert_eq!(
        (refused.status, refused.json()["errors"][0]["code"].as_str()),
        (StatusCode::CONFLICT, Some("DENIED"))
    );
    assert_eq!(server.get("/charts/web-1.0.0+b1.tgz").await.body, chart);
    let strange = push_chart(&server, "shop", &chart, "1.0.0_b1").await;
    assert_eq!(strange.status, StatusCode::BAD_REQUEST);
    let gone = server
        .ask("DELETE", "/v2/web/manifests/1.0.0_b1", &[], "")
        .await;
    assert_eq!(gone.status, StatusCode::ACCEPTED);
    assert!(
        server
            .get("/index.yaml")
            .await
            .text()
            .contains("entries: {}")
    );
    assert_eq!(
        server.get("/v2/web/tags/list").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_uploaded_can_be_pulled() {
    let server = Server::new(Config {
        depth: Depth::Fixed(1),
        ..Config::default()
    });
    server
        .post("/api/team/charts", fixture("mychart-0.1.0"))
        .await;
    server
        .post("/api/team/charts", fixture("mychart-0.2.0"))
        .await;
    let tags = server.get("/v2/team/mychart/tags/list").await.json();
    assert_eq!(
        tags,
        json!({ "name": "team/mychart", "tags": ["0.1.0", "0.2.0"] })
    );
    let page = server.get("/v2/team/mychart/tags/list?n=1").await;
    assert_eq!(
        page.header("link"),
        "</v2/team/mychart/tags/list?n=1&last=0.1.0>; rel=\"next\""
    );
    let got = server.get("/v2/team/mychart/manifests/0.1.0").await;
    assert_eq!(got.header("docker-content-digest"), digest(&got.body));
    let layer = got.json()["layers"][0]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    let config = got.json()["config"]["digest"].as_str().unwrap().to_owned();
    let blob = server.get(&format!("/v2/team/mychart/blobs/{layer}")).await;
    assert_eq!(blob.body, fixture("mychart-0.1.0"));
    let config = server
        .get(&format!("/v2/team/mychart/blobs/{config}"))
        .await;
    assert_eq!(config.json()["version"], "0.1.0");
    let by_digest = format!(
        "/v2/team/mychart/manifests/{}",
        got.header("docker-content-digest")
    );
    assert_eq!(server.get(&by_digest).await.body, got.body);
    // A provenance file makes a new manifest; a deleted version has none.
    server
        .post("/api/team/prov", provenance("mychart-0.1.0"))
        .await;
    let signed = server.get("/v2/team/mychart/manifests/0.1.0").await;
    assert_eq!(signed.json()["layers"].as_array().unwrap().len(), 2);
    server
        .ask("DELETE", "/api/team/charts/mychart/0.1.0", &[], "")
        .await;
    for path in [
        "/v2/team/mychart/manifests/0.1.0",
        &by_digest,
        &format!("/v2/team/mychart/blobs/{layer}"),
    ] {
        assert_eq!(
            server.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let catalog = server.get("/v2/_catalog").await.json();
    assert_eq!(catalog, json!({ "repositories": ["team/mychart"] }));
}

#[tokio::test]
async fn blobs_come_in_pieces() {
    let server = Server::new(Config::default());
    let begun = server.post("/v2/web/blobs/uploads/", "").await;
    assert_eq!(begun.status, StatusCode::ACCEPTED);
    let place = begun.header("location").to_owned();
    let piece = |range: &'static str, body: &'static str| (place.clone(), range, body);
    for ((place, range, body), status, reached) in [
        (piece("0-2", "abc"), StatusCode::ACCEPTED, "0-2"),
        (piece("7-9", "xyz"), StatusCode::RANGE_NOT_SATISFIABLE, ""),
        (piece("3-5", "def"), StatusCode::ACCEPTED, "0-5"),
    ] {
        let got = server
            .ask("PATCH", &place, &[("content-range", range)], body)
            .await;
        assert_eq!(
            (got.status, got.header("range")),
            (status, reached),
            "{range}"
        );
    }
    assert_eq!(server.get(&place).await.header("range"), "0-5");
    let wrong = format!("{place}?digest={}", digest(b"abcdef"));
    let done = server.ask("PUT", &wrong, &[], "").await;
    assert_eq!(done.status, StatusCode::CREATED);
    let blob = format!("/v2/web/blobs/{}", digest(b"abcdef"));
    assert_eq!(server.get(&blob).await.text(), "abcdef");
    let part = server
        .ask("GET", &blob, &[("range", "bytes=1-2")], "")
        .await;
    assert_eq!(
        (part.status, part.text()),
        (StatusCode::PARTIAL_CONTENT, "bc".into())
    );
    let mounted = server
        .post(
            &format!(
                "/v2/shop/blobs/uploads/?mount={}&from=web",
                digest(b"abcdef")
            ),
            "",
        )
        .await;
    assert_eq!(mounted.status, StatusCode::CREATED);
    assert_eq!(
        server.get(&blob.replace("web", "shop")).await.text(),
        "abcdef"
    );
    let unknown = server
        .post(
            &format!("/v2/shop/blobs/uploads/?mount={}&from=web", digest(b"?")),
            "",
        )
        .await;
    assert_eq!(unknown.status, StatusCode::ACCEPTED);
    assert_eq!(
        server
            .ask("DELETE", unknown.header("location"), &[], "")
            .await
            .status,
        StatusCode::NO_CONTENT
    );
    let bad = server
        .post(
            &format!("/v2/web/blobs/uploads/?digest={}", digest(b"a")),
            "b",
        )
        .await;
    assert_eq!(bad.json()["errors"][0]["code"], "DIGEST_INVALID");
    assert_eq!(
        server.ask("DELETE", &blob, &[], "").await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(server.get(&blob).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn referrers_are_listed() {
    let server = Server::new(Config::default());
    server.post("/api/charts", fixture("mychart-0.1.0")).await;
    let subject = server.get("/v2/mychart/manifests/0.1.0").await;
    push_blob(&server, "mychart", b"{}").await;
    let signature = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "artifactType": "application/x-signature",
        "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": digest(b"{}"), "size": 2 },
        "layers": [],
        "subject": { "mediaType": "x", "digest": subject.header("docker-content-digest"), "size": subject.body.len() },
    })
    .to_string();
    let path = format!("/v2/mychart/manifests/{}", digest(signature.as_bytes()));
    let pushed = server.ask("PUT", &path, &[], signature).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.text());
    assert_eq!(
        pushed.header("oci-subject"),
        subject.header("docker-content-digest")
    );
    let list = format!(
        "/v2/mychart/referrers/{}",
        subject.header("docker-content-digest")
    );
    let all = server.get(&list).await;
    assert_eq!(
        all.header("content-type"),
        "application/vnd.oci.image.index.v1+json"
    );
    assert_eq!(
        all.json()["manifests"][0]["artifactType"],
        "application/x-signature"
    );
    let none = server.get(&format!("{list}?artifactType=other")).await;
    assert_eq!(none.json()["manifests"], json!([]));
    assert_eq!(none.header("oci-filters-applied"), "artifactType");
    assert_eq!(
        server.ask("DELETE", &path, &[], "").await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(server.get(&list).await.json()["manifests"], json!([]));
}
