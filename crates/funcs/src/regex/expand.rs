use super::bytes::first_char;
use super::engine::Match;

/// Appends `template` with its `$name`s and `${name}`s replaced by what the groups matched.
pub(super) fn expand(out: &mut Vec<u8>, template: &[u8], found: &Match<'_, '_>) {
    let mut rest = template;
    while let Some(dollar) = rest.iter().position(|&b| b == b'$') {
        out.extend_from_slice(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix(b"$") {
            out.push(b'$');
            rest = after;
            continue;
        }
        let Some((name, after)) = take_name(rest) else {
            out.push(b'$');
            continue;
        };
        rest = after;
        let matched = match group_number(name) {
            Some(number) => found.group(number),
            None => found.named(name),
        };
        out.extend_from_slice(matched.unwrap_or_default());
    }
    out.extend_from_slice(rest);
}

/// The name after a dollar sign, with or without braces, and what follows it.
fn take_name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = text.strip_prefix(b"{");
    let start = inner.unwrap_or(text);
    let mut length = 0;
    while let Some((Some(c), size)) = first_char(&start[length..]) {
        if !(c == '_' || is_letter_or_digit(c)) {
            break;
        }
        length += size;
    }
    let (name, after) = start.split_at(length);
    let after = if inner.is_some() {
        after.strip_prefix(b"}")?
    } else {
        after
    };
    (!name.is_empty()).then_some((name, after))
}

/// Letters and decimal digits of any script. `char::is_alphanumeric` counts some other numbers too; no group can
/// have such a name, so both readings expand to nothing, and only the extent of the name could differ.
fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric()
}

/// The number that a name stands for: decimal digits without a leading zero.
fn group_number(name: &[u8]) -> Option<usize> {
    let is_number = name.iter().all(u8::is_ascii_digit) && (name.len() == 1 || name[0] != b'0');
    if !is_number || name.len() > 8 {
        return None;
    }
    std::str::from_utf8(name).ok()?.parse().ok()
}
