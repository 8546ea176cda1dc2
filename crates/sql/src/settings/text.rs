//! Connection strings, both forms, and service files, as words and their values.

use std::collections::BTreeMap;

use crate::SqlError;

/// Settings by their words.
pub(crate) type Words = BTreeMap<String, String>;

/// Reads a URL or a list of `key=value`, as libpq's manual has them in "Connection Strings".
pub(crate) fn parse_connection(text: &str) -> Result<Words, SqlError> {
    let rest = text
        .strip_prefix("postgres://")
        .or_else(|| text.strip_prefix("postgresql://"));
    match rest {
        Some(rest) => parse_url(rest),
        None => parse_list(text),
    }
}

fn wrong(text: impl Into<String>) -> SqlError {
    SqlError::Settings(text.into())
}

/// What follows the scheme. The URL is in no error, as there may be a password in it.
fn parse_url(rest: &str) -> Result<Words, SqlError> {
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = match rest.split_once('/') {
        Some((authority, database)) => (authority, Some(database)),
        None => (rest, None),
    };
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let mut words = Words::new();
    let mut set = |key: &str, value: String| {
        if !value.is_empty() {
            words.insert(key.to_owned(), value);
        }
    };
    if let Some(user) = user {
        let (name, password) = user.split_once(':').unwrap_or((user, ""));
        set("user", decode(name, Plus::Itself)?);
        set("password", decode(password, Plus::Itself)?);
    }
    let (host, port) = split_port(host)?;
    set("host", decode(host, Plus::Itself)?);
    set("port", port.to_owned());
    if let Some(database) = database {
        set("dbname", decode(database, Plus::Itself)?);
    }
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decode(key, Plus::Space)?;
        set(&key, decode(value, Plus::Space)?);
    }
    Ok(words)
}

fn split_port(host: &str) -> Result<(&str, &str), SqlError> {
    let (name, port) = if let Some(inner) = host.strip_prefix('[') {
        let (name, after) = inner
            .split_once(']')
            .ok_or_else(|| wrong("parse connection URL: missing ']' in host"))?;
        (name, after.strip_prefix(':').unwrap_or_default())
    } else {
        host.rsplit_once(':').unwrap_or((host, ""))
    };
    if port.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok((name, port))
    } else {
        Err(wrong(format!(
            "parse connection URL: invalid port {:?} after host",
            format!(":{port}")
        )))
    }
}

/// What a plus sign stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plus {
    Itself,
    Space,
}

fn decode(text: &str, plus: Plus) -> Result<String, SqlError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let pair = digit(rest.next()).zip(digit(rest.next()));
                let (high, low) =
                    pair.ok_or_else(|| wrong("parse connection URL: invalid URL escape"))?;
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            b'+' if plus == Plus::Space => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| wrong("parse connection URL: it is not UTF-8"))
}

/// `key=value` with spaces between; single quotes around values, backslashes before single characters.
fn parse_list(text: &str) -> Result<Words, SqlError> {
    let mut words = Words::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let Some(after) = after.trim_start().strip_prefix('=') else {
            return Err(wrong(format!(
                "missing \"=\" after {key:?} in connection info string"
            )));
        };
        let (value, after) = read_value(after.trim_start())?;
        words.insert(key.to_owned(), value);
        rest = after.trim_start();
    }
    Ok(words)
}

/// A value, and what follows it.
fn read_value(text: &str) -> Result<(String, &str), SqlError> {
    let (quoted, mut letters) = match text.strip_prefix('\'') {
        Some(inner) => (true, inner.chars()),
        None => (false, text.chars()),
    };
    let mut value = String::new();
    loop {
        let before = letters.as_str();
        match letters.next() {
            None if quoted => {
                return Err(wrong(
                    "unterminated quoted string literal in connection string",
                ));
            }
            None => return Ok((value, "")),
            Some('\'') if quoted => return Ok((value, letters.as_str())),
            Some(letter) if !quoted && letter.is_whitespace() => return Ok((value, before)),
            Some('\\') => match letters.next() {
                Some(letter) => value.push(letter),
                None => return Err(wrong("missing character after backslash")),
            },
            Some(letter) => value.push(letter),
        }
    }
}

/// The settings of a service, from the text of a service file.
pub(crate) fn parse_service(text: &str, service: &str) -> Result<Words, SqlError> {
    let header = |line: &str| {
        let inner = line.strip_prefix('[')?.strip_suffix(']')?;
        Some(inner.trim().to_owned())
    };
    let mut lines = (1..)
        .zip(text.lines().map(str::trim))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    if !lines.any(|(_, line)| header(line).as_deref() == Some(service)) {
        return Err(wrong(format!(
            "pq: definition of service {service:?} not found"
        )));
    }
    let mut words = Words::new();
    for (number, line) in lines.take_while(|(_, line)| header(line).is_none()) {
        let (key, value) = line
            .split_once('=')
            .ok_or_else(|| wrong(format!("pq: line {number}: missing '=' in {line:?}")))?;
        words.insert(key.trim().to_owned(), value.trim().to_owned());
    }
    Ok(words)
}

/// The password that a password file has for a connection.
pub(crate) fn find_password(text: &str, wanted: [&str; 4]) -> Option<String> {
    let [host, ..] = wanted;
    let is_socket = host.is_empty() || host.starts_with(['/', '@']);
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let mut fields = split_fields(line);
        let fits = |(n, (own, wanted)): (usize, (&String, &str))| {
            own == "*" || own == wanted || n == 0 && own == "localhost" && is_socket
        };
        if fields.len() == 5 && fields.iter().zip(wanted).enumerate().all(fits) {
            return fields.pop();
        }
    }
    None
}

fn split_fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            ':' => {
                fields.push(String::new());
                continue;
            }
            '\\' => letters.next(),
            other => Some(other),
        };
        if let Some(field) = fields.last_mut() {
            field.extend(letter);
        }
    }
    fields
}
