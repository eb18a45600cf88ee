//! What a person may choose as base map, as plain values for the settings.

use super::BaseMapError;
use super::tile::TileId;
use crate::i18n::{Language, text};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Deepest zoom of any service.
pub(super) const MOST_ZOOM: u8 = 22;
/// Stands for the key of a service everywhere but in the request itself.
pub(super) const KEY_MARK: &str = "gridwright-key";
/// Pixels across a tile of a service.
pub(super) const SERVICE_TILE_PIXELS: u32 = 256;

/// The base map (底图) that a person chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BaseMapSource {
    /// Nothing below the plan (无底图).
    None,
    /// Land and sea of the world, built in (内置世界轮廓).
    #[default]
    World,
    /// A PMTiles archive with images or vector tiles (PMTiles 瓦片包).
    #[serde(rename = "pmtiles")]
    PmTiles {
        /// The file.
        path: PathBuf,
    },
    /// An MBTiles file with images or vector tiles (MBTiles 瓦片包).
    #[serde(rename = "mbtiles")]
    MbTiles {
        /// The file.
        path: PathBuf,
    },
    /// Tiles of a service by an address with placeholders (XYZ 瓦片服务).
    Xyz(XyzSource),
    /// Tiles of a Web Map Tile Service (WMTS 服务).
    Wmts(WmtsSource),
}

/// Which coordinates the tiles of a service follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TileDatum {
    /// WGS-84 or CGCS2000, as everything in a project.
    #[default]
    #[serde(rename = "wgs-84")]
    Wgs84,
    /// GCJ-02 (国测局坐标), as commercial Chinese maps: tiles are moved so that our data lie right on them.
    #[serde(rename = "gcj-02")]
    Gcj02,
}

/// A service of tiles in Web Mercator, 256 pixels wide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct XyzSource {
    /// What a person calls it.
    pub name: String,
    /// The address, with `{z}`, `{x}` and `{y}` (or `{-y}`, rows from the south), and `{key}` where the service wants one.
    pub url: String,
    /// The largest zoom the service has.
    pub max_zoom: u8,
    /// Whom the service asks to be named.
    pub attribution: String,
    /// Its coordinates.
    pub datum: TileDatum,
}

/// A WMTS with a tile matrix set in Web Mercator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WmtsSource {
    /// What a person calls it.
    pub name: String,
    /// The address: with `{TileMatrix}`, `{TileRow}` and `{TileCol}` it is a REST template, otherwise parameters are
    /// added to it. `{Layer}`, `{Style}`, `{TileMatrixSet}` and `{key}` are filled in in both.
    pub url: String,
    /// Layers, the lowest first: often a picture and the names on it.
    pub layers: Vec<String>,
    /// The style of each.
    pub style: String,
    /// The tile matrix set; its levels must be those of web maps.
    pub matrix_set: String,
    /// The image format, as the service names it.
    pub format: String,
    /// The parameter that takes the key; empty where no key is needed or `{key}` stands in the address.
    pub key_parameter: String,
    /// The largest zoom the service has.
    pub max_zoom: u8,
    /// Whom the service asks to be named.
    pub attribution: String,
    /// Its coordinates.
    pub datum: TileDatum,
}

/// What a person is offered to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseMapPreset {
    /// No base map.
    None,
    /// The built-in world.
    World,
    /// Tianditu streets with names (天地图矢量).
    TiandituStreets,
    /// Tianditu satellite images with names (天地图影像).
    TiandituImages,
    /// A service whose address the person types.
    Xyz,
    /// A WMTS whose address the person types.
    Wmts,
    /// A PMTiles file.
    PmTiles,
    /// An MBTiles file.
    MbTiles,
}

impl BaseMapPreset {
    /// All, in the order of a list.
    pub const ALL: [Self; 8] =
        [Self::World, Self::None, Self::TiandituStreets, Self::TiandituImages, Self::PmTiles, Self::MbTiles, Self::Xyz, Self::Wmts];

