//! Plans: what they say, and that carrying them out does exactly that.

use serde_json::json;
use steersman_ops::install::InstallRequest;
use steersman_ops::planning::{ApplyPlanError, Operation, Plan, Planned, Problem, SavedPlan, plan};
use steersman_ops::rollback::RollbackRequest;
use steersman_ops::uninstall::UninstallRequest;
use steersman_ops::upgrade::UpgradeRequest;
use steersman_value::Table;

use crate::verbs::{HOOKS, do_install, do_upgrade, objects};
use crate::world::{NAME, NAMESPACE, World, chart};

fn installation(names: &[&str]) -> Operation {
    let request = InstallRequest::new(chart(names, &HOOKS), Table::new(), NAME, NAMESPACE);
    Operation::Install(Box::new(request))
}

fn an_upgrade(names: &[&str]) -> Operation {
    let request = UpgradeRequest::new(chart(names, &HOOKS), Table::new(), NAME, NAMESPACE);
    Operation::Upgrade(Box::new(request))
}

fn planned(world: &World, operation: &Operation) -> Planned {
    let before = (world.cluster.names(), world.history());
    let planned = world
        .visit(|context| plan(context, operation, None))
        .expect("it can be planned");
    assert_eq!(
        before,
        (world.cluster.names(), world.history()),
        "a plan writes nothing"
    );
    planned
}

/// The steps in short: action, kind and name, and the event of a hook.
fn steps(plan: &Plan) -> Vec<String> {
    plan.steps
        .iter()
        .map(|step| {
            let event = step.hook.as_ref().map(|hook| format!(" at {}", hook.event));
            let action = format!("{:?}", step.action).to_lowercase();
            format!(
                "{action} {} {}{}",
                step.object.kind,
                step.object.name,
                event.unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn plans_tell_what_verbs_do_in_their_order() {
    let world = World::new();
    let install = planned(&world, &installation(&["a", "b"])).plan;
    assert_eq!(
        steps(&install),
        [
            "create Job pre-install at pre-install",
            "create ConfigMap a",
            "create ConfigMap b",
            "create Job post-install at post-install",
        ]
    );
    assert_eq!(install.release.revision_after, Some(1));
    do_install(&world, &["a", "b"]).expect("it can be installed");
    let upgrade = planned(&world, &an_upgrade(&["b", "c"])).plan;
    assert_eq!(
        steps(&upgrade),
        [
            "create Job pre-upgrade at pre-upgrade",
            "change ConfigMap b",
            "create ConfigMap c",
            "delete ConfigMap a",
            "create Job post-upgrade at post-upgrade",
        ]
    );
    let change = &upgrade.steps[1].changes[0];
    assert_eq!(change.path, "data.of");
    assert_eq!(
        (&change.before, &change.after),
        (&Some(json!("a-b")), &Some(json!("b-c")))
    );
    do_upgrade(&world, &["b", "c"]).expect("it can be upgraded");
    let rollback = Operation::Rollback(Box::new(RollbackRequest::new(NAME, NAMESPACE)));
    let rollback = planned(&world, &rollback).plan;
    assert_eq!(
        steps(&rollback),
        [
            "create Job pre-rollback at pre-rollback",
            "create ConfigMap a",
            "change ConfigMap b",
            "delete ConfigMap c",
            "create Job post-rollback at post-rollback",
        ]
    );
    let removal = Operation::Uninstall(Box::new(UninstallRequest::new(NAME, NAMESPACE)));
    let removal = planned(&world, &removal).plan;
    assert_eq!(
        steps(&removal),
        [
            "create Job pre-delete at pre-delete",
            "delete ConfigMap b",
            "delete ConfigMap c",
            "create Job post-delete at post-delete",
        ]
    );
}

#[test]
fn nothing_to_do_is_no_change() {
    let world = World::new();
    let request = || InstallRequest::new(chart(&["a"], &[]), Table::new(), NAME, NAMESPACE);
    world
        .visit(|context| steersman_ops::install::install(context, request()))
        .expect("it can be installed");
    let upgrade = UpgradeRequest::new(chart(&["a"], &[]), Table::new(), NAME, NAMESPACE);
    let plan = planned(&world, &Operation::Upgrade(Box::new(upgrade))).plan;
    assert!(!plan.has_changes(), "{:?}", plan.steps);
    assert_eq!(plan.unchanged, 1);
}

#[test]
fn everything_that_would_be_refused_is_found_at_once() {
    let world = World::new();
    let mut refused = world.cluster.refused.lock().expect("nobody holds it");
    refused.push("ConfigMap".to_owned());
    drop(refused);
    let plan = planned(&world, &installation(&["a", "b"])).plan;
    let found: Vec<_> = plan
        .findings
        .iter()
        .filter(|finding| finding.kind == Problem::Rights)
        .filter_map(|finding| finding.object.clone())
        .map(|object| object.name)
        .collect();
    assert_eq!(found, ["a", "b"]);
    assert!(plan.is_blocked());
}

#[test]
fn objects_of_others_are_found() {
    let world = World::new();
    do_install(&world, &["a"]).expect("it can be installed");
    let request = InstallRequest::new(chart(&["a", "b"], &[]), Table::new(), "other", NAMESPACE);
    let plan = planned(&world, &Operation::Install(Box::new(request))).plan;
    let found: Vec<_> = plan
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        found,
        ["it is there already and belongs to release web in namespace shop"]
    );
}

#[test]
fn a_kept_plan_is_carried_out_unless_something_changed() {
    let world = World::new();
    do_install(&world, &["a", "b"]).expect("it can be installed");
    let operation = an_upgrade(&["b", "c"]);
    let planned = planned(&world, &operation);
    let saved = SavedPlan::new(&operation, &planned).expect("it can be kept");
    let text = serde_json::to_string(&saved).expect("it can be written");
    let saved: SavedPlan = serde_json::from_str(&text).expect("it can be read");

    let key = ("ConfigMap".to_owned(), NAMESPACE.to_owned(), "b".to_owned());
    let before = world
        .cluster
        .objects()
        .get(&key)
        .cloned()
        .expect("it is there");
    let mut other = before.clone();
    other
        .0
        .insert("data".to_owned(), json!({"of": "somebody else"}));
    other
        .metadata_mut()
        .insert("resourceVersion".to_owned(), json!("2"));
    world.cluster.objects().insert(key.clone(), other);
    let refused = world.visit(|context| saved.clone().apply(context));
    let Err(ApplyPlanError::Changed(lines)) = refused else {
        panic!("the plan is out of date");
    };
    assert_eq!(
        lines,
        ["ConfigMap shop/b: data.of was changed from \"a-b\" to \"somebody else\""]
    );
    assert_eq!(objects(&world), ["ConfigMap a", "ConfigMap b"]);

    world.cluster.objects().insert(key, before);
    world
        .visit(|context| saved.clone().apply(context))
        .expect("it is as it was");
    assert_eq!(objects(&world), ["ConfigMap b", "ConfigMap c"]);
    assert_eq!(world.history(), ["1 superseded", "2 deployed"]);

    let twice = world.visit(|context| saved.apply(context));
    assert!(matches!(twice, Err(ApplyPlanError::Changed(_))));
}
