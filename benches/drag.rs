//! Dragging boundaries: what one pointer event costs with figures live, and what taking the drag back costs.
//!
//! Each event does what the window does: amend the open transaction to the pointer's position (legality, exact sums,
//! areas, perimeters), compute the level's balance in all four measures, read before and after of the grids it touched.

mod support;

use gridwright::base::{CellId, PlaneId};
use gridwright::edit::{Command, Document, Label};
use gridwright::geodesy::{Position, offset_m};
use gridwright::metrics::{LevelIndex, level_balance};
use gridwright::partition::Vertex;
use std::hint::black_box;
use std::time::Instant;
use support::{Case, City, Dice, Samples};

const PLANE: PlaneId = PlaneId(0);
const LEVEL: u8 = 1;
const CITY: City = City { columns: 50, rows: 100, n_grids: 500, n_points: 1_000_000, n_inner: 1 };

/// One event of a drag as the window sees it; returns how many demand points changed cells.
fn event(document: &mut Document, level: &LevelIndex, vertex: Vertex, to: Position) -> usize {
    let command = Command::MoveVertices { moves: vec![(vertex, to)], is_clamped: true };
    let effects = document.amend(&command).expect("a clamped move of a free vertex is not refused");
    for measure in 0..4 {
        black_box(level_balance(document.project(), document.ledger(), level, measure));
    }
    for (grid, before) in document.ledger().before(PLANE) {
        for measure in 0..4 {
            black_box(document.ledger().grid_sum(PLANE, grid, measure) - before.sums[measure]);
        }
    }
    effects.points.len()
}

/// The time of the parts of a drag.
#[derive(Default)]
struct Times {
    events: Samples,
    commits: Samples,
    /// The whole drag as one command, for comparison with taking it back.
    doing: Samples,
    undoing: Samples,
    points: usize,
    n_events: usize,
}

/// Many drags of vertices on grid borders, each of twenty events some tens of metres apart.
fn drags(document: &mut Document, n_drags: usize) -> Times {
    let vertices = border_vertices(document, PLANE);
    let level = LevelIndex::new(document.view(), document.project(), PLANE, LEVEL);
    let mut dice = Dice(7);
    let mut times = Times::default();
    for _ in 0..n_drags {
        let vertex = vertices[dice.roll(vertices.len() as u64) as usize];
        let start = document.plan().partition.vertex_position(vertex).expect("drags keep all vertices");
        let (east, north) = (30.0 * dice.swing(), 30.0 * dice.swing());
        document.begin(Label::new("step-move")).expect("nothing is open");
        for number in 1..=20 {
            let to = offset_m(start, east * f64::from(number) + 5.0 * dice.swing(), north * f64::from(number) + 5.0 * dice.swing());
            let clock = Instant::now();
            times.points += event(document, &level, vertex, to);
            times.events.push(clock.elapsed());
            times.n_events += 1;
        }
        let clock = Instant::now();
        let step = document.commit();
        times.commits.push(clock.elapsed());
        if step.is_none() {
            continue;
        }
        let end = document.plan().partition.vertex_position(vertex).expect("still there");
        document.undo(None).expect("the drag was a step");
        for _ in 0..5 {
            let clock = Instant::now();
            let done = document.run(&Command::MoveVertices { moves: vec![(vertex, end)], is_clamped: false }, Label::new("step-move"));
            times.doing.push(clock.elapsed());
            assert!(done.is_ok(), "where a drag ended a move may go");
            let clock = Instant::now();
            document.undo(None);
            times.undoing.push(clock.elapsed());
        }
    }
    times
}

/// The vertices on boundaries between two grids, in order.
fn border_vertices(document: &Document, plane: PlaneId) -> Vec<Vertex> {
    let view = document.view();
    let mut vertices = Vec::new();
    for (id, arc) in view.partition.arcs().iter() {
        let shape = &arc.shape;
        if shape.left != CellId::OUTSIDE && shape.right != CellId::OUTSIDE && view.assignment.grid(plane, shape.left) != view.assignment.grid(plane, shape.right) {
            vertices.extend([Vertex::Node(shape.from), Vertex::Node(shape.to)]);
            vertices.extend((1..shape.points.len() - 1).map(|at| Vertex::Inner { arc: id, at }));
        }
    }
    vertices.sort_unstable();
    vertices.dedup();
    vertices
}

