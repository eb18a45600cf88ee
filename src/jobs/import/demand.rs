//! Demand points.

use super::{ImportFailure, ImportOptions, Taken, note_outside, rescaled, with_measures};
use crate::edit::Label;
use crate::geodesy::Position;
use crate::io::SourceTable;
use crate::io::classify::{MeasureColumn, number_columns};
use crate::io::difference::{Difference, ImportMode, KeyedRows, difference};
use crate::io::rows::{DemandRows, MappingOptions, demand_rows};
use crate::jobs::Session;
use crate::model::{Amount, Measure};
use crate::partition::Locator;
use crate::store::{DemandMode, DemandRow, Import};
use rayon::prelude::*;
use std::borrow::Cow;

pub(super) fn import(session: &mut Session, file: &str, table: &SourceTable, options: &ImportOptions) -> Result<Taken, ImportFailure> {
    let mapping = with_default_measures(table, options);
    let read = demand_rows(table, &mapping)?;
    let (project, places) = with_measures(session.document().project(), &read.measures, false);
    let n_measures = project.measures.len();
    let amounts = amounts_of(&read, &places, &project.measures);
    let mut taken = Taken { mapped: read.mapped.clone(), is_nothing: read.rows.is_empty(), ..Taken::default() };
    list_outside(session, table, &read, &mut taken);
    let texts = |column: Option<usize>| -> Vec<Cow<'_, str>> {
        read.rows.iter().map(|row| column.map_or(Cow::Borrowed(""), |column| table.text.trimmed(*row as usize, column))).collect()
    };
    let (codes, names) = (texts(read.code), texts(read.name));
    let new = NewRows { table, read: &read, codes: &codes, amounts: &amounts, n_measures };
    let mut chosen: Vec<(usize, Option<u32>)> = (0..read.rows.len()).map(|at| (at, None)).collect();
    let mut mode = if options.mode == ImportMode::Replace { DemandMode::ReplaceAll } else { DemandMode::Keep };
    if options.key.is_some() || options.mode == ImportMode::Update {
        let column = options.key.clone().or(mapping.code_field.clone()).ok_or(ImportFailure::KeyNeeded)?;
        table.named_column(&column)?;
        let present = PresentRows::of(session, n_measures)?;
        let found = difference(&present, &new, n_measures, options.mode);
        chosen = found.added.iter().map(|row| (*row, None)).chain(found.changed.iter().map(|pair| (pair.new, Some(present.ids[pair.old])))).collect();
        if options.mode == ImportMode::Replace {
            // Rows that are equal stay as they are; those that the file no longer names go.
            mode = DemandMode::Remove(found.removed.iter().map(|row| present.ids[*row]).collect());
        }
        taken.later.merge(found.findings.clone());
        taken.difference = Some(found);
    }
    let is_unchanged = taken.difference.as_ref().is_some_and(|found: &Difference| found.added.is_empty() && found.changed.is_empty() && found.removed.is_empty());
    if options.is_dry_run || taken.is_nothing || is_unchanged {
        return Ok(taken);
    }
    let rows = chosen.iter().map(|&(at, fid)| DemandRow {
        fid,
        code: Cow::Borrowed(&codes[at]),
        name: Cow::Borrowed(&names[at]),
        kind: "",
        position: read.positions[at],
        amounts: Cow::Borrowed(&amounts[at * n_measures..(at + 1) * n_measures]),
    });
    let is_new_measure = project.measures.len() != session.document().project().measures.len();
    let import = Import { project: is_new_measure.then_some(project), plan: None, demand: Some((mode, Box::new(rows))) };
    session.import(import, Label::new("step-import-demand").with("file", file).with("count", chosen.len()))?;
    Ok(taken)
}

