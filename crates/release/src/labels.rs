use std::collections::BTreeMap;

use crate::Release;

/// The labels that storage sets itself, in the order Helm names them.
pub const SYSTEM_LABELS: [&str; 6] = [
    "name",
    "owner",
    "status",
    "version",
    "createdAt",
    "modifiedAt",
];

/// A user asked for a label that storage sets itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "user supplied labels contains system reserved label name. System labels: [{}]",
    SYSTEM_LABELS.join(" ")
)]
pub struct SystemLabel;

/// Refuses user labels that storage sets itself.
///
/// # Errors
/// [`SystemLabel`]
pub fn check_user_labels(labels: &BTreeMap<String, String>) -> Result<(), SystemLabel> {
    if labels
        .keys()
        .any(|key| SYSTEM_LABELS.contains(&key.as_str()))
    {
        Err(SystemLabel)
    } else {
        Ok(())
    }
}

/// The labels by which the record of a release is found. The times are set by whoever writes it.
pub fn system_labels(release: &Release) -> BTreeMap<String, String> {
    [
        ("name", release.name.clone()),
        ("owner", "helm".to_owned()),
        ("status", release.info.status.name().to_owned()),
        ("version", release.version.to_string()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// Divides the labels of a stored record into those of the user and those that storage set itself.
pub fn split_labels(
    labels: BTreeMap<String, String>,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    labels
        .into_iter()
        .partition(|(key, _)| !SYSTEM_LABELS.contains(&key.as_str()))
}

/// The name of the object that holds a revision.
pub fn object_key(name: &str, version: u32) -> String {
    format!("sh.helm.release.v1.{name}.v{version}")
}
