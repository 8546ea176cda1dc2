use steersman_names::ChartName;

use crate::File;

/// Stands in scaffolds, and in starters, for the name of the new chart.
pub const NAME_PLACEHOLDER: &str = "<CHARTNAME>";

const FILES: [(&str, &str); 12] = [
    ("Chart.yaml", include_str!("files/Chart.yaml")),
    ("values.yaml", include_str!("files/values.yaml")),
    (".helmignore", include_str!("files/helmignore")),
    ("templates/ingress.yaml", include_str!("files/ingress.yaml")),
    (
        "templates/httproute.yaml",
        include_str!("files/httproute.yaml"),
    ),
    (
        "templates/deployment.yaml",
        include_str!("files/deployment.yaml"),
    ),
    ("templates/service.yaml", include_str!("files/service.yaml")),
    (
        "templates/serviceaccount.yaml",
        include_str!("files/serviceaccount.yaml"),
    ),
    ("templates/hpa.yaml", include_str!("files/hpa.yaml")),
    ("templates/NOTES.txt", include_str!("files/NOTES.txt")),
    ("templates/_helpers.tpl", include_str!("files/helpers.tpl")),
    (
        "templates/tests/test-connection.yaml",
        include_str!("files/test-connection.yaml"),
    ),
];

/// The files of a new chart, in the order in which they are written.
pub fn scaffold(name: &ChartName) -> Vec<File> {
    FILES
        .iter()
        .map(|(path, text)| File::new(*path, text.replace(NAME_PLACEHOLDER, name.as_str())))
        .collect()
}
