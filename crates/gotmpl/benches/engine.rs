//! How long lexing, parsing and executing take. The templates look like those of charts.

#![expect(missing_docs, reason = "criterion's macro makes public functions")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use steersman_gotmpl::{Body, Function, Limits, ParsedText, Templates};
use steersman_value::{GoType, IntKind, Signature, Table, Tree, Value};

/// How often the template below is repeated: 100 times make 2,100 actions.
const REPEAT: usize = 100;

const DEPLOYMENT: &str = r#"
{{- if .Values.enabled }}
kind: Deployment
metadata:
  name: {{ template "name" . }}-{{ .Values.component | quote }}
  labels:
    {{- range $key, $value := .Values.labels }}
    {{ $key }}: {{ $value | quote }}
    {{- end }}
spec:
  {{- with .Values.strategy }}
  strategy:
    type: {{ .type }}
    {{- if eq .type "RollingUpdate" }}
    maxSurge: {{ .maxSurge }}
    {{- end }}
  {{- end }}
  replicas: {{ .Values.replicas }}
  image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
  {{- /* The selector must not change. */}}
  {{- $selector := printf "%s-%s" .Values.component "selector" }}
  selector: {{ $selector | quote | indent 4 }}
{{- else if and .Values.fallback (not .Values.quiet) }}
  disabled: {{ default "x" .Values.reason }}
{{- end }}
"#;

fn functions() -> Vec<Function> {
    const TEXT: GoType = GoType::String;
    let function = |name, params, variadic, body| Function {
        name,
        signature: Signature { params, variadic },
        body: Body::Pure(body),
    };
    vec![
        function("quote", &[], Some(GoType::Any), |args| {
            let mut out = Vec::with_capacity(32);
            out.push(b'"');
            steersman_value::fmt::append_display(&mut out, &args[0]).expect("a plain value");
            out.push(b'"');
            Ok(Value::str(out))
        }),
        function("default", &[GoType::Any], Some(GoType::Any), |args| {
            Ok(args[0].clone())
        }),
        function("indent", &[GoType::Int(IntKind::Int), TEXT], None, |args| {
            Ok(args[1].clone())
        }),
    ]
}

fn data() -> Value {
    let table = |entries: Vec<(&str, Tree)>| {
        Tree::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect::<Table>(),
        )
    };
    let values = table(vec![
        ("enabled", true.into()),
        ("component", "server".into()),
        (
            "labels",
            table(vec![
                ("app", "web".into()),
                ("tier", "front".into()),
                ("zone", "a".into()),
            ]),
        ),
        (
            "strategy",
            table(vec![
                ("type", "RollingUpdate".into()),
                ("maxSurge", 1.0.into()),
            ]),
        ),
        ("replicas", 3.0.into()),
        (
            "image",
            table(vec![
                ("repository", "registry.example/web".into()),
                ("tag", "1.2.3".into()),
            ]),
        ),
    ]);
    Value::from(table(vec![("Values", values)]))
}

fn bench(criterion: &mut Criterion) {
    let chart = DEPLOYMENT.repeat(REPEAT) + "{{ define \"name\" }}{{ .Values.component }}{{ end }}";
    let text = chart.replace("{{", "{ {").repeat(4) + "{{/* the end */}}";
    let mut templates = Templates::new("bench", functions());
    let names = templates.function_names();
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("gotmpl");

    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("lex", |bencher| {
        bencher.iter(|| ParsedText::parse("text", black_box(text.as_str()), &names, &limits));
    });
    group.throughput(Throughput::Bytes(chart.len() as u64));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| ParsedText::parse("chart", black_box(chart.as_str()), &names, &limits));
    });

    templates
        .parse("chart", chart.as_str())
        .expect("the template is sound");
    let data = data();
    let mut out = Vec::new();
    group.bench_function("execute", |bencher| {
        bencher.iter(|| {
            out.clear();
            templates.execute("chart", black_box(&data), &mut out)
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
