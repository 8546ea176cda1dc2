//! Text of floating point numbers, as Go's `strconv.FormatFloat` and `encoding/json` write them.

use std::io::Write as _;

/// No `f64` has more digits after the point that are not zero.
const MAX_FRACTION: usize = 1_100;

const WRITES: &str = "writing to a vector cannot fail";

/// `strconv.FormatFloat(f, format, precision, 64)`; no precision means the shortest text that reads back as `f`.
/// Formats are `e E f g G b x X`.
pub fn format_float(f: f64, format: u8, precision: Option<usize>) -> String {
    let mut out = Vec::with_capacity(24);
    append_float(&mut out, f, format, precision);
    out.into_iter().map(char::from).collect()
}

/// Appends what [`format_float`] returns.
pub fn append_float(out: &mut Vec<u8>, f: f64, format: u8, precision: Option<usize>) {
    if !f.is_finite() {
        out.extend_from_slice(if f.is_nan() {
            b"NaN"
        } else if f > 0.0 {
            b"+Inf"
        } else {
            b"-Inf"
        });
        return;
    }
    match format {
        b'b' => binary(out, f),
        b'x' | b'X' => hexadecimal(out, f, format, precision),
        b'g' if precision.is_none() && is_small_integer(f) => {
            write!(out, "{f}").expect(WRITES);
        }
        _ => {
            if f.is_sign_negative() {
                out.push(b'-');
            }
            decimal(out, f.abs(), format, precision);
        }
    }
}

/// Appends `f` as `encoding/json` writes it: plain between 1e-6 and 1e21, else with an exponent without padding.
/// The number must be finite.
pub fn append_json_float(out: &mut Vec<u8>, f: f64) {
    let size = f.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        if is_small_integer(f) {
            write!(out, "{f}").expect(WRITES);
        } else {
            append_float(out, f, b'f', None);
        }
        return;
    }
    let start = out.len();
    append_float(out, f, b'e', None);
    // e-09 becomes e-9
    let end = out.len();
    if end - start >= 4 && out[end - 4] == b'e' && out[end - 3] == b'-' && out[end - 2] == b'0' {
        out.remove(end - 2);
    }
}

/// Go's conversion of a float to `int64` on amd64: truncation, and the smallest number for what does not fit.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub fn float_to_int(f: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&f) {
        f as i64
    } else {
        i64::MIN
    }
}

/// Whether the shortest text is the integer itself.
fn is_small_integer(f: f64) -> bool {
    f.abs() < 1e6 && f % 1.0 == 0.0 && (f != 0.0 || f.is_sign_positive())
}

/// The significant digits of a number without trailing zeros, and where its decimal point stands among them.
struct Digits {
    text: Vec<u8>,
    point: i32,
}

impl Digits {
    /// The shortest digits that read back as `f`, or `count` correctly rounded ones.
    fn of(f: f64, count: Option<usize>) -> Self {
        if f == 0.0 {
            return Self {
                text: Vec::new(),
                point: 0,
            };
        }
        let Some(count) = count else {
            return Self::shortest(f);
        };
        Self::rounded(f, count)
    }

    /// The shortest digits that read back as `f`. Of two equally near ones Go takes the even one, the standard
    /// library the larger; so few digits as to be exact leave no choice.
    fn shortest(f: f64) -> Self {
        const EXACT: usize = 15;
        let mut text = Vec::with_capacity(24);
        write!(text, "{f:e}").expect(WRITES);
        let digits = Self::read(text);
        if digits.text.len() < EXACT {
            return digits;
        }
        let even = Self::rounded(f, digits.text.len());
        let reads_back = |digits: &Self| {
            let text = String::from_utf8_lossy(&digits.text);
            format!("0.{text}e{}", digits.point).parse() == Ok(f.abs())
        };
        if reads_back(&even) { even } else { digits }
    }

    /// `count` correctly rounded digits.
    fn rounded(f: f64, count: usize) -> Self {
        let mut text = Vec::with_capacity(24);
        let precision = count.saturating_sub(1).min(MAX_FRACTION);
        write!(text, "{f:.precision$e}").expect(WRITES);
        Self::read(text)
    }

    /// Takes `d.ddde±x` apart.
    fn read(mut text: Vec<u8>) -> Self {
        let at = text.iter().rposition(|c| *c == b'e').unwrap_or(text.len());
        let exponent = std::str::from_utf8(&text[at + 1..])
            .ok()
            .and_then(|e| e.parse::<i32>().ok())
            .unwrap_or(0);
        text.truncate(at);
        if text.len() > 1 {
            text.remove(1);
        }
        while text.last() == Some(&b'0') {
            text.pop();
        }
        Self {
            text,
            point: exponent + 1,
        }
    }

    fn len(&self) -> i64 {
        i64::try_from(self.text.len()).unwrap_or(i64::MAX)
    }

    /// `d.ddde±dd` with `precision` digits after the point.
    fn write_scientific(&self, out: &mut Vec<u8>, precision: usize, e: u8) {
        out.push(self.text.first().copied().unwrap_or(b'0'));
        if precision > 0 {
            out.push(b'.');
            let fraction = self.text.get(1..).unwrap_or_default();
            let have = fraction.len().min(precision);
            out.extend_from_slice(&fraction[..have]);
            out.resize(out.len() + precision - have, b'0');
        }
        let exponent = if self.text.is_empty() {
            0
        } else {
            self.point - 1
        };
        out.push(e);
        write_exponent(out, exponent);
    }

