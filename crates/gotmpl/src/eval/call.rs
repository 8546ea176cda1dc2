//! Calling functions and methods.

use steersman_value::{CallError, GoType, Method, Signature, Value};

use super::Interpreter;
use super::builtin::{self, Builtin};
use super::interpreter::{Outcome, Scene, position};
use super::slot::{Origin, Slot};
use crate::error::Cause;
use crate::function::{Body, Function};
use crate::syntax::{FunctionId, NodeId, NodeKind};

/// The arguments of a call: the words after the function and what the pipeline passes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arguments<'a> {
    pub(super) words: &'a [NodeId],
    pub(super) last: Option<&'a Slot>,
}

impl Arguments<'_> {
    pub(super) const NONE: Self = Self {
        words: &[],
        last: None,
    };

    pub(super) fn is_empty(self) -> bool {
        self.words.is_empty() && self.last.is_none()
    }
}

/// What is called.
#[derive(Clone, Copy)]
pub(super) enum Callee<'a> {
    Host(&'a Function),
    Builtin(Builtin),
    Method {
        receiver: &'a Value,
        method: &'static Method,
    },
}

impl Callee<'_> {
    fn signature(self) -> Signature {
        match self {
            Self::Host(function) => function.signature,
            Self::Builtin(builtin) => builtin.signature(),
            Self::Method { method, .. } => method.signature,
        }
    }
}

/// A call: what is called, under which name, and the node an error of it is reported at.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) callee: Callee<'a>,
    pub(super) name: &'a str,
    pub(super) node: NodeId,
}

