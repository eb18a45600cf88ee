use super::*;
use crate::edit::{Command, Label};
use crate::i18n::Language;
use crate::map::{self, Pick};
use crate::ui::Request;
use crate::ui::widgets::testing::{Stage, World, harness, stage};
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use expect_test::expect;

/// The names of the rows in sight, from the top.
fn names<P>(harness: &Harness<'_, Stage<P>>) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = harness.get_all_by_role(egui::accesskit::Role::Row).map(|node| (node.rect().top(), node.accesskit_node().label().unwrap_or_default())).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

fn grids<'a>(language: Language) -> Harness<'a, Stage<GridTable>> {
    let mut harness = harness(World::small(language), GridTable::default(), [1300.0, 240.0], GridTable::show);
    harness.run();
    harness
}

#[test]
fn a_click_on_a_heading_sorts() {
    let mut harness = grids(Language::English);
    assert_eq!(names(&harness), ["G0", "G1", "G2", "G3"]);
    let world = &harness.state().world;
    let mut sums: Vec<(i64, String)> =
        world.figures.index().grids().iter().map(|grid| (world.document.ledger().grid_sum(world.focus.plane, *grid, 0), world.document.plan().grids[*grid].code.clone())).collect();
    sums.sort();
    let rising: Vec<String> = sums.into_iter().map(|(_, code)| code).collect();
    harness.get_by_label("users (households)").click();
    harness.run();
    assert_eq!(names(&harness), rising.iter().rev().cloned().collect::<Vec<_>>(), "largest first");
    harness.get_by_label("users (households)").click();
    harness.run();
    assert_eq!(names(&harness), rising);
}

#[test]
fn words_and_conditions_filter() {
    let mut harness = grids(Language::English);
    harness.get_by_role(egui::accesskit::Role::TextInput).click();
    harness.get_by_role(egui::accesskit::Role::TextInput).type_text("g2");
    harness.run();
    assert_eq!(names(&harness), ["G2"]);
    harness.state_mut().world.with_desk(|_| ());
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(names(&harness).len(), 4, "Esc empties the field");
}

#[test]
fn a_name_is_edited_in_place() {
    let mut harness = grids(Language::Chinese);
    harness.get_by_label("G1").click();
    harness.run();
    harness.key_press(Key::F2);
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "名称").type_text("北区");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let set = harness.state().requests.iter().any(|request| matches!(request, Request::Map(map::Request::Run(Command::SetGrid(_, row), _)) if row.name == "北区" && row.code == "G1"));
    assert!(set, "{:?}", harness.state().requests);
}

#[test]
fn a_click_selects_and_the_copy_has_the_selected_rows() {
    let mut harness = grids(Language::English);
    harness.get_by_label("G3").click();
    harness.run();
    let Some(Request::Map(map::Request::Select(items, Pick::Replace))) = harness.state().requests.iter().find(|request| matches!(request, Request::Map(map::Request::Select(..)))).cloned() else {
        panic!("{:?}", harness.state().requests)
    };
    harness.state_mut().world.selection.pick(items, Pick::Replace);
    harness.get_by_label("Copy").click();
    harness.run();
    let Some(Request::Copy(text)) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    let lines: Vec<&str> = text.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect();
    assert_eq!(lines, ["Code", "G3"]);
}

