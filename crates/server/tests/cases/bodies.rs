//! The bodies of requests, as the table names them.

use crate::support::{
    archive, fixture, form, gzip, package, provenance, provenance_of, split_label,
};

pub(super) fn body_of(text: &str) -> Option<Vec<u8>> {
    let label = text
        .trim_end_matches(".tgz")
        .trim_end_matches(" (over 100 bytes)");
    match label {
        "gzip of an empty tar" => Some(gzip(&[0; 1024])),
        "tgz with no Chart.yaml" => Some(archive(&[("c/values.yaml", b"a: 1")])),
        "tgz whose Chart.yaml lies at the archive root" => {
            Some(archive(&[("Chart.yaml", b"name: c")]))
        }
        "tgz with version: not.semver" => Some(package("c", "not.semver")),
        "tgz with no name in Chart.yaml" => Some(archive(&[(
            "c/Chart.yaml",
            b"apiVersion: v2\nversion: 1.0.0\n",
        )])),
        "tgz with name ../../../../charts/org2/repo2/evil" => Some(archive(&[(
            "c/Chart.yaml",
            b"apiVersion: v2\nname: ../../../../charts/org2/repo2/evil\nversion: 1.0.0\n",
        )])),
        "tgz holding an entry called ../x or /etc/x" => Some(archive(&[("c/../../x", b"x")])),
        "tgz with one file of 6 MiB" => Some(archive(&[
            ("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n"),
            ("c/big", &vec![0; 6 << 20]),
        ])),
        "prov whose name holds ../" => Some(provenance_of("../evil", "1.0.0", &"ab".repeat(32))),
        "prov whose digest is not that of the stored package" => {
            Some(provenance_of("mychart", "0.1.0", &"ab".repeat(32)))
        }
        "small tgz that unpacks to over 100 MiB" => {
            let file = vec![0; 5 << 20];
            let names: Vec<String> = (0..21).map(|n| format!("c/big{n}")).collect();
            let mut files: Vec<(&str, &[u8])> =
                vec![("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n")];
            files.extend(names.iter().map(|name| (name.as_str(), file.as_slice())));
            Some(archive(&files))
        }
        "the text abc" => Some(b"abc".to_vec()),
        "random bytes" => Some(b"random bytes".to_vec()),
        "20971521 bytes" => Some(vec![0; 20_971_521]),
        "the prov" | "a prov over 100 bytes" | "prov of a chart that was never uploaded" => {
            Some(provenance("mychart-0.1.0"))
        }
        _ => {
            if let Some(label) = label.strip_prefix("prov of ") {
                return (!label.contains(' ')).then(|| provenance(label));
            }
            let whole = label
                .strip_prefix("bytes of ")
                .unwrap_or(label)
                .split([',', ' '])
                .next()?;
            let whole = whole.trim_end_matches(".tgz");
            (whole.starts_with("mychart") && split_label(whole).1.len() >= 5)
                .then(|| fixture(whole))
        }
    }
}

/// `field chart = mychart-0.1.0`, `fields chart = mychart-0.1.0.tgz and prov = its prov`.
pub(super) fn form_of(text: &str) -> Option<Vec<u8>> {
    let text = text
        .strip_prefix("fields ")
        .or_else(|| text.strip_prefix("field "))
        .unwrap_or(text);
    if text == "chart = package named ../../../../charts/org2/repo2/evil, prov likewise" {
        let evil = "../../../../charts/org2/repo2/evil";
        let metadata = format!("apiVersion: v2\nname: {evil}\nversion: 1.0.0\n");
        return Some(form(&[
            ("chart", &archive(&[("c/Chart.yaml", metadata.as_bytes())])),
            ("prov", &provenance_of(evil, "1.0.0", &"ab".repeat(32))),
        ]));
    }
    if text == "chart + prov" {
        return Some(form(&[
            ("chart", &fixture("mychart-0.2.0")),
            ("prov", &provenance("mychart-0.2.0")),
        ]));
    }
    if text == "with only the field other" {
        return Some(form(&[("other", b"x")]));
    }
    let mut last = "mychart-0.1.0".to_owned();
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for part in text.split([',']).flat_map(|part| part.split(" and ")) {
        let (name, value) = part.trim().split_once(" = ")?;
        let value = value
            .trim_end_matches(".tgz")
            .trim_end_matches(" only")
            .trim_end_matches(" sent just before");
        let content = match value {
            "random bytes" => b"random bytes".to_vec(),
            "its prov" | "prov" => provenance(&last),
            _ => match value.strip_prefix("prov of ") {
                Some(label) => {
                    provenance(&format!("mychart-{}", label.trim_start_matches("mychart-")))
                }
                None if split_label(value).1.len() >= 5 => {
                    value.clone_into(&mut last);
                    fixture(value)
                }
                None => return None,
            },
        };
        fields.push((name.to_owned(), content));
    }
    let fields: Vec<(&str, &[u8])> = fields
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    Some(form(&fields))
}
