//! Dialogs of one question.

use crate::ui::theme::{HEADING, UNIT};
use egui::{Id, Key, Modal, RichText, TextEdit, Ui};

/// What is asked: a text, or yes or no.
#[derive(Clone, Debug)]
pub struct Question {
    title: String,
    hint: String,
    confirm: String,
    cancel: String,
    /// What is typed; `None` where only yes or no is asked.
    text: Option<String>,
    is_fresh: bool,
}

/// What the person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Waiting,
    /// Never mind.
    Cancelled,
    /// Yes, with what was typed (empty where nothing was to be typed).
    Confirmed(String),
}

impl Question {
    /// Asks for a text; `text` is what the field begins with.
    pub fn for_text(title: String, hint: String, text: String, confirm: String, cancel: String) -> Self {
        Self { title, hint, confirm, cancel, text: Some(text), is_fresh: true }
    }

    /// Asks for a yes.
    pub fn for_yes(title: String, hint: String, confirm: String, cancel: String) -> Self {
        Self { title, hint, confirm, cancel, text: None, is_fresh: true }
    }

    /// Shows the dialog over everything. Enter confirms, Esc or a click beside it cancels; an empty text cannot be confirmed.
    pub fn show(&mut self, ui: &Ui) -> Answer {
        let mut answer = Answer::Waiting;
        let modal = Modal::new(Id::unique("one-question")).show(ui.ctx(), |ui| {
            ui.set_width(80.0 * UNIT);
            ui.label(RichText::new(&self.title).size(HEADING));
            ui.add_space(UNIT);
            if !self.hint.is_empty() {
                ui.label(RichText::new(&self.hint).color(ui.visuals().weak_text_color()));
                ui.add_space(UNIT);
            }
            let mut is_entered = false;
            if let Some(text) = &mut self.text {
                let field = ui.add(TextEdit::singleline(text).desired_width(f32::INFINITY)).accessible_name(&self.title);
                if self.is_fresh {
                    field.request_focus();
                }
                is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            }
            self.is_fresh = false;
            ui.add_space(2.0 * UNIT);
            let is_ready = self.text.as_ref().is_none_or(|text| !text.trim().is_empty());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let is_clicked = ui.add_enabled(is_ready, egui::Button::new(&self.confirm)).clicked();
                if (is_clicked || is_entered) && is_ready {
                    answer = Answer::Confirmed(self.text.as_deref().unwrap_or_default().trim().to_owned());
                }
                if ui.button(&self.cancel).clicked() {
                    answer = Answer::Cancelled;
                }
            });
        });
        if modal.should_close() && answer == Answer::Waiting { Answer::Cancelled } else { answer }
    }
}
