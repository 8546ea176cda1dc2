use steersman_names::HelmDialect;
use steersman_value::{GoType, Kind, Value, fmt};

use super::{Duration, SECOND, parse};
use crate::args;
use crate::entry::{Entry, Outcome, PureBody};

const ONE: &[GoType] = &[GoType::Any];
const TWO: &[GoType] = &[GoType::Any, GoType::Any];

/// The functions of this module: all of them are Helm's own and new in 4.3.
pub(crate) const FUNCTIONS: &[Entry] = &[
    new("mustToDuration", ONE, |args| {
        duration_of(args::any(args, 0))
            .map(Value::object)
            .map_err(args::panic)
    }),
    new("durationSeconds", ONE, |args| {
        Ok(fraction(args, SECOND, 1.0))
    }),
    new("durationMilliseconds", ONE, |args| {
        Ok(whole(args, 1_000_000))
    }),
    new("durationMicroseconds", ONE, |args| Ok(whole(args, 1_000))),
    new("durationNanoseconds", ONE, |args| Ok(whole(args, 1))),
    new("durationMinutes", ONE, |args| {
        Ok(fraction(args, 60 * SECOND, 1.0))
    }),
    new("durationHours", ONE, |args| {
        Ok(fraction(args, 3600 * SECOND, 1.0))
    }),
    new("durationDays", ONE, |args| {
        Ok(fraction(args, 3600 * SECOND, 24.0))
    }),
    new("durationWeeks", ONE, |args| {
        Ok(Value::Float(days(args) / 7.0))
    }),
    new("durationRoundTo", TWO, |args| {
        adjusted(args, Duration::round)
    }),
    new("durationTruncateTo", TWO, |args| {
        adjusted(args, Duration::truncate)
    }),
];

const fn new(name: &'static str, params: &'static [GoType], body: PureBody) -> Entry {
    Entry::pure(name, params, body).since(HelmDialect::V4_3)
}

/// The first argument in units, 0 when it is no duration.
fn fraction(args: &[Value], unit: i64, units: f64) -> Value {
    Value::Float(
        duration_of(args::any(args, 0)).map_or(0.0, |duration| duration.in_units_of(unit) / units),
    )
}

fn days(args: &[Value]) -> f64 {
    duration_of(args::any(args, 0))
        .map_or(0.0, |duration| duration.in_units_of(3600 * SECOND) / 24.0)
}

/// The whole units in the first argument, 0 when it is no duration.
fn whole(args: &[Value], unit: i64) -> Value {
    Value::int64(duration_of(args::any(args, 0)).map_or(0, |duration| duration.0 / unit))
}

/// The first argument changed by the second one, if that is a duration too.
fn adjusted(args: &[Value], change: fn(Duration, Duration) -> Duration) -> Outcome {
    let Ok(duration) = duration_of(args::any(args, 0)) else {
        return Ok(Value::object(Duration(0)));
    };
    let multiple = duration_of(args::any(args, 1));
    Ok(Value::object(
        multiple.map_or(duration, |multiple| change(duration, multiple)),
    ))
}

/// What counts as a duration: one, the text of one, or a number of seconds in any form.
fn duration_of(value: &Value) -> Result<Duration, String> {
    if let Some(duration) = value.downcast::<Duration>() {
        return Ok(*duration);
    }
    match value {
        Value::Str(text) => from_text(text),
        Value::Nil | Value::Invalid => Err("invalid duration".into()),
        Value::Float(seconds) => from_seconds(*seconds),
        Value::Object(object) => match object.underlying() {
            Some(plain @ (Value::Int(..) | Value::Float(_))) => duration_of(&plain),
            _ => Err(format!("unsupported duration type {}", value.type_name())),
        },
        Value::Int(..) => match value.kind() {
            Kind::Int(kind) => from_integer(value, kind.is_unsigned()),
            _ => Err("invalid duration".into()),
        },
        _ => Err(format!("unsupported duration type {}", value.type_name())),
    }
}

fn from_integer(value: &Value, unsigned: bool) -> Result<Duration, String> {
    let Value::Int(_, seconds) = *value else {
        return Err("invalid duration".into());
    };
    let overflow = || {
        let shown = if unsigned {
            seconds.cast_unsigned().to_string()
        } else {
            seconds.to_string()
        };
        format!("duration seconds overflow: {shown}")
    };
    if unsigned && seconds < 0 {
        return Err(overflow());
    }
    seconds
        .checked_mul(SECOND)
        .map(Duration)
        .ok_or_else(overflow)
}

fn from_text(text: &[u8]) -> Result<Duration, String> {
    let trimmed = match std::str::from_utf8(text) {
        Ok(text) => text.trim().as_bytes(),
        Err(_) => text.trim_ascii(),
    };
    if trimmed.is_empty() {
        return Err("empty duration".into());
    }
    if let Ok(duration) = parse(trimmed) {
        return Ok(duration);
    }
    match fmt::parse_float(trimmed) {
        Ok(seconds) => from_seconds(seconds),
        Err(_) => Err(format!("could not parse duration {}", fmt::quote(text))),
    }
}

/// The largest number of seconds that fits.
const MAX_SECONDS: f64 = 9_223_372_036.854_776;

fn from_seconds(seconds: f64) -> Result<Duration, String> {
    let shown = || fmt::format_float(seconds, b'g', None);
    if !seconds.is_finite() {
        return Err(format!("invalid duration seconds: {}", shown()));
    }
    if seconds.abs() > MAX_SECONDS {
        return Err(format!("duration seconds overflow: {}", shown()));
    }
    Ok(Duration(fmt::float_to_int(seconds * 1e9)))
}
