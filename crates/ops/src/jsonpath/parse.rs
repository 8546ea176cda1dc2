//! Reading a template.

use super::template::{Filter, Node, Part, Slice, Template};

/// How deep unions may stand in unions.
const MAX_DEPTH: usize = 100;

/// Reads a template.
///
/// # Errors
/// What is wrong, in kubectl's words.
pub(crate) fn parse(text: &str) -> Result<Template, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        if at > 0 {
            parts.push(Part::Text(rest[..at].into()));
        }
        let mut parser = Parser {
            rest: &rest[at + 1..],
            nodes: Vec::new(),
            depth: 0,
        };
        parser.action()?;
        rest = parser.rest;
        parts.push(Part::Action(parser.nodes));
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.into()));
    }
    Ok(Template(parts))
}

struct Parser<'a> {
    rest: &'a str,
    nodes: Vec<Node>,
    depth: usize,
}

/// Reads an expression that stands alone.
fn parse_expression(text: &str, depth: usize) -> Result<Vec<Node>, String> {
    if depth > MAX_DEPTH {
        return Err("expression is nested too deeply".into());
    }
    let text = format!("{text}}}");
    let mut parser = Parser {
        rest: &text,
        nodes: Vec::new(),
        depth,
    };
    parser.action()?;
    Ok(parser.nodes)
}

