//! Tables of grids, cells, outlets and demand (表格): filter, sort, edit in place, copy; linked both ways to the map.

mod cells;
mod demand;
mod filter;
mod grids;
mod order;
mod outlets;
mod view;

pub use cells::CellTable;
pub use demand::DemandTable;
pub use grids::GridTable;
pub use outlets::OutletTable;

pub(super) use outlets::outlet_title;

use crate::map::Item;

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    title: String,
    /// Figures stand to the right.
    is_figure: bool,
    /// Width in points that its cells usually need.
    width: f32,
    /// Whether cells can be typed into.
    is_editable: bool,
}

impl Column {
    fn text(title: String, width: f32) -> Self {
        Self { title, is_figure: false, width, is_editable: false }
    }

    fn figure(title: String, width: f32) -> Self {
        Self { title, is_figure: true, width, is_editable: false }
    }

    fn editable(mut self) -> Self {
        self.is_editable = true;
        self
    }
}

/// What a table shows; rows are numbers below [`Source::len`].
trait Source {
    /// The columns.
    fn columns(&self) -> &[Column];
    /// Number of rows before any filter.
    fn len(&self) -> usize;
    /// What a cell says.
    fn text(&self, row: u32, column: usize) -> String;
    /// What a field begins with that is opened on a cell.
    fn edit_text(&self, row: u32, column: usize) -> String {
        self.text(row, column)
    }
    /// The words of which an editable cell is one; none where anything can be typed.
    fn choices(&self, _row: u32, _column: usize) -> Vec<String> {
        Vec::new()
    }
    /// The number in a cell, for sorting and conditions.
    fn number(&self, row: u32, column: usize) -> Option<f64>;
    /// The thing a row is of.
    fn item(&self, row: u32) -> Item;
    /// The row of a thing.
    fn row_of(&self, item: Item) -> Option<u32>;
    /// What a row is called.
    fn name(&self, row: u32) -> String;
    /// Something that changes when the values of a column may have changed.
    fn stamp(&self, column: usize) -> u64;
    /// Whether the rows hold every one of some words, in small letters.
    fn word_test(&self, words: &[String]) -> Box<dyn Fn(u32) -> bool + '_> {
        let words = words.to_vec();
        let columns = self.columns().len();
        Box::new(move |row| {
            let texts: Vec<String> = (0..columns).map(|column| self.text(row, column).to_lowercase()).collect();
            words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
        })
    }
    /// Colours of a swatch before the first cell: fill, edge, pattern.
    fn swatch(&self, _row: u32) -> Option<(egui::Color32, egui::Color32, bool)> {
        None
    }
    /// Colour and sign of a cell that stands out.
    fn mark(&self, _row: u32, _column: usize) -> Option<(egui::Color32, crate::ui::widgets::Sign)> {
        None
    }
}

/// A title with its unit, in the brackets of its language.
pub(super) fn with_unit(title: &str, unit: &str) -> String {
    let is_wide = title.chars().any(|letter| letter > '\u{2e80}');
    match (unit.is_empty(), is_wide) {
        (true, _) => title.to_owned(),
        (false, true) => format!("{title}（{unit}）"),
        (false, false) => format!("{title} ({unit})"),
    }
}

/// Lines of cells as text for a spreadsheet: tabs between cells, no tabs or line breaks inside.
pub(super) fn to_tsv<'a>(rows: impl IntoIterator<Item = &'a [String]>) -> String {
    let mut text = String::new();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            text.extend(cell.chars().map(|letter| if matches!(letter, '\t' | '\n' | '\r') { ' ' } else { letter }));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