    /// `ddd.ddd` with `precision` digits after the point.
    fn write_plain(&self, out: &mut Vec<u8>, precision: usize) {
        let digit = |index: i64| {
            usize::try_from(index)
                .ok()
                .and_then(|at| self.text.get(at).copied())
                .unwrap_or(b'0')
        };
        if self.point > 0 {
            (0..i64::from(self.point)).for_each(|index| out.push(digit(index)));
        } else {
            out.push(b'0');
        }
        if precision > 0 {
            out.push(b'.');
            (0..precision).for_each(|index| {
                out.push(digit(
                    i64::from(self.point) + i64::try_from(index).unwrap_or(i64::MAX),
                ));
            });
        }
    }
}

/// Sign and at least two digits.
fn write_exponent(out: &mut Vec<u8>, exponent: i32) {
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "{sign}{:02}", exponent.unsigned_abs()).expect(WRITES);
}

fn decimal(out: &mut Vec<u8>, f: f64, format: u8, precision: Option<usize>) {
    match format {
        b'e' | b'E' => {
            let digits = Digits::of(f, precision.map(|p| p + 1));
            let precision = precision.unwrap_or_else(|| digits.text.len().saturating_sub(1));
            digits.write_scientific(out, precision, format);
        }
        b'f' => plain(out, f, precision),
        _ => general(out, f, format, precision),
    }
}

fn plain(out: &mut Vec<u8>, f: f64, precision: Option<usize>) {
    if let Some(precision) = precision {
        let exact = precision.min(MAX_FRACTION);
        write!(out, "{f:.exact$}").expect(WRITES);
        out.resize(out.len() + precision - exact, b'0');
    } else {
        let digits = Digits::of(f, None);
        let fraction = (digits.len() - i64::from(digits.point)).max(0);
        digits.write_plain(out, usize::try_from(fraction).unwrap_or(0));
    }
}

/// `%g`: scientific when the exponent is below -4 or not below the precision, which counts as 6 when there is none.
fn general(out: &mut Vec<u8>, f: f64, format: u8, precision: Option<usize>) {
    let precision = precision.map(|p| p.max(1));
    let digits = Digits::of(f, precision);
    let point = i64::from(digits.point);
    let mut wanted = precision.map_or(digits.len(), |p| i64::try_from(p).unwrap_or(i64::MAX));
    let limit = match precision {
        None => 6,
        Some(_) if wanted > digits.len() && digits.len() >= point => digits.len(),
        Some(_) => wanted,
    };
    let exponent = point - 1;
    if exponent < -4 || exponent >= limit {
        wanted = wanted.min(digits.len());
        digits.write_scientific(out, usize::try_from(wanted - 1).unwrap_or(0), format - 2);
    } else {
        if wanted > point {
            wanted = digits.len();
        }
        digits.write_plain(out, usize::try_from(wanted - point).unwrap_or(0));
    }
}

/// Sign, mantissa with the leading 1, and exponent of two; a normal number is `mantissa * 2^(exponent - 52)`.
fn parts(f: f64) -> (bool, u64, i32) {
    let bits = f.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let mantissa = bits & ((1 << 52) - 1);
    if exponent == 0 {
        (bits >> 63 != 0, mantissa, -1022)
    } else {
        (bits >> 63 != 0, mantissa | 1 << 52, exponent - 1023)
    }
}

fn binary(out: &mut Vec<u8>, f: f64) {
    let (negative, mantissa, exponent) = parts(f);
    let sign = if negative { "-" } else { "" };
    write!(out, "{sign}{mantissa}p{:+}", exponent - 52).expect(WRITES);
}

fn hexadecimal(out: &mut Vec<u8>, f: f64, format: u8, precision: Option<usize>) {
    let (negative, mantissa, mut exponent) = parts(f);
    // The leading 1 at bit 60, so that each digit is four bits below it.
    let mut mantissa = mantissa << 8;
    if mantissa == 0 {
        exponent = 0;
    } else {
        let shift = mantissa.leading_zeros() - 3;
        mantissa <<= shift;
        exponent -= i32::try_from(shift).unwrap_or(0);
    }
    if let Some(precision) = precision.filter(|p| *p < 15) {
        let keep = 60 - precision * 4;
        let half = 1 << 59;
        let extra = (mantissa << (precision * 4)) & ((1 << 60) - 1);
        mantissa >>= keep;
        if extra | (mantissa & 1) > half {
            mantissa += 1;
        }
        mantissa <<= keep;
        if mantissa & 1 << 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    if negative {
        out.push(b'-');
    }
    let upper = format == b'X';
    out.extend_from_slice(&[b'0', format, if mantissa == 0 { b'0' } else { b'1' }]);
    let mut rest = mantissa << 4;
    let mut digit = |out: &mut Vec<u8>| {
        let nibble = u8::try_from((rest >> 60) & 15).unwrap_or(0);
        let alphabet: &[u8; 16] = if upper {
            b"0123456789ABCDEF"
        } else {
            b"0123456789abcdef"
        };
        out.push(alphabet[usize::from(nibble)]);
        rest <<= 4;
        rest != 0
    };
    match precision {
        None if mantissa << 4 != 0 => {
            out.push(b'.');
            while digit(out) {}
        }
        Some(precision) if precision > 0 => {
            out.push(b'.');
            for _ in 0..precision {
                digit(out);
            }
        }
        _ => {}
    }
    out.push(if upper { b'P' } else { b'p' });
    write_exponent(out, exponent);
}
