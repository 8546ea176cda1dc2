use steersman_diag::{Diagnostic, SourceFile};
use steersman_gotmpl::{ParseError, Templates};

use super::hints::parse_hints;

/// The finding for a text that is no template.
pub(crate) fn diagnose_parse(error: &ParseError, templates: &Templates) -> Diagnostic {
    let source = SourceFile::new(error.name.to_text(), &error.text);
    let location = source.locate_line(error.line);
    let mut diagnostic = Diagnostic::error(error.message.clone()).at(location);
    diagnostic.hints = parse_hints(error, templates);
    diagnostic
}
