//! A stage on which one piece of the shell is shown.

use crate::base::{Id as _, ScenarioId, Severity};
use crate::carto::{Theme, ThemeKind};
use crate::edit::{Document, fixture::content};
use crate::geodesy::Position;
use crate::i18n::Language;
use crate::map::basemap::{BaseMapSource, XyzSource};
use crate::map::tools::ToolKind;
use crate::map::{Figures, Focus, Item, Layers, Pick, Selection, Thematic};
use crate::model::OutletKind;
use crate::ui::action::reason;
use crate::ui::export::{ExportDialog, ExportView, ExportWhat};
use crate::ui::import::{ColumnRole, FindingGroup, ImportChoices, ImportColumn, ImportDialog, ImportTarget, ImportView};
use crate::ui::settings::{BaseMap, Settings};
use crate::ui::shell::*;
use crate::ui::{Action, Desk, JobLine, Request, SaveState, theme};
use egui::{Margin, Panel, Rect, Ui, pos2};
use egui_kittest::Harness;
use std::path::PathBuf;

/// One piece of the shell, or the bars together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Bars,
    Start,
    Commands,
    Everything,
    Settings,
    Shortcuts,
    About,
    Import,
    Export,
    Path,
    Prompt,
    Question,
    Damaged,
    Locked,
    Foreign,
    Tour,
    Notices,
}

impl Piece {
    pub(super) const ALL: [Self; 17] = [
        Self::Bars,
        Self::Start,
        Self::Commands,
        Self::Everything,
        Self::Settings,
        Self::Shortcuts,
        Self::About,
        Self::Import,
        Self::Export,
        Self::Path,
        Self::Prompt,
        Self::Question,
        Self::Damaged,
        Self::Locked,
        Self::Foreign,
        Self::Tour,
        Self::Notices,
    ];
}

/// Everything that pieces are shown with.
pub(super) struct Stage {
    pub(super) piece: Piece,
    pub(super) language: Language,
    pub(super) theme: ThemeKind,
    pub(super) requests: Vec<Request>,
    pub(super) closed: u32,
    pub(super) tool: ToolKind,
    pub(super) available: fn(Action) -> Result<(), &'static str>,
    pub(super) settings: Settings,
    pub(super) finder: Finder,
    pub(super) import: ImportDialog,
    pub(super) import_view: ImportView,
    export: ExportDialog,
    path: PathDialog,
    prompt: Prompt,
    settings_window: SettingsWindow,
    sheet: ShortcutSheet,
    about: About,
    start: StartScreen,
    status: StatusBar,
    pub(super) tour: Tour,
    notices: Notices,
    document: Document,
    is_styled: Option<ThemeKind>,
}

pub(super) fn usual(action: Action) -> Result<(), &'static str> {
    match action {
        Action::Redo => Err(reason::NOTHING_TO_REDO),
        Action::AssignSelected | Action::UnassignSelected => Err(reason::NO_CELL_SELECTED),
        Action::CompareScenarios => Err(reason::ONE_SCENARIO),
        _ => Ok(()),
    }
}

impl Stage {
    pub(super) fn new(piece: Piece, language: Language, theme: ThemeKind) -> Self {
        let mut stage = Self {
            piece,
            language,
            theme,
            requests: Vec::new(),
            closed: 0,
            tool: ToolKind::Brush,
            available: usual,
            settings: settings(),
            finder: Finder::default(),
            import: ImportDialog::new(choices()),
            import_view: import_view(language),
            export: ExportDialog::default(),
            path: PathDialog::default(),
            prompt: Prompt::default(),
            settings_window: SettingsWindow::default(),
            sheet: ShortcutSheet { is_open: true },
            about: About { is_open: true },
            start: StartScreen::default(),
            status: StatusBar::default(),
            tour: Tour::default(),
            notices: Notices::default(),
            document: Document::new(content(3)),
            is_styled: None,
        };
        stage.path.open(PathPurpose::OpenProject, &PathBuf::from("/data/新乡/新乡市.gpkg"));
        stage.prompt.open(PromptPurpose::BranchScenario, "方案 B", vec!["方案 A".to_owned()]);
        stage.export.open(ExportWhat::Grids, &export_view());
        stage.tour.start();
        stage.settings_window.open();
        match piece {
            Piece::Commands => stage.finder.open(FinderMode::Commands),
            Piece::Everything => stage.finder.open(FinderMode::Everything),
            _ => {}
        }
        if piece == Piece::Notices {
            let text = |chinese: &str, english: &str| if language == Language::Chinese { chinese.to_owned() } else { english.to_owned() };
            stage.notices.push(NoticeKind::Done, text("已导出 26 个网格到 网格.csv", "26 grids were written to grids.csv"));
            stage.notices.push(NoticeKind::Info, text("网格 N-01 已锁定，不能改动", "Grid N-01 is locked and cannot be changed"));
            stage.notices.push(NoticeKind::Error, text("这一步没有写进项目文件：磁盘已满。方案已恢复到上一步。", "The step could not be written: the disk is full. The plan is back at the step before."));
        }
        stage
    }

