//! Files with ready-made tiles: what the two formats have in common.

use super::pmtiles::PmTiles;
use super::BaseMapError;
use super::tile::TileId;
use super::vector;
use crate::gpkg::{GpkgError, MbTiles};
use image::{DynamicImage, ImageReader, Limits};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pixels across the largest image that is taken for a tile.
const MOST_TILE_PIXELS: u32 = 2048;
/// Bytes that decoding one tile may take.
const MOST_IMAGE_BYTES: u64 = 64 << 20;

/// What is known of the tiles of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TileFacts {
    pub(super) min_zoom: u8,
    /// Deepest zoom that is asked for; deeper ones are stretched.
    pub(super) max_zoom: u8,
    /// Pixels across a tile; points where tiles are drawn here.
    pub(super) pixels: u32,
    /// Deepest zoom of a source whose tiles hold shapes, which are drawn here; `None` where they are images.
    pub(super) shapes: Option<u8>,
    pub(super) attribution: Option<String>,
}

impl TileFacts {
    /// What a tile of a file says about all of them, with what the file calls their format; `None` where it is neither an
    /// image nor a vector tile. The bytes decide: only a tile without any is believed to be what the file says.
    fn of([min_zoom, max_zoom]: [u8; 2], tile: &[u8], format: &str) -> Option<Self> {
        let facts = |max_zoom: u8, pixels: u32, shapes: Option<u8>| Some(Self { min_zoom, max_zoom, pixels, shapes, attribution: None });
        if let Some(pixels) = pixels_of(tile) {
            return facts(max_zoom, pixels, None);
        }
        let format = format.to_lowercase();
        let is_said = ["mvt", "pbf", "vector"].iter().any(|word| format.contains(word));
        if vector::is_vector_tile(tile) || (tile.is_empty() && is_said) {
            return facts(max_zoom.saturating_add(vector::DRAWN_BEYOND), vector::POINTS, Some(max_zoom));
        }
        None
    }
}

/// An open file with tiles.
#[derive(Debug)]
pub(super) enum Archive {
    PmTiles(PmTiles),
    MbTiles(MbTiles, PathBuf),
}

impl Archive {
    pub(super) fn open_pmtiles(path: &Path) -> Result<(Self, TileFacts), BaseMapError> {
        let mut tiles = PmTiles::open(path)?;
        let Some(first) = tiles.first_tile()? else { return Err(BaseMapError::NotAnArchive { path: path.to_owned(), part: "tile" }) };
        let unreadable = || BaseMapError::NotImages { path: path.to_owned(), format: tiles.format().to_owned() };
        let facts = TileFacts::of(tiles.zooms(), &first, tiles.format()).ok_or_else(unreadable)?;
        let attribution = tiles.attribution().as_deref().and_then(plain_text);
        Ok((Self::PmTiles(tiles), TileFacts { attribution, ..facts }))
    }

    pub(super) fn open_mbtiles(path: &Path) -> Result<(Self, TileFacts), BaseMapError> {
        let failed = |source: GpkgError| BaseMapError::MbTiles { path: path.to_owned(), source: Arc::new(source) };
        let tiles = MbTiles::open(path).map_err(failed)?;
        let metadata = tiles.metadata().clone();
        let first = tiles.any_tile().map_err(failed)?.ok_or_else(|| failed(GpkgError::Unknown { name: "tiles".to_owned() }))?;
        let format = metadata.format.unwrap_or_else(|| "?".to_owned());
        let facts = TileFacts::of([metadata.min_zoom, metadata.max_zoom], &first, &format).ok_or_else(|| BaseMapError::NotImages { path: path.to_owned(), format })?;
        let attribution = metadata.attribution.as_deref().and_then(plain_text);
        Ok((Self::MbTiles(tiles, path.to_owned()), TileFacts { attribution, ..facts }))
    }

    /// The bytes of one tile; `None` where the file has none.
    pub(super) fn tile(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, BaseMapError> {
        match self {
            Self::PmTiles(tiles) => tiles.tile(tile),
            Self::MbTiles(tiles, path) => {
                tiles.tile(tile.zoom, tile.x, tile.y).map_err(|source| BaseMapError::MbTiles { path: path.clone(), source: Arc::new(source) })
            }
        }
    }
}

fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_TILE_PIXELS);
    limits.max_image_height = Some(MOST_TILE_PIXELS);
    limits.max_alloc = Some(MOST_IMAGE_BYTES);
    reader.limits(limits);
    Some(reader)
}

/// Pixels across an image; `None` where the bytes are no image of a size that tiles have.
fn pixels_of(bytes: &[u8]) -> Option<u32> {
    let (width, height) = reader(bytes)?.into_dimensions().ok()?;
    (width == height && (64..=MOST_TILE_PIXELS).contains(&width)).then_some(width)
}

/// The picture of a tile; `None` where the bytes are no image or one that is too large.
pub(super) fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    reader(bytes)?.decode().ok()
}

/// Attributions are often written in HTML; only its words are shown.
fn plain_text(html: &str) -> Option<String> {
    const MOST_CHARACTERS: usize = 200;
    let mut text = String::new();
    let mut is_tag = false;
    for character in html.chars() {
        match character {
            '<' => is_tag = true,
            '>' => is_tag = false,
            other if !is_tag => text.push(if other.is_control() { ' ' } else { other }),
            _ => {}
        }
    }
    let named = [("&copy;", "©"), ("&amp;", "&"), ("&nbsp;", " "), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">")];
    let text = named.iter().fold(text, |text, (name, character)| text.replace(name, character));
    let words: Vec<&str> = text.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(MOST_CHARACTERS).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn attributions_lose_their_markup() {
        assert_eq!(plain_text("<a href=\"https://x.org\">&copy; OpenStreetMap</a>\n contributors"), Some("© OpenStreetMap contributors".to_owned()));
        assert_eq!(plain_text(" <br> "), None);
        assert_eq!(plain_text("天地图"), Some("天地图".to_owned()));
    }
}
