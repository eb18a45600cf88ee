use super::*;

fn compared(setting: &Setting) -> ComparedPlan<'_> {
    ComparedPlan { view: setting.view(), cells: &setting.cells, ledger: &setting.ledger }
}

fn comparison(a: &Setting, b: &Setting) -> Comparison {
    compare([compared(a), compared(b)], &a.project, &a.demand, [&mut a.owners.iter().copied(), &mut b.owners.iter().copied()], PLANE)
}

fn row(from: Option<&str>, to: Option<&str>, points: usize) -> Handover {
    Handover { from: from.map(str::to_owned), to: to.map(str::to_owned), points, sums: vec![points as i64, 10 * points as i64] }
}

#[test]
fn equal_plans_hand_nothing_over() {
    let setting = Setting::new(4, rows_of_four, None);
    let found = comparison(&setting, &setting);
    assert_eq!(found.changed, ChangedAmount { points: 0, sums: vec![0, 0], cells: 0 });
    assert!(found.handover.is_empty());
}

#[test]
fn a_known_reassignment_is_handed_over() {
    let a = Setting::new(4, rows_of_four, None);
    let mut b = Setting::new(4, rows_of_four, None);
    b.assign(&[1], Some("G1"));
    b.assign(&[2, 3], Some("G2"));
    b.assign(&[16], None);
    let found = comparison(&a, &b);
    assert_eq!(found.changed, ChangedAmount { points: 4, sums: vec![4, 40], cells: 4 });
    assert_eq!(found.handover, [row(Some("G0"), Some("G2"), 2), row(Some("G0"), Some("G1"), 1), row(Some("G3"), None, 1)]);
    let targets = found.balances.map(|balances| (balances[0].target, balances[0].max_deviation));
    assert_eq!(targets, [(4.0, 0.0), (3.75, 6.0 / 3.75 - 1.0)]);
    let back = comparison(&b, &a);
    assert_eq!(back.handover, [row(Some("G2"), Some("G0"), 2), row(None, Some("G3"), 1), row(Some("G1"), Some("G0"), 1)]);
}

#[test]
fn boundaries_that_move_hand_over_points_and_no_cells() {
    let a = Setting::new(4, rows_of_four, None);
    let mut b = Setting::new(4, rows_of_four, None);
    // The middle of the side between cells 1 and 5 goes up over the point in the middle of cell 5.
    let vertex = b.partition.vertex_near(at(STEP / 2, STEP + STEP / 10), 0.5).expect("the middle vertex");
    let patch = b.partition.propose_move(&[(vertex, at(STEP / 2, 2 * STEP - STEP / 4))]).expect("free ground");
    b.partition.apply(&patch);
    b.compute();
    let found = comparison(&a, &b);
    assert_eq!(found.changed, ChangedAmount { points: 1, sums: vec![1, 10], cells: 0 });
    assert_eq!(found.handover, [row(Some("G1"), Some("G0"), 1)]);
}

#[test]
fn cells_are_compared_by_code_and_origin() {
    let a = Setting::new(4, rows_of_four, None);
    let mut b = Setting::new(4, rows_of_four, None);
    // Cell 6 got another code by a cut and went to another grid; cell 7 got another code and stayed.
    for (cell, code) in [(6, "C6-1"), (7, "C7-1")] {
        b.cells.get_mut(CellId(cell)).expect("there").code = code.to_owned();
    }
    b.assign(&[6], Some("G3"));
    assert_eq!(comparison(&a, &b).changed.cells, 1);
}
