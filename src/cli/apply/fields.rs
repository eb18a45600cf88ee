//! The fields of one edit, read by name and kind; what nobody asked for is a fault, so that a misspelt field never passes.

use super::fault::{Expected, Fault};
use crate::geodesy::Position;
use serde_json::{Map, Value};

/// The fields of one edit, taken one by one.
#[derive(Debug)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// The fields of an object.
    pub(super) fn new(value: Value, edit: &str) -> Result<Self, Fault> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(bad(edit, Expected::Object)),
        }
    }

    /// Says what is left over.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(Fault::UnknownField(name)),
            None => Ok(()),
        }
    }

    /// A field that may be missing; `null` is a value.
    pub(super) fn optional<T>(&mut self, name: &str, expected: Expected, read: impl FnOnce(&Value) -> Option<T>) -> Result<Option<T>, Fault> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(value) => read(&value).map(Some).ok_or_else(|| bad(name, expected)),
        }
    }

    fn required<T>(&mut self, name: &str, expected: Expected, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, Fault> {
        self.optional(name, expected, read)?.ok_or_else(|| Fault::MissingField(name.to_owned()))
    }

    /// Whether a field is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Fault> {
        self.required(name, Expected::Text, text_of)
    }

    /// A text that may be missing.
    pub(super) fn optional_text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        self.optional(name, Expected::Text, text_of)
    }

    /// A list of texts, `at_least` of them.
    pub(super) fn texts(&mut self, name: &str, at_least: usize) -> Result<Vec<String>, Fault> {
        let read = |value: &Value| value.as_array()?.iter().map(text_of).collect::<Option<Vec<_>>>().filter(|texts| texts.len() >= at_least);
        self.required(name, Expected::Texts(at_least), read)
    }

    /// A position.
    pub(super) fn position(&mut self, name: &str) -> Result<Position, Fault> {
        self.required(name, Expected::Position, position_of)
    }

    /// A line or ring of positions, `at_least` of them.
    pub(super) fn positions(&mut self, name: &str, at_least: usize) -> Result<Vec<Position>, Fault> {
        let read = |value: &Value| value.as_array()?.iter().map(position_of).collect::<Option<Vec<_>>>().filter(|positions| positions.len() >= at_least);
        self.required(name, Expected::Positions(at_least), read)
    }

    /// A number of metres, not negative.
    pub(super) fn metres(&mut self, name: &str) -> Result<f64, Fault> {
        self.required(name, Expected::Number, metres_of)
    }

    /// A number of metres that may be missing.
    pub(super) fn optional_metres(&mut self, name: &str) -> Result<Option<f64>, Fault> {
        self.optional(name, Expected::Number, metres_of)
    }

    /// Two numbers of degrees.
    pub(super) fn shift(&mut self, name: &str) -> Result<[f64; 2], Fault> {
        self.required(name, Expected::Shift, pair_of)
    }

    /// True or false; false where it is missing.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Fault> {
        Ok(self.optional(name, Expected::Flag, Value::as_bool)?.unwrap_or(false))
    }
}

/// A field that is not what it should be.
pub(super) fn bad(field: &str, expected: Expected) -> Fault {
    Fault::BadField { field: field.to_owned(), expected }
}

/// A text; a code written as a whole number counts as its digits.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

fn metres_of(value: &Value) -> Option<f64> {
    value.as_f64().filter(|metres| metres.is_finite() && *metres >= 0.0)
}

fn pair_of(value: &Value) -> Option<[f64; 2]> {
    match value.as_array()?.as_slice() {
        [x, y] => Some([x.as_f64()?, y.as_f64()?]),
        _ => None,
    }
}

fn position_of(value: &Value) -> Option<Position> {
    let [lon, lat] = pair_of(value)?;
    Position::from_degrees(lon, lat)
}
