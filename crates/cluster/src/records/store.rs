use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use steersman_plan::{
    Answer, Call, Cluster, ClusterError, DryRun, Object, ObjectRef, Propagation, Selector,
};
use steersman_release::{
    Joint, MAX_OBJECT_BYTES, Parts, PartsId, Query, Release, ReleaseStore, Split, StoreError,
    Summary, encode_split, object_key,
};

use super::RecordKind;
use super::object::{labelled, namespace_of};
use super::parts::{evidence_key, evidence_selector};

/// Whom the API notes as the writer of records.
const MANAGER: &str = "Helm";

/// Records in Secrets or `ConfigMap`s, each in the namespace of its release.
///
/// A record that is too large for one object has parts beside it. The record is written first and owns them, so that no
/// part is ever there without it; who is cut off in between leaves a record that lacks templates at worst.
pub struct ObjectStore {
    cluster: Arc<dyn Cluster>,
    kind: RecordKind,
    /// Nothing for all namespaces.
    namespace: Option<String>,
    /// The clock, in seconds since 1970.
    now: fn() -> i64,
    /// How many bytes an object may hold.
    limit: usize,
    /// The parts that are known to be there.
    known: Mutex<BTreeSet<PartsId>>,
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStore")
            .field("kind", &self.kind)
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

impl ObjectStore {
    /// A store that sees this namespace, or all of them. `now` tells the seconds since 1970.
    pub fn new(
        cluster: Arc<dyn Cluster>,
        kind: RecordKind,
        namespace: Option<&str>,
        now: fn() -> i64,
    ) -> Self {
        Self {
            cluster,
            kind,
            namespace: namespace.map(str::to_owned),
            now,
            limit: MAX_OBJECT_BYTES,
            known: Mutex::default(),
        }
    }

    /// Takes objects to hold only so many bytes.
    #[must_use]
    pub fn with_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Reads the records of a query one after the other; not all of them are in memory at once.
    fn each(
        &self,
        query: &Query<'_>,
        version: Option<u32>,
        take: &mut dyn FnMut(&Object),
    ) -> Result<(), StoreError> {
        let mut labels = Vec::new();
        if let Some(name) = query.name {
            labels.push(format!("name={name}"));
        }
        labels.push("owner=helm".to_owned());
        if let Some(status) = query.status {
            labels.push(format!("status={}", status.name()));
        }
        if let Some(version) = version {
            labels.push(format!("version={version}"));
        }
        let what = if query.name.is_some() || query.status.is_some() {
            "query: failed to query with labels"
        } else {
            "list: failed to list"
        };
        self.list(labels.join(","), take)
            .map_err(|error| failed(what, &error))
    }

    fn list(&self, labels: String, take: &mut dyn FnMut(&Object)) -> Result<(), ClusterError> {
        let list = Call::List {
            gvk: self.kind.gvk(),
            namespace: self.namespace.clone(),
            selector: Selector {
                labels,
                fields: String::new(),
            },
        };
        self.cluster.list_pages(list, &mut |page| {
            page.iter().for_each(&mut *take);
        })
    }

    fn target(&self, namespace: &str, name: &str, version: u32) -> ObjectRef {
        ObjectRef {
            gvk: self.kind.gvk(),
            namespace: Some(namespace.to_owned()),
            name: object_key(name, version),
        }
    }

    /// The release of a record, with what is in its parts.
    fn whole(&self, joint: Joint, object: &Object) -> Option<Release> {
        let pieces = joint.needs().and_then(|id| self.pieces(id, object));
        Some(labelled(joint.join(pieces)?, object))
    }

    /// What is in the parts of a record; none when some of it cannot be had.
    fn pieces(&self, id: &PartsId, record: &Object) -> Option<Vec<Vec<u8>>> {
        let namespace = record.namespace().unwrap_or_default();
        let release = record.text(&["metadata", "labels", "name"]);
        let targets = self.kind.part_targets(namespace, release, id);
        let calls = targets.into_iter().map(Call::Get).collect();
        let answers = self.cluster.send(calls).into_iter();
        let piece = |answer: Result<Answer, _>| self.kind.piece(&answer.ok()?.into_object()?);
        let pieces: Option<Vec<_>> = answers.map(piece).collect();
        if pieces.is_some() {
            self.note_known(id);
        }
        pieces
    }

    fn note_known(&self, id: &PartsId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(id.clone());
    }

