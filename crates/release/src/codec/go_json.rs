//! JSON to the byte as Go's `encoding/json` writes it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use steersman_value::fmt::append_json_float;

/// Appends `value` to `out`.
pub(super) fn write<T: Serialize>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, GoFormatter))
}

/// No spaces, texts that are safe within HTML, floats as Go writes them.
struct GoFormatter;

impl Formatter for GoFormatter {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let mut text = Vec::new();
        append_json_float(&mut text, value);
        writer.write_all(&text)
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let bytes = fragment.as_bytes();
        let mut written = 0;
        let mut at = 0;
        while at < bytes.len() {
            let (length, escape) = match bytes[at..] {
                [b'<', ..] => (1, "\\u003c"),
                [b'>', ..] => (1, "\\u003e"),
                [b'&', ..] => (1, "\\u0026"),
                // U+2028 and U+2029, line ends in JavaScript.
                [0xE2, 0x80, 0xA8, ..] => (3, "\\u2028"),
                [0xE2, 0x80, 0xA9, ..] => (3, "\\u2029"),
                _ => {
                    at += 1;
                    continue;
                }
            };
            writer.write_all(&bytes[written..at])?;
            writer.write_all(escape.as_bytes())?;
            at += length;
            written = at;
        }
        writer.write_all(&bytes[written..])
    }
}
