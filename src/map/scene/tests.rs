//! The scene as a whole: what a frame asks for, what is on the picture, what it costs.

use super::*;
use crate::carto::{Method, Ramp};
use crate::edit::fixture::content;
use crate::edit::{Command, Label};
use crate::map::{Camera, LayerStyle, Pick};
use egui::{Rect, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::wgpu::{WgpuTestRenderer, create_render_state, default_wgpu_setup};

/// Everything a look borrows.
struct Stand {
    document: Document,
    focus: Focus,
    figures: Figures,
    layers: Layers,
    thematic: Thematic,
    selection: Selection,
    hover: Option<Item>,
    problems: Vec<Finding>,
    theme: Theme,
    language: Language,
    camera: Option<Camera>,
    scene: Scene,
}

impl Stand {
    fn new(document: Document) -> Self {
        let focus = Focus::of(&document);
        let figures = Figures::new(&document, &focus);
        Self {
            figures,
            focus,
            document,
            layers: Layers::default(),
            thematic: Thematic::default(),
            selection: Selection::default(),
            hover: None,
            problems: Vec::new(),
            theme: Theme::of(ThemeKind::Light),
            language: Language::Chinese,
            camera: None,
            scene: Scene::default(),
        }
    }

    fn view(&self, rect: Rect) -> View {
        View::new(self.camera.unwrap_or_else(|| Camera::fit(&self.document.plan().partition.bounds(), rect.size(), 40.0)), rect)
    }

    fn paint(&mut self, painter: &Painter, rect: Rect) {
        self.figures.update(&self.document, &self.focus, true);
        let view = self.view(rect);
        let mut scene = std::mem::take(&mut self.scene);
        let look = Look {
            view: &view,
            document: &self.document,
            focus: &self.focus,
            figures: &self.figures,
            layers: &self.layers,
            thematic: &self.thematic,
            selection: &self.selection,
            hover: self.hover,
            problems: &self.problems,
            flash: None,
            theme: &self.theme,
            language: self.language,
        };
        scene.paint(painter, &look);
        self.scene = scene;
    }

    fn run(&mut self, command: &Command) {
        let (_, effects) = self.document.run(command, Label::default()).unwrap();
        self.scene.follow(&self.document, &self.focus, &effects);
    }
}

const SIZE: Vec2 = vec2(800.0, 600.0);

/// A harness that paints a stand; on a software driver where one is asked for and found.
fn harness(stand: Stand, size: Vec2, is_rendered: bool) -> Option<Harness<'static, Stand>> {
    let builder = Harness::builder().with_size(size).with_context_setup(crate::ui::theme::install_fonts);
    let builder = if is_rendered {
        // Where there is no driver the harness can only panic.
        let state = std::panic::catch_unwind(|| create_render_state(default_wgpu_setup(), eframe::egui_wgpu::RendererOptions::PREDICTABLE)).ok()?;
        install(&state);
        builder.renderer(WgpuTestRenderer::from_render_state(state))
    } else {
        builder
    };
    let app = |ui: &mut egui::Ui, stand: &mut Stand| {
        let rect = ui.ctx().content_rect();
        let painter = ui.ctx().layer_painter(egui::LayerId::background()).with_clip_rect(rect);
        stand.paint(&painter, rect);
    };
    Some(builder.build_ui_state(app, stand))
}

/// Layers that would stand over the fills are hidden.
fn bare(stand: &mut Stand) {
    for layer in Layer::ALL {
        let is_visible = matches!(layer, Layer::Grids | Layer::Cells | Layer::Reference);
        stand.layers.set(layer, LayerStyle { is_visible, opacity: 1.0 });
    }
    stand.scene.is_legend_hidden = true;
}

#[test]
fn without_a_graphics_card_everything_else_is_painted() {
    let mut harness = harness(Stand::new(Document::new(content(4))), SIZE, false).unwrap();
    harness.run_steps(3);
    let report = harness.state().scene.report();
    assert!(report.drawings > 4 && report.corners > 25 * 6 && report.labels > 0 && report.sent_bytes == 0, "{report:?}");
}

#[test]
fn an_empty_document_is_a_blank_map() {
    let mut harness = harness(Stand::new(Document::new(crate::edit::Content::default())), SIZE, false).unwrap();
    harness.run_steps(2);
    assert_eq!(harness.state().scene.report().corners, 0);
}

