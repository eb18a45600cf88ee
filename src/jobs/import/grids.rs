//! Grids from polygons or tables.

use super::{ImportFailure, ImportOptions, ImportTarget, Taken, cells, inputs_of, log_of, partition_of};
use crate::base::{CancelToken, CellId, Finding, FindingKind, GridId, PlaneId, ProgressSink, Table};
use crate::edit::{Command, Label};
use crate::io::SourceTable;
use crate::io::rows::{assignments, polygons};
use crate::jobs::Session;
use crate::model::Grid;
use crate::partition::{Locator, build};
use std::collections::BTreeMap;

/// Finds or makes grids of one level by code.
pub(super) struct GridMaker {
    plane: PlaneId,
    level: u8,
    known: BTreeMap<(u8, String), GridId>,
}

/// Code of the grid that stands in where a level above is needed and nobody named one.
const STAND_IN: &str = "ALL";

impl GridMaker {
    pub(super) fn new(plane: PlaneId, level: u8, grids: &Table<GridId, Grid>) -> Self {
        let known = grids.iter().filter(|(_, grid)| grid.plane == plane).map(|(id, grid)| ((grid.level, grid.code.clone()), id)).collect();
        Self { plane, level, known }
    }

    /// The grid of a code at the maker's level, made with the parents it needs where it is missing.
    pub(super) fn grid(&mut self, grids: &mut Table<GridId, Grid>, code: &str, name: &str, parent: &str) -> GridId {
        self.at_level(grids, self.level, code, name, parent)
    }

    fn at_level(&mut self, grids: &mut Table<GridId, Grid>, level: u8, code: &str, name: &str, parent: &str) -> GridId {
        if let Some(id) = self.known.get(&(level, code.to_owned())) {
            return *id;
        }
        let above = level.checked_sub(1).map(|above| {
            let stand_in = format!("{STAND_IN}-{above}");
            let code = if parent.is_empty() { stand_in.as_str() } else { parent };
            self.at_level(grids, above, code, code, "")
        });
        // A code is unique in its plane; one that another level uses gets a sign.
        let mut unique = code.to_owned();
        while self.known.keys().any(|(_, other)| *other == unique) {
            unique.push('*');
        }
        let id = grids.push(Grid::new(self.plane, unique, name, level, above));
        self.known.insert((level, code.to_owned()), id);
        id
    }
}

/// A plane by name, or the first.
pub(super) fn plane_of(session: &Session, name: Option<&str>) -> Result<PlaneId, ImportFailure> {
    session.document().plane_named(name).ok_or_else(|| ImportFailure::NotFound(name.unwrap_or("plane").to_owned()))
}

/// A level by name, or the deepest.
pub(super) fn level_of(session: &Session, plane: PlaneId, name: Option<&str>) -> Result<u8, ImportFailure> {
    let plane = &session.document().project().planes[plane];
    match name {
        Some(name) => plane.level(name).ok_or_else(|| ImportFailure::NotFound(name.to_owned())),
        None => Ok((plane.levels.len() as u8).saturating_sub(1)),
    }
}

