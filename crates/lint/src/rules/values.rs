//! `values.yaml`.

use steersman_chart::schema::{SchemaCheck, validate_single};
use steersman_chart::{DocumentError, coalesce_tables};
use steersman_render::Ports;
use steersman_value::{Table, Tree};

use crate::{Level, LintRequest, Linted};

/// Checks that the values can be read and that, with the user's on top, the chart's own schema accepts them.
pub(crate) fn check_values(request: &LintRequest<'_>, ports: &dyn Ports, linted: &mut Linted) {
    const FILE: &str = "values.yaml";
    let Some(text) = &request.folder.values_yaml else {
        linted.check(Level::Info, FILE, Some("file does not exist".to_owned()));
        return;
    };
    let read = text.as_ref().map_err(Clone::clone).and_then(|text| {
        let values = match steersman_yaml::parse(text) {
            Ok(Tree::Map(values)) => Ok(values),
            Ok(Tree::Null) => Ok(Table::new()),
            Ok(_) => steersman_yaml::parse_map(text),
            Err(error) => Err(error),
        };
        values.map_err(|error| DocumentError::from(error).to_string())
    });
    let finding = match read {
        Ok(values) => schema_finding(request, ports, &values, linted),
        Err(error) => Some(format!("unable to parse YAML: {error}")),
    };
    linted.check(Level::Error, FILE, finding);
}

fn schema_finding(
    request: &LintRequest<'_>,
    ports: &dyn Ports,
    values: &Table,
    linted: &mut Linted,
) -> Option<String> {
    let schema = request
        .folder
        .schema
        .as_ref()
        .filter(|schema| !schema.is_empty())?;
    if request.skip_schema_validation {
        return None;
    }
    let values = match coalesce_tables(request.values, values, &mut linted.notices) {
        Ok(values) => values,
        Err(error) => return Some(error.to_string()),
    };
    let mut check = SchemaCheck::new(ports.load_url());
    let checked = validate_single(schema, &values, &mut check);
    linted.notices.extend(check.notices);
    checked.err().map(|error| error.to_string())
}
