//! What rows are run against: the service in this process, or the program.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use steersman_server::{Compat, Config, Service};

use crate::support::{Got, ask, service};

/// The program, where it has been built beside this test.
pub(super) fn program() -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    let program = test.parent()?.parent()?.join("steer");
    program.exists().then_some(program)
}

/// What a row is run against.
pub(super) enum Target {
    Service(Arc<Service>),
    Program(Program),
}

/// A program that is killed when this value goes.
pub(super) struct Program {
    child: Child,
    host: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// How to start one.
pub(super) struct Start<'a> {
    pub(super) folder: &'a Path,
    pub(super) config: &'a Config,
    pub(super) flags: &'a str,
    pub(super) program: Option<&'a Path>,
}

/// The words of the command line.
fn words(start: &Start<'_>) -> Vec<String> {
    let mut words: Vec<String> = ["serve", "--port=0"].map(str::to_owned).into();
    words.push(format!("--dir={}", start.folder.join("root").display()));
    if start.config.compat == Compat::Strict {
        words.push("--compat=strict".into());
    }
    let settings = start.folder.join("settings.yaml");
    if settings.exists() {
        words.push(format!("--config={}", settings.display()));
    }
    words.extend(
        start
            .flags
            .split(' ')
            .filter(|word| word.starts_with("--"))
            .map(str::to_owned),
    );
    words
}

impl Target {
    pub(super) fn start(start: &Start<'_>) -> Result<Self, String> {
        let Some(program) = start.program else {
            let service = service(start.folder, start.config.clone());
            let service = Arc::new(service.map_err(|error| error.to_string())?);
            service.start();
            return Ok(Self::Service(service));
        };
        let mut child = Command::new(program)
            .args(words(start))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut text = String::new();
        while !text.contains(" url=") {
            let before = text.len();
            lines.read_line(&mut text).unwrap();
            if text.len() == before {
                child.wait().unwrap();
                return Err(text);
            }
        }
        let (_, url) = text.split_once("://").unwrap();
        let host = url.split(['/', '\n', '"']).next().unwrap().to_owned();
        std::thread::spawn(move || lines.read_to_string(&mut String::new()));
        Ok(Self::Program(Program { child, host }))
    }

    pub(super) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Got {
        match self {
            Self::Service(service) => ask(service, method, path, headers, body).await,
            Self::Program(program) => program.ask(method, path, headers, &body),
        }
    }
}

impl Program {
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Got {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.host,
            body.len()
        );
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // Whoever refuses a body need not read it.
        drop(stream.write_all(body));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        parse(&answer).unwrap_or_else(|| {
            panic!(
                "no answer to {method} {path}: {}",
                String::from_utf8_lossy(&answer)
            )
        })
    }
}

fn parse(answer: &[u8]) -> Option<Got> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse::<u16>().ok()?;
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_str(value.trim()).ok()?,
        );
    }
    let body = &answer[end + 4..];
    let chunked = headers
        .get("transfer-encoding")
        .is_some_and(|value| value == "chunked");
    let body = if chunked {
        join_chunks(body)?
    } else {
        body.to_vec()
    };
    Some(Got {
        status: StatusCode::from_u16(status).ok()?,
        headers,
        body: Bytes::from(body),
    })
}

fn join_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        rest = &rest[end + 2..];
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..length)?);
        rest = rest.get(length + 2..)?;
    }
}
