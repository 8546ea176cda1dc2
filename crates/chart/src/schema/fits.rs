//! Values that surely fit their schema.
//!
//! Compiling a schema takes longer than rendering most charts, and as the square of its size. Most values fit, and by
//! keywords that are quickly looked up; of all others the validator decides, and says why.

use serde_json::{Map as JsonMap, Value as Json};
use steersman_value::Value;

use super::document::{EXACT, from_value, is_whole};
use super::plain::{MAX_DEPTH, all_within};

/// How many schemas are looked at; references may lead to one again and again.
const MAX_STEPS: usize = 100_000;

/// The largest count in a pattern that surely compiles.
const MAX_REPEAT: u32 = 256;

/// Whether the value fits a [plain](super::plain::is_plain) schema. `false` also says that this look does not tell.
pub(super) fn surely_fits(schema: &Json, value: &Value) -> bool {
    let mut look = Look {
        root: schema,
        steps: MAX_STEPS,
    };
    look.compiles(schema, MAX_DEPTH) && look.fits(schema, value, MAX_DEPTH)
}

struct Look<'a> {
    root: &'a Json,
    steps: usize,
}

impl<'a> Look<'a> {
    fn step(&mut self) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.steps > 0
    }

    /// Whether the schema surely compiles: its references lead somewhere, and its patterns are simple.
    fn compiles(&mut self, schema: &'a Json, depth: usize) -> bool {
        let Json::Object(keywords) = schema else {
            return true;
        };
        depth > 0
            && self.step()
            && keywords.iter().all(|(keyword, value)| match &**keyword {
                "$ref" => value
                    .as_str()
                    .is_some_and(|target| self.target(target).is_some()),
                "pattern" => value.as_str().is_some_and(is_simple_pattern),
                "patternProperties" => false,
                _ => all_within(keyword, value, |schema| self.compiles(schema, depth - 1))
                    .unwrap_or(true),
            })
    }

    fn target(&self, target: &str) -> Option<&'a Json> {
        if target == "#" {
            return Some(self.root);
        }
        let (keyword, name) = target.strip_prefix("#/")?.split_once('/')?;
        // What would have to be decoded first.
        if name.contains(['~', '%']) {
            return None;
        }
        self.root.get(keyword)?.get(name)
    }

    fn fits(&mut self, schema: &'a Json, value: &Value, depth: usize) -> bool {
        let keywords = match schema {
            Json::Bool(all) => return *all,
            Json::Object(keywords) => keywords,
            _ => return false,
        };
        depth > 0
            && self.step()
            && keywords
                .iter()
                .all(|(keyword, wanted)| self.keyword(keywords, keyword, wanted, value, depth - 1))
    }

    fn keyword(
        &mut self,
        siblings: &'a JsonMap<String, Json>,
        keyword: &str,
        wanted: &'a Json,
        value: &Value,
        depth: usize,
    ) -> bool {
        match keyword {
            "$ref" => wanted
                .as_str()
                .and_then(|target| self.target(target))
                .is_some_and(|schema| self.fits(schema, value, depth)),
            "type" => match wanted {
                Json::Array(names) => names.iter().any(|name| is_of_type(value, name)),
                name => is_of_type(value, name),
            },
            "properties" | "additionalProperties" => {
                let Value::Map(members) = value else {
                    return true;
                };
                let known = siblings.get("properties").and_then(Json::as_object);
                members.entries().iter().all(|(name, member)| {
                    // Names in other encodings are for the validator.
                    let Ok(name) = str::from_utf8(name) else {
                        return false;
                    };
                    let schema = known.and_then(|known| known.get(name));
                    match (keyword, schema) {
                        ("properties", Some(schema)) => self.fits(schema, member, depth),
                        ("additionalProperties", None) => self.fits(wanted, member, depth),
                        _ => true,
                    }
                })
            }
            "items" => match value {
                Value::List(members) => members
                    .items()
                    .iter()
                    .all(|member| self.fits(wanted, member, depth)),
                _ => true,
            },
            "allOf" => wanted.as_array().is_some_and(|schemas| {
                schemas.iter().all(|schema| self.fits(schema, value, depth))
            }),
            "anyOf" => wanted.as_array().is_some_and(|schemas| {
                schemas.iter().any(|schema| self.fits(schema, value, depth))
            }),
            "required" => match (wanted, value) {
                (Json::Array(names), Value::Map(members)) => {
                    let members = members.entries();
                    names.iter().all(|name| {
                        name.as_str()
                            .is_some_and(|name| members.contains_key(name.as_bytes()))
                    })
                }
                _ => true,
            },
            // Numbers that are written differently may be equal too; that is for the validator.
            "enum" => wanted
                .as_array()
                .is_some_and(|list| list.contains(&from_value(value))),
            "const" => *wanted == from_value(value),
            "minimum" => is_in_order(wanted, value, |limit, number| limit <= number),
            "maximum" => is_in_order(wanted, value, |limit, number| number <= limit),
            "exclusiveMinimum" => is_in_order(wanted, value, |limit, number| limit < number),
            "exclusiveMaximum" => is_in_order(wanted, value, |limit, number| number < limit),
            "minLength" | "maxLength" => match value {
                Value::Str(text) => is_within(keyword, wanted, text.to_text().chars().count()),
                _ => true,
            },
            "minItems" | "maxItems" => match value {
                Value::List(members) => is_within(keyword, wanted, members.len()),
                _ => true,
            },
            "minProperties" | "maxProperties" => match value {
                Value::Map(members) => is_within(keyword, wanted, members.len()),
                _ => true,
            },
            "uniqueItems" => match value {
                Value::List(members) => wanted == &Json::Bool(false) || members.len() < 2,
                _ => true,
            },
            "pattern" | "format" => !matches!(value, Value::Str(_)),
            "multipleOf" => number(value).is_none(),
            "contains" => !matches!(value, Value::List(_)),
            "propertyNames" => !matches!(value, Value::Map(_)),
            "not" | "oneOf" | "if" => false,
            // Annotations, definitions, and what only counts beside another keyword.
            _ => true,
        }
    }
}

