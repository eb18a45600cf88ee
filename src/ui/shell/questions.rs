//! Dialogs of one question: yes or no, or one line of text.

use super::Look;
use super::kit::{Weight, caption, dialog, foot};
use crate::ui::Request;
use egui::{Context, Key, RichText, TextEdit};

/// Asks before something is done (确认).
#[derive(Clone, Debug)]
pub struct Question {
    /// In a few words.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// Words of the button that does it.
    pub doing: String,
    /// Whether something is lost by it.
    pub is_danger: bool,
    /// What is asked for then.
    pub request: Request,
}

impl Question {
    /// Shows it; true once it was answered or closed.
    pub fn show(&self, context: &Context, look: &Look<'_>, requests: &mut Vec<Request>) -> bool {
        let mut clicked = None;
        let is_closed = dialog(context, look, "question", &self.title, 440.0, |ui| {
            ui.label(RichText::new(&self.text).color(look.ink()));
            let weight = if self.is_danger { Weight::Danger } else { Weight::Primary };
            clicked = foot(ui, look, &[(&self.doing, weight, true), (&look.text("shell-cancel"), Weight::Ordinary, true)]);
        });
        if clicked == Some(0) {
            requests.push(self.request.clone());
        }
        is_closed || clicked.is_some()
    }
}

/// What a line of text is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptPurpose {
    /// Name of a new scenario.
    BranchScenario,
    /// Name of a scenario.
    RenameScenario(crate::base::ScenarioId),
    /// Code and name of a new grid.
    NewGrid,
    /// Why findings with these keys are ignored.
    IgnoreFindings(Vec<String>),
    /// Name of a new project.
    ProjectName,
}

impl PromptPurpose {
    fn keys(&self) -> [&'static str; 3] {
        match self {
            Self::BranchScenario => ["prompt-branch", "prompt-scenario-name", "prompt-do-branch"],
            Self::RenameScenario(_) => ["prompt-rename", "prompt-scenario-name", "prompt-do-rename"],
            Self::NewGrid => ["prompt-new-grid", "prompt-grid-name", "prompt-do-new"],
            Self::IgnoreFindings(_) => ["prompt-ignore", "prompt-reason", "prompt-do-ignore"],
            Self::ProjectName => ["prompt-project", "prompt-project-name", "prompt-do-new"],
        }
    }
}

/// Asks for one line of text (输入).
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    purpose: Option<PromptPurpose>,
    text: String,
    /// Texts that are taken and cannot be the answer.
    taken: Vec<String>,
    is_fresh: bool,
}

impl Prompt {
    /// Asks, with a text to begin with and texts that cannot be the answer.
    pub fn open(&mut self, purpose: PromptPurpose, suggested: &str, taken: Vec<String>) {
        *self = Self { purpose: Some(purpose), text: suggested.to_owned(), taken, is_fresh: true };
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.purpose.is_some()
    }

    /// Shows it while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, requests: &mut Vec<Request>) {
        let Some(purpose) = self.purpose.clone() else { return };
        let [title, label, doing] = purpose.keys();
        let mut answer = None;
        let is_closed = dialog(context, look, "prompt", &look.text(title), 420.0, |ui| {
            caption(ui, look, &look.text(label));
            let field = ui.add(TextEdit::singleline(&mut self.text).desired_width(f32::INFINITY).char_limit(200).margin(egui::Margin::symmetric(8, 7)));
            if std::mem::take(&mut self.is_fresh) {
                field.request_focus();
            }
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            field.accessible_name(look.text(label));
            let text = self.text.trim().to_owned();
            let is_taken = self.taken.contains(&text);
            if is_taken {
                ui.label(RichText::new(look.text("prompt-taken")).color(look.amber()));
            }
            let is_good = !text.is_empty() && !is_taken;
            let clicked = foot(ui, look, &[(&look.text(doing), Weight::Primary, is_good), (&look.text("shell-cancel"), Weight::Ordinary, true)]);
            answer = match clicked {
                Some(0) => Some(Some(text)),
                Some(_) => Some(None),
                None if is_entered && is_good => Some(Some(text)),
                None => None,
            };
        });
        if let Some(Some(text)) = &answer {
            requests.push(Request::Answered(purpose, text.clone()));
        }
        if is_closed || answer.is_some() {
            self.purpose = None;
        }
    }
}
