//! Random commands on a document with two planes and demand: incremental figures equal full ones, undo restores the start,
//! redo the end, bit for bit.

use super::fixture::{content, random_command, same};
use super::*;
use crate::base::{CellId, PlaneId};
use crate::model::{ChannelCheck, ChannelRule, Outlet, OutletKind, OutletStatus, Rules};
use crate::partition::fixture::{Dice, at};

#[test]
fn random_commands_keep_figures_and_history_exact() {
    let (mut done, mut refused) = (0, 0);
    for seed in 0..12 {
        let mut document = Document::new(content(seed));
        let start = document.clone();
        let mut dice = Dice(seed + 1000);
        for number in 0..140 {
            let Some(command) = random_command(&document, &mut dice) else { continue };
            let before = document.clone();
            match document.run(&command, Label::new("test")) {
                Ok((_, effects)) => {
                    done += 1;
                    assert!(document.plan.partition.validate().is_empty(), "seed {seed} number {number}");
                    assert!(document.ledger.is_same(&document.full_ledger()), "seed {seed} number {number}: incremental equals full after {command:?}");
                    for (id, grid) in document.plan.grids.iter() {
                        let figures = document.ledger.grid(grid.plane, id);
                        let changed = before.plan.grids.get(id) != Some(grid) || before.ledger.grid(grid.plane, id) != figures;
                        assert!(!changed || effects.grids.contains(&id), "seed {seed} number {number}: E2, {id:?} is named after {command:?}");
                    }
                    for outlet in document.outlets.ids() {
                        assert_eq!(document.outlet_cell(outlet), document.plan.partition.cell_at(document.outlets[outlet].position), "outlets follow the boundaries");
                    }
                }
                Err(_) => {
                    refused += 1;
                    assert!(same(&document, &before), "seed {seed} number {number}: a refused command changes nothing: {command:?}");
                }
            }
        }
        let broken: Vec<_> = document.check_invariants().into_iter().filter(|check| !check.violations.is_empty()).collect();
        assert_eq!(broken, [], "seed {seed}");
        let end = document.clone();
        while document.undo(None).is_some() {}
        assert!(same(&document, &start), "seed {seed}: undoing all restores the start");
        while document.redo(None).is_some() {}
        assert!(same(&document, &end), "seed {seed}: redoing all restores the end");
    }
    assert!(done > 500 && refused > 200, "both kinds are met: {done} done, {refused} refused");
}

#[test]
fn a_drag_is_one_step_and_esc_gives_everything_back() {
    let mut document = Document::new(content(1));
    let start = document.clone();
    let vertex = document.plan().partition.vertex_near(at(1500, 1100), 1.0).expect("a middle vertex");
    let drag = |document: &mut Document, y: i32| document.amend(&Command::MoveVertices { moves: vec![(vertex, at(1500, y))], is_clamped: true }).map(|_| ());
    document.begin(Label::new("step-move")).expect("nothing is open");
    for y in (1100..1700).step_by(7) {
        drag(&mut document, y).expect("a free boundary");
    }
    assert!(document.ledger().is_same(&document.full_ledger()));
    document.abort();
    assert!(same(&document, &start), "Esc");
    document.begin(Label::new("step-move")).expect("nothing is open");
    for y in (1100..1700).step_by(7) {
        drag(&mut document, y).expect("a free boundary");
    }
    let before: Vec<_> = document.ledger().before(PlaneId(0)).map(|(grid, _)| grid).collect();
    assert!(!before.is_empty(), "before and after can be shown");
    let step = document.commit().expect("something changed");
    assert_eq!(step.changes.len(), 1, "one change: {:?}", step.changes);
    assert_eq!(document.history().summaries().count(), 1);
    document.undo(None).expect("one step");
    assert!(same(&document, &start));
}

#[test]
fn a_drag_that_comes_back_is_no_step() {
    let mut document = Document::new(content(1));
    let vertex = document.plan().partition.vertex_near(at(1500, 1100), 1.0).expect("a middle vertex");
    document.begin(Label::new("step-move")).expect("nothing is open");
    for y in [1200, 1300, 1100] {
        document.amend(&Command::MoveVertices { moves: vec![(vertex, at(1500, y))], is_clamped: false }).expect("free");
    }
    assert_eq!(document.commit(), None);
}

#[test]
fn locked_grids_neither_gain_nor_lose() {
    let mut document = Document::new(content(2));
    let grid = document.plan().grid_by_code(PlaneId(0), "G0").expect("there");
    let mut row = document.plan().grids[grid].clone();
    row.is_locked = true;
    document.run(&Command::SetGrid(grid, row), Label::new("lock")).expect("locking is free");
    let cell = document.view().cells_of(grid)[0];
    assert_eq!(document.run(&Command::Assign(PlaneId(0), vec![cell], None), Label::new("t")).map(|_| ()), Err(EditRefusal::Locked("G0".to_owned())));
    let other = document.plan().grid_by_code(PlaneId(0), "G1").expect("there");
    let foreign = document.view().cells_of(other)[0];
    assert!(matches!(document.run(&Command::Assign(PlaneId(0), vec![foreign], Some(grid)), Label::new("t")), Err(EditRefusal::Locked(_))));
}

