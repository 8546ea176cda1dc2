/// A shell pattern as Go's `path.Match` reads it: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes,
/// `\` takes the next character as it is. The pattern has to match the whole name.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    tokens: Vec<Token>,
}

#[derive(Clone, Debug)]
enum Token {
    Literal(u8),
    AnyChar,
    AnyRun,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// The pattern is malformed.
#[derive(Debug)]
pub(super) struct BadPattern;

impl Glob {
    pub(super) fn compile(pattern: &[u8]) -> Result<Self, BadPattern> {
        let mut tokens = Vec::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some((&first, tail)) = rest.split_first() {
            rest = tail;
            match first {
                b'*' => {
                    if !matches!(tokens.last(), Some(Token::AnyRun)) {
                        tokens.push(Token::AnyRun);
                    }
                }
                b'?' => tokens.push(Token::AnyChar),
                b'[' => tokens.push(class(&mut rest)?),
                b'\\' => {
                    let (&escaped, tail) = rest.split_first().ok_or(BadPattern)?;
                    tokens.push(Token::Literal(escaped));
                    rest = tail;
                }
                literal => tokens.push(Token::Literal(literal)),
            }
        }
        Ok(Self { tokens })
    }

    /// Whether the whole of `name` matches. One saved star is enough: an earlier end of a run leaves more to match.
    pub(super) fn matches(&self, name: &[u8]) -> bool {
        let (mut token, mut at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match self.tokens.get(token) {
                Some(Token::AnyRun) => {
                    retry = Some((token, at));
                    token += 1;
                    continue;
                }
                Some(single) => {
                    if let Some(length) = single.match_one(&name[at..]) {
                        token += 1;
                        at += length;
                        continue;
                    }
                }
                None if at == name.len() => return true,
                None => {}
            }
            // Let the last star take one more byte.
            match retry {
                Some((star, from)) if from < name.len() && name[from] != b'/' => {
                    retry = Some((star, from + 1));
                    token = star + 1;
                    at = from + 1;
                }
                _ => return false,
            }
        }
    }
}

impl Token {
    /// The number of bytes of `rest` that the token takes.
    fn match_one(&self, rest: &[u8]) -> Option<usize> {
        match self {
            Self::Literal(byte) => (rest.first() == Some(byte)).then_some(1),
            Self::AnyChar => {
                let (c, length) = first_char(rest)?;
                (c != '/').then_some(length)
            }
            Self::Class { negated, ranges } => {
                let (c, length) = first_char(rest)?;
                let inside = ranges.iter().any(|&(low, high)| low <= c && c <= high);
                (inside != *negated).then_some(length)
            }
            Self::AnyRun => None,
        }
    }
}

/// Reads the rest of a class after its `[`.
fn class(rest: &mut &[u8]) -> Result<Token, BadPattern> {
    let negated = rest.first() == Some(&b'^');
    if negated {
        *rest = &rest[1..];
    }
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && rest.first() == Some(&b']') {
            *rest = &rest[1..];
            return Ok(Token::Class { negated, ranges });
        }
        let low = class_char(rest)?;
        let mut high = low;
        if rest.first() == Some(&b'-') {
            *rest = &rest[1..];
            high = class_char(rest)?;
        }
        ranges.push((low, high));
    }
}

/// One possibly escaped character of a class; something has to follow it.
fn class_char(rest: &mut &[u8]) -> Result<char, BadPattern> {
    match rest.first() {
        None | Some(b'-' | b']') => return Err(BadPattern),
        Some(b'\\') => *rest = &rest[1..],
        Some(_) => {}
    }
    let (c, length) = first_char(rest).ok_or(BadPattern)?;
    if c == char::REPLACEMENT_CHARACTER && length == 1 {
        return Err(BadPattern);
    }
    *rest = &rest[length..];
    if rest.is_empty() {
        Err(BadPattern)
    } else {
        Ok(c)
    }
}

/// The first character and its length; an invalid byte counts as U+FFFD of length 1, as in Go.
fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    let window = &bytes[..bytes.len().min(4)];
    let chunk = window.utf8_chunks().next()?;
    match chunk.valid().chars().next() {
        Some(c) => Some((c, c.len_utf8())),
        None => Some((char::REPLACEMENT_CHARACTER, 1)),
    }
}

/// Whether the pattern matches the whole of a path, as Go's `path.Match` has it. A malformed pattern matches nothing.
pub fn path_matches(pattern: &str, path: &str) -> bool {
    Glob::compile(pattern.as_bytes()).is_ok_and(|glob| glob.matches(path.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_like_go() {
        let cases: &[(&str, &str, Option<bool>)] = &[
            ("abc", "abc", Some(true)),
            ("*", "abc", Some(true)),
            ("*", "a/c", Some(false)),
            ("*c", "abc", Some(true)),
            ("a*", "a", Some(true)),
            ("a*/b", "abc/b", Some(true)),
            ("a*/b", "a/c/b", Some(false)),
            ("a*b*c*d*e*/f", "axbxcxdxe/f", Some(true)),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", Some(false)),
            ("a*b?c*x", "abxbbxdbxebxczzx", Some(true)),
            ("a*b?c*x", "abxbbxdbxebxczzy", Some(false)),
            ("ab[c]", "abc", Some(true)),
            ("ab[b-d]", "abc", Some(true)),
            ("ab[e-g]", "abc", Some(false)),
            ("ab[^c]", "abc", Some(false)),
            ("ab[^e-g]", "abc", Some(true)),
            ("a\\*b", "a*b", Some(true)),
            ("a\\*b", "ab", Some(false)),
            ("a?b", "a☺b", Some(true)),
            ("a[^a]b", "a☺b", Some(true)),
            ("a???b", "a☺b", Some(false)),
            ("[a-ζ]*", "α", Some(true)),
            ("*[a-ζ]", "A", Some(false)),
            ("a?b", "a/b", Some(false)),
            ("a*b", "a/b", Some(false)),
            ("[\\]a]", "]", Some(true)),
            ("[\\-x]", "-", Some(true)),
            ("[x\\-]", "x", Some(true)),
            ("[]a]", "]", None),
            ("[-]", "-", None),
            ("[x-]", "x", None),
            ("[-x]", "x", None),
            ("\\", "a", None),
            ("[a-b-c]", "a", None),
            ("[", "a", None),
            ("[^", "a", None),
            ("[^bc", "a", None),
            ("a[", "ab", None),
            ("*x", "xxx", Some(true)),
            ("", "", Some(true)),
            ("", "a", Some(false)),
        ];
        for &(pattern, name, expected) in cases {
            let found = Glob::compile(pattern.as_bytes())
                .ok()
                .map(|glob| glob.matches(name.as_bytes()));
            assert_eq!(found, expected, "{pattern} on {name}");
        }
    }
}
