//! Reading values, index files and manifests, and writing YAML.
//!
//! `STEER_YAML_TEXT` names a file to read besides the generated texts.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_main};
use steersman_value::Value;
use steersman_yaml::{encode, parse, parse_spanned, scan_manifest};

/// A values file with comments, nested mappings and a few of everything.
fn values() -> String {
    let mut text = String::from("# Default values.\n");
    for part in 0..200 {
        let _ = write!(
            text,
            "component{part}:\n  # -- Whether to run it\n  enabled: true\n  replicas: {part}\n  image:\n    \
             repository: registry.example.com/team/component{part}\n    tag: \"1.{part}.0\"\n  args: []\n  \
             resources: {{}}\n  hosts:\n  - name: a.example.com\n    paths: [\"/\", \"/api\"]\n  script: |\n    \
             set -e\n    exec run --port 8080\n\n"
        );
    }
    text
}

/// A custom resource definition: deep mappings, long folded descriptions.
fn crd() -> String {
    let mut text = String::from(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    \
         controller-gen.kubebuilder.io/version: v0.16.0\n  name: things.example.com\nspec:\n  versions:\n  - \
         name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n",
    );
    for field in 0..3000 {
        let _ = write!(
            text,
            "          field{field}:\n            description: The field that says how many of the things there are, and what\n              \
             happens to those that are not wanted any more once the controller has seen\n              them.\n            \
             properties:\n              name:\n                type: string\n              value:\n                \
             description: |-\n                  A value.\n                  Defaults to \"\".\n                \
             x-kubernetes-int-or-string: true\n            required:\n            - name\n            type: object\n"
        );
    }
    text
}

/// The index of a chart repository.
fn index() -> String {
    let mut text = String::from("apiVersion: v1\nentries:\n");
    for chart in 0..100 {
        let _ = writeln!(text, "  chart{chart}:");
        for version in 0..40 {
            let _ = write!(
                text,
                "  - apiVersion: v2\n    appVersion: 1.{version}.0\n    created: \"2024-01-02T03:04:05.678Z\"\n    \
                 description: A chart for Kubernetes\n    digest: 0123456789abcdef0123456789abcdef0123456789abcdef\n    \
                 home: https://example.com\n    keywords:\n    - a\n    - b\n    name: chart{chart}\n    urls:\n    - \
                 https://example.com/charts/chart{chart}-1.{version}.0.tgz\n    version: 1.{version}.0\n"
            );
        }
    }
    text
}

fn read(criterion: &mut Criterion) {
    let mut texts = vec![("values", values()), ("crd", crd()), ("index", index())];
    #[expect(clippy::disallowed_methods, reason = "for trying files by hand")]
    if let Ok(path) = std::env::var("STEER_YAML_TEXT") {
        texts.push((
            "file",
            fs_err::read_to_string(path).expect("the file is text"),
        ));
    }
    for (name, text) in &texts {
        let text = text.as_bytes();
        let mut group = criterion.benchmark_group(*name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.sample_size(20);
        group.bench_function("parse", |bench| bench.iter(|| parse(black_box(text))));
        group.bench_function("parse_spanned", |bench| {
            bench.iter(|| parse_spanned(black_box(text)));
        });
        group.bench_function("scan_manifest", |bench| {
            bench.iter(|| scan_manifest(black_box(text)));
        });
        group.finish();
    }
}

fn write(criterion: &mut Criterion) {
    let text = values();
    let value = Value::from(&parse(text.as_bytes()).expect("it is YAML"));
    let labels = parse(b"app: web\nrelease: x\nheritage: Helm\n").expect("it is YAML");
    let labels = Value::from(&labels);
    let mut group = criterion.benchmark_group("encode");
    group.sample_size(20);
    group.bench_function("labels", |bench| bench.iter(|| encode(black_box(&labels))));
    group.throughput(Throughput::Bytes(
        encode(&value).expect("it can be written").len() as u64,
    ));
    group.bench_function("values", |bench| bench.iter(|| encode(black_box(&value))));
    group.finish();
}

mod group {
    criterion::criterion_group!(benches, super::read, super::write);
}
criterion_main!(group::benches);
