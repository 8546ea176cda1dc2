//! Servers that break off, stall, lie or send too much: a clear error, and the cache is as it was.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use steersman_index::Repository;
use steersman_net::ClientOptions;
use steersman_repo::{
    Access, Getters, Places, Resolved, download_index, fetch_chart, load_catalog,
};

/// A server that answers every request with these bytes, and closes.
fn serve(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            read_head(&mut stream);
            // Whoever has heard enough may be gone.
            drop(stream.write_all(&answer));
        }
    });
    format!("http://{address}")
}

fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
        head.push(byte[0]);
    }
}

fn index(version: &str) -> String {
    format!(
        "apiVersion: v1\nentries:\n  web:\n  - {{name: web, version: {version}, urls: [web.tgz]}}\n"
    )
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn status(line: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn getters() -> Getters {
    Getters::new(ClientOptions {
        stall: Duration::from_millis(300),
        timeout: Duration::from_secs(5),
        attempts: 1,
        ..ClientOptions::default()
    })
}

fn repository(url: &str) -> Repository {
    Repository {
        name: "r".into(),
        url: url.into(),
        ..Repository::default()
    }
}

/// What comes in place of an index, and a part of what is said of it.
fn broken_answers() -> Vec<(String, Vec<u8>, &'static str)> {
    let whole = ok("", index("2.0.0").as_bytes());
    let head = whole.len() - index("2.0.0").len();
    // In the status line, in a header, before the body, in its first and in its last byte.
    let cuts = [
        0,
        1,
        12,
        30,
        head - 2,
        head,
        head + 1,
        head + 40,
        whole.len() - 1,
    ];
    let mut rows: Vec<_> = cuts
        .into_iter()
        .map(|at| (format!("cut at {at}"), whole[..at].to_vec(), ""))
        .collect();
    let zip = packed(index("2.0.0").as_bytes());
    let gzip = "Content-Encoding: gzip\r\n";
    let named: Vec<(&str, Vec<u8>, &'static str)> = vec![
        ("refused", status("401 Unauthorized"), "401 Unauthorized"),
        ("forbidden", status("403 Forbidden"), "403 Forbidden"),
        ("gone", status("404 Not Found"), "404 Not Found"),
        (
            "too often",
            status("429 Too Many Requests"),
            "429 Too Many Requests",
        ),
        (
            "a fault",
            status("500 Internal Server Error"),
            "500 Internal Server Error",
        ),
        ("no gateway", status("502 Bad Gateway"), "502 Bad Gateway"),
        (
            "a page",
            ok(
                "Content-Type: text/html\r\n",
                b"<html><body>log in</body></html>",
            ),
            "cannot unmarshal",
        ),
        ("nothing", ok("", b""), "empty index.yaml file"),
        ("half of it", ok("", &index("2.0.0").as_bytes()[..40]), ""),
        ("not packed", ok(gzip, b"apiVersion: v1"), "gzip"),
        ("cut and packed", ok(gzip, &zip[..zip.len() - 9]), ""),
        (
            "too long a promise",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx".to_vec(),
            "larger than",
        ),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), ""),
    ];
    rows.extend(
        named
            .into_iter()
            .map(|(what, answer, said)| (what.to_owned(), answer, said)),
    );
    rows
}

#[test]
fn broken_answers_leave_the_cache_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places {
        config: folder.path().join("repositories.yaml"),
        cache: folder.path().join("repository"),
        content: folder.path().join("content"),
        catalogs: folder.path().join("catalogs"),
    };
    let good = serve(ok("", index("1.0.0").as_bytes()));
    download_index(&repository(&good), &places, &getters()).unwrap();
    for (what, answer, said) in broken_answers() {
        let url = serve(answer);
        let error = download_index(&repository(&url), &places, &getters());
        let error = error.map(drop).unwrap_err().to_string();
        assert!(error.contains(said), "{what}: {error}");
        let kept = fs_err::read_to_string(places.index("r")).unwrap();
        assert_eq!(kept, index("1.0.0"), "{what}");
        let read = load_catalog("r", &places).unwrap();
        let chart = read.catalog.chart("web").unwrap();
        assert!(
            chart.entries().all(|entry| entry.version() == "1.0.0"),
            "{what}"
        );
        let files = fs_err::read_dir(&places.cache).unwrap().count();
        assert_eq!(files, 2, "{what}: something was left");
    }
}

#[test]
fn archives_of_another_digest_are_refused() {
    let url = serve(ok("", b"another archive"));
    let chart = Resolved {
        url: format!("{url}/web-1.0.0.tgz"),
        digest: "0".repeat(64),
        access: Access::default(),
        selection: None,
    };
    let error = fetch_chart(&chart, &getters()).unwrap_err();
    assert!(
        error.message.contains("has the digest"),
        "{}",
        error.message
    );
}