fn is_of_type(value: &Value, name: &Json) -> bool {
    match (name.as_str(), value) {
        (Some("null"), Value::Nil | Value::Invalid)
        | (Some("boolean"), Value::Bool(_))
        | (Some("object"), Value::Map(_))
        | (Some("array"), Value::List(_))
        | (Some("number" | "integer"), Value::Int(..))
        | (Some("string"), Value::Str(_)) => true,
        // What is no number in JSON is for the validator.
        (Some("number"), Value::Float(n)) => n.is_finite(),
        (Some("integer"), Value::Float(n)) => is_whole(*n),
        _ => false,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "who asks looks whether it is exact"
)]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(kind, n) if kind.is_unsigned() => Some(n.cast_unsigned() as f64),
        Value::Int(_, n) => Some(*n as f64),
        Value::Float(n) => Some(*n),
        _ => None,
    }
}

/// Whether a number and its limit are in order; anything else than a number has no limit.
fn is_in_order(limit: &Json, value: &Value, order: fn(f64, f64) -> bool) -> bool {
    let Some(number) = number(value) else {
        return true;
    };
    limit
        .as_f64()
        .is_some_and(|limit| limit.abs() < EXACT && number.abs() < EXACT && order(limit, number))
}

fn is_within(keyword: &str, limit: &Json, size: usize) -> bool {
    let (Some(limit), Ok(size)) = (limit.as_u64(), u64::try_from(size)) else {
        return false;
    };
    if keyword.starts_with("min") {
        limit <= size
    } else {
        size <= limit
    }
}

/// Whether this is a pattern of characters, simple classes and small counts, which every engine compiles.
fn is_simple_pattern(pattern: &str) -> bool {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let mut rest = pattern.strip_suffix('$').unwrap_or(pattern);
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '[' => match rest[1..].split_once(']') {
                Some((class, after)) if is_simple_class(class) => after,
                _ => return false,
            },
            _ if is_simple(first) || first == '.' => &rest[first.len_utf8()..],
            _ => return false,
        };
        rest = match rest.chars().next() {
            Some('*' | '+' | '?') => &rest[1..],
            Some('{') => match rest[1..].split_once('}') {
                Some((count, after)) if is_simple_count(count) => after,
                _ => return false,
            },
            _ => rest,
        };
    }
    true
}

fn is_simple(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '/' | '=' | ',' | '@' | ' ' | '-')
}

