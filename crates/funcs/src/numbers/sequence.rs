use steersman_value::{CallError, GoType, IntKind, List, Value};

use crate::args::integer;
use crate::entry::{Entry, Outcome};
use crate::limits::check_items;
use steersman_value::capacity::appended_words;

const INT: GoType = GoType::Int(IntKind::Int);

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("until", &[INT], until),
    Entry::pure("untilStep", &[INT, INT, INT], until_step),
    Entry::variadic("seq", &[], INT, seq),
];

/// The numbers from `start` towards `stop`, which is left out; none when `step` leads away from it.
fn steps(start: i64, stop: i64, step: i64) -> Result<Vec<i64>, CallError> {
    let mut numbers = Vec::new();
    let down = stop < start;
    if (down && step >= 0) || (!down && step <= 0) {
        return Ok(numbers);
    }
    let mut next = start;
    while if down { next > stop } else { next < stop } {
        numbers.push(next);
        check_items(Some(numbers.len()))?;
        next = next.wrapping_add(step);
    }
    Ok(numbers)
}

fn list(numbers: &[i64]) -> Value {
    let items: Vec<Value> = numbers.iter().map(|n| Value::int(*n)).collect();
    let capacity = appended_words(items.len());
    Value::List(List::with_capacity(INT, items, capacity))
}

fn until(args: &[Value]) -> Outcome {
    let count = integer(args, 0)?;
    Ok(list(&steps(0, count, if count < 0 { -1 } else { 1 })?))
}

fn until_step(args: &[Value]) -> Outcome {
    Ok(list(&steps(
        integer(args, 0)?,
        integer(args, 1)?,
        integer(args, 2)?,
    )?))
}

/// `seq end`, `seq start end` or `seq start step end`, all inclusive.
fn seq(args: &[Value]) -> Outcome {
    let (start, step, end) = match args.len() {
        1 => (1, None, integer(args, 0)?),
        2 => (integer(args, 0)?, None, integer(args, 1)?),
        3 => (
            integer(args, 0)?,
            Some(integer(args, 1)?),
            integer(args, 2)?,
        ),
        _ => return Ok(Value::str("")),
    };
    let direction = if end < start { -1 } else { 1 };
    if direction < 0 && step.is_some_and(|step| step > 0) {
        return Ok(Value::str(""));
    }
    let numbers = steps(
        start,
        end.wrapping_add(direction),
        step.unwrap_or(direction),
    )?;
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Ok(Value::str(texts.join(" ")))
}
