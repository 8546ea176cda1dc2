//! `env`, and settings from the environment and from flags.

use crate::support::TestContext;

const DEFAULTS: &str = r#"HELM_BIN="helm"
HELM_BURST_LIMIT="100"
HELM_CACHE_HOME="/home/user/.cache/helm"
HELM_CONFIG_HOME="/home/user/.config/helm"
HELM_CONTENT_CACHE="/home/user/.cache/helm/content"
HELM_DATA_HOME="/home/user/.local/share/helm"
HELM_DEBUG="false"
HELM_KUBEAPISERVER=""
HELM_KUBEASGROUPS=""
HELM_KUBEASUSER=""
HELM_KUBECAFILE=""
HELM_KUBECONTEXT=""
HELM_KUBEINSECURE_SKIP_TLS_VERIFY="false"
HELM_KUBETLS_SERVER_NAME=""
HELM_KUBETOKEN=""
HELM_MAX_HISTORY="10"
HELM_NAMESPACE="default"
HELM_PLUGINS="/home/user/.local/share/helm/plugins"
HELM_QPS="0.00"
HELM_REGISTRY_CONFIG="/home/user/.config/helm/registry/config.json"
HELM_REPOSITORY_CACHE="/home/user/.cache/helm/repository"
HELM_REPOSITORY_CONFIG="/home/user/.config/helm/repositories.yaml"
"#;

#[test]
#[cfg(target_os = "linux")]
fn prints_every_setting() {
    let output = TestContext::new().run("helm env");
    assert_eq!((output.code, output.stdout.as_str()), (0, DEFAULTS));
}

#[test]
fn flags_win_over_the_environment_which_wins_over_defaults() {
    let context = TestContext::new()
        .with("HELM_NAMESPACE", "from-env")
        .with("HELM_CACHE_HOME", "/caches//x/")
        .with("XDG_CONFIG_HOME", "/xdg")
        .with("HELM_QPS", "3.14159")
        .with("HELM_BURST_LIMIT", "many")
        .with("HELM_KUBEASGROUPS", ",a,b,")
        .with("KUBECONFIG", "/nowhere");
    for (command, expected) in [
        ("helm env HELM_NAMESPACE", "from-env"),
        ("helm env HELM_NAMESPACE -n flag", "flag"),
        ("helm env HELM_CACHE_HOME", "/caches/x"),
        ("helm env HELM_REPOSITORY_CACHE", "/caches/x/repository"),
        ("helm env HELM_CONFIG_HOME", "/xdg/helm"),
        ("helm env HELM_QPS", "3.14"),
        ("helm env HELM_BURST_LIMIT", "100"),
        ("helm env HELM_BURST_LIMIT --burst-limit -1", "-1"),
        ("helm env HELM_KUBEASGROUPS", "a,b"),
        ("helm env KUBECONFIG", ""),
        ("helm env KUBECONFIG --kubeconfig /k", "/k"),
        ("helm env NO_SUCH", ""),
    ] {
        let output = context.run(command);
        assert_eq!(
            (output.code, output.stdout),
            (0, format!("{expected}\n")),
            "{command}"
        );
    }
}

#[test]
fn the_namespace_can_come_from_the_context() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    fs_err::write(
        &first,
        "current-context: one\ncontexts:\n- name: one\n  context: {cluster: c1, namespace: first}\n",
    )
    .unwrap();
    fs_err::write(
        &second,
        "current-context: two\ncontexts:\n- name: two\n  context: {cluster: c2, namespace: second}\n",
    )
    .unwrap();
    let list = format!("{}:/nowhere:{}", first.display(), second.display());
    let context = TestContext::new().with("KUBECONFIG", &list);
    for (command, expected) in [
        ("helm env HELM_NAMESPACE", "first\n"),
        ("helm env HELM_NAMESPACE --kube-context two", "second\n"),
        (
            "helm __complete env --kube-context ",
            "one\tc1\ntwo\tc2\n:4\n",
        ),
    ] {
        assert_eq!(context.run(command).stdout, expected, "{command}");
    }
}
