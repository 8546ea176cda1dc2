//! A small answer that unpacks to a large one ends at the limit.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use flate2::Compression;
use flate2::write::GzEncoder;
use steersman_net::{Cause, Client, ClientOptions, FetchError, Request, SafeUrl};

#[test]
fn bombs_end_at_the_limit() {
    const LIMIT: u64 = 1 << 20;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![b' '; 16 << 20]).unwrap();
    let body = encoder.finish().unwrap();
    assert!((body.len() as u64) < LIMIT);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/index.yaml", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 4096];
        let _read = stream.read(&mut head).unwrap();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // The client stops when it has seen enough.
        drop(stream.write_all(&body));
    });
    let request = Request::get(SafeUrl::parse(&url).unwrap());
    let fetched = Client::new(ClientOptions::default())
        .unwrap()
        .fetch(&request.compressed().limit(LIMIT));
    match fetched {
        Err(FetchError::Send(error)) => assert_eq!(error.cause(), &Cause::TooLarge(LIMIT)),
        other => panic!("{other:?}"),
    }
}
