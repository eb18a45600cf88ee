//! PMTiles and MBTiles files: what is read, what stands in, what is refused.

use super::super::pmtiles::{PmTiles, tile_number};
use super::super::vector::tests::packed_city;
use super::*;
use std::path::Path;

/// A PMTiles archive with pictures, unpacked or packed, with directories in two steps where asked.
pub(super) fn pmtiles_bytes(tiles: &[(TileId, Vec<u8>)], is_packed: bool, has_leaves: bool, zooms: [u8; 2]) -> Vec<u8> {
    let mut sorted: Vec<(u64, &[u8])> = tiles.iter().map(|(tile, bytes)| (tile_number(*tile).unwrap(), bytes.as_slice())).collect();
    sorted.sort_unstable_by_key(|(id, _)| *id);
    let pack = |bytes: Vec<u8>| if is_packed { gzip(&bytes) } else { bytes };
    let mut data = Vec::new();
    let rows: Vec<[u64; 4]> = sorted
        .iter()
        .map(|(id, bytes)| {
            let row = [*id, 1, bytes.len() as u64, data.len() as u64];
            data.extend_from_slice(bytes);
            row
        })
        .collect();
    let mut leaves = Vec::new();
    let root = if has_leaves {
        let upper: Vec<[u64; 4]> = rows
            .chunks(2)
            .map(|rows| {
                let leaf = pack(directory(rows));
                let row = [rows[0][0], 0, leaf.len() as u64, leaves.len() as u64];
                leaves.extend_from_slice(&leaf);
                row
            })
            .collect();
        pack(directory(&upper))
    } else {
        pack(directory(&rows))
    };
    let metadata = pack(r#"{"attribution":"<i>&copy; OSM</i>"}"#.as_bytes().to_vec());
    let mut offset = 127;
    let mut part = |length: usize| {
        let at = offset;
        offset += length as u64;
        [at, length as u64]
    };
    let parts = [part(root.len()), part(metadata.len()), part(leaves.len()), part(data.len())];
    let mut bytes = b"PMTiles\x03".to_vec();
    bytes.extend(parts.iter().flatten().flat_map(|number| number.to_le_bytes()));
    bytes.resize(96, 0);
    bytes.extend([1, if is_packed { 2 } else { 1 }, 1, 2, zooms[0], zooms[1]]);
    bytes.resize(127, 0);
    for content in [root, metadata, leaves, data] {
        bytes.extend(content);
    }
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Rows of number, run, length and offset as the format stores them.
fn directory(rows: &[[u64; 4]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, rows.len() as u64);
    let mut before = 0;
    for row in rows {
        put(&mut bytes, row[0] - before);
        before = row[0];
    }
    for column in [1, 2] {
        rows.iter().for_each(|row| put(&mut bytes, row[column]));
    }
    for (at, row) in rows.iter().enumerate() {
        let follows = at > 0 && row[3] == rows[at - 1][3] + rows[at - 1][2];
        put(&mut bytes, if follows { 0 } else { row[3] + 1 });
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn tile(zoom: u8, x: u32, y: u32) -> TileId {
    TileId { zoom, x, y }
}

fn quadrants() -> Vec<(TileId, Vec<u8>)> {
    [(0, 0, [255, 0, 0]), (1, 0, [0, 255, 0]), (0, 1, [0, 0, 255]), (1, 1, [255, 255, 0])].map(|(x, y, color)| (tile(1, x, y), png(256, color))).to_vec()
}

fn written(folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join("fixture.pmtiles");
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn tiles_are_numbered_along_the_curve() {
    let first: Vec<Option<u64>> = [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0)].into_iter().map(|(z, x, y)| tile_number(tile(z, x, y))).collect();
    assert_eq!(first, [0, 1, 2, 3, 4, 5].map(Some));
    assert_eq!(tile_number(tile(12, 3423, 1763)), Some(19_078_479));
    assert_eq!(tile_number(tile(1, 2, 0)), None);
    for zoom in 0..6 {
        let mut numbers: Vec<u64> = (0..1 << zoom).flat_map(|y| (0..1 << zoom).map(move |x| tile_number(tile(zoom, x, y)).unwrap())).collect();
        numbers.sort_unstable();
        let first = ((1_u64 << (2 * zoom)) - 1) / 3;
        assert_eq!(numbers, (first..first + (1 << (2 * zoom))).collect::<Vec<_>>(), "zoom {zoom}");
    }
}

#[test]
fn archives_are_read_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for (is_packed, has_leaves) in [(false, false), (true, false), (false, true), (true, true)] {
        let path = written(folder.path(), &pmtiles_bytes(&quadrants(), is_packed, has_leaves, [1, 1]));
        let mut archive = PmTiles::open(&path).unwrap();
        for (id, bytes) in quadrants() {
            assert_eq!(archive.tile(id).unwrap(), Some(bytes), "{id:?}");
        }
        assert_eq!(archive.tile(tile(0, 0, 0)).unwrap(), None);
        assert_eq!(archive.tile(tile(2, 0, 0)).unwrap(), None);
        assert_eq!(archive.attribution().as_deref(), Some("<i>&copy; OSM</i>"));
    }
}

#[test]
fn a_view_beyond_the_largest_zoom_shows_the_right_part() {
    let folder = tempfile::tempdir().unwrap();
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let pmtiles = written(folder.path(), &pmtiles_bytes(&quadrants(), true, true, [1, 1]));
    let ids: Vec<TileId> = quadrants().into_iter().map(|(id, _)| id).collect();
    let sources = [BaseMapSource::PmTiles { path: pmtiles }, BaseMapSource::MbTiles { path: mbtiles(folder.path(), &ids, 256) }];
    for source in sources {
        let mut map = BaseMap::new(source, offline(&context, &keys)).unwrap();
        for zoom in [2.4, 6.3, 12.0, 18.5] {
            let view = view_at(20.3, 35.3, zoom);
            let meshes = painted_tiles(&context, &mut map, &view);
            assert!(map.fault().is_none(), "{:?}", map.fault());
            assert!(covers(&meshes, &view), "zoom {zoom}: {} tiles", meshes.len());
            for vertex in meshes.iter().flat_map(|mesh| &mesh.vertices) {
                // Where the vertex lies in the world is where its picture, a quarter of the world, has it.
                let world = view.world(vertex.pos).map(|value| value * 2.0);
                let inside = [vertex.uv.x, vertex.uv.y].map(f64::from);
                for axis in 0..2 {
                    let off = (world[axis] - inside[axis] + 0.5).rem_euclid(1.0) - 0.5;
                    assert!(off.abs() < 1e-3 / (zoom - 1.0).exp2() + 1e-6, "zoom {zoom}: {world:?} {inside:?}");
                }
            }
        }
    }
}

/// Whether points all over a view lie in a tile.
fn covers(meshes: &[Mesh], view: &View) -> bool {
    let inside = |at: egui::Pos2| meshes.iter().any(|mesh| mesh.calc_bounds().expand(0.01).contains(at));
    (0..=8).all(|x| (0..=6).all(|y| inside(view.rect.left_top() + vec2(x as f32 * 100.0, y as f32 * 100.0))))
}

#[test]
fn a_missing_tile_is_filled_from_its_parent_or_left_blank() {
    let folder = tempfile::tempdir().unwrap();
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    // Zoom 4 is there for one tile only, its parent for four.
    let path = mbtiles(folder.path(), &[tile(3, 6, 3), tile(4, 13, 6)], 256);
    let mut map = BaseMap::new(BaseMapSource::MbTiles { path }, offline(&context, &keys)).unwrap();
    assert_eq!(map.attribution(), Some("© 测试"));
    let view = view_at(112.5, 31.0, 4.0);
    let meshes = painted_tiles(&context, &mut map, &view);
    let wholes = meshes.iter().filter(|mesh| mesh.vertices[2].uv == pos2(1.0, 1.0) && mesh.vertices[0].uv == pos2(0.0, 0.0)).count();
    let parts = meshes.iter().filter(|mesh| mesh.vertices[2].uv - mesh.vertices[0].uv == vec2(0.5, 0.5)).count();
    assert_eq!((wholes, parts), (1, 3), "one tile of its own, three quarters of the parent, nothing elsewhere");
    assert!(!covers(&meshes, &view));
    // Far out, where tiles would be specks, nothing is drawn and nothing fails.
    assert!(painted_tiles(&context, &mut map, &view_at(0.0, 0.0, 1.0)).len() <= 1);
}

#[test]
fn files_with_vector_tiles_are_drawn_here() {
    let folder = tempfile::tempdir().unwrap();
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let ids: Vec<TileId> = quadrants().into_iter().map(|(id, _)| id).collect();
    let tiles: Vec<(TileId, Vec<u8>)> = ids.iter().map(|id| (*id, packed_city())).collect();
    let pmtiles = written(folder.path(), &pmtiles_bytes(&tiles, false, true, [1, 1]));
    let sources = [BaseMapSource::PmTiles { path: pmtiles }, BaseMapSource::MbTiles { path: mbtiles_of(folder.path(), &ids, &packed_city()) }];
    for source in sources {
        let mut map = BaseMap::new(source.clone(), offline(&context, &keys)).unwrap();
        assert!(map.fits(&source, ThemeKind::Light, Language::Chinese));
        assert!(!map.fits(&source, ThemeKind::Dark, Language::Chinese) && !map.fits(&source, ThemeKind::Light, Language::English));
        for zoom in [2.1, 5.8, 9.0, 13.0] {
            let view = view_at(20.3, 35.3, zoom);
            let meshes = painted_tiles(&context, &mut map, &view);
            assert!(map.fault().is_none(), "{:?}", map.fault());
            assert!(covers(&meshes, &view), "zoom {zoom}: {} tiles", meshes.len());
            // Pictures are drawn for four levels beyond the deepest of the file, then stretched.
            let part = (zoom.round() - 1.0 - 5.0).max(0.0).exp2().recip() as f32;
            for mesh in &meshes {
                let across = mesh.vertices[2].uv - mesh.vertices[0].uv;
                assert!((across - vec2(part, part)).length() < 1e-5, "zoom {zoom}: {across:?}");
            }
        }
    }
    // Images are as they are in every theme.
    let images = BaseMapSource::PmTiles { path: written(folder.path(), &pmtiles_bytes(&quadrants(), false, false, [1, 1])) };
    assert!(BaseMap::new(images.clone(), offline(&context, &keys)).unwrap().fits(&images, ThemeKind::Dark, Language::English));
}

#[test]
fn a_vector_tile_that_is_damaged_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let mut tiles: Vec<(TileId, Vec<u8>)> = quadrants().into_iter().map(|(id, _)| (id, packed_city())).collect();
    tiles[3].1 = vec![0x1a, 0xff, 0xff, 3];
    tiles[2].1 = Vec::new();
    let path = written(folder.path(), &pmtiles_bytes(&tiles, false, false, [1, 1]));
    let mut map = BaseMap::new(BaseMapSource::PmTiles { path }, offline(&context, &keys)).unwrap();
    assert_eq!(painted_tiles(&context, &mut map, &view_at(0.0, 0.0, 2.0)).len(), 2);
    assert!(map.fault().is_none_or(|err| matches!(err, BaseMapError::BadTile { .. })), "{:?}", map.fault());
}

#[test]
fn hostile_archives_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let open = |bytes: &[u8]| BaseMap::new(BaseMapSource::PmTiles { path: written(folder.path(), bytes) }, offline(&context, &keys));
    let good = pmtiles_bytes(&quadrants(), false, true, [1, 1]);
    assert!(open(&good).is_ok());
    for length in (0..good.len()).step_by(7) {
        let result = open(&good[..length]);
        assert!(matches!(result, Err(BaseMapError::NotAnArchive { .. })) || length > 260, "{length} bytes: {result:?}");
    }
    // Every number of the header and of the directories, made huge or zero.
    for at in 7..260 {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = good.clone();
            bytes[at] = value;
            let Ok(mut map) = open(&bytes) else { continue };
            frame(&context, &mut map, &view_at(100.0, 30.0, 2.0));
        }
    }
    for at in (8..96).step_by(8) {
        let mut bytes = good.clone();
        bytes[at..at + 8].fill(0xff);
        assert!(open(&bytes).is_err() || at >= 24, "offset {at}");
    }
    assert!(matches!(open(b"SQLite format 3\0"), Err(BaseMapError::NotAnArchive { part: "magic", .. })));
    let vector = pmtiles_bytes(&[(tile(0, 0, 0), vec![0x1a, 5, 1, 2, 3])], false, false, [0, 0]);
    assert!(matches!(open(&vector), Err(BaseMapError::NotImages { .. })));
    let missing = BaseMap::new(BaseMapSource::PmTiles { path: folder.path().join("none") }, offline(&context, &keys));
    assert!(matches!(missing, Err(BaseMapError::File { .. })));
    let is_folder = BaseMap::new(BaseMapSource::PmTiles { path: folder.path().to_owned() }, offline(&context, &keys));
    assert!(is_folder.is_err());
}

