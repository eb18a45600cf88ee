//! Tables for terminals: columns aligned by what a character takes on screen, Chinese ones two places.

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// A table of texts under headings.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

/// Between two columns.
const GAP: &str = "  ";

impl Table {
    /// Adds a column of texts.
    pub(super) fn text(mut self, title: impl Into<String>) -> Self {
        self.columns.push((title.into(), Align::Left));
        self
    }

    /// Adds a column of numbers.
    pub(super) fn number(mut self, title: impl Into<String>) -> Self {
        self.columns.push((title.into(), Align::Right));
        self
    }

    /// Adds a row; missing fields are empty.
    pub(super) fn row(&mut self, fields: impl IntoIterator<Item = String>) {
        self.rows.push(fields.into_iter().map(|field| field.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()).collect());
    }

    /// The table as lines, headings first, without spaces at line ends.
    pub(super) fn lines(&self) -> String {
        let field = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
        let widths: Vec<usize> = (0..self.columns.len()).map(|at| self.rows.iter().chain([&titles]).map(|row| width(&field(row, at))).max().unwrap_or(0)).collect();
        let mut text = String::new();
        for row in [&titles].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for (at, (_, align)) in self.columns.iter().enumerate() {
                if at > 0 {
                    line.push_str(GAP);
                }
                push_padded(&mut line, &field(row, at), widths[at], *align);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn push_padded(line: &mut String, field: &str, to: usize, align: Align) {
    let blank = " ".repeat(to.saturating_sub(width(field)));
    match align {
        Align::Left => line.extend([field, &blank]),
        Align::Right => line.extend([&blank, field]),
    }
}

/// How many places a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// Wide and full-width characters of Unicode's East Asian Width, in ranges; combining marks take no place.
fn width_of(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F | 0x1F900..=0x1F9FF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_columns_line_up() {
        let mut table = Table::default().text("编码").text("名称").number("用户").text("");
        table.row(["N-01", "城东", "9,120", "!"].map(str::to_owned));
        table.row(["N-002", "East town", "12", ""].map(str::to_owned));
        assert_eq!(table.lines(), "编码   名称        用户\nN-01   城东       9,120  !\nN-002  East town     12\n");
        let ends: Vec<usize> = table.lines().lines().skip(1).map(|line| width(line.trim_end_matches('!').trim_end())).collect();
        assert_eq!(ends[0], ends[1], "numbers end in one column");
    }

    #[test]
    fn control_characters_cannot_break_a_line() {
        let mut table = Table::default().text("a");
        table.row(["x\ny\u{1b}[31m".to_owned()]);
        assert_eq!(table.lines(), "a\nx y [31m\n");
        assert_eq!((width("网格"), width("e\u{301}"), width("（")), (4, 1, 2));
    }
}