#[test]
fn the_legend_names_the_classes_that_colour_the_map() {
    let mut stand = Stand::new(Document::new(content(4)));
    stand.thematic = Thematic::Amount { method: Method::Jenks { classes: 3 }, ramp: Ramp::YellowGreenBlue };
    let mut harness = harness(stand, SIZE, false).unwrap();
    harness.run_steps(2);
    let stand = harness.state();
    let (scene, balance) = (&stand.scene, stand.figures.in_focus().unwrap());
    let classes = scene.classes().unwrap();
    assert_eq!(classes.counts.iter().sum::<usize>(), balance.sums.len());
    for (slot, sum) in balance.sums.iter().enumerate() {
        let class = classes.classification.class_of(*sum as f64).unwrap();
        assert_eq!(scene.tints.of(slot).unwrap().fill, classes.colors[class]);
        let row = scene.legend.rows.iter().find(|row| row.text == classes.labels[class]).unwrap();
        assert!(matches!(row.icon, legend::Icon::Swatch(color, ..) if color == classes.colors[class]), "{row:?}");
    }
}

#[test]
fn balance_is_neutral_inside_the_tolerance_and_blue_below() {
    let mut stand = Stand::new(Document::new(content(4)));
    stand.thematic = Thematic::Balance;
    let mut harness = harness(stand, SIZE, false).unwrap();
    harness.run_steps(2);
    let stand = harness.state();
    let (classes, balance) = (stand.scene.classes().unwrap(), stand.figures.in_focus().unwrap());
    let tolerance = stand.document.project().measures[stand.focus.measure].tolerance();
    let middle = classes.color_of(0.0).unwrap();
    for slot in 0..balance.sums.len() {
        let (fill, deviation) = (stand.scene.tints.of(slot).unwrap().fill, balance.deviation(slot));
        assert_eq!(fill == middle, deviation.abs() <= tolerance, "{deviation}");
        assert!(deviation >= -tolerance || fill.b > fill.r, "{deviation} {fill:?}");
        assert!(deviation <= tolerance || fill.r > fill.b, "{deviation} {fill:?}");
    }
}

#[test]
fn breaks_stay_while_a_gesture_is_open() {
    let mut stand = Stand::new(Document::new(content(4)));
    stand.thematic = Thematic::Amount { method: Method::Jenks { classes: 3 }, ramp: Ramp::Blues };
    let mut harness = harness(stand, SIZE, false).unwrap();
    harness.run_steps(2);
    let before = harness.state().scene.classes().unwrap().labels.clone();
    let stand = harness.state_mut();
    stand.document.begin(Label::default()).unwrap();
    let grid = stand.figures.index().grids()[0];
    let cells: Vec<_> = stand.document.plan().partition.cells().take(12).collect();
    let effects = stand.document.amend(&Command::Assign(stand.focus.plane, cells, Some(grid))).unwrap();
    stand.scene.follow(&stand.document, &stand.focus, &effects);
    harness.run_steps(2);
    assert_eq!(harness.state().scene.classes().unwrap().labels, before);
    harness.state_mut().document.commit();
    // A new revision comes with whatever is done next.
    let name = harness.state().document.plan().grids[grid].clone();
    harness.state_mut().run(&Command::SetGrid(grid, crate::model::Grid { name: "新名".to_owned(), ..name }));
    harness.run_steps(2);
    assert_ne!(harness.state().scene.classes().unwrap().labels, before);
}

#[test]
fn the_legend_reads_in_both_languages() {
    for (language, expected) in [
        (Language::Chinese, ["特约代理点 40", "网格边界", "上级边界", "高于容差", "低于容差"]),
        (Language::English, ["Agent point 40", "Grid boundary", "Boundary one level up", "Above tolerance", "Below tolerance"]),
    ] {
        let mut stand = Stand::new(Document::new(content(4)));
        stand.language = language;
        let mut harness = harness(stand, SIZE, false).unwrap();
        harness.run_steps(2);
        let rows: Vec<String> = harness.state().scene.legend.rows.iter().map(|row| format!("{} {}", row.text, row.note).trim().to_owned()).collect();
        assert_eq!(rows, expected);
    }
}

#[test]
fn the_legend_explains_the_statuses_that_the_map_shows() {
    let mut document = Document::new(content(4));
    let rows: Vec<_> = document.outlets().iter().take(6).zip(crate::model::OutletStatus::ALL).map(|((id, outlet), status)| (Some(id), Some(crate::model::Outlet { status: *status, ..outlet.clone() }))).collect();
    document.run(&Command::PutOutlets(rows), Label::default()).unwrap();
    let looks: std::collections::BTreeSet<u32> = document.outlets().rows().take(6).map(|outlet| outlets::look(outlet, outlet.status, false)).collect();
    assert_eq!(looks.len(), 6, "every status looks different");
    let mut harness = harness(Stand::new(document), SIZE, false).unwrap();
    harness.run_steps(2);
    let texts: Vec<&str> = harness.state().scene.legend.rows.iter().filter(|row| matches!(row.icon, legend::Icon::Symbol { .. })).map(|row| row.text.as_str()).collect();
    assert_eq!(texts.len(), 5, "{texts:?}");
    assert!(texts[1..].iter().zip(["规划中", "已选定", "筹建中", "待迁"]).all(|(text, wanted)| *text == wanted), "{texts:?}");
}

