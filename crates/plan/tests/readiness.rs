//! Objects and what the library kstatus says of them, recorded from it.

use serde_json::Value;
use steersman_plan::Object;
use steersman_plan::readiness::legacy::is_ready;
use steersman_plan::readiness::{failed_pods, hook_readiness, readiness, selects};

/// Some time in 2027.
const NOW: i64 = 1_800_000_000;

fn object(json: &str) -> Object {
    serde_json::from_str(json).expect("an object")
}

#[test]
fn states_and_messages_are_those_of_kstatus() {
    let cases = include_str!("data/kstatus.jsonl");
    for line in cases.lines() {
        let (value, state, message): (Value, String, String) = serde_json::from_str(line).unwrap();
        let found = readiness(&serde_json::from_value(value).unwrap(), NOW);
        assert_eq!(
            (found.state.name(), found.message.as_str()),
            (state.as_str(), message.as_str()),
            "{line}"
        );
    }
}

#[test]
fn hooks_have_to_end() {
    for (json, state, message) in [
        (
            r#"{"apiVersion":"batch/v1","kind":"Job","status":{"startTime":"x"}}"#,
            "InProgress",
            "Job in progress",
        ),
        (
            r#"{"apiVersion":"batch/v1","kind":"Job","spec":{"completions":2},"status":{"succeeded":2,"conditions":[{"type":"Complete","status":"True"}]}}"#,
            "Current",
            "Job Completed. succeeded: 2/2",
        ),
        (
            r#"{"apiVersion":"batch/v1","kind":"Job","status":{"failed":1,"conditions":[{"type":"Failed","status":"True"}]}}"#,
            "Failed",
            "Job Failed. failed: 1/1",
        ),
        (
            r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"status":{"phase":"Running"}}"#,
            "InProgress",
            "Pod in progress",
        ),
        (
            r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"status":{"phase":"Succeeded"}}"#,
            "Current",
            "pod p succeeded",
        ),
        (
            r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"status":{"phase":"Failed"}}"#,
            "Failed",
            "pod p failed",
        ),
        (
            r#"{"apiVersion":"v1","kind":"ConfigMap"}"#,
            "Current",
            "Resource is current",
        ),
    ] {
        let found = hook_readiness(&object(json));
        assert_eq!(
            (found.state.name(), found.message.as_str()),
            (state, message),
            "{json}"
        );
    }
}

#[test]
fn selectors_choose_pods() {
    let pod = object(r#"{"kind":"Pod","metadata":{"labels":{"app":"web","tier":"front"}}}"#);
    for (selector, expected) in [
        (r#"{"matchLabels":{"app":"web"}}"#, true),
        (r#"{"matchLabels":{"app":"web","tier":"back"}}"#, false),
        (
            r#"{"matchExpressions":[{"key":"tier","operator":"In","values":["back","front"]}]}"#,
            true,
        ),
        (
            r#"{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["front"]}]}"#,
            false,
        ),
        (
            r#"{"matchExpressions":[{"key":"zone","operator":"DoesNotExist"}]}"#,
            true,
        ),
        (
            r#"{"matchExpressions":[{"key":"zone","operator":"Exists"}]}"#,
            false,
        ),
        (r"{}", false),
    ] {
        let workload = object(&format!(
            r#"{{"kind":"Deployment","spec":{{"selector":{selector}}}}}"#
        ));
        assert_eq!(selects(&workload, &pod), expected, "{selector}");
    }
}

#[test]
fn pods_that_may_still_change_have_not_failed() {
    let crashing = r#"{"apiVersion":"v1","kind":"Pod","status":{"phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}"#;
    let unscheduled = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}}"#;
    let pods = [
        object(crashing),
        object(unscheduled),
        object(r#"{"apiVersion":"v1","kind":"Pod"}"#),
    ];
    assert_eq!(failed_pods(&pods, NOW), 1);
}

#[test]
fn the_rules_of_helm_3() {
    let set = |ready: i64| {
        object(&format!(
            r#"{{"kind":"ReplicaSet","metadata":{{"generation":1,"ownerReferences":[{{"uid":"u"}}],"annotations":{{"deployment.kubernetes.io/revision":"2"}}}},"status":{{"observedGeneration":1,"readyReplicas":{ready}}}}}"#
        ))
    };
    let deployment = |strategy: &str| {
        object(&format!(
            r#"{{"kind":"Deployment","metadata":{{"generation":3,"uid":"u","annotations":{{"deployment.kubernetes.io/revision":"2"}}}},"spec":{{"replicas":4,"strategy":{strategy}}},"status":{{"observedGeneration":3}}}}"#
        ))
    };
    let rolling =
        r#"{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}}"#;
    for (object, related, expected) in [
        (deployment(rolling), vec![set(3)], true),
        (deployment(rolling), vec![set(2)], false),
        (deployment(rolling), vec![], false),
        (deployment(r#"{"type":"Recreate"}"#), vec![set(3)], false),
        (deployment(r#"{"type":"Recreate"}"#), vec![set(4)], true),
        (
            object(r#"{"kind":"Service","spec":{"type":"ExternalName"}}"#),
            vec![],
            true,
        ),
        (
            object(r#"{"kind":"Service","spec":{"type":"ClusterIP"}}"#),
            vec![],
            false,
        ),
        (
            object(r#"{"kind":"Service","spec":{"type":"LoadBalancer","clusterIP":"1"}}"#),
            vec![],
            false,
        ),
        (
            object(
                r#"{"kind":"Service","spec":{"type":"LoadBalancer","clusterIP":"1"},"status":{"loadBalancer":{"ingress":[{"ip":"1"}]}}}"#,
            ),
            vec![],
            true,
        ),
        (
            object(
                r#"{"kind":"Job","spec":{"backoffLimit":1,"completions":1},"status":{"succeeded":1}}"#,
            ),
            vec![],
            true,
        ),
        (
            object(
                r#"{"kind":"Job","spec":{"backoffLimit":1,"completions":1},"status":{"failed":1}}"#,
            ),
            vec![],
            false,
        ),
        (
            object(
                r#"{"kind":"DaemonSet","spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"50%"}}},"status":{"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberReady":1}}"#,
            ),
            vec![],
            true,
        ),
        (
            object(
                r#"{"kind":"StatefulSet","spec":{"replicas":3,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}}},"status":{"updatedReplicas":1,"readyReplicas":3,"currentRevision":"a","updateRevision":"b"}}"#,
            ),
            vec![],
            true,
        ),
    ] {
        assert_eq!(is_ready(&object, &related), Ok(expected), "{object:?}");
    }
    let failed = object(
        r#"{"kind":"Job","metadata":{"name":"j","namespace":"n"},"spec":{"backoffLimit":1},"status":{"failed":2}}"#,
    );
    assert_eq!(
        is_ready(&failed, &[]).unwrap_err().to_string(),
        "job is failed: n/j"
    );
}