/// Where no measure is named, every column of numbers is one.
fn with_default_measures(table: &SourceTable, options: &ImportOptions) -> MappingOptions {
    let mut mapping = options.mapping.clone();
    if let Some(key) = &options.key {
        mapping.code_field.get_or_insert_with(|| key.clone());
    }
    if mapping.measures.is_empty() {
        let taken = [&mapping.lon, &mapping.lat, &mapping.code_field, &mapping.name_field];
        let names = number_columns(table).into_iter().map(|column| table.columns[column].clone()).filter(|name| !taken.contains(&&Some(name.clone())));
        mapping.measures = names.map(|name| MeasureColumn { name: name.clone(), column: name, unit: String::new(), scale: None }).collect();
    }
    mapping
}

/// The amounts point by point, in the order of the project's measures.
fn amounts_of(read: &DemandRows, places: &[usize], all: &[Measure]) -> Vec<Amount> {
    let mut amounts = vec![0; read.rows.len() * all.len()];
    for (measure, place) in read.measures.iter().zip(places) {
        let scale = all[*place].scale;
        for (at, amount) in measure.amounts.iter().enumerate() {
            amounts[at * all.len() + place] = rescaled(*amount, measure.scale, scale);
        }
    }
    amounts
}

fn list_outside(session: &Session, table: &SourceTable, read: &DemandRows, taken: &mut Taken) {
    let partition = &session.document().plan().partition;
    if partition.n_cells() == 0 {
        return;
    }
    let locator = Locator::new(partition);
    let outside: Vec<usize> =
        (0..read.rows.len()).into_par_iter().with_min_len(4096).filter(|at| locator.cell_at(read.positions[*at]) == crate::base::CellId::OUTSIDE).collect();
    for at in outside {
        let row = read.rows[at] as usize;
        let code = read.code.map_or(Cow::Borrowed(""), |column| table.text.trimmed(row, column));
        note_outside(&mut taken.later, &code, read.positions[at], table.row_number(row));
    }
}

struct NewRows<'a> {
    table: &'a SourceTable,
    read: &'a DemandRows,
    codes: &'a [Cow<'a, str>],
    amounts: &'a [Amount],
    n_measures: usize,
}

impl KeyedRows for NewRows<'_> {
    fn len(&self) -> usize {
        self.codes.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(&self.codes[row])
    }
    fn position(&self, row: usize) -> Position {
        self.read.positions[row]
    }
    fn amount(&self, row: usize, measure: usize) -> Amount {
        self.amounts[row * self.n_measures + measure]
    }
    fn row_number(&self, row: usize) -> u64 {
        self.table.row_number(self.read.rows[row] as usize)
    }
}

/// The demand that is there, with the codes that only the file has.
struct PresentRows {
    ids: Vec<u32>,
    codes: Vec<String>,
    positions: Vec<Position>,
    amounts: Vec<Amount>,
    n_measures: usize,
}

impl PresentRows {
    fn of(session: &Session, n_measures: usize) -> Result<Self, ImportFailure> {
        let demand = session.document().demand();
        let mut place: rustc_hash::FxHashMap<u32, usize> = rustc_hash::FxHashMap::default();
        for (at, id) in demand.ids.iter().enumerate() {
            place.insert(*id, at);
        }
        let mut rows = Self { ids: Vec::new(), codes: Vec::new(), positions: Vec::new(), amounts: Vec::new(), n_measures };
        session.file().demand_texts(|id, code, _, _| {
            if let Some(at) = place.get(&id) {
                rows.ids.push(id);
                rows.codes.push(code.to_owned());
                rows.positions.push(demand.positions[*at]);
                rows.amounts.extend_from_slice(demand.amounts_of(*at));
                rows.amounts.resize(rows.ids.len() * n_measures, 0);
            }
        })?;
        Ok(rows)
    }
}

impl KeyedRows for PresentRows {
    fn len(&self) -> usize {
        self.ids.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(&self.codes[row])
    }
    fn position(&self, row: usize) -> Position {
        self.positions[row]
    }
    fn amount(&self, row: usize, measure: usize) -> Amount {
        self.amounts[row * self.n_measures + measure]
    }
}
