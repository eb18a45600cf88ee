//! The window: its state, and one frame after another.

use super::base_map::MapKeys;
use super::chrome::Chrome;
use super::coverage::CoverageState;
use super::designing::Designing;
use super::docks::{Arrangement, Workspace, usual};
use super::frame_times::FrameTimes;
use super::panes::{Docker, Panels};
use super::settings_file::SettingsFile;
use super::siting::SitingState;
use super::work::{LOOK_EVERY, Work};
use super::{Compared, Ended, MapPane, OpenProject};
use crate::carto::{Theme, ThemeKind};
use crate::i18n::{Language, store_error_text, text, write_numbers_in_full};
use crate::map::tools::{ToolEvent, ToolKind};
use crate::ui::panels::{CoverageView, DesignRequest, DesignView, SitingRequest, SitingView};
use crate::ui::settings::{NumberStyle, Settings};
use crate::ui::shell::{Look, NoticeKind};
use crate::ui::{Action, Desk, JobLine, Request, SaveState, action, theme};
use eframe::{CreationContext, Frame};
use egui::{CentralPanel, Context, Key, Modifiers, Panel, Ui, ViewportCommand};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The window (窗口).
#[derive(Debug)]
pub struct App {
    pub(super) context: Context,
    pub(super) settings: Settings,
    pub(super) settings_file: SettingsFile,
    /// The language of the command line, which holds for this window only.
    pub(super) given_language: Option<Language>,
    pub(super) workspace: Workspace,
    pub(super) arrangements: BTreeMap<Workspace, Arrangement>,
    pub(super) project: Option<Box<Desktop>>,
    pub(super) work: Work<Ended>,
    pub(super) chrome: Chrome,
    pub(super) requests: Vec<Request>,
    pub(super) map_keys: MapKeys,
    pub(super) designing: Designing,
    pub(super) coverage: CoverageState,
    pub(super) siting: SitingState,
    frame_times: FrameTimes,
    applied: Option<(ThemeKind, u16, bool)>,
    title: String,
    has_gpu: bool,
}

/// An open project with everything that is drawn of it.
#[derive(Debug)]
pub(super) struct Desktop {
    pub(super) project: OpenProject,
    pub(super) map: MapPane,
    pub(super) panels: Panels,
    pub(super) next_problem: usize,
}

impl App {
    /// Prepares fonts, look and GPU; opens a project where one is given.
    pub fn new(creation: &CreationContext<'_>, project: Option<PathBuf>, language: Option<Language>) -> Self {
        Self::with_settings(creation, project, language, SettingsFile::usual())
    }

    /// The same, with settings that are kept elsewhere.
    pub fn with_settings(creation: &CreationContext<'_>, project: Option<PathBuf>, language: Option<Language>, settings_file: SettingsFile) -> Self {
        theme::install_fonts(&creation.egui_ctx);
        let settings = settings_file.read();
        if let Some(state) = &creation.wgpu_render_state {
            crate::map::scene::install(state);
        }
        let mut app = Self {
            context: creation.egui_ctx.clone(),
            chrome: Chrome::new(&settings),
            arrangements: super::docks::from_settings(&settings),
            settings,
            settings_file,
            given_language: language,
            workspace: Workspace::Plan,
            project: None,
            work: Work::default(),
            requests: Vec::new(),
            map_keys: MapKeys::default(),
            designing: Designing::default(),
            coverage: CoverageState::default(),
            siting: SitingState::default(),
            frame_times: FrameTimes::default(),
            applied: None,
            title: String::new(),
            has_gpu: creation.wgpu_render_state.is_some(),
        };
        app.apply_look();
        if let Some(path) = project {
            app.open(path, false);
        }
        app
    }

    /// The language of the window.
    pub fn language(&self) -> Language {
        self.given_language.unwrap_or_else(|| self.settings.language(Language::of_system()))
    }

    /// Light or dark.
    pub fn theme(&self) -> ThemeKind {
        let is_dark = self.context.system_theme() == Some(egui::Theme::Dark);
        self.settings.theme(if is_dark { ThemeKind::Dark } else { ThemeKind::Light })
    }

    /// The open project.
    pub fn project(&self) -> Option<&OpenProject> {
        self.project.as_ref().map(|desktop| &desktop.project)
    }

    /// The map of the open project.
    pub fn map(&self) -> Option<&MapPane> {
        self.project.as_ref().map(|desktop| &desktop.map)
    }

