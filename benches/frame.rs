//! What a frame of the whole window costs the processor: logic, panels, map and tessellation, without the rasteriser.
//!
//! `cargo bench --bench frame` prints one line of JSON for each case. It runs the application itself on project files, with pointer
//! events as a person makes them: dragging in 5,000 cells and 500 grids over 1,000,000 demand points with four measures, panning
//! over 10,000 cells and 20,000 outlets with the density layer. Another process writes the files, so that memory is the window's own.
//! `GRIDWRIGHT_BENCH_POINTS` sets the number of demand points.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

mod support;

use egui::{Event, Key, Pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use gridwright::app::App;
use gridwright::i18n::Language;
use gridwright::jobs::now_utc;
use gridwright::map::{Layer, View};
use gridwright::model::{Outlet, OutletKind, OutletStatus};
use gridwright::partition::Vertex;
use gridwright::platform::peak_memory_bytes;
use gridwright::store::{DemandRow, NewProject, ProjectFile};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;
use support::{Case, City, Dice, Samples};

const DRAG_FRAMES: usize = 300;
const PAN_FRAMES: usize = 300;
const DRAG_CITY: City = City { columns: 50, rows: 100, n_grids: 500, n_points: 1_000_000, n_inner: 3 };
const PAN_CITY: City = City { columns: 100, rows: 100, n_grids: 500, n_points: 1_000_000, n_inner: 3 };
const PAN_OUTLETS: usize = 20_000;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, path, n_outlets] = arguments.as_slice()
        && flag == "--write"
    {
        let n_outlets: usize = n_outlets.parse()?;
        return write(if n_outlets == 0 { DRAG_CITY } else { PAN_CITY }, n_outlets, Path::new(path));
    }
    let folder = tempfile::tempdir()?;
    let (dragged, panned) = (folder.path().join("drag.gpkg"), folder.path().join("pan.gpkg"));
    for (path, n_outlets) in [(&dragged, 0), (&panned, PAN_OUTLETS)] {
        let status = std::process::Command::new(std::env::current_exe()?).arg("--write").arg(path).arg(n_outlets.to_string()).status()?;
        anyhow::ensure!(status.success(), "the process that writes the city failed");
    }
    let begun = Instant::now();
    let mut harness = open(&dragged);
    let mut opening = Samples::default();
    opening.push(begun.elapsed());
    Case { name: "frame/open-and-draw", target_p99_ms: 2_000.0, ..Case::default() }.print(&opening);
    idle(&mut harness);
    drag(&mut harness);
    memory("frame/memory-drag");
    drop(harness);
    let mut harness = open(&panned);
    pan(&mut harness);
    memory("frame/memory-pan");
    Ok(())
}

fn memory(name: &str) {
    println!("{{\"name\":\"{name}\",\"peak_mb\":{},\"target_mb\":900}}", peak_memory_bytes().unwrap_or_default() >> 20);
}

/// Writes a city as a project.
fn write(mut city: City, n_outlets: usize, path: &Path) -> anyhow::Result<()> {
    if let Some(points) = std::env::var("GRIDWRIGHT_BENCH_POINTS").ok().and_then(|text| text.parse().ok()) {
        city.n_points = points;
    }
    let document = city.build();
    let (project, demand) = (document.project(), document.demand());
    let mut dice = Dice(3);
    let kinds = [OutletKind::AgentPoint, OutletKind::TownshipHall, OutletKind::SelfServiceTerminal];
    let outlets = (0..n_outlets)
        .map(|number| {
            let position = demand.positions[dice.roll(demand.len() as u64) as usize];
            let kind = kinds[number % kinds.len()];
            let (status, attributes) = (OutletStatus::Open, BTreeMap::new());
            Outlet { code: format!("O{number:05}"), name: format!("第{number}代办点"), kind, class: None, status, position, contract_end: None, is_synthetic: true, attributes }
        })
        .collect();
    let rows = demand.positions.iter().zip(demand.amounts.chunks_exact(4)).enumerate().map(|(number, (position, amounts))| DemandRow {
        fid: None,
        code: format!("D{number:07}").into(),
        name: "".into(),
        kind: "house",
        position: *position,
        amounts: amounts.into(),
    });
    let new = NewProject {
        project: project.clone(),
        plan: document.plan().clone(),
        scenarios: document.scenarios().rows().cloned().collect(),
        active: 0,
        outlets,
        reference: Vec::new(),
        demand: Box::new(rows),
    };
    Ok(ProjectFile::create(path, new, &now_utc())?)
}

