//! How long it takes to read an archive, to load the chart in it, and to bring its values together.
//!
//! The chart is an umbrella over sub-charts like those that `create` makes.

#![expect(missing_docs, reason = "criterion's macro makes public functions")]

use std::fmt::Write as _;
use std::hint::black_box;

use steersman_chart::archive::{Limits, read_archive};
use steersman_chart::pack::pack_archive;
use steersman_chart::scaffold::scaffold;
use steersman_chart::{File, Modified, Origin, coalesce_values, load_archive, load_files, process_dependencies};
use steersman_names::HelmDialect;
use steersman_value::{Table, Tree};

const SUBCHARTS: usize = 120;

/// The archive of the umbrella.
fn umbrella() -> Vec<u8> {
    let mut definition = String::from("apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:\n");
    let mut files = vec![File::new("values.yaml", "global:\n  registry: example.com\n  labels: {team: a}\n")];
    for number in 0..SUBCHARTS {
        let name = format!("part-{number}");
        writeln!(definition, "- name: {name}\n  version: 0.1.0\n  condition: {name}.enabled").expect("a string takes all");
        for file in scaffold(&name.parse().expect("it is a name")) {
            files.push(File { name: format!("charts/{name}/{}", file.name), ..file });
        }
    }
    files.push(File::new("Chart.yaml", definition));
    let loaded = load_files(files, Origin::Folder, HelmDialect::default(), &Limits::default());
    let mut chart = loaded.expect("the umbrella loads").chart;
    pack_archive(&mut chart, Modified::default(), HelmDialect::default()).expect("the umbrella packs")
}

fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e6
}
fn measure(name: &str, n: usize, mut f: impl FnMut()) {
    f();
    let n = n * 4;
    let t = cpu();
    for _ in 0..n { f(); }
    println!("{name}: avg {:.3} ms", (cpu() - t) / n as f64);
}
fn main() {
    let limits = Limits::default();
    let dialect = HelmDialect::default();
    let arg = std::env::args().nth(1);
    let bytes = match &arg { Some(p) => std::fs::read(p).unwrap(), None => umbrella() };
    println!("{} bytes", bytes.len());
    measure("read", 50, || { black_box(read_archive(&bytes, &limits).unwrap()); });
    measure("load", 30, || { black_box(load_archive(&bytes, dialect, &limits).unwrap()); });
    let chart = load_archive(&bytes, dialect, &limits).unwrap().chart;
    let values = Table::from([("part-7".into(), Tree::Map([("replicaCount".into(), Tree::Int(3))].into()))]);
    let texts: Vec<_> = chart.walk().iter().filter_map(|l| l.chart.raw_file("values.yaml")).map(|f| f.data.clone()).collect();
    measure("parse values", 30, || { for t in &texts { black_box(steersman_yaml::parse_map(t).unwrap()); } });
    let texts: Vec<_> = chart.walk().iter().filter_map(|l| l.chart.raw_file("Chart.yaml")).map(|f| f.data.clone()).collect();
    measure("parse Chart.yaml", 30, || { for t in &texts { black_box(steersman_chart::parse_metadata(t).unwrap()); } });
    measure("clone", 50, || { black_box(chart.clone()); });
    measure("clone+process", 50, || { let mut c = chart.clone(); process_dependencies(&mut c, &values, dialect).unwrap(); black_box(c); });
    let mut processed = chart.clone();
    process_dependencies(&mut processed, &values, dialect).unwrap();
    measure("coalesce", 50, || { black_box(coalesce_values(&processed, &values, dialect).unwrap()); });
    measure("to value", 50, || { black_box(steersman_value::Value::from(&Tree::Map(processed.values.clone()))); });
    measure("clone table", 50, || { black_box(processed.values.clone()); });
}
