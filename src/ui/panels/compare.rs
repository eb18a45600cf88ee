//! Comparison of two scenarios (方案对比): who hands over what to whom, and both balances side by side.

use crate::i18n::{amount_text, count_text, percent_text, signed_percent_text, unit_text};
use crate::metrics::{Balance, Comparison, Handover};
use crate::ui::panels::tables::to_tsv;
use crate::ui::theme::{TABLE_TEXT, UNIT};
use crate::ui::widgets::{Fit, RowList, RowLook, empty_state, fit, fitted_label, key_figures, paint_row_back, section};
use crate::ui::widgets::{KeyFigure, KeyFigureStyle};
use crate::ui::{Action, ComparedScenario, Desk, Request};
use egui::{Id, Rect, Ui, pos2, vec2};

/// Height of a row in points.
const ROW: f32 = 22.0;

/// The comparison panel (方案对比面板).
#[derive(Debug, Default)]
pub struct ComparePanel {}

/// Header and rows of the handover list, finished for people.
fn handover_table(desk: &Desk<'_>, comparison: &Comparison) -> Vec<Vec<String>> {
    let measures = &desk.document.project().measures;
    let mut header = vec![desk.text("compare-from"), desk.text("compare-to"), desk.text("compare-points")];
    header.extend(measures.iter().map(|measure| super::tables::with_unit(&crate::i18n::measure_name(desk.language, &measure.name), &unit_text(desk.language, &measure.unit))));
    let none = desk.text("compare-no-grid");
    let row = |handover: &Handover| {
        let mut row = vec![handover.from.clone().unwrap_or_else(|| none.clone()), handover.to.clone().unwrap_or_else(|| none.clone()), count_text(handover.points as i64)];
        row.extend(handover.sums.iter().zip(measures).map(|(sum, measure)| amount_text(*sum, measure.scale)));
        row
    };
    [header].into_iter().chain(comparison.handover.iter().map(row)).collect()
}

/// Balance of both plans, a row for each measure that is watched and each figure.
fn balance_table(desk: &Desk<'_>, comparison: &Comparison, names: [&str; 2]) -> Vec<[String; 3]> {
    let mut rows = vec![[String::new(), names[0].to_owned(), names[1].to_owned()]];
    let figures: [(&str, fn(&Balance) -> String); 3] = [
        ("compare-cv", |balance| percent_text(balance.cv)),
        ("compare-gini", |balance| crate::i18n::decimal_text(balance.gini, 3)),
        ("compare-range", |balance| format!("{} / {}", signed_percent_text(balance.min_deviation), signed_percent_text(balance.max_deviation))),
    ];
    for (number, measure) in desk.document.project().measures.iter().enumerate().filter(|(_, measure)| measure.is_balanced) {
        let [Some(a), Some(b)] = [comparison.balances[0].get(number), comparison.balances[1].get(number)] else { continue };
        rows.extend(figures.iter().map(|(key, told)| [format!("{} · {}", crate::i18n::measure_name(desk.language, &measure.name), desk.text(key)), told(a), told(b)]));
    }
    rows
}

impl ComparePanel {
    /// Shows the comparison with the other scenario.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let Some(compared) = desk.comparison else {
            if empty_state(ui, &desk.text("compare-empty"), &desk.text("compare-empty-hint"), Some(&desk.text("compare-choose"))) {
                requests.push(Action::CompareScenarios.into());
            }
            return;
        };
        let name = |id| desk.document.scenarios().get(id).map_or_else(String::new, |info: &crate::model::ScenarioInfo| info.name.clone());
        let (other, own) = (name(compared.other), name(desk.document.active()));
        let table = handover_table(desk, &compared.comparison);
        head(ui, desk, [&other, &own], &table, requests);
        totals(ui, desk, compared);
        section(ui, &desk.text("compare-balance"));
        for [figure, a, b] in balance_table(desk, &compared.comparison, [&other, &own]) {
            columns(ui, &[(0.44, &figure, false), (0.28, &a, true), (0.28, &b, true)]);
        }
        section(ui, &desk.text("compare-handover"));
        if table.len() == 1 {
            fitted_label(ui, &desk.text("compare-same"), TABLE_TEXT, ui.visuals().text_color());
            return;
        }
        handover(ui, &table);
    }
}

