//! Tables that the API server made, laid out as kubectl does it.

use serde_json::Value;
use steersman_plan::Object;
use unicode_width::UnicodeWidthStr as _;

/// The narrowest column.
const MIN_WIDTH: usize = 6;
/// Spaces between columns.
const PADDING: usize = 3;

/// Prints tables one after the other; a header only where the columns are other ones than before.
#[derive(Debug, Default)]
pub(crate) struct TablePrinter {
    columns: Vec<Column>,
    has_header: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    definition: Value,
    name: String,
    is_shown: bool,
}

impl TablePrinter {
    /// Appends a table. What the server gave as something else is passed over.
    pub(crate) fn print(&mut self, table: &Object, out: &mut String) {
        if table.kind() != "Table" {
            return;
        }
        let list = |key: &str| table.at(&[key]).and_then(Value::as_array);
        let columns: Vec<Column> = list("columnDefinitions")
            .into_iter()
            .flatten()
            .map(column)
            .collect();
        if !columns.is_empty() && columns != self.columns {
            self.columns = columns;
            self.has_header = false;
        }
        let mut lines = Vec::new();
        if !self.has_header {
            lines.push(
                self.shown()
                    .map(|(_, column)| column.name.to_uppercase())
                    .collect(),
            );
        }
        let rows = list("rows").map(Vec::as_slice).unwrap_or_default();
        self.has_header |= !rows.is_empty();
        for row in rows {
            let cells = row.get("cells").and_then(Value::as_array);
            let cells = cells.map(Vec::as_slice).unwrap_or_default();
            lines.push(
                self.shown()
                    .filter_map(|(n, _)| cells.get(n))
                    .map(cell_text)
                    .collect::<Vec<_>>(),
            );
        }
        push_lines(&lines, out);
    }

    fn shown(&self) -> impl Iterator<Item = (usize, &Column)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.is_shown)
    }
}

fn column(definition: &Value) -> Column {
    let name = definition.get("name").and_then(Value::as_str);
    let priority = definition.get("priority").and_then(Value::as_i64);
    Column {
        name: name.unwrap_or_default().to_owned(),
        is_shown: priority.unwrap_or(0) == 0,
        definition: definition.clone(),
    }
}

/// A text to its first line end, anything else as it is written.
fn cell_text(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => match text.find(['\x0c', '\n', '\r']) {
            Some(end) => text[..end].to_owned() + "...",
            None => text.clone(),
        },
        other => other.to_string(),
    }
}

/// Columns as wide as their widest cell; the last one is not filled up.
fn push_lines(lines: &[Vec<String>], out: &mut String) {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |n: usize| {
        let wide = lines.iter().filter_map(|line| line.get(n));
        let wide = wide.map(|cell| cell.width() + PADDING).max();
        wide.unwrap_or_default().max(MIN_WIDTH)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for line in lines {
        for (n, (cell, width)) in line.iter().zip(&widths).enumerate() {
            out.push_str(cell);
            if n + 1 < line.len() {
                out.extend(std::iter::repeat_n(' ', width - cell.width()));
            }
        }
        out.push('\n');
    }
}
