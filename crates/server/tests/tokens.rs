//! Who may do what, by each way to say who one is.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use steersman_server::{AuthConfig, BasicCredentials, BearerConfig, Compat, Config, Depth};

use crate::support::{BEGIN, Server, package, service};

/// A key made for these tests and nothing else.
const KEY: &str = include_str!("token-key.pem");
/// Its public half.
pub(crate) const PUBLIC_KEY: &str = include_str!("token-key.pub.pem");

fn key() -> RsaKeyPair {
    let text: String = KEY.lines().filter(|line| !line.starts_with("--")).collect();
    RsaKeyPair::from_pkcs8(&STANDARD.decode(text).unwrap()).unwrap()
}

pub(crate) fn token(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let key = key();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub(crate) fn access(kind: &str, name: &str, actions: &[&str]) -> Value {
    json!({ "access": [{ "type": kind, "name": name, "actions": actions }] })
}

/// The public key in the form that `BEGIN RSA PUBLIC KEY` has.
fn public_pem() -> String {
    let key = key();
    let text = STANDARD.encode(key.public_key().as_ref());
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        lines.join("\n")
    )
}

fn bearer_server(depth: Depth, public: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    fs_err::write(&path, public).unwrap();
    let bearer = BearerConfig {
        realm: "R".into(),
        service: "S".into(),
        public_key: path,
        actions_search_path: None,
    };
    let auth = AuthConfig {
        bearer: Some(bearer),
        ..AuthConfig::default()
    };
    Server::on(
        folder,
        Config {
            depth,
            auth,
            ..Config::default()
        },
    )
}

#[tokio::test]
async fn tokens_give_what_they_say_and_no_more() {
    let root = bearer_server(Depth::Fixed(0), &public_pem());
    let header = token(
        &json!({ "alg": "RS256" }),
        &access("artifact-repository", "repo", &["pull"]),
    );
    let got = root
        .ask(
            "GET",
            "/index.yaml",
            &[("authorization", &format!("Bearer {header}"))],
            "",
        )
        .await;
    assert_eq!(got.status, StatusCode::OK);
    let server = bearer_server(Depth::Fixed(2), PUBLIC_KEY);
    let rs = json!({ "alg": "RS256", "typ": "JWT" });
    let pull = access("artifact-repository", "org1/repo1", &["pull"]);
    let both = access("artifact-repository", "org1/repo1", &["pull", "push"]);
    let with = |claims: &Value, name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let good = token(&rs, &pull);
    let mut forged = good.clone();
    forged.truncate(good.len() - 8);
    forged.push_str("AAAAAAAA");
    for (what, token, path, expected) in [
        ("right", good.clone(), "/org1/repo1/index.yaml", 200),
        (
            "other repository",
            good.clone(),
            "/org1/repo2/index.yaml",
            401,
        ),
        ("quote", good.clone(), "/org1/a'b/index.yaml", 401),
        (
            "no rights",
            token(&rs, &json!({})),
            "/org1/repo1/index.yaml",
            401,
        ),
        (
            "expired",
            token(&rs, &with(&pull, "exp", json!(BEGIN - 1))),
            "/org1/repo1/index.yaml",
            401,
        ),
        (
            "in time",
            token(&rs, &with(&pull, "exp", json!(BEGIN + 1000))),
            "/org1/repo1/index.yaml",
            200,
        ),
        (
            "not yet",
            token(&rs, &with(&pull, "nbf", json!(BEGIN + 1000))),
            "/org1/repo1/index.yaml",
            401,
        ),
        ("forged", forged, "/org1/repo1/index.yaml", 401),
        (
            "none",
            token(&json!({ "alg": "none" }), &pull),
            "/org1/repo1/index.yaml",
            401,
        ),
        (
            "confused",
            token(&json!({ "alg": "HS256" }), &pull),
            "/org1/repo1/index.yaml",
            401,
        ),
        ("nothing", String::new(), "/org1/repo1/index.yaml", 401),
    ] {
        let got = server
            .ask(
                "GET",
                path,
                &[("authorization", &format!("bearer {token}"))],
                "",
            )
            .await;
        assert_eq!(got.status.as_u16(), expected, "{what}");
    }
    let got = server.get("/org1/repo1/index.yaml").await;
    let challenge =
        "Bearer realm=\"R\",service=\"S\",scope=\"artifact-repository:org1/repo1:pull\"";
    assert_eq!(
        (got.text().as_str(), got.header("www-authenticate")),
        ("{\"error\":\"unauthorized\"}", challenge)
    );
    for (claims, expected) in [(&pull, 401), (&both, 201)] {
        let header = format!("Bearer {}", token(&rs, claims));
        let got = server
            .ask(
                "POST",
                "/api/org1/repo1/charts",
                &[("authorization", &header)],
                package("web", "1.0.0"),
            )
            .await;
        assert_eq!(got.status.as_u16(), expected);
        if expected == 401 {
            assert!(
                got.header("www-authenticate")
                    .ends_with("org1/repo1:push\"")
            );
        }
    }
    // The rights of a registry are asked for by its names.
    let got = server.get("/v2/org1/repo1/web/tags/list").await;
    assert!(
        got.header("www-authenticate")
            .contains("scope=\"repository:org1/repo1/web:pull\"")
    );
    let header = format!(
        "Bearer {}",
        token(&rs, &access("repository", "org1/repo1/web", &["pull"]))
    );
    let got = server
        .ask(
            "GET",
            "/v2/org1/repo1/web/tags/list",
            &[("authorization", &header)],
            "",
        )
        .await;
    assert_eq!(got.status, StatusCode::OK);
}

