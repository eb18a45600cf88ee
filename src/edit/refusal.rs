//! Why a command was refused.

use crate::model::FieldFault;
use crate::partition::Refusal;

/// Why a command was refused; the document is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// The partition says no.
    #[error(transparent)]
    Geometry(#[from] Refusal),
    /// There is no cell, grid, outlet, plane, level or scenario of this code or name.
    #[error("{0} not found")]
    NotFound(String),
    /// The grid is locked.
    #[error("grid {0} is locked")]
    Locked(String),
    /// The grid's level must stay in one piece and would not.
    #[error("grid {0} would fall apart")]
    DisconnectsGrid(String),
    /// A parent must be one level above, in the same plane.
    #[error("grid {0} does not fit that level")]
    LevelMismatch(String),
    /// Another has this code already.
    #[error("code {0} is taken")]
    DuplicateCode(String),
    /// The grid still has grids below it.
    #[error("grid {0} has grids below it")]
    HasChildren(String),
    /// The last or the active scenario cannot be deleted.
    #[error("scenario {0} is in use")]
    InUse(String),
    /// A value of an outlet is none that its field can have.
    #[error(transparent)]
    BadValue(FieldFault),
    /// All amounts of this measure together would be more than can be counted.
    #[error("the amounts of {0} add up to more than can be counted")]
    TooMuch(String),
    /// A rule says nothing that can be checked, or names a level that is not there; the rule's number from 1.
    #[error("rule {0} says nothing")]
    BadRule(usize),
    /// The most that an account manager may carry is more than nothing.
    #[error("the limit is not above 0")]
    BadLimit,
    /// The command changes nothing.
    #[error("nothing to change")]
    NothingToChange,
    /// The project is open for reading only.
    #[error("read only")]
    ReadOnly,
    /// A gesture is under way; end it first (E3).
    #[error("a gesture is open")]
    Busy,
}

impl EditRefusal {
    /// The code of the command line's contract.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Geometry(refusal) => match refusal {
                Refusal::Crossing(_) => "crossing",
                Refusal::FlippedCell(_) => "flipped_cell",
                Refusal::TooClose(_) => "too_close",
                Refusal::BaseUnitLocked(_) => "base_unit_locked",
                Refusal::NotFound => "not_found",
                Refusal::IsJunction(_) => "is_junction",
                Refusal::DoesNotDivide => "does_not_divide",
                Refusal::NotAdjacent => "not_adjacent",
                Refusal::SwallowsCell(_) => "swallows_cell",
            },
            Self::NotFound(_) => "not_found",
            Self::Locked(_) => "locked",
            Self::DisconnectsGrid(_) => "disconnects_grid",
            Self::LevelMismatch(_) => "level_mismatch",
            Self::DuplicateCode(_) => "duplicate_code",
            Self::HasChildren(_) => "has_children",
            Self::InUse(_) => "in_use",
            Self::BadValue(_) => "bad_value",
            Self::TooMuch(_) => "too_much",
            Self::BadRule(_) => "bad_rule",
            Self::BadLimit => "bad_limit",
            Self::NothingToChange => "nothing_to_change",
            Self::ReadOnly => "read_only",
            Self::Busy => "busy",
        }
    }
}