#[test]
fn editing_a_frozen_scenario_branches_in_the_same_step() {
    let mut document = Document::new(content(3));
    let status_quo = document.active();
    document.run(&Command::Freeze(status_quo, "2026-11-22".to_owned()), Label::new("freeze")).expect("free");
    let frozen = document.clone();
    let (_, effects) = document.run(&Command::Assign(PlaneId(0), vec![CellId(3)], None), Label::new("t")).expect("allowed in a branch");
    assert!(effects.branched.is_some() && document.active() != status_quo);
    document.undo(None).expect("one step back");
    assert!(same(&document, &frozen), "branch and edit are one step");
}

#[test]
fn strict_contiguity_refuses_what_would_break_a_grid() {
    let mut content = content(4);
    let plane = PlaneId(0);
    content.project.planes.get_mut(plane).expect("there").levels[1].is_contiguity_strict = true;
    let mut document = Document::new(content);
    let lone = document.plan().grid_by_code(plane, "G0").expect("there");
    let own: std::collections::BTreeSet<CellId> = document.view().cells_of(lone).into_iter().collect();
    let far = document.plan().partition.cells().find(|cell| !own.contains(cell) && document.plan().partition.neighbours(*cell).all(|(_, other)| !own.contains(&other))).expect("a far cell");
    assert_eq!(document.run(&Command::Assign(plane, vec![far], Some(lone)), Label::new("t")).map(|_| ()), Err(EditRefusal::DisconnectsGrid("G0".to_owned())));
}

#[test]
fn several_outlets_change_in_one_step() {
    let mut document = Document::new(content(5));
    let start = document.clone();
    let rows: Vec<_> = document.outlets().iter().take(7).map(|(id, outlet)| (Some(id), Some(Outlet { status: OutletStatus::ToMove, ..outlet.clone() }))).collect();
    let (step, effects) = document.run(&Command::PutOutlets(rows), Label::new("step-set-outlets")).expect("free");
    assert_eq!((step.changes.len(), effects.outlets.len()), (7, 7));
    assert_eq!(document.outlets().rows().filter(|outlet| outlet.status == OutletStatus::ToMove).count(), 7);
    document.undo(None).expect("one step");
    assert!(same(&document, &start));
}

#[test]
fn outlets_follow_their_scenarios() {
    let mut document = Document::new(content(5));
    let template = document.outlets().rows().next().cloned().expect("an outlet");
    let active = document.active();
    let name = document.active_name().to_owned();
    let planned = Outlet { code: "P1".to_owned(), status: OutletStatus::Planned, attributes: [(crate::model::SCENARIO.to_owned(), name.clone())].into(), ..template.clone() };
    let hall = document.outlets().ids().next().expect("a hall");
    document.run(&Command::PutOutlets(vec![(None, Some(planned)), (Some(hall), Some(template.giving_way_in(&name)))]), Label::new("t")).expect("free");
    let site = document.outlets().iter().find(|(_, outlet)| outlet.code == "P1").map(|(id, _)| id).expect("the planned one");
    let start = document.clone();
    let scenarios = |document: &Document, name: &str| (document.outlets().get(site).and_then(|outlet| outlet.status_in(name)), document.outlets()[hall].gives_way_in(name));
    // A branch begins with what is planned; another name changes nothing; a scenario that goes takes along what it alone has.
    document.run(&Command::Branch("乙".to_owned(), active), Label::new("t")).expect("free");
    document.run(&Command::RenameScenario(active, "甲".to_owned()), Label::new("t")).expect("free");
    let here = (Some(OutletStatus::Planned), true);
    assert_eq!([scenarios(&document, "甲"), scenarios(&document, "乙"), scenarios(&document, &name)], [here, here, (None, false)]);
    let branch = document.scenario_named("乙").expect("the branch");
    let only_there = Outlet { code: "P2".to_owned(), attributes: [(crate::model::SCENARIO.to_owned(), "乙".to_owned())].into(), ..document.outlets()[site].clone() };
    document.run(&Command::AddOutlet(only_there), Label::new("t")).expect("free");
    document.run(&Command::DeleteScenario(branch), Label::new("t")).expect("free");
    assert_eq!([scenarios(&document, "甲"), scenarios(&document, "乙")], [here, (None, false)]);
    assert!(!document.outlets().rows().any(|outlet| outlet.code == "P2"));
    for _ in 0..4 {
        document.undo(None).expect("a step");
    }
    assert!(same(&document, &start));
}

