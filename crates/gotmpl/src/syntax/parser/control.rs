//! Actions that steer: branches, loops, definitions and calls of templates.

use super::{Body, Item, Outcome, Parser};
use crate::syntax::ast::{Branch, NodeId, NodeKind};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::unquote::unquote;
use steersman_value::Str;

/// The control structures with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    If,
    With,
    Range,
}

impl Control {
    fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::With => "with",
            Self::Range => "range",
        }
    }

    /// The keyword that may follow `else` directly.
    fn chained(self) -> Option<TokenKind> {
        match self {
            Self::If => Some(TokenKind::If),
            Self::With => Some(TokenKind::With),
            Self::Range => None,
        }
    }
}

impl Parser<'_> {
    /// One text or action.
    pub(super) fn text_or_action(&mut self) -> Outcome<Item> {
        let token = self.next();
        match token.kind {
            TokenKind::Text => Ok(Item::Node(
                self.push(token.start, NodeKind::Text { end: token.end }),
            )),
            TokenKind::LeftDelim => {
                self.body.action = Some(token.start);
                let item = self.action()?;
                self.body.action = None;
                Ok(item)
            }
            _ => Err(self.unexpected(token, "input")),
        }
    }

    /// The rest of an action; its left delimiter has been read.
    fn action(&mut self) -> Outcome<Item> {
        let token = self.next();
        let node = match token.kind {
            TokenKind::Block => self.block()?,
            TokenKind::Break => self.leave_range(token, "{{break}}", NodeKind::Break)?,
            TokenKind::Continue => self.leave_range(token, "{{continue}}", NodeKind::Continue)?,
            TokenKind::Else => return self.else_action(),
            TokenKind::End => {
                self.expect(TokenKind::RightDelim, "end")?;
                return Ok(Item::End);
            }
            TokenKind::If => self.control(Control::If)?,
            TokenKind::Range => self.control(Control::Range)?,
            TokenKind::Template => self.template()?,
            TokenKind::With => self.control(Control::With)?,
            _ => {
                self.back_up();
                let pipe = self.pipeline("command", TokenKind::RightDelim)?;
                self.push(token.start, NodeKind::Action { pipe })
            }
        };
        Ok(Item::Node(node))
    }

    fn leave_range(&mut self, keyword: Token, name: &str, kind: NodeKind) -> Outcome<NodeId> {
        self.expect(TokenKind::RightDelim, name)?;
        if self.body.range_depth == 0 {
            return Err(self.error(format!("{name} outside {{{{range}}}}")));
        }
        Ok(self.push(keyword.start, kind))
    }

    fn else_action(&mut self) -> Outcome<Item> {
        let next = self.peek();
        if !matches!(next.kind, TokenKind::If | TokenKind::With) {
            self.expect(TokenKind::RightDelim, "else")?;
        }
        Ok(Item::Else)
    }

    /// Items up to `end` or `else`.
    fn item_list(&mut self) -> Outcome<(NodeId, Item)> {
        self.check_stack()?;
        let base = self.scratch.len();
        while self.peek().kind != TokenKind::Eof {
            match self.text_or_action()? {
                Item::Node(node) => self.scratch.push(node),
                end => return Ok((self.finish_list(base), end)),
            }
        }
        Err(self.error("unexpected EOF"))
    }

    fn control(&mut self, control: Control) -> Outcome<NodeId> {
        let scope = self.body.variables.len();
        let pipe = self.pipeline(control.name(), TokenKind::RightDelim)?;
        let in_range = usize::from(control == Control::Range);
        self.body.range_depth += in_range;
        let (body, end) = self.item_list()?;
        self.body.range_depth -= in_range;
        let otherwise = match end {
            Item::Else => Some(self.otherwise(control)?),
            _ => None,
        };
        self.body.variables.truncate(scope);
        let branch = Branch {
            pipe,
            body,
            otherwise,
        };
        let kind = match control {
            Control::If => NodeKind::If(branch),
            Control::With => NodeKind::With(branch),
            Control::Range => NodeKind::Range(branch),
        };
        let position = self.shape.node(pipe).position;
        Ok(self.push(position, kind))
    }

    /// The `else` part. `{{else if}}` is an `if` of its own inside, which shares the `{{end}}`.
    fn otherwise(&mut self, control: Control) -> Outcome<NodeId> {
        if control.chained() == Some(self.peek().kind) {
            self.next();
            self.check_stack()?;
            let base = self.scratch.len();
            let inner = self.control(control)?;
            self.scratch.push(inner);
            return Ok(self.finish_list(base));
        }
        let (list, end) = self.item_list()?;
        match end {
            Item::End => Ok(list),
            other => Err(self.error(format!("expected end; found {}", other.name()))),
        }
    }

    /// A `define`; the keyword has been read.
    pub(super) fn parse_define(&mut self) -> Outcome<()> {
        const CONTEXT: &str = "define clause";
        let outer = std::mem::replace(&mut self.body, Body::new());
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        self.expect(TokenKind::RightDelim, CONTEXT)?;
        let (body, end) = self.item_list()?;
        if !matches!(end, Item::End) {
            return Err(self.error(format!("unexpected {} in {CONTEXT}", end.name())));
        }
        self.add_definition(name, token.start, body)?;
        self.body = outer;
        Ok(())
    }

    /// A `block`: a definition and a call of it at once.
    fn block(&mut self) -> Outcome<NodeId> {
        const CONTEXT: &str = "block clause";
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, TokenKind::RightDelim)?;
        let head = self.tokens[0];
        let outer = std::mem::replace(&mut self.body, Body::new());
        let (body, end) = self.item_list()?;
        if !matches!(end, Item::End) {
            // Go reports the line of the block itself here.
            self.tokens[0] = head;
            return Err(self.error(format!("unexpected {} in {CONTEXT}", end.name())));
        }
        self.add_definition(name.clone(), token.start, body)?;
        self.body = outer;
        Ok(self.template_node(token, name, Some(pipe)))
    }

    fn template(&mut self) -> Outcome<NodeId> {
        const CONTEXT: &str = "template clause";
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        let mut pipe = None;
        if self.next().kind != TokenKind::RightDelim {
            self.back_up();
            pipe = Some(self.pipeline(CONTEXT, TokenKind::RightDelim)?);
        }
        Ok(self.template_node(token, name, pipe))
    }

    fn template_node(&mut self, name_token: Token, name: Str, pipe: Option<NodeId>) -> NodeId {
        let name = self.push_string(name);
        self.push(name_token.start, NodeKind::Template { name, pipe })
    }

    fn template_name(&self, token: Token, context: &str) -> Outcome<Str> {
        match token.kind {
            TokenKind::String | TokenKind::RawString => self.unquote(token),
            _ => Err(self.unexpected(token, context)),
        }
    }

    pub(super) fn unquote(&self, token: Token) -> Outcome<Str> {
        let quoted = &self.text[token.start as usize..token.end as usize];
        unquote(quoted)
            .map(|value| Str::from(value.as_ref()))
            .map_err(|_| self.error("invalid syntax"))
    }
}
