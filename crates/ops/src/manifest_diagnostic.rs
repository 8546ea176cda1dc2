use steersman_diag::{Diagnostic, SourceFile};
use steersman_manifest::ParseError;

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
    match hint(&error.problem.to_string(), &source, line) {
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

fn hint(problem: &str, source: &SourceFile, line: u32) -> Option<String> {
    let text = source
        .line(line)
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    let before = (line > 1)
        .then(|| source.line(line - 1))
        .flatten()
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    let indent = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let hint = if text.contains('\t')
        || problem.contains("cannot start any token") && text.trim_start().starts_with('\t')
    {
        "YAML is indented by spaces, this line has a tab"
    } else if problem.contains("mapping values are not allowed") {
        if indent(&text) > indent(&before) && before.contains(": ") {
            "this line is indented below a key that has a value already: check `indent` and `nindent`"
        } else {
            "a value that holds `: ` needs quotes: pipe it through `quote`"
        }
    } else if problem.contains("did not find expected key") {
        "the indentation does not fit the lines around it: check `indent` and `nindent`, and `{{-` that eats a line end"
    } else if problem.contains("could not find expected ':'") {
        "a key without `:`, or the line before it lost its line end to `{{-` or `-}}`"
    } else if problem.contains("found unexpected end of stream") {
        "a quote is opened and never closed"
    } else if problem.contains("unknown escape character") {
        "a backslash in double quotes must be doubled; single quotes take it as it is"
    } else if problem.contains("found character that cannot start any token") {
        "a value that begins with `%`, `@`, `` ` `` or `*` needs quotes: pipe it through `quote`"
    } else if problem.contains("did not find expected ',' or") {
        "a bracket or brace is not closed, or a value that begins with `{` or `[` needs quotes"
    } else {
        return None;
    };
    Some(hint.to_owned())
}
