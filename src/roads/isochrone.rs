//! Isochrones (等时圈): what lies within so many minutes or metres by road, as polygons.
//!
//! Roads within the limit are cut where it is reached and drawn as distances onto a raster; its outline at one and a half squares is
//! the polygon. A point on a road within the limit lies in a square whose four corners are nearer than that, so the polygon holds every
//! such point; what lies farther than one and a half squares and a diagonal (some 75 m at squares of 25 m) from all of them is
//! outside. Blocks between such roads are filled where no node beyond the limit lies in them.

use super::contour::{FAR, Raster, is_inside, polygons};
use super::nearest::Snap;
use super::network::{Cost, Network};
use super::search::Workspace;
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Position, metres_per_unit};
use rayon::prelude::*;
use smallvec::SmallVec;

/// Distance of the outline from a road, in squares: above the diagonal of one.
const MARGIN: f32 = 1.5;
/// Rim of the raster beyond the outermost road, in squares.
const RIM: f64 = 4.0;
/// Smallest square, in metres.
const LEAST_CELL_M: f64 = 1.0;
/// Value of a filled point: any positive one.
const FILLED: f32 = 0.5;

/// How isochrones are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IsochroneRules {
    /// Side of a square of the raster in metres, at least.
    pub cell_m: f64,
    /// Most points of the raster; squares grow where there would be more.
    pub most_points: usize,
    /// Enclosed ground without a road beyond the limit is part of the polygon up to so many square metres.
    pub fill_m2: f64,
}

impl Default for IsochroneRules {
    fn default() -> Self {
        Self { cell_m: 25.0, most_points: 80_000, fill_m2: 250_000.0 }
    }
}

/// What lies within a limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Isochrone {
    /// Polygons, each a shell (counter-clockwise) and its holes, closed; the largest first.
    pub polygons: Vec<Vec<Vec<Position>>>,
    /// Side of a square of the raster in metres.
    pub cell_m: f64,
    /// Nodes within the limit.
    pub n_nodes: usize,
}

impl Isochrone {
    /// Whether a place lies inside.
    pub fn contains(&self, place: Position) -> bool {
        self.polygons.iter().any(|rings| rings.iter().filter(|ring| is_inside(place, ring)).count() % 2 == 1)
    }
}

/// A piece of a road in squares of the raster.
type Piece = [[f32; 2]; 2];

/// The plane that touches at the place, in metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    origin: Position,
    scale: (f64, f64),
    /// How far vertices that are left out may lie from the drawn line.
    left_out_m: f64,
}

impl Plane {
    pub(super) fn new(origin: Position, rules: &IsochroneRules) -> Self {
        let (lon_m, lat_m) = metres_per_unit(origin.lat);
        Self { origin, scale: (lon_m.max(1e-5), lat_m), left_out_m: LEFT_OUT * rules.cell_m.max(LEAST_CELL_M) }
    }

    fn metres(&self, place: Position) -> [f64; 2] {
        let x = (f64::from(place.lon) - f64::from(self.origin.lon)) * self.scale.0;
        [x, (f64::from(place.lat) - f64::from(self.origin.lat)) * self.scale.1]
    }

    pub(super) fn position(&self, [x, y]: [f64; 2]) -> Position {
        let units = |origin: i32, metres: f64, per_unit: f64, most: f64| (f64::from(origin) + metres / per_unit).round().clamp(-most, most) as i32;
        Position::new(units(self.origin.lon, x, self.scale.0, 1.8e9), units(self.origin.lat, y, self.scale.1, 9e8))
    }
}

