//! Vector tiles (矢量瓦片) as quiet pictures: read, styled by the theme and rasterised off the screen.
//!
//! A picture is 512 points wide whatever the screen, so its zoom is one less than that of images of 256. Beyond the
//! deepest zoom of a file the part of a tile that is wanted is drawn larger, with the widths of roads that belong there.

mod draw;
mod labels;
mod mvt;
mod style;
#[cfg(test)]
pub(super) mod tests;

use super::tile::TileId;
use crate::carto::{Theme, ThemeKind};
use crate::i18n::Language;
use draw::{Drawing, Window};
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;
use style::Colors;
use tiny_skia::Pixmap;

/// Points across a picture.
pub(super) const POINTS: u32 = draw::SIDE as u32;
/// Levels beyond the deepest one of a file that are drawn anew; still deeper ones are stretched.
pub(super) const DRAWN_BEYOND: u8 = 4;
/// Bytes of one tile when unpacked.
const MOST_BYTES: u64 = 8 << 20;
/// Pixels for one point, at most.
const DENSEST: f32 = 2.0;

/// How pictures of vector tiles look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) theme: ThemeKind,
    /// Of the names.
    pub(super) language: Language,
}

/// Whether bytes, packed or not, are a vector tile with at least one layer.
pub(super) fn is_vector_tile(bytes: &[u8]) -> bool {
    unpacked(bytes).is_some_and(|bytes| mvt::layers(&bytes).is_ok_and(|layers| !layers.is_empty()))
}

/// The picture of a tile, drawn from the same tile or from one above it. `pixels_per_point` is that of the screen. `None`
/// where the bytes are no vector tile, or a larger one than anybody makes.
///
/// Cost: a few milliseconds for a tile of a city.
pub(super) fn picture(bytes: &[u8], wanted: TileId, source: TileId, look: Look, pixels_per_point: f32) -> Option<Pixmap> {
    let bytes = unpacked(bytes)?;
    let part = wanted.part_of(source);
    let window = Window { corner: [part.left(), part.top()], across: part.width() };
    let layers = mvt::layers(&bytes).ok()?;
    let colors = Colors::of(Theme::of(look.theme));
    let drawing = Drawing::of(&layers, window, wanted.zoom, &colors, look.language == Language::Chinese).ok()?;
    let scale = if pixels_per_point >= 1.5 { DENSEST } else { 1.0 };
    let side = (draw::SIDE * scale) as u32;
    let mut pixmap = Pixmap::new(side, side)?;
    pixmap.fill(tiny_skia::Color::from_rgba8(colors.ground.r, colors.ground.g, colors.ground.b, 255));
    let places = drawing.paint(&mut pixmap, &colors, wanted.zoom, scale);
    labels::write(&mut pixmap, places, &colors, wanted.zoom, scale);
    Some(pixmap)
}

/// Tiles lie packed in most files.
fn unpacked(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(Cow::Borrowed(bytes));
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes).take(MOST_BYTES + 1).read_to_end(&mut unpacked).ok()?;
    (unpacked.len() as u64 <= MOST_BYTES).then_some(Cow::Owned(unpacked))
}
