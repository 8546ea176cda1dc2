/// What happens to the release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReleaseAction {
    /// It is installed.
    #[default]
    Install,
    /// It is upgraded.
    Upgrade,
    /// Nothing, as when a chart is linted.
    None,
}

/// What `.Release` tells the templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The name of the release.
    pub name: String,
    /// The namespace the release goes to.
    pub namespace: String,
    /// The number of the revision, 1 for an installation.
    pub revision: i64,
    /// What happens to it.
    pub action: ReleaseAction,
}
