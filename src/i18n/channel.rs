//! Fields of outlets, their values and the rules of outlets, in words.

use super::number::{count_text, number_text};
use super::words::{key, outlet_kind_text, unit_text};
use super::{Language, text};
use crate::model::{ChannelCheck, ChannelRule, FieldType, GIVES_WAY, OutletField, OutletGroup, OutletKey, OutletKind, SCENARIO};

/// The name of a field.
pub fn outlet_field_text(language: Language, field: OutletField) -> String {
    text(language, &key("outlet-field", field.name()), &[])
}

/// A value of outlets as a heading: the field's name, the month where it has one, the unit: `营业收入 2026-05（元）`.
pub fn outlet_key_title(language: Language, outlet_key: OutletKey) -> String {
    let name = outlet_field_text(language, outlet_key.field);
    let name = outlet_key.month.map_or_else(|| name.clone(), |month| format!("{name} {month}"));
    let unit = unit_text(language, outlet_key.field.unit());
    if unit.is_empty() { name } else { text(language, "measure-with-unit", &[("name", name.into()), ("unit", unit.into())]) }
}

/// The name of an attribute without a meaning of a field: a scenario's marks in words, what somebody added as it is.
pub fn attribute_text(language: Language, name: &str) -> String {
    match name {
        SCENARIO => text(language, "attribute-scenario", &[]),
        GIVES_WAY => text(language, "attribute-gives-way", &[]),
        _ => name.to_owned(),
    }
}

/// The words of a field's choices, in their order; none for a field of another type.
pub fn outlet_field_choices(language: Language, field: OutletField) -> Vec<String> {
    match field.field_type() {
        FieldType::Choice(words) => words.iter().map(|(name, _)| text(language, &key(&key("outlet-field", field.name()), name), &[])).collect(),
        _ => Vec::new(),
    }
}

/// A value as people read it: numbers with separators, choices in words; what cannot be read stands as it is.
pub fn outlet_value_text(language: Language, field: OutletField, value: &str) -> String {
    let Ok(Some(plain)) = field.read(value) else { return value.to_owned() };
    match field.field_type() {
        FieldType::Count | FieldType::Decimal => plain.parse().map_or(plain, number_text),
        FieldType::Choice(words) => {
            let at = words.iter().position(|(name, _)| *name == plain);
            at.and_then(|at| outlet_field_choices(language, field).into_iter().nth(at)).unwrap_or(plain)
        }
        FieldType::Date | FieldType::Text => plain,
    }
}

/// The name of a family of outlets.
pub fn outlet_group_text(language: Language, group: OutletGroup) -> String {
    text(language, &key("outlet-group", group.name()), &[])
}

/// Several kinds in a row.
pub fn outlet_kinds_text(language: Language, kinds: &[OutletKind]) -> String {
    kinds.iter().map(|kind| outlet_kind_text(language, *kind)).collect::<Vec<_>>().join(&text(language, "list-separator", &[]))
}

/// A rule as one sentence.
pub fn channel_rule_text(language: Language, rule: &ChannelRule) -> String {
    let kinds = outlet_kinds_text(language, rule.kinds());
    let field = |field: OutletField| outlet_field_text(language, field);
    let many = |count: u32| count_text(i64::from(count));
    match &rule.check {
        ChannelCheck::EveryGridHas { plane, level, at_least, .. } => {
            text(language, "channel-rule-every-grid-has", &[("plane", plane.into()), ("level", level.into()), ("kinds", kinds.into()), ("count", many(*at_least).into())])
        }
        ChannelCheck::FieldAtLeast { field: of, at_least, .. } => {
            let amount = format!("{} {}", many(*at_least), unit_text(language, of.unit()));
            text(language, "channel-rule-field-at-least", &[("kinds", kinds.into()), ("field", field(*of).into()), ("count", amount.trim_end().into())])
        }
        ChannelCheck::FieldFilled { field: of, .. } => text(language, "channel-rule-field-filled", &[("kinds", kinds.into()), ("field", field(*of).into())]),
    }
}
