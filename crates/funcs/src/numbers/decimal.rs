//! Sums and products of floats in decimal, so that `addf 0.1 0.2` is 0.3.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{Signed as _, Zero as _};
use steersman_value::{CallError, GoType, Value, fmt};

use crate::args::{any, panic, rest, to_float64};
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("addf", &[], GoType::Any, |args| {
        fold(&Value::Float(0.0), args, |a, b| Ok(a.add(&b)))
    }),
    Entry::pure("add1f", ANY, |args| {
        fold(any(args, 0), &[Value::int(1)], |a, b| Ok(a.add(&b)))
    }),
    Entry::variadic("subf", ANY, GoType::Any, |args| {
        fold(any(args, 0), rest(args, 1), |a, b| Ok(a.subtract(&b)))
    }),
    Entry::variadic("mulf", ANY, GoType::Any, |args| {
        fold(any(args, 0), rest(args, 1), |a, b| Ok(a.multiply(&b)))
    }),
    Entry::variadic("divf", ANY, GoType::Any, |args| {
        fold(any(args, 0), rest(args, 1), |a, b| a.divide(&b))
    }),
];

/// How many digits after the point a quotient has.
const QUOTIENT_PLACES: i64 = 16;

fn fold(
    start: &Value,
    operands: &[Value],
    operation: fn(Decimal, Decimal) -> Result<Decimal, CallError>,
) -> Outcome {
    let mut result = Decimal::from_float(to_float64(start))?;
    for operand in operands {
        result = operation(result, Decimal::from_float(to_float64(operand))?)?;
    }
    Ok(Value::Float(result.to_float()))
}

/// `digits * 10^exponent`
struct Decimal {
    digits: BigInt,
    exponent: i64,
}

impl Decimal {
    /// The shortest decimal number that reads back as `f`.
    fn from_float(f: f64) -> Result<Self, CallError> {
        if !f.is_finite() {
            return Err(panic(format!(
                "Cannot create a Decimal from {}",
                fmt::format_float(f, b'g', None)
            )));
        }
        let text = fmt::format_float(f, b'e', None);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let places = mantissa
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let digits = mantissa.replace('.', "").parse().unwrap_or_default();
        Ok(Self {
            digits,
            exponent: exponent - i64::try_from(places).unwrap_or(0),
        })
    }

    /// The nearest float.
    fn to_float(&self) -> f64 {
        format!("{}e{}", self.digits, self.exponent)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// The digits of both numbers at the smaller exponent.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let exponent = self.exponent.min(other.exponent);
        let at = |number: &Self| &number.digits * power_of_ten(number.exponent - exponent);
        (at(self), at(other), exponent)
    }

    fn add(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Self {
            digits: a + b,
            exponent,
        }
    }

    fn subtract(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Self {
            digits: a - b,
            exponent,
        }
    }

    fn multiply(&self, other: &Self) -> Self {
        Self {
            digits: &self.digits * &other.digits,
            exponent: self.exponent + other.exponent,
        }
    }

    /// The quotient with [`QUOTIENT_PLACES`] digits after the point, halves rounded away from zero.
    fn divide(&self, other: &Self) -> Result<Self, CallError> {
        if other.digits.is_zero() {
            return Err(panic("decimal division by 0"));
        }
        let shift = self.exponent - other.exponent + QUOTIENT_PLACES;
        let dividend = &self.digits * power_of_ten(shift);
        let divisor = &other.digits * power_of_ten(-shift);
        let (mut quotient, remainder) = dividend.abs().div_rem(&divisor.abs());
        if remainder * 2 >= divisor.abs() {
            quotient += 1;
        }
        if dividend.is_negative() != divisor.is_negative() {
            quotient = -quotient;
        }
        Ok(Self {
            digits: quotient,
            exponent: -QUOTIENT_PLACES,
        })
    }
}

/// `10^n`, 1 when `n` is negative.
fn power_of_ten(n: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(n).unwrap_or(0))
}
