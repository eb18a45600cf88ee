//! From foreign coordinates to positions: which system they are in, and which of two numbers is the longitude.

use super::error::ImportError;
use super::findings::FindingLog;
use crate::model::number::{NotANumber, real, scaled};
use super::source::{Known, KnownFrom, SourceTable, StatedCrs};
use crate::base::{Finding, FindingKind};
use crate::geodesy::{Crs, Position, Transformer, guess_gauss_krueger, looks_projected};

/// How many coordinates are looked at to judge a file.
const SAMPLE: usize = 2000;

/// The way from a file's coordinates to positions.
#[derive(Debug)]
pub struct Placement {
    /// The coordinate system, and how it was known.
    pub crs: Known,
    transformer: Transformer,
    /// Decimal degrees of WGS-84 are read exactly, without binary floating point.
    is_wgs84: bool,
    /// Northing or latitude comes first in the whole file.
    pub is_swapped: bool,
    /// Whether the data lies in China, so that numbers tell longitude from latitude.
    is_in_china: bool,
}

/// What became of one pair of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// A position.
    At(Position),
    /// A position after exchanging the two numbers.
    Swapped(Position),
    /// No place: empty, zero, no number, outside the Earth or the coordinate system.
    Nowhere,
}

impl Placement {
    /// Decides for the shapes of a table, or for pairs of numbers from two columns. Order of belief: given, stated by
    /// the file, concluded from the numbers.
    ///
    /// # Errors
    /// [`ImportError::UnknownCrs`] for a name or definition that is not understood, [`ImportError::CrsNeeded`] for metres
    /// of which nothing says the zone.
    pub fn decide(given: Option<&str>, stated: Option<&StatedCrs>, sample: &[[f64; 2]], findings: &mut FindingLog) -> Result<Self, ImportError> {
        let sample: Vec<[f64; 2]> = sample.iter().copied().filter(|[x, y]| x.is_finite() && y.is_finite() && (*x != 0.0 || *y != 0.0)).collect();
        let n_projected = sample.iter().filter(|[x, y]| looks_projected(*x, *y)).count();
        let is_projected = n_projected * 2 > sample.len();
        let said = match given.map(str::trim).filter(|name| !name.eq_ignore_ascii_case("auto")) {
            Some(name) => {
                let crs = Crs::from_name(name).ok().ok_or_else(|| ImportError::UnknownCrs { name: name.to_owned() })?;
                Some((Transformer::new(crs), KnownFrom::Given))
            }
            None => stated.and_then(|stated| believed(stated, is_projected, sample.is_empty(), findings)),
        };
        let ((transformer, from), is_swapped) = match said {
            Some((transformer, from)) => ((transformer, from), is_projected && is_northing_first(&sample)),
            None if is_projected => concluded(&sample, stated, findings)?,
            None => ((Transformer::new(Crs::Wgs84), KnownFrom::Assumed), false),
        };
        let transformer = transformer.map_err(|err| ImportError::UnknownCrs { name: err.to_string() })?;
        let crs = transformer.crs();
        if crs.warning().is_some() {
            findings.add(Finding::new(FindingKind::UncertainCrs).subject(crs.name()));
        }
        let (right, wrong) = (count_in_china(&sample, false), count_in_china(&sample, true));
        let is_in_china = crs.is_geographic() && (right + wrong) * 2 > sample.len();
        let is_swapped = is_swapped || (crs.is_geographic() && wrong * 20 > sample.len() * 19);
        let is_wgs84 = matches!(crs, Crs::Wgs84 | Crs::Cgcs2000);
        Ok(Self { crs: Known::new(crs.name(), from), transformer, is_wgs84, is_swapped, is_in_china })
    }

