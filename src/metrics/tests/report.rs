use super::*;
use crate::geodesy::{path_length_m, ring_area_m2};
use crate::model::{Indicator, Target};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + b.abs())
}

/// Random cells in random grids, some of them in none, and random demand that sticks out of the plan.
fn random(seed: u64) -> Setting {
    let n = 6;
    let mut dice = Dice(seed);
    let leaves: Vec<Option<usize>> = (0..=n * n).map(|number| (number % 7 != 3).then(|| dice.roll(4) as usize)).collect();
    let n_points = 2000_u32;
    let demand = Demand {
        ids: (0..n_points).collect(),
        positions: (0..n_points).map(|_| at(dice.roll(i64::from(n * STEP + 400)) as i32 - 200, dice.roll(i64::from(n * STEP + 400)) as i32 - 200)).collect(),
        n_measures: 2,
        amounts: (0..n_points * 2).map(|_| dice.roll(1000)).collect(),
    };
    Setting::new(n, |cell| leaves[cell.0 as usize], Some(demand))
}

#[test]
fn a_report_equals_figures_computed_the_long_way() {
    for seed in 0..4 {
        let setting = random(seed);
        let view = setting.view();
        let mut dice = Dice(seed + 100);
        let outlets: Vec<Outlet> = (0..50).map(|number| outlet(&format!("O{number}"), at(dice.roll(6000) as i32, dice.roll(6000) as i32))).collect();
        let placed = || outlets.iter().map(|outlet| (outlet, setting.partition.cell_at(outlet.position)));
        for level in 0..2 {
            let report = plan_report(view, &setting.project, &setting.ledger, placed(), PLANE, level);
            let ids: Vec<GridId> = view.grids_of_level(PLANE, level).map(|(id, _)| id).collect();
            assert_eq!(report.grids.iter().map(|grid| grid.id).collect::<Vec<_>>(), ids);
            for grid in &report.grids {
                check_grid(&setting, grid, level);
                let in_grid = placed().filter(|(_, cell)| view.grid_at_level(PLANE, *cell, level) == Some(grid.id)).count();
                assert_eq!(grid.outlets.get(&OutletKind::AgentPoint).copied().unwrap_or(0), in_grid);
            }
            assert_eq!(report.cut_edges, cut_edges(view, PLANE, level));
            let is_unassigned = |cell: CellId| cell != CellId::OUTSIDE && view.grid_at_level(PLANE, cell, level).is_none();
            assert_eq!(report.unassigned.cells, setting.partition.cells().filter(|cell| is_unassigned(*cell)).count());
            assert_eq!((report.unassigned.points, report.unassigned.sums.clone()), demand_where(&setting, is_unassigned));
            assert_eq!((report.outside.points, report.outside.sums.clone()), demand_where(&setting, |cell| cell == CellId::OUTSIDE));
            assert!(report.outside.points > 0 && report.unassigned.points > 0, "the setting has both");
            for measure in 0..2 {
                let sums: Vec<i64> = report.grids.iter().map(|grid| grid.sums[measure]).collect();
                assert_eq!(report.balances[measure], balance(&sums, Targets::Mean));
            }
        }
    }
}

fn demand_where(setting: &Setting, is_wanted: impl Fn(CellId) -> bool) -> (usize, Vec<i64>) {
    let (mut n, mut sums) = (0, vec![0; 2]);
    for (point, position) in setting.demand.positions.iter().enumerate() {
        if is_wanted(setting.partition.cell_at(*position)) {
            n += 1;
            sums[0] += setting.demand.amounts_of(point)[0];
            sums[1] += setting.demand.amounts_of(point)[1];
        }
    }
    (n, sums)
}

