//! What is written reads back as what it was.

use proptest::prelude::*;
use steersman_value::{Tree, Value};
use steersman_yaml::{encode, encode_pretty, encode_tree, parse, parse_spanned, scan_manifest};

/// Strings that tempt a writer: indicators, spaces, breaks, words with a meaning.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[a-z:#'\"\\- \n\t]{0,20}",
        "[\u{20}-\u{7E}\u{A0}-\u{2FF}\u{1F600}\n]{0,8}",
        Just("yes".to_owned()),
        Just("null".to_owned()),
        Just("0o17".to_owned()),
        Just("2024-01-02".to_owned()),
        Just("1:30".to_owned()),
        "[a-z ]{70,120}",
        "[a-z\n ]{70,120}",
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        prop::num::f64::NORMAL.prop_map(Tree::Float),
        any::<i32>().prop_map(|number| Tree::Float(number.into())),
        text().prop_map(Tree::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Tree::List),
            prop::collection::btree_map(text(), inner, 0..5).prop_map(|map| Tree::Map(
                map.into_iter()
                    .map(|(key, value)| (key.into(), value))
                    .collect()
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn trees(tree in tree()) {
        let text = encode_tree(&tree).expect("it has a JSON form");
        let again = parse(&text);
        prop_assert_eq!(again.as_ref(), Ok(&tree), "{}", String::from_utf8_lossy(&text));
        let value = Value::from(&tree);
        let direct = encode(&value).expect("it has a JSON form");
        prop_assert_eq!(text.strip_suffix(b"\n").unwrap_or(&text), &direct[..]);
        // The break that was cut off may belong to a text.
        let pretty = [encode_pretty(&value).expect("it is no cycle"), b"\n".to_vec()].concat();
        // Version 3 begins block scalars with tabs, which version 2 does not read.
        if !pretty.contains(&b'\t') {
            let again = parse(&pretty);
            prop_assert_eq!(again.as_ref(), Ok(&tree), "{}", String::from_utf8_lossy(&pretty));
        }
    }

    #[test]
    fn no_text_is_too_bad(text in "[a-c:#'\"\\[\\]{},&*!|>%@`\\\\ \n\t-]{0,60}") {
        // The reader of trees and the one of places agree, and neither fails in another way.
        let tree = parse(text.as_bytes());
        let spanned = parse_spanned(text.as_bytes()).map(|node| node.into_tree(steersman_yaml::Numbers::Float));
        prop_assert_eq!(&tree, &spanned);
        if tree.is_err() {
            prop_assert!(scan_manifest(text.as_bytes()).is_err());
        }
    }
}
