//! The verbs, one after the other.

use steersman_ops::ReleaseError;
use steersman_ops::install::{InstallRequest, Namespaces, install};
use steersman_ops::rollback::{RollbackRequest, rollback};
use steersman_ops::uninstall::{UninstallRequest, uninstall};
use steersman_ops::upgrade::{UpgradeRequest, upgrade};
use steersman_release::Release;
use steersman_value::Table;

use crate::world::{NAME, NAMESPACE, World, chart};

pub(crate) const HOOKS: [&str; 8] = [
    "pre-install",
    "post-install",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "pre-delete",
    "post-delete",
];

pub(crate) fn do_install(world: &World, names: &[&str]) -> Result<Release, ReleaseError> {
    let request = InstallRequest::new(chart(names, &HOOKS), Table::new(), NAME, NAMESPACE);
    world.visit(|context| install(context, request))
}

pub(crate) fn do_upgrade(world: &World, names: &[&str]) -> Result<Release, ReleaseError> {
    let request = UpgradeRequest::new(chart(names, &HOOKS), Table::new(), NAME, NAMESPACE);
    world.visit(|context| upgrade(context, request))
}

pub(crate) fn do_rollback(world: &World, revision: i64) -> Result<Release, ReleaseError> {
    let mut request = RollbackRequest::new(NAME, NAMESPACE);
    request.revision = revision;
    world.visit(|context| rollback(context, &request))
}

pub(crate) fn do_uninstall(world: &World) -> Result<(), ReleaseError> {
    let request = UninstallRequest::new(NAME, NAMESPACE);
    world.visit(|context| uninstall(context, &request).map(drop))
}

/// Names of the objects that are no hooks.
pub(crate) fn objects(world: &World) -> Vec<String> {
    let names = world.cluster.names();
    names
        .into_iter()
        .filter(|name| !name.starts_with("Job "))
        .collect()
}

#[test]
fn a_release_lives_its_life() {
    let world = World::new();
    do_install(&world, &["a", "b"]).expect("it can be installed");
    assert_eq!(objects(&world), ["ConfigMap a", "ConfigMap b"]);
    assert_eq!(world.history(), ["1 deployed"]);
    do_upgrade(&world, &["b", "c"]).expect("it can be upgraded");
    assert_eq!(objects(&world), ["ConfigMap b", "ConfigMap c"]);
    assert_eq!(world.history(), ["1 superseded", "2 deployed"]);
    do_rollback(&world, 0).expect("it can be rolled back");
    assert_eq!(objects(&world), ["ConfigMap a", "ConfigMap b"]);
    assert_eq!(
        world.history(),
        ["1 superseded", "2 superseded", "3 deployed"]
    );
    do_uninstall(&world).expect("it can be uninstalled");
    assert_eq!(objects(&world), Vec::<String>::new());
    assert_eq!(world.history(), Vec::<String>::new());
    for hook in HOOKS {
        assert_eq!(world.cluster.times_made("Job", hook), 1, "{hook}");
    }
}

#[test]
fn objects_are_marked_as_part_of_the_release() {
    let world = World::new();
    do_install(&world, &["a"]).expect("it can be installed");
    let objects = world.cluster.objects();
    let object = objects
        .iter()
        .find_map(|(key, object)| (key.0 == "ConfigMap").then_some(object))
        .expect("it was made");
    assert_eq!(object.label("app.kubernetes.io/managed-by"), Some("Helm"));
    assert_eq!(object.annotation("meta.helm.sh/release-name"), Some(NAME));
    assert_eq!(
        object.annotation("meta.helm.sh/release-namespace"),
        Some(NAMESPACE)
    );
}

#[test]
fn a_namespace_is_made_when_it_is_asked_for() {
    let world = World::new();
    let mut request = InstallRequest::new(chart(&["a"], &[]), Table::new(), NAME, NAMESPACE);
    request.namespaces = Namespaces::Create;
    world
        .visit(|context| install(context, request))
        .expect("it can be installed");
    assert_eq!(objects(&world), ["ConfigMap a", "Namespace shop"]);
}

#[test]
fn history_is_pruned_to_what_is_kept() {
    let world = World::new();
    do_install(&world, &["a"]).expect("it can be installed");
    for _ in 0..4 {
        let mut request = UpgradeRequest::new(chart(&["a"], &[]), Table::new(), NAME, NAMESPACE);
        request.history_max = 2;
        world
            .visit(|context| upgrade(context, request))
            .expect("it can be upgraded");
    }
    assert_eq!(world.history(), ["4 superseded", "5 deployed"]);
}
