//! What requests and actions do.

use super::chrome::{AfterOpening, export_view};
use super::docks::{Pane, bring_up, toggle, usual, Workspace};
use super::transfer::{Picture, Transfer, Written, with_ending, write_picture, write_table};
use super::{Answer, App, Ended, OpenProject, bounds_of};
use crate::base::FindingKind;
use crate::carto::RenderOptions;
use crate::edit::{Command, Label};
use crate::geodesy::{Bounds, Crs, Position, offset_m};
use crate::i18n::{Value, refusal_text, store_error_text, text};
use crate::io::ExportOptions;
use crate::jobs::{Background, Session, SessionError, today, write_sample};
use crate::map::tools::{SourceFilter, ToolEvent, ToolKind};
use crate::map::{self, Item, Pick};
use crate::store::OpenMode;
use crate::ui::export::{ExportOrder, ExportWhat};
use crate::ui::panels::problems::fix;
use crate::ui::settings::{LanguageChoice, ThemeChoice};
use crate::ui::shell::{BrushSource, FinderMode, Look, NoticeKind, PathPurpose, PromptPurpose, ToolOption, TourEvent};
use crate::ui::{Action, Request};
use std::path::{Path, PathBuf};

/// Half the side of the box that is shown round a problem, in metres.
const AROUND_PROBLEM_M: f64 = 1_500.0;

impl App {
    /// A text in the language of the window.
    pub(super) fn say(&self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        text(self.language(), key, values)
    }

    /// Starts long work and gives its number; a machine that gives no thread is told so.
    pub(super) fn start(&mut self, title: String, work: impl FnOnce(&crate::base::CancelToken, &dyn crate::base::ProgressSink) -> Ended + Send + 'static) -> Option<u64> {
        let context = self.context.clone();
        match Background::start(work, move || context.request_repaint()) {
            Ok(background) => Some(self.work.add(title, background)),
            Err(err) => {
                self.chrome.notices.push(NoticeKind::Error, err.to_string());
                None
            }
        }
    }

    /// Starts long work that needs the session; edits wait meanwhile.
    pub(super) fn start_with_session(&mut self, title: String, work: impl FnOnce(Session, &crate::base::CancelToken, &dyn crate::base::ProgressSink) -> Ended + Send + 'static) {
        let session = self.project.as_mut().and_then(|desktop| desktop.project.lend());
        match session {
            Some(session) => drop(self.start(title, move |cancel, progress| work(session, cancel, progress))),
            None => self.chrome.notices.push(NoticeKind::Info, self.say("reason-busy", &[])),
        }
    }

    /// Opens a project on a thread of its own; the window stays alive meanwhile.
    pub fn open(&mut self, path: PathBuf, is_read_only: bool) {
        let mode = if is_read_only { OpenMode::Read } else { OpenMode::Write };
        let title = self.say("job-open", &[("path", path.display().to_string().into())]);
        // A project that is open here already would be found locked by this very program.
        if self.project.as_ref().is_some_and(|desktop| desktop.project.path() == path) {
            self.project = None;
        }
        self.start(title, move |_, _| Ended::Opened(path.clone(), OpenProject::open(&path, mode).map(Box::new)));
    }

    /// Does everything that was asked for in this frame.
    pub(super) fn carry_out(&mut self) {
        for request in std::mem::take(&mut self.requests) {
            self.carry_out_one(request);
        }
    }

