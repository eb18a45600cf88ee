//! Empty states that teach.

use crate::ui::theme::{HEADING, UNIT};
use egui::{RichText, Ui};

/// A heading, a sentence and, where there is one, a button that does what the sentence says. Returns whether it was pressed.
pub fn empty_state(ui: &mut Ui, title: &str, hint: &str, button: Option<&str>) -> bool {
    let mut is_pressed = false;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.18).clamp(2.0 * UNIT, 12.0 * UNIT));
        ui.set_max_width(ui.available_width().min(90.0 * UNIT));
        ui.label(RichText::new(title).size(HEADING));
        ui.add_space(UNIT);
        ui.label(RichText::new(hint).color(ui.visuals().weak_text_color()));
        if let Some(button) = button {
            ui.add_space(2.0 * UNIT);
            is_pressed = ui.button(button).clicked();
        }
    });
    is_pressed
}
