use std::fmt;

use steersman_names::HelmDialect;
use steersman_value::{Str, Table, Tree};

use super::scanner::Scanner;
use super::{
    MAX_BRACKETS, MAX_FILLED, MAX_INDEX, MAX_NESTED_LEVEL, SetError, SetErrorKind, scalar,
};
use crate::json;

/// What stands after `=`.
pub enum Flavor<'a> {
    /// `--set`: booleans, null, integers, else strings.
    Typed,
    /// `--set-string`: strings.
    String,
    /// `--set-json`: JSON values.
    Json,
    /// `--set-file`: names of files, whose contents become the values. The error is the text to report.
    File(&'a mut dyn FnMut(&str) -> Result<Vec<u8>, String>),
    /// `--set-literal`: everything up to the end, as it is; keys have no escapes either.
    Literal,
}

impl fmt::Debug for Flavor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Typed => "Typed",
            Self::String => "String",
            Self::Json => "Json",
            Self::File(_) => "File",
            Self::Literal => "Literal",
        })
    }
}

/// Applies the assignments of `expression` to `table`, in order.
///
/// # Errors
/// [`SetError`]; assignments before the faulty one have been made.
pub fn apply<'a>(
    expression: &'a str,
    flavor: Flavor<'a>,
    dialect: HelmDialect,
    table: &mut Table,
) -> Result<(), SetError> {
    let mut parser = Parser {
        scanner: Scanner::new(expression),
        flavor,
        dialect,
        brackets: 0,
        filled: 0,
    };
    loop {
        parser.brackets = 0;
        match parser.key(table, 0) {
            Ok(()) => {}
            Err(Stop::End) => return Ok(()),
            Err(Stop::Failed(kind)) => {
                return Err(SetError {
                    kind,
                    offset: parser.scanner.offset(),
                });
            }
        }
    }
}

/// Why an assignment was not read to its end. Helm takes the end of the text for success nearly everywhere, even
/// within brackets.
#[derive(Debug)]
enum Stop {
    End,
    Failed(SetErrorKind),
}

impl From<SetErrorKind> for Stop {
    fn from(kind: SetErrorKind) -> Self {
        Self::Failed(kind)
    }
}

#[derive(Debug)]
struct Parser<'a> {
    scanner: Scanner<'a>,
    flavor: Flavor<'a>,
    dialect: HelmDialect,
    /// Pairs of brackets open around the assignment being read.
    brackets: usize,
    /// Entries before indexes that nothing was said about.
    filled: usize,
}

