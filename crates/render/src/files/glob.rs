//! The glob language of `.Files.Glob`: `*` within a segment, `**` across segments, `?`, `[abc]`, `[!a-z]`,
//! `{one,two}` and `\` before a character. What the reader refuses and what it lets pass follows gobwas/glob.

/// How deep `{…}` may nest before the pattern counts as invalid.
const MAX_DEPTH: usize = 200;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Glob(Vec<Step>);

/// A node in its sequence.
#[derive(Clone, Debug)]
struct Step {
    node: Node,
    /// The original matches neighbours of fixed length as one row, and there one character is one byte: `?.txt` does
    /// not match `é.txt`.
    in_row: bool,
}

#[derive(Clone, Debug)]
enum Node {
    Text(String),
    /// `*`: any characters but `/`.
    Any,
    /// `**`
    Super,
    /// `?`: one character but not `/`.
    Single,
    Range {
        low: char,
        high: char,
        not: bool,
    },
    List {
        chars: String,
        not: bool,
    },
    AnyOf(Vec<Vec<Step>>),
}

impl Node {
    fn is_one_character(&self) -> bool {
        matches!(self, Self::Single | Self::Range { .. } | Self::List { .. })
    }

    fn has_fixed_length(&self) -> bool {
        self.is_one_character() || matches!(self, Self::Text(_))
    }
}

/// Finds the rows of a sequence: two or more neighbours of fixed length. Single characters after a star go with the
/// star instead.
fn mark_rows(nodes: Vec<Node>) -> Vec<Step> {
    let mut steps: Vec<Step> = nodes
        .into_iter()
        .map(|node| Step {
            node,
            in_row: false,
        })
        .collect();
    let mut at = 0;
    while at < steps.len() {
        let after_star = at > 0 && matches!(steps[at - 1].node, Node::Any | Node::Super);
        if !steps[at].node.has_fixed_length() || (after_star && steps[at].node.is_one_character()) {
            let star = !steps[at].node.has_fixed_length();
            at += 1;
            while !star && at < steps.len() && steps[at].node.is_one_character() {
                at += 1;
            }
            continue;
        }
        let length = steps[at..]
            .iter()
            .take_while(|step| step.node.has_fixed_length())
            .count();
        steps[at..at + length]
            .iter_mut()
            .for_each(|step| step.in_row = length > 1);
        at += length;
    }
    steps
}

impl Glob {
    /// Compiles a pattern, `None` when it is invalid.
    pub(crate) fn parse(pattern: &[u8]) -> Option<Self> {
        let mut reader = Reader {
            rest: std::str::from_utf8(pattern).ok()?.chars().collect(),
            at: 0,
            depth: 0,
        };
        if reader.rest.contains(&char::REPLACEMENT_CHARACTER) {
            return None;
        }
        // To the original, a NUL is the end of the pattern.
        if let Some(end) = reader.rest.iter().position(|c| *c == '\0') {
            reader.rest.truncate(end);
        }
        reader.sequence().map(Self)
    }

    /// Whether the whole name matches.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let mut places = vec![false; name.len() + 1];
        places[0] = true;
        step_all(&self.0, name.as_bytes(), places)[name.len()]
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Reads up to the end, or inside of `{…}` up to a comma or the closing brace.
    fn sequence(&mut self) -> Option<Vec<Step>> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                ',' | '}' if self.depth > 0 => break,
                '{' => {
                    self.at += 1;
                    nodes.push(self.any_of()?);
                }
                '[' => {
                    self.at += 1;
                    nodes.push(self.range()?);
                }
                '?' => {
                    self.at += 1;
                    nodes.push(Node::Single);
                }
                '*' => {
                    self.at += 1;
                    nodes.push(if self.take('*') {
                        Node::Super
                    } else {
                        Node::Any
                    });
                }
                _ => {
                    let breakers: &[char] = if self.depth > 0 {
                        &['?', '*', '[', '{', '}', ',']
                    } else {
                        &['?', '*', '[', '{']
                    };
                    let text = self.text(breakers);
                    if !text.is_empty() {
                        nodes.push(Node::Text(text));
                    }
                }
            }
        }
        Some(mark_rows(nodes))
    }

    /// The alternatives after `{`. The end of the pattern closes them too.
    fn any_of(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut alternatives = vec![self.sequence()?];
        while self.take(',') {
            alternatives.push(self.sequence()?);
        }
        self.take('}');
        self.depth -= 1;
        Some(Node::AnyOf(alternatives))
    }

    /// The class after `[`: one range, or a list of characters in which `-` has no meaning.
    fn range(&mut self) -> Option<Node> {
        let not = self.take('!');
        let low = self.peek()?;
        if self.rest.get(self.at + 1) == Some(&'-') {
            let high = *self.rest.get(self.at + 2)?;
            self.at += 3;
            return (self.take(']') && low <= high).then_some(Node::Range { low, high, not });
        }
        let chars = self.text(&[']']);
        (self.take(']') && !chars.is_empty()).then_some(Node::List { chars, not })
    }

    fn text(&mut self, breakers: &[char]) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            if breakers.contains(&c) {
                break;
            }
            self.at += 1;
            if c != '\\' {
                text.push(c);
            } else if let Some(escaped) = self.peek() {
                self.at += 1;
                text.push(escaped);
            }
        }
        text
    }
}

