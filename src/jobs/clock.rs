//! The time of day, asked for in one place.

/// The present time in UTC as `GeoPackage` writes it: `2026-03-01T08:00:00.000Z`.
pub fn now_utc() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Today in the system's time zone: `2026-03-01`.
pub fn today() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%d").to_string()
}

/// The time of day in the system's time zone: `08:03:07`.
pub fn now_of_day() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}