impl Parser<'_> {
    fn is_literal(&self) -> bool {
        matches!(self.flavor, Flavor::Literal)
    }

    /// Reads a key and what follows, and sets it in `table`.
    fn key(&mut self, table: &mut Table, level: usize) -> Result<(), Stop> {
        let stops: &[char] = if self.is_literal() {
            &['=', '[', '.']
        } else {
            &['=', '[', ',', '.']
        };
        let word = self.scanner.word(stops, !self.is_literal());
        let key = word.text;
        match word.stop {
            None if key.is_empty() => Err(Stop::End),
            None => Err(SetErrorKind::KeyWithoutValue(key).into()),
            Some('[') => self.list(table, &key, level),
            Some('=') => self.assign(table, &key),
            Some('.') => self.nested(table, key, level + 1),
            Some(_) => Err(SetErrorKind::KeyBeforeComma(key).into()),
        }
    }

    fn nested(&mut self, table: &mut Table, key: String, level: usize) -> Result<(), Stop> {
        if level > MAX_NESTED_LEVEL {
            return Err(SetErrorKind::TooDeep.into());
        }
        if let Some(existing) = table.get_mut(key.as_bytes()) {
            let found = type_name(existing);
            let Tree::Map(inner) = existing else {
                return Err(wrong_type(found, "map[string]interface {}"));
            };
            self.key(inner, level)?;
            if inner.is_empty() {
                return Err(SetErrorKind::KeyMapWithoutValue(key).into());
            }
            return Ok(());
        }
        let mut inner = Table::new();
        let read = self.key(&mut inner, level);
        if !inner.is_empty() {
            set(table, &key, Tree::Map(inner));
        } else if read.is_ok() {
            return Err(SetErrorKind::KeyMapWithoutValue(key).into());
        }
        read
    }

    fn list(&mut self, table: &mut Table, key: &str, level: usize) -> Result<(), Stop> {
        let index = self.index()?;
        let mut list = match table.get_mut(key.as_bytes()) {
            None => Vec::new(),
            Some(Tree::List(list)) => std::mem::take(list),
            Some(other) => return Err(wrong_type(type_name(other), "[]interface {}")),
        };
        let read = self.item(&mut list, index, level);
        set(table, key, Tree::List(list));
        read
    }

    /// Reads what follows `]` and sets the item at `index`.
    fn item(&mut self, list: &mut Vec<Tree>, index: i64, level: usize) -> Result<(), Stop> {
        if index < 0 {
            return Err(SetErrorKind::NegativeIndex(index).into());
        }
        self.brackets += 1;
        if self.brackets > MAX_BRACKETS {
            return Err(SetErrorKind::TooManyBrackets.into());
        }
        let word = self.scanner.word(&['[', '.', '='], !self.is_literal());
        if !word.text.is_empty() {
            return Err(SetErrorKind::DataAfterIndex(word.text).into());
        }
        // An index that is too large for memory is too large for the limit as well.
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        match word.stop {
            None => Err(Stop::End),
            Some('=') => {
                let value = self.item_value()?;
                self.set_index(list, index, value)
            }
            Some('[') => {
                let next = self.index()?;
                let mut inner = match list.get(at) {
                    None | Some(Tree::Null) => Vec::new(),
                    Some(Tree::List(inner)) => inner.clone(),
                    Some(other) => return Err(wrong_type(type_name(other), "[]interface {}")),
                };
                self.item(&mut inner, next, level)?;
                self.set_index(list, index, Tree::List(inner))
            }
            Some(_) => {
                if let Some(existing) = list.get_mut(at) {
                    if !matches!(existing, Tree::Map(_)) {
                        *existing = Tree::Map(Table::new());
                    }
                    let Tree::Map(inner) = existing else {
                        return Ok(());
                    };
                    return self.key(inner, level);
                }
                let mut inner = Table::new();
                self.key(&mut inner, level)?;
                self.set_index(list, index, Tree::Map(inner))
            }
        }
    }

    fn set_index(&mut self, list: &mut Vec<Tree>, index: i64, value: Tree) -> Result<(), Stop> {
        if index > MAX_INDEX {
            return Err(SetErrorKind::IndexTooLarge(index).into());
        }
        let at = usize::try_from(index).map_err(|_| SetErrorKind::NegativeIndex(index))?;
        if list.len() <= at {
            self.filled += at - list.len();
            if self.filled > MAX_FILLED {
                return Err(SetErrorKind::TooManyEntries.into());
            }
            list.resize(at + 1, Tree::Null);
        }
        list[at] = value;
        Ok(())
    }

    /// The number between brackets, after `[`.
    fn index(&mut self) -> Result<i64, Stop> {
        let word = self.scanner.word(&[']'], !self.is_literal());
        if word.stop.is_none() {
            // Helm 4 takes the end within brackets for the end of all.
            let is_error = self.dialect < HelmDialect::V4_1;
            return Err(if is_error {
                SetErrorKind::IndexNotTerminated.into()
            } else {
                Stop::End
            });
        }
        let digits = word.text.strip_prefix(['+', '-']).unwrap_or(&word.text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(SetErrorKind::InvalidIndex(word.text).into());
        }
        word.text
            .parse()
            .map_err(|_| SetErrorKind::IndexOutOfRange(word.text).into())
    }

    /// Sets `key` to the value after `=`.
    fn assign(&mut self, table: &mut Table, key: &str) -> Result<(), Stop> {
        if matches!(self.flavor, Flavor::Json) {
            let value = self.json_value()?;
            set(table, key, value);
            return Ok(());
        }
        if !self.is_literal() && self.scanner.peek().is_none() {
            set(table, key, Tree::from(""));
            return Err(Stop::End);
        }
        let value = self.value()?;
        set(table, key, value);
        Ok(())
    }

    /// The value after `=` of a list item.
    fn item_value(&mut self) -> Result<Tree, Stop> {
        if matches!(self.flavor, Flavor::Json) {
            return self.json_value();
        }
        if !self.is_literal() && self.scanner.peek().is_none() {
            return Ok(Tree::from(""));
        }
        self.value()
    }

    /// A JSON value, null when there is none, and the comma after it.
    fn json_value(&mut self) -> Result<Tree, Stop> {
        if self.scanner.empty_value() {
            return Ok(Tree::Null);
        }
        let (value, length) = json::parse_prefix(self.scanner.rest().as_bytes())
            .map_err(|error| SetErrorKind::Json(error.to_string()))?;
        self.scanner.skip(length);
        self.scanner.empty_value();
        Ok(value)
    }

    /// A list in braces, or one value up to the next comma.
    fn value(&mut self) -> Result<Tree, Stop> {
        if self.is_literal() {
            let rest = self.scanner.rest();
            self.scanner.skip(rest.len());
            return Ok(Tree::from(rest));
        }
        if self.scanner.peek() != Some('{') {
            let word = self.scanner.word(&[','], true);
            return self.convert(&word.text);
        }
        self.scanner.next();
        let mut items = Vec::new();
        loop {
            let word = self.scanner.word(&[',', '}'], true);
            match word.stop {
                None => return Err(SetErrorKind::ListNotTerminated.into()),
                Some('}') => {
                    if self.scanner.peek() == Some(',') {
                        self.scanner.next();
                    }
                    items.push(self.convert(&word.text)?);
                    return Ok(Tree::List(items));
                }
                Some(_) => items.push(self.convert(&word.text)?),
            }
        }
    }

    fn convert(&mut self, text: &str) -> Result<Tree, Stop> {
        match &mut self.flavor {
            Flavor::Typed => Ok(scalar::typed(text)),
            Flavor::File(read) => match read(text) {
                Ok(bytes) => Ok(Tree::Str(Str::from(bytes))),
                Err(error) => Err(SetErrorKind::Read(error).into()),
            },
            Flavor::String | Flavor::Json | Flavor::Literal => Ok(Tree::from(text)),
        }
    }
}

fn set(table: &mut Table, key: &str, value: Tree) {
    if !key.is_empty() {
        table.insert(Str::from(key), value);
    }
}

fn wrong_type(found: &'static str, wanted: &'static str) -> Stop {
    SetErrorKind::WrongType { found, wanted }.into()
}

/// Go's name of the type that the value has in a `map[string]interface {}`.
fn type_name(tree: &Tree) -> &'static str {
    match tree {
        Tree::Null => "nil",
        Tree::Bool(_) => "bool",
        Tree::Int(_) => "int64",
        Tree::Uint(_) => "uint64",
        Tree::Float(_) => "float64",
        Tree::Str(_) => "string",
        Tree::List(_) => "[]interface {}",
        Tree::Map(_) => "map[string]interface {}",
    }
}
