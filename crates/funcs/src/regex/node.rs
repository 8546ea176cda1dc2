use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};

use super::class::CharSet;

/// The most levels of a pattern, as in Go.
pub(super) const MAX_HEIGHT: usize = 1000;

/// The most copies that nested counted repetitions may ask for together, as in Go.
const MAX_COPIES: u32 = 1000;

/// A parsed pattern. Its height is bounded, so recursion over it is safe.
#[derive(Debug)]
pub(super) struct Node {
    kind: Kind,
    height: usize,
}

#[derive(Debug)]
enum Kind {
    Empty,
    Char(char),
    Set(CharSet),
    Look(Look),
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat(Repeat, Box<Node>),
    Capture(u32, Box<Node>),
}

/// A repetition operator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repeat {
    pub(super) min: u32,
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    /// Whether it is written with braces; only these count towards the limit on copies.
    pub(super) counted: bool,
}

/// Which characters a text has that a pattern is run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Alphabet {
    /// Those of ASCII: for these a pattern is compiled in a fraction of the time.
    Ascii,
    Unicode,
}

impl Alphabet {
    /// That of a text.
    pub(super) fn of(text: &[u8]) -> Self {
        if text.is_ascii() {
            Self::Ascii
        } else {
            Self::Unicode
        }
    }

    /// What of a class can be met.
    fn narrow(self, mut class: ClassUnicode) -> Hir {
        if self == Self::Ascii {
            class.intersect(&ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]));
        }
        Hir::class(Class::Unicode(class))
    }
}

impl Node {
    fn leaf(kind: Kind) -> Self {
        Self { kind, height: 1 }
    }

    pub(super) fn char(c: char) -> Self {
        Self::leaf(Kind::Char(c))
    }

    pub(super) fn set(set: CharSet) -> Self {
        Self::leaf(Kind::Set(set))
    }

    pub(super) fn look(look: Look) -> Self {
        Self::leaf(Kind::Look(look))
    }

    pub(super) fn concat(nodes: Vec<Self>) -> Self {
        Self::join(nodes, Kind::Concat)
    }

    pub(super) fn alternate(nodes: Vec<Self>) -> Self {
        Self::join(nodes, Kind::Alternate)
    }

    pub(super) fn repeat(self, repeat: Repeat) -> Self {
        Self {
            height: self.height + 1,
            kind: Kind::Repeat(repeat, Box::new(self)),
        }
    }

    pub(super) fn capture(self, index: u32) -> Self {
        Self {
            height: self.height + 1,
            kind: Kind::Capture(index, Box::new(self)),
        }
    }

    fn join(mut nodes: Vec<Self>, kind: fn(Vec<Self>) -> Kind) -> Self {
        match (nodes.len(), nodes.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                nodes.push(last);
                let height = 1 + nodes.iter().map(|node| node.height).max().unwrap_or(0);
                Self {
                    kind: kind(nodes),
                    height,
                }
            }
            (_, None) => Self::leaf(Kind::Empty),
        }
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// Whether counted repetitions inside each other ask for no more copies than allowed.
    pub(super) fn repeats_within_limit(&self) -> bool {
        self.repeats_within(MAX_COPIES)
    }

    fn repeats_within(&self, mut copies: u32) -> bool {
        match &self.kind {
            Kind::Repeat(repeat, node) => {
                if repeat.counted {
                    match repeat.max.unwrap_or(repeat.min) {
                        0 if repeat.max == Some(0) => return true,
                        0 => {}
                        count if count > copies => return false,
                        count => copies /= count,
                    }
                }
                node.repeats_within(copies)
            }
            Kind::Capture(_, node) => node.repeats_within(copies),
            Kind::Concat(nodes) | Kind::Alternate(nodes) => {
                nodes.iter().all(|node| node.repeats_within(copies))
            }
            _ => true,
        }
    }

    /// The pattern for the matching engine, for texts of this alphabet.
    pub(super) fn lower(self, alphabet: Alphabet) -> Hir {
        let lower = |node: Self| node.lower(alphabet);
        match self.kind {
            Kind::Empty => Hir::empty(),
            Kind::Char(c) => Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Kind::Set(set) => alphabet.narrow(set.into_class()),
            Kind::Look(look) => Hir::look(look),
            Kind::Concat(nodes) => Hir::concat(nodes.into_iter().map(lower).collect()),
            Kind::Alternate(nodes) => Hir::alternation(nodes.into_iter().map(lower).collect()),
            Kind::Repeat(
                Repeat {
                    min, max, greedy, ..
                },
                node,
            ) => Hir::repetition(Repetition {
                min,
                max,
                greedy,
                sub: Box::new(lower(*node)),
            }),
            // Names stay outside: Go allows the same name twice, the engine does not.
            Kind::Capture(index, node) => Hir::capture(Capture {
                index,
                name: None,
                sub: Box::new(lower(*node)),
            }),
        }
    }
}
