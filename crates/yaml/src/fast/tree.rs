use std::collections::HashMap;

use steersman_value::{Str, Table, Tree};

use super::reader::read;
use super::{Doubt, Sink, Text};
use crate::decode::Duplicates;
use crate::intern::Interner;
use crate::node::{Numbers, integer_tree, unsigned_tree};
use crate::number::push_float32;
use crate::parse::Options;
use crate::resolve::{Meaning, resolve};

/// So many aliases are never too large a share of a document.
const MAX_ALIASES: usize = 100;

/// Reads the first document of `text`.
pub(crate) fn read_tree(text: &[u8], options: Options) -> Result<Tree, Doubt> {
    let sink = TreeSink {
        options,
        strings: Interner::default(),
        keys: Vec::new(),
        values: Vec::new(),
        starts: Vec::new(),
        anchors: HashMap::new(),
        aliases: 0,
    };
    read(text, sink)?.values.pop().ok_or(Doubt)
}

/// Builds a tree. Keys and values of open collections stand on two stacks.
struct TreeSink<'t> {
    options: Options,
    strings: Interner,
    keys: Vec<Str>,
    values: Vec<Tree>,
    /// How high the stacks were when the open collections began.
    starts: Vec<(usize, usize)>,
    anchors: HashMap<&'t [u8], Tree>,
    aliases: usize,
}

impl TreeSink<'_> {
    fn start(&mut self) {
        self.starts.push((self.keys.len(), self.values.len()));
    }
}

impl<'t> Sink<'t> for TreeSink<'t> {
    fn start_mapping(&mut self) -> Result<(), Doubt> {
        self.start();
        Ok(())
    }

    fn end_mapping(&mut self) -> Result<(), Doubt> {
        let (keys, values) = self.starts.pop().ok_or(Doubt)?;
        let count = self.keys.len() - keys;
        let table: Table = self
            .keys
            .drain(keys..)
            .zip(self.values.drain(values..))
            .collect();
        if table.len() < count && self.options.duplicates == Duplicates::Refuse {
            return Err(Doubt);
        }
        self.values.push(Tree::Map(table));
        Ok(())
    }

    fn start_sequence(&mut self) -> Result<(), Doubt> {
        self.start();
        Ok(())
    }

    fn end_sequence(&mut self) -> Result<(), Doubt> {
        let (_, values) = self.starts.pop().ok_or(Doubt)?;
        let items = self.values.drain(values..).collect();
        self.values.push(Tree::List(items));
        Ok(())
    }

    fn key(&mut self, key: Text<'t>) -> Result<(), Doubt> {
        // Keys of different types that become the same string do not count as repeated.
        let is_strict = self.options.duplicates == Duplicates::Refuse;
        if is_strict && key.is_plain() && resolve(&key.decode(), false) != Meaning::Str {
            return Err(Doubt);
        }
        let text = match key {
            Text::Plain(key) if is_string_key(key) => self.strings.get(key),
            Text::Verbatim(key) => self.strings.get(key),
            key => key_text(key)?,
        };
        self.keys.push(text);
        Ok(())
    }

    fn scalar(&mut self, text: Text<'t>) -> Result<(), Doubt> {
        self.values
            .push(scalar_tree(text, self.options.numbers, &mut self.strings)?);
        Ok(())
    }

    fn null(&mut self) {
        self.values.push(Tree::Null);
    }

    fn anchor(&mut self, name: &'t [u8]) -> Result<(), Doubt> {
        let value = self.values.last().ok_or(Doubt)?;
        self.anchors.insert(name, value.clone());
        Ok(())
    }

    fn alias(&mut self, name: &'t [u8]) -> Result<(), Doubt> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(Doubt);
        }
        let value = self.anchors.get(name).ok_or(Doubt)?;
        self.values.push(value.clone());
        Ok(())
    }
}