/// Follows the steps from all places at once, so that no pattern takes more than (its length × name length) steps.
fn step_all(steps: &[Step], name: &[u8], places: Vec<bool>) -> Vec<bool> {
    steps
        .iter()
        .fold(places, |places, step| follow(step, name, &places))
}

fn follow(step: &Step, name: &[u8], places: &[bool]) -> Vec<bool> {
    let mut next = vec![false; places.len()];
    let starts = || {
        places
            .iter()
            .enumerate()
            .filter(|(_, on)| **on)
            .map(|(at, _)| at)
    };
    let mut one_character = |accept: &dyn Fn(char) -> bool| {
        for at in starts() {
            let Some((c, width)) = first_char(&name[at..]) else {
                continue;
            };
            let (c, width) = if step.in_row && width > 1 {
                (char::REPLACEMENT_CHARACTER, 1)
            } else {
                (c, width)
            };
            next[at + width] |= accept(c);
        }
    };
    match &step.node {
        Node::Text(text) => {
            let lost = step.in_row && !text.ends_with(|c: char| c.is_ascii());
            for at in starts().filter(|at| !lost && name[*at..].starts_with(text.as_bytes())) {
                next[at + text.len()] = true;
            }
        }
        Node::Single => one_character(&|c| c != '/'),
        Node::Range { low, high, not } => one_character(&|c| (*low..=*high).contains(&c) != *not),
        Node::List { chars, not } => one_character(&|c| chars.contains(c) != *not),
        Node::Any | Node::Super => {
            let crosses = matches!(step.node, Node::Super);
            let mut on = false;
            for (at, next) in next.iter_mut().enumerate() {
                on |= places[at];
                *next = on;
                on &= crosses || name.get(at) != Some(&b'/');
            }
        }
        Node::AnyOf(alternatives) => {
            for steps in alternatives {
                for (at, on) in step_all(steps, name, places.to_vec())
                    .into_iter()
                    .enumerate()
                {
                    next[at] |= on;
                }
            }
        }
    }
    next
}

/// The first character and its width; what is no UTF-8 counts as a replacement character of one byte.
fn first_char(text: &[u8]) -> Option<(char, usize)> {
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    match valid.chars().next() {
        Some(c) => Some((c, c.len_utf8())),
        None => (!text.is_empty()).then_some((char::REPLACEMENT_CHARACTER, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_gobwas_matches() {
        for (pattern, yes, no) in [
            (
                "*.yaml",
                &["a.yaml", ".yaml"][..],
                &["a/b.yaml", "a.yml"][..],
            ),
            ("**.yaml", &["a.yaml", "a/b.yaml"], &["a.yml"]),
            (
                "conf/**",
                &["conf/a", "conf/a/b", "conf/"],
                &["conf", "x/conf/a"],
            ),
            ("**/a", &["x/a", "/a"], &["a"]),
            ("a?c", &["abc"], &["ac", "a/c", "abbc", "aéc"]),
            ("*?", &["é", "aé"], &[""]),
            ("a?*", &["aé", "ab"], &["a"]),
            ("[a-c]x", &["ax", "cx"], &["dx", "x"]),
            ("[!a-c]x", &["dx"], &["ax"]),
            ("[a-c!]x", &[], &["ax", "dx", "-x", "!x"]),
            ("[!ab]", &["c"], &["a", "b", ""]),
            ("{a,b/*}.txt", &["a.txt", "b/c.txt"], &["b.txt", "c.txt"]),
            ("{a,b", &["a", "b"], &["c"]),
            ("a\\*", &["a*"], &["ab"]),
            ("{a,{b,c}d}", &["a", "bd", "cd"], &["b"]),
            ("", &[""], &["a"]),
            ("a}", &["a}"], &["a"]),
        ] {
            let glob = Glob::parse(pattern.as_bytes());
            for name in yes {
                assert!(
                    glob.as_ref().is_some_and(|glob| glob.matches(name)),
                    "{pattern} should match {name}"
                );
            }
            for name in no {
                assert!(
                    !glob.as_ref().is_some_and(|glob| glob.matches(name)),
                    "{pattern} should not match {name}"
                );
            }
        }
    }

    #[test]
    fn hostile_patterns_end_soon() {
        let pattern = "**a".repeat(2000) + "b";
        let glob = Glob::parse(pattern.as_bytes()).expect("the pattern is valid");
        assert!(!glob.matches(&"a".repeat(300)));
        assert!(Glob::parse("{".repeat(100_000).as_bytes()).is_none());
    }
}
