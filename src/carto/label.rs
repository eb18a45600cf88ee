//! Where the names of grids go.
//!
//! Every visible grid tries, in this order: its whole label inside its own outline, in falling sizes and with the code in
//! place of the name; a label that hangs over its outline a little; a code at the end of a leader line. Labels never
//! overlap each other or the furniture of the map, and prefer places without outlets. Labels inside their own outlines
//! cannot meet, so their order does not matter and they stay where they are when something else moves.

use super::anchor::{Pole, pole_of_inaccessibility};
use super::leader::{Leaders, find_leader};
use super::scene::{ParentArea, Region, RegionStatus};
use super::shape::{Box2, BoxIndex, Point, Polygon, polygon_area, polygon_contains, polygon_holds_box, ring_bounds};
use super::text::{ASCENT, DESCENT, Style, Typesetter};
use super::view::View;

/// A grid that covers less of the picture, in square logical pixels, is not visible as an area.
pub(super) const MIN_VISIBLE_AREA: f64 = 16.0;

/// Free space round a label.
const PADDING: f64 = 2.0;
/// Smallest share of a label that must lie in its own grid when it hangs over.
const LEAST_INSIDE: f64 = 0.6;
const LINE_STEP: f64 = 1.18;

/// A grid that wants a label.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) region: &'a Region,
    /// Its largest visible polygon.
    pub(super) polygon: Polygon,
    pub(super) pole: Pole,
}

/// A line of a label.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) style: Style,
    /// Carries the status marker in front.
    pub(super) has_marker: bool,
    /// A key figure rather than the name.
    pub(super) is_figure: bool,
}

/// A label with its place.
#[derive(Clone, Debug)]
pub(super) struct PlacedLabel {
    pub(super) key: u32,
    pub(super) status: RegionStatus,
    pub(super) is_selected: bool,
    pub(super) lines: Vec<Line>,
    /// What it covers, padding included.
    pub(super) bounds: Box2,
    /// The point in the grid that a leader line goes to.
    pub(super) leader: Option<Point>,
}

/// A way to write a label.
#[derive(Clone, Debug)]
struct Wording {
    lines: Vec<Line>,
    width: f64,
    height: f64,
}

/// Width of the status marker with the space after it.
pub(super) fn marker_width(style: Style) -> f64 {
    style.size * 0.95
}

/// Distance from the top of a label to each baseline.
pub(super) fn baselines(lines: &[Line]) -> impl Iterator<Item = f64> + '_ {
    lines.iter().scan(PADDING, |y, line| {
        let baseline = *y + line.style.size * ASCENT;
        *y += line.style.size * LINE_STEP;
        Some(baseline)
    })
}

impl Wording {
    fn new(letters: &mut Typesetter, texts: &[String], sizes: [f64; 2], has_marker: bool) -> Self {
        let last = texts.len().saturating_sub(1);
        let lines: Vec<Line> = texts
            .iter()
            .enumerate()
            .map(|(i, text)| Line {
                text: text.clone(),
                style: if i == 0 { Style::bold(sizes[0]) } else { Style::plain(sizes[1]) },
                has_marker: has_marker && i == last,
                is_figure: i > 0,
            })
            .collect();
        let width = lines
            .iter()
            .map(|line| letters.width(&line.text, line.style) + if line.has_marker { marker_width(line.style) } else { 0.0 })
            .fold(0.0, f64::max);
        let below = lines.last().map_or(0.0, |line| line.style.size * DESCENT);
        let height = baselines(&lines).last().unwrap_or(0.0) - PADDING + below;
        Self { lines, width: width + 2.0 * PADDING, height: height + 2.0 * PADDING }
    }

    /// All ways to write a region's label inside its outline, the best first.
    fn all(letters: &mut Typesetter, region: &Region) -> Vec<Self> {
        let has_marker = region.status != RegionStatus::Normal;
        let full = region.label.clone();
        let name: Vec<String> = full.iter().take(1).cloned().collect();
        let short = short_text(region);
        let mut coded = full.clone();
        if let Some(first) = coded.first_mut() {
            first.clone_from(&short);
        }
        let short = vec![short];
        let steps: [(&Vec<String>, [f64; 2]); 9] = [
            (&full, [13.0, 11.5]),
            (&full, [11.5, 10.5]),
            (&coded, [11.5, 10.5]),
            (&full, [10.0, 9.5]),
            (&coded, [10.0, 9.5]),
            (&name, [11.0, 0.0]),
            (&coded, [9.0, 8.5]),
            (&short, [10.0, 0.0]),
            (&short, [9.0, 0.0]),
        ];
        steps.into_iter().filter(|(texts, _)| !texts.is_empty()).map(|(texts, sizes)| Self::new(letters, texts, sizes, has_marker)).collect()
    }

    fn at(&self, middle: Point) -> Box2 {
        Box2::around(middle, self.width, self.height)
    }

