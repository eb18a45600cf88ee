//! What the features of a vector tile are, whichever schema the tile follows, and what ink they are drawn with.
//!
//! OpenMapTiles, Protomaps and Tilezen, and Shortbread name the same things differently; one table of layer names and one of
//! classes serve all. Borders of countries are never drawn, from no schema: not as lines, and not as the edges of areas
//! that are countries or may end at one.

use super::mvt::{Form, Properties};
use crate::carto::{Color, Theme, ThemeKind};

/// What is drawn, in the order of painting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ink {
    /// Land of countries and provinces, without an edge.
    Region,
    BuiltUp,
    Green,
    Water,
    River,
    Stream,
    /// Areas of layers that nobody knows.
    Outline,
    Building,
    Rail,
    /// Roads by importance, from paths (0) to motorways (5).
    Road(u8),
    /// Lines of layers that nobody knows.
    Thin,
}

/// Importance of motorways.
pub(super) const MOTORWAY: u8 = 5;
/// Zoom from which buildings are drawn.
const BUILDING_ZOOM: u8 = 14;

/// What a layer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing for this map: borders, addresses, points of interest, names of roads.
    Nothing,
    Places,
    Earth,
    Cover,
    /// Green, whatever its features say.
    Parks,
    Water,
    Waterways,
    Buildings,
    Roads,
    Rails,
    /// Countries and what they consist of.
    Regions,
    Unknown,
}

/// What a layer holds, by its name.
pub(super) fn role_of(layer: &str) -> Role {
    let name = layer.to_lowercase();
    let is_country_like = ["admin_0", "admin0", "admin-0", "admin_1", "admin1", "countr", "sovereign", "map_units", "map_subunits", "nation", "国家"].iter().any(|part| name.contains(part));
    match name.as_str() {
        "place" | "places" | "place_label" | "place_labels" => Role::Places,
        "earth" => Role::Earth,
        "landcover" | "landuse" | "landuse_overlay" | "globallandcover" | "land" | "natural" | "sites" => Role::Cover,
        "park" | "parks" | "wood" | "woods" | "forest" | "forests" => Role::Parks,
        "water" | "ocean" | "water_polygons" | "lakes" | "lake" => Role::Water,
        "waterway" | "waterways" | "water_lines" | "physical_line" | "rivers" | "river" => Role::Waterways,
        "building" | "buildings" | "building_3d" => Role::Buildings,
        "transportation" | "roads" | "road" | "streets" | "street" => Role::Roads,
        "transit" | "railway" | "railways" | "rail" => Role::Rails,
        "boundary" | "boundaries" | "admin" | "housenumber" | "housenumbers" | "addresses" | "poi" | "pois" | "mountain_peak" | "aerialways" | "ferries" => Role::Nothing,
        // Lines on which a name runs; the lines themselves are in another layer.
        _ if ["_name", "_names", "_label", "_labels", "_labels_points"].iter().any(|end| name.ends_with(end)) => Role::Nothing,
        _ if ["boundar", "border", "disputed", "国界", "边界"].iter().any(|part| name.contains(part)) => Role::Nothing,
        _ if is_country_like => Role::Regions,
        _ => Role::Unknown,
    }
}

/// What a feature is drawn with; `None` where it is not.
pub(super) fn ink_of(role: Role, form: Form, properties: &Properties<'_>, zoom: u8) -> Option<Ink> {
    match (role, form) {
        (Role::Nothing | Role::Places, _) | (_, Form::Points) => None,
        (Role::Cover, Form::Areas) => cover_of(properties),
        (Role::Parks, Form::Areas) => Some(Ink::Green),
        (Role::Water, Form::Areas) => Some(Ink::Water),
        (Role::Water | Role::Waterways, Form::Lines) => waterway_of(properties, zoom),
        (Role::Waterways, Form::Areas) => Some(Ink::Water),
        (Role::Buildings, Form::Areas) => (zoom >= BUILDING_ZOOM).then_some(Ink::Building),
        (Role::Roads | Role::Rails, Form::Lines) => way_of(role, properties, zoom),
        (Role::Regions, Form::Areas) => Some(Ink::Region),
        // The ground is land already, and lines at its edge would be a second coast.
        (Role::Earth | Role::Cover | Role::Parks | Role::Buildings | Role::Regions, _) | (Role::Roads | Role::Rails, Form::Areas) => None,
        (Role::Unknown, form) => unknown_of(form, properties),
    }
}

/// The word by which a schema says what a feature is.
fn class_of<'a>(properties: &Properties<'a>) -> &'a str {
    properties.text(&["class", "kind", "pmap:kind", "type", "highway", "railway", "waterway", "landuse", "natural"]).unwrap_or_default()
}

/// The word by which a schema says it more exactly.
fn detail_of<'a>(properties: &Properties<'a>) -> &'a str {
    properties.text(&["subclass", "kind_detail", "pmap:kind_detail", "highway"]).unwrap_or_default()
}

