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
            outlets: document.outlets().rows().collect(),
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
