use super::flags::Flags;
use super::printer::{Printer, Unprintable};
use crate::Value;
use crate::unicode::decode_rune;

/// Widths and precisions beyond this are ignored.
const MAX_WIDTH: i64 = 1_000_000;

/// Go's `fmt.Sprintf`. Mistakes in the format do not fail but show in the text, such as `%!d(string=x)`.
pub fn sprintf(format: &[u8], args: &[Value]) -> Result<Vec<u8>, Unprintable> {
    let mut out = Vec::with_capacity(format.len() + 16);
    let mut reader = Reader {
        format,
        at: 0,
        args,
        next: 0,
        good_index: true,
        reordered: false,
    };
    let mut printer = Printer::new(&mut out);
    while let Some(percent) = format[reader.at..].iter().position(|byte| *byte == b'%') {
        printer
            .out
            .extend_from_slice(&format[reader.at..reader.at + percent]);
        reader.at += percent + 1;
        if !reader.verb(&mut printer)? {
            break;
        }
        printer.check_length()?;
    }
    printer.out.extend_from_slice(&format[reader.at..]);
    if !reader.reordered && reader.next < args.len() {
        printer.flags = Flags::default();
        extra(&mut printer, &args[reader.next..])?;
    }
    Ok(out)
}

/// The arguments that no verb used.
fn extra(printer: &mut Printer<'_>, args: &[Value]) -> Result<(), Unprintable> {
    printer.out.extend_from_slice(b"%!(EXTRA ");
    for (index, value) in args.iter().enumerate() {
        if index > 0 {
            printer.out.extend_from_slice(b", ");
        }
        if value.is_nil() {
            printer.out.extend_from_slice(b"<nil>");
        } else {
            printer.out.extend_from_slice(value.type_name().as_bytes());
            printer.out.push(b'=');
            printer.argument(value, 'v')?;
        }
    }
    printer.out.push(b')');
    Ok(())
}

struct Reader<'a> {
    format: &'a [u8],
    at: usize,
    args: &'a [Value],
    /// The argument of the next verb.
    next: usize,
    /// Whether the explicit indexes of this verb make sense.
    good_index: bool,
    /// Whether any verb had an explicit index.
    reordered: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    /// Reads and prints one verb after its `%`. Returns whether there was one.
    fn verb(&mut self, printer: &mut Printer<'_>) -> Result<bool, Unprintable> {
        self.good_index = true;
        printer.flags = self.flags();
        if let Some(c @ b'a'..=b'z') = self.peek()
            && self.next < self.args.len()
        {
            self.at += 1;
            self.print(printer, char::from(c))?;
            return Ok(true);
        }
        let mut after_index = self.index();
        if self.peek() == Some(b'*') {
            self.at += 1;
            self.width_argument(printer);
            after_index = false;
        } else {
            printer.flags.width = self.number();
            if after_index && printer.flags.width.is_some() {
                self.good_index = false;
            }
        }
        if self.peek() == Some(b'.') && self.at + 1 < self.format.len() {
            self.at += 1;
            if after_index {
                self.good_index = false;
            }
            after_index = self.index();
            if self.peek() == Some(b'*') {
                self.at += 1;
                self.precision_argument(printer);
                after_index = false;
            } else {
                printer.flags.precision = Some(self.number().unwrap_or(0));
            }
        }
        if !after_index {
            self.index();
        }
        if self.at >= self.format.len() {
            printer.out.extend_from_slice(b"%!(NOVERB)");
            return Ok(false);
        }
        let (verb, size) = decode_rune(&self.format[self.at..]);
        self.at += size;
        if verb == '%' {
            printer.out.push(b'%');
        } else if !self.good_index {
            printer.write_bad(verb);
            printer.out.extend_from_slice(b"(BADINDEX)");
        } else if self.next >= self.args.len() {
            printer.write_bad(verb);
            printer.out.extend_from_slice(b"(MISSING)");
        } else {
            self.print(printer, verb)?;
        }
        Ok(true)
    }

    fn print(&mut self, printer: &mut Printer<'_>, verb: char) -> Result<(), Unprintable> {
        if matches!(verb, 'v' | 'w') {
            printer.flags.sharp_v = std::mem::take(&mut printer.flags.sharp);
            printer.flags.plus_v = std::mem::take(&mut printer.flags.plus);
        }
        let value = &self.args[self.next];
        self.next += 1;
        printer.argument(value, verb)
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        while let Some(c) = self.peek() {
            match c {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        flags
    }

    /// Reads a decimal number. One that is far too large ends the format, as in Go.
    fn number(&mut self) -> Option<usize> {
        let (number, end) = decimal(self.format, self.at, self.format.len());
        self.at = end;
        number
    }

    /// Reads an explicit argument index such as `[2]`. Returns whether there was a well-formed one.
    fn index(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let close = if rest.len() < 3 {
            None
        } else {
            rest.iter().position(|byte| *byte == b']')
        };
        let Some(close) = close else {
            self.at += 1;
            self.good_index = false;
            return false;
        };
        let (number, end) = decimal(rest, 1, close);
        self.at += close + 1;
        let Some(number) = number.filter(|_| end == close) else {
            self.good_index = false;
            return false;
        };
        match number
            .checked_sub(1)
            .filter(|index| *index < self.args.len())
        {
            Some(index) => self.next = index,
            None => self.good_index = false,
        }
        true
    }

    fn integer_argument(&mut self) -> Option<i64> {
        let value = self.args.get(self.next)?;
        self.next += 1;
        let plain = match value {
            Value::Object(object) => object.underlying()?,
            other => other.clone(),
        };
        match plain {
            Value::Int(kind, n) if !(kind.is_unsigned() && n < 0) => {
                Some(n).filter(|n| (-MAX_WIDTH..=MAX_WIDTH).contains(n))
            }
            _ => None,
        }
    }

    fn width_argument(&mut self, printer: &mut Printer<'_>) {
        match self.integer_argument() {
            Some(width) => {
                if width < 0 {
                    printer.flags.minus = true;
                    printer.flags.zero = false;
                }
                printer.flags.width = usize::try_from(width.unsigned_abs()).ok();
            }
            None => printer.out.extend_from_slice(b"%!(BADWIDTH)"),
        }
    }

    fn precision_argument(&mut self, printer: &mut Printer<'_>) {
        printer.flags.precision = self
            .integer_argument()
            .and_then(|n| usize::try_from(n).ok());
        if printer.flags.precision.is_none() {
            printer.out.extend_from_slice(b"%!(BADPREC)");
        }
    }
}

/// The number at `format[start..end]` and where it stops; where it is far too large, no number and `end`.
fn decimal(format: &[u8], start: usize, end: usize) -> (Option<usize>, usize) {
    let mut number: i64 = 0;
    let mut at = start;
    while at < end && format[at].is_ascii_digit() {
        if number > MAX_WIDTH {
            return (None, end);
        }
        number = number * 10 + i64::from(format[at] - b'0');
        at += 1;
    }
    (usize::try_from(number).ok().filter(|_| at > start), at)
}