    fn carry_out_one(&mut self, request: Request) {
        match request {
            Request::Map(request) => self.carry_out_map(request),
            Request::Do(action) => self.act(action),
            Request::Open { path, is_read_only } => {
                self.chrome.after_opening = None;
                self.open(path, is_read_only);
            }
            Request::OpenSample(name) => {
                self.chrome.after_opening = None;
                self.open_sample(name);
            }
            Request::JumpTo(seq) => self.travel(|project| project.jump_to(seq)),
            Request::SwitchScenario(id) => self.travel(|project| project.switch_scenario(id)),
            Request::Compare(with) => {
                if let Some(desktop) = &mut self.project {
                    desktop.map.is_beside = with.is_some();
                }
                self.travel(|project| project.compare(with));
                self.bring_up(Pane::Scenarios);
            }
            Request::ShowGrid(grid) => self.show_items(vec![Item::Grid(grid)]),
            Request::Fix(keys) => self.fix(&keys),
            Request::CancelJob(id) => self.work.cancel(id),
            Request::ForgetJob(id) => self.work.forget(id),
            Request::Copy(text) => self.context.copy_text(text),
            Request::Toast(text) => self.chrome.notices.push(NoticeKind::Info, text),
            Request::ChangeSettings(settings) => {
                self.settings = *settings;
                self.given_language = None;
                self.keep_settings();
            }
            Request::Coverage(request) => self.coverage(request),
            Request::Siting(request) => self.site(request),
            Request::Design(request) => self.design(request),
            Request::KeepMapKey { host, key } => self.keep_map_key(host, key),
            Request::SetToolOption(option) => self.set_tool_option(option),
            Request::Browse(purpose) => self.browse(purpose),
            Request::PathChosen(purpose, path) => self.path_chosen(purpose, path),
            Request::Answered(purpose, answer) => self.answered(purpose, answer),
            Request::PreviewImport(choices) => {
                if let Some(importing) = &mut self.chrome.importing {
                    importing.choose(*choices);
                }
                self.preview_import();
            }
            Request::Import(_) => self.import(),
            Request::CancelImport => {
                self.chrome.importing = None;
                self.import_next();
            }
            Request::SaveImportFindings => self.ask_path(PathPurpose::ImportFindings),
            Request::Export(order) => self.export(*order),
            Request::OpenBackup(path) => self.open(path, true),
            Request::AcceptForeignChanges => self.accept_foreign_changes(),
            Request::TogglePanel(key) => {
                if let Some(pane) = Pane::ALL.into_iter().find(|pane| pane.key() == key) {
                    let arrangement = self.arrangements.entry(self.workspace).or_insert_with(|| usual(self.workspace));
                    toggle(arrangement, pane);
                }
            }
        }
    }

    fn carry_out_map(&mut self, request: map::Request) {
        let language = self.language();
        let Some(desktop) = &mut self.project else { return };
        let is_amendment = matches!(request, map::Request::Amend(_));
        let event = match &request {
            map::Request::Commit => Some(TourEvent::MovedBoundary),
            map::Request::Focus(_) => Some(TourEvent::UsedBars),
            _ => None,
        };
        let had_gesture = desktop.project.gesture().is_some_and(|gesture| gesture.is_moved);
        match desktop.project.request(request) {
            Answer::Done => {
                if let Some(event) = event.filter(|event| *event != TourEvent::MovedBoundary || had_gesture) {
                    self.chrome.tour.event(event);
                }
            }
            // A tool draws and names what stops a gesture itself.
            Answer::Refused(_) if is_amendment => {}
            Answer::Refused(refusal) => {
                let cells = &desktop.project.document().plan().cells;
                let code = |cell| cells.get(cell).map(|cell| cell.code.clone()).unwrap_or_default();
                let words = refusal_text(language, &refusal, &code);
                self.chrome.notices.push(NoticeKind::Info, words);
            }
            Answer::Show(bounds, is_flashed) => desktop.map.look_at(bounds, is_flashed),
        }
    }

    /// A step through time or to another scenario.
    pub(super) fn travel(&mut self, step: impl FnOnce(&mut OpenProject) -> Result<(), SessionError>) {
        let Some(desktop) = &mut self.project else { return };
        if let Err(err) = step(&mut desktop.project) {
            let words = match &err {
                SessionError::Refused(refusal) => refusal_text(self.language(), refusal, &|cell| cell.0.to_string()),
                SessionError::Store(err) => store_error_text(self.language(), err),
            };
            self.chrome.notices.push(NoticeKind::Error, words);
        }
    }

