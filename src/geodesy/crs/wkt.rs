//! Recognising the coordinate system of a `.prj` file: OGC and ESRI well-known text, version 1, and what version 2 shares
//! with it. Not a general reader: it knows the systems of [`Crs`], and says no to the rest.

use super::{Crs, Datum, DatumShift, GaussKrueger, ZoneWidth};

/// How a text was recognised, from sure to likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WktRecognition {
    /// By the authority code in it.
    Authority,
    /// By the name of the geographic system or its datum.
    Name,
    /// By the datum, the projection and its parameters.
    Parameters,
}

/// A recognised text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WktMatch {
    /// The coordinate system.
    pub crs: Crs,
    /// How it was recognised.
    pub how: WktRecognition,
    /// The shift to WGS-84 that the text itself gives (`TOWGS84`), unless it is none.
    pub shift: Option<DatumShift>,
}

/// Deepest nesting read; real texts have six levels.
const MAX_DEPTH: usize = 32;

pub(super) fn recognise(text: &str) -> Option<WktMatch> {
    let root = Reader { rest: text.trim_start_matches('\u{feff}') }.node(0)?;
    let system = root.find(&["PROJCS", "PROJCRS", "PROJECTEDCRS"]).or_else(|| root.find(&["GEOGCS", "GEOGCRS", "GEODCRS", "GEODETICCRS", "GEOGRAPHICCRS"]))?;
    let (crs, how) = by_authority(system).or_else(|| by_projection(system)).or_else(|| by_geographic_name(system))?;
    Some(WktMatch { crs, how, shift: system.find(&["TOWGS84"]).and_then(shift_of) })
}

fn by_authority(system: &Node<'_>) -> Option<(Crs, WktRecognition)> {
    let authority = system.child(&["AUTHORITY", "ID"])?;
    let [Item::Text(name), code] = authority.items.as_slice() else { return None };
    let code = match code {
        Item::Text(code) => code.trim().parse().ok()?,
        Item::Number(code) => *code as u32,
        Item::Node(_) => return None,
    };
    let known = name.eq_ignore_ascii_case("EPSG") || name.eq_ignore_ascii_case("ESRI");
    known.then(|| Crs::from_epsg(code).ok()).flatten().map(|crs| (crs, WktRecognition::Authority))
}

/// The geographic systems that are told by name.
#[derive(Clone, Copy, PartialEq)]
enum Base {
    Wgs84,
    Chinese(Datum),
}

fn base_of(system: &Node<'_>) -> Option<Base> {
    const GEOGRAPHIC: [&str; 7] = ["GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS", "GEODCRS", "GEODETICCRS", "GEOGRAPHICCRS"];
    let geographic = system.find(&GEOGRAPHIC)?;
    let degrees = geographic.child(&["UNIT", "ANGLEUNIT"]).is_none_or(|unit| unit.number().is_none_or(|size| (size - 0.017_453_292_52).abs() < 1e-8));
    let greenwich = geographic.find(&["PRIMEM"]).is_none_or(|meridian| meridian.number() == Some(0.0));
    if !degrees || !greenwich {
        return None;
    }
    let datum = geographic.find(&["DATUM", "ENSEMBLE"]).map(Node::plain_name);
    [Some(geographic.plain_name()), datum].into_iter().flatten().find_map(|name| base_of_name(&name))
}

fn base_of_name(name: &str) -> Option<Base> {
    let has = |part: &str| name.contains(part);
    if has("sphere") {
        None
    } else if has("cgcs2000") || has("china2000") || has("chinageodeticcoordinatesystem2000") {
        Some(Base::Chinese(Datum::Cgcs2000))
    } else if has("beijing1954") || has("beijing54") {
        Some(Base::Chinese(Datum::Beijing54))
    } else if has("xian1980") || has("xian80") {
        Some(Base::Chinese(Datum::Xian80))
    } else if has("wgs84") || has("wgs1984") || has("worldgeodeticsystem1984") {
        Some(Base::Wgs84)
    } else {
        None
    }
}

fn by_geographic_name(system: &Node<'_>) -> Option<(Crs, WktRecognition)> {
    // A projected system whose projection is not understood must not pass for its geographic one.
    if system.keyword.to_ascii_uppercase().starts_with("PROJ") {
        return None;
    }
    let crs = match base_of(system)? {
        Base::Wgs84 => Crs::Wgs84,
        Base::Chinese(Datum::Cgcs2000) => Crs::Cgcs2000,
        Base::Chinese(Datum::Beijing54) => Crs::Beijing54,
        Base::Chinese(Datum::Xian80) => Crs::Xian80,
    };
    Some((crs, WktRecognition::Name))
}

fn by_projection(system: &Node<'_>) -> Option<(Crs, WktRecognition)> {
    let projection = system.find(&["PROJECTION", "METHOD"])?.plain_name();
    let base = base_of(system)?;
    let metres = system.child(&["UNIT", "LENGTHUNIT"]).is_none_or(|unit| unit.number() == Some(1.0));
    if !metres {
        return None;
    }
    let crs = match projection.as_str() {
        "gausskruger" | "gausskrueger" | "transversemercator" => transverse_mercator(system, base)?,
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => (base == Base::Wgs84).then_some(Crs::WebMercator)?,
        _ => return None,
    };
    Some((crs, WktRecognition::Parameters))
}

