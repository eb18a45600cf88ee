//! What can be found in a project: grids, outlets, cells, places. Built once for each state of the document.

use super::match_commands::pinyin_initials;
use crate::base::Revision;
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::map::Item;
use crate::model::{OutletGroup, ReferenceGeometry};
use memchr::memmem::Finder as Needle;
use std::collections::BTreeMap;

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundKind {
    /// A grid.
    Grid,
    /// An outlet of a family.
    Outlet(OutletGroup),
    /// A named thing of the reference layers.
    Place,
    /// A cell.
    Cell,
}

/// Something found (查找结果).
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What kind it is.
    pub kind: FoundKind,
    /// Its code, may be empty.
    pub code: String,
    /// Its name, may be empty.
    pub name: String,
    /// What to select; places cannot be selected.
    pub item: Option<Item>,
    /// Where it lies, for kinds whose place costs nothing to know; grids and cells are looked up when they are chosen.
    pub bounds: Option<Bounds>,
}

/// All that can be found, with one text to search through (查找索引).
///
/// The text has a line for each entry: code, name and the pinyin initials of the name, in lower case. One search runs through all of
/// it and skips to the next line after each hit, so that a query costs about the length of the text whatever it finds.
#[derive(Debug)]
pub struct FindIndex {
    revision: Revision,
    entries: Vec<Found>,
    text: String,
    /// Where the line of each entry begins, and the end of the last.
    starts: Vec<usize>,
}

/// How well a line answers; smaller is better.
type Rank = (u8, FoundKind, usize);

impl FindIndex {
    /// Collects everything. Cost: all grids, outlets, cells and named reference features.
    pub fn new(document: &Document) -> Self {
        let mut index = Self { revision: document.revision(), entries: Vec::new(), text: String::new(), starts: vec![0] };
        let plan = document.plan();
        for (id, grid) in plan.grids.iter() {
            index.add(Found { kind: FoundKind::Grid, code: grid.code.clone(), name: grid.name.clone(), item: Some(Item::Grid(id)), bounds: None });
        }
        for (id, outlet) in document.outlets().iter() {
            let kind = FoundKind::Outlet(outlet.kind.group());
            let bounds = Some(Bounds::of([outlet.position]));
            index.add(Found { kind, code: outlet.code.clone(), name: outlet.name.clone(), item: Some(Item::Outlet(id)), bounds });
        }
        for ((name, _), bounds) in places(document) {
            index.add(Found { kind: FoundKind::Place, code: String::new(), name: name.to_owned(), item: None, bounds: Some(bounds) });
        }
        for (id, cell) in plan.cells.iter() {
            index.add(Found { kind: FoundKind::Cell, code: cell.code.clone(), name: cell.name.clone(), item: Some(Item::Cell(id)), bounds: None });
        }
        index
    }

    /// Whether it is of this state of a document.
    pub fn is_of(&self, document: &Document) -> bool {
        self.revision == document.revision()
    }

    /// Number of things that can be found.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add(&mut self, found: Found) {
        for part in [&found.code, &found.name] {
            self.text.extend(part.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).flat_map(char::to_lowercase));
            self.text.push('\t');
        }
        if !found.name.is_ascii() {
            self.text.push_str(&pinyin_initials(&found.name));
        }
        self.text.push('\n');
        self.starts.push(self.text.len());
        self.entries.push(found);
    }

    /// The best answers to a query, at most `most`. Cost: the length of the text, and a little for each answer.
    pub fn find(&self, query: &str, most: usize) -> Vec<&Found> {
        let query = query.trim().to_lowercase();
        if query.is_empty() || query.contains(['\n', '\t']) || most == 0 {
            return Vec::new();
        }
        let needle = Needle::new(query.as_bytes());
        let mut best: Vec<Rank> = Vec::new();
        let mut at = 0;
        while let Some(hit) = self.text.as_bytes().get(at..).and_then(|rest| needle.find(rest)).map(|hit| hit + at) {
            let entry = self.starts.partition_point(|start| *start <= hit).saturating_sub(1);
            let (Some(start), Some(end)) = (self.starts.get(entry), self.starts.get(entry + 1)) else { break };
            let line = self.text.get(*start..end - 1).unwrap_or_default();
            best.push((rank(line, &query, hit - start), self.entries[entry].kind, entry));
            // Few are shown, so the worst go before they are many.
            if best.len() > 64 * most {
                keep_best(&mut best, most);
            }
            at = *end;
        }
        keep_best(&mut best, most);
        best.into_iter().map(|(_, _, entry)| &self.entries[entry]).collect()
    }
}

