//! Just enough of HTTP/1.1: requests with a length, answers in chunks.

use std::fmt::Write as _;
use std::io::{BufRead, Read as _, Write};

use anyhow::{Context as _, Result, bail};

/// How long the head of a request may be.
const MAX_HEAD: u64 = 64 * 1024;

/// A request as it came in.
pub(super) struct Incoming {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Reads a request; none when the client has no more.
pub(super) fn read_request(input: &mut impl BufRead) -> Result<Option<Incoming>> {
    let Some(first) = read_line(input)? else {
        return Ok(None);
    };
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        bail!("no request line: {first}");
    };
    let (method, target) = (method.to_owned(), target.to_owned());
    let mut headers = Vec::new();
    loop {
        let line = read_line(input)?.context("the head is cut off")?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').context("a header without a colon")?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let header = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let body = if header("transfer-encoding") == Some("chunked") {
        read_chunks(input)?
    } else {
        let length = header("content-length").unwrap_or("0").parse()?;
        let mut body = vec![0; length];
        input.read_exact(&mut body)?;
        body
    };
    Ok(Some(Incoming {
        method,
        target,
        headers,
        body,
    }))
}

fn read_chunks(input: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(input)?.context("the body is cut off")?;
        let length = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
        let start = body.len();
        body.resize(start + length, 0);
        input.read_exact(&mut body[start..])?;
        read_line(input)?;
        if length == 0 {
            return Ok(body);
        }
    }
}

fn read_line(input: &mut impl BufRead) -> Result<Option<String>> {
    let mut line = Vec::new();
    input.take(MAX_HEAD).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8(line)?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Whether answers of this status have a body (RFC 9110, section 6.4.1); of those of a control plane, these two have none.
pub(super) fn has_body(status: u16) -> bool {
    !matches!(status, 204 | 304)
}

/// Writes the head of an answer whose body, if it has one, comes in chunks.
pub(super) fn write_head(
    output: &mut impl Write,
    status: u16,
    headers: &[(String, String)],
) -> Result<()> {
    let mut head = format!("HTTP/1.1 {status} Proxied\r\n");
    if has_body(status) {
        head.push_str("transfer-encoding: chunked\r\n");
    }
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n")?;
    }
    head.push_str("\r\n");
    output.write_all(head.as_bytes())?;
    Ok(output.flush()?)
}

/// Writes a piece of a body; an empty one is the end.
pub(super) fn write_chunk(output: &mut impl Write, data: &[u8]) -> Result<()> {
    write!(output, "{:x}\r\n", data.len())?;
    output.write_all(data)?;
    output.write_all(b"\r\n")?;
    Ok(output.flush()?)
}
