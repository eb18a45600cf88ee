//! A path, typed or chosen in the system's dialog, which not every machine has.

use super::Look;
use super::kit::{Weight, button, caption, dialog, foot};
use crate::ui::Request;
use egui::{Checkbox, Context, Key, RichText, TextEdit};
use std::path::{Path, PathBuf};

/// What a path is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// A new project.
    NewProject,
    /// A project to open.
    OpenProject,
    /// A project to open for looking only.
    OpenReadOnly,
    /// Where a recent project lies now that is no longer where it was.
    Locate(PathBuf),
    /// A copy of the project.
    SaveCopy,
    /// A file to import.
    ImportFile,
    /// Where an export goes.
    ExportFile,
    /// Where the list of what is odd in a file goes.
    ImportFindings,
    /// A file of roads.
    Roads,
    /// A map below everything: a file of tiles.
    BaseMap,
}

impl PathPurpose {
    fn title(&self) -> &'static str {
        match self {
            Self::NewProject => "path-new-project",
            Self::OpenProject | Self::OpenReadOnly => "path-open-project",
            Self::Locate(_) => "path-locate",
            Self::SaveCopy => "path-save-copy",
            Self::ImportFile => "path-import",
            Self::ExportFile => "path-export",
            Self::ImportFindings => "path-import-findings",
            Self::Roads => "path-roads",
            Self::BaseMap => "path-base-map",
        }
    }

    fn button(&self) -> &'static str {
        match self {
            Self::NewProject => "path-do-create",
            Self::SaveCopy | Self::ExportFile | Self::ImportFindings => "path-do-save",
            _ => "path-do-open",
        }
    }

    /// Whether a file is written there.
    pub fn is_for_writing(&self) -> bool {
        matches!(self, Self::NewProject | Self::SaveCopy | Self::ExportFile | Self::ImportFindings)
    }

    /// Whether it is a project.
    fn is_project(&self) -> bool {
        matches!(self, Self::NewProject | Self::OpenProject | Self::OpenReadOnly | Self::Locate(_) | Self::SaveCopy)
    }
}

/// Asks for a path (路径对话框).
#[derive(Clone, Debug, Default)]
pub struct PathDialog {
    purpose: Option<PathPurpose>,
    text: String,
    is_read_only: bool,
    is_fresh: bool,
}

impl PathDialog {
    /// Asks for a path, with one to begin with.
    pub fn open(&mut self, purpose: PathPurpose, suggested: &Path) {
        self.is_read_only = purpose == PathPurpose::OpenReadOnly;
        self.purpose = Some(purpose);
        self.text = suggested.display().to_string();
        self.is_fresh = true;
    }

    /// What the system's dialog answered.
    pub fn set_path(&mut self, path: &Path) {
        self.text = path.display().to_string();
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.purpose.is_some()
    }

    /// The path as it would be taken: without quotes and spaces round it, and with the ending of a project where it has none.
    fn path(&self, purpose: &PathPurpose) -> Option<PathBuf> {
        let text = self.text.trim().trim_matches(['"', '\'', '“', '”']).trim();
        if text.is_empty() {
            return None;
        }
        let path = PathBuf::from(text);
        let has_name = path.file_name().is_some() && !text.ends_with(['/', '\\']);
        let wants_ending = purpose.is_for_writing() && purpose.is_project() && path.extension().is_none();
        has_name.then(|| if wants_ending { path.with_extension("gpkg") } else { path })
    }

    /// Shows it while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, requests: &mut Vec<Request>) {
        let Some(purpose) = self.purpose.clone() else { return };
        let mut answer = None;
        let is_closed = dialog(context, look, "path", &look.text(purpose.title()), 560.0, |ui| {
            caption(ui, look, &look.text("path-label"));
            let is_entered = ui
                .horizontal(|ui| {
                    let browse = look.text("path-browse");
                    let room = ui.painter().layout_no_wrap(browse.clone(), egui::FontId::proportional(13.0), look.ink()).size().x + 48.0;
                    let field = ui.add(TextEdit::singleline(&mut self.text).desired_width(ui.available_width() - room).margin(egui::Margin::symmetric(8, 7)));
                    if std::mem::take(&mut self.is_fresh) {
                        field.request_focus();
                    }
                    let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    field.accessible_name(look.text("path-label"));
                    if button(ui, look, &browse, Weight::Ordinary, true).clicked() {
                        requests.push(Request::Browse(purpose.clone()));
                    }
                    is_entered
                })
                .inner;
            if matches!(purpose, PathPurpose::OpenProject | PathPurpose::OpenReadOnly) {
                ui.add(Checkbox::new(&mut self.is_read_only, look.text("path-read-only")));
            }
            ui.label(RichText::new(look.text("path-hint")).size(12.0).color(look.muted()));
            let path = self.path(&purpose);
            let clicked = foot(ui, look, &[(&look.text(purpose.button()), Weight::Primary, path.is_some()), (&look.text("shell-cancel"), Weight::Ordinary, true)]);
            answer = match (clicked, is_entered) {
                (Some(1), _) => Some(None),
                (Some(_), _) | (None, true) => path.map(Some),
                _ => None,
            };
        });
        match answer {
            Some(Some(path)) => {
                requests.push(self.request(purpose, path));
                self.purpose = None;
            }
            Some(None) => self.purpose = None,
            None if is_closed => self.purpose = None,
            None => {}
        }
    }

    fn request(&self, purpose: PathPurpose, path: PathBuf) -> Request {
        match purpose {
            PathPurpose::OpenProject | PathPurpose::OpenReadOnly => Request::Open { path, is_read_only: self.is_read_only },
            purpose => Request::PathChosen(purpose, path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_is_taken_as_it_was_meant() {
        let typed = |text: &str, purpose: &PathPurpose| PathDialog { text: text.to_owned(), ..PathDialog::default() }.path(purpose);
        assert_eq!(typed(" \"/数据/新乡\" ", &PathPurpose::NewProject), Some(PathBuf::from("/数据/新乡.gpkg")));
        assert_eq!(typed("/a/b.GPKG", &PathPurpose::SaveCopy), Some(PathBuf::from("/a/b.GPKG")));
        assert_eq!(typed("/a/b", &PathPurpose::OpenProject), Some(PathBuf::from("/a/b")));
        assert_eq!(typed("/a/", &PathPurpose::NewProject), None);
        assert_eq!(typed("  ", &PathPurpose::OpenProject), None);
    }
}
