use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use memchr::memmem;
use steersman_value::{CallError, Str, Value};

use super::frame::Frame;
use super::slot::{Origin, Slot};
use super::variable::Variable;
use crate::error::{self, Cause, ExecError, ParseError};
use crate::function::Runtime;
use crate::limits::{LimitError, StackGuard};
use crate::syntax::{self, NodeId, Tree};
use crate::templates::{Template, Templates, instantiate};
use crate::tracer::{Position, Tracer};

pub(super) type Outcome<T> = Result<T, ExecError>;

/// How many texts given to [`Runtime::run_text`] are kept parsed, and how large they may be together.
const MAX_CACHED_TEXTS: usize = 4096;
const MAX_CACHED_BYTES: usize = 16 << 20;

/// The template being executed and its dot.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) template: &'a Template,
    pub(super) dot: &'a Slot,
}

impl<'a> Scene<'a> {
    pub(super) fn tree(self) -> &'a Tree {
        &self.template.tree
    }
}

/// Templates that a text given to [`Runtime::run_text`] puts before those of the set.
#[derive(Debug)]
struct Overlay {
    outer: Option<Rc<Self>>,
    templates: HashMap<Str, Rc<Template>>,
}

impl Overlay {
    fn find(&self, name: &[u8]) -> Option<&Rc<Template>> {
        let mut overlay = self;
        loop {
            if let Some(template) = overlay.templates.get(name) {
                return Some(template);
            }
            overlay = overlay.outer.as_deref()?;
        }
    }
}

/// Executes templates of a set. Parsed texts are cached and limits counted over its whole life.
///
/// ```
/// use steersman_gotmpl::{Interpreter, Limits, Templates};
/// use steersman_value::Value;
///
/// let mut templates = Templates::new("demo", Vec::new())
///     .with_limits(Limits { steps: 1000, ..Limits::default() });
/// templates.parse("forever", "{{ range 1000000 }}{{ . }}{{ end }}")?;
///
/// let mut interpreter = Interpreter::new(&templates);
/// let error = interpreter.execute("forever", &Value::Nil, &mut Vec::new()).unwrap_err();
/// assert!(error.to_string().ends_with("the template runs longer than the limit of 1000 steps"));
/// # Ok::<(), steersman_gotmpl::ParseError>(())
/// ```
pub struct Interpreter<'a> {
    pub(super) templates: &'a Templates,
    pub(super) tracer: Option<&'a mut dyn Tracer>,
    overlay: Option<Rc<Overlay>>,
    texts: HashMap<Str, Rc<[Rc<Template>]>>,
    text_bytes: usize,
    /// The node Go looked at last.
    pub(super) node: NodeId,
    /// Where the argument checked last came from.
    pub(super) argument_origin: Origin,
    pub(super) variables: Vec<Variable>,
    pub(super) variables_base: usize,
    pub(super) frames: Vec<Frame>,
    pub(super) depth: usize,
    pub(super) out: Vec<u8>,
    pub(super) spare_arguments: Vec<Vec<Value>>,
    steps_left: u64,
    stack: StackGuard,
}

impl fmt::Debug for Interpreter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interpreter")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

impl<'a> Interpreter<'a> {
    /// An interpreter for the templates of a set, within the limits of the set.
    pub fn new(templates: &'a Templates) -> Self {
        Self {
            templates,
            tracer: None,
            overlay: None,
            texts: HashMap::new(),
            text_bytes: 0,
            node: NodeId::FIRST,
            argument_origin: Origin::Concrete,
            variables: Vec::with_capacity(32),
            variables_base: 0,
            frames: Vec::with_capacity(32),
            depth: 0,
            out: Vec::new(),
            spare_arguments: Vec::new(),
            steps_left: templates.limits.steps,
            stack: StackGuard::new(templates.limits.stack_bytes),
        }
    }

