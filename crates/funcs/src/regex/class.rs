use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::bytes::Bytes;
use super::error::{ErrorKind, SyntaxError};
use super::{parse, unicode};

/// A set of characters that grows while a class is read.
#[derive(Clone, Debug)]
pub(super) struct CharSet(ClassUnicode);

/// Whether letters match in both cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Exact,
    Folded,
}

impl CharSet {
    pub(super) fn empty() -> Self {
        Self(ClassUnicode::empty())
    }

    pub(super) fn new(class: ClassUnicode) -> Self {
        Self(class)
    }

    /// The code points from `low` to `high`, of which surrogates are no characters.
    fn range(low: u32, high: u32) -> Option<ClassUnicodeRange> {
        let low = char::from_u32(low).unwrap_or('\u{e000}');
        let high = char::from_u32(high).unwrap_or('\u{d7ff}');
        (low <= high).then(|| ClassUnicodeRange::new(low, high))
    }

    /// The characters of ASCII ranges.
    fn ascii(ranges: &[(u8, u8)]) -> Self {
        let range =
            |&(low, high): &(u8, u8)| ClassUnicodeRange::new(char::from(low), char::from(high));
        Self(ClassUnicode::new(ranges.iter().map(range)))
    }

    /// One code point.
    pub(super) fn code_point(code: u32, case: Case) -> Self {
        Self(ClassUnicode::new(Self::range(code, code))).folded(case)
    }

    /// The set with all other cases of its letters.
    pub(super) fn folded(mut self, case: Case) -> Self {
        if case == Case::Folded {
            self.0.case_fold_simple();
        }
        self
    }

    pub(super) fn negated_if(mut self, negate: bool) -> Self {
        if negate {
            self.0.negate();
        }
        self
    }

    fn add(&mut self, other: &Self) {
        self.0.union(&other.0);
    }

    /// The only character, when there is just one.
    pub(super) fn single(&self) -> Option<char> {
        match self.0.ranges() {
            [range] if range.start() == range.end() => Some(range.start()),
            _ => None,
        }
    }

    pub(super) fn into_class(self) -> ClassUnicode {
        self.0
    }
}

const DIGIT: &[(u8, u8)] = &[(b'0', b'9')];
const SPACE: &[(u8, u8)] = &[(b'\t', b'\n'), (0x0c, b'\r'), (b' ', b' ')];
const WORD: &[(u8, u8)] = &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')];

