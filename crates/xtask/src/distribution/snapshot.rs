use std::collections::BTreeMap;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::Result;
use flate2::read::MultiGzDecoder;
use fs_err as fs;
use regex_lite::Regex;

use crate::process::Finished;

/// What a line left: what it printed, and every file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Snapshot {
    pub(super) printed: BTreeMap<&'static str, String>,
    pub(super) files: BTreeMap<String, String>,
}

/// Makes what differs from run to run alike: times, names of temporary files.
#[derive(Debug)]
pub(super) struct Veil(Vec<(Regex, &'static str)>);

impl Veil {
    pub(super) fn new() -> Result<Self> {
        let rows = [
            (
                r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
                "TIME",
            ),
            (
                r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} [A-Z]+( m=[+.\d]+)?",
                "TIME",
            ),
            (r"127\.0\.0\.1:\d+->", "127.0.0.1:PORT->"),
            (r"index\.yaml\d{5,}", "index.yaml"),
            (r" on [0-9.:\[\]a-f]+:53: no such host", ": no such host"),
            (r"/helm-[a-z]*-?\d{5,}", "/TEMPORARY"),
            (r"tmpcharts-\d+", "tmpcharts"),
            (r"\.tgz\d{5,}", ".tgz"),
            // Archives of plugins say when their files were made, and each program compresses in its own way.
            (
                r"(Plugin Hash Verified: |hello-[0-9.]+\.tgz: )sha256:[0-9a-f]{64}",
                "${1}DIGEST",
            ),
        ];
        let rows = rows.map(|(pattern, text)| Ok((Regex::new(pattern)?, text)));
        Ok(Self(rows.into_iter().collect::<Result<_>>()?))
    }

    fn text(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.0.iter().fold(text, |text, (pattern, with)| {
            pattern.replace_all(&text, *with).into_owned()
        })
    }
}

impl Snapshot {
    /// What a finished line printed, and what is in the folder.
    pub(super) fn take(
        line: &str,
        finished: &Finished,
        folder: &Path,
        veil: &Veil,
    ) -> Result<Self> {
        let out = veil.text(&finished.stdout);
        // Repositories are asked at once: whoever is first is told of first.
        let out =
            if line.contains(" update") || line.contains("dependency") || line.contains(" dep ") {
                sorted(&out)
            } else {
                out
            };
        let err = veil.text(&finished.stderr);
        let is_own = |line: &&str| line.starts_with("hint:");
        let err = err.lines().filter(|line| !is_own(line));
        let printed = BTreeMap::from([
            ("exit code", finished.exit().to_string()),
            ("stdout", out),
            ("stderr", err.flat_map(|line| [line, "\n"]).collect()),
        ]);
        let mut files = BTreeMap::new();
        walk(folder, folder, veil, &mut files)?;
        Ok(Self { printed, files })
    }

    /// What differs, in words.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, wanted) in &self.printed {
            let got = &other.printed[name];
            if wanted != got {
                found.push(format!("{name}:\n{}", both(wanted, got)));
            }
        }
        for (path, wanted) in &self.files {
            match other.files.get(path) {
                None => found.push(format!("{path} is missing")),
                Some(got) if got != wanted => {
                    found.push(format!("{path}:\n{}", both(wanted, got)));
                }
                Some(_) => {}
            }
        }
        let more = other
            .files
            .keys()
            .filter(|path| !self.files.contains_key(*path));
        found.extend(more.map(|path| format!("{path} is there")));
        found
    }
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines.into_iter().flat_map(|line| [line, "\n"]).collect()
}

/// The lines that only one of two texts has.
fn both(wanted: &str, got: &str) -> String {
    const MOST: usize = 6;
    let only = |mark: char, a: &str, b: &str| -> String {
        let there: Vec<_> = b.lines().collect();
        let lines = a.lines().filter(|line| !there.contains(line)).take(MOST);
        let lines: Vec<_> = lines
            .map(|line| format!("      {mark} {line:.300}\n"))
            .collect();
        lines.concat()
    };
    let text = only('-', wanted, got) + &only('+', got, wanted);
    if text.is_empty() {
        return "      the order of lines".into();
    }
    text.trim_end().to_owned()
}

/// Every file below a folder, but for what the program keeps for itself.
fn walk(
    root: &Path,
    folder: &Path,
    veil: &Veil,
    files: &mut BTreeMap<String, String>,
) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let metadata = fs::symlink_metadata(&path)?;
        if name.ends_with(".cache/helm/steer") || name.ends_with("/.git") {
            continue;
        }
        if metadata.is_symlink() {
            files.insert(name, format!("link to {}", fs::read_link(&path)?.display()));
        } else if metadata.is_dir() {
            walk(root, &path, veil, files)?;
        } else {
            let mode = metadata.permissions().mode() & 0o777;
            let mut content = content(&path, veil)?;
            if name.contains("/hello-") && path.extension().is_some_and(|it| it == "prov") {
                // What a tool signed itself.
                if let Some(signature) = content.find("-----BEGIN PGP SIGNATURE") {
                    content.truncate(signature);
                }
            }
            if name.ends_with("-charts.txt") {
                // Helm writes it in the order of a Go map.
                content = sorted(&content);
            }
            files.insert(name, format!("mode {mode:o}\n{content}"));
        }
    }
    Ok(())
}

/// A file as it is compared: an archive by what is in it, because each tool compresses in its own way.
fn content(path: &Path, veil: &Veil) -> Result<String> {
    let bytes = fs::read(path)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(veil.text(&bytes));
    }
    let mut entries = Vec::new();
    let mut archive = tar::Archive::new(MultiGzDecoder::new(&*bytes));
    for (number, entry) in archive.entries()?.enumerate() {
        let mut entry = entry?;
        let mut text = Vec::new();
        entry.read_to_end(&mut text)?;
        let header = entry.header();
        let (mode, path) = (header.mode()?, entry.path()?.display().to_string());
        let line = format!("{path} {mode:o}\n{}\n", veil.text(&text));
        // Helm packs sub-charts in the order of a Go map.
        let order = if path.contains("/charts/") {
            (usize::MAX, path)
        } else {
            (number, String::new())
        };
        entries.push((order, line));
    }
    entries.sort();
    Ok(entries.into_iter().map(|(_, line)| line).collect())
}
