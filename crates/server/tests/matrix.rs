//! Who may do what: each route, each way to say who one is, each way to check it. Nothing is left out.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use steersman_chart::Modified;
use steersman_server::{
    AuthConfig, BasicCredentials, BearerConfig, Config, Depth, TokenAction, issue_token,
    write_tokens,
};

use crate::support::{BEGIN, FORM, Server, form, package, provenance};
use crate::tokens::{PUBLIC_KEY, access, token};

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Nothing,
    Pull,
    Push,
    Admin,
}
use Needs::{Admin, Nothing, Pull, Push};

/// Every route with each of its methods. `%` stands for a digest.
const ROUTES: [(&str, &str, Needs); 38] = [
    ("GET", "/health", Nothing),
    ("GET", "/livez", Nothing),
    ("GET", "/readyz", Nothing),
    ("GET", "/info", Nothing),
    ("GET", "/metrics", Nothing),
    ("GET", "/", Pull),
    ("GET", "/a/index.yaml", Pull),
    ("HEAD", "/a/index.yaml", Pull),
    ("GET", "/a/index.yaml?name=web&format=json", Pull),
    ("GET", "/a/index.yaml?since=x", Pull),
    ("GET", "/a/charts/web-1.0.0.tgz", Pull),
    ("HEAD", "/a/charts/web-1.0.0.tgz", Pull),
    ("GET", "/a/charts/web-1.0.0.tgz.prov", Pull),
    ("GET", "/a/charts/web", Pull),
    ("GET", "/a/artifacthub-repo.yml", Pull),
    ("GET", "/api/a/charts", Pull),
    ("GET", "/api/a/charts/web", Pull),
    ("GET", "/api/a/charts/web/1.0.0", Pull),
    ("GET", "/api/a/charts/web/1.0.0/values", Pull),
    ("POST", "/api/a/charts", Push),
    ("POST", "/api/a/prov", Push),
    ("DELETE", "/api/a/charts/web/9.9.9", Push),
    ("DELETE", "/api/a/charts/nothing?all", Push),
    ("POST", "/api/a/charts/web/9.9.9/yank", Push),
    ("POST", "/api/v1/repos/a/rescan", Push),
    ("GET", "/api/v1/audit?repo=a", Admin),
    ("GET", "/api/v1/repos/a/retention", Admin),
    ("POST", "/api/v1/repos/a/retention", Admin),
    ("POST", "/api/v1/repos/a/mirror", Admin),
    ("GET", "/v2/a/web/tags/list", Pull),
    ("GET", "/v2/a/web/manifests/1.0.0", Pull),
    ("GET", "/v2/a/web/blobs/%", Pull),
    ("GET", "/v2/a/web/referrers/%", Pull),
    ("POST", "/v2/a/web/blobs/uploads/", Push),
    ("PATCH", "/v2/a/web/blobs/uploads/x", Push),
    ("PUT", "/v2/a/web/manifests/1.0.0", Push),
    ("DELETE", "/v2/a/web/manifests/9.9.9", Push),
    ("DELETE", "/v2/a/web/blobs/%", Push),
];

/// Ways to say who one is.
const CREDENTIALS: [&str; 14] = [
    "none",
    "garbage",
    "basic right",
    "basic wrong",
    "jwt pull",
    "jwt push",
    "jwt admin",
    "jwt expired",
    "jwt other",
    "token pull",
    "token push",
    "token admin",
    "token expired",
    "token other",
];

/// Ways to check it.
const SERVERS: [&str; 7] = [
    "open",
    "basic",
    "basic+get",
    "bearer",
    "bearer+get",
    "tokens",
    "tokens+basic",
];

/// What the bearer may do in the repository `a`. Tokens of the other kinds allow nothing.
fn rights(server: &str, credentials: &str) -> Vec<Needs> {
    let mut rights = match (server, credentials) {
        ("open", _) | ("basic" | "basic+get" | "tokens+basic", "basic right") => {
            vec![Pull, Push, Admin]
        }
        ("bearer" | "bearer+get", "jwt pull") | ("tokens" | "tokens+basic", "token pull") => {
            vec![Pull]
        }
        ("bearer" | "bearer+get", "jwt push") | ("tokens" | "tokens+basic", "token push") => {
            vec![Pull, Push]
        }
        ("bearer" | "bearer+get", "jwt admin") | ("tokens" | "tokens+basic", "token admin") => {
            vec![Admin]
        }
        _ => vec![],
    };
    rights.push(Nothing);
    if server.ends_with("+get") {
        rights.push(Pull);
    }
    rights
}

