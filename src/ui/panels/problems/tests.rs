use super::model::{ProblemRow, problem_rows};
use super::*;
use crate::i18n::Language;
use crate::ui::widgets::testing::{Stage, World, harness};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use expect_test::{Expect, expect};

fn check(language: Language, expected: &Expect) {
    let mut world = World::small(language);
    let key = world.problems.open.first().map(Finding::key).unwrap();
    world.document.run(&Command::Ignore(key, Some("已核实".to_owned())), Label::new("step-ignore")).unwrap();
    world.refresh();
    let line = |row: ProblemRow| match row {
        ProblemRow::Group { .. } | ProblemRow::IgnoredHead { .. } => format!("{}\n", row.spoken()),
        ProblemRow::Finding { ref text, is_fixable, .. } => format!("  {text}{}\n", if is_fixable { " [fix]" } else { "" }),
        ProblemRow::Ignored { .. } => format!("  {}\n", row.spoken()),
    };
    let told: String = world.with_desk(|desk| problem_rows(desk, &BTreeSet::new(), true).into_iter().map(line).collect());
    expected.assert_eq(&told);
}

#[test]
fn lines_in_both_languages() {
    check(Language::Chinese, &expect![[""]]);
    check(Language::English, &expect![[""]]);
}

fn panel<'a>() -> Harness<'a, Stage<ProblemsPanel>> {
    let mut harness = harness(World::small(Language::English), ProblemsPanel::default(), [640.0, 700.0], ProblemsPanel::show);
    harness.run();
    harness
}

fn first_fixable(harness: &Harness<'_, Stage<ProblemsPanel>>) -> Finding {
    harness.state().world.problems.open.iter().find(|finding| can_fix(finding.kind)).unwrap().clone()
}

fn text_of(finding: &Finding) -> String {
    crate::i18n::finding_text(&Finding { place: None, ..finding.clone() }, Language::English)
}

#[test]
fn a_click_selects_and_zooms() {
    let mut harness = panel();
    let finding = first_fixable(&harness);
    harness.get_by_label(&text_of(&finding)).click();
    harness.run();
    let requests = &harness.state().requests;
    assert!(requests.iter().any(|request| matches!(request, Request::Map(map::Request::ZoomTo { is_flashed: true, .. }))), "{requests:?}");
    assert!(requests.iter().any(|request| matches!(request, Request::Map(map::Request::Select(items, _)) if items.len() == 1)), "{requests:?}");
}

#[test]
fn a_fix_mends_the_finding() {
    let mut harness = panel();
    let finding = first_fixable(&harness);
    harness.get_by_label(&format!("Fix {}", text_of(&finding))).click();
    harness.run();
    let Some(Request::Map(map::Request::RunAll(commands, label))) = harness.state_mut().requests.pop() else { panic!("a fix is one step") };
    let document = &mut harness.state_mut().world.document;
    for command in &commands {
        document.run(command, label.clone()).unwrap();
    }
    assert!(!document.problems("").open.iter().any(|left| left.key() == finding.key()));
}

#[test]
fn a_problem_is_ignored_with_a_typed_reason() {
    let mut harness = panel();
    let finding = first_fixable(&harness);
    harness.get_by_label(&format!("Ignore… {}", text_of(&finding))).click();
    harness.run();
    assert!(harness.state().requests.is_empty(), "a reason is asked for first");
    harness.get_by_label("Why can this be ignored?").type_text("checked on site");
    harness.run();
    harness.get_by_label("Ignore").click();
    harness.run();
    let Some(Request::Map(map::Request::Run(Command::Ignore(key, Some(reason)), _))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    assert_eq!((key.as_str(), reason.as_str()), (finding.key().as_str(), "checked on site"));
}
