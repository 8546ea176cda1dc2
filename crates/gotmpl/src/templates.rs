use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use steersman_value::{Str, Value};

use crate::error::{ExecError, ParseError};
use crate::eval::Interpreter;
use crate::function::{Function, FunctionNames};
use crate::limits::{Limits, StackGuard};
use crate::syntax::{self, Definition, NodeId, Parsed, Tree};

/// What reading a map key that does not exist gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingKey {
    /// No value at all: Go's `missingkey=default`.
    Invalid,
    /// The zero value of the map's element type: `missingkey=zero`.
    #[default]
    Zero,
    /// An error: `missingkey=error`.
    Error,
}

/// A named body, ready to run.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) name: Str,
    pub(crate) tree: Arc<Tree>,
    pub(crate) body: NodeId,
    pub(crate) is_empty: bool,
}

impl Template {
    fn new(tree: &Arc<Tree>, definition: Definition) -> Rc<Self> {
        let Definition {
            name,
            body,
            is_empty,
            ..
        } = definition;
        Rc::new(Self {
            name,
            tree: Arc::clone(tree),
            body,
            is_empty,
        })
    }
}

/// A text parsed on its own, to be added to a set later.
///
/// Parsing needs only the names of the functions, so texts can be parsed on several threads.
#[derive(Clone, Debug)]
pub struct ParsedText(Parsed);

impl ParsedText {
    /// Parses `text` as the template `name`.
    ///
    /// # Errors
    /// The first mistake in the text.
    pub fn parse(
        name: impl Into<Str>,
        text: impl Into<Str>,
        functions: &FunctionNames,
        limits: &Limits,
    ) -> Result<Self, ParseError> {
        let stack = StackGuard::new(limits.stack_bytes);
        syntax::parse(name.into(), text.into(), functions, stack).map(Self)
    }

    /// The outcome of parsing `text` as the template `name`, when that text is this one with other words of the same
    /// length: letters and digits in plain text and string constants. Charts that come from one scaffold have such
    /// templates, and charts that are used twice have equal ones. Nothing is parsed for it.
    ///
    /// `None` says nothing about the text but that it has to be parsed.
    ///
    /// ```
    /// use steersman_gotmpl::{Limits, ParsedText, Templates};
    /// use steersman_value::Value;
    ///
    /// let mut templates = Templates::new("demo", Vec::new());
    /// let (names, limits) = (templates.function_names(), Limits::default());
    /// let red = ParsedText::parse("red", r#"{{ define "red.x" }}A red {{ "house" }}.{{ end }}"#, &names, &limits)?;
    /// let sea = red.adapted("sea", r#"{{ define "sea.x" }}A big {{ "river" }}.{{ end }}"#).expect("the same shape");
    /// assert!(red.adapted("red", r#"{{ define "red.x" }}A red {{ .house  }}.{{ end }}"#).is_none());
    ///
    /// templates.add(sea);
    /// let mut out = Vec::new();
    /// templates.execute("sea.x", &Value::Nil, &mut out).expect("nothing can fail here");
    /// assert_eq!(out, b"A big river.");
    /// # Ok::<(), steersman_gotmpl::ParseError>(())
    /// ```
    #[must_use]
    pub fn adapted(&self, name: impl Into<Str>, text: impl Into<Str>) -> Option<Self> {
        syntax::adapt(&self.0, name.into(), text.into()).map(Self)
    }
}

/// Named templates that can call each other and the same functions.
///
/// ```
/// use steersman_gotmpl::Templates;
/// use steersman_value::{Tree, Value};
///
/// let mut templates = Templates::new("greetings", Vec::new());
/// templates.parse("hello.txt", r#"{{ define "name" }}{{ .who }}!{{ end }}Hello, {{ template "name" . }}"#)?;
///
/// let data = Value::from(Tree::Map([("who".into(), "world".into())].into()));
/// let mut out = Vec::new();
/// templates.execute("hello.txt", &data, &mut out)?;
/// assert_eq!(out, b"Hello, world!");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Templates {
    pub(crate) name: Str,
    pub(crate) functions: Vec<Function>,
    pub(crate) names: Arc<FunctionNames>,
    pub(crate) missing_key: MissingKey,
    pub(crate) limits: Limits,
    bodies: HashMap<Str, Rc<Template>>,
}

impl Templates {
    /// An empty set with a name (only messages show it) and functions. Go's own functions are always there; one
    /// given under the same name hides them.
    pub fn new(name: impl Into<Str>, functions: Vec<Function>) -> Self {
        let names = Arc::new(FunctionNames::new(&functions));
        Self {
            name: name.into(),
            functions,
            names,
            missing_key: MissingKey::default(),
            limits: Limits::default(),
            bodies: HashMap::new(),
        }
    }

    /// Sets what reading a missing map key gives.
    #[must_use]
    pub fn with_missing_key(mut self, missing_key: MissingKey) -> Self {
        self.missing_key = missing_key;
        self
    }

    /// Sets what parsing and executing may use.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What parsing and executing may use.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The names a text may call, for [`ParsedText::parse`].
    pub fn function_names(&self) -> Arc<FunctionNames> {
        Arc::clone(&self.names)
    }

    /// Parses `text` as the template `name` and adds it and what it defines to the set, in place of templates of
    /// the same names. A body of nothing but white space and comments replaces no other.
    ///
    /// # Errors
    /// The first mistake in the text; the set is as before.
    pub fn parse(&mut self, name: impl Into<Str>, text: impl Into<Str>) -> Result<(), ParseError> {
        let names = Arc::clone(&self.names);
        let parsed = ParsedText::parse(name, text, &names, &self.limits)?;
        self.add(parsed);
        Ok(())
    }

    /// Adds a text that was parsed with the names of this set, by the rules of [`Templates::parse`].
    pub fn add(&mut self, parsed: ParsedText) {
        for template in instantiate(parsed.0) {
            self.add_template(template);
        }
    }

    fn add_template(&mut self, template: Rc<Template>) {
        if template.is_empty && self.bodies.contains_key(&template.name) {
            return;
        }
        self.bodies.insert(template.name.clone(), template);
    }

    /// Whether there is a template of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.find(name.as_bytes()).is_some()
    }

    /// The names of the templates, in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &Str> {
        self.bodies.keys()
    }

    pub(crate) fn find(&self, name: &[u8]) -> Option<&Rc<Template>> {
        self.bodies.get(name)
    }

    /// Executes the template `name` with `dot` and appends its output to `out`. After an error `out` holds what was
    /// written before.
    ///
    /// To run several templates that share caches and limits, or to watch them, make an [`Interpreter`].
    ///
    /// # Errors
    /// The first failure.
    pub fn execute(&self, name: &str, dot: &Value, out: &mut Vec<u8>) -> Result<(), ExecError> {
        Interpreter::new(self).execute(name, dot, out)
    }
}

/// The templates of a parsed text, its own body last.
pub(crate) fn instantiate(parsed: Parsed) -> Vec<Rc<Template>> {
    let Parsed {
        tree,
        main,
        definitions,
        ..
    } = parsed;
    definitions
        .into_iter()
        .chain([main])
        .map(|definition| Template::new(&tree, definition))
        .collect()
}
