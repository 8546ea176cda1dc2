use super::Interpreter;
use super::interpreter::{Outcome, Scene};
use super::slot::Slot;
use crate::ExecError;
use crate::syntax::VariableId;

/// A variable that has been declared.
#[derive(Debug)]
pub(super) struct Variable {
    id: VariableId,
    slot: Slot,
}

/// Variables are found by name from the newest down, as in Go: a declaration that was never executed does not
/// exist, whatever the parser thought.
impl Interpreter<'_> {
    pub(super) fn declare(&mut self, id: VariableId, slot: Slot) {
        self.variables.push(Variable { id, slot });
    }

    pub(super) fn assign(&mut self, scene: Scene<'_>, id: VariableId, slot: Slot) -> Outcome<()> {
        let base = self.variables_base;
        match self.variables[base..]
            .iter_mut()
            .rev()
            .find(|variable| variable.id == id)
        {
            Some(variable) => {
                variable.slot = slot;
                Ok(())
            }
            None => Err(self.undefined_variable(scene, id)),
        }
    }

    /// Sets the variable that was declared `depth` declarations ago; 1 is the last.
    pub(super) fn assign_recent(&mut self, depth: usize, slot: Slot) {
        let count = self.variables.len();
        if let Some(variable) = count
            .checked_sub(depth)
            .and_then(|at| self.variables.get_mut(at))
        {
            variable.slot = slot;
        }
    }

    pub(super) fn variable(&self, scene: Scene<'_>, id: VariableId) -> Outcome<Slot> {
        let found = self.variables[self.variables_base..]
            .iter()
            .rev()
            .find(|variable| variable.id == id);
        match found {
            Some(variable) => Ok(variable.slot.clone()),
            None => Err(self.undefined_variable(scene, id)),
        }
    }

    fn undefined_variable(&self, scene: Scene<'_>, id: VariableId) -> ExecError {
        let tree = scene.tree();
        let name = String::from_utf8_lossy(tree.variable_name(id));
        self.fail(scene, format!("undefined variable: {name}"))
    }
}
