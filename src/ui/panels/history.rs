//! History (历史): every step by name; a click goes back to it or forth.

use super::design::{SETTINGS, settings_of, settings_told};
use crate::edit::StepSummary;
use crate::i18n::label_text;
use crate::ui::theme::{TEXT, UNIT, color32};
use crate::ui::widgets::{Fit, RowEvent, RowList, RowLook, Sign, empty_state, fit, paint_row_back, paint_sign};
use crate::ui::{Desk, Request};
use egui::{Id, Rect, Ui, pos2};

/// Height of a row in points.
const ROW: f32 = 24.0;

/// The history panel (历史面板).
#[derive(Debug, Default)]
pub struct HistoryPanel {
    seen: Option<(usize, u64)>,
}

/// One line: the state after a step, or the state before all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HistoryRow {
    /// 0 for the state before all steps.
    seq: u64,
    text: String,
    is_undone: bool,
    is_current: bool,
    /// What was asked for the plan that the step took over, as it is kept.
    settings: Option<String>,
}

/// The latest step first, the state before all steps last.
fn history_rows(desk: &Desk<'_>) -> Vec<HistoryRow> {
    let steps: Vec<StepSummary> = desk.document.history().summaries().collect();
    let current = steps.iter().rev().find(|step| !step.is_undone).map_or(0, |step| step.seq);
    let row = |step: &StepSummary| HistoryRow { seq: step.seq, text: label_text(desk.language, &step.label), is_undone: step.is_undone, is_current: step.seq == current, settings: step.label.values.iter().find(|(name, _)| name == SETTINGS).map(|(_, text)| text.clone()) };
    let start = HistoryRow { seq: 0, text: desk.text("history-start"), is_undone: false, is_current: current == 0, settings: None };
    steps.iter().rev().map(row).chain([start]).collect()
}

impl HistoryPanel {
    /// Shows the steps.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let rows = history_rows(desk);
        if rows.len() == 1 {
            empty_state(ui, &desk.text("history-empty"), &desk.text("history-empty-hint"), None);
            return;
        }
        let current = rows.iter().position(|row| row.is_current);
        let mark = (rows.len(), current.and_then(|at| rows.get(at)).map_or(0, |row| row.seq));
        let reveal = current.filter(|_| self.seen != Some(mark));
        self.seen = Some(mark);
        let name = |number: usize| rows.get(number).map_or_else(Default::default, |row| (row.text.clone(), row.is_current));
        let (event, _) = RowList::new(Id::unique("history-rows"), rows.len(), ROW).reveal(reveal).show(ui, name, |ui, number, rect, response| {
            let Some(row) = rows.get(number) else { return };
            paint_row_back(ui, rect, RowLook { is_selected: row.is_current, is_hovered: response.hovered(), is_focused: response.has_focus() });
            paint(ui, desk, row, rect, response);
        });
        let is_walk = ui.input(|input| input.key_pressed(egui::Key::ArrowUp) || input.key_pressed(egui::Key::ArrowDown));
        let chosen = match event {
            // Walking over the steps only looks at them; Enter goes there.
            Some(RowEvent::Pick(number, _)) if !is_walk => Some(number),
            Some(RowEvent::Open(number)) if ui.input(|input| input.key_pressed(egui::Key::Enter)) => Some(number),
            _ => None,
        };
        if let Some(row) = chosen.and_then(|number| rows.get(number)).filter(|row| !row.is_current) {
            requests.push(Request::JumpTo(row.seq));
        }
    }
}

fn paint(ui: &Ui, desk: &Desk<'_>, row: &HistoryRow, rect: Rect, response: &egui::Response) {
    let color = if row.is_undone { ui.visuals().weak_text_color().gamma_multiply(0.75) } else { ui.visuals().text_color() };
    let middle = rect.center().y;
    let x = rect.left() + 3.0 * UNIT;
    let line = egui::Stroke::new(1.0, color32(desk.theme.line));
    ui.painter().vline(x, rect.y_range(), line);
    if row.is_current {
        ui.painter().circle_filled(pos2(x, middle), 4.5, color32(desk.theme.accent));
    } else {
        ui.painter().circle(pos2(x, middle), 3.0, color32(desk.theme.panel), egui::Stroke::new(1.2, color32(desk.theme.muted)));
    }
    let mut right = rect.right() - UNIT;
    if row.is_current {
        let (taken, _) = fit(ui.painter(), Rect::from_min_max(pos2(rect.center().x, rect.top()), pos2(right, rect.bottom())), &desk.text("history-now"), Fit::right(11.0, color32(desk.theme.accent)));
        right -= taken + 2.0 * UNIT;
    }
    let place = Rect::from_min_max(pos2(x + 3.0 * UNIT, rect.top()), pos2(right, rect.bottom()));
    let (_, is_cut) = fit(ui.painter(), place, &row.text, Fit::left(TEXT, color));
    if let Some(settings) = row.settings.as_deref().filter(|_| response.hovered()).and_then(settings_of) {
        response.clone().on_hover_text(format!("{}\n{}", row.text, settings_told(desk, &settings)));
    } else if is_cut {
        response.clone().on_hover_text(&row.text);
    }
    if response.hovered() && !row.is_current {
        paint_sign(ui.painter(), if row.is_undone { Sign::Up } else { Sign::Down }, pos2(rect.right() - 3.0 * UNIT, middle), 7.0, ui.visuals().weak_text_color());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Command, Label};
    use crate::i18n::Language;
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;
    use expect_test::expect;

    fn world(language: Language) -> World {
        let mut world = World::small(language);
        let grids: Vec<_> = world.document.plan().grids.ids().collect();
        for grid in [grids[2], grids[3]] {
            let mut row = world.document.plan().grids[grid].clone();
            row.is_locked = true;
            let label = Label::new("step-lock").with("grid", &row.code);
            world.document.run(&Command::SetGrid(grid, row), label).unwrap();
        }
        world.document.undo(None).unwrap();
        world.refresh();
        world
    }

    #[test]
    fn steps_are_named_in_both_languages() {
        let told = |language| {
            let world = world(language);
            let line = |row: HistoryRow| format!("{} {}{}{}\n", row.seq, row.text, if row.is_undone { " (undone)" } else { "" }, if row.is_current { " *" } else { "" });
            world.with_desk(|desk| history_rows(desk).into_iter().map(line).collect::<String>())
        };
        expect![[r"
            2 锁定网格 G1 (undone)
            1 锁定网格 G0 *
            0 打开项目时
        "]]
        .assert_eq(&told(Language::Chinese));
        expect![[r"
            2 Lock grid G1 (undone)
            1 Lock grid G0 *
            0 Before the first step
        "]]
        .assert_eq(&told(Language::English));
    }

    #[test]
    fn a_click_jumps() {
        let mut harness = harness(world(Language::English), HistoryPanel::default(), [260.0, 200.0], HistoryPanel::show);
        harness.run();
        harness.get_by_label("Before the first step").click();
        harness.run();
        harness.get_by_label("Lock grid G1").click();
        harness.run();
        harness.get_by_label("Lock grid G0").click();
        harness.run();
        let jumps: Vec<u64> = harness.state().requests.iter().filter_map(|request| if let Request::JumpTo(seq) = request { Some(*seq) } else { None }).collect();
        assert_eq!(jumps, [0, 2], "the current step is no jump");
    }
}
