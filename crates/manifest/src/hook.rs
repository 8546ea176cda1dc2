use std::str::FromStr;

use steersman_yaml::Head;

use crate::Document;
use crate::head::{annotation, text};

/// The annotation that makes an object a hook.
pub(crate) const HOOK: &str = "helm.sh/hook";
const WEIGHT: &str = "helm.sh/hook-weight";
const DELETE_POLICY: &str = "helm.sh/hook-delete-policy";
const LOG_POLICY: &str = "helm.sh/hook-output-log-policy";

/// When a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HookEvent {
    /// Before an installation.
    PreInstall,
    /// After an installation.
    PostInstall,
    /// Before the release is uninstalled.
    PreDelete,
    /// After the release was uninstalled.
    PostDelete,
    /// Before an upgrade.
    PreUpgrade,
    /// After an upgrade.
    PostUpgrade,
    /// Before a rollback.
    PreRollback,
    /// After a rollback.
    PostRollback,
    /// When the release is tested.
    Test,
}

impl HookEvent {
    const ALL: [Self; 9] = [
        Self::PreInstall,
        Self::PostInstall,
        Self::PreDelete,
        Self::PostDelete,
        Self::PreUpgrade,
        Self::PostUpgrade,
        Self::PreRollback,
        Self::PostRollback,
        Self::Test,
    ];

    /// The name in the annotation.
    pub fn name(self) -> &'static str {
        match self {
            Self::PreInstall => "pre-install",
            Self::PostInstall => "post-install",
            Self::PreDelete => "pre-delete",
            Self::PostDelete => "post-delete",
            Self::PreUpgrade => "pre-upgrade",
            Self::PostUpgrade => "post-upgrade",
            Self::PreRollback => "pre-rollback",
            Self::PostRollback => "post-rollback",
            Self::Test => "test",
        }
    }
}

/// The text names no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownEvent;

impl FromStr for HookEvent {
    type Err = UnknownEvent;

    /// Reads one item of the annotation; `test-success` is Helm 2's name of `test`.
    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        let name = text.trim().to_lowercase();
        if name == "test-success" {
            return Ok(Self::Test);
        }
        Self::ALL
            .into_iter()
            .find(|event| event.name() == name)
            .ok_or(UnknownEvent)
    }
}

/// When the object of a hook is deleted. Words that mean nothing are kept, as releases store them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeletePolicy {
    /// When the hook succeeded.
    HookSucceeded,
    /// When the hook failed.
    HookFailed,
    /// Before the hook is made again.
    BeforeHookCreation,
    /// Any other word.
    Unknown(String),
}

/// When the logs of a hook are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogPolicy {
    /// When the hook succeeded.
    HookSucceeded,
    /// When the hook failed.
    HookFailed,
    /// Any other word.
    Unknown(String),
}

/// An object that runs at an event of the release instead of being part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The name of the object.
    pub name: String,
    /// The kind of the object.
    pub kind: String,
    /// The manifest.
    pub document: Document,
    /// When it runs.
    pub events: Vec<HookEvent>,
    /// Its place among the hooks of an event.
    pub weight: i64,
    /// When the object is deleted.
    pub delete_policies: Vec<DeletePolicy>,
    /// When its logs are shown.
    pub log_policies: Vec<LogPolicy>,
}

impl Hook {
    /// Reads the annotations of an object that has the hook annotation. `Err` holds that annotation when it names an
    /// unknown event: Helm drops the object then.
    pub(crate) fn read(head: &Head, document: Document, events: &str) -> Result<Self, String> {
        let known: Result<Vec<HookEvent>, UnknownEvent> =
            events.split(',').map(str::parse).collect();
        let Ok(known) = known else {
            return Err(events.to_owned());
        };
        Ok(Self {
            name: head
                .metadata
                .as_ref()
                .map(|metadata| text(&metadata.name).to_owned())
                .unwrap_or_default(),
            kind: text(&head.kind).to_owned(),
            document,
            events: known,
            weight: annotation(head, WEIGHT)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0),
            delete_policies: words(head, DELETE_POLICY, |word| match word.as_str() {
                "hook-succeeded" => DeletePolicy::HookSucceeded,
                "hook-failed" => DeletePolicy::HookFailed,
                "before-hook-creation" => DeletePolicy::BeforeHookCreation,
                _ => DeletePolicy::Unknown(word),
            }),
            log_policies: words(head, LOG_POLICY, |word| match word.as_str() {
                "hook-succeeded" => LogPolicy::HookSucceeded,
                "hook-failed" => LogPolicy::HookFailed,
                _ => LogPolicy::Unknown(word),
            }),
        })
    }

    /// Whether the hook runs when the release is tested.
    pub fn is_test(&self) -> bool {
        self.events.contains(&HookEvent::Test)
    }
}

fn words<T>(head: &Head, name: &str, convert: impl Fn(String) -> T) -> Vec<T> {
    let text = annotation(head, name);
    text.map(|text| {
        text.split(',')
            .map(|word| convert(word.trim().to_lowercase()))
            .collect()
    })
    .unwrap_or_default()
}
