use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use steersman_value::Str;
use steersman_value::fmt::quote;

use crate::error::ParseError;
use crate::function::FunctionNames;
use crate::limits::{LimitError, StackGuard};
use crate::syntax::ast::{Name, Node, NodeId, NodeKind, Run, Shape, Tree, VariableId};
use crate::syntax::lexer::{KeywordFunctions, Lexer};
use crate::syntax::token::{Token, TokenKind};
use steersman_value::unicode::decode_rune;

/// A parsed text: its own body and the templates it defines.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    pub(crate) tree: Arc<Tree>,
    pub(crate) main: Definition,
    pub(crate) definitions: Vec<Definition>,
    /// Two definitions have the same name.
    pub(crate) is_ambiguous: bool,
}

/// A named body in a tree.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) name: Str,
    /// Where the name is written in quotes; the body of a file has its name from elsewhere.
    pub(crate) name_at: u32,
    pub(crate) body: NodeId,
    /// Nothing but white space and comments: such a body does not replace another.
    pub(crate) is_empty: bool,
}

/// Parses `text` as the template `name`.
pub(crate) fn parse(
    name: Str,
    text: Str,
    functions: &FunctionNames,
    stack: StackGuard,
) -> Result<Parsed, ParseError> {
    if u32::try_from(text.len()).is_err() {
        let message = "the text is longer than 4 GiB".to_owned();
        return Err(ParseError {
            name,
            line: 1,
            offset: 0,
            message,
            text,
        });
    }
    let mut parser = Parser::new(&name, &text, functions, stack);
    match parser.parse_file() {
        Ok(main) => {
            let Parser {
                shape,
                strings,
                definitions,
                is_ambiguous,
                ..
            } = parser;
            let tree = Tree {
                name,
                text,
                strings,
                shape: Arc::new(finished(shape)),
            };
            Ok(Parsed {
                tree: Arc::new(tree),
                main,
                definitions,
                is_ambiguous,
            })
        }
        Err(failure) => {
            let (message, offset) = *failure.0;
            let line = line_of(&text, offset);
            Err(ParseError {
                name,
                line,
                offset,
                message,
                text,
            })
        }
    }
}

/// Tables of more nodes than this are not kept for the next text.
const MOST_KEPT: usize = 1 << 14;

thread_local! {
    /// The tables of an earlier text, which have grown already: memory that is touched for the first time costs more
    /// than the copy of what was parsed.
    static TABLES: Cell<Option<Shape>> = const { Cell::new(None) };
}

/// What was parsed, in tables of its own.
fn finished(mut tables: Shape) -> Shape {
    if tables.nodes.len() > MOST_KEPT {
        return tables;
    }
    let shape = tables.to_exact();
    tables.clear();
    TABLES.set(Some(tables));
    shape
}

/// A failure on its way out: the message and the offset of the last token read.
#[derive(Debug)]
pub(super) struct Failure(Box<(String, u32)>);

pub(super) type Outcome<T> = Result<T, Failure>;

/// What the parser keeps for each body, that is for the file and for every `define` and `block`.
#[derive(Debug)]
pub(super) struct Body {
    /// The variables in scope.
    pub(super) variables: Vec<VariableId>,
    /// The delimiter of the action being read.
    pub(super) action: Option<u32>,
    pub(super) range_depth: usize,
    pub(super) paren_depth: usize,
}

impl Body {
    pub(super) fn new() -> Self {
        Self {
            variables: vec![VariableId::ROOT],
            action: None,
            range_depth: 0,
            paren_depth: 0,
        }
    }
}

pub(super) struct Parser<'a> {
    pub(super) name: &'a Str,
    pub(super) text: &'a [u8],
    pub(super) functions: &'a FunctionNames,
    pub(super) lexer: Lexer<'a>,
    /// The last token read and, behind it, tokens put back.
    pub(super) tokens: [Token; 2],
    pub(super) put_back: usize,
    pub(super) body: Body,
    pub(super) shape: Shape,
    pub(super) strings: Vec<Str>,
    pub(super) scratch: Vec<NodeId>,
    pub(super) variable_ids: HashMap<&'a [u8], VariableId>,
    pub(super) definitions: Vec<Definition>,
    pub(super) definition_ids: HashMap<Str, usize>,
    is_ambiguous: bool,
    pub(super) stack: StackGuard,
}

