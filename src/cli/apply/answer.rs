//! The answer to a line.

use super::super::output::number;
use super::fault::Fault;
use crate::base::CellId;
use crate::edit::{Document, EditRefusal, Effects};
use crate::i18n::{Language, measure_name, signed_text, text, unit_text};
use crate::jobs::StepOutcome;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The answer to a line.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// Done, and on disk.
    Done {
        line: u64,
        outcome: Box<StepOutcome>,
        /// Demand points that changed cell or grid.
        points: usize,
        /// What stopped a clamped move on its way.
        stopped: Option<EditRefusal>,
    },
    /// Refused, with code and reason.
    Refused { line: u64, code: &'static str, reason: String },
}

impl Answer {
    /// An edit that was done; `document` is as it has become.
    pub(super) fn done(line: u64, outcome: StepOutcome, stopped: Option<EditRefusal>, document: &Document) -> Self {
        Self::Done { line, points: n_points(&outcome.effects, document), outcome: Box::new(outcome), stopped }
    }

    pub(super) fn refused(line: u64, fault: &Fault, document: &Document, language: Language) -> Self {
        Self::Refused { line, code: fault.code(), reason: fault.text(language, document) }
    }

    /// The number of the line.
    pub(super) fn line(&self) -> u64 {
        match self {
            Self::Done { line, .. } | Self::Refused { line, .. } => *line,
        }
    }

    /// As the contract writes it.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Refused { line, code, reason } => json!({"line": line, "ok": false, "refused": code, "reason": reason}),
            Self::Done { line, outcome, points, stopped } => {
                let mut answer = json!({"line": line, "ok": true, "effects": effects_json(&outcome.effects, *points), "delta": delta_json(&outcome.delta)});
                if let (Some(fields), Some(stopped)) = (answer.as_object_mut(), stopped) {
                    fields.insert("stopped".to_owned(), json!(stopped.code()));
                }
                answer
            }
        }
    }

    /// As people read it.
    pub(super) fn text(&self, language: Language, document: &Document) -> String {
        match self {
            Self::Refused { line, code, reason } => text(language, "out-refused", &[("line", (*line).into()), ("code", (*code).into()), ("reason", reason.into())]),
            Self::Done { line, outcome, points, stopped } => {
                let effects = &outcome.effects;
                let values = [("line", (*line).into()), ("cells", n_cells(effects).into()), ("grids", effects.grids.len().into()), ("points", (*points).into())];
                let mut answer = text(language, "out-applied", &values);
                if let Some(branch) = &effects.branched {
                    answer.push_str(&text(language, "out-branched", &[("name", branch.into())]));
                }
                if let Some(stopped) = stopped {
                    answer.push_str(&text(language, "out-stopped", &[("code", stopped.code().into())]));
                }
                for (grid, sums) in &outcome.delta {
                    answer.push_str(&format!("\n  {grid}  {}", sums.iter().map(|(measure, by)| difference(language, document, measure, *by)).collect::<Vec<_>>().join("  ")));
                }
                answer
            }
        }
    }
}

/// `用户 +12 户`.
fn difference(language: Language, document: &Document, measure: &str, by: f64) -> String {
    let row = document.project().measures.iter().find(|row| row.name == measure);
    let (scale, unit) = row.map_or((0, String::new()), |row| (usize::from(row.scale), unit_text(language, &row.unit)));
    format!("{} {} {unit}", measure_name(language, measure), signed_text(by, scale)).trim_end().to_owned()
}

/// Cells whose shape, figures or grid changed.
fn n_cells(effects: &Effects) -> usize {
    let cells: BTreeSet<CellId> = effects.cells.iter().copied().chain(effects.reassigned.iter().map(|(_, cell)| *cell)).collect();
    cells.len()
}

/// Demand points that changed cell or amounts, and those of cells that changed grid; none twice.
fn n_points(effects: &Effects, document: &Document) -> usize {
    let cells: BTreeSet<CellId> = effects.reassigned.iter().map(|(_, cell)| *cell).collect();
    let in_cells: i64 = cells.iter().map(|cell| document.ledger().cell_points(*cell)).sum();
    let points: BTreeSet<u32> = effects.points.iter().map(|change| change.point).chain(effects.amounts.iter().map(|changed| changed.point)).collect();
    in_cells as usize + points.into_iter().filter(|point| !cells.contains(&document.owners().get(*point as usize))).count()
}

fn effects_json(effects: &Effects, points: usize) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("cells", json!(n_cells(effects)));
    put("grids", json!(effects.grids.len()));
    put("points", json!(points));
    if !effects.outlets.is_empty() {
        put("outlets", json!(effects.outlets.len()));
    }
    if !effects.scenarios.is_empty() {
        put("scenarios", json!(effects.scenarios.len()));
    }
    if let Some(branch) = &effects.branched {
        put("branched", json!(branch));
    }
    Value::Object(fields)
}

fn delta_json(delta: &BTreeMap<String, BTreeMap<String, f64>>) -> Value {
    let sums = |sums: &BTreeMap<String, f64>| Value::Object(sums.iter().map(|(measure, by)| (measure.clone(), number(*by))).collect());
    Value::Object(delta.iter().map(|(grid, by)| (grid.clone(), sums(by))).collect())
}

/// Several steps as one outcome.
pub(super) fn together(outcomes: Vec<StepOutcome>) -> StepOutcome {
    let mut all = StepOutcome::default();
    for next in outcomes {
        all.effects.extend(next.effects);
        for (grid, sums) in next.delta {
            let own = all.delta.entry(grid).or_default();
            for (measure, by) in sums {
                *own.entry(measure).or_insert(0.0) += by;
            }
        }
    }
    // What went back and forth is no difference.
    all.delta.values_mut().for_each(|sums| sums.retain(|_, by| *by != 0.0));
    all.delta.retain(|_, sums| !sums.is_empty());
    all
}