#[test]
fn values_and_rules_that_make_no_sense_are_refused() {
    let mut document = Document::new(content(5));
    let start = document.clone();
    let (id, outlet) = document.outlets().iter().next().map(|(id, outlet)| (id, outlet.clone())).expect("an outlet");
    let with = |name: &str, text: &str| {
        let mut outlet = outlet.clone();
        outlet.attributes.insert(name.to_owned(), text.to_owned());
        outlet
    };
    let refused = document.run(&Command::SetOutlet(id, with("clerks", "many")), Label::new("t")).map(|_| ());
    assert_eq!(refused.map_err(|refusal| refusal.code()), Err("bad_value"));
    document.run(&Command::SetOutlet(id, with("店长", "many")), Label::new("t")).expect("an attribute of one's own");
    document.undo(None).expect("one step");
    let rules = |check: ChannelCheck| Command::SetRules(Box::new(Rules { channel: vec![ChannelRule::new(check)], ..start.project().rules.clone() }));
    let nowhere = ChannelCheck::EveryGridHas { plane: "公众".to_owned(), level: "街道".to_owned(), kinds: vec![OutletKind::AgentPoint], at_least: 1 };
    assert_eq!(document.run(&rules(nowhere), Label::new("t")).map(|_| ()), Err(EditRefusal::BadRule(1)));
    assert!(same(&document, &start));
    let community = ChannelCheck::EveryGridHas { plane: "公众".to_owned(), level: "网格".to_owned(), kinds: vec![OutletKind::AgentPoint], at_least: 1 };
    let (_, effects) = document.run(&rules(community), Label::new("t")).expect("a sound rule");
    assert!(effects.are_rules_changed && document.project().rules.channel.len() == 1);
    document.undo(None).expect("one step");
    assert!(same(&document, &start));
}

#[test]
fn amounts_count_wherever_their_point_does() {
    let mut document = Document::new(content(5));
    let start = document.clone();
    let point = (0..document.demand().len()).find(|point| document.owners().get(*point) != CellId::OUTSIDE).expect("a point in a cell");
    let (id, old, cell) = (document.demand().ids[point], document.demand().amounts_of(point)[1], document.owners().get(point));
    let sums = |document: &Document| {
        let (view, plane) = (document.view(), PlaneId(0));
        let grids: Vec<i64> = view.chain(view.assignment.grid(plane, cell)).map(|grid| document.ledger().grid_sum(plane, grid, 1)).collect();
        (document.ledger().cell_sums(cell)[1], grids)
    };
    let before = sums(&document);
    let set = |amount: i64| Command::SetAmounts(vec![NewAmount { id, measure: 1, amount: 3 }, NewAmount { id, measure: 1, amount }]);
    let (step, effects) = document.run(&set(old + 500), Label::new("step-set-amount")).expect("an amount");
    assert_eq!(&step.changes[..], [Change::Amounts(vec![AmountChange { id, measure: 1, old, new: old + 500 }])], "the last holds");
    assert_eq!(sums(&document), (before.0 + 500, before.1.iter().map(|sum| sum + 500).collect()));
    assert!(effects.cells.contains(&cell) && effects.grids.len() >= before.1.len());
    assert!(document.ledger().is_same(&document.full_ledger()), "as computed anew");
    let demand = document.demand_revision();
    document.undo(None).expect("one step");
    assert!(same(&document, &start) && document.demand_revision() != demand);
    assert_eq!(document.run(&set(old), Label::new("t")).map(|_| ()), Err(EditRefusal::NothingToChange));
    assert_eq!(document.run(&set(i64::MAX), Label::new("t")).map(|_| ()).map_err(|refusal| refusal.code()), Err("too_much"));
    let nobody = Command::SetAmounts(vec![NewAmount { id: u32::MAX, measure: 0, amount: 1 }]);
    assert_eq!(document.run(&nobody, Label::new("t")).map(|_| ()).map_err(|refusal| refusal.code()), Err("not_found"));
    assert!(same(&document, &start));
}

#[test]
fn amounts_of_one_gesture_are_one_change() {
    let mut document = Document::new(content(5));
    let start = document.clone();
    let (id, old) = (document.demand().ids[0], document.demand().amounts_of(0)[0]);
    document.begin(Label::new("t")).expect("none is open");
    for amount in [7, old + 1, 9] {
        document.amend(&Command::SetAmounts(vec![NewAmount { id, measure: 0, amount }])).expect("amounts");
    }
    let step = document.commit().expect("changed");
    assert_eq!(&step.changes[..], [Change::Amounts(vec![AmountChange { id, measure: 0, old, new: 9 }])]);
    document.undo(None).expect("one step");
    assert!(same(&document, &start));
}

#[test]
fn a_journal_with_amounts_beyond_counting_is_not_followed() {
    let mut document = Document::new(content(5));
    let start = document.clone();
    let (id, old) = (document.demand().ids[0], document.demand().amounts_of(0)[0]);
    document.run(&Command::SetAmounts(vec![NewAmount { id, measure: 0, amount: old + 1 }]), Label::new("t")).expect("an amount");
    let edited = document.clone();
    for amount in [i64::MAX, i64::MIN] {
        let tampered = [Change::Amounts(vec![AmountChange { id, measure: 0, old: amount, new: old + 1 }])];
        assert!(!document.fits(&tampered[0].inverse()));
        assert!(same(&document, &edited));
    }
    document.undo(None).expect("as it was made");
    assert!(same(&document, &start));
}