    /// Lets somebody watch.
    #[must_use]
    pub fn with_tracer(mut self, tracer: &'a mut dyn Tracer) -> Self {
        self.tracer = Some(tracer);
        self
    }

    /// How many steps have been executed so far.
    pub fn steps(&self) -> u64 {
        self.templates.limits.steps - self.steps_left
    }

    /// Executes the template `name` with `dot` and appends its output to `out`. After an error `out` holds what was
    /// written before.
    ///
    /// # Errors
    /// The first failure.
    pub fn execute(&mut self, name: &str, dot: &Value, out: &mut Vec<u8>) -> Result<(), ExecError> {
        self.stack = StackGuard::new(self.templates.limits.stack_bytes);
        std::mem::swap(&mut self.out, out);
        let outcome = self
            .find_template(name.as_bytes())
            .and_then(|template| self.run_nested(template, dot));
        std::mem::swap(&mut self.out, out);
        outcome
    }

    pub(super) fn lookup(&self, name: &[u8]) -> Option<&Rc<Template>> {
        let overlaid = self
            .overlay
            .as_deref()
            .and_then(|overlay| overlay.find(name));
        overlaid.or_else(|| self.templates.find(name))
    }

    fn find_template(&self, name: &[u8]) -> Outcome<Rc<Template>> {
        self.lookup(name).cloned().ok_or_else(|| {
            let cause = Cause::NoTemplate {
                name: name.into(),
                set: self.templates.name.clone(),
            };
            ExecError::new(None, cause)
        })
    }

    /// Runs a template with a state of its own. Whatever happens, the state is then as before.
    fn run_nested(&mut self, template: Rc<Template>, dot: &Value) -> Outcome<()> {
        let (node, base, depth) = (self.node, self.variables_base, self.depth);
        let (variables, frames) = (self.variables.len(), self.frames.len());
        let mut dot = Slot::concrete(dot.clone());
        dot.unwrap_interface();
        self.depth = 0;
        self.variables_base = variables;
        let outcome = self.run(template, dot);
        self.frames.truncate(frames);
        self.variables.truncate(variables);
        (self.node, self.variables_base, self.depth) = (node, base, depth);
        outcome
    }

    /// Runs a template and takes its output as a string.
    fn capture(&mut self, template: Rc<Template>, dot: &Value) -> Outcome<Str> {
        let mark = self.out.len();
        let outcome = self.run_nested(template, dot);
        let output = Str::from(&self.out[mark..]);
        self.out.truncate(mark);
        outcome.map(|()| output)
    }

    /// The templates of a text, its own body last.
    fn parse_text(&mut self, name: &str, text: &Str) -> Result<Rc<[Rc<Template>]>, ParseError> {
        if let Some(templates) = self.texts.get(text)
            && templates.last().is_some_and(|main| main.tree.name == *name)
        {
            return Ok(Rc::clone(templates));
        }
        let parsed = syntax::parse(name.into(), text.clone(), &self.templates.names, self.stack)?;
        let templates: Rc<[Rc<Template>]> = instantiate(parsed).into();
        if self.texts.len() < MAX_CACHED_TEXTS && self.text_bytes + text.len() <= MAX_CACHED_BYTES {
            self.text_bytes += text.len();
            self.texts.insert(text.clone(), Rc::clone(&templates));
        }
        Ok(templates)
    }

    /// Runs a parsed text in front of an overlay of the templates it defines.
    fn run_in_overlay(&mut self, templates: &[Rc<Template>], dot: &Value) -> Outcome<Str> {
        let Some(main) = templates.last() else {
            return Ok(Str::default());
        };
        let mut overlay = HashMap::with_capacity(templates.len());
        for template in templates {
            if !template.is_empty || self.lookup(&template.name).is_none() {
                overlay.insert(template.name.clone(), Rc::clone(template));
            }
        }
        let outer = self.overlay.take();
        self.overlay = Some(Rc::new(Overlay {
            outer: outer.clone(),
            templates: overlay,
        }));
        let outcome = self.capture(Rc::clone(main), dot);
        self.overlay = outer;
        outcome
    }

