//! The sheet of all shortcuts, made from the table of actions.

use super::Look;
use super::kit::{caption, dialog, heading, key_cap};
use crate::ui::action::{ACTIONS, Menu, spelled};
use crate::ui::theme::UNIT;
use egui::{Align, Context, Layout, RichText, ScrollArea, Ui, vec2};

/// All shortcuts (快捷键一览).
#[derive(Clone, Copy, Debug, Default)]
pub struct ShortcutSheet {
    /// Whether it is open.
    pub is_open: bool,
}

/// What the pointer does; these stand in no table because no key alone does them.
const POINTER: [(&str, &str); 7] = [
    ("pointer-wheel", "pointer-wheel-does"),
    ("pointer-space", "pointer-space-does"),
    ("pointer-shift", "pointer-shift-does"),
    ("pointer-alt", "pointer-alt-does"),
    ("pointer-escape", "pointer-escape-does"),
    ("pointer-double", "pointer-double-does"),
    ("pointer-right", "pointer-right-does"),
];

impl ShortcutSheet {
    /// Shows it while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>) {
        if !self.is_open {
            return;
        }
        let height = context.content_rect().height() - 180.0;
        let is_closed = dialog(context, look, "shortcuts", &look.text("action-shortcuts"), 940.0, |ui| {
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(ui, |ui| {
                let gap = 8.0 * UNIT;
                let width = (ui.available_width() - 2.0 * gap) / 3.0;
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = gap;
                    for menus in [&[Menu::File, Menu::Edit][..], &[Menu::View, Menu::Help], &[Menu::Grids, Menu::Channels, Menu::Analysis]] {
                        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                            ui.set_width(width);
                            ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
                            for menu in menus {
                                group(ui, look, *menu);
                            }
                            if menus.contains(&Menu::File) {
                                pointer(ui, look);
                            }
                        });
                    }
                });
            });
        });
        self.is_open = !is_closed;
    }
}

fn group(ui: &mut Ui, look: &Look<'_>, menu: Menu) {
    heading(ui, look, &look.text(menu.key()));
    for row in ACTIONS.iter().filter(|row| row.menu == menu && !row.shortcuts.is_empty()) {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = UNIT;
                for shortcut in row.shortcuts.iter().rev() {
                    let text = spelled(ui.ctx(), shortcut);
                    key_cap(ui, look, &text);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(RichText::new(look.label(row.action)).color(look.ink())).truncate());
                });
            });
        });
    }
    ui.add_space(3.0 * UNIT);
}

fn pointer(ui: &mut Ui, look: &Look<'_>) {
    heading(ui, look, &look.text("pointer-title"));
    for (what, does) in POINTER {
        ui.label(RichText::new(look.text(what)).color(look.ink()));
        caption(ui, look, &look.text(does));
    }
    ui.add_space(3.0 * UNIT);
}