/// Single characters and ranges of letters or digits; a hyphen that is meant as such comes last.
fn is_simple_class(class: &str) -> bool {
    let mut rest = class.strip_suffix('-').unwrap_or(class).as_bytes();
    if rest.is_empty() {
        return false;
    }
    while let [first, after @ ..] = rest {
        rest = match after {
            [b'-', last, after @ ..] => {
                let is_range = [
                    u8::is_ascii_digit,
                    u8::is_ascii_lowercase,
                    u8::is_ascii_uppercase,
                ]
                .iter()
                .any(|kind| kind(first) && kind(last));
                if !is_range || first > last {
                    return false;
                }
                after
            }
            _ if is_simple(char::from(*first)) || *first == b'.' => after,
            _ => return false,
        };
    }
    true
}

fn is_simple_count(count: &str) -> bool {
    let number = |text: &str| {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u32>().ok().filter(|_| is_number);
        number.filter(|number| *number <= MAX_REPEAT)
    };
    match count.split_once(',') {
        None => number(count).is_some(),
        Some((low, "")) => number(low).is_some(),
        Some((low, high)) => match (number(low), number(high)) {
            (Some(low), Some(high)) => low <= high,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use boon::{Compiler, Schemas};
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use steersman_value::Value;

    use super::super::document::from_value;
    use super::super::plain::is_plain;
    use super::{is_simple_pattern, surely_fits};

    fn value(json: &Json) -> Value {
        Value::from(crate::json::parse(json.to_string().as_bytes()).unwrap())
    }

    fn any_value() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            (-2_i64..3).prop_map(Json::from),
            Just(json!(0.5)),
            "[ab]{0,2}".prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
                prop::collection::hash_map("[ab]", inner, 0..3)
                    .prop_map(|members| Json::Object(members.into_iter().collect())),
            ]
        })
    }

    fn any_keyword(inner: BoxedStrategy<Json>) -> impl Strategy<Value = (String, Json)> {
        let name = |names: &'static [&'static str]| {
            prop::sample::select(names).prop_map(ToOwned::to_owned)
        };
        prop_oneof![
            (
                Just("type".to_owned()),
                name(&[
                    "null", "boolean", "object", "array", "number", "string", "integer"
                ])
                .prop_map(Json::from)
            ),
            (
                name(&[
                    "items",
                    "additionalProperties",
                    "not",
                    "if",
                    "then",
                    "else",
                    "contains"
                ]),
                inner.clone()
            ),
            (
                name(&["properties", "$defs"]),
                prop::collection::hash_map("[ab]", inner.clone(), 1..3)
                    .prop_map(|members| Json::Object(members.into_iter().collect()))
            ),
            (
                name(&["anyOf", "allOf", "oneOf"]),
                prop::collection::vec(inner, 1..3).prop_map(Json::from)
            ),
            (
                name(&["$ref"]),
                name(&["#/$defs/a", "#/$defs/b", "#"]).prop_map(Json::from)
            ),
            (name(&["required"]), Just(json!(["a"]))),
            (
                name(&["enum"]),
                prop::collection::vec(any_value(), 1..3).prop_map(Json::from)
            ),
            (name(&["const"]), any_value()),
            (
                name(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
                (-1_i64..2).prop_map(Json::from)
            ),
            (
                name(&[
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties"
                ]),
                (0_u64..3).prop_map(Json::from)
            ),
            (name(&["uniqueItems"]), any::<bool>().prop_map(Json::from)),
            (
                name(&["pattern"]),
                name(&["^a", "b$", "[ab]{2}", "(", "[b-a]", "a{3,2}"]).prop_map(Json::from)
            ),
            (name(&["title"]), Just(json!("a"))),
        ]
    }

    fn any_schema() -> impl Strategy<Value = Json> {
        let object = |keywords: Vec<(String, Json)>| Json::Object(keywords.into_iter().collect());
        let leaf = prop_oneof![Just(json!({})), any::<bool>().prop_map(Json::from)];
        leaf.prop_recursive(3, 16, 3, move |inner| {
            prop::collection::vec(any_keyword(inner.boxed()), 0..4).prop_map(object)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4096,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn what_surely_fits_is_valid(
            schema in any_schema(),
            draft in prop::sample::select(&[
                "http://json-schema.org/draft-07/schema#",
                "https://json-schema.org/draft/2019-09/schema",
                "https://json-schema.org/draft/2020-12/schema",
            ]),
            values in any_value(),
        ) {
            let mut schema = schema;
            if let Json::Object(keywords) = &mut schema {
                keywords.insert("$schema".to_owned(), json!(draft));
            }
            let given = value(&values);
            prop_assert_eq!(&from_value(&given), &values);
            if is_plain(&schema) && surely_fits(&schema, &given) {
                let mut compiler = Compiler::new();
                let mut schemas = Schemas::new();
                compiler.add_resource("file:///a.json", schema).unwrap();
                let compiled = compiler.compile("file:///a.json", &mut schemas).unwrap();
                prop_assert!(schemas.validate(&values, compiled).is_ok());
            }
        }
    }

    #[test]
    fn simple_patterns() {
        for pattern in [
            "",
            "^$",
            "^sha256:[a-f0-9]{64}$",
            "a.*b+",
            "[A-Za-z0-9_.-]{1,}",
            "a{2,3}",
        ] {
            assert!(is_simple_pattern(pattern), "{pattern}");
        }
        for pattern in [
            "(a", "a)", "[a", "[]", "[^a]", "[z-a]", "[a-Z]", "a{3,2}", "a{9999}", "*", "a**",
            "\\d", "a|b", "a{", "[a-]]", "[[a]]", "a^", "$a", "a{,3}", "a{+3}", "é",
        ] {
            assert!(!is_simple_pattern(pattern), "{pattern}");
        }
    }

    #[test]
    fn tells_what_surely_fits() {
        for (schema, values, expected) in [
            (
                r#"{"properties":{"a":{"type":"integer","minimum":1}}}"#,
                r#"{"a":1}"#,
                true,
            ),
            (
                r#"{"properties":{"a":{"type":"integer","minimum":1}}}"#,
                r#"{"a":0}"#,
                false,
            ),
            (
                r#"{"properties":{"a":{"type":"integer"}}}"#,
                r#"{"a":1.5}"#,
                false,
            ),
            (r#"{"required":["a"]}"#, "{}", false),
            (
                r#"{"additionalProperties":false,"properties":{"a":{}}}"#,
                r#"{"a":1}"#,
                true,
            ),
            (
                r#"{"additionalProperties":false,"properties":{"a":{}}}"#,
                r#"{"b":1}"#,
                false,
            ),
            (
                r##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"object"}}}"##,
                "{}",
                true,
            ),
            (
                r##"{"$ref":"#/$defs/b","$defs":{"a":{"type":"object"}}}"##,
                "{}",
                false,
            ),
            (r##"{"$ref":"#"}"##, "{}", false),
            (r##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##, "{}", false),
            (
                r#"{"anyOf":[{"type":"array"},{"type":"object"}]}"#,
                "{}",
                true,
            ),
            (r#"{"oneOf":[{"type":"object"}]}"#, "{}", false),
            // What does not compile fits nothing, wherever it is.
            (r#"{"properties":{"a":{"pattern":"(a"}}}"#, "{}", false),
            (
                r#"{"properties":{"a":{"pattern":"^a+$"}}}"#,
                r#"{"a":null}"#,
                true,
            ),
            (
                r#"{"properties":{"a":{"pattern":"^a+$"}}}"#,
                r#"{"a":"a"}"#,
                false,
            ),
            (
                r#"{"properties":{"a":{"enum":["x",null]}}}"#,
                r#"{"a":null}"#,
                true,
            ),
            (
                r#"{"properties":{"a":{"enum":["x",null]}}}"#,
                r#"{"a":"y"}"#,
                false,
            ),
            (
                r#"{"properties":{"a":{"maxLength":2}}}"#,
                r#"{"a":"éé"}"#,
                true,
            ),
            (
                r#"{"properties":{"a":{"minItems":1}}}"#,
                r#"{"a":[]}"#,
                false,
            ),
        ] {
            let [schema, values] = [schema, values].map(|text| serde_json::from_str(text).unwrap());
            let fits = surely_fits(&schema, &value(&values));
            assert_eq!(fits, expected, "{schema} {values}");
        }
    }
}
