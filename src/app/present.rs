//! What stands over the map while presenting: whose plan it is and its key figures.

use super::OpenProject;
use crate::i18n::{measure_name, measure_text, percent_text};
use crate::ui::shell::Look;
use crate::ui::theme::{HEADING, KEY_FIGURE, TABLE_TEXT, UNIT};
use egui::{Align2, Area, Color32, Context, CornerRadius, Frame, Id, Margin, Order, RichText, Shadow, Stroke, vec2};

/// Measures that have room on the card.
const MOST: usize = 4;

/// A figure of the card: what it is, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFigure {
    /// What it is.
    pub name: String,
    /// How much, with its unit.
    pub value: String,
}

/// The key figures of the plan in focus: sums of the measures, and how even the one in focus is.
pub fn key_figures(project: &OpenProject, look: &Look<'_>) -> Vec<KeyFigure> {
    let (document, figures) = (project.document(), project.figures());
    let language = look.language;
    let measures = document.project().measures.iter().enumerate().take(MOST);
    let mut shown: Vec<KeyFigure> = measures
        .filter_map(|(at, measure)| {
            let sum: i64 = figures.balance(at)?.sums.iter().sum();
            Some(KeyFigure { name: measure_name(language, &measure.name).into_owned(), value: measure_text(language, measure.value(sum), measure) })
        })
        .collect();
    if let Some(balance) = figures.in_focus() {
        shown.push(KeyFigure { name: look.text("present-variation"), value: percent_text(balance.balance.cv) });
    }
    shown
}

/// Shows the card in the corner of the map.
pub fn show(context: &Context, look: &Look<'_>, project: &OpenProject) {
    let document = project.document();
    let scenario = document.active_name().to_owned();
    Area::new(Id::unique("present")).order(Order::Middle).anchor(Align2::LEFT_TOP, vec2(16.0, 16.0)).interactable(false).show(context, |ui| {
        let shadow = Shadow { offset: [0, 4], blur: 18, spread: 0, color: Color32::from_black_alpha(50) };
        let frame = Frame::new().fill(look.panel()).stroke(Stroke::new(1.0, look.line())).corner_radius(CornerRadius::same(8)).inner_margin(Margin::same(16)).shadow(shadow);
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = UNIT;
            ui.label(RichText::new(&document.project().name).size(KEY_FIGURE).color(look.ink()));
            ui.label(RichText::new(scenario).size(HEADING).color(look.muted()));
            ui.add_space(2.0 * UNIT);
            for figure in key_figures(project, look) {
                ui.label(RichText::new(figure.name).size(TABLE_TEXT).color(look.muted()));
                ui.label(RichText::new(figure.value).size(KEY_FIGURE).color(look.ink()));
            }
            ui.add_space(UNIT);
            ui.label(RichText::new(look.text("present-leave")).size(TABLE_TEXT).color(look.muted()));
        });
    });
}
