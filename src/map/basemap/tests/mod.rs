//! Base maps from files and services made here, painted without a screen.

mod archives;
mod places;
mod services;

use super::tile::TileId;
use super::*;
use crate::carto::ThemeKind;
use crate::geodesy::Position;
use crate::map::Camera;
use crate::map::camera::world_of;
use egui::epaint::{ClippedShape, Mesh};
use egui::{CentralPanel, Frame, RawInput, Rect, pos2, vec2};
use image::{ImageFormat, Rgba, RgbaImage};
use std::io::Cursor;
use std::path::PathBuf;
use std::time::Duration;

/// A view of a place, 800 by 600 points, away from the corner of the screen.
fn view_at(lon: f64, lat: f64, zoom: f64) -> View {
    let center = world_of(Position::from_degrees(lon, lat).unwrap());
    View::new(Camera { center, zoom }, Rect::from_min_size(pos2(120.0, 40.0), vec2(800.0, 600.0)))
}

/// A picture of one colour.
fn png(side: u32, color: [u8; 3]) -> Vec<u8> {
    let [r, g, b] = color;
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(side, side, Rgba([r, g, b, 255])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// What a base map is made with when nothing may leave the machine.
fn offline<'a>(context: &'a egui::Context, keys: &'a SessionKeys) -> BaseMapSetup<'a> {
    BaseMapSetup { context, cache: None, keys, consent: &|_| false, theme: ThemeKind::Light, language: Language::Chinese }
}

/// One frame of a base map: what was painted.
fn frame(context: &egui::Context, map: &mut BaseMap, view: &View) -> Vec<ClippedShape> {
    let input = RawInput { screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 700.0))), ..RawInput::default() };
    let theme = Theme::of(ThemeKind::Light);
    let mut output = context.run_ui(input, |ui| {
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| map.paint(ui, view, &theme, 1.0));
    });
    output.textures_delta.clear();
    std::mem::take(&mut output.shapes)
}

/// Meshes of tiles after everything has come.
fn painted_tiles(context: &egui::Context, map: &mut BaseMap, view: &View) -> Vec<Mesh> {
    let mut shapes = frame(context, map, view);
    for _ in 0..2_000 {
        shapes = frame(context, map, view);
        if !map.is_loading() {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(!map.is_loading(), "tiles are still on their way");
    let mut meshes = Vec::new();
    shapes.into_iter().for_each(|shape| collect(shape.shape, &mut meshes));
    meshes
}

fn collect(shape: Shape, meshes: &mut Vec<Mesh>) {
    match shape {
        Shape::Mesh(mesh) if mesh.texture_id != egui::TextureId::default() => meshes.push(mesh.as_ref().clone()),
        Shape::Vec(shapes) => shapes.into_iter().for_each(|shape| collect(shape, meshes)),
        _ => {}
    }
}

/// An MBTiles file with one picture for each of some tiles.
fn mbtiles(folder: &Path, tiles: &[TileId], side: u32) -> PathBuf {
    mbtiles_of(folder, tiles, &png(side, [200, 60, 20]))
}

/// An MBTiles file with the same bytes for each of some tiles.
fn mbtiles_of(folder: &Path, tiles: &[TileId], bytes: &[u8]) -> PathBuf {
    let path = folder.join("fixture.mbtiles");
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch(
        "CREATE TABLE metadata (name TEXT, value TEXT); INSERT INTO metadata VALUES ('name', 'fixture'), ('format', 'png'), ('attribution', '<b>&copy; 测试</b>');
         CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);",
    )
    .unwrap();
    for tile in tiles {
        let row = (1_u32 << tile.zoom) - 1 - tile.y;
        file.execute("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", rusqlite::params![tile.zoom, tile.x, row, bytes]).unwrap();
    }
    path
}

#[test]
fn every_source_has_a_name_and_survives_the_settings() {
    use crate::i18n::Language;
    for preset in BaseMapPreset::ALL {
        for language in [Language::Chinese, Language::English] {
            for text in [preset.name(language), preset.hint(language), preset.source(language).name(language)] {
                assert!(!text.is_empty() && !text.contains("basemap"), "{preset:?} {language:?}: {text}");
                assert!(crate::carto::missing_glyphs(&text).is_empty(), "{text}");
            }
            let source = preset.source(language);
            let stored = serde_json::to_string(&source).unwrap();
            assert_eq!(serde_json::from_str::<BaseMapSource>(&stored).unwrap(), source, "{stored}");
        }
    }
    assert_eq!(serde_json::to_string(&BaseMapSource::World).unwrap(), r#"{"kind":"world"}"#);
    assert_eq!(BaseMapPreset::TiandituStreets.name(Language::Chinese), "天地图矢量");
    assert_eq!(BaseMapSource::MbTiles { path: "a/老城.mbtiles".into() }.name(Language::English), "老城.mbtiles");
}

#[test]
fn every_error_has_words_in_both_languages() {
    use crate::i18n::Language;
    let path = || PathBuf::from("x.pmtiles");
    let host = || "t0.tianditu.gov.cn".to_owned();
    let io = || std::sync::Arc::new(std::io::Error::from(std::io::ErrorKind::NotFound));
    let mut errors = vec![
        BaseMapError::File { path: path(), source: io() },
        BaseMapError::MbTiles { path: path(), source: std::sync::Arc::new(crate::gpkg::GpkgError::NotADatabase) },
        BaseMapError::MbTiles { path: path(), source: std::sync::Arc::new(crate::gpkg::GpkgError::Unknown { name: "tiles".into() }) },
        BaseMapError::NotImages { path: path(), format: "MVT".into() },
        BaseMapError::WrongZoom { zoom: 99 },
        BaseMapError::BadAddress { address: "https://x".into() },
        BaseMapError::NoConsent { host: host() },
        BaseMapError::KeyNeeded { host: host() },
        BaseMapError::NoNetwork { host: host() },
        BaseMapError::Refused { host: host(), status: 403 },
        BaseMapError::Refused { host: host(), status: 500 },
        BaseMapError::BadTile { origin: host() },
        BaseMapError::Internal { detail: "x".into() },
    ];
    errors.extend(["magic", "header", "directory", "tile"].map(|part| BaseMapError::NotAnArchive { path: path(), part }));
    for err in errors {
        for language in [Language::Chinese, Language::English] {
            let text = err.text(language);
            assert!(!text.contains("basemap-") && !text.contains("error-") && text.len() > 8, "{text}");
        }
    }
}
