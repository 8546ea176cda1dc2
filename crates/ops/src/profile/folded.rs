use std::fmt::Write as _;

use steersman_render::Profile;

/// The profile as folded stacks, one a line with the nanoseconds spent there alone: the form that other flame graph
/// programs read.
pub fn folded_stacks(profile: &Profile) -> String {
    let mut out = String::new();
    for (at, node) in profile
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.own > 0)
    {
        let mut stack = vec![node.name.as_str()];
        let mut caller = at;
        while caller != 0 {
            caller = profile.nodes[caller].parent;
            stack.push(&profile.nodes[caller].name);
        }
        stack.reverse();
        let stack: Vec<String> = stack
            .into_iter()
            .map(|name| name.replace([';', '\n'], ":"))
            .collect();
        writeln!(out, "{} {}", stack.join(";"), node.own).expect("writing to a string");
    }
    out
}
