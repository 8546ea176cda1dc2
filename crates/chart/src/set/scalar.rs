use steersman_value::Tree;

/// The value that an unquoted text means: `true`, `false`, `null` in any case, decimal integers without a leading
/// zero, else a string.
pub(super) fn typed(text: &str) -> Tree {
    if equal_fold(text, "true") {
        return Tree::Bool(true);
    }
    if equal_fold(text, "false") {
        return Tree::Bool(false);
    }
    if equal_fold(text, "null") {
        return Tree::Null;
    }
    if text == "0" {
        return Tree::Int(0);
    }
    if !text.starts_with('0')
        && is_decimal(text)
        && let Ok(n) = text.parse()
    {
        return Tree::Int(n);
    }
    Tree::from(text)
}

/// Equality under Unicode case folding with an ASCII word: the long s folds to `s`, and no other character to one
/// of the letters in use here.
fn equal_fold(text: &str, word: &str) -> bool {
    text.chars().count() == word.len()
        && text
            .chars()
            .zip(word.chars())
            .all(|(a, b)| a.eq_ignore_ascii_case(&b) || (a == '\u{17f}' && b == 's'))
}

/// The form `strconv.ParseInt` takes; Rust's parser agrees on the range.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
