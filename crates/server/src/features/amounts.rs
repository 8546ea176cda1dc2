//! Amounts with units.

/// Seconds in `90`, `90s`, `30m`, `12h`, `30d`, `2w`.
pub fn parse_seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let (digits, factor) = match text.chars().last()? {
        's' => (&text[..text.len() - 1], 1),
        'm' => (&text[..text.len() - 1], 60),
        'h' => (&text[..text.len() - 1], 3600),
        'd' => (&text[..text.len() - 1], 86_400),
        'w' => (&text[..text.len() - 1], 604_800),
        _ => (text, 1),
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

/// Bytes in `4096`, `64KiB`, `20MiB`, `10GiB`, `1TiB`, or `20MB` with powers of a thousand.
pub fn parse_bytes(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 8] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("TiB", 1 << 40),
        ("kB", 1000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
    ];
    let text = text.trim();
    for (unit, factor) in UNITS {
        if let Some(digits) = text.strip_suffix(unit) {
            return digits.trim().parse::<u64>().ok()?.checked_mul(factor);
        }
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{parse_bytes, parse_seconds};

    #[test]
    fn units() {
        for (text, expected) in [
            ("90", Some(90)),
            ("90s", Some(90)),
            ("5m", Some(300)),
            ("30d", Some(2_592_000)),
            ("", None),
            ("d", None),
            ("-1s", None),
            ("99999999999999999999w", None),
            ("1é", None),
        ] {
            assert_eq!(parse_seconds(text), expected, "{text}");
        }
        for (text, expected) in [
            ("4096", Some(4096)),
            ("10 GiB", Some(10 << 30)),
            ("20MB", Some(20_000_000)),
            ("20GB!", None),
            ("99999999999TiB", None),
        ] {
            assert_eq!(parse_bytes(text), expected, "{text}");
        }
    }
}
