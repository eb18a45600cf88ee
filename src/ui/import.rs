//! The import dialog: what is in a file, what it will become, what was odd. Nothing changes before the button.

use super::Request;
use super::icon::Icon;
use super::shell::Look;
use super::shell::kit::{Weight, caption, dialog, foot, segments, text_button};
use super::shell::options::chooser;
use super::theme::{TABLE_TEXT, UNIT};
use crate::base::Severity;
use crate::i18n::{count_text, outlet_kind_text};
use crate::model::OutletKind;
use egui::{Align, Context, CornerRadius, Frame, Grid, Layout, Margin, Rect, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder, Vec2, vec2};

/// What the rows of a file become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportTarget {
    /// Cells with the grid they belong to.
    #[default]
    Cells,
    /// Grids that group cells.
    Grids,
    /// Demand points with their measures.
    Demand,
    /// Outlets.
    Outlets,
    /// Roads, water, buildings for orientation.
    Reference,
}

impl ImportTarget {
    /// All, in the order of the dialog.
    pub const ALL: [Self; 5] = [Self::Cells, Self::Grids, Self::Demand, Self::Outlets, Self::Reference];

    fn key(self) -> &'static str {
        match self {
            Self::Cells => "import-as-cells",
            Self::Grids => "import-as-grids",
            Self::Demand => "import-as-demand",
            Self::Outlets => "import-as-outlets",
            Self::Reference => "import-as-reference",
        }
    }

    /// What a column can be for it.
    fn roles(self) -> &'static [ColumnRole] {
        use ColumnRole::{Code, Grid, Kind, Latitude, Longitude, Measure, Name, Parent, Unused};
        match self {
            Self::Cells => &[Unused, Code, Name, Grid, Parent],
            Self::Grids => &[Unused, Code, Name, Parent],
            Self::Demand => &[Unused, Code, Name, Longitude, Latitude, Measure],
            Self::Outlets => &[Unused, Code, Name, Kind, Longitude, Latitude],
            Self::Reference => &[Unused, Name, Kind],
        }
    }
}

/// What a column is taken as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnRole {
    /// Left out.
    #[default]
    Unused,
    /// Code.
    Code,
    /// Name.
    Name,
    /// Code of the grid.
    Grid,
    /// Code one level up.
    Parent,
    /// Longitude or easting.
    Longitude,
    /// Latitude or northing.
    Latitude,
    /// Kind of outlet or feature.
    Kind,
    /// A measure.
    Measure,
}

impl ColumnRole {
    fn key(self) -> &'static str {
        match self {
            Self::Unused => "import-role-unused",
            Self::Code => "import-role-code",
            Self::Name => "import-role-name",
            Self::Grid => "import-role-grid",
            Self::Parent => "import-role-parent",
            Self::Longitude => "import-role-longitude",
            Self::Latitude => "import-role-latitude",
            Self::Kind => "import-role-kind",
            Self::Measure => "import-role-measure",
        }
    }

    /// Whether several columns can have it.
    fn is_shared(self) -> bool {
        matches!(self, Self::Unused | Self::Measure)
    }
}

/// What happens to rows that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportMode {
    /// New rows join them.
    #[default]
    Add,
    /// They take their place.
    Replace,
    /// Rows with the same key are changed, others are added.
    Update,
}

/// Everything a person can choose of an import (导入选项).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportChoices {
    /// What the rows become.
    pub target: ImportTarget,
    /// Text encoding; `None` to find out.
    pub encoding: Option<String>,
    /// Coordinate system by name; `None` to find out.
    pub crs: Option<String>,
    /// What each column is taken as.
    pub roles: Vec<ColumnRole>,
    /// Name of the measure that each column becomes where it is one.
    pub measure_names: Vec<String>,
    /// Unit of that measure.
    pub units: Vec<String>,
    /// Kind of outlets whose own is not known.
    pub kind: Option<OutletKind>,
    /// What happens to rows that are there.
    pub mode: ImportMode,
    /// Column that says which row is which, for updating.
    pub key: Option<usize>,
    /// Level of new grids by name.
    pub level: Option<String>,
    /// Layer of reference features.
    pub layer: String,
}

/// A column of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportColumn {
    /// Its name.
    pub name: String,
    /// A few values.
    pub samples: Vec<String>,
    /// Whether its values are numbers.
    pub is_numeric: bool,
}

/// Findings of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingGroup {
    /// How much they matter.
    pub severity: Severity,
    /// What they are, in words with their number.
    pub title: String,
    /// Some of them, in words.
    pub examples: Vec<String>,
}

