//! Comparing outputs: exactly, with random lines masked, or but for blank ends of documents.

/// In recorded output, stands for the part of a line that real Helm prints differently every time.
const RANDOM: &[u8] = b"\x01NONDET";

/// Whether `got` is `want` where random parts of `want` stand for anything.
pub(crate) fn equal_but_random(want: &[u8], got: &[u8]) -> bool {
    let mut want = want.split(|&byte| byte == b'\n');
    let mut got = got.split(|&byte| byte == b'\n');
    loop {
        match (want.next(), got.next()) {
            (None, None) => return true,
            (Some(want), Some(got)) if line_equal(want, got) => {}
            _ => return false,
        }
    }
}

fn line_equal(want: &[u8], got: &[u8]) -> bool {
    if want == got {
        return true;
    }
    let Some(at) = want.windows(RANDOM.len()).position(|part| part == RANDOM) else {
        return false;
    };
    let (start, end) = (&want[..at], &want[at + RANDOM.len()..]);
    got.len() >= start.len() + end.len() && got.starts_with(start) && got.ends_with(end)
}

/// The output without white space at the ends of its documents.
pub(crate) fn without_blank_ends(output: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(output.len());
    for line in output.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b"---") {
            out.truncate(out.trim_ascii_end().len());
            out.push(b'\n');
        }
        out.extend_from_slice(line);
    }
    out.truncate(out.trim_ascii_end().len());
    out
}

/// Where two outputs differ first.
pub(crate) fn first_difference(want: &[u8], got: &[u8]) -> String {
    let mut want_lines = want.split(|&byte| byte == b'\n');
    let mut got_lines = got.split(|&byte| byte == b'\n');
    let mut number = 0;
    loop {
        number += 1;
        let (want, got) = (want_lines.next(), got_lines.next());
        if want == got && want.is_some() {
            continue;
        }
        return format!("line {number}: want {} got {}", show(want), show(got));
    }
}

fn show(line: Option<&[u8]>) -> String {
    let Some(line) = line else {
        return "<end>".to_owned();
    };
    let text = String::from_utf8_lossy(line);
    format!("{:?}", text.chars().take(160).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{equal_but_random, first_difference, without_blank_ends};

    #[test]
    fn random_parts_match_anything() {
        assert!(equal_but_random(b"a\nk: \x01NONDET\"\n", b"a\nk: xyz\"\n"));
        assert!(!equal_but_random(b"k: \x01NONDET\"", b"k: xyz"));
        assert!(!equal_but_random(b"a\nb", b"a"));
    }

    #[test]
    fn blank_ends_do_not_count() {
        assert_eq!(
            without_blank_ends(b"---\na: 1\n\n---\nb: |\n\n  x\n\n"),
            without_blank_ends(b"---\na: 1\n---\nb: |\n\n  x\n")
        );
        assert_ne!(without_blank_ends(b"a\n\nb"), without_blank_ends(b"a\nb"));
    }

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(
            first_difference(b"a\nb", b"a\nc"),
            "line 2: want \"b\" got \"c\""
        );
        assert_eq!(
            first_difference(b"a\n", b"a"),
            "line 2: want \"\" got <end>"
        );
    }
}
