use serde::Serialize;

use crate::{Label, Sink};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably a mistake.
    Warning,
    /// The work cannot go on.
    Error,
}

impl Severity {
    /// The heading in text.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn label(self) -> Label {
        match self {
            Self::Note => Label::Note,
            Self::Warning => Label::Warning,
            Self::Error => Label::Error,
        }
    }
}

/// A line of a source with a mark, ready to be shown: no control characters, cut to a readable width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The line.
    pub text: String,
    /// How many characters of `text` stand before the mark.
    pub column: u32,
    /// How many characters are marked, at least one.
    pub width: u32,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The file as the user knows it.
    pub file: String,
    /// The line, from one.
    pub line: u32,
    /// The column in characters, from one.
    pub column: u32,
    /// The line itself, when the text is at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

/// A step on the way to the error, outermost first: an `include`, a `tpl`, a file that names another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// What the step does, such as ``include "app.labels" .``.
    pub what: String,
    /// Where it is written.
    pub location: Location,
}

/// Advice on how to mend an error, beside its message and never inside it.
pub trait Hint {
    /// The advice, one sentence each.
    fn hints(&self) -> Vec<String>;
}

/// A finding with its place, the way to it, and advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without the place.
    pub message: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The steps that led there, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Frame>,
    /// Advice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding of the given severity.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            message: message.into(),
            location: None,
            chain: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// An error.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// Places the finding.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds a step, innermost last.
    #[must_use]
    pub fn through(mut self, frame: Frame) -> Self {
        self.chain.push(frame);
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Renders the finding as labelled text, ending in a line end.
    pub fn write_to(&self, sink: &mut dyn Sink) {
        sink.piece(self.severity.label(), self.severity.name());
        sink.piece(Label::Plain, ": ");
        for (n, line) in self.message.lines().enumerate() {
            if n > 0 {
                sink.piece(Label::Plain, "\n  ");
            }
            sink.piece(Label::Message, &crate::escape_controls(line));
        }
        sink.piece(Label::Plain, "\n");
        let lines = self
            .location
            .iter()
            .chain(self.chain.iter().map(|frame| &frame.location));
        let gutter = lines
            .map(|location| location.line.to_string().len())
            .max()
            .unwrap_or(1);
        if let Some(location) = &self.location {
            write_location(location, gutter, "-->", sink);
        }
        for frame in self.chain.iter().rev() {
            sink.piece(Label::Gutter, &format!("{:gutter$} = ", ""));
            sink.piece(
                Label::Chain,
                &format!("from {}", crate::escape_controls(&frame.what)),
            );
            sink.piece(Label::Plain, "\n");
            write_location(&frame.location, gutter, "-->", sink);
        }
        for hint in &self.hints {
            sink.piece(Label::Hint, "hint");
            sink.piece(
                Label::Plain,
                &format!(": {}\n", crate::escape_controls(hint)),
            );
        }
    }
}

fn write_location(location: &Location, gutter: usize, arrow: &str, sink: &mut dyn Sink) {
    sink.piece(Label::Gutter, &format!("{:gutter$}{arrow} ", ""));
    let file = crate::escape_controls(&location.file);
    sink.piece(
        Label::Location,
        &format!("{file}:{}:{}", location.line, location.column),
    );
    sink.piece(Label::Plain, "\n");
    let Some(excerpt) = &location.excerpt else {
        return;
    };
    sink.piece(Label::Gutter, &format!("{:gutter$} |\n", ""));
    sink.piece(Label::Gutter, &format!("{:gutter$} | ", location.line));
    sink.piece(Label::Source, &excerpt.text);
    sink.piece(Label::Plain, "\n");
    sink.piece(Label::Gutter, &format!("{:gutter$} | ", ""));
    sink.piece(Label::Plain, &" ".repeat(excerpt.column as usize));
    sink.piece(Label::Caret, &"^".repeat(excerpt.width as usize));
    sink.piece(Label::Plain, "\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PlainText, SourceFile, Span};

    fn sample() -> Diagnostic {
        let helpers = SourceFile::new(
            "web/templates/_helpers.tpl",
            "{{ define \"a\" }}\n{{ .Values.iamge.tag }}",
        );
        let page = SourceFile::new("web/templates/page.yaml", "name: {{ include \"a\" . }}");
        Diagnostic::error("nil pointer evaluating interface {}.tag")
            .at(helpers.locate(Span::new(20, 37)))
            .through(Frame {
                what: "include \"a\" .".to_owned(),
                location: page.locate(Span::new(9, 22)),
            })
            .hint("did you mean `image`?")
    }

    #[test]
    fn text_shows_place_chain_and_hint() {
        let mut out = PlainText::default();
        sample().write_to(&mut out);
        let expected = r#"error: nil pointer evaluating interface {}.tag
 --> web/templates/_helpers.tpl:2:4
  |
2 | {{ .Values.iamge.tag }}
  |    ^^^^^^^^^^^^^^^^^
  = from include "a" .
 --> web/templates/page.yaml:1:10
  |
1 | name: {{ include "a" . }}
  |          ^^^^^^^^^^^^^
hint: did you mean `image`?
"#;
        assert_eq!(out.into_string(), expected);
    }

    #[test]
    fn json_has_the_same_facts() {
        let json = serde_json::to_value(sample()).expect("plain data serialises");
        assert_eq!(json["severity"], "error");
        assert_eq!(json["location"]["excerpt"]["width"], 17);
        assert_eq!(json["chain"][0]["what"], "include \"a\" .");
    }
}