/// What is known of the file with the present choices (导入预览); the room `app` fills it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportView {
    /// Name of the file.
    pub file_name: String,
    /// Its format in words.
    pub format: String,
    /// Number of rows.
    pub n_rows: u64,
    /// The encoding in use, and how it is known, in words; `None` where the format needs none.
    pub encoding: Option<(String, String)>,
    /// Encodings to choose from.
    pub encodings: Vec<String>,
    /// Name of the coordinate system in use, and how it is known, in words; `None` where there are no positions.
    pub crs: Option<(String, String)>,
    /// Coordinate systems to choose from: name and words.
    pub crs_choices: Vec<(String, String)>,
    /// Something to know about the coordinate system.
    pub crs_warning: Option<String>,
    /// Columns of the file.
    pub columns: Vec<ImportColumn>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// What was odd, worst first.
    pub findings: Vec<FindingGroup>,
    /// What will happen, in words.
    pub outcome: Vec<String>,
    /// Why nothing can be imported with these choices.
    pub obstacle: Option<String>,
    /// Whether the file is being read anew.
    pub is_reading: bool,
    /// How many other files wait for their turn.
    pub n_waiting: usize,
    /// Levels that grids can go to.
    pub levels: Vec<String>,
    /// Whether there is anything to preview on a map.
    pub has_map: bool,
}

/// The parts of the right side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Columns,
    Rows,
    Findings,
}

/// The import dialog (导入对话框).
#[derive(Clone, Debug, Default)]
pub struct ImportDialog {
    /// What is chosen.
    pub choices: ImportChoices,
    page: Page,
}

impl ImportDialog {
    /// Begins with what was guessed.
    pub fn new(choices: ImportChoices) -> Self {
        Self { choices, page: Page::default() }
    }

