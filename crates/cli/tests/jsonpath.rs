//! `show values --jsonpath`: what `jsonpath/record` recorded from Helm.

use crate::support::{TestContext, folder};

#[test]
fn prints_what_helm_prints() {
    let recorded = fs_err::read_to_string(folder("jsonpath").join("recorded.txt")).unwrap();
    let chart = folder("jsonpath").join("chart");
    let chart = chart.to_str().unwrap();
    let context = TestContext::new();
    let mut seen = 0;
    for block in recorded.split("--- ").skip(1) {
        let (expression, expected) = block.split_once('\n').unwrap();
        let output =
            context.run_words(&["helm", "show", "values", chart, "--jsonpath", expression]);
        let got = format!("{}{}[{}]\n", output.stderr, output.stdout, output.code);
        assert_eq!(got, expected, "{expression}");
        seen += 1;
    }
    assert_eq!(seen, 99);
}
