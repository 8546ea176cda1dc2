//! Tables as Helm prints them: columns as wide as their widest cell, a tab between them, long cells cut.

use unicode_width::UnicodeWidthChar as _;

/// Lays out `rows`; no column is wider than `limit`, unless that is 0. Lines end in line ends.
pub(crate) fn table(rows: &[Vec<String>], limit: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut widths = vec![0; columns];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            let wide = cell.split('\n').map(width_of).max().unwrap_or_default();
            let wide = if limit > 0 { wide.min(limit) } else { wide };
            *width = wide.max(*width);
        }
    }
    let mut out = String::new();
    for row in rows {
        push_row(&mut out, row, &widths);
    }
    out
}

/// Appends the lines of a row: as many as its cell of most lines has.
fn push_row(out: &mut String, row: &[String], widths: &[usize]) {
    let cells: Vec<String> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| resized(cell, *width))
        .collect();
    let mut cells: Vec<_> = cells.iter().map(|cell| cell.split('\n')).collect();
    let mut lines: Vec<_> = cells.iter_mut().map(Iterator::next).collect();
    while lines.iter().any(Option::is_some) {
        for (n, (line, width)) in lines.iter().zip(widths).enumerate() {
            if n > 0 {
                out.push('\t');
            }
            match line {
                Some(line) => out.push_str(&resized(line, *width)),
                // The library that Helm prints tables with has it so.
                None => out.extend(std::iter::repeat_n(' ', (*width).max(1))),
            }
        }
        out.push('\n');
        lines = cells.iter_mut().map(Iterator::next).collect();
    }
}

/// The text filled up with spaces, or cut.
fn resized(text: &str, width: usize) -> String {
    let wide = width_of(text);
    if wide <= width || width == 0 {
        let padding = width.saturating_sub(wide);
        return text.to_owned() + &" ".repeat(padding);
    }
    let mut cut = String::new();
    let mut taken = 0;
    for c in text.chars() {
        cut.push(c);
        let wide = c.width().unwrap_or_default();
        if taken + wide + 3 >= width {
            break;
        }
        taken += wide;
    }
    cut + "..."
}

/// How wide a text is shown; codes for colours are not.
fn width_of(text: &str) -> usize {
    let mut width = 0;
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '\x1b' => in_code = true,
            'm' if in_code => in_code = false,
            _ if in_code => {}
            c => width += c.width().unwrap_or_default(),
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn pads_every_cell_and_cuts_long_ones() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let rows = [
            row(["NAME", "X"]),
            row(["a", "0123456789"]),
            row(["日本", ""]),
        ];
        assert_eq!(
            table(&rows, 8),
            "NAME\tX       \na   \t01234...\n日本\t        \n"
        );
    }
}
