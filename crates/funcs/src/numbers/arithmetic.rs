use steersman_value::{GoType, Value};

use crate::args::{any, panic, rest, to_float64, to_int64};
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];
const TWO: &[GoType] = &[GoType::Any, GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("add", &[], GoType::Any, add),
    Entry::pure("add1", ANY, |args| {
        Ok(Value::int64(to_int64(any(args, 0)).wrapping_add(1)))
    }),
    Entry::pure("sub", TWO, |args| {
        Ok(Value::int64(first(args).wrapping_sub(second(args))))
    }),
    Entry::variadic("mul", ANY, GoType::Any, mul),
    Entry::pure("div", TWO, div),
    Entry::pure("mod", TWO, modulo),
    Entry::variadic("max", ANY, GoType::Any, max),
    Entry::variadic("biggest", ANY, GoType::Any, max),
    Entry::variadic("min", ANY, GoType::Any, min),
    Entry::variadic("maxf", ANY, GoType::Any, maxf),
    Entry::variadic("minf", ANY, GoType::Any, minf),
];

fn first(args: &[Value]) -> i64 {
    to_int64(any(args, 0))
}

fn second(args: &[Value]) -> i64 {
    to_int64(any(args, 1))
}

fn add(args: &[Value]) -> Outcome {
    Ok(Value::int64(
        args.iter().map(to_int64).fold(0, i64::wrapping_add),
    ))
}

fn mul(args: &[Value]) -> Outcome {
    Ok(Value::int64(
        rest(args, 1)
            .iter()
            .map(to_int64)
            .fold(first(args), i64::wrapping_mul),
    ))
}

fn div(args: &[Value]) -> Outcome {
    let divisor = divisor(args)?;
    Ok(Value::int64(first(args).wrapping_div(divisor)))
}

fn modulo(args: &[Value]) -> Outcome {
    let divisor = divisor(args)?;
    Ok(Value::int64(first(args).wrapping_rem(divisor)))
}

fn divisor(args: &[Value]) -> Result<i64, steersman_value::CallError> {
    match second(args) {
        0 => Err(panic("runtime error: integer divide by zero")),
        n => Ok(n),
    }
}

fn max(args: &[Value]) -> Outcome {
    Ok(Value::int64(
        rest(args, 1)
            .iter()
            .map(to_int64)
            .fold(first(args), i64::max),
    ))
}

fn min(args: &[Value]) -> Outcome {
    Ok(Value::int64(
        rest(args, 1)
            .iter()
            .map(to_int64)
            .fold(first(args), i64::min),
    ))
}

fn maxf(args: &[Value]) -> Outcome {
    Ok(Value::Float(
        rest(args, 1)
            .iter()
            .map(to_float64)
            .fold(to_float64(any(args, 0)), larger),
    ))
}

fn minf(args: &[Value]) -> Outcome {
    let smaller = |a: f64, b: f64| -larger(-a, -b);
    Ok(Value::Float(
        rest(args, 1)
            .iter()
            .map(to_float64)
            .fold(to_float64(any(args, 0)), smaller),
    ))
}

/// Go's `math.Max`: infinity beats not-a-number, which beats every number; 0 is larger than -0.
fn larger(a: f64, b: f64) -> f64 {
    if a == f64::INFINITY || b == f64::INFINITY {
        f64::INFINITY
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == 0.0 && b == 0.0 {
        if a.is_sign_negative() { b } else { a }
    } else if a > b {
        a
    } else {
        b
    }
}
