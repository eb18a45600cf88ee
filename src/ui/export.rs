//! The export dialog: what is written, in which format, where to.

use super::Request;
use super::shell::kit::{Weight, button, caption, dialog, foot};
use super::shell::options::chooser;
use super::shell::{Look, PathPurpose};
use super::theme::UNIT;
use egui::{Checkbox, Context, CornerRadius, DragValue, Frame, Margin, RichText, TextEdit, Ui};
use std::path::{Path, PathBuf};

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExportWhat {
    /// Grids with their figures.
    #[default]
    Grids,
    /// Cells with their grids.
    Cells,
    /// Demand points.
    Demand,
    /// Outlets.
    Outlets,
    /// Which cell belongs to which grid.
    Assignment,
    /// Who hands what over to whom between two scenarios.
    Handover,
    /// Balance and figures as a report.
    Report,
    /// The map as a picture.
    Picture,
}

impl ExportWhat {
    /// All, in the order of the dialog.
    pub const ALL: [Self; 8] = [Self::Grids, Self::Cells, Self::Demand, Self::Outlets, Self::Assignment, Self::Handover, Self::Report, Self::Picture];

    fn key(self) -> &'static str {
        match self {
            Self::Grids => "export-grids",
            Self::Cells => "export-cells",
            Self::Demand => "export-demand",
            Self::Outlets => "export-outlets",
            Self::Assignment => "export-assignment",
            Self::Handover => "export-handover",
            Self::Report => "export-report",
            Self::Picture => "export-picture",
        }
    }

    /// Formats it can be written in, by their ending.
    pub fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Grids | Self::Cells | Self::Demand | Self::Outlets => &["csv", "geojson", "gpkg"],
            Self::Assignment | Self::Handover => &["csv"],
            Self::Report => &["csv"],
            Self::Picture => &["png"],
        }
    }

    fn has_positions(self) -> bool {
        matches!(self, Self::Grids | Self::Cells | Self::Demand | Self::Outlets)
    }

    fn has_level(self) -> bool {
        matches!(self, Self::Grids | Self::Report | Self::Assignment | Self::Picture)
    }
}

/// Everything that can be said of an export (导出选项).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOrder {
    /// What is written.
    pub what: ExportWhat,
    /// Ending of the format.
    pub format: String,
    /// Name of the coordinate system; `None` for WGS-84.
    pub crs: Option<String>,
    /// Text encoding; `None` for UTF-8.
    pub encoding: Option<String>,
    /// Level of grids; `None` for the deepest.
    pub level: Option<u8>,
    /// The scenario that a handover leads to, by name.
    pub with: Option<String>,
    /// Where to.
    pub path: PathBuf,
    /// Width and height of the picture in pixels.
    pub size: [u32; 2],
    /// Whether the picture has a legend.
    pub has_legend: bool,
    /// Title over the picture; empty for none.
    pub title: String,
}

/// What there is to choose from; the room `app` fills it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportView {
    /// Name of the project, for the suggested name of the file.
    pub project: String,
    /// Folder of the project.
    pub folder: PathBuf,
    /// Levels of the plane in focus, from the top.
    pub levels: Vec<String>,
    /// Coordinate systems: name and words.
    pub crs_choices: Vec<(String, String)>,
    /// Encodings besides UTF-8.
    pub encodings: Vec<String>,
    /// Names of the other scenarios.
    pub others: Vec<String>,
    /// Whether there is a file at the path already; the room `app` looks.
    pub is_existing: bool,
}

/// The export dialog (导出对话框).
#[derive(Clone, Debug, Default)]
pub struct ExportDialog {
    order: Option<ExportOrder>,
    path: String,
    is_path_own: bool,
}

impl ExportDialog {
    /// Opens it on one kind of export.
    pub fn open(&mut self, what: ExportWhat, view: &ExportView) {
        let format = what.formats().first().copied().unwrap_or("csv").to_owned();
        self.order = Some(ExportOrder { what, format, size: [2400, 1600], has_legend: true, title: view.project.clone(), with: view.others.first().cloned(), ..ExportOrder::default() });
        self.is_path_own = false;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.order.is_some()
    }

    /// What the system's dialog answered.
    pub fn set_path(&mut self, path: &Path) {
        self.path = path.display().to_string();
        self.is_path_own = true;
    }

