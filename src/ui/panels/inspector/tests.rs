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
        let sums: String = outlet_sum_facts(desk, &dear).iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
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
