//! Command lines into words, as a shell would split them.

/// Splits a command line at white space; single and double quotes and backslashes group.
pub(crate) fn split_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(characters.by_ref().take_while(|&c| c != '\''));
            }
            '"' => quoted(&mut characters, word.get_or_insert_default()),
            '\\' => word.get_or_insert_default().extend(characters.next()),
            space if space.is_whitespace() => words.extend(word.take()),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    words
}

/// Reads to the closing double quote; a backslash takes quotes, dollars and itself literally.
fn quoted(characters: &mut std::str::Chars<'_>, word: &mut String) {
    while let Some(character) = characters.next() {
        match character {
            '"' => return,
            '\\' => match characters.next() {
                Some(next @ ('"' | '\\' | '$' | '`')) => word.push(next),
                Some(next) => word.extend(['\\', next]),
                None => word.push('\\'),
            },
            plain => word.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split_words;

    #[test]
    fn words_are_split_as_a_shell_does() {
        for (line, words) in [
            ("a  b", &["a", "b"][..]),
            ("a ''", &["a", ""]),
            ("--set 'a={1,2}'x", &["--set", "a={1,2}x"]),
            (r#""a \"b\" \n" c\ d"#, &["a \"b\" \\n", "c d"]),
        ] {
            assert_eq!(split_words(line), words, "{line}");
        }
    }
}
