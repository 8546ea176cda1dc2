//! Tables as Helm prints them: columns as wide as their widest cell, a tab between them, long cells cut.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Lays out `rows`; no column is wider than `limit`, unless that is 0. Lines end in line ends.
pub(crate) fn table(rows: &[Vec<String>], limit: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut widths = vec![0; columns];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            let wide = cell.width();
            let wide = if limit > 0 { wide.min(limit) } else { wide };
            *width = wide.max(*width);
        }
    }
    let mut out = String::new();
    for row in rows {
        for (n, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if n > 0 {
                out.push('\t');
            }
            push_cell(&mut out, cell, *width);
        }
        out.push('\n');
    }
    out
}

fn push_cell(out: &mut String, cell: &str, width: usize) {
    let wide = cell.width();
    if wide <= width {
        out.push_str(cell);
        out.extend(std::iter::repeat_n(' ', width - wide));
        return;
    }
    if width == 0 {
        out.push_str(cell);
        return;
    }
    let mut taken = 0;
    for c in cell.chars() {
        out.push(c);
        let wide = c.width().unwrap_or_default();
        if taken + wide + 3 >= width {
            break;
        }
        taken += wide;
    }
    out.push_str("...");
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
