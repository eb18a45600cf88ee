//! Outlets.

use super::{ImportFailure, ImportOptions, Taken, note_outside};
use crate::base::{CellId, Finding, FindingKind, OutletId};
use crate::edit::{Command, Label};
use crate::io::SourceTable;
use crate::io::difference::ImportMode;
use crate::io::rows::outlets;
use crate::jobs::Session;
use crate::model::Outlet;
use std::collections::BTreeMap;

pub(super) fn import(session: &mut Session, file: &str, table: &SourceTable, options: &ImportOptions) -> Result<Taken, ImportFailure> {
    let mut mapping = options.mapping.clone();
    if let Some(key) = &options.key {
        mapping.code_field.get_or_insert_with(|| key.clone());
    }
    mapping.are_updates = options.mode == ImportMode::Update;
    let read = outlets(table, &mapping)?;
    let mut taken = Taken { mapped: read.mapped, is_nothing: read.outlets.is_empty(), ..Taken::default() };
    let document = session.document();
    let has_cells = document.plan().partition.n_cells() > 0;
    let mut present: BTreeMap<&str, OutletId> = document.outlets().iter().map(|(id, outlet)| (outlet.code.as_str(), id)).collect();
    let mut rows: Vec<(Option<OutletId>, Option<Outlet>)> = Vec::new();
    for row in &read.outlets {
        if has_cells && row.given.position && document.plan().partition.cell_at(row.outlet.position) == CellId::OUTSIDE {
            note_outside(&mut taken.later, &row.outlet.code, row.outlet.position, row.row_number);
        }
        match present.remove(row.outlet.code.as_str()) {
            Some(_) if options.mode == ImportMode::Add => {
                taken.mapped.rows_rejected += 1;
                taken.later.add(Finding::new(FindingKind::DuplicateCode).row(row.row_number).subject(row.outlet.code.clone()).action("rejected"));
            }
            // An update says what is new: what the file does not speak of stays.
            Some(id) if options.mode == ImportMode::Update => rows.push((Some(id), Some(document.outlets().get(id).map_or_else(|| row.outlet.clone(), |old| row.over(old))))),
            Some(id) => rows.push((Some(id), Some(row.outlet.clone()))),
            None if !(row.given.position && (row.given.kind || mapping.kind.is_some())) => {
                taken.mapped.rows_rejected += 1;
                taken.later.add(Finding::new(FindingKind::BadRow).row(row.row_number).subject("unknown").subject(row.outlet.code.clone()).action("rejected"));
            }
            None => rows.push((None, Some(row.outlet.clone()))),
        }
    }
    if options.mode == ImportMode::Replace {
        rows.extend(present.values().map(|id| (Some(*id), None)));
    }
    if !options.is_dry_run && !rows.is_empty() {
        let count = rows.len();
        match session.run(&Command::PutOutlets(rows), Label::new("step-import-outlets").with("file", file).with("count", count)) {
            Ok(_) | Err(crate::jobs::SessionError::Refused(crate::edit::EditRefusal::NothingToChange)) => {}
            Err(err) => return Err(err.into()),
        }
    }
    Ok(taken)
}
