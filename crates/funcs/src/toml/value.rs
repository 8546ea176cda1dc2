use steersman_value::{GoType, List, Map, Str, Value};

use super::document::{Header, Key, shown};
use super::lexer::{Fault, is_blank, is_newline};
use super::parser::Parser;
use super::{MAX_DEPTH, number, string};

impl Parser<'_> {
    /// Reads a value; tells whether it is an array.
    pub(super) fn read_value(&mut self, in_array: bool) -> Result<(Value, bool), Fault> {
        self.lexer.skip(is_blank)?;
        let start = self.lexer.position;
        let first = self.lexer.next()?;
        let value = match first {
            Some('[') => return self.nested(Self::read_array).map(|value| (value, true)),
            Some('{') => self.nested(|parser| parser.read_inline_table(in_array))?,
            Some(quote @ ('"' | '\'')) => Value::str(self.read_string(quote)?),
            Some('0'..='9') => {
                self.lexer.back();
                self.read_number_or_date()?
            }
            Some('-' | '+') => self.read_signed(start)?,
            Some('.') => return Err(self.lexer.fault("floats must start with a digit, not '.'")),
            Some('i' | 'n') if self.accepts_word()? => self.float_since(start)?,
            Some(c) if c.is_alphabetic() => {
                self.lexer.back();
                self.read_bool()?
            }
            None => return Err(self.lexer.fault("unexpected EOF; expected value")),
            Some('\n') => {
                let found = string::quoted_char(first);
                return Err(self
                    .lexer
                    .fault_before(format!("expected value but found {found} instead")));
            }
            other => {
                return Err(self
                    .lexer
                    .unexpected("expected value but found", other, " instead"));
            }
        };
        Ok((value, false))
    }

    /// Reads something inside this value, unless it is too deep inside.
    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, Fault>,
    ) -> Result<Value, Fault> {
        if self.depth >= MAX_DEPTH {
            return Err(self.here(format!(
                "values cannot be nested deeper than {MAX_DEPTH} levels"
            )));
        }
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn read_string(&mut self, quote: char) -> Result<Vec<u8>, Fault> {
        if self.lexer.accept(quote)? {
            if self.lexer.accept(quote)? {
                return string::multi_line(&mut self.lexer, quote);
            }
            self.lexer.back();
        }
        if quote == '"' {
            string::basic(&mut self.lexer)
        } else {
            string::literal(&mut self.lexer)
        }
    }

    /// Takes the rest of `inf` or `nan`.
    fn accepts_word(&mut self) -> Result<bool, Fault> {
        let lexer = &mut self.lexer;
        Ok(lexer.accept('n')? && lexer.accept('f')? || lexer.accept('a')? && lexer.accept('n')?)
    }

    fn float_since(&self, start: usize) -> Result<Value, Fault> {
        number::float(self.lexer.since(start)).map_err(|message| self.here(message))
    }

    fn integer_since(&self, start: usize) -> Result<Value, Fault> {
        number::integer(self.lexer.since(start)).map_err(|message| self.here(message))
    }

    fn read_bool(&mut self) -> Result<Value, Fault> {
        let start = self.lexer.position;
        self.lexer.skip(char::is_alphabetic)?;
        match self.lexer.since(start) {
            b"true" => Ok(Value::Bool(true)),
            b"false" => Ok(Value::Bool(false)),
            other => {
                let shown = steersman_value::fmt::quote(other);
                Err(self
                    .lexer
                    .fault(format!("expected value but found {shown} instead")))
            }
        }
    }

    /// Reads a number whose sign was taken.
    fn read_signed(&mut self, start: usize) -> Result<Value, Fault> {
        let shown = |parser: &Self| String::from_utf8_lossy(parser.lexer.since(start)).into_owned();
        let first = self.lexer.next()?;
        let word = match first {
            Some('i') => Some(['n', 'f']),
            Some('n') => Some(['a', 'n']),
            _ => None,
        };
        if let Some(word) = word {
            if !self.lexer.accept(word[0])? || !self.lexer.accept(word[1])? {
                return Err(self
                    .lexer
                    .fault(format!("invalid float: '{}'", shown(self))));
            }
            return self.float_since(start);
        }
        match first {
            Some('0') => {
                if let Some(base @ ('b' | 'o' | 'x')) = self.lexer.peek()? {
                    let message = format!(
                        "cannot use sign with non-decimal numbers: '{}{base}'",
                        shown(self)
                    );
                    return Err(self.lexer.fault(message));
                }
                self.read_decimal(start)
            }
            Some('1'..='9') => self.read_decimal(start),
            Some('.') => Err(self.lexer.fault("floats must start with a digit, not '.'")),
            other => Err(self.lexer.unexpected("expected a digit but got", other, "")),
        }
    }

    /// Reads the rest of a decimal number.
    fn read_decimal(&mut self, start: usize) -> Result<Value, Fault> {
        self.lexer.skip(|c| c.is_ascii_digit() || c == '_')?;
        if matches!(self.lexer.peek()?, Some('.' | 'e' | 'E')) {
            return self.read_float(start);
        }
        self.integer_since(start)
    }

    fn read_float(&mut self, start: usize) -> Result<Value, Fault> {
        self.lexer
            .skip(|c| c.is_ascii_digit() || matches!(c, '_' | '.' | '-' | '+' | 'e' | 'E'))?;
        self.float_since(start)
    }

    /// Reads something that begins with a digit.
    fn read_number_or_date(&mut self) -> Result<Value, Fault> {
        let start = self.lexer.position;
        if self.lexer.accept('0')? {
            match self.lexer.peek()? {
                Some('0'..='9') => {}
                // Dates begin with two digits at least.
                Some('b') => return self.read_based(start, "a binary", |c| matches!(c, '0' | '1')),
                Some('o') => return self.read_based(start, "an octal", |c| matches!(c, '0'..='7')),
                Some('x') => {
                    return self.read_based(start, "a hexadecimal", |c| c.is_ascii_hexdigit());
                }
                _ => return self.read_decimal(start),
            }
        }
        self.lexer.skip(|c| c.is_ascii_digit())?;
        match self.lexer.peek()? {
            Some('-' | ':') => {
                self.lexer.skip(|c| {
                    c.is_ascii_digit()
                        || matches!(c, '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+')
                })?;
                number::date_time(self.lexer.since(start), self.local, self.local_offset)
                    .map_err(|message| self.here(message))
            }
            _ => self.read_decimal(start),
        }
    }

    /// Reads a number after its `0` in a base that a letter names.
    fn read_based(
        &mut self,
        start: usize,
        what: &str,
        is_digit: fn(char) -> bool,
    ) -> Result<Value, Fault> {
        self.lexer.next()?;
        let next = self.lexer.peek()?;
        if !next.is_some_and(is_digit) {
            let text = String::from_utf8_lossy(self.lexer.since(start)).into_owned();
            let next = next.unwrap_or('\0');
            return Err(self
                .lexer
                .fault(format!("not {what} number: '{text}{next}'")));
        }
        while self.lexer.next()?.is_some_and(|c| is_digit(c) || c == '_') {}
        self.lexer.back();
        self.integer_since(start)
    }

    /// Reads an array whose bracket was taken.
    fn read_array(&mut self) -> Result<Value, Fault> {
        let path = [&self.context[..], self.key.as_slice()].concat();
        self.document.note_array(&path, true);
        let mut items = Vec::new();
        loop {
            match self.skip_space()? {
                Some(',') => return Err(self.lexer.fault("unexpected comma")),
                Some(']') => break,
                _ => self.lexer.back(),
            }
            items.push(self.read_value(true)?.0);
            match self.skip_space()? {
                Some(',') => {}
                Some(']') => break,
                other => {
                    let found = char_or_end(other);
                    let expected = "expected a comma (',') or array terminator (']'), but got";
                    return Err(self.lexer.fault(format!("{expected} {found}")));
                }
            }
        }
        // Go begins with room for two and doubles.
        let capacity = items.len().next_power_of_two().max(2);
        Ok(List::with_capacity(GoType::Any, items, capacity).into())
    }

    /// Takes white space, line breaks and comments, and then one more character.
    fn skip_space(&mut self) -> Result<Option<char>, Fault> {
        loop {
            match self.lexer.next()? {
                Some(c) if is_blank(c) || is_newline(c) => {}
                Some('#') => self.skip_comment()?,
                other => return Ok(other),
            }
        }
    }

    /// Reads an inline table whose brace was taken.
    fn read_inline_table(&mut self, in_array: bool) -> Result<Value, Fault> {
        let (outer, outer_key) = (self.context.clone(), self.key.take());
        let path: Key = [&outer[..], outer_key.as_slice()].concat();
        self.context.clone_from(&path);
        self.document.add_implicit(&path);
        let header = if in_array {
            Header::ArrayOfTables
        } else {
            Header::Table
        };
        self.open(&path, header)?;
        let mut pairs = Vec::new();
        loop {
            match self.skip_space()? {
                Some(',') => return Err(self.lexer.fault("unexpected comma")),
                Some('}') => break,
                _ => self.lexer.back(),
            }
            self.read_pair(Some(&mut pairs))?;
            match self.skip_space()? {
                Some(',') => {
                    self.lexer.skip(is_blank)?;
                    if self.lexer.peek()? == Some('}') {
                        self.lexer.next()?;
                        break;
                    }
                }
                Some('}') => break,
                other => {
                    let expected = "expected a comma or an inline table terminator '}', but got";
                    return Err(self
                        .lexer
                        .fault(format!("{expected} {} instead", char_or_end(other))));
                }
            }
        }
        let table = self.inline_value(pairs)?;
        self.context = outer;
        self.key = outer_key;
        Ok(table)
    }

    /// The map that the pairs of an inline table make.
    fn inline_value(&self, pairs: Vec<(Key, Value)>) -> Result<Value, Fault> {
        let top = Map::any(std::collections::BTreeMap::new());
        for (key, value) in pairs {
            let Some((last, parents)) = key.split_last() else {
                continue;
            };
            let mut table = top.clone();
            for part in parents {
                table = self.inner_table(&table, part)?;
            }
            table.set(last.clone(), value);
        }
        Ok(top.into())
    }

    fn inner_table(&self, table: &Map, part: &Str) -> Result<Map, Fault> {
        match table.get(part) {
            Some(Value::Map(inner)) => Ok(inner),
            Some(_) => {
                let context = steersman_value::fmt::quote(shown(&self.context).as_bytes());
                Err(self.at_key(format!("{context} is not a table")))
            }
            None => {
                let inner = Map::any(std::collections::BTreeMap::new());
                table.set(part.clone(), inner.clone().into());
                Ok(inner)
            }
        }
    }
}

/// A character in single quotes, or words for the end.
fn char_or_end(c: Option<char>) -> String {
    c.map_or_else(|| "end of file".into(), |c| format!("'{c}'"))
}
