use steersman_value::{Map, Str, Value};

/// A place in a template text.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// The name of the text.
    pub file: &'a Str,
    /// The text.
    pub text: &'a Str,
    /// The offset in bytes.
    pub offset: u32,
}

impl Position<'_> {
    /// The line, from one. Counted when asked for.
    pub fn line(&self) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text[..self.offset as usize]).count()
    }
}

/// Somebody who watches an execution: which values are read, and where the time goes.
///
/// Calls of templates and functions nest: each `enter` is followed by a `leave`, unless the execution fails.
/// Every method does nothing by default.
pub trait Tracer {
    /// A field chain or `index` reads `key` of `map`, which need not have it.
    fn read_key(&mut self, map: &Map, key: &[u8], at: Position<'_>) {
        let _ = (map, key, at);
    }

    /// A value is used as a whole: printed by an action or ranged over.
    fn use_value(&mut self, value: &Value, at: Position<'_>) {
        let _ = (value, at);
    }

    /// A function or method is about to run with checked arguments.
    fn enter_function(&mut self, name: &str, arguments: &[Value], at: Position<'_>) {
        let _ = (name, arguments, at);
    }

    /// The function entered last has returned.
    fn leave_function(&mut self) {}

    /// A template is about to run: `at` is its own text.
    fn enter_template(&mut self, name: &Str, at: Position<'_>) {
        let _ = (name, at);
    }

    /// The template entered last has ended.
    fn leave_template(&mut self) {}
}
