//! What every piece of the shell needs to paint itself: language, colours, texts.

use crate::carto::Theme;
use crate::i18n::{Language, Value, text};
use crate::ui::Action;
use crate::ui::action::Availability;
use crate::ui::stretch::stretched;
use crate::ui::theme::color32;
use egui::Color32;

/// Language and colours, with short ways to texts (外观).
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The language of all texts.
    pub language: Language,
    /// The colours.
    pub theme: &'a Theme,
}

impl Look<'_> {
    /// A text of the catalogue.
    pub fn text(&self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// A text of the catalogue with values.
    pub fn text_with(&self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let text = text(self.language, key, values);
        // The bundled font sets the ellipsis at mid-height, as Chinese does; English has its dots on the line.
        stretched(if self.language == Language::English { text.replace('…', "...") } else { text })
    }

    /// The label of an action.
    pub fn label(&self, action: Action) -> String {
        self.text(action.row().key)
    }

    /// The sentence about an action.
    pub fn tip(&self, action: Action) -> String {
        self.text(&format!("{}-tip", action.row().key))
    }

    /// Why an action cannot be done now, in words; `None` where it can.
    pub fn reason(&self, action: Action, available: Availability<'_>) -> Option<String> {
        available(action).err().map(|key| self.text(key))
    }

    /// The ordinary text colour.
    pub fn ink(&self) -> Color32 {
        color32(self.theme.text)
    }

    /// The colour of secondary text.
    pub fn muted(&self) -> Color32 {
        color32(self.theme.muted)
    }

    /// The accent.
    pub fn accent(&self) -> Color32 {
        color32(self.theme.accent)
    }

    /// What reads on the accent.
    pub fn on_accent(&self) -> Color32 {
        color32(self.theme.ink_on(self.theme.accent))
    }

    /// A tint of the accent for what is chosen.
    pub fn soft_accent(&self) -> Color32 {
        color32(self.theme.panel.mix(self.theme.accent, 0.14))
    }

    /// A quiet surface: key caps, fields, cards.
    pub fn surface(&self, strength: f64) -> Color32 {
        color32(self.theme.panel.mix(self.theme.text, strength))
    }

    /// Thin lines.
    pub fn line(&self) -> Color32 {
        color32(self.theme.line)
    }

    /// Panels.
    pub fn panel(&self) -> Color32 {
        color32(self.theme.panel)
    }

    /// All is well.
    pub fn good(&self) -> Color32 {
        color32(self.theme.store)
    }

    /// A warning.
    pub fn amber(&self) -> Color32 {
        color32(self.theme.amber)
    }

    /// An error.
    pub fn red(&self) -> Color32 {
        color32(self.theme.red)
    }
}