#[test]
fn a_directory_that_unpacks_without_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = pmtiles_bytes(&quadrants(), true, false, [1, 1]);
    let bomb = gzip(&vec![0; 64 << 20]);
    let end = bytes.len() as u64;
    bytes[8..16].copy_from_slice(&end.to_le_bytes());
    bytes[16..24].copy_from_slice(&(bomb.len() as u64).to_le_bytes());
    bytes.extend(bomb);
    let result = PmTiles::open(&written(folder.path(), &bytes));
    assert!(matches!(result, Err(BaseMapError::NotAnArchive { part: "directory", .. })), "{result:?}");
}

#[test]
fn tiles_that_are_no_images_are_reported_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let mut tiles = quadrants();
    tiles[3].1 = b"\x89PNG\r\n\x1a\n broken".to_vec();
    // A picture that claims to be enormous.
    let mut enormous = png(256, [1, 2, 3]);
    enormous[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    tiles[1].1 = enormous;
    let path = written(folder.path(), &pmtiles_bytes(&tiles, false, false, [1, 1]));
    let mut map = BaseMap::new(BaseMapSource::PmTiles { path }, offline(&context, &keys)).unwrap();
    let meshes = painted_tiles(&context, &mut map, &view_at(0.0, 0.0, 1.0));
    assert_eq!(meshes.len(), 2);
    // The answers come in any order, and one that is good clears the fault: only its kind is sure.
    assert!(map.fault().is_none_or(|err| matches!(err, BaseMapError::BadTile { .. })), "{:?}", map.fault());
}