#[test]
fn all_rows_are_copied_where_none_is_selected() {
    let mut harness = grids(Language::Chinese);
    harness.get_by_label("复制").click();
    harness.run();
    let Some(Request::Copy(text)) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    expect![[r#"
        编码	名称	上级	小区	需求点	用户（户）	收入（元）	用户偏差	面积	紧凑度	网格经理	客户经理	社会渠道
        G0		D0	6	645	321,341	327,155	+5.6%	605 m²	0.40		0	8
        G1		D0	6	675	337,128	340,716	+10.8%	605 m²	0.40		0	14
        G2		D1	6	683	340,085	344,013	+11.8%	605 m²	0.40		0	9
        G3		D1	4	436	218,729	215,386	−28.1%	404 m²	0.53		0	5
    "#]].assert_eq(text);
}

#[test]
fn outlets_are_edited_and_shown() {
    let mut world = World::small(Language::English);
    let (id, outlet) = world.document.outlets().iter().next().map(|(id, outlet)| (id, outlet.clone())).unwrap();
    let named = crate::model::Outlet { name: "Hall".to_owned(), contract_end: Some("2026-12-31".to_owned()), ..outlet };
    world.document.run(&Command::SetOutlet(id, named), Label::new("step-set-outlet")).unwrap();
    world.refresh();
    let mut harness = harness(world, OutletTable::default(), [900.0, 300.0], OutletTable::show);
    harness.run();
    harness.get_by_label("O0 Hall").click_secondary();
    harness.run();
    harness.get_by_label("Edit Contract ends").click();
    harness.run();
    let field = |harness: &Harness<'_, Stage<OutletTable>>, text: &str| harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Contract ends").type_text(text);
    field(&harness, "x");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(matches!(harness.state().requests.last(), Some(Request::Toast(_))), "a text that is no day is refused: {:?}", harness.state().requests);
}

#[test]
fn an_amount_is_edited_in_place() {
    let mut harness = harness(World::small(Language::English), DemandTable::default(), [900.0, 300.0], DemandTable::show);
    harness.run();
    let typed = |harness: &mut Harness<'_, Stage<DemandTable>>, text: &str| {
        let first = names(harness)[0].clone();
        harness.get_by_label(&first).click_secondary();
        harness.run();
        harness.get_by_label("Edit users (households)").click();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "users (households)").type_text(text);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
    };
    typed(&mut harness, "１,234");
    let Some(Request::Map(map::Request::Run(Command::SetAmounts(rows), label))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    let id = harness.state().world.document.demand().ids[0];
    assert_eq!(rows.as_slice(), [crate::edit::NewAmount { id, measure: 0, amount: 1234 }]);
    assert_eq!(crate::i18n::label_text(Language::English, label), format!("Set users of point {id}"));
    typed(&mut harness, "many");
    assert!(matches!(harness.state().requests.last(), Some(Request::Toast(text)) if text.contains("“many”")), "{:?}", harness.state().requests.last());
}

/// A world in which one outlet has people and a contract.
fn furnished() -> World {
    let mut world = World::small(Language::English);
    let (id, outlet) = world.document.outlets().iter().next().map(|(id, outlet)| (id, outlet.clone())).unwrap();
    let mut hall = outlet;
    for (name, text) in [("clerks", "1200"), ("contract_start", "2026-01-01"), ("revenue@2026-05", "10.5"), ("店长", "王")] {
        hall.set(name, text).unwrap();
    }
    world.document.run(&Command::SetOutlet(id, hall), Label::new("step-set-outlet")).unwrap();
    world.refresh();
    world
}

fn outlets<'a>(world: World) -> Harness<'a, Stage<OutletTable>> {
    // Short steps: two clicks must be one double click.
    let mut harness = stage(Harness::builder().with_step_dt(0.02), world, OutletTable::default(), [1500.0, 300.0], OutletTable::show);
    harness.run();
    harness
}

/// Double-clicks the cell of a row below a heading.
fn double_click(harness: &mut Harness<'_, Stage<OutletTable>>, row: &str, heading: &str) {
    let x = harness.get_by_role_and_label(egui::accesskit::Role::ColumnHeader, heading).rect().center().x;
    let y = harness.get_by_role_and_label(egui::accesskit::Role::Row, row).rect().center().y;
    let pos = egui::pos2(x, y);
    // What was clicked before is no part of it.
    harness.run_steps(30);
    harness.event(egui::Event::PointerMoved(pos));
    harness.step();
    for _ in 0..2 {
        for pressed in [true, false] {
            harness.event(egui::Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers: egui::Modifiers::NONE });
        }
        harness.step();
    }
    harness.run();
}

fn last_set(harness: &Harness<'_, Stage<OutletTable>>) -> crate::model::Outlet {
    let set = harness.state().requests.iter().rev().find_map(|request| match request {
        Request::Map(map::Request::Run(Command::SetOutlet(_, outlet), _)) => Some(outlet.clone()),
        _ => None,
    });
    set.unwrap_or_else(|| panic!("{:?}", harness.state().requests))
}

#[test]
fn values_in_use_are_columns_and_numbers_are_edited_as_numbers() {
    let mut harness = outlets(furnished());
    for heading in ["Contract starts", "Contract ends", "Clerks (people)", "Revenue 2026-05 (yuan)", "店长"] {
        harness.get_by_role_and_label(egui::accesskit::Role::ColumnHeader, heading);
    }
    assert!(harness.query_by_label("Capacity (households)").is_none(), "what nobody has takes no room");
    double_click(&mut harness, "O1", "Clerks (people)");
    let field = |harness: &Harness<'_, Stage<OutletTable>>, text: &str| harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Clerks (people)").type_text(text);
    field(&harness, "７");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let set = last_set(&harness);
    assert_eq!((set.code.as_str(), set.attributes.get("clerks").map(String::as_str)), ("O1", Some("7")));
    harness.state_mut().requests.clear();
    double_click(&mut harness, "O1", "Clerks (people)");
    field(&harness, "many");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let told = harness.state().requests.iter().any(|request| matches!(request, Request::Toast(text) if text.contains("Clerks") && text.contains("many")));
    assert!(told, "{:?}", harness.state().requests);
    harness.get_by_label("Clerks (people)").click();
    harness.run();
    assert_eq!(names(&harness)[0], "O0", "sorted as numbers, outlets without one last");
}

