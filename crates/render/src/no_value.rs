use memchr::memmem;

/// What Go prints for a missing value. Helm removes it from every finished file, whoever wrote it.
const NO_VALUE: &[u8] = b"<no value>";

/// Removes every `<no value>` from a finished file.
pub(crate) fn remove_no_value(text: &mut Vec<u8>) {
    let Some(first) = memmem::find(text, NO_VALUE) else {
        return;
    };
    let mut kept = first;
    let mut read = first + NO_VALUE.len();
    loop {
        let next = memmem::find(&text[read..], NO_VALUE).map_or(text.len(), |at| read + at);
        text.copy_within(read..next, kept);
        kept += next - read;
        if next == text.len() {
            break;
        }
        read = next + NO_VALUE.len();
    }
    text.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_removed_everywhere() {
        for (text, expected) in [
            ("", ""),
            ("a", "a"),
            ("<no value>", ""),
            ("a<no value>b<no value>", "ab"),
            ("<no <no value>value>", "<no value>"),
            ("<no value><no value>c", "c"),
        ] {
            let mut bytes = text.as_bytes().to_vec();
            remove_no_value(&mut bytes);
            assert_eq!(bytes, expected.as_bytes(), "{text}");
        }
    }
}
