//! Numbers, positions and dates from text, exactly.
//!
//! A decimal text becomes an integer of 10^-scale units without passing through binary floating point, so `0.1` is one
//! tenth and a position of seven decimals is its lattice position. Digits beyond the scale are rounded half away from
//! zero, as spreadsheets do.

use std::borrow::Cow;

/// Text that is no number of the asked kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

/// The integer of 10^-scale units that a decimal text means; `None` for no text at all.
///
/// Taken are signs, thousands separators in groups of three (`1,234,567.5`), full-width digits and signs, an exponent
/// (`1.2e3`), and space around. Refused are NaN, infinities, units, and what does not fit in 63 bits.
///
/// # Errors
/// [`NotANumber`] for any other text.
pub fn scaled(text: &str, scale: u8) -> Result<Option<i64>, NotANumber> {
    if let Some(value) = plain(text.as_bytes(), scale) {
        return Ok(Some(value));
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    general(&half_width(text), scale).map(Some)
}

/// Short plain decimals, which nearly all are: sign, digits, point, digits.
#[inline]
fn plain(bytes: &[u8], scale: u8) -> Option<i64> {
    let (is_negative, digits) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, bytes),
    };
    if digits.len() > 18 || scale > 9 {
        return None;
    }
    let (mut value, mut decimals, mut seen_point, mut n_digits) = (0i64, 0u8, false, 0u8);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                n_digits += 1;
                decimals += u8::from(seen_point);
            }
            b'.' if !seen_point => seen_point = true,
            _ => return None,
        }
    }
    if n_digits == 0 {
        return None;
    }
    // Up to 18 digits need 60 bits: with the usual few decimals to fill up, 64 bits do.
    let missing = u32::from(scale).checked_sub(u32::from(decimals));
    let value = match missing.and_then(|missing| value.checked_mul(10i64.pow(missing))) {
        Some(value) => value,
        None => i64::try_from(rescaled(i128::from(value), i32::from(decimals), scale)?).ok()?,
    };
    Some(if is_negative { -value } else { value })
}

/// `value` units of 10^-decimals as units of 10^-scale; half rounds away from zero. `value` is not negative.
fn rescaled(value: i128, decimals: i32, scale: u8) -> Option<i128> {
    let shift = i32::from(scale) - decimals;
    if shift >= 0 {
        if value == 0 {
            return Some(0);
        }
        return value.checked_mul(10i128.checked_pow(shift as u32)?);
    }
    // A divisor too large for 128 bits leaves nothing: value has at most 38 digits.
    let Some(divisor) = 10i128.checked_pow(shift.unsigned_abs()) else { return Some(0) };
    Some((value + divisor / 2) / divisor)
}

/// Any decimal text, in half-width characters.
fn general(text: &str, scale: u8) -> Result<i64, NotANumber> {
    let (is_negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok().ok_or(NotANumber)?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = without_separators(whole).ok_or(NotANumber)?;
    if whole.is_empty() && fraction.is_empty() {
        return Err(NotANumber);
    }
    let mut value = 0i128;
    // 37 digits fit in 127 bits with room for rounding; further decimals cannot matter, further whole digits overflow.
    let mut decimals = -i32::from(exponent);
    for (at, byte) in whole.bytes().chain(fraction.bytes()).enumerate() {
        if !byte.is_ascii_digit() {
            return Err(NotANumber);
        }
        let is_fraction = at >= whole.len();
        if value >= 10i128.pow(36) {
            if !is_fraction {
                return Err(NotANumber);
            }
            continue;
        }
        value = value * 10 + i128::from(byte - b'0');
        decimals += i32::from(is_fraction);
    }
    let value = rescaled(value, decimals, scale).and_then(|value| i64::try_from(value).ok()).ok_or(NotANumber)?;
    Ok(if is_negative { -value } else { value })
}

/// Takes thousands separators out; `None` when they do not stand in groups of three.
fn without_separators(whole: &str) -> Option<Cow<'_, str>> {
    if !whole.contains(',') {
        return Some(Cow::Borrowed(whole));
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    is_right.then(|| Cow::Owned(whole.replace(',', "")))
}

/// Full-width digits, signs and points as their ASCII forms.
fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
                '\u{2212}' => '-',
                _ => c,
            })
            .collect(),
    )
}

