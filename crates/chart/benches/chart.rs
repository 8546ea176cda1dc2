//! How long it takes to read an archive, to load the chart in it, and to bring its values together.
//!
//! The chart is an umbrella over sub-charts like those that `create` makes.

#![expect(missing_docs, reason = "criterion's macro makes public functions")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use steersman_chart::archive::{Limits, read_archive};
use steersman_chart::pack::pack_archive;
use steersman_chart::scaffold::scaffold;
use steersman_chart::{
    File, Modified, Origin, coalesce_values, load_archive, load_files, process_dependencies,
};
use steersman_names::HelmDialect;
use steersman_value::{Table, Tree};

const SUBCHARTS: usize = 120;

/// The archive of the umbrella.
fn umbrella() -> Vec<u8> {
    let mut definition =
        String::from("apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:\n");
    let mut files = vec![File::new(
        "values.yaml",
        "global:\n  registry: example.com\n  labels: {team: a}\n",
    )];
    for number in 0..SUBCHARTS {
        let name = format!("part-{number}");
        writeln!(
            definition,
            "- name: {name}\n  version: 0.1.0\n  condition: {name}.enabled"
        )
        .expect("a string takes all");
        for file in scaffold(&name.parse().expect("it is a name")) {
            files.push(File {
                name: format!("charts/{name}/{}", file.name),
                ..file
            });
        }
    }
    files.push(File::new("Chart.yaml", definition));
    let loaded = load_files(
        files,
        Origin::Folder,
        HelmDialect::default(),
        &Limits::default(),
    );
    let mut chart = loaded.expect("the umbrella loads").chart;
    pack_archive(&mut chart, Modified::default(), HelmDialect::default())
        .expect("the umbrella packs")
}

fn benches(criterion: &mut Criterion) {
    let bytes = umbrella();
    let limits = Limits::default();
    let dialect = HelmDialect::default();
    criterion.bench_function("read archive", |bencher| {
        bencher.iter(|| read_archive(black_box(&bytes), &limits).expect("it is an archive"));
    });
    criterion.bench_function("load archive", |bencher| {
        bencher.iter(|| load_archive(black_box(&bytes), dialect, &limits).expect("it loads"));
    });
    let chart = load_archive(&bytes, dialect, &limits)
        .expect("it loads")
        .chart;
    let values = Table::from([(
        "part-7".into(),
        Tree::Map([("replicaCount".into(), Tree::Int(3))].into()),
    )]);
    criterion.bench_function("process dependencies", |bencher| {
        bencher.iter_batched(
            || chart.clone(),
            |mut chart| process_dependencies(&mut chart, &values, dialect).map(|_| chart),
            BatchSize::LargeInput,
        );
    });
    let mut processed = chart.clone();
    process_dependencies(&mut processed, &values, dialect).expect("dependencies are in order");
    criterion.bench_function("coalesce values", |bencher| {
        bencher.iter(|| {
            coalesce_values(black_box(&processed), &values, dialect).expect("values coalesce")
        });
    });
}

criterion_group!(all, benches);
criterion_main!(all);
