//! Which images manifests run, and manifests with other ones.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use steersman_manifest::{ImagePlace, SplitRule, find_images, rewrite_images};

/// Images with the roles and fields they are found in, one a line.
fn found(text: &str) -> String {
    let places = find_images(text.as_bytes(), SplitRule::Lines).unwrap();
    let line = |place: &ImagePlace| {
        let role = place.role.name();
        format!("{} {role} {}\n", place.image, place.field)
    };
    places.iter().map(line).collect()
}

#[test]
fn images_are_found_where_pods_are() {
    for (name, text, expected) in [
        (
            "a pod with everything",
            "
kind: Pod
spec:
  initContainers: [{name: i, image: 'init:1'}]
  containers:
  - {name: a, image: \"registry.example:5000/a:1\"}
  - name: b
    image: b@sha256:0000000000000000000000000000000000000000000000000000000000000000
  ephemeralContainers: [{name: e, image: e}]
  volumes:
  - {name: v, image: {reference: quay.io/files:2, pullPolicy: Always}}
  - {name: w, emptyDir: {}}
",
            "\
init:1 initContainer spec.initContainers[0].image
registry.example:5000/a:1 container spec.containers[0].image
b@sha256:0000000000000000000000000000000000000000000000000000000000000000 container spec.containers[1].image
e ephemeralContainer spec.ephemeralContainers[0].image
quay.io/files:2 volume spec.volumes[0].image.reference
",
        ),
        (
            "templates of pods in any kind",
            "
apiVersion: batch/v1
kind: CronJob
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: cron:1}]}}}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
spec: {template: {spec: {containers: [{name: a, image: rollout:1}]}}}
---
apiVersion: v1
kind: List
items:
- {kind: Deployment, spec: {template: {spec: {containers: [{name: a, image: listed:1}]}}}}
",
            "\
cron:1 container spec.jobTemplate.spec.template.spec.containers[0].image
rollout:1 container spec.template.spec.containers[0].image
listed:1 container spec.template.spec.containers[0].image
",
        ),
        (
            "what is data, or a definition, runs nothing",
            "
kind: ConfigMap
data: {containers: '[{image: a}]', image: b:1}
---
kind: CustomResourceDefinition
spec: {validation: {containers: [{image: a}]}}
---
kind: Deployment
metadata: {annotations: {image: c:1}}
spec: {template: {spec: {containers: [{name: a, image: ''}, {name: b}]}}}
",
            "",
        ),
        (
            "guesses in custom resources",
            "
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
spec:
  image: quay.io/prometheus/prometheus:v2
  baseImage: prometheus
  thanosImage: thanos:v1
  logo: {image: 'https://example.com/a.png'}
  sidecar: {image: {registry: quay.io, repository: a/b, tag: 1.5}}
  other: {repository: c/d, tag: v1}
  source: {repository: https://example.com/git, tag: v1}
  plain: {repository: c/d}
",
            "\
quay.io/prometheus/prometheus:v2 guess spec.image
thanos:v1 guess spec.thanosImage
quay.io/a/b:1.5 guess spec.sidecar.image
c/d:v1 guess spec.other
",
        ),
        (
            "kinds of Kubernetes itself have nothing to guess at",
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {image: a/b:1}\n",
            "",
        ),
    ] {
        assert_eq!(found(text), expected, "{name}");
    }
}

#[test]
fn places_say_whose_they_are() {
    let text = "---\n# Source: web/templates/a.yaml\nkind: Job\nmetadata:\n  name: migrate\n  namespace: shop\n  \
                annotations: {helm.sh/hook: pre-install}\nspec: {template: {spec: {containers: [{name: m, image: \
                m:1}]}}}\n";
    let place = find_images(text.as_bytes(), SplitRule::Lines)
        .unwrap()
        .remove(0);
    let said = [
        place.file,
        place.kind,
        place.namespace,
        place.name,
        place.container,
        place.hook,
    ];
    let expected = [
        "web/templates/a.yaml",
        "Job",
        "shop",
        "migrate",
        "m",
        "pre-install",
    ];
    assert_eq!(said, expected);
    assert_eq!(&text[place.range.unwrap()], "m:1");
}

#[test]
fn nothing_but_images_is_rewritten() {
    for (text, expected) in [
        (
            "kind: Pod # x\nspec:\n  containers:\n    - image:   a:1   # keep\n      name: a\n",
            "kind: Pod # x\nspec:\n  containers:\n    - image:   inner/a:1   # keep\n      name: a\n",
        ),
        (
            "{\"spec\": {\"containers\": [{\"image\": \"a:1\"}, {\"image\": 'b'}]}}\n",
            "{\"spec\": {\"containers\": [{\"image\": \"inner/a:1\"}, {\"image\": 'inner/b'}]}}\n",
        ),
        (
            "spec:\n  containers:\n  - &c {image: a}\n  - *c\n",
            "spec:\n  containers:\n  - &c {image: inner/a}\n  - *c\n",
        ),
        (
            "spec:\n  containers:\n  - image: >-\n      a:1\n    name: a\n",
            "spec:\n  containers:\n  - image: inner/a:1\n    name: a\n",
        ),
        (
            "spec: {containers: [{image: a}]}\n---\nspec: {containers: [{image: keep}]}\n",
            "spec: {containers: [{image: inner/a}]}\n---\nspec: {containers: [{image: keep}]}\n",
        ),
    ] {
        let rewritten = rewrite_images(text.as_bytes(), SplitRule::Lines, &mut |place| {
            (place.image != "keep").then(|| format!("inner/{}", place.image))
        })
        .unwrap();
        assert_eq!(String::from_utf8(rewritten.text).unwrap(), expected);
        assert_eq!(rewritten.left, []);
    }
}