fn keep_best(best: &mut Vec<Rank>, most: usize) {
    best.sort_unstable();
    best.truncate(most);
}

/// 0 the whole code or name, 1 begins the code, 2 begins the name, 3 begins the initials, 4 within.
fn rank(line: &str, query: &str, hit: usize) -> u8 {
    let mut parts = line.split('\t');
    let (code, name, initials) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if code == query || name == query {
        0
    } else if hit == 0 && !code.is_empty() {
        1
    } else if name.starts_with(query) {
        2
    } else if initials.starts_with(query) {
        3
    } else {
        4
    }
}

/// Named reference features; pieces of one road are one place.
fn places(document: &Document) -> BTreeMap<(&str, &str), Bounds> {
    let mut places: BTreeMap<(&str, &str), Bounds> = BTreeMap::new();
    for feature in document.reference().iter().filter(|feature| !feature.name.trim().is_empty()) {
        let bounds = bounds_of(&feature.geometry);
        places.entry((&feature.name, &feature.layer)).and_modify(|known| *known = known.union(bounds)).or_insert(bounds);
    }
    places
}

fn bounds_of(geometry: &ReferenceGeometry) -> Bounds {
    let positions: Box<dyn Iterator<Item = Position> + '_> = match geometry {
        ReferenceGeometry::Point(position) => Box::new(std::iter::once(*position)),
        ReferenceGeometry::Lines(lines) => Box::new(lines.iter().flatten().copied()),
        ReferenceGeometry::Polygons(polygons) => Box::new(polygons.iter().flatten().flatten().copied()),
    };
    Bounds::of(positions)
}

/// A box of some size round a place, so that zooming to it shows what is near.
pub(super) fn around(bounds: Bounds, margin: i32) -> Bounds {
    let far = |value: i32, by: i32| value.saturating_add(by);
    Bounds {
        min: Position::new(far(bounds.min.lon, -margin), far(bounds.min.lat, -margin)),
        max: Position::new(far(bounds.max.lon, margin), far(bounds.max.lat, margin)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Id as _, OutletId};
    use crate::edit::fixture::content;
    use crate::model::{Outlet, OutletKind, OutletStatus};

    fn outlet(number: usize) -> Outlet {
        Outlet {
            code: format!("WD-{number:05}"),
            name: format!("红旗区第{number}营业厅"),
            kind: OutletKind::BrandStore,
            class: None,
            status: OutletStatus::Open,
            position: Position::new(1_139_000_000 + number as i32, 353_000_000),
            contract_end: None,
            is_synthetic: true,
            attributes: BTreeMap::new(),
        }
    }

    fn large() -> FindIndex {
        let mut content = content(1);
        for number in 0..20_000 {
            content.outlets.push(outlet(number));
        }
        FindIndex::new(&Document::new(content))
    }

    #[test]
    fn codes_names_and_initials_are_found_and_the_nearest_comes_first() {
        let index = large();
        let first = |query: &str| index.find(query, 5).first().map(|found| found.code.clone());
        assert_eq!(first("wd-00042").as_deref(), Some("WD-00042"));
        assert_eq!(first("红旗区第777营业厅").as_deref(), Some("WD-00777"));
        assert_eq!(first("hqqd123yyt").as_deref(), Some("WD-00123"));
        assert_eq!(first("d0").as_deref(), Some("D0"), "a grid goes before outlets that merely contain the query");
        assert_eq!(index.find("营业厅", 30).len(), 30);
        assert!(index.find("", 5).is_empty() && index.find("没有这个", 5).is_empty());
        assert!(matches!(index.find("C7", 1)[0].item, Some(Item::Cell(_))));
        let found = index.find("wd-00001", 1)[0];
        assert!(matches!(found.item, Some(Item::Outlet(id)) if id.index() >= OutletId::from_index(40).index()) && found.bounds.is_some());
    }

    #[test]
    fn a_search_among_twenty_thousand_is_quick() {
        let index = large();
        assert!(index.len() > 20_000 && !index.is_empty());
        for query in ["wd-19999", "营业厅", "w", "yyt", "nothing like it"] {
            let start = std::time::Instant::now();
            let found = index.find(query, 30).len();
            let took = start.elapsed();
            // Five milliseconds is what is asked of an optimised build; without optimisation ten times that.
            let most = if cfg!(debug_assertions) { 50 } else { 5 };
            assert!(took.as_millis() <= most, "{query}: {took:?} for {found}");
        }
    }
}
