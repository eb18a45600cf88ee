use super::*;
use crate::base::{Finding, FindingKind};
use crate::model::{ChannelCheck, ChannelRule, IgnoredFinding, OutletField, OutletGroup};

fn problems(setting: &Setting, outlets: &[Outlet], today: &str) -> Problems {
    let outside = setting.owners.iter().position(|cell| *cell == CellId::OUTSIDE).map(|point| setting.demand.positions[point]);
    Problems::of(&CheckedPlan {
        view: setting.view(),
        cells: &setting.cells,
        project: &setting.project,
        ledger: &setting.ledger,
        outlets: outlets.iter().map(|outlet| (outlet, setting.partition.cell_at(outlet.position))).collect(),
        demand_outside: outside,
        today,
    })
}

fn keys(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(Finding::key).collect()
}

/// The cell at the place a finding points at.
fn cell_of(setting: &Setting, finding: &Finding) -> CellId {
    let [lon, lat] = finding.place.expect("a finding on the ground has a place");
    setting.partition.cell_at(Position::from_degrees(lon, lat).expect("a place on Earth"))
}

#[test]
fn an_even_plan_has_no_problem() {
    let setting = Setting::new(4, rows_of_four, None);
    assert_eq!(problems(&setting, &[outlet("O1", at(10, 10))], "2026-11-22"), Problems::default());
}

#[test]
fn grids_in_pieces_point_at_the_smallest() {
    let mut setting = Setting::new(4, rows_of_four, None);
    setting.assign(&[16], Some("G0"));
    setting.assign(&[1], Some("G3"));
    let found = problems(&setting, &[], "");
    assert_eq!(keys(&found.open), ["not_contiguous:D0:公众", "not_contiguous:D1:公众", "not_contiguous:G0:公众", "not_contiguous:G3:公众"]);
    assert_eq!([2, 3].map(|at| cell_of(&setting, &found.open[at])), [CellId(16), CellId(1)]);
    let area = crate::geodesy::cm2_to_m2(setting.partition.cell_area_cm2(CellId(16)));
    assert_eq!(found.open[2].area_m2, Some(area));
    assert_eq!(found.open[2].values, [2.0], "pieces");
}

#[test]
fn ground_without_a_grid_is_found_piece_by_piece_with_its_demand() {
    let mut setting = Setting::new(4, rows_of_four, None);
    setting.project.measures[0].tolerance_ppm = 1_000_000;
    setting.project.measures[1].tolerance_ppm = 1_000_000;
    setting.assign(&[4, 8, 13], None);
    let found = problems(&setting, &[], "");
    assert_eq!(keys(&found.open), ["unassigned:C4:公众", "unassigned:C13:公众", "uncovered_demand:公众"]);
    assert_eq!([&found.open[0].values[..], &found.open[1].values, &found.open[2].values], [&[2.0, 2.0][..], &[1.0, 1.0], &[3.0]], "cells and points, then points");
    assert!([CellId(4), CellId(8)].contains(&cell_of(&setting, &found.open[0])));
    assert_eq!([1, 2].map(|at| cell_of(&setting, &found.open[at])), [CellId(13), CellId(4)]);
}

#[test]
fn demand_outside_is_not_covered() {
    let far = at(-5 * STEP, 0);
    let demand = Demand { ids: vec![7], positions: vec![far], n_measures: 2, amounts: vec![0, 0] };
    let setting = Setting::new(4, rows_of_four, Some(demand));
    let found = problems(&setting, &[], "");
    assert_eq!(keys(&found.open), ["uncovered_demand:公众"]);
    assert_eq!(found.open[0].place, Some(far.degrees()));
}

