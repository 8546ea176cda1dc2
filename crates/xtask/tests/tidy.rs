//! The rules of the tree hold.

use std::path::Path;

#[test]
fn the_tree_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let problems = steersman_xtask::tidy::tidy(&root).expect("the tree is readable");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
