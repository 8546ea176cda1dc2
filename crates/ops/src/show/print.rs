use steersman_chart::{Chart, metadata_tree};
use steersman_value::Tree;

use super::ShowError;
use crate::jsonpath;

pub(super) fn show_definition(chart: &Chart, out: &mut Vec<u8>) -> Result<(), ShowError> {
    let text = steersman_yaml::encode_tree(&metadata_tree(&chart.metadata))?;
    out.extend_from_slice(&text);
    out.push(b'\n');
    Ok(())
}

pub(super) fn has_values(chart: &Chart) -> bool {
    chart.raw_file("values.yaml").is_some()
}

pub(super) fn show_values(chart: &Chart, path: &str, out: &mut Vec<u8>) -> Result<(), ShowError> {
    let Some(file) = chart.raw_file("values.yaml") else {
        return Ok(());
    };
    if path.is_empty() {
        out.extend_from_slice(&file.data);
        out.push(b'\n');
        return Ok(());
    }
    let template = jsonpath::parse(path).map_err(|message| ShowError::Path {
        path: path.to_owned(),
        message,
    })?;
    out.extend(template.print(&Tree::Map((*chart.values).clone())));
    Ok(())
}

pub(super) fn show_readme(chart: &Chart, separator: &str, out: &mut Vec<u8>) {
    let is_readme = |name: &str| {
        ["readme.md", "readme.txt", "readme"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    if let Some(file) = chart.files.iter().find(|file| is_readme(&file.name)) {
        out.extend_from_slice(separator.as_bytes());
        out.extend_from_slice(&file.data);
        out.push(b'\n');
    }
}

pub(super) fn show_crds(chart: &Chart, out: &mut Vec<u8>) {
    for crd in chart.crds() {
        if !crd.file.data.starts_with(b"---") {
            out.extend_from_slice(b"---\n");
        }
        out.extend_from_slice(&crd.file.data);
        out.push(b'\n');
    }
}
