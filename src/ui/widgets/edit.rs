//! Fields that show a value of the document and hand a new one over when they are left.

use egui::{ComboBox, Id, Key, TextEdit, Ui};

/// What is being typed in one of a panel's fields.
#[derive(Clone, Debug, Default)]
pub struct EditBuffer {
    typed: Option<(Id, String)>,
}

impl EditBuffer {
    /// Whether a field of the panel is being typed into.
    pub fn is_busy(&self) -> bool {
        self.typed.is_some()
    }
}

/// A field of one line. Returns the new text once Enter is pressed or the field is left; Esc leaves everything as it was.
pub fn edit_text(ui: &mut Ui, buffer: &mut EditBuffer, salt: impl std::hash::Hash, value: &str, name: &str, width: f32) -> Option<String> {
    let id = ui.make_persistent_id(("edit-text", salt_of(salt)));
    let mut text = match &buffer.typed {
        Some((of, text)) if *of == id => text.clone(),
        _ => value.to_owned(),
    };
    let response = ui.add(TextEdit::singleline(&mut text).id(id).desired_width(width).background_color(ui.visuals().widgets.inactive.bg_fill).clip_text(true)).accessible_name(name);
    if response.changed() {
        buffer.typed = Some((id, text.clone()));
    }
    if !response.lost_focus() {
        return None;
    }
    let is_typed = buffer.typed.take_if(|(of, _)| *of == id).is_some();
    let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
    (is_typed && !is_given_up && text != value).then_some(text)
}

/// Salts of any hashable kind as one number.
fn salt_of(salt: impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher as _};
    let mut hasher = DefaultHasher::new();
    salt.hash(&mut hasher);
    hasher.finish()
}

/// A choice among texts. Returns the number of another one that was chosen.
pub fn choice(ui: &mut Ui, salt: &str, name: &str, texts: &[String], chosen: usize, width: f32) -> Option<usize> {
    let mut picked = None;
    let shown = texts.get(chosen).cloned().unwrap_or_default();
    let combo = ComboBox::from_id_salt(salt).selected_text(shown.clone()).width(width).truncate();
    let response = combo
        .show_ui(ui, |ui| {
            for (number, text) in texts.iter().enumerate() {
                if ui.selectable_label(number == chosen, text).clicked() && number != chosen {
                    picked = Some(number);
                }
            }
        })
        .response;
    response.accessible_name(name).on_hover_text(shown);
    picked
}
