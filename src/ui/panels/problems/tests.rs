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
    check(Language::Chinese, &expect![[r#"
        网格不连片 1
          网格 B1 不连片，分成 13 块（101 m²） [fix]
        未分配的小区 3
          小区 C7 一带有 1 个小区（105 个需求点）在平面 公众 中不属于任何网格（101 m²） [fix]
          小区 C14 一带有 1 个小区（109 个需求点）在平面 公众 中不属于任何网格（101 m²） [fix]
          小区 C21 一带有 1 个小区（94 个需求点）在平面 公众 中不属于任何网格（101 m²） [fix]
        未被网格覆盖的需求 2
          有 561 个需求点不在平面 公众 的任何网格内
          有 253 个需求点不在平面 政企 的任何网格内
        网格超出容差 6
          网格 G1 的用户比目标多 10.8%
          网格 G2 的用户比目标多 11.8%
          网格 G3 的用户比目标少 28.1%
          网格 G1 的收入比目标多 11.0%
          网格 G2 的收入比目标多 12.1%
          网格 G3 的收入比目标少 29.8%
        已忽略 1
          网格 B0 不连片，分成 12 块（101 m²） 已核实
    "#]]);
    check(Language::English, &expect![[r#"
        Grids in several pieces 1
          Grid B1 is in 13 pieces (101 m²) [fix]
        Cells without a grid 3
          1 cell at C7 (demand points: 105) belongs to no grid in plane 公众 (101 m²) [fix]
          1 cell at C14 (demand points: 109) belongs to no grid in plane 公众 (101 m²) [fix]
          1 cell at C21 (demand points: 94) belongs to no grid in plane 公众 (101 m²) [fix]
        Demand in no grid 2
          561 demand points lie in no grid of plane 公众
          253 demand points lie in no grid of plane 政企
        Grids out of tolerance 6
          users of grid G1: 10.8% above its target
          users of grid G2: 11.8% above its target
          users of grid G3: 28.1% below its target
          revenue of grid G1: 11.0% above its target
          revenue of grid G2: 12.1% above its target
          revenue of grid G3: 29.8% below its target
        Ignored 1
          Grid B0 is in 12 pieces (101 m²) 已核实
    "#]]);
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
    harness.get_by_label(&text_of(&finding)).hover();
    harness.run();
    harness.get_by_label(&format!("Ignore… {}", text_of(&finding))).click();
    harness.run();
    assert!(harness.state().requests.is_empty(), "a reason is asked for first");
    harness.get_by_role(egui::accesskit::Role::TextInput).type_text("checked on site");
    harness.run();
    harness.get_by_label("Ignore").click();
    harness.run();
    let Some(Request::Map(map::Request::Run(Command::Ignore(key, Some(reason)), _))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    assert_eq!((key.as_str(), reason.as_str()), (finding.key().as_str(), "checked on site"));
}

#[test]
fn rules_are_switched_on_changed_and_saved_as_one_step() {
    let mut harness = panel();
    harness.get_by_label("Rules…").click();
    harness.run();
    let usual = crate::model::ChannelRule::usual(harness.state().world.document.project());
    let text = |rule: &crate::model::ChannelRule| crate::i18n::channel_rule_text(Language::English, rule);
    harness.get_by_label(&format!("Use {}", text(&usual[0]))).click();
    harness.run();
    assert!(harness.state().requests.is_empty(), "nothing happens before it is saved");
    harness.get_by_label("Save the rules").click();
    harness.run();
    let saved = harness.state().requests.last().cloned();
    let Some(Request::Map(map::Request::Run(command @ Command::SetRules(rules), _))) = &saved else { panic!("{:?}", harness.state().requests) };
    assert!(rules.channel.len() == 1 && rules.channel[0].is_on && rules.channel[0].check == usual[0].check);
    let world = &mut harness.state_mut().world;
    world.document.run(command, Label::new("step-set-rules")).unwrap();
    world.refresh();
    assert!(harness.query_by_label("Save the rules").is_none(), "the dialog is closed");
    harness.run();
    harness.get_by_label("Rules…").click();
    harness.run();
    harness.get_by_label(&format!("Delete {}", text(&usual[0]))).click();
    harness.run();
    harness.get_by_label("Save the rules").click();
    harness.run();
    let Some(Request::Map(map::Request::Run(Command::SetRules(rules), _))) = harness.state().requests.last() else { panic!("{:?}", harness.state().requests) };
    assert_eq!(rules.channel, []);
}

#[test]
fn broken_rules_of_outlets_lead_to_the_outlet_and_the_grid() {
    for (language, told) in [(Language::Chinese, "网点 O0 没有填写营业时间"), (Language::English, "Outlet O0: “Opening hours” is not filled in")] {
        let mut world = World::small(language);
        let check = crate::model::ChannelCheck::FieldFilled { field: crate::model::OutletField::OpeningHours, kinds: vec![crate::model::OutletKind::AgentPoint] };
        let shops = crate::model::ChannelCheck::EveryGridHas { plane: "公众".to_owned(), level: "网格".to_owned(), kinds: vec![crate::model::OutletKind::DesignatedStore], at_least: 1 };
        let channel = [check, shops].into_iter().map(crate::model::ChannelRule::new).collect();
        let rules = crate::model::Rules { channel, ..world.document.project().rules.clone() };
        world.document.run(&Command::SetRules(Box::new(rules)), Label::new("t")).unwrap();
        world.refresh();
        let of_kind = |kind: FindingKind| world.problems.open.iter().find(|finding| finding.kind == kind).unwrap();
        let (value, shop) = (of_kind(FindingKind::MissingValue), of_kind(FindingKind::MissingOutlet));
        let text = crate::i18n::finding_text(&Finding { place: None, ..value.clone() }, language);
        assert_eq!(text, told);
        let (item, bounds) = finding_target(&world.document, value);
        assert!(matches!(item, Some(map::Item::Outlet(_))) && !bounds.is_empty());
        let (item, bounds) = finding_target(&world.document, shop);
        assert!(matches!(item, Some(map::Item::Grid(_))) && !bounds.is_empty());
    }
}
