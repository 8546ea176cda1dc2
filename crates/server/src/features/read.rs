//! The file of settings: `ChartMuseum`'s keys, and the lists of rules, webhooks and mirrors.

use std::path::Path;

use steersman_diag::SourceFile;
use steersman_yaml::{Node, NodeValue, parse_spanned};

use super::fields::{Fields, problem, scalar, unknown_key};
use super::lists::{immutable, mirror, quota, retention, webhook};
use super::model::Features;
use super::problem::SettingsError;

/// The lists that only the file has.
const LISTS: [&str; 5] = ["quotas", "immutable", "retention", "webhooks", "mirrors"];

/// What a file of settings says.
#[derive(Clone, Debug, Default)]
pub struct SettingsFile {
    /// Keys and values of settings that flags have too, in the order of the file. Keys have dots where flags have
    /// dashes, or nothing.
    pub settings: Vec<(String, String)>,
    /// The lists.
    pub features: Features,
}

/// A key without what separates its words: `chart-url`, `chart.url` and `charturl` are one.
fn plain(key: &str) -> String {
    key.replace(['.', '-', '_'], "").to_lowercase()
}

impl SettingsFile {
    /// The value of a setting, by the name of its flag.
    pub fn get(&self, flag: &str) -> Option<&str> {
        let wanted = if flag == "storage" {
            "storagebackend".to_owned()
        } else {
            plain(flag)
        };
        let found = self.settings.iter().find(|(key, _)| plain(key) == wanted);
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads the text of a file of settings. `flags` are the names of the flags whose settings may stand in it. Files that
/// it names are found from where the process is.
///
/// # Errors
/// [`SettingsError`] for a key that is not known, and for what is not as it should be.
pub fn read_settings(
    path: &Path,
    text: &[u8],
    flags: &[&str],
) -> Result<SettingsFile, SettingsError> {
    let file = SourceFile::new(path.display().to_string(), text);
    let root = parse_spanned(text).map_err(|error| SettingsError::Yaml(error.to_string()))?;
    let mut read = SettingsFile::default();
    let entries = match &root.value {
        NodeValue::Null => return Ok(read),
        NodeValue::Map(entries) => entries,
        _ => {
            return Err(problem(
                &file,
                root.span,
                "it has to be a mapping of keys".into(),
                None,
            ));
        }
    };
    let mut known: Vec<&str> = flags.to_vec();
    known.push("storage.backend");
    known.extend(LISTS);
    for entry in entries {
        let key = entry.key.to_text().into_owned();
        if LISTS.contains(&&*key) {
            list(&mut read.features, &file, &key, &entry.value)?;
            continue;
        }
        let wanted = plain(&key);
        if !known.iter().any(|known| plain(known) == wanted) {
            return Err(unknown_key(&file, entry.key_span, &key, &known));
        }
        let value = match (&entry.value.value, scalar(&entry.value)) {
            (NodeValue::Null, _) => continue,
            (_, Some(value)) => value,
            (_, None) => {
                let message = format!("{key} has to be a text, a number or a switch");
                return Err(problem(&file, entry.value.span, message, None));
            }
        };
        read.settings.push((key, value));
    }
    Ok(read)
}

fn list(
    features: &mut Features,
    file: &SourceFile,
    key: &str,
    node: &Node,
) -> Result<(), SettingsError> {
    let items = match &node.value {
        NodeValue::Null => return Ok(()),
        NodeValue::List(items) => items,
        _ => {
            return Err(problem(
                file,
                node.span,
                format!("{key} has to be a list"),
                Some("begin each item with a dash".into()),
            ));
        }
    };
    for item in items {
        let of = |known: &[&str]| Fields::new(file, item, known);
        match key {
            "quotas" => features.quotas.push(quota(of)?),
            "immutable" => features.immutable.push(immutable(of)?),
            "retention" => features.retention.push(retention(of)?),
            "webhooks" => features.webhooks.push(webhook(of)?),
            _ => features.mirrors.push(mirror(of)?),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::read_settings;

    const FLAGS: [&str; 4] = ["port", "chart-url", "storage", "storage-local-rootdir"];

    fn read(text: &str) -> Result<String, String> {
        read_settings(Path::new("cm.yaml"), text.as_bytes(), &FLAGS)
            .map(|read| format!("{read:?}"))
            .map_err(|error| match error.hint() {
                Some(hint) => format!("{error} ({hint})"),
                None => error.to_string(),
            })
    }

    #[test]
    fn every_key_is_known_or_refused_with_its_place() {
        for (text, expected) in [
            ("", "settings: []"),
            (
                "port: 9090\ncharturl: x\n",
                "(\"port\", \"9090\"), (\"charturl\", \"x\")",
            ),
            (
                "storage.backend: local\nstorage.local.rootdir: ./s\n",
                "storage.local.rootdir",
            ),
            (
                "prot: 1\n",
                "line 1, column 1: unknown key \"prot\" (did you mean port?)",
            ),
            (
                "quotas:\n- repos: team/*\n  bytes: 10GiB\n",
                "bytes: Some(10737418240)",
            ),
            (
                "quotas:\n- reops: a\n",
                "line 2, column 3: unknown key \"reops\" (did you mean repos?)",
            ),
            (
                "quotas:\n- {}\n",
                "line 2, column 3: it limits nothing: give bytes, charts or versions",
            ),
            (
                "quotas:\n  repos: a\n",
                "line 2, column 3: quotas has to be a list (begin each item with a dash)",
            ),
            (
                "retention:\n- charts: a\n",
                "line 2, column 3: it keeps nothing: give a keep line",
            ),
            (
                "retention:\n- keep-last: 3\n  keep-newer-than: 30d\n",
                "keep_newer_than: Some(2592000)",
            ),
            (
                "retention:\n- keep-last: many\n",
                "line 2, column 14: keep-last: \"many\" is no number that it can be",
            ),
            (
                "retention:\n- keep-tag: '['\n",
                "line 2, column 13: keep-tag: \"[\" is no regular expression",
            ),
            (
                "immutable:\n- versions: '>=1.0.0'\n",
                "immutable: [ImmutableRule",
            ),
            (
                "webhooks:\n- url: ftp://x\n",
                "line 2, column 8: url: \"ftp://x\" is neither http:// nor https://",
            ),
            (
                "webhooks:\n- url: https://x\n  events: [pushed]\n",
                "line 3, column 12: \"pushed\" is no event (events are chart.pushed, chart.deleted, provenance.pushed, chart.yanked)",
            ),
            (
                "mirrors:\n- repo: up\n  url: https://x\n  schedule: 1h\n",
                "interval: 3600",
            ),
            (
                "mirrors:\n- repo: ../up\n  url: https://x\n",
                "line 2, column 9: \"..\" is improperly formatted",
            ),
            (
                "mirrors:\n- repo: up\n  url: oci://h/x\n  charts: ['w*']\n",
                "line 4, column 12: registries do not list their charts (name each of them)",
            ),
            ("- a\n", "line 1, column 1: it has to be a mapping of keys"),
            (
                "a: b: c\n",
                "yaml: mapping values are not allowed in this context",
            ),
        ] {
            let found = read(text).unwrap_or_else(|error| error);
            assert!(found.contains(expected), "{text}\n{found}");
        }
    }
}