    /// Decides for the shapes of a table.
    ///
    /// # Errors
    /// As [`Placement::decide`].
    pub fn of_shapes(table: &SourceTable, given: Option<&str>, findings: &mut FindingLog) -> Result<Self, ImportError> {
        let coordinates = table.geometry.as_ref().map_or(&[][..], |geometry| geometry.coordinates());
        let placement = Self::decide(given, table.stated_crs.as_ref(), &spread(coordinates.len(), |at| coordinates.get(at).copied()), findings)?;
        if placement.is_swapped {
            findings.add(Finding::new(FindingKind::SwappedLonLat).action("corrected"));
        }
        Ok(placement)
    }

    /// Decides for two columns.
    ///
    /// # Errors
    /// As [`Placement::decide`].
    pub fn of_columns(table: &SourceTable, x: usize, y: usize, given: Option<&str>, findings: &mut FindingLog) -> Result<Self, ImportError> {
        let pair = |row| Some([real(&table.text.trimmed(row, x)).ok()??, real(&table.text.trimmed(row, y)).ok()??]);
        let named = table.columns.get(x).and_then(|name| system_in_name(name));
        let given = given.filter(|name| !name.trim().eq_ignore_ascii_case("auto"));
        let mut placement = Self::decide(given.or(named), None, &spread(table.rows(), pair), findings)?;
        if given.is_none() && named.is_some() {
            placement.crs.from = KnownFrom::Detected;
        }
        Ok(placement)
    }

    /// The position of a coordinate of a shape. Exchanged only where the whole file is.
    pub fn position(&self, [x, y]: [f64; 2]) -> Option<Position> {
        let (x, y) = if self.is_swapped { (y, x) } else { (x, y) };
        self.transformer.to_position(x, y).ok()
    }

    /// The position of a pair of texts, each row judged for itself: a pair that is a place in China (or on Earth) only
    /// after exchanging its numbers is exchanged.
    pub fn place(&self, x: &str, y: &str) -> Placed {
        if self.is_wgs84 {
            let degrees = |text| scaled(text, 7).ok().flatten();
            return match (degrees(x), degrees(y)) {
                (Some(x), Some(y)) => self.place_units(x, y),
                _ => Placed::Nowhere,
            };
        }
        let number = |text: &str| -> Result<f64, NotANumber> { real(text)?.ok_or(NotANumber) };
        let (Ok(x), Ok(y)) = (number(x), number(y)) else { return Placed::Nowhere };
        if x == 0.0 && y == 0.0 {
            return Placed::Nowhere;
        }
        let is_swapped = if self.transformer.crs().is_geographic() { self.row_is_swapped(x, y) } else { self.is_swapped };
        let (east, north) = if is_swapped { (y, x) } else { (x, y) };
        match self.transformer.to_position(east, north) {
            Ok(position) if is_swapped => Placed::Swapped(position),
            Ok(position) => Placed::At(position),
            Err(_) => Placed::Nowhere,
        }
    }

    fn place_units(&self, x: i64, y: i64) -> Placed {
        if x == 0 && y == 0 {
            return Placed::Nowhere;
        }
        let is_swapped = self.row_is_swapped(x as f64 / 1e7, y as f64 / 1e7);
        let (lon, lat) = if is_swapped { (y, x) } else { (x, y) };
        if lon.abs() > 1_800_000_000 || lat.abs() > 900_000_000 {
            return Placed::Nowhere;
        }
        let position = Position::new(lon as i32, lat as i32);
        if is_swapped { Placed::Swapped(position) } else { Placed::At(position) }
    }

    fn row_is_swapped(&self, x: f64, y: f64) -> bool {
        let only_swapped_on_earth = y.abs() > 90.0 && y.abs() <= 180.0 && x.abs() <= 90.0;
        let only_swapped_in_china = self.is_in_china && in_china(y, x) && !in_china(x, y);
        only_swapped_on_earth || only_swapped_in_china
    }
}

type Concluded = ((Result<Transformer, crate::geodesy::CrsError>, KnownFrom), bool);

