//! Opening a foreign file: which format, which neighbours, which reader.

use super::archive::{self, Unpacked};
use super::encoding::{self, Declared, Sample};
use super::error::ImportError;
use super::shapefile::{self, Parts};
use super::source::{Format, SourceTable};
use super::{csv, geojson};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest file that is read; offsets into its text are four bytes.
const MAX_BYTES: u64 = (u32::MAX - 1) as u64;

/// How to read a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Text encoding; `None` or `auto` to find out.
    pub encoding: Option<String>,
    /// Format of a text file whatever its ending and content say.
    pub format: Option<Format>,
}

/// Reads a foreign file as a table. Nothing but the file and its neighbours of the same name is opened; `-` is standard input,
/// which can bring CSV or `GeoJSON`.
///
/// # Errors
/// [`ImportError`] when nothing of the file can be used; bad rows are findings of the table.
pub fn read_file(path: &Path, options: &ReadOptions) -> Result<SourceTable, ImportError> {
    let given = encoding::given(options.encoding.as_deref())?;
    let bytes = read_bytes(path)?;
    let is_stream = path == Path::new("-");
    let is_packed = !is_stream && archive::is_archive(&bytes) && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    if is_packed {
        return read_unpacked(archive::unpack(bytes, MAX_BYTES)?, Declared { given, ..Declared::default() });
    }
    let format = options.format.or_else(|| format_of(path, &bytes)).filter(|format| !is_stream || matches!(format, Format::Csv | Format::GeoJson));
    let format = format.ok_or_else(|| ImportError::UnknownFormat { path: path.to_owned() })?;
    let declared = Declared { given, ..Declared::default() };
    match format {
        Format::Csv => csv::read(bytes, &declared),
        Format::GeoJson => read_json(bytes, &declared),
        Format::Shapefile => {
            let parts = Parts { shp: bytes, shx: neighbour(path, "shx")?, dbf: neighbour(path, "dbf")?, prj: neighbour(path, "prj")? };
            shapefile::read(&parts, &Declared { cpg: declared_name(path)?, ..declared })
        }
        Format::Dbf => shapefile::read_table(&bytes, &Declared { cpg: declared_name(path)?, ..declared }),
    }
}

/// Reads what was in an archive.
fn read_unpacked(mut inside: Unpacked, declared: Declared) -> Result<SourceTable, ImportError> {
    let cpg = inside.take("cpg").map(|bytes| stated_name(&bytes));
    match inside.format {
        Format::Csv => csv::read(inside.main, &declared),
        Format::GeoJson => read_json(inside.main, &declared),
        Format::Shapefile => {
            let parts = Parts { shx: inside.take("shx"), dbf: inside.take("dbf"), prj: inside.take("prj"), shp: inside.main };
            shapefile::read(&parts, &Declared { cpg, ..declared })
        }
        Format::Dbf => shapefile::read_table(&inside.main, &Declared { cpg, ..declared }),
    }
}

/// `GeoJSON` is UTF-8 by its standard; a file in something else is read all the same.
fn read_json(bytes: Vec<u8>, declared: &Declared) -> Result<SourceTable, ImportError> {
    if declared.given.is_none() && std::str::from_utf8(&bytes).is_ok() {
        return geojson::read(&bytes);
    }
    let decision = encoding::decide(&[Sample::whole(&bytes)], declared);
    let (text, _) = encoding::decode_file(bytes, decision.encoding);
    let mut table = geojson::read(text.as_bytes())?;
    table.encoding = Some(decision.known);
    Ok(table)
}

/// The format by the file's ending; by its content where the ending says nothing.
fn format_of(path: &Path, bytes: &[u8]) -> Option<Format> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
    match ending.as_str() {
        "shp" => Some(Format::Shapefile),
        "dbf" => Some(Format::Dbf),
        "geojson" | "json" | "geojsonl" | "geojsons" | "ndjson" | "jsonl" => Some(Format::GeoJson),
        "csv" | "tsv" | "tab" | "txt" if !looks_binary(bytes) => Some(Format::Csv),
        "" | "dat" | "bak" => format_by_content(bytes),
        _ => None,
    }
}

fn format_by_content(bytes: &[u8]) -> Option<Format> {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    if bytes.starts_with(&9994u32.to_be_bytes()) {
        Some(Format::Shapefile)
    } else if first == Some(&b'{') {
        Some(Format::GeoJson)
    } else if looks_binary(bytes) {
        None
    } else {
        Some(Format::Csv)
    }
}

/// Whether the bytes are those of a database, an archive or the like rather than text under a text ending.
fn looks_binary(bytes: &[u8]) -> bool {
    [b"SQLite format 3\0".as_slice(), b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"%PDF", b"\x89PNG"].iter().any(|magic| bytes.starts_with(magic))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
    let read_error = |source| ImportError::Read { path: path.to_owned(), source };
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(read_error)?;
        return if bytes.len() as u64 > MAX_BYTES { Err(ImportError::TooLarge { what: "bytes", amount: bytes.len() as u64, limit: MAX_BYTES }) } else { Ok(bytes) };
    }
    let size = fs::metadata(path).map_err(read_error)?.len();
    if size > MAX_BYTES {
        return Err(ImportError::TooLarge { what: "bytes", amount: size, limit: MAX_BYTES });
    }
    fs::read(path).map_err(read_error)
}

/// The file of the same name with another ending, in lower or upper case or as the folder has it.
fn neighbour(path: &Path, ending: &str) -> Result<Option<Vec<u8>>, ImportError> {
    let candidates = [path.with_extension(ending), path.with_extension(ending.to_ascii_uppercase())];
    let found = candidates.into_iter().find(|candidate| candidate.is_file()).or_else(|| in_any_case(path, ending));
    found.map(|found| read_bytes(&found)).transpose()
}

/// A neighbour whose name differs in case only, as copies from Windows do.
fn in_any_case(path: &Path, ending: &str) -> Option<PathBuf> {
    let wanted = path.with_extension(ending).file_name()?.to_str()?.to_lowercase();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<PathBuf> = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    names.sort();
    names.into_iter().find(|name| name.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.to_lowercase() == wanted))
}

/// What the `.cpg` file says.
fn declared_name(path: &Path) -> Result<Option<String>, ImportError> {
    Ok(neighbour(path, "cpg")?.map(|bytes| stated_name(&bytes)))
}

fn stated_name(cpg: &[u8]) -> String {
    String::from_utf8_lossy(cpg.get(..cpg.len().min(64)).unwrap_or(&[])).trim().trim_start_matches('\u{feff}').to_owned()
}