    /// Its name.
    pub fn name(self, language: Language) -> String {
        text(language, &format!("basemap-{}", self.key()), &[])
    }

    /// One sentence on what it is and needs.
    pub fn hint(self, language: Language) -> String {
        text(language, &format!("basemap-{}-hint", self.key()), &[])
    }

    /// The settings to begin with; what the person must add (a path, an address) is empty.
    pub fn source(self, language: Language) -> BaseMapSource {
        match self {
            Self::None => BaseMapSource::None,
            Self::World => BaseMapSource::World,
            Self::PmTiles => BaseMapSource::PmTiles { path: PathBuf::new() },
            Self::MbTiles => BaseMapSource::MbTiles { path: PathBuf::new() },
            Self::Xyz => BaseMapSource::Xyz(XyzSource { max_zoom: 18, ..XyzSource::default() }),
            Self::Wmts => BaseMapSource::Wmts(WmtsSource { style: "default".to_owned(), matrix_set: "GoogleMapsCompatible".to_owned(), format: "image/png".to_owned(), max_zoom: 18, ..WmtsSource::default() }),
            Self::TiandituStreets => self.tianditu(language, ["vec", "cva"]),
            Self::TiandituImages => self.tianditu(language, ["img", "cia"]),
        }
    }

    /// One host only, because each host is asked for.
    fn tianditu(self, language: Language, layers: [&str; 2]) -> BaseMapSource {
        BaseMapSource::Wmts(WmtsSource {
            name: self.name(language),
            url: "https://t0.tianditu.gov.cn/{Layer}_w/wmts".to_owned(),
            layers: layers.map(str::to_owned).to_vec(),
            style: "default".to_owned(),
            matrix_set: "w".to_owned(),
            format: "tiles".to_owned(),
            key_parameter: "tk".to_owned(),
            max_zoom: 18,
            attribution: text(language, "basemap-tianditu-attribution", &[]),
            datum: TileDatum::Wgs84,
        })
    }

    fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::World => "world",
            Self::TiandituStreets => "tianditu-streets",
            Self::TiandituImages => "tianditu-images",
            Self::Xyz => "xyz",
            Self::Wmts => "wmts",
            Self::PmTiles => "pmtiles",
            Self::MbTiles => "mbtiles",
        }
    }
}

impl BaseMapSource {
    /// What a person calls it.
    pub fn name(&self, language: Language) -> String {
        let of_kind = |preset: BaseMapPreset| preset.name(language);
        let of_file = |path: &Path, preset| path.file_name().map_or_else(|| of_kind(preset), |name| name.to_string_lossy().into_owned());
        match self {
            Self::None => of_kind(BaseMapPreset::None),
            Self::World => of_kind(BaseMapPreset::World),
            Self::PmTiles { path } => of_file(path, BaseMapPreset::PmTiles),
            Self::MbTiles { path } => of_file(path, BaseMapPreset::MbTiles),
            Self::Xyz(XyzSource { name, .. }) if name.is_empty() => of_kind(BaseMapPreset::Xyz),
            Self::Wmts(WmtsSource { name, .. }) if name.is_empty() => of_kind(BaseMapPreset::Wmts),
            Self::Xyz(XyzSource { name, .. }) | Self::Wmts(WmtsSource { name, .. }) => name.clone(),
        }
    }

    /// The host (with its port where it is unusual) that gets requests; `None` where none leaves the machine or the
    /// address is no address.
    pub fn host(&self) -> Option<String> {
        let url = match self {
            Self::None | Self::World | Self::PmTiles { .. } | Self::MbTiles { .. } => return None,
            Self::Xyz(source) => &source.url,
            Self::Wmts(source) => &source.url,
        };
        host_of(&filled(url, &[("{s}", "a")]))
    }

