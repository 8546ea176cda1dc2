//! What a chart's manifest says about the chart.

use std::collections::BTreeMap;

use steersman_chart::Metadata;

const PREFIX: &str = "org.opencontainers.image.";

/// The annotations of the manifest of a chart: what its metadata says, then its own annotations, which may change all
/// of that but name and version. `created` is the time in RFC 3339.
pub fn chart_annotations(metadata: &Metadata, created: &str) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    let authors = authors(metadata);
    let texts = [
        ("description", metadata.description.as_str()),
        ("title", &metadata.name),
        ("version", &metadata.version),
        ("url", &metadata.home),
        ("created", created),
        (
            "source",
            metadata.sources.first().map_or("", String::as_str),
        ),
        ("authors", &authors),
    ];
    for (key, text) in texts {
        if !text.trim().is_empty() {
            annotations.insert(format!("{PREFIX}{key}"), text.to_owned());
        }
    }
    for (key, value) in metadata.annotations.iter().flatten() {
        let fixed = ["title", "version"];
        let is_fixed = key
            .strip_prefix(PREFIX)
            .is_some_and(|key| fixed.contains(&key));
        if !is_fixed {
            annotations.insert(key.clone(), value.clone());
        }
    }
    annotations
}

fn authors(metadata: &Metadata) -> String {
    let people = metadata.maintainers.iter().flatten();
    let people: Vec<_> = people
        .map(|person| match &*person.email {
            "" => person.name.clone(),
            email => format!("{} ({email})", person.name),
        })
        .collect();
    people.join(", ")
}
