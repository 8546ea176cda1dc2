//! White space as Go's `unicode.IsSpace` has it, on bytes that need not be UTF-8.

/// The text without leading white space.
pub fn trim_start(text: &[u8]) -> &[u8] {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        match rest {
            // Vertical tab is white space to Go and not to Rust's ASCII.
            [b'\x0b', tail @ ..] => rest = tail,
            [byte, ..] if *byte >= 0x80 => match leading_char(rest) {
                Some(c) if c.is_whitespace() => rest = &rest[c.len_utf8()..],
                _ => return rest,
            },
            _ => return rest,
        }
    }
}

/// The text without leading and trailing white space.
pub fn trim(text: &[u8]) -> &[u8] {
    let mut rest = trim_start(text);
    loop {
        rest = rest.trim_ascii_end();
        match rest {
            [head @ .., b'\x0b'] => rest = head,
            [.., byte] if *byte >= 0x80 => match trailing_char(rest) {
                Some(c) if c.is_whitespace() => rest = &rest[..rest.len() - c.len_utf8()],
                _ => return rest,
            },
            _ => return rest,
        }
    }
}

/// Whether the text is nothing but white space.
pub fn is_blank(text: &[u8]) -> bool {
    trim_start(text).is_empty()
}

fn leading_char(text: &[u8]) -> Option<char> {
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
    };
    valid.chars().next()
}

fn trailing_char(text: &[u8]) -> Option<char> {
    let start = (1..=text.len().min(4)).find(|n| text[text.len() - n] & 0xc0 != 0x80)?;
    std::str::from_utf8(&text[text.len() - start..])
        .ok()?
        .chars()
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_gos() {
        let cases: &[(&[u8], &[u8])] = &[
            (b"", b""),
            (b" \t\x0b\x0c\r\n", b""),
            (b" a b ", b"a b"),
            ("\u{a0}\u{2003}x\u{85}\u{3000}".as_bytes(), b"x"),
            ("é".as_bytes(), "é".as_bytes()),
            (b" \xff\xa0 ", b"\xff\xa0"),
            ("\u{200b}".as_bytes(), "\u{200b}".as_bytes()),
        ];
        for (text, trimmed) in cases {
            assert_eq!(trim(text), *trimmed, "{text:?}");
        }
    }
}
