use steersman_value::{CallError, GoType, IntKind, Value, fmt};

use super::methods::time;
use super::{Time, Zone};
use crate::duration::{self, Duration, SECOND};
use crate::entry::{Entry, Outcome};
use crate::{Options, args};

const STRING: GoType = GoType::String;
const ANY: GoType = GoType::Any;
const TIME: GoType = GoType::Named("time.Time");

const DATE_ONLY: &[u8] = b"2006-01-02";

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::with_options("ago", &[ANY], ago),
    Entry::with_options("date", &[STRING, ANY], |options, args| {
        let zone = local(options);
        shown(options, args::text(args, 0)?, args::any(args, 1), zone)
    }),
    Entry::with_options("dateInZone", &[STRING, ANY, STRING], date_in_zone),
    Entry::with_options("date_in_zone", &[STRING, ANY, STRING], date_in_zone),
    Entry::pure("dateModify", &[STRING, TIME], date_modify),
    Entry::pure("date_modify", &[STRING, TIME], date_modify),
    Entry::pure("mustDateModify", &[STRING, TIME], must_date_modify),
    Entry::pure("must_date_modify", &[STRING, TIME], must_date_modify),
    Entry::pure("duration", &[ANY], duration_text),
    Entry::with_options("durationRound", &[ANY], duration_round),
    Entry::with_options("htmlDate", &[ANY], |options, args| {
        shown(options, DATE_ONLY, args::any(args, 0), local(options))
    }),
    Entry::with_options("htmlDateInZone", &[ANY, STRING], |options, args| {
        let zone = named(options, args, 1)?;
        shown(options, DATE_ONLY, args::any(args, 0), zone)
    }),
    Entry::with_options("now", &[], |options, _| Ok(Value::object(now(options)))),
    Entry::with_options("toDate", &[STRING, STRING], |options, args| {
        let zone = local(options);
        let parsed = Time::parse(args::text(args, 0)?, args::text(args, 1)?, &zone);
        Ok(Value::object(parsed.unwrap_or_else(|_| Time::zero(zone))))
    }),
    Entry::with_options("mustToDate", &[STRING, STRING], |options, args| {
        let parsed = Time::parse(args::text(args, 0)?, args::text(args, 1)?, &local(options));
        parsed.map(Value::object).map_err(args::error)
    }),
    Entry::pure("unixEpoch", &[TIME], |args| {
        Ok(Value::str(time(args::any(args, 0))?.seconds.to_string()))
    }),
];

/// The zone of the machine.
fn local(options: &Options) -> Zone {
    Zone::local(&options.env.local_zone())
}

fn now(options: &Options) -> Time {
    Time::now(options.env.now(), local(options))
}

/// The zone that the argument at `index` names; UTC when there is no such zone.
fn named(options: &Options, args: &[Value], index: usize) -> Result<Zone, CallError> {
    let name = args::text(args, index)?.to_text();
    Ok(if name == "Local" {
        local(options)
    } else {
        Zone::load(&name)
    })
}

/// What counts as a time: one, or an integer as Unix seconds. Anything else is the present.
fn moment(options: &Options, value: &Value) -> Time {
    match value {
        Value::Int(IntKind::Int | IntKind::Int64 | IntKind::Int32, seconds) => {
            let zone = local(options);
            Time::from_unix(*seconds, 0, zone.clone(), zone)
        }
        _ => value
            .downcast::<Time>()
            .cloned()
            .unwrap_or_else(|| now(options)),
    }
}

fn shown(options: &Options, layout: &[u8], value: &Value, zone: Zone) -> Outcome {
    Ok(Value::str(
        moment(options, value).in_zone(zone).format(layout),
    ))
}

fn date_in_zone(options: &Options, args: &[Value]) -> Outcome {
    let zone = named(options, args, 2)?;
    shown(options, args::text(args, 0)?, args::any(args, 1), zone)
}

fn date_modify(args: &[Value]) -> Outcome {
    let date = args::any(args, 1);
    Ok(match duration::parse(args::text(args, 0)?) {
        Ok(change) => Value::object(time(date)?.add(change)),
        Err(_) => date.clone(),
    })
}

fn must_date_modify(args: &[Value]) -> Outcome {
    let change = duration::parse(args::text(args, 0)?).map_err(args::error)?;
    Ok(Value::object(time(args::any(args, 1))?.add(change)))
}

/// How long ago a time was, to the second.
fn ago(options: &Options, args: &[Value]) -> Outcome {
    let value = args::any(args, 0);
    // Sprig forgot this one type here.
    let then = if matches!(value, Value::Int(IntKind::Int32, _)) {
        now(options)
    } else {
        moment(options, value)
    };
    Ok(Value::str(
        now(options)
            .since(&then)
            .round(Duration(SECOND))
            .to_string(),
    ))
}

/// Seconds as a duration text; only a text and an `int64` count.
fn duration_text(args: &[Value]) -> Outcome {
    let seconds = match args::any(args, 0) {
        Value::Str(text) => match fmt::parse_int(text, 10) {
            Ok(seconds) => seconds,
            Err(fmt::NumberError::Range(nearest)) => nearest.cast_signed(),
            Err(fmt::NumberError::Syntax) => 0,
        },
        Value::Int(IntKind::Int64, seconds) => *seconds,
        _ => 0,
    };
    Ok(Value::str(Duration::from_seconds(seconds).to_string()))
}

/// The units of `durationRound` in seconds, largest first.
const ROUND_UNITS: [(u64, &str); 6] = [
    (365 * 86_400, "y"),
    (30 * 86_400, "mo"),
    (86_400, "d"),
    (3_600, "h"),
    (60, "m"),
    (1, "s"),
];

/// The largest unit that a duration is longer than, and how many of them.
fn duration_round(options: &Options, args: &[Value]) -> Outcome {
    let value = args::any(args, 0);
    let span = match value {
        Value::Str(text) => duration::parse(text).unwrap_or(Duration(0)),
        Value::Int(IntKind::Int64, nanos) => Duration(*nanos),
        _ => value
            .downcast::<Time>()
            .map_or(Duration(0), |then| now(options).since(then)),
    };
    let nanos = span.0.unsigned_abs();
    let fitting = ROUND_UNITS
        .into_iter()
        .find(|(seconds, _)| nanos > seconds * SECOND.unsigned_abs());
    Ok(Value::str(match fitting {
        Some((seconds, unit)) => format!("{}{unit}", nanos / (seconds * SECOND.unsigned_abs())),
        None => "0s".into(),
    }))
}
