//! Edits of scenarios, ignored findings, steps through history.

use super::fault::{Expected, Fault};
use super::fields::{Fields, bad, text_of};
use super::request::Request;
use crate::edit::{Command, Label};
use serde_json::Value;

/// Most steps that one line goes back or forth.
const MOST_STEPS: u64 = 1_000_000;

/// The edits whose body is a plain value; `None` for the others.
pub(super) fn read_plain(name: &str, body: &Value) -> Option<Result<Request, Fault>> {
    let named = |make: fn(String) -> Request| text_of(body).map(make).ok_or_else(|| bad(name, Expected::Text));
    let steps = |make: fn(usize) -> Request| body.as_u64().filter(|steps| (1..=MOST_STEPS).contains(steps)).map(|steps| make(steps as usize)).ok_or_else(|| bad(name, Expected::Count));
    Some(match name {
        "switch_scenario" => named(Request::Switch),
        "freeze_scenario" => named(Request::Freeze),
        "delete_scenario" => named(Request::Delete),
        "undo" => steps(Request::Undo),
        "redo" => steps(Request::Redo),
        _ => return None,
    })
}

pub(super) fn branch(fields: &mut Fields) -> Result<Request, Fault> {
    Ok(Request::Branch { name: fields.text("name")?, from: fields.optional_text("from")? })
}

/// With `null` for a reason the finding is minded again.
pub(super) fn ignore(fields: &mut Fields) -> Result<Request, Fault> {
    let finding = fields.text("finding")?;
    let reason = |value: &Value| if value.is_null() { Some(None) } else { text_of(value).map(Some) };
    let reason = fields.optional("reason", Expected::Text, reason)?.ok_or_else(|| Fault::MissingField("reason".to_owned()))?;
    let label = Label::new(if reason.is_some() { "step-ignore" } else { "step-mind" });
    Ok(Request::command(Command::Ignore(finding, reason), label))
}
