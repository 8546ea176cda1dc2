use std::time::Duration;

use serde_json::json;
use steersman_cluster::KubeCluster;
use steersman_plan::{
    Call, Cluster as _, ClusterError, DryRun, Flow, Gvk, Object, PatchKind, Propagation, Selector,
};

use crate::bed::{connect, namespace, object, reference};

fn config_map(name: &str, value: &str) -> Object {
    object(
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"key": value}}),
    )
}

fn apply(
    cluster: &KubeCluster,
    namespace: &str,
    object: Object,
    manager: &str,
) -> Result<Object, ClusterError> {
    let call = Call::Apply {
        object,
        namespace: namespace.to_owned(),
        manager: manager.to_owned(),
        force: false,
        dry_run: DryRun::Off,
    };
    Ok(cluster.call(call)?.into_object().expect("an object"))
}

fn delete(cluster: &KubeCluster, namespace: &str, name: &str) -> Result<(), ClusterError> {
    let call = Call::Delete {
        target: reference(namespace, "ConfigMap", name),
        propagation: Propagation::Background,
        uid: None,
        dry_run: DryRun::Off,
    };
    cluster.call(call).map(|_| ())
}

#[test]
fn the_server_says_what_it_is_and_serves() {
    let Some(cluster) = connect() else { return };
    assert!(cluster.version().unwrap().git_version.starts_with("v1."));
    let versions = cluster.api_versions().unwrap();
    for name in [
        "v1",
        "apps/v1",
        "apps/v1/Deployment",
        "v1/Pod",
        "batch/v1/CronJob",
    ] {
        assert!(versions.iter().any(|known| known == name), "{name}");
    }
}

#[test]
fn kinds_are_known_or_asked_for() {
    let Some(cluster) = connect() else { return };
    let namespaced = |api_version, kind| cluster.is_namespaced(&Gvk::new(api_version, kind));
    assert_eq!(namespaced("apps/v1", "Deployment"), Ok(true));
    assert_eq!(
        namespaced("flowcontrol.apiserver.k8s.io/v1", "FlowSchema"),
        Ok(false)
    );
    let unknown = namespaced("example.com/v1", "Wheel").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no matches for kind \"Wheel\" in version \"example.com/v1\""
    );
}

#[test]
fn objects_are_written_read_and_deleted() {
    let Some(cluster) = connect() else { return };
    let namespace = namespace(&cluster, "calls");
    let _ = delete(&cluster, &namespace, "one").ok();
    let made = apply(&cluster, &namespace, config_map("one", "1"), "helm").unwrap();
    assert_eq!(made.text(&["data", "key"]), "1");

    let conflict = apply(&cluster, &namespace, config_map("one", "2"), "other").unwrap_err();
    assert!(conflict.is_conflict());
    assert_eq!(
        conflict.to_string(),
        "Apply failed with 1 conflict: conflict with \"helm\": .data.key"
    );

    let patched = cluster.call(Call::Patch {
        target: reference(&namespace, "ConfigMap", "one"),
        kind: PatchKind::Merge,
        patch: json!({"data": {"more": "x"}}),
        manager: "helm".to_owned(),
        dry_run: DryRun::Off,
    });
    let patched = patched.unwrap().into_object().unwrap();
    assert_eq!(patched.text(&["data", "more"]), "x");

    let again = cluster.call(Call::Create {
        object: config_map("one", "1"),
        namespace: namespace.clone(),
        manager: "helm".to_owned(),
        dry_run: DryRun::Off,
    });
    assert!(again.unwrap_err().is_already_exists());

    let listed = cluster.call(Call::List {
        gvk: Gvk::new("v1", "ConfigMap"),
        namespace: Some(namespace.clone()),
        selector: Selector {
            fields: "metadata.name=one".to_owned(),
            ..Selector::default()
        },
    });
    let listed = listed.unwrap().into_list();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].kind(), "ConfigMap");

    delete(&cluster, &namespace, "one").unwrap();
    let target = reference(&namespace, "ConfigMap", "one");
    assert_eq!(cluster.get(&target).unwrap(), None);
    assert!(
        delete(&cluster, &namespace, "one")
            .unwrap_err()
            .is_not_found()
    );
}

#[test]
fn many_calls_are_answered_in_their_order() {
    let Some(cluster) = connect() else { return };
    let namespace = namespace(&cluster, "many");
    let names: Vec<String> = (0..100).map(|index| format!("many-{index}")).collect();
    let calls = names.iter().map(|name| Call::Apply {
        object: config_map(name, "x"),
        namespace: namespace.clone(),
        manager: "helm".to_owned(),
        force: false,
        dry_run: DryRun::Off,
    });
    let answers = cluster.send(calls.collect());
    let answered: Vec<String> = answers
        .into_iter()
        .map(|answer| answer.unwrap().into_object().unwrap().name().to_owned())
        .collect();
    assert_eq!(answered, names);
}

#[test]
fn changes_are_told() {
    let Some(cluster) = connect() else { return };
    let namespace = namespace(&cluster, "watch");
    let _ = delete(&cluster, &namespace, "absent").ok();
    apply(&cluster, &namespace, config_map("seen", "1"), "helm").unwrap();
    let targets = ["seen", "absent"].map(|name| reference(&namespace, "ConfigMap", name));
    let mut told = Vec::new();
    let seconds = Duration::from_secs(10);
    cluster
        .watch(&targets, seconds, &mut |change| {
            let value = change
                .object
                .map(|object| object.text(&["data", "key"]).to_owned());
            told.push((change.index, value));
            match told.len() {
                // The closure may use the cluster itself.
                2 => drop(apply(&cluster, &namespace, config_map("seen", "2"), "helm")),
                3 => delete(&cluster, &namespace, "seen").unwrap(),
                4 => return Flow::Stop,
                _ => {}
            }
            Flow::Continue
        })
        .unwrap();
    assert_eq!(
        told,
        [
            (0, Some("1".to_owned())),
            (1, None),
            (0, Some("2".to_owned())),
            (0, None)
        ]
    );
    let waited = cluster.watch(&targets, Duration::from_millis(50), &mut |_| Flow::Continue);
    assert_eq!(waited, Err(ClusterError::Timeout));
}
