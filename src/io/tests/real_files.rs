//! Real files, where somebody has them: `GRIDWRIGHT_DATA` names the folder, `../shared/data` is tried.

use super::super::rows::{MappingOptions, demand_rows, polygons};
use super::super::{ImportError, ReadOptions, SourceTable, read_file};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("GRIDWRIGHT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let is_there = folder.is_dir();
    if !is_there {
        println!("skipped, no data");
    }
    is_there.then_some(folder)
}

fn files_below(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            files_below(&path, endings, found);
        } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending.to_ascii_lowercase().as_str())) {
            found.push(path);
        }
    }
    found.sort();
}

fn read(path: &Path) -> Result<SourceTable, ImportError> {
    read_file(path, &ReadOptions::default())
}

/// Number of features and of null shapes of each file, as GDAL 3.12 counts them.
fn manifest(folder: &Path) -> BTreeMap<String, (usize, usize)> {
    let text = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap_or_default();
    let entry = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, file, _, "True", _, features, _, null, ..] = cells.as_slice() else { return None };
        Some(((*file).to_owned(), (features.parse().ok()?, null.parse().unwrap_or(0))))
    };
    text.lines().filter_map(entry).collect()
}

#[test]
fn every_messy_file_is_read_or_refused_and_counts_agree() {
    let Some(folder) = data().map(|data| data.join("messy")) else { return };
    let counted = manifest(&folder);
    let mut files = Vec::new();
    files_below(&folder, &["shp", "dbf", "csv", "geojson", "json"], &mut files);
    let (mut n_read, mut n_agree, mut refused, mut differ) = (BTreeMap::new(), 0, Vec::new(), Vec::new());
    for path in &files {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        let ending = path.extension().unwrap().to_string_lossy().to_ascii_lowercase();
        match read(path) {
            Ok(table) => {
                *n_read.entry(ending).or_insert(0) += 1;
                let rows = table.rows();
                let _ = polygons(&table, &MappingOptions::default());
                let _ = demand_rows(&table, &MappingOptions::default());
                match counted.get(&name) {
                    Some((features, _)) if *features != rows => differ.push(format!("{name}: GDAL {features}, here {rows}")),
                    Some(_) => n_agree += 1,
                    None => {}
                }
            }
            Err(err) => refused.push(format!("{name}: {err}")),
        }
    }
    println!("{} files, read {n_read:?}, counts agree {n_agree}\nrefused:\n{}\ndiffer:\n{}", files.len(), refused.join("\n"), differ.join("\n"));
    assert!(n_read.get("shp").is_some_and(|count| *count >= 110), "shapefiles are read");
}

#[test]
fn chinese_shapefiles_read_the_same_whatever_says_their_encoding() {
    let Some(folder) = data().map(|data| data.join("messy/derived_cn")) else { return };
    let names = |file: &str| {
        let table = read(&folder.join(file)).unwrap();
        let column = table.column("name").unwrap();
        ((0..table.rows()).map(|row| table.text.trimmed(row, column).into_owned()).collect::<Vec<_>>(), table.encoding.unwrap())
    };
    let (expected, _) = names("shanghai_cpg_936.shp");
    assert!(expected.contains(&"浦东新区".to_owned()), "{expected:?}");
    for file in ["shanghai_cpg_CP936.shp", "shanghai_cpg_GB2312.shp", "shanghai_gbk_nomarker.shp"] {
        assert_eq!(names(file).0, expected, "{file}");
    }
}

#[test]
fn gauss_krueger_districts_fall_on_those_in_degrees() {
    let Some(folder) = data() else { return };
    let of = |path: PathBuf| polygons(&read(&path).unwrap(), &MappingOptions::default()).unwrap();
    let metres = of(folder.join("messy/derived_cn/xinxiang_cgcs2000_gk3_cm114.shp"));
    let degrees = of(folder.join("china/districts_tianditu/410700_xinxiang_districts.geojson"));
    assert_eq!(metres.mapped.crs.unwrap().name, "EPSG:4547");
    assert_eq!((metres.polygons.len(), degrees.polygons.len()), (12, 12));
    for polygon in &metres.polygons {
        let same = degrees.polygons.iter().find(|other| other.name == polygon.name).unwrap();
        let mut places: Vec<_> = same.rings.iter().flatten().collect();
        places.sort();
        for place in polygon.rings.iter().flatten() {
            let is_near = places.iter().any(|other| (other.lon - place.lon).abs() <= 2 && (other.lat - place.lat).abs() <= 2);
            assert!(is_near, "{} {place:?}", polygon.name);
        }
    }
}

#[test]
fn real_points_with_latitude_first() {
    let Some(folder) = data().map(|data| data.join("china/poi_shanghai_amap")) else { return };
    let table = read(&folder.join("shanghai_hospital.csv")).unwrap();
    let demand = demand_rows(&table, &MappingOptions::default()).unwrap();
    let is_shanghai = |p: &crate::geodesy::Position| (1_205_000_000..1_225_000_000).contains(&p.lon) && (305_000_000..320_000_000).contains(&p.lat);
    assert_eq!((table.rows(), demand.positions.len()), (7513, 7513));
    assert!(demand.positions.iter().all(is_shanghai));
}
