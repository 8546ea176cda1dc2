//! Replays the shared snippets that need neither chart files nor Helm's objects, through the template engine.
//!
//! `STEER_SNIPPETS=prefix,prefix` picks some by id, `STEER_SHARED` says where the shared folder is.

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;

use serde_json::Value as Case;
use steersman_funcs::{Env, Now, Options, functions};
use steersman_gotmpl::{Limits, MissingKey, Templates};
use steersman_value::{GoType, Map, MapType, Str, Tree, Value, fmt};

/// The type of `.` and `.Values`.
static VALUES: MapType = MapType {
    name: "common.Values",
    element: GoType::Any,
    methods: &[],
};

/// Objects of Helm that only the render engine has, and results that vary.
const ELSEWHERE: &[&str] = &[
    ".Capabilities",
    ".Files",
    ".Chart",
    ".Subcharts",
    ".Template",
    ".AsMap",
    ".Table",
    ".YAML",
    ".PathValue",
    ".Encode",
];

/// Cases that this test cannot show: the reason is in other crates.
const KNOWN: &[(&str, &str)] = &[
    ("n-trim-0054", "loading a chart cuts the byte order mark"),
    ("print-0155", "all of Helm's objects are listed"),
    ("ypar-0338", "YAML nests less deeply on purpose"),
];

/// What nested templates may take of the stack: a thousand levels of `include` are part of the cases.
const STACK: usize = 256 << 20;

const NAME: &str = "c/templates/t.yaml";

/// A machine whose clock hardly moves, with numbers that only look random.
#[derive(Debug, Default)]
struct Fixed {
    random: Cell<u64>,
    nanos: Cell<i64>,
}

impl Env for Fixed {
    fn now(&self) -> Now {
        self.nanos.set(self.nanos.get() + 1);
        Now {
            unix_nanos: 1_700_000_000_000_000_000 + i128::from(self.nanos.get()),
            monotonic_nanos: self.nanos.get(),
        }
    }
    fn local_zone(&self) -> String {
        "UTC".into()
    }
    fn fill_random(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let state = self
                .random
                .get()
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            self.random.set(state);
            *byte = state.to_be_bytes()[0];
        }
    }
    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

#[test]
fn agrees_with_helm() {
    let replay = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(replay)
        .expect("a thread can start");
    if let Err(panic) = replay.join() {
        std::panic::resume_unwind(panic);
    }
}

#[expect(
    clippy::print_stdout,
    reason = "says how many cases agree, or why there are none"
)]
#[expect(
    clippy::disallowed_methods,
    reason = "choosing cases is not a setting of the product"
)]
fn replay() {
    let shared = std::env::var_os("STEER_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("snippets.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return;
    };
    let wanted: Option<Vec<String>> = std::env::var("STEER_SNIPPETS")
        .ok()
        .map(|list| list.split(',').map(str::to_owned).collect());
    let (mut run, mut failures) = (0, Vec::new());
    for line in text.lines() {
        let case: Case = serde_json::from_str(line).expect("each line is a JSON object");
        let id = case["id"].as_str().expect("each case has an id");
        let template = case["template"].as_str().expect("each case has a template");
        let known = ["id", "template", "values", "expect", "error"];
        let chosen = wanted
            .as_ref()
            .is_none_or(|prefixes| prefixes.iter().any(|prefix| id.starts_with(prefix)));
        let elsewhere = ELSEWHERE.iter().any(|word| template.contains(word));
        let plain = case
            .as_object()
            .is_some_and(|fields| fields.keys().all(|key| known.contains(&key.as_str())));
        // Reading values files is not the work of this crate.
        if !chosen || elsewhere || !plain || id.starts_with("yval-") {
            continue;
        }
        let Some(answer) = answer(template, case["values"].as_str().unwrap_or_default()) else {
            continue;
        };
        run += 1;
        let known = KNOWN.iter().find(|(known, _)| *known == id);
        match (difference(&case, &answer), known) {
            (Some(difference), None) => failures.push(format!("{id}: {template}\n{difference}")),
            (None, Some((_, reason))) => {
                failures.push(format!("{id} agrees, but is listed: {reason}"));
            }
            _ => {}
        }
    }
    println!("{}/{run}", run - failures.len());
    assert!(
        failures.is_empty(),
        "{} of {run} differ\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// What the template prints, or its error; nothing when the values cannot be read.
fn answer(template: &str, values: &str) -> Option<Result<String, String>> {
    let mut values = steersman_yaml::parse(values.as_bytes()).ok()?;
    drop_nulls(&mut values);
    let values = match Value::from(&values) {
        Value::Map(map) => map,
        _ => Map::any([].into()),
    };
    let release = [("Name", "x"), ("Namespace", "default"), ("Service", "Helm")];
    let release = release
        .into_iter()
        .map(|(key, text)| (Str::from(key), Value::str(text)));
    let release = release.chain([
        ("Revision".into(), Value::int(1)),
        ("IsInstall".into(), true.into()),
        ("IsUpgrade".into(), false.into()),
    ]);
    let dot = Map::new(
        &VALUES,
        [
            ("Values".into(), Value::Map(values.retyped(&VALUES))),
            ("Release".into(), Value::Map(Map::any(release.collect()))),
        ]
        .into(),
    );
    let mut templates = Templates::new(
        "gotpl",
        functions(&Options::offline(Rc::new(Fixed::default()))),
    )
    .with_missing_key(MissingKey::Zero)
    .with_limits(Limits {
        stack_bytes: STACK - (8 << 20),
        ..Limits::default()
    });
    let mut out = Vec::new();
    Some(match templates.parse(NAME, template) {
        Err(error) => Err(error.to_string()),
        Ok(()) => match templates.execute(NAME, &Value::Map(dot), &mut out) {
            Err(error) => Err(error.to_string()),
            Ok(()) => Ok(String::from_utf8_lossy(&out).replace("<no value>", "")),
        },
    })
}

fn drop_nulls(tree: &mut Tree) {
    if let Some(table) = tree.as_map_mut() {
        table.retain(|_, value| !value.is_null());
        table.values_mut().for_each(drop_nulls);
    }
}

fn difference(case: &Case, answer: &Result<String, String>) -> Option<String> {
    let shown = |text: &str| fmt::quote(text.as_bytes());
    match (case["expect"].as_str(), case["error"].as_str(), answer) {
        (Some(expect), _, Ok(text)) => {
            (expect != text).then(|| format!("  want {}\n  got  {}", shown(expect), shown(text)))
        }
        (Some(expect), _, Err(error)) => Some(format!("  want {}\n  error {error}", shown(expect))),
        (None, Some(error), Ok(text)) => {
            Some(format!("  want error {error}\n  got  {}", shown(text)))
        }
        (None, Some(error), Err(found)) => {
            // Helm wraps errors in forms of its own; the cause is in all of them.
            let cause = found
                .rsplit_once(">: ")
                .map_or_else(|| last(found), |(_, cause)| cause);
            let cause = cause
                .strip_prefix("error calling ")
                .map_or(cause, |cause| last_after_name(cause));
            (!error.contains(cause)).then(|| format!("  want error {error}\n  got error  {found}"))
        }
        _ => None,
    }
}

/// The text after the last colon, which is what Helm keeps of a parse error.
fn last(error: &str) -> &str {
    error.rsplit_once(": ").map_or(error, |(_, last)| last)
}

fn last_after_name(cause: &str) -> &str {
    cause.split_once(": ").map_or(cause, |(_, text)| text)
}