/// The headers of each way.
struct Secrets(Vec<(&'static str, String)>);

fn secrets(file: &std::path::Path) -> Secrets {
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    let jwt = |repo: &str, actions: &[&str], more: serde_json::Value| {
        let mut claims = access("artifact-repository", repo, actions);
        let registry = access("repository", &format!("{repo}/web"), actions);
        claims["access"]
            .as_array_mut()
            .unwrap()
            .push(registry["access"][0].clone());
        if let Some(end) = more.get("exp") {
            claims["exp"] = end.clone();
        }
        format!("Bearer {}", token(&json!({ "alg": "RS256" }), &claims))
    };
    let mut records = Vec::new();
    let mut own = |name: &str, repo: &str, actions: &[TokenAction], end: Option<i64>| {
        let end = end.map(Modified::from_seconds);
        let (text, record) = issue_token(name, vec![repo.into()], actions.to_vec(), end);
        records.push(record);
        basic(&format!("x:{text}"))
    };
    let headers = vec![
        ("none", String::new()),
        ("garbage", "Bearer \u{7f}".replace('\u{7f}', "~~~.~~~.~~~")),
        ("basic right", basic("u:p")),
        ("basic wrong", basic("u:wrong")),
        ("jwt pull", jwt("a", &["pull"], json!({}))),
        ("jwt push", jwt("a", &["pull", "push"], json!({}))),
        ("jwt admin", jwt("a", &["admin"], json!({}))),
        (
            "jwt expired",
            jwt("a", &["pull", "push", "admin"], json!({ "exp": 1 })),
        ),
        ("jwt other", jwt("b", &["pull", "push", "admin"], json!({}))),
        ("token pull", own("pull", "a", &[TokenAction::Pull], None)),
        (
            "token push",
            own("push", "a", &[TokenAction::Pull, TokenAction::Push], None),
        ),
        (
            "token admin",
            own("admin", "a", &[TokenAction::Admin], None),
        ),
        (
            "token expired",
            own(
                "expired",
                "a",
                &[TokenAction::Pull, TokenAction::Push, TokenAction::Admin],
                Some(BEGIN - 1),
            ),
        ),
        (
            "token other",
            own(
                "other",
                "b",
                &[TokenAction::Pull, TokenAction::Push, TokenAction::Admin],
                None,
            ),
        ),
    ];
    write_tokens(file, records).unwrap();
    Secrets(headers)
}

impl Secrets {
    fn of(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == name).unwrap();
        Some(found.1.as_str()).filter(|text| !text.is_empty())
    }
}

/// A server that checks so, with a version in it that was put there before.
fn server(kind: &str) -> (Server, Secrets) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let secrets = secrets(&file);
    let key = folder.path().join("key.pem");
    fs_err::write(&key, PUBLIC_KEY).unwrap();
    let repo = folder.path().join("root/a");
    fs_err::create_dir_all(&repo).unwrap();
    fs_err::write(repo.join("web-1.0.0.tgz"), package("web", "1.0.0")).unwrap();
    fs_err::write(repo.join("web-1.0.0.tgz.prov"), provenance("web-1.0.0")).unwrap();
    let basic = BasicCredentials {
        user: "u".into(),
        password: "p".into(),
    };
    let bearer = BearerConfig {
        realm: "R".into(),
        service: "S".into(),
        public_key: key,
        actions_search_path: None,
    };
    let auth = AuthConfig {
        basic: kind.contains("basic").then_some(basic),
        bearer: kind.contains("bearer").then_some(bearer),
        tokens: kind.contains("tokens").then_some(file),
        anonymous_get: kind.contains("+get"),
    };
    let repo_id = (
        steersman_server::RepoPath::new(&["a"]).unwrap(),
        "id".to_owned(),
    );
    let config = Config {
        auth,
        depth: Depth::Fixed(1),
        metrics: true,
        artifact_hub: vec![repo_id],
        ..Config::default()
    };
    (Server::on(folder, config), secrets)
}

/// Asks one route in one way, and says what is wrong with the answer.
async fn ask(
    (kind, server): (&str, &Server),
    (who, header): (&str, Option<&str>),
    (method, path, needs): (&str, &str, Needs),
) -> Option<String> {
    // `/` is about no repository: rights on one of them do not open it.
    let scoped = matches!(who.split(' ').next(), Some("jwt" | "token"));
    let open = kind == "open" || kind.ends_with("+get");
    let allowed = rights(kind, who).contains(&needs) && (path != "/" || !scoped || open);
    let mut headers: Vec<(&str, &str)> = Vec::new();
    headers.extend(header.map(|text| ("authorization", text)));
    let mut body = Vec::new();
    if method == "POST" && path.ends_with("/charts") {
        headers.push(FORM);
        body = form(&[("other", b"x")]);
    }
    let path = path.replace('%', &crate::support::digest(b""));
    let got = server.ask(method, &path, &headers, body).await;
    let denied = got.status == StatusCode::UNAUTHORIZED;
    let told = got.headers.contains_key("www-authenticate");
    let wrong = denied == allowed || denied != told || got.status.as_u16() == 500;
    wrong.then(|| {
        format!(
            "{kind}, {who}: {method} {path}: {} {}",
            got.status,
            got.text()
        )
    })
}

#[tokio::test]
async fn no_gap() {
    let (mut asked, mut wrong) = (0, Vec::new());
    for kind in SERVERS {
        let (server, secrets) = server(kind);
        for who in CREDENTIALS {
            for route in ROUTES {
                wrong.extend(ask((kind, &server), (who, secrets.of(who)), route).await);
                asked += 1;
            }
        }
    }
    println!("{asked} requests");
    assert_eq!(asked, SERVERS.len() * CREDENTIALS.len() * ROUTES.len());
    let list = wrong.join("\n");
    assert!(wrong.is_empty(), "{} wrong:\n{list}", wrong.len());
}
