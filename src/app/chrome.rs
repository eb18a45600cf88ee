//! What surrounds map and panels: bars, dialogs and notices, filled with what the window knows.

use super::docks::{Pane, Workspace, shown};
use super::importing::Importing;
use super::{App, OpenProject, availability};
use crate::geodesy::Position;
use crate::i18n::label_text;
use crate::map::{Thematic, View};
use crate::map::tools::SourceFilter;
use crate::ui::export::{ExportDialog, ExportView};
use crate::ui::settings::Settings;
use crate::ui::shell::{
    About, BrushSource, Finder, Look, MenuBar, Notices, PanelLine, PathDialog, Prompt, Question, RecentLine, ScenarioLine, SettingsWindow, ShortcutSheet, StartScreen, StartView, StatusBar,
    StatusView, ToolOptionsView, Toolbar, ToolbarView, Tour, TroubleDialog, coordinate_systems, system_name,
};
use crate::ui::{Action, JobLine};
use egui::Ui;
use std::collections::VecDeque;
use std::path::PathBuf;

/// Bars, dialogs and notices with what each remembers.
#[derive(Debug, Default)]
pub(super) struct Chrome {
    pub(super) status: StatusBar,
    pub(super) finder: Finder,
    pub(super) start: StartScreen,
    pub(super) tour: Tour,
    pub(super) settings_window: SettingsWindow,
    pub(super) shortcuts: ShortcutSheet,
    pub(super) about: About,
    pub(super) prompt: Prompt,
    pub(super) question: Option<Question>,
    pub(super) trouble: Option<TroubleDialog>,
    pub(super) path: PathDialog,
    pub(super) notices: Notices,
    pub(super) export: ExportDialog,
    pub(super) importing: Option<Importing>,
    /// Files that were dropped together and wait for their turn to be imported.
    pub(super) waiting: VecDeque<PathBuf>,
    pub(super) are_frame_times_shown: bool,
    /// What is done once the project that is being made is open.
    pub(super) after_opening: Option<AfterOpening>,
    /// Recent projects whose files were looked for, and those that are gone.
    looked_at: Vec<PathBuf>,
    missing: Vec<PathBuf>,
}

/// What is done once a new project is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AfterOpening {
    /// Asks which file to import.
    AskImport,
    /// Imports files that were dropped on the start screen.
    Import(Vec<PathBuf>),
}

/// Points of a metre on paper at 96 points to the inch: what a map scale counts.
const POINTS_PER_METRE: f64 = 96.0 / 0.0254;
/// Room that notices leave at the bottom for the status bar.
const ABOVE_STATUS: f32 = 26.0;

impl Chrome {
    /// All closed.
    pub(super) fn new(settings: &Settings) -> Self {
        Self { finder: Finder::with_recent(&settings.recent_commands), ..Self::default() }
    }
}

impl App {
    pub(super) fn show_menu(&mut self, ui: &mut Ui, look: &Look<'_>) {
        let project = self.project.as_ref().map(|desktop| &desktop.project);
        let scenarios: Vec<ScenarioLine> = project.map(scenario_lines).unwrap_or_default();
        let panels: Vec<PanelLine> = match (project, self.arrangements.get(&self.workspace)) {
            (Some(_), Some(arrangement)) => {
                let open = shown(arrangement);
                Pane::ALL.iter().filter(|pane| **pane != Pane::Map).map(|pane| PanelLine { key: pane.key(), is_open: open.contains(pane) }).collect()
            }
            _ => Vec::new(),
        };
        let (workspace, are_times_shown) = (self.workspace, self.chrome.are_frame_times_shown);
        let tool = self.project.as_ref().map(|desktop| desktop.map.tools.kind());
        let is_on = |action: Action| match action {
            Action::WorkspacePlan => workspace == Workspace::Plan,
            Action::WorkspaceChannels => workspace == Workspace::Channels,
            Action::FrameTimes => are_times_shown,
            Action::ThematicCategories => project.is_some_and(|project| *project.thematic() == Thematic::Categories),
            Action::ThematicAmount => project.is_some_and(|project| matches!(project.thematic(), Thematic::Amount { .. })),
            Action::ThematicBalance => project.is_some_and(|project| *project.thematic() == Thematic::Balance),
            action => action.tool().is_some() && action.tool() == tool,
        };
        let available = |action| availability(project, action);
        let bar = MenuBar {
            available: &available,
            is_on: &is_on,
            scenarios: &scenarios,
            active: project.map(|project| project.document().active()),
            save: project.map(OpenProject::save),
            panels: &panels,
        };
        bar.show(ui, look, &mut self.requests);
    }

    pub(super) fn show_tools(&mut self, ui: &mut Ui, look: &Look<'_>) {
        let project = self.project.as_ref().map(|desktop| &desktop.project);
        let history = project.map(|project| project.document().history());
        let undo = history.and_then(|history| history.undoable()).map(|(_, label, _)| label_text(look.language, label));
        let redo = history.and_then(|history| history.redoable()).map(|(_, label, _)| label_text(look.language, label));
        let available = |action| availability(project, action);
        let view = ToolbarView {
            available: &available,
            tool: self.project.as_ref().map(|desktop| desktop.map.tools.kind()),
            undo: undo.as_deref(),
            redo: redo.as_deref(),
            options: self.tool_options(),
        };
        Toolbar.show(ui, look, &view, &mut self.requests);
    }

