use anyhow::Result;

use super::run::has_command;
use crate::live::{Arena, Request};
use crate::process::Job;

/// The namespace that the limited user has rights in, and who that is.
const NAMESPACE: &str = "team";
const USER: &str = "team-member";

/// What an API server tells everybody.
const PUBLIC: [&str; 4] = ["/version", "/api", "/apis", "/openapi"];

/// Every verb as the limited user: each has to succeed, without a read that goes beyond the namespace.
pub(super) fn team(arena: &Arena) -> Result<Vec<String>> {
    let release = format!("r{}", std::process::id());
    let mut commands = vec![
        format!("install {release} chart --wait --set events={{pre-install,test}}"),
        "list".to_owned(),
        "list --all-namespaces=false -o json".to_owned(),
        format!("status {release}"),
        format!("status {release} -o json"),
        format!("history {release}"),
        format!("test {release} --logs"),
        format!("upgrade {release} chart --set step=2 --wait"),
        format!("upgrade {release} chart --set step=3 --dry-run=server"),
        format!("rollback {release} 1 --wait"),
        format!("template {release} chart --validate"),
        format!("uninstall {release} --keep-history --wait"),
        format!("uninstall {release}"),
    ];
    for part in ["all", "hooks", "manifest", "metadata", "notes", "values"] {
        commands.insert(6, format!("get {part} {release}"));
    }
    if has_command(arena, "plan")? {
        commands.insert(6, format!("plan upgrade {release} chart --set step=2"));
    }
    let audit = arena.audit()?;
    let mut problems = Vec::new();
    let kubeconfig = arena.folder.join("team.kubeconfig");
    for words in &commands {
        let finished = Job::new(&arena.program, arena.work())
            .arguments(words.split(' ').chain(["--namespace", NAMESPACE]))
            .environment(&arena.environment(&kubeconfig))
            .run()?;
        // A plan ends with 2 when something would change.
        let is_fine =
            finished.code == Some(0) || words.starts_with("plan") && finished.code == Some(2);
        if !is_fine {
            let text = String::from_utf8_lossy(&finished.stderr);
            problems.push(format!(
                "{words}: code {}: {}",
                finished.exit(),
                text.trim()
            ));
        }
    }
    let own = audit
        .requests()?
        .into_iter()
        .filter(|request| request.user == USER);
    let own: Vec<Request> = own.collect();
    let wide: Vec<&Request> = own.iter().filter(|request| is_wide(request)).collect();
    let refused: Vec<&Request> = own.iter().filter(|request| request.code == 403).collect();
    println!(
        "the user of one namespace: {} commands, {} requests, {} beyond the namespace, {} refused",
        commands.len(),
        own.len(),
        wide.len(),
        refused.len()
    );
    let told = wide.into_iter().chain(refused);
    problems.extend(told.map(|r| format!("{} {} answered {}", r.verb, r.uri, r.code)));
    Ok(problems)
}

/// Whether a request is about more than the namespace, discovery aside.
fn is_wide(request: &Request) -> bool {
    let path = request.uri.split('?').next().unwrap_or_default();
    let is_public = PUBLIC.contains(&path) || path.starts_with("/openapi/");
    // What users may do is theirs to ask, and nothing is read or written by it.
    let is_about_oneself = request.resource.starts_with("selfsubject");
    let is_discovery = request.resource.is_empty() && path.starts_with("/api");
    !is_public && !is_discovery && !is_about_oneself && request.namespace != NAMESPACE
}
