//! Why an edit of the partition was refused.

use crate::base::CellId;
use crate::geodesy::Position;

/// Why an edit was refused; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A boundary would cross another one, or jump over an enclave.
    #[error("crossing at {0:?}")]
    Crossing(Position),
    /// A cell would turn inside out or vanish.
    #[error("cell {0:?} would flip")]
    FlippedCell(CellId),
    /// Positions would fall together, or a boundary would touch another.
    #[error("too close at {0:?}")]
    TooClose(Position),
    /// The boundary is an official one and keeps its shape.
    #[error("locked base unit boundary at {0:?}")]
    BaseUnitLocked(Position),
    /// There is no such vertex, arc or cell.
    #[error("not found")]
    NotFound,
    /// A vertex where three or more boundaries meet cannot be taken away.
    #[error("boundaries meet at {0:?}")]
    IsJunction(Position),
    /// The line does not divide the cell in two.
    #[error("the line does not divide the cell")]
    DoesNotDivide,
    /// The cells are not neighbours.
    #[error("cells do not touch along a boundary")]
    NotAdjacent,
    /// The new cell would swallow a whole cell.
    #[error("cell {0:?} would be swallowed")]
    SwallowsCell(CellId),
}
