//! Proxies get what Go sends them: whole requests for plain targets, tunnels for encrypted ones, names through SOCKS.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use steersman_net::{Client, ClientOptions, Proxies, Request, SafeUrl};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

/// A proxy for one request: what it was asked, in words. It answers itself in place of the target.
fn proxy(
    speak: impl FnOnce(&mut TcpStream) -> String + Send + 'static,
) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        speak(&mut stream)
    });
    (address, heard)
}

fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).to_lowercase()
}

fn client(variable: &str, value: &str) -> Client {
    let proxies = Proxies::from_environment(|name| (name == variable).then_some(value));
    let options = ClientOptions {
        proxies,
        attempts: 1,
        ..ClientOptions::default()
    };
    Client::new(options).unwrap()
}

#[test]
fn plain_requests_are_sent_whole() {
    let (address, heard) = proxy(|stream| {
        let head = read_head(stream);
        stream.write_all(ANSWER).unwrap();
        head
    });
    let client = client("HTTP_PROXY", &format!("http://me:p%40ss@{address}"));
    let url = SafeUrl::parse("http://charts.example:8080/a/index.yaml?x=y").unwrap();
    assert_eq!(client.fetch(&Request::get(url)).unwrap(), b"ok");
    let head = heard.join().unwrap();
    let first = "get http://charts.example:8080/a/index.yaml?x=y http/1.1\r\n";
    assert!(head.starts_with(first), "{head}");
    assert!(head.contains("\r\nhost: charts.example:8080\r\n"), "{head}");
    // me:p@ss
    assert!(
        head.contains("\r\nproxy-authorization: basic bwu6cebzcw==\r\n"),
        "{head}"
    );
}

#[test]
fn socks_proxies_look_names_up() {
    for user in ["", "me:secret@"] {
        let (address, heard) = proxy(speak_socks);
        let client = client("HTTP_PROXY", &format!("socks5://{user}{address}"));
        let url = SafeUrl::parse("http://charts.example/index.yaml").unwrap();
        assert_eq!(client.fetch(&Request::get(url)).unwrap(), b"ok");
        let said = heard.join().unwrap();
        let wanted = format!("{user}charts.example:80 get /index.yaml http/1.1");
        assert_eq!(said, wanted);
    }
}

/// SOCKS 5, with a password when the client offers one.
fn speak_socks(stream: &mut TcpStream) -> String {
    let mut said = String::new();
    let mut text = |stream: &mut TcpStream, end: &str| {
        let mut length = [0];
        stream.read_exact(&mut length).unwrap();
        let mut bytes = vec![0; usize::from(length[0])];
        stream.read_exact(&mut bytes).unwrap();
        said.push_str(&String::from_utf8_lossy(&bytes));
        said.push_str(end);
        bytes
    };
    let mut version = [0];
    stream.read_exact(&mut version).unwrap();
    assert_eq!(version, [5]);
    let mut count = [0];
    stream.read_exact(&mut count).unwrap();
    let mut methods = vec![0; usize::from(count[0])];
    stream.read_exact(&mut methods).unwrap();
    if methods.contains(&2) {
        stream.write_all(&[5, 2]).unwrap();
        stream.read_exact(&mut version).unwrap();
        text(stream, ":");
        text(stream, "@");
        stream.write_all(&[1, 0]).unwrap();
    } else {
        stream.write_all(&[5, 0]).unwrap();
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).unwrap();
    assert_eq!(request, [5, 1, 0, 3]);
    text(stream, ":");
    let mut port = [0; 2];
    stream.read_exact(&mut port).unwrap();
    said.push_str(&u16::from_be_bytes(port).to_string());
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).unwrap();
    let head = read_head(stream);
    stream.write_all(ANSWER).unwrap();
    format!("{said} {}", head.lines().next().unwrap_or_default())
}

#[test]
fn refusals_and_closed_proxies_are_told_as_go_tells_them() {
    let (address, _heard) = proxy(|stream| {
        let head = read_head(stream);
        stream
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        head
    });
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = format!("proxyconnect tcp: dial tcp {closed}: connect: connection refused");
    let closed = closed.to_string();
    let rows = [
        (
            "HTTPS_PROXY",
            &address,
            "https://charts.example/",
            "Proxy Authentication Required",
        ),
        ("HTTPS_PROXY", &closed, "https://charts.example/", &refused),
        ("HTTP_PROXY", &closed, "http://charts.example/", &refused),
    ];
    for (variable, proxy, url, wanted) in rows {
        let request = Request::get(SafeUrl::parse(url).unwrap());
        let error = client(variable, proxy).send(&request).unwrap_err();
        assert_eq!(error.to_string(), format!("Get {url:?}: {wanted}"));
        assert!(error.hint().unwrap().contains("PROXY"), "{error}");
    }
}