    /// Does an action of the table.
    pub(super) fn act(&mut self, action: Action) {
        if let Err(reason) = super::availability(self.project(), action) {
            self.chrome.notices.push(NoticeKind::Info, self.say(reason, &[]));
            return;
        }
        self.settings.note_command(action.row().key);
        if let Some(kind) = action.tool() {
            self.take_tool(kind);
            return;
        }
        match action {
            Action::Undo => {
                self.travel(|project| project.travel(true));
                self.chrome.tour.event(TourEvent::Undid);
            }
            Action::Redo => self.travel(|project| project.travel(false)),
            Action::DeleteSelected if self.project.as_ref().is_some_and(|desktop| desktop.map.tools.kind() == ToolKind::Boundary) => {
                self.project.iter_mut().for_each(|desktop| desktop.map.tell(ToolEvent::Delete));
            }
            Action::NextProblem => self.next_problem(),
            Action::FreezeScenario => self.freeze(),
            _ => match self.project.as_mut().and_then(|desktop| desktop.project.act(action)) {
                Some(Answer::Show(bounds, is_flashed)) => self.look_at(bounds, is_flashed),
                Some(Answer::Refused(refusal)) => self.chrome.notices.push(NoticeKind::Info, refusal_text(self.language(), &refusal, &|cell| cell.0.to_string())),
                Some(Answer::Done) => {}
                None => self.act_on_window(action),
            },
        }
    }

    /// Actions of the window as a whole.
    fn act_on_window(&mut self, action: Action) {
        match action {
            Action::NewProject => self.ask_path(PathPurpose::NewProject),
            Action::OpenProject => self.ask_path(PathPurpose::OpenProject),
            Action::SaveCopy => self.ask_path(PathPurpose::SaveCopy),
            Action::Import if self.project.is_none() => self.import_into_new(AfterOpening::AskImport),
            Action::Import => self.ask_path(PathPurpose::ImportFile),
            Action::CloseProject => {
                self.keep_settings();
                self.project = None;
            }
            Action::Export => self.open_export(ExportWhat::Grids),
            Action::ExportImage => self.open_export(ExportWhat::Picture),
            Action::Settings => self.chrome.settings_window.is_open = true,
            Action::Quit => self.context.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Find => self.chrome.finder.open(FinderMode::Everything),
            Action::SelectByAttribute => {
                self.bring_up(Pane::Cells);
                if let Some(desktop) = &mut self.project {
                    desktop.panels.cells.focus_filter();
                }
            }
            Action::Coverage => self.bring_up(Pane::Coverage),
            Action::Siting => self.bring_up(Pane::Siting),
            Action::Design => self.bring_up(Pane::Design),
            Action::EditRules => {
                self.bring_up(Pane::Problems);
                if let Some(desktop) = &mut self.project {
                    desktop.panels.problems.open_rules();
                }
            }
            Action::CompareBeside => {
                if let Some(desktop) = &mut self.project {
                    desktop.map.is_beside = !desktop.map.is_beside;
                }
            }
            Action::Palette => self.chrome.finder.open(FinderMode::Commands),
            Action::ZoomIn | Action::ZoomOut => {
                if let Some(desktop) = &mut self.project
                    && let Some(mut camera) = desktop.project.camera()
                {
                    camera.zoom_around(if action == Action::ZoomIn { 1.0 } else { -1.0 }, egui::Vec2::ZERO);
                    desktop.project.request(map::Request::Look(camera));
                }
            }
            Action::ScaleUp | Action::ScaleDown => {
                self.settings.scale_percent = self.settings.next_scale(action == Action::ScaleUp);
                self.keep_settings();
            }
            Action::WorkspacePlan => self.workspace = Workspace::Plan,
            Action::WorkspaceChannels => self.workspace = Workspace::Channels,
            Action::WorkspacePresent => self.workspace = if self.workspace == Workspace::Present { Workspace::Plan } else { Workspace::Present },
            Action::RestorePanels => {
                self.arrangements.remove(&self.workspace);
            }
            Action::SwitchLanguage => {
                self.settings.language = if self.language() == crate::i18n::Language::Chinese { LanguageChoice::English } else { LanguageChoice::Chinese };
                self.given_language = None;
                self.keep_settings();
            }
            Action::SwitchTheme => {
                self.settings.theme = if self.theme() == crate::carto::ThemeKind::Light { ThemeChoice::Dark } else { ThemeChoice::Light };
                self.keep_settings();
            }
            Action::FrameTimes => self.chrome.are_frame_times_shown = !self.chrome.are_frame_times_shown,
            Action::BranchScenario => {
                let taken: Vec<String> = self.project().map(|project| project.document().scenarios().rows().map(|info| info.name.clone()).collect()).unwrap_or_default();
                let suggested = (0..26_u8).map(|letter| self.say("scenario-suggested", &[("letter", char::from(b'A' + letter).to_string().into())])).find(|name| !taken.contains(name));
                self.chrome.prompt.open(PromptPurpose::BranchScenario, &suggested.unwrap_or_default(), taken);
            }
            Action::CompareScenarios => self.bring_up(Pane::Scenarios),
            Action::Shortcuts => self.chrome.shortcuts.is_open = true,
            Action::Tour => self.chrome.tour.start(),
            Action::About => self.chrome.about.is_open = true,
            _ => {}
        }
    }

