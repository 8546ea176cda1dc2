//! The user's values, defaults and dependencies brought together: what Helm 4.3 and 3.22 print, recorded.

mod recorded;

use std::collections::BTreeMap;

use recorded::cases;
use serde_json::{Map, Value as Json};
use steersman_chart::archive::Limits;
use steersman_chart::values::ValuesRequest;
use steersman_chart::{
    Chart, File, Level, Notice, Origin, coalesce_table, load_files, process_dependencies,
};
use steersman_names::HelmDialect;
use steersman_value::{Table, Tree};

/// What a run printed: the values of each chart by its full path, and the log; or the error.
type Run = Result<(BTreeMap<String, Json>, Vec<String>), String>;

fn run(case: &Json, dialect: HelmDialect) -> Run {
    let texts: BTreeMap<&str, &str> = case["files"]
        .as_object()
        .expect("files are an object")
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str().expect("a file is a text")))
        .collect();
    let mut files: Vec<_> = texts
        .iter()
        .map(|(name, text)| File::new(*name, text.strip_prefix('\u{feff}').unwrap_or(text)))
        .collect();
    if !texts.contains_key("Chart.yaml") {
        files.push(File::new(
            "Chart.yaml",
            "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        ));
    }
    let mut request = ValuesRequest::default();
    let args: Vec<_> = case["args"]
        .as_array()
        .expect("args are a list")
        .iter()
        .filter_map(Json::as_str)
        .collect();
    for pair in args.chunks(2) {
        let list = match pair[0] {
            "-f" => &mut request.files,
            "--set" => &mut request.set,
            "--set-string" => &mut request.set_string,
            "--set-json" => &mut request.set_json,
            "--set-file" => &mut request.set_file,
            _ => &mut request.set_literal,
        };
        list.push(pair[1].to_owned());
    }
    // Helm looks at the values before it loads the chart.
    let mut read = |name: &str| match name.strip_prefix("c/").and_then(|name| texts.get(name)) {
        Some(text) => Ok(text.as_bytes().to_vec()),
        None => Err(format!("open {name}: no such file or directory")),
    };
    let values = request
        .gather(dialect, &mut read)
        .map_err(|error| error.to_string())?
        .table;
    let loaded = load_files(files, Origin::Folder, dialect, &Limits::default())
        .map_err(|error| error.to_string())?;
    let (mut chart, mut notices) = (loaded.chart, loaded.notices);
    notices.extend(
        process_dependencies(&mut chart, &values, dialect).map_err(|error| error.to_string())?,
    );
    let table = coalesce_table(&chart, &values, dialect, &mut notices)
        .map_err(|error| error.to_string())?;
    let mut found = BTreeMap::new();
    collect(&chart, &chart.full_path(None), &table, &mut found);
    let log = notices
        .iter()
        .map(|notice| log_line(notice, dialect))
        .collect();
    Ok((found, log))
}

fn collect(chart: &Chart, full_path: &str, values: &Table, found: &mut BTreeMap<String, Json>) {
    found.insert(full_path.to_owned(), json_table(values));
    for sub in &chart.dependencies {
        let inner = values
            .get(sub.name().as_bytes())
            .and_then(Tree::as_map)
            .expect("a sub-chart has values");
        collect(sub, &sub.full_path(Some(full_path)), inner, found);
    }
}

fn json_table(table: &Table) -> Json {
    Json::Object(
        table
            .iter()
            .map(|(key, tree)| (key.to_text().into_owned(), json(tree)))
            .collect::<Map<_, _>>(),
    )
}

fn json(tree: &Tree) -> Json {
    match tree {
        Tree::Null => Json::Null,
        Tree::Bool(b) => Json::from(*b),
        Tree::Int(n) => Json::from(n.to_string().parse::<f64>().expect("it is a number")),
        Tree::Uint(n) => Json::from(n.to_string().parse::<f64>().expect("it is a number")),
        Tree::Float(n) => Json::from(*n),
        Tree::Str(text) => Json::from(text.to_text()),
        Tree::List(items) => Json::Array(items.iter().map(json).collect()),
        Tree::Map(table) => json_table(table),
    }
}

/// Numbers as floats throughout, to compare with what [`json`] makes.
fn with_floats(value: &Json) -> Json {
    match value {
        Json::Number(number) => Json::from(number.as_f64().expect("it is a float")),
        Json::Array(items) => Json::Array(items.iter().map(with_floats).collect()),
        Json::Object(map) => Json::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), with_floats(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The line in Helm's log.
fn log_line(notice: &Notice, dialect: HelmDialect) -> String {
    if dialect == HelmDialect::V3_22 {
        return notice.message(dialect);
    }
    let level = if notice.level() == Level::Warn {
        "WARN"
    } else {
        "INFO"
    };
    let fields = notice
        .fields(dialect)
        .into_iter()
        .fold(String::new(), |text, (name, value)| {
            let is_plain = value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-/:".contains(c));
            text + &if is_plain {
                format!(" {name}={value}")
            } else {
                format!(" {name}={value:?}")
            }
        });
    format!("level={level} msg={:?}{fields}", notice.message(dialect))
}

fn expected(case: &Json, dialect: HelmDialect) -> Run {
    let recorded = match dialect {
        HelmDialect::V3_22 if case.get("3.22").is_some() => &case["3.22"],
        _ => &case["4.3"],
    };
    if let Some(error) = recorded.get("error") {
        return Err(error.as_str().expect("an error is a text").to_owned());
    }
    let values = recorded["values"]
        .as_object()
        .expect("values are an object");
    let log = recorded["notices"]
        .as_array()
        .expect("notices are a list")
        .iter()
        .filter_map(Json::as_str);
    // Helm 3 begins its lines with the place in its source.
    let strip = |line: &str| match dialect {
        HelmDialect::V3_22 => line
            .split_once(": ")
            .map_or(line, |(_, text)| text)
            .to_owned(),
        _ => line.to_owned(),
    };
    Ok((
        values
            .iter()
            .map(|(path, value)| (path.clone(), with_floats(value)))
            .collect(),
        log.map(strip).collect(),
    ))
}

fn check(name: &str, dialect: HelmDialect) {
    let cases = cases(name);
    let mut wrong = Vec::new();
    for case in &cases {
        let (found, expected) = (run(case, dialect), expected(case, dialect));
        if found != expected {
            wrong.push(format!(
                "{} {}\n  helm {expected:?}\n  here {found:?}",
                case["args"], case["files"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} wrong\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn user_values_as_in_4_3() {
    check("values.jsonl", HelmDialect::V4_3);
}

#[test]
fn user_values_as_in_3_22() {
    check("values.jsonl", HelmDialect::V3_22);
}

#[test]
fn dependencies_as_in_4_3() {
    check("coalesce.jsonl", HelmDialect::V4_3);
}

#[test]
fn dependencies_as_in_3_22() {
    check("coalesce.jsonl", HelmDialect::V3_22);
}
