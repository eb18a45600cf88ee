//! A small world for the tests of panels, and a stage to show a panel on.

use crate::carto::{Theme, ThemeKind};
use crate::edit::Document;
use crate::edit::fixture::content;
use crate::i18n::Language;
use crate::map::{Figures, Focus, Gesture, Item, Layers, Selection, Thematic};
use crate::metrics::Problems;
use crate::ui::{ComparedScenario, Desk, JobLine, Request, SaveState};
use egui::{Rect, Ui};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};

/// Everything a desk borrows.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) document: Document,
    pub(crate) focus: Focus,
    pub(crate) figures: Figures,
    pub(crate) selection: Selection,
    pub(crate) hover: Option<Item>,
    pub(crate) gesture: Option<Gesture>,
    pub(crate) problems: Problems,
    pub(crate) jobs: Vec<JobLine>,
    pub(crate) layers: Layers,
    pub(crate) thematic: Thematic,
    pub(crate) colors: Vec<u8>,
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    pub(crate) comparison: Option<ComparedScenario>,
}

impl World {
    /// A lattice of cells with two planes, demand and outlets.
    pub(crate) fn small(language: Language) -> Self {
        Self::of(Document::new(content(3)), language, ThemeKind::Light)
    }

    /// A document.
    pub(crate) fn of(document: Document, language: Language, theme: ThemeKind) -> Self {
        let focus = Focus::of(&document);
        let figures = Figures::new(&document, &focus);
        let mut world = Self {
            document,
            focus,
            figures,
            selection: Selection::default(),
            hover: None,
            gesture: None,
            problems: Problems::default(),
            jobs: Vec::new(),
            layers: Layers::default(),
            thematic: Thematic::default(),
            colors: Vec::new(),
            language,
            theme: Theme::of(theme),
            comparison: None,
        };
        world.refresh();
        world
    }

    /// Figures, colours and problems of the document as it is now.
    pub(crate) fn refresh(&mut self) {
        self.figures = Figures::new(&self.document, &self.focus);
        self.colors = (0..self.figures.index().grids().len()).map(|slot| (slot % 6) as u8).collect();
        self.problems = self.document.problems("2026-11-22");
    }

    /// Looks at it as panels do.
    pub(crate) fn with_desk<R>(&self, look: impl FnOnce(&Desk<'_>) -> R) -> R {
        let ignored: Vec<_> = self.problems.ignored.iter().map(|(finding, _)| finding.clone()).collect();
        look(&Desk {
            document: &self.document,
            figures: &self.figures,
            focus: &self.focus,
            selection: &self.selection,
            hover: self.hover,
            gesture: self.gesture.as_ref(),
            problems: &self.problems.open,
            ignored: &ignored,
            jobs: &self.jobs,
            layers: &self.layers,
            thematic: &self.thematic,
            colors: &self.colors,
            save: &SaveState::Untouched,
            language: self.language,
            theme: &self.theme,
            time: 0.0,
            today: "2026-11-22",
            comparison: self.comparison.as_ref(),
        })
    }
}

/// A panel with its world and what it has asked for.
#[derive(Debug)]
pub(crate) struct Stage<P> {
    pub(crate) world: World,
    pub(crate) panel: P,
    pub(crate) requests: Vec<Request>,
}

/// A harness that shows one panel in a frame of a size.
pub(crate) fn harness<'a, P: 'a>(world: World, panel: P, size: [f32; 2], show: impl Fn(&mut P, &mut Ui, &Desk<'_>, &mut Vec<Request>) + 'a) -> Harness<'a, Stage<P>> {
    stage(Harness::builder(), world, panel, size, show)
}

/// The same on a builder that was prepared.
pub(crate) fn stage<'a, P: 'a>(
    builder: egui_kittest::HarnessBuilder<Stage<P>>,
    world: World,
    panel: P,
    size: [f32; 2],
    show: impl Fn(&mut P, &mut Ui, &Desk<'_>, &mut Vec<Request>) + 'a,
) -> Harness<'a, Stage<P>> {
    let kind = world.theme.kind;
    let show = move |ui: &mut Ui, stage: &mut Stage<P>| {
        let Stage { world, panel, requests } = stage;
        let fill = ui.visuals().panel_fill;
        let frame = egui::Frame::new().fill(fill).inner_margin(8);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| world.with_desk(|desk| show(panel, ui, desk, requests)));
    };
    builder
        .with_size(size)
        .with_context_setup(move |context| {
            crate::ui::theme::install_fonts(context);
            crate::ui::theme::apply(context, kind);
        })
        .build_ui_state(show, Stage { world, panel, requests: Vec::new() })
}

/// Every node that is shown with its name and box, and whether it is a button.
pub(crate) fn named_boxes(node: &Node<'_>) -> Vec<(String, Rect, bool)> {
    use egui::accesskit::Role;
    let mut found = Vec::new();
    for child in node.children() {
        let inner = child.accesskit_node();
        let name = inner.label().unwrap_or_default();
        let is_button = matches!(inner.role(), Role::Button | Role::RadioButton | Role::MenuItem | Role::CheckBox | Role::ComboBox);
        if inner.bounding_box().is_some() && !name.is_empty() {
            found.push((name, child.rect(), is_button));
        }
        found.extend(named_boxes(&child));
    }
    found
}

/// No button lies over another, unless it lies inside it.
pub(crate) fn assert_apart(boxes: &[(String, Rect, bool)], context: &str) {
    let buttons: Vec<_> = boxes.iter().filter(|(_, _, is_button)| *is_button).collect();
    for (number, (name, rect, _)) in buttons.iter().enumerate() {
        for (other, second, _) in &buttons[..number] {
            let shared = rect.intersect(*second);
            let is_apart = shared.width() <= 1.0 || shared.height() <= 1.0 || rect.contains_rect(*second) || second.contains_rect(*rect);
            assert!(is_apart, "{context}: {name} {rect:?} over {other} {second:?}");
        }
    }
}
