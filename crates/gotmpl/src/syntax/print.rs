//! Nodes as error messages show them: single spaces, constants in their own spelling.

use steersman_value::fmt::append_quoted;

use super::ast::{Branch, Declarations, Name, NodeId, NodeKind, Run, Tree, VariableId};

/// What is still to be written. An explicit stack, because nesting is only bounded by the parser.
enum Piece {
    Node(NodeId),
    Text(&'static str),
    Names(Run),
}

impl Tree {
    /// The node in normal spelling.
    pub(crate) fn print(&self, id: NodeId) -> Vec<u8> {
        let mut printer = Printer {
            tree: self,
            out: Vec::new(),
            todo: vec![Piece::Node(id)],
        };
        while let Some(piece) = printer.todo.pop() {
            match piece {
                Piece::Text(text) => printer.out.extend_from_slice(text.as_bytes()),
                Piece::Names(names) => printer.print_names(names),
                Piece::Node(id) => printer.print_node(id),
            }
        }
        printer.out
    }
}

struct Printer<'a> {
    tree: &'a Tree,
    out: Vec<u8>,
    todo: Vec<Piece>,
}

impl Printer<'_> {
    fn write(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Puts pieces in line; the first given is written first.
    fn then(&mut self, pieces: impl DoubleEndedIterator<Item = Piece>) {
        self.todo.extend(pieces.rev());
    }

    fn print_node(&mut self, id: NodeId) {
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Text { end }
            | NodeKind::Number { end, .. }
            | NodeKind::String { end, .. } => {
                self.print_source(Name {
                    start: node.position,
                    end,
                });
            }
            NodeKind::Identifier { end, .. } => self.print_source(Name {
                start: node.position,
                end,
            }),
            NodeKind::Action { pipe } => {
                self.write("{{");
                self.then([Piece::Node(pipe), Piece::Text("}}")].into_iter());
            }
            NodeKind::If(branch) => self.print_branch("{{if ", branch),
            NodeKind::With(branch) => self.print_branch("{{with ", branch),
            NodeKind::Range(branch) => self.print_branch("{{range ", branch),
            NodeKind::Template { name, pipe } => {
                self.write("{{template ");
                append_quoted(&mut self.out, &self.tree.strings[name as usize]);
                let pipe = pipe.map(|pipe| [Piece::Text(" "), Piece::Node(pipe)]);
                self.then(pipe.into_iter().flatten().chain([Piece::Text("}}")]));
            }
            NodeKind::Break => self.write("{{break}}"),
            NodeKind::Continue => self.write("{{continue}}"),
            NodeKind::List { items } => {
                self.then(
                    self.tree
                        .children(items)
                        .iter()
                        .map(|item| Piece::Node(*item)),
                );
            }
            NodeKind::Pipe {
                declarations,
                commands,
            } => self.print_pipe(declarations, commands),
            NodeKind::Command { words } => self.print_command(words),
            NodeKind::Bool(true) => self.write("true"),
            NodeKind::Bool(false) => self.write("false"),
            NodeKind::Dot => self.write("."),
            NodeKind::Nil => self.write("nil"),
            NodeKind::Field { names } => self.print_names(names),
            NodeKind::Variable { variable, names } => {
                self.print_variable(variable);
                self.print_names(names);
            }
            NodeKind::Chain { operand, names } => {
                let operand = self.operand(operand);
                self.then(operand.into_iter().chain([Piece::Names(names)]));
            }
        }
    }

    fn print_source(&mut self, span: Name) {
        self.out.extend_from_slice(self.tree.name(span));
    }

    fn print_names(&mut self, names: Run) {
        for name in self.tree.names(names) {
            self.out.push(b'.');
            self.print_source(*name);
        }
    }

    fn print_variable(&mut self, variable: VariableId) {
        self.out
            .extend_from_slice(self.tree.variable_name(variable));
    }

    fn print_branch(&mut self, head: &str, branch: Branch) {
        self.write(head);
        let otherwise = branch
            .otherwise
            .map(|list| [Piece::Text("{{else}}"), Piece::Node(list)]);
        self.then(
            [
                Piece::Node(branch.pipe),
                Piece::Text("}}"),
                Piece::Node(branch.body),
            ]
            .into_iter()
            .chain(otherwise.into_iter().flatten())
            .chain([Piece::Text("{{end}}")]),
        );
    }

    fn print_pipe(&mut self, declarations: Declarations, commands: Run) {
        for (i, variable) in declarations.iter().enumerate() {
            if i > 0 {
                self.write(", ");
            }
            self.print_variable(variable);
        }
        if !declarations.is_empty() {
            self.write(if declarations.assign { " = " } else { " := " });
        }
        let commands = self.tree.children(commands);
        self.then(commands.iter().enumerate().flat_map(|(i, command)| {
            [
                Piece::Text(if i > 0 { " | " } else { "" }),
                Piece::Node(*command),
            ]
        }));
    }

    fn print_command(&mut self, words: Run) {
        let words = self.tree.children(words);
        let pieces: Vec<Piece> = words
            .iter()
            .enumerate()
            .flat_map(|(i, word)| {
                let space = (i > 0).then_some(Piece::Text(" "));
                space.into_iter().chain(self.operand(*word))
            })
            .collect();
        self.then(pieces.into_iter());
    }

    /// An operand; pipelines get their parentheses back.
    fn operand(&self, id: NodeId) -> Vec<Piece> {
        match self.tree.node(id).kind {
            NodeKind::Pipe { .. } | NodeKind::Command { .. } => {
                vec![Piece::Text("("), Piece::Node(id), Piece::Text(")")]
            }
            _ => vec![Piece::Node(id)],
        }
    }
}
