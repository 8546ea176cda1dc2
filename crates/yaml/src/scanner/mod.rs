//! From bytes to tokens: the lexical half of YAML 1.1 as go-yaml v2 implements it.

mod anchor;
mod block;
mod bytes;
mod cursor;
mod directive;
mod fetch;
mod gap;
mod input;
mod plain;
mod quoted;
mod state;
mod tag;
mod token;

pub(crate) use input::Input;
pub(crate) use quoted::{escape_len, unquote};
pub(crate) use state::Scanner;
pub(crate) use token::{Mark, Style, Token, TokenKind};
