//! Registries that misbehave: each answers what the row says, and what it was asked is kept.

#![expect(
    clippy::unwrap_used,
    reason = "a test server that cannot work fails its test"
)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use steersman_net::{Client, ClientOptions};
use steersman_oci::{
    CredentialStore, Credentials, Descriptor, OciError, Reference, Registry, Surroundings,
};

/// A request: its first line and its `Authorization`.
type Asked = (String, String);

/// A server on loopback that answers by a function of the first line and the headers.
struct Server {
    host: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    fn start(answer: impl Fn(&str, &BTreeMap<String, String>) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &answer, &kept);
            }
        });
        Self { host, asked }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    fn reference(&self, rest: &str) -> Reference {
        Reference::parse(&format!("{}/charts/web{rest}", self.host)).unwrap()
    }
}

fn serve(
    mut stream: TcpStream,
    answer: &impl Fn(&str, &BTreeMap<String, String>) -> Vec<u8>,
    kept: &Mutex<Vec<Asked>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let first = first.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let authorization = headers.get("authorization").cloned().unwrap_or_default();
    kept.lock().unwrap().push((first.clone(), authorization));
    // A client that has heard enough may be gone.
    drop(stream.write_all(&answer(&first, &headers)));
}

fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn registry() -> Registry {
    let options = ClientOptions {
        plain_http: true,
        attempts: 1,
        ..ClientOptions::default()
    };
    let client = Client::new(options).unwrap();
    Registry::with_credentials(client, Credentials::basic("me", "secret"))
}

const CONTENT: &str = "the content of a chart";

#[test]
fn content_of_another_digest_is_thrown_away() {
    let server = Server::start(|_, _| response("200 OK", "", "the content of a shark"));
    let blob = Descriptor::of("x", CONTENT.as_bytes());
    let error = registry()
        .fetch_blob(&server.reference(":1"), &blob)
        .unwrap_err();
    assert!(matches!(error, OciError::Digest { .. }), "{error}");
    let longer = Server::start(|_, _| response("200 OK", "", &CONTENT.repeat(2)));
    registry()
        .fetch_blob(&longer.reference(":1"), &blob)
        .unwrap_err();
    let digest = &blob.digest;
    let pinned = server.reference(&format!("@{digest}"));
    let error = registry().fetch_manifest(&pinned).unwrap_err();
    assert!(matches!(error, OciError::Digest { .. }), "{error}");
}

