//! A client that asks one question for each connection, and waits no longer than it is told.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::process::now;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
    /// From the connection to the first byte.
    pub(super) first_byte: Duration,
    /// From the connection to the last byte.
    pub(super) took: Duration,
}

impl Answer {
    /// A header, whose name is given in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as a text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks `host`; nothing when the connection breaks before the answer is whole.
pub(super) fn ask(host: &str, method: &str, path: &str, body: &[u8]) -> Option<Answer> {
    ask_with(host, method, path, &[], body)
}

/// The same with headers.
pub(super) fn ask_with(
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let begin = now();
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    let mut question = head.into_bytes();
    question.extend_from_slice(body);
    stream.write_all(&question).ok()?;
    let mut answer = vec![0; 64 * 1024];
    let count = stream.read(&mut answer).ok()?;
    let first_byte = begin.elapsed();
    answer.truncate(count);
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = answer.split_off(end + 4);
    let answer = Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head,
        body,
        first_byte,
        took: begin.elapsed(),
    };
    let length: Option<usize> = answer
        .header("content-length")
        .and_then(|length| length.parse().ok());
    let whole = method == "HEAD" || length.is_none_or(|length| length == answer.body.len());
    whole.then_some(answer)
}
