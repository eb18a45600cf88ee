//! A made-up city: cells like bricks with jittered corners (three boundaries meet at every corner, as in a Voronoi
//! diagram), connected grids grown over them, uniform demand. Everything follows from a seed.

use gridwright::base::{ArcId, CellId, GridId, NodeId, PlaneId, ScenarioId, Table};
use gridwright::edit::{Content, Document, Plan};
use gridwright::geodesy::Position;
use gridwright::model::{Assignment, Cell, Demand, Grid, Measure, Plane, Project, ScenarioInfo};
use gridwright::partition::{ArcShape, Partition};
use std::collections::{BTreeMap, VecDeque};

const WEST: i32 = 1_134_000_000;
const SOUTH: i32 = 348_000_000;
const SIDE: i32 = 10_000_000;

/// A small deterministic generator.
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// From -1 to 1.
    pub fn swing(&mut self) -> f64 {
        self.roll(2_000_001) as f64 / 1e6 - 1.0
    }

    fn poisson(&mut self, mean: f64) -> i64 {
        let (floor, mut product, mut n) = ((-mean).exp(), 1.0, -1);
        while product > floor {
            product *= self.roll(1 << 30) as f64 / f64::from(1 << 30);
            n += 1;
        }
        n
    }
}

/// What a city is like.
#[derive(Clone, Copy, Debug)]
pub struct City {
    /// Cells from west to east and from south to north.
    pub columns: i32,
    pub rows: i32,
    /// Grids of the lower level.
    pub n_grids: usize,
    pub n_points: u32,
    /// Vertices inside each boundary.
    pub n_inner: i32,
}

