//! Chart folders with things in them that no chart should hold.

use super::attack::{Attack, Ending};

/// All attacks by folders.
pub(super) fn attacks() -> Vec<Attack> {
    let named = |name: &str| format!("apiVersion: v2\nname: {name}\nversion: 0.1.0\n");
    let dependency = |repository: &str| {
        format!(
            "apiVersion: v2\nname: chart\nversion: 0.1.0\ndependencies:\n\
             - {{name: chart, version: 0.1.0, repository: \"{repository}\"}}\n"
        )
    };
    let mut deep = String::from("chart");
    let mut nested = Attack::new("folder-nested-deep", Ending::Fails);
    for _ in 0..400 {
        nested = nested.file(format!("{deep}/Chart.yaml"), named("chart"));
        deep.push_str("/charts/a");
    }
    let mut attacks = irregular();
    attacks.extend([
        nested,
        Attack::chart("folder-link-to-parent", Ending::Fails).link("chart/templates/loop", ".."),
        Attack::chart("folder-link-to-itself", Ending::Fails).link("chart/templates/loop.yaml", "loop.yaml"),
        Attack::chart("folder-links-in-circle", Ending::Fails)
            .link("chart/templates/a.yaml", "b.yaml")
            .link("chart/templates/b.yaml", "a.yaml"),
        Attack::chart("folder-link-to-zeros", Ending::Fails).link("chart/files/zeros", "/dev/zero"),
        Attack::chart("folder-link-to-root", Ending::Fails).link("chart/files/all", "/proc"),
        Attack::chart("folder-pipe", Ending::Fails).pipe("chart/files/pipe"),
        Attack::new("folder-name-climbs", Ending::Fails)
            .file("chart/Chart.yaml", named("../../evil"))
            .command(&["package", "chart"]),
        Attack::new("folder-name-climbs-output", Ending::Fails)
            .file("chart/Chart.yaml", named("../../evil"))
            .file("chart/templates/a.yaml", "a: 1\n")
            .words(["--output-dir", "out"]),
        Attack::new("folder-alias-climbs", Ending::Fails)
            .file(
                "chart/Chart.yaml",
                "apiVersion: v2\nname: chart\nversion: 0.1.0\ndependencies:\n- {name: a, version: 0.1.0, alias: ../../../evil}\n",
            )
            .file("chart/charts/a/Chart.yaml", named("a"))
            .file("chart/charts/a/templates/a.yaml", "a: 1\n")
            .words(["--output-dir", "out"]),
        Attack::new("folder-depends-on-itself", Ending::Bounded)
            .file("chart/Chart.yaml", dependency("file://."))
            .command(&["dependency", "update", "chart", "--skip-refresh"]),
        Attack::new("folder-depends-on-parent", Ending::Fails)
            .file("chart/Chart.yaml", dependency("file://../../../../../../../../etc"))
            .command(&["dependency", "update", "chart", "--skip-refresh"]),
        Attack::chart("folder-ignore-stars", Ending::Bounded)
            .file("chart/.helmignore", format!("{}b\n", "a*".repeat(60)))
            .file(format!("chart/{}", "a".repeat(200)), "x"),
        Attack::chart("folder-ignore-broken", Ending::Bounded).file("chart/.helmignore", "[\n**\n\\\n[a-\n"),
        Attack::chart("folder-large-file", Ending::Fails).file("chart/files/large", vec![b'x'; 150 << 20]),
    ]);
    attacks
}

/// Pipes and endless devices in the place of files, under every command that reads charts.
fn irregular() -> Vec<Attack> {
    const COMMANDS: [(&str, &[&str]); 5] = [
        ("template", &["template", "demo", "chart"]),
        ("lint", &["lint", "chart"]),
        ("package", &["package", "chart"]),
        ("show", &["show", "all", "chart"]),
        ("dependency", &["dependency", "update", "chart"]),
    ];
    const FILES: [&str; 6] = [
        "Chart.yaml",
        "Chart.lock",
        "values.yaml",
        ".helmignore",
        "templates/a.yaml",
        "charts/a.tgz",
    ];
    let mut attacks = Vec::new();
    for (verb, command) in COMMANDS {
        for file in FILES {
            let attack = |kind: &str| {
                let name = format!("folder-{verb}-{kind}-{}", file.replace('/', "-"));
                let attack = if file == "Chart.yaml" {
                    Attack::new(name, Ending::Fails)
                } else {
                    Attack::chart(name, Ending::Fails)
                };
                attack.command(command)
            };
            let path = format!("chart/{file}");
            attacks.push(attack("pipe").pipe(&path));
            attacks.push(attack("device").link(&path, "/dev/zero"));
        }
    }
    attacks
}
