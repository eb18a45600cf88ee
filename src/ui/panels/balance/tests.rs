use super::*;
use crate::edit::{Command, Label};
use crate::i18n::{Language, signed_percent_text};
use crate::ui::widgets::KeyFigureStyle;
use crate::ui::widgets::testing::{World, harness};
use egui_kittest::kittest::Queryable as _;
use expect_test::{Expect, expect};

fn check(language: Language, order: BalanceOrder, expected: &Expect) {
    let world = World::small(language);
    let told = world.with_desk(|desk| {
        let model = balance_model(desk, order, None);
        let rows: String = model.rows.iter().map(|row| format!("{} {:?}\n", row.spoken(), row.style)).collect();
        format!("{rows}{}\n", balance_footer(desk).join("\n"))
    });
    expected.assert_eq(&told);
}

#[test]
fn rows_and_footer_in_both_languages() {
    check(Language::Chinese, BalanceOrder::WorstFirst, &expect![[r#"
        G3 21.87万户 −28.1% Red
        G2 34.01万户 +11.8% Amber
        G1 33.71万户 +10.8% Amber
        G0 32.13万户 +5.6% Plain
        变异系数 16.4%
        基尼系数 0.078
        偏差 −28.1% 至 +11.8%
        超出 ±10.0% 的网格 3 个
    "#]]);
    check(Language::English, BalanceOrder::Name, &expect![[r#"
        G0 321,341 households +5.6% Plain
        G1 337,128 households +10.8% Amber
        G2 340,085 households +11.8% Amber
        G3 218,729 households −28.1% Red
        CV 16.4%
        Gini 0.078
        Deviation −28.1% to +11.8%
        3 outside ±10.0%
    "#]]);
    check(Language::English, BalanceOrder::Value, &expect![[r#"
        G2 340,085 households +11.8% Amber
        G1 337,128 households +10.8% Amber
        G0 321,341 households +5.6% Plain
        G3 218,729 households −28.1% Red
        CV 16.4%
        Gini 0.078
        Deviation −28.1% to +11.8%
        3 outside ±10.0%
    "#]]);
}

#[test]
fn a_gesture_keeps_the_order_and_shows_what_was() {
    let mut world = World::small(Language::English);
    let model = world.with_desk(|desk| balance_model(desk, BalanceOrder::WorstFirst, None));
    let order: Vec<GridId> = model.rows.iter().map(|row| row.grid).collect();
    let (from, to) = (order[0], order[order.len() - 1]);
    let plane = world.focus.plane;
    let cells: Vec<_> = world.document.plan().assignment.cells(plane).filter(|(_, grid)| *grid == from).map(|(cell, _)| cell).collect();
    world.document.begin(Label::new("step-assign")).unwrap();
    world.document.amend(&Command::Assign(plane, cells, Some(to))).unwrap();
    world.gesture = Some(map::Gesture::default());
    world.refresh();
    let moved = world.with_desk(|desk| balance_model(desk, BalanceOrder::WorstFirst, Some(model.clone())));
    assert_eq!(moved.rows.iter().map(|row| row.grid).collect::<Vec<_>>(), order, "rows stay where they are");
    assert_eq!(moved.ends, model.ends, "and so does the scale");
    let before: Vec<Option<String>> = moved.rows.iter().map(|row| row.before.map(signed_percent_text)).collect();
    assert_eq!(before[0], Some(signed_percent_text(model.rows[0].deviation)));
    assert_eq!(before.iter().flatten().count(), 2, "two grids are touched");
    assert!((moved.rows[0].deviation + 1.0).abs() < 1e-9 && moved.rows[0].style == KeyFigureStyle::Red, "nothing is left of the first");
}

#[test]
fn after_a_gesture_the_worst_stands_first_again() {
    let mut world = World::small(Language::English);
    let order: Vec<GridId> = world.with_desk(|desk| balance_model(desk, BalanceOrder::WorstFirst, None)).rows.iter().map(|row| row.grid).collect();
    let (plane, from) = (world.focus.plane, order[order.len() - 1]);
    let cells: Vec<_> = world.document.plan().assignment.cells(plane).filter(|(_, grid)| *grid == from).map(|(cell, _)| cell).collect();
    let mut panel = BalancePanel::default();
    world.with_desk(|desk| panel.follow(desk));
    world.document.begin(Label::new("step-assign")).unwrap();
    world.document.amend(&Command::Assign(plane, cells, Some(order[1]))).unwrap();
    world.gesture = Some(map::Gesture::default());
    world.refresh();
    world.with_desk(|desk| panel.follow(desk));
    let first = |panel: &BalancePanel| panel.model.as_ref().unwrap().3.rows.iter().map(|row| row.grid).collect::<Vec<_>>();
    assert_eq!(first(&panel), order, "rows stay while it runs");
    world.document.commit();
    world.gesture = None;
    world.refresh();
    world.with_desk(|desk| panel.follow(desk));
    let anew: Vec<GridId> = world.with_desk(|desk| balance_model(desk, BalanceOrder::WorstFirst, None)).rows.iter().map(|row| row.grid).collect();
    assert!(anew != order && first(&panel) == anew);
}

#[test]
fn a_click_selects_and_zooms() {
    let mut harness = harness(World::small(Language::Chinese), BalancePanel::default(), [300.0, 260.0], BalancePanel::show);
    harness.run();
    let (name, grid) = harness.state().world.with_desk(|desk| {
        let model = balance_model(desk, BalanceOrder::WorstFirst, None);
        (model.rows[1].spoken(), model.rows[1].grid)
    });
    harness.get_by_label(&name).click();
    harness.run();
    let requests = &harness.state().requests;
    assert!(requests.iter().any(|request| matches!(request, Request::Map(map::Request::Select(items, Pick::Replace)) if *items == [Item::Grid(grid)])), "{requests:?}");
    assert!(requests.iter().any(|request| matches!(request, Request::Map(map::Request::ZoomTo { .. }))), "{requests:?}");
    assert!(requests.iter().any(|request| matches!(request, Request::Map(map::Request::Hover(Some(Item::Grid(hovered)))) if *hovered == grid)), "the map hears of the pointer");
}

#[test]
fn arrows_walk_over_the_rows() {
    let mut harness = harness(World::small(Language::English), BalancePanel::default(), [300.0, 260.0], BalancePanel::show);
    harness.run();
    let rows = harness.state().world.with_desk(|desk| balance_model(desk, BalanceOrder::WorstFirst, None)).rows;
    harness.get_by_label(&rows[0].spoken()).focus();
    harness.run();
    harness.key_press(egui::Key::ArrowDown);
    harness.run();
    harness.key_press(egui::Key::ArrowDown);
    harness.run();
    let picked: Vec<GridId> = harness
        .state()
        .requests
        .iter()
        .filter_map(|request| match request {
            Request::Map(map::Request::Select(items, _)) => items.first().and_then(|item| if let Item::Grid(grid) = item { Some(*grid) } else { None }),
            _ => None,
        })
        .collect();
    assert_eq!(picked, [rows[1].grid, rows[2].grid]);
}