fn transverse_mercator(system: &Node<'_>, base: Base) -> Option<Crs> {
    let parameter = |names: [&str; 2], default: f64| system.parameter(&names).unwrap_or(default);
    let meridian = system.parameter(&["centralmeridian", "longitudeofnaturalorigin"])?;
    let false_easting = parameter(["falseeasting", "falseeasting"], 0.0);
    let false_northing = parameter(["falsenorthing", "falsenorthing"], 0.0);
    let scale = parameter(["scalefactor", "scalefactoratnaturalorigin"], 1.0);
    if parameter(["latitudeoforigin", "latitudeofnaturalorigin"], 0.0) != 0.0 {
        return None;
    }
    if base == Base::Wgs84 && (scale - 0.9996).abs() < 1e-9 {
        let zone = (meridian + 183.0) / 6.0;
        let south = false_northing == 10_000_000.0;
        let is_zone = zone.fract() == 0.0 && (1.0..=60.0).contains(&zone) && false_easting == 500_000.0;
        return (is_zone && (south || false_northing == 0.0)).then_some(Crs::Utm { zone: zone as u8, south });
    }
    if (scale - 1.0).abs() > 1e-12 || false_northing != 0.0 || meridian.fract() != 0.0 || !(75.0..=135.0).contains(&meridian) {
        return None;
    }
    // Gauss-Krüger on WGS-84 is written where CGCS2000 was meant; they differ by a tenth of a millimetre.
    let datum = match base {
        Base::Wgs84 => Datum::Cgcs2000,
        Base::Chinese(datum) => datum,
    };
    gauss_krueger(datum, meridian as u8, false_easting, &system.plain_name()).map(Crs::GaussKrueger)
}

/// The zone with this central meridian and false easting. Without a number in the easting three and six degrees are the
/// same projection, and only the name tells them apart.
fn gauss_krueger(datum: Datum, meridian: u8, false_easting: f64, name: &str) -> Option<GaussKrueger> {
    let prefer_six = !name.contains("3degree");
    let widths = if prefer_six { [ZoneWidth::SixDegrees, ZoneWidth::ThreeDegrees] } else { [ZoneWidth::ThreeDegrees, ZoneWidth::SixDegrees] };
    [true, false]
        .into_iter()
        .flat_map(|with_prefix| widths.map(|width| GaussKrueger::new(datum, width, meridian, with_prefix)))
        .flatten()
        .find(|zone| zone.false_easting() == false_easting)
}

/// `KEYWORD[item, item, …]`.
#[derive(Debug)]
struct Node<'a> {
    keyword: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Debug)]
enum Item<'a> {
    Text(&'a str),
    Number(f64),
    Node(Node<'a>),
}

impl<'a> Node<'a> {
    fn is(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.keyword.eq_ignore_ascii_case(keyword))
    }

    fn nodes(&self) -> impl Iterator<Item = &Self> {
        self.items.iter().filter_map(|item| if let Item::Node(node) = item { Some(node) } else { None })
    }

    /// The first direct child with one of the keywords.
    fn child(&self, keywords: &[&str]) -> Option<&Self> {
        self.nodes().find(|node| node.is(keywords))
    }

    /// This node or the first below it with one of the keywords.
    fn find(&self, keywords: &[&str]) -> Option<&Self> {
        if self.is(keywords) { Some(self) } else { self.nodes().find_map(|node| node.find(keywords)) }
    }

    /// The quoted name, in lower case, letters and digits only.
    fn plain_name(&self) -> String {
        let name: &'a str = self.items.iter().find_map(|item| if let Item::Text(text) = item { Some(*text) } else { None }).unwrap_or("");
        name.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
    }

    /// The first number.
    fn number(&self) -> Option<f64> {
        self.items.iter().find_map(|item| if let Item::Number(number) = item { Some(*number) } else { None })
    }

    fn parameter(&self, names: &[&str]) -> Option<f64> {
        let own = self.is(&["PARAMETER"]) && names.contains(&self.plain_name().as_str());
        if own { self.number() } else { self.nodes().find_map(|node| node.parameter(names)) }
    }
}

fn shift_of(node: &Node<'_>) -> Option<DatumShift> {
    let mut values = [0.0; 7];
    for (value, item) in values.iter_mut().zip(&node.items) {
        let Item::Number(number) = item else { return None };
        *value = *number;
    }
    let [x, y, z, rx, ry, rz, scale_ppm] = values;
    values.iter().any(|value| *value != 0.0).then_some(DatumShift { translation_m: [x, y, z], rotation_arcsec: [rx, ry, rz], scale_ppm })
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn node(&mut self, depth: usize) -> Option<Node<'a>> {
        let keyword = self.word();
        if keyword.is_empty() || depth > MAX_DEPTH || !(self.take('[') || self.take('(')) {
            return None;
        }
        let mut items = Vec::new();
        loop {
            if self.take(']') || self.take(')') {
                return Some(Node { keyword, items });
            }
            items.extend(self.item(depth)?);
            self.take(',');
        }
    }

    /// One item; `Some(None)` for a bare word (an axis direction), which has no use here.
    fn item(&mut self, depth: usize) -> Option<Option<Item<'a>>> {
        self.rest = self.rest.trim_start();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            let (text, rest) = quoted.split_once('"')?;
            self.rest = rest;
            return Some(Some(Item::Text(text)));
        }
        let before = self.rest;
        let word = self.word();
        if word.is_empty() {
            return None;
        }
        if let Ok(number) = word.parse::<f64>() {
            return Some(Some(Item::Number(number)));
        }
        if self.rest.trim_start().starts_with(['[', '(']) {
            self.rest = before;
            return self.node(depth + 1).map(|node| Some(Item::Node(node)));
        }
        Some(None)
    }

    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-'))).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn take(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.strip_prefix(wanted).is_some_and(|rest| {
            self.rest = rest;
            true
        })
    }
}
