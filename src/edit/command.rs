//! What a person can ask of a document.

use crate::base::{ArcId, CellId, GridId, OutletId, PlaneId, ScenarioId};
use crate::geodesy::Position;
use crate::model::{Amount, Grid, Outlet, Rules};
use crate::partition::Vertex;

/// What a person asks for, in ids. Amending a transaction with a move gives the absolute target.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Moves vertices to exact positions.
    MoveVertices {
        /// Each vertex and where it goes.
        moves: Vec<(Vertex, Position)>,
        /// Whether to go as far as is legal rather than be refused.
        is_clamped: bool,
    },
    /// Inserts a vertex into an arc after the position of this number.
    InsertVertex(ArcId, usize, Position),
    /// Removes a vertex.
    RemoveVertex(Vertex),
    /// Gives an arc another way from end to end; the arcs that meet its ends follow.
    RouteArc(ArcId, Vec<Position>),
    /// Divides a cell along a line.
    Cut(CellId, Vec<Position>),
    /// Joins cells; the first named stays.
    Merge(Vec<CellId>),
    /// Makes the ground inside a ring one cell of a grid.
    NewCell {
        /// The ring, not closed.
        ring: Vec<Position>,
        /// The plane and grid it belongs to.
        grid: Option<(PlaneId, GridId)>,
    },
    /// Gives cells to a grid of a plane, or to none.
    Assign(PlaneId, Vec<CellId>, Option<GridId>),
    /// Adds a grid.
    CreateGrid(Grid),
    /// Removes a grid without grids below it; its cells go to its parent.
    DeleteGrid(GridId),
    /// Changes what people know of a grid: code, name, parent, lock, details.
    SetGrid(GridId, Grid),
    /// Adds an outlet.
    AddOutlet(Outlet),
    /// Changes an outlet.
    SetOutlet(OutletId, Outlet),
    /// Removes an outlet.
    RemoveOutlet(OutletId),
    /// Adds, changes and removes many outlets at once: no id for a new one, no outlet for one that goes.
    PutOutlets(Vec<(Option<OutletId>, Option<Outlet>)>),
    /// Gives demand points other amounts.
    SetAmounts(Vec<NewAmount>),
    /// Changes the limits and rules that problems come from.
    SetRules(Box<Rules>),
    /// Ignores a finding with a reason; `None` minds it again.
    Ignore(String, Option<String>),
    /// Branches a scenario of this name from another; it does not become active.
    Branch(String, ScenarioId),
    /// Renames a scenario.
    RenameScenario(ScenarioId, String),
    /// Freezes a scenario as status quo, with the day.
    Freeze(ScenarioId, String),
    /// Deletes a scenario that is neither active nor the last.
    DeleteScenario(ScenarioId),
}

/// An amount that a demand point is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewAmount {
    /// Row id of the point.
    pub id: u32,
    /// Number of the measure.
    pub measure: usize,
    /// How much.
    pub amount: Amount,
}