fn is_end_of_line(c: char) -> bool {
    c == '\r' || c == '\n'
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether the character ends a name.
fn is_terminator(c: char) -> bool {
    is_end_of_line(c) || " \t.,[]$@{}".contains(c)
}

impl<'a> Parser<'a> {
    /// Reads up to and with the closing brace.
    fn action(&mut self) -> Result<(), String> {
        loop {
            if let Some(rest) = self.rest.strip_prefix("[?(") {
                self.filter(rest)?;
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix("..") {
                self.descent(rest)?;
                continue;
            }
            let c = self.rest.chars().next().filter(|c| !is_end_of_line(*c));
            let c = c.ok_or("unclosed action")?;
            let after = &self.rest[c.len_utf8()..];
            match c {
                '}' => {
                    self.rest = after;
                    return Ok(());
                }
                ' ' | '@' | '$' => self.rest = after,
                '[' => self.array(after)?,
                '"' | '\'' => self.quoted(c, after)?,
                '.' => self.field(after),
                '+' | '-' => self.number()?,
                _ if c.is_numeric() => self.number()?,
                _ if is_word(c) => self.word(),
                _ => {
                    let code = u32::from(c);
                    return Err(format!(
                        "unrecognized character in action: U+{code:04X} '{c}'"
                    ));
                }
            }
        }
    }

    fn take(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn field(&mut self, text: &'a str) {
        self.rest = text;
        let mut name = String::new();
        let mut chars = text.char_indices();
        let mut end = text.len();
        while let Some((at, c)) = chars.next() {
            if c == '\\' {
                name.extend(chars.next().map(|(_, c)| c));
            } else if is_terminator(c) {
                end = at;
                break;
            } else {
                name.push(c);
            }
        }
        let raw = self.take(end);
        self.nodes.push(if raw == "*" {
            Node::Wildcard
        } else {
            Node::Field(name)
        });
    }

    fn word(&mut self) {
        let end = self.rest.find(is_terminator).unwrap_or(self.rest.len());
        let word = self.take(end);
        self.nodes.push(match word {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            _ => Node::Word(word.into()),
        });
    }

    fn number(&mut self) -> Result<(), String> {
        let sign = usize::from(self.rest.starts_with(['+', '-']));
        let digits = self.rest[sign..].find(|c: char| c != '.' && !c.is_numeric());
        let text = self.take(digits.map_or(self.rest.len(), |end| sign + end));
        self.nodes.push(if let Ok(int) = text.parse() {
            Node::Int(int)
        } else {
            let float = text
                .parse()
                .map_err(|_| format!("cannot parse number {text}"))?;
            Node::Float(float)
        });
        Ok(())
    }

    fn descent(&mut self, rest: &'a str) -> Result<(), String> {
        if self.nodes.last() == Some(&Node::Descent) {
            return Err("invalid multiple recursive descent".into());
        }
        self.nodes.push(Node::Descent);
        self.rest = rest;
        if rest.starts_with(is_word) {
            self.field(rest);
        }
        Ok(())
    }

    fn quoted(&mut self, quote: char, text: &'a str) -> Result<(), String> {
        let mut value = String::new();
        let mut chars = text.char_indices();
        loop {
            match chars.next() {
                None | Some((_, '\n')) => return Err("unterminated quoted string".into()),
                Some((at, c)) if c == quote => {
                    self.rest = &text[at + 1..];
                    self.nodes.push(Node::Text(value));
                    return Ok(());
                }
                Some((_, '\\')) => {
                    let (_, c) = chars.next().ok_or("unterminated quoted string")?;
                    value.push(match c {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        'a' => '\u{7}',
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'v' => '\u{b}',
                        '\\' | '"' | '\'' => c,
                        _ => {
                            return Err(format!(
                                "unquote string {quote}{text} error invalid syntax"
                            ));
                        }
                    });
                }
                Some((_, c)) => value.push(c),
            }
        }
    }

    fn array(&mut self, text: &'a str) -> Result<(), String> {
        let end = text
            .find([']', '\n'])
            .filter(|end| text[*end..].starts_with(']'));
        let end = end.ok_or("unterminated array")?;
        self.rest = &text[end + 1..];
        let inner = &text[..end];
        if inner.contains(',') {
            let members = inner.split(',').map(|member| {
                let member = member.trim_matches(' ');
                parse_expression(&format!("[{member}]"), self.depth + 1)
            });
            self.nodes
                .push(Node::Union(members.collect::<Result<_, _>>()?));
            return Ok(());
        }
        let key = inner
            .strip_prefix('\'')
            .and_then(|key| key.strip_suffix('\''));
        if let Some(key) = key.filter(|key| !key.contains('\'')) {
            let nodes = parse_expression(&format!(".{key}"), self.depth + 1)?;
            self.nodes.extend(nodes);
            return Ok(());
        }
        self.nodes.push(Node::Slice(parse_slice(inner)?));
        Ok(())
    }

    fn filter(&mut self, text: &'a str) -> Result<(), String> {
        let mut quote = None;
        let mut closed = false;
        let mut previous = ' ';
        let mut end = None;
        for (at, c) in text.char_indices() {
            match c {
                '\n' => break,
                '"' | '\'' if quote.is_none() => quote = Some(c),
                '"' | '\'' if previous != '\\' && quote == Some(c) => closed = true,
                ')' if quote.is_some() == closed => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
            previous = c;
        }
        let end = end.ok_or("unterminated filter")?;
        let rest = text[end + 1..].strip_prefix(']');
        self.rest = rest.ok_or("unclosed array expect ]")?;
        let inner = &text[..end];
        let depth = self.depth + 1;
        let filter = match split_comparison(inner) {
            Some((left, operator, right)) => Filter {
                left: parse_expression(left, depth)?,
                comparison: Some((operator.into(), parse_expression(right, depth)?)),
            },
            None => Filter {
                left: parse_expression(inner, depth)?,
                comparison: None,
            },
        };
        self.nodes.push(Node::Filter(filter));
        Ok(())
    }
}

/// Cuts `LEFT OPERATOR RIGHT` at the first run of comparison signs; all three have to be there.
fn split_comparison(text: &str) -> Option<(&str, &str, &str)> {
    const SIGNS: [char; 4] = ['!', '<', '>', '='];
    let start = text.find(SIGNS).filter(|start| *start > 0)?;
    let length = text[start..].find(|c| !SIGNS.contains(&c))?;
    let (operator, right) = text[start..].split_at(length);
    (!right.contains('\n')).then_some((&text[..start], operator, right))
}

fn parse_slice(text: &str) -> Result<Slice, String> {
    let text = if text == "*" { ":" } else { text };
    let invalid = || format!("invalid array index {text}");
    let parts: Vec<_> = text.split(':').collect();
    if parts.len() > 3 {
        return Err(invalid());
    }
    let number = |place: usize| -> Result<Option<i64>, String> {
        let part = parts.get(place).copied().unwrap_or_default();
        let digits = part.strip_prefix('-').unwrap_or(part);
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            return Err(invalid());
        }
        if part.is_empty() {
            return Ok(None);
        }
        let number = part
            .parse()
            .map_err(|_| format!("array index {part} is not a number"));
        number.map(Some)
    };
    let (start, end, step) = (number(0)?, number(1)?, number(2)?);
    let single = parts.len() == 1;
    let end = if single {
        Some(start.unwrap_or_default().saturating_add(1))
    } else {
        end
    };
    Ok(Slice {
        start,
        end,
        step,
        single,
    })
}
