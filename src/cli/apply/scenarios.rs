//! Edits of scenarios, ignored findings, steps through history.

use super::fault::{Expected, Fault};
use super::fields::{Fields, bad, text_of};
use super::lookup;
use super::request::Request;
use crate::base::ScenarioId;
use crate::edit::{Command, Document, Label};
use serde_json::Value;

/// Most steps that one line goes back or forth.
const MOST_STEPS: u64 = 1_000_000;

/// The edits whose body is a plain value; `None` for the others.
pub(super) fn read_plain(name: &str, body: &Value, document: &Document) -> Option<Result<Request, Fault>> {
    let text = || text_of(body).ok_or_else(|| bad(name, Expected::Text));
    let steps = |make: fn(usize) -> Request| {
        let steps = body.as_u64().filter(|steps| (1..=MOST_STEPS).contains(steps));
        steps.map(|steps| make(steps as usize)).ok_or_else(|| bad(name, Expected::Count))
    };
    Some(match name {
        "switch_scenario" => text().map(Request::Switch),
        "freeze_scenario" => text().and_then(|scenario| freeze(document, scenario)),
        "delete_scenario" => text().and_then(|scenario| delete(document, scenario)),
        "undo" => steps(Request::Undo),
        "redo" => steps(Request::Redo),
        _ => return None,
    })
}

fn freeze(document: &Document, name: String) -> Result<Request, Fault> {
    let id = scenario(document, &name)?;
    Ok(Request::command(Command::Freeze(id, crate::jobs::today()), Label::new("step-freeze-scenario").with("name", name)))
}

fn delete(document: &Document, name: String) -> Result<Request, Fault> {
    let id = scenario(document, &name)?;
    Ok(Request::command(Command::DeleteScenario(id), Label::new("step-delete-scenario").with("name", name)))
}

/// Branches from the scenario that `from` names, or from the active one.
pub(super) fn branch(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let name = fields.text("name")?;
    let from = match fields.optional_text("from")? {
        Some(from) => scenario(document, &from)?,
        None => document.active(),
    };
    Ok(Request::command(Command::Branch(name.clone(), from), Label::new("step-new-scenario").with("name", name)))
}

fn scenario(document: &Document, name: &str) -> Result<ScenarioId, Fault> {
    document.scenario_named(name).ok_or_else(|| lookup::not_found(name))
}

/// With `null` for a reason the finding is minded again.
pub(super) fn ignore(fields: &mut Fields) -> Result<Request, Fault> {
    let finding = fields.text("finding")?;
    let reason = |value: &Value| if value.is_null() { Some(None) } else { text_of(value).map(Some) };
    let reason = fields.optional("reason", Expected::Text, reason)?.ok_or_else(|| Fault::MissingField("reason".to_owned()))?;
    let label = Label::new(if reason.is_some() { "step-ignore" } else { "step-mind" });
    Ok(Request::command(Command::Ignore(finding, reason), label))
}
