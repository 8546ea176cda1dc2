use std::collections::BTreeMap;
use std::fmt::Write as _;

use steersman_render::{Profile, ProfileNodeKind};

/// A template or function over all its callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRow {
    /// What it is.
    pub kind: ProfileNodeKind,
    /// Its name.
    pub name: String,
    /// How often it ran.
    pub calls: u64,
    /// Nanoseconds spent in it and in what it called; a call within itself is not counted again.
    pub total: u64,
    /// Nanoseconds spent in it alone.
    pub own: u64,
}

/// How many rows of each kind the table shows.
const SHOWN: usize = 20;

/// Everything that ran, the most time of its own first.
pub fn profile_rows(profile: &Profile) -> Vec<ProfileRow> {
    let mut rows: BTreeMap<(ProfileNodeKind, &str), ProfileRow> = BTreeMap::new();
    for (at, node) in profile.nodes.iter().enumerate().skip(1) {
        let row = rows
            .entry((node.kind, &node.name))
            .or_insert_with(|| ProfileRow {
                kind: node.kind,
                name: node.name.clone(),
                calls: 0,
                total: 0,
                own: 0,
            });
        row.calls += node.calls;
        row.own += node.own;
        if !is_within_itself(profile, at) {
            row.total += node.total;
        }
    }
    let mut rows: Vec<ProfileRow> = rows.into_values().collect();
    rows.sort_by(|a, b| b.own.cmp(&a.own).then_with(|| a.name.cmp(&b.name)));
    rows
}

fn is_within_itself(profile: &Profile, at: usize) -> bool {
    let node = &profile.nodes[at];
    let mut caller = node.parent;
    while caller != 0 {
        let above = &profile.nodes[caller];
        if above.kind == node.kind && above.name == node.name {
            return true;
        }
        caller = above.parent;
    }
    false
}

/// The table for a terminal: templates, then functions.
pub fn profile_table(profile: &Profile) -> String {
    let rows = profile_rows(profile);
    let mut out = format!(
        "rendering took {}\n",
        time(profile.nodes.first().map_or(0, |root| root.total))
    );
    for (kind, heading) in [
        (ProfileNodeKind::Template, "template"),
        (ProfileNodeKind::Function, "function"),
    ] {
        let of_kind: Vec<&ProfileRow> = rows.iter().filter(|row| row.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        writeln!(
            out,
            "\n{:>9}  {:>10}  {:>10}  {heading}",
            "calls", "own", "total"
        )
        .expect("writing to a string");
        for row in of_kind.iter().take(SHOWN) {
            let (own, total) = (time(row.own), time(row.total));
            writeln!(
                out,
                "{:>9}  {own:>10}  {total:>10}  {}",
                row.calls, row.name
            )
            .expect("writing to a string");
        }
        if of_kind.len() > SHOWN {
            writeln!(out, "{:>9}  and {} more", "", of_kind.len() - SHOWN)
                .expect("writing to a string");
        }
    }
    out
}

/// A time in the unit that suits it.
fn time(nanos: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "shown with two digits after the point"
    )]
    let micros = nanos as f64 / 1000.0;
    if micros >= 1_000_000.0 {
        format!("{:.2} s", micros / 1_000_000.0)
    } else if micros >= 1000.0 {
        format!("{:.2} ms", micros / 1000.0)
    } else {
        format!("{micros:.1} µs")
    }
}
