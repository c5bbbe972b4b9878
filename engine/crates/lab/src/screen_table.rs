//! Lines of text in aligned columns.

/// On which side a column is flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Lays out `lines` (the first is the heading, underlined) with two spaces between
/// columns. Widths are counted in characters.
pub fn aligned(lines: &[Vec<String>], align: &[Align]) -> String {
    let width = |c: usize| {
        let cells = lines.iter().filter_map(|l| l.get(c));
        cells.map(|t| t.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..align.len()).map(width).collect();
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let mut text = String::from("  ");
        for ((cell, &w), a) in line.iter().zip(&widths).zip(align) {
            match a {
                Align::Left => text.push_str(&format!("{cell:<w$}  ")),
                Align::Right => text.push_str(&format!("{cell:>w$}  ")),
            }
        }
        out.push_str(text.trim_end());
        out.push('\n');
        if i == 0 {
            let total = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
            out.push_str(&format!("  {}\n", "─".repeat(total)));
        }
    }
    out
}
