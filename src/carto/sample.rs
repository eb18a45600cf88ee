//! Made-up scenes for tests: a round city of jittered square cells, grown into grids that are small in the middle.

use super::neighbours::color_neighbours;
use super::scene::{Boundary, Fill, LegendTexts, MapScene, OutletSymbol, ParentArea, ProblemMark, Reference, ReferenceKind, ReferenceShape, Region, RegionStatus};
use crate::geodesy::Position;
use crate::model::{OutletClass, OutletKind, OutletStatus};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A small generator of the same numbers everywhere (Knuth's MMIX constants).
pub(super) struct Lcg(u64);

impl Lcg {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493))
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn share(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1 << 20)
    }
}

const STEP: i32 = 40_000;
const WEST: i32 = 1_137_000_000;
const SOUTH: i32 = 351_000_000;

/// A city on a lattice of `side` × `side` cells.
struct City {
    side: usize,
    corners: Vec<Position>,
    /// Grid of each cell; [`None`] outside the city.
    grid: Vec<Option<usize>>,
}

impl City {
    fn grow(side: usize, grids: usize, random: &mut Lcg) -> Self {
        let corner = |x: usize, y: usize, random: &mut Lcg| {
            let mut jitter = || (random.share() * 0.5 - 0.25) * f64::from(STEP);
            Position::new(WEST + x as i32 * STEP + jitter() as i32, SOUTH + y as i32 * STEP + jitter() as i32)
        };
        let corners = (0..=side).flat_map(|y| (0..=side).map(move |x| (x, y))).map(|(x, y)| corner(x, y, random)).collect();
        let mut city = Self { side, corners, grid: vec![None; side * side] };
        let half = side as f64 / 2.0;
        let is_inside = |cell: usize| {
            let (dx, dy) = ((cell % side) as f64 + 0.5 - half, (cell / side) as f64 + 0.5 - half);
            let wave = 0.86 + 0.1 * libm::sin(5.0 * libm::atan2(dy, dx));
            libm::hypot(dx, dy) < half * wave
        };
        // Seeds gather in the middle: the radius is a share squared.
        let mut queue = VecDeque::new();
        while queue.len() < grids {
            let (radius, turn) = (libm::pow(random.share(), 0.75) * half, random.share() * std::f64::consts::TAU);
            let (x, y) = (half + radius * libm::cos(turn), half + radius * libm::sin(turn));
            let cell = (y as usize).min(side - 1) * side + (x as usize).min(side - 1);
            if is_inside(cell) && city.grid[cell].is_none() {
                city.grid[cell] = Some(queue.len());
                queue.push_back(cell);
            }
        }
        while let Some(cell) = queue.pop_front() {
            for next in city.beside(cell).into_iter().flatten() {
                if is_inside(next) && city.grid[next].is_none() {
                    city.grid[next] = city.grid[cell];
                    queue.push_back(next);
                }
            }
        }
        city
    }

    /// The cells to the south, east, north and west.
    fn beside(&self, cell: usize) -> [Option<usize>; 4] {
        let (x, y) = (cell % self.side, cell / self.side);
        [(y > 0).then(|| cell - self.side), (x + 1 < self.side).then(|| cell + 1), (y + 1 < self.side).then(|| cell + self.side), (x > 0).then(|| cell - 1)]
    }

    /// The two corners of a side, walked with the cell on the left.
    fn side_of(&self, cell: usize, direction: usize) -> (usize, usize) {
        let row = self.side + 1;
        let south_west = (cell / self.side) * row + cell % self.side;
        let ring = [south_west, south_west + 1, south_west + 1 + row, south_west + row];
        (ring[direction], ring[(direction + 1) % 4])
    }

    fn grid_at(&self, cell: Option<usize>) -> Option<usize> {
        self.grid[cell?]
    }

