//! Maps for the tests.

use crate::base::CancelToken;
use crate::zoning::{Balanced, Budget, Graph, Objective, Outcome, Problem, Search, design};

/// A lattice of squares of one kilometre with the amounts that a function gives.
pub fn lattice(columns: u32, rows: u32, amount: impl Fn(u32, u32) -> Vec<i64>) -> Graph {
    let n_measures = amount(0, 0).len();
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| [f64::from(column) * 1000.0, f64::from(row) * 1000.0])).collect();
    let values = (0..rows).flat_map(|row| (0..columns).flat_map(|column| amount(column, row)).collect::<Vec<_>>()).collect();
    let at = |column: u32, row: u32| row * columns + column;
    let mut edges = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if column + 1 < columns {
                edges.push((at(column, row), at(column + 1, row), 1000.0));
            }
            if row + 1 < rows {
                edges.push((at(column, row), at(column, row + 1), 1000.0));
            }
        }
    }
    Graph::new(places, n_measures, values, edges).unwrap()
}

/// A lattice in which every square counts one.
pub fn even(columns: u32, rows: u32) -> Graph {
    lattice(columns, rows, |_, _| vec![1])
}

/// The grids of a plan drawn in letters, row by row; a dot is none.
pub fn drawn(text: &str) -> Vec<Option<u32>> {
    text.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.is_ascii_uppercase().then(|| u32::from(letter) - u32::from('A'))).collect()
}

/// A plan in letters, rows of a width.
pub fn shown(labels: &[Option<u32>], width: usize) -> String {
    let letter = |label: &Option<u32>| label.map_or('.', |grid| char::from(b'A' + grid as u8));
    labels.chunks(width).map(|row| row.iter().map(letter).collect::<String>()).collect::<Vec<_>>().join("\n")
}

/// Balanced in the first measure, by moment.
pub fn problem(graph: &Graph, n_grids: usize, tolerance: f64) -> Problem<'_> {
    Problem::new(graph, n_grids, vec![Balanced::within(0, tolerance)], Objective::Moment)
}

/// Solves with a number of moves.
pub fn solved(problem: &Problem<'_>, moves: u64) -> Outcome {
    let cancel = CancelToken::default();
    design(problem, &Search::new(Budget::moves(moves, &cancel), 1)).unwrap()
}

/// Idaho's counties with populations and centroids, and the proven optimum for two districts within 0.5 %.
pub fn idaho() -> (Graph, Vec<Option<u32>>) {
    let rows: Vec<Vec<&str>> = include_str!("idaho_counties.csv").lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').collect()).collect();
    let second = rows.iter().position(|row| row[0] == "u").unwrap();
    let units = &rows[1..second];
    let places = units.iter().map(|row| [row[2].parse().unwrap(), row[3].parse().unwrap()]).collect();
    let values = units.iter().map(|row| row[1].parse().unwrap()).collect();
    let edges = rows[second + 1..].iter().map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap(), row[2].parse().unwrap()));
    let districts: Vec<u32> = units.iter().map(|row| row[4].parse().unwrap()).collect();
    let first = districts[0];
    (Graph::new(places, 1, values, edges).unwrap(), districts.iter().map(|district| Some(u32::from(*district != first))).collect())
}