impl Interpreter<'_> {
    /// Calls the function named by the node `id`; errors of the call are reported at `node`.
    pub(super) fn eval_function(
        &mut self,
        scene: Scene<'_>,
        id: NodeId,
        node: NodeId,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        self.node = id;
        let NodeKind::Identifier { function, .. } = scene.tree().node(id).kind else {
            return Ok(Slot::INVALID);
        };
        match function {
            FunctionId::Host(index) => {
                let function = &self.templates.functions[usize::from(index)];
                let call = Call {
                    callee: Callee::Host(function),
                    name: function.name,
                    node,
                };
                self.eval_call(scene, call, arguments)
            }
            FunctionId::Builtin(builtin) => {
                let call = Call {
                    callee: Callee::Builtin(builtin),
                    name: builtin.name(),
                    node,
                };
                self.eval_call(scene, call, arguments)
            }
        }
    }

    pub(super) fn eval_call(
        &mut self,
        scene: Scene<'_>,
        call: Call<'_>,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        self.step(scene)?;
        let signature = call.callee.signature();
        self.check_count(scene, call.name, signature, arguments)?;
        if let Callee::Builtin(builtin @ (Builtin::And | Builtin::Or)) = call.callee {
            return self.eval_logic(scene, builtin, arguments);
        }
        let callee_name = match call.callee {
            Callee::Builtin(Builtin::Call) => Some(called_name(scene, arguments)),
            _ => None,
        };
        let mut values = self.spare_arguments.pop().unwrap_or_default();
        self.eval_arguments(scene, call.callee, arguments, &mut values)?;
        self.spend_on_call(scene, call.callee, &values)?;
        let outcome = match callee_name {
            Some(name) => builtin::call(&name, &values),
            None => self.invoke(scene, call, &values),
        };
        values.clear();
        self.spare_arguments.push(values);
        match outcome {
            Ok(value) => {
                let steps = steps_of_result(&value);
                if steps > 0 {
                    self.spend(scene, steps)?;
                }
                Ok(Slot::concrete(value))
            }
            Err(CallError::Signature(message)) => Err(self.fail(scene, message)),
            Err(error) => {
                self.node = call.node;
                let function = call.name.to_owned();
                Err(self.fail_with(scene, Cause::Call { function, error }))
            }
        }
    }

    fn check_count(
        &self,
        scene: Scene<'_>,
        name: &str,
        signature: Signature,
        arguments: Arguments<'_>,
    ) -> Outcome<()> {
        let want = signature.params.len();
        let words = arguments.words.len();
        let got = words + usize::from(arguments.last.is_some());
        let message = match signature.variadic {
            // Go counts a piped value here but does not name it.
            Some(_) if got < want => {
                format!("wrong number of args for {name}: want at least {want} got {words}")
            }
            None if got != want => {
                format!("wrong number of args for {name}: want {want} got {got}")
            }
            _ => return Ok(()),
        };
        Err(self.fail(scene, message))
    }

    fn eval_arguments(
        &mut self,
        scene: Scene<'_>,
        callee: Callee<'_>,
        arguments: Arguments<'_>,
        values: &mut Vec<Value>,
    ) -> Outcome<()> {
        let signature = callee.signature();
        let type_of = |index: usize| {
            signature
                .params
                .get(index)
                .copied()
                .or(signature.variadic)
                .unwrap_or(GoType::Any)
        };
        for (index, word) in arguments.words.iter().enumerate() {
            self.argument_origin = Origin::Concrete;
            let mut value = self.eval_argument(scene, type_of(index), *word)?;
            if index > 0
                && self.argument_origin == Origin::Interface
                && matches!(callee, Callee::Builtin(Builtin::Slice))
            {
                // Go's `slice` does not look into the interfaces that hold its indices.
                value = Value::Nil;
            }
            values.push(value);
        }
        if let Some(last) = arguments.last {
            values.push(self.validate(scene, last.clone(), type_of(arguments.words.len()))?);
        }
        Ok(())
    }

    /// Counts what a call is going to read.
    fn spend_on_call(
        &mut self,
        scene: Scene<'_>,
        callee: Callee<'_>,
        values: &[Value],
    ) -> Outcome<()> {
        if let Callee::Host(Function {
            body: Body::Slow { steps, .. },
            ..
        }) = callee
        {
            self.spend_in_loops(scene, steps(values))?;
        }
        self.spend(scene, values.iter().map(steps_of_text).sum())
    }

    /// Runs the code of a function. The tracer sees the call from outside.
    fn invoke(
        &mut self,
        scene: Scene<'_>,
        call: Call<'_>,
        values: &[Value],
    ) -> Result<Value, CallError> {
        if let Some(tracer) = self.tracer.as_deref_mut() {
            let tree = scene.tree();
            let at = position(tree, tree.node(call.node).position);
            tracer.enter_function(call.name, values, at);
            if let Callee::Builtin(Builtin::Index) = call.callee {
                builtin::trace_index(tracer, values, at);
            }
        }
        let outcome = match call.callee {
            Callee::Host(function) => match &function.body {
                Body::Pure(body) => body(values),
                Body::Host(body) | Body::Slow { body, .. } => body(self, values),
            },
            Callee::Builtin(builtin) => builtin.call(values),
            Callee::Method { receiver, method } => (method.call)(receiver, values),
        };
        if outcome.is_ok()
            && let Some(tracer) = self.tracer.as_deref_mut()
        {
            tracer.leave_function();
        }
        outcome
    }

    /// `and` and `or` evaluate their arguments only as far as they need.
    fn eval_logic(
        &mut self,
        scene: Scene<'_>,
        builtin: Builtin,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        let mut value = Value::Invalid;
        for word in arguments.words {
            value = self.eval_argument(scene, GoType::Reflect, *word)?;
            if value.is_true() == (builtin == Builtin::Or) {
                return Ok(Slot::concrete(value));
            }
        }
        match arguments.last {
            Some(last) => Ok(last.clone()),
            None => Ok(Slot::concrete(value)),
        }
    }
}

/// How many bytes of a text, and how many elements of a collection, take as long as a step.
const BYTES_OF_STEP: usize = 64;
const ELEMENTS_OF_STEP: usize = 4;

fn steps_of_text(value: &Value) -> u64 {
    match value {
        Value::Str(text) | Value::Bytes(text) => (text.len() / BYTES_OF_STEP) as u64,
        _ => 0,
    }
}

/// What making a value takes. Collections given to a function do not count: most functions only look into them.
fn steps_of_result(value: &Value) -> u64 {
    match value {
        Value::List(list) => (list.len() / ELEMENTS_OF_STEP) as u64,
        Value::Map(map) => (map.len() / ELEMENTS_OF_STEP) as u64,
        value => steps_of_text(value),
    }
}

/// What Go calls the function that `call` is asked to call.
fn called_name(scene: Scene<'_>, arguments: Arguments<'_>) -> String {
    match (arguments.words.first(), arguments.last) {
        (Some(first), _) => String::from_utf8_lossy(&scene.tree().print(*first)).into_owned(),
        (
            None,
            Some(Slot {
                value: Value::Str(text),
                ..
            }),
        ) => text.to_text().into_owned(),
        (
            None,
            Some(Slot {
                value: Value::Invalid,
                ..
            }),
        ) => "<invalid Value>".to_owned(),
        (None, Some(last)) => format!("<{} Value>", last.type_name()),
        (None, None) => String::new(),
    }
}
