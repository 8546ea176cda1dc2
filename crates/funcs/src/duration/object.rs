use std::any::Any;

use steersman_value::{
    CallError, GoType, IntKind, Json, Kind, Method, Object, Signature, Str, Value,
};

use super::{Duration, SECOND};
use crate::args;

impl Object for Duration {
    fn type_name(&self) -> &'static str {
        "time.Duration"
    }

    fn kind(&self) -> Kind {
        Kind::Int(IntKind::Int64)
    }

    fn methods(&self) -> &'static [Method] {
        METHODS
    }

    fn stringer(&self) -> Option<Str> {
        Some(self.to_string().into())
    }

    fn format(&self, _plus: bool, _sharp: bool) -> Str {
        self.0.to_string().into()
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Value(Value::int64(self.0)))
    }

    fn underlying(&self) -> Option<Value> {
        Some(Value::int64(self.0))
    }

    fn deep_equal(&self, other: &dyn Object) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

const NONE: Signature = Signature {
    params: &[],
    variadic: None,
};
const DURATION: Signature = Signature {
    params: &[GoType::Named("time.Duration")],
    variadic: None,
};

const METHODS: &[Method] = &[
    Method {
        name: "Abs",
        signature: NONE,
        call: |this, _| Ok(Value::object(Duration(receiver(this)?.0.saturating_abs()))),
    },
    Method {
        name: "Hours",
        signature: NONE,
        call: |this, _| Ok(Value::Float(receiver(this)?.in_units_of(3600 * SECOND))),
    },
    Method {
        name: "Microseconds",
        signature: NONE,
        call: |this, _| Ok(Value::int64(receiver(this)?.0 / 1_000)),
    },
    Method {
        name: "Milliseconds",
        signature: NONE,
        call: |this, _| Ok(Value::int64(receiver(this)?.0 / 1_000_000)),
    },
    Method {
        name: "Minutes",
        signature: NONE,
        call: |this, _| Ok(Value::Float(receiver(this)?.in_units_of(60 * SECOND))),
    },
    Method {
        name: "Nanoseconds",
        signature: NONE,
        call: |this, _| Ok(Value::int64(receiver(this)?.0)),
    },
    Method {
        name: "Round",
        signature: DURATION,
        call: |this, args| {
            Ok(Value::object(
                receiver(this)?.round(Duration::argument(args, 0)?),
            ))
        },
    },
    Method {
        name: "Seconds",
        signature: NONE,
        call: |this, _| Ok(Value::Float(receiver(this)?.in_units_of(SECOND))),
    },
    Method {
        name: "String",
        signature: NONE,
        call: |this, _| Ok(Value::str(receiver(this)?.to_string())),
    },
    Method {
        name: "Truncate",
        signature: DURATION,
        call: |this, args| {
            Ok(Value::object(
                receiver(this)?.truncate(Duration::argument(args, 0)?),
            ))
        },
    },
];

fn receiver(value: &Value) -> Result<Duration, CallError> {
    Duration::from_value(value)
}

impl Duration {
    /// The argument at `index`; a number written in the template counts as nanoseconds.
    pub(crate) fn argument(args: &[Value], index: usize) -> Result<Self, CallError> {
        Self::from_value(args::any(args, index))
    }

    fn from_value(value: &Value) -> Result<Self, CallError> {
        match value {
            Value::Int(_, nanos) => Ok(Self(*nanos)),
            _ => value
                .downcast::<Self>()
                .copied()
                .ok_or_else(|| args::mismatch("time.Duration", value)),
        }
    }
}
