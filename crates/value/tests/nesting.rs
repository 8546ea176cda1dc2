//! Values that are nested deeply, or contain themselves, end in errors and never in an overflow of the stack.

use steersman_value::fmt::{self, Unprintable};
use steersman_value::{Map, Value, deep_equal};

fn nested(levels: usize) -> Value {
    (0..levels).fold(Value::Nil, |inner, _| Value::list(vec![inner]))
}

#[test]
fn deep_values_are_refused_and_dropped() {
    let deep = nested(1_000_000);
    assert_eq!(fmt::display(&deep), Err(Unprintable::TooDeep));
    assert_eq!(deep.to_tree(), Err(Unprintable::TooDeep));
    assert!(!deep_equal(&deep, &nested(1_000_000)));
    assert!(fmt::display(&nested(1_000)).is_ok());
}

#[test]
fn cycles_are_refused() {
    let map = Map::any([].into());
    map.set("self".into(), Value::Map(map.clone()));
    map.set("also".into(), Value::list(vec![Value::Map(map.clone())]));
    assert_eq!(
        fmt::display(&Value::Map(map.clone())),
        Err(Unprintable::Cycle)
    );
    assert_eq!(Value::Map(map.clone()).to_tree(), Err(Unprintable::TooDeep));
    drop(map.unset(b"self"));
    drop(map.unset(b"also"));
}

#[test]
fn text_that_grows_exponentially_is_refused() {
    let wide = (0..40).fold(Value::str("ha".repeat(10_000)), |inner, _| {
        Value::list(vec![inner.clone(), inner])
    });
    assert_eq!(fmt::display(&wide), Err(Unprintable::TooLong));
}
