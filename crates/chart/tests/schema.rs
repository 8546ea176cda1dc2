//! Values against schemas: what Helm says, recorded.

mod recorded;

use std::rc::Rc;

use recorded::cases;
use serde_json::Value;
use steersman_chart::archive::Limits;
use steersman_chart::schema::{NoDocuments, SchemaCheck, validate_chart, validate_single};
use steersman_chart::{File, Origin, coalesce_values, load_files};
use steersman_names::HelmDialect;
use steersman_value::Table;

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().expect("the case has the text")
}

#[test]
fn says_what_helm_says() {
    let mut wrong = Vec::new();
    for case in cases("schema.jsonl") {
        let files = vec![
            File::new("Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            File::new("values.yaml", text(&case, "values")),
            File::new("values.schema.json", text(&case, "schema")),
        ];
        let chart = load_files(
            files,
            Origin::Folder,
            HelmDialect::default(),
            &Limits::default(),
        )
        .expect("it loads")
        .chart;
        let values = coalesce_values(&chart, &Table::new(), HelmDialect::default())
            .expect("values coalesce")
            .values;
        let mut check = SchemaCheck::new(Rc::new(NoDocuments));
        let found = validate_chart(&chart, &values, &mut check)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        if found != text(&case, "error") {
            wrong.push(format!(
                "{}\n--- helm\n{}\n--- here\n{found}",
                text(&case, "schema"),
                text(&case, "error")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn stops_at_a_value_of_a_wrong_format() {
    let schema = br#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"format":"ipv4","minLength":5}}}"#;
    let values = Table::from([("a".into(), "xx".into())]);
    let mut check = SchemaCheck::new(Rc::new(NoDocuments));
    let error = validate_single(schema, &values, &mut check).expect_err("it is no address");
    assert_eq!(error.text.lines().count(), 1, "{error}");
    assert!(
        error
            .text
            .starts_with("- at '/a': 'xx' is not valid ipv4: "),
        "{error}"
    );
}
