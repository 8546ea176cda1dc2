//! One write that is only tried.

use steersman_plan::diff::laid_over;
use steersman_plan::{Answer, ApiError, Call, ClusterError, DryRun, Object, ObjectRef};

use super::rehearsal::{api_error, not_found};
use crate::FIELD_MANAGER;

/// What a call is about.
pub(super) enum WriteTarget {
    Read(ObjectRef),
    Written(ObjectRef),
}

impl WriteTarget {
    pub(super) fn place(&self) -> &ObjectRef {
        match self {
            Self::Read(target) | Self::Written(target) => target,
        }
    }
}

/// A write that is about to be tried, with what is known before.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) call: Call,
    pub(super) target: ObjectRef,
    /// What an earlier write would have made of the object.
    #[expect(
        clippy::option_option,
        reason = "none of what no write touched, and none inside of what one deleted"
    )]
    pub(super) overlay: Option<Option<Object>>,
    /// What the object is; none when it has no name yet.
    pub(super) live: Option<Result<Object, ClusterError>>,
    pub(super) is_handed_over: bool,
    /// Whether its namespace would be made before.
    pub(super) namespace_is_new: bool,
    /// Whether its kind would be made before.
    pub(super) kind_is_new: bool,
}

/// A write that was tried.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    /// As it would be made.
    pub(super) call: Call,
    pub(super) target: ObjectRef,
    /// What is there before; none when nothing is.
    pub(super) before: Option<Object>,
    /// What would be there afterwards; none when it would be gone.
    pub(super) after: Option<Object>,
    pub(super) verdict: Verdict,
}

/// What is known of a write.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// The server would do it.
    Done,
    /// The server could not say; why.
    Unchecked(&'static str),
    /// The server would refuse it.
    Refused(ClusterError),
}

const AFTER_DELETION: &str = "the object of that name is deleted before";

impl Attempt {
    fn is_deleted_before(&self) -> bool {
        matches!(self.overlay, Some(None)) && matches!(self.live, Some(Ok(_)))
    }

    /// Whether it is only there because an earlier write would make it.
    fn is_made_before(&self) -> bool {
        matches!(self.overlay, Some(Some(_))) && !matches!(self.live, Some(Ok(_)))
    }

    /// Whether it is known that there is nothing to delete.
    fn deletes_nothing(&self) -> bool {
        let is_deletion = matches!(self.call, Call::Delete { .. });
        let is_missing = match (&self.overlay, &self.live) {
            (Some(object), _) => object.is_none(),
            (None, Some(Err(error))) => error.is_not_found(),
            _ => false,
        };
        is_deletion && is_missing
    }

    /// The call with which the server is asked; none when it can not know.
    pub(super) fn trial(&self) -> Option<Call> {
        let unknowable = match &self.call {
            Call::Create { .. } => self.is_deleted_before() || self.is_made_before(),
            Call::Delete { .. } => self.deletes_nothing() || self.is_made_before(),
            Call::Patch { .. } | Call::Replace { .. } => self.is_made_before(),
            _ => self.is_deleted_before(),
        };
        (!unknowable && !self.kind_is_new && !self.namespace_is_new)
            .then(|| as_trial(self.call.clone()))
    }

    /// The call again, taking fields: when they would have been handed over before.
    pub(super) fn forced(&self, error: &ClusterError) -> Option<Call> {
        let ClusterError::Api(error) = error else {
            return None;
        };
        if !self.is_handed_over || error.reason != "Conflict" {
            return None;
        }
        let own = format!("conflict with {FIELD_MANAGER:?}");
        let mut causes = error.causes.iter();
        if !causes.all(|(_, message)| message.starts_with(&own)) {
            return None;
        }
        match as_trial(self.call.clone()) {
            Call::Apply {
                object,
                namespace,
                manager,
                dry_run,
                ..
            } => Some(Call::Apply {
                object,
                namespace,
                manager,
                force: true,
                dry_run,
            }),
            _ => None,
        }
    }

    fn before(&self) -> Option<Object> {
        match &self.overlay {
            Some(object) => object.clone(),
            None => self.live.clone()?.ok(),
        }
    }

