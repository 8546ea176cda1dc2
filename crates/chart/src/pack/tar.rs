use crate::Modified;

const BLOCK: usize = 512;

/// The longest name of a header, and the longest folder before it.
const MAX_NAME: usize = 100;
const MAX_PREFIX: usize = 155;

/// The largest number that eleven octal digits hold.
const MAX_OCTAL: i64 = 0o777_7777_7777;

/// Writes regular files one after the other, with the headers that Go's `archive/tar` writes for them.
#[derive(Debug, Default)]
pub(super) struct TarWriter {
    bytes: Vec<u8>,
}

impl TarWriter {
    pub(super) fn file(&mut self, name: &str, content: &[u8], modified: Modified) {
        let seconds = modified.seconds + i64::from(modified.nanos >= 500_000_000);
        let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let (prefix, base) = split_name(name).unwrap_or(("", name));
        let mut records = Vec::new();
        let fits_seconds = (0..=MAX_OCTAL).contains(&seconds);
        if !fits_seconds {
            records.push(record("mtime", &seconds.to_string()));
        }
        if base.len() > MAX_NAME || !name.is_ascii() {
            records.push(record("path", name));
        }
        if records.is_empty() {
            self.header(&Fields {
                name: base,
                prefix,
                mode: 0o644,
                size,
                seconds,
                kind: b'0',
            });
        } else {
            let records = records.concat();
            let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
            let extended_name = ascii(&format!("{folder}/PaxHeaders.0/{file}"));
            let extended_name = extended_name.trim_start_matches('/');
            let extended_name =
                extended_name[..extended_name.len().min(MAX_NAME)].trim_end_matches('/');
            let length = i64::try_from(records.len()).unwrap_or(i64::MAX);
            self.header(&Fields {
                name: extended_name,
                prefix: "",
                mode: 0,
                size: length,
                seconds: 0,
                kind: b'x',
            });
            self.content(records.as_bytes());
            let name = ascii(name);
            let seconds = if fits_seconds { seconds } else { 0 };
            let name = &name[..name.len().min(MAX_NAME)];
            self.header(&Fields {
                name,
                prefix: "",
                mode: 0o644,
                size,
                seconds,
                kind: b'0',
            });
        }
        self.content(content);
    }

    /// Ends the archive.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&[0; 2 * BLOCK]);
        self.bytes
    }

    fn content(&mut self, content: &[u8]) {
        self.bytes.extend_from_slice(content);
        self.bytes
            .resize(self.bytes.len().next_multiple_of(BLOCK), 0);
    }

    fn header(&mut self, fields: &Fields<'_>) {
        let mut block = [0; BLOCK];
        block[..fields.name.len()].copy_from_slice(fields.name.as_bytes());
        octal(&mut block[100..108], i64::from(fields.mode));
        octal(&mut block[108..116], 0);
        octal(&mut block[116..124], 0);
        octal(&mut block[124..136], fields.size);
        octal(&mut block[136..148], fields.seconds);
        block[156] = fields.kind;
        block[257..265].copy_from_slice(b"ustar\x0000");
        if fields.kind == b'0' {
            octal(&mut block[329..337], 0);
            octal(&mut block[337..345], 0);
        }
        block[345..345 + fields.prefix.len()].copy_from_slice(fields.prefix.as_bytes());
        block[148..156].fill(b' ');
        let sum: i64 = block.iter().map(|byte| i64::from(*byte)).sum();
        octal(&mut block[148..155], sum);
        self.bytes.extend_from_slice(&block);
    }
}

struct Fields<'a> {
    name: &'a str,
    prefix: &'a str,
    mode: u16,
    size: i64,
    seconds: i64,
    kind: u8,
}

/// Octal digits up to a NUL at the end.
fn octal(field: &mut [u8], number: i64) {
    let width = field.len() - 1;
    let digits = format!("{number:0width$o}");
    field[..width].copy_from_slice(&digits.as_bytes()[digits.len() - width..]);
    field[width] = 0;
}

/// Cuts a name that is too long for its field at a slash.
fn split_name(name: &str) -> Option<(&str, &str)> {
    if name.len() <= MAX_NAME || !name.is_ascii() {
        return None;
    }
    let end = name.len().min(MAX_PREFIX + 1);
    let at = name[..end].rfind('/')?;
    let (prefix, base) = (&name[..at], &name[at + 1..]);
    (at > 0 && !base.is_empty() && base.len() <= MAX_NAME).then_some((prefix, base))
}

/// A record of an extended header: its length counts itself.
fn record(key: &str, value: &str) -> String {
    let rest = key.len() + value.len() + 3;
    let guess = rest + rest.to_string().len();
    let record = format!("{guess} {key}={value}\n");
    if record.len() == guess {
        record
    } else {
        format!("{} {key}={value}\n", record.len())
    }
}

fn ascii(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii() && *c != '\0')
        .collect()
}
