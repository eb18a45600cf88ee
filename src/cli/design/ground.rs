//! What is designed: units with names, and what is known of their present plan.

use super::super::error::CliError;
use crate::i18n::{Language, text};
use crate::zoning::{Graph, GraphError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A measure as people know it.
#[derive(Clone, Debug)]
pub(super) struct MeasureRow {
    pub(super) name: String,
    /// Decimals of the whole numbers in the graph.
    pub(super) scale: u8,
    /// The tolerance the project has for it, where it is balanced.
    pub(super) tolerance: Option<f64>,
}

/// The ground of a design.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) graph: Graph,
    pub(super) units: Vec<String>,
    pub(super) measures: Vec<MeasureRow>,
    /// The grid of each unit, as a number into `grids`; empty where there is no plan.
    pub(super) current: Vec<Option<u32>>,
    pub(super) grids: Vec<String>,
    /// Numbers of locked grids.
    pub(super) locked: Vec<u32>,
}

/// A CSV table with a header.
struct Table {
    path: PathBuf,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Result<Self, CliError> {
        let bytes = std::fs::read(path).map_err(|err| CliError::Io(path.to_owned(), err))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
        let broken = |err: csv::Error| CliError::Reader(path.to_owned(), format!("{}: {err}", path.display()));
        let head = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
        let rows = reader.records().map(|record| Ok(record.map_err(broken)?.iter().map(str::to_owned).collect())).collect::<Result<_, CliError>>()?;
        Ok(Self { path: path.to_owned(), head, rows })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|head| head.eq_ignore_ascii_case(name))
    }

    fn needed(&self, name: &str, language: Language) -> Result<usize, CliError> {
        let missing = || text(language, "error-design-column", &[("path", self.path.display().to_string().into()), ("name", name.into())]);
        self.column(name).ok_or_else(|| CliError::Reader(self.path.clone(), missing()))
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        self.rows[row].get(column).map_or("", String::as_str)
    }

    fn fault(&self, row: usize, column: usize, what: &'static str, language: Language) -> CliError {
        let values = [("path", self.path.display().to_string().into()), ("row", (row + 2).into()), ("value", self.cell(row, column).into()), ("what", what.into())];
        CliError::Reader(self.path.clone(), text(language, "error-design-row", &values))
    }

    fn number(&self, row: usize, column: usize, language: Language) -> Result<f64, CliError> {
        let number = self.cell(row, column).parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| self.fault(row, column, "number", language))
    }
}

/// Decimals that the numbers of a column need, up to six.
fn scale_of(table: &Table, column: usize) -> u8 {
    let decimals = |row: usize| table.cell(row, column).split_once('.').map_or(0, |(_, rest)| rest.trim_end_matches('0').len());
    (0..table.rows.len()).map(decimals).max().unwrap_or(0).min(6) as u8
}

