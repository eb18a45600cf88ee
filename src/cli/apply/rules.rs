//! Edits of limits and rules.

use super::fault::{Expected, Fault};
use super::fields::{Fields, text_of};
use super::request::Request;
use crate::edit::{Command, Document, Label};
use serde_json::Value;

/// Sets the limits and rules that a line names; the others stay. `channel` is the whole list of rules of outlets, in the form in
/// which `check` gives them.
pub(super) fn set(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let mut rules = document.project().rules.clone();
    if let Some(days) = fields.optional("contract_days", Expected::Count, |value| u32::try_from(value.as_u64()?).ok())? {
        rules.contract_days = days;
    }
    if let Some(measure) = fields.optional("load_measure", Expected::Text, |value| if value.is_null() { Some(String::new()) } else { text_of(value) })? {
        rules.load_measure = measure;
    }
    if let Some(limit) = fields.optional("load_limit", Expected::Count, Value::as_i64)? {
        rules.load_limit = limit;
    }
    if let Some(channel) = fields.optional("channel", Expected::ChannelRules, |value| serde_json::from_value(value.clone()).ok())? {
        rules.channel = channel;
    }
    Ok(Request::command(Command::SetRules(Box::new(rules)), Label::new("step-set-rules")))
}
