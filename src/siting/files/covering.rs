//! Covering files with latitude, longitude and population of census blocks.

use super::{FileError, MOST_PLACES};

/// A covering file.
#[derive(Clone, Debug, PartialEq)]
pub struct CoveringFile {
    /// Longitude and latitude in degrees.
    pub places: Vec<[f64; 2]>,
    /// Population of each.
    pub weights: Vec<f64>,
}

/// Reads `DIMENSION`, then `NODE_COORD_SECTION` with latitude and longitude and `DEMAND_SECTION` with one amount a line.
///
/// # Errors
/// [`FileError`].
pub fn read_covering(text: &str) -> Result<CoveringFile, FileError> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let begin = |heading: &'static str| lines.iter().position(|line| line.starts_with(heading)).ok_or(FileError::Missing(heading));
    let dimension = lines[begin("DIMENSION")?].rsplit(':').next().unwrap_or_default().trim();
    let n: usize = dimension.parse().map_err(|_err| FileError::NotANumber { word: dimension.to_owned(), expected: "number of places" })?;
    if n > MOST_PLACES * 10 {
        return Err(FileError::TooMany(n));
    }
    let numbers = |line: &str, count: usize| -> Result<Vec<f64>, FileError> {
        let bad = || FileError::NotANumber { word: line.to_owned(), expected: "place or amount" };
        let numbers: Vec<f64> = line.split_ascii_whitespace().take(count).map(|word| word.parse().map_err(|_err| bad())).collect::<Result<_, _>>()?;
        if numbers.len() == count && numbers.iter().all(|number| number.is_finite()) { Ok(numbers) } else { Err(bad()) }
    };
    let section = |heading: &'static str| -> Result<&[&str], FileError> {
        let from = begin(heading)? + 1;
        lines.get(from..from + n).ok_or(FileError::Missing(heading))
    };
    let places = section("NODE_COORD_SECTION")?.iter().map(|line| numbers(line, 2).map(|at| [at[1], at[0]])).collect::<Result<_, _>>()?;
    let weights = section("DEMAND_SECTION")?.iter().map(|line| numbers(line, 1).map(|amount| amount[0])).collect::<Result<_, _>>()?;
    Ok(CoveringFile { places, weights })
}