/// A number for computation, such as an easting in metres; `None` for no text at all.
///
/// # Errors
/// [`NotANumber`] as for [`scaled`], and for infinities.
pub fn real(text: &str) -> Result<Option<f64>, NotANumber> {
    let text = half_width(text.trim());
    if text.is_empty() {
        return Ok(None);
    }
    let cleaned = without_separators(&text).map_or_else(|| text.replace(',', ""), Cow::into_owned);
    let is_decimal = cleaned.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match cleaned.parse::<f64>() {
        Ok(value) if is_decimal && value.is_finite() && (!text.contains(',') || scaled(&text, 0).is_ok()) => Ok(Some(value)),
        _ => Err(NotANumber),
    }
}

/// The day that a text means, as `YYYY-MM-DD`; `None` when it means none.
///
/// Taken are `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `20260301`, each with or without a time behind, and day
/// numbers of spreadsheets (`46082`).
pub fn date(text: &str) -> Option<String> {
    let text = half_width(text.trim());
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let day = match parts.as_slice() {
        [year, month, day, ..] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => civil(year, month, day)?,
        [digits, ..] if digits.len() == 8 => civil(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?)?,
        [serial] | [serial, _] if serial.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
            spreadsheet_day(serial.parse().ok()?)?
        }
        _ => return None,
    };
    Some(day.to_string())
}

fn civil(year: &str, month: &str, day: &str) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Spreadsheets count days from 1899-12-30 (from March 1900 on); 20,000 is 1954 and 80,000 is 2119.
fn spreadsheet_day(serial: i32) -> Option<jiff::civil::Date> {
    if !(20_000..80_000).contains(&serial) {
        return None;
    }
    let epoch = jiff::civil::Date::new(1899, 12, 30).ok()?;
    epoch.checked_add(jiff::Span::new().days(serial)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_exact_integers() {
        for (text, scale, value) in [
            ("12.34", 2, 1234),
            (" 12.3 ", 2, 1230),
            ("12.345", 2, 1235),
            ("-12.345", 2, -1235),
            ("12.344999999999999999999999", 2, 1234),
            ("1,234", 0, 1234),
            ("1,234,567.89", 2, 123_456_789),
            ("１２３．５", 1, 1235),
            ("+7", 0, 7),
            ("-.5", 0, -1),
            ("5.", 0, 5),
            ("1.2e3", 0, 1200),
            ("1E-3", 3, 1),
            ("0e999", 2, 0),
            ("113.9268000", 7, 1_139_268_000),
            ("113.92680004999999999999", 7, 1_139_268_000),
            ("113.92680005", 7, 1_139_268_001),
            ("9223372036854775807", 0, i64::MAX),
        ] {
            assert_eq!(scaled(text, scale), Ok(Some(value)), "{text}");
        }
        assert_eq!(scaled("  ", 2), Ok(None));
    }

    #[test]
    fn nonsense_is_no_number() {
        for text in ["NaN", "inf", "-", "+", ".", "12a", "1,23", ",123", "1,2345", "1 234", "12万", "1e", "e5", "9223372036854775808", "1e40", "0x10", "1.2.3", "--1"] {
            assert_eq!(scaled(text, 0), Err(NotANumber), "{text}");
        }
        for text in ["NaN", "inf", "1e999", "infinity", "1,23"] {
            assert_eq!(real(text), Err(NotANumber), "{text}");
        }
        assert_eq!(real("38,500,123.5"), Ok(Some(38_500_123.5)));
    }

    #[test]
    fn dates_are_read_in_every_usual_form() {
        for text in ["2026-03-01", "2026/3/1", "2026.3.1", "20260301", "2026年3月1日", "2026-03-01 00:00:00", "2026-03-01T08:00:00Z", "46082", "46082.5", "２０２６/3/1"] {
            assert_eq!(date(text).as_deref(), Some("2026-03-01"), "{text}");
        }
        for text in ["", "2026-13-01", "2026-02-30", "soon", "123", "99999", "3/1/2026"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