impl<'a> Parser<'a> {
    fn new(name: &'a Str, text: &'a [u8], functions: &'a FunctionNames, stack: StackGuard) -> Self {
        let keywords = KeywordFunctions {
            is_break: functions.find(b"break").is_some(),
            is_continue: functions.find(b"continue").is_some(),
        };
        let none = Token {
            kind: TokenKind::Eof,
            start: 0,
            end: 0,
            spaced: false,
        };
        let mut parser = Self {
            name,
            text,
            functions,
            lexer: Lexer::new(text, keywords),
            tokens: [none; 2],
            put_back: 0,
            body: Body::new(),
            shape: TABLES.take().unwrap_or_else(Shape::roomy),
            strings: Vec::new(),
            scratch: Vec::with_capacity(64),
            variable_ids: HashMap::new(),
            definitions: Vec::new(),
            definition_ids: HashMap::new(),
            is_ambiguous: false,
            stack,
        };
        // `$` need not be written in the text, so its name has no span; printing knows it by its number.
        parser.shape.variables.push(Name { start: 0, end: 0 });
        parser.variable_ids.insert(b"$", VariableId::ROOT);
        parser
    }

    pub(super) fn parse_file(&mut self) -> Outcome<Definition> {
        let base = self.scratch.len();
        loop {
            match self.peek().kind {
                TokenKind::Eof => break,
                TokenKind::LeftDelim => {
                    let delim = self.next();
                    if self.next().kind == TokenKind::Define {
                        self.parse_define()?;
                        continue;
                    }
                    self.back_up_two(delim);
                }
                _ => {}
            }
            match self.text_or_action()? {
                Item::Node(node) => self.scratch.push(node),
                other => return Err(self.error(format!("unexpected {}", other.name()))),
            }
        }
        let body = self.finish_list(base);
        let main = self.definition(self.name.clone(), 0, body);
        if let Some(index) = self.definition_ids.get(self.name) {
            self.is_ambiguous = true;
            if !self.definitions[*index].is_empty && !main.is_empty {
                return Err(self.multiple_definition(self.name));
            }
            let other = self.definitions.remove(*index);
            return Ok(if other.is_empty { main } else { other });
        }
        Ok(main)
    }

    pub(super) fn definition(&self, name: Str, name_at: u32, body: NodeId) -> Definition {
        let NodeKind::List { items } = self.shape.node(body).kind else {
            return Definition {
                name,
                name_at,
                body,
                is_empty: false,
            };
        };
        let is_empty = self.shape.children(items).iter().all(|item| {
            let node = self.shape.node(*item);
            matches!(node.kind, NodeKind::Text { end } if is_blank(&self.text[node.position as usize..end as usize]))
        });
        Definition {
            name,
            name_at,
            body,
            is_empty,
        }
    }

    /// Adds a body that the text defines.
    pub(super) fn add_definition(&mut self, name: Str, name_at: u32, body: NodeId) -> Outcome<()> {
        let definition = self.definition(name, name_at, body);
        self.is_ambiguous |= self.definition_ids.contains_key(&definition.name);
        match self.definition_ids.get(&definition.name) {
            None => {
                self.definition_ids
                    .insert(definition.name.clone(), self.definitions.len());
                self.definitions.push(definition);
            }
            Some(index) if self.definitions[*index].is_empty => {
                self.definitions[*index] = definition;
            }
            Some(_) if definition.is_empty => {}
            Some(_) => return Err(self.multiple_definition(&definition.name)),
        }
        Ok(())
    }

    pub(super) fn multiple_definition(&self, name: &Str) -> Failure {
        self.error(format!(
            "template: multiple definition of template {}",
            quote(name)
        ))
    }

