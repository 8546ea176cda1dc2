//! What verbs say and leave when something is wrong.

use std::error::Error;

use serde_json::json;
use steersman_ops::install::{InstallRequest, install};
use steersman_ops::upgrade::{OnFailure, UpgradeRequest, upgrade};
use steersman_plan::Object;
use steersman_value::Table;

use crate::verbs::{do_install, do_rollback, do_uninstall, do_upgrade, objects};
use crate::world::{NAME, NAMESPACE, World, chart};

/// An error with its causes, as the command line shows it.
fn text(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[test]
fn names_and_revisions_are_checked() {
    let world = World::new();
    let upgrade = do_upgrade(&world, &["a"]).expect_err("there is nothing");
    assert_eq!(text(&upgrade), "\"web\" has no deployed releases");
    let rollback = do_rollback(&world, 0).expect_err("there is nothing");
    assert_eq!(text(&rollback), "release: not found");
    let uninstall = do_uninstall(&world).expect_err("there is nothing");
    assert_eq!(
        text(&uninstall),
        "uninstall: Release not loaded: web: release: not found"
    );
    do_install(&world, &["a"]).expect("it can be installed");
    let again = do_install(&world, &["a"]).expect_err("it is there");
    assert_eq!(
        text(&again),
        "release name check failed: cannot reuse a name that is still in use"
    );
    let rollback = do_rollback(&world, 7).expect_err("there is no such revision");
    assert_eq!(text(&rollback), "release has no 7 version");
}

#[test]
fn what_belongs_to_others_is_left_alone() {
    let world = World::new();
    let mut foreign = Object::default();
    foreign.0.insert("kind".to_owned(), json!("ConfigMap"));
    foreign
        .0
        .insert("metadata".to_owned(), json!({"name": "a"}));
    let key = ("ConfigMap".to_owned(), NAMESPACE.to_owned(), "a".to_owned());
    world.cluster.objects().insert(key, foreign);
    let error = do_install(&world, &["a"]).expect_err("it belongs to nobody");
    assert_eq!(
        text(&error),
        "unable to continue with install: ConfigMap \"a\" in namespace \"shop\" exists and cannot be imported into \
         the current release: invalid ownership metadata; label validation error: missing key \
         \"app.kubernetes.io/managed-by\": must be set to \"Helm\"; annotation validation error: missing key \
         \"meta.helm.sh/release-name\": must be set to \"web\"; annotation validation error: missing key \
         \"meta.helm.sh/release-namespace\": must be set to \"shop\""
    );
    assert_eq!(world.history(), Vec::<String>::new());
}

#[test]
fn a_failed_installation_is_noted_or_undone() {
    for (undo, history) in [(false, vec!["1 failed"]), (true, Vec::new())] {
        let world = World::new();
        let refused = || world.cluster.refused.lock().expect("nobody panicked");
        refused().push("Job".to_owned());
        let mut request = InstallRequest::new(
            chart(&["a"], &["post-install"]),
            Table::new(),
            NAME,
            NAMESPACE,
        );
        request.undo_on_failure = undo;
        let error = world
            .visit(|context| install(context, request))
            .expect_err("the hook is refused");
        let start = if undo {
            "release web failed, and has been uninstalled due to rollback-on-failure being set: "
        } else {
            ""
        };
        assert_eq!(
            text(&error),
            format!(
                "{start}failed post-install: warning: Hook post-install web/templates/post-install.yaml failed: \
                 server-side apply failed for object shop/post-install batch/v1, Kind=Job: \
                 Job \"post-install\": Forbidden"
            )
        );
        assert_eq!(world.history(), history);
        assert_eq!(objects(&world).is_empty(), undo);
    }
}

#[test]
fn a_failed_upgrade_is_noted_or_rolled_back() {
    for (roll_back, history) in [
        (false, vec!["1 deployed", "2 failed"]),
        (true, vec!["1 superseded", "2 failed", "3 deployed"]),
    ] {
        let world = World::new();
        let request = InstallRequest::new(chart(&["a"], &[]), Table::new(), NAME, NAMESPACE);
        world
            .visit(|context| install(context, request))
            .expect("it can be installed");
        let mut refused = world.cluster.refused.lock().expect("nobody panicked");
        refused.push("Job".to_owned());
        drop(refused);
        let chart = chart(&["b"], &["post-upgrade"]);
        let mut request = UpgradeRequest::new(chart, Table::new(), NAME, NAMESPACE);
        request.on_failure = OnFailure {
            roll_back,
            clean_up: false,
        };
        let error = world
            .visit(|context| upgrade(context, request))
            .expect_err("the hook is refused");
        let start = if roll_back {
            "release web failed, and has been rolled back due to rollback-on-failure being set: "
        } else {
            ""
        };
        let said = text(&error);
        assert!(
            said.starts_with(&format!("{start}post-upgrade hooks failed: ")),
            "{said}"
        );
        assert_eq!(world.history(), history);
    }
}