    /// The path as it stands, for looking whether there is a file.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.path.trim())
    }

    /// Shows it while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, view: &ExportView, requests: &mut Vec<Request>) {
        let Some(mut order) = self.order.take() else { return };
        if !self.is_path_own {
            self.path = suggested(look, view, &order).display().to_string();
        }
        let mut clicked = None;
        let is_closed = dialog(context, look, "export", &look.text("export-title"), 560.0, |ui| {
            let whats = ExportWhat::ALL.map(|what| (what, look.text(what.key())));
            choice(ui, look, "export-what", order.what, &whats, |what| {
                order.what = what;
                if !what.formats().contains(&order.format.as_str()) {
                    what.formats().first().copied().unwrap_or_default().clone_into(&mut order.format);
                }
            });
            caption(ui, look, &look.text(&format!("{}-tip", order.what.key())));
            format_fields(ui, look, view, &mut order);
            if order.what == ExportWhat::Picture {
                picture_fields(ui, look, &mut order);
            }
            self.path_field(ui, look, &mut order, view, requests);
            let is_ready = self.path().file_name().is_some() && (order.what != ExportWhat::Handover || order.with.is_some());
            clicked = foot(ui, look, &[(&look.text("export-do"), Weight::Primary, is_ready), (&look.text("shell-cancel"), Weight::Ordinary, true)]);
        });
        if clicked == Some(0) {
            order.path = self.path();
            requests.push(Request::Export(Box::new(order)));
        } else if !is_closed && clicked.is_none() {
            self.order = Some(order);
        }
    }

    fn path_field(&mut self, ui: &mut Ui, look: &Look<'_>, order: &mut ExportOrder, view: &ExportView, requests: &mut Vec<Request>) {
        caption(ui, look, &look.text("export-path"));
        ui.horizontal(|ui| {
            let browse = look.text("path-browse");
            let room = ui.painter().layout_no_wrap(browse.clone(), egui::FontId::proportional(13.0), look.ink()).size().x + 48.0;
            let field = ui.add(TextEdit::singleline(&mut self.path).desired_width(ui.available_width() - room).margin(Margin::symmetric(8, 7)));
            if field.changed() {
                self.is_path_own = true;
                let ending = self.path().extension().map(|ending| ending.to_string_lossy().to_lowercase());
                order.format = ending.filter(|ending| order.what.formats().contains(&ending.as_str())).unwrap_or_else(|| order.format.clone());
            }
            field.accessible_name(look.text("export-path"));
            if button(ui, look, &browse, Weight::Ordinary, true).clicked() {
                requests.push(Request::Browse(PathPurpose::ExportFile));
            }
        });
        if view.is_existing {
            Frame::new().fill(look.surface(0.04)).corner_radius(CornerRadius::same(6)).inner_margin(Margin::symmetric(10, 6)).show(ui, |ui| {
                ui.label(RichText::new(look.text("export-exists")).color(look.amber()));
            });
        }
    }
}

/// `项目-网格.csv` beside the project.
fn suggested(look: &Look<'_>, view: &ExportView, order: &ExportOrder) -> PathBuf {
    let name: String = format!("{}-{}", view.project, look.text(order.what.key())).chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    view.folder.join(format!("{}.{}", name.trim(), order.format))
}

/// A name and a list beside it.
fn choice<T: Copy + PartialEq>(ui: &mut Ui, look: &Look<'_>, key: &str, chosen: T, choices: &[(T, String)], mut take: impl FnMut(T)) {
    ui.horizontal(|ui| {
        name(ui, look, key);
        if let Some(picked) = ui.push_id(key, |ui| chooser(ui, look, &look.text(key), chosen, choices)).inner {
            take(picked);
        }
    });
}

fn name(ui: &mut Ui, look: &Look<'_>, key: &str) {
    ui.allocate_ui_with_layout(egui::vec2(130.0, 7.0 * UNIT), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_width(130.0);
        ui.add(egui::Label::new(RichText::new(look.text(key)).color(look.ink())).truncate());
    });
}

/// A list of names, of which the first stands for none.
fn named(ui: &mut Ui, look: &Look<'_>, key: &str, none: Option<String>, names: &[(String, String)], chosen: &mut Option<String>) {
    let offset = usize::from(none.is_some());
    let choices: Vec<(usize, String)> = none.into_iter().chain(names.iter().map(|(_, words)| words.clone())).enumerate().collect();
    let now = chosen.as_ref().and_then(|chosen| names.iter().position(|(name, _)| name == chosen)).map_or(0, |place| place + offset);
    choice(ui, look, key, now, &choices, |picked| *chosen = picked.checked_sub(offset).and_then(|place| names.get(place)).map(|(name, _)| name.clone()));
}

fn format_fields(ui: &mut Ui, look: &Look<'_>, view: &ExportView, order: &mut ExportOrder) {
    let formats = order.what.formats();
    let words: Vec<(usize, String)> = formats.iter().map(|format| look.text(&format!("export-format-{format}"))).enumerate().collect();
    let now = formats.iter().position(|format| *format == order.format).unwrap_or(0);
    choice(ui, look, "export-format", now, &words, |picked| formats.get(picked).copied().unwrap_or_default().clone_into(&mut order.format));
    let twice = |names: &[String]| names.iter().map(|name| (name.clone(), name.clone())).collect::<Vec<_>>();
    if order.what.has_positions() && order.format != "geojson" {
        named(ui, look, "export-crs", Some(look.text("shell-crs-wgs84")), &view.crs_choices, &mut order.crs);
    }
    if matches!(order.format.as_str(), "csv" | "shp") {
        named(ui, look, "export-encoding", Some(look.text("export-utf8")), &twice(&view.encodings), &mut order.encoding);
    }
    if order.what.has_level() && view.levels.len() > 1 {
        let levels: Vec<(u8, String)> = view.levels.iter().enumerate().map(|(level, name)| (level as u8, name.clone())).collect();
        let now = order.level.unwrap_or(view.levels.len().saturating_sub(1) as u8);
        choice(ui, look, "export-level", now, &levels, |level| order.level = Some(level));
    }
    if order.what == ExportWhat::Handover {
        if view.others.is_empty() {
            ui.label(RichText::new(look.text("reason-one-scenario")).color(look.amber()));
        } else {
            named(ui, look, "export-with", None, &twice(&view.others), &mut order.with);
        }
    }
}

fn picture_fields(ui: &mut Ui, look: &Look<'_>, order: &mut ExportOrder) {
    ui.horizontal(|ui| {
        name(ui, look, "export-size");
        let [width, height] = &mut order.size;
        for (value, key) in [(width, "export-width"), (height, "export-height")] {
            ui.add(DragValue::new(value).range(200..=8000).suffix(" px")).accessible_name(look.text(key));
        }
    });
    ui.horizontal(|ui| {
        name(ui, look, "export-picture-title");
        ui.add(TextEdit::singleline(&mut order.title).desired_width(f32::INFINITY)).accessible_name(look.text("export-picture-title"));
    });
    ui.add(Checkbox::new(&mut order.has_legend, look.text("export-legend")));
}