    pub(super) fn harness(self, size: [f32; 2]) -> Harness<'static, Self> {
        Harness::builder().with_size(size).with_os(egui::os::OperatingSystem::Nix).with_context_setup(theme::install_fonts).build_ui_state(|ui, stage: &mut Self| stage.show(ui), self)
    }

    pub(super) fn show(&mut self, ui: &mut Ui) {
        if self.is_styled != Some(self.theme) {
            theme::apply(ui.ctx(), self.theme);
            self.is_styled = Some(self.theme);
        }
        let colors = Theme::of(self.theme);
        let look = Look { language: self.language, theme: &colors };
        let context = ui.ctx().clone();
        ui.painter().rect_filled(context.content_rect(), 0.0, theme::color32(colors.land));
        let available = &self.available;
        let mut requests = Vec::new();
        match self.piece {
            Piece::Bars | Piece::Tour | Piece::Notices => self.bars(ui, &look, &mut requests),
            Piece::Start => {
                let recent = recent();
                let view = StartView { recent: &recent, settings: &self.settings, busy: None };
                self.start.show(ui, &look, &view, &mut requests);
            }
            Piece::Commands | Piece::Everything => self.finder.show(&context, &look, available, Some(&self.document), &mut requests),
            Piece::Settings => self.settings_window.show(&context, &look, &self.settings, &mut requests),
            Piece::Shortcuts => self.sheet.show(&context, &look),
            Piece::About => self.about.show(&context, &look),
            Piece::Import => self.import.show(&context, &look, &self.import_view, &mut |ui, rect| _ = ui.painter().rect_filled(rect.shrink(30.0), 0.0, look.soft_accent()), &mut requests),
            Piece::Export => self.export.show(&context, &look, &export_view(), &mut requests),
            Piece::Path => self.path.show(&context, &look, &mut requests),
            Piece::Prompt => self.prompt.show(&context, &look, &mut requests),
            Piece::Question => {
                let question = Question { title: look.label(Action::DeleteSelected), text: look.tip(Action::DeleteSelected), doing: look.label(Action::DeleteSelected), is_danger: true, request: Request::Do(Action::DeleteSelected) };
                self.closed += u32::from(question.show(&context, &look, &mut requests));
            }
            Piece::Damaged | Piece::Locked | Piece::Foreign => self.closed += u32::from(trouble(self.piece).show(&context, &look, &mut requests)),
        }
        match self.piece {
            Piece::Tour => self.tour.show(&context, &look),
            Piece::Notices => self.notices.show(&context, &look, 30.0),
            _ => {}
        }
        self.requests.extend(requests);
    }

    fn bars(&mut self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        let document = &self.document;
        let focus = Focus::of(document);
        let figures = Figures::new(document, &focus);
        let mut selection = Selection::default();
        selection.pick(document.plan().grids.ids().filter(|id| id.index() >= 2).take(3).map(Item::Grid), Pick::Replace);
        let save = SaveState::Saved("12:03:07".to_owned());
        let jobs = [JobLine { id: 4, title: look.label(Action::Import).replace('…', ""), stage: String::new(), share: Some(0.35), seconds_left: Some(12.0), ending: None, is_failed: false, is_cancellable: true }];
        let (layers, thematic) = (Layers::default(), Thematic::default());
        let desk = Desk {
            document,
            figures: &figures,
            focus: &focus,
            selection: &selection,
            hover: None,
            gesture: None,
            problems: &[],
            ignored: &[],
            jobs: &jobs,
            layers: &layers,
            thematic: &thematic,
            colors: &[],
            save: &save,
            language: self.language,
            theme: look.theme,
            time: 0.0,
            today: "2026-11-22",
            comparison: None,
        };
        let scenarios = [ScenarioLine { id: ScenarioId::from_index(0), name: "方案A：东区调整".to_owned(), frozen_on: None }, ScenarioLine { id: ScenarioId::from_index(1), name: "现状 2026".to_owned(), frozen_on: Some("2026-01-01".to_owned()) }];
        let frame = egui::Frame::new().fill(look.panel()).inner_margin(Margin::ZERO);
        let panels = [PanelLine { key: "pane-map", is_open: true }, PanelLine { key: "pane-history", is_open: false }];
        Panel::top("menu").frame(frame).show(ui, |ui| {
            MenuBar { available: &self.available, is_on: &|action| action == Action::WorkspacePlan, scenarios: &scenarios, active: Some(scenarios[0].id), save: Some(&save), panels: &panels }.show(ui, look, requests);
        });
        let options = ToolOptionsView { tool: self.tool, brush_radius_m: 350.0, brush_range_m: [20.0, 5000.0], brush_source: BrushSource::SameParent, is_snapping: true, is_tracing: false, outlet_kind: OutletKind::AgentPoint, picks_cells: false };
        Panel::top("tools").frame(frame).show(ui, |ui| {
            let undo = crate::i18n::text(look.language, "step-move-vertex", &[]);
            let view = ToolbarView { available: &self.available, tool: Some(self.tool), undo: Some(&undo), redo: None, options: Some(options) };
            Toolbar.show(ui, look, &view, requests);
        });
        Panel::bottom("status").frame(frame).show(ui, |ui| {
            let view = StatusView { pointer: Position::from_degrees(113.9268, 35.303), scale: Some(49_812.0), is_synthetic: true, settings: &self.settings };
            self.status.show(ui, look, Some(&desk), &view, requests);
        });
    }
}