impl Network {
    /// What lies within a limit (seconds or metres) of a place; nothing where the place has no road. Cost: one search, the roads
    /// within the limit, and the raster.
    pub fn isochrone(&self, place: Position, limit: f64, rules: &IsochroneRules, workspace: &mut Workspace) -> Isochrone {
        let Some(snap) = self.snap(place) else { return Isochrone::default() };
        let limit = self.cost_of(limit);
        workspace.search(self, self.seeds(&snap), limit);
        let plane = Plane::new(place, rules);
        let mut roads: Vec<[[f64; 2]; 2]> = Vec::new();
        self.reached_roads(&snap, limit, workspace, &plane, &mut roads);
        let access = self.access_cost(snap.access_m);
        if access <= limit {
            roads.push([plane.metres(place), plane.metres(snap.position)]);
        }
        let mut isochrone = Isochrone { n_nodes: workspace.reached().len(), ..Isochrone::default() };
        if roads.is_empty() {
            return isochrone;
        }
        let ground = Ground::of(&roads, rules);
        let mut raster = ground.drawn(&roads);
        let most = (rules.fill_m2 / (ground.cell_m * ground.cell_m)) as usize;
        raster.fill_holes(most, &self.beyond(workspace, &plane, &ground), FILLED);
        let on_earth = |ring: Vec<[f32; 2]>| ring.into_iter().map(|place| plane.position(ground.metres(place))).collect();
        isochrone.polygons = polygons(raster.outlines().into_iter().map(on_earth).collect());
        isochrone.cell_m = ground.cell_m;
        isochrone
    }

    /// What lies within a limit of each of many places, in parallel and in their order.
    ///
    /// # Errors
    /// [`Cancelled`]; asked once a place.
    pub fn isochrones(&self, places: &[Position], limit: f64, rules: &IsochroneRules, cancel: &CancelToken) -> Result<Vec<Isochrone>, Cancelled> {
        let one = |workspace: &mut Workspace, place: &Position| cancel.check().map(|()| self.isochrone(*place, limit, rules, workspace));
        places.par_iter().map_init(Workspace::default, one).collect()
    }

    /// The parts of all edges within the limit.
    fn reached_roads(&self, snap: &Snap, limit: Cost, workspace: &Workspace, plane: &Plane, roads: &mut Vec<[[f64; 2]; 2]>) {
        let left = |node: u32| workspace.cost(node).map(|cost| limit - cost);
        for (at, edge) in self.graph().edges().iter().enumerate() {
            let share = |costs: Option<Cost>, node: u32| match (costs, left(node)) {
                (Some(cost), Some(left)) => Some((f64::from(left) / f64::from(cost)).min(1.0)),
                _ => None,
            };
            let [forward, backward] = self.edge_costs(at);
            let (ahead, behind) = (share(forward, edge.from), share(backward, edge.to));
            match (ahead, behind) {
                (None, None) => {}
                (Some(ahead), Some(behind)) if ahead + behind >= 1.0 => draw(self.graph().line(at), [0.0, 1.0], plane, roads),
                (ahead, behind) => {
                    ahead.into_iter().for_each(|ahead| draw(self.graph().line(at), [0.0, ahead], plane, roads));
                    behind.into_iter().for_each(|behind| draw(self.graph().line(at), [1.0 - behind, 1.0], plane, roads));
                }
            }
        }
        // The edge on which the search began, from the place outwards.
        let Some(left) = limit.checked_sub(self.access_cost(snap.access_m)) else { return };
        let [forward, backward] = self.edge_costs(snap.edge as usize);
        let reach = |cost: Option<Cost>| cost.map_or(0.0, |cost| f64::from(left) / f64::from(cost));
        let range = [(snap.share - reach(backward)).max(0.0), (snap.share + reach(forward)).min(1.0)];
        draw(self.graph().line(snap.edge as usize), range, plane, roads);
    }