    /// Whether the service wants a key. Keys are kept in a [`super::KeyStore`] under [`host`](Self::host), never here.
    pub fn needs_key(&self) -> bool {
        match self {
            Self::None | Self::World | Self::PmTiles { .. } | Self::MbTiles { .. } => false,
            Self::Xyz(source) => source.url.contains("{key}"),
            Self::Wmts(source) => source.url.contains("{key}") || !source.key_parameter.is_empty(),
        }
    }
}

/// What the tiles of one layer of a service are asked for with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TileAddress {
    template: String,
    pub(super) host: String,
}

impl TileAddress {
    pub(super) fn of_xyz(source: &XyzSource) -> Result<Self, BaseMapError> {
        let has_all = ["{z}", "{x}"].iter().all(|mark| source.url.contains(mark)) && ["{y}", "{-y}"].iter().any(|mark| source.url.contains(mark));
        Self::checked(filled(&source.url, &[("{s}", "a")]), has_all)
    }

    pub(super) fn of_wmts(source: &WmtsSource, layer: &str) -> Result<Self, BaseMapError> {
        let is_rest = source.url.contains("{TileMatrix}");
        let mut template = source.url.trim().to_owned();
        if !is_rest {
            let separator = if !template.contains('?') {
                "?"
            } else if template.ends_with(['?', '&']) {
                ""
            } else {
                "&"
            };
            template += separator;
            template += "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={Layer}&STYLE={Style}&TILEMATRIXSET={TileMatrixSet}&FORMAT={Format}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";
            if !source.key_parameter.is_empty() {
                template += &format!("&{}={{key}}", encoded(&source.key_parameter));
            }
        }
        let fixed = [
            ("{TileMatrix}", "{z}"),
            ("{TileRow}", "{y}"),
            ("{TileCol}", "{x}"),
            ("{s}", "a"),
            ("{Layer}", &encoded(layer)),
            ("{Style}", &encoded(&source.style)),
            ("{style}", &encoded(&source.style)),
            ("{TileMatrixSet}", &encoded(&source.matrix_set)),
            ("{Format}", &encoded(&source.format)),
        ];
        let template = filled(&template, &fixed);
        let has_all = ["{z}", "{x}", "{y}"].iter().all(|mark| template.contains(mark));
        Self::checked(template, has_all)
    }

    fn checked(template: String, has_all: bool) -> Result<Self, BaseMapError> {
        let host = host_of(&template).filter(|_| has_all);
        match host {
            Some(host) => Ok(Self { template, host }),
            None => Err(BaseMapError::BadAddress { address: template.split('?').next().unwrap_or_default().to_owned() }),
        }
    }

    /// The address of one tile, with [`KEY_MARK`] where the key belongs.
    pub(super) fn url(&self, tile: TileId) -> String {
        let rows = 1_u64 << tile.zoom.min(MOST_ZOOM);
        let from_south = rows.saturating_sub(1 + u64::from(tile.y));
        let numbers = [("{z}", tile.zoom.to_string()), ("{x}", tile.x.to_string()), ("{y}", tile.y.to_string()), ("{-y}", from_south.to_string()), ("{key}", KEY_MARK.to_owned())];
        numbers.iter().fold(self.template.clone(), |url, (mark, number)| url.replace(mark, number))
    }
}

fn filled(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.trim().to_owned(), |text, (mark, value)| text.replace(mark, value))
}

/// The host of a web address, in small letters.
fn host_of(url: &str) -> Option<String> {
    // Marks that are filled in later are no part of a host.
    let parsed = reqwest::Url::parse(&url.replace(['{', '}'], "")).ok()?;
    let before_path = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    if !matches!(parsed.scheme(), "http" | "https") || before_path.contains('{') {
        return None;
    }
    let host = parsed.host_str().filter(|host| !host.is_empty())?;
    Some(parsed.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// A value as it may stand in an address.
pub(super) fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.trim().bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            other => text += &format!("%{other:02X}"),
        }
    }
    text
}