fn cover_of(properties: &Properties<'_>) -> Option<Ink> {
    const GREEN: [&str; 43] = [
        "wood", "forest", "grass", "grassland", "scrub", "park", "garden", "meadow", "nature_reserve", "national_park", "protected_area", "recreation_ground", "village_green",
        "cemetery", "grave_yard", "golf_course", "golf", "pitch", "playground", "orchard", "vineyard", "farmland", "farm", "allotments", "heath", "wetland", "swamp", "marsh",
        "plant_nursery", "dog_park", "zoo", "state_park", "natural_wood", "greenfield", "flowerbed", "shrubbery", "hedge", "bog", "reedbed", "tree", "crop", "farmyard", "fell",
    ];
    const BUILT_UP: [&str; 24] = [
        "residential", "suburb", "suburbs", "quarter", "neighbourhood", "commercial", "retail", "industrial", "railway", "school", "university", "college", "hospital", "kindergarten", "military",
        "aerodrome", "airport", "port", "garages", "urban_area", "urban", "education", "brownfield", "construction",
    ];
    let words = [class_of(properties), detail_of(properties)];
    let water = ["water", "lake", "river", "ocean", "sea", "reservoir", "basin", "bay"];
    let says = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if says(&water) {
        return Some(Ink::Water);
    }
    if says(&GREEN) {
        return Some(Ink::Green);
    }
    says(&BUILT_UP).then_some(Ink::BuiltUp)
}

fn waterway_of(properties: &Properties<'_>, zoom: u8) -> Option<Ink> {
    if is_below_ground(properties) {
        return None;
    }
    match class_of(properties) {
        "river" | "riverbank" | "canal" | "" => Some(Ink::River),
        "stream" | "ditch" | "drain" | "brook" => (zoom >= 12).then_some(Ink::Stream),
        _ => None,
    }
}

fn is_below_ground(properties: &Properties<'_>) -> bool {
    properties.text(&["brunnel", "structure"]) == Some("tunnel") || ["is_tunnel", "tunnel", "underground"].iter().any(|name| properties.is(name))
}

fn way_of(role: Role, properties: &Properties<'_>, zoom: u8) -> Option<Ink> {
    let (class, detail) = (class_of(properties), detail_of(properties));
    if role == Role::Rails || matches!(class, "rail" | "railway" | "transit" | "major_rail" | "minor_rail" | "narrow_gauge" | "light_rail" | "monorail") || properties.is("rail") {
        let is_local = matches!(class, "subway" | "tram" | "service" | "platform" | "station") || matches!(detail, "subway" | "tram") || properties.text(&["service"]).is_some();
        return (zoom >= 9 && !is_local && !is_below_ground(properties)).then_some(Ink::Rail);
    }
    let is_ramp = properties.is("ramp") || properties.is("is_link") || properties.is("link") || class.ends_with("_link") || detail.ends_with("_link");
    let rank = match (class.trim_end_matches("_link"), detail.trim_end_matches("_link")) {
        ("motorway" | "highway", _) => MOTORWAY,
        ("major_road" | "medium_road", "tertiary") => 2,
        ("major_road", "secondary") => 3,
        ("trunk" | "primary" | "major_road", _) => 4,
        ("secondary" | "medium_road", _) => 3,
        ("tertiary", _) => 2,
        ("minor_road", "service") => 0,
        ("minor" | "minor_road" | "residential" | "unclassified" | "living_street" | "street" | "street_limited" | "road", _) => 1,
        ("service" | "track" | "path" | "footway" | "pedestrian" | "cycleway" | "steps" | "bridleway" | "busway" | "other", _) => 0,
        _ => return None,
    };
    let rank = if is_ramp { rank.saturating_sub(2).max(1) } else { rank };
    // Below these, roads of this importance are a grey web.
    const FIRST_ZOOMS: [u8; 6] = [15, 12, 10, 9, 7, 5];
    (zoom >= FIRST_ZOOMS[usize::from(rank)]).then_some(Ink::Road(rank))
}

/// Anything at all is shown faintly, so that a file of an unusual schema is no blank map; countries and provinces only as land.
fn unknown_of(form: Form, properties: &Properties<'_>) -> Option<Ink> {
    const OF_COUNTRIES: [&str; 11] = ["adm0_a3", "adm0name", "adm0_name", "sov_a3", "sovereignt", "iso_a2", "iso_a3", "iso_3166_1", "iso3166-1", "disputed", "maritime"];
    let is_admin = properties.number("admin_level").is_some_and(|level| level <= 4.0) || properties.has_any(&OF_COUNTRIES);
    let is_border = properties.text(&["boundary", "featurecla"]).is_some_and(|text| text == "administrative" || text.to_lowercase().contains("bound") || text.starts_with("Admin-"));
    match form {
        Form::Points => None,
        Form::Areas if is_admin || is_border => Some(Ink::Region),
        Form::Areas => Some(Ink::Outline),
        Form::Lines => (!is_admin && !is_border).then_some(Ink::Thin),
    }
}

/// Colours of a theme, drawn back towards the land: the plan above is what the map is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Colors {
    pub(super) ground: Color,
    pub(super) text: Color,
    pub(super) small_text: Color,
    theme: Theme,
}