    fn tool_options(&self) -> Option<ToolOptionsView> {
        let map = &self.project.as_ref()?.map;
        let options = map.tools.current_options();
        let metres = map.view().map_or(1.0, View::metres_per_point);
        let range = crate::map::tools::BRUSH_RADII.map(|points| f64::from(points) * metres);
        Some(ToolOptionsView {
            tool: map.tools.kind(),
            brush_radius_m: f64::from(options.brush_radius) * metres,
            brush_range_m: range,
            brush_source: match options.source {
                SourceFilter::All => BrushSource::Any,
                SourceFilter::Unassigned => BrushSource::Unassigned,
                SourceFilter::OneGrid => BrushSource::OneGrid,
                SourceFilter::SameParent => BrushSource::SameParent,
            },
            is_snapping: options.snapping.is_on,
            is_tracing: options.snapping.to_reference,
            outlet_kind: options.outlet_kind,
            picks_cells: options.picks_cells,
        })
    }

    pub(super) fn show_status(&mut self, ui: &mut Ui, look: &Look<'_>, lines: &[JobLine]) {
        let Some(desktop) = &self.project else { return };
        let time = ui.input(|input| input.time);
        let desk = desktop.project.desk(look, lines, &[], time);
        let view = StatusView {
            pointer: desktop.map.pointer(),
            scale: desktop.map.view().map(|view| view.metres_per_point() * POINTS_PER_METRE),
            is_synthetic: desktop.project.is_synthetic(),
            settings: &self.settings,
        };
        self.chrome.status.show(ui, look, Some(&desk), &view, &mut self.requests);
    }

    pub(super) fn show_start(&mut self, ui: &mut Ui, look: &Look<'_>, lines: &[JobLine]) {
        // A drive that is gone can take seconds to say so: looked at once for each list, not in every frame.
        let paths: Vec<PathBuf> = self.settings.recent.iter().map(|file| file.path.clone()).collect();
        if self.chrome.looked_at != paths {
            self.chrome.missing = paths.iter().filter(|path| !path.exists()).cloned().collect();
            self.chrome.looked_at = paths;
        }
        let missing = &self.chrome.missing;
        let recent: Vec<RecentLine> = self
            .settings
            .recent_shown()
            .into_iter()
            .map(|file| RecentLine {
                path: file.path.clone(),
                name: file.name.clone(),
                opened_at: file.opened_at.clone(),
                is_pinned: file.is_pinned,
                is_missing: missing.contains(&file.path),
            })
            .collect();
        let busy = lines.iter().find(|line| line.ending.is_none()).map(|line| line.title.clone());
        let view = StartView { recent: &recent, settings: &self.settings, busy: busy.as_deref() };
        self.chrome.start.show(ui, look, &view, &mut self.requests);
    }

    pub(super) fn show_dialogs(&mut self, look: &Look<'_>) {
        let context = self.context.clone();
        let project = self.project.as_ref().map(|desktop| &desktop.project);
        let available = |action| availability(project, action);
        let chrome = &mut self.chrome;
        let requests = &mut self.requests;
        chrome.finder.show(&context, look, &available, project.map(OpenProject::document), requests);
        chrome.settings_window.show(&context, look, &self.settings, requests);
        chrome.shortcuts.show(&context, look);
        chrome.about.show(&context, look);
        chrome.prompt.show(&context, look, requests);
        chrome.path.show(&context, look, requests);
        if let Some(project) = project
            && chrome.export.is_open()
        {
            let mut view = export_view(project, look);
            view.is_existing = chrome.export.path().is_file();
            chrome.export.show(&context, look, &view, requests);
        }
        if let (Some(importing), Some(project)) = (&mut chrome.importing, project) {
            importing.show(&context, look, project, requests);
        }
        if chrome.question.as_ref().is_some_and(|question| question.show(&context, look, requests)) {
            chrome.question = None;
        }
        if chrome.trouble.as_ref().is_some_and(|trouble| trouble.show(&context, look, requests)) {
            chrome.trouble = None;
        }
        if project.is_some() {
            chrome.tour.show(&context, look);
        }
        chrome.notices.show(&context, look, ABOVE_STATUS);
        if chrome.tour.take_ending() {
            self.settings.has_seen_tour = true;
            self.keep_settings();
        }
    }
}

fn scenario_lines(project: &OpenProject) -> Vec<ScenarioLine> {
    let scenarios = project.document().scenarios().iter();
    scenarios.map(|(id, info)| ScenarioLine { id, name: info.name.clone(), frozen_on: info.frozen_on.clone() }).collect()
}

/// What the export dialog has to choose from.
pub(super) fn export_view(project: &OpenProject, look: &Look<'_>) -> ExportView {
    let document = project.document();
    let bounds = document.plan().partition.bounds();
    let middle = Position::new(bounds.min.lon.midpoint(bounds.max.lon), bounds.min.lat.midpoint(bounds.max.lat));
    let plane = document.project().planes.get(project.focus().plane);
    ExportView {
        project: document.project().name.clone(),
        folder: project.path().parent().map(std::path::Path::to_owned).unwrap_or_default(),
        levels: plane.map(|plane| plane.levels.iter().map(|level| level.name.clone()).collect()).unwrap_or_default(),
        crs_choices: coordinate_systems(middle).into_iter().map(|crs| (crs.name(), system_name(look, crs))).collect(),
        encodings: ["GB18030", "GBK"].map(str::to_owned).to_vec(),
        others: document.scenarios().iter().filter(|(id, _)| *id != document.active()).map(|(_, info)| info.name.clone()).collect(),
        is_existing: false,
    }
}
