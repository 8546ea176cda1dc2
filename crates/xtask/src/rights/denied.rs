use anyhow::Result;

use crate::live::Arena;

/// The limited user in another namespace: every error names verb, resource and namespace.
pub(super) fn denied(arena: &Arena) -> Result<Vec<String>> {
    let kubeconfig = arena.folder.join("team.kubeconfig");
    let commands = [
        ("install web chart", "configmaps"),
        ("upgrade web chart", "secrets"),
        ("upgrade --install web chart", "secrets"),
        ("rollback web 1", "secrets"),
        ("uninstall web", "secrets"),
        ("test web", "secrets"),
        ("list", "secrets"),
        ("status web", "secrets"),
        ("history web", "secrets"),
        ("get all web", "secrets"),
        ("get values web", "secrets"),
    ];
    let mut problems = Vec::new();
    for (words, resource) in commands {
        let finished = arena.run(&kubeconfig, words)?;
        let said = String::from_utf8_lossy(&finished.stderr);
        let parts = [
            "cannot ".to_owned(),
            format!("resource \"{resource}\""),
            format!("in the namespace \"{}\"", arena.namespace),
        ];
        if finished.code != Some(1) || !parts.iter().all(|part| said.contains(part)) {
            problems.push(format!("{words} without rights says: {}", said.trim()));
        }
    }
    println!("without rights: {} commands were refused", commands.len());
    Ok(problems)
}
