//! Dependencies between the crates: never upwards, and operations and adapters never on each other.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::tree::TextFile;

const PREFIX: &str = "steersman-";
/// The layer of operations and adapters, which the faces wire together.
const OPERATIONS: u8 = 3;
const OPERATIONS_CRATE: &str = "steersman-ops";

#[derive(Deserialize)]
struct Manifest {
    package: Package,
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    lints: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    layer: u8,
}

/// Checks the manifests of all crates.
pub(crate) fn check(files: &[TextFile]) -> Result<Vec<String>> {
    let mut manifests = Vec::new();
    for file in files {
        if file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml") {
            let manifest: Manifest =
                toml::from_str(&file.text).with_context(|| file.path.clone())?;
            manifests.push(manifest);
        }
    }
    let layers: BTreeMap<&str, u8> = manifests
        .iter()
        .filter_map(|manifest| {
            let metadata = manifest.package.metadata.as_ref()?;
            Some((manifest.package.name.as_str(), metadata.layer))
        })
        .collect();
    Ok(manifests
        .iter()
        .flat_map(|manifest| check_crate(manifest, &layers))
        .collect())
}

fn check_crate(manifest: &Manifest, layers: &BTreeMap<&str, u8>) -> Vec<String> {
    let name = &manifest.package.name;
    let mut problems = Vec::new();
    if !manifest.lints.contains_key("workspace") {
        problems.push(format!("{name}: does not take the workspace's lints"));
    }
    let Some(&own) = layers.get(name.as_str()) else {
        problems.push(format!("{name}: has no [package.metadata] layer"));
        return problems;
    };
    for dependency in manifest
        .dependencies
        .keys()
        .filter(|name| name.starts_with(PREFIX))
    {
        let Some(&other) = layers.get(dependency.as_str()) else {
            problems.push(format!(
                "{name}: depends on {dependency}, which has no layer"
            ));
            continue;
        };
        let siblings = own == OPERATIONS && other == OPERATIONS;
        if other > own {
            problems.push(format!(
                "{name} (layer {own}) depends upwards on {dependency} (layer {other})"
            ));
        } else if siblings && (name == OPERATIONS_CRATE || dependency == OPERATIONS_CRATE) {
            problems.push(format!(
                "{name} and {dependency}: operations and adapters do not know each other"
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::tree::TextFile;
    use super::check;

    fn manifest(name: &str, layer: u8, dependencies: &str) -> TextFile {
        TextFile {
            path: format!("crates/{name}/Cargo.toml"),
            text: format!(
                "[package]\nname = \"steersman-{name}\"\n[package.metadata]\nlayer = {layer}\n\
                 [lints]\nworkspace = true\n[dependencies]\n{dependencies}"
            ),
        }
    }

    #[test]
    fn upward_and_sideways_edges_are_found() {
        let problems = check(&[
            manifest("value", 0, "steersman-cli.workspace = true\n"),
            manifest(
                "ops",
                3,
                "steersman-value.workspace = true\nsteersman-store.workspace = true\n",
            ),
            manifest("store", 3, "steersman-value.workspace = true\n"),
            manifest("cli", 4, "steersman-ops.workspace = true\n"),
        ])
        .expect("the manifests are well formed");
        assert_eq!(
            problems,
            [
                "steersman-value (layer 0) depends upwards on steersman-cli (layer 4)",
                "steersman-ops and steersman-store: operations and adapters do not know each other",
            ]
        );
    }
}
