//! Edits of outlets.

use super::fault::{Expected, Fault};
use super::fields::{Fields, text_of};
use super::lookup;
use super::request::Request;
use crate::edit::{Command, Document, EditRefusal, Label};
use crate::model::{Outlet, OutletClass, OutletKind, OutletStatus};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn add(fields: &mut Fields) -> Result<Request, Fault> {
    let code = fields.text("code")?;
    let position = fields.position("at")?;
    let kind = fields.optional("kind", Expected::OutletKind, kind_of)?.ok_or_else(|| Fault::MissingField("kind".to_owned()))?;
    let mut outlet = Outlet {
        code: code.clone(),
        name: String::new(),
        kind,
        class: None,
        status: OutletStatus::default(),
        position,
        contract_end: None,
        is_synthetic: false,
        attributes: BTreeMap::new(),
    };
    take_attributes(fields, &mut outlet)?;
    Ok(Request::command(Command::AddOutlet(outlet), Label::new("step-add-outlet").with("outlet", code)))
}

pub(super) fn relocate(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let code = fields.text("code")?;
    let position = fields.position("to")?;
    let (id, row) = lookup::outlet(document, &code)?;
    Ok(Request::command(Command::SetOutlet(id, Outlet { position, ..row.clone() }), Label::new("step-move-outlet").with("outlet", code)))
}

pub(super) fn remove(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let code = fields.text("code")?;
    let (id, _) = lookup::outlet(document, &code)?;
    Ok(Request::command(Command::RemoveOutlet(id), Label::new("step-remove-outlet").with("outlet", code)))
}

pub(super) fn set(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let code = fields.text("outlet")?;
    let (id, row) = lookup::outlet(document, &code)?;
    let mut outlet = row.clone();
    if let Some(code) = fields.optional_text("code")? {
        outlet.code = code;
    }
    if let Some(kind) = fields.optional("kind", Expected::OutletKind, kind_of)? {
        outlet.kind = kind;
    }
    take_attributes(fields, &mut outlet)?;
    Ok(Request::command(Command::SetOutlet(id, outlet), Label::new("step-set-outlet").with("outlet", code)))
}

/// What people note of an outlet; `null` takes class, contract end or an attribute away. Attributes with a meaning must be values of
/// theirs.
fn take_attributes(fields: &mut Fields, outlet: &mut Outlet) -> Result<(), Fault> {
    if let Some(name) = fields.optional_text("name")? {
        outlet.name = name;
    }
    if let Some(class) = fields.optional("class", Expected::OutletClass, |value| or_null(value, |value| OutletClass::from_name(value.as_str()?)))? {
        outlet.class = class;
    }
    if let Some(status) = fields.optional("status", Expected::OutletStatus, |value| OutletStatus::from_name(value.as_str()?))? {
        outlet.status = status;
    }
    if let Some(day) = fields.optional("contract_end", Expected::Date, |value| or_null(value, day_of))? {
        outlet.contract_end = day;
    }
    if let Some(attributes) = fields.optional("attributes", Expected::Attributes, attributes_of)? {
        for (name, value) in attributes {
            outlet.set(&name, value.as_deref().unwrap_or_default()).map_err(EditRefusal::BadValue)?;
        }
    }
    Ok(())
}

fn kind_of(value: &Value) -> Option<OutletKind> {
    OutletKind::from_name(value.as_str()?)
}

fn day_of(value: &Value) -> Option<String> {
    let day: Date = value.as_str()?.parse().ok()?;
    Some(day.to_string())
}

fn or_null<T>(value: &Value, read: impl FnOnce(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}

fn attributes_of(value: &Value) -> Option<Vec<(String, Option<String>)>> {
    let text = |value: &Value| match value {
        Value::Number(number) => Some(number.to_string()),
        value => text_of(value),
    };
    value.as_object()?.iter().map(|(name, value)| Some((name.clone(), or_null(value, text)?))).collect()
}
