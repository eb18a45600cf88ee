use super::model::*;
use super::*;
use crate::edit::{Command, Label};
use crate::i18n::Language;
use crate::map::{self, Pick};
use crate::ui::widgets::testing::{World, harness};
use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use expect_test::{Expect, expect};

fn told(world: &World, grid: GridId) -> String {
    world.with_desk(|desk| {
        let figures: String = grid_key_figures(desk, grid).iter().map(|figure| format!("{}: {} [{}] {:?}\n", figure.label, figure.value, figure.note, figure.style)).collect();
        let dear = dear_facts(desk, grid);
        let facts: String = grid_facts(desk, grid, Some(&dear)).iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let outlets: String = outlet_facts(desk, &dear).iter().map(|(_, (name, count))| format!("{name}: {count}\n")).collect();
        let sums: String = outlet_sum_facts(desk, &dear.outlets).iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        figures + &facts + &outlets + &sums
    })
}

fn check(language: Language, expected: &Expect) {
    let world = World::small(language);
    let grid = world.figures.index().grids()[1];
    expected.assert_eq(&told(&world, grid));
}

#[test]
fn a_grid_in_both_languages() {
    check(Language::Chinese, &expect![[r#"
        用户（户）: 33.71万 [与目标相差 +10.8%] Amber
        收入（元）: 34.07万 [与目标相差 +11.0%] Amber
        小区: 6
        需求点: 675
        面积: 605 m²
        周长: 139 m
        紧凑度（Polsby-Popper）: 0.40
        凸包比: 0.72
        外接圆比（Reock）: 0.30
        块数: 1
        特约代理点: 14
    "#]]);
    check(Language::English, &expect![[r#"
        users (households): 337,128 [+10.8% from target] Amber
        revenue (yuan): 340,716 [+11.0% from target] Amber
        Cells: 6
        Demand points: 675
        Area: 605 m²
        Perimeter: 139 m
        Compactness (Polsby-Popper): 0.40
        Convex hull ratio: 0.72
        Reock: 0.30
        Pieces: 1
        agent point: 14
    "#]]);
}

#[test]
fn a_gesture_shows_before_and_difference() {
    let mut world = World::small(Language::English);
    let [from, to] = [0, 1].map(|slot| world.figures.index().grids()[slot]);
    let cell = world.document.plan().assignment.cells(world.focus.plane).find(|(_, grid)| *grid == from).map(|(cell, _)| cell).unwrap();
    let moved = world.document.ledger().cell_sums(cell)[0];
    let was = world.document.ledger().grid_sum(world.focus.plane, to, 0);
    world.document.begin(Label::new("step-assign")).unwrap();
    world.document.amend(&Command::Assign(world.focus.plane, vec![cell], Some(to))).unwrap();
    world.gesture = Some(map::Gesture::default());
    world.refresh();
    let figure = world.with_desk(|desk| grid_key_figures(desk, to)).remove(0);
    let short = |amount| world.with_desk(|desk| crate::ui::panels::standing::key_sum(desk.language, &desk.document.project().measures[0], amount));
    assert_eq!(figure.note, format!("was {} (+{})", short(was), short(moved)));
    assert_eq!(figure.value, short(was + moved));
}

#[test]
fn the_name_of_a_grid_is_edited_in_place() {
    let mut world = World::small(Language::English);
    let grid = world.figures.index().grids()[0];
    world.selection.pick([Item::Grid(grid)], Pick::Replace);
    let mut harness = harness(world, Inspector::default(), [320.0, 900.0], Inspector::show);
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Name").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Name").type_text("West");
    harness.run();
    assert!(harness.state().requests.is_empty(), "nothing happens while typing");
    harness.key_press(Key::Enter);
    harness.run();
    let Some(Request::Map(map::Request::Run(Command::SetGrid(id, row), _))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    assert_eq!((*id, row.name.as_str()), (grid, "West"));
}

#[test]
fn every_kind_of_thing_and_the_whole_plan_can_be_shown_narrow_and_wide() {
    for width in [224.0, 600.0] {
        for language in Language::ALL {
            let world = World::small(language);
            let outlet = world.document.outlets().ids().next().unwrap();
            let cell = world.document.plan().partition.cells().next().unwrap();
            let grids = world.figures.index().grids().to_vec();
            let selections = [vec![], vec![Item::Grid(grids[0])], vec![Item::Cell(cell)], vec![Item::Outlet(outlet)], vec![Item::Point(7)], vec![Item::Grid(grids[0]), Item::Outlet(outlet)]];
            for items in selections {
                let mut world = World::small(language);
                world.selection.pick(items.clone(), Pick::Replace);
                let mut harness = harness(world, Inspector::default(), [width, 700.0], Inspector::show);
                harness.run();
                let widest = harness.root().query_all_by(|_| true).filter_map(|node| node.accesskit_node().bounding_box()).map(|bounds| bounds.x1 as f32).fold(0.0, f32::max);
                assert!(widest <= width + 0.5, "{items:?} {language:?}: {widest} of {width}");
            }
        }
    }
}

/// An inspector of the first outlets.
fn of_outlets<'a>(n: usize) -> egui_kittest::Harness<'a, crate::ui::widgets::testing::Stage<Inspector>> {
    let mut world = World::small(Language::English);
    let ids: Vec<_> = world.document.outlets().ids().take(n).collect();
    for (number, id) in ids.iter().enumerate() {
        let mut outlet = world.document.outlets()[*id].clone();
        outlet.set("店长", &format!("员工{number}")).unwrap();
        world.document.run(&Command::SetOutlet(*id, outlet), Label::new("t")).unwrap();
    }
    world.refresh();
    world.selection.pick(ids.into_iter().map(Item::Outlet), Pick::Replace);
    let mut harness = harness(world, Inspector::default(), [360.0, 1100.0], Inspector::show);
    harness.run();
    harness
}

fn type_into(harness: &mut egui_kittest::Harness<'_, crate::ui::widgets::testing::Stage<Inspector>>, field: &str, text: &str) {
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, field).click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, field).type_text(text);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
}

#[test]
fn values_of_an_outlet_are_edited_by_their_types() {
    let mut harness = of_outlets(1);
    type_into(&mut harness, "Floor area (m²)", "1,080.50");
    let set = |harness: &egui_kittest::Harness<'_, crate::ui::widgets::testing::Stage<Inspector>>| match harness.state().requests.last() {
        Some(Request::Map(map::Request::Run(Command::SetOutlet(_, outlet), _))) => outlet.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(set(&harness).attributes.get("area_m2").map(String::as_str), Some("1080.5"));
    type_into(&mut harness, "Contract ends", "2026/3/1");
    assert_eq!(set(&harness).contract_end.as_deref(), Some("2026-03-01"));
    type_into(&mut harness, "Clerks (people)", "two");
    assert!(matches!(harness.state().requests.last(), Some(Request::Toast(text)) if text.contains("two")), "{:?}", harness.state().requests.last());
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "Premises").click();
    harness.run();
    harness.get_by_label("rented").click();
    harness.run();
    assert_eq!(set(&harness).attributes.get("premises").map(String::as_str), Some("rented"));
    type_into(&mut harness, "Month, such as 2026-10", "2026-05");
    harness.get_by_label("Add a month").click();
    harness.run();
    type_into(&mut harness, "Revenue 2026-05 (yuan)", "12.5");
    assert_eq!(set(&harness).attributes.get("revenue@2026-05").map(String::as_str), Some("12.5"));
}

#[test]
fn an_attribute_of_ones_own_is_renamed_for_all_outlets_and_can_become_a_field() {
    let mut harness = of_outlets(2);
    let first = harness.state().world.document.outlets().ids().next().unwrap();
    harness.state_mut().world.selection.pick([Item::Outlet(first)], Pick::Replace);
    harness.run();
    harness.get_by_label("What to do with 店长").click();
    harness.run();
    harness.get_by_label("Rename…").click();
    harness.run();
    let field = harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Rename “店长”");
    field.focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Rename “店长”").type_text("营业时间");
    harness.run();
    harness.get_by_label("Rename").click();
    harness.run();
    let Some(Request::Map(map::Request::Run(Command::PutOutlets(rows), _))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    let kept: Vec<_> = rows.iter().filter_map(|(_, outlet)| outlet.as_ref()?.attributes.get("opening_hours").cloned()).collect();
    assert_eq!(kept, ["员工0", "员工1"]);
}

#[test]
fn several_outlets_get_a_status_and_a_value_in_one_step_each() {
    let mut harness = of_outlets(3);
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "Status").click();
    harness.run();
    harness.get_by_label("closed").click();
    harness.run();
    let rows = |harness: &egui_kittest::Harness<'_, crate::ui::widgets::testing::Stage<Inspector>>| match harness.state().requests.last() {
        Some(Request::Map(map::Request::Run(Command::PutOutlets(rows), label))) if label.key == "step-set-outlets" => rows.iter().filter_map(|(_, outlet)| outlet.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert!(rows(&harness).len() == 3 && rows(&harness).iter().all(|outlet| outlet.status == crate::model::OutletStatus::Closed));
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "Field").click();
    harness.run();
    harness.get_by_label("Clerks (people)").click();
    harness.run();
    type_into(&mut harness, "New value", "4");
    assert!(rows(&harness).len() == 3 && rows(&harness).iter().all(|outlet| outlet.attributes.get("clerks").is_some_and(|text| text == "4")));
}
