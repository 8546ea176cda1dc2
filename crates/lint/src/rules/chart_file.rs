//! `Chart.yaml`.

use steersman_chart::{DocumentError, Metadata, parse_metadata};
use steersman_names::HelmDialect;
use steersman_semver::{Constraint, Version};
use steersman_value::{Tree, Value, fmt::quote};

use super::email::is_email;
use super::url::{is_request_url, is_url};
use crate::{Level, LintRequest, Linted};

const FILE: &str = "Chart.yaml";

/// Checks `Chart.yaml`. What can not be read ends the group.
pub(crate) fn check_chart_file(request: &LintRequest<'_>, linted: &mut Linted) {
    let folder = request.folder;
    let is_folder = folder
        .chart_yaml_is_folder
        .then(|| "should be a file, not a directory".to_owned());
    linted.check(Level::Error, FILE, is_folder);
    let read = folder.chart_yaml.as_ref().map_err(Clone::clone);
    let parsed = read.and_then(|text| match parse_metadata(text) {
        Ok(metadata) => Ok((text, metadata)),
        Err(error) => Err(error.to_string()),
    });
    let (text, metadata) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            linted.check(
                Level::Error,
                FILE,
                Some(format!("unable to parse YAML\n\t{error}")),
            );
            return;
        }
    };
    let modern = request.dialect >= HelmDialect::V4_1;
    if modern {
        linted.check(Level::Warning, FILE, strict_format(text));
    }
    let tree = steersman_yaml::parse(text).unwrap_or_default();
    for finding in [
        name(&metadata),
        api_version(&metadata),
        is_string(&tree, "version"),
        version(&metadata),
        is_string(&tree, "appVersion"),
        maintainers(&metadata),
        sources(&metadata),
    ] {
        linted.check(Level::Error, FILE, finding);
    }
    linted.check(
        Level::Info,
        FILE,
        metadata
            .icon
            .is_empty()
            .then(|| "icon is recommended".to_owned()),
    );
    for finding in [
        icon(&metadata),
        chart_type(&metadata),
        dependencies(&metadata),
    ] {
        linted.check(Level::Error, FILE, finding);
    }
    if modern {
        linted.check(Level::Warning, FILE, strict_version(&metadata));
    }
}

fn strict_format(text: &[u8]) -> Option<String> {
    let problem = match steersman_yaml::parse_strict(text) {
        Ok(tree) => DocumentError::Type(format!(
            "json: unknown field {}",
            quote(unknown_field(&tree)?.as_bytes())
        )),
        Err(error) => DocumentError::from(error),
    };
    Some(format!(
        "failed to strictly parse chart metadata file\n\t{problem}"
    ))
}

const METADATA_FIELDS: &[&str] = &[
    "annotations",
    "apiVersion",
    "appVersion",
    "condition",
    "dependencies",
    "deprecated",
    "description",
    "home",
    "icon",
    "keywords",
    "kubeVersion",
    "maintainers",
    "name",
    "sources",
    "tags",
    "type",
    "version",
];
const MAINTAINER_FIELDS: &[&str] = &["email", "name", "url"];
const DEPENDENCY_FIELDS: &[&str] = &[
    "alias",
    "condition",
    "enabled",
    "import-values",
    "name",
    "repository",
    "tags",
    "version",
];

/// The first field, in byte order at every level, that `Chart.yaml` knows nothing of.
fn unknown_field(tree: &Tree) -> Option<String> {
    let known =
        |key: &str, fields: &[&str]| fields.iter().any(|field| field.eq_ignore_ascii_case(key));
    for (key, value) in tree.as_map()? {
        let key = key.to_text();
        if !known(&key, METADATA_FIELDS) {
            return Some(key.into_owned());
        }
        let inner = match key.to_ascii_lowercase().as_str() {
            "maintainers" => MAINTAINER_FIELDS,
            "dependencies" => DEPENDENCY_FIELDS,
            _ => continue,
        };
        let items = value
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter_map(Tree::as_map);
        let unknown = items
            .flat_map(|item| item.keys())
            .find(|key| !known(&key.to_text(), inner));
        if let Some(unknown) = unknown {
            return Some(unknown.to_text().into_owned());
        }
    }
    None
}

fn name(metadata: &Metadata) -> Option<String> {
    let name = &metadata.name;
    if name.is_empty() {
        return Some("name is required".to_owned());
    }
    let base = name
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(name);
    (base != name).then(|| format!("chart name {} is invalid", quote(name.as_bytes())))
}

fn api_version(metadata: &Metadata) -> Option<String> {
    const ALLOWED: &str = "The value must be either \"v1\" or \"v2\"";
    match metadata.api_version.as_str() {
        "v1" | "v2" => None,
        "" => Some(format!("apiVersion is required. {ALLOWED}")),
        other => Some(format!("apiVersion '{other}' is not valid. {ALLOWED}")),
    }
}

fn is_string(tree: &Tree, key: &str) -> Option<String> {
    let value = tree.get(key)?;
    let type_name = Value::from(value).type_name();
    (type_name != "string")
        .then(|| format!("{key} should be of type string but it's of type {type_name}"))
}

fn version(metadata: &Metadata) -> Option<String> {
    let text = &metadata.version;
    if text.is_empty() {
        return Some("version is required".to_owned());
    }
    let Ok(version) = Version::parse(text) else {
        return Some(format!("version '{text}' is not a valid SemVer"));
    };
    let positive = Constraint::parse(">0.0.0-0").ok()?;
    positive
        .validate(&version)
        .err()?
        .first()
        .map(|mismatch| format!("version {mismatch}"))
}

fn strict_version(metadata: &Metadata) -> Option<String> {
    let text = &metadata.version;
    Version::parse_strict(text)
        .is_err()
        .then(|| format!("version '{text}' is not a valid SemVerV2"))
}

fn maintainers(metadata: &Metadata) -> Option<String> {
    metadata.maintainers.iter().find_map(|maintainer| {
        let Some(maintainer) = maintainer else {
            return Some("a maintainer entry is empty".to_owned());
        };
        let (name, email, url) = (&maintainer.name, &maintainer.email, &maintainer.url);
        if name.is_empty() {
            Some("each maintainer requires a name".to_owned())
        } else if !email.is_empty() && !is_email(email) {
            Some(format!("invalid email '{email}' for maintainer '{name}'"))
        } else if !url.is_empty() && !is_url(url) {
            Some(format!("invalid url '{url}' for maintainer '{name}'"))
        } else {
            None
        }
    })
}

fn sources(metadata: &Metadata) -> Option<String> {
    let bad = metadata
        .sources
        .iter()
        .find(|source| !is_request_url(source))?;
    Some(format!("invalid source URL '{bad}'"))
}

fn icon(metadata: &Metadata) -> Option<String> {
    let icon = &metadata.icon;
    (!icon.is_empty() && !is_request_url(icon)).then(|| format!("invalid icon URL '{icon}'"))
}

fn chart_type(metadata: &Metadata) -> Option<String> {
    let version = &metadata.api_version;
    (!metadata.chart_type.is_empty() && version != "v2").then(|| {
        format!("chart type is not valid in apiVersion '{version}'. It is valid in apiVersion 'v2'")
    })
}

fn dependencies(metadata: &Metadata) -> Option<String> {
    let version = &metadata.api_version;
    (!metadata.dependencies().is_empty() && version != "v2").then(|| {
        format!(
            "dependencies are not valid in the Chart file with apiVersion '{version}'. They are valid in apiVersion 'v2'"
        )
    })
}
