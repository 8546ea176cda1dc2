//! Pipelines, commands and constants.

use std::slice::from_ref;

use steersman_value::Value;

use super::Interpreter;
use super::call::Arguments;
use super::interpreter::{Outcome, Scene};
use super::slot::Slot;
use crate::syntax::{Declarations, Ideal, NodeId, NodeKind, Number};

impl Interpreter<'_> {
    /// Evaluates a pipeline and sets its variables.
    pub(super) fn eval_pipeline(&mut self, scene: Scene<'_>, id: NodeId) -> Outcome<Slot> {
        self.check_stack(scene)?;
        self.node = id;
        let tree = scene.tree();
        let (declarations, commands) = match tree.node(id).kind {
            NodeKind::Pipe {
                declarations,
                commands,
            } => (declarations, tree.children(commands)),
            _ => (Declarations::default(), from_ref(&id)),
        };
        let [first, rest @ ..] = commands else {
            return Ok(Slot::INVALID);
        };
        // Results stay where they are: moving them around costs more than most commands.
        let mut outcome = self.eval_command(scene, *first, None);
        for command in rest {
            let mut last = outcome?;
            last.unwrap_interface();
            outcome = self.eval_command(scene, *command, Some(&last));
        }
        if let Ok(slot) = &mut outcome {
            slot.unwrap_interface();
        }
        if declarations.is_empty() {
            return outcome;
        }
        let slot = outcome?;
        for variable in declarations.iter() {
            if declarations.assign {
                self.assign(scene, variable, slot.clone())?;
            } else {
                self.declare(variable, slot.clone());
            }
        }
        Ok(slot)
    }

    /// Evaluates a command; `last` is what the command before it in the pipeline gave.
    fn eval_command(
        &mut self,
        scene: Scene<'_>,
        command: NodeId,
        last: Option<&Slot>,
    ) -> Outcome<Slot> {
        let tree = scene.tree();
        let words = match tree.node(command).kind {
            NodeKind::Command { words } => tree.children(words),
            _ => from_ref(&command),
        };
        let [first, rest @ ..] = words else {
            return Ok(Slot::INVALID);
        };
        let arguments = Arguments { words: rest, last };
        match tree.node(*first).kind {
            NodeKind::Field { names } => {
                self.node = *first;
                self.eval_chain(scene, scene.dot, *first, names, arguments)
            }
            NodeKind::Chain { .. } => self.eval_chain_node(scene, *first, arguments),
            NodeKind::Identifier { .. } => self.eval_function(scene, *first, command, arguments),
            NodeKind::Pipe { .. } | NodeKind::Command { .. } => {
                self.refuse_arguments(scene, *first, arguments)?;
                self.eval_pipeline(scene, *first)
            }
            NodeKind::Variable { .. } => self.eval_variable(scene, *first, arguments),
            _ => {
                self.node = *first;
                self.refuse_arguments(scene, *first, arguments)?;
                self.eval_literal(scene, *first)
            }
        }
    }

    fn refuse_arguments(
        &self,
        scene: Scene<'_>,
        first: NodeId,
        arguments: Arguments<'_>,
    ) -> Outcome<()> {
        if arguments.is_empty() {
            return Ok(());
        }
        let shown = scene.tree().print(first);
        let shown = String::from_utf8_lossy(&shown);
        Err(self.fail(
            scene,
            format!("can't give argument to non-function {shown}"),
        ))
    }

    /// The value of a dot or constant where any type will do.
    pub(super) fn eval_literal(&mut self, scene: Scene<'_>, id: NodeId) -> Outcome<Slot> {
        let tree = scene.tree();
        let value = match tree.node(id).kind {
            NodeKind::Dot => return Ok(scene.dot.clone()),
            NodeKind::Bool(b) => Value::Bool(b),
            NodeKind::String { string, .. } => Value::Str(tree.strings[string as usize].clone()),
            NodeKind::Number { number, .. } => {
                self.node = id;
                self.ideal_constant(scene, id, &tree.shape.numbers[number as usize])?
            }
            NodeKind::Nil => return Err(self.fail(scene, "nil is not a command")),
            _ => return Ok(Slot::INVALID),
        };
        Ok(Slot::concrete(value))
    }

    /// A number constant takes the type its spelling suggests.
    fn ideal_constant(&self, scene: Scene<'_>, id: NodeId, number: &Number) -> Outcome<Value> {
        match (number.ideal, number) {
            (
                Ideal::Complex,
                Number {
                    complex: Some((real, imaginary)),
                    ..
                },
            ) => Ok(Value::Complex(*real, *imaginary)),
            (
                Ideal::Float,
                Number {
                    float: Some(float), ..
                },
            ) => Ok(Value::Float(*float)),
            (_, Number { int: Some(int), .. }) => Ok(Value::int(*int)),
            _ => {
                let shown = scene.tree().print(id);
                let shown = String::from_utf8_lossy(&shown);
                Err(self.fail(scene, format!("{shown} overflows int")))
            }
        }
    }

    pub(super) fn eval_variable(
        &mut self,
        scene: Scene<'_>,
        id: NodeId,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        self.node = id;
        let NodeKind::Variable { variable, names } = scene.tree().node(id).kind else {
            return Ok(Slot::INVALID);
        };
        let slot = self.variable(scene, variable)?;
        if names.len == 0 {
            self.refuse_arguments(scene, id, arguments)?;
            return Ok(slot);
        }
        self.eval_chain(scene, &slot, id, names, arguments)
    }

    /// Evaluates `(pipeline).a.b` or `function.a.b`.
    pub(super) fn eval_chain_node(
        &mut self,
        scene: Scene<'_>,
        id: NodeId,
        arguments: Arguments<'_>,
    ) -> Outcome<Slot> {
        self.node = id;
        let NodeKind::Chain { operand, names } = scene.tree().node(id).kind else {
            return Ok(Slot::INVALID);
        };
        self.node = operand;
        let receiver = match scene.tree().node(operand).kind {
            NodeKind::Identifier { .. } => {
                self.eval_function(scene, operand, operand, Arguments::NONE)?
            }
            _ => self.eval_pipeline(scene, operand)?,
        };
        self.eval_chain(scene, &receiver, id, names, arguments)
    }
}