    fn take_tool(&mut self, kind: ToolKind) {
        let Some(desktop) = &mut self.project else { return };
        let asked = desktop.map.tools.take(kind);
        for request in asked {
            self.carry_out_map(request);
        }
        if kind == ToolKind::Boundary {
            self.chrome.tour.event(TourEvent::TookBoundaryTool);
        }
    }

    fn set_tool_option(&mut self, option: ToolOption) {
        let Some(desktop) = &mut self.project else { return };
        let metres = desktop.map.view().map_or(1.0, map::View::metres_per_point);
        let options = desktop.map.tools.options();
        match option {
            ToolOption::BrushRadius(radius_m) => options.set_brush_radius((radius_m / metres) as f32),
            ToolOption::BrushSource(source) => {
                options.source = match source {
                    BrushSource::Any => SourceFilter::All,
                    BrushSource::Unassigned => SourceFilter::Unassigned,
                    BrushSource::OneGrid => SourceFilter::OneGrid,
                    BrushSource::SameParent => SourceFilter::SameParent,
                }
            }
            ToolOption::Snapping(is_on) => options.snapping.is_on = is_on,
            ToolOption::Tracing(is_on) => options.snapping.to_reference = is_on,
            ToolOption::OutletKind(kind) => options.outlet_kind = kind,
            ToolOption::PicksCells(picks_cells) => options.picks_cells = picks_cells,
        }
    }

    pub(super) fn look_at(&mut self, bounds: Bounds, is_flashed: bool) {
        if let Some(desktop) = &mut self.project {
            desktop.map.look_at(bounds, is_flashed);
        }
    }

    fn show_items(&mut self, items: Vec<Item>) {
        let Some(desktop) = &mut self.project else { return };
        let bounds = bounds_of(desktop.project.document(), items.iter().copied());
        desktop.project.request(map::Request::Select(items, Pick::Replace));
        self.look_at(bounds, true);
    }

    fn bring_up(&mut self, pane: Pane) {
        let workspace = self.workspace;
        bring_up(self.arrangements.entry(workspace).or_insert_with(|| usual(workspace)), pane);
    }

    /// Shows the problem after the one shown last, in the order of the panel.
    fn next_problem(&mut self) {
        self.bring_up(Pane::Problems);
        let Some(desktop) = &mut self.project else { return };
        let problems = &desktop.project.problems().open;
        let placed: Vec<Position> = problems.iter().filter(|finding| finding.kind != FindingKind::Invariant).filter_map(|finding| finding.place).filter_map(|[lon, lat]| Position::from_degrees(lon, lat)).collect();
        if placed.is_empty() {
            return;
        }
        let at = placed[desktop.next_problem % placed.len()];
        desktop.next_problem += 1;
        let bounds = Bounds::of([offset_m(at, -AROUND_PROBLEM_M, -AROUND_PROBLEM_M), offset_m(at, AROUND_PROBLEM_M, AROUND_PROBLEM_M)]);
        self.look_at(bounds, true);
    }