    /// Points of the raster next to which a node lies that is beyond the limit.
    fn beyond(&self, workspace: &Workspace, plane: &Plane, ground: &Ground) -> Vec<bool> {
        let mut is_beyond = vec![false; ground.width * ground.height];
        for (node, place) in self.graph().nodes().iter().enumerate() {
            // A node without a road for this mode is none.
            if workspace.cost(node as u32).is_some() || self.steps(node as u32).is_empty() {
                continue;
            }
            let [x, y] = ground.squares(plane.metres(*place)).map(f32::round);
            if x >= 0.0 && y >= 0.0 && (x as usize) < ground.width && (y as usize) < ground.height {
                is_beyond[y as usize * ground.width + x as usize] = true;
            }
        }
        is_beyond
    }
}

/// Vertices may be left out of a drawn line that lie no farther from it, as a share of the smallest square. With the margin of one and
/// a half squares, what lies on the line as it was is still nearer than the margin to every corner of its square.
const LEFT_OUT: f64 = 0.04;
/// Most vertices that are left out in a row.
const MOST_LEFT_OUT: usize = 8;

/// Adds a range of a line, given as shares of its length.
pub(super) fn draw(line: &[Position], [from, to]: [f64; 2], plane: &Plane, roads: &mut Vec<[[f64; 2]; 2]>) {
    if from <= 0.0 && to >= 1.0 {
        draw_whole(line, plane, roads);
        return;
    }
    let length = |[a, b]: [[f64; 2]; 2]| ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt();
    let segments = || line.windows(2).map(|pair| [plane.metres(pair[0]), plane.metres(pair[1])]);
    let total: f64 = segments().map(length).sum();
    let mut before = 0.0;
    for [a, b] in segments() {
        let own = length([a, b]);
        let (begin, end) = (((from * total - before) / own.max(1e-9)).max(0.0), ((to * total - before) / own.max(1e-9)).min(1.0));
        if begin <= end {
            let at = |share: f64| [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
            roads.push([at(begin), at(end)]);
        }
        before += own;
    }
}

/// Adds a whole line without the vertices that do not show.
fn draw_whole(line: &[Position], plane: &Plane, roads: &mut Vec<[[f64; 2]; 2]>) {
    let Some(first) = line.first() else { return };
    let (mut begin, mut end) = (plane.metres(*first), plane.metres(*first));
    let mut left_out: SmallVec<[[f64; 2]; MOST_LEFT_OUT]> = SmallVec::new();
    for (at, place) in line.iter().enumerate().skip(1) {
        let next = plane.metres(*place);
        if at > 1 {
            left_out.push(end);
            if left_out.len() > MOST_LEFT_OUT || left_out.iter().any(|vertex| !is_near(*vertex, begin, next, plane.left_out_m)) {
                roads.push([begin, end]);
                begin = end;
                left_out.clear();
            }
        }
        end = next;
    }
    roads.push([begin, end]);
}

/// Whether a place lies within some metres of a segment.
fn is_near(place: [f64; 2], a: [f64; 2], b: [f64; 2], metres: f64) -> bool {
    let (dx, dy, px, py) = (b[0] - a[0], b[1] - a[1], place[0] - a[0], place[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let along = px * dx + py * dy;
    // Beyond an end the nearest point is the end.
    if along <= 0.0 || along >= length2 {
        return false;
    }
    let across = px * dy - py * dx;
    across * across <= metres * metres * length2
}

/// The raster's place on the plane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    low: [f64; 2],
    pub(super) cell_m: f64,
    width: usize,
    height: usize,
}

impl Ground {
    pub(super) fn of(roads: &[[[f64; 2]; 2]], rules: &IsochroneRules) -> Self {
        let ends = || roads.iter().flatten();
        let low = [0, 1].map(|axis| ends().map(|end| end[axis]).fold(f64::INFINITY, f64::min));
        let high = [0, 1].map(|axis| ends().map(|end| end[axis]).fold(f64::NEG_INFINITY, f64::max));
        let points = |cell: f64| ((high[0] - low[0]) / cell + 2.0 * RIM + 1.0) * ((high[1] - low[1]) / cell + 2.0 * RIM + 1.0);
        let mut cell_m = rules.cell_m.max(LEAST_CELL_M);
        // Area falls with the square of the side; the rim does not, hence again until it fits.
        while points(cell_m) > (rules.most_points as f64).max(1_000.0) {
            cell_m *= (points(cell_m) / rules.most_points as f64).sqrt().clamp(1.01, 10.0);
        }
        let size = |axis: usize| ((high[axis] - low[axis]) / cell_m + 2.0 * RIM).ceil() as usize + 1;
        Self { low: low.map(|value| value - RIM * cell_m), cell_m, width: size(0), height: size(1) }
    }

    fn squares(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        [((x - self.low[0]) / self.cell_m) as f32, ((y - self.low[1]) / self.cell_m) as f32]
    }

    pub(super) fn metres(&self, [x, y]: [f32; 2]) -> [f64; 2] {
        [self.low[0] + f64::from(x) * self.cell_m, self.low[1] + f64::from(y) * self.cell_m]
    }

    /// The margin less the distance to the nearest road, at every point nearer than the margin; [`FAR`] elsewhere.
    pub(super) fn drawn(&self, roads: &[[[f64; 2]; 2]]) -> Raster {
        let mut squared = vec![f32::INFINITY; self.width * self.height];
        for road in roads {
            self.draw(road.map(|end| self.squares(end)), |at, distance| squared[at] = squared[at].min(distance));
        }
        let values = squared.into_iter().map(|squared| if squared < MARGIN * MARGIN { MARGIN - squared.sqrt() } else { FAR }).collect();
        Raster { width: self.width, height: self.height, values }
    }

    /// Whose road is nearest, at every point near one; of equally near ones the first.
    pub(super) fn owners(&self, roads: &[(u32, [[f64; 2]; 2])]) -> Vec<u32> {
        let mut nearest = vec![(f32::INFINITY, u32::MAX); self.width * self.height];
        for (owner, road) in roads {
            self.draw(road.map(|end| self.squares(end)), |at, distance| {
                let known = &mut nearest[at];
                if distance < known.0 || distance.to_bits() == known.0.to_bits() && *owner < known.1 {
                    *known = (distance, *owner);
                }
            });
        }
        nearest.into_iter().map(|(_, owner)| owner).collect()
    }

    /// Hands over the squared distances of points near one piece.
    #[inline]
    fn draw(&self, [[ax, ay], [bx, by]]: Piece, mut take: impl FnMut(usize, f32)) {
        let (dx, dy) = (bx - ax, by - ay);
        let inverse = 1.0 / (dx * dx + dy * dy).max(1e-12);
        // Per row, shares of the piece; of a piece along a row all of it is near.
        let steep = if dy.abs() > 1e-6 { 1.0 / dy } else { 0.0 };
        let below = |value: f32| (value as i32).max(0) as usize;
        // The first whole number above.
        let above = |value: f32| below(value + 1.0);
        let last = below(ay.max(by) + MARGIN).min(self.height - 1);
        for row in above(ay.min(by) - MARGIN)..=last {
            let y = row as f32;
            let (mut begin, mut end) = (0.0f32, 1.0f32);
            if steep.abs() > 0.0 {
                let (one, other) = ((y - MARGIN - ay) * steep, (y + MARGIN - ay) * steep);
                (begin, end) = (one.min(other).clamp(0.0, 1.0), one.max(other).clamp(0.0, 1.0));
            }
            let (x0, x1) = (ax + begin * dx, ax + end * dx);
            let (first, last) = (above(x0.min(x1) - MARGIN), below(x0.max(x1) + MARGIN).min(self.width - 1));
            for column in first..=last {
                let (px, py) = (column as f32 - ax, y - ay);
                let share = ((px * dx + py * dy) * inverse).clamp(0.0, 1.0);
                let (ex, ey) = (px - share * dx, py - share * dy);
                take(row * self.width + column, ex * ex + ey * ey);
            }
        }
    }
}