/// What the file states, if it is understood and the numbers do not contradict it.
fn believed(stated: &StatedCrs, is_projected: bool, is_empty: bool, findings: &mut FindingLog) -> Option<(Result<Transformer, crate::geodesy::CrsError>, KnownFrom)> {
    let (crs, shift, from, name) = match stated {
        StatedCrs::Wkt(text) => {
            let found = Crs::from_wkt(text).ok();
            (found.map(|found| found.crs), found.and_then(|found| found.shift), KnownFrom::Prj, text)
        }
        StatedCrs::Name(name) => (Crs::from_name(name).ok(), None, KnownFrom::File, name),
    };
    let is_possible = crs.is_some_and(|crs| is_empty || crs.is_geographic() != is_projected);
    if !is_possible {
        findings.add(Finding::new(FindingKind::UncertainCrs).subject(name.chars().take(120).collect::<String>()).action("ignored"));
    }
    let crs = crs.filter(|_| is_possible)?;
    let transformer = shift.map_or_else(|| Transformer::new(crs), |shift| Transformer::with_shift(crs, shift));
    Some((transformer, from))
}

/// Metres without a (believable) statement: the zone, when the eastings carry its number. The datum is a guess.
fn concluded(sample: &[[f64; 2]], stated: Option<&StatedCrs>, findings: &mut FindingLog) -> Result<Concluded, ImportError> {
    let first = sample.iter().find(|[x, y]| looks_projected(*x, *y)).copied().unwrap_or([0.0; 2]);
    let guess = guess_gauss_krueger(first[0], first[1]);
    match guess.and_then(|guess| Some((guess.crs?, guess.swapped))) {
        Some((crs, swapped)) => {
            findings.add(Finding::new(FindingKind::UncertainCrs).subject(crs.name()).action("detected"));
            Ok(((Transformer::new(crs), KnownFrom::Detected), swapped))
        }
        None => match stated {
            Some(StatedCrs::Wkt(name) | StatedCrs::Name(name)) => Err(ImportError::UnknownCrs { name: name.chars().take(120).collect() }),
            None => Err(ImportError::CrsNeeded { x: first[0] }),
        },
    }
}

/// Whether most pairs read as Gauss-Krüger coordinates with the northing first.
fn is_northing_first(sample: &[[f64; 2]]) -> bool {
    let n_swapped = sample.iter().filter(|[x, y]| guess_gauss_krueger(*x, *y).is_some_and(|guess| guess.swapped)).count();
    n_swapped * 2 > sample.len()
}

/// China's box in degrees; its longitudes and latitudes do not overlap, so numbers tell which is which.
fn in_china(lon: f64, lat: f64) -> bool {
    (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat)
}

fn count_in_china(sample: &[[f64; 2]], swapped: bool) -> usize {
    sample.iter().filter(|[x, y]| if swapped { in_china(*y, *x) } else { in_china(*x, *y) }).count()
}

/// Up to [`SAMPLE`] pairs, evenly over all rows.
fn spread(n_rows: usize, pair: impl Fn(usize) -> Option<[f64; 2]>) -> Vec<[f64; 2]> {
    (0..n_rows).step_by((n_rows / SAMPLE).max(1)).filter_map(pair).collect()
}

