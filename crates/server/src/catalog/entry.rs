//! One version of one chart.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;
use steersman_chart::Modified;
use steersman_semver::Version;

use crate::random::hex;

/// One version of one chart, as compact as a hundred thousand of them ask for.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name of the chart; shared by its versions.
    pub(crate) name: Arc<str>,
    /// The version as `Chart.yaml` has it.
    pub(crate) version: Box<str>,
    /// The package in the folder of the repository. Never guessed: a file found under another name keeps it.
    pub(crate) file: Box<str>,
    /// Bytes of the package.
    pub(crate) size: u64,
    /// When the package was written.
    pub(crate) created: Modified,
    /// SHA-256 of the package.
    pub(crate) digest: [u8; 32],
    /// `Chart.yaml` as a JSON object.
    pub(crate) metadata: Box<str>,
    /// Where the package can be had, when it is that of a mirrored repository and has not been fetched yet.
    pub(crate) origin: Option<Box<str>>,
}

/// How URLs of packages begin.
#[derive(Clone, Debug, Default)]
pub(crate) struct UrlBase(Box<str>);

impl UrlBase {
    /// The base for a repository: the configured URL with its path, or nothing, which makes URLs relative.
    pub(crate) fn new(chart_url: &str, repo: &str) -> Self {
        let mut base = chart_url.trim_end_matches('/').to_owned();
        if !base.is_empty() {
            base.push('/');
            if !repo.is_empty() {
                base.push_str(repo);
                base.push('/');
            }
        }
        Self(base.into())
    }
}

impl UrlBase {
    /// The base as a text; empty for relative URLs.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Entry {
    /// The SHA-256 in hexadecimal digits.
    pub(crate) fn digest_hex(&self) -> String {
        hex(&self.digest)
    }

    /// `Chart.yaml` with the fields that an index adds, keys sorted.
    pub(crate) fn to_json(&self, base: &UrlBase) -> Value {
        let mut value: Value =
            serde_json::from_str(&self.metadata).expect("the metadata were written as JSON");
        if let Value::Object(fields) = &mut value {
            fields.insert("created".into(), self.created.to_rfc3339().into());
            fields.insert("digest".into(), self.digest_hex().into());
            let url = format!("{}charts/{}", base.0, self.file);
            fields.insert("urls".into(), vec![url].into());
        }
        value
    }

    /// [`Self::to_json`] as text, without reading the metadata: the added fields come last.
    pub(crate) fn append_json(&self, base: &UrlBase, out: &mut String) {
        let fields = self.metadata.strip_suffix('}').unwrap_or(&self.metadata);
        out.push_str(fields);
        if fields.len() > 1 {
            out.push(',');
        }
        let url = Value::from(format!("{}charts/{}", base.0, self.file));
        let (created, digest) = (self.created.to_rfc3339(), self.digest_hex());
        write!(
            out,
            "\"urls\":[{url}],\"created\":\"{created}\",\"digest\":\"{digest}\"}}"
        )
        .expect("writing to a string cannot fail");
    }
}

/// The order of an index: names, then versions from the highest down.
pub(crate) fn compare(left: (&str, &str), right: (&str, &str)) -> Ordering {
    left.0
        .cmp(right.0)
        .then_with(|| compare_versions(right.1, left.1))
}

/// Semantic order; what is no version goes first, and equal ones by their text.
pub(crate) fn compare_versions(left: &str, right: &str) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    let (l, r) = (Version::parse(left).ok(), Version::parse(right).ok());
    l.cmp(&r).then_with(|| left.cmp(right))
}
