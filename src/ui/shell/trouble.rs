//! What can be the matter with a project file, each with what happened, what was kept and what to do.

use super::Look;
use super::kit::{Weight, dialog, foot, text_button};
use super::{PathPurpose, menu::short};
use crate::ui::icon::Icon;
use crate::ui::theme::UNIT;
use crate::ui::{Action, Request};
use egui::{Context, CornerRadius, Frame, Margin, RichText, ScrollArea, Sense, Ui, Vec2};
use std::path::PathBuf;

/// A row that another program changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignLine {
    /// Layer of the file.
    pub layer: String,
    /// Code of the row.
    pub code: String,
    /// What happened, in words.
    pub what: String,
}

/// What is the matter with a project (项目状态).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file contradicts itself; it was not touched.
    Damaged {
        /// The newest backup with its time, where there is one.
        backup: Option<(PathBuf, String)>,
    },
    /// Somebody has it open.
    Locked {
        /// User, machine and since when, where they are known.
        holder: Option<(String, String, String)>,
    },
    /// File or folder may not be written.
    ReadOnly,
    /// A newer program wrote it.
    Newer {
        /// Which one.
        written_by: String,
    },
    /// Other programs changed layers of it.
    Foreign(Vec<ForeignLine>),
    /// It is no longer there.
    Missing,
    /// It is no project of ours.
    NotAProject,
    /// Something else.
    Failed,
}

/// Tells what is the matter with a project (项目状态对话框).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TroubleDialog {
    /// The file.
    pub path: PathBuf,
    /// What is the matter.
    pub trouble: Trouble,
    /// More for those who help, in words of the program; can be copied.
    pub details: String,
}

/// A button of the dialog: key of its words, and what it asks for; `None` only closes.
type Way = (&'static str, Option<Request>);

impl TroubleDialog {
    /// Shows it; true once it was answered or closed.
    pub fn show(&self, context: &Context, look: &Look<'_>, requests: &mut Vec<Request>) -> bool {
        let mut clicked = None;
        let ways = self.ways();
        let is_closed = dialog(context, look, "trouble", &look.text(self.key("title")), 560.0, |ui| {
            self.path_ui(ui, look);
            for part in ["what", "kept", "todo"] {
                paragraph(ui, look, part, &self.sentence(look, part));
            }
            if let Trouble::Foreign(lines) = &self.trouble {
                foreign_ui(ui, look, lines);
            }
            if !self.details.is_empty() {
                details_ui(ui, look, &self.details, requests);
            }
            let words: Vec<String> = ways.iter().map(|(key, _)| look.text(key)).collect();
            let buttons: Vec<(&str, Weight, bool)> = words.iter().enumerate().map(|(number, text)| (text.as_str(), if number == 0 { Weight::Primary } else { Weight::Ordinary }, true)).collect();
            clicked = foot(ui, look, &buttons);
        });
        if let Some((_, Some(request))) = clicked.and_then(|number| ways.get(number)) {
            requests.push(request.clone());
        }
        is_closed || clicked.is_some()
    }

    fn name(&self) -> &'static str {
        match self.trouble {
            Trouble::Damaged { .. } => "damaged",
            Trouble::Locked { .. } => "locked",
            Trouble::ReadOnly => "read-only",
            Trouble::Newer { .. } => "newer",
            Trouble::Foreign(_) => "foreign",
            Trouble::Missing => "missing",
            Trouble::NotAProject => "not-a-project",
            Trouble::Failed => "failed",
        }
    }

    fn key(&self, part: &str) -> &'static str {
        KEYS.iter().find(|key| key.strip_prefix("trouble-").and_then(|rest| rest.strip_suffix(part)).and_then(|rest| rest.strip_suffix('-')) == Some(self.name())).copied().unwrap_or("trouble-failed-title")
    }

    /// One of the three things that are said.
    pub fn sentence(&self, look: &Look<'_>, part: &str) -> String {
        let key = self.key(part);
        match &self.trouble {
            Trouble::Locked { holder: Some((user, host, since)) } if part == "what" => {
                look.text_with("trouble-locked-by", &[("user", user.into()), ("host", host.into()), ("since", since.into())])
            }
            Trouble::Newer { written_by } if part == "what" => look.text_with(key, &[("program", written_by.into())]),
            Trouble::Foreign(lines) if part == "what" => look.text_with(key, &[("count", lines.len().into())]),
            Trouble::Damaged { backup: Some((_, time)) } if part == "kept" => look.text_with("trouble-damaged-backup", &[("time", time.into())]),
            _ => look.text(key),
        }
    }

    fn ways(&self) -> Vec<Way> {
        let look_only = || ("trouble-do-read-only", Some(Request::Open { path: self.path.clone(), is_read_only: true }));
        let again = || ("trouble-do-again", Some(Request::Open { path: self.path.clone(), is_read_only: false }));
        let close = ("shell-close", None);
        match &self.trouble {
            Trouble::Damaged { backup: Some((path, _)) } => vec![("trouble-do-backup", Some(Request::OpenBackup(path.clone()))), look_only(), close],
            Trouble::Damaged { backup: None } => vec![look_only(), close],
            Trouble::Locked { .. } => vec![look_only(), again(), close],
            Trouble::ReadOnly => vec![look_only(), again(), close],
            Trouble::Newer { .. } => vec![close],
            Trouble::Foreign(_) => vec![("trouble-do-accept", Some(Request::AcceptForeignChanges)), ("trouble-do-copy", Some(Request::Do(Action::SaveCopy))), close],
            Trouble::Missing => vec![("trouble-do-locate", Some(Request::Browse(PathPurpose::Locate(self.path.clone())))), close],
            Trouble::NotAProject => vec![("trouble-do-import", Some(Request::PathChosen(PathPurpose::ImportFile, self.path.clone()))), close],
            Trouble::Failed => vec![again(), close],
        }
    }

    fn path_ui(&self, ui: &mut Ui, look: &Look<'_>) {
        let (icon, color) = match self.trouble {
            Trouble::Damaged { .. } | Trouble::Failed => (Icon::Error, look.red()),
            Trouble::Locked { .. } | Trouble::ReadOnly => (Icon::Lock, look.amber()),
            _ => (Icon::Warning, look.amber()),
        };
        Frame::new().fill(look.surface(0.04)).corner_radius(CornerRadius::same(6)).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
                icon.paint(ui.painter(), rect, color);
                ui.add(egui::Label::new(RichText::new(self.path.display().to_string()).color(look.ink())).truncate());
            });
        });
        ui.add_space(UNIT);
    }
}