/// A key as a string.
pub(super) fn key_text(key: Text<'_>) -> Result<Str, Doubt> {
    let is_plain = key.is_plain();
    let text = key.decode();
    if !is_plain {
        return Ok(Str::from(&text[..]));
    }
    match resolve(&text, false) {
        Meaning::Str if *text == *b"<<" => Err(Doubt),
        Meaning::Str | Meaning::Timestamp => Ok(Str::from(&text[..])),
        Meaning::Bool(value) => Ok(Str::from(if value { "true" } else { "false" })),
        Meaning::Int(value) => Ok(Str::from(value.to_string())),
        Meaning::Float(value) => {
            let mut text = Vec::new();
            push_float32(&mut text, value);
            Ok(Str::from(text))
        }
        Meaning::Null | Meaning::Uint(_) => Err(Doubt),
    }
}

/// The value of a scalar.
pub(super) fn scalar_tree(
    text: Text<'_>,
    numbers: Numbers,
    strings: &mut Interner,
) -> Result<Tree, Doubt> {
    let is_plain = text.is_plain();
    let text = text.decode();
    if !is_plain {
        return Ok(Tree::Str(strings.get(&text)));
    }
    Ok(match resolve(&text, false) {
        Meaning::Null => Tree::Null,
        Meaning::Bool(value) => Tree::Bool(value),
        Meaning::Int(value) => integer_tree(value, numbers),
        Meaning::Uint(value) => unsigned_tree(value, numbers),
        Meaning::Float(value) if value.is_finite() => Tree::Float(value),
        Meaning::Str | Meaning::Timestamp => Tree::Str(strings.get(&text)),
        Meaning::Float(_) => return Err(Doubt),
    })
}

/// Whether a plain key is surely a string.
fn is_string_key(key: &[u8]) -> bool {
    key[0].is_ascii_alphabetic() && resolve(key, false) == Meaning::Str
}

#[cfg(test)]
mod tests {
    use super::{MAX_ALIASES, read_tree};
    use crate::parse::{Options, parse_slowly};

    #[test]
    fn anchors_of_scalars() {
        for (text, is_known) in [
            ("a: &x null\nb: *x\n", true),
            ("a: &x 1\nb: &x 'two'\nc: *x # again\nd:\n  e: *x", true),
            ("a: &x-1_Z \"q\" # c\nb: *x-1_Z\n", true),
            ("a: &x one\n  line\nb: *x\n", true),
            ("a: &x\n  b: 1\nc: *x\n", false),
            ("a: &x [1]\nb: *x\n", false),
            ("a: &x # c\nb: *x\n", false),
            ("a: &x |\n  t\nb: *x\n", false),
            ("a: &x &y 1\n", false),
            ("a: &x *x\n", false),
            ("a: *x\n", false),
            ("a: &x 1\nb: *x: 2\n", false),
            ("a: &x 1\nb: *x\n  c: 2\n", false),
            ("a: &x 1\nb: *x y\n", false),
            ("a: &x 1\n*x : 2\n", false),
            ("a: &x! 1\n", false),
            ("a: & 1\n", false),
            ("a: &x 1\nb:\n- *x\n", false),
            ("a: &x !!str 1\nb: *x\n", false),
            ("a: &x 1\nb:\n  <<: *x\n", false),
        ] {
            let read = read_tree(text.as_bytes(), Options::default());
            assert_eq!(read.is_ok(), is_known, "{text}");
            if let Ok(tree) = read {
                let wanted = parse_slowly(text.as_bytes(), Options::default());
                assert_eq!(Some(tree), wanted.ok(), "{text}");
            }
        }
        let many = |count| "a: &x 1\n".to_owned() + &"b: *x\n".repeat(count);
        for (count, is_known) in [(MAX_ALIASES, true), (MAX_ALIASES + 1, false)] {
            let read = read_tree(many(count).as_bytes(), Options::default());
            assert_eq!(read.is_ok(), is_known);
        }
    }
}
