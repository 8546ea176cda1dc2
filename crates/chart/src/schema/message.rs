use boon::ErrorKind;
use serde_json::{Number, Value as Json};

use crate::gofmt::quoted;

/// What a failed keyword says, in the words of the Go library.
#[expect(clippy::too_many_lines, reason = "one arm for each keyword")]
pub(super) fn message(kind: &ErrorKind<'_, '_>) -> String {
    match kind {
        ErrorKind::Schema { url } => format!("jsonschema validation failed with {}", quote(url)),
        ErrorKind::Group | ErrorKind::Reference { .. } => "validation failed".to_owned(),
        ErrorKind::ContentSchema => "'contentSchema' failed".to_owned(),
        ErrorKind::PropertyName { prop } => format!("invalid propertyName {}", quote(prop)),
        ErrorKind::RefCycle {
            url,
            kw_loc1,
            kw_loc2,
        } => {
            format!(
                "both {kw_loc1} and {kw_loc2} resolve to {} causing reference cycle",
                quoted(url)
            )
        }
        ErrorKind::FalseSchema => "false schema".to_owned(),
        ErrorKind::Type { got, want } => {
            let want: Vec<_> = want.iter().map(|wanted| wanted.to_string()).collect();
            format!("got {got}, want {}", want.join(" or "))
        }
        ErrorKind::Enum { want } => match &want[..] {
            items if items.iter().any(is_composite) => "'enum' failed".to_owned(),
            [single] => format!("value must be {}", display(single)),
            items => {
                let items: Vec<_> = items.iter().map(display).collect();
                format!("value must be one of {}", items.join(", "))
            }
        },
        ErrorKind::Const { want } if is_composite(want) => "'const' failed".to_owned(),
        ErrorKind::Const { want } => format!("value must be {}", display(want)),
        ErrorKind::Format { got, want, err } => {
            format!("{} is not valid {want}: {err}", display(got))
        }
        ErrorKind::MinProperties { got, want } => counts("minProperties", *got, *want),
        ErrorKind::MaxProperties { got, want } => counts("maxProperties", *got, *want),
        ErrorKind::MinItems { got, want } => counts("minItems", *got, *want),
        ErrorKind::MaxItems { got, want } => counts("maxItems", *got, *want),
        ErrorKind::MinLength { got, want } => counts("minLength", *got, *want),
        ErrorKind::MaxLength { got, want } => counts("maxLength", *got, *want),
        ErrorKind::AdditionalProperties { got } => {
            format!(
                "additional properties {} not allowed",
                join(got.iter().map(AsRef::as_ref))
            )
        }
        ErrorKind::Required { want } => match &want[..] {
            [single] => format!("missing property {}", quote(single)),
            several => format!("missing properties {}", join(several.iter().copied())),
        },
        ErrorKind::Dependency { prop, missing }
        | ErrorKind::DependentRequired { prop, missing } => {
            format!(
                "properties {} required, if {} exists",
                join(missing.iter().copied()),
                quote(prop)
            )
        }
        ErrorKind::Contains => "no items match contains schema".to_owned(),
        ErrorKind::MinContains { got, want } if got.is_empty() => {
            format!(
                "min {} items required to match contains schema, but none matched",
                grouped(*want)
            )
        }
        ErrorKind::MinContains { got, want } => contains("min", got, *want),
        ErrorKind::MaxContains { got, want } => contains("max", got, *want),
        ErrorKind::UniqueItems {
            got: [first, second],
        } => {
            format!(
                "items at {} and {} are equal",
                grouped(*first),
                grouped(*second)
            )
        }
        ErrorKind::AdditionalItems { got } => {
            format!("last {} additionalItem(s) not allowed", grouped(*got))
        }
        ErrorKind::Pattern { got, want } => {
            format!("{} does not match pattern {}", quote(got), quote(want))
        }
        ErrorKind::ContentEncoding { want, err } => {
            format!("value is not {} encoded: {err}", quote(want))
        }
        ErrorKind::ContentMediaType { want, err, .. } => {
            format!("value is not of mediatype {}: {err}", quote(want))
        }
        ErrorKind::Minimum { got, want } => bounds("minimum", got, want),
        ErrorKind::Maximum { got, want } => bounds("maximum", got, want),
        ErrorKind::ExclusiveMinimum { got, want } => bounds("exclusiveMinimum", got, want),
        ErrorKind::ExclusiveMaximum { got, want } => bounds("exclusiveMaximum", got, want),
        ErrorKind::MultipleOf { got, want } => bounds("multipleOf", got, want),
        ErrorKind::Not => "'not' failed".to_owned(),
        ErrorKind::AllOf => "'allOf' failed".to_owned(),
        ErrorKind::AnyOf => "'anyOf' failed".to_owned(),
        ErrorKind::OneOf(None) => "'oneOf' failed, none matched".to_owned(),
        ErrorKind::OneOf(Some((first, second))) => {
            format!(
                "'oneOf' failed, subschemas {}, {} matched",
                grouped(*first),
                grouped(*second)
            )
        }
    }
}

/// Text in single quotes, with the escapes of Go's double quotes.
pub(super) fn quote(text: &str) -> String {
    let quoted = quoted(text).replace("\\\"", "\"").replace('\'', "\\'");
    format!("'{}'", &quoted[1..quoted.len() - 1])
}

fn join<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = items.map(quote).collect();
    quoted.join(", ")
}

fn is_composite(value: &Json) -> bool {
    matches!(value, Json::Array(_) | Json::Object(_))
}

fn display(value: &Json) -> String {
    match value {
        Json::String(text) => quote(text),
        Json::Array(_) | Json::Object(_) => "value".to_owned(),
        Json::Null => "<nil>".to_owned(),
        other => other.to_string(),
    }
}

fn counts(keyword: &str, got: usize, want: usize) -> String {
    format!("{keyword}: got {}, want {}", grouped(got), grouped(want))
}

fn contains(bound: &str, got: &[usize], want: usize) -> String {
    let places: Vec<_> = got.iter().map(ToString::to_string).collect();
    format!(
        "{bound} {} items required to match contains schema, but matched {} items at {}",
        grouped(want),
        grouped(got.len()),
        places.join(" ")
    )
}

fn bounds(keyword: &str, got: &Number, want: &Number) -> String {
    format!("{keyword}: got {}, want {}", english(got), english(want))
}

fn grouped(n: usize) -> String {
    group_digits(&n.to_string())
}

/// A number as English people write it: thousands apart, and powers of ten for the very large and small.
fn english(number: &Number) -> String {
    let text = steersman_value::fmt::format_float(number.as_f64().unwrap_or(f64::NAN), b'g', None);
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return group_digits(&text);
    };
    let superscript = |c: char| match c {
        '-' => Some('⁻'),
        '1' => Some('¹'),
        '2' => Some('²'),
        '3' => Some('³'),
        digit => digit
            .to_digit(10)
            .and_then(|digit| char::from_u32(0x2070 + digit)),
    };
    format!(
        "{mantissa}×10{}",
        exponent.chars().filter_map(superscript).collect::<String>()
    )
}

/// Puts a comma between every three digits of the whole part.
fn group_digits(text: &str) -> String {
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}
