//! One CSV record, as flags that take several values are read.

/// Reads the first record of `text`; empty text is no field at all.
///
/// # Errors
/// The text of Go's CSV reader: line, column and what is wrong.
pub(super) fn read_record(text: &str) -> Result<Vec<String>, String> {
    let mut lines = Lines { rest: text };
    let mut number = 0;
    loop {
        number += 1;
        match lines.next() {
            None if text.is_empty() => return Ok(Vec::new()),
            None => return Err("EOF".into()),
            Some(line) if line.trim_end_matches(['\r', '\n']).is_empty() => {}
            Some(line) => return Record::new(line, number, lines).read(),
        }
    }
}

struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(line)
    }
}

struct Record<'a> {
    line: &'a str,
    at: usize,
    number: usize,
    start: usize,
    lines: Lines<'a>,
    fields: Vec<String>,
}

impl<'a> Record<'a> {
    fn new(line: &'a str, number: usize, lines: Lines<'a>) -> Self {
        Self {
            line,
            at: 0,
            number,
            start: number,
            lines,
            fields: Vec::new(),
        }
    }

    fn read(mut self) -> Result<Vec<String>, String> {
        loop {
            let more = if self.line[self.at..].starts_with('"') {
                self.at += 1;
                self.quoted()?
            } else {
                self.plain()?
            };
            if !more {
                return Ok(self.fields);
            }
        }
    }

    /// Reads a field without quotes; true when another one follows.
    fn plain(&mut self) -> Result<bool, String> {
        let rest = self.line[self.at..].trim_end_matches('\n');
        let end = rest.find(',').unwrap_or(rest.len());
        let field = &rest[..end];
        if let Some(quote) = field.find('"') {
            return Err(self.error(self.at + quote, "bare \" in non-quoted-field"));
        }
        let more = end < rest.len();
        let field = if more {
            field
        } else {
            field.trim_end_matches('\r')
        };
        self.fields.push(field.into());
        self.at += end + usize::from(more);
        Ok(more)
    }

    /// Reads the rest of a field in quotes, over lines if need be; true when another one follows.
    fn quoted(&mut self) -> Result<bool, String> {
        let mut field = String::new();
        loop {
            let rest = &self.line[self.at..];
            let Some(quote) = rest.find('"') else {
                field.push_str(rest);
                self.at = self.line.len();
                match self.lines.next() {
                    Some(line) => {
                        self.line = line;
                        self.at = 0;
                        self.number += 1;
                        continue;
                    }
                    None => {
                        return Err(self.error(self.at, "extraneous or missing \" in quoted-field"));
                    }
                }
            };
            field.push_str(&rest[..quote]);
            self.at += quote + 1;
            let rest = &self.line[self.at..];
            if rest.starts_with('"') {
                field.push('"');
                self.at += 1;
            } else if rest.starts_with(',') {
                self.at += 1;
                self.fields.push(field);
                return Ok(true);
            } else if rest.trim_end_matches(['\r', '\n']).is_empty() {
                self.fields.push(field);
                return Ok(false);
            } else {
                return Err(self.error(self.at - 1, "extraneous or missing \" in quoted-field"));
            }
        }
    }

    fn error(&self, at: usize, what: &str) -> String {
        let column = at + 1;
        if self.start == self.number {
            format!(
                "parse error on line {}, column {column}: {what}",
                self.number
            )
        } else {
            format!(
                "record on line {}; parse error on line {}, column {column}: {what}",
                self.start, self.number
            )
        }
    }
}

/// Writes `items` as one record, quoting the fields that need it.
pub(crate) fn write_record<S: AsRef<str>>(items: &[S]) -> String {
    let field = |item: &S| {
        let item = item.as_ref();
        let needs = item.starts_with(char::is_whitespace)
            || item == r"\."
            || item.contains([',', '"', '\r', '\n']);
        if needs {
            format!("\"{}\"", item.replace('"', "\"\""))
        } else {
            item.to_owned()
        }
    };
    items.iter().map(field).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::{read_record, write_record};

    #[test]
    fn reads_records() {
        for (text, expected) in [
            ("", &[][..]),
            ("a", &["a"]),
            ("a,b,", &["a", "b", ""]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"a\"\"b\"", &["a\"b"]),
            ("a\nb", &["a"]),
            ("\"a\nb\",c\nd", &["a\nb", "c"]),
        ] {
            assert_eq!(read_record(text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn refuses_with_gos_words() {
        for (text, expected) in [
            (
                "a\"b",
                "parse error on line 1, column 2: bare \" in non-quoted-field",
            ),
            (
                "\"ab",
                "parse error on line 1, column 4: extraneous or missing \" in quoted-field",
            ),
            (
                "\"a\"b",
                "parse error on line 1, column 3: extraneous or missing \" in quoted-field",
            ),
        ] {
            assert_eq!(read_record(text), Err(expected.into()), "{text:?}");
        }
    }

    #[test]
    fn writes_records() {
        assert_eq!(write_record(&["a", "b,c", "d\"e"]), "a,\"b,c\",\"d\"\"e\"");
    }
}