impl Ground {
    /// Units and edges from CSV files; `wanted`: the measures to read.
    pub(super) fn from_tables(nodes: &Path, edges: &Path, wanted: &[String], language: Language) -> Result<Self, CliError> {
        let (nodes, edges) = (Table::read(nodes)?, Table::read(edges)?);
        let (id, x, y) = (nodes.needed("id", language)?, nodes.needed("x_m", language)?, nodes.needed("y_m", language)?);
        let mut unit_of = BTreeMap::new();
        let mut units = Vec::with_capacity(nodes.rows.len());
        for row in 0..nodes.rows.len() {
            let name = nodes.cell(row, id).to_owned();
            if name.is_empty() || unit_of.insert(name.clone(), row as u32).is_some() {
                return Err(nodes.fault(row, id, if name.is_empty() { "id" } else { "twice" }, language));
            }
            units.push(name);
        }
        let columns: Vec<usize> = wanted.iter().map(|name| nodes.needed(name, language)).collect::<Result<_, _>>()?;
        let measures: Vec<MeasureRow> = wanted.iter().zip(&columns).map(|(name, column)| MeasureRow { name: name.clone(), scale: scale_of(&nodes, *column), tolerance: None }).collect();
        let (mut positions, mut values) = (Vec::new(), Vec::new());
        for row in 0..nodes.rows.len() {
            positions.push([nodes.number(row, x, language)?, nodes.number(row, y, language)?]);
            for (column, measure) in columns.iter().zip(&measures) {
                let amount = nodes.number(row, *column, language)? * 10f64.powi(i32::from(measure.scale));
                if !(0.0..9e15).contains(&amount) {
                    return Err(nodes.fault(row, *column, "number", language));
                }
                values.push(amount.round() as i64);
            }
        }
        let pairs = edge_rows(&edges, &unit_of, language)?;
        let broken = |err: GraphError| CliError::Reader(nodes.path.clone(), text(language, "error-design-graph", &[("path", nodes.path.display().to_string().into()), ("detail", err.to_string().into())]));
        let mut graph = Graph::new(positions, measures.len(), values, pairs).map_err(broken)?;
        if let Some(column) = nodes.column("region").or_else(|| nodes.column("county")) {
            graph = graph.with_regions(numbered(&nodes, column).0).map_err(broken)?;
        }
        let (mut current, mut grids, mut locked) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(column) = nodes.column("grid") {
            let (numbers, names) = numbered(&nodes, column);
            let none = names.iter().position(String::is_empty).map(|at| at as u32);
            // Grids without a name are no grids.
            let shift = |number: u32| if none.is_some_and(|none| number > none) { number - 1 } else { number };
            current = numbers.iter().map(|number| (Some(*number) != none).then(|| shift(*number))).collect();
            grids = names.into_iter().filter(|name| !name.is_empty()).collect();
            if let Some(column) = nodes.column("locked") {
                let is_locked = |row: &usize| matches!(nodes.cell(*row, column), "1" | "true" | "yes");
                locked = (0..nodes.rows.len()).filter(is_locked).filter_map(|row| current[row]).collect();
                locked.sort_unstable();
                locked.dedup();
            }
        }
        Ok(Self { graph, units, measures, current, grids, locked })
    }

    /// Pairs of units from a CSV file.
    pub(super) fn pairs(&self, path: &Path, language: Language) -> Result<Vec<(u32, u32)>, CliError> {
        let table = Table::read(path)?;
        Ok(edge_rows(&table, &self.unit_of(), language)?.into_iter().map(|(u, v, _)| (u, v)).collect())
    }

    /// Groups of units from a file: one group a line, ids separated by commas; lines with # are comments.
    pub(super) fn groups(&self, path: &Path, language: Language) -> Result<Vec<Vec<u32>>, CliError> {
        let unit_of = self.unit_of();
        let content = std::fs::read_to_string(path).map_err(|err| CliError::Io(path.to_owned(), err))?;
        let mut groups = Vec::new();
        for (row, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
            let unknown = |name: &str| {
                let values = [("path", path.display().to_string().into()), ("row", (row + 1).into()), ("value", name.into()), ("what", "id".into())];
                CliError::Reader(path.to_owned(), text(language, "error-design-row", &values))
            };
            groups.push(line.split(',').map(str::trim).map(|name| unit_of.get(name).copied().ok_or_else(|| unknown(name))).collect::<Result<_, _>>()?);
        }
        Ok(groups)
    }

    fn unit_of(&self) -> BTreeMap<String, u32> {
        self.units.iter().cloned().zip(0..).collect()
    }
}

fn edge_rows(edges: &Table, unit_of: &BTreeMap<String, u32>, language: Language) -> Result<Vec<(u32, u32, f64)>, CliError> {
    let (u, v) = (edges.needed("u", language)?, edges.needed("v", language)?);
    let length = (0..edges.head.len()).find(|column| *column != u && *column != v);
    let unit = |row: usize, column: usize| unit_of.get(edges.cell(row, column)).copied().ok_or_else(|| edges.fault(row, column, "id", language));
    (0..edges.rows.len()).map(|row| Ok((unit(row, u)?, unit(row, v)?, length.map_or(Ok(1.0), |column| edges.number(row, column, language))?))).collect()
}

/// The texts of a column as numbers, in the order of the texts, and the texts.
fn numbered(table: &Table, column: usize) -> (Vec<u32>, Vec<String>) {
    let names: BTreeMap<&str, u32> = (0..table.rows.len()).map(|row| (table.cell(row, column), 0)).collect();
    let names: BTreeMap<&str, u32> = names.into_keys().zip(0..).collect();
    ((0..table.rows.len()).map(|row| names[table.cell(row, column)]).collect(), names.into_keys().map(str::to_owned).collect())
}
