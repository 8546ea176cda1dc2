//! Texts that differ from a parsed one in words alone.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use steersman_value::Str;

use super::ast::{Node, NodeKind, Tree};
use super::parser::{Definition, Parsed};

/// A part of a text that can have other letters and digits without changing how the text is parsed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    start: u32,
    end: u32,
    place: Place,
}

/// What a word is part of.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Plain text, which the nodes only point to.
    Text,
    /// An entry of the table of strings.
    String(u32),
    /// The name of a definition.
    Definition(usize),
}

impl Word {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What parsing `text` as `name` gives, if it is the text of `parsed` but for letters and digits in plain text and
/// string constants.
///
/// Neither moves the limit of a token: no letter or digit is part of a delimiter, a quote or an escape (constants
/// with a backslash are left out), and none is white space, which decides about trimming and about empty bodies.
pub(crate) fn adapt(parsed: &Parsed, name: Str, text: Str) -> Option<Parsed> {
    let tree = &parsed.tree;
    if parsed.is_ambiguous || tree.text.len() != text.len() {
        return None;
    }
    let words = tree.shape.words.get_or_init(|| find_words(parsed));
    let mut strings = tree.strings.clone();
    let mut definitions = parsed.definitions.clone();
    let mut checked = 0;
    for word in words {
        let range = word.range();
        // The name of a `block` is two words at once.
        if range.start >= checked {
            if tree.text[checked..range.start] != text[checked..range.start] {
                return None;
            }
            checked = range.end;
        }
        let (before, after) = (&tree.text[range.clone()], &text[range.clone()]);
        if before == after {
            continue;
        }
        if !is_reworded(before, after) {
            return None;
        }
        let inner = || Str::from(&text[range.start + 1..range.end - 1]);
        match word.place {
            Place::Text => {}
            Place::String(string) => strings[string as usize] = inner(),
            Place::Definition(definition) => definitions[definition].name = inner(),
        }
    }
    if tree.text[checked..] != text[checked..] || !are_distinct(&definitions, &name) {
        return None;
    }
    Some(Parsed {
        main: Definition {
            name: name.clone(),
            ..parsed.main.clone()
        },
        tree: Arc::new(Tree {
            name,
            text,
            strings,
            shape: Arc::clone(&tree.shape),
        }),
        definitions,
        is_ambiguous: false,
    })
}

/// Whether two parts differ in letters and digits alone.
fn is_reworded(before: &[u8], after: &[u8]) -> bool {
    let mut pairs = before.iter().zip(after);
    pairs.all(|(a, b)| a == b || (a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric()))
}

/// Whether no name is that of another definition or of the file.
fn are_distinct(definitions: &[Definition], name: &Str) -> bool {
    let mut seen = BTreeSet::from([name]);
    definitions
        .iter()
        .all(|definition| seen.insert(&definition.name))
}

/// The words of a text, in the order of their places.
fn find_words(parsed: &Parsed) -> Vec<Word> {
    let tree = &parsed.tree;
    let mut words = Vec::new();
    for Node { position, kind } in &tree.shape.nodes {
        words.extend(match *kind {
            NodeKind::Text { end } => Some(Word {
                start: *position,
                end,
                place: Place::Text,
            }),
            NodeKind::String { string, .. } => {
                constant(&tree.text, *position, Place::String(string))
            }
            NodeKind::Template { name, .. } => constant(&tree.text, *position, Place::String(name)),
            _ => None,
        });
    }
    let names = parsed.definitions.iter().enumerate();
    words.extend(names.filter_map(|(place, definition)| {
        constant(&tree.text, definition.name_at, Place::Definition(place))
    }));
    words.sort_by_key(|word| word.start);
    words
}

/// The string constant that starts at `start`, when its value is what stands between its quotes.
fn constant(text: &[u8], start: u32, place: Place) -> Option<Word> {
    let rest = text.get(start as usize..)?;
    let quote = *rest.first()?;
    let length = 2 + memchr::memchr(quote, &rest[1..])?;
    let inner = &rest[1..length - 1];
    if memchr::memchr2(b'\\', b'\r', inner).is_some() {
        return None;
    }
    Some(Word {
        start,
        end: start + u32::try_from(length).ok()?,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::FunctionNames;
    use crate::limits::{Limits, StackGuard};
    use crate::syntax::parse;

    fn parsed(name: &str, text: &str) -> Option<Parsed> {
        let stack = StackGuard::new(Limits::default().stack_bytes);
        parse(name.into(), text.into(), &FunctionNames::new(&[]), stack).ok()
    }

    /// Everything but the words that are found on demand.
    fn shown(parsed: &Parsed) -> String {
        let Tree {
            name,
            text,
            strings,
            shape,
        } = &*parsed.tree;
        format!(
            "{name:?} {text:?} {strings:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            shape.nodes,
            shape.children,
            shape.names,
            shape.numbers,
            shape.variables,
            parsed.main,
            parsed.definitions,
        )
    }

    #[test]
    fn adapts_words_and_nothing_else() {
        let cases = [
            ("a: {{ .b }}", "c: {{ .b }}", true),
            ("a: {{ .b }}", "a: {{ .c }}", false),
            ("a: {{ .b }}", "a: {{ .b }} ", false),
            ("a {{- .b -}} c", "d {{- .b -}} e", true),
            ("ab{{- .b -}}c", "a {{- .b -}}c", false),
            ("{{ print \"a-b\" `c` }}", "{{ print \"d-e\" `f` }}", true),
            ("{{ print \"a\\n\" }}", "{{ print \"a\\t\" }}", false),
            ("{{ print \"a\\n\" }}x", "{{ print \"a\\n\" }}y", true),
            ("{{ print `a\r` }}", "{{ print `b\r` }}", false),
            ("{{ print 'a' }}", "{{ print 'b' }}", false),
            ("{{ print 10 }}", "{{ print 20 }}", false),
            ("{{/* a */}}x", "{{/* b */}}x", false),
            (
                "{{ define \"a\" }}b{{ end }}",
                "{{ define \"c\" }}d{{ end }}",
                true,
            ),
            (
                "{{ define \"a\" }}b{{ end }}",
                "{{ define \"n\" }}b{{ end }}",
                false,
            ),
            (
                "{{ block \"a\" . }}b{{ end }}",
                "{{ block \"c\" . }}d{{ end }}",
                true,
            ),
            ("{{ template \"a\" . }}", "{{ template \"c\" . }}", true),
            (
                "{{ define \"a\" }}b{{ end }}{{ define \"c\" }}d{{ end }}",
                "{{ define \"e\" }}b{{ end }}{{ define \"e\" }}d{{ end }}",
                false,
            ),
            (
                "{{ define \"a\" }}{{ end }}{{ define \"a\" }}d{{ end }}",
                "{{ define \"a\" }}{{ end }}{{ define \"b\" }}d{{ end }}",
                false,
            ),
            ("{{ print \"{{\" }}a", "{{ print \"{{\" }}b", true),
        ];
        for (model, text, fits) in cases {
            let model = parsed("m", model).expect("the model can be parsed");
            let adapted = adapt(&model, "n".into(), text.into());
            assert_eq!(adapted.is_some(), fits, "{text}");
            if let Some(adapted) = adapted {
                let real = parsed("n", text).expect("so can the text");
                assert_eq!(shown(&adapted), shown(&real));
            }
        }
    }
}
