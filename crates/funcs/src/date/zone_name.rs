/// The length of the zone abbreviation at the start of `text`, if one is there: usually three upper-case letters,
/// four or five when the last is a `T`, with a few special cases.
pub(super) fn zone_name_length(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if let Some(rest) = text.strip_prefix(b"GMT") {
        return Some(3 + signed_offset_length(rest).unwrap_or(0));
    }
    if matches!(text[0], b'+' | b'-') {
        return signed_offset_length(text);
    }
    let capitals = text
        .iter()
        .take(6)
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    let fits = match capitals {
        3 => true,
        4 => text[3] == b'T' || text.starts_with(b"WITA"),
        5 => text[4] == b'T',
        _ => false,
    };
    fits.then_some(capitals)
}

/// The length of a signed number of hours up to 23 at the start of `text`.
fn signed_offset_length(text: &[u8]) -> Option<usize> {
    if !matches!(text.first(), Some(b'+' | b'-')) {
        return None;
    }
    let digits = text[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    let hours: u64 = std::str::from_utf8(&text[1..=digits]).ok()?.parse().ok()?;
    (hours <= 23).then_some(1 + digits)
}