    /// How coverage stands.
    pub fn coverage_view(&self) -> &CoverageView {
        &self.coverage.view
    }

    /// How the search for sites stands.
    pub fn siting_view(&self) -> &SitingView {
        &self.siting.view
    }

    /// How the automatic design stands.
    pub fn design_view(&self) -> &DesignView {
        &self.designing.view
    }

    /// Whether the window draws with a GPU (or a driver that acts as one).
    pub fn has_gpu(&self) -> bool {
        self.has_gpu
    }

    fn apply_look(&mut self) {
        let wanted = (self.theme(), self.settings.scale_percent, self.settings.numbers == NumberStyle::Full);
        if self.applied != Some(wanted) {
            theme::apply(&self.context, wanted.0);
            self.context.set_zoom_factor(f32::from(wanted.1) / 100.0);
            write_numbers_in_full(wanted.2);
            self.applied = Some(wanted);
            // What was begun in this frame still has the old look.
            self.context.request_repaint();
        }
    }

    /// Takes in what has happened outside the window since the last frame.
    fn take_news(&mut self) {
        self.take_ended();
        self.follow_design();
        self.go_on_with_coverage();
        self.follow_siting();
        let language = self.language();
        if let Some(desktop) = &mut self.project {
            if let Some(failure) = desktop.project.poll_disk() {
                self.chrome.notices.push(NoticeKind::Error, store_error_text(language, &failure));
            }
            if desktop.project.is_saving() {
                self.context.request_repaint_after(std::time::Duration::from_millis(25));
            }
        }
        if self.work.is_busy() {
            self.context.request_repaint_after(LOOK_EVERY);
        }
        let dropped = self.context.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect::<Vec<_>>());
        if !dropped.is_empty() {
            self.dropped(dropped);
        }
    }

    /// Keys: actions of the table, then Esc step by step, Enter for the tool in hand.
    fn take_keys(&mut self) {
        let actions = action::pressed(&self.context);
        self.requests.extend(actions.into_iter().map(Request::Do));
        let is_behind = self.context.memory(|memory| memory.top_modal_layer().is_some()) || self.context.text_edit_focused();
        if is_behind {
            return;
        }
        let Some(desktop) = &mut self.project else { return };
        let (is_escape, is_enter) = self.context.input_mut(|input| (input.consume_key(Modifiers::NONE, Key::Escape), input.consume_key(Modifiers::NONE, Key::Enter)));
        if is_enter {
            desktop.map.tell(ToolEvent::Confirm);
        }
        let (is_smaller, is_larger) = self.context.input(|input| (input.key_pressed(Key::OpenBracket), input.key_pressed(Key::CloseBracket)));
        if is_smaller != is_larger {
            desktop.map.tools.options().resize_brush(if is_larger { 1 } else { -1 });
        }
        if !is_escape {
            return;
        }
        if self.designing.is_shown() {
            self.requests.push(Request::Design(DesignRequest::Show(None)));
        } else if self.siting.is_shown() {
            self.requests.push(Request::Siting(SitingRequest::Show(false)));
        } else if desktop.map.tools.is_busy() || desktop.project.gesture().is_some() {
            desktop.map.tell(ToolEvent::Cancel);
        } else if !desktop.project.selection().is_empty() {
            self.requests.push(Action::ClearSelection.into());
        } else if self.workspace == Workspace::Present {
            self.requests.push(Action::WorkspacePlan.into());
        } else if desktop.map.tools.kind() != ToolKind::Select {
            self.requests.push(Action::ToolSelect.into());
        }
    }

    /// What happened on the map is done before the frame is painted.
    fn use_map(&mut self) {
        let theme = Theme::of(self.theme());
        let look = Look { language: self.language(), theme: &theme };
        let time = self.context.input(|input| input.time);
        let is_presenting = self.workspace == Workspace::Present;
        let Some(desktop) = &mut self.project else { return };
        let Desktop { project, map, .. } = desktop.as_mut();
        let mut asked = Vec::new();
        map.work(&self.context, &project.desk(&look, &[], &[], time), is_presenting, &mut asked);
        self.requests.extend(asked.into_iter().map(Request::Map));
        self.carry_out();
    }

    fn show_bars(&mut self, ui: &mut Ui, look: &Look<'_>, lines: &[JobLine]) {
        let is_presenting = self.workspace == Workspace::Present && self.project.is_some();
        if self.project.is_none() || is_presenting {
            return;
        }
        Panel::top("menu").frame(bar_frame(look)).show(ui, |ui| self.show_menu(ui, look));
        Panel::top("tools").frame(bar_frame(look)).show(ui, |ui| self.show_tools(ui, look));
        Panel::bottom("status").frame(bar_frame(look)).show(ui, |ui| self.show_status(ui, look, lines));
    }

    fn show_project(&mut self, ui: &mut Ui, look: &Look<'_>, lines: &[JobLine]) {
        let time = ui.input(|input| input.time);
        let workspace = self.workspace;
        let Some(desktop) = &mut self.project else { return };
        let arrangement = self.arrangements.entry(workspace).or_insert_with(|| usual(workspace));
        let Desktop { project, map, panels, .. } = desktop.as_mut();
        map.trial.is_outlined = self.designing.shows_changes();
        map.trial.is_on = self.designing.is_shown() || self.siting.is_shown();
        self.designing.view.measured = map.tools.measured().map(<[_]>::to_vec);
        self.siting.view.measured.clone_from(&self.designing.view.measured);
        let effects = project.take_effects();
        map.scene.follow(project.document(), project.focus(), &effects);
        self.coverage.follow(project, map, &effects, look.language);
        if self.coverage.is_waiting() && project.gesture().is_none() {
            ui.ctx().request_repaint();
        }
        let colors = map.scene.colors().to_vec();
        let desk = project.desk(look, lines, &colors, time);
        let mut docker = Docker { desk, project, map, panels, coverage: &self.coverage.view, siting: &self.siting.view, design: &self.designing.view, requests: &mut self.requests };
        arrangement.ui(&mut docker, ui);
        if workspace == Workspace::Present {
            super::present::show(ui.ctx(), look, project);
        }
    }

    fn show_title(&mut self) {
        let language = self.language();
        let title = match self.project() {
            None => text(language, "window-title", &[]),
            Some(project) => {
                let key = match project.save() {
                    SaveState::Saved(_) | SaveState::Untouched => "window-title-saved",
                    SaveState::Saving => "window-title-saving",
                    SaveState::ReadOnly => "window-title-read-only",
                    SaveState::Failed(_) => "window-title-failed",
                };
                let document = project.document();
                let scenario = document.active_name().to_owned();
                text(language, key, &[("project", document.project().name.clone().into()), ("scenario", scenario.into())])
            }
        };
        if title != self.title {
            self.context.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl OpenProject {
    /// What panels may look at in this frame.
    pub(super) fn desk<'a>(&'a self, look: &Look<'a>, jobs: &'a [JobLine], colors: &'a [u8], time: f64) -> Desk<'a> {
        Desk {
            document: self.document(),
            figures: self.figures(),
            focus: self.focus(),
            selection: self.selection(),
            hover: self.hover(),
            gesture: self.gesture(),
            problems: &self.problems().open,
            ignored: self.ignored(),
            jobs,
            layers: self.layers(),
            thematic: self.thematic(),
            colors,
            save: self.save(),
            language: look.language,
            theme: look.theme,
            time,
            today: self.today(),
            comparison: self.compared().map(Compared::shown),
        }
    }
}

fn bar_frame(look: &Look<'_>) -> egui::Frame {
    egui::Frame::NONE.fill(look.panel()).stroke(egui::Stroke::new(1.0, look.line()))
}

impl eframe::App for App {
    fn logic(&mut self, _: &Context, frame: &mut Frame) {
        self.frame_times.begin(frame.info().cpu_usage);
        self.take_news();
        self.apply_look();
        self.apply_base_map();
        self.take_keys();
        self.carry_out();
        self.use_map();
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        let theme = Theme::of(self.theme());
        let look = Look { language: self.language(), theme: &theme };
        let lines = self.work.lines(look.language);
        self.show_bars(ui, &look, &lines);
        CentralPanel::default().frame(egui::Frame::NONE.fill(look.panel())).show(ui, |ui| {
            if self.project.is_some() {
                self.show_project(ui, &look, &lines);
            } else {
                self.show_start(ui, &look, &lines);
            }
        });
        self.show_dialogs(&look);
        // What panels ask for is done after they were painted.
        if !self.requests.is_empty() {
            self.context.request_repaint();
        }
        self.carry_out();
        self.show_title();
        self.frame_times.end(self.map().is_some_and(|map| map.view().is_some()));
        if self.chrome.are_frame_times_shown {
            self.frame_times.show(&self.context, &look);
        }
    }

    fn on_exit(&mut self) {
        self.keep_settings();
    }
}
