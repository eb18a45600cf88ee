//! Writing foreign files.
//!
//! A file appears whole or not at all: it is written under another name in the same folder, brought to the disk and put
//! in its place.

mod csv;
mod geojson;
mod geopackage;
mod place;

use super::error::ExportError;
use super::source::Format;
use crate::geodesy::{Crs, Position};
use crate::model::Amount;
use place::Places;
use std::borrow::Cow;
use std::io::{BufWriter, Write};
use std::path::Path;

/// A table to be written.
#[derive(Debug, Default)]
pub struct ExportTable<'a> {
    /// Names and values; all of one length.
    pub columns: Vec<(String, ExportColumn<'a>)>,
    /// One shape a row, where the rows have places.
    pub geometry: Option<Vec<ExportGeometry<'a>>>,
}

/// The values of a column.
#[derive(Debug)]
pub enum ExportColumn<'a> {
    /// Text; empty for none.
    Text(Vec<Cow<'a, str>>),
    /// Exact decimals: integers of 10^-scale units; `None` for no value.
    Amounts {
        /// The integers.
        values: Vec<Option<Amount>>,
        /// Decimal digits.
        scale: u8,
    },
    /// Measured numbers; `None` for no value.
    Reals {
        /// The numbers.
        values: Vec<Option<f64>>,
        /// Decimal digits to write.
        decimals: u8,
    },
}

impl ExportColumn<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Amounts { values, .. } => values.len(),
            Self::Reals { values, .. } => values.len(),
        }
    }

    /// The number of a row as text; `None` where there is none or the column is text.
    fn number(&self, row: usize) -> Option<String> {
        match self {
            Self::Text(_) => None,
            Self::Amounts { values, scale } => values.get(row).copied().flatten().map(|amount| decimal(amount, *scale)),
            Self::Reals { values, decimals } => {
                let value = values.get(row).copied().flatten().filter(|value| value.is_finite())?;
                let text = format!("{value:.*}", usize::from(*decimals));
                // Minus zero is a rounding of nothing.
                let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
                Some(if is_zero { text.trim_start_matches('-').to_owned() } else { text })
            }
        }
    }
}

/// The shape of a row.
#[derive(Clone, Debug)]
pub enum ExportGeometry<'a> {
    /// None.
    None,
    /// A place.
    Point(Position),
    /// Polygons: for each the shell and its holes, closed or not, wound either way.
    Polygons(Vec<Vec<Cow<'a, [Position]>>>),
}

/// How to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Coordinate system of `GeoJSON` and of points in CSV; `None` for WGS-84. `GeoJSON` in another one has the `crs` member
    /// of the standard before RFC 7946, which GIS programs understand.
    pub crs: Option<Crs>,
    /// Format whatever the file's ending says.
    pub format: Option<Format>,
    /// Text encoding of CSV; `None` for UTF-8 with byte order mark, which spreadsheets recognise.
    pub encoding: Option<String>,
    /// Text that a spreadsheet would take for a formula is written as it is, without the guarding tab.
    pub is_raw: bool,
}

/// Writes a table in the format of the file's ending.
///
/// # Errors
/// [`ExportError`]; what was at the path before is then untouched.
pub fn export(path: &Path, table: &ExportTable<'_>, options: &ExportOptions) -> Result<(), ExportError> {
    check(table)?;
    if options.format.is_none() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg")) {
        if options.crs.is_some_and(|crs| crs != Crs::Wgs84) {
            return Err(ExportError::NoPlaces);
        }
        return write_geopackage(path, table);
    }
    let format = options.format.or_else(|| format_of(path)).ok_or_else(|| ExportError::UnknownFormat { path: path.to_owned() })?;
    let places = places(format, table, options)?;
    if format == Format::GeoJson {
        return write_whole(path, |out| geojson::write(out, table, &places));
    }
    let target = csv::Target::of(options)?;
    write_whole(path, |out| csv::write(out, table, &target, &places))
}

/// A GeoPackage is written by its own library into a temporary folder beside the target, then put in its place.
fn write_geopackage(path: &Path, table: &ExportTable<'_>) -> Result<(), ExportError> {
    let failed = |source| ExportError::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temp = tempfile::Builder::new().prefix(".gridwright-").tempdir_in(folder).map_err(failed)?;
    let file = temp.path().join("export.gpkg");
    let layer = path.file_stem().map_or_else(|| "export".to_owned(), |stem| stem.to_string_lossy().into_owned());
    geopackage::write(&file, &layer, table).map_err(|source| ExportError::GeoPackage { path: path.to_owned(), source })?;
    std::fs::File::options().write(true).open(&file).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(&file, path).map_err(failed)
}

/// Writes a table into any stream.
///
/// # Errors
/// [`ExportError`].
pub fn export_to(out: &mut dyn Write, format: Format, table: &ExportTable<'_>, options: &ExportOptions) -> Result<(), ExportError> {
    check(table)?;
    let places = places(format, table, options)?;
    let written = match format {
        Format::GeoJson => geojson::write(out, table, &places),
        _ => csv::write(out, table, &csv::Target::of(options)?, &places),
    };
    written.map_err(|source| ExportError::Write { path: "-".into(), source })
}

/// A coordinate system is refused where it would say nothing: CSV has the places of points only.
fn places(format: Format, table: &ExportTable<'_>, options: &ExportOptions) -> Result<Places, ExportError> {
    let is_other = options.crs.is_some_and(|crs| crs != Crs::Wgs84);
    let has_places = table.geometry.as_ref().is_some_and(|shapes| format == Format::GeoJson || shapes.iter().all(|shape| matches!(shape, ExportGeometry::Point(_))));
    if is_other && !has_places { Err(ExportError::NoPlaces) } else { Places::of(table, options.crs) }
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "geojson" | "json" => Some(Format::GeoJson),
        _ => None,
    }
}

fn check(table: &ExportTable<'_>) -> Result<(), ExportError> {
    let n_rows = table.geometry.as_ref().map(Vec::len).or_else(|| table.columns.first().map(|(_, column)| column.len()));
    match table.columns.iter().find(|(_, column)| Some(column.len()) != n_rows) {
        Some((name, _)) => Err(ExportError::UnequalColumns { name: name.clone() }),
        None => Ok(()),
    }
}

fn n_rows(table: &ExportTable<'_>) -> usize {
    table.geometry.as_ref().map_or_else(|| table.columns.first().map_or(0, |(_, column)| column.len()), Vec::len)
}

/// Puts a file in its place once it is whole.
fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), ExportError> {
    let failed = |source| ExportError::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gridwright-").suffix(".part");
    // Temporary files are for their owner alone; an exported file is for whom the system's settings say.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    {
        let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
        write(&mut out).map_err(failed)?;
        out.flush().map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|err| failed(err.error))?;
    Ok(())
}

/// An integer of 10^-scale units as a decimal, exactly.
pub(super) fn decimal(amount: i64, scale: u8) -> String {
    if scale == 0 {
        return amount.to_string();
    }
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    format!("{}{whole}.{fraction}", if amount < 0 { "-" } else { "" })
}