fn head(ui: &mut Ui, desk: &Desk<'_>, [other, own]: [&str; 2], table: &[Vec<String>], requests: &mut Vec<Request>) {
    let title = desk.text_with("compare-title", &[("other", other.into()), ("own", own.into())]);
    fitted_label(ui, &title, 13.0, ui.visuals().text_color());
    ui.horizontal_wrapped(|ui| {
        if ui.button(desk.text("compare-end")).clicked() {
            requests.push(Request::Compare(None));
        }
        if ui.button(desk.text("compare-beside")).on_hover_text(desk.text("action-compare-beside-tip")).clicked() {
            requests.push(Action::CompareBeside.into());
        }
        if ui.button(desk.text("panel-copy")).clicked() {
            requests.push(Request::Copy(to_tsv(table.iter().map(Vec::as_slice))));
        }
    });
    ui.add_space(UNIT);
}

fn totals(ui: &mut Ui, desk: &Desk<'_>, compared: &ComparedScenario) {
    let changed = &compared.comparison.changed;
    let plain = |key: &str, value: String| KeyFigure { label: desk.text(key), value, note: String::new(), style: KeyFigureStyle::Plain };
    let mut figures = vec![plain("compare-changed-cells", count_text(changed.cells as i64)), plain("compare-changed-points", count_text(changed.points as i64))];
    if let Some((measure, sum)) = desk.document.project().measures.first().zip(changed.sums.first()) {
        let label = desk.text_with("compare-changed-sum", &[("measure", crate::i18n::measure_name(desk.language, &measure.name).into_owned().into())]);
        let label = super::tables::with_unit(&label, &unit_text(desk.language, &measure.unit));
        figures.push(KeyFigure { label, value: super::standing::short_sum(desk.language, measure, *sum), note: String::new(), style: KeyFigureStyle::Plain });
    }
    key_figures(ui, desk.theme, &figures);
}

/// Paints texts in columns given as shares of the width; the flag sets figures to the right.
fn columns(ui: &mut Ui, cells: &[(f32, &str, bool)]) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), egui::Sense::hover());
    let spoken: Vec<&str> = cells.iter().map(|(_, text, _)| *text).collect();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, spoken.join(" ")));
    if paint_columns(ui, rect, cells) {
        response.on_hover_text(spoken.join("   "));
    }
}

fn paint_columns(ui: &Ui, rect: Rect, cells: &[(f32, &str, bool)]) -> bool {
    let mut left = rect.left();
    let mut is_cut = false;
    for (share, text, is_figure) in cells {
        let place = Rect::from_min_max(pos2(left, rect.top()), pos2(left + share * rect.width() - UNIT, rect.bottom()));
        let color = ui.visuals().text_color();
        is_cut |= fit(ui.painter(), place, text, if *is_figure { Fit::right(TABLE_TEXT, color) } else { Fit::left(TABLE_TEXT, color) }).1;
        left += share * rect.width();
    }
    is_cut
}