#[test]
fn broken_transfers_go_on_where_they_stopped() {
    let server = Server::start(
        |_, headers| match headers.get("range").map(String::as_str) {
            None => {
                let mut whole = response("200 OK", "", CONTENT);
                whole.truncate(whole.len() - 12);
                whole
            }
            Some("bytes=10-") => response(
                "206 Partial Content",
                "Content-Range: bytes 10-21/22\r\n",
                &CONTENT[10..],
            ),
            Some(other) => response("416 Range Not Satisfiable", "", other),
        },
    );
    let blob = Descriptor::of("x", CONTENT.as_bytes());
    let content = registry()
        .fetch_blob(&server.reference(":1"), &blob)
        .unwrap();
    assert_eq!(content, CONTENT.as_bytes());
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn credentials_stay_with_the_registry() {
    let other = Server::start(|first, _| match first {
        "GET /wants" => response("401 Unauthorized", "WWW-Authenticate: Basic\r\n", ""),
        _ => response("200 OK", "", CONTENT),
    });
    let place = other.host.clone();
    let server = Server::start(move |_, headers| match headers.get("authorization") {
        None => response("401 Unauthorized", "WWW-Authenticate: Basic\r\n", ""),
        Some(_) => response(
            "307 Temporary Redirect",
            &format!("Location: http://{place}/blob\r\n"),
            "",
        ),
    });
    let blob = Descriptor::of("x", CONTENT.as_bytes());
    registry()
        .fetch_blob(&server.reference(":1"), &blob)
        .unwrap();
    let basic = "Basic bWU6c2VjcmV0";
    let asked: Vec<_> = server
        .asked()
        .into_iter()
        .map(|(_, secret)| secret)
        .collect();
    assert_eq!(asked, ["", basic]);
    assert_eq!(other.asked(), [("GET /blob".into(), String::new())]);

    // The other server asks who asks, and is not told.
    let place = other.host.clone();
    let server = Server::start(move |_, _| {
        response(
            "307 Temporary Redirect",
            &format!("Location: http://{place}/wants\r\n"),
            "",
        )
    });
    let error = registry()
        .fetch_blob(&server.reference(":1"), &blob)
        .unwrap_err();
    assert!(
        error.to_string().contains("response status code 401"),
        "{error}"
    );
    assert!(other.asked().iter().all(|(_, secret)| secret.is_empty()));
}

#[test]
fn uploads_stay_on_the_registry() {
    let elsewhere = Server::start(|_, _| response("201 Created", "", ""));
    let place = elsewhere.host.clone();
    let server = Server::start(move |first, _| match first.split(' ').next() {
        Some("HEAD") => b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n".to_vec(),
        _ => response(
            "202 Accepted",
            &format!("Location: http://{place}/up\r\n"),
            "",
        ),
    });
    let artifact = steersman_oci::Artifact {
        artifact_type: None,
        config: ("x", b"{}"),
        layers: Vec::new(),
        annotations: BTreeMap::new(),
    };
    let error = registry()
        .push_artifact(&server.reference(":1"), &artifact)
        .unwrap_err();
    assert!(
        error.to_string().contains("is on a different host"),
        "{error}"
    );
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn tokens_are_asked_for_and_kept_to_oneself() {
    let server = Server::start(|first, headers| {
        let authorization = headers.get("authorization").map_or("", String::as_str);
        let host = &headers["host"];
        match (first.split('?').next().unwrap_or_default(), authorization) {
            ("GET /token", "Basic bWU6c2VjcmV0") => response("200 OK", "", "{\"token\":\"t0ken\"}"),
            ("GET /token", _) => response("401 Unauthorized", "", "{\"token\":\"t0ken\""),
            (_, "Bearer t0ken") => response(
                "200 OK",
                "",
                "{\"tags\":[\"1.0.0\",\"2.0.0_b\",\"latest\"]}",
            ),
            _ => response(
                "401 Unauthorized",
                &format!(
                    "WWW-Authenticate: Bearer realm=\"http://{host}/token\",service=\"reg\"\r\n"
                ),
                "",
            ),
        }
    });
    let registry = registry();
    let versions = registry.versions(&server.reference("")).unwrap();
    assert_eq!(versions, ["2.0.0+b", "1.0.0"]);
    registry.versions(&server.reference("")).unwrap();
    let firsts: Vec<_> = server.asked().into_iter().map(|(first, _)| first).collect();
    assert_eq!(
        firsts,
        [
            "GET /v2/charts/web/tags/list",
            "GET /token?scope=repository%3Acharts%2Fweb%3Apull&service=reg",
            "GET /v2/charts/web/tags/list",
            "GET /v2/charts/web/tags/list",
        ]
    );
    let shown = format!("{registry:?}");
    assert!(
        !shown.contains("t0ken") && !shown.contains("secret"),
        "{shown}"
    );
}

#[test]
fn refusals_are_told_as_helm_tells_them() {
    let rows = [
        (
            "404 Not Found",
            "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"no such name\",\"detail\":{\"name\":\"x\"}}]}",
            "name unknown: no such name: map[name:x]",
        ),
        (
            "403 Forbidden",
            "{\"errors\":[{\"code\":\"DENIED\"},{\"code\":\"A_B\",\"message\":\"c\"}]}",
            "denied; a b: c",
        ),
        (
            "500 Internal Server Error",
            "<html>",
            "Internal Server Error",
        ),
        ("429 Too Many Requests", "", "Too Many Requests"),
    ];
    for (status, body, wanted) in rows {
        let server = Server::start(move |_, _| response(status, "", body));
        let error = registry().versions(&server.reference("")).unwrap_err();
        let code = &status[..3];
        let text = format!(
            "GET \"http://{}/v2/charts/web/tags/list\": response status code {code}: {wanted}",
            server.host
        );
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn credentials_are_dockers() {
    let folder = tempfile::tempdir().unwrap();
    let surroundings = Surroundings {
        config: folder.path().join("registry/config.json"),
        docker_config: Some(folder.path().join("docker.json")),
        path: Vec::new(),
    };
    let docker = "{\"auths\":{\"https://old.example/v1/\":{\"auth\":\"b2xkOnBhc3M=\"},\"t.example\":{\"identitytoken\":\"idt\"},\
        \"bad.example\":{\"auth\":\"c2VjcmV0\"}},\"other\":[1]}";
    fs_err::write(folder.path().join("docker.json"), docker).unwrap();
    let mut store = CredentialStore::load(&surroundings).unwrap();
    assert_eq!(
        store.get("old.example").unwrap(),
        Credentials::basic("old", "pass")
    );
    assert_eq!(store.get("t.example").unwrap().refresh_token, "idt");
    assert!(store.get("new.example").unwrap().is_empty());
    let error = store.get("bad.example").unwrap_err().to_string();
    assert_eq!(error, "failed to decode auth field: invalid config format");
    store
        .put("docker.io", &Credentials::basic("me", "secret"))
        .unwrap();
    store
        .put("new.example", &Credentials::basic("a", "b"))
        .unwrap();
    store.delete("new.example").unwrap();
    store
        .put("x:1", &Credentials::basic("a:b", "c"))
        .unwrap_err();
    let written = fs_err::read_to_string(&surroundings.config).unwrap();
    let wanted = "{\n\t\"auths\": {\n\t\t\"https://index.docker.io/v1/\": {\n\t\t\t\"auth\": \"bWU6c2VjcmV0\"\n\t\t}\n\t}\n}";
    assert_eq!(written, wanted);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs_err::metadata(&surroundings.config)
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = CredentialStore::load(&surroundings).unwrap();
    assert_eq!(
        again.get("registry-1.docker.io").unwrap().password,
        "secret"
    );
    assert!(!format!("{again:?}").contains("bWU6c2VjcmV0"));
}
