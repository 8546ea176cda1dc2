//! Pushing, looking up and deleting charts by the OCI protocol, request by request.

use serde_json::json;

use super::http::{Answer, ask, ask_with};
use super::package::{Package, digest};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// Pushes a chart; the answer to its manifest, or to the first request that failed.
pub(super) fn push(host: &str, package: &Package) -> Option<Answer> {
    let config = json!({ "name": package.name, "version": package.version, "apiVersion": "v2" });
    let config = config.to_string().into_bytes();
    for blob in [&config, &package.bytes] {
        let begun = ask(
            host,
            "POST",
            &format!("/v2/{}/blobs/uploads/", package.name),
            b"",
        )?;
        let Some(place) = begun.header("location").filter(|_| begun.status == 202) else {
            return Some(begun);
        };
        let path = format!("{place}?digest=sha256:{}", digest(blob));
        let kept = ask(host, "PUT", &path, blob)?;
        if kept.status != 201 {
            return Some(kept);
        }
    }
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.cncf.helm.config.v1+json",
            "digest": format!("sha256:{}", digest(&config)),
            "size": config.len(),
        },
        "layers": [{
            "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
            "digest": format!("sha256:{}", package.digest()),
            "size": package.bytes.len(),
        }],
    });
    let path = manifest_path(&package.name, &package.version);
    let kind = [("Content-Type", MANIFEST)];
    ask_with(host, "PUT", &path, &kind, manifest.to_string().as_bytes())
}

/// Deletes the tag of a version.
pub(super) fn delete(host: &str, name: &str, version: &str) -> Option<Answer> {
    ask(host, "DELETE", &manifest_path(name, version), b"")
}

/// What a tag leads to: the bytes of the chart, nothing when there is no such tag.
pub(super) struct Pulled(pub(super) Option<Vec<u8>>);

/// What a tag leads to: manifest, then layer; nothing without an answer.
pub(super) fn pull(host: &str, name: &str, version: &str) -> Option<Pulled> {
    let manifest = ask(host, "GET", &manifest_path(name, version), b"")?;
    if manifest.status == 404 {
        return Some(Pulled(None));
    }
    let parsed: serde_json::Value = serde_json::from_slice(&manifest.body).ok()?;
    let layer = parsed["layers"][0]["digest"].as_str()?.to_owned();
    let blob = ask(host, "GET", &format!("/v2/{name}/blobs/{layer}"), b"")?;
    (blob.status == 200).then_some(Pulled(Some(blob.body)))
}

fn manifest_path(name: &str, version: &str) -> String {
    format!("/v2/{name}/manifests/{version}")
}
