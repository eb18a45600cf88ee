//! About the program: version, and what in it comes from others.

use super::Look;
use super::kit::{dialog, title};
use super::pictures::mark;
use crate::ui::theme::UNIT;
use egui::{Context, CornerRadius, Frame, Margin, RichText, ScrollArea, Sense, Ui, Vec2};

/// What in the program comes from others, and under which terms.
const ATTRIBUTION: &str = include_str!("../../../assets/ATTRIBUTION.md");

/// About the program (关于).
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// Whether it is open.
    pub is_open: bool,
}

impl About {
    /// Shows it while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>) {
        if !self.is_open {
            return;
        }
        let height = (context.content_rect().height() - 320.0).clamp(120.0, 380.0);
        let is_closed = dialog(context, look, "about", &look.text("about-title"), 600.0, |ui| {
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(56.0), Sense::hover());
                mark(ui.painter(), rect, look);
                ui.add_space(2.0 * UNIT);
                ui.vertical(|ui| {
                    title(ui, look, &look.text("product-name"), 20.0);
                    ui.label(RichText::new(look.text_with("about-version", &[("version", env!("CARGO_PKG_VERSION").into())])).color(look.muted()));
                });
            });
            ui.add_space(UNIT);
            ui.label(RichText::new(look.text("about-text")).color(look.ink()));
            ui.label(RichText::new(look.text("about-licence")).color(look.muted()));
            Frame::new().fill(look.surface(0.03)).corner_radius(CornerRadius::same(6)).inner_margin(Margin::same(12)).show(ui, |ui| {
                ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(ui, |ui| attribution(ui, look));
            });
        });
        self.is_open = !is_closed;
    }
}

/// The file as paragraphs; its few marks of Markdown become sizes.
fn attribution(ui: &mut Ui, look: &Look<'_>) {
    // The title of the file says what the heading of the dialog says already.
    for line in ATTRIBUTION.lines().skip_while(|line| !line.starts_with("## ")).map(|line| line.replace('`', "")) {
        if let Some(heading) = line.strip_prefix("## ") {
            ui.add_space(UNIT);
            ui.label(RichText::new(heading).strong().color(look.ink()));
        } else if line.starts_with('|') {
            let cells: Vec<&str> = line.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
            if !cells.iter().all(|cell| cell.bytes().all(|byte| byte == b'-')) {
                ui.label(RichText::new(cells.join(" · ")).size(12.0).color(look.muted()));
            }
        } else if !line.is_empty() {
            ui.label(RichText::new(line).size(12.0).color(look.muted()));
        }
    }
}