    /// The polygons of the cells that have some value, as rings with their holes in one list (even-odd).
    fn outline(&self, is_member: impl Fn(Option<usize>) -> bool) -> Vec<Vec<Position>> {
        let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for cell in (0..self.grid.len()).filter(|cell| is_member(self.grid[*cell])) {
            for (direction, other) in self.beside(cell).into_iter().enumerate() {
                if !is_member(self.grid_at(other)) {
                    let (from, to) = self.side_of(cell, direction);
                    next.entry(from).or_default().push(to);
                }
            }
        }
        let mut rings = Vec::new();
        while let Some((&start, _)) = next.iter().find(|(_, ends)| !ends.is_empty()) {
            let (mut ring, mut at) = (Vec::new(), start);
            while let Some(to) = next.get_mut(&at).and_then(Vec::pop) {
                ring.push(self.corners[at]);
                at = to;
            }
            ring.push(ring[0]);
            rings.push(ring);
        }
        // The largest ring is the shell.
        let size = |ring: &Vec<Position>| ring.windows(2).map(|pair| crate::geodesy::twice_area(pair[0], pair[1])).sum::<i128>().abs();
        rings.sort_by_key(|ring| std::cmp::Reverse(size(ring)));
        rings
    }
}

/// The districts of the city: quarters round the middle.
fn district(city: &City, seed: usize) -> usize {
    let cell = city.grid.iter().position(|grid| *grid == Some(seed)).unwrap_or(0);
    let half = city.side / 2;
    usize::from(cell % city.side >= half) + 2 * usize::from(cell / city.side >= half)
}

/// A city of so many grids with outlets; a few grids are out of tolerance, one is selected.
pub(super) fn city_scene(side: usize, grids: usize, outlets: usize, seed: u64) -> MapScene {
    let mut random = Lcg::new(seed);
    let city = City::grow(side, grids, &mut random);
    let mut edges = BTreeSet::new();
    let mut boundaries = Vec::new();
    let mut cell_outlines = Vec::new();
    for (cell, own) in city.grid.iter().enumerate() {
        for (direction, other) in city.beside(cell).into_iter().enumerate() {
            let beyond = city.grid_at(other);
            let (from, to) = city.side_of(cell, direction);
            let points = vec![city.corners[from], city.corners[to]];
            // Each side once: by the cell with the lower number, or by the city towards the outside.
            let is_mine = own.is_some() && (beyond.is_none() || other.is_some_and(|other| cell < other));
            let Some(mine) = own.filter(|_| is_mine) else { continue };
            match beyond {
                Some(theirs) if theirs == mine => cell_outlines.push(points),
                _ => {
                    let is_parent = beyond.is_none_or(|theirs| district(&city, theirs) != district(&city, mine));
                    if let Some(theirs) = beyond {
                        edges.insert((mine.min(theirs), mine.max(theirs)));
                    }
                    boundaries.push(Boundary { level: u8::from(is_parent), left: Some(mine as u32), right: beyond.map(|theirs| theirs as u32), points });
                }
            }
        }
    }
    let edges: Vec<(usize, usize)> = edges.into_iter().collect();
    let colors = color_neighbours(grids, &edges, None);
    let regions = (0..grids).map(|grid| region(&city, grid, colors[grid], &mut random)).collect();
    let names = ["卫滨区", "红旗区", "牧野区", "凤泉区"];
    let parents = names.iter().enumerate().map(|(i, name)| ParentArea {
        name: (*name).to_owned(),
        polygons: vec![city.outline(|grid| grid.is_some_and(|grid| district(&city, grid) == i))],
    });
    MapScene {
        title: "新乡市 营销网格 方案A".to_owned(),
        subtitle: "合成数据 Synthetic data".to_owned(),
        cell_count: city.grid.iter().flatten().count(),
        cell_outlines,
        regions,
        boundaries,
        parents: parents.collect(),
        reference: vec![road(side)],
        outlets: (0..outlets).map(|_| outlet(side, &mut random)).collect(),
        problems: vec![ProblemMark { position: Position::new(WEST + side as i32 * STEP / 3, SOUTH + side as i32 * STEP / 3), is_error: true }],
        legend: legend_texts(),
        attribution: "© 合成数据 Synthetic data".to_owned(),
        ..MapScene::default()
    }
}

