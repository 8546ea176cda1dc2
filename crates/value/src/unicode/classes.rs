use super::tables::{
    DIGITS, LETTERS, LOWER, NUMBERS, PUNCTUATION, Run, Shift, TITLE, TO_LOWER, TO_TITLE, TO_UPPER,
    UPPER,
};

fn within(runs: &[Run], c: char) -> bool {
    let code = u32::from(c);
    let after = runs.partition_point(|(first, ..)| *first <= code);
    after
        .checked_sub(1)
        .map(|at| runs[at])
        .is_some_and(|(first, last, step)| code <= last && (code - first) % step == 0)
}

fn shifted(shifts: &[Shift], c: char) -> Option<char> {
    let code = u32::from(c);
    let after = shifts.partition_point(|(first, ..)| *first <= code);
    let (first, last, step, delta) = shifts[after.checked_sub(1)?];
    (code <= last && (code - first) % step == 0)
        .then(|| code.checked_add_signed(delta).and_then(char::from_u32))?
}

/// `unicode.IsLetter`
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        within(LETTERS, c)
    }
}

/// `unicode.IsUpper`
pub fn is_upper(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_uppercase()
    } else {
        within(UPPER, c)
    }
}

/// `unicode.IsLower`
pub fn is_lower(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_lowercase()
    } else {
        within(LOWER, c)
    }
}

/// `unicode.IsTitle`
pub fn is_title(c: char) -> bool {
    within(TITLE, c)
}

/// `unicode.IsDigit`
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        within(DIGITS, c)
    }
}

/// `unicode.IsNumber`
pub fn is_number(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        within(NUMBERS, c)
    }
}

/// `unicode.IsPunct`; the ASCII symbols `$+<=>^|~` and the back quote are not punctuation.
pub fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_punctuation()
            && !matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '|' | '~' | '`')
    } else {
        within(PUNCTUATION, c)
    }
}

/// `unicode.IsSpace`
pub fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
            | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// `unicode.ToUpper`
pub fn to_upper(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_uppercase()
    } else {
        shifted(TO_UPPER, c).unwrap_or(c)
    }
}

/// `unicode.ToLower`
pub fn to_lower(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        shifted(TO_LOWER, c).unwrap_or(c)
    }
}

/// `unicode.ToTitle`
pub fn to_title(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_uppercase()
    } else {
        shifted(TO_TITLE, c).unwrap_or_else(|| to_upper(c))
    }
}
