//! The table has every function of Sprig 3.3.0 with the parameters of the Go function, and Helm's own.

use std::collections::BTreeMap;
use std::rc::Rc;

use steersman_funcs::{Env, Now, Options, functions};
use steersman_names::HelmDialect;
use steersman_value::GoType;

/// A machine that nobody asks anything.
#[derive(Debug)]
struct Nowhere;

impl Env for Nowhere {
    fn now(&self) -> Now {
        Now {
            unix_nanos: 0,
            monotonic_nanos: 0,
        }
    }

    fn local_zone(&self) -> String {
        String::new()
    }

    fn fill_random(&self, _bytes: &mut [u8]) {}

    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

/// Helm's functions beside Sprig's, with the dialect that brought them.
const HELM: &[(&str, &str, HelmDialect)] = &[
    ("durationDays", "interface {}", HelmDialect::V4_3),
    ("durationHours", "interface {}", HelmDialect::V4_3),
    ("durationMicroseconds", "interface {}", HelmDialect::V4_3),
    ("durationMilliseconds", "interface {}", HelmDialect::V4_3),
    ("durationMinutes", "interface {}", HelmDialect::V4_3),
    ("durationNanoseconds", "interface {}", HelmDialect::V4_3),
    (
        "durationRoundTo",
        "interface {}\tinterface {}",
        HelmDialect::V4_3,
    ),
    ("durationSeconds", "interface {}", HelmDialect::V4_3),
    (
        "durationTruncateTo",
        "interface {}\tinterface {}",
        HelmDialect::V4_3,
    ),
    ("durationWeeks", "interface {}", HelmDialect::V4_3),
    ("fromJsonArray", "string", HelmDialect::V3_22),
    ("fromToml", "string", HelmDialect::V3_22),
    ("fromYaml", "string", HelmDialect::V3_22),
    ("fromYamlArray", "string", HelmDialect::V3_22),
    ("include", "string\tinterface {}", HelmDialect::V3_22),
    (
        "lookup",
        "string\tstring\tstring\tstring",
        HelmDialect::V3_22,
    ),
    ("mustToDuration", "interface {}", HelmDialect::V4_3),
    ("mustToToml", "interface {}", HelmDialect::V4_3),
    ("mustToYaml", "interface {}", HelmDialect::V4_1),
    ("required", "string\tinterface {}", HelmDialect::V3_22),
    ("toToml", "interface {}", HelmDialect::V3_22),
    ("toYaml", "interface {}", HelmDialect::V3_22),
    ("toYamlPretty", "interface {}", HelmDialect::V3_22),
    ("tpl", "string\tinterface {}", HelmDialect::V3_22),
];

fn spelled(dialect: HelmDialect) -> BTreeMap<String, String> {
    let options = Options {
        dialect,
        ..Options::offline(Rc::new(Nowhere))
    };
    let table = functions(&options);
    let count = table.len();
    let spelled: BTreeMap<String, String> = table
        .into_iter()
        .map(|function| {
            let mut parameters: Vec<String> = function
                .signature
                .params
                .iter()
                .map(|parameter| parameter.name().to_owned())
                .collect();
            parameters.extend(
                function
                    .signature
                    .variadic
                    .map(|rest: GoType| format!("...{}", rest.name())),
            );
            (function.name.to_owned(), parameters.join("\t"))
        })
        .collect();
    assert_eq!(spelled.len(), count, "a function is in the table twice");
    spelled
}

#[test]
fn every_function_has_its_parameters() {
    for dialect in HelmDialect::ALL {
        let sprig = include_str!("data/signatures.tsv")
            .lines()
            .map(|line| line.split_once('\t').unwrap_or((line, "")));
        let helm = HELM
            .iter()
            .filter(|(.., since)| dialect >= *since)
            .map(|(name, parameters, _)| (*name, *parameters));
        let expected: BTreeMap<String, String> = sprig
            .chain(helm)
            .map(|(name, parameters)| (name.to_owned(), parameters.to_owned()))
            .collect();
        let found = spelled(dialect);
        let missing: Vec<_> = expected
            .iter()
            .filter(|(name, _)| !found.contains_key(*name))
            .collect();
        let odd: Vec<_> = found
            .iter()
            .filter(|(name, given)| expected.get(*name) != Some(given))
            .collect();
        assert!(
            missing.is_empty() && odd.is_empty(),
            "{dialect}\nmissing {missing:#?}\nnot as in Go {odd:#?}"
        );
    }
}
