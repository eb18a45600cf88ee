//! The catalogue itself: Fluent files inside the binary.

use super::number::number_text;
use super::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static CATALOGUE = {
        locales: "./assets/locales",
        fallback_language: "en",
        // Marks that isolate text directions would show as squares in a terminal.
        customise: |bundle| {
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(|value, _| grouped(value)));
        },
    };
}

static CHINESE: LanguageIdentifier = langid!("zh-CN");
static ENGLISH: LanguageIdentifier = langid!("en");

/// A value in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Shown as it is; can choose a variant by its word.
    Text(Cow<'a, str>),
    /// Shown with thousands separators; can choose a variant by its plural form.
    Number(f64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! from_numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Number(number as f64)
            }
        })*
    };
}
from_numbers!(u8, u16, u32, u64, usize, i32, i64, f64);

/// The text of a key with values, in a language; the key itself where the catalogue has no such text, so that a
/// fault is seen and nothing stops.
pub fn text(language: Language, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
    try_text(language, key, values).unwrap_or_else(|| key.to_owned())
}

/// The text of a key with values; `None` where the catalogue has no such text or a value that it uses is not given.
pub fn try_text(language: Language, key: &str, values: &[(&'static str, Value<'_>)]) -> Option<String> {
    let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = values.iter().map(|(name, value)| (Cow::Borrowed(*name), fluent(value))).collect();
    CATALOGUE.lookup_single_language(identifier(language), key, Some(&arguments)).ok()
}

fn identifier(language: Language) -> &'static LanguageIdentifier {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

fn fluent<'a>(value: &'a Value<'_>) -> FluentValue<'a> {
    match value {
        Value::Text(text) => FluentValue::from(text.as_ref()),
        Value::Number(number) => FluentValue::from(*number),
    }
}

/// Numbers in texts have thousands separators.
fn grouped(value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(number_text(number.value)),
        _ => None,
    }
}
