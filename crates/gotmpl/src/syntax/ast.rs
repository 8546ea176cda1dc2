use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use super::number::Number;
use super::words::Word;
use steersman_value::Str;

/// The index of a node in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(NonZeroU32);

impl NodeId {
    /// The first node of a file.
    pub(crate) const FIRST: Self = Self(NonZeroU32::MIN);

    pub(crate) fn new(index: usize) -> Self {
        Self(number(index))
    }

    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An index as a number that leaves room for `None`.
fn number(index: usize) -> NonZeroU32 {
    u32::try_from(index + 1)
        .ok()
        .and_then(NonZeroU32::new)
        .expect("a text below 4 GiB has fewer parts")
}

/// A run of entries in one of the side tables of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl Run {
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// The number of a variable name in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VariableId(NonZeroU32);

impl VariableId {
    /// `$`
    pub(crate) const ROOT: Self = Self(NonZeroU32::MIN);

    pub(crate) fn new(index: usize) -> Self {
        Self(number(index))
    }

    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A node and where Go says it stands (a field chain stands at its second component).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) position: u32,
    pub(crate) kind: NodeKind,
}

/// What a node is. Names, constants and children are in the tables of the [`Tree`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum NodeKind {
    /// Plain text, up to the offset `end`.
    Text { end: u32 },
    /// A pipeline to print.
    Action { pipe: NodeId },
    /// `if`
    If(Branch),
    /// `with`
    With(Branch),
    /// `range`
    Range(Branch),
    /// `template`; the name is an entry of `strings`.
    Template { name: u32, pipe: Option<NodeId> },
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// The nodes of a body.
    List { items: Run },
    /// Commands joined by `|`, with the variables they set. A command that is alone and sets none stands for itself.
    Pipe {
        declarations: Declarations,
        commands: Run,
    },
    /// An operand and its arguments. An operand that is alone stands for itself, but for one in parentheses.
    Command { words: Run },
    /// `true` or `false`
    Bool(bool),
    /// `.`
    Dot,
    /// `nil`
    Nil,
    /// A number or character constant: an entry of `numbers`, spelled up to the offset `end`.
    Number { number: u32, end: u32 },
    /// A string constant: an entry of `strings`, spelled up to the offset `end`.
    String { string: u32, end: u32 },
    /// The name of a function, up to the offset `end`.
    Identifier { function: FunctionId, end: u32 },
    /// `.a.b`
    Field { names: Run },
    /// `$x.a.b`
    Variable { variable: VariableId, names: Run },
    /// `(pipeline).a.b`
    Chain { operand: NodeId, names: Run },
}

/// The parts of an `if`, `with` or `range`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch {
    pub(crate) pipe: NodeId,
    pub(crate) body: NodeId,
    pub(crate) otherwise: Option<NodeId>,
}

/// The variables that a pipeline sets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Declarations {
    pub(crate) first: Option<VariableId>,
    pub(crate) second: Option<VariableId>,
    /// `=` and not `:=`.
    pub(crate) assign: bool,
}

impl Declarations {
    pub(crate) fn is_empty(self) -> bool {
        self.first.is_none()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = VariableId> {
        self.first.into_iter().chain(self.second)
    }
}

/// A function, by its place in the function table or among Go's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FunctionId {
    /// A function of the host.
    Host(u16),
    /// A function of the language.
    Builtin(crate::eval::Builtin),
}

/// The text of a file and what was parsed from it.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) name: Str,
    pub(crate) text: Str,
    pub(crate) strings: Vec<Str>,
    pub(crate) shape: Arc<Shape>,
}

/// The nodes of a file, without its words: texts that differ in words alone have one shape.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    pub(crate) nodes: Vec<Node>,
    pub(crate) children: Vec<NodeId>,
    /// The components of field chains, as spans of the text.
    pub(crate) names: Vec<Name>,
    pub(crate) numbers: Vec<Number>,
    pub(crate) variables: Vec<Name>,
    /// What may differ between texts of this shape, once somebody asked.
    pub(super) words: OnceLock<Vec<Word>>,
}

/// A name: a span of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Shape {
    /// Tables with room for most texts: while they grow each place is touched twice.
    pub(super) fn roomy() -> Self {
        const ROOM: usize = 1 << 13;
        Self {
            nodes: Vec::with_capacity(ROOM),
            children: Vec::with_capacity(ROOM),
            names: Vec::with_capacity(ROOM / 2),
            ..Self::default()
        }
    }

    /// The same without room to spare.
    pub(super) fn to_exact(&self) -> Self {
        Self {
            nodes: self.nodes.clone(),
            children: self.children.clone(),
            names: self.names.clone(),
            numbers: self.numbers.clone(),
            variables: self.variables.clone(),
            words: OnceLock::new(),
        }
    }

    /// Empties the tables and keeps their room.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.children.clear();
        self.names.clear();
        self.numbers.clear();
        self.variables.clear();
    }

    pub(crate) fn node(&self, id: NodeId) -> Node {
        self.nodes[id.index()]
    }

    pub(crate) fn children(&self, run: Run) -> &[NodeId] {
        &self.children[run.range()]
    }
}

impl Tree {
    pub(crate) fn node(&self, id: NodeId) -> Node {
        self.shape.node(id)
    }

    pub(crate) fn children(&self, run: Run) -> &[NodeId] {
        self.shape.children(run)
    }

    pub(crate) fn names(&self, run: Run) -> &[Name] {
        &self.shape.names[run.range()]
    }

    /// Where the first item of a body starts.
    pub(crate) fn body_start(&self, list: NodeId) -> u32 {
        let NodeKind::List { items } = self.node(list).kind else {
            return 0;
        };
        self.children(items)
            .first()
            .map_or(0, |first| self.node(*first).position)
    }

    pub(crate) fn name(&self, name: Name) -> &[u8] {
        self.slice(name.start, name.end)
    }

    pub(crate) fn variable_name(&self, id: VariableId) -> &[u8] {
        if id == VariableId::ROOT {
            b"$"
        } else {
            self.name(self.shape.variables[id.index()])
        }
    }

    /// The line of an offset, from one, and its column in bytes, from zero.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the parser refuses texts of 4 GiB"
    )]
    pub(crate) fn line_and_column(&self, offset: u32) -> (u32, u32) {
        let before = &self.text[..offset as usize];
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        (line as u32, column as u32)
    }

    pub(crate) fn slice(&self, start: u32, end: u32) -> &[u8] {
        &self.text[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn nodes_are_small() {
        assert!(size_of::<Node>() <= 24, "{}", size_of::<Node>());
    }
}
