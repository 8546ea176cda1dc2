//! Which ways rules lead to.

use steersman_mirrors::{Mirrors, NoMirror, Route};
use steersman_names::ImageName;

const RULES: &[u8] = b"
mirrors:
- prefix: https://charts.example.com/
  to: [https://one.inner/a/, {url: 'https://two.inner', caFile: ca.pem}]
- prefix: https://charts.example.com/stable
  to: [https://stable.inner]
  only: true
- prefix: oci://registry.example/charts
  to: [{url: 'oci://localhost:5000/mirror', plainHTTP: true}]
- prefix: docker.io
  to: [registry.inner/hub]
- prefix: docker.io/bitnami
  to: [registry.inner/bitnami]
- prefix: quay.io
  to: [registry.inner/quay]
  only: true
";

fn targets(routes: Result<Vec<Route<'_>>, NoMirror>) -> String {
    match routes {
        Err(NoMirror(what)) => format!("refused {what}"),
        Ok(routes) => routes
            .iter()
            .map(|route| route.target.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    }
}

#[test]
fn urls() {
    let rules = Mirrors::parse(RULES).unwrap();
    for (url, expected) in [
        (
            "https://charts.example.com/index.yaml",
            "https://one.inner/a/index.yaml https://two.inner/index.yaml https://charts.example.com/index.yaml",
        ),
        (
            "https://me:secret@CHARTS.example.com:443/x?y=1",
            "https://one.inner/a/x?y=1 https://two.inner/x?y=1 https://me:secret@CHARTS.example.com:443/x?y=1",
        ),
        (
            "https://charts.example.com/stable/web.tgz",
            "https://stable.inner/web.tgz",
        ),
        (
            "https://charts.example.com/stables",
            "https://one.inner/a/stables https://two.inner/stables https://charts.example.com/stables",
        ),
        ("http://charts.example.com/x", "http://charts.example.com/x"),
        (
            "https://charts.example.com.evil/x",
            "https://charts.example.com.evil/x",
        ),
        ("https://other.example/x", "https://other.example/x"),
    ] {
        assert_eq!(targets(rules.url(url)), expected, "{url}");
    }
}

#[test]
fn references() {
    let rules = Mirrors::parse(RULES).unwrap();
    for (reference, expected) in [
        (
            "registry.example/charts/web:1.0.0",
            "localhost:5000/mirror/web:1.0.0 registry.example/charts/web:1.0.0",
        ),
        (
            "registry.example/chartsx/web",
            "registry.example/chartsx/web",
        ),
        (
            "registry.example:5000/charts/web",
            "registry.example:5000/charts/web",
        ),
    ] {
        assert_eq!(targets(rules.reference(reference)), expected, "{reference}");
    }
}

#[test]
fn images() {
    let rules = Mirrors::parse(RULES).unwrap();
    for (image, expected) in [
        ("nginx", Some("registry.inner/hub/library/nginx")),
        (
            "docker.io/bitnami/redis:7",
            Some("registry.inner/bitnami/redis:7"),
        ),
        (
            "bitnamix/redis:7",
            Some("registry.inner/hub/bitnamix/redis:7"),
        ),
        ("quay.io/a/b:1", Some("registry.inner/quay/a/b:1")),
        ("ghcr.io/a/b:1", None),
    ] {
        let name: ImageName = image.parse().unwrap();
        assert_eq!(rules.image(&name).unwrap().as_deref(), expected, "{image}");
    }
}

#[test]
fn nothing_but_mirrors() {
    let closed = [b"only: true\n", RULES].concat();
    let rules = Mirrors::parse(&closed).unwrap();
    assert_eq!(
        targets(rules.url("https://me:secret@other.example/x")),
        "refused https://other.example/x"
    );
    assert_eq!(
        targets(rules.url("https://charts.example.com/x")),
        "https://one.inner/a/x https://two.inner/x"
    );
    // A mirror may be named by itself.
    assert_eq!(
        targets(rules.url("https://two.inner/x")),
        "https://two.inner/x"
    );
    let image: ImageName = "ghcr.io/a/b:1".parse().unwrap();
    assert!(rules.image(&image).is_err());
}

#[test]
fn what_is_wrong_is_said() {
    for (text, expected) in [
        (
            "mirror: []",
            "mirror: nobody knows this field; there are `mirrors` and `only`",
        ),
        ("mirrors: {}", "mirrors: a list is expected"),
        ("mirrors: [{to: [a]}]", "mirrors[0].prefix: is missing"),
        (
            "mirrors: [{prefix: a.example}]",
            "mirrors[0].to: a mirror is expected",
        ),
        (
            "mirrors: [{prefix: 'oci://a', to: [b]}]",
            "mirrors[0].to[0]: b cannot stand in for oci://a",
        ),
        (
            "mirrors: [{prefix: 'ftp://a', to: [b]}]",
            "mirrors[0].prefix: \"ftp://a\" is none of https://HOST/PATH, http://HOST/PATH, oci://HOST/PATH, HOST/PATH",
        ),
        ("only: maybe", "only: true or false is expected"),
    ] {
        assert_eq!(
            Mirrors::parse(text.as_bytes()).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
    assert!(Mirrors::parse(b"").unwrap().is_empty());
}
