use steersman_diag::{Diagnostic, SourceFile};
use steersman_manifest::ParseError;

use crate::yaml_hint::{Author, yaml_hint};

/// The finding for a rendered document that is no manifest: it shows the rendered text, which the user never wrote.
pub(crate) fn diagnose(error: &ParseError) -> Diagnostic {
    let path = error.document.path();
    let text = error.document.text();
    let diagnostic = Diagnostic::error(error.problem.to_string());
    let Some(span) = error.problem.span() else {
        return diagnostic.hint(whole_document_hint(text));
    };
    let source = SourceFile::new(format!("{path} (rendered)"), text);
    let line = source.position(span.start).line;
    let diagnostic = diagnostic.at(source.locate(span));
    match yaml_hint(&error.problem.to_string(), &source, line, Author::Template) {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

fn whole_document_hint(text: &[u8]) -> String {
    if steersman_manifest::is_blank(text) {
        "the template printed nothing".to_owned()
    } else {
        "the template printed something that is no mapping of `apiVersion`, `kind` and so on"
            .to_owned()
    }
}
