use steersman_value::{CallError, GoType, IntKind, Method, Object, Signature, Value};

use super::Zone;
use super::moment::Time;
use super::object::{Location, Month, Weekday};
use crate::args;
use crate::duration::Duration;
use crate::entry::Outcome;

const NONE: &[GoType] = &[];
const OTHER_TIME: &[GoType] = &[GoType::Named("time.Time")];
const DURATION: &[GoType] = &[GoType::Named("time.Duration")];
const INT: GoType = GoType::Int(IntKind::Int);

/// The methods of `time.Time` that a template can call.
pub(super) const TIME: &[Method] = &[
    method("Add", DURATION, |this, args| {
        Ok(Value::object(time(this)?.add(Duration::argument(args, 0)?)))
    }),
    method("AddDate", &[INT, INT, INT], |this, args| {
        let (years, months, days) = (
            args::integer(args, 0)?,
            args::integer(args, 1)?,
            args::integer(args, 2)?,
        );
        Ok(Value::object(time(this)?.add_date(years, months, days)))
    }),
    method("After", OTHER_TIME, |this, args| {
        Ok(Value::Bool(time(this)?.is_after(other(args)?)))
    }),
    method(
        "AppendFormat",
        &[GoType::Bytes, GoType::String],
        |this, args| {
            let mut out = prefix(args)?;
            out.extend(time(this)?.format(args::text(args, 1)?));
            Ok(Value::Bytes(out.into()))
        },
    ),
    method("AppendText", &[GoType::Bytes], |this, args| {
        let mut out = prefix(args)?;
        out.extend(text_of(time(this)?, "Time.AppendText")?);
        Ok(Value::Bytes(out.into()))
    }),
    method("Before", OTHER_TIME, |this, args| {
        Ok(Value::Bool(other(args)?.is_after(time(this)?)))
    }),
    method("Compare", OTHER_TIME, |this, args| {
        let (left, right) = (time(this)?, other(args)?);
        Ok(Value::int(
            i64::from(left.is_after(right)) - i64::from(right.is_after(left)),
        ))
    }),
    method("Day", NONE, |this, _| {
        Ok(Value::int(time(this)?.civil().day))
    }),
    method("Equal", OTHER_TIME, |this, args| {
        Ok(Value::Bool(time(this)?.is_same_moment(other(args)?)))
    }),
    method("Format", &[GoType::String], |this, args| {
        Ok(Value::str(time(this)?.format(args::text(args, 0)?)))
    }),
    method("GoString", NONE, |this, _| {
        Ok(Value::str(time(this)?.go_text()))
    }),
    method("Hour", NONE, |this, _| {
        Ok(Value::int(time(this)?.civil().hour))
    }),
    method("In", &[GoType::Named("*time.Location")], |this, args| {
        let location = args::any(args, 0).downcast::<Location>();
        let location =
            location.ok_or_else(|| args::panic("time: missing Location in call to Time.In"))?;
        Ok(Value::object(time(this)?.in_zone(location.0.clone())))
    }),
    method("IsDST", NONE, |this, _| {
        Ok(Value::Bool(time(this)?.zone_info().is_dst))
    }),
    method("IsZero", NONE, |this, _| {
        Ok(Value::Bool(time(this)?.is_zero()))
    }),
    method("Local", NONE, |this, _| {
        let time = time(this)?;
        Ok(Value::object(time.in_zone(time.local.clone())))
    }),
    method("Location", NONE, |this, _| {
        Ok(Value::object(Location(time(this)?.zone.clone())))
    }),
    method("MarshalJSON", NONE, |this, _| {
        let text = text_of(time(this)?, "Time.MarshalJSON")?;
        Ok(Value::Bytes([b"\"", &*text, b"\""].concat().into()))
    }),
    method("MarshalText", NONE, |this, _| {
        Ok(Value::Bytes(
            text_of(time(this)?, "Time.MarshalText")?.into(),
        ))
    }),
    method("Minute", NONE, |this, _| {
        Ok(Value::int(time(this)?.civil().minute))
    }),
    method("Month", NONE, |this, _| {
        Ok(Value::object(Month(time(this)?.civil().month)))
    }),
    method("Nanosecond", NONE, |this, _| {
        Ok(Value::int(i64::from(time(this)?.nanos)))
    }),
    method("Round", DURATION, |this, args| {
        Ok(Value::object(
            time(this)?.round(Duration::argument(args, 0)?),
        ))
    }),
    method("Second", NONE, |this, _| {
        Ok(Value::int(time(this)?.civil().second))
    }),
    method("String", NONE, |this, _| Ok(Value::str(time(this)?.text()))),
    method("Sub", OTHER_TIME, |this, args| {
        Ok(Value::object(time(this)?.since(other(args)?)))
    }),
    method("Truncate", DURATION, |this, args| {
        Ok(Value::object(
            time(this)?.truncate(Duration::argument(args, 0)?),
        ))
    }),
    method("UTC", NONE, |this, _| {
        Ok(Value::object(time(this)?.in_zone(Zone::Utc)))
    }),
    method("Unix", NONE, |this, _| {
        Ok(Value::int64(time(this)?.seconds))
    }),
    method("UnixMicro", NONE, |this, _| {
        Ok(Value::int64(scaled(time(this)?, 1_000)))
    }),
    method("UnixMilli", NONE, |this, _| {
        Ok(Value::int64(scaled(time(this)?, 1_000_000)))
    }),
    method("UnixNano", NONE, |this, _| {
        Ok(Value::int64(scaled(time(this)?, 1)))
    }),
    method("Weekday", NONE, |this, _| {
        Ok(Value::object(Weekday(time(this)?.weekday())))
    }),
    method("Year", NONE, |this, _| {
        Ok(Value::int(time(this)?.civil().year))
    }),
    method("YearDay", NONE, |this, _| {
        Ok(Value::int(time(this)?.year_day()))
    }),
];

