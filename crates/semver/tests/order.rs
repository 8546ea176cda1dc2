//! Laws of the order of versions and of their normal form.

use proptest::prelude::*;
use steersman_semver::{Constraint, Version};

fn version() -> impl Strategy<Value = Version> {
    let identifier = "(0|[1-9][0-9]{0,2}|[a-c]{1,2}|[0-9]-)";
    let prerelease = proptest::collection::vec(identifier, 0..3);
    (
        0..3_u64,
        0..3_u64,
        0..3_u64,
        prerelease,
        "(\\+[a-b0]{1,2})?",
    )
        .prop_map(|(major, minor, patch, identifiers, metadata)| {
            let dash = if identifiers.is_empty() { "" } else { "-" };
            Version::parse_strict(&format!(
                "{major}.{minor}.{patch}{dash}{}{metadata}",
                identifiers.join(".")
            ))
            .expect("the strategy makes strict versions")
        })
}

proptest! {
    #[test]
    fn order_is_total(a in version(), b in version(), c in version()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }

    #[test]
    fn normal_form_round_trips(a in version()) {
        let again = Version::parse(&a.to_string()).unwrap();
        prop_assert_eq!(again.to_string(), a.to_string());
        prop_assert_eq!(again, a);
    }

    #[test]
    fn increments_grow(a in version()) {
        let (patch, minor, major) = (a.increment_patch().unwrap(), a.increment_minor().unwrap(), a.increment_major().unwrap());
        prop_assert!(a < patch && patch <= minor && minor <= major);
    }

    #[test]
    fn no_text_panics(text in "[ 0-3xv.,|<>=!~^+-]{0,24}|.{0,8}") {
        let parsed = Version::parse(&text);
        prop_assert!(Version::parse_strict(&text).is_err() || parsed.is_ok());
        if let Ok(constraint) = Constraint::parse(&text) {
            let again = Constraint::parse(&constraint.to_string()).unwrap();
            prop_assert_eq!(again.to_string(), constraint.to_string());
        }
    }
}
