//! Arguments against the types of parameters.

use steersman_value::{GoType, Kind, MapType, Value};

use super::Interpreter;
use super::call::Arguments;
use super::interpreter::{Outcome, Scene};
use super::slot::{Origin, Slot, zero};
use crate::syntax::{NodeId, NodeKind};

impl Interpreter<'_> {
    /// Evaluates a word as an argument for a parameter.
    pub(super) fn eval_argument(
        &mut self,
        scene: Scene<'_>,
        go_type: GoType,
        id: NodeId,
    ) -> Outcome<Value> {
        self.node = id;
        let slot = match scene.tree().node(id).kind {
            NodeKind::Dot => scene.dot.clone(),
            NodeKind::Nil if can_be_nil(go_type) => return Ok(zero(go_type)),
            NodeKind::Nil => {
                return Err(self.fail(scene, format!("cannot assign nil to {}", go_type.name())));
            }
            NodeKind::Field { names } => {
                self.eval_chain(scene, scene.dot, id, names, Arguments::NONE)?
            }
            NodeKind::Variable { .. } => self.eval_variable(scene, id, Arguments::NONE)?,
            NodeKind::Pipe { .. } | NodeKind::Command { .. } => self.eval_pipeline(scene, id)?,
            NodeKind::Identifier { .. } => self.eval_function(scene, id, id, Arguments::NONE)?,
            NodeKind::Chain { .. } => self.eval_chain_node(scene, id, Arguments::NONE)?,
            _ => return self.eval_constant(scene, go_type, id),
        };
        self.validate(scene, slot, go_type)
    }

    /// A constant takes the type of the parameter when its class allows that.
    fn eval_constant(&mut self, scene: Scene<'_>, go_type: GoType, id: NodeId) -> Outcome<Value> {
        let tree = scene.tree();
        let kind = tree.node(id).kind;
        let number = match kind {
            NodeKind::Number { number, .. } => Some(&tree.shape.numbers[number as usize]),
            _ => None,
        };
        let expected = match (go_type, kind) {
            (GoType::Any | GoType::Reflect, _) => return Ok(self.eval_literal(scene, id)?.value),
            (GoType::Bool, NodeKind::Bool(b)) => return Ok(Value::Bool(b)),
            (GoType::Bool, _) => "bool",
            (GoType::String, NodeKind::String { string, .. }) => {
                return Ok(Value::Str(tree.strings[string as usize].clone()));
            }
            (GoType::String, _) => "string",
            (GoType::Int(kind), _) if kind.is_unsigned() => {
                match number.and_then(|number| number.uint) {
                    Some(n) => return Ok(Value::Int(kind, truncate(kind, n.cast_signed()))),
                    None => "unsigned integer",
                }
            }
            (GoType::Int(kind), _) => match number.and_then(|number| number.int) {
                Some(n) => return Ok(Value::Int(kind, truncate(kind, n))),
                None => "integer",
            },
            // The one named number type among the parameters of methods.
            (GoType::Named("time.Duration"), _) => match number.and_then(|number| number.int) {
                Some(n) => return Ok(Value::int64(n)),
                None => "integer",
            },
            (GoType::Float64, _) => match number.and_then(|number| number.float) {
                Some(float) => return Ok(Value::Float(float)),
                None => "float",
            },
            _ => {
                let shown = tree.print(id);
                let (shown, go_type) = (String::from_utf8_lossy(&shown), go_type.name());
                return Err(self.fail(
                    scene,
                    format!("can't handle {shown} for arg of type {go_type}"),
                ));
            }
        };
        let shown = tree.print(id);
        let shown = String::from_utf8_lossy(&shown);
        Err(self.fail(scene, format!("expected {expected}; found {shown}")))
    }

    /// Makes sure that a value can be passed for a parameter.
    pub(super) fn validate(
        &mut self,
        scene: Scene<'_>,
        slot: Slot,
        go_type: GoType,
    ) -> Outcome<Value> {
        self.argument_origin = slot.origin;
        match (slot.value, go_type) {
            (Value::Invalid, GoType::Any) => Ok(Value::Nil),
            (value, GoType::Any | GoType::Reflect) => Ok(value),
            (Value::Invalid, _) if can_be_nil(go_type) => Ok(zero(go_type)),
            (Value::Invalid, _) => {
                Err(self.fail(scene, format!("invalid value; expected {}", go_type.name())))
            }
            (value, _) => match fit(value, slot.origin, go_type) {
                Ok(value) => Ok(value),
                Err(got) => {
                    let want = go_type.name();
                    Err(self.fail(
                        scene,
                        format!("wrong type for value; expected {want}; got {got}"),
                    ))
                }
            },
        }
    }
}

/// The value as the parameter sees it, or the name of its type when it does not fit.
fn fit(value: Value, origin: Origin, go_type: GoType) -> Result<Value, &'static str> {
    let fits = match (&value, go_type) {
        (Value::Bool(_), GoType::Bool)
        | (Value::Float(_), GoType::Float64)
        | (Value::Str(_), GoType::String)
        | (Value::Bytes(_), GoType::Bytes) => true,
        (Value::Int(kind, _), GoType::Int(wanted)) => *kind == wanted,
        (Value::List(list), _) => list.type_name() == go_type.name(),
        (Value::Map(map), GoType::AnyMap) if map.map_type().element == GoType::Any => {
            return Ok(Value::Map(map.retyped(MapType::ANY)));
        }
        (Value::Map(map), GoType::StringMap) if map.map_type().element == GoType::String => {
            return Ok(Value::Map(map.retyped(MapType::STRINGS)));
        }
        (Value::Map(map), _) => map.map_type().name == go_type.name(),
        (Value::Object(object), GoType::Named(wanted)) => {
            let name = object.type_name();
            name == wanted
                || (object.kind() == Kind::Ptr && name.strip_prefix('*') == Some(wanted))
                || (origin == Origin::Addressable && wanted.strip_prefix('*') == Some(name))
        }
        _ => false,
    };
    if fits {
        return Ok(value);
    }
    Err(if value.is_nil() {
        GoType::Any.name()
    } else {
        value.type_name()
    })
}

/// Whether `nil` may be passed for a parameter.
fn can_be_nil(go_type: GoType) -> bool {
    match go_type {
        GoType::Bool | GoType::Int(_) | GoType::Float64 | GoType::String => false,
        GoType::Named(name) => name.starts_with('*'),
        _ => true,
    }
}

/// A constant put into an integer type loses the bits that do not fit.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as Go's reflection does"
)]
fn truncate(kind: steersman_value::IntKind, n: i64) -> i64 {
    use steersman_value::IntKind as K;
    match kind {
        K::Int | K::Int64 | K::Uint | K::Uint64 => n,
        K::Int8 => (n as i8).into(),
        K::Int16 => (n as i16).into(),
        K::Int32 => (n as i32).into(),
        K::Uint8 => (n as u8).into(),
        K::Uint16 => (n as u16).into(),
        K::Uint32 => (n as u32).into(),
    }
}
