use steersman_value::{GoType, IntKind, Value};

use crate::args::{any, float, integer, to_float64};
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("floor", ANY, |args| {
        Ok(Value::Float(to_float64(any(args, 0)).floor()))
    }),
    Entry::pure("ceil", ANY, |args| {
        Ok(Value::Float(to_float64(any(args, 0)).ceil()))
    }),
    Entry::variadic(
        "round",
        &[GoType::Any, GoType::Int(IntKind::Int)],
        GoType::Float64,
        round,
    ),
];

/// Rounds up when the fraction of the scaled number reaches the third argument (0.5), else down. The fraction of a
/// negative number is negative, so those always go down.
fn round(args: &[Value]) -> Outcome {
    let number = to_float64(any(args, 0));
    let up_from = if args.len() > 2 { float(args, 2)? } else { 0.5 };
    let scale = power_of_ten(integer(args, 1)?);
    let scaled = scale * number;
    let whole = if scaled - scaled.trunc() >= up_from {
        scaled.ceil()
    } else {
        scaled.floor()
    };
    Ok(Value::Float(whole / scale))
}

/// Go's `math.Pow(10, n)` by repeated squaring, whose rounding differs from the C library's in the last digit.
fn power_of_ten(n: i64) -> f64 {
    match n {
        0 => return 1.0,
        1 => return 10.0,
        -1 => return 0.1,
        400.. => return f64::INFINITY,
        ..=-400 => return 0.0,
        _ => {}
    }
    // 10 = 0.625 * 2^4
    let (mut base, mut base_exponent) = (0.625_f64, 4_i32);
    let (mut result, mut exponent) = (1.0_f64, 0_i32);
    let mut rest = n.unsigned_abs();
    while rest != 0 {
        if rest & 1 == 1 {
            result *= base;
            exponent += base_exponent;
        }
        base *= base;
        base_exponent *= 2;
        if base < 0.5 {
            base += base;
            base_exponent -= 1;
        }
        rest >>= 1;
    }
    if n < 0 {
        result = 1.0 / result;
        exponent = -exponent;
    }
    // In two steps, because 2^exponent alone may be out of range.
    let half = exponent / 2;
    result * 2_f64.powi(half) * 2_f64.powi(exponent - half)
}
