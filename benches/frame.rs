//! What a frame of the whole window costs the processor: logic, panels, map and tessellation, without the rasteriser.
//!
//! `cargo bench --bench frame` prints one line of JSON for each case. It runs the application itself on a project file, with pointer
//! events as a person makes them. `GRIDWRIGHT_BENCH_POINTS` sets the number of demand points (1,000,000).
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

mod project;

use egui::{Event, Key, Pos2, vec2};
use egui_kittest::Harness;
use gridwright::app::App;
use gridwright::i18n::Language;
use gridwright::map::View;
use gridwright::partition::Vertex;
use gridwright::platform::peak_memory_bytes;
use project::{create, line};
use std::path::Path;
use std::time::Instant;

const DRAG_FRAMES: usize = 300;
const PAN_FRAMES: usize = 300;

fn main() -> anyhow::Result<()> {
    let points = std::env::var("GRIDWRIGHT_BENCH_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("city.gpkg");
    create(&path, points)?;
    let begun = Instant::now();
    let mut harness = open(&path);
    println!("{}", line("frame/first-useful", &mut [begun.elapsed().as_secs_f64() * 1e3], 1_000.0, ""));
    idle(&mut harness);
    drag(&mut harness);
    pan(&mut harness);
    let peak = peak_memory_bytes().unwrap_or_default() >> 20;
    println!("{{\"name\":\"frame/memory\",\"peak_mb\":{peak},\"target_mb\":900}}");
    Ok(())
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

/// One frame with what was asked of it, tessellation included; milliseconds.
fn frame(harness: &mut Harness<'_, App>) -> f64 {
    let begun = Instant::now();
    harness.step();
    let shapes = harness.output().shapes.clone();
    std::hint::black_box(harness.ctx.tessellate(shapes, 1.0));
    begun.elapsed().as_secs_f64() * 1e3
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
    let mut times = Vec::with_capacity(DRAG_FRAMES);
    for number in 0..DRAG_FRAMES {
        let angle = number as f32 * 0.13;
        harness.hover_at(start + vec2(22.0 * angle.cos() - 22.0, 16.0 * angle.sin()));
        times.push(frame(harness));
    }
    let is_gesture = harness.state().project().is_some_and(|project| project.gesture().is_some());
    harness.drop_at(start);
    harness.run_steps(3);
    let cells = harness.state().project().map_or(0, |project| project.document().plan().partition.n_cells());
    println!("{}", line("frame/drag", &mut times, 16.0, &format!(",\"cells\":{cells},\"is_gesture\":{is_gesture}")));
}

fn pan(harness: &mut Harness<'_, App>) {
    harness.key_press(Key::Home);
    harness.run_steps(4);
    let middle = view(harness).rect.center();
    harness.hover_at(middle);
    let button = |pressed: bool, pos: Pos2| Event::PointerButton { pos, button: egui::PointerButton::Middle, pressed, modifiers: egui::Modifiers::NONE };
    harness.event(button(true, middle));
    harness.step();
    let mut times = Vec::with_capacity(PAN_FRAMES);
    for number in 0..PAN_FRAMES {
        let angle = number as f32 * 0.05;
        harness.hover_at(middle + vec2(180.0 * angle.sin(), 120.0 * (1.0 - angle.cos())));
        times.push(frame(harness));
    }
    harness.event(button(false, middle));
    harness.run_steps(2);
    println!("{}", line("frame/pan", &mut times, 16.0, ""));
}
