//! Numbers as Go prints them.

use steersman_value::fmt::append_float;

/// The shortest text of a float as `strconv.FormatFloat(f, 'g', -1, 64)` makes it, with YAML's names for
/// infinities and not-a-number.
pub(crate) fn push_float(out: &mut Vec<u8>, value: f64) {
    if value.is_nan() {
        out.extend_from_slice(b".nan");
    } else if value.is_infinite() {
        out.extend_from_slice(if value > 0.0 { b".inf" } else { b"-.inf" });
    } else {
        append_float(out, value, b'g', None);
    }
}

/// The same with 32 bits of precision, which is how float keys become strings.
pub(crate) fn push_float32(out: &mut Vec<u8>, value: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "Go rounds to 32 bits here")]
    let short = value as f32;
    // The shortest decimal text of 32 bits, read as 64 bits, has the same digits.
    push_float(
        out,
        short
            .to_string()
            .parse()
            .unwrap_or_else(|_| f64::from(short)),
    );
}

/// A whole number that JSON writes without fraction and exponent, as YAML then reads it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    Int(i64),
    Uint(u64),
}

/// The integer that a float becomes on its way through JSON text, when it does: whole numbers up to the
/// unsigned range do.
pub(crate) fn whole(value: f64) -> Option<Whole> {
    #[expect(clippy::float_cmp, reason = "a whole number is exactly its truncation")]
    if value.trunc() != value || value.abs() >= 1e21 {
        return None;
    }
    if value.abs() < 9_007_199_254_740_992.0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "integers of 53 bits are exact"
        )]
        return Some(Whole::Int(value as i64));
    }
    // JSON text has the shortest digits filled up with zeros, which is not the exact value.
    let text = format!("{value}");
    text.parse()
        .map(Whole::Int)
        .or_else(|_| text.parse().map(Whole::Uint))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn general(value: f64) -> String {
        let mut out = Vec::new();
        push_float(&mut out, value);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn shortest_general() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (100_000.5, "100000.5"),
            (999_999.0, "999999"),
            (1e6, "1e+06"),
            (1_234_567.5, "1.2345675e+06"),
            (1e20, "1e+20"),
            (1e-5, "1e-05"),
            (0.00012, "0.00012"),
            (1e300, "1e+300"),
            (120.0, "120"),
            (f64::NEG_INFINITY, "-.inf"),
        ] {
            assert_eq!(general(value), text);
        }
    }

    #[test]
    fn float32_keys() {
        let mut out = Vec::new();
        push_float32(&mut out, 123_456_789.5);
        assert_eq!(out, b"1.2345679e+08");
    }

    #[test]
    fn whole_numbers() {
        assert_eq!(whole(-0.0), Some(Whole::Int(0)));
        assert_eq!(
            whole(12_345_678_901_234_567_890.0),
            Some(Whole::Uint(12_345_678_901_234_567_000))
        );
        assert_eq!(whole(1e20), None);
        assert_eq!(whole(0.5), None);
    }
}
