//! Names of cities, towns and villages on a picture, as many as fit beside each other.
//!
//! Neighbouring pictures know nothing of each other, so a name must not reach beyond its own: it is moved inside, and a
//! place belongs to the one picture in which it lies.

use super::draw::{SIDE, paint_of};
use super::mvt::Properties;
use super::style::Colors;
use crate::carto::{Box2, TextStyle, Typesetter, missing_glyphs};
use tiny_skia::{FillRule, Pixmap, Transform};

/// Names on one picture.
const MOST_NAMES: usize = 24;
/// Places that are looked at for them.
const MOST_PLACES: usize = 400;
/// Longest name that is set, in characters.
const LONGEST: usize = 40;
/// Points between a name and the edge of the picture, and between two names.
const MARGIN: f64 = 3.0;
const BETWEEN: f64 = 6.0;
/// Points of the halo.
const HALO: f64 = 1.3;

/// A place with a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    /// In points of the picture.
    pub(super) at: [f32; 2],
    /// Cities 0, towns 1, villages 2.
    pub(super) class: u8,
    /// Among its class; smaller comes first.
    pub(super) order: f64,
    pub(super) name: String,
}

/// A place that is shown at a zoom, without its coordinates; `None` for countries, quarters and what has no name that can be written.
pub(super) fn place_of(properties: &Properties<'_>, zoom: u8, is_chinese: bool) -> Option<Place> {
    const CHINESE: [&str; 9] = ["name:zh-Hans", "name:zh_hans", "name_zh_hans", "name:zh", "name_zh", "name", "NAME_ZH", "name:en", "name_en"];
    const ENGLISH: [&str; 7] = ["name:en", "name_en", "name:latin", "name_latin", "name_int", "name", "NAME_EN"];
    const FIRST_ZOOMS: [u8; 3] = [4, 8, 11];
    const LAST_ZOOMS: [u8; 3] = [13, 15, 18];
    let words = ["class", "kind_detail", "pmap:kind_detail", "kind", "pmap:kind", "type", "place"];
    let class = words.iter().find_map(|word| match properties.text(&[*word])? {
        "city" => Some(0),
        "town" => Some(1),
        "village" => Some(2),
        _ => None,
    })?;
    if !(FIRST_ZOOMS[class]..=LAST_ZOOMS[class]).contains(&zoom) {
        return None;
    }
    let keys: &[&str] = if is_chinese { &CHINESE } else { &ENGLISH };
    let name = keys.iter().find_map(|key| properties.text(&[*key]).filter(|name| is_writable(name)))?;
    let order = properties
        .number("rank")
        .or_else(|| properties.number("population").map(|people| 20.0 - 2.0 * libm::log10(people.max(1.0))))
        .or_else(|| properties.number("population_rank").or_else(|| properties.number("pmap:population_rank")).map(|rank| 20.0 - rank))
        .unwrap_or(20.0);
    Some(Place { at: [0.0; 2], class: class as u8, order, name: name.trim().to_owned() })
}

fn is_writable(name: &str) -> bool {
    let length = name.trim().chars().take(LONGEST + 1).count();
    (1..=LONGEST).contains(&length) && !name.chars().any(char::is_control) && missing_glyphs(name).is_empty()
}

fn style_of(class: u8, zoom: u8) -> TextStyle {
    TextStyle::plain(match class {
        0 if zoom >= 10 => 16.0,
        0 if zoom >= 7 => 14.0,
        0 => 12.5,
        1 if zoom >= 12 => 13.5,
        1 => 12.0,
        _ => 11.5,
    })
}

/// Writes the names that fit, the most important ones first. `scale` is pixels for one point.
pub(super) fn write(pixmap: &mut Pixmap, mut places: Vec<Place>, colors: &Colors, zoom: u8, scale: f32) {
    let side = f64::from(SIDE);
    places.retain(|place| place.at.iter().all(|value| (0.0..SIDE).contains(value)));
    places.sort_by(|a, b| a.class.cmp(&b.class).then(a.order.total_cmp(&b.order)).then_with(|| a.name.cmp(&b.name)));
    let mut typesetter = Typesetter::default();
    let mut taken: Vec<Box2> = Vec::new();
    let transform = Transform::from_scale(scale, scale);
    for place in places.iter().take(MOST_PLACES) {
        let style = style_of(place.class, zoom);
        let (width, height) = (typesetter.width(&place.name, style), style.size * 1.2);
        if width > side - 2.0 * MARGIN {
            continue;
        }
        let moved = |at: f32, size: f64| (f64::from(at) - size / 2.0).clamp(MARGIN, side - MARGIN - size);
        let bounds = Box2::new(moved(place.at[0], width), moved(place.at[1], height), width, height);
        if taken.iter().any(|other| other.grown(BETWEEN).overlaps(&bounds)) {
            continue;
        }
        taken.push(bounds);
        let start = [bounds.left, bounds.top + style.size * 0.97];
        let ink = if place.class == 0 { colors.text } else { colors.small_text };
        for (halo, color, opacity) in [(HALO, colors.ground, 0.86), (0.0, ink, 1.0)] {
            if let Some(path) = typesetter.outline(&place.name, style, start, halo) {
                pixmap.fill_path(&path, &paint_of(color, opacity), FillRule::Winding, transform, None);
            }
        }
        if taken.len() == MOST_NAMES {
            break;
        }
    }
}
