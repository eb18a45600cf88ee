//! An import in preparation: the file as it was read, what is chosen, what would happen.

use super::OpenProject;
use crate::base::Finding;
use crate::geodesy::Crs;
use crate::i18n::{Language, finding_group_text, finding_text, import_error_text, known_from_text, text};
use crate::io::classify::{MeasureColumn, Role, column_of, number_columns, position_columns};
use crate::io::difference::ImportMode as Mode;
use crate::io::rows::{MappingOptions, Outline, outline};
use crate::io::{FindingLog, Format, ImportReport, Known, SourceTable};
use crate::jobs::{ImportFailure, ImportOptions, ImportTarget as Target, Imported, SessionError};
use crate::partition::BuildOptions;
use crate::ui::Request;
use crate::ui::import::{ColumnRole, FindingGroup, ImportChoices, ImportColumn, ImportDialog, ImportMode, ImportTarget, ImportView};
use crate::ui::shell::Look;
use crate::ui::theme::color32;
use egui::{Context, Rect, Stroke, Ui, pos2};
use std::path::{Path, PathBuf};
use std::sync::Arc as Shared;

/// Rows that the dialog shows.
const ROWS_SHOWN: usize = 20;
/// Values of a column that are shown as samples.
const SAMPLES: usize = 3;
/// Coordinates of the file that the little map paints, about.
const MOST_DRAWN: usize = 6_000;

/// An import in preparation (待导入文件).
#[derive(Debug)]
pub(super) struct Importing {
    pub(super) path: PathBuf,
    pub(super) table: Shared<SourceTable>,
    dialog: ImportDialog,
    view: ImportView,
    /// Where the rows are with the present choices.
    outline: Outline,
    /// What was found odd with the present choices.
    findings: FindingLog,
}

impl Importing {
    /// Begins with what can be guessed from the file and from what the project still lacks.
    pub(super) fn new(path: PathBuf, table: Shared<SourceTable>, project: &OpenProject) -> Self {
        let target = guessed_target(&table, project);
        let choices = guessed_choices(&table, target);
        let view = first_view(&path, &table, project);
        let outline = outline(&table, &mapping(&table, &choices), MOST_DRAWN);
        Self { path, table, dialog: ImportDialog::new(choices), view, outline, findings: FindingLog::default() }
    }

    /// What was found odd with the present choices.
    pub(super) fn findings(&self) -> &FindingLog {
        &self.findings
    }

    /// Says how many other files wait for their turn.
    pub(super) fn note_waiting(&mut self, n_waiting: usize) {
        self.view.n_waiting = n_waiting;
    }

    /// What is chosen.
    pub(super) fn choices(&self) -> &ImportChoices {
        &self.dialog.choices
    }

    /// Takes other choices up; with another target the columns are guessed anew.
    pub(super) fn choose(&mut self, choices: ImportChoices) {
        let is_other = choices.target != self.dialog.choices.target;
        self.dialog.choices = if is_other { ImportChoices { target: choices.target, ..guessed_choices(&self.table, choices.target) } } else { choices };
        self.outline = outline(&self.table, &mapping(&self.table, &self.dialog.choices), MOST_DRAWN);
        self.view.is_reading = true;
    }

    /// Name of the file.
    pub(super) fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Takes in what an import with the present choices would do.
    pub(super) fn take_preview(&mut self, result: Result<Imported, ImportFailure>, project: &OpenProject, language: Language) {
        self.view.is_reading = false;
        let (report, obstacle) = match &result {
            Ok(imported) => (Some(&imported.report), None),
            Err(ImportFailure::NothingUsable(report)) => (Some(report.as_ref()), Some(failure_text(language, &ImportFailure::NothingUsable(report.clone())))),
            Err(failure) => (None, Some(failure_text(language, failure))),
        };
        self.findings = report.map(|report| report.log.clone()).unwrap_or_default();
        self.view.obstacle = obstacle;
        self.view.crs = report.and_then(|report| report.crs.as_ref()).map(|known| known_words(language, known));
        self.view.findings = report.map(|report| groups(report, language)).unwrap_or_default();
        self.view.outcome = report.map(|report| outcome(report, result.as_ref().ok(), language)).unwrap_or_default();
        self.view.encoding = self.table.encoding.as_ref().map(|known| known_words(language, known));
        self.view.levels = project.document().project().planes.get(project.focus().plane).map(|plane| plane.levels.iter().map(|level| level.name.clone()).collect()).unwrap_or_default();
    }

    /// Shows the dialog.
    pub(super) fn show(&mut self, context: &Context, look: &Look<'_>, project: &OpenProject, requests: &mut Vec<Request>) {
        self.view.crs_choices = ["auto", "EPSG:4326", "EPSG:4490", "gcj02", "bd09", "EPSG:4547", "EPSG:3857"].into_iter().map(|name| (name.to_owned(), crs_words(look, name))).collect();
        let outline = &self.outline;
        let mut map = |ui: &mut Ui, rect: Rect| paint_map(ui, rect, look, project, outline);
        self.dialog.show(context, look, &self.view, &mut map, requests);
    }
}

