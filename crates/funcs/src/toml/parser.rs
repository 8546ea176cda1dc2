use steersman_value::{Str, Value, fmt};

use super::MAX_DEPTH;
use super::document::{Document, Header, Key, shown};
use super::lexer::{Fault, Lexer, is_blank, is_newline};
use super::string;
use super::text::is_bare;
use crate::date::Zone;

/// Reads a document; `local` is the zone of the machine and `local_offset` its present offset. The error is the
/// library's text.
pub(super) fn parse(text: &[u8], local: &Zone, local_offset: i64) -> Result<Value, String> {
    let marks: [&[u8]; 3] = [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"];
    let text = marks
        .into_iter()
        .find_map(|mark| text.strip_prefix(mark))
        .unwrap_or(text);
    if text.iter().take(6).any(|b| *b == 0) {
        return Err("toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
            .into());
    }
    let mut parser = Parser {
        lexer: Lexer::new(text),
        document: Document::default(),
        context: Key::new(),
        key: None,
        key_line: 1,
        depth: 0,
        local,
        local_offset,
    };
    match parser.read() {
        Ok(()) => Ok(parser.document.into_value()),
        Err(fault) => Err(parser.describe(&fault)),
    }
}

pub(super) struct Parser<'t> {
    pub(super) lexer: Lexer<'t>,
    pub(super) document: Document,
    /// The table that is being filled.
    pub(super) context: Key,
    /// The last part of the key whose value is being read.
    pub(super) key: Option<Str>,
    /// The line in which the last key began.
    pub(super) key_line: i64,
    pub(super) depth: usize,
    pub(super) local: &'t Zone,
    pub(super) local_offset: i64,
}