#[tokio::test]
async fn every_route_is_closed_to_strangers() {
    let credentials = BasicCredentials {
        user: "u".into(),
        password: "p".into(),
    };
    for anonymous_get in [false, true] {
        let auth = AuthConfig {
            basic: Some(credentials.clone()),
            bearer: None,
            tokens: None,
            anonymous_get,
        };
        let server = Server::new(Config {
            auth,
            ..Config::default()
        });
        let good = format!("Basic {}", STANDARD.encode("u:p"));
        let stored = server
            .ask(
                "POST",
                "/api/charts",
                &[("authorization", &good)],
                package("web", "1.0.0"),
            )
            .await;
        assert_eq!(stored.status, StatusCode::CREATED);
        let reads = [
            "/",
            "/index.yaml",
            "/charts/web-1.0.0.tgz",
            "/charts/web",
            "/api/charts",
            "/api/charts/web",
            "/api/charts/web/1.0.0",
            "/api/charts/web/1.0.0/values",
            "/v2/",
            "/v2/_catalog",
            "/v2/web/tags/list",
            "/v2/web/manifests/1.0.0",
            "/v2/web/referrers/sha256:00",
        ];
        let writes = [
            ("POST", "/api/charts"),
            ("POST", "/api/prov"),
            ("DELETE", "/api/charts/web/1.0.0"),
            ("DELETE", "/api/charts/web?all=true"),
            ("POST", "/api/v1/repos/rescan"),
            ("POST", "/v2/web/blobs/uploads/"),
            ("PATCH", "/v2/web/blobs/uploads/x"),
            ("PUT", "/v2/web/blobs/uploads/x"),
            ("PUT", "/v2/web/manifests/1.0.0"),
            ("DELETE", "/v2/web/manifests/1.0.0"),
            ("DELETE", "/v2/web/blobs/sha256:00"),
            ("GET", "/v2/web/blobs/uploads/x"),
        ];
        let wrong = format!("Basic {}", STANDARD.encode("u:wrong"));
        for header in [None, Some(wrong.as_str()), Some("Basic"), Some("Bearer x")] {
            let headers: Vec<_> = header
                .map(|header| ("authorization", header))
                .into_iter()
                .collect();
            for path in reads {
                let got = server.ask("GET", path, &headers, "").await;
                assert_eq!(
                    got.status == StatusCode::UNAUTHORIZED,
                    !anonymous_get,
                    "{path}"
                );
            }
            for (method, path) in writes {
                let got = server
                    .ask(method, path, &headers, package("web", "2.0.0"))
                    .await;
                assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{method} {path}");
                assert_eq!(
                    got.header("www-authenticate"),
                    "Basic realm=\"ChartMuseum\""
                );
            }
            for path in ["/health", "/livez", "/readyz", "/info"] {
                assert_eq!(
                    server.ask("GET", path, &headers, "").await.status,
                    StatusCode::OK
                );
            }
            assert_eq!(
                server
                    .ask("GET", "/nothing-here", &headers, "")
                    .await
                    .status,
                StatusCode::NOT_FOUND
            );
        }
        let lower = good.replace("Basic", "basic");
        let got = server
            .ask("GET", "/index.yaml", &[("authorization", &lower)], "")
            .await;
        assert!(got.text().contains("1.0.0") && !got.text().contains("2.0.0"));
    }
}

#[test]
fn half_a_credential_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let basic = Some(BasicCredentials {
        user: "u".into(),
        password: String::new(),
    });
    let auth = AuthConfig {
        basic,
        ..AuthConfig::default()
    };
    for (compat, starts) in [(Compat::Sensible, false), (Compat::Strict, true)] {
        let config = Config {
            compat,
            auth: auth.clone(),
            ..Config::default()
        };
        assert_eq!(service(folder.path(), config).is_ok(), starts);
    }
    for missing in ["--auth-realm", "--auth-service", "--auth-cert-path"] {
        let text = |name: &str| {
            if name == missing {
                String::new()
            } else {
                "x".to_owned()
            }
        };
        let bearer = BearerConfig {
            realm: text("--auth-realm"),
            service: text("--auth-service"),
            public_key: text("--auth-cert-path").into(),
            actions_search_path: None,
        };
        let auth = AuthConfig {
            bearer: Some(bearer),
            ..AuthConfig::default()
        };
        let error = service(
            folder.path(),
            Config {
                auth,
                ..Config::default()
            },
        )
        .unwrap_err();
        assert_eq!(error.to_string(), format!("--bearer-auth needs {missing}"));
    }
}

#[tokio::test]
async fn nobody_changes_what_is_read_only() {
    let server = Server::new(Config {
        read_only: true,
        ..Config::default()
    });
    fs_err::write(server.root().join("web-1.0.0.tgz"), package("web", "1.0.0")).unwrap();
    assert!(server.get("/index.yaml").await.text().contains("1.0.0"));
    for (method, path) in [
        ("POST", "/api/charts"),
        ("DELETE", "/api/charts/web/1.0.0"),
        ("POST", "/v2/web/blobs/uploads/"),
    ] {
        let got = server.ask(method, path, &[], package("web", "2.0.0")).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{method} {path}");
    }
}