fn settings() -> Settings {
    let map = BaseMap { name: "内网地图".to_owned(), source: BaseMapSource::Xyz(XyzSource { url: "http://tiles.intranet/{z}/{x}/{y}.png".to_owned(), max_zoom: 18, ..XyzSource::default() }) };
    Settings { base_maps: vec![map], consented_hosts: vec!["tiles.intranet".to_owned()], ..Settings::default() }
}

pub(super) fn recent() -> Vec<RecentLine> {
    let line = |name: &str, path: &str, at: &str| RecentLine { path: PathBuf::from(path), name: name.to_owned(), opened_at: at.to_owned(), is_pinned: false, is_missing: false };
    vec![
        RecentLine { is_pinned: true, ..line("新乡市 2026 网格调整", "/home/planner/项目/新乡市.gpkg", "2026-11-22 09:14") },
        line("Lujiazui", "/home/planner/lujiazui.gpkg", "2026-11-21 17:40"),
        RecentLine { is_missing: true, ..line("卫辉市", "/media/usb/卫辉.gpkg", "2026-10-02 11:05") },
        line("原阳县试点", "/home/planner/项目/原阳/原阳县试点-第三稿-给领导看.gpkg", "2026-09-30 08:20"),
    ]
}

fn trouble(piece: Piece) -> TroubleDialog {
    let trouble = match piece {
        Piece::Damaged => Trouble::Damaged { backup: Some((PathBuf::from("/b/新乡-1.gpkg"), "2026-11-22 08:00".to_owned())) },
        Piece::Locked => Trouble::Locked { holder: Some(("李明".to_owned(), "PLAN-07".to_owned(), "2026-11-22 08:31".to_owned())) },
        _ => Trouble::Foreign((0..12).map(|number| ForeignLine { layer: "cells".to_owned(), code: format!("C{number:04}"), what: "shape, grid".to_owned() }).collect()),
    };
    TroubleDialog { path: PathBuf::from("/home/planner/项目/新乡市.gpkg"), trouble, details: "damaged (gw_cells: ring 17 does not close)".to_owned() }
}