    /// Shows it. `map` paints the file over the plan into a box.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, view: &ImportView, map: &mut dyn FnMut(&mut Ui, Rect), requests: &mut Vec<Request>) {
        let before = self.choices.clone();
        self.choices.roles.resize(view.columns.len(), ColumnRole::Unused);
        self.choices.measure_names.resize(view.columns.len(), String::new());
        self.choices.units.resize(view.columns.len(), String::new());
        let room = context.content_rect().size();
        let body = (room.y - 300.0).clamp(180.0, 520.0);
        let mut clicked = None;
        let is_closed = dialog(context, look, "import", &look.text_with("import-title", &[("file", (&view.file_name).into())]), 1100.0, |ui| {
            facts(ui, look, view);
            let gap = 6.0 * UNIT;
            let left = (ui.available_width() * 0.4).min(400.0);
            let right = ui.available_width() - left - gap;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = gap;
                side(ui, "left", vec2(left, body), |ui| self.left(ui, look, view, map));
                side(ui, "right", vec2(right, body), |ui| self.right(ui, look, view, requests));
            });
            outcome(ui, look, view);
            let is_ready = view.obstacle.is_none() && !view.is_reading;
            clicked = foot(ui, look, &[(&look.text("import-do"), Weight::Primary, is_ready), (&look.text("shell-cancel"), Weight::Ordinary, true)]);
        });
        if clicked == Some(0) {
            requests.push(Request::Import(Box::new(self.choices.clone())));
        } else if is_closed || clicked.is_some() {
            requests.push(Request::CancelImport);
        } else if self.choices != before && self.choices.roles.len() == before.roles.len() {
            requests.push(Request::PreviewImport(Box::new(self.choices.clone())));
        }
    }

    fn left(&mut self, ui: &mut Ui, look: &Look<'_>, view: &ImportView, map: &mut dyn FnMut(&mut Ui, Rect)) {
        field(ui, look, "import-as", |ui| {
            let choices = ImportTarget::ALL.map(|target| (target, look.text(target.key())));
            if let Some(target) = chooser(ui, look, &look.text("import-as"), self.choices.target, &choices) {
                self.choices.target = target;
                let roles = target.roles();
                self.choices.roles.iter_mut().filter(|role| !roles.contains(role)).for_each(|role| *role = ColumnRole::Unused);
            }
        });
        self.target_fields(ui, look, view);
        if let Some((encoding, known)) = &view.encoding {
            known_field(ui, look, "import-encoding", known, |ui| {
                let choices = with_auto(look, view.encodings.iter().map(|name| (name.clone(), name.clone())), encoding);
                choose_named(ui, look, "import-encoding", &mut self.choices.encoding, &choices);
            });
        }
        if let Some((crs, known)) = &view.crs {
            known_field(ui, look, "import-crs", known, |ui| {
                let words = view.crs_choices.iter().find(|(name, _)| name == crs).map_or(crs, |(_, words)| words);
                let choices = with_auto(look, view.crs_choices.iter().cloned(), words);
                choose_named(ui, look, "import-crs", &mut self.choices.crs, &choices);
            });
        }
        if let Some(warning) = &view.crs_warning {
            line(ui, look, Icon::Warning, warning, look.amber());
        }
        self.mode_fields(ui, look, view);
        let left = ui.available_height();
        if view.has_map && left > 90.0 {
            ui.add_space(UNIT);
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), left - 2.0 * UNIT), Sense::hover());
            ui.painter().rect_filled(rect, CornerRadius::same(6), super::theme::color32(look.theme.land));
            let mut inner = ui.new_child(UiBuilder::new().max_rect(rect));
            inner.set_clip_rect(rect.intersect(ui.clip_rect()));
            map(&mut inner, rect);
            ui.painter().rect_stroke(rect, CornerRadius::same(6), egui::Stroke::new(1.0, look.line()), egui::StrokeKind::Inside);
        }
    }

    fn target_fields(&mut self, ui: &mut Ui, look: &Look<'_>, view: &ImportView) {
        match self.choices.target {
            ImportTarget::Outlets => field(ui, look, "import-kind", |ui| {
                let kinds: Vec<(Option<OutletKind>, String)> =
                    std::iter::once((None, look.text("import-kind-column"))).chain(OutletKind::ALL.iter().map(|kind| (Some(*kind), outlet_kind_text(look.language, *kind)))).collect();
                if let Some(kind) = chooser(ui, look, &look.text("import-kind"), self.choices.kind, &kinds) {
                    self.choices.kind = kind;
                }
            }),
            ImportTarget::Grids | ImportTarget::Cells if view.levels.len() > 1 => field(ui, look, "import-level", |ui| {
                let deepest = view.levels.last().cloned().unwrap_or_default();
                let choices = with_auto_named(look.text_with("import-level-deepest", &[("level", deepest.into())]), view.levels.iter().map(|name| (name.clone(), name.clone())));
                choose_named(ui, look, "import-level", &mut self.choices.level, &choices);
            }),
            ImportTarget::Reference => field(ui, look, "import-layer", |ui| {
                let layers = ["road", "water", "building", "rail", "green", "no_build"];
                let keys = ["import-layer-road", "import-layer-water", "import-layer-building", "import-layer-rail", "import-layer-green", "import-layer-no-build"];
                let choices: Vec<(usize, String)> = keys.iter().map(|key| look.text(key)).enumerate().collect();
                let chosen = layers.iter().position(|layer| *layer == self.choices.layer).unwrap_or(0);
                if let Some(layer) = chooser(ui, look, &look.text("import-layer"), chosen, &choices).and_then(|chosen| layers.get(chosen)) {
                    (*layer).clone_into(&mut self.choices.layer);
                }
            }),
            _ => {}
        }
    }

    fn mode_fields(&mut self, ui: &mut Ui, look: &Look<'_>, view: &ImportView) {
        if self.choices.target == ImportTarget::Reference {
            return;
        }
        field(ui, look, "import-mode", |ui| {
            let modes = [(ImportMode::Add, "import-mode-add"), (ImportMode::Replace, "import-mode-replace"), (ImportMode::Update, "import-mode-update")];
            let modes = modes.map(|(mode, key)| (mode, look.text(key), look.text(key)));
            if let Some(mode) = segments(ui, look, self.choices.mode, &modes) {
                self.choices.mode = mode;
            }
        });
        if self.choices.mode == ImportMode::Update {
            field(ui, look, "import-key", |ui| {
                let columns = view.columns.iter().enumerate().map(|(number, column)| (Some(number), column.name.clone()));
                let choices: Vec<(Option<usize>, String)> = std::iter::once((None, look.text("import-key-code"))).chain(columns).collect();
                if let Some(key) = chooser(ui, look, &look.text("import-key"), self.choices.key, &choices) {
                    self.choices.key = key;
                }
            });
        }
    }

    fn right(&mut self, ui: &mut Ui, look: &Look<'_>, view: &ImportView, requests: &mut Vec<Request>) {
        let findings = view.findings.len();
        let pages = [
            (Page::Columns, look.text_with("import-page-columns", &[("count", view.columns.len().into())])),
            (Page::Rows, look.text_with("import-page-rows", &[("count", view.rows.len().into())])),
            (Page::Findings, look.text_with("import-page-findings", &[("count", findings.into())])),
        ]
        .map(|(page, text)| (page, text.clone(), text));
        if let Some(page) = segments(ui, look, self.page, &pages) {
            self.page = page;
        }
        ui.add_space(UNIT);
        match self.page {
            Page::Columns => self.columns(ui, look, view),
            Page::Rows => rows(ui, look, view),
            Page::Findings => findings_ui(ui, look, view, requests),
        }
    }

    fn columns(&mut self, ui: &mut Ui, look: &Look<'_>, view: &ImportView) {
        let choices: Vec<(ColumnRole, String)> = self.choices.target.roles().iter().map(|role| (*role, look.text(role.key()))).collect();
        ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
            Grid::new("import-columns").num_columns(4).spacing(vec2(4.0 * UNIT, 1.5 * UNIT)).striped(true).show(ui, |ui| {
                for key in ["import-column", "import-column-values", "import-column-becomes", "import-column-measure"] {
                    caption(ui, look, &look.text(key));
                }
                ui.end_row();
                for (number, column) in view.columns.iter().enumerate() {
                    ui.label(RichText::new(&column.name).strong().color(look.ink()));
                    ui.scope(|ui| {
                        ui.set_max_width(170.0);
                        ui.add(egui::Label::new(RichText::new(column.samples.join(", ")).size(TABLE_TEXT).color(look.muted())).truncate());
                    });
                    self.role(ui, look, number, column, &choices);
                    if self.choices.roles.get(number) == Some(&ColumnRole::Measure) {
                        self.measure(ui, look, number, column);
                    } else {
                        ui.label("");
                    }
                    ui.end_row();
                }
            });
        });
    }

    fn role(&mut self, ui: &mut Ui, look: &Look<'_>, number: usize, column: &ImportColumn, choices: &[(ColumnRole, String)]) {
        let fitting: Vec<(ColumnRole, String)> = choices.iter().filter(|(role, _)| column.is_numeric || *role != ColumnRole::Measure).cloned().collect();
        let chosen = self.choices.roles.get(number).copied().unwrap_or_default();
        let name = look.text_with("import-role-of", &[("column", (&column.name).into())]);
        let picked = ui.push_id(number, |ui| chooser(ui, look, &name, chosen, &fitting)).inner;
        let Some(picked) = picked else { return };
        if !picked.is_shared() {
            self.choices.roles.iter_mut().filter(|role| **role == picked).for_each(|role| *role = ColumnRole::Unused);
        }
        if let Some(role) = self.choices.roles.get_mut(number) {
            *role = picked;
        }
        if let Some(measure) = self.choices.measure_names.get_mut(number).filter(|measure| measure.is_empty()) {
            measure.clone_from(&column.name);
        }
    }

    fn measure(&mut self, ui: &mut Ui, look: &Look<'_>, number: usize, column: &ImportColumn) {
        ui.horizontal(|ui| {
            for (texts, key, width) in [(&mut self.choices.measure_names, "import-measure-name", 110.0), (&mut self.choices.units, "import-measure-unit", 56.0)] {
                if let Some(text) = texts.get_mut(number) {
                    let name = look.text_with(key, &[("column", (&column.name).into())]);
                    ui.add(TextEdit::singleline(text).desired_width(width).hint_text(look.text(if width > 60.0 { "import-hint-name" } else { "import-hint-unit" }))).accessible_name(name);
                }
            }
        });
    }
}

