//! Names of steps and of stages of work.

use super::{Language, Value, measure_name, text, try_text};
use crate::edit::Label;

/// What a step is called. A key that the catalogue does not know, for example of a newer version, reads as an unnamed step.
pub fn label_text(language: Language, label: &Label) -> String {
    let values: Vec<(&'static str, Value<'_>)> = label.values.iter().filter_map(|(name, value)| known_name(name).map(|name| (name, value_of(language, name, value)))).collect();
    try_text(language, &label.key, &values).unwrap_or_else(|| text(language, "step-unknown", &[]))
}

/// The names that labels use for their values.
const NAMES: [&str; 12] = ["cell", "cells", "count", "grid", "from", "name", "parent", "scenario", "outlet", "file", "point", "measure"];

fn known_name(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}

/// A count chooses a plural form, a measure is named in the language; everything else is a code or a name, and stays as it is
/// even where it consists of digits.
fn value_of<'a>(language: Language, name: &str, value: &'a str) -> Value<'a> {
    match value.parse::<i64>() {
        Ok(number) if name == "count" => Value::from(number),
        _ if name == "measure" => Value::from(measure_name(language, value).into_owned()),
        _ => Value::from(value),
    }
}

/// What a stage of long work is called.
pub fn progress_text(language: Language, stage: &str) -> String {
    try_text(language, stage, &[]).unwrap_or_else(|| text(language, "progress-working", &[]))
}