fn crs_words(look: &Look<'_>, name: &str) -> String {
    if name == "auto" { look.text("import-crs-auto") } else { Crs::from_name(name).map_or_else(|_| name.to_owned(), Crs::name) }
}

/// Polygons are cells first and grids once there are cells; a table without places of its own assigns grids; points with a kind are outlets.
fn guessed_target(table: &SourceTable, project: &OpenProject) -> ImportTarget {
    let has_cells = project.document().plan().partition.n_cells() > 0;
    let has_places = position_columns(table, None, None).is_ok();
    if table.geometry.is_some() && table.format != Format::Csv && !has_places {
        return if has_cells { ImportTarget::Grids } else { ImportTarget::Cells };
    }
    match column_of(table, Role::Kind) {
        Some(_) => ImportTarget::Outlets,
        None => ImportTarget::Demand,
    }
}

fn guessed_choices(table: &SourceTable, target: ImportTarget) -> ImportChoices {
    let mut roles = vec![ColumnRole::Unused; table.columns.len()];
    let known = [
        (Role::Code, ColumnRole::Code),
        (Role::Name, ColumnRole::Name),
        (Role::Grid, ColumnRole::Grid),
        (Role::Parent, ColumnRole::Parent),
        (Role::Kind, ColumnRole::Kind),
    ];
    for (role, column) in known {
        let is_of_target = match column {
            ColumnRole::Grid => target == ImportTarget::Cells,
            ColumnRole::Parent => matches!(target, ImportTarget::Cells | ImportTarget::Grids),
            ColumnRole::Kind => matches!(target, ImportTarget::Outlets | ImportTarget::Reference),
            _ => true,
        };
        if let Some(at) = column_of(table, role).filter(|_| is_of_target)
            && roles[at] == ColumnRole::Unused
        {
            roles[at] = column;
        }
    }
    if matches!(target, ImportTarget::Demand | ImportTarget::Outlets)
        && let Ok((lon, lat)) = position_columns(table, None, None)
    {
        (roles[lon], roles[lat]) = (ColumnRole::Longitude, ColumnRole::Latitude);
    }
    if target == ImportTarget::Demand {
        for at in number_columns(table) {
            if roles[at] == ColumnRole::Unused {
                roles[at] = ColumnRole::Measure;
            }
        }
    }
    let key = roles.iter().position(|role| *role == ColumnRole::Code);
    let measure_names = table.columns.clone();
    ImportChoices { target, units: vec![String::new(); roles.len()], roles, measure_names, key, ..ImportChoices::default() }
}

fn first_view(path: &Path, table: &SourceTable, project: &OpenProject) -> ImportView {
    let n_rows = table.text.rows();
    let numeric = number_columns(table);
    let sample = |column: usize| (0..n_rows).map(|row| table.text.trimmed(row, column).into_owned()).filter(|value| !value.is_empty()).take(SAMPLES).collect();
    let columns = table.columns.iter().enumerate();
    ImportView {
        file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        format: table.format.name().to_owned(),
        n_rows: table.rows() as u64,
        encodings: ["UTF-8", "GBK", "GB18030", "Big5"].map(str::to_owned).to_vec(),
        columns: columns.map(|(at, name)| ImportColumn { name: name.clone(), samples: sample(at), is_numeric: numeric.contains(&at) }).collect(),
        rows: (0..n_rows.min(ROWS_SHOWN)).map(|row| (0..table.columns.len()).map(|column| table.text.trimmed(row, column).into_owned()).collect()).collect(),
        is_reading: true,
        has_map: project.document().plan().partition.n_cells() > 0 || table.geometry.is_some(),
        ..ImportView::default()
    }
}

/// Which column is what.
fn mapping(table: &SourceTable, choices: &ImportChoices) -> MappingOptions {
    let field = |role: ColumnRole| choices.roles.iter().position(|own| *own == role).and_then(|at| table.columns.get(at)).cloned();
    let measures = choices.roles.iter().enumerate().filter(|(_, role)| **role == ColumnRole::Measure);
    let measure = |at: usize| {
        let column = table.columns.get(at)?.clone();
        let named = choices.measure_names.get(at).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        Some(MeasureColumn { name: named.unwrap_or_else(|| column.clone()), column, unit: choices.units.get(at).cloned().unwrap_or_default(), scale: None })
    };
    MappingOptions {
        name_field: field(ColumnRole::Name),
        code_field: field(ColumnRole::Code),
        grid_field: field(ColumnRole::Grid),
        parent_field: field(ColumnRole::Parent),
        measures: measures.filter_map(|(at, _)| measure(at)).collect(),
        lon: field(ColumnRole::Longitude),
        lat: field(ColumnRole::Latitude),
        kind: choices.kind,
        kind_field: field(ColumnRole::Kind),
        crs: choices.crs.clone().filter(|name| name != "auto"),
        are_updates: false,
    }
}

