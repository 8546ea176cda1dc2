//! From writes that were tried to the steps of a plan.

use std::collections::BTreeMap;

use steersman_manifest::HookEvent;
use steersman_plan::diff::{Secrets, diff, normalized};
use steersman_plan::{Call, Object, Resource};
use steersman_release::{Hook, Release};

use super::attempt::{Tried, Verdict};
use super::model::{Action, PlannedHook, PlannedObject, Step};
use super::rehearsal::{Key, key_of};

/// What the writes belong to.
pub(super) struct Belonging {
    /// The events before and after the objects are written.
    pub(super) events: [HookEvent; 2],
    /// The objects that are hooks.
    pub(super) hooks: BTreeMap<Key, Hook>,
    /// Why objects are deleted that are no hooks.
    pub(super) deleted_because: &'static str,
}

impl Belonging {
    pub(super) fn new(
        events: [HookEvent; 2],
        hooks: impl IntoIterator<Item = (Hook, Vec<Resource>)>,
        targets: &[Resource],
        deleted_because: &'static str,
    ) -> Self {
        let mut by_key = BTreeMap::new();
        for (hook, resources) in hooks {
            for resource in resources {
                by_key.insert(key_of(&resource.target), hook.clone());
            }
        }
        for target in targets {
            by_key.remove(&key_of(&target.target));
        }
        Self {
            events,
            hooks: by_key,
            deleted_because,
        }
    }
}

/// The steps that change something, and how many writes would not.
pub(super) fn steps(
    tried: &[Tried],
    belonging: &Belonging,
    secrets: &Secrets,
) -> (Vec<Step>, usize) {
    let mut steps: Vec<Step> = Vec::new();
    let mut unchanged = 0;
    let mut runs: BTreeMap<Key, usize> = BTreeMap::new();
    let mut tried = tried.iter().peekable();
    while let Some(one) = tried.next() {
        let key = key_of(&one.target);
        let hook = belonging.hooks.get(&key);
        let again = tried
            .next_if(|next| is_deletion(one) && !is_deletion(next) && key_of(&next.target) == key);
        let Some((action, after)) = action_of(one, again) else {
            unchanged += 1;
            continue;
        };
        let is_run = action != Action::Delete;
        let nth = runs.entry(key).or_default();
        let event = hook.map(|hook| event_of(hook, &belonging.events, *nth, is_run));
        *nth += usize::from(is_run);
        let last = again.unwrap_or(one);
        steps.push(Step {
            action,
            object: PlannedObject::from(&one.target),
            reason: reason(action, last, hook, belonging),
            hook: hook.zip(event).map(|(hook, event)| PlannedHook {
                event: event.to_owned(),
                weight: hook.weight,
                delete_policies: hook.delete_policies.clone(),
            }),
            changes: changes(one, action, after, secrets),
            unchecked: match &last.verdict {
                Verdict::Unchecked(why) => (*why).to_owned(),
                _ => String::new(),
            },
        });
    }
    (steps, unchanged)
}

fn is_deletion(tried: &Tried) -> bool {
    matches!(tried.call, Call::Delete { .. })
}

/// What a write does, with a second one after a deletion, and the object afterwards; none when nothing changes.
fn action_of<'a>(one: &'a Tried, again: Option<&'a Tried>) -> Option<(Action, Option<&'a Object>)> {
    if let Some(again) = again {
        return Some((Action::Replace, again.after.as_ref()));
    }
    if is_deletion(one) {
        return Some((Action::Delete, None));
    }
    let after = one.after.as_ref();
    let Some(before) = &one.before else {
        return Some((Action::Create, after));
    };
    if matches!(one.verdict, Verdict::Refused(_)) {
        return Some((Action::Change, after));
    }
    let same = after.is_some_and(|after| normalized(before) == normalized(after));
    let action = match one.call {
        Call::Replace { .. } => Action::Replace,
        _ => Action::Change,
    };
    (!same).then_some((action, after))
}

fn changes(
    one: &Tried,
    action: Action,
    after: Option<&Object>,
    secrets: &Secrets,
) -> Vec<steersman_plan::diff::ShownChange> {
    if action == Action::Delete {
        return Vec::new();
    }
    let before = one.before.as_ref().map(normalized);
    let after = after.map(normalized);
    let (before, after) = if action == Action::Replace {
        // What is made anew has no other fields than those that are asked for.
        let wanted = after.as_ref();
        let laid = before.as_ref().zip(wanted);
        let laid = laid.map(|(before, wanted)| steersman_plan::diff::laid_over(before, wanted));
        (before, laid.or(after))
    } else {
        (before, after)
    };
    let kind = &one.target.gvk.kind;
    diff(before.as_ref(), after.as_ref())
        .iter()
        .map(|change| secrets.shown(kind, change))
        .collect()
}

fn event_of<'a>(hook: &Hook, events: &'a [HookEvent; 2], nth: usize, is_run: bool) -> &'a str {
    let own: Vec<&'a str> = events
        .iter()
        .map(|event| event.name())
        .filter(|name| hook.events.iter().any(|own| own == name))
        .collect();
    let place = if is_run { nth } else { nth.saturating_sub(1) };
    own.get(place)
        .or_else(|| own.first())
        .copied()
        .unwrap_or_default()
}

fn reason(action: Action, tried: &Tried, hook: Option<&Hook>, belonging: &Belonging) -> String {
    let refused = matches!(tried.verdict, Verdict::Refused(_));
    match (action, hook) {
        _ if refused => "the server would refuse it".to_owned(),
        (Action::Delete, Some(hook)) => {
            let policy = hook
                .delete_policies
                .iter()
                .find(|policy| *policy == "hook-succeeded");
            let policy = policy.map_or("before-hook-creation", String::as_str);
            format!("delete policy {policy}")
        }
        (Action::Replace, Some(_)) => "delete policy before-hook-creation".to_owned(),
        (Action::Create | Action::Change, Some(_)) => "hook".to_owned(),
        (Action::Delete, None) => belonging.deleted_because.to_owned(),
        (Action::Replace, None) => "--force-replace".to_owned(),
        (Action::Create, None) => "not in the cluster".to_owned(),
        (Action::Change, None) => "differs from the cluster".to_owned(),
    }
}

/// The chart of a revision as people call it.
pub(super) fn chart_of(release: &Release) -> String {
    let name = release.chart_name().unwrap_or_default();
    match name.name.as_str() {
        "" => String::new(),
        _ => format!("{}-{}", name.name, name.version),
    }
}
