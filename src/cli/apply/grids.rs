//! Edits of grids.

use super::fault::{Expected, Fault};
use super::fields::Fields;
use super::lookup;
use super::request::Request;
use crate::base::GridId;
use crate::edit::{Command, Document, Label};
use crate::model::{Grid, Measure};
use serde_json::Value;

pub(super) fn new_grid(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let code = fields.text("code")?;
    let parent = fields.optional_text("parent")?;
    let named = lookup::named_plane(fields, document)?;
    let parent = match parent {
        Some(parent) => Some(lookup::grid(document, named, &parent)?),
        None => None,
    };
    let plane = named.or(parent.map(|(_, row)| row.plane)).or_else(|| document.plane_named(None)).ok_or_else(|| lookup::not_found("plane"))?;
    let levels = document.project().planes.get(plane);
    let level = match fields.optional_text("level")? {
        Some(name) => levels.and_then(|plane| plane.level(&name)).ok_or_else(|| lookup::not_found(&name))?,
        None => parent.map(|(_, row)| row.level + 1).or_else(|| levels.filter(|plane| plane.levels.len() == 1).map(|_| 0)).ok_or(Fault::NoLevel)?,
    };
    let mut grid = Grid::new(plane, code.clone(), String::new(), level, parent.map(|(id, _)| id));
    take_attributes(fields, document, &mut grid)?;
    Ok(Request::command(Command::CreateGrid(grid), Label::new("step-new-grid").with("grid", code)))
}

pub(super) fn delete_grid(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let (id, row) = lookup::named_grid(fields, "code", document)?;
    Ok(Request::command(Command::DeleteGrid(id), Label::new("step-delete-grid").with("grid", &row.code)))
}

pub(super) fn lock(fields: &mut Fields, document: &Document, is_locked: bool) -> Result<Request, Fault> {
    let (id, row) = lookup::named_grid(fields, "grid", document)?;
    let label = if is_locked { "step-lock" } else { "step-unlock" };
    Ok(changed(id, Grid { is_locked, ..row.clone() }, Label::new(label).with("grid", &row.code)))
}

pub(super) fn reparent(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let code = fields.text("parent")?;
    let (id, row) = lookup::named_grid(fields, "grid", document)?;
    let (parent, _) = lookup::grid(document, Some(row.plane), &code)?;
    let label = Label::new("step-reparent").with("grid", &row.code).with("parent", code);
    Ok(changed(id, Grid { parent: Some(parent), ..row.clone() }, label))
}

pub(super) fn set(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let (id, row) = lookup::named_grid(fields, "grid", document)?;
    let mut grid = row.clone();
    if let Some(code) = fields.optional_text("code")? {
        grid.code = code;
    }
    take_attributes(fields, document, &mut grid)?;
    Ok(changed(id, grid, Label::new("step-set-grid").with("grid", &row.code)))
}

fn changed(id: GridId, grid: Grid, label: Label) -> Request {
    Request::command(Command::SetGrid(id, grid), label)
}

/// What people note of a grid: name, colour, team, capacities.
fn take_attributes(fields: &mut Fields, document: &Document, grid: &mut Grid) -> Result<(), Fault> {
    if let Some(name) = fields.optional_text("name")? {
        grid.name = name;
    }
    let color = |value: &Value| match value {
        Value::Null => Some(None),
        Value::String(color) => is_color(color).then(|| Some(color.to_ascii_lowercase())),
        _ => None,
    };
    if let Some(color) = fields.optional("color", Expected::Color, color)? {
        grid.details.color = color;
    }
    if let Some(leader) = fields.optional_text("leader")? {
        grid.details.team.leader = leader;
    }
    if let Some(managers) = fields.optional("managers", Expected::Count, |value| u32::try_from(value.as_u64()?).ok())? {
        grid.details.team.managers = managers;
    }
    let measures = &document.project().measures;
    if let Some(capacities) = fields.optional("capacity", Expected::Capacity, |value| capacities(value, measures))? {
        for (name, amount) in capacities {
            grid.details.capacities.retain(|(other, _)| *other != name);
            grid.details.capacities.extend(amount.map(|amount| (name, amount)));
        }
        grid.details.capacities.sort();
    }
    Ok(())
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Capacities by measure; `null` takes one away.
fn capacities(value: &Value, measures: &[Measure]) -> Option<Vec<(String, Option<i64>)>> {
    let read = |(name, value): (&String, &Value)| {
        let measure = measures.iter().find(|measure| measure.name == *name)?;
        let amount = match value {
            Value::Null => None,
            value => Some(measure.amount(value.as_f64().filter(|amount| *amount >= 0.0)?)?),
        };
        Some((name.clone(), amount))
    };
    value.as_object()?.iter().map(read).collect()
}
