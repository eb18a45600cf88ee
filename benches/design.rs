//! How good designs are after how long.
//!
//! `cargo bench --bench design [-- WORD]` prints one line of JSON for each case (whose name has the word): seconds, time to the first
//! feasible plan, objective, published value and gap, largest deviation, pieces beyond the first of each grid. Made-up
//! countries need no data. `GRIDWRIGHT_DATA=FOLDER` adds instances: `FOLDER/territory/…/nodes.csv` (id, x_m, y_m, county,
//! measures) and `edges.csv` (u, v, length) with published values in `INDEX_hess_2010.csv` and `PUBLISHED_cut_edges_2010.csv`.
//! `GRIDWRIGHT_BENCH_SEED=N` sets the seed (1).
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use gridwright::base::CancelToken;
use gridwright::zoning::{Balanced, Budget, Graph, Hierarchy, Objective, Problem, Search, design};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

/// One case: what to solve, how long, and what is known.
struct Case<'a> {
    name: String,
    graph: &'a Graph,
    n_grids: usize,
    tolerance: f64,
    objective: Objective,
    seconds: f64,
    published: Option<f64>,
    bound: Option<f64>,
}

impl Case<'_> {
    fn run(&self, hierarchy: Hierarchy) {
        let balanced = (0..self.graph.n_measures()).map(|measure| Balanced::within(measure, self.tolerance)).collect();
        let mut problem = Problem::new(self.graph, self.n_grids, balanced, self.objective);
        problem.rules.hierarchy = hierarchy;
        let (cancel, clock, first) = (CancelToken::default(), Instant::now(), Mutex::new(None));
        let spent = || clock.elapsed().as_secs_f64() / self.seconds;
        let watcher = |_: &[Option<u32>], is_feasible: bool| {
            if let Ok(mut first) = first.lock()
                && is_feasible
            {
                first.get_or_insert(clock.elapsed().as_secs_f64());
            }
        };
        let seed = std::env::var("GRIDWRIGHT_BENCH_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
        let search = Search { watcher: &watcher, ..Search::new(Budget { moves: None, spent: &spent, cancel: &cancel }, seed) };
        let Ok(outcome) = design(&problem, &search) else { return println!("{}", serde_json::json!({"name": self.name, "refused": true})) };
        let seconds = clock.elapsed().as_secs_f64();
        let found = &outcome.proposal.evaluation;
        let round = |value: f64, digits: i32| (value * 10f64.powi(digits)).round() / 10f64.powi(digits);
        let value = if self.objective == Objective::Diameter { found.diameter / 1000.0 } else { found.objective };
        println!(
            "{}",
            serde_json::json!({
                "name": self.name, "seconds": round(seconds, 2), "first_feasible_s": first.into_inner().ok().flatten().map(|first| round(first, 2)),
                "feasible": found.is_feasible, "value": round(value, 2), "bound": self.bound, "published": self.published,
                "gap": self.published.map(|published| round(value / published - 1.0, 5)),
                "deviation": found.max_deviation.iter().map(|deviation| round(*deviation, 5)).collect::<Vec<_>>(),
                "parts_over_one": found.parts_over_one, "cut_edges": found.cut_edges, "stop": outcome.stop_reason.name(),
                "because": outcome.reasons.first().map(gridwright::zoning::Reason::code), "moves": outcome.moves, "peak_mb": peak_mb(),
            })
        );
    }
}

/// Largest resident memory of this process so far in megabytes; `None` where the system does not tell.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes: f64 = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()?;
    Some((kilobytes / 1024.0).round())
}