    fn freeze(&mut self) {
        let Some(project) = self.project() else { return };
        let id = project.document().active();
        let name = project.document().scenarios().get(id).map(|info| info.name.clone()).unwrap_or_default();
        self.carry_out_map(map::Request::Run(Command::Freeze(id, today()), Label::new("step-freeze-scenario").with("name", name)));
    }

    /// Mends what findings speak of, each as one step.
    fn fix(&mut self, keys: &[String]) {
        for key in keys {
            let Some(project) = self.project() else { return };
            let finding = project.problems().open.iter().find(|finding| finding.key() == *key).cloned();
            let mending = finding.and_then(|finding| fix(project.document(), &finding));
            if let Some((commands, label)) = mending {
                self.carry_out_map(map::Request::RunAll(commands, label));
            }
        }
    }

    fn accept_foreign_changes(&mut self) {
        let Some(project) = self.project() else { return };
        let result = project.session().map(|session| session.file().accept_foreign_changes());
        if let Some(Err(err)) = result {
            self.chrome.notices.push(NoticeKind::Error, store_error_text(self.language(), &err));
        }
    }

    pub(super) fn keep_settings(&mut self) {
        self.settings.recent_commands = self.chrome.finder.recent_keys();
        self.settings.workspaces = super::docks::to_settings(&self.arrangements);
        self.settings_file.write(&self.settings);
    }
}

/// Files.
impl App {
    /// Writes the sample beside the settings unless it is there already, and opens it.
    fn open_sample(&mut self, name: String) {
        let folder = self.settings_file.folder("samples").unwrap_or_else(std::env::temp_dir);
        let path = folder.join(format!("{name}.gpkg"));
        if path.is_file() {
            self.open(path, false);
            return;
        }
        let title = self.say("job-sample", &[("name", self.say(&format!("start-sample-{name}"), &[]).into())]);
        self.start(title, move |_, _| {
            drop(std::fs::create_dir_all(&folder));
            Ended::Sampled(path.clone(), write_sample(&path, &name, 1, None))
        });
    }

    pub(super) fn ask_path(&mut self, purpose: PathPurpose) {
        // The system's own dialog is what people expect where it can be relied on; elsewhere a path can be typed too.
        if cfg!(windows) {
            self.browse(purpose);
        } else {
            let suggested = self.project().map(|project| project.path().parent().map(Path::to_owned).unwrap_or_default()).unwrap_or_default();
            self.chrome.path.open(purpose, &suggested);
        }
    }

    /// Shows the system's dialog, on a thread of its own because it may take its time.
    fn browse(&mut self, purpose: PathPurpose) {
        let title = self.say("job-browse", &[]);
        self.start(title, move |_, _| {
            let dialog = match &purpose {
                PathPurpose::NewProject | PathPurpose::OpenProject | PathPurpose::OpenReadOnly | PathPurpose::Locate(_) | PathPurpose::SaveCopy => rfd::FileDialog::new().add_filter("GeoPackage", &["gpkg"]),
                _ => rfd::FileDialog::new(),
            };
            let path = if purpose.is_for_writing() { dialog.save_file() } else { dialog.pick_file() };
            Ended::Browsed(purpose, path)
        });
    }

    /// A path was typed or chosen.
    pub(super) fn path_chosen(&mut self, purpose: PathPurpose, path: PathBuf) {
        match purpose {
            PathPurpose::OpenProject => self.open(path, false),
            PathPurpose::OpenReadOnly => self.open(path, true),
            PathPurpose::Locate(from) => {
                self.settings.relocate(&from, &path);
                self.keep_settings();
                self.open(path, false);
            }
            PathPurpose::NewProject => {
                let path = with_ending(&path, "gpkg");
                let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                let title = self.say("job-create", &[("name", (&name).into())]);
                self.start(title, move |_, _| Ended::Created(path.clone(), Session::create(&path, &name)));
            }
            PathPurpose::SaveCopy => {
                let target = with_ending(&path, "gpkg");
                let title = self.say("job-copy", &[]);
                self.start_with_session(title, move |session, _, _| {
                    let result = session.file().save_copy(&target);
                    Ended::Copied(Box::new(session), target, result)
                });
            }
            PathPurpose::ImportFile => self.import_files(vec![path]),
            PathPurpose::Roads => self.use_roads(path),
            PathPurpose::ImportFindings => self.save_import_findings(&with_ending(&path, "csv")),
            PathPurpose::ExportFile => self.chrome.export.set_path(&path),
            PathPurpose::BaseMap => self.chrome.settings_window.set_base_map_file(&path),
        }
    }

