//! What becomes of the definitions of a chart.

use fs_err as fs;

use crate::bed::Bed;

/// A definition with these versions, of which the last one is stored.
fn definition(name: &str, versions: &[&str]) -> String {
    let mut text = format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: {name}.steer.example.com}}\nspec:\n  group: steer.example.com\n  scope: Namespaced\n  names: {{kind: {name}, plural: {name}, singular: {name}}}\n  versions:\n"
    );
    for (n, version) in versions.iter().enumerate() {
        let stored = n + 1 == versions.len();
        let line = format!(
            "  - {{name: {version}, served: true, storage: {stored}, schema: {{openAPIV3Schema: {{type: object}}}}}}\n"
        );
        text.push_str(&line);
    }
    text
}

#[test]
fn definitions_are_made_changed_left_out_and_never_lose_objects() {
    let Some(bed) = Bed::new("crds") else { return };
    let kind = format!("thing{}", std::process::id());
    let name = format!("{kind}.steer.example.com");
    let versions = || -> Vec<String> {
        let found = bed.object("apiextensions.k8s.io/v1", "CustomResourceDefinition", &name);
        let Some(found) = found else {
            return Vec::new();
        };
        let versions = found
            .at(&["spec", "versions"])
            .and_then(|all| all.as_array());
        let names = versions.into_iter().flatten().map(|one| &one["name"]);
        names
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect()
    };
    fs::create_dir_all(bed.path("chart/crds")).expect("a folder");
    let file = "chart/crds/things.yaml";
    let steps: [(&[&str], &str, &[&str]); 8] = [
        (&["v1"], "install web chart --no-hooks --crds skip", &[]),
        (&["v1"], "upgrade web chart --no-hooks", &[]),
        (
            &["v1"],
            "upgrade web chart --no-hooks --crds create",
            &["v1"],
        ),
        (&["v1", "v2"], "upgrade web chart --no-hooks", &["v1"]),
        (
            &["v1", "v2"],
            "upgrade web chart --no-hooks --crds create",
            &["v1"],
        ),
        (
            &["v1", "v2"],
            "install other chart --no-hooks --set tag=x --crds create",
            &["v1"],
        ),
        (&["v1", "v2"], "uninstall other --no-hooks", &["v1"]),
        (
            &["v1", "v2"],
            "upgrade web chart --no-hooks --crds apply",
            &["v1", "v2"],
        ),
    ];
    for (wanted, words, left) in steps {
        bed.write(file, &definition(&kind, wanted));
        bed.succeed(words);
        assert_eq!(versions(), left, "{words}");
    }
    bed.write(file, &definition(&kind, &["v2"]));
    let before = bed.history("web");
    let error = bed.fail("upgrade web chart --no-hooks --crds apply");
    let wanted = format!(
        "Error: UPGRADE FAILED: failed to install CRD crds/things.yaml: CustomResourceDefinition \"{name}\": version \"v1\" would be dropped, and objects are stored in it\n"
    );
    assert_eq!(error, wanted);
    assert_eq!(versions(), ["v1", "v2"]);
    assert_eq!(bed.history("web"), before);
    bed.succeed("uninstall web --no-hooks");
    bed.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", &name);
}
