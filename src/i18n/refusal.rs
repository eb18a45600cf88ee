//! Refused edits as sentences: what is in the way, and what to do.

use super::number::degrees_text;
use super::words::key;
use super::{Language, text};
use crate::base::CellId;
use crate::edit::EditRefusal;
use crate::partition::Refusal;

/// Why an edit was refused and what to do. `cell_code` gives the code of a cell.
pub fn refusal_text(language: Language, refusal: &EditRefusal, cell_code: &dyn Fn(CellId) -> String) -> String {
    let (place, name) = match refusal {
        EditRefusal::Geometry(refusal) => match refusal {
            Refusal::Crossing(place) | Refusal::TooClose(place) | Refusal::BaseUnitLocked(place) | Refusal::IsJunction(place) => (degrees_text(place.degrees()), String::new()),
            Refusal::FlippedCell(cell) | Refusal::SwallowsCell(cell) => (String::new(), cell_code(*cell)),
            Refusal::NotFound | Refusal::DoesNotDivide | Refusal::NotAdjacent => Default::default(),
        },
        EditRefusal::NotFound(name)
        | EditRefusal::Locked(name)
        | EditRefusal::DisconnectsGrid(name)
        | EditRefusal::LevelMismatch(name)
        | EditRefusal::DuplicateCode(name)
        | EditRefusal::HasChildren(name)
        | EditRefusal::InUse(name) => (String::new(), name.clone()),
        EditRefusal::NothingToChange | EditRefusal::ReadOnly | EditRefusal::Busy => Default::default(),
    };
    let is_named = if name.is_empty() { "no" } else { "yes" };
    text(language, &key("refusal", refusal.code()), &[("place", place.into()), ("name", name.into()), ("named", is_named.into())])
}