/// The classes of `[[:name:]]`.
const POSIX: [(&str, &[(u8, u8)]); 14] = [
    ("alnum", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("alpha", &[(b'A', b'Z'), (b'a', b'z')]),
    ("ascii", &[(0, 0x7f)]),
    ("blank", &[(b'\t', b'\t'), (b' ', b' ')]),
    ("cntrl", &[(0, 0x1f), (0x7f, 0x7f)]),
    ("digit", DIGIT),
    ("graph", &[(b'!', b'~')]),
    ("lower", &[(b'a', b'z')]),
    ("print", &[(b' ', b'~')]),
    (
        "punct",
        &[(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
    ),
    ("space", &[(b'\t', b'\r'), (b' ', b' ')]),
    ("upper", &[(b'A', b'Z')]),
    ("word", WORD),
    ("xdigit", &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')]),
];

/// Takes `\d`, `\D`, `\s`, `\S`, `\w` or `\W` if it comes next. They know ASCII only.
pub(super) fn take_perl(text: &mut Bytes<'_>, case: Case) -> Option<CharSet> {
    if text.peek(0) != Some(b'\\') {
        return None;
    }
    let letter = text.peek(1)?;
    let ranges = match letter.to_ascii_lowercase() {
        b'd' => DIGIT,
        b's' => SPACE,
        b'w' => WORD,
        _ => return None,
    };
    text.skip(2);
    Some(
        CharSet::ascii(ranges)
            .folded(case)
            .negated_if(letter.is_ascii_uppercase()),
    )
}

/// Takes `\pN`, `\p{Name}` or `\P…` if it comes next.
pub(super) fn take_unicode(
    text: &mut Bytes<'_>,
    case: Case,
) -> Result<Option<CharSet>, SyntaxError> {
    let start = *text;
    let mut negate = match (text.peek(0), text.peek(1)) {
        (Some(b'\\'), Some(b'p')) => false,
        (Some(b'\\'), Some(b'P')) => true,
        _ => return Ok(None),
    };
    text.skip(2);
    let mut name = if text.take(b"{") {
        let name = text.take_until(b"}").ok_or_else(|| {
            let invalid = super::bytes::check_utf8(start.rest()).err();
            invalid.unwrap_or_else(|| SyntaxError::new(ErrorKind::CharRange, start.rest()))
        })?;
        super::bytes::check_utf8(name)?;
        name
    } else {
        let before = *text;
        text.next_char()?;
        text.since(before)
    };
    if let Some(rest) = name.strip_prefix(b"^") {
        negate = !negate;
        name = rest;
    }
    let class = unicode::class(name)
        .ok_or_else(|| SyntaxError::new(ErrorKind::CharRange, text.since(start)))?;
    Ok(Some(CharSet::new(class).folded(case).negated_if(negate)))
}

/// Takes `[:name:]` or `[:^name:]` if it comes next.
fn take_posix(text: &mut Bytes<'_>, case: Case) -> Result<Option<CharSet>, SyntaxError> {
    let start = *text;
    if text.rest().len() <= 2 || !text.take(b"[:") {
        return Ok(None);
    }
    let Some(name) = text.take_until(b":]") else {
        *text = start;
        return Ok(None);
    };
    let (name, negate) = name
        .strip_prefix(b"^")
        .map_or((name, false), |name| (name, true));
    let found = POSIX
        .into_iter()
        .find(|(known, _)| known.as_bytes() == name);
    let (_, ranges) =
        found.ok_or_else(|| SyntaxError::new(ErrorKind::CharRange, text.since(start)))?;
    Ok(Some(CharSet::ascii(ranges).folded(case).negated_if(negate)))
}

/// Takes one member of a class in brackets that begins at `class`.
fn take_member(text: &mut Bytes<'_>, class: Bytes<'_>) -> Result<u32, SyntaxError> {
    if text.peek(0) == Some(b'\\') {
        return parse::take_escape(text);
    }
    let c = text
        .next_char()?
        .ok_or_else(|| SyntaxError::new(ErrorKind::MissingBracket, class.rest()))?;
    Ok(u32::from(c))
}

/// Takes a class in brackets, which comes next.
pub(super) fn take_brackets(text: &mut Bytes<'_>, case: Case) -> Result<CharSet, SyntaxError> {
    let class = *text;
    text.skip(1);
    let negate = text.take(b"^");
    let mut set = CharSet::empty();
    let mut ranges = Vec::new();
    let mut first = true;
    while first || text.peek(0) != Some(b']') {
        first = false;
        if let Some(posix) = take_posix(text, case)? {
            set.add(&posix);
            continue;
        }
        if let Some(group) = take_unicode(text, case)? {
            set.add(&group);
            continue;
        }
        if let Some(perl) = take_perl(text, case) {
            set.add(&perl);
            continue;
        }
        let start = *text;
        let low = take_member(text, class)?;
        let mut high = low;
        if text.peek(0) == Some(b'-') && text.peek(1).is_some_and(|next| next != b']') {
            text.skip(1);
            high = take_member(text, class)?;
            if high < low {
                return Err(SyntaxError::new(ErrorKind::CharRange, text.since(start)));
            }
        }
        ranges.extend(CharSet::range(low, high));
    }
    text.skip(1);
    set.add(&CharSet(ClassUnicode::new(ranges)).folded(case));
    Ok(set.negated_if(negate))
}
