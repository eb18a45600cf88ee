//! The base map (底图) below the plan: the built-in world, files with images or vector tiles, or a service that the person has allowed.
//!
//! Tiles are drawn by our own camera, each corner where [`View::point`](crate::map::View::point) puts its coordinates, so that
//! a base map cannot slide against the data. Nothing is sent before the host has been allowed.

mod archive;
mod cache;
mod error;
mod keys;
mod land;
mod loading;
mod placing;
mod pmtiles;
mod source;
mod tile;
mod tiles;
mod vector;
mod world;
#[cfg(test)]
mod tests;

pub use error::BaseMapError;
pub use keys::{KeyStore, KeyStoreError, SessionKeys, SystemKeys};
pub use source::{BaseMapPreset, BaseMapSource, TileDatum, WmtsSource, XyzSource};

use super::View;
use crate::carto::{Theme, ThemeKind};
use crate::i18n::Language;
use archive::{Archive, TileFacts};
use egui::epaint::Vertex;
use egui::{Color32, Mesh, Painter, Shape, Ui};
use loading::{Loader, Origin, Service, Shapes, Workers};
use placing::{Placement, level_of};
use source::{MOST_ZOOM, SERVICE_TILE_PIXELS, TileAddress};
use std::path::Path;
use std::sync::Mutex;
use tiles::TileStore;
use vector::Look;
use world::{World, color32};

/// What making a base map needs from outside.
#[derive(Clone, Copy)]
pub struct BaseMapSetup<'a> {
    /// Where textures live and what is asked to repaint.
    pub context: &'a egui::Context,
    /// The folder in which answers of services are kept; `None` keeps none.
    pub cache: Option<&'a Path>,
    /// Where keys of services are.
    pub keys: &'a dyn KeyStore,
    /// Whether the person has allowed requests to a host ([`BaseMapSource::host`]).
    pub consent: &'a dyn Fn(&str) -> bool,
    /// Light or dark, for tiles that are drawn here.
    pub theme: ThemeKind,
    /// Of the names on them.
    pub language: Language,
}

impl std::fmt::Debug for BaseMapSetup<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BaseMapSetup").field("cache", &self.cache).finish_non_exhaustive()
    }
}

/// A base map in use. Dropping it ends its requests and waits for nothing.
#[derive(Debug)]
pub struct BaseMap {
    source: BaseMapSource,
    content: Content,
    attribution: Option<String>,
    /// How tiles that are drawn here were asked for; `None` where there are none.
    look: Option<Look>,
}

#[derive(Debug)]
enum Content {
    Nothing,
    World(World),
    Tiles { layers: Vec<TileStore>, placement: Placement, _workers: Workers },
}

impl Default for BaseMap {
    /// The built-in world.
    fn default() -> Self {
        Self { source: BaseMapSource::World, content: Content::World(World::default()), attribution: None, look: None }
    }
}

impl BaseMap {
    /// Opens what a source names. Files are looked at; services are asked nothing before the first paint.
    ///
    /// # Errors
    /// [`BaseMapError::NoConsent`] where nobody has allowed the host, [`BaseMapError::KeyNeeded`], and whatever is wrong
    /// with a file or an address.
    pub fn new(source: BaseMapSource, setup: BaseMapSetup<'_>) -> Result<Self, BaseMapError> {
        let (content, attribution) = match &source {
            BaseMapSource::None => (Content::Nothing, None),
            BaseMapSource::World => (Content::World(World::default()), None),
            BaseMapSource::PmTiles { path } => of_file(path, Archive::open_pmtiles(path)?, setup)?,
            BaseMapSource::MbTiles { path } => of_file(path, Archive::open_mbtiles(path)?, setup)?,
            BaseMapSource::Xyz(xyz) => {
                let addresses = vec![TileAddress::of_xyz(xyz)?];
                of_service(&source, addresses, xyz.max_zoom, xyz.datum, &xyz.attribution, setup)?
            }
            BaseMapSource::Wmts(wmts) => {
                let addresses = wmts.layers.iter().map(|layer| TileAddress::of_wmts(wmts, layer)).collect::<Result<_, _>>()?;
                of_service(&source, addresses, wmts.max_zoom, wmts.datum, &wmts.attribution, setup)?
            }
        };
        let mut map = Self { source, content, attribution, look: None };
        if map.layers().iter().any(|layer| layer.facts().shapes.is_some()) {
            map.look = Some(Look { theme: setup.theme, language: setup.language });
        }
        Ok(map)
    }

    /// Whether this is what a source looks like in a theme and a language, so that no other base map need be made.
    pub fn fits(&self, source: &BaseMapSource, theme: ThemeKind, language: Language) -> bool {
        self.source == *source && self.look.is_none_or(|look| look == Look { theme, language })
    }

    /// What is shown.
    pub fn source(&self) -> &BaseMapSource {
        &self.source
    }