    pub(super) fn next(&mut self) -> Token {
        if self.put_back > 0 {
            self.put_back -= 1;
        } else {
            self.tokens[0] = self.lexer.next();
        }
        self.tokens[self.put_back]
    }

    pub(super) fn back_up(&mut self) {
        self.put_back += 1;
    }

    /// Puts back the last token read and, before it, `earlier`.
    pub(super) fn back_up_two(&mut self, earlier: Token) {
        self.tokens[1] = earlier;
        self.put_back = 2;
    }

    pub(super) fn peek(&mut self) -> Token {
        if self.put_back == 0 {
            self.put_back = 1;
            self.tokens[0] = self.lexer.next();
        }
        self.tokens[self.put_back - 1]
    }

    pub(super) fn expect(&mut self, kind: TokenKind, context: &str) -> Outcome<Token> {
        let token = self.next();
        if token.kind == kind {
            Ok(token)
        } else {
            Err(self.unexpected(token, context))
        }
    }

    pub(super) fn error(&self, message: impl Into<String>) -> Failure {
        Failure(Box::new((message.into(), self.tokens[0].start)))
    }

    pub(super) fn unexpected(&self, token: Token, context: &str) -> Failure {
        if token.kind != TokenKind::Error {
            return self.error(format!("unexpected {} in {context}", self.describe(token)));
        }
        let mut message = self.lexer.error().to_owned();
        if let Some(action) = self.body.action {
            let started = line_of(self.text, action);
            if started != line_of(self.text, token.start) {
                let joint = if message.ends_with(" action") {
                    ""
                } else {
                    " in action"
                };
                message = format!(
                    "{message}{joint} started at {}:{started}",
                    self.name.to_text()
                );
            }
        }
        self.error(message)
    }

    /// A token as error messages show it.
    pub(super) fn describe(&self, token: Token) -> String {
        let text = &self.text[token.start as usize..token.end as usize];
        match token.kind {
            TokenKind::Eof => "EOF".to_owned(),
            kind if kind.is_keyword() => format!("<{}>", String::from_utf8_lossy(text)),
            _ if text.len() > 10 => format!("{}...", quote(first_runes(text, 10))),
            _ => quote(text),
        }
    }

    pub(super) fn check_stack(&self) -> Outcome<()> {
        self.stack
            .check()
            .map_err(|error: LimitError| self.error(error.to_string()))
    }

    pub(super) fn push(&mut self, position: u32, kind: NodeKind) -> NodeId {
        let id = NodeId::new(self.shape.nodes.len());
        self.shape.nodes.push(Node { position, kind });
        id
    }

    /// Moves the nodes collected since `base` to the table of children.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a text below 4 GiB has fewer nodes"
    )]
    pub(super) fn finish_run(&mut self, base: usize) -> Run {
        let start = self.shape.children.len() as u32;
        let len = (self.scratch.len() - base) as u32;
        self.shape.children.extend(self.scratch.drain(base..));
        Run { start, len }
    }

    pub(super) fn finish_list(&mut self, base: usize) -> NodeId {
        let items = self.finish_run(base);
        self.push(0, NodeKind::List { items })
    }
}

/// What stands for a part of a body.
pub(super) enum Item {
    Node(NodeId),
    End,
    Else,
}

impl Item {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Node(_) => "action",
            Self::End => "{{end}}",
            Self::Else => "{{else}}",
        }
    }
}

/// The line of an offset, from one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the parser refuses texts of 4 GiB"
)]
fn line_of(text: &[u8], offset: u32) -> u32 {
    1 + memchr::memchr_iter(b'\n', &text[..offset as usize]).count() as u32
}

fn first_runes(text: &[u8], count: usize) -> &[u8] {
    let mut end = 0;
    for _ in 0..count {
        end += decode_rune(&text[end..]).1;
    }
    &text[..end]
}

/// Whether there is nothing but Unicode white space.
fn is_blank(text: &[u8]) -> bool {
    text.trim_ascii().is_empty()
        || std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty())
}
