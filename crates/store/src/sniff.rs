//! What sort of file a few bytes come from: the part of the WHATWG's rules that Go's `http.DetectContentType`
//! follows, for the message about files that are no archives.

/// The bytes Helm looks at; shorter files are filled up with zeros.
pub(crate) const WINDOW: usize = 512;

/// The media type of content that begins with `window`.
pub(crate) fn content_type(window: &[u8; WINDOW]) -> &'static str {
    let white = window
        .iter()
        .take_while(|byte| matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' '))
        .count();
    let content = &window[white..];
    if HTML.iter().any(|tag| is_html(content, tag)) {
        return "text/html; charset=utf-8";
    }
    if content.starts_with(b"<?xml") {
        return "text/xml; charset=utf-8";
    }
    let exact = EXACT
        .iter()
        .find(|(signature, _)| window.starts_with(signature));
    let masked = || {
        MASKED
            .iter()
            .find(|(head, at, tail, _)| window.starts_with(head) && window[*at..].starts_with(tail))
    };
    if let Some((_, found)) = exact {
        return found;
    }
    if let Some((.., found)) = masked() {
        return found;
    }
    if is_mp4(window) {
        return "video/mp4";
    }
    if content
        .iter()
        .any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f))
    {
        return "application/octet-stream";
    }
    "text/plain; charset=utf-8"
}

const HTML: &[&[u8]] = &[
    b"<!DOCTYPE HTML",
    b"<HTML",
    b"<HEAD",
    b"<SCRIPT",
    b"<IFRAME",
    b"<H1",
    b"<DIV",
    b"<FONT",
    b"<TABLE",
    b"<A",
    b"<STYLE",
    b"<TITLE",
    b"<B",
    b"<BODY",
    b"<BR",
    b"<P",
    b"<!--",
];

fn is_html(content: &[u8], tag: &[u8]) -> bool {
    content.len() > tag.len()
        && content[..tag.len()].eq_ignore_ascii_case(tag)
        && matches!(content[tag.len()], b' ' | b'>')
}

const EXACT: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"%!PS-Adobe-", "application/postscript"),
    (b"\xFE\xFF", "text/plain; charset=utf-16be"),
    (b"\xFF\xFE", "text/plain; charset=utf-16le"),
    (b"\xEF\xBB\xBF", "text/plain; charset=utf-8"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"\x00\x00\x02\x00", "image/x-icon"),
    (b"BM", "image/bmp"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x89PNG\x0D\x0A\x1A\x0A", "image/png"),
    (b"\xFF\xD8\xFF", "image/jpeg"),
    (b"ID3", "audio/mpeg"),
    (b"OggS\x00", "application/ogg"),
    (b"MThd\x00\x00\x00\x06", "audio/midi"),
    (b"\x1A\x45\xDF\xA3", "video/webm"),
    (b"\x00\x01\x00\x00", "font/ttf"),
    (b"OTTO", "font/otf"),
    (b"ttcf", "font/collection"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"\x1F\x8B\x08", "application/x-gzip"),
    (b"PK\x03\x04", "application/zip"),
    (b"Rar!\x1A\x07\x00", "application/x-rar-compressed"),
    (b"Rar!\x1A\x07\x01\x00", "application/x-rar-compressed"),
    (b"\x00\x61\x73\x6D", "application/wasm"),
];

/// A begin, and more at another place.
const MASKED: &[(&[u8], usize, &[u8], &str)] = &[
    (b"RIFF", 8, b"WEBPVP", "image/webp"),
    (b"FORM", 8, b"AIFF", "audio/aiff"),
    (b"RIFF", 8, b"AVI ", "video/avi"),
    (b"RIFF", 8, b"WAVE", "audio/wave"),
    (b"", 34, b"LP", "application/vnd.ms-fontobject"),
];

fn is_mp4(window: &[u8]) -> bool {
    let size = u32::from_be_bytes([window[0], window[1], window[2], window[3]]) as usize;
    if size > window.len() || !size.is_multiple_of(4) || &window[4..8] != b"ftyp" {
        return false;
    }
    (8..size)
        .step_by(4)
        .filter(|at| *at != 12)
        .any(|at| window[at..].starts_with(b"mp4"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_usual_mistakes() {
        let long = "key: value\n".repeat(60);
        for (content, expected) in [
            (long.as_bytes(), "text/plain; charset=utf-8"),
            (b"a: 1\n", "application/octet-stream"),
            (b"", "application/octet-stream"),
            (b"PK\x03\x04", "application/zip"),
            (b"  <!doctype html>", "text/html; charset=utf-8"),
        ] {
            let mut window = [0; WINDOW];
            let length = content.len().min(WINDOW);
            window[..length].copy_from_slice(&content[..length]);
            assert_eq!(content_type(&window), expected);
        }
    }
}
