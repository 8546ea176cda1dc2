//! Numbers and booleans in Go's spelling, with Go's errors.

use steersman_value::fmt;

use super::quote;

fn failed<T>(function: &str, text: &str, cause: impl std::fmt::Display) -> Result<T, String> {
    Err(format!(
        "strconv.{function}: parsing {}: {cause}",
        quote(text)
    ))
}

/// Reads `1`, `t`, `T`, `TRUE`, `true`, `True` and their opposites.
///
/// # Errors
/// Go's text for any other spelling.
pub(crate) fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => failed("ParseBool", text, "invalid syntax"),
    }
}

/// Reads a signed number of 64 bits in any of Go's bases.
///
/// # Errors
/// Go's text for a bad spelling or a number out of range.
pub(super) fn parse_int(text: &str) -> Result<i64, String> {
    fmt::parse_int(text.as_bytes(), 0).or_else(|cause| failed("ParseInt", text, cause))
}

/// Reads an unsigned number of 64 bits in any of Go's bases.
///
/// # Errors
/// Go's text for a bad spelling or a number out of range.
pub(super) fn parse_uint(text: &str) -> Result<u64, String> {
    fmt::parse_uint(text.as_bytes(), 0).or_else(|cause| failed("ParseUint", text, cause))
}

/// Reads a floating-point number of 32 bits.
///
/// # Errors
/// Go's text for a bad spelling or a number out of range.
#[expect(clippy::cast_possible_truncation, reason = "checked to stay finite")]
pub(crate) fn parse_float32(text: &str) -> Result<f32, String> {
    match fmt::parse_float(text.as_bytes()) {
        Ok(wide) if wide.is_finite() && (wide as f32).is_infinite() => {
            failed("ParseFloat", text, "value out of range")
        }
        Ok(wide) => Ok(wide as f32),
        Err(cause) => failed("ParseFloat", text, cause),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_bool, parse_float32, parse_int, parse_uint};

    #[test]
    fn words_errors_as_go() {
        for (result, expected) in [
            (
                parse_int("09").map(drop),
                "strconv.ParseInt: parsing \"09\": invalid syntax",
            ),
            (
                parse_int("99999999999999999999").map(drop),
                "strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
            ),
            (
                parse_uint("-1").map(drop),
                "strconv.ParseUint: parsing \"-1\": invalid syntax",
            ),
            (
                parse_float32("1e99").map(drop),
                "strconv.ParseFloat: parsing \"1e99\": value out of range",
            ),
            (
                parse_bool("yes").map(drop),
                "strconv.ParseBool: parsing \"yes\": invalid syntax",
            ),
        ] {
            assert_eq!(result, Err(expected.to_owned()));
        }
        assert_eq!(parse_int("0x_1F"), Ok(31));
        assert_eq!(parse_float32("0x1p3"), Ok(8.0));
    }
}