    fn is_known(&self, id: &PartsId) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.contains(id)
    }

    fn split(&self, release: &Release, what: &str) -> Result<Split, StoreError> {
        encode_split(release, self.limit).map_err(|error| {
            let text = format!(
                "{what}: failed to encode release {:?}: {error}",
                release.name
            );
            StoreError::Backend(text)
        })
    }

    /// Writes the parts of a record that is there.
    fn write_parts(&self, release: &Release, uid: &str, parts: &Parts) -> Result<(), ClusterError> {
        let objects = self.kind.part_objects(release, uid, parts);
        let create = |object| Self::create_call(object, release);
        for answer in self.cluster.send(objects.into_iter().map(create).collect()) {
            match answer {
                // Parts of that name have that content.
                Err(error) if !error.is_already_exists() => return Err(error),
                _ => {}
            }
        }
        self.note_known(&parts.id);
        Ok(())
    }

    fn create_call(object: Object, release: &Release) -> Call {
        Call::Create {
            object,
            namespace: namespace_of(release).to_owned(),
            manager: MANAGER.to_owned(),
            dry_run: DryRun::Off,
        }
    }

    fn replace_call(object: Object, release: &Release) -> Call {
        Call::Replace {
            object,
            namespace: namespace_of(release).to_owned(),
            manager: MANAGER.to_owned(),
            dry_run: DryRun::Off,
        }
    }

    /// The object of the record of a release, if it is there.
    fn record(&self, release: &Release) -> Result<Option<Object>, ClusterError> {
        let target = self.target(namespace_of(release), &release.name, release.version);
        self.cluster.get(&target)
    }

    /// Whether a record is there whose parts are not, so that nobody can read it.
    fn is_broken(&self, release: &Release) -> bool {
        let Ok(Some(object)) = self.record(release) else {
            return false;
        };
        let joint = self.kind.joint(&object);
        matches!(joint, Some(Joint::Opaque(_)))
            && joint.is_some_and(|joint| self.whole(joint, &object).is_none())
    }
}

