//! Tables as Helm prints them: columns as wide as their widest cell, a tab between them, long cells cut.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar as _;

/// Bytes of lines that are handed on at once.
const PIECE: usize = 32 * 1024;

/// Lays out `rows`; no column is wider than `limit`, unless that is 0. Lines end in line ends.
pub(crate) fn table<R: AsRef<[C]>, C: AsRef<str>>(rows: &[R], limit: usize) -> String {
    let mut out = String::new();
    let Ok(()) = write_table(rows.iter(), limit, |piece| {
        out.push_str(piece);
        Ok::<_, std::convert::Infallible>(())
    });
    out
}

/// Lays out rows as [`table`] does, and hands the lines on in pieces, so that they are never all in memory.
pub(crate) fn write_table<R: AsRef<[C]>, C: AsRef<str>, E>(
    rows: impl Iterator<Item = R> + Clone,
    limit: usize,
    mut write: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let mut widths = Vec::new();
    for row in rows.clone() {
        let row = row.as_ref();
        if widths.len() < row.len() {
            widths.resize(row.len(), 0);
        }
        for (width, cell) in widths.iter_mut().zip(row) {
            let lines = cell.as_ref().split('\n');
            let wide = lines.map(width_of).max().unwrap_or_default();
            let wide = if limit > 0 { wide.min(limit) } else { wide };
            *width = wide.max(*width);
        }
    }
    let mut out = String::new();
    for row in rows {
        push_row(&mut out, row.as_ref(), &widths);
        if out.len() > PIECE {
            write(&out)?;
            out.clear();
        }
    }
    write(&out)
}

/// Appends the lines of a row: as many as its cell of most lines has.
fn push_row<C: AsRef<str>>(out: &mut String, row: &[C], widths: &[usize]) {
    let cells: Vec<_> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| resized(cell.as_ref(), *width))
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
fn resized(text: &str, width: usize) -> Cow<'_, str> {
    let wide = width_of(text);
    if wide == width || width == 0 {
        return text.into();
    }
    if wide < width {
        return [text, &" ".repeat(width - wide)].concat().into();
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
    (cut + "...").into()
}

/// How wide a text is shown; codes for colours are not.
fn width_of(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
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
