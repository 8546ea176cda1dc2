//! From manifests to objects.

use serde_json::{Value, json};
use steersman_plan::{StubCluster, build, read_objects};

fn objects(manifest: &str) -> Vec<Value> {
    let objects = read_objects(manifest.as_bytes()).expect("the manifest is well formed");
    objects
        .into_iter()
        .map(|object| Value::Object(object.0))
        .collect()
}

#[test]
fn numbers_keep_their_kind() {
    let manifest = "apiVersion: v1\nkind: X\na: 1\nb: 1.5\nc: 1e3\nd: \"1\"\n";
    assert_eq!(
        objects(manifest),
        [json!({"apiVersion": "v1", "kind": "X", "a": 1, "b": 1.5, "c": 1000, "d": "1"})]
    );
}

#[test]
fn lists_are_taken_apart_and_comments_count_for_nothing() {
    let manifest = "---\n# Source: x\n# nothing\n---\napiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- \
                    {apiVersion: v1, kind: Secret}\n";
    assert_eq!(
        objects(manifest),
        [
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}),
            json!({"apiVersion": "v1", "kind": "Secret"}),
        ]
    );
}

#[test]
fn objects_go_to_the_namespace_of_the_release_unless_they_say() {
    let manifest = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  \
                    name: b\n  namespace: own\n";
    let built = build(&StubCluster::new(), manifest.as_bytes(), "shop").expect("it is well formed");
    let places: Vec<_> = built
        .iter()
        .map(|resource| (resource.object.namespace(), resource.target.name.as_str()))
        .collect();
    assert_eq!(places, [(Some("shop"), "a"), (Some("own"), "b")]);
}

#[test]
fn everything_that_is_wrong_is_said() {
    for (manifest, expected) in [
        (
            "foo: bar\n",
            "error validating \"\": error validating data: [apiVersion not set, kind not set]",
        ),
        (
            "kind: X\n",
            "error validating \"\": error validating data: apiVersion not set",
        ),
        (
            "kind: X\n---\napiVersion: v1\n",
            "[error validating \"\": error validating data: apiVersion not set, error validating \"\": error \
             validating data: kind not set]",
        ),
        (
            "apiVersion: v1\nkind: X\nmetadata:\n  labels:\n    b: 5\n    a: true\n",
            "unable to decode \"\": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type \
             string",
        ),
        (
            "apiVersion: v1\nkind: X\nmetadata:\n  name: 5\n",
            "unable to decode \"\": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type \
             string",
        ),
        (
            "apiVersion: v1\nkind: X\nmetadata:\n  labels: [a]\n",
            "unable to decode \"\": json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type \
             map[string]string",
        ),
    ] {
        let error = read_objects(manifest.as_bytes()).expect_err("something is wrong");
        assert_eq!(error.to_string(), expected);
    }
}
