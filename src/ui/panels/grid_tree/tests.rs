use super::model::{free_code, tree_text};
use super::*;
use crate::i18n::Language;
use crate::ui::widgets::testing::{Stage, World, harness};
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use expect_test::{Expect, expect};

fn check(language: Language, words: &str, closed: &[usize], expected: &Expect) {
    let world = World::small(language);
    let grids: Vec<GridId> = world.document.plan().grids.ids().collect();
    let closed: BTreeSet<GridId> = closed.iter().map(|number| grids[*number]).collect();
    let told: String = world.with_desk(|desk| {
        let rows = tree_rows(desk.document, desk.focus.plane, &closed, words);
        let line = |row: &TreeRow| {
            let text = tree_text(desk, &troubled_grids(desk), row.grid);
            let fold = if !row.has_children { " " } else if row.is_open { "-" } else { "+" };
            format!("{}{fold}{} {}{}\n", "  ".repeat(usize::from(row.depth)), text.title, text.value, if text.has_problem { " !" } else { "" })
        };
        rows.iter().map(line).collect()
    });
    expected.assert_eq(&told);
}

#[test]
fn rows_open_closed_and_searched() {
    check(Language::Chinese, "", &[], &expect![[r#"
        -D0 65.85万
           G0 32.13万
           G1 33.71万 !
        -D1 55.88万
           G2 34.01万 !
           G3 21.87万 !
    "#]]);
    check(Language::English, "", &[0], &expect![[r#"
        +D0 658.5k
        -D1 558.8k
           G2 340.1k !
           G3 218.7k !
    "#]]);
    check(Language::English, "g2", &[0, 1], &expect![[r#"
        -D1 558.8k
           G2 340.1k !
    "#]]);
}

fn tree<'a>() -> Harness<'a, Stage<GridTree>> {
    let mut harness = harness(World::small(Language::English), GridTree::default(), [260.0, 320.0], GridTree::show);
    harness.run();
    harness
}

fn grid(harness: &Harness<'_, Stage<GridTree>>, code: &str) -> GridId {
    harness.state().world.document.plan().grid_by_code(harness.state().world.focus.plane, code).unwrap()
}

#[test]
fn a_grid_is_renamed_with_f2() {
    let mut harness = tree();
    harness.get_by_label("G1").click();
    harness.run();
    harness.key_press(Key::F2);
    harness.run();
    harness.get_by_label("Name of the grid").type_text("North");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let wanted = grid(&harness, "G1");
    let renamed = harness.state().requests.iter().any(|request| matches!(request, Request::Map(map::Request::Run(Command::SetGrid(id, row), label)) if *id == wanted && row.name == "North" && label.key == "step-set-grid"));
    assert!(renamed, "{:?}", harness.state().requests);
}

#[test]
fn escape_keeps_the_name() {
    let mut harness = tree();
    harness.get_by_label("G1").click();
    harness.run();
    harness.key_press(Key::F2);
    harness.run();
    harness.get_by_label("Name of the grid").type_text("North");
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().requests.iter().any(|request| matches!(request, Request::Map(map::Request::Run(..)))));
}

#[test]
fn a_grid_dragged_onto_another_parent_goes_below_it() {
    let mut harness = tree();
    let [from, to] = ["G0", "D1"].map(|code| harness.get_by_label(code).rect().center());
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(from + egui::vec2(0.0, 10.0));
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    harness.run_ok();
    let (moved, parent) = (grid(&harness, "G0"), grid(&harness, "D1"));
    let found = harness.state().requests.iter().any(|request| matches!(request, Request::Map(map::Request::Run(Command::SetGrid(id, row), label)) if *id == moved && row.parent == Some(parent) && label.key == "step-reparent"));
    assert!(found, "{:?}", harness.state().requests);
}

#[test]
fn the_menu_explains_why_a_parent_cannot_go() {
    let mut harness = tree();
    harness.get_by_label("D0").click_secondary();
    harness.run();
    harness.get_by_label("Delete…").hover();
    harness.run_steps(6);
    assert!(harness.query_by_label_contains("grids below").is_some(), "the refusal is told");
}

#[test]
fn new_grids_get_a_free_code() {
    let mut harness = tree();
    harness.get_by_label("D1").click_secondary();
    harness.run();
    harness.get_by_label("New grid below…").click();
    harness.run();
    harness.get_by_label("Create").click();
    harness.run();
    let parent = grid(&harness, "D1");
    let Some(Request::Map(map::Request::Run(Command::CreateGrid(new), _))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    assert_eq!((new.code.as_str(), new.parent, new.level), ("D1-01", Some(parent), 1));
    assert_eq!(free_code(&harness.state().world.document, harness.state().world.focus.plane, None), "G-01");
}
