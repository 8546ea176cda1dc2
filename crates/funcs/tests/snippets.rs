//! Replays the shared snippets that need neither chart files nor Helm's objects, through the template engine.
//!
//! `STEER_SNIPPETS=prefix,prefix` picks some by id, `STEER_SHARED` says where the shared folder is.

use std::path::PathBuf;
use std::rc::Rc;

use serde_json::Value as Case;
use steersman_funcs::{Env, Now, Options, functions};
use steersman_gotmpl::{MissingKey, Templates};
use steersman_value::{GoType, Map, MapType, Str, Tree, Value, fmt};

/// The type of `.` and `.Values`.
static VALUES: MapType = MapType { name: "common.Values", element: GoType::Any, methods: &[] };

/// Objects of Helm that only the render engine has, and results that vary.
const ELSEWHERE: &[&str] = &[".Capabilities", ".Files", ".Chart", ".Subcharts", ".Template", ".AsMap", ".Table"];

const NAME: &str = "c/templates/t.yaml";

#[derive(Debug)]
struct Fixed;

impl Env for Fixed {
    fn now(&self) -> Now {
        Now { unix_nanos: 1_700_000_000_000_000_000, monotonic_nanos: 20_000_000 }
    }
    fn local_zone(&self) -> String {
        "UTC".into()
    }
    fn fill_random(&self, bytes: &mut [u8]) {
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(index * 37 % 251).unwrap_or(0);
        }
    }
    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

#[test]
fn agrees_with_helm() {
    let shared = std::env::var_os("STEER_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("snippets.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return;
    };
    let wanted: Option<Vec<String>> =
        std::env::var("STEER_SNIPPETS").ok().map(|list| list.split(',').map(str::to_owned).collect());
    let (mut run, mut failures) = (0, Vec::new());
    for line in text.lines() {
        let case: Case = serde_json::from_str(line).expect("each line is a JSON object");
        let id = case["id"].as_str().expect("each case has an id");
        let template = case["template"].as_str().expect("each case has a template");
        let known = ["id", "template", "values", "expect", "error"];
        let chosen = wanted.as_ref().is_none_or(|prefixes| prefixes.iter().any(|prefix| id.starts_with(prefix)));
        let elsewhere = ELSEWHERE.iter().any(|word| template.contains(word));
        let plain = case.as_object().is_some_and(|fields| fields.keys().all(|key| known.contains(&key.as_str())));
        if !chosen || elsewhere || !plain {
            continue;
        }
        let Some(answer) = answer(template, case["values"].as_str().unwrap_or_default()) else { continue };
        run += 1;
        if let Some(difference) = difference(&case, &answer) {
            failures.push(format!("{id}: {template}\n{difference}"));
        }
    }
    println!("{}/{run}", run - failures.len());
    let allowed = if wanted.is_some() { 0 } else { run / 200 };
    assert!(failures.len() <= allowed, "{} of {run} differ\n{}", failures.len(), failures.join("\n"));
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
    let release = release.into_iter().map(|(key, text)| (Str::from(key), Value::str(text)));
    let release = release.chain([("Revision".into(), Value::int(1)), ("IsInstall".into(), true.into()), ("IsUpgrade".into(), false.into())]);
    let dot = Map::new(
        &VALUES,
        [
            ("Values".into(), Value::Map(values.retyped(&VALUES))),
            ("Release".into(), Value::Map(Map::any(release.collect()))),
        ]
        .into(),
    );
    let mut templates = Templates::new("gotpl", functions(&Options::offline(Rc::new(Fixed))))
        .with_missing_key(MissingKey::Zero);
    let mut out = Vec::new();
    Some(match templates.parse(NAME, template) {
        Err(error) => Err(error.to_string()),
        Ok(_) => match templates.execute(NAME, &Value::Map(dot), &mut out) {
            Err(error) => Err(error.to_string()),
            Ok(_) => Ok(String::from_utf8_lossy(&out).replace("<no value>", "")),
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
        (None, Some(error), Ok(text)) => Some(format!("  want error {error}\n  got  {}", shown(text))),
        (None, Some(error), Err(found)) => {
            // Helm wraps errors in forms of its own; the cause is in all of them.
            let cause = found.rsplit_once(">: ").map_or_else(|| last(found), |(_, cause)| cause);
            let cause = cause.strip_prefix("error calling ").map_or(cause, |cause| last_after_name(cause));
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
