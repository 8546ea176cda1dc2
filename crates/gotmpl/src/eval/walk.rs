//! Walking bodies.

use std::rc::Rc;

use steersman_value::fmt::{append_value, sprint};
use steersman_value::{Value, fmt};

use super::Interpreter;
use super::frame::{Cursor, Frame, Items, RangeFrame};
use super::interpreter::{Outcome, Scene, position};
use super::slot::{Origin, Slot};
use crate::ExecError;
use crate::syntax::{Branch, Declarations, NodeId, NodeKind, Tree, VariableId};
use crate::templates::Template;

/// How many templates may be running inside each other by `template`, as in Go.
const MAX_TEMPLATE_DEPTH: usize = 100_000;

/// The state of a walk: what is being executed, with which dot, and where.
struct Walk {
    template: Rc<Template>,
    dot: Slot,
    cursor: Cursor,
}

impl Walk {
    fn scene(&self) -> Scene<'_> {
        Scene {
            template: &self.template,
            dot: &self.dot,
        }
    }
}

impl Interpreter<'_> {
    /// Executes a template with variables of its own.
    pub(super) fn run(&mut self, template: Rc<Template>, dot: Slot) -> Outcome<()> {
        let floor = self.frames.len();
        self.declare(VariableId::ROOT, dot.clone());
        let cursor = body(&template.tree, template.body);
        let mut walk = Walk {
            template,
            dot,
            cursor,
        };
        self.check_stack(walk.scene())?;
        self.trace_enter(&walk.template);
        loop {
            let Cursor { next, end } = walk.cursor;
            if next == end {
                if self.frames.len() == floor {
                    self.trace_leave();
                    return Ok(());
                }
                self.leave_body(&mut walk)?;
                continue;
            }
            walk.cursor.next += 1;
            let id = walk.template.tree.shape.children[next as usize];
            self.node = id;
            self.step(walk.scene())?;
            self.walk_node(&mut walk, id)?;
        }
    }

    fn walk_node(&mut self, walk: &mut Walk, id: NodeId) -> Outcome<()> {
        let node = walk.template.tree.node(id);
        match node.kind {
            NodeKind::Text { end } => {
                self.out
                    .extend_from_slice(walk.template.tree.slice(node.position, end));
                Ok(())
            }
            NodeKind::Action { pipe } => self.walk_action(walk.scene(), id, pipe),
            NodeKind::If(branch) => self.walk_if(walk, branch),
            NodeKind::With(branch) => self.walk_with(walk, branch),
            NodeKind::Range(branch) => self.walk_range(walk, branch),
            NodeKind::Template { name, pipe } => self.walk_template(walk, name, pipe),
            NodeKind::Break => {
                self.leave_range(walk);
                Ok(())
            }
            NodeKind::Continue => {
                self.leave_blocks(walk);
                self.leave_body(walk)
            }
            _ => Ok(()),
        }
    }

    fn walk_action(&mut self, scene: Scene<'_>, id: NodeId, pipe: NodeId) -> Outcome<()> {
        let slot = self.eval_pipeline(scene, pipe)?;
        if !declarations(scene.tree(), pipe).is_empty() {
            return Ok(());
        }
        self.node = id;
        self.print(scene, &slot)
    }

    fn print(&mut self, scene: Scene<'_>, slot: &Slot) -> Outcome<()> {
        if let Some(tracer) = self.tracer.as_deref_mut() {
            let tree = scene.tree();
            tracer.use_value(&slot.value, position(tree, tree.node(self.node).position));
        }
        match &slot.value {
            Value::Str(text) => {
                self.out.extend_from_slice(text);
                return Ok(());
            }
            // A struct without an address shows what its own type can do, not what a pointer to it could.
            Value::Object(_) if slot.origin != Origin::Addressable => {
                let printed = sprint(std::slice::from_ref(&slot.value));
                self.out.extend_from_slice(
                    &printed.map_err(|error| self.fail(scene, error.to_string()))?,
                );
                return Ok(());
            }
            value => append_value(&mut self.out, value),
        }
        .map_err(|error| self.fail(scene, error.to_string()))
    }

    fn walk_if(&mut self, walk: &mut Walk, branch: Branch) -> Outcome<()> {
        let variables = self.variables.len();
        let slot = self.eval_pipeline(walk.scene(), branch.pipe)?;
        if slot.value.is_true() {
            self.enter_block(walk, branch.body, variables);
        } else {
            self.enter_otherwise(walk, branch, variables);
        }
        Ok(())
    }

    fn walk_with(&mut self, walk: &mut Walk, branch: Branch) -> Outcome<()> {
        let variables = self.variables.len();
        let slot = self.eval_pipeline(walk.scene(), branch.pipe)?;
        if slot.value.is_true() {
            let dot = std::mem::replace(&mut walk.dot, slot);
            self.frames.push(Frame::With {
                cursor: walk.cursor,
                variables,
                dot,
            });
            walk.cursor = body(&walk.template.tree, branch.body);
        } else {
            self.enter_otherwise(walk, branch, variables);
        }
        Ok(())
    }

    fn enter_block(&mut self, walk: &mut Walk, list: NodeId, variables: usize) {
        self.frames.push(Frame::Block {
            cursor: walk.cursor,
            variables,
        });
        walk.cursor = body(&walk.template.tree, list);
    }

    fn enter_otherwise(&mut self, walk: &mut Walk, branch: Branch, variables: usize) {
        match branch.otherwise {
            Some(list) => self.enter_block(walk, list, variables),
            None => self.variables.truncate(variables),
        }
    }

    fn walk_range(&mut self, walk: &mut Walk, branch: Branch) -> Outcome<()> {
        let variables = self.variables.len();
        let slot = self.eval_pipeline(walk.scene(), branch.pipe)?;
        if let Some(tracer) = self.tracer.as_deref_mut() {
            let tree: &Tree = &walk.template.tree;
            tracer.use_value(&slot.value, position(tree, tree.node(branch.pipe).position));
        }
        let declarations = declarations(&walk.template.tree, branch.pipe);
        let mut items = self.items(walk.scene(), &slot.value, declarations)?;
        let Some(first) = items.as_mut().and_then(Items::advance) else {
            self.enter_otherwise(walk, branch, variables);
            return Ok(());
        };
        let Some(items) = items else { return Ok(()) };
        let body = body(&walk.template.tree, branch.body);
        self.frames.push(Frame::Range(Box::new(RangeFrame {
            cursor: walk.cursor,
            variables,
            body_variables: self.variables.len(),
            dot: walk.dot.clone(),
            pipe: branch.pipe,
            body,
            items,
        })));
        walk.cursor = body;
        self.begin_turn(walk, declarations, first)
    }

    /// What `range` visits, nothing for what counts as empty.
    fn items(
        &self,
        scene: Scene<'_>,
        value: &Value,
        declarations: Declarations,
    ) -> Outcome<Option<Items>> {
        Ok(Some(match value {
            Value::Invalid | Value::Nil => return Ok(None),
            Value::List(list) => Items::List {
                list: list.clone(),
                next: 0,
            },
            Value::Bytes(bytes) => Items::Bytes {
                bytes: bytes.clone(),
                next: 0,
            },
            Value::Map(map) => {
                let entries: Vec<_> = map
                    .entries()
                    .iter()
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                Items::Map {
                    entries: entries.into_iter(),
                    element: map.map_type().element,
                }
            }
            Value::Int(kind, end) => {
                if declarations.second.is_some() {
                    let shown = self.display(scene, value)?;
                    let message =
                        format!("can't use {shown} to iterate over more than one variable");
                    return Err(self.fail(scene, message));
                }
                Items::Ints {
                    kind: *kind,
                    next: 0,
                    end: *end,
                }
            }
            Value::Object(object) => match object.underlying() {
                Some(plain) => return self.items(scene, &plain, declarations),
                None => return Err(self.cannot_range(scene, value)),
            },
            _ => return Err(self.cannot_range(scene, value)),
        }))
    }

    fn cannot_range(&self, scene: Scene<'_>, value: &Value) -> ExecError {
        match self.display(scene, value) {
            Ok(shown) => self.fail(scene, format!("range can't iterate over {shown}")),
            Err(error) => error,
        }
    }

    /// A value as `%v`, for messages.
    fn display(&self, scene: Scene<'_>, value: &Value) -> Outcome<String> {
        match fmt::display(value) {
            Ok(shown) => Ok(String::from_utf8_lossy(&shown).into_owned()),
            Err(error) => Err(self.fail(scene, error.to_string())),
        }
    }

    /// Sets the variables and the dot for a turn of a loop.
    fn begin_turn(
        &mut self,
        walk: &mut Walk,
        declarations: Declarations,
        (index, element): (Slot, Slot),
    ) -> Outcome<()> {
        match (declarations.first, declarations.second) {
            (None, _) => {}
            (Some(only), None) if declarations.assign => {
                self.assign(walk.scene(), only, element.clone())?;
            }
            (Some(_), None) => self.assign_recent(1, element.clone()),
            (Some(first), Some(second)) if declarations.assign => {
                self.assign(walk.scene(), first, index)?;
                self.assign(walk.scene(), second, element.clone())?;
            }
            (Some(_), Some(_)) => {
                self.assign_recent(1, element.clone());
                self.assign_recent(2, index);
            }
        }
        walk.dot = element;
        Ok(())
    }

    fn walk_template(&mut self, walk: &mut Walk, name: u32, pipe: Option<NodeId>) -> Outcome<()> {
        let tree = &walk.template.tree;
        let name = &tree.strings[name as usize];
        let Some(template) = self.lookup(name).cloned() else {
            let name = fmt::quote(name);
            return Err(self.fail(walk.scene(), format!("template {name} not defined")));
        };
        if self.depth == MAX_TEMPLATE_DEPTH {
            let message = format!("exceeded maximum template depth ({MAX_TEMPLATE_DEPTH})");
            return Err(self.fail(walk.scene(), message));
        }
        let dot = match pipe {
            Some(pipe) => self.eval_pipeline(walk.scene(), pipe)?,
            None => Slot::INVALID,
        };
        self.trace_enter(&template);
        let cursor = std::mem::replace(&mut walk.cursor, body(&template.tree, template.body));
        let outer = std::mem::replace(&mut walk.template, template);
        let outer_dot = std::mem::replace(&mut walk.dot, dot.clone());
        let variables_base = std::mem::replace(&mut self.variables_base, self.variables.len());
        self.declare(VariableId::ROOT, dot);
        self.depth += 1;
        self.frames.push(Frame::Template {
            cursor,
            template: outer,
            dot: outer_dot,
            variables_base,
        });
        Ok(())
    }

    /// Goes back to what the body that has ended, or is left, was part of; a loop takes its next turn.
    fn leave_body(&mut self, walk: &mut Walk) -> Outcome<()> {
        if let Some(Frame::Range(range)) = self.frames.last_mut() {
            self.variables.truncate(range.body_variables);
            if let Some(item) = range.items.advance() {
                walk.cursor = range.body;
                let declarations = declarations(&walk.template.tree, range.pipe);
                self.step(walk.scene())?;
                return self.begin_turn(walk, declarations, item);
            }
        }
        match self.frames.pop() {
            None => {}
            Some(Frame::Block { cursor, variables }) => {
                self.variables.truncate(variables);
                walk.cursor = cursor;
            }
            Some(Frame::With {
                cursor,
                variables,
                dot,
            }) => {
                self.variables.truncate(variables);
                walk.cursor = cursor;
                walk.dot = dot;
            }
            Some(Frame::Range(range)) => {
                self.variables.truncate(range.variables);
                walk.cursor = range.cursor;
                walk.dot = range.dot;
            }
            Some(Frame::Template {
                cursor,
                template,
                dot,
                variables_base,
            }) => {
                self.trace_leave();
                self.depth -= 1;
                self.variables.truncate(self.variables_base);
                self.variables_base = variables_base;
                *walk = Walk {
                    template,
                    dot,
                    cursor,
                };
            }
        }
        Ok(())
    }

    /// Leaves everything inside the innermost loop. The parser makes sure that there is one.
    fn leave_blocks(&mut self, walk: &mut Walk) {
        while let Some(Frame::Block { .. } | Frame::With { .. }) = self.frames.last() {
            if let Some(Frame::With { dot, .. }) = self.frames.pop() {
                walk.dot = dot;
            }
        }
    }

    /// Leaves the innermost loop.
    fn leave_range(&mut self, walk: &mut Walk) {
        self.leave_blocks(walk);
        if let Some(Frame::Range(range)) = self.frames.pop() {
            self.variables.truncate(range.variables);
            walk.cursor = range.cursor;
            walk.dot = range.dot;
        }
    }

    fn trace_enter(&mut self, template: &Template) {
        if let Some(tracer) = self.tracer.as_deref_mut() {
            let tree = &template.tree;
            let start = tree.body_start(template.body);
            tracer.enter_template(&template.name, position(tree, start));
        }
    }

    fn trace_leave(&mut self) {
        if let Some(tracer) = self.tracer.as_deref_mut() {
            tracer.leave_template();
        }
    }
}

/// The items of a body.
fn body(tree: &Tree, list: NodeId) -> Cursor {
    match tree.node(list).kind {
        NodeKind::List { items } => Cursor::new(items),
        _ => Cursor { next: 0, end: 0 },
    }
}

fn declarations(tree: &Tree, pipe: NodeId) -> Declarations {
    match tree.node(pipe).kind {
        NodeKind::Pipe { declarations, .. } => declarations,
        _ => Declarations::default(),
    }
}
