//! Cells, grids, planes.

use crate::base::{CellId, GridId, PlaneId, Table};
use serde::{Deserialize, Serialize};

/// What people know of a cell (基础单元); its shape is in the partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Code that users see, unique in a scenario.
    pub code: String,
    /// Name, may be empty.
    pub name: String,
    /// Code of the cell this one was cut or merged from; equal to its own code when never reshaped in number.
    pub origin: String,
    /// Whether its figures were spread from totals rather than counted.
    pub is_estimated: bool,
}

/// A plane (平面): one grid tree over the cells, for example one for consumers and one for business customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plane {
    /// Name, unique in a project.
    pub name: String,
    /// Names of the levels (层级) from the root down: 区县, 主网格, 子网格.
    pub levels: Vec<Level>,
}

/// A level (层级) of a plane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Name, unique in its plane.
    pub name: String,
    /// Whether an edit that would break a grid of this level in two is refused rather than warned of.
    pub is_contiguity_strict: bool,
}

impl Plane {
    /// A plane with levels of these names, contiguity warned of.
    pub fn new(name: impl Into<String>, levels: &[&str]) -> Self {
        let levels = levels.iter().map(|&name| Level { name: name.to_owned(), is_contiguity_strict: false }).collect();
        Self { name: name.into(), levels }
    }

    /// The depth of a level by name.
    pub fn level(&self, name: &str) -> Option<u8> {
        self.levels.iter().position(|level| level.name == name).map(|depth| depth as u8)
    }
}

/// A grid (网格): a node of a plane's tree. Its cells are those assigned to it or to a grid below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// The plane whose tree it stands in.
    pub plane: PlaneId,
    /// Code that users see, unique in a plane of a scenario.
    pub code: String,
    /// Name.
    pub name: String,
    /// Depth in the tree: index into the plane's levels; 0 is the root level.
    pub level: u8,
    /// The grid one level up; only root grids have none (M1).
    pub parent: Option<GridId>,
    /// A locked grid neither gains nor loses cells, and its boundary does not move.
    pub is_locked: bool,
    /// Everything else people note of it.
    pub details: GridDetails,
}

/// What people note of a grid beyond its place in the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridDetails {
    /// Colour the user gave, `#rrggbb`; otherwise one is chosen so that neighbours differ.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub color: Option<String>,
    /// The responsible team.
    #[serde(default)]
    pub team: Team,
    /// Capacity per measure name, where the target is by capacity.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub capacities: Vec<(String, i64)>,
}

/// Who is responsible for a grid (网格团队).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Name of the grid manager (网格经理); may be empty.
    pub leader: String,
    /// Number of account managers (客户经理).
    pub managers: u32,
}

impl Grid {
    /// A grid with nothing noted.
    pub fn new(plane: PlaneId, code: impl Into<String>, name: impl Into<String>, level: u8, parent: Option<GridId>) -> Self {
        Self { plane, code: code.into(), name: name.into(), level, parent, is_locked: false, details: GridDetails::default() }
    }
}

/// Which grid each cell belongs to, plane by plane: the deepest grid that is known for it, or none (M1).
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    planes: Table<PlaneId, Table<CellId, GridId>>,
}

impl Assignment {
    /// The grid of a cell in a plane; `None` = unassigned.
    #[inline]
    pub fn grid(&self, plane: PlaneId, cell: CellId) -> Option<GridId> {
        self.planes.get(plane)?.get(cell).copied()
    }

    /// Gives a cell to a grid, or to none; returns the grid it had.
    pub fn set(&mut self, plane: PlaneId, cell: CellId, grid: Option<GridId>) -> Option<GridId> {
        if self.planes.get(plane).is_none() {
            grid?;
            self.planes.set(plane, Some(Table::default()));
        }
        self.planes.get_mut(plane)?.set(cell, grid)
    }

    /// The planes in which a cell is or was assigned.
    pub fn planes(&self) -> impl Iterator<Item = PlaneId> + '_ {
        self.planes.ids()
    }

    /// The assigned cells of a plane, by cell.
    pub fn cells(&self, plane: PlaneId) -> impl Iterator<Item = (CellId, GridId)> + '_ {
        self.planes.get(plane).into_iter().flat_map(|cells| cells.iter().map(|(cell, grid)| (cell, *grid)))
    }
}

impl PartialEq for Assignment {
    /// The same grid for every cell; a plane without assigned cells equals a plane that is not there.
    fn eq(&self, other: &Self) -> bool {
        let filled = |assignment: &Self| assignment.planes.iter().filter(|(_, cells)| !cells.is_empty()).map(|(plane, _)| plane).collect::<Vec<_>>();
        filled(self) == filled(other) && filled(self).into_iter().all(|plane| self.cells(plane).eq(other.cells(plane)))
    }
}
