//! `version`

use crate::support::TestContext;

#[test]
fn says_whose_behaviour_is_reproduced() {
    let plain = TestContext::new();
    let three = TestContext::new().with("STEER_HELM_COMPAT", "3.22");
    for (context, command, expected) in [
        (&plain, "helm version --short", "v4.3.1\n"),
        (
            &plain,
            "helm version",
            "version.BuildInfo{Version:\"v4.3.1\", GitCommit:\"\", GitTreeState:\"\", GoVersion:\"go1.26.8\", KubeClientVersion:\"v1.37\"}\n",
        ),
        (
            &three,
            "helm version",
            "version.BuildInfo{Version:\"v3.22.0\", GitCommit:\"\", GitTreeState:\"\", GoVersion:\"go1.26.8\"}\n",
        ),
        (
            &plain,
            "steer version",
            concat!(
                "steer v",
                env!("CARGO_PKG_VERSION"),
                " (reproduces Helm v4.3.1)\n"
            ),
        ),
        (
            &plain,
            "steer version --short",
            concat!("v", env!("CARGO_PKG_VERSION"), "\n"),
        ),
    ] {
        let output = context.run(command);
        assert_eq!(
            (output.code, output.stdout.as_str()),
            (0, expected),
            "{command}"
        );
    }
}

#[test]
fn refuses_an_unknown_helm() {
    let output = TestContext::new()
        .with("STEER_HELM_COMPAT", "2.17")
        .run("helm version");
    assert_eq!(output.code, 1);
    assert_eq!(
        output.stderr,
        "Error: STEER_HELM_COMPAT: unknown Helm version `2.17`: expected 3.22, 4.1 or 4.3\n"
    );
}
