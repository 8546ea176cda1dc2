use std::collections::BTreeMap;
use std::time::Duration;

use steersman_plan::readiness::legacy::{Jobs, Needs, is_ready, needs};
use steersman_plan::readiness::readiness;
use steersman_plan::{Answer, Call, ClusterError, Gvk, Object, Resource, Selector};

use super::evidence::gather_all;
use super::gone::POLL;
use super::ready::seconds;
use super::{Evidence, WaitError};
use crate::ReleaseContext;
use crate::settings::WaitSettings;

/// How often in a row the state of an object may not be had.
const MAX_ERRORS: u32 = 30;

/// Waits by the rules of Helm 3: looks every two seconds, object by object.
pub(super) fn wait_by_polling(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    settings: WaitSettings,
) -> Result<(), WaitError> {
    let jobs = if settings.jobs {
        Jobs::Finished
    } else {
        Jobs::Started
    };
    let mut open: Vec<&Resource> = resources
        .iter()
        .filter(|resource| needs(&resource.target.gvk, jobs) != Needs::Nothing)
        .collect();
    let start = context.clock.now().moment();
    let mut errors = 0;
    loop {
        match poll(context, &open, jobs) {
            Ok(waiting) => {
                errors = 0;
                open = waiting;
            }
            Err(PollError::Final(error)) => return Err(error),
            Err(PollError::Again(error)) => {
                errors += 1;
                if errors > MAX_ERRORS {
                    return Err(WaitError::new(error.to_string()));
                }
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        let passed = context.clock.now().moment().duration_since(start);
        let passed = Duration::try_from(passed).unwrap_or_default();
        if passed + POLL > settings.timeout {
            let evidence = evidence_of(context, &open);
            return Err(WaitError::new("context deadline exceeded").with(evidence));
        }
        context.clock.sleep(POLL);
    }
}

/// What is found about objects that are still waited for.
fn evidence_of(context: &ReleaseContext<'_>, open: &[&Resource]) -> Vec<Evidence> {
    let calls = open.iter().map(|one| Call::Get(one.target.clone()));
    let answers = context.cluster.send(calls.collect());
    let objects: Vec<(&Resource, Object)> = open
        .iter()
        .zip(answers)
        .filter_map(|(resource, answer)| Some((*resource, answer.ok()?.into_object()?)))
        .collect();
    let now = seconds(context);
    let found = objects.iter().map(|(resource, object)| {
        let readiness = readiness(object, now);
        (&resource.target, object, readiness)
    });
    gather_all(context, found)
}

enum PollError {
    Again(ClusterError),
    Final(WaitError),
}

impl From<ClusterError> for PollError {
    fn from(error: ClusterError) -> Self {
        let is_lasting = match &error {
            ClusterError::Api(error) => {
                !(error.code == 0 || error.code == 429 || (error.code >= 500 && error.code != 501))
            }
            ClusterError::Cancelled => true,
            _ => false,
        };
        if is_lasting {
            Self::Final(WaitError::new(error.to_string()))
        } else {
            Self::Again(error)
        }
    }
}

/// Those that are not ready yet.
fn poll<'a>(
    context: &ReleaseContext<'_>,
    open: &[&'a Resource],
    jobs: Jobs,
) -> Result<Vec<&'a Resource>, PollError> {
    let calls = open.iter().map(|one| Call::Get(one.target.clone()));
    let answers = context.cluster.send(calls.collect());
    let mut related = Related::default();
    let mut waiting = Vec::new();
    for (resource, answer) in open.iter().zip(answers) {
        let Some(object) = answer?.into_object() else {
            waiting.push(*resource);
            continue;
        };
        let kind = match needs(&resource.target.gvk, jobs) {
            Needs::ReplicaSets => Some(Gvk::new("apps/v1", "ReplicaSet")),
            Needs::Pods => Some(Gvk::new("v1", "Pod")),
            Needs::Nothing | Needs::Object => None,
        };
        let others = match kind {
            Some(gvk) => related.read(context, gvk, object.namespace().unwrap_or_default())?,
            None => &[],
        };
        let ready = is_ready(&object, others)
            .map_err(|error| PollError::Final(WaitError::new(error.to_string())))?;
        if !ready {
            waiting.push(*resource);
        }
    }
    Ok(waiting)
}

/// The replica sets and pods of the namespaces that were looked at, each read once.
#[derive(Default)]
struct Related {
    lists: BTreeMap<(Gvk, String), Vec<Object>>,
}

impl Related {
    fn read(
        &mut self,
        context: &ReleaseContext<'_>,
        gvk: Gvk,
        namespace: &str,
    ) -> Result<&[Object], ClusterError> {
        let key = (gvk, namespace.to_owned());
        if !self.lists.contains_key(&key) {
            let list = Call::List {
                gvk: key.0.clone(),
                namespace: Some(namespace.to_owned()),
                selector: Selector::default(),
            };
            let objects = context.cluster.call(list).map(Answer::into_list)?;
            self.lists.insert(key.clone(), objects);
        }
        Ok(self.lists.get(&key).map(Vec::as_slice).unwrap_or_default())
    }
}
