//! Reading case files.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fs_err as fs;

const MINIMAL_CHART: &str = "apiVersion: v2\nname: chart\nversion: 0.1.0\n";

/// One case: what it is about, its files and its commands.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// `TOPIC/NAME`.
    pub id: String,
    /// What the case shows.
    pub description: String,
    /// Charts of `corpus/charts` that are copied into the working folder.
    pub copies: Vec<String>,
    /// Variables of the environment.
    pub environment: Vec<(String, String)>,
    /// The only Helm that is asked, when it is not every one.
    pub helm: Option<String>,
    /// The command lines, without the program.
    pub commands: Vec<String>,
    /// Files of the working folder.
    pub files: Vec<CaseFile>,
}

/// A file of a case.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// Its path below the working folder.
    pub path: String,
    /// Its bytes.
    pub data: Vec<u8>,
    /// Whether it is a symbolic link to the path in its bytes.
    pub is_link: bool,
}

/// Reads a case from its text.
///
/// # Errors
///
/// When the text has no command, or a file's base64 is broken.
pub fn parse_case(id: &str, text: &[u8]) -> Result<Case> {
    let mut case = Case {
        id: id.to_owned(),
        ..Case::default()
    };
    let mut last_mark = String::new();
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        if let Some((path, mark)) = file_header(line) {
            finish_file(&mut case, &last_mark)?;
            case.files.push(CaseFile {
                path,
                data: Vec::new(),
                is_link: false,
            });
            last_mark = mark;
        } else if let Some(file) = case.files.last_mut() {
            file.data.extend_from_slice(line);
        } else {
            header_line(&mut case, std::str::from_utf8(line)?.trim_end());
        }
    }
    finish_file(&mut case, &last_mark)?;
    if case.commands.is_empty() {
        bail!("{id}: no command");
    }
    let in_chart = |file: &CaseFile| file.path.starts_with("chart/");
    if case.files.iter().any(in_chart) && !case.files.iter().any(|f| f.path == "chart/Chart.yaml") {
        case.files.push(CaseFile {
            path: "chart/Chart.yaml".to_owned(),
            data: MINIMAL_CHART.into(),
            is_link: false,
        });
    }
    Ok(case)
}

fn header_line(case: &mut Case, line: &str) {
    if let Some(command) = line.strip_prefix("$ ") {
        case.commands.push(command.to_owned());
    } else if let Some(chart) = line.strip_prefix("copy ") {
        case.copies.push(chart.to_owned());
    } else if let Some((name, value)) = line
        .strip_prefix("env ")
        .and_then(|rest| rest.split_once('='))
    {
        case.environment.push((name.to_owned(), value.to_owned()));
    } else if let Some(version) = line.strip_prefix("helm ") {
        case.helm = Some(version.to_owned());
    } else if !line.is_empty() {
        let gap = if case.description.is_empty() { "" } else { " " };
        case.description.push_str(gap);
        case.description.push_str(line);
    }
}

/// The path and the mark of a line `-- PATH --` or `-- PATH [MARK] --`.
fn file_header(line: &[u8]) -> Option<(String, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let inner = line
        .trim_end_matches('\n')
        .strip_prefix("-- ")?
        .strip_suffix(" --")?;
    match inner
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once(" ["))
    {
        Some((path, mark)) => Some((path.to_owned(), mark.to_owned())),
        None => Some((inner.to_owned(), String::new())),
    }
}

/// Gives the last file the bytes its mark means.
fn finish_file(case: &mut Case, mark: &str) -> Result<()> {
    let Some(file) = case.files.last_mut() else {
        return Ok(());
    };
    match mark {
        "" => {}
        "no-newline" => {
            file.data.pop();
        }
        "link" => {
            file.data = file.data.trim_ascii().to_vec();
            file.is_link = true;
        }
        "base64" => {
            file.data.retain(|byte| !byte.is_ascii_whitespace());
            file.data = STANDARD
                .decode(&file.data)
                .with_context(|| format!("{}: {} is no base64", case.id, file.path))?;
        }
        other => bail!("{}: {} has the unknown mark [{other}]", case.id, file.path),
    }
    Ok(())
}

/// Reads all cases below `folder` that concern the Helm of `version`, sorted by id.
pub(crate) fn load_cases(folder: &Path, version: &str) -> Result<Vec<(Case, PathBuf)>> {
    let mut cases: Vec<(Case, PathBuf)> = Vec::new();
    for topic in fs::read_dir(folder)? {
        let topic = topic?.path();
        if !topic.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&topic)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let id = case_id(folder, &path)?;
                cases.push((parse_case(&id, &fs::read(&path)?)?, path));
            }
        }
    }
    cases.retain(|(case, _)| case.helm.as_deref().is_none_or(|helm| helm == version));
    cases.sort_by(|(left, _), (right, _)| left.id.cmp(&right.id));
    Ok(cases)
}

fn case_id(folder: &Path, path: &Path) -> Result<String> {
    let inner = path.strip_prefix(folder)?.with_extension("");
    Ok(inner
        .to_str()
        .context("case names are plain text")?
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_case;

    #[test]
    fn marks_and_directives_are_read() {
        let text = b"About it.\nMore.\ncopy storefront\nenv A=b=c\n$ lint chart\n-- a [base64] --\nAAEC\n-- b [no-newline] --\nx\n-- c --\n";
        let case = parse_case("t/n", text).expect("the case is well formed");
        assert_eq!(case.description, "About it. More.");
        assert_eq!(case.copies, ["storefront"]);
        assert_eq!(case.environment, [("A".to_owned(), "b=c".to_owned())]);
        let data: Vec<&[u8]> = case.files.iter().map(|file| &*file.data).collect();
        assert_eq!(data, [&[0, 1, 2][..], b"x", b""]);
        assert!(parse_case("t/n", b"no command").is_err());
    }
}
