use steersman_value::{CallError, GoType, IntKind, List, Value, fmt};

use super::items::items_of;
use crate::args::{any, integer, panic};
use crate::entry::{Entry, Outcome};
use crate::limits::check_items;

const PARAMS: &[GoType] = &[GoType::Int(IntKind::Int), GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("chunk", PARAMS, chunk),
    Entry::pure("mustChunk", PARAMS, chunk),
];

/// Go's `make` with this length.
fn make_length(length: i64) -> Result<usize, CallError> {
    let length =
        usize::try_from(length).map_err(|_| panic("runtime error: makeslice: len out of range"))?;
    check_items(Some(length))?;
    Ok(length)
}

/// Lists of `size` elements, the last one shorter. The number of lists is computed in floats, which decides what odd
/// sizes do.
#[expect(
    clippy::cast_precision_loss,
    reason = "the original computes in float64"
)]
fn chunk(args: &[Value]) -> Outcome {
    let size = integer(args, 0)?;
    let items = items_of(any(args, 1), "Cannot chunk type")?;
    let length = items.len() as f64;
    let count = make_length(fmt::float_to_int(
        ((length - 1.0) / size as f64).floor() + 1.0,
    ))?;
    let mut chunks = Vec::with_capacity(count);
    for index in 0..count {
        let mut chunk_length = size;
        if index + 1 == count {
            chunk_length = fmt::float_to_int((length % size as f64).floor());
            if chunk_length == 0 {
                chunk_length = size;
            }
        }
        let chunk_length = make_length(chunk_length)?;
        let start = i64::try_from(index)
            .unwrap_or(i64::MAX)
            .saturating_mul(size);
        let chunk = usize::try_from(start)
            .ok()
            .and_then(|start| items.get(start..start.checked_add(chunk_length)?))
            .ok_or_else(|| panic("reflect: slice index out of range"))?;
        chunks.push(Value::list(chunk.to_vec()));
    }
    Ok(Value::List(List::new(GoType::AnyList, chunks)))
}
