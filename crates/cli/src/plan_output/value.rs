use serde_json::Value;
use steersman_diag::{Label, Sink, escape_controls};
use steersman_plan::diff::ShownChange;

/// How many characters of a value are shown.
const LONGEST: usize = 160;
/// How many lines of a text are shown.
const MOST_LINES: usize = 20;

/// Writes a change of a field.
pub(super) fn print_change(change: &ShownChange, full: bool, sink: &mut dyn Sink) {
    const INDENT: &str = "       ";
    let path = escape_controls(&change.path);
    match (&change.before, &change.after) {
        (Some(Value::String(before)), Some(Value::String(after)))
            if before.contains('\n') || after.contains('\n') =>
        {
            sink.piece(Label::Plain, &format!("{INDENT}{path}:\n"));
            lines(before, after, full, sink);
        }
        (None, Some(after)) => {
            sink.piece(Label::Hint, &format!("{INDENT}+ "));
            let value = value(after, full);
            sink.piece(Label::Plain, &format!("{path}: {value}\n"));
        }
        (Some(before), None) => {
            sink.piece(Label::Error, &format!("{INDENT}- "));
            let value = value(before, full);
            sink.piece(Label::Plain, &format!("{path}: {value}\n"));
        }
        (before, after) => {
            let text = |side: &Option<Value>| {
                side.as_ref()
                    .map(|side| value(side, full))
                    .unwrap_or_default()
            };
            let line = if before == after {
                format!("{INDENT}{path}: {} (changes)\n", text(after))
            } else {
                format!("{INDENT}{path}: {} -> {}\n", text(before), text(after))
            };
            sink.piece(Label::Plain, &line);
        }
    }
}

fn value(value: &Value, full: bool) -> String {
    let text = match value {
        Value::String(text) if text == steersman_plan::diff::MASK => text.clone(),
        other => other.to_string(),
    };
    let text = escape_controls(&text).into_owned();
    let cut = text.char_indices().nth(LONGEST).filter(|_| !full);
    match cut {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Writes the lines of a text that differ.
fn lines(before: &str, after: &str, full: bool, sink: &mut dyn Sink) {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let head = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let tail = before[head..]
        .iter()
        .rev()
        .zip(after[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let gone = &before[head..before.len() - tail];
    let new = &after[head..after.len() - tail];
    for (sign, label, lines) in [("-", Label::Error, gone), ("+", Label::Hint, new)] {
        let most = if full { lines.len() } else { MOST_LINES };
        for line in lines.iter().take(most) {
            sink.piece(label, &format!("         {sign} "));
            sink.piece(Label::Plain, &format!("{}\n", escape_controls(line)));
        }
        if lines.len() > most {
            let rest = lines.len() - most;
            sink.piece(Label::Plain, &format!("         … {rest} more lines\n"));
        }
    }
}
