use super::ArchiveError;

/// The name of an entry relative to its chart: the first part is taken off, whatever it is.
pub(super) fn relative_name(name: &str) -> Result<String, ArchiveError> {
    // An archive from Windows has backslashes, and then nothing but backslashes separates parts.
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (first, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let rest = if delimiter == '\\' {
        rest.replace('\\', "/")
    } else {
        rest.to_owned()
    };
    if rest.starts_with('/') {
        return Err(ArchiveError::AbsolutePath);
    }
    let clean = clean(rest);
    if clean == "." {
        return Err(ArchiveError::OutsideBase(name.to_owned()));
    }
    if clean.starts_with("..") {
        return Err(ArchiveError::ParentDirectory);
    }
    if matches!(clean.as_bytes(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic()) {
        return Err(ArchiveError::IllegalName);
    }
    if first == "Chart.yaml" {
        return Err(ArchiveError::ChartYamlNotInBase);
    }
    Ok(clean)
}

/// The shortest name of the same relative path, as Go's `path.Clean` finds it.
fn clean(path: String) -> String {
    let is_clean = |part: &str| !matches!(part, "" | "." | "..");
    if path.split('/').all(is_clean) {
        return path;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_as_helm_does() {
        let outside = |name: &str| Err(ArchiveError::OutsideBase(name.to_owned()));
        let cases = [
            ("c/Chart.yaml", Ok("Chart.yaml")),
            ("any thing/templates/a.yaml", Ok("templates/a.yaml")),
            ("c/./a//b/../d", Ok("a/d")),
            ("c\\templates\\a.yaml", Ok("templates/a.yaml")),
            ("c\\x/y", Ok("x/y")),
            ("/Chart.yaml", Ok("Chart.yaml")),
            ("c//etc/passwd", Err(ArchiveError::AbsolutePath)),
            ("c/", outside("c/")),
            ("Chart.yaml", outside("Chart.yaml")),
            ("c/a/..", outside("c/a/..")),
            ("c/../x", Err(ArchiveError::ParentDirectory)),
            ("c/..foo", Err(ArchiveError::ParentDirectory)),
            ("c/a/../../x", Err(ArchiveError::ParentDirectory)),
            ("c/c:/x", Err(ArchiveError::IllegalName)),
            ("c\\C:\\x", Err(ArchiveError::IllegalName)),
            ("Chart.yaml/x", Err(ArchiveError::ChartYamlNotInBase)),
        ];
        for (name, expected) in cases {
            assert_eq!(relative_name(name), expected.map(str::to_owned), "{name}");
        }
    }
}
