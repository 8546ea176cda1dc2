//! Pipelines, commands, operands and constants.

use super::{Outcome, Parser};
use crate::syntax::ast::{Declarations, Name, Node, NodeId, NodeKind, Run, VariableId};
use crate::syntax::number::Number;
use crate::syntax::token::{Token, TokenKind};
use steersman_value::Str;
use steersman_value::fmt::quote;

/// How deep parentheses may nest in one expression, as in Go.
const MAX_PAREN_DEPTH: usize = 10_000;

/// What error messages call a pipeline in parentheses.
const PARENTHESIZED: &str = "parenthesized pipeline";

/// How many variables in scope are compared before the table of all names is asked.
const RECENT_VARIABLES: usize = 8;

impl<'a> Parser<'a> {
    /// A pipeline with its declarations, up to and including `end`.
    pub(super) fn pipeline(&mut self, context: &str, end: TokenKind) -> Outcome<NodeId> {
        let position = self.peek().start;
        let declarations = self.declarations(context)?;
        let base = self.scratch.len();
        loop {
            let token = self.next();
            match token.kind {
                kind if kind == end => break,
                kind if starts_operand(kind) => {
                    self.back_up();
                    let command = self.command()?;
                    self.scratch.push(command);
                }
                _ => return Err(self.unexpected(token, context)),
            }
        }
        self.check_pipeline(base, context)?;
        if let [only] = self.scratch[base..]
            && declarations.is_empty()
        {
            self.scratch.truncate(base);
            return Ok(self.alone(only, context));
        }
        let commands = self.finish_run(base);
        Ok(self.push(
            position,
            NodeKind::Pipe {
                declarations,
                commands,
            },
        ))
    }

    /// What stands for a pipeline of the command that was parsed last: most are alone, and have one word.
    fn alone(&mut self, command: NodeId, context: &str) -> NodeId {
        // Parentheses are printed, and a range stands where its pipeline does.
        if matches!(context, PARENTHESIZED | "range") {
            return command;
        }
        let NodeKind::Command { words } = self.shape.node(command).kind else {
            return command;
        };
        let [only] = *self.shape.children(words) else {
            return command;
        };
        if matches!(
            self.shape.node(only).kind,
            NodeKind::Pipe { .. } | NodeKind::Command { .. }
        ) {
            return command;
        }
        self.shape.nodes.truncate(command.index());
        self.shape.children.truncate(words.start as usize);
        only
    }

    /// `$x :=`, `$x =` or, in `range`, `$i, $x :=`.
    fn declarations(&mut self, context: &str) -> Outcome<Declarations> {
        let mut declarations = Declarations::default();
        loop {
            let variable = self.peek();
            if variable.kind != TokenKind::Variable {
                return Ok(declarations);
            }
            self.next();
            let next = self.peek();
            let is_comma = next.kind == TokenKind::Char && self.text[next.start as usize] == b',';
            if matches!(next.kind, TokenKind::Assign | TokenKind::Declare) || is_comma {
                self.next();
                self.declare(&mut declarations, variable);
                if !is_comma {
                    declarations.assign = next.kind == TokenKind::Assign;
                    return Ok(declarations);
                }
                if context != "range" || declarations.second.is_some() {
                    return Err(self.error(format!("too many declarations in {context}")));
                }
                if !matches!(
                    self.peek().kind,
                    TokenKind::Variable | TokenKind::RightDelim | TokenKind::RightParen
                ) {
                    return Err(self.error("range can only initialize variables"));
                }
                continue;
            }
            self.back_up_two(variable);
            return Ok(declarations);
        }
    }

    fn declare(&mut self, declarations: &mut Declarations, token: Token) {
        let id = self.variable_id(token);
        self.body.variables.push(id);
        if declarations.first.is_none() {
            declarations.first = Some(id);
        } else {
            declarations.second = Some(id);
        }
    }