pub(super) fn export_view() -> ExportView {
    ExportView {
        project: "新乡市".to_owned(),
        folder: PathBuf::from("/home/planner"),
        levels: ["区县", "主网格", "子网格"].map(str::to_owned).to_vec(),
        crs_choices: vec![("EPSG:4490".to_owned(), "CGCS2000".to_owned())],
        encodings: vec!["GBK".to_owned()],
        others: vec!["方案B".to_owned()],
        is_existing: true,
    }
}

fn choices() -> ImportChoices {
    use ColumnRole::{Code, Latitude, Longitude, Measure, Name, Unused};
    ImportChoices { target: ImportTarget::Demand, roles: vec![Code, Name, Longitude, Latitude, Measure, Unused], measure_names: ["", "", "", "", "用户", ""].map(str::to_owned).to_vec(), units: ["", "", "", "", "户", ""].map(str::to_owned).to_vec(), ..ImportChoices::default() }
}

fn import_view(language: Language) -> ImportView {
    let text = |chinese: &str, english: &str| if language == Language::Chinese { chinese.to_owned() } else { english.to_owned() };
    let column = |name: &str, samples: &[&str], is_numeric| ImportColumn { name: name.to_owned(), samples: samples.iter().map(|sample| (*sample).to_owned()).collect(), is_numeric };
    let columns = vec![
        column("编号", &["100231", "100232", "100233"], true),
        column("楼宇名称", &["金穗大道 18 号院", "胖东来生活广场"], false),
        column("经度", &["113.91812", "113.90221"], true),
        column("纬度", &["35.30127", "35.29910"], true),
        column("用户数", &["182", "96", "41"], true),
        column("备注", &["", "待核实"], false),
    ];
    ImportView {
        file_name: "新乡楼宇_202610.csv".to_owned(),
        format: "CSV".to_owned(),
        n_rows: 48_213,
        encoding: Some(("GBK".to_owned(), text("由内容判断", "detected"))),
        encodings: ["UTF-8", "GBK", "GB18030"].map(str::to_owned).to_vec(),
        crs: Some(("GCJ-02".to_owned(), text("假定", "assumed"))),
        crs_choices: vec![("EPSG:4326".to_owned(), "WGS-84".to_owned()), ("GCJ-02".to_owned(), "GCJ-02".to_owned())],
        crs_warning: Some(text("坐标像是高德地图的，请在图上核对位置", "The coordinates look like Amap's; check them on the map")),
        rows: (0..20).map(|row| vec![format!("{}", 100_231 + row), format!("金穗大道 {row} 号院"), "113.91812".to_owned(), "35.30127".to_owned(), format!("{}", 40 + row * 7), String::new()]).collect(),
        columns,
        findings: vec![
            FindingGroup { severity: Severity::Error, title: text("3 行的用户数不是数字", "3 rows without a number"), examples: vec![text("第 812 行：“约 30”", "Row 812: \"about 30\"")] },
            FindingGroup { severity: Severity::Warning, title: text("17 个点在方案之外", "17 points outside the plan"), examples: vec!["100871, 100902, 101110".to_owned()] },
        ],
        outcome: vec![text("新增 48,210 个需求点，指标“用户”合计 2,310,442 户", "48,210 demand points are added, 2,310,442 users in all"), text("3 行不能使用", "3 rows cannot be used")],
        obstacle: None,
        is_reading: false,
        levels: vec!["区县".to_owned(), "网格".to_owned()],
        n_waiting: 2,
        has_map: true,
    }
}

/// Whether a box is inside another, with a point of grace for strokes.
pub(super) fn is_inside(inner: Rect, outer: Rect) -> bool {
    outer.expand(1.0).contains_rect(inner)
}

pub(super) fn screen(size: [f32; 2]) -> Rect {
    Rect::from_min_max(pos2(0.0, 0.0), pos2(size[0], size[1]))
}