fn check_grid(setting: &Setting, grid: &GridReport, level: u8) {
    let view = setting.view();
    let cells = view.cells_of(grid.id);
    let shape = grid_shape(view, &cells);
    let rings = || shape.polygons.iter().flat_map(|polygon| &polygon.rings);
    let area_m2: f64 = rings().map(|ring| ring_area_m2(ring)).sum();
    let perimeter_m: f64 = rings().map(|ring| path_length_m(ring)).sum();
    let corners: Vec<Position> = rings().flatten().copied().collect();
    assert_eq!((grid.cells, grid.parts), (cells.len(), shape.parts));
    assert!(close(grid.area_km2, area_m2 / 1e6) && close(grid.perimeter_km, perimeter_m / 1e3), "{grid:?}");
    assert!(close(grid.polsby_popper, polsby_popper(area_m2, perimeter_m)));
    assert!(close(grid.reock, reock(area_m2, &corners)));
    assert!(close(grid.convex_hull, convex_hull_ratio(area_m2, &convex_hull(&corners))));
    let (points, sums) = demand_where(setting, |cell| view.grid_at_level(PLANE, cell, level) == Some(grid.id));
    assert_eq!((grid.points, &grid.sums), (points, &sums));
}

#[test]
fn deviations_follow_the_kind_of_target() {
    // Users by grid: G0 4, G1 4, G2 6, G3 2; districts have 8 each.
    let mut setting = Setting::new(4, rows_of_four, None);
    setting.assign(&[13, 14], Some("G2"));
    let deviations = |setting: &Setting| {
        let report = plan_report(setting.view(), &setting.project, &setting.ledger, [], PLANE, 1);
        (report.grids.iter().map(|grid| grid.deviations[0].expect("watched")).collect::<Vec<_>>(), report.balances[0])
    };
    let (equal, balance) = deviations(&setting);
    assert_eq!(equal, [0.0, 0.0, 0.5, -0.5]);
    assert_eq!((balance.target, balance.max_deviation, balance.min_deviation), (4.0, 0.5, -0.5));

    setting.assign(&[5, 6], Some("G0"));
    setting.assign(&[9, 10], Some("G1"));
    // Now G0 6, G1 4, G2 4, G3 2: equal below each district is 5 and 3.
    setting.project.measures[0].target = Target::EqualInParent;
    let (in_parent, balance) = deviations(&setting);
    assert_eq!(in_parent, [6.0 / 5.0 - 1.0, 4.0 / 5.0 - 1.0, 4.0 / 3.0 - 1.0, 2.0 / 3.0 - 1.0]);
    assert_eq!((balance.target, balance.max_deviation), (4.0, 4.0 / 3.0 - 1.0));

    setting.project.measures[0].target = Target::Capacity(8);
    setting.details("G3").capacities = vec![("revenue".to_owned(), 1), ("users".to_owned(), 4)];
    let (by_capacity, balance) = deviations(&setting);
    assert_eq!(by_capacity, [-0.25, -0.5, -0.5, -0.5]);
    assert_eq!((balance.target, balance.max_deviation), (7.0, -0.25));

    setting.project.measures[1].is_balanced = false;
    let report = plan_report(setting.view(), &setting.project, &setting.ledger, [], PLANE, 1);
    assert!(report.grids.iter().all(|grid| grid.deviations[1].is_none()));
}

#[test]
fn indicators_are_ratios_of_sums() {
    let mut setting = Setting::new(4, rows_of_four, None);
    setting.project.measures[1].scale = 1;
    let indicator = |name: &str, numerator: &str, denominator: &str| Indicator {
        name: name.to_owned(),
        unit: String::new(),
        numerator: numerator.to_owned(),
        denominator: denominator.to_owned(),
        is_percent: false,
    };
    setting.project.indicators = vec![indicator("户均", "revenue", "users"), indicator("人均", "users", "@managers"), indicator("无", "nothing", "users")];
    setting.details("G0").team.managers = 2;
    setting.details("D0").team.managers = 1;
    setting.compute();
    let leaf = plan_report(setting.view(), &setting.project, &setting.ledger, [], PLANE, 1);
    assert_eq!(leaf.grids[0].indicators, [Some(1.0), Some(2.0), None], "amounts of scale 1 are tenths");
    assert_eq!(leaf.grids[1].indicators, [Some(1.0), None, None], "no managers, no ratio");
    let districts = plan_report(setting.view(), &setting.project, &setting.ledger, [], PLANE, 0);
    assert_eq!((districts.grids[0].managers, districts.grids[0].indicators[1]), (3, Some(8.0 / 3.0)));
}