/// A line and, where it has one, the wider line below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pen {
    pub(super) color: Color,
    pub(super) width: f32,
    pub(super) casing: Option<(Color, f32)>,
}

impl Colors {
    pub(super) fn of(theme: Theme) -> Self {
        Self { ground: theme.land, text: theme.land.mix(theme.text, 0.78), small_text: theme.land.mix(theme.text, 0.62), theme }
    }

    /// What areas are filled with; `None` for inks that fill nothing.
    pub(super) fn fill(&self, ink: Ink) -> Option<Color> {
        let toned = |color: Color, share: f64| Some(self.ground.mix(color, share));
        match ink {
            Ink::Region => toned(self.theme.no_data, 0.32),
            Ink::BuiltUp => toned(self.theme.building, 0.40),
            Ink::Green => toned(self.theme.green, 0.72),
            Ink::Water => toned(self.theme.water, 0.85),
            Ink::Building => toned(self.theme.building, 0.85),
            _ => None,
        }
    }

    /// What lines are drawn with at a zoom, in points; `None` for inks without lines.
    pub(super) fn pen(&self, ink: Ink, zoom: u8) -> Option<Pen> {
        let plain = |color: Color, share: f64, width: f32| Some(Pen { color: self.ground.mix(color, share), width, casing: None });
        let theme = &self.theme;
        match ink {
            Ink::River => plain(theme.water, 0.85, by_zoom(zoom, [0.6, 0.7, 0.8, 1.0, 1.2, 1.5, 2.0, 2.6, 3.4, 4.5, 6.0, 8.0, 10.0, 12.0])),
            Ink::Stream => plain(theme.water, 0.85, by_zoom(zoom, [0.4, 0.4, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.6, 2.2, 3.0, 4.0, 5.0])),
            Ink::Outline => plain(theme.hairline, 0.34, 0.8),
            Ink::Thin => plain(theme.hairline, 0.40, 0.8),
            Ink::Building => (zoom >= 15).then_some(Pen { color: self.ground.mix(theme.road_edge, 0.7), width: 0.5, casing: None }),
            Ink::Rail => plain(theme.rail, 0.62, if zoom >= 14 { 1.4 } else { 0.9 }),
            Ink::Road(rank) => Some(self.road(rank, zoom)),
            Ink::Region | Ink::BuiltUp | Ink::Green | Ink::Water => None,
        }
    }

    fn road(&self, rank: u8, zoom: u8) -> Pen {
        const WIDTHS: [[f32; 14]; 6] = [
            [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.6, 0.8, 1.3, 2.2, 4.0, 7.0],
            [0.3, 0.3, 0.3, 0.3, 0.3, 0.4, 0.4, 0.5, 0.8, 1.7, 3.2, 6.0, 11.0, 18.0],
            [0.3, 0.3, 0.3, 0.3, 0.4, 0.5, 0.8, 1.1, 1.7, 3.0, 5.2, 9.0, 14.0, 22.0],
            [0.4, 0.4, 0.4, 0.5, 0.6, 0.8, 1.1, 1.6, 2.4, 3.8, 6.2, 10.0, 16.0, 24.0],
            [0.4, 0.5, 0.6, 0.8, 1.0, 1.3, 1.7, 2.3, 3.2, 4.8, 7.4, 11.5, 18.0, 27.0],
            [0.6, 0.8, 1.0, 1.3, 1.6, 2.0, 2.5, 3.1, 4.1, 5.8, 8.6, 13.0, 20.0, 30.0],
        ];
        let theme = &self.theme;
        let width = by_zoom(zoom, WIDTHS[usize::from(rank.min(MOTORWAY))]);
        let casing = self.ground.mix(theme.road_edge, 0.80);
        let (fill, first_casing) = match rank {
            0 => return Pen { color: self.ground.mix(theme.rail, 0.45), width, casing: None },
            1 => (theme.road, 14),
            2 => (theme.road, 12),
            3 => (theme.road.mix(theme.major_road, 0.45), 11),
            _ => (theme.road.mix(theme.major_road, 0.85), 9),
        };
        let fill = self.ground.mix(fill, 0.9);
        if zoom >= first_casing {
            return Pen { color: fill, width, casing: Some((casing, width + if zoom >= 14 { 1.8 } else { 1.3 })) };
        }
        // Without a casing a light road on light land would not be seen, while on dark land the casing is the darker of both.
        let color = match theme.kind {
            ThemeKind::Light => fill.mix(casing, if rank >= 4 { 0.5 } else { 0.75 }),
            ThemeKind::Dark => self.ground.mix(fill, if rank >= 4 { 0.85 } else { 0.65 }),
        };
        Pen { color, width, casing: None }
    }
}

/// Zoom of the first width of a row.
const FIRST_WIDTH: u8 = 5;

/// One of a row of widths, one for each zoom from 5 to 18.
fn by_zoom(zoom: u8, widths: [f32; 14]) -> f32 {
    widths[usize::from(zoom.saturating_sub(FIRST_WIDTH)).min(widths.len() - 1)]
}
