//! The chart that runs the server in a cluster, rendered as Helm renders it.

use std::process::Command;

use crate::serve::helm;

/// Ways to install it.
const VALUES: [&str; 4] = [
    "",
    "replicas=2,env.DEPTH=1,envFromSecret=login",
    "settings.quotas[0].bytes=10GiB,settings.retention[0].keep-last=3,filesFromSecret=files",
    "persistence.enabled=false,service.type=NodePort,env.CONTEXT_PATH=/charts,image.tag=edge",
];

fn render(program: &std::path::Path, values: &str) -> String {
    let chart = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/chart");
    let output = Command::new(program)
        .args(["template", "charts", chart, "--set", values])
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{values}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_chart_of_the_server_renders_as_with_helm() {
    let own: Vec<String> = VALUES
        .iter()
        .map(|values| render(env!("CARGO_BIN_EXE_steer").as_ref(), values))
        .collect();
    for (kind, count) in [
        ("kind: Deployment", 4),
        ("kind: PersistentVolumeClaim", 3),
        ("kind: ConfigMap", 1),
    ] {
        let found = own.iter().filter(|text| text.contains(kind)).count();
        assert_eq!(found, count, "{kind}");
    }
    let Some(helm) = helm() else {
        println!("skipped: real Helm is not there (`cargo xtask oracle`)");
        return;
    };
    for (values, own) in VALUES.iter().zip(own) {
        assert_eq!(own, render(&helm, values), "{values}");
    }
}