fn print_drags(names: [&'static str; 3], document: &mut Document, n_drags: usize, target_p99_ms: f64) -> f64 {
    let times = drags(document, n_drags);
    let more = vec![("points_per_event", times.points as f64 / times.n_events as f64)];
    Case { name: names[0], target_p50_ms: Some(0.2), target_p99_ms, more }.print(&times.events);
    Case { name: names[1], target_p99_ms: 1.0, ..Case::default() }.print(&times.commits);
    let target = times.doing.quantile(0.99);
    let more = vec![("doing_p50_ms", times.doing.quantile(0.5)), ("doing_p99_ms", target)];
    Case { name: names[2], target_p99_ms: target, more, ..Case::default() }.print(&times.undoing);
    times.events.quantile(0.99)
}

/// What is computed beside the edit itself: the live balance, and the full report of a level.
fn figures(names: [&'static str; 2], document: &Document) {
    let level = LevelIndex::new(document.view(), document.project(), PLANE, LEVEL);
    let (mut balances, mut reports) = (Samples::default(), Samples::default());
    for _ in 0..2_000 {
        let clock = Instant::now();
        for measure in 0..4 {
            black_box(level_balance(document.project(), document.ledger(), &level, measure));
        }
        balances.push(clock.elapsed());
    }
    for _ in 0..50 {
        let clock = Instant::now();
        black_box(document.report(PLANE, LEVEL));
        reports.push(clock.elapsed());
    }
    Case { name: names[0], target_p99_ms: 0.06, ..Case::default() }.print(&balances);
    Case { name: names[1], target_p99_ms: 150.0, ..Case::default() }.print(&reports);
}

/// One corner of large cells to and fro, over about 20,000 demand points each time.
fn sweeps() {
    let mut document = City { columns: 4, rows: 5, n_grids: 10, n_inner: 0, ..CITY }.build();
    let level = LevelIndex::new(document.view(), document.project(), PLANE, LEVEL);
    let mut dice = Dice(3);
    let (mut samples, mut undoing, mut points) = (Samples::default(), Samples::default(), 0);
    let vertices = border_vertices(&document, PLANE);
    while points < 1_000 * 20_000 {
        let vertex = vertices[dice.roll(vertices.len() as u64) as usize];
        let start = document.plan().partition.vertex_position(vertex).expect("there");
        document.begin(Label::new("step-move")).expect("nothing is open");
        for _ in 0..10 {
            let to = offset_m(start, 9_000.0 * dice.swing(), 9_000.0 * dice.swing());
            let clock = Instant::now();
            let moved = event(&mut document, &level, vertex, to);
            let elapsed = clock.elapsed();
            if (15_000..25_000).contains(&moved) {
                samples.push(elapsed);
                points += moved;
            }
        }
        if document.commit().is_some() {
            for _ in 0..5 {
                let clock = Instant::now();
                let moved = document.undo(None).map_or(0, |(_, effects)| effects.points.len());
                if (15_000..25_000).contains(&moved) {
                    undoing.push(clock.elapsed());
                }
                document.redo(None);
            }
            document.undo(None);
        }
    }
    Case { name: "sweep_20k_points", target_p99_ms: 4.0, ..Case::default() }.print(&samples);
    Case { name: "sweep_undo", target_p99_ms: 4.0, ..Case::default() }.print(&undoing);
}

fn main() {
    // `cargo bench --bench drag -- sweep` runs only what is named so.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let mut p99_ms = 0.5;
    if is_wanted("drag") {
        let mut document = CITY.build();
        p99_ms = print_drags(["drag", "drag_commit", "drag_undo"], &mut document, 100, 1.0);
        figures(["level_balance_500_grids_4_measures", "report_500_grids"], &document);
    }
    if is_wanted("sweep") {
        sweeps();
    }
    if is_wanted("vertices") {
        let wavy = City { n_inner: 220, ..CITY };
        let mut document = wavy.build();
        print_drags(["drag_200_vertices", "drag_200_vertices_commit", "drag_200_vertices_undo"], &mut document, 100, 1.0);
        figures(["level_balance_200_vertices", "report_500_grids_3m_vertices"], &document);
    }
    if is_wanted("10m") {
        let large = City { n_points: 10_000_000, ..CITY };
        // Ten times the demand may cost twice the time.
        print_drags(["drag_10m_points", "drag_10m_points_commit", "drag_10m_points_undo"], &mut large.build(), 100, 2.0 * p99_ms);
    }
}
