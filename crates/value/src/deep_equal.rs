use std::collections::HashSet;

use crate::{Kind, List, Map, Value};

/// How deep values may be nested to be compared; what is deeper counts as different.
const MAX_DEPTH: usize = crate::fmt::MAX_DEPTH;

/// After so many maps and lists the pairs that were compared are remembered, because shared parts can make the same
/// pairs come up again and again.
const REMEMBER_AFTER: usize = 4_096;

/// Go's `reflect.DeepEqual`: the types must be the same (`1` differs from `1.0` and from `int64` 1), nil lists and
/// maps differ from empty ones, and `NaN` differs from itself except within one shared map or list.
pub fn deep_equal(a: &Value, b: &Value) -> bool {
    Comparison::default().equal(a, b, 0)
}

#[derive(Default)]
struct Comparison {
    containers: usize,
    compared: HashSet<(usize, usize)>,
}

impl Comparison {
    fn equal(&mut self, a: &Value, b: &Value, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        match (a, b) {
            (Value::Nil | Value::Invalid, Value::Nil | Value::Invalid) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a_kind, a), Value::Int(b_kind, b)) => a_kind == b_kind && a == b,
            #[expect(clippy::float_cmp, reason = "Go compares floats exactly")]
            (Value::Float(a), Value::Float(b)) => a == b,
            #[expect(clippy::float_cmp, reason = "Go compares floats exactly")]
            (Value::Complex(a_re, a_im), Value::Complex(b_re, b_im)) => {
                a_re == b_re && a_im == b_im
            }
            (Value::Str(a), Value::Str(b)) | (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::List(a), Value::List(b)) => self.lists_equal(a, b, depth),
            (Value::Map(a), Value::Map(b)) => self.maps_equal(a, b, depth),
            (Value::Object(a), Value::Object(b)) => {
                let same = a.kind() == Kind::Ptr && std::ptr::addr_eq(a.as_ref(), b.as_ref());
                same || (a.type_name() == b.type_name() && a.deep_equal(b.as_ref()))
            }
            _ => false,
        }
    }

    /// Whether the pair is one container, or was compared before: what comes out then is known elsewhere.
    fn settled(&mut self, a: usize, b: usize) -> bool {
        self.containers += 1;
        a == b || (self.containers > REMEMBER_AFTER && !self.compared.insert((a, b)))
    }

    fn lists_equal(&mut self, a: &List, b: &List, depth: usize) -> bool {
        if a.type_name() != b.type_name() || a.is_nil() != b.is_nil() || a.len() != b.len() {
            return false;
        }
        self.settled(a.identity(), b.identity())
            || a.items()
                .iter()
                .zip(b.items().iter())
                .all(|(a, b)| self.equal(a, b, depth + 1))
    }

    fn maps_equal(&mut self, a: &Map, b: &Map, depth: usize) -> bool {
        if a.map_type().name != b.map_type().name || a.is_nil() != b.is_nil() || a.len() != b.len()
        {
            return false;
        }
        if self.settled(a.identity(), b.identity()) {
            return true;
        }
        let (a, b) = (a.entries(), b.entries());
        a.iter()
            .zip(b.iter())
            .all(|((a_key, a), (b_key, b))| a_key == b_key && self.equal(a, b, depth + 1))
    }
}
