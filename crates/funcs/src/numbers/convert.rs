use steersman_value::fmt::{self, NumberError};
use steersman_value::{GoType, Value};

use crate::args::{any, text, to_float64, to_int64};
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("int", ANY, |args| Ok(Value::int(to_int64(any(args, 0))))),
    Entry::pure("int64", ANY, |args| {
        Ok(Value::int64(to_int64(any(args, 0))))
    }),
    Entry::pure("float64", ANY, |args| {
        Ok(Value::Float(to_float64(any(args, 0))))
    }),
    Entry::pure("atoi", &[GoType::String], atoi),
    Entry::pure("toDecimal", ANY, to_decimal),
];

/// The error is dropped, but not the nearest number that comes with it.
fn atoi(args: &[Value]) -> Outcome {
    Ok(Value::int(match fmt::atoi(text(args, 0)?) {
        Ok(n) => n,
        Err(NumberError::Range(nearest)) => nearest.cast_signed(),
        Err(NumberError::Syntax) => 0,
    }))
}

/// Reads the digits of any value as an octal number.
fn to_decimal(args: &[Value]) -> Outcome {
    let digits = fmt::display(any(args, 0))?;
    Ok(Value::int64(fmt::parse_int(&digits, 8).unwrap_or(0)))
}
