/// A piece of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A key, a value, or one of the words `in` and `notin`.
    Word(String),
    /// An operator, a comma or a parenthesis.
    Symbol(&'static str),
    /// Signs that are no operator.
    Unknown(String),
    End,
}

/// The longest first: `==` is not two times `=`.
const SYMBOLS: [&str; 9] = ["==", "!=", "=", "!", ",", "(", ")", ">", "<"];

impl Token {
    /// How an error quotes it.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Unknown(text) => text,
            Self::Symbol(text) => text,
            Self::End => "",
        }
    }
}

/// The pieces of a selector; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let is_sign = |c: char| matches!(c, '=' | '!' | '(' | ')' | ',' | '>' | '<');
    let mut tokens = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if rest.starts_with(is_sign) {
            let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol));
            let Some(symbol) = symbol else {
                tokens.push(Token::Unknown(rest.to_owned()));
                break;
            };
            tokens.push(Token::Symbol(symbol));
            rest = &rest[symbol.len()..];
        } else {
            let end = rest
                .find(|c| is_sign(c) || is_space(c))
                .unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start_matches(is_space);
    }
    tokens.push(Token::End);
    tokens
}