    fn variable_id(&mut self, token: Token) -> VariableId {
        let name: &'a [u8] = &self.text[token.start as usize..token.end as usize];
        if name == b"$" {
            return VariableId::ROOT;
        }
        // Most variables were declared shortly before.
        for id in self.body.variables.iter().rev().take(RECENT_VARIABLES) {
            let Name { start, end } = self.shape.variables[id.index()];
            if &self.text[start as usize..end as usize] == name {
                return *id;
            }
        }
        let next = VariableId::new(self.shape.variables.len());
        let id = *self.variable_ids.entry(name).or_insert(next);
        if id == next {
            self.shape.variables.push(Name {
                start: token.start,
                end: token.end,
            });
        }
        id
    }

    fn check_pipeline(&self, base: usize, context: &str) -> Outcome<()> {
        let commands = &self.scratch[base..];
        if commands.is_empty() {
            return Err(self.error(format!("missing value for {context}")));
        }
        // Only the first command may start with something that cannot be executed.
        let stage = commands.iter().skip(1).position(|command| {
            let NodeKind::Command { words } = self.shape.node(*command).kind else {
                return false;
            };
            let first = self.shape.children(words)[0];
            matches!(
                self.shape.node(first).kind,
                NodeKind::Bool(_)
                    | NodeKind::Dot
                    | NodeKind::Nil
                    | NodeKind::Number { .. }
                    | NodeKind::String { .. }
            )
        });
        match stage {
            Some(stage) => Err(self.error(format!(
                "non executable command in pipeline stage {}",
                stage + 2
            ))),
            None => Ok(()),
        }
    }

    /// Operands separated by space, up to a `|` (which is consumed) or the end of the pipeline (which is not).
    fn command(&mut self) -> Outcome<NodeId> {
        let position = self.peek().start;
        let base = self.scratch.len();
        loop {
            if let Some(operand) = self.operand()? {
                self.scratch.push(operand);
            }
            let token = self.peek();
            match token.kind {
                TokenKind::RightDelim | TokenKind::RightParen => break,
                kind if token.spaced && starts_operand(kind) => {}
                kind => {
                    self.next();
                    if kind == TokenKind::Pipe {
                        break;
                    }
                    return Err(self.unexpected(token, "operand"));
                }
            }
        }
        if self.scratch.len() == base {
            return Err(self.error("empty command"));
        }
        let words = self.finish_run(base);
        Ok(self.push(position, NodeKind::Command { words }))
    }