fn region(city: &City, grid: usize, color: u8, random: &mut Lcg) -> Region {
    let deviation = random.share() * 0.2 - 0.1;
    let status = if deviation.abs() > 0.08 {
        RegionStatus::OverTolerance { is_above: deviation > 0.0, is_severe: deviation.abs() > 0.095 }
    } else {
        RegionStatus::Normal
    };
    let code = format!("N-{grid:02}");
    let figure = format!("{:.1}千户", 9.5 * (1.0 + deviation));
    Region {
        key: grid as u32,
        polygons: vec![city.outline(|other| other == Some(grid))],
        label: vec![format!("{code} 解放大道"), figure],
        short_label: code,
        fill: Fill::Category(color),
        status,
        is_selected: grid == 3,
    }
}

fn road(side: usize) -> Reference {
    let end = side as i32 * STEP;
    let line = vec![Position::new(WEST, SOUTH + end / 2), Position::new(WEST + end / 3, SOUTH + end / 2 + 9 * STEP), Position::new(WEST + end, SOUTH + end / 3)];
    Reference { kind: ReferenceKind::PrimaryRoad, shape: ReferenceShape::Lines(vec![line]) }
}

fn outlet(side: usize, random: &mut Lcg) -> OutletSymbol {
    let half = side as f64 / 2.0;
    let (radius, turn) = (libm::pow(random.share(), 1.2) * half * 0.85, random.share() * std::f64::consts::TAU);
    let place = |offset: f64| ((half + offset) * f64::from(STEP)) as i32;
    let kind = match random.below(100) {
        0..=1 => OutletKind::FlagshipHall,
        2..=5 => OutletKind::CommunityHall,
        6..=10 => OutletKind::SelfServiceTerminal,
        11..=30 => OutletKind::DesignatedStore,
        31..=36 => OutletKind::Competitor,
        _ => OutletKind::AgentPoint,
    };
    let classes = [OutletClass::A, OutletClass::B, OutletClass::C];
    let class = (kind.group() == crate::model::OutletGroup::Own).then(|| classes[random.below(3)]);
    OutletSymbol {
        position: Position::new(WEST + place(radius * libm::cos(turn)), SOUTH + place(radius * libm::sin(turn))),
        kind,
        class,
        status: if random.below(40) == 0 { OutletStatus::Planned } else { OutletStatus::Open },
        has_warning: random.below(60) == 0,
    }
}

fn legend_texts() -> LegendTexts {
    let kinds = [
        (OutletKind::FlagshipHall, "综合营业厅"),
        (OutletKind::CommunityHall, "社区厅"),
        (OutletKind::SelfServiceTerminal, "自助终端"),
        (OutletKind::DesignatedStore, "指定专营店"),
        (OutletKind::AgentPoint, "特约代理点"),
        (OutletKind::Competitor, "竞争对手网点"),
    ];
    LegendTexts {
        title: "图例".to_owned(),
        grid_boundary: "网格边界".to_owned(),
        parent_boundary: "区县边界".to_owned(),
        selected: "所选网格".to_owned(),
        above_tolerance: "高于容差".to_owned(),
        below_tolerance: "低于容差".to_owned(),
        no_data: "无数据".to_owned(),
        outlet_kinds: kinds.map(|(kind, name)| (kind, name.to_owned())).to_vec(),
        outlet_statuses: vec![(OutletStatus::Planned, "规划中".to_owned())],
        warning: "预警".to_owned(),
        cluster: "多个自有网点".to_owned(),
        problem: "问题".to_owned(),
        metre: "米".to_owned(),
        kilometre: "公里".to_owned(),
        north: "北".to_owned(),
    }
}