impl ReleaseStore for ObjectStore {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        let Split { record, parts } = self.split(release, "create")?;
        let time = ("createdAt", (self.now)());
        let object = self.kind.object(release, record, time);
        let created = self
            .cluster
            .call(Self::create_call(object.clone(), release));
        let created = match created {
            // Who began to write it was cut off before there was anything to read.
            Err(error) if error.is_already_exists() && self.is_broken(release) => {
                self.cluster.call(Self::replace_call(object, release))
            }
            other => other,
        };
        let written = match created {
            Ok(answer) => answer.into_object(),
            Err(error) if error.is_already_exists() => return Err(StoreError::AlreadyExists),
            Err(error) => return Err(failed("create: failed to create", &error)),
        };
        if let (Some(parts), Some(written)) = (parts, written) {
            let uid = written.text(&["metadata", "uid"]);
            self.write_parts(release, uid, &parts)
                .map_err(|error| failed("create: failed to create", &error))?;
        }
        Ok(())
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        let Split { record, parts } = self.split(release, "update")?;
        let failed = |error| failed("update: failed to update", &error);
        let mut outdated = Vec::new();
        if let Some(parts) = parts.filter(|parts| !self.is_known(&parts.id))
            && let Some(written) = self.record(release).map_err(failed)?
        {
            // What the record will speak of is there before it does.
            let uid = written.text(&["metadata", "uid"]);
            self.write_parts(release, uid, &parts).map_err(failed)?;
            let joint = self.kind.joint(&written);
            if let Some(old) = joint
                .as_ref()
                .and_then(Joint::needs)
                .filter(|old| **old != parts.id && old.is_of(release.version))
            {
                let namespace = namespace_of(release);
                outdated = self.kind.part_targets(namespace, &release.name, old);
            }
        }
        let time = ("modifiedAt", (self.now)());
        let object = self.kind.object(release, record, time);
        let call = Self::replace_call(object, release);
        self.cluster.call(call).map_err(failed)?;
        for target in outdated {
            // What stays goes with the record.
            let _removed = self.remove(target);
        }
        Ok(())
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        let Some(namespace) = &self.namespace else {
            let query = Query {
                name: Some(name),
                status: None,
            };
            let mut found = None;
            self.each(&query, Some(version), &mut |object| {
                found = Some(object.clone());
            })?;
            let found = found.as_ref();
            let release = found.and_then(|object| self.whole(self.kind.joint(object)?, object));
            return release.ok_or(StoreError::NotFound);
        };
        let target = self.target(namespace, name, version);
        let object = self
            .cluster
            .get(&target)
            .map_err(|error| failed(&format!("get: failed to get {:?}", target.name), &error))?;
        let object = object.ok_or(StoreError::NotFound)?;
        let joint = self.kind.joint(&object);
        joint
            .and_then(|joint| self.whole(joint, &object))
            .ok_or_else(|| {
                StoreError::Backend(format!("get: failed to decode data {:?}", target.name))
            })
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        let mut releases = Vec::new();
        let mut split = Vec::new();
        self.each(query, None, &mut |object| match self.kind.joint(object) {
            Some(Joint::Whole(release)) => releases.push(labelled(*release, object)),
            Some(joint) => split.push((joint, head_of(object))),
            None => {}
        })?;
        for (joint, head) in split {
            releases.extend(self.whole(joint, &head));
        }
        Ok(releases)
    }

    fn summaries(&self, query: &Query<'_>) -> Result<Vec<Summary>, StoreError> {
        let mut summaries = Vec::new();
        let mut unclear = Vec::new();
        self.each(query, None, &mut |object| match self.kind.summary(object) {
            Some(summary) => summaries.push(summary),
            None => unclear.extend(
                self.kind
                    .joint(object)
                    .map(|joint| (joint, head_of(object))),
            ),
        })?;
        for (joint, head) in unclear {
            summaries.extend(self.whole(joint, &head).map(|release| release.summary()));
        }
        Ok(summaries)
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        let namespace = match &self.namespace {
            Some(namespace) => namespace.clone(),
            None => namespace_of(&self.get(name, version)?).to_owned(),
        };
        match self.remove(self.target(&namespace, name, version)) {
            Ok(()) => Ok(()),
            Err(error) if error.is_not_found() => Err(StoreError::NotFound),
            Err(error) => Err(failed("delete: failed to delete", &error)),
        }
    }

    fn keep_evidence(&self, release: &Release, text: &[u8]) -> Result<(), StoreError> {
        let failed = |error| failed("evidence: failed to create", &error);
        let record = self.record(release).map_err(failed)?;
        let uid = record
            .as_ref()
            .map(|record| record.text(&["metadata", "uid"]));
        let object = self.kind.evidence_object(release, uid, text);
        let created = self
            .cluster
            .call(Self::create_call(object.clone(), release));
        match created {
            Err(error) if error.is_already_exists() => {
                let call = Self::replace_call(object, release);
                self.cluster.call(call).map(drop).map_err(failed)
            }
            other => other.map(drop).map_err(failed),
        }
    }

    fn evidence(&self, name: &str, version: Option<u32>) -> Result<Option<Vec<u8>>, StoreError> {
        let mut newest: Option<(String, Vec<u8>)> = None;
        self.list(evidence_selector(name, version), &mut |object| {
            let time = object.text(&["metadata", "creationTimestamp"]);
            let is_newer = newest
                .as_ref()
                .is_none_or(|(known, _)| known.as_str() <= time);
            if let Some(text) = self.kind.evidence(object).filter(|_| is_newer) {
                newest = Some((time.to_owned(), text));
            }
        })
        .map_err(|error| failed("evidence: failed to list", &error))?;
        Ok(newest.map(|(_, text)| text))
    }

    fn forget_evidence(&self, name: &str, version: u32) -> Result<(), StoreError> {
        let Some(namespace) = &self.namespace else {
            return Ok(());
        };
        let target = ObjectRef {
            name: evidence_key(name, version),
            ..self.target(namespace, name, version)
        };
        match self.remove(target) {
            Err(error) if !error.is_not_found() => {
                Err(failed("evidence: failed to delete", &error))
            }
            _ => Ok(()),
        }
    }
}

impl ObjectStore {
    fn remove(&self, target: ObjectRef) -> Result<(), ClusterError> {
        let call = Call::Delete {
            target,
            propagation: Propagation::Background,
            uid: None,
            dry_run: DryRun::Off,
        };
        self.cluster.call(call).map(drop)
    }
}

/// An object without what is in it.
fn head_of(object: &Object) -> Object {
    let mut head = object.clone();
    head.0.remove("data");
    head
}

fn failed(what: &str, error: &ClusterError) -> StoreError {
    StoreError::Backend(format!("{what}: {error}"))
}
