use std::env;
use std::path::{Path, PathBuf};

/// The administrator's kubeconfig of the cluster that is to be used: the one that `STEER_TEST_KUBECONFIG` names, or the
/// one that `cargo xtask cluster up` started in this workspace.
pub fn kubeconfig(workspace: &Path) -> Option<PathBuf> {
    let given = env::var_os("STEER_TEST_KUBECONFIG").filter(|path| !path.is_empty());
    let own = workspace.join("target/testbed/cluster/admin.kubeconfig");
    given
        .map(PathBuf::from)
        .or_else(|| own.is_file().then_some(own))
}

/// The same for tests, which say aloud that they are skipped where there is no cluster.
///
/// # Panics
/// In CI, where there has to be one.
pub fn kubeconfig_for_tests(workspace: &Path) -> Option<PathBuf> {
    let found = kubeconfig(workspace);
    if found.is_none() {
        skip("no cluster; start one with `cargo xtask cluster up`");
    }
    found
}

/// Says that a test is skipped, and why.
///
/// # Panics
/// In CI, where what tests need has to be there.
#[expect(
    clippy::print_stdout,
    reason = "whoever runs the tests should know what is skipped"
)]
pub fn skip(why: &str) {
    assert!(env::var_os("CI").is_none(), "CI has to have it: {why}");
    println!("skipped: {why}");
}
