//! What differs between objects, and what of it is shown.

use serde_json::{Value, json};
use steersman_plan::Object;
use steersman_plan::diff::{Secrets, diff, laid_over, normalized};

fn object(value: Value) -> Object {
    serde_json::from_value(value).expect("it is an object")
}

/// The changes in lines, as `PATH: BEFORE -> AFTER`.
fn lines(secrets: &Secrets, before: Value, after: Value) -> Vec<String> {
    let (before, after) = (object(before), object(after));
    let kind = after.kind().to_owned();
    let text =
        |value: Option<Value>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    diff(Some(&before), Some(&after))
        .iter()
        .map(|change| secrets.shown(&kind, change))
        .map(|shown| {
            format!(
                "{}: {} -> {}",
                shown.path,
                text(shown.before),
                text(shown.after)
            )
        })
        .collect()
}

#[test]
fn fields_that_differ_are_told_by_their_paths() {
    let containers = |images: &[(&str, &str)]| -> Value {
        images
            .iter()
            .map(|(name, image)| json!({"name": name, "image": image}))
            .collect()
    };
    let cases: [(Value, Value, &[&str]); 9] = [
        (json!({"a": 1}), json!({"a": 1.0}), &[]),
        (
            json!({"a": {"b": 1}}),
            json!({"a": {"b": 2}}),
            &["a.b: 1 -> 2"],
        ),
        (
            json!({"metadata": {"annotations": {"x.io/y": "1"}}}),
            json!({"metadata": {}}),
            &["metadata.annotations[\"x.io/y\"]: \"1\" -> -"],
        ),
        (
            json!({"c": containers(&[("a", "1"), ("b", "1")])}),
            json!({"c": containers(&[("b", "2"), ("a", "1")])}),
            &[
                "c[b].image: \"1\" -> \"2\"",
                "c[order]: [\"a\",\"b\"] -> [\"b\",\"a\"]",
            ],
        ),
        (
            json!({"c": containers(&[("a", "1")])}),
            json!({"c": containers(&[("a", "1"), ("b", "2")])}),
            &["c[b].image: - -> \"2\"", "c[b].name: - -> \"b\""],
        ),
        (
            json!({"args": ["a", "b"]}),
            json!({"args": ["a", "c", "d"]}),
            &["args[1]: \"b\" -> \"c\"", "args[2]: - -> \"d\""],
        ),
        (json!({"a": {}}), json!({}), &["a: {} -> -"]),
        (
            json!({"a": [1]}),
            json!({"a": {"b": 1}}),
            &["a: [1] -> {\"b\":1}"],
        ),
        (json!({"a": "1"}), json!({"a": 1}), &["a: \"1\" -> 1"]),
    ];
    for (before, after, expected) in cases {
        assert_eq!(lines(&Secrets::default(), before, after), expected);
    }
}

#[test]
fn what_is_secret_is_not_shown() {
    let mut secrets = Secrets::default();
    secrets.add("hunter22");
    secrets.add("root");
    secrets.add_marked("s3c");
    let secret = |password: &str| json!({"kind": "Secret", "data": {"password": password}});
    let map = |text: &str| json!({"kind": "ConfigMap", "data": {"text": text}});
    let masked = "data.password: \"(secret)\" -> \"(secret)\"";
    let cases: [(Value, Value, &str); 6] = [
        (secret("YQ=="), secret("Yg=="), masked),
        (
            map("a"),
            map("url: db://me:hunter22@host"),
            "data.text: \"a\" -> \"url: db://me:(secret)@host\"",
        ),
        (map("a"), map("root"), "data.text: \"a\" -> \"(secret)\""),
        (
            map("a"),
            map("/root-x/y"),
            "data.text: \"a\" -> \"/root-x/y\"",
        ),
        (map("a"), map("xs3cx"), "data.text: \"a\" -> \"x(secret)x\""),
        (
            json!({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "1"}}}),
            json!({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "2"}}}),
            "metadata.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"]: \"(secret)\" -> \"(secret)\"",
        ),
    ];
    for (before, after, expected) in cases {
        assert_eq!(lines(&secrets, before, after), [expected]);
    }
    assert!(!format!("{secrets:?}").contains("hunter22"));
}

#[test]
fn what_the_server_keeps_for_itself_is_no_difference() {
    let live = object(json!({
        "kind": "Deployment",
        "metadata": {
            "name": "web",
            "uid": "1",
            "resourceVersion": "7",
            "generation": 3,
            "managedFields": [],
            "annotations": {"deployment.kubernetes.io/revision": "2"},
        },
        "spec": {"replicas": 1},
        "status": {"replicas": 1},
    }));
    let wanted =
        json!({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 1}});
    assert_eq!(normalized(&live), object(wanted));
}

#[test]
fn a_wanted_object_is_laid_over_the_one_that_is_there() {
    let before =
        object(json!({"a": 1, "c": [{"name": "x", "image": "1", "policy": "p"}, {"name": "y"}]}));
    let wanted = object(json!({"b": 2, "c": [{"name": "x", "image": "2"}]}));
    let expected =
        object(json!({"a": 1, "b": 2, "c": [{"name": "x", "image": "2", "policy": "p"}]}));
    assert_eq!(laid_over(&before, &wanted), expected);
}
