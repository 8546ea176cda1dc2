use std::fmt::Write as _;

use steersman_manifest::{
    KindOrder, Manifest, RESOURCE_POLICY_ANNOTATION, RenderedFile, SplitRule, annotation,
    sort_manifests,
};
use steersman_plan::{BuildError, Call, ClusterError, Owner, Resource, build};
use steersman_release::Release;

use crate::ReleaseContext;
use crate::upgrade::add_missing;

/// The objects of a release, by what is to become of them.
#[derive(Debug, Default)]
pub(super) struct Sorting {
    /// Kind and name of those that are to stay.
    pub(super) kept: Vec<(String, String)>,
    /// Those that belong to the release.
    pub(super) owned: Vec<Resource>,
    /// Those that belong to somebody else.
    pub(super) foreign: Vec<Resource>,
    /// Those of which it can not be told.
    pub(super) unverified: Vec<(Resource, ClusterError)>,
}

/// Why the objects of a release can not be sorted.
pub(super) enum SortError {
    /// The record holds no manifest.
    Corrupted,
    /// The manifest means no objects.
    Build(BuildError),
}

/// Asks the cluster which objects of a release may be deleted, in the order of deletion.
pub(super) fn sort_objects(
    context: &ReleaseContext<'_>,
    release: &Release,
    left_over: &[&Release],
) -> Result<Sorting, SortError> {
    let dialect = context.base.dialect;
    let releases = [release].into_iter().chain(left_over.iter().copied());
    let files = releases
        .map(|release| {
            RenderedFile::new(
                format!("manifest-{}", release.version),
                release.manifest.as_bytes(),
            )
        })
        .collect();
    let sorted = sort_manifests(
        files,
        SplitRule::from(dialect),
        KindOrder::Uninstall(dialect),
    )
    .map_err(|_| SortError::Corrupted)?;
    let mut sorting = Sorting::default();
    let mut doomed = Vec::new();
    for manifest in &sorted.manifests {
        match policy(manifest).as_deref() {
            None => {
                doomed.extend_from_slice(b"\n---\n");
                doomed.extend_from_slice(manifest.document.text());
                doomed.push(b'\n');
            }
            Some("keep") => {
                let metadata = manifest.head.metadata.as_ref();
                let name = metadata.and_then(|metadata| metadata.name.to_str());
                sorting.kept.push((
                    manifest.kind().to_owned(),
                    name.unwrap_or_default().to_owned(),
                ));
            }
            // Any other policy keeps an object silently.
            Some(_) => {}
        }
    }
    let resources =
        build(context.cluster, &doomed, &release.namespace).map_err(SortError::Build)?;
    let mut once = Vec::new();
    add_missing(&mut once, resources);
    ask(context, release, once, &mut sorting);
    Ok(sorting)
}

fn policy(manifest: &Manifest) -> Option<String> {
    annotation(&manifest.head, RESOURCE_POLICY_ANNOTATION).map(|text| text.trim().to_lowercase())
}

fn ask(
    context: &ReleaseContext<'_>,
    release: &Release,
    resources: Vec<Resource>,
    sorting: &mut Sorting,
) {
    if context.cluster.is_stub() && !context.cluster.is_rehearsal() {
        sorting.owned = resources;
        return;
    }
    let owner = Owner {
        name: &release.name,
        namespace: &release.namespace,
    };
    let calls = resources
        .iter()
        .map(|r| Call::Get(r.target.clone()))
        .collect();
    let lives = context.cluster.send(calls);
    for (resource, live) in resources.into_iter().zip(lives) {
        match live.map(steersman_plan::Answer::into_object) {
            Ok(Some(live)) if owner.check(&live).is_ok() => sorting.owned.push(resource),
            Ok(Some(_)) => sorting.foreign.push(resource),
            Ok(None) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => sorting.unverified.push((resource, error)),
        }
    }
}

impl Sorting {
    /// What people are told of objects that are kept because they say so.
    pub(super) fn kept_text(&self) -> String {
        let mut text = String::new();
        if !self.kept.is_empty() {
            text.push_str("These resources were kept due to the resource policy:\n");
        }
        for (kind, name) in &self.kept {
            writeln!(text, "[{kind}] {name}").expect("writing to a string cannot fail");
        }
        text
    }

    /// What people are told of everything that is not deleted.
    pub(super) fn spared_text(&self) -> String {
        let mut text = self.kept_text();
        let blocks = [
            (
                "they are not owned by this release",
                self.foreign
                    .iter()
                    .map(|r| format!("[{}] {}", r.target.gvk.kind, r.target.name))
                    .collect::<Vec<_>>(),
            ),
            (
                "their ownership could not be verified",
                self.unverified
                    .iter()
                    .map(|(r, e)| format!("[{}] {}: {e}", r.target.gvk.kind, r.target.name))
                    .collect(),
            ),
        ];
        for (why, lines) in blocks {
            if lines.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            writeln!(
                text,
                "{} resource(s) were not deleted because {why}:",
                lines.len()
            )
            .expect("writing to a string cannot fail");
            for line in lines {
                writeln!(text, "{line}").expect("writing to a string cannot fail");
            }
        }
        text
    }
}