    fn open_export(&mut self, what: ExportWhat) {
        let theme = crate::carto::Theme::of(self.theme());
        let look = Look { language: self.language(), theme: &theme };
        let Some(desktop) = &self.project else { return };
        let view = export_view(&desktop.project, &look);
        self.chrome.export.open(what, &view);
        self.chrome.tour.event(TourEvent::OpenedExport);
    }

    fn export(&mut self, order: ExportOrder) {
        let language = self.language();
        let theme = self.theme();
        let Some(project) = self.project() else { return };
        let focus = project.focus().clone();
        let path = with_ending(&order.path, &order.format);
        let title = self.say("job-export", &[("path", path.display().to_string().into())]);
        if order.what == ExportWhat::Picture {
            let thematic = (*project.thematic() != map::Thematic::Categories).then_some(focus.measure);
            let options = RenderOptions { width: order.size[0], height: order.size[1], theme, ..RenderOptions::default() };
            let level = order.level.unwrap_or(focus.level);
            let picture = Picture { path, plane: focus.plane, level, thematic, title: order.title, has_legend: order.has_legend, options, language };
            let document = project.document().clone();
            self.start(title, move |_, _| {
                let result = write_picture(&document, &picture);
                Ended::Drawn(picture.path, result)
            });
            return;
        }
        let other = order.with.as_ref().and_then(|name| project.document().scenario_named(name)).unwrap_or(project.document().active());
        let what = match order.what {
            ExportWhat::Cells => Written::Cells,
            ExportWhat::Demand => Written::Demand,
            ExportWhat::Outlets => Written::Outlets,
            ExportWhat::Assignment => Written::Assignment,
            ExportWhat::Handover => Written::Handover(other),
            ExportWhat::Report => Written::Report,
            ExportWhat::Grids | ExportWhat::Picture => Written::Grids,
        };
        let crs = order.crs.as_deref().and_then(|name| Crs::from_name(name).ok());
        let options = ExportOptions { crs, encoding: order.encoding.clone(), ..ExportOptions::default() };
        let level = if order.what == ExportWhat::Report { Some(order.level.unwrap_or(focus.level)) } else { order.level };
        let transfer = Transfer { path, what, plane: focus.plane, level, options, language };
        self.start_with_session(title, move |session, _, _| {
            let result = write_table(&session, &transfer);
            Ended::Exported(Box::new(session), transfer.path, result)
        });
    }

    /// A question for one line of text was answered.
    fn answered(&mut self, purpose: PromptPurpose, answer: String) {
        let Some(project) = self.project() else { return };
        let document = project.document();
        let request = match purpose {
            PromptPurpose::BranchScenario => {
                let id = document.active();
                let branched = map::Request::Run(Command::Branch(answer.clone(), id), Label::new("step-new-scenario").with("name", &answer));
                self.carry_out_map(branched);
                let id = self.project().and_then(|project| project.document().scenario_named(&answer));
                if let Some(id) = id {
                    self.travel(|project| project.switch_scenario(id));
                }
                return;
            }
            PromptPurpose::RenameScenario(id) => map::Request::Run(Command::RenameScenario(id, answer.clone()), Label::new("step-rename-scenario").with("name", answer)),
            PromptPurpose::IgnoreFindings(keys) => {
                let commands = keys.into_iter().map(|key| Command::Ignore(key, Some(answer.clone()))).collect();
                map::Request::RunAll(commands, Label::new("step-ignore"))
            }
            PromptPurpose::NewGrid | PromptPurpose::ProjectName => return,
        };
        self.carry_out_map(request);
    }
}