    /// A term and the fields read from it; nothing when the next token starts no term.
    fn operand(&mut self) -> Outcome<Option<NodeId>> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        let dot = self.peek();
        if dot.kind != TokenKind::Field || dot.spaced {
            return Ok(Some(term));
        }
        let mut names = self.begin_names();
        loop {
            let token = self.peek();
            if token.kind != TokenKind::Field || token.spaced {
                break;
            }
            self.next();
            self.push_name(&mut names, token);
        }
        let node = self.shape.node(term);
        let merged = match node.kind {
            // The names of the term are the last ones pushed, so the runs join.
            NodeKind::Field { names: head } => NodeKind::Field {
                names: join(head, names),
            },
            NodeKind::Variable { variable, .. } => NodeKind::Variable { variable, names },
            NodeKind::Bool(_)
            | NodeKind::String { .. }
            | NodeKind::Number { .. }
            | NodeKind::Nil
            | NodeKind::Dot => {
                let printed = quote(&self.printed_term(term));
                return Err(self.error(format!("unexpected . after term {printed}")));
            }
            _ => {
                return Ok(Some(self.push(
                    dot.start,
                    NodeKind::Chain {
                        operand: term,
                        names,
                    },
                )));
            }
        };
        // Go places such a chain at its second component.
        self.shape.nodes[term.index()] = Node {
            position: dot.start,
            kind: merged,
        };
        Ok(Some(term))
    }

    /// A literal in its own spelling; the tree has no text yet while it is being built.
    fn printed_term(&self, term: NodeId) -> Vec<u8> {
        let node = self.shape.node(term);
        match node.kind {
            NodeKind::Bool(b) => b.to_string().into_bytes(),
            NodeKind::String { end, .. } | NodeKind::Number { end, .. } => {
                self.text[node.position as usize..end as usize].to_vec()
            }
            NodeKind::Nil => b"nil".to_vec(),
            _ => b".".to_vec(),
        }
    }

    fn term(&mut self) -> Outcome<Option<NodeId>> {
        let token = self.next();
        let text: &'a [u8] = &self.text[token.start as usize..token.end as usize];
        let kind = match token.kind {
            TokenKind::Identifier => match self.functions.find(text) {
                Some(function) => NodeKind::Identifier {
                    function,
                    end: token.end,
                },
                None => return Err(self.error(format!("function {} not defined", quote(text)))),
            },
            TokenKind::Dot => NodeKind::Dot,
            TokenKind::Nil => NodeKind::Nil,
            TokenKind::Variable => self.variable(token)?,
            TokenKind::Field => {
                let mut names = self.begin_names();
                self.push_name(&mut names, token);
                NodeKind::Field { names }
            }
            TokenKind::Bool => NodeKind::Bool(text == b"true"),
            TokenKind::CharConstant | TokenKind::Complex | TokenKind::Number => {
                let number = Number::parse(text, token.kind).map_err(|error| self.error(error))?;
                NodeKind::Number {
                    number: self.push_number(number),
                    end: token.end,
                }
            }
            TokenKind::LeftParen => return self.parenthesized().map(Some),
            TokenKind::String | TokenKind::RawString => {
                let string = self.unquote(token)?;
                NodeKind::String {
                    string: self.push_string(string),
                    end: token.end,
                }
            }
            _ => {
                self.back_up();
                return Ok(None);
            }
        };
        Ok(Some(self.push(token.start, kind)))
    }

    fn parenthesized(&mut self) -> Outcome<NodeId> {
        if self.body.paren_depth >= MAX_PAREN_DEPTH {
            return Err(self.error("max expression depth exceeded"));
        }
        self.check_stack()?;
        self.body.paren_depth += 1;
        let pipe = self.pipeline(PARENTHESIZED, TokenKind::RightParen)?;
        self.body.paren_depth -= 1;
        Ok(pipe)
    }

    fn variable(&mut self, token: Token) -> Outcome<NodeKind> {
        let variable = self.variable_id(token);
        if !self.body.variables.contains(&variable) {
            let name = &self.text[token.start as usize..token.end as usize];
            return Err(self.error(format!("undefined variable {}", quote(name))));
        }
        Ok(NodeKind::Variable {
            variable,
            names: Run::default(),
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a text below 4 GiB has fewer names"
    )]
    fn begin_names(&self) -> Run {
        Run {
            start: self.shape.names.len() as u32,
            len: 0,
        }
    }

    fn push_name(&mut self, names: &mut Run, field: Token) {
        // Without the dot.
        self.shape.names.push(Name {
            start: field.start + 1,
            end: field.end,
        });
        names.len += 1;
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a text below 4 GiB has fewer constants"
    )]
    pub(super) fn push_string(&mut self, string: Str) -> u32 {
        self.strings.push(string);
        (self.strings.len() - 1) as u32
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a text below 4 GiB has fewer constants"
    )]
    fn push_number(&mut self, number: Number) -> u32 {
        self.shape.numbers.push(number);
        (self.shape.numbers.len() - 1) as u32
    }
}

fn join(head: Run, tail: Run) -> Run {
    Run {
        start: head.start,
        len: head.len + tail.len,
    }
}

fn starts_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Bool
            | T::CharConstant
            | T::Complex
            | T::Dot
            | T::Field
            | T::Identifier
            | T::Number
            | T::Nil
            | T::RawString
            | T::String
            | T::Variable
            | T::LeftParen
    )
}