/// The choices as an import takes them.
pub(super) fn options(table: &SourceTable, choices: &ImportChoices, project: &OpenProject, is_dry_run: bool) -> ImportOptions {
    let plane = project.document().project().planes.get(project.focus().plane).map(|plane| plane.name.clone());
    ImportOptions {
        target: match choices.target {
            ImportTarget::Cells => Target::Cells,
            ImportTarget::Grids => Target::Grids,
            ImportTarget::Demand => Target::Demand,
            ImportTarget::Outlets => Target::Outlets,
            ImportTarget::Reference => Target::Reference,
        },
        mapping: mapping(table, choices),
        build: BuildOptions::default(),
        mode: match choices.mode {
            ImportMode::Add => Mode::Add,
            ImportMode::Replace => Mode::Replace,
            ImportMode::Update => Mode::Update,
        },
        key: choices.key.and_then(|at| table.columns.get(at)).cloned(),
        level: choices.level.clone(),
        plane,
        layer: choices.layer.clone(),
        is_dry_run,
    }
}

fn known_words(language: Language, known: &Known) -> (String, String) {
    let from = serde_json::to_value(known.from).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    (known.name.clone(), known_from_text(language, &from))
}

fn groups(report: &ImportReport, language: Language) -> Vec<FindingGroup> {
    let mut groups: Vec<FindingGroup> = report
        .findings
        .iter()
        .map(|group| FindingGroup {
            severity: group.severity,
            title: finding_group_text(group.kind, group.count, language),
            examples: group.examples.iter().map(|finding: &Finding| finding_text(finding, language)).collect(),
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.severity));
    groups
}

fn outcome(report: &ImportReport, imported: Option<&Imported>, language: Language) -> Vec<String> {
    let mut lines = vec![text(language, "import-outcome-rows", &[("count", report.rows_imported.into()), ("rejected", report.rows_rejected.into())])];
    if let Some(difference) = imported.and_then(|imported| imported.difference.as_ref()) {
        let values = [("added", difference.added.len().into()), ("changed", difference.changed.len().into()), ("removed", difference.removed.len().into()), ("same", difference.unchanged.into())];
        lines.push(text(language, "import-outcome-difference", &values));
    }
    lines
}

/// Why an import did not happen, in words.
pub(super) fn failure_text(language: Language, failure: &ImportFailure) -> String {
    match failure {
        ImportFailure::File(err) => import_error_text(language, Path::new(""), err),
        ImportFailure::Session(SessionError::Store(err)) => crate::i18n::store_error_text(language, err),
        ImportFailure::Session(SessionError::Refused(refusal)) => crate::i18n::refusal_text(language, refusal, &|cell| cell.0.to_string()),
        ImportFailure::Cancelled(_) => crate::i18n::cancelled_text(language),
        ImportFailure::NotFound(name) => text(language, "import-not-found", &[("name", name.into())]),
        ImportFailure::NoCells => text(language, "import-no-cells", &[]),
        ImportFailure::KeyNeeded => text(language, "import-key-needed", &[]),
        ImportFailure::NothingUsable(report) => text(language, "import-nothing-usable", &[("count", report.rows_read.into())]),
    }
}

/// The plan's outline with the file's shapes and points over it.
fn paint_map(ui: &mut Ui, rect: Rect, look: &Look<'_>, project: &OpenProject, outline: &Outline) {
    use crate::base::CellId;
    use crate::map::{Camera, View};
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, color32(look.theme.land));
    let partition = &project.document().plan().partition;
    let mut bounds = partition.bounds();
    for place in outline.points.iter().chain(outline.lines.iter().flatten()) {
        bounds.add(*place);
    }
    if bounds.is_empty() {
        return;
    }
    let view = View::new(Camera::fit(&bounds, rect.size(), 10.0), rect);
    let line = Stroke::new(1.0, color32(look.theme.parent_boundary));
    for arc in partition.arcs().rows().filter(|arc| arc.shape.left == CellId::OUTSIDE || arc.shape.right == CellId::OUTSIDE) {
        painter.line(arc.shape.points.iter().map(|position| view.point(*position)).collect(), line);
    }
    let accent = color32(look.theme.accent);
    for shape in &outline.lines {
        painter.line(shape.iter().map(|position| view.point(*position)).collect(), Stroke::new(1.0, accent));
    }
    for place in &outline.points {
        let at = view.point(*place);
        painter.rect_filled(Rect::from_center_size(pos2(at.x, at.y), egui::Vec2::splat(2.0)), 0.0, accent);
    }
}
