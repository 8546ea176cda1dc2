//! Reading fields, keys and methods.

use steersman_value::{FieldError, Kind, Map, Method, Object, Value};

use super::Interpreter;
use super::call::{Arguments, Call, Callee};
use super::interpreter::{Outcome, Scene, position};
use super::slot::{Origin, Slot, zero};
use crate::ExecError;
use crate::syntax::{Name, NodeId, Run};
use crate::templates::MissingKey;

impl Interpreter<'_> {
    /// Walks from `receiver` along `names`. The last name gets the arguments, should it be a method.
    pub(super) fn eval_chain(
        &mut self,
        scene: Scene<'_>,
        receiver: &Slot,
        node: NodeId,
        names: Run,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        let names = scene.tree().names(names);
        let [first @ .., last] = names else {
            return Ok(receiver.clone());
        };
        let mut owned;
        let mut receiver = receiver;
        for name in first {
            owned = self.eval_field(
                scene,
                receiver,
                Field { node, name: *name },
                Arguments::NONE,
            )?;
            receiver = &owned;
        }
        self.eval_field(scene, receiver, Field { node, name: *last }, arguments)
    }

    fn eval_field(
        &mut self,
        scene: Scene<'_>,
        receiver: &Slot,
        field: Field,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        let name = scene.tree().name(field.name);
        match &receiver.value {
            Value::Map(map) => match find_method(map.map_type().methods, name) {
                Some(method) => self.call_method(scene, receiver, method, field.node, arguments),
                None => self.read_key(scene, map, field.name, arguments),
            },
            Value::Invalid => match self.templates.missing_key {
                MissingKey::Error => {
                    let key = steersman_value::fmt::quote(name);
                    Err(self.fail(scene, format!("nil data; no entry for key {key}")))
                }
                _ => Ok(Slot::INVALID),
            },
            Value::Nil => {
                let name = String::from_utf8_lossy(name);
                Err(self.fail(
                    scene,
                    format!("nil pointer evaluating interface {{}}.{name}"),
                ))
            }
            Value::Object(object) => match find_method(object.methods(), name) {
                Some(method) => self.call_method(scene, receiver, method, field.node, arguments),
                None => self.read_field(scene, receiver, object.as_ref(), name, arguments),
            },
            Value::List(list) => match find_method(list.methods(), name) {
                Some(method) => self.call_method(scene, receiver, method, field.node, arguments),
                None => Err(self.cannot_evaluate(scene, receiver, name)),
            },
            _ => Err(self.cannot_evaluate(scene, receiver, name)),
        }
    }

    fn call_method(
        &mut self,
        scene: Scene<'_>,
        receiver: &Slot,
        method: &'static Method,
        node: NodeId,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        let callee = Callee::Method {
            receiver: &receiver.value,
            method,
        };
        self.eval_call(
            scene,
            Call {
                callee,
                name: method.name,
                node,
            },
            arguments,
        )
    }

    fn read_key(
        &mut self,
        scene: Scene<'_>,
        map: &Map,
        key: Name,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        let tree = scene.tree();
        let name = tree.name(key);
        if !arguments.is_empty() {
            let name = String::from_utf8_lossy(name);
            return Err(self.fail(scene, format!("{name} is not a method but has arguments")));
        }
        if let Some(tracer) = self.tracer.as_deref_mut() {
            tracer.read_key(map, name, position(tree, key.start));
        }
        let element = map.map_type().element;
        match (map.get(name), self.templates.missing_key) {
            (Some(value), _) => Ok(Slot::element(value, element)),
            (None, MissingKey::Zero) => Ok(Slot::element(zero(element), element)),
            (None, MissingKey::Invalid) => Ok(Slot::INVALID),
            (None, MissingKey::Error) => {
                let key = steersman_value::fmt::quote(name);
                Err(self.fail(scene, format!("map has no entry for key {key}")))
            }
        }
    }

    fn read_field(
        &self,
        scene: Scene<'_>,
        receiver: &Slot,
        object: &dyn Object,
        name: &[u8],
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        let Ok(field) = std::str::from_utf8(name) else {
            return Err(self.cannot_evaluate(scene, receiver, name));
        };
        match object.field(field) {
            Ok(_) if !arguments.is_empty() => Err(self.fail(
                scene,
                format!("{field} has arguments but cannot be invoked as function"),
            )),
            Ok(value) => {
                let addressable =
                    receiver.origin == Origin::Addressable || object.kind() == Kind::Ptr;
                let origin = if addressable {
                    Origin::Addressable
                } else {
                    Origin::Concrete
                };
                Ok(Slot { value, origin })
            }
            Err(FieldError::Unexported) => {
                let struct_type = receiver.type_name();
                Err(self.fail(
                    scene,
                    format!("{field} is an unexported field of struct type {struct_type}"),
                ))
            }
            Err(FieldError::Uncallable(reason)) => Err(self.fail(scene, reason.to_owned())),
            Err(FieldError::Missing) => Err(self.cannot_evaluate(scene, receiver, name)),
        }
    }

    fn cannot_evaluate(&self, scene: Scene<'_>, receiver: &Slot, name: &[u8]) -> ExecError {
        let name = String::from_utf8_lossy(name);
        let static_type = receiver.type_name();
        self.fail(
            scene,
            format!("can't evaluate field {name} in type {static_type}"),
        )
    }
}

/// One component of a chain.
#[derive(Clone, Copy)]
struct Field {
    /// The chain.
    node: NodeId,
    name: Name,
}

fn find_method(methods: &'static [Method], name: &[u8]) -> Option<&'static Method> {
    methods.iter().find(|method| method.name.as_bytes() == name)
}