pub(super) fn import(
    session: &mut Session,
    file: &str,
    table: &SourceTable,
    options: &ImportOptions,
    cancel: &CancelToken,
    progress: &dyn ProgressSink,
) -> Result<Taken, ImportFailure> {
    let plane = plane_of(session, options.plane.as_deref())?;
    let level = level_of(session, plane, options.level.as_deref())?;
    let has_shapes = table.geometry.is_some();
    if session.document().plan().partition.n_cells() == 0 {
        if !has_shapes {
            return Err(ImportFailure::NoCells);
        }
        return import_as_cells(session, file, table, options, cancel, progress);
    }
    let mut taken = Taken::default();
    let mut wanted: Vec<Wanted> = Vec::new();
    if has_shapes {
        let mut read = polygons(table, &options.mapping)?;
        taken.mapped = read.mapped;
        let inputs = inputs_of(&mut read.polygons);
        let built = build(&inputs, &options.build, cancel, progress)?;
        taken.later = log_of(built.findings.clone());
        let owner: BTreeMap<CellId, usize> = built.cells.iter().map(|cell| (cell.id, cell.polygon as usize)).collect();
        let locator = Locator::new(&partition_of(&built, session)?);
        let plan = session.document().plan();
        let mut cells: Vec<Vec<CellId>> = vec![Vec::new(); read.polygons.len()];
        for cell in plan.partition.cells() {
            let inside = plan.partition.interior_position(cell).and_then(|place| owner.get(&locator.cell_at(place)));
            if let Some(polygon) = inside {
                cells[*polygon].push(cell);
            }
        }
        wanted.extend(read.polygons.into_iter().zip(cells).map(|(row, cells)| Wanted { code: row.code, name: row.name, parent: row.parent, cells }));
    } else {
        let read = assignments(table, &options.mapping)?;
        taken.mapped = read.mapped;
        let plan = session.document().plan();
        let by_code: BTreeMap<&str, CellId> = plan.cells.iter().map(|(id, cell)| (cell.code.as_str(), id)).collect();
        let mut by_grid: BTreeMap<String, Wanted> = BTreeMap::new();
        for row in read.rows {
            if row.grid.is_empty() {
                // A list of grids: the row is a grid itself.
                by_grid.entry(row.code.clone()).or_insert_with(|| Wanted { code: row.code, name: row.name, parent: row.parent, cells: Vec::new() });
            } else if let Some(cell) = by_code.get(row.code.as_str()) {
                let wanted = by_grid.entry(row.grid.clone()).or_insert_with(|| Wanted { code: row.grid.clone(), name: row.grid.clone(), parent: row.parent, cells: Vec::new() });
                wanted.cells.push(*cell);
            } else {
                taken.mapped.rows_rejected += 1;
                taken.later.add(Finding::new(FindingKind::BadRow).row(row.row_number).subject(row.code).action("rejected"));
            }
        }
        wanted.extend(by_grid.into_values());
    }
    taken.is_nothing = wanted.is_empty();
    if !options.is_dry_run && !wanted.is_empty() {
        write(session, file, plane, level, wanted)?;
    }
    Ok(taken)
}

/// A grid that a file describes.
struct Wanted {
    code: String,
    name: String,
    parent: String,
    cells: Vec<CellId>,
}

fn write(session: &mut Session, file: &str, plane: PlaneId, level: u8, wanted: Vec<Wanted>) -> Result<(), ImportFailure> {
    let before = session.document().plan().grids.clone();
    let mut grids = before.clone();
    let mut maker = GridMaker::new(plane, level, &grids);
    let n_grids = wanted.len();
    let targets: Vec<(GridId, Vec<CellId>)> = wanted
        .into_iter()
        .map(|wanted| {
            let name = if wanted.name.is_empty() { wanted.code.clone() } else { wanted.name };
            (maker.grid(&mut grids, &wanted.code, &name, &wanted.parent), wanted.cells)
        })
        .collect();
    session.begin_strict(Label::new("step-import-grids").with("file", file).with("count", n_grids))?;
    let result = (|| {
        for (id, grid) in grids.iter().filter(|(id, _)| !before.contains(*id)) {
            debug_assert_eq!(session.document().plan().grids.next_id(), id, "grids are made in the order of their ids");
            run(session, &Command::CreateGrid(grid.clone()))?;
        }
        for (grid, cells) in targets {
            if !cells.is_empty() {
                run(session, &Command::Assign(plane, cells, Some(grid)))?;
            }
        }
        Ok(())
    })();
    match result {
        Ok(()) => Ok(session.commit_strict()?),
        Err(err) => {
            session.abort_strict();
            Err(err)
        }
    }
}

fn run(session: &mut Session, command: &Command) -> Result<(), ImportFailure> {
    session.run(command, Label::default())?;
    Ok(())
}

/// A project without cells: every polygon is one cell of a grid of its own.
fn import_as_cells(
    session: &mut Session,
    file: &str,
    table: &SourceTable,
    options: &ImportOptions,
    cancel: &CancelToken,
    progress: &dyn ProgressSink,
) -> Result<Taken, ImportFailure> {
    let code = options.mapping.code_field.clone().or_else(|| crate::io::classify::column_of(table, crate::io::classify::Role::Code).map(|at| table.columns[at].clone()));
    let name = code.or_else(|| options.mapping.name_field.clone()).or_else(|| crate::io::classify::column_of(table, crate::io::classify::Role::Name).map(|at| table.columns[at].clone()));
    let mapping = crate::io::rows::MappingOptions { grid_field: options.mapping.grid_field.clone().or(name), ..options.mapping.clone() };
    cells::import(session, file, table, &ImportOptions { target: ImportTarget::Cells, mapping, ..options.clone() }, cancel, progress)
}
