//! Messages about changes: signed, in order, again until somebody takes them, and never in the way.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use ring::hmac;
use serde_json::Value;
use steersman_server::{Config, read_settings};

use crate::socket::Listening;
use crate::support::{Server, hex, package};

/// What came to the target.
struct Message {
    headers: String,
    body: String,
}

impl Message {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A target that answers so many requests with 503 before it takes one.
fn target(refusals: usize) -> (String, Receiver<Message>) {
    target_on(TcpListener::bind("127.0.0.1:0").unwrap(), refusals)
}

fn target_on(listener: TcpListener, refusals: usize) -> (String, Receiver<Message>) {
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, messages) = channel();
    std::thread::spawn(move || {
        let mut refusals = refusals;
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut headers = String::new();
            while !headers.ends_with("\r\n\r\n") {
                if reader.read_line(&mut headers).unwrap() == 0 {
                    break;
                }
            }
            let lower = headers.to_lowercase();
            let Some((_, rest)) = lower.split_once("content-length: ") else {
                continue;
            };
            let length: usize = rest.split("\r\n").next().unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let status = if refusals > 0 {
                "503 Not now"
            } else {
                "204 Taken"
            };
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            .unwrap();
            if refusals > 0 {
                refusals -= 1;
                continue;
            }
            let body = String::from_utf8(body).unwrap();
            if sender.send(Message { headers, body }).is_err() {
                return;
            }
        }
    });
    (url, messages)
}

fn server(url: &str, more: &str) -> Server {
    let server = server_on(tempfile::tempdir().unwrap(), url, more);
    server.service.start();
    server
}

fn server_on(folder: tempfile::TempDir, url: &str, more: &str) -> Server {
    let secret = folder.path().join("secret");
    fs_err::write(&secret, "hush\n").unwrap();
    let text = format!(
        "webhooks:\n- url: {url}\n  secret-file: {}\n{more}",
        secret.display()
    );
    let read = read_settings("settings.yaml".as_ref(), text.as_bytes(), &[]).unwrap();
    assert!(!format!("{read:?}").contains("hush"));
    Server::on(
        folder,
        Config {
            features: read.features,
            ..Config::default()
        },
    )
}

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_signed_ordered_and_sent_again() {
    let (url, messages) = target(2);
    let server = server(&url, "");
    server.post("/api/charts", package("web", "1.0.0")).await;
    server
        .post("/api/charts?force", package("web", "1.0.0"))
        .await;
    server.ask("DELETE", "/api/charts/web/1.0.0", &[], "").await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let message = messages.recv_timeout(PATIENCE).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"hush");
        let signature = hex(hmac::sign(&key, message.body.as_bytes()).as_ref());
        let lower = message.headers.to_lowercase();
        assert!(
            lower.contains(&format!("x-steer-signature: sha256={signature}")),
            "{lower}"
        );
        let json = message.json();
        assert!(lower.contains(&format!(
            "x-steer-delivery: {}",
            json["id"].as_str().unwrap()
        )));
        assert_eq!(
            (&json["name"], &json["version"]),
            (&"web".into(), &"1.0.0".into())
        );
        assert!(json["digest"].as_str().unwrap().starts_with("sha256:"));
        assert_eq!(json["actor"], "anonymous");
        seen.push((
            json["event"].as_str().unwrap().to_owned(),
            json["replaced"].as_bool().unwrap(),
        ));
    }
    let expected = [
        ("chart.pushed", false),
        ("chart.pushed", true),
        ("chart.deleted", false),
    ];
    assert_eq!(
        seen,
        expected.map(|(event, replaced)| (event.to_owned(), replaced))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_asked_for_is_sent() {
    let (url, messages) = target(0);
    let server = server(&url, "  events: [chart.deleted]\n");
    server.post("/api/charts", package("web", "1.0.0")).await;
    server.ask("DELETE", "/api/charts/web/1.0.0", &[], "").await;
    assert_eq!(
        messages.recv_timeout(PATIENCE).unwrap().json()["event"],
        "chart.deleted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_silent_delays_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = server(&url, "  attempts: 1\n  timeout: 60s\n");
    let begin = Instant::now();
    for n in 0..20 {
        let got = server
            .post("/api/charts", package("web", &format!("1.0.{n}")))
            .await;
        assert_eq!(got.status, StatusCode::CREATED);
    }
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?}",
        begin.elapsed()
    );
    // Whoever waits for the target keeps no test from its end.
    server.folder.close().unwrap();
    drop(listener);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_took_is_sent_after_a_restart() {
    // Nobody listens there yet.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let url = format!("http://{address}/hook?key=hidden");
    drop(listener);
    let listening = Listening::new(server_on(
        tempfile::tempdir().unwrap(),
        &url,
        "  attempts: 100\n",
    ))
    .await;
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        let got = listening
            .server
            .post("/api/charts", package("web", version));
        assert_eq!(got.await.status, StatusCode::CREATED);
    }
    let server = listening.stop().await;
    let kept = server.root().join(".steer/webhooks");
    let files = || {
        let entries = fs_err::read_dir(&kept).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    let [file] = &*files() else {
        panic!("one file")
    };
    let text = fs_err::read_to_string(file).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(!text.contains("hidden") && !text.contains("hush"), "{text}");

    let (_, messages) = target_on(TcpListener::bind(address).unwrap(), 0);
    let again = server_on(server.folder, &url, "");
    again.service.start();
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        let message = messages.recv_timeout(PATIENCE).unwrap();
        assert_eq!(message.json()["version"], version);
        assert!(text.contains(message.json()["id"].as_str().unwrap()));
    }
    assert_eq!(fs_err::read_dir(&kept).unwrap().count(), 0);
}