/// A coordinate system that a column's name carries: `gcj02_lng`, `百度经度`.
fn system_in_name(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["gcj", "火星", "高德", "amap"]) {
        Some("gcj02")
    } else if has(&["bd09", "bd_09", "百度", "baidu"]) {
        Some("bd09")
    } else if has(&["wgs"]) {
        Some("wgs84")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(given: Option<&str>, stated: Option<&StatedCrs>, sample: &[[f64; 2]]) -> (Placement, FindingLog) {
        let mut findings = FindingLog::default();
        let placement = Placement::decide(given, stated, sample, &mut findings).unwrap();
        (placement, findings)
    }

    #[test]
    fn degrees_are_read_exactly_and_exchanged_rows_are_told() {
        let (placement, _) = decide(None, None, &[[113.9268, 35.303], [114.0, 35.0]]);
        assert_eq!((placement.crs.name.as_str(), placement.crs.from), ("EPSG:4326", KnownFrom::Assumed));
        assert_eq!(placement.place("113.9268000", "35.30300005"), Placed::At(Position::new(1_139_268_000, 353_030_001)));
        assert_eq!(placement.place("35.303", "113.9268"), Placed::Swapped(Position::new(1_139_268_000, 353_030_000)));
        assert_eq!(placement.place("39.47", "75.99"), Placed::Swapped(Position::new(759_900_000, 394_700_000)), "Kashgar: both numbers could be latitudes");
        for (x, y) in [("", ""), ("0", "0.000"), ("NaN", "35"), ("113.9", ""), ("213.9", "35"), ("113.9", "abc"), ("113.9E", "35")] {
            assert_eq!(placement.place(x, y), Placed::Nowhere, "{x} {y}");
        }
        let (europe, _) = decide(None, None, &[[10.0, 50.0]]);
        assert_eq!(europe.place("15.0", "78.2"), Placed::At(Position::new(150_000_000, 782_000_000)), "Spitsbergen is not exchanged");
    }

    #[test]
    fn gcj02_is_moved() {
        let (placement, _) = decide(Some("gcj02"), None, &[[113.93, 35.30]]);
        assert_eq!(placement.crs, Known::new("GCJ-02", KnownFrom::Given));
        // Xinxiang in the table of coordtransform's values; 0.2 units are the table's own rounding.
        let Placed::At(position) = placement.place("113.932705243", "35.302414505") else { panic!("a place") };
        assert!((position.lon - 1_139_268_000).abs() <= 1 && (position.lat - 353_030_000).abs() <= 1, "{position:?}");
    }

    #[test]
    fn zones_are_concluded_from_eastings_of_eight_digits() {
        // Xinxiang (113.9268, 35.303) in EPSG:4526 by PROJ: 38493342.43164356, 3908211.1950070714.
        let (east, north) = (38_493_342.431_643_56, 3_908_211.195_007_071);
        let (placement, findings) = decide(None, None, &[[east, north]]);
        assert_eq!((placement.crs.name.as_str(), placement.crs.from, placement.is_swapped), ("EPSG:4526", KnownFrom::Detected, false));
        assert_eq!(findings.count(FindingKind::UncertainCrs), 1);
        assert_eq!(placement.position([east, north]), Some(Position::new(1_139_268_000, 353_030_000)));
        let (placement, _) = decide(None, None, &[[north, east]]);
        assert!(placement.is_swapped, "survey tables give the northing first");
        assert_eq!(placement.place("3,908,211.195", "38493342.4316"), Placed::Swapped(Position::new(1_139_268_000, 353_030_000)));
        let mut findings = FindingLog::default();
        assert!(matches!(Placement::decide(None, None, &[[493_342.4, 3_908_211.2]], &mut findings), Err(ImportError::CrsNeeded { .. })));
        assert!(matches!(Placement::decide(Some("EPSG:1"), None, &[], &mut findings), Err(ImportError::UnknownCrs { .. })));
    }

    #[test]
    fn a_statement_that_the_numbers_contradict_is_not_followed() {
        let metres = StatedCrs::Name("EPSG:4547".to_owned());
        let (placement, findings) = decide(None, Some(&metres), &[[113.9, 35.3]]);
        assert_eq!((placement.crs.name.as_str(), findings.count(FindingKind::UncertainCrs)), ("EPSG:4326", 1));
        let (placement, _) = decide(None, Some(&StatedCrs::Name("urn:ogc:def:crs:EPSG::4490".to_owned())), &[[113.9, 35.3]]);
        assert_eq!(placement.crs, Known::new("EPSG:4490", KnownFrom::File));
    }
}