#[test]
fn uneven_empty_and_overloaded_grids_are_found_and_can_be_ignored() {
    let mut setting = Setting::new(4, rows_of_four, None);
    setting.project.measures[1].is_balanced = false;
    setting.project.rules.load_measure = "users".to_owned();
    setting.project.rules.load_limit = 2;
    setting.details("G0").team.managers = 2;
    setting.details("G1").team.managers = 1;
    setting.details("D1").team.managers = 4;
    setting.assign(&[13, 14, 15, 16], Some("G2"));
    let expected = ["over_tolerance:G2:公众:users", "over_staffed_load:G1:公众", "empty_grid:G3:公众"];
    let found = problems(&setting, &[], "");
    assert_eq!(keys(&found.open), expected, "G0 has 4 users for 2 managers, D1 8 for 4");
    assert!(found.open[0].place.is_some() && found.open[2].place.is_none());
    assert_eq!((&found.open[0].values[..], &found.open[1].values[..]), (&[1.0][..], &[4.0, 2.0][..]), "8 users where 4 are the target; 4 for one manager, 2 allowed");

    setting.project.ignored = vec![IgnoredFinding { key: "empty_grid:G3:公众".to_owned(), reason: "明年启用".to_owned() }];
    let found = problems(&setting, &[], "");
    assert_eq!(keys(&found.open), expected[..2]);
    assert_eq!(found.ignored.iter().map(|(finding, reason)| (finding.key(), reason.as_str())).collect::<Vec<_>>(), [(expected[2].to_owned(), "明年启用")]);
}

#[test]
fn contracts_end_after_their_last_day() {
    let setting = Setting::new(4, rows_of_four, None);
    let ends = ["2026-11-21", "2026-11-22", "2026-12-23", "2026-12-24", "soon", "2020-01-01"];
    let mut outlets: Vec<Outlet> = ends.iter().enumerate().map(|(number, end)| Outlet { contract_end: Some((*end).to_owned()), ..outlet(&format!("O{number}"), at(100, 100)) }).collect();
    outlets[5].status = OutletStatus::Closed;
    let found = problems(&setting, &outlets, "2026-11-22");
    assert_eq!(keys(&found.open), ["contract_expiring:O1", "contract_expiring:O2", "contract_expired:O0"], "31 days ahead");
    assert_eq!(found.open[0].place, Some(at(100, 100).degrees()));
    assert_eq!(problems(&setting, &outlets, "today"), Problems::default());
}

#[test]
fn a_place_is_inside_its_cells() {
    let setting = Setting::new(4, rows_of_four, None);
    // A ring of cells round two that are not members, and single cells.
    let ring = [1, 2, 3, 4, 5, 8, 9, 12, 13, 14, 15, 16].map(CellId);
    for cells in [&ring[..], &ring[..1], &ring[3..6]] {
        let set = cells.iter().copied().collect();
        let place = interior_place(setting.view(), &set).expect("there are cells");
        let finding = Finding::new(FindingKind::Unassigned).place(place);
        assert!(set.contains(&cell_of(&setting, &finding)), "{cells:?}");
    }
    assert_eq!(interior_place(setting.view(), &std::collections::BTreeSet::new()), None);
}

fn rule(check: ChannelCheck) -> ChannelRule {
    ChannelRule::new(check)
}

#[test]
fn grids_without_the_outlets_that_a_rule_asks_for_are_found() {
    let mut setting = Setting::new(4, rows_of_four, None);
    let agents = ChannelCheck::EveryGridHas { plane: "公众".to_owned(), level: "网格".to_owned(), kinds: vec![OutletKind::DesignatedStore, OutletKind::AgentPoint], at_least: 2 };
    setting.project.rules.channel = vec![rule(agents.clone()), ChannelRule { is_on: false, check: ChannelCheck::FieldFilled { field: OutletField::Clerks, kinds: vec![OutletKind::AgentPoint] } }];
    // Two in the row of G0, one in that of G1 beside a planned one, none that serve in the others.
    let in_row = |code: &str, row: i32, status| Outlet { status, ..outlet(code, at(STEP / 2, row * STEP + STEP / 2)) };
    let outlets = [
        in_row("A", 0, OutletStatus::Open),
        in_row("B", 0, OutletStatus::ToMove),
        in_row("C", 1, OutletStatus::Open),
        in_row("D", 1, OutletStatus::Opening),
        Outlet { kind: OutletKind::Competitor, ..in_row("E", 2, OutletStatus::Open) },
        in_row("F", 3, OutletStatus::Closed),
    ];
    let found = problems(&setting, &outlets, "");
    let subjects = "公众:designated_store+agent_point";
    assert_eq!(keys(&found.open), [format!("missing_outlet:G1:{subjects}"), format!("missing_outlet:G2:{subjects}"), format!("missing_outlet:G3:{subjects}")]);
    assert_eq!([0, 1].map(|number| found.open[number].values.clone()), [vec![1.0, 2.0], vec![0.0, 2.0]], "what there is and what is asked for");
    assert_eq!(setting.view().assignment.grid(PLANE, cell_of(&setting, &found.open[1])), Some(setting.grid("G2")), "the place lies in the grid");

    setting.project.ignored = vec![IgnoredFinding { key: found.open[0].key(), reason: "山区".to_owned() }];
    let found = problems(&setting, &outlets, "");
    assert_eq!((found.open.len(), found.ignored.len()), (2, 1));
    setting.project.rules.channel = vec![ChannelRule { is_on: false, check: agents }];
    assert_eq!(problems(&setting, &outlets, ""), Problems::default(), "a rule that is off says nothing");
}