#[test]
fn a_status_is_chosen_from_a_list_under_its_cell() {
    let mut harness = outlets(furnished());
    double_click(&mut harness, "O1", "Status");
    harness.run();
    harness.get_by_label("opening soon").click();
    harness.run();
    let set = last_set(&harness);
    assert_eq!((set.code.as_str(), set.status), ("O1", crate::model::OutletStatus::Opening));
    assert!(harness.query_by_label("to move").is_none(), "the list is closed");
}

#[test]
fn a_choice_in_the_menu_of_a_selected_row_is_for_all_that_are_selected() {
    let mut world = furnished();
    let ids: Vec<_> = world.document.outlets().ids().take(3).collect();
    world.selection.pick(ids.iter().map(|id| Item::Outlet(*id)), Pick::Replace);
    let mut harness = outlets(world);
    harness.get_by_label("O1").click_secondary();
    harness.run();
    harness.get_by_label_contains("Status (of 3 selected)").click();
    harness.run();
    harness.get_by_label("to move").click();
    harness.run();
    let put = harness.state().requests.iter().find_map(|request| match request {
        Request::Map(map::Request::Run(Command::PutOutlets(rows), label)) => Some((rows, label)),
        _ => None,
    });
    let Some((rows, label)) = put else { panic!("{:?}", harness.state().requests) };
    assert_eq!((rows.len(), label.key.as_str()), (3, "step-set-outlets"));
    assert!(rows.iter().all(|(_, outlet)| outlet.as_ref().is_some_and(|outlet| outlet.status == crate::model::OutletStatus::ToMove)));
}

#[test]
fn demand_is_sorted_and_filtered_without_copies_of_rows() {
    let mut harness = harness(World::small(Language::English), DemandTable::default(), [900.0, 300.0], DemandTable::show);
    harness.run();
    let first = names(&harness)[0].clone();
    harness.get_by_label("users (households)").click();
    harness.run();
    let world = &harness.state().world;
    let most = (0..world.document.demand().len()).map(|point| world.document.demand().amounts_of(point)[0]).max().unwrap();
    let name = names(&harness)[0].clone();
    let id: u32 = name.rsplit(' ').next().unwrap().replace(',', "").parse().unwrap();
    let point = world.document.demand().ids.iter().position(|known| *known == id).unwrap();
    assert_eq!(world.document.demand().amounts_of(point)[0], most);
    assert_ne!(first, name);
    harness.get_by_role(egui::accesskit::Role::TextInput).click();
    harness.get_by_role(egui::accesskit::Role::TextInput).type_text("users >= 998 grid = G");
    harness.run();
    let world = &harness.state().world;
    let in_grids = |point: usize| world.document.plan().assignment.grid(world.focus.plane, world.document.owners().get(point)).is_some();
    let wanted = (0..world.document.demand().len()).filter(|point| world.document.demand().amounts_of(*point)[0] >= 998 && in_grids(*point)).count();
    let text = world.with_desk(|_| harness.state().panel.view().order.len());
    assert_eq!(text, wanted);
}

#[test]
fn what_is_selected_elsewhere_scrolls_into_sight() {
    let mut harness = harness(World::small(Language::English), DemandTable::default(), [700.0, 300.0], DemandTable::show);
    harness.run();
    let point = 2500;
    let name = format!("Demand point {}", harness.state().world.document.demand().ids[point as usize]);
    assert!(!names(&harness).contains(&name));
    harness.state_mut().world.selection.pick([Item::Point(point)], Pick::Replace);
    harness.run();
    harness.run();
    assert!(names(&harness).contains(&name), "{name} is in sight: {:?}", names(&harness));
}

#[test]
fn tabs_and_line_breaks_do_not_break_the_copy() {
    let row = ["a\tb".to_owned(), "c\nd".to_owned()];
    assert_eq!(to_tsv([row.as_slice()]), "a b\tc d\n");
}

#[test]
fn titles_have_their_unit_in_the_brackets_of_their_language() {
    assert_eq!([with_unit("用户", "户"), with_unit("Users", "households"), with_unit("x", "")], ["用户（户）", "Users (households)", "x"]);
}
