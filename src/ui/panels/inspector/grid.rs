//! A grid in the inspector.

use super::model::{dear_facts, grid_facts, grid_key_figures, outlet_facts, outlet_sum_facts};
use super::{Inspector, facts, field};
use crate::base::GridId;
use crate::model::Grid;
use crate::ui::panels::grid_tree::{color_menu, possible_parents, set_grid};
use crate::ui::panels::problems::{can_fix, finding_target, is_of_grid, request_fix, show_finding};
use crate::ui::panels::standing::{grid_colors, grid_title, title_of};
use crate::ui::theme::{HEADING, TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{Fit, Sign, choice, edit_text, fit, key_figures, line_from_right, paint_outlet, paint_sign, paint_swatch, section};
use crate::ui::{Desk, Request};
use egui::{Button, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

impl Inspector {
    /// Shows a grid: title, key figures, what can be edited, size and shape, outlets, problems.
    pub(super) fn grid(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: GridId, requests: &mut Vec<Request>) {
        let Some(row) = desk.document.plan().grids.get(id) else { return };
        title(ui, desk, id, row, requests);
        key_figures(ui, desk.theme, &grid_key_figures(desk, id));
        problems(ui, desk, row, requests);
        ui.add_enabled_ui(!desk.document.is_read_only(), |ui| self.grid_fields(ui, desk, id, row, requests));
        self.follow_dear(desk, id);
        section(ui, &desk.text("inspector-shape"));
        let dear = self.dear.as_ref().filter(|(_, of, _)| *of == id).map(|(_, _, dear)| dear);
        facts(ui, &grid_facts(desk, id, dear));
        let outlets = dear.map(|dear| outlet_facts(desk, dear)).unwrap_or_default();
        let sums = dear.map(|dear| outlet_sum_facts(desk, &dear.outlets)).unwrap_or_default();
        if !outlets.is_empty() || !sums.is_empty() {
            section(ui, &desk.text("inspector-outlets"));
            for (kind, (name, count)) in outlets {
                outlet_line(ui, desk, kind, &name, &count);
            }
            facts(ui, &sums);
        }
    }

    /// Dear facts wait for the end of a gesture.
    fn follow_dear(&mut self, desk: &Desk<'_>, id: GridId) {
        let revision = desk.document.revision();
        let is_fresh = self.dear.as_ref().is_some_and(|(of, grid, _)| *grid == id && (*of == revision || desk.gesture.is_some()));
        if !is_fresh {
            self.dear = Some((revision, id, dear_facts(desk, id)));
        }
    }

    fn grid_fields(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: GridId, row: &Grid, requests: &mut Vec<Request>) {
        section(ui, &desk.text("inspector-properties"));
        let buffer = &mut self.buffer;
        let mut text = |ui: &mut Ui, key: &'static str, value: &str| -> Option<String> {
            let name = desk.text(key);
            let mut typed = None;
            field(ui, &name, |ui, width| typed = edit_text(ui, buffer, (key, id), value, &name, width));
            typed.map(|typed| typed.trim().to_owned())
        };
        if let Some(name) = text(ui, "column-name", &row.name) {
            set_grid(id, row, |row| row.name = name, requests);
        }
        if let Some(code) = text(ui, "column-code", &row.code) {
            set_grid(id, row, |row| row.code = code, requests);
        }
        if let Some(leader) = text(ui, "column-leader", &row.details.team.leader) {
            set_grid(id, row, |row| row.details.team.leader = leader, requests);
        }
        if let Some(managers) = text(ui, "column-managers", &row.details.team.managers.to_string()) {
            match managers.parse::<u32>() {
                Ok(managers) => set_grid(id, row, |row| row.details.team.managers = managers, requests),
                Err(_) => requests.push(Request::Toast(desk.text("panel-not-a-count"))),
            }
        }
        parent(ui, desk, id, row, requests);
        color(ui, desk, id, row, requests);
    }
}

/// Swatch, code and name, and the lock.
fn title(ui: &mut Ui, desk: &Desk<'_>, id: GridId, row: &Grid, requests: &mut Vec<Request>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let title = grid_title(row);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Heading, true, &title));
    let mut left = rect.left();
    if let Some((fill, edge, is_patterned)) = grid_colors(desk, id) {
        paint_swatch(ui.painter(), Rect::from_center_size(pos2(left + 7.0, rect.center().y), vec2(14.0, 14.0)), fill, edge, is_patterned);
        left += 5.0 * UNIT + 2.0;
    }
    let lock = Rect::from_min_max(pos2(rect.right() - 26.0, rect.top()), rect.max);
    let place = Rect::from_min_max(pos2(left, rect.top()), pos2(lock.left() - UNIT, rect.bottom()));
    let (_, is_cut) = fit(ui.painter(), place, &title, Fit::left(HEADING, ui.visuals().text_color()));
    if is_cut {
        response.on_hover_text(&title);
    }
    let button = ui.put(lock, Button::new("").selected(row.is_locked)).accessible_name(desk.text(if row.is_locked { "tree-unlock" } else { "tree-lock" }));
    let color = if row.is_locked { color32(desk.theme.accent) } else { ui.visuals().weak_text_color() };
    paint_sign(ui.painter(), Sign::Lock, lock.center(), 12.0, color);
    if button.on_hover_text(desk.text(if row.is_locked { "inspector-locked" } else { "inspector-lock-hint" })).clicked() && !desk.document.is_read_only() {
        set_grid(id, row, |row| row.is_locked = !row.is_locked, requests);
    }
}

fn parent(ui: &mut Ui, desk: &Desk<'_>, id: GridId, row: &Grid, requests: &mut Vec<Request>) {
    let parents = possible_parents(desk.document, id);
    if parents.is_empty() {
        return;
    }
    let name = desk.text("column-parent");
    let titles: Vec<String> = parents.iter().map(|parent| title_of(desk, *parent)).collect();
    let chosen = parents.iter().position(|parent| row.parent == Some(*parent)).unwrap_or(usize::MAX);
    field(ui, &name, |ui, width| {
        if let Some(parent) = choice(ui, "inspector-parent", &name, &titles, chosen, width).and_then(|picked| parents.get(picked)) {
            set_grid(id, row, |row| row.parent = Some(*parent), requests);
        }
    });
}

fn color(ui: &mut Ui, desk: &Desk<'_>, id: GridId, row: &Grid, requests: &mut Vec<Request>) {
    field(ui, &desk.text("grid-color"), |ui, _| {
        let text = row.details.color.clone().unwrap_or_else(|| desk.text("grid-color-none"));
        ui.menu_button(text, |ui| {
            if let Some(color) = color_menu(ui, desk, row) {
                set_grid(id, row, |row| row.details.color = color, requests);
                ui.close();
            }
        })
        .response
        .accessible_name(desk.text("grid-color"));
    });
}

/// Findings that speak of the grid, each with a way there and, where there is one, a way out.
fn problems(ui: &mut Ui, desk: &Desk<'_>, row: &Grid, requests: &mut Vec<Request>) {
    let plane = desk.document.project().planes.get(row.plane).map_or("", |plane| plane.name.as_str());
    let is_own = |finding: &crate::base::Finding| {
        is_of_grid(finding.kind) && finding.subjects.first().is_some_and(|code| *code == row.code) && finding.subjects.get(1).is_some_and(|name| name == plane)
    };
    problem_lines(ui, desk, is_own, requests);
}

/// The findings that a test lets pass, line by line.
pub(super) fn problem_lines(ui: &mut Ui, desk: &Desk<'_>, is_own: impl Fn(&crate::base::Finding) -> bool, requests: &mut Vec<Request>) {
    for (number, finding) in desk.problems.iter().enumerate().filter(|(_, finding)| is_own(finding)) {
        let text = crate::i18n::finding_text(&crate::base::Finding { place: None, ..finding.clone() }, desk.language);
        ui.push_id(number, |ui| {
            line_from_right(ui, 24.0, |ui| {
                if can_fix(finding.kind) && ui.add(Button::new(desk.text("problems-fix")).small()).clicked() {
                    request_fix(desk, finding, requests);
                }
                let (_, bounds) = finding_target(desk.document, finding);
                if !bounds.is_empty() && ui.add(Button::new(desk.text("panel-zoom")).small()).clicked() {
                    show_finding(desk, number, requests);
                }
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &text));
                paint_sign(ui.painter(), Sign::Warning, pos2(rect.left() + 7.0, rect.center().y), 12.0, color32(desk.theme.amber));
                let place = Rect::from_min_max(pos2(rect.left() + 18.0, rect.top()), rect.max);
                fit(ui.painter(), place, &text, Fit::left(TABLE_TEXT, color32(desk.theme.amber)));
                response.on_hover_text(&text);
            });
        });
    }
}

fn outlet_line(ui: &mut Ui, desk: &Desk<'_>, kind: crate::model::OutletKind, name: &str, count: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, format!("{name} {count}")));
    paint_outlet(ui.painter(), desk.theme, kind, pos2(rect.left() + 7.0, rect.center().y), 10.0);
    let (taken, _) = fit(ui.painter(), rect, count, Fit::right(TABLE_TEXT, ui.visuals().text_color()));
    let place = Rect::from_min_max(pos2(rect.left() + 5.0 * UNIT, rect.top()), rect.max - vec2(taken + UNIT, 0.0));
    fit(ui.painter(), place, name, Fit::left(TABLE_TEXT, ui.visuals().weak_text_color()));
}
