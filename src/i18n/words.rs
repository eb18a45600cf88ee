//! Names of kinds, classes, statuses and units.

use super::number::{decimal_text, percent_text};
use super::{Language, text};
use crate::base::{FindingKind, Severity};
use crate::model::{Indicator, Measure, OutletClass, OutletKind, OutletStatus};
use crate::roads::Mode;
use std::borrow::Cow;

/// A key of the catalogue from a name of the contract: underscores become hyphens.
pub(super) fn key(prefix: &str, name: &str) -> String {
    format!("{prefix}-{}", name.replace('_', "-").to_ascii_lowercase())
}

/// The name of an outlet kind.
pub fn outlet_kind_text(language: Language, kind: OutletKind) -> String {
    text(language, &key("outlet-kind", kind.name()), &[])
}

/// The name of an outlet class.
pub fn outlet_class_text(language: Language, class: OutletClass) -> String {
    text(language, &key("outlet-class", class.name()), &[])
}

/// The name of an outlet status.
pub fn outlet_status_text(language: Language, status: OutletStatus) -> String {
    text(language, &key("outlet-status", status.name()), &[])
}

/// The name of a kind of finding, as a heading.
pub fn finding_kind_text(language: Language, kind: FindingKind) -> String {
    text(language, &key("finding-kind", kind.name()), &[])
}

/// The name of a severity.
pub fn severity_text(language: Language, severity: Severity) -> String {
    let name = match severity {
        Severity::Info => "severity-info",
        Severity::Warning => "severity-warning",
        Severity::Error => "severity-error",
    };
    text(language, name, &[])
}

/// How an encoding or a coordinate system was known: `given`, `cpg`, `ldid`, `prj`, `file`, `detected`, `assumed`.
pub fn known_from_text(language: Language, from: &str) -> String {
    text(language, &key("known-from", from), &[])
}

/// The unit of a measure in a language: units are the user's own words, the usual ones are translated for English readers.
pub fn unit_text(language: Language, unit: &str) -> String {
    let name = match unit {
        "户" => "unit-households",
        "元" => "unit-yuan",
        "人" => "unit-people",
        "个" => "unit-pieces",
        "端口" => "unit-ports",
        "栋" => "unit-buildings",
        "台" => "unit-machines",
        "笔" => "unit-transactions",
        _ => return unit.to_owned(),
    };
    text(language, name, &[])
}

/// The name of a measure in a language: names are the user's own words, the usual short ones (`users`, `revenue`) are translated.
pub fn measure_name(language: Language, name: &str) -> Cow<'_, str> {
    let key = match name {
        "users" => "measure-users",
        "revenue" => "measure-revenue",
        "households" => "measure-households",
        "ports" => "measure-ports",
        "used_ports" => "measure-used-ports",
        "population" => "measure-population",
        _ => return Cow::Borrowed(name),
    };
    Cow::Owned(text(language, key, &[]))
}

/// The name of a measure with its unit, as a heading: `用户（户）`.
pub fn measure_title(language: Language, measure: &Measure) -> String {
    let name = measure_name(language, &measure.name);
    let unit = unit_text(language, &measure.unit);
    if unit.is_empty() { name.into_owned() } else { text(language, "measure-with-unit", &[("name", name.as_ref().into()), ("unit", unit.into())]) }
}

/// The name of a ratio with its unit; percent stand beside the value.
pub fn indicator_title(language: Language, indicator: &Indicator) -> String {
    let unit = if indicator.is_percent { String::new() } else { unit_text(language, &indicator.unit) };
    if unit.is_empty() { indicator.name.clone() } else { text(language, "measure-with-unit", &[("name", (&indicator.name).into()), ("unit", unit.into())]) }
}

/// Decimals of a ratio.
pub fn indicator_decimals(indicator: &Indicator, value: f64) -> usize {
    usize::from(indicator.is_percent || value.abs() < 100.0)
}

/// A ratio as people read it.
pub fn indicator_text(indicator: &Indicator, value: f64) -> String {
    if indicator.is_percent { percent_text(value) } else { decimal_text(value, indicator_decimals(indicator, value)) }
}

/// The name of a mode of travel.
pub fn mode_text(language: Language, mode: Mode) -> String {
    text(language, &key("mode", mode.name()), &[])
}
