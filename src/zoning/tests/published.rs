//! The evaluator against published values.

use super::fixture::{idaho, problem, solved};
use crate::zoning::{Balanced, Graph, Objective, Problem, evaluate, recoloured};
use std::path::Path;

#[test]
fn the_proven_optimum_of_idaho_has_its_published_value_and_is_found() {
    let (graph, plan) = idaho();
    let problem = problem(&graph, 2, 0.005);
    assert_eq!(problem.limits(0, 0), (779_873, 787_709));
    let published = evaluate(&problem, &plan);
    assert!(published.is_feasible, "{published:?}");
    assert!((published.moment - 61_232.58).abs() < 0.01, "{}", published.moment);
    assert_eq!(published.cut_edges, 10);
    let found = solved(&problem, 400_000).proposal.evaluation;
    assert!(found.is_feasible && (found.moment - published.moment).abs() < 0.01, "{}", found.moment);
}

struct Published {
    level: String,
    state: String,
    n_grids: usize,
    moment: f64,
    cut_edges: usize,
}

fn columns(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn index(rows: &[Vec<String>]) -> Vec<Published> {
    let column = |name: &str| rows[0].iter().position(|head| head == name).unwrap();
    let (level, state, k, moment, cut) = (column("level"), column("state"), column("k"), column("recomputed_lcut"), column("lcut_cut_edges"));
    let read = |row: &Vec<String>| {
        let (moment, cut_edges) = (row[moment].parse().ok()?, row[cut].parse().ok()?);
        Some(Published { level: row[level].clone(), state: row[state].clone(), n_grids: row[k].parse().ok()?, moment, cut_edges })
    };
    rows[1..].iter().filter_map(read).collect()
}

/// Needs the folder of instances that the bench `design` uses.
#[test]
fn published_plans_have_their_published_values() {
    let Some(folder) = std::env::var_os("GRIDWRIGHT_DATA").map(|folder| Path::new(&folder).join("territory")) else {
        println!("skipped, no data");
        return;
    };
    let rows = columns(&std::fs::read_to_string(folder.join("INDEX_hess_2010.csv")).unwrap());
    let mut checked = 0;
    for published in index(&rows) {
        let folder = folder.join(format!("us_{}_2010", published.level)).join(&published.state);
        let Ok(plans) = std::fs::read_to_string(folder.join("published_plans.csv")) else { continue };
        let plans = columns(&plans);
        let Some(column) = plans[0].iter().position(|head| head == "lcut") else { continue };
        let nodes = columns(&std::fs::read_to_string(folder.join("nodes.csv")).unwrap());
        let named = |name: &str| nodes[0].iter().position(|head| head == name).unwrap();
        let (x, y, pop) = (named("x_m"), named("y_m"), named("pop"));
        let places = nodes[1..].iter().map(|row| [row[x].parse().unwrap(), row[y].parse().unwrap()]).collect();
        let values = nodes[1..].iter().map(|row| row[pop].parse().unwrap()).collect();
        let edges = columns(&std::fs::read_to_string(folder.join("edges.csv")).unwrap());
        let graph = Graph::new(places, 1, values, edges[1..].iter().map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap(), 1.0))).unwrap();
        let problem = Problem::new(&graph, published.n_grids, vec![Balanced::within(0, 0.005)], Objective::Moment);
        let named: Vec<Option<u64>> = plans[1..].iter().map(|row| row[column].parse().ok()).collect();
        let found = evaluate(&problem, &recoloured(&named, &[]).labels);
        let name = format!("{} {}", published.level, published.state);
        assert!((found.moment - published.moment).abs() <= 0.01, "{name}: {} and {}", found.moment, published.moment);
        assert_eq!(found.cut_edges, published.cut_edges, "{name}");
        assert!(found.is_feasible, "{name}");
        checked += 1;
    }
    assert!(checked >= 10, "{checked} plans");
}
