//! Mirrors over HTTP: which one is asked, what it is told, and when the next one is.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use steersman_mirrors::Mirrors;
use steersman_net::ClientOptions;
use steersman_repo::{Access, Detours, Get, GetError, Getters, examine};

/// A server that gives every request the same answer, and remembers what it was told.
struct Server {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(status: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let head: Vec<_> = lines
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .collect();
                if head.is_empty() {
                    continue;
                }
                kept.lock().unwrap().push(head.join("\n").to_lowercase());
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
                // A client that has gone away says so itself.
                drop(stream.write_all(answer.as_bytes()));
            }
        });
        Self { url, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// An address where nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn getters(rules: &str, known: Vec<Access>) -> Getters {
    let options = ClientOptions {
        attempts: 1,
        ..ClientOptions::default()
    };
    let rules = Mirrors::parse(rules.as_bytes()).map(Arc::new);
    Getters::new(options).mirrored(Detours::new(
        rules.map_err(|error| error.to_string()),
        known,
    ))
}

fn with_password(base: &str) -> Access {
    Access {
        base: base.into(),
        username: "me".into(),
        password: "secret".into(),
        pass_credentials: true,
        ..Access::default()
    }
}

fn get(getters: &Getters, url: &str) -> Result<String, GetError> {
    let access = with_password(url);
    let got = getters.get(&Get {
        url: &format!("{url}/index.yaml"),
        access: &access,
        accept: "",
        compressed: false,
        limit: 1000,
    });
    got.map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn the_next_one_is_asked_when_one_has_nothing() {
    let original = Server::start("200 OK", "original");
    for (mirror, expected) in [
        (Server::start("200 OK", "mirror").url, "mirror"),
        (Server::start("404 Not Found", "").url, "original"),
        (Server::start("503 Service Unavailable", "").url, "original"),
        (nobody(), "original"),
        (
            Server::start("401 Unauthorized", "").url,
            "401 Unauthorized",
        ),
        (Server::start("403 Forbidden", "").url, "403 Forbidden"),
    ] {
        let rules = format!(
            "mirrors: [{{prefix: '{}', to: ['{mirror}/a']}}]",
            original.url
        );
        let got =
            get(&getters(&rules, Vec::new()), &original.url).unwrap_or_else(|error| error.message);
        assert!(got.ends_with(expected), "{got} instead of {expected}");
    }
}

#[test]
fn credentials_stay_with_the_server_they_are_for() {
    let (original, mirror) = (
        Server::start("200 OK", "original"),
        Server::start("404 Not Found", ""),
    );
    let rules = format!(
        "mirrors: [{{prefix: '{}', to: ['{}']}}]",
        original.url, mirror.url
    );
    assert_eq!(
        get(&getters(&rules, Vec::new()), &original.url).unwrap(),
        "original"
    );
    assert!(
        !mirror.heads()[0].contains("authorization"),
        "{:?}",
        mirror.heads()
    );
    assert!(original.heads()[0].contains("authorization: basic"));
    // A mirror that is a configured repository has credentials of its own.
    let known = vec![with_password(&mirror.url)];
    assert_eq!(
        get(&getters(&rules, known), &original.url).unwrap(),
        "original"
    );
    assert!(mirror.heads()[1].contains("authorization: basic"));
}

#[test]
fn only_means_only() {
    let original = Server::start("200 OK", "original");
    let rules = format!(
        "mirrors: [{{prefix: '{}', to: ['{}'], only: true}}]",
        original.url,
        nobody()
    );
    assert!(get(&getters(&rules, Vec::new()), &original.url).is_err());
    assert!(get(&getters("only: true", Vec::new()), &original.url).is_err());
    // Rules that cannot be read might say so as well.
    assert!(get(&getters("only: perhaps", Vec::new()), &original.url).is_err());
    assert_eq!(original.heads(), Vec::<String>::new());
}

#[test]
fn the_doctor_says_which_mirror_was_taken() {
    let index = "apiVersion: v1\nentries: {}\n";
    let (original, empty) = (
        Server::start("200 OK", "original"),
        Server::start("404 Not Found", ""),
    );
    let full = Server::start("200 OK", index);
    let rules = format!(
        "mirrors: [{{prefix: '{}', to: ['{}', '{}', '{}']}}]",
        original.url,
        nobody(),
        empty.url,
        full.url
    );
    let access = Access {
        base: original.url,
        ..Access::default()
    };
    let findings = examine(&access, &getters(&rules, Vec::new()));
    let steps: Vec<_> = findings
        .iter()
        .filter(|finding| finding.step == "mirror" || finding.outcome.is_err())
        .map(|finding| (finding.step, finding.is_passed_over))
        .collect();
    let expected = [
        ("mirror", false),
        ("connection", true),
        ("mirror", false),
        ("answer", true),
        ("mirror", false),
    ];
    assert_eq!(steps, expected);
    assert_eq!(findings.last().unwrap().step, "format");
}
