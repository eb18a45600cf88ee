//! Edits of demand points.

use super::fault::{Expected, Fault};
use super::fields::Fields;
use super::request::Request;
use crate::edit::{Command, Document, Label, NewAmount};
use crate::model::{Amount, Measure};
use serde_json::Value;

/// Gives a point, named by its row id, other amounts by measure.
pub(super) fn set(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let id = fields.optional("demand", Expected::Count, |value| u32::try_from(value.as_u64()?).ok())?.ok_or_else(|| Fault::MissingField("demand".to_owned()))?;
    let measures = &document.project().measures;
    let amounts = fields.optional("amounts", Expected::Amounts, |value| amounts(value, measures))?.ok_or_else(|| Fault::MissingField("amounts".to_owned()))?;
    let names: Vec<&str> = amounts.iter().filter_map(|(measure, _)| Some(measures.get(*measure)?.name.as_str())).collect();
    let label = Label::new("step-set-amount").with("point", id).with("measure", names.join(", "));
    Ok(Request::command(Command::SetAmounts(amounts.iter().map(|(measure, amount)| NewAmount { id, measure: *measure, amount: *amount }).collect()), label))
}

/// Amounts by measure, as numbers or as texts.
fn amounts(value: &Value, measures: &[Measure]) -> Option<Vec<(usize, Amount)>> {
    let read = |(name, value): (&String, &Value)| {
        let number = measures.iter().position(|measure| measure.name == *name)?;
        let amount = match value {
            Value::Number(amount) => measures[number].read(&amount.to_string()).ok()?,
            Value::String(amount) => measures[number].read(amount).ok()?,
            _ => return None,
        };
        Some((number, amount))
    };
    value.as_object()?.iter().map(read).collect()
}
