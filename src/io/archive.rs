//! One data set in a ZIP archive, as portals hand out shapefiles.
//!
//! Names inside are compared byte by byte and by their endings only: archives made on Chinese Windows hold GBK names without saying so.

use super::error::ImportError;
use super::source::Format;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most names of data sets that an error lists.
const NAMES_LISTED: usize = 8;
/// Endings of files that can be read, best first: a shapefile's own table is part of it.
const ENDINGS: [(&str, Format); 9] = [
    ("shp", Format::Shapefile),
    ("geojson", Format::GeoJson),
    ("geojsonl", Format::GeoJson),
    ("json", Format::GeoJson),
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("dbf", Format::Dbf),
    ("tab", Format::Csv),
    ("txt", Format::Csv),
];

/// The parts of one data set.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) format: Format,
    /// The file itself.
    pub(super) main: Vec<u8>,
    /// Its neighbours by ending, in lower case.
    neighbours: Vec<(String, Vec<u8>)>,
}

impl Unpacked {
    /// Takes the neighbour of an ending.
    pub(super) fn take(&mut self, ending: &str) -> Option<Vec<u8>> {
        let at = self.neighbours.iter().position(|(own, _)| own == ending)?;
        Some(self.neighbours.swap_remove(at).1)
    }
}

/// Whether the bytes begin as an archive does.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Unpacks the only data set of an archive, at most `limit` bytes in all.
///
/// # Errors
/// [`ImportError::Damaged`] for a broken archive, [`ImportError::NothingInside`] and [`ImportError::SeveralInside`] where it is not
/// clear what to read, [`ImportError::TooLarge`].
pub(super) fn unpack(bytes: Vec<u8>, limit: u64) -> Result<Unpacked, ImportError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let names: Vec<(Vec<u8>, String)> = (0..archive.len()).filter_map(|at| parts_of(archive.by_index_raw(at).ok()?.name_raw())).collect();
    let (chosen, format) = choose(&names)?;
    let stem = names.get(chosen).map(|name| name.0.clone()).unwrap_or_default();
    let mut left = limit;
    let mut read = |wanted: &str| -> Result<Option<Vec<u8>>, ImportError> {
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).map_err(|_| damaged())?;
            if parts_of(file.name_raw()).is_none_or(|(own, ending)| own != stem || ending != wanted) {
                continue;
            }
            let mut content = Vec::new();
            // What the archive says of its sizes is not believed.
            file.by_ref().take(left + 1).read_to_end(&mut content).map_err(|_| damaged())?;
            let size = content.len() as u64;
            left = left.checked_sub(size).ok_or(ImportError::TooLarge { what: "bytes", amount: limit + 1, limit })?;
            return Ok(Some(content));
        }
        Ok(None)
    };
    let ending = names.get(chosen).map(|name| name.1.clone()).unwrap_or_default();
    let main = read(&ending)?.ok_or_else(damaged)?;
    let mut neighbours = Vec::new();
    if matches!(format, Format::Shapefile | Format::Dbf) {
        for wanted in ["shx", "dbf", "prj", "cpg"].into_iter().filter(|wanted| *wanted != ending) {
            if let Some(content) = read(wanted)? {
                neighbours.push((wanted.to_owned(), content));
            }
        }
    }
    Ok(Unpacked { format, main, neighbours })
}

fn damaged() -> ImportError {
    ImportError::Damaged { part: "archive", offset: 0 }
}

/// Everything before the last point, and the ending in lower case; nothing for folders and for what a Mac adds.
fn parts_of(name: &[u8]) -> Option<(Vec<u8>, String)> {
    let at = name.iter().rposition(|byte| *byte == b'.')?;
    let file = name.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(name);
    let is_hidden = name.starts_with(b"__MACOSX") || file.starts_with(b".");
    let ending = std::str::from_utf8(name.get(at + 1..)?).ok()?.to_ascii_lowercase();
    (!is_hidden && !ending.contains(['/', '\\'])).then(|| (name.get(..at).unwrap_or_default().to_vec(), ending))
}

/// The only data set of the best format there is.
fn choose(names: &[(Vec<u8>, String)]) -> Result<(usize, Format), ImportError> {
    for (ending, format) in ENDINGS {
        let of_ending: Vec<usize> = (0..names.len()).filter(|at| names.get(*at).is_some_and(|name| name.1 == ending)).collect();
        match of_ending.as_slice() {
            [] => {}
            [only] => return Ok((*only, format)),
            several => {
                let shown = several.iter().take(NAMES_LISTED).filter_map(|at| names.get(*at)).map(|(stem, ending)| format!("{}.{ending}", readable(stem)));
                return Err(ImportError::SeveralInside { names: shown.collect() });
            }
        }
    }
    Err(ImportError::NothingInside)
}

/// A name for people: UTF-8, or else what Chinese Windows writes.
fn readable(name: &[u8]) -> String {
    std::str::from_utf8(name).map_or_else(|_| encoding_rs::GBK.decode(name).0.into_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read_file};
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    const LIMIT: u64 = 1 << 20;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_packed_table_is_read_as_the_table_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.zip");
        let text = "code,lon,lat\nA,113.9,35.3\n";
        std::fs::write(&path, archive(&[("数据/readme.txt", b"hello"), ("数据/网点.csv", text.as_bytes()), ("__MACOSX/数据/._网点.csv", b"x")])).unwrap();
        let table = read_file(&path, &ReadOptions::default()).unwrap();
        assert_eq!((table.format, table.rows(), table.columns.len()), (Format::Csv, 1, 3));
    }

    #[test]
    fn a_packed_shapefile_brings_its_neighbours() {
        let mut found = unpack(archive(&[("a/b.DBF", b"table"), ("a/b.shp", b"shapes"), ("a/b.cpg", b"GBK"), ("a/other.prj", b"no")]), LIMIT).unwrap();
        assert_eq!((found.format, found.main.as_slice()), (Format::Shapefile, b"shapes".as_slice()));
        assert_eq!((found.take("dbf"), found.take("cpg"), found.take("prj")), (Some(b"table".to_vec()), Some(b"GBK".to_vec()), None));
    }

    #[test]
    fn what_is_not_clear_is_asked() {
        let several = unpack(archive(&[("a.csv", b"x"), ("b.csv", b"y")]), LIMIT);
        assert!(matches!(several, Err(ImportError::SeveralInside { names }) if names == ["a.csv", "b.csv"]));
        assert!(matches!(unpack(archive(&[("a.pdf", b"x")]), LIMIT), Err(ImportError::NothingInside)));
    }

    #[test]
    fn an_archive_that_grows_without_end_is_refused() {
        let bomb = archive(&[("a.csv", &vec![b'0'; 3 << 20])]);
        assert!(bomb.len() < 64 << 10);
        assert!(matches!(unpack(bomb, LIMIT), Err(ImportError::TooLarge { .. })));
    }

    #[test]
    fn damaged_archives_are_errors() {
        let good = archive(&[("a.csv", b"code,lon,lat\nA,113.9,35.3\n")]);
        for cut in 0..good.len() {
            assert!(unpack(good[..cut].to_vec(), LIMIT).is_err(), "cut at {cut}");
        }
        for at in 0..good.len() {
            let mut bytes = good.clone();
            bytes[at] ^= 0x55;
            // Any answer will do, as long as there is one.
            drop(unpack(bytes, LIMIT));
        }
    }
}