fn side(ui: &mut Ui, salt: &str, size: Vec2, content: impl FnOnce(&mut Ui)) {
    ui.push_id(salt, |ui| {
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(size);
            ui.set_max_size(size);
            ui.spacing_mut().item_spacing = vec2(2.0 * UNIT, 1.5 * UNIT);
            content(ui);
        });
    });
}

/// Format and number of rows.
fn facts(ui: &mut Ui, look: &Look<'_>, view: &ImportView) {
    ui.horizontal(|ui| {
        let rows = look.text_with("import-rows", &[("count", count_text(view.n_rows as i64).into())]);
        ui.label(RichText::new(format!("{} · {rows}", view.format)).color(look.muted()));
        if view.n_waiting > 0 {
            ui.label(RichText::new(look.text_with("import-waiting", &[("count", view.n_waiting.into())])).color(look.muted()));
        }
        if view.is_reading {
            ui.add(egui::Spinner::new().size(14.0).color(look.accent()));
            ui.label(RichText::new(look.text("import-reading")).color(look.muted()));
        }
    });
    ui.add_space(UNIT);
}

/// A name over its widget.
fn field(ui: &mut Ui, look: &Look<'_>, key: &str, widget: impl FnOnce(&mut Ui)) {
    caption(ui, look, &look.text(key));
    ui.push_id(key, widget);
}