#[test]
fn placed_labels_stay_while_the_map_is_panned() {
    let mut harness = harness(Stand::new(Document::new(content(4))), SIZE, false).unwrap();
    harness.run_steps(2);
    let view = harness.state().view(Rect::from_min_size(egui::Pos2::ZERO, SIZE));
    let before = harness.state().scene.labels.last();
    assert!(!before.is_empty());
    let mut camera = view.camera;
    camera.pan(vec2(37.0, -21.0));
    harness.state_mut().camera = Some(camera);
    harness.run_steps(1);
    for label in harness.state().scene.labels.last() {
        let old = before.iter().find(|old| old.key == label.key).unwrap();
        assert!((label.rect.min - old.rect.min - vec2(37.0, -21.0)).length() < 0.1, "{old:?} {label:?}");
    }
    assert_eq!(harness.state().scene.labels.last().len(), before.len());
}

#[test]
fn grids_have_their_tones_on_the_picture() {
    let mut stand = Stand::new(Document::new(content(4)));
    bare(&mut stand);
    let Some(mut harness) = harness(stand, SIZE, true) else {
        println!("skipped: no graphics driver, not even a software one, was found");
        return;
    };
    harness.run_steps(3);
    let picture = harness.render().unwrap();
    let stand = harness.state();
    let view = stand.view(Rect::from_min_size(egui::Pos2::ZERO, SIZE));
    let at = |point: egui::Pos2| picture.get_pixel(point.x as u32, point.y as u32).0;
    let is_near = |pixel: [u8; 4], color: crate::carto::Color| [color.r, color.g, color.b].iter().zip(pixel).all(|(one, two)| one.abs_diff(two) <= 3);
    let mut n_checked = 0;
    for cell in stand.document.plan().partition.cells() {
        let slot = stand.scene.shapes.slots.of_cell(cell);
        let place = view.point(stand.document.plan().partition.interior_position(cell).unwrap());
        let Some(tint) = slot.checked_sub(1).and_then(|slot| stand.scene.tints.of(slot as usize)) else { continue };
        let pixel = at(place);
        assert!(is_near(pixel, tint.seen(&stand.theme)), "{cell:?}: {pixel:?} for {:?}", tint.seen(&stand.theme));
        n_checked += 1;
    }
    assert!(n_checked >= 15, "{n_checked}");
    assert!(is_near(at(egui::pos2(6.0, 6.0)), stand.theme.land));
    assert!(stand.scene.report().sent_bytes < 4096, "an idle frame sends its uniforms only: {:?}", stand.scene.report());
}

#[test]
#[ignore = "writes pictures to look at; GRIDWRIGHT_LOOK names a project file and GRIDWRIGHT_PICTURES a folder"]
fn scene_pictures() {
    let path = std::path::PathBuf::from(std::env::var("GRIDWRIGHT_LOOK").unwrap());
    let folder = std::path::PathBuf::from(std::env::var("GRIDWRIGHT_PICTURES").unwrap());
    let only = std::env::var("GRIDWRIGHT_ONLY").unwrap_or_default();
    let session = look_support::open(&path);
    let document = session.clone();
    let problems = look_support::problems(&document);
    let bounds = document.plan().partition.bounds();
    let busiest = look_support::busiest(&document);
    for (name, zoom, kind, language, change) in look_support::CASES {
        if !only.is_empty() && !name.contains(&only) {
            continue;
        }
        let mut stand = Stand::new(document.clone());
        stand.problems = problems.clone();
        stand.theme = Theme::of(kind);
        stand.language = language;
        let mut camera = Camera::fit(&bounds, vec2(1400.0, 900.0), 30.0);
        if zoom != 0.0 {
            camera = Camera { center: crate::map::camera::world_of(busiest), zoom: camera.zoom + zoom };
        }
        stand.camera = Some(camera);
        change(&mut stand);
        let mut harness = harness(stand, vec2(1400.0, 900.0), true).unwrap();
        harness.run_steps(40);
        let picture = harness.render().unwrap();
        println!("{name} zoom {:.1} {:?}", camera.zoom, harness.state().scene.report());
        picture.save(folder.join(format!("{name}.png"))).unwrap();
    }
}

