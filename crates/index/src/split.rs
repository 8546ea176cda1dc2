//! Cutting the text of an index into the parts of its charts, so that they can be read one after the other.

/// The parts of an index whose text has the form that programs write: a mapping with one key a line.
pub(crate) struct Parts<'t> {
    /// The text around the entries.
    pub(crate) frame: Vec<u8>,
    /// The text of each chart: a mapping with one key.
    pub(crate) charts: Vec<&'t [u8]>,
}

/// Cuts a text; nothing when it has another form, and has to be read as a whole.
///
/// A line that stands as far left as the first chart begins another chart, because everything within a chart stands
/// further right. Where that is not so, the parts are no YAML, and the caller reads the text as a whole.
pub(crate) fn split(text: &[u8]) -> Option<Parts<'_>> {
    if text.contains(&b'\r') || text.starts_with(b"%") {
        return None;
    }
    let entries = find_entries(text)?;
    let body = &text[entries..];
    let indent = body.iter().take_while(|byte| **byte == b' ').count();
    if indent == 0 || matches!(body.get(indent), None | Some(b'-' | b'#' | b'\n' | b'\t')) {
        return None;
    }
    let mut charts = Vec::new();
    let mut start = 0;
    let mut end = body.len();
    let mut at = 0;
    while at < body.len() {
        let next = line_end(body, at);
        let line = &body[at..next];
        let depth = line.iter().take_while(|byte| **byte == b' ').count();
        match line.get(depth) {
            // A comment may stand anywhere.
            None | Some(b'\n' | b'#') => {}
            Some(b'\t') => return None,
            Some(b'-') if depth == 0 && line.starts_with(b"---") => return None,
            Some(_) if depth == 0 => {
                end = at;
                break;
            }
            Some(_) if depth < indent => return None,
            Some(b'-') => {}
            Some(_) if depth == indent && at > start => {
                charts.push(&body[start..at]);
                start = at;
            }
            Some(_) => {}
        }
        at = next;
    }
    charts.push(&body[start..end]);
    let mut frame = text[..entries].to_vec();
    frame.extend_from_slice(&body[end..]);
    // Anchors and aliases may lead from one part to another.
    let leads_out = |part: &&[u8]| {
        part.windows(3)
            .any(|w| w[0] == b' ' && matches!(w[1], b'&' | b'*') && w[2].is_ascii_alphanumeric())
    };
    if charts.iter().any(leads_out) || has_second_entries(&body[end..]) {
        return None;
    }
    Some(Parts { frame, charts })
}

fn has_second_entries(rest: &[u8]) -> bool {
    rest.split(|byte| *byte == b'\n')
        .any(|line| line.starts_with(b"entries") || line.starts_with(b"---"))
}

/// Where the line after `entries:` begins.
fn find_entries(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let next = line_end(text, at);
        let line = text[at..next].trim_ascii_end();
        if line == b"entries:" {
            return Some(next);
        }
        if at > 0 && line.starts_with(b"---") {
            return None;
        }
        at = next;
    }
    None
}

fn line_end(text: &[u8], from: usize) -> usize {
    let rest = &text[from..];
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |end| from + end + 1)
}
