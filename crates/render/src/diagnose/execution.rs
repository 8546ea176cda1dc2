use steersman_diag::{Diagnostic, Location, SourceFile, Span};
use steersman_gotmpl::{ExecError, Frame, Templates};
use steersman_value::Value;

use super::hints::execution_hints;

/// The most steps of a chain that a finding shows, half of them at each end: recursion makes thousands.
const MAX_CHAIN: usize = 12;

/// The finding for a failed execution: the innermost place first, then the way to it.
pub(crate) fn diagnose_execution(
    error: &ExecError,
    root: &Value,
    templates: &Templates,
) -> Diagnostic {
    let links: Vec<&ExecError> = error.chain().collect();
    let innermost = links.last().copied().unwrap_or(error);
    let message = error
        .raised()
        .map_or_else(|| innermost.message(), str::to_owned);
    let mut diagnostic = Diagnostic::error(message);
    let mut frames: Vec<&Frame> = links.iter().filter_map(|link| link.frame()).collect();
    if let Some(place) = frames.pop() {
        diagnostic = diagnostic.at(locate(place));
    }
    let skipped =
        frames.len().saturating_sub(MAX_CHAIN)..frames.len().saturating_sub(MAX_CHAIN / 2);
    for (n, frame) in frames.iter().enumerate() {
        if frames.len() <= MAX_CHAIN || !(MAX_CHAIN / 2..skipped.end).contains(&n) {
            let what = frame.context.to_text().into_owned();
            diagnostic = diagnostic.through(steersman_diag::Frame {
                what,
                location: locate(frame),
            });
        }
    }
    diagnostic.hints = execution_hints(innermost, root, templates);
    diagnostic
}

/// The node of a frame in its file. Templates do not keep where a node ends, so the mark is as long as the node's
/// text where the source spells it so, and one character otherwise.
fn locate(frame: &Frame) -> Location {
    let source = SourceFile::new(frame.file.to_text(), &frame.text);
    let at = frame.offset as usize;
    let context = &frame.context[..];
    // The position of a field chain is that of its second name: look back for the start.
    let start = (0..=at.min(frame.text.len()))
        .rev()
        .take(context.len() + 1)
        .find(|start| frame.text[*start..].starts_with(context));
    let (start, end) = match start {
        Some(start) if !context.is_empty() => (start, start + context.len()),
        _ => (at, at + 1),
    };
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    source.locate(Span::new(offset(start), offset(end)))
}
