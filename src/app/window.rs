//! The window: one frame after another.

use super::docks::{Arrangement, Pane, Workspace, simplification, usual};
use super::{MapPane, OpenProject};
use crate::carto::{Theme, ThemeKind};
use crate::i18n::{Language, text};
use crate::jobs::Background;
use crate::map;
use crate::store::StoreError;
use crate::ui::{Desk, Request, theme};
use eframe::{CreationContext, Frame};
use egui::{CentralPanel, Context, Ui, WidgetText};
use egui_tiles::{Behavior, SimplificationOptions, TileId, UiResponse};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The window (窗口).
#[derive(Debug)]
pub struct App {
    pub(super) language: Language,
    pub(super) theme: ThemeKind,
    pub(super) workspace: Workspace,
    pub(super) arrangements: BTreeMap<Workspace, Arrangement>,
    pub(super) project: Option<Box<Desktop>>,
    pub(super) opening: Option<Opening>,
    pub(super) notices: Vec<String>,
    pub(super) context: Context,
}

/// An open project with everything that is drawn of it.
#[derive(Debug)]
pub(super) struct Desktop {
    pub(super) project: OpenProject,
    pub(super) map: MapPane,
    pub(super) requests: Vec<Request>,
}

/// A project on its way into the window.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) path: PathBuf,
    pub(super) work: Background<Result<OpenProject, StoreError>>,
}

impl App {
    /// Prepares fonts, look and GPU.
    pub fn new(creation: &CreationContext<'_>, project: Option<PathBuf>, language: Option<Language>) -> Self {
        theme::install_fonts(&creation.egui_ctx);
        let language = language.unwrap_or_else(Language::of_system);
        let mut app = Self {
            language,
            theme: ThemeKind::Light,
            workspace: Workspace::Plan,
            arrangements: BTreeMap::new(),
            project: None,
            opening: None,
            notices: Vec::new(),
            context: creation.egui_ctx.clone(),
        };
        theme::apply(&creation.egui_ctx, app.theme);
        if let Some(path) = project {
            app.open(path, false);
        }
        app
    }

    /// Takes in what has happened outside the window since the last frame.
    fn take_news(&mut self) {
        self.take_opened();
        let Some(desktop) = &mut self.project else { return };
        if let Some(failure) = desktop.project.poll_disk() {
            self.notices.push(crate::i18n::store_error_text(self.language, &failure));
        }
        if desktop.project.is_saving() {
            self.context.request_repaint_after(std::time::Duration::from_millis(30));
        }
    }

    fn show_project(&mut self, ui: &mut Ui) {
        let Some(desktop) = &mut self.project else { return };
        let arrangement = self.arrangements.entry(self.workspace).or_insert_with(|| usual(self.workspace));
        let effects = desktop.project.take_effects();
        desktop.map.scene.follow(desktop.project.document(), desktop.project.focus(), &effects);
        let colors = desktop.map.scene.colors().to_vec();
        let project = &desktop.project;
        let desk = Desk {
            document: project.document(),
            figures: project.figures(),
            focus: project.focus(),
            selection: project.selection(),
            hover: project.hover(),
            gesture: project.gesture(),
            problems: &project.problems().open,
            ignored: project.ignored(),
            jobs: &[],
            layers: project.layers(),
            thematic: project.thematic(),
            colors: &colors,
            save: project.save(),
            language: self.language,
            theme: &Theme::of(self.theme),
            time: ui.input(|input| input.time),
            today: &crate::jobs::today(),
            comparison: None,
        };
        let mut docker = Docker { desk, map: &mut desktop.map, camera: project.camera(), requests: &mut desktop.requests };
        arrangement.ui(&mut docker, ui);
        self.carry_out();
    }
}

impl eframe::App for App {
    fn logic(&mut self, _: &Context, _: &mut Frame) {
        self.take_news();
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| self.show_project(ui));
    }
}

/// Draws the panels of an arrangement.
struct Docker<'a> {
    desk: Desk<'a>,
    map: &'a mut MapPane,
    camera: Option<map::Camera>,
    requests: &'a mut Vec<Request>,
}

impl Behavior<Pane> for Docker<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, pane: &mut Pane) -> UiResponse {
        if *pane == Pane::Map {
            let mut asked = Vec::new();
            self.map.show(ui, &self.desk, self.camera, &mut asked);
            self.requests.extend(asked.into_iter().map(Request::Map));
        }
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        text(self.desk.language, pane.key(), &[]).into()
    }

    fn simplification_options(&self) -> SimplificationOptions {
        simplification()
    }
}
