use steersman_value::fmt;

/// Checks an IP address as `netip.ParseAddr` does and tells whether it is one of version 6; the error is Go's text.
pub(super) fn check_address(text: &[u8]) -> Result<bool, String> {
    let checked = match text.iter().find(|b| matches!(b, b'.' | b':' | b'%')) {
        Some(b'.') => check_v4(text).map(|()| false),
        Some(b':') => check_v6(text).map(|()| true),
        Some(_) => Err(("missing IPv6 address", None)),
        None => Err(("unable to parse IP", None)),
    };
    checked.map_err(|(reason, at)| {
        let at = at
            .filter(|at| !at.is_empty())
            .map(|at| format!(" (at {})", fmt::quote(at)));
        format!(
            "ParseAddr({}): {reason}{}",
            fmt::quote(text),
            at.unwrap_or_default()
        )
    })
}

/// What is wrong, and where.
type Problem<'t> = (&'static str, Option<&'t [u8]>);

fn check_v4(text: &[u8]) -> Result<(), Problem<'_>> {
    let (mut value, mut digits, mut fields) = (0_u32, 0, 0);
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", None));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", None));
                }
            }
            b'.' => {
                if index == 0 || index == text.len() - 1 || text[index - 1] == b'.' {
                    return Err((
                        "IPv4 field must have at least one digit",
                        Some(&text[index..]),
                    ));
                }
                if fields == 3 {
                    return Err(("IPv4 address too long", None));
                }
                fields += 1;
                (value, digits) = (0, 0);
            }
            _ => return Err(("unexpected character", Some(&text[index..]))),
        }
    }
    if fields < 3 {
        Err(("IPv4 address too short", None))
    } else {
        Ok(())
    }
}

fn check_v6(text: &[u8]) -> Result<(), Problem<'_>> {
    let mut rest = text;
    if let Some(percent) = text.iter().position(|b| *b == b'%') {
        if percent + 1 == text.len() {
            return Err(("zone must be a non-empty string", None));
        }
        rest = &text[..percent];
    }
    let mut ellipsis = false;
    if let Some(after) = rest.strip_prefix(b"::") {
        ellipsis = true;
        rest = after;
        if rest.is_empty() {
            return Ok(());
        }
    }
    let mut bytes = 0;
    while bytes < 16 {
        let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        match digits {
            0 => {
                return Err((
                    "each colon-separated field must have at least one digit",
                    Some(rest),
                ));
            }
            1..=4 => {}
            _ => return Err(("each group must have 4 or less digits", Some(rest))),
        }
        if rest.get(digits) == Some(&b'.') {
            if !ellipsis && bytes != 12 {
                let reason = "embedded IPv4 address must replace the final 2 fields of the address";
                return Err((reason, Some(rest)));
            }
            if bytes + 4 > 16 {
                let reason =
                    "too many hex fields to fit an embedded IPv4 at the end of the address";
                return Err((reason, Some(rest)));
            }
            check_v4(rest)?;
            rest = b"";
            bytes += 4;
            break;
        }
        bytes += 2;
        rest = &rest[digits..];
        if rest.is_empty() {
            break;
        }
        let Some(after) = rest.strip_prefix(b":") else {
            return Err(("unexpected character, want colon", Some(rest)));
        };
        if after.is_empty() {
            return Err(("colon must be followed by more characters", Some(rest)));
        }
        rest = after;
        if let Some(after) = rest.strip_prefix(b":") {
            if ellipsis {
                return Err(("multiple :: in address", Some(rest)));
            }
            ellipsis = true;
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", Some(rest)));
    }
    match (bytes < 16, ellipsis) {
        (true, false) => Err(("address string too short", None)),
        (false, true) => Err(("the :: must expand to at least one field of zeros", None)),
        _ => Ok(()),
    }
}
