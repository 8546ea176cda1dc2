//! Any text as `.helmignore`, asked about a path: its last line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steersman_chart::ignore::{Rules, path_matches};

fuzz_target!(|text: &str| {
    let (rules, path) = text.rsplit_once('\n').unwrap_or((text, "templates/a.yaml"));
    if let Ok(rules) = Rules::parse(rules.as_bytes()) {
        rules.ignores(path, false);
        rules.ignores(path, true);
    }
    path_matches(rules, path);
});