    fn place(&self, region: &Region, bounds: Box2, leader: Option<Point>) -> PlacedLabel {
        PlacedLabel { key: region.key, status: region.status, is_selected: region.is_selected, lines: self.lines.clone(), bounds, leader }
    }
}

fn short_text(region: &Region) -> String {
    if region.short_label.is_empty() { region.label.first().cloned().unwrap_or_default() } else { region.short_label.clone() }
}

/// The visible regions in the order in which they are served: the selected ones, then the roomiest.
pub(super) fn candidates<'a>(visible: impl Iterator<Item = (&'a Region, Vec<Polygon>)>) -> Vec<Candidate<'a>> {
    let mut candidates: Vec<Candidate<'a>> = visible
        .filter(|(region, polygons)| {
            let is_named = region.label.iter().chain([&region.short_label]).any(|text| !text.is_empty());
            is_named && polygons.iter().map(polygon_area).sum::<f64>() >= MIN_VISIBLE_AREA
        })
        .filter_map(|(region, polygons)| {
            let polygon = polygons.into_iter().max_by(|one, two| polygon_area(one).total_cmp(&polygon_area(two)))?;
            let pole = pole_of_inaccessibility(&polygon, 0.5)?;
            Some(Candidate { region, polygon, pole })
        })
        .collect();
    candidates.sort_by(|one, two| {
        let selected = two.region.is_selected.cmp(&one.region.is_selected);
        selected.then(two.pole.distance.total_cmp(&one.pole.distance)).then(one.region.key.cmp(&two.region.key))
    });
    candidates
}

/// Finds a place for as many labels as possible. `taken` holds the furniture; placed labels are added to it.
pub(super) fn place_labels(letters: &mut Typesetter, candidates: &[Candidate<'_>], frame: Box2, taken: &mut BoxIndex, symbols: &BoxIndex) -> Vec<PlacedLabel> {
    let mut placed: Vec<Option<PlacedLabel>> = vec![None; candidates.len()];
    let mut leaders = Leaders::default();
    let room = frame.grown(-2.0);
    // A selected region goes through all rounds before anybody else.
    let selected = candidates.partition_point(|candidate| candidate.region.is_selected);
    for group in [0..selected, selected..candidates.len()] {
        for index in group.clone() {
            placed[index] = place_inside(letters, &candidates[index], room, taken, symbols);
        }
        for index in group.clone() {
            if placed[index].is_none() {
                placed[index] = place_hanging(letters, &candidates[index], room, taken);
            }
        }
        for index in group {
            if placed[index].is_none() {
                placed[index] = place_leader(letters, &candidates[index], room, taken, &mut leaders);
            }
        }
    }
    placed.into_iter().flatten().collect()
}

fn place_inside(letters: &mut Typesetter, candidate: &Candidate<'_>, room: Box2, taken: &mut BoxIndex, symbols: &BoxIndex) -> Option<PlacedLabel> {
    let bounds = ring_bounds(candidate.polygon.first()?);
    let spots = spots(&candidate.polygon, candidate.pole.point, &bounds);
    for wording in Wording::all(letters, candidate.region) {
        if wording.width > bounds.width() || wording.height > bounds.height() {
            continue;
        }
        let aspect = wording.width / wording.height;
        let best = widest_spot(&candidate.polygon, aspect)
            .into_iter()
            .chain(spots.iter().copied())
            .map(|spot| (wording.at(spot), spot))
            .filter(|(place, _)| room.holds(place) && taken.is_free(place) && polygon_holds_box(&candidate.polygon, place))
            .map(|(place, spot)| (cost(&place, spot, candidate.pole.point, symbols), place))
            .min_by(|one, two| one.0.total_cmp(&two.0));
        if let Some((_, place)) = best {
            taken.add(place);
            return Some(wording.place(candidate.region, place, None));
        }
    }
    None
}

/// Outlets that a label would hide, and how far it is from the pole.
fn cost(place: &Box2, spot: Point, pole: Point, symbols: &BoxIndex) -> f64 {
    let hidden: f64 = symbols.overlapping(place).map(|symbol| symbol.shared_area(place)).sum();
    hidden + 0.35 * libm::hypot(spot[0] - pole[0], spot[1] - pole[1])
}

/// The pole of the polygon squeezed so that a label's box becomes a square.
fn widest_spot(polygon: &Polygon, aspect: f64) -> Option<Point> {
    let squeezed: Polygon = polygon.iter().map(|ring| ring.iter().map(|p| [p[0] / aspect, p[1]]).collect()).collect();
    pole_of_inaccessibility(&squeezed, 0.5).map(|pole| [pole.point[0] * aspect, pole.point[1]])
}

/// The pole, and a lattice of points inside.
fn spots(polygon: &Polygon, pole: Point, bounds: &Box2) -> Vec<Point> {
    let step = ((bounds.width() * bounds.height()) / 90.0).sqrt().max(3.5);
    let columns = (bounds.width() / step) as usize;
    let rows = (bounds.height() / step) as usize;
    let lattice = (1..=rows).flat_map(|row| (1..=columns).map(move |column| (row, column)));
    let inside = lattice
        .map(|(row, column)| [bounds.left + (column as f64 - 0.5) * step, bounds.top + (row as f64 - 0.5) * step])
        .filter(|spot| polygon_contains(polygon, *spot));
    std::iter::once(pole).chain(inside).collect()
}

/// A short label round the pole that hangs over the outline a little.
fn place_hanging(letters: &mut Typesetter, candidate: &Candidate<'_>, room: Box2, taken: &mut BoxIndex) -> Option<PlacedLabel> {
    let bounds = ring_bounds(candidate.polygon.first()?);
    let spots = spots(&candidate.polygon, candidate.pole.point, &bounds);
    let has_marker = candidate.region.status != RegionStatus::Normal;
    for (size, least) in [(9.5, LEAST_INSIDE), (8.5, LEAST_INSIDE), (8.0, 0.5)] {
        let wording = Wording::new(letters, &[short_text(candidate.region)], [size, 0.0], has_marker);
        let best = spots
            .iter()
            .map(|spot| wording.at(*spot))
            .filter(|place| room.holds(place) && taken.is_free(place))
            .map(|place| (share_inside(&candidate.polygon, &place), place))
            .filter(|(share, _)| *share >= least)
            .max_by(|one, two| one.0.total_cmp(&two.0));
        if let Some((_, place)) = best {
            taken.add(place);
            return Some(wording.place(candidate.region, place, None));
        }
    }
    None
}

/// About what share of a box lies in a polygon.
fn share_inside(polygon: &Polygon, place: &Box2) -> f64 {
    const COLUMNS: usize = 7;
    const ROWS: usize = 4;
    let samples = (0..COLUMNS * ROWS).map(|i| {
        let (column, row) = ((i % COLUMNS) as f64 + 0.5, (i / COLUMNS) as f64 + 0.5);
        [place.left + place.width() * column / COLUMNS as f64, place.top + place.height() * row / ROWS as f64]
    });
    samples.filter(|sample| polygon_contains(polygon, *sample)).count() as f64 / (COLUMNS * ROWS) as f64
}

fn place_leader(letters: &mut Typesetter, candidate: &Candidate<'_>, room: Box2, taken: &mut BoxIndex, leaders: &mut Leaders) -> Option<PlacedLabel> {
    let has_marker = candidate.region.status != RegionStatus::Normal;
    for (size, may_pass) in [(9.5, false), (8.0, false), (8.0, true)] {
        let wording = Wording::new(letters, &[short_text(candidate.region)], [size, 0.0], has_marker);
        if let Some(place) = find_leader(candidate.pole.point, [wording.width, wording.height], room, taken, leaders, may_pass) {
            taken.add(place);
            leaders.add(candidate.pole.point, place);
            return Some(wording.place(candidate.region, place, Some(candidate.pole.point)));
        }
    }
    None
}

/// The name of an area one level up, in the background.
#[derive(Debug)]
pub(super) struct PlacedName {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) bounds: Box2,
}