    /// Whom to name on the map and on pictures of it.
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// What went wrong last while loading, if nothing has come since; [`BaseMapError::text`] says it.
    pub fn fault(&self) -> Option<&BaseMapError> {
        self.layers().iter().find_map(TileStore::fault)
    }

    /// Whether tiles are on their way.
    pub fn is_loading(&self) -> bool {
        self.layers().iter().any(TileStore::is_loading)
    }

    fn layers(&self) -> &[TileStore] {
        match &self.content {
            Content::Tiles { layers, .. } => layers,
            Content::Nothing | Content::World(_) => &[],
        }
    }

    /// Paints the whole frame of a view, to be called before anything else on the map. `opacity` is 0 (plain land) to 1.
    /// Cost: a still world or some dozen tiles are a few microseconds; a world that moves is cut anew, below a millisecond.
    pub fn paint(&mut self, ui: &Ui, view: &View, theme: &Theme, opacity: f32) {
        let painter = ui.painter_at(view.rect);
        let opacity = opacity.clamp(0.0, 1.0);
        match &mut self.content {
            Content::Nothing => {
                painter.rect_filled(view.rect, 0.0, color32(theme.land));
            }
            Content::World(world) => world.paint(&painter, view, theme, opacity),
            Content::Tiles { layers, placement, .. } => {
                painter.rect_filled(view.rect, 0.0, color32(theme.land));
                let time = ui.input(|input| input.time);
                for layer in layers {
                    layer.begin_frame(time);
                    paint_tiles(&painter, layer, placement, view, opacity);
                    layer.end_frame();
                }
            }
        }
    }
}

fn of_file(path: &Path, (archive, facts): (Archive, TileFacts), setup: BaseMapSetup<'_>) -> Result<(Content, Option<String>), BaseMapError> {
    let workers = Workers::start()?;
    let attribution = facts.attribution.clone();
    let shapes = facts.shapes.map(|zoom| Shapes { zoom, look: Look { theme: setup.theme, language: setup.language } });
    let origin = Origin::File { archive: Mutex::new(archive), path: path.to_owned(), shapes };
    let layer = TileStore::new(facts, Loader::new(origin, &workers, setup.context), setup.context);
    Ok((Content::Tiles { layers: vec![layer], placement: Placement::new(TileDatum::Wgs84), _workers: workers }, attribution))
}

/// Consent is asked before anything that knows the network is made.
fn of_service(
    source: &BaseMapSource,
    addresses: Vec<TileAddress>,
    max_zoom: u8,
    datum: TileDatum,
    attribution: &str,
    setup: BaseMapSetup<'_>,
) -> Result<(Content, Option<String>), BaseMapError> {
    if max_zoom > MOST_ZOOM {
        return Err(BaseMapError::WrongZoom { zoom: max_zoom });
    }
    // The hosts are those of the finished addresses, so a layer cannot bring in another one.
    let Some(host) = addresses.first().map(|address| address.host.clone()) else { return Err(BaseMapError::BadAddress { address: String::new() }) };
    if let Some(refused) = addresses.iter().find(|address| !(setup.consent)(&address.host)) {
        return Err(BaseMapError::NoConsent { host: refused.host.clone() });
    }
    let key = if source.needs_key() { setup.keys.get(&host).ok_or(BaseMapError::KeyNeeded { host })? } else { String::new() };
    let facts = TileFacts { min_zoom: 0, max_zoom, pixels: SERVICE_TILE_PIXELS, shapes: None, attribution: None };
    let workers = Workers::start()?;
    if let Some(folder) = setup.cache {
        workers.shrink(folder);
    }
    let layer = |address: TileAddress| {
        let service = Service::new(address, &key, setup.cache)?;
        Ok(TileStore::new(facts.clone(), Loader::new(Origin::Service(service), &workers, setup.context), setup.context))
    };
    let layers = addresses.into_iter().map(layer).collect::<Result<Vec<TileStore>, BaseMapError>>()?;
    let attribution = Some(attribution.trim().to_owned()).filter(|text| !text.is_empty());
    Ok((Content::Tiles { layers, placement: Placement::new(datum), _workers: workers }, attribution))
}

fn paint_tiles(painter: &Painter, tiles: &mut TileStore, placement: &Placement, view: &View, opacity: f32) {
    let level = level_of(view, tiles.facts(), painter.pixels_per_point());
    let color = Color32::WHITE.gamma_multiply(opacity);
    for tile in placement.visible(view, level) {
        let Some((texture, part)) = tiles.piece(tile) else { continue };
        let mut mesh = Mesh::with_texture(texture.id());
        let places = placement.corners(view, tile).into_iter().zip([part.left_top(), part.right_top(), part.right_bottom(), part.left_bottom()]);
        mesh.vertices.extend(places.map(|(pos, uv)| Vertex { pos, uv, color }));
        mesh.indices.extend([0, 1, 2, 0, 2, 3]);
        painter.add(Shape::mesh(mesh));
    }
}