impl City {
    /// The city as a document with two levels of grids and four measures.
    pub fn build(self) -> Document {
        let mut dice = Dice(20_261_122);
        let partition = self.partition(&mut dice);
        let mut project = Project::default();
        for (name, unit) in [("users", "户"), ("revenue", "元"), ("households", "户"), ("ports", "个")] {
            project.measures.push(Measure::new(name, unit));
        }
        let plane = project.planes.push(Plane::new("公众", &["区县", "网格"]));
        let mut grids: Table<GridId, Grid> = Table::default();
        let n_districts = self.n_grids.div_ceil(25);
        let districts: Vec<GridId> = (0..n_districts).map(|d| grids.push(Grid::new(plane, format!("D{d:02}"), "", 0, None))).collect();
        let leaves: Vec<GridId> = (0..self.n_grids).map(|g| grids.push(Grid::new(plane, format!("G{g:03}"), "", 1, Some(districts[g / 25])))).collect();
        let assignment = grow(&partition, plane, &leaves, &mut dice);
        let mut cells: Table<CellId, Cell> = Table::default();
        for cell in partition.cells() {
            let code = format!("C{:05}", cell.0);
            cells.set(cell, Some(Cell { origin: code.clone(), code, ..Cell::default() }));
        }
        let mut scenarios: Table<ScenarioId, ScenarioInfo> = Table::default();
        let active = scenarios.push(ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: None });
        let plan = Plan { partition, cells, grids, assignment };
        Document::new(Content { project, demand: self.demand(&mut dice), scenarios, active, plan, ..Content::default() })
    }

    fn demand(self, dice: &mut Dice) -> Demand {
        let n = self.n_points as usize;
        let mut demand = Demand { ids: (0..self.n_points).collect(), positions: Vec::with_capacity(n), n_measures: 4, amounts: Vec::with_capacity(4 * n) };
        for _ in 0..n {
            demand.positions.push(Position::new(WEST + dice.roll(SIDE as u64) as i32, SOUTH + dice.roll(SIDE as u64) as i32));
            demand.amounts.extend([dice.poisson(3.0), dice.roll(500) as i64, dice.poisson(2.0), dice.roll(9) as i64]);
        }
        demand
    }

    /// Walls of a row in half columns, without the city's sides: even rows at whole columns, odd ones half a column on.
    fn walls(self, row: i32) -> impl Iterator<Item = i32> {
        (1..self.columns).map(move |column| 2 * column + row % 2)
    }

    fn cell(self, row: i32, half: i32) -> CellId {
        if !(0..self.rows).contains(&row) || half <= 0 || half >= 2 * self.columns {
            return CellId::OUTSIDE;
        }
        let column = ((half - row % 2) / 2).clamp(0, self.columns - 1);
        CellId((row * self.columns + column + 1) as u32)
    }

    fn partition(self, dice: &mut Dice) -> Partition {
        let mut nodes: BTreeMap<(i32, i32), (NodeId, Position)> = BTreeMap::new();
        for line in 0..=self.rows {
            let mut halves: Vec<i32> = [line - 1, line].into_iter().filter(|row| (0..self.rows).contains(row)).flat_map(|row| self.walls(row)).chain([0, 2 * self.columns]).collect();
            halves.sort_unstable();
            for half in halves {
                let position = self.corner(line, half, dice);
                nodes.insert((line, half), (NodeId(nodes.len() as u32), position));
            }
        }
        let mut arcs: Vec<ArcShape> = Vec::new();
        let keys: Vec<(i32, i32)> = nodes.keys().copied().collect();
        for pair in keys.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let (line, half) = pair[0];
            let (above, below) = (self.cell_east_of(line, half), self.cell_east_of(line - 1, half));
            arcs.push(self.arc(nodes[&pair[0]], nodes[&pair[1]], above, below, dice));
        }
        for row in 0..self.rows {
            for half in self.walls(row).chain([0, 2 * self.columns]) {
                arcs.push(self.arc(nodes[&(row, half)], nodes[&(row + 1, half)], self.cell(row, half - 1), self.cell_east_of(row, half), dice));
            }
        }
        Partition::from_arcs(arcs.into_iter().zip(0..).map(|(shape, id)| (ArcId(id), shape))).expect("bricks are a partition")
    }

    /// The cell of a row just east of a half column.
    fn cell_east_of(self, row: i32, half: i32) -> CellId {
        self.cell(row, half.max(1))
    }

    fn corner(self, line: i32, half: i32, dice: &mut Dice) -> Position {
        let (width, height) = (f64::from(SIDE) / f64::from(2 * self.columns), f64::from(SIDE) / f64::from(self.rows));
        let (mut x, mut y) = (f64::from(half) * width, f64::from(line) * height);
        if half > 0 && half < 2 * self.columns {
            x += 0.35 * width * dice.swing();
        }
        if line > 0 && line < self.rows {
            y += 0.25 * height * dice.swing();
        }
        Position::new(WEST + x as i32, SOUTH + y as i32)
    }

    /// A boundary with a gentle wave; the city's own sides are straight.
    fn arc(self, from: (NodeId, Position), to: (NodeId, Position), left: CellId, right: CellId, dice: &mut Dice) -> ArcShape {
        let (a, b) = (from.1, to.1);
        let (dx, dy) = (f64::from(b.lon - a.lon), f64::from(b.lat - a.lat));
        let is_side = left == CellId::OUTSIDE || right == CellId::OUTSIDE;
        let (waves, phase) = (2.0 + dice.swing(), 3.0 * dice.swing());
        let mut points = vec![a];
        for number in 1..=self.n_inner {
            let t = f64::from(number) / f64::from(self.n_inner + 1);
            let swing = if is_side { 0.0 } else { 0.012 * (std::f64::consts::PI * t).sin() * (std::f64::consts::TAU * t * waves + phase).sin() };
            points.push(Position::new(a.lon + (dx * t - dy * swing) as i32, a.lat + (dy * t + dx * swing) as i32));
        }
        points.push(b);
        ArcShape { from: from.0, to: to.0, left, right, is_locked: false, points: points.into() }
    }
}

/// Connected grids: breadth first from cells drawn by lot.
fn grow(partition: &Partition, plane: PlaneId, grids: &[GridId], dice: &mut Dice) -> Assignment {
    let cells: Vec<CellId> = partition.cells().collect();
    let mut assignment = Assignment::default();
    let mut front: VecDeque<(CellId, GridId)> = VecDeque::new();
    for grid in grids {
        let seed = std::iter::repeat_with(|| cells[dice.roll(cells.len() as u64) as usize]).find(|cell| assignment.grid(plane, *cell).is_none()).expect("there are more cells than grids");
        assignment.set(plane, seed, Some(*grid));
        front.push_back((seed, *grid));
    }
    while let Some((cell, grid)) = front.pop_front() {
        for (_, other) in partition.neighbours(cell) {
            if other != CellId::OUTSIDE && assignment.grid(plane, other).is_none() {
                assignment.set(plane, other, Some(grid));
                front.push_back((other, grid));
            }
        }
    }
    assignment
}