#[test]
fn files_from_elsewhere_are_drawn() {
    let Some(folder) = std::env::var_os("GRIDWRIGHT_DATA").map(PathBuf::from) else {
        eprintln!("skipped, no data: GRIDWRIGHT_DATA names no folder");
        return;
    };
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let path = |name: &str| folder.join(name);
    let isle = BaseMapSource::MbTiles { path: path("isle_of_man.mbtiles") };
    let stamen = BaseMapSource::PmTiles { path: path("stamen_toner(raster)CC-BY+ODbL_z3.pmtiles") };
    let whitney = BaseMapSource::PmTiles { path: path("usgs-mt-whitney-8-15-webp-512.pmtiles") };
    let france = BaseMapSource::PmTiles { path: path("ne_10m_admin_0_france.pmtiles") };
    for (source, view) in [(france, view_at(2.0, 47.0, 5.0)), (isle, view_at(-4.5, 54.2, 8.0)), (stamen, view_at(20.0, 30.0, 5.0)), (whitney, view_at(-118.3, 36.58, 12.0))] {
        let mut map = BaseMap::new(source.clone(), offline(&context, &keys)).unwrap();
        let meshes = painted_tiles(&context, &mut map, &view);
        assert!(!meshes.is_empty() && map.fault().is_none(), "{source:?}: {:?}", map.fault());
    }
}