/// The methods of `time.Month`.
pub(super) const MONTH: &[Method] = &[method("String", NONE, |this, _| Ok(text::<Month>(this)))];

/// The methods of `time.Weekday`.
pub(super) const WEEKDAY: &[Method] =
    &[method("String", NONE, |this, _| Ok(text::<Weekday>(this)))];

/// The methods of `*time.Location`.
pub(super) const LOCATION: &[Method] =
    &[method("String", NONE, |this, _| Ok(text::<Location>(this)))];

const fn method(
    name: &'static str,
    params: &'static [GoType],
    call: fn(&Value, &[Value]) -> Outcome,
) -> Method {
    Method {
        name,
        signature: Signature {
            params,
            variadic: None,
        },
        call,
    }
}

/// What `String()` of the receiver returns.
fn text<T: Object + 'static>(this: &Value) -> Value {
    Value::Str(
        this.downcast::<T>()
            .and_then(Object::stringer)
            .unwrap_or_default(),
    )
}

/// The receiver or an argument as a time.
pub(super) fn time(value: &Value) -> Result<&Time, CallError> {
    value
        .downcast()
        .ok_or_else(|| args::mismatch("time.Time", value))
}

fn other(args: &[Value]) -> Result<&Time, CallError> {
    time(args::any(args, 0))
}

/// The bytes that the result of an `Append…` method begins with.
fn prefix(args: &[Value]) -> Result<Vec<u8>, CallError> {
    match args::any(args, 0) {
        Value::Bytes(bytes) => Ok(bytes.to_vec()),
        Value::Nil | Value::Invalid => Ok(Vec::new()),
        value => Err(args::mismatch("[]uint8", value)),
    }
}

fn text_of(time: &Time, caller: &str) -> Result<Vec<u8>, CallError> {
    time.strict_text()
        .map_err(|reason| args::error(format!("{caller}: {reason}")))
}

/// Units of `nanos` nanoseconds since the epoch; wraps as in Go.
#[expect(clippy::cast_possible_truncation, reason = "Go's integers wrap around")]
fn scaled(time: &Time, nanos: i128) -> i64 {
    time.unix_nanos().div_euclid(nanos) as i64
}
