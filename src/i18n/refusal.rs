//! Refused edits as sentences: what is in the way, and what to do.

use super::channel::{outlet_field_choices, outlet_field_text};
use super::number::degrees_text;
use super::words::key;
use super::{Language, text};
use crate::base::CellId;
use crate::edit::EditRefusal;
use crate::model::{FieldFault, FieldType};
use crate::partition::Refusal;

/// Why an edit was refused and what to do. `cell_code` gives the code of a cell.
pub fn refusal_text(language: Language, refusal: &EditRefusal, cell_code: &dyn Fn(CellId) -> String) -> String {
    if let EditRefusal::BadValue(fault) = refusal {
        return value_fault_text(language, fault);
    }
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
        | EditRefusal::InUse(name)
        | EditRefusal::TooMuch(name) => (String::new(), name.clone()),
        EditRefusal::BadRule(number) => (String::new(), number.to_string()),
        EditRefusal::BadValue(_) | EditRefusal::BadLimit | EditRefusal::NothingToChange | EditRefusal::ReadOnly | EditRefusal::Busy => Default::default(),
    };
    let is_named = if name.is_empty() { "no" } else { "yes" };
    text(language, &key("refusal", refusal.code()), &[("place", place.into()), ("name", name.into()), ("named", is_named.into())])
}

/// What a value of an outlet should have been.
pub fn value_fault_text(language: Language, fault: &FieldFault) -> String {
    let name = match fault.field.field_type() {
        FieldType::Count => "refusal-bad-value-count",
        FieldType::Decimal => "refusal-bad-value-decimal",
        FieldType::Date => "refusal-bad-value-date",
        FieldType::Choice(_) => "refusal-bad-value-choice",
        FieldType::Text => "refusal-bad-value-text",
    };
    let choices = outlet_field_choices(language, fault.field).join(&text(language, "list-separator", &[]));
    text(language, name, &[("field", outlet_field_text(language, fault.field).into()), ("text", (&fault.text).into()), ("list", choices.into())])
}
