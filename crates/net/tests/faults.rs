//! What servers and networks do wrong, and what the client makes of it.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use steersman_net::{
    Cause, Client, ClientOptions, Credentials, FetchError, Proxies, Request, SafeUrl, Step,
};

/// A server that answers each connection with the next of these texts, and keeps what it was asked. An answer that is
/// nothing keeps silent.
struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        let answers: Vec<String> = answers
            .iter()
            .map(|text| text.replace("SELF", &address.to_string()))
            .collect();
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                kept.lock().unwrap().push(read_head(&mut stream));
                if answer.is_empty() {
                    silent.push(stream);
                } else {
                    drop(stream.write_all(answer.as_bytes()));
                }
            }
            if !silent.is_empty() {
                std::thread::park();
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> SafeUrl {
        SafeUrl::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn client() -> Client {
    Client::new(ClientOptions {
        stall: Duration::from_millis(300),
        timeout: Duration::from_secs(4),
        ..ClientOptions::default()
    })
    .unwrap()
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn faults_are_told_and_passing_ones_are_tried_again() {
    let good = ok("index");
    let cut_head = "HTTP/1.1 200 OK\r\nContent-Le";
    let cut_body = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nshort";
    let cut_chunk =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n10\r\nshort";
    let busy = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let many = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let denied = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let rows: &[(&str, &[&str], Result<&str, &str>)] = &[
        ("a good answer", &[&good], Ok("index")),
        ("a broken body", &[cut_body, &good], Ok("index")),
        ("a broken chunk", &[cut_chunk, &good], Ok("index")),
        ("a broken head", &[cut_head, &good], Ok("index")),
        ("busy servers", &[busy, many, &good], Ok("index")),
        (
            "broken bodies",
            &[cut_body, cut_body, cut_body],
            Err("unexpected EOF"),
        ),
        (
            "servers that stay busy",
            &[busy, busy, busy],
            Err("failed to fetch URL : 503 Service Unavailable"),
        ),
        (
            "a refusal",
            &[denied],
            Err("failed to fetch URL : 403 Forbidden"),
        ),
        (
            "silence",
            &["", "", ""],
            Err("Get \"URL\": nothing came for 0 s"),
        ),
    ];
    for (what, answers, wanted) in rows {
        let server = Server::start(answers);
        let url = server.url("/index.yaml");
        let fetched = client().fetch(&Request::get(url.clone()));
        let fetched = fetched.map(|bytes| String::from_utf8(bytes).unwrap());
        let fetched = fetched.map_err(|error| error.to_string().replace(&url.to_string(), "URL"));
        assert_eq!(
            fetched.as_deref().map_err(String::as_str),
            *wanted,
            "{what}"
        );
        assert_eq!(server.asked().len(), answers.len(), "{what}");
    }
}

#[test]
fn credentials_do_not_follow_to_other_hosts() {
    for (passes, follows) in [(false, false), (true, true)] {
        let other = Server::start(&[&ok("there")]);
        let to = format!(
            "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            other.url("/b")
        );
        let here =
            "HTTP/1.1 302 Found\r\nLocation: /c\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let server = Server::start(&[here, &to]);
        let request = Request::get(server.url("/a"))
            .credentials(Credentials::basic("me", "secret"))
            .pass_credentials(passes);
        assert_eq!(client().fetch(&request).unwrap(), b"there");
        let with = |head: &String| {
            head.contains("uthorization: Basic bWU6c2VjcmV0")
                || head.contains("authorization: Basic")
        };
        assert!(server.asked().iter().all(with), "{:?}", server.asked());
        assert_eq!(
            other.asked().iter().all(with),
            follows,
            "{:?}",
            other.asked()
        );
    }
}

#[test]
fn limits_end_requests() {
    let long = ok("0123456789");
    let endless = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n01234567890123456789";
    let turning = "HTTP/1.1 302 Found\r\nLocation: http://SELF/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let rows: &[(&[&str], Cause)] = &[
        (&[&long], Cause::TooLarge(5)),
        (&[endless], Cause::TooLarge(5)),
        (&[turning; 11], Cause::Redirects(10)),
    ];
    for (answers, wanted) in rows {
        let server = Server::start(answers);
        match client().fetch(&Request::get(server.url("/")).limit(5)) {
            Err(FetchError::Send(error)) => assert_eq!(error.cause(), wanted),
            other => panic!("{wanted:?}: {other:?}"),
        }
    }
}

#[test]
fn what_is_not_there_has_a_step_and_a_hint() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let rows = [
        (
            format!("http://{closed}/"),
            Step::Connect,
            "nothing listens",
        ),
        (
            format!("https://{closed}/"),
            Step::Connect,
            "nothing listens",
        ),
        (
            "http://name.invalid/".into(),
            Step::Resolve,
            "check the name",
        ),
    ];
    for (url, step, hint) in rows {
        let error = client()
            .send(&Request::get(SafeUrl::parse(&url).unwrap()))
            .unwrap_err();
        assert_eq!(error.step(), step, "{url}: {error}");
        assert!(error.hint().unwrap().contains(hint), "{url}: {error}");
    }
}

#[test]
fn a_proxy_is_asked_for_the_target() {
    let proxy =
        Server::start(&["HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"]);
    let address = proxy.address.to_string();
    let proxies =
        Proxies::from_environment(|name| (name == "HTTPS_PROXY").then_some(address.as_str()));
    let client = Client::new(ClientOptions {
        proxies,
        ..ClientOptions::default()
    });
    let url = SafeUrl::parse("https://charts.example/index.yaml").unwrap();
    let error = client.unwrap().send(&Request::get(url)).unwrap_err();
    assert_eq!(error.step(), Step::Proxy, "{error}");
    assert!(
        proxy.asked()[0].starts_with("CONNECT charts.example:443 "),
        "{:?}",
        proxy.asked()
    );
}