/// What is said of each trouble; the parts stand here in full so that a search for a key finds its use.
const KEYS: [&str; 32] = [
    "trouble-damaged-title", "trouble-damaged-what", "trouble-damaged-kept", "trouble-damaged-todo",
    "trouble-locked-title", "trouble-locked-what", "trouble-locked-kept", "trouble-locked-todo",
    "trouble-read-only-title", "trouble-read-only-what", "trouble-read-only-kept", "trouble-read-only-todo",
    "trouble-newer-title", "trouble-newer-what", "trouble-newer-kept", "trouble-newer-todo",
    "trouble-foreign-title", "trouble-foreign-what", "trouble-foreign-kept", "trouble-foreign-todo",
    "trouble-missing-title", "trouble-missing-what", "trouble-missing-kept", "trouble-missing-todo",
    "trouble-not-a-project-title", "trouble-not-a-project-what", "trouble-not-a-project-kept", "trouble-not-a-project-todo",
    "trouble-failed-title", "trouble-failed-what", "trouble-failed-kept", "trouble-failed-todo",
];

fn paragraph(ui: &mut Ui, look: &Look<'_>, part: &str, text: &str) {
    let title = match part {
        "what" => "trouble-what",
        "kept" => "trouble-kept",
        _ => "trouble-todo",
    };
    ui.label(RichText::new(look.text(title)).size(12.0).color(look.muted()));
    ui.add(egui::Label::new(RichText::new(text).color(look.ink())).wrap());
    ui.add_space(UNIT);
}

fn foreign_ui(ui: &mut Ui, look: &Look<'_>, lines: &[ForeignLine]) {
    Frame::new().fill(look.surface(0.03)).corner_radius(CornerRadius::same(6)).inner_margin(Margin::same(8)).show(ui, |ui| {
        ScrollArea::vertical().max_height(180.0).min_scrolled_height(180.0).auto_shrink([false, true]).show(ui, |ui| {
            for line in lines {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(short(&line.layer, 18)).color(look.muted()));
                    ui.label(RichText::new(short(&line.code, 24)).strong().color(look.ink()));
                    ui.add(egui::Label::new(RichText::new(&line.what).color(look.ink())).truncate());
                });
            }
        });
    });
}

fn details_ui(ui: &mut Ui, look: &Look<'_>, details: &str, requests: &mut Vec<Request>) {
    ui.horizontal(|ui| {
        if text_button(ui, look, Some(Icon::Copy), &look.text("trouble-copy-details"), look.muted()).clicked() {
            requests.push(Request::Copy(details.to_owned()));
        }
        ui.add(egui::Label::new(RichText::new(details).size(11.0).color(look.muted())).truncate());
    });
}