impl Parser<'_> {
    /// The library's text for a fault: with the line and the key being read.
    fn describe(&self, fault: &Fault) -> String {
        let (line, message) = (fault.line, &fault.message);
        let key = self.key.as_ref().filter(|key| !key.is_empty());
        let last = match key {
            None => shown(&self.context),
            Some(key) if self.context.is_empty() => key.to_text().into_owned(),
            Some(key) => format!("{}.{}", shown(&self.context), key.to_text()),
        };
        if last.is_empty() {
            return format!("toml: line {line}: {message}");
        }
        format!(
            "toml: line {line} (last key {}): {message}",
            fmt::quote(last.as_bytes())
        )
    }

    /// A fault in what the last key means.
    pub(super) fn at_key(&self, message: String) -> Fault {
        Fault {
            line: self.key_line,
            message,
        }
    }

    /// A fault in a value that ends here.
    pub(super) fn here(&self, message: String) -> Fault {
        Fault {
            line: self.lexer.line,
            message,
        }
    }

    fn read(&mut self) -> Result<(), Fault> {
        loop {
            match self.lexer.next()? {
                None => return Ok(()),
                Some(c) if is_blank(c) || is_newline(c) => continue,
                Some('#') => {
                    self.skip_comment()?;
                    continue;
                }
                Some('[') => self.read_header()?,
                Some(_) => {
                    self.lexer.back();
                    self.read_pair(None)?;
                }
            }
            if self.read_line_end()? {
                return Ok(());
            }
        }
    }

    /// Takes a comment up to the end of its line.
    pub(super) fn skip_comment(&mut self) -> Result<(), Fault> {
        self.lexer.skip(|c| !is_newline(c))
    }

    /// Takes what may follow an item; tells whether the document ends there.
    fn read_line_end(&mut self) -> Result<bool, Fault> {
        loop {
            match self.lexer.next()? {
                None => return Ok(true),
                Some('#') => {
                    self.skip_comment()?;
                    return Ok(false);
                }
                Some(c) if is_blank(c) => {}
                Some(c) if is_newline(c) => return Ok(false),
                other => {
                    let expected =
                        "expected a top-level item to end with a newline, comment, or EOF, but got";
                    return Err(self.lexer.unexpected(expected, other, " instead"));
                }
            }
        }
    }

    /// Reads a table header whose first bracket was taken.
    fn read_header(&mut self) -> Result<(), Fault> {
        let header = if self.lexer.accept('[')? {
            Header::ArrayOfTables
        } else {
            Header::Table
        };
        let mut key = Key::new();
        loop {
            self.lexer.skip(is_blank)?;
            match self.lexer.peek()? {
                Some(']') | None => {
                    let message = "unexpected end of table name (table names cannot be empty)";
                    return Err(self.lexer.fault(message));
                }
                Some('.') => {
                    let message = "unexpected table separator (table names cannot be empty)";
                    return Err(self.lexer.fault(message));
                }
                _ => self.read_key_part(&mut key)?,
            }
            self.lexer.skip(is_blank)?;
            match self.lexer.next()? {
                Some('.') => {}
                Some(']') => break,
                other => {
                    let expected = "expected '.' or ']' to end table name, but got";
                    return Err(self.lexer.unexpected(expected, other, " instead"));
                }
            }
        }
        if header == Header::ArrayOfTables {
            let end = self.lexer.next()?;
            if end != Some(']') {
                let expected = "expected end of table array name delimiter ']', but got";
                return Err(self.lexer.unexpected(expected, end, " instead"));
            }
        }
        self.open(&key, header)?;
        self.document.note_array(&key, false);
        Ok(())
    }

    /// Opens a table, which becomes the context.
    pub(super) fn open(&mut self, key: &[Str], header: Header) -> Result<(), Fault> {
        self.document
            .open(&mut self.context, key, header)
            .map_err(|message| self.at_key(message))
    }

    /// Reads one part of a key.
    fn read_key_part(&mut self, key: &mut Key) -> Result<(), Fault> {
        if key.len() >= MAX_DEPTH {
            return Err(self.here(format!("a key cannot have more than {MAX_DEPTH} parts")));
        }
        let part = match self.lexer.peek()? {
            Some('"') => {
                self.lexer.next()?;
                string::basic(&mut self.lexer)?
            }
            Some('\'') => {
                self.lexer.next()?;
                string::literal(&mut self.lexer)?
            }
            _ => {
                let start = self.lexer.position;
                self.lexer.skip(|c| u8::try_from(c).is_ok_and(is_bare))?;
                self.lexer.since(start).to_vec()
            }
        };
        if key.is_empty() {
            self.key_line = self.lexer.line;
        }
        key.push(part.into());
        Ok(())
    }

    /// Reads the key before an equals sign, and that.
    fn read_key(&mut self) -> Result<Key, Fault> {
        self.lexer.skip(is_blank)?;
        match self.lexer.peek()? {
            Some('=') | None => {
                return Err(self.lexer.fault("unexpected '=': key name appears blank"));
            }
            Some('.') => {
                return Err(self
                    .lexer
                    .fault("unexpected '.': keys cannot start with a '.'"));
            }
            Some(_) => {}
        }
        let mut key = Key::new();
        loop {
            self.lexer.skip(is_blank)?;
            match self.lexer.peek()? {
                Some('=') | None => return Err(self.lexer.fault("unexpected '='")),
                Some('.') => return Err(self.lexer.fault("unexpected '.'")),
                Some(_) => self.read_key_part(&mut key)?,
            }
            self.lexer.skip(is_blank)?;
            match self.lexer.next()? {
                None => {
                    return Err(self
                        .lexer
                        .fault("unexpected EOF; expected key separator '='"));
                }
                Some('.') => {}
                Some('=') => return Ok(key),
                other => {
                    let message = format!(
                        "expected '.' or '=', but got {} instead",
                        string::quoted_char(other)
                    );
                    let newline = other == Some('\n');
                    return Err(if newline {
                        self.lexer.fault_before(message)
                    } else {
                        self.lexer.fault(message)
                    });
                }
            }
        }
    }

    /// Reads a key and its value; puts it into `table` too when that is given.
    pub(super) fn read_pair(&mut self, table: Option<&mut Vec<(Key, Value)>>) -> Result<(), Fault> {
        let outer = self.context.clone();
        let key = self.read_key()?;
        let Some((last, parents)) = key.split_last() else {
            return Ok(());
        };
        self.key = Some(last.clone());
        for part in parents {
            let path = [&self.context[..], std::slice::from_ref(part)].concat();
            self.document.add_implicit(&path);
            self.open(&path, Header::Table)?;
        }
        let (value, is_array) = self.read_value(false)?;
        self.document
            .set(&self.context, last, value.clone())
            .map_err(|message| self.at_key(message))?;
        self.document.note_array(
            &[&self.context[..], std::slice::from_ref(last)].concat(),
            is_array,
        );
        self.context = outer;
        // In an inline table the last key stays known for the faults that follow.
        match table {
            Some(table) => table.push((key, value)),
            None => self.key = None,
        }
        Ok(())
    }
}
