//! Strings and their escapes.

use super::lexer::{Fault, Lexer, is_newline};

/// A character in single quotes as Go's `%q` shows it; the end of the text is NUL.
pub(super) fn quoted_char(c: Option<char>) -> String {
    steersman_value::fmt::quote_char(c.unwrap_or('\0'))
}

/// Reads what stands between double quotes, of which the first was taken.
pub(super) fn basic(lexer: &mut Lexer<'_>) -> Result<Vec<u8>, Fault> {
    let start = lexer.position;
    loop {
        match lexer.next()? {
            None => return Err(lexer.fault("unexpected EOF; expected '\"'")),
            Some(c) if is_newline(c) => {
                return Err(lexer.fault_before("strings cannot contain newlines"));
            }
            Some('\\') => escape(lexer, start)?,
            Some('"') => break,
            Some(_) => {}
        }
    }
    let raw = lexer.since(start);
    unescape(lexer, &raw[..raw.len() - 1])
}

/// Reads what stands between single quotes, of which the first was taken.
pub(super) fn literal(lexer: &mut Lexer<'_>) -> Result<Vec<u8>, Fault> {
    let start = lexer.position;
    loop {
        match lexer.next()? {
            None => return Err(lexer.fault("unexpected EOF; expected \"'\"")),
            Some(c) if is_newline(c) => {
                return Err(lexer.fault_before("strings cannot contain newlines"));
            }
            Some('\'') => break,
            Some(_) => {}
        }
    }
    let raw = lexer.since(start);
    Ok(raw[..raw.len() - 1].to_vec())
}

/// Reads what stands between triple quotes, of which the first were taken.
pub(super) fn multi_line(lexer: &mut Lexer<'_>, quote: char) -> Result<Vec<u8>, Fault> {
    let start = lexer.position;
    loop {
        match lexer.next()? {
            None if quote == '"' => return Err(lexer.fault("unexpected EOF; expected '\"\"\"'")),
            None => return Err(lexer.fault("unexpected EOF; expected \"'''\"")),
            Some('\\') if quote == '"' => {
                if !lexer.next()?.is_some_and(is_newline) {
                    lexer.back();
                    escape(lexer, start)?;
                }
            }
            Some(c) if c == quote => {
                if closes(lexer, quote, start)? {
                    break;
                }
            }
            Some(_) => {}
        }
    }
    let raw = lexer.since(start);
    let content = strip_first_newline(&raw[..raw.len() - 3]);
    if quote == '"' {
        unescape(lexer, &strip_escaped_newlines(content))
    } else {
        Ok(content.to_vec())
    }
}

/// Whether the quote just taken begins the closing three. Two more quotes may stand right before those.
fn closes(lexer: &mut Lexer<'_>, quote: char, start: usize) -> Result<bool, Fault> {
    if !lexer.accept(quote)? {
        return Ok(false);
    }
    if !lexer.accept(quote)? {
        lexer.back();
        return Ok(false);
    }
    if lexer.peek()? != Some(quote) {
        return Ok(true);
    }
    let current = lexer.since(start);
    let five = [u8::try_from(quote).unwrap_or(b'"'); 5];
    let escaped = quote == '"'
        && current
            .strip_suffix(&five)
            .is_some_and(|before| before.ends_with(b"\\"));
    if current.ends_with(&five) && !escaped {
        return Err(lexer.fault(if quote == '"' {
            "unexpected '\"\"\"\"\"\"'"
        } else {
            "unexpected \"''''''\""
        }));
    }
    lexer.back();
    lexer.back();
    Ok(false)
}

/// Takes an escape whose backslash was taken. `start` is where the string began.
fn escape(lexer: &mut Lexer<'_>, start: usize) -> Result<(), Fault> {
    let (count, words) = match lexer.next()? {
        Some('e' | 'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\') => return Ok(()),
        Some('x') => (2, "two hexadecimal digits after '\\x'"),
        Some('u') => (4, "four hexadecimal digits after '\\u'"),
        Some('U') => (8, "eight hexadecimal digits after '\\U'"),
        other => {
            let shown = other.unwrap_or('\0');
            return Err(lexer.fault_or_before(format!("invalid escape in string '\\{shown}'")));
        }
    };
    for _ in 0..count {
        if !lexer.next()?.is_some_and(|c| c.is_ascii_hexdigit()) {
            let current = steersman_value::fmt::quote(lexer.since(start));
            return Err(lexer.fault(format!("expected {words}, but got {current} instead")));
        }
    }
    Ok(())
}

fn strip_first_newline(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\n")
        .or_else(|| text.strip_prefix(b"\r\n"))
        .unwrap_or(text)
}

/// Drops each backslash at the end of a line together with the white space after it.
fn strip_escaped_newlines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte == b'\\' {
            if text.get(at + 1) == Some(&b'\\') {
                out.extend_from_slice(b"\\\\");
                at += 2;
                continue;
            }
            let blanks = text[at + 1..]
                .iter()
                .take_while(|b| b" \t\r\n".contains(b))
                .count();
            if text[at + 1..at + 1 + blanks].contains(&b'\n') {
                at += 1 + blanks;
                continue;
            }
        }
        out.push(byte);
        at += 1;
    }
    out
}

/// Replaces the escapes of a string that was read without fault.
fn unescape(lexer: &Lexer<'_>, text: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|b| *b == b'\\') {
        out.extend_from_slice(&rest[..at]);
        let Some(&code) = rest.get(at + 1) else { break };
        let digits = match code {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let end = (at + 2 + digits).min(rest.len());
        if digits > 0 {
            let hex = String::from_utf8_lossy(&rest[at + 2..end]);
            let c = u32::from_str_radix(&hex, 16)
                .ok()
                .and_then(char::from_u32)
                .ok_or_else(|| Fault {
                    line: lexer.line,
                    message: format!("Escaped character '\\u{hex}' is not valid UTF-8."),
                })?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            out.push(match code {
                b'b' => 0x08,
                b't' => b'\t',
                b'n' => b'\n',
                b'f' => 0x0c,
                b'r' => b'\r',
                b'e' => 0x1b,
                b' ' | b'\t' => {
                    let shown = char::from(code);
                    return Err(Fault {
                        line: lexer.line,
                        message: format!("invalid escape: '\\{shown}'"),
                    });
                }
                other => other,
            });
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    Ok(out)
}
