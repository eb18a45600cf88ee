//! The XML format (wiki.openstreetmap.org/wiki/OSM_XML). Read in one pass; nodes may come before or behind the ways.

use super::super::error::ImportError;
use super::OsmWays;
use super::tags::{MOST_TAGS, kind_of};
use crate::geodesy::Position;
use crate::roads::RoadWays;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;

/// A way in the making.
#[derive(Debug, Default)]
struct Way {
    refs: Vec<i64>,
    tags: Vec<(String, String)>,
}

/// Reads the roads of a file.
pub(super) fn read(bytes: &[u8]) -> Result<RoadWays, ImportError> {
    let mut reader = Reader::from_reader(bytes);
    let damaged = |offset: u64| ImportError::Damaged { part: "osm-xml", offset };
    let mut nodes: FxHashMap<i64, Position> = FxHashMap::default();
    let mut ways = OsmWays::default();
    let mut way: Option<Way> = None;
    let mut is_osm = false;
    loop {
        let event = reader.read_event().map_err(|_err| damaged(reader.error_position()))?;
        match event {
            Event::Start(tag) | Event::Empty(tag) if !is_osm => {
                is_osm = matches!(tag.name().as_ref(), b"osm" | b"osmChange");
                if !is_osm {
                    return Err(damaged(0));
                }
            }
            Event::Start(tag) if tag.name().as_ref() == b"way" => way = Some(Way::default()),
            Event::Start(tag) | Event::Empty(tag) => match (tag.name().as_ref(), &mut way) {
                (b"node", _) => nodes.extend(node(&tag)),
                (b"nd", Some(way)) => way.refs.extend(number::<i64>(&tag, b"ref")),
                (b"tag", Some(way)) if way.tags.len() < MOST_TAGS => way.tags.extend(key_value(&tag)),
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == b"way" => {
                if let Some(way) = way.take() {
                    finish(way, &mut ways);
                    ways.check_size()?;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // A file that breaks off inside a way, or has no element at all.
    if way.is_some() || !is_osm {
        return Err(damaged(bytes.len() as u64));
    }
    Ok(ways.placed(|id| nodes.get(&id).copied()))
}

fn finish(way: Way, ways: &mut OsmWays) {
    let tags: Vec<(&str, &str)> = way.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    if let Some(kind) = kind_of(&tags) {
        ways.push(kind, way.refs);
    }
}

/// An attribute by name.
fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let attribute = tag.attributes().with_checks(false).filter_map(Result::ok).find(|attribute| attribute.key.as_ref() == name)?;
    std::str::from_utf8(&attribute.value).ok().map(str::to_owned)
}

fn number<T: std::str::FromStr>(tag: &BytesStart<'_>, name: &[u8]) -> Option<T> {
    attribute(tag, name)?.trim().parse().ok()
}

fn node(tag: &BytesStart<'_>) -> Option<(i64, Position)> {
    let (mut id, mut lat, mut lon) = (None, None, None);
    for attribute in tag.attributes().with_checks(false).filter_map(Result::ok) {
        let place: &mut Option<_> = match attribute.key.as_ref() {
            b"id" => {
                id = std::str::from_utf8(&attribute.value).ok().and_then(|text| text.trim().parse().ok());
                continue;
            }
            b"lat" => &mut lat,
            b"lon" => &mut lon,
            _ => continue,
        };
        *place = std::str::from_utf8(&attribute.value).ok().and_then(|text| text.trim().parse::<f64>().ok());
    }
    Some((id?, Position::from_degrees(lon?, lat?)?))
}

fn key_value(tag: &BytesStart<'_>) -> Option<(String, String)> {
    Some((attribute(tag, b"k")?, attribute(tag, b"v")?))
}