/// A name with how its value is known, over its widget.
fn known_field(ui: &mut Ui, look: &Look<'_>, key: &str, known: &str, widget: impl FnOnce(&mut Ui)) {
    caption(ui, look, &look.text_with("import-known", &[("what", look.text(key).into()), ("how", known.into())]));
    ui.push_id(key, widget);
}

/// Choices with finding out by oneself before them.
fn with_auto(look: &Look<'_>, choices: impl Iterator<Item = (String, String)>, found: &str) -> Vec<(String, String)> {
    with_auto_named(look.text_with("import-auto", &[("found", found.into())]), choices)
}

fn with_auto_named(auto: String, choices: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), auto)).chain(choices).collect()
}

/// A list of names, of which the empty one stands for none.
fn choose_named(ui: &mut Ui, look: &Look<'_>, key: &str, chosen: &mut Option<String>, choices: &[(String, String)]) {
    let numbered: Vec<(usize, String)> = choices.iter().map(|(_, words)| words.clone()).enumerate().collect();
    let name = chosen.clone().unwrap_or_default();
    let now = choices.iter().position(|(known, _)| *known == name).unwrap_or(0);
    if let Some((name, _)) = chooser(ui, look, &look.text(key), now, &numbered).and_then(|picked| choices.get(picked)) {
        *chosen = (!name.is_empty()).then(|| name.clone());
    }
}

fn line(ui: &mut Ui, look: &Look<'_>, icon: Icon, text: &str, color: egui::Color32) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
        icon.paint(ui.painter(), rect, color);
        ui.add(egui::Label::new(RichText::new(text).color(if color == look.muted() { look.ink() } else { color })).wrap());
    });
}

fn rows(ui: &mut Ui, look: &Look<'_>, view: &ImportView) {
    ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
        Grid::new("import-rows").striped(true).spacing(vec2(4.0 * UNIT, UNIT)).show(ui, |ui| {
            for column in &view.columns {
                ui.label(RichText::new(&column.name).size(TABLE_TEXT).strong().color(look.ink()));
            }
            ui.end_row();
            for row in &view.rows {
                for value in row {
                    let cut: String = if value.chars().count() > 28 { value.chars().take(27).chain(['…']).collect() } else { value.clone() };
                    ui.label(RichText::new(cut).size(TABLE_TEXT).color(look.ink()));
                }
                ui.end_row();
            }
        });
    });
}

fn findings_ui(ui: &mut Ui, look: &Look<'_>, view: &ImportView, requests: &mut Vec<Request>) {
    if view.findings.is_empty() {
        line(ui, look, Icon::Check, &look.text("import-no-findings"), look.good());
        return;
    }
    let (mut is_copied, mut is_saved) = (false, false);
    ui.horizontal(|ui| {
        is_copied = text_button(ui, look, Some(Icon::Copy), &look.text("import-copy-findings"), look.accent()).clicked();
        is_saved = text_button(ui, look, Some(Icon::Export), &look.text("import-save-findings"), look.accent()).on_hover_text(look.text("import-save-findings-hint")).clicked();
    });
    if is_saved {
        requests.push(Request::SaveImportFindings);
    }
    if is_copied {
        let lines = view.findings.iter().flat_map(|group| std::iter::once(group.title.clone()).chain(group.examples.iter().map(|example| format!("\t{example}"))));
        requests.push(Request::Copy(lines.collect::<Vec<_>>().join("\n")));
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for group in &view.findings {
            let (icon, color) = match group.severity {
                Severity::Error => (Icon::Error, look.red()),
                Severity::Warning => (Icon::Warning, look.amber()),
                Severity::Info => (Icon::Info, look.muted()),
            };
            line(ui, look, icon, &group.title, color);
            for example in &group.examples {
                ui.horizontal(|ui| {
                    ui.add_space(6.0 * UNIT);
                    ui.add(egui::Label::new(RichText::new(example).size(TABLE_TEXT).color(look.muted())).truncate());
                });
            }
            ui.add_space(UNIT);
        }
    });
}

/// What will happen, or why nothing can.
fn outcome(ui: &mut Ui, look: &Look<'_>, view: &ImportView) {
    ui.add_space(UNIT);
    Frame::new().fill(look.surface(0.04)).corner_radius(CornerRadius::same(6)).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if let Some(obstacle) = &view.obstacle {
            line(ui, look, Icon::Error, obstacle, look.red());
            return;
        }
        for text in &view.outcome {
            line(ui, look, Icon::Right, text, look.muted());
        }
        ui.label(RichText::new(look.text("import-promise")).size(TABLE_TEXT).color(look.muted()));
    });
}
