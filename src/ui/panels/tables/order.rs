//! Which rows a table shows, and in which order: kept until something it follows from changes.

use super::Source;
use super::filter::Filter;

/// By which column a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) column: usize,
    pub(super) is_descending: bool,
}

/// What an order follows from: number of rows, sort, filter text, stamps of the columns looked at.
#[derive(Clone, Debug, PartialEq)]
struct Cause {
    len: usize,
    sort: Option<Sort>,
    text: String,
    stamps: Vec<u64>,
}

/// The rows shown, from the top.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// `None` = all rows as they are, so that a million rows cost nothing until somebody sorts or filters.
    rows: Option<Vec<u32>>,
    len: usize,
    cause: Option<Cause>,
    titles: Vec<String>,
    filter: Filter,
}

impl Order {
    /// Follows sort and filter. With `is_frozen`, as during a gesture, an order of the same sort and filter stays as it is.
    ///
    /// Cost: nothing where nothing changed; otherwise a pass over the rows for the filter and a sort.
    pub(super) fn follow(&mut self, source: &impl Source, sort: Option<Sort>, text: &str, is_frozen: bool) {
        if self.cause.as_ref().is_none_or(|cause| cause.text != text) || self.titles.len() != source.columns().len() || self.titles.iter().zip(source.columns()).any(|(a, b)| *a != b.title) {
            self.titles = source.columns().iter().map(|column| column.title.clone()).collect();
            self.filter = Filter::read(text, &self.titles);
        }
        let sort = sort.filter(|sort| sort.column < self.titles.len());
        let cause = self.cause_of(source, sort, text);
        let is_same = self.cause.as_ref() == Some(&cause);
        let is_kept = is_frozen && self.cause.as_ref().is_some_and(|of| of.len == cause.len && of.sort == cause.sort && of.text == cause.text);
        if is_same || is_kept {
            return;
        }
        self.len = source.len();
        self.rows = (sort.is_some() || !self.filter.is_empty()).then(|| self.compute(source, sort));
        self.cause = Some(cause);
    }

    fn cause_of(&self, source: &impl Source, sort: Option<Sort>, text: &str) -> Cause {
        let mut columns: Vec<usize> = sort.map(|sort| sort.column).into_iter().chain(self.filter.conditions.iter().map(|condition| condition.column)).collect();
        if !self.filter.words.is_empty() {
            columns.extend(0..self.titles.len());
        }
        Cause { len: source.len(), sort, text: text.to_owned(), stamps: columns.into_iter().map(|column| source.stamp(column)).collect() }
    }

    fn compute(&self, source: &impl Source, sort: Option<Sort>) -> Vec<u32> {
        let has_words = source.word_test(&self.filter.words);
        let holds = |row: u32| self.filter.conditions.iter().all(|condition| condition.holds(source.number(row, condition.column), || source.text(row, condition.column)));
        let mut rows: Vec<u32> = (0..source.len() as u32).filter(|row| holds(*row) && (self.filter.words.is_empty() || has_words(*row))).collect();
        if let Some(sort) = sort {
            sort_rows(source, &mut rows, sort);
        }
        rows
    }

    /// Number of rows shown.
    pub(super) fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.len, Vec::len)
    }

    /// The row at a place.
    pub(super) fn row(&self, place: usize) -> Option<u32> {
        match &self.rows {
            Some(rows) => rows.get(place).copied(),
            None => (place < self.len).then_some(place as u32),
        }
    }

    /// The place of a row. Cost: the rows shown, where they are sorted or filtered.
    pub(super) fn place(&self, row: u32) -> Option<usize> {
        match &self.rows {
            Some(rows) => rows.iter().position(|shown| *shown == row),
            None => ((row as usize) < self.len).then_some(row as usize),
        }
    }

    /// Whether rows are left out.
    pub(super) fn is_filtered(&self) -> bool {
        !self.filter.is_empty()
    }
}

/// Sorts by number where the column is one of figures (rows without one last), else by text; ties keep their order.
fn sort_rows(source: &impl Source, rows: &mut Vec<u32>, sort: Sort) {
    let is_figure = source.columns().get(sort.column).is_some_and(|column| column.is_figure);
    if is_figure {
        // Keys beside the rows: a cell is looked at once, not at every comparison.
        let mut keyed: Vec<(f64, u32)> = rows.iter().map(|row| (source.number(*row, sort.column).unwrap_or(f64::NAN), *row)).collect();
        keyed.sort_unstable_by(|a, b| {
            let by_number = match (a.0.is_nan(), b.0.is_nan()) {
                (false, false) if sort.is_descending => b.0.total_cmp(&a.0),
                (false, false) => a.0.total_cmp(&b.0),
                (left, right) => left.cmp(&right),
            };
            by_number.then(a.1.cmp(&b.1))
        });
        *rows = keyed.into_iter().map(|(_, row)| row).collect();
    } else {
        let mut keyed: Vec<(String, u32)> = rows.iter().map(|row| (source.text(*row, sort.column), *row)).collect();
        keyed.sort_by(|a, b| if sort.is_descending { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) });
        *rows = keyed.into_iter().map(|(_, row)| row).collect();
    }
}
