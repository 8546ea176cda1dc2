//! YAML: every way of reading ends, and what is written reads as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steersman_yaml::{encode_tree, parse, parse_all, parse_spanned, parse_strict, scan_manifest, split};

fuzz_target!(|text: &[u8]| {
    drop(parse_strict(text));
    drop(parse_spanned(text));
    drop(split(text));
    drop(parse_all(text));
    drop(scan_manifest(text));
    let Ok(tree) = parse(text) else {
        return;
    };
    let Ok(written) = encode_tree(&tree) else {
        return;
    };
    let again = parse(&written).expect("what was written can be read");
    let rewritten = encode_tree(&again).expect("what was written can be written again");
    assert_eq!(written, rewritten);
});
