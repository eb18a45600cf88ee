//! Numbers as people read them: thousands separators, 万 and 亿, units, dates.

use super::{Language, text};
use super::words::unit_text;
use crate::model::{Amount, Measure};
use std::sync::atomic::{AtomicBool, Ordering};

/// How a person wants large numbers, for the whole process: every label of the window follows it, and nothing that is stored does.
static ARE_NUMBERS_IN_FULL: AtomicBool = AtomicBool::new(false);

/// Chooses between 万 and 亿 for Chinese readers (the default) and numbers in full for everybody.
pub fn write_numbers_in_full(is_full: bool) {
    ARE_NUMBERS_IN_FULL.store(is_full, Ordering::Relaxed);
}

/// From here on a Chinese reader expects 万.
const WAN: f64 = 1e4;
/// From here on a Chinese reader expects 亿.
const YI: f64 = 1e8;
/// U+2212, as wide as a plus sign.
const MINUS: char = '\u{2212}';

/// A number with thousands separators and as many decimals as it needs, six at most: `1,234.5`.
pub fn number_text(value: f64) -> String {
    let text = decimal_text(value, 6);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number with thousands separators and a fixed number of decimals: `1,234.50`.
pub fn decimal_text(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let is_zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 1);
    if value < 0.0 && !is_zero {
        text.push('-');
    }
    push_grouped(&mut text, whole);
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A whole number with thousands separators, exact.
pub fn count_text(value: i64) -> String {
    let mut text = String::new();
    if value < 0 {
        text.push('-');
    }
    push_grouped(&mut text, &value.unsigned_abs().to_string());
    text
}

fn push_grouped(text: &mut String, digits: &str) {
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
}

/// A difference with its sign, a true minus included: `+12`, `−12`, `0`.
pub fn signed_text(value: f64, decimals: usize) -> String {
    with_sign(&decimal_text(value, decimals))
}

fn with_sign(text: &str) -> String {
    match text.strip_prefix('-') {
        Some(rest) => format!("{MINUS}{rest}"),
        None if text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) => format!("+{text}"),
        None => text.to_owned(),
    }
}

/// A share as percent with one decimal: `3.1%`.
pub fn percent_text(share: f64) -> String {
    format!("{}%", decimal_text(share * 100.0, 1))
}

/// A share as percent with its sign: `+3.1%`.
pub fn signed_percent_text(share: f64) -> String {
    format!("{}%", with_sign(&decimal_text(share * 100.0, 1)))
}

/// An amount of a measure in full, in its decimal scale, exact, without unit: `36,480.00`.
pub fn amount_text(amount: Amount, scale: u8) -> String {
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    let mut text = String::new();
    if amount < 0 {
        text.push('-');
    }
    push_grouped(&mut text, whole);
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A value of a measure with its unit, as a label shows it: from 10,000 on a Chinese reader gets 万 and 亿 (`3.65万元`), an English
/// reader thousands separators (`36,480 yuan`), as does everybody after [`write_numbers_in_full`].
pub fn measure_text(language: Language, value: f64, measure: &Measure) -> String {
    measure_text_as(language, value, measure, ARE_NUMBERS_IN_FULL.load(Ordering::Relaxed))
}

/// The same, in full or not.
pub fn measure_text_as(language: Language, value: f64, measure: &Measure, is_full: bool) -> String {
    let unit = unit_text(language, &measure.unit);
    let amount = match language {
        _ if is_full => decimal_text(value, usize::from(measure.scale)),
        Language::Chinese if value.abs() >= YI => return format!("{}亿{unit}", number_text(rounded(value / YI))),
        Language::Chinese if value.abs() >= WAN => return format!("{}万{unit}", number_text(rounded(value / WAN))),
        _ => decimal_text(value, usize::from(measure.scale)),
    };
    match language {
        Language::English if !unit.is_empty() && unit != "%" => format!("{amount} {unit}"),
        _ => format!("{amount}{unit}"),
    }
}

/// Two decimals at most.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// An area in the unit its size asks for: `12.40 km²` or `35 m²`; small pieces keep what is needed to tell them from nothing.
pub fn area_text(area_m2: f64) -> String {
    match area_m2.abs() {
        area if area >= 1e5 => format!("{} km²", decimal_text(area_m2 / 1e6, 2)),
        area if area >= 10.0 => format!("{} m²", decimal_text(area_m2, 0)),
        _ => format!("{} m²", number_text(rounded(area_m2))),
    }
}

/// A length in the unit its size asks for: `18.1 km` or `350 m`.
pub fn distance_text(metres: f64) -> String {
    if metres.abs() >= 1e4 {
        format!("{} km", decimal_text(metres / 1e3, 1))
    } else {
        format!("{} m", decimal_text(metres, 0))
    }
}

/// A width, small ones to the centimetre: `0.35 m`.
pub fn width_text(metres: f64) -> String {
    match metres.abs() {
        width if width >= 10.0 => distance_text(metres),
        width if width >= 0.005 => format!("{} m", number_text(rounded(metres))),
        _ => "< 0.01 m".to_owned(),
    }
}

/// Longitude and latitude with five decimals (about a metre): `113.92680, 35.30300`.
pub fn degrees_text(place: [f64; 2]) -> String {
    format!("{:.5}, {:.5}", place[0], place[1])
}

/// Minutes, short times to the tenth: `8.5 min`.
pub fn minutes_text(language: Language, minutes: f64) -> String {
    let is_short = minutes.abs() < 100.0 && (minutes - minutes.round()).abs() >= 0.05;
    text(language, "minutes", &[("minutes", decimal_text(minutes, usize::from(is_short)).into())])
}

/// Seconds: `0.21 s`.
pub fn seconds_text(seconds: f64) -> String {
    format!("{} s", decimal_text(seconds, if seconds < 10.0 { 2 } else { 0 }))
}

/// A day written `YYYY-MM-DD`, as the language writes days; anything else as it is.
pub fn date_text(language: Language, day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, date] = parts.as_slice() else { return day.to_owned() };
    match (language, year.parse::<u16>(), month.parse::<u8>(), date.parse::<u8>()) {
        (Language::Chinese, Ok(year), Ok(month), Ok(date)) => format!("{year}年{month}月{date}日"),
        _ => day.to_owned(),
    }
}