/// Names parents where they meet no label and no outlet and stay in their area.
pub(super) fn place_parents(letters: &mut Typesetter, parents: &[ParentArea], view: &View, taken: &mut BoxIndex, symbols: &BoxIndex) -> Vec<PlacedName> {
    let mut placed = Vec::new();
    for parent in parents.iter().filter(|parent| !parent.name.is_empty()) {
        let visible = parent.polygons.iter().filter_map(|rings| super::shape::clip_polygon(&view.polygon(rings), &view.frame));
        let Some(polygon) = visible.max_by(|one, two| polygon_area(one).total_cmp(&polygon_area(two))) else { continue };
        let Some(pole) = pole_of_inaccessibility(&polygon, 1.0) else { continue };
        let spots = spots(&polygon, pole.point, &ring_bounds(&polygon[0]));
        let found = [17.0, 14.0, 12.0].into_iter().find_map(|size| {
            let style = Style::bold(size);
            let (width, height) = (letters.width(&parent.name, style) + 6.0, size * (ASCENT + DESCENT) + 4.0);
            let free = spots.iter().map(|spot| Box2::around(*spot, width, height)).filter(|place| {
                view.frame.holds(place) && taken.is_free(place) && symbols.is_free(place) && polygon_holds_box(&polygon, place)
            });
            let bounds = free.min_by(|one, two| {
                let far = |place: &Box2| libm::hypot(place.middle()[0] - pole.point[0], place.middle()[1] - pole.point[1]);
                far(one).total_cmp(&far(two))
            })?;
            Some(PlacedName { text: parent.name.clone(), style, bounds })
        });
        if let Some(name) = found {
            taken.add(name.bounds);
            placed.push(name);
        }
    }
    placed
}