#[test]
fn outlets_that_fall_short_of_a_rule_are_found_once() {
    let mut setting = Setting::new(4, rows_of_four, None);
    let halls = vec![OutletKind::FlagshipHall];
    setting.project.rules.channel = vec![
        rule(ChannelCheck::FieldAtLeast { field: OutletField::MaintenanceStaff, kinds: halls.clone(), at_least: 2 }),
        rule(ChannelCheck::FieldFilled { field: OutletField::MaintenanceStaff, kinds: halls.clone() }),
        rule(ChannelCheck::FieldFilled { field: OutletField::ContractEnd, kinds: halls }),
        rule(ChannelCheck::EveryGridHas { plane: "公众".to_owned(), level: "没有的层级".to_owned(), kinds: vec![OutletKind::AgentPoint], at_least: 1 }),
    ];
    let hall = |code: &str, staff: &str| {
        let mut hall = Outlet { kind: OutletKind::FlagshipHall, contract_end: Some("2099-01-01".to_owned()), ..outlet(code, at(100, 100)) };
        hall.set("maintenance_staff", staff).expect("a count");
        hall
    };
    let mut outlets = vec![hall("H1", "2"), hall("H2", "1"), hall("H3", ""), Outlet { contract_end: None, ..hall("H4", "3") }, Outlet { status: OutletStatus::Planned, ..hall("H5", "") }];
    outlets.push(outlet("A1", at(100, 100)));
    let found = problems(&setting, &outlets, "");
    assert_eq!(keys(&found.open), ["missing_value:H3:maintenance_staff", "missing_value:H4:contract_end", "below_minimum:H2:maintenance_staff"]);
    assert_eq!((found.open[2].values.as_slice(), found.open[2].place), (&[1.0, 2.0][..], Some(at(100, 100).degrees())));
}

#[test]
fn outlets_of_a_grid_are_counted_by_what_they_do_and_summed() {
    let setting = Setting::new(4, rows_of_four, None);
    let index = LevelIndex::new(setting.view(), &setting.project, PLANE, 1);
    let store = |code: &str, clerks: &str, status| {
        let mut store = Outlet { kind: OutletKind::DesignatedStore, status, ..outlet(code, at(STEP / 2, STEP / 2)) };
        store.set("clerks", clerks).expect("a count");
        store.set("area_m2", "20.25").expect("a number");
        store
    };
    let rival = Outlet { kind: OutletKind::Competitor, ..store("R", "50", OutletStatus::Open) };
    let outlets = [store("A", "2", OutletStatus::Open), store("B", "3", OutletStatus::ToMove), store("C", "4", OutletStatus::Chosen), store("D", "5", OutletStatus::Closed), rival];
    let summaries = outlet_summaries(setting.view(), &index, outlets.iter().map(|outlet| (outlet, setting.partition.cell_at(outlet.position))));
    let of_first = &summaries[0];
    assert_eq!((of_first.of_group(OutletGroup::Partner), of_first.of_group(OutletGroup::Competitor), of_first.future, of_first.closed), (2, 1, 1, 1));
    assert_eq!((of_first.sum(OutletField::Clerks), of_first.sum(OutletField::AreaM2), of_first.sum(OutletField::Capacity)), (Some(5.0), Some(40.5), None), "those that serve, without rivals");
    assert!(summaries[1..].iter().all(|summary| *summary == OutletSummary::default()));
    let noted = Outlet { attributes: [("店长".to_owned(), "王".to_owned())].into(), contract_end: Some("2027-01-01".to_owned()), ..outlet("N", at(10, 10)) };
    let used = UsedAttributes::of(outlets.iter().chain([&noted]));
    assert_eq!((used.keys.iter().map(ToString::to_string).collect::<Vec<_>>(), used.own), (vec!["contract_end".to_owned(), "clerks".to_owned(), "area_m2".to_owned()], vec!["店长".to_owned()]));
}
