//! Cutting streams into documents and joining them, as kustomize's libraries do.

use steersman_yaml::StyledDocument;

/// Documents of a stream, without those that are empty.
pub(super) fn parse_documents(text: &[u8]) -> Result<Vec<StyledDocument>, String> {
    let text = without_carriage_returns(text);
    let parts = split(&text)?;
    let only = parts.len() == 1;
    let mut documents = Vec::new();
    for part in parts {
        let parsed = StyledDocument::parse(part);
        let parsed = parsed.map_err(|error| format!("MalformedYAMLError: {error}"))?;
        let Some(document) = parsed else {
            continue;
        };
        let kind = document.text(&["kind"]);
        let is_list = matches!(kind.as_deref(), Some("List" | "ResourceList"));
        match document.items("items") {
            Some(items) if only && is_list => documents.extend(items),
            _ => documents.push(document),
        }
    }
    for document in &mut documents {
        if !document.is_mapping() {
            return Err(wrong_kind(document));
        }
        document.remove_hollow(&["metadata", "annotations"]);
    }
    Ok(documents)
}

/// One stream of documents.
pub(super) fn join_documents<'a>(
    documents: impl IntoIterator<Item = &'a mut StyledDocument>,
) -> Vec<u8> {
    let mut out = Vec::new();
    for document in documents {
        if !out.is_empty() {
            out.extend_from_slice(b"---\n");
        }
        document.remove_hollow(&["metadata", "annotations"]);
        document.write(&mut out);
    }
    out
}

fn wrong_kind(document: &StyledDocument) -> String {
    let found = if document.is_sequence() {
        "SequenceNode"
    } else {
        "ScalarNode"
    };
    let mut text = Vec::new();
    document.write(&mut text);
    let text = String::from_utf8_lossy(&text);
    format!("wrong node kind: expected MappingNode but got {found}: node contents:\n{text}")
}

fn without_carriage_returns(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for (at, &byte) in text.iter().enumerate() {
        if byte != b'\r' || text.get(at + 1) != Some(&b'\n') {
            out.push(byte);
        }
    }
    out
}

/// Cuts at lines that begin with `---`, except at the first line. All parts but the last end in a line break.
fn split(text: &[u8]) -> Result<Vec<&[u8]>, String> {
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut search = 0;
    while let Some(found) = find(&text[search..], b"\n---") {
        let separator = search + found;
        let after = &text[separator + 4..];
        let Some(length) = after.iter().position(|&byte| byte == b'\n') else {
            break;
        };
        let rest = after[..length].trim_ascii();
        if !rest.is_empty() && rest[0] != b'#' {
            let line = String::from_utf8_lossy(&text[separator + 1..separator + 4 + length]);
            return Err(format!("invalid document separator: {}", line.trim()));
        }
        parts.push(&text[begin..=separator]);
        begin = separator + 4 + length + 1;
        search = begin;
    }
    parts.push(&text[begin..]);
    Ok(parts)
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len())
        .position(|window| window == needle)
}