fn table(path: &Path) -> Option<Vec<Vec<String>>> {
    Some(std::fs::read_to_string(path).ok()?.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

fn graph(folder: &Path, measures: &[&str]) -> Option<Graph> {
    let (nodes, edges) = (table(&folder.join("nodes.csv"))?, table(&folder.join("edges.csv"))?);
    let column = |name: &str| nodes[0].iter().position(|head| head == name);
    let (x, y) = (column("x_m")?, column("y_m")?);
    let columns: Vec<usize> = measures.iter().map(|name| column(name)).collect::<Option<_>>()?;
    let places = nodes[1..].iter().map(|row| Some([row[x].parse().ok()?, row[y].parse().ok()?])).collect::<Option<_>>()?;
    let values = nodes[1..].iter().flat_map(|row| columns.iter().map(|column| row[*column].parse::<f64>().map_or(0, |value| value as i64))).collect();
    let pairs = edges[1..].iter().filter_map(|row| Some((row[0].parse().ok()?, row[1].parse().ok()?, row.get(2).map_or(Some(1.0), |length| length.parse().ok())?)));
    Graph::new(places, measures.len(), values, pairs).ok()
}

/// A made-up country: a jittered triangular lattice with gaps between some neighbours, demand denser near towns.
fn country(n_units: usize, n_measures: usize) -> Option<Graph> {
    let side = (n_units as f64).sqrt() as u32;
    let mut state = 1u64;
    let mut unit = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1u64 << 31) as f64
    };
    let towns: Vec<[f64; 2]> = (0..60).map(|_| [unit() * f64::from(side), unit() * f64::from(side)]).collect();
    let (mut places, mut values, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..side {
        for column in 0..side {
            let at = [f64::from(column) + 0.5 * f64::from(row % 2) + 0.6 * unit(), f64::from(row) + 0.6 * unit()];
            let gap = towns.iter().map(|town| (town[0] - at[0]).hypot(town[1] - at[1])).fold(f64::INFINITY, f64::min);
            places.push(at.map(|value| value * 900.0));
            values.extend((0..n_measures).map(|_| (40.0 + 400.0 * unit() * (1.0 + 4.0 * (-gap / 12.0).exp())) as i64));
            let shift = i64::from(row % 2);
            let (column, row) = (i64::from(column), i64::from(row));
            for (to_column, to_row) in [(column + 1, row), (column + shift, row + 1), (column - 1 + shift, row + 1)] {
                if (0..i64::from(side)).contains(&to_column) && to_row < i64::from(side) && unit() > 0.03 {
                    pairs.push(((row * i64::from(side) + column) as u32, (to_row * i64::from(side) + to_column) as u32, 900.0));
                }
            }
        }
    }
    let mut graph = Graph::new(places, n_measures, values, pairs).ok()?;
    let bridges = graph.suggested_bridges();
    graph.add_bridges(&bridges).ok()?;
    Some(graph)
}

/// Values of a table by level and state.
fn published(path: &Path, names: [&str; 3]) -> BTreeMap<(String, String), [Option<f64>; 3]> {
    let Some(rows) = table(path) else { return BTreeMap::new() };
    let columns = names.map(|name| rows[0].iter().position(|head| head == name));
    let read = |row: &Vec<String>| ((row[0].clone(), row[1].clone()), columns.map(|column| row.get(column?)?.parse().ok()));
    rows[1..].iter().map(read).collect()
}

/// Counties and tracts of the 2010 census against published optima and best plans.
fn census(territory: &Path, wants: &dyn Fn(&str) -> bool) {
    let moments = published(&territory.join("INDEX_hess_2010.csv"), ["k", "recomputed_lcut", "lagrangian_LB"]);
    let cuts = published(&territory.join("PUBLISHED_cut_edges_2010.csv"), ["k", "best_contig", "bound"]);
    for level in ["county", "tract"] {
        for (values, objective, word) in [(&moments, Objective::Moment, "moment"), (&cuts, Objective::CutEdges, "cut")] {
            for ((_, state), [k, best, bound]) in values.iter().filter(|((found, _), _)| found == level) {
                let folder = territory.join(format!("us_{level}_2010")).join(state);
                let (Some(k), Some(graph)) = (*k, graph(&folder, &["pop"])) else { continue };
                let n = graph.n_units();
                let all: &[f64] = match (objective, n) {
                    (Objective::CutEdges, _) => &[30.0],
                    (_, 0..200) => &[1.0],
                    (_, 200..1400) => &[2.0],
                    (_, 1400..2000) => &[2.0, 10.0, 60.0],
                    _ => &[5.0, 10.0, 60.0],
                };
                for seconds in all {
                    let name = format!("design/{word}-{level}-{state}-{seconds}s");
                    if wants(&name) {
                        Case { name, graph: &graph, n_grids: k as usize, tolerance: 0.005, objective, seconds: *seconds, published: *best, bound: *bound }.run(Hierarchy::Off);
                    }
                }
            }
        }
    }
}

fn main() {
    let word = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let wants = |name: &str| name.contains(&word);
    for (name, n_units, n_measures, n_grids, tolerance, seconds) in [("design/country-2500x25-three", 2_500, 3, 25, 0.05, 3.0), ("design/country-170000x500", 170_000, 1, 500, 0.02, 60.0)] {
        if wants(name)
            && let Some(graph) = country(n_units, n_measures)
        {
            Case { name: name.to_owned(), graph: &graph, n_grids, tolerance, objective: Objective::Moment, seconds, published: None, bound: None }.run(Hierarchy::Off);
        }
    }
    let Some(territory) = std::env::var_os("GRIDWRIGHT_DATA").map(|folder| PathBuf::from(folder).join("territory")) else {
        println!("{}", serde_json::json!({"name": "design/instances", "skipped": "no data"}));
        return;
    };
    census(&territory, &wants);
    let three = ["pop", "sales", "workload"];
    let cases: [(&str, &[&str], usize, f64, Objective, f64, Option<f64>); 9] = [
        ("synthetic_commercial/DLstyle_10000", &three, 100, 0.05, Objective::Diameter, 3.0, Some(146.4)),
        ("synthetic_commercial/DLstyle_10000", &three, 100, 0.05, Objective::Diameter, 30.0, Some(146.4)),
        ("synthetic_commercial/DLstyle_10000", &three, 160, 0.05, Objective::Diameter, 15.0, Some(210.0)),
        ("synthetic_commercial/DLstyle_2500", &three, 40, 0.05, Objective::Diameter, 10.0, Some(231.0)),
        ("synthetic_commercial/DLstyle_1000", &three, 16, 0.05, Objective::Diameter, 10.0, Some(330.0)),
        ("uk_oa_2011/west_midlands", &["pop", "revenue"], 60, 0.02, Objective::Moment, 5.0, None),
        ("uk_oa_2011/london", &["pop"], 100, 0.02, Objective::Moment, 10.0, None),
        ("cn_henan", &["pop", "households", "age65plus"], 18, 0.05, Objective::Moment, 3.0, None),
        ("cn_henan", &["households", "working_age", "age65plus"], 18, 0.05, Objective::Moment, 3.0, None),
    ];
    for (folder, measures, n_grids, tolerance, objective, seconds, published) in cases {
        let name = format!("design/{folder}-{n_grids}-{}-{seconds}s", measures.join("+"));
        if wants(&name)
            && let Some(graph) = graph(&territory.join(folder), measures)
        {
            Case { name, graph: &graph, n_grids, tolerance, objective, seconds, published, bound: None }.run(Hierarchy::Off);
        }
    }
}