    /// What would be there, as far as it can be told without the server.
    fn expected(&self) -> Option<Object> {
        match (&self.call, self.before()) {
            (Call::Delete { .. }, _) => None,
            (Call::Create { object, .. } | Call::Replace { object, .. }, _)
            | (Call::Apply { object, .. }, None) => Some(object.clone()),
            (Call::Apply { object, .. }, Some(before)) => Some(laid_over(&before, object)),
            (Call::Patch { patch, .. }, Some(before)) => {
                Some(match serde_json::from_value(patch.clone()) {
                    Ok(patch) => laid_over(&before, &patch),
                    Err(_) => before,
                })
            }
            (_, before) => before,
        }
    }
}

/// What whoever made the write is told, and what is remembered of it.
pub(super) fn judge(
    attempt: Attempt,
    answer: Option<Result<Answer, ClusterError>>,
) -> (Result<Answer, ClusterError>, Option<Tried>) {
    let is_deletion = matches!(attempt.call, Call::Delete { .. });
    let verdict = match &answer {
        Some(Ok(_)) => Verdict::Done,
        None if attempt.deletes_nothing() => {
            return (Err(not_found(&attempt.target)), None);
        }
        // What an earlier write makes can be deleted.
        None if is_deletion => Verdict::Done,
        None if matches!(attempt.call, Call::Create { .. }) && attempt.is_made_before() => {
            let message = format!("{} already exists", attempt.target);
            return (Err(api_error(409, "AlreadyExists", message)), None);
        }
        None if attempt.is_deleted_before() => Verdict::Unchecked(AFTER_DELETION),
        None if attempt.namespace_is_new => {
            Verdict::Unchecked("its namespace does not exist before")
        }
        None if attempt.kind_is_new => Verdict::Unchecked("its kind is not served before"),
        None => Verdict::Unchecked("it does not exist before"),
        Some(Err(error)) => match refusal(&attempt, error) {
            Some(verdict) => verdict,
            None => return (Err(error.clone()), None),
        },
    };
    let before = attempt.before();
    let after = match answer {
        Some(Ok(answer)) if !is_deletion => answer.into_object(),
        _ => attempt.expected(),
    };
    let shown = after.clone().or_else(|| before.clone()).unwrap_or_default();
    let mut target = attempt.target;
    if target.name.is_empty()
        && let Some(after) = &after
    {
        let prefix = after.text(&["metadata", "generateName"]);
        target.name = format!("{prefix}…");
    }
    let tried = Tried {
        call: attempt.call,
        target,
        before,
        after,
        verdict,
    };
    (Ok(Answer::Object(shown)), Some(tried))
}

/// What a failure means; none of one that is the business of whoever made the call.
fn refusal(attempt: &Attempt, error: &ClusterError) -> Option<Verdict> {
    let kind = attempt.target.gvk.kind.as_str();
    match error {
        ClusterError::NoMatch(_) => Some(Verdict::Refused(error.clone())),
        ClusterError::Api(api) => match (&attempt.call, api.reason.as_str()) {
            (Call::Delete { .. }, "NotFound") => None,
            (Call::Create { .. }, "AlreadyExists")
                if matches!(kind, "Namespace" | "CustomResourceDefinition") =>
            {
                None
            }
            _ if is_about_trial(api) => Some(Verdict::Unchecked(
                "an admission webhook of the cluster cannot be asked without a change",
            )),
            _ => Some(Verdict::Refused(error.clone())),
        },
        _ => None,
    }
}

/// Whether only trying is refused.
fn is_about_trial(error: &ApiError) -> bool {
    error.message.contains("does not support dry run")
}

/// The call, tried only.
fn as_trial(mut call: Call) -> Call {
    match &mut call {
        Call::Create { dry_run, .. }
        | Call::Apply { dry_run, .. }
        | Call::Patch { dry_run, .. }
        | Call::Replace { dry_run, .. }
        | Call::Delete { dry_run, .. } => *dry_run = DryRun::On,
        _ => {}
    }
    call
}
