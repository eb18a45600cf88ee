//! Every text a person reads (文本目录), in Chinese and English: the catalogue, numbers with their units, and typed values in words.
//!
//! Nothing here decides anything: findings, refusals and errors come as values and leave as sentences. Both catalogues
//! have the same keys with the same placeholders (U2); a test holds them to it.

mod catalogue;
mod channel;
mod design;
mod error;
mod finding;
mod label;
mod language;
mod number;
mod refusal;
mod words;

pub use channel::{attribute_text, channel_rule_text, outlet_field_choices, outlet_field_text, outlet_group_text, outlet_key_title, outlet_kinds_text, outlet_value_text};
pub use design::{DesignNames, problem_error_text, reason_text};
pub use catalogue::{Value, text, try_text};
pub use error::{
    benchmark_error_text, cancelled_text, crs_error_text, export_error_text, geometry_error_text, gpkg_error_text, import_error_text, io_error_text, lock_error_text, open_notice_text, render_error_text,
    rule_error_text, store_error_text,
};
pub use finding::{finding_group_text, finding_text};
pub use label::{label_text, progress_text};
pub use language::Language;
pub use number::{
    amount_text, area_text, count_text, date_text, decimal_text, degrees_text, distance_text, measure_text, measure_text_as, minutes_text, number_text, percent_text, seconds_text, signed_percent_text,
    signed_text, width_text, write_numbers_in_full,
};
pub use refusal::{refusal_text, value_fault_text};
pub use words::{finding_kind_text, indicator_decimals, indicator_text, indicator_title, known_from_text, measure_name, measure_title, mode_text, outlet_class_text, outlet_kind_text, outlet_status_text, severity_text, unit_text};

#[cfg(test)]
mod tests;