fn open(path: &Path) -> Harness<'static, App> {
    let path = path.to_owned();
    let builder = Harness::builder().with_size(vec2(1440.0, 900.0)).with_step_dt(1.0 / 60.0).allow_missing_glyphs();
    let mut harness = builder.build_eframe(move |creation| App::new(creation, Some(path), Some(Language::English)));
    while harness.state().map().is_none_or(|map| map.view().is_none()) {
        harness.step();
    }
    harness.run_steps(2);
    harness
}

fn view(harness: &Harness<'_, App>) -> View {
    *harness.state().map().and_then(|map| map.view()).expect("the map has been painted")
}

/// One frame with what was asked of it, tessellation included.
fn frame(harness: &mut Harness<'_, App>, times: &mut Samples) {
    let begun = Instant::now();
    harness.step();
    let shapes = harness.output().shapes.clone();
    std::hint::black_box(harness.ctx.tessellate(shapes, 1.0));
    times.push(begun.elapsed());
}

/// A window in which nothing happens asks for no further frame.
fn idle(harness: &mut Harness<'_, App>) {
    harness.run_steps(4);
    let wait = harness.output().viewport_output.values().map(|output| output.repaint_delay).min().unwrap_or_default();
    println!("{{\"name\":\"frame/idle\",\"next_frame_asked_in_s\":{}}}", wait.as_secs_f64().min(1e9));
}

/// A vertex between two grids near the middle of the frame.
fn vertex_between_grids(harness: &Harness<'_, App>) -> Option<Pos2> {
    let view = view(harness);
    let project = harness.state().project()?;
    let (document, plane) = (project.document(), project.focus().plane);
    let partition = &document.plan().partition;
    let candidates = partition.arcs().iter().filter(|(_, arc)| {
        let grid = |cell| document.plan().assignment.grid(plane, cell);
        arc.shape.points.len() >= 3 && grid(arc.shape.left).is_some() && grid(arc.shape.right).is_some() && grid(arc.shape.left) != grid(arc.shape.right)
    });
    let middle = view.rect.center();
    let points = candidates.filter_map(|(id, arc)| {
        let at = arc.shape.points.len() / 2;
        partition.vertex_position(Vertex::Inner { arc: id, at }).map(|position| view.point(position))
    });
    points.min_by(|a, b| (*a - middle).length().total_cmp(&(*b - middle).length()))
}

fn drag(harness: &mut Harness<'_, App>) {
    harness.key_press(Key::B);
    harness.run_steps(2);
    // Near enough to grab a vertex and not its neighbours.
    for _ in 0..4 {
        harness.key_press(Key::Plus);
        harness.run_steps(2);
    }
    harness.run_steps(10);
    let Some(start) = vertex_between_grids(harness) else { return };
    harness.hover_at(start);
    harness.step();
    harness.drag_at(start);
    harness.step();
    let mut times = Samples::default();
    for number in 0..DRAG_FRAMES {
        let angle = number as f32 * 0.13;
        harness.hover_at(start + vec2(22.0 * angle.cos() - 22.0, 16.0 * angle.sin()));
        frame(harness, &mut times);
    }
    let is_gesture = harness.state().project().is_some_and(|project| project.gesture().is_some());
    harness.drop_at(start);
    harness.run_steps(3);
    let cells = harness.state().project().map_or(0, |project| project.document().plan().partition.n_cells());
    let more = vec![("cells", cells as f64), ("is_gesture", f64::from(u8::from(is_gesture)))];
    Case { name: "frame/drag", target_p50_ms: Some(8.0), target_p99_ms: 16.0, more }.print(&times);
}

fn pan(harness: &mut Harness<'_, App>) {
    let demand = gridwright::i18n::text(Language::English, Layer::Demand.key(), &[]);
    harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, &demand).click();
    harness.run_steps(30);
    harness.key_press(Key::Home);
    harness.run_steps(4);
    let middle = view(harness).rect.center();
    harness.hover_at(middle);
    let button = |pressed: bool, pos: Pos2| Event::PointerButton { pos, button: egui::PointerButton::Middle, pressed, modifiers: egui::Modifiers::NONE };
    harness.event(button(true, middle));
    harness.step();
    let mut times = Samples::default();
    for number in 0..PAN_FRAMES {
        let angle = number as f32 * 0.05;
        harness.hover_at(middle + vec2(180.0 * angle.sin(), 120.0 * (1.0 - angle.cos())));
        frame(harness, &mut times);
    }
    harness.event(button(false, middle));
    harness.run_steps(2);
    Case { name: "frame/pan", target_p99_ms: 16.0, ..Case::default() }.print(&times);
}