    /// Counts a step, and looks at the other limits now and then.
    pub(super) fn step(&mut self, scene: Scene<'_>) -> Outcome<()> {
        let limits = &self.templates.limits;
        if self.steps_left == 0 {
            return Err(self.limit(scene, LimitError::Steps(limits.steps)));
        }
        self.steps_left -= 1;
        if self.out.len() > limits.output_bytes {
            return Err(self.limit(scene, LimitError::Output(limits.output_bytes)));
        }
        if self.steps_left.trailing_zeros() >= 10 {
            return self.check_interrupt(scene);
        }
        Ok(())
    }

    /// Counts steps beyond the one of a node.
    pub(super) fn spend(&mut self, scene: Scene<'_>, steps: u64) -> Outcome<()> {
        let Some(left) = self.steps_left.checked_sub(steps) else {
            self.steps_left = 0;
            return Err(self.limit(scene, LimitError::Steps(self.templates.limits.steps)));
        };
        self.steps_left = left;
        self.check_interrupt(scene)
    }

    /// Counts the steps of a slow call, if there are enough of them for all turns of the loops around it.
    pub(super) fn spend_in_loops(&mut self, scene: Scene<'_>, steps: u64) -> Outcome<()> {
        let turns = self.frames.iter().fold(1_u64, |turns, frame| match frame {
            Frame::Range(range) => turns.saturating_mul(range.items.turns_left()),
            _ => turns,
        });
        if steps.saturating_mul(turns) > self.steps_left {
            return Err(self.limit(scene, LimitError::Steps(self.templates.limits.steps)));
        }
        self.spend(scene, steps)
    }

    fn check_interrupt(&self, scene: Scene<'_>) -> Outcome<()> {
        match self.templates.limits.interrupt.get() {
            None => Ok(()),
            Some(limit) => Err(self.limit(scene, limit)),
        }
    }

    pub(super) fn check_stack(&self, scene: Scene<'_>) -> Outcome<()> {
        self.stack.check().map_err(|error| self.limit(scene, error))
    }

    fn limit(&self, scene: Scene<'_>, limit: LimitError) -> ExecError {
        self.fail_with(scene, Cause::Limit(limit))
    }

    /// An error in Go's words at the current node.
    pub(super) fn fail(&self, scene: Scene<'_>, message: impl Into<String>) -> ExecError {
        self.fail_with(scene, Cause::Message(message.into()))
    }

    pub(super) fn fail_with(&self, scene: Scene<'_>, cause: Cause) -> ExecError {
        let tree = scene.tree();
        let offset = tree.node(self.node).position;
        let (line, column) = tree.line_and_column(offset);
        let frame = error::Frame {
            file: tree.name.clone(),
            text: tree.text.clone(),
            line,
            column,
            offset,
            template: scene.template.name.clone(),
            context: tree.print(self.node).into(),
        };
        ExecError::new(Some(frame), cause)
    }
}

/// Where an offset of the tree's text is.
pub(super) fn position(tree: &Tree, offset: u32) -> Position<'_> {
    Position {
        file: &tree.name,
        text: &tree.text,
        offset,
    }
}

fn nested(error: impl std::error::Error + 'static) -> CallError {
    CallError::Nested(String::new(), Box::new(error))
}

impl Runtime for Interpreter<'_> {
    fn run_template(&mut self, name: &Str, dot: &Value) -> Result<Str, CallError> {
        let template = self.find_template(name).map_err(nested)?;
        self.capture(template, dot).map_err(nested)
    }

    fn run_text(&mut self, name: &str, text: &Str, dot: &Value) -> Result<Str, CallError> {
        if memmem::find(text, b"{{").is_none() {
            return Ok(text.clone());
        }
        let templates = self.parse_text(name, text).map_err(nested)?;
        self.run_in_overlay(&templates, dot).map_err(nested)
    }
}
