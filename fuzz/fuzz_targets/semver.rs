//! Versions and constraints: the first line is a constraint, the second a version.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steersman_semver::{Constraint, Version};

fuzz_target!(|text: &str| {
    let (constraint, version) = text.split_once('\n').unwrap_or((text, text));
    let constraint = Constraint::parse(constraint);
    let Ok(version) = Version::parse(version) else {
        return;
    };
    // Missing numbers are printed as zeros, which can make the text longer than what is read.
    let printed = version.to_string();
    if printed.len() <= 256 {
        let again = Version::parse(&printed).expect("a version reads what it prints");
        assert_eq!(version, again);
    }
    if let Ok(constraint) = constraint {
        assert_eq!(
            constraint.matches(&version),
            constraint.validate(&version).is_ok(),
            "both ways of asking agree"
        );
    }
});
