//! TSPLIB files with coordinates.

use super::FileError;

/// Reads the coordinates of a TSPLIB file.
///
/// # Errors
/// [`FileError`].
pub fn read_tsplib(text: &str) -> Result<Vec<[f64; 2]>, FileError> {
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| line.starts_with("NODE_COORD_SECTION")).ok_or(FileError::Missing("NODE_COORD_SECTION"))?;
    let mut places = Vec::new();
    for line in lines.take_while(|line| !line.is_empty() && *line != "EOF") {
        let mut numbers = line.split_ascii_whitespace().skip(1).map(str::parse::<f64>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(x)), Some(Ok(y))) if x.is_finite() && y.is_finite() => places.push([x, y]),
            _ => return Err(FileError::NotANumber { word: line.to_owned(), expected: "place" }),
        }
    }
    if places.is_empty() { Err(FileError::Missing("places")) } else { Ok(places) }
}
