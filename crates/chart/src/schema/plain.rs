//! Schemas that need no check against their meta-schema.
//!
//! Reading the meta-schemas of all drafts takes longer than rendering most charts, so schemas that only use common
//! keywords in their right shape are told apart here, with less than what the drafts allow.

use serde_json::Value as Json;

/// How deep a schema may be for this quick look.
pub(super) const MAX_DEPTH: usize = 64;

/// The drafts in which all shapes below are right.
const DRAFTS: [&str; 4] = [
    "json-schema.org/schema",
    "json-schema.org/draft-07/schema",
    "json-schema.org/draft/2019-09/schema",
    "json-schema.org/draft/2020-12/schema",
];

const TYPES: [&str; 7] = [
    "null", "boolean", "object", "array", "number", "string", "integer",
];

/// Whether the schema is surely valid in its draft, and refers to nothing outside itself.
pub(super) fn is_plain(schema: &Json) -> bool {
    let Json::Object(root) = schema else {
        return false;
    };
    let is_known = match root.get("$schema") {
        None => true,
        Some(Json::String(url)) => {
            let url = url.strip_suffix('#').unwrap_or(url);
            let rest = url
                .strip_prefix("http://")
                .or_else(|| url.strip_prefix("https://"));
            rest.is_some_and(|rest| DRAFTS.contains(&rest))
        }
        Some(_) => false,
    };
    is_known
        && root.iter().all(|(keyword, value)| match &**keyword {
            "$schema" => true,
            "$id" => value.as_str().is_some_and(is_plain_name),
            _ => is_plain_keyword(keyword, value, MAX_DEPTH),
        })
}

/// Whether this is a whole URL, and not one of the meta-schemas.
fn is_plain_name(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains('#')
        && !url.contains("json-schema.org")
}

fn is_plain_schema(schema: &Json, depth: usize) -> bool {
    match schema {
        Json::Bool(_) => true,
        Json::Object(keywords) => {
            depth > 0
                && keywords
                    .iter()
                    .all(|(keyword, value)| is_plain_keyword(keyword, value, depth - 1))
        }
        _ => false,
    }
}

/// Whether all schemas directly within a keyword pass a test; a keyword of the wrong shape does not. `None` when it is
/// not one that holds schemas.
pub(super) fn all_within<'a>(
    keyword: &str,
    value: &'a Json,
    mut test: impl FnMut(&'a Json) -> bool,
) -> Option<bool> {
    match keyword {
        "properties" | "patternProperties" | "definitions" | "$defs" => Some(
            value
                .as_object()
                .is_some_and(|schemas| schemas.values().all(test)),
        ),
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames" => Some(test(value)),
        "oneOf" | "anyOf" | "allOf" => Some(
            value
                .as_array()
                .is_some_and(|schemas| !schemas.is_empty() && schemas.iter().all(test)),
        ),
        _ => None,
    }
}

fn is_plain_keyword(keyword: &str, value: &Json, depth: usize) -> bool {
    if let Some(are_plain) = all_within(keyword, value, |schema| is_plain_schema(schema, depth)) {
        return are_plain;
    }
    match keyword {
        "$ref" => value.as_str().is_some_and(is_definition),
        "type" => is_type(value),
        "required" => is_list_of_names(value),
        "enum" => value.as_array().is_some_and(|list| is_set(list)),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "multipleOf" => value.as_f64().is_some_and(|number| number > 0.0),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            value.is_u64()
        }
        "uniqueItems" | "readOnly" | "writeOnly" | "deprecated" => value.is_boolean(),
        "title" | "description" | "$comment" | "format" | "pattern" => value.is_string(),
        "examples" => value.is_array(),
        "default" | "const" => true,
        // Whatever else the drafts know, and what could be one of theirs, is not for a quick look.
        "id"
        | "dependencies"
        | "dependentSchemas"
        | "dependentRequired"
        | "prefixItems"
        | "additionalItems"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "minContains"
        | "maxContains"
        | "contentEncoding"
        | "contentMediaType"
        | "contentSchema" => false,
        // Nobody reads what an unknown keyword holds, as references reach definitions only.
        _ => !keyword.starts_with('$'),
    }
}

/// Whether a reference names the schema itself, or one of its definitions.
fn is_definition(target: &str) -> bool {
    let name = target
        .strip_prefix("#/$defs/")
        .or_else(|| target.strip_prefix("#/definitions/"));
    target == "#" || name.is_some_and(|name| !name.contains('/'))
}

fn is_type(value: &Json) -> bool {
    let is_name = |name: &Json| name.as_str().is_some_and(|name| TYPES.contains(&name));
    match value {
        Json::Array(names) => !names.is_empty() && names.iter().all(is_name) && is_set(names),
        name => is_name(name),
    }
}

fn is_list_of_names(value: &Json) -> bool {
    value
        .as_array()
        .is_some_and(|names| names.iter().all(Json::is_string) && is_set(names))
}

/// Whether a list has members and none twice. Long lists are not looked at.
fn is_set(list: &[Json]) -> bool {
    !list.is_empty()
        && list.len() <= 200
        && list
            .iter()
            .enumerate()
            .all(|(at, member)| !list[..at].contains(member))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_surely_valid_schemas_are_plain() {
        for (schema, expected) in [
            ("{}", true),
            (
                r#"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}"#,
                true,
            ),
            (
                r#"{"$schema":"http://json-schema.org/draft-04/schema#","type":"object"}"#,
                false,
            ),
            (r#"{"$schema":"https://example.com/schema"}"#, false),
            (
                r#"{"properties":{"a":{"type":["string","null"],"enum":["b",null]}}}"#,
                true,
            ),
            (r##"{"$ref":"#/$defs/a","$defs":{"a":true}}"##, true),
            (r#"{"$ref":"other.json"}"#, false),
            (r#"{"$id":"https://example.com/a","type":"object"}"#, true),
            (r#"{"$id":"a.json","type":"object"}"#, false),
            (r#"{"items":{"$id":"https://example.com/a"}}"#, false),
            (r#"{"type":"text"}"#, false),
            (r#"{"type":[]}"#, false),
            (r#"{"required":["a","a"]}"#, false),
            (r#"{"properties":{"a":{"items":[{}]}}}"#, false),
            (r#"{"oneOf":[]}"#, false),
            (r#"{"minLength":-1}"#, false),
            (r#"{"minimum":"1"}"#, false),
            (r#"{"x-note":"of mine"}"#, true),
            (r#"{"x-note":{"type":"text"}}"#, true),
            (r##"{"$ref":"#/x-note","x-note":{"type":"text"}}"##, false),
            (
                r##"{"$ref":"#/$defs/a/x-note","$defs":{"a":{"x-note":1}}}"##,
                false,
            ),
            ("true", false),
        ] {
            let json = serde_json::from_str(schema).unwrap();
            assert_eq!(is_plain(&json), expected, "{schema}");
        }
    }
}
