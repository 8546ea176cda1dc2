use steersman_value::Value;

use crate::tracer::{Position, Tracer};

/// Tells which keys `index` is going to read.
pub(in crate::eval) fn trace_index(tracer: &mut dyn Tracer, arguments: &[Value], at: Position<'_>) {
    let [item, keys @ ..] = arguments else { return };
    let mut item = item.clone();
    for key in keys {
        let (Value::Map(map), Value::Str(key)) = (&item, key) else {
            return;
        };
        tracer.read_key(map, key, at);
        let Some(next) = map.get(key) else { return };
        item = next;
    }
}