/// A city of 10,000 cells in 500 grids with 20,000 outlets and a million demand points.
fn large_city() -> Document {
    const SIDE: i32 = 100;
    let mut dice = crate::partition::fixture::Dice(77);
    let mut content = content(4);
    let (plane, outlet) = (crate::base::PlaneId(0), content.outlets.rows().next().unwrap().clone());
    content.plan.partition = crate::partition::fixture::lattice(SIDE);
    let parents: Vec<_> = (0..20).map(|at| content.plan.grids.push(crate::model::Grid::new(plane, format!("P{at}"), format!("片区{at}"), 0, None))).collect();
    let grids: Vec<_> = (0..500).map(|at| content.plan.grids.push(crate::model::Grid::new(plane, format!("G{at:03}"), format!("网格{at}"), 1, Some(parents[at / 25])))).collect();
    content.plan.assignment = crate::model::Assignment::default();
    for cell in content.plan.partition.cells() {
        let (x, y) = ((cell.0 as i32 - 1) % SIDE, (cell.0 as i32 - 1) / SIDE);
        content.plan.assignment.set(plane, cell, Some(grids[(y / 4 * 20 + x / 5) as usize]));
    }
    let reach = i64::from(SIDE * crate::partition::fixture::STEP);
    let mut place = || crate::partition::fixture::at(dice.roll(reach) as i32, dice.roll(reach) as i32);
    let kinds = crate::model::OutletKind::ALL;
    content.outlets = (0..20_000).map(|at| crate::model::Outlet { code: format!("O{at}"), kind: kinds[at * at % kinds.len()], position: place(), ..outlet.clone() }).collect();
    let n = 1_000_000;
    content.demand = crate::model::Demand { ids: (0..n).collect(), positions: (0..n).map(|_| place()).collect(), n_measures: 2, amounts: (0..2 * i64::from(n)).map(|at| at * 7919 % 97).collect() };
    Document::new(content)
}

#[test]
#[ignore = "measures; its times mean something in an optimised build only"]
fn frames_and_steps_of_a_large_city() {
    let mut stand = Stand::new(large_city());
    stand.layers.set(Layer::Demand, LayerStyle { is_visible: true, opacity: 1.0 });
    let size = vec2(1400.0, 900.0);
    let begin = Instant::now();
    let mut harness = harness(stand, size, false).unwrap();
    println!("first frames with everything to make: {:?}", begin.elapsed());
    for zoom in [0.0, 2.0, 4.0] {
        let bounds = harness.state().document.plan().partition.bounds();
        let mut camera = Camera::fit(&bounds, size, 30.0);
        camera.zoom += zoom;
        harness.state_mut().camera = Some(camera);
        let begin = Instant::now();
        harness.step();
        let first = begin.elapsed();
        harness.run_steps(20);
        let mut times: Vec<Duration> = Vec::new();
        for frame in 0..100 {
            camera.pan(vec2(if frame < 50 { 6.0 } else { -6.0 }, 3.0));
            harness.state_mut().camera = Some(camera);
            harness.step();
            times.push(harness.state().scene.report().paint);
        }
        times.sort_unstable();
        println!("zoom {:.1}: first {first:?}, panning p50 {:?} p99 {:?}, {:?}", camera.zoom, times[50], times[98], harness.state().scene.report());
    }
    let stand = harness.state_mut();
    let middle = crate::partition::fixture::at(50_000, 50_000);
    let vertex = stand.document.plan().partition.vertex_near(middle, 200.0).unwrap();
    stand.document.begin(Label::default()).unwrap();
    let (mut steps, mut frames): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    for step in 0..200 {
        let to = crate::partition::fixture::at(50_000 + step % 40 * 5, 50_000 + step % 30 * 6);
        let stand = harness.state_mut();
        let effects = stand.document.amend(&Command::MoveVertices { moves: vec![(vertex, to)], is_clamped: true }).unwrap();
        stand.scene.follow(&stand.document, &stand.focus, &effects);
        steps.push(stand.scene.report().follow);
        harness.step();
        frames.push(harness.state().scene.report().paint);
    }
    steps.sort_unstable();
    frames.sort_unstable();
    println!("drag: follow p50 {:?} p99 {:?}; paint p50 {:?} p99 {:?}", steps[100], steps[197], frames[100], frames[197]);
    assert!(steps[100] < Duration::from_millis(20) && frames[100] < Duration::from_millis(200), "not even an unoptimised build is that slow");
}