/// The list of handovers with its header; narrow panels show the first measure only, the copy has all.
fn handover(ui: &mut Ui, table: &[Vec<String>]) {
    let Some((header, rows)) = table.split_first() else { return };
    let most = if ui.available_width() < 420.0 { 4 } else { header.len() };
    let n = header.len().min(most);
    let cells = |row: &'_ [String]| -> Vec<(f32, String, bool)> { row.iter().take(n).enumerate().map(|(at, text)| (1.0 / n as f32, text.clone(), at > 1)).collect() };
    let borrowed = |cells: &'_ [(f32, String, bool)]| -> Vec<(f32, String, bool)> { cells.to_vec() };
    let header = borrowed(&cells(header));
    columns(ui, &header.iter().map(|(share, text, is_figure)| (*share, text.as_str(), *is_figure)).collect::<Vec<_>>());
    let name = |number: usize| rows.get(number).map_or_else(Default::default, |row| (row.join(" "), false));
    RowList::new(Id::unique("compare-rows"), rows.len(), ROW).show(ui, name, |ui, number, rect, response| {
        let Some(row) = rows.get(number) else { return };
        paint_row_back(ui, rect, RowLook { is_hovered: response.hovered(), is_focused: response.has_focus(), ..RowLook::default() });
        let row_cells = cells(row);
        if paint_columns(ui, rect, &row_cells.iter().map(|(share, text, is_figure)| (*share, text.as_str(), *is_figure)).collect::<Vec<_>>()) {
            response.clone().on_hover_text(row.join("   "));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Command, Label};
    use crate::i18n::Language;
    use crate::metrics::{ComparedPlan, compare};
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;
    use expect_test::expect;

    fn world(language: Language) -> World {
        let mut world = World::small(language);
        let before = world.document.clone();
        let grids: Vec<_> = world.document.plan().grids.ids().collect();
        let cells: Vec<_> = world.document.plan().assignment.cells(world.focus.plane).filter(|(_, grid)| *grid == grids[2]).map(|(cell, _)| cell).take(2).collect();
        world.document.run(&Command::Assign(world.focus.plane, cells, Some(grids[3])), Label::new("step-assign")).unwrap();
        world.refresh();
        let side = |document: &crate::edit::Document| -> (crate::metrics::Ledger, Vec<crate::base::CellId>) { (document.ledger().clone(), document.owners().iter().collect()) };
        let ((ledger_a, owners_a), (ledger_b, owners_b)) = (side(&before), side(&world.document));
        let a = ComparedPlan { view: before.view(), cells: &before.plan().cells, ledger: &ledger_a };
        let b = ComparedPlan { view: world.document.view(), cells: &world.document.plan().cells, ledger: &ledger_b };
        let comparison = compare([a, b], world.document.project(), world.document.demand(), [&mut owners_a.into_iter(), &mut owners_b.into_iter()], world.focus.plane);
        world.comparison = Some(ComparedScenario { other: world.document.active(), comparison });
        world
    }

    #[test]
    fn tables_are_told_in_both_languages() {
        let told = |language| {
            let world = world(language);
            world.with_desk(|desk| {
                let comparison = &desk.comparison.unwrap().comparison;
                let balances: String = balance_table(desk, comparison, ["A", "B"]).into_iter().map(|row| row.join(" | ") + "\n").collect();
                format!("{}{balances}", handover_table(desk, comparison).into_iter().map(|row| row.join(" | ") + "\n").collect::<String>())
            })
        };
        expect![[r#"
            原网格 | 新网格 | 需求点 | 用户（户） | 收入（元）
            G0 | G1 | 204 | 105,038 | 107,958
             | A | B
            用户 · 变异系数 | 16.4% | 30.9%
            用户 · 基尼系数 | 0.078 | 0.164
            用户 · 偏差 | −28.1% / +11.8% | −28.9% / +45.3%
            收入 · 变异系数 | 17.3% | 31.6%
            收入 · 基尼系数 | 0.081 | 0.168
            收入 · 偏差 | −29.8% / +12.1% | −29.8% / +46.2%
        "#]].assert_eq(&told(Language::Chinese));
        expect![[r#"
            From grid | To grid | Points | users (households) | revenue (yuan)
            G0 | G1 | 204 | 105,038 | 107,958
             | A | B
            users · CV | 16.4% | 30.9%
            users · Gini | 0.078 | 0.164
            users · deviation | −28.1% / +11.8% | −28.9% / +45.3%
            revenue · CV | 17.3% | 31.6%
            revenue · Gini | 0.081 | 0.168
            revenue · deviation | −29.8% / +12.1% | −29.8% / +46.2%
        "#]].assert_eq(&told(Language::English));
    }

    #[test]
    fn the_list_can_be_copied_and_the_comparison_ended() {
        let mut harness = harness(world(Language::English), ComparePanel::default(), [600.0, 420.0], ComparePanel::show);
        harness.run();
        harness.get_by_label("Copy").click();
        harness.get_by_label("End comparison").click();
        harness.run();
        let [Request::Copy(text), Request::Compare(None)] = harness.state().requests.as_slice() else { panic!("{:?}", harness.state().requests) };
        assert!(text.starts_with("From grid\tTo grid\t") && text.lines().nth(1).is_some_and(|line| line.starts_with("G0\tG1\t")), "{text}");
    }
}
