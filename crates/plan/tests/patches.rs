//! Patches computed here, against those that Kubernetes' own library computes.

use serde::Deserialize;
use serde_json::{Value, json};
use steersman_plan::{
    Gvk, Object, adopt_managed_fields, is_strategic, merge_patch, strategic_patch,
    three_way_merge_patch,
};

/// What was asked for, what is asked for now, what is, and the patch that was recorded.
#[derive(Deserialize)]
struct Case {
    name: String,
    old: Object,
    new: Object,
    live: Object,
    patch: Value,
}

#[test]
fn strategic_patches_are_those_of_kubernetes() {
    let text = include_str!("data/strategic.json");
    let cases: Vec<Case> = serde_json::from_str(text).expect("the data is well formed");
    for case in cases {
        let patch = strategic_patch(&case.new.gvk(), &case.old, &case.new, &case.live);
        assert_eq!(Value::Object(patch), case.patch, "{}", case.name);
    }
}

fn object(value: Value) -> Object {
    serde_json::from_value(value).expect("it is an object")
}

#[test]
fn what_is_gone_already_needs_no_patch() {
    let old = object(json!({"kind": "ConfigMap", "data": {"a": "1"}}));
    let new = object(json!({"kind": "ConfigMap"}));
    let patch = strategic_patch(&Gvk::new("v1", "ConfigMap"), &old, &new, &new);
    assert!(patch.is_empty(), "{patch:?}");
}

#[test]
fn merge_patches_are_those_of_rfc_7386() {
    let cases = [
        (json!({"a": 1}), json!({"a": 1}), json!({})),
        (
            json!({"a": 1, "b": 2}),
            json!({"a": 1.0}),
            json!({"b": null}),
        ),
        (
            json!({"a": {"b": [1], "c": 2}}),
            json!({"a": {"b": [1, 2], "c": 2}, "d": 3}),
            json!({"a": {"b": [1, 2]}, "d": 3}),
        ),
    ];
    for (old, new, expected) in cases {
        let patch = merge_patch(&object(old), &object(new));
        assert_eq!(Value::Object(patch), expected);
    }
}

#[test]
fn three_way_patches_leave_what_others_added() {
    let old = object(json!({"a": 1, "b": {"c": 1, "d": 2}}));
    let new = object(json!({"a": 2, "b": {"c": 1}}));
    let live = object(json!({"a": 1, "b": {"c": 9, "d": 2, "x": 1}, "y": 1}));
    let patch = three_way_merge_patch(&old, &new, &live);
    assert_eq!(
        Value::Object(patch),
        json!({"a": 2, "b": {"c": 1, "d": null}})
    );
}

#[test]
fn only_kinds_of_kubernetes_merge_strategically() {
    for (version, kind, expected) in [
        ("v1", "Service", true),
        ("apps/v1", "Deployment", true),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", true),
        (
            "apiextensions.k8s.io/v1beta1",
            "CustomResourceDefinition",
            false,
        ),
        ("example.com/v1", "Gadget", false),
        ("apiregistration.k8s.io/v1", "APIService", false),
    ] {
        let gvk = Gvk::new(version, kind);
        assert_eq!(is_strategic(&gvk), expected, "{gvk}");
    }
}

#[test]
fn fields_go_over_to_apply_once() {
    let entry = |operation: &str, fields: Value| json!({"manager": "helm", "operation": operation, "apiVersion": "v1", "fieldsV1": fields});
    let with = |entries: Value| {
        object(json!({"metadata": {"resourceVersion": "7", "managedFields": entries}}))
    };
    let data = json!({"f:data": {"f:a": {}}});
    let other = json!({"manager": "me", "operation": "Update", "apiVersion": "v1", "fieldsV1": {}});
    let live = with(json!([entry("Update", data.clone()), other]));
    let patch = adopt_managed_fields(&live, "helm").expect("there is something to do");
    assert_eq!(
        patch,
        json!([
            {"op": "replace", "path": "/metadata/managedFields", "value": [entry("Apply", data.clone()), other]},
            {"op": "replace", "path": "/metadata/resourceVersion", "value": "7"},
        ])
    );
    let both = with(json!([
        entry("Update", json!({"f:data": {"f:b": {}}})),
        entry("Apply", data.clone()),
    ]));
    let patch = adopt_managed_fields(&both, "helm").expect("there is something to do");
    let united = json!({"f:data": {"f:a": {}, "f:b": {}}});
    assert_eq!(patch[0]["value"], json!([entry("Apply", united)]));
    assert_eq!(
        adopt_managed_fields(&with(json!([entry("Apply", data)])), "helm"),
        None
    );
}