/// What only the pictures to look at need.
mod look_support {
    use super::*;
    use crate::geodesy::Position;

    pub(super) fn open(path: &std::path::Path) -> Document {
        // The room may not know sessions; a test reads the file through the room that does.
        crate::jobs::Session::open(path, crate::store::OpenMode::Read).unwrap().document().clone()
    }

    pub(super) fn problems(document: &Document) -> Vec<Finding> {
        let plan = crate::metrics::CheckedPlan {
            view: document.view(),
            cells: &document.plan().cells,
            project: document.project(),
            ledger: document.ledger(),
            outlets: document.outlets().iter().map(|(id, outlet)| (outlet, document.outlet_cell(id))).collect(),
            demand_outside: None,
            today: "2026-11-22",
        };
        crate::metrics::Problems::of(&plan).open
    }

    /// The first own outlet of the flagship kind stands in the middle of town.
    pub(super) fn busiest(document: &Document) -> Position {
        let mut halls: Vec<Position> = document.outlets().rows().filter(|outlet| outlets::group_of(outlet.kind) == 0).map(|outlet| outlet.position).collect();
        let near = |place: &Position| halls.iter().filter(|other| (other.lon - place.lon).abs() + (other.lat - place.lat).abs() < 400_000).count();
        let best = halls.iter().copied().max_by_key(near);
        halls.clear();
        best.unwrap_or_else(|| document.plan().partition.bounds().min)
    }

    fn nothing(_: &mut Stand) {}

    fn selected(stand: &mut Stand) {
        let place = crate::map::camera::position_of(stand.camera.unwrap().center);
        let cell = stand.document.plan().partition.cell_at(place);
        let grid = stand.document.view().grid_at_level(stand.focus.plane, cell, stand.focus.level).unwrap();
        stand.selection.pick([Item::Grid(grid)], Pick::Replace);
        let next = stand.figures.index().grids().iter().copied().find(|other| *other != grid).unwrap();
        let other = stand.document.plan().partition.neighbours(cell).find_map(|(_, cell)| stand.document.view().grid_at_level(stand.focus.plane, cell, stand.focus.level).filter(|other| *other != grid));
        stand.hover = Some(Item::Grid(other.unwrap_or(next)));
        let outlet = stand.document.outlets().iter().find(|(id, _)| stand.document.outlet_cell(*id) == cell).map(|(id, _)| id);
        if let Some(outlet) = outlet {
            stand.selection.pick([Item::Outlet(outlet)], Pick::Add);
        }
    }

    fn balance(stand: &mut Stand) {
        stand.thematic = Thematic::Balance;
    }

    fn amount(stand: &mut Stand) {
        stand.thematic = Thematic::Amount { method: Method::Jenks { classes: 5 }, ramp: Ramp::YellowGreenBlue };
    }

    fn demand(stand: &mut Stand) {
        stand.layers.set(Layer::Demand, LayerStyle { is_visible: true, opacity: 1.0 });
    }

    fn parents(stand: &mut Stand) {
        stand.focus.level = stand.focus.level.saturating_sub(1);
        stand.figures = Figures::new(&stand.document, &stand.focus);
    }

    type Case = (&'static str, f64, ThemeKind, Language, fn(&mut Stand));
    pub(super) const CASES: [Case; 14] = [
        ("city-light-zh", 0.0, ThemeKind::Light, Language::Chinese, nothing),
        ("city-dark-en", 0.0, ThemeKind::Dark, Language::English, nothing),
        ("city-balance-zh", 0.0, ThemeKind::Light, Language::Chinese, balance),
        ("city-amount-dark-en", 0.0, ThemeKind::Dark, Language::English, amount),
        ("city-demand-zh", 0.0, ThemeKind::Light, Language::Chinese, demand),
        ("city-parents-en", 0.0, ThemeKind::Light, Language::English, parents),
        ("district-light-zh", 2.3, ThemeKind::Light, Language::Chinese, selected),
        ("district-dark-zh", 2.3, ThemeKind::Dark, Language::Chinese, selected),
        ("district-demand-en", 2.3, ThemeKind::Light, Language::English, demand),
        ("town-light-en", 3.6, ThemeKind::Light, Language::English, selected),
        ("town-balance-dark-zh", 3.6, ThemeKind::Dark, Language::Chinese, balance),
        ("street-light-zh", 5.8, ThemeKind::Light, Language::Chinese, selected),
        ("street-dark-en", 5.8, ThemeKind::Dark, Language::English, demand),
        ("far-light-zh", -2.0, ThemeKind::Light, Language::Chinese, nothing),
    ];
}
