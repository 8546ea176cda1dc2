use steersman_diag::{Diagnostic, Location, SourceFile, Span};
use steersman_gotmpl::{ParseError, Templates};

use super::hints::parse_hints;

/// The finding for a text that is no template.
pub(crate) fn diagnose_parse(error: &ParseError, templates: &Templates) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(error.message.clone()).at(locate(error));
    diagnostic.hints = parse_hints(error, templates);
    diagnostic
}

/// The token that the parser stumbled over; the whole line when there is no such token on the line of the message.
fn locate(error: &ParseError) -> Location {
    let source = SourceFile::new(error.name.to_text(), &error.text);
    let rest = error.text.get(error.offset as usize..).unwrap_or_default();
    let token = rest
        .iter()
        .take_while(|byte| !byte.is_ascii_whitespace() && !b"(){}|,".contains(byte))
        .count();
    if token == 0 || source.position(error.offset).line != error.line {
        return source.locate_line(error.line);
    }
    let end = error.offset + u32::try_from(token).unwrap_or(u32::MAX - error.offset);
    source.locate(Span::new(error.offset, end))
}
