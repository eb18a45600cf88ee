//! What is said about a proposal.

use super::super::output::{number, push_line};
use super::ground::Ground;
use crate::i18n::{DesignNames, Language, amount_text, decimal_text, measure_name, percent_text, reason_text, text};
use crate::zoning::{Evaluation, Move, Outcome, Problem, Reason};
use serde_json::{Map, Value, json};

/// Names for sentences about a design.
pub(super) struct Speaker<'a> {
    pub(super) ground: &'a Ground,
    pub(super) problem: &'a Problem<'a>,
    pub(super) language: Language,
}

impl Speaker<'_> {
    fn measure(&self, slot: usize) -> &super::ground::MeasureRow {
        &self.ground.measures[self.problem.balanced[slot].measure]
    }

    /// The code of a grid of the plan: that of the present grid where the plan goes on from it, else its number.
    pub(super) fn grid(&self, grid: u32) -> String {
        let is_present = !self.problem.rules.current.is_empty();
        self.ground.grids.get(grid as usize).filter(|_| is_present).cloned().unwrap_or_else(|| (grid + 1).to_string())
    }

    /// A reason as a sentence.
    pub(super) fn reason(&self, reason: &Reason) -> String {
        let names = DesignNames {
            unit: &|unit| self.ground.units.get(unit as usize).cloned().unwrap_or_default(),
            grid: &|grid| self.grid(grid),
            measure: &|slot| measure_name(self.language, &self.measure(slot).name).into_owned(),
            amount: &|slot, amount| amount_text(amount, self.measure(slot).scale),
        };
        reason_text(self.language, reason, &names)
    }

    /// The outcome as the contract writes it.
    pub(super) fn json(&self, outcome: &Outcome, seconds: f64, seed: u64) -> Value {
        let found = &outcome.proposal.evaluation;
        let by_measure = |values: &[f64]| Value::Object((0..values.len()).map(|slot| (self.measure(slot).name.clone(), json!(values[slot]))).collect::<Map<_, _>>());
        let amount = |slot: usize, amount: i64| number(amount as f64 / 10f64.powi(i32::from(self.measure(slot).scale)));
        let changed = Value::Object(found.changed.iter().enumerate().map(|(slot, sum)| (self.measure(slot).name.clone(), amount(slot, *sum))).collect());
        let because = outcome.reasons.first().map(|reason| self.reason(reason));
        let reasons: Vec<Value> = outcome.reasons.iter().map(|reason| json!({"code": reason.code(), "is_proof": reason.is_proof(), "text": self.reason(reason)})).collect();
        json!({
            "feasible": found.is_feasible,
            "grids": self.problem.n_grids,
            "objective": {"name": objective_word(self.problem), "value": found.objective},
            "max_deviation": by_measure(&found.max_deviation),
            "cut_edges": found.cut_edges, "perimeter_m": found.perimeter, "moment": found.moment, "diameter_m": found.diameter,
            "parts_over_one": found.parts_over_one, "unassigned": found.unassigned, "splits": found.splits,
            "changed": {"units": found.changed_units, "sums": changed},
            "seconds": seconds, "seed": seed, "moves": outcome.moves, "starts": outcome.starts,
            "stop_reason": outcome.stop_reason.name(),
            "infeasible_because": because, "reasons": reasons,
        })
    }

    /// The outcome for people.
    pub(super) fn lines(&self, outcome: &Outcome, seconds: f64) -> String {
        let (found, language) = (&outcome.proposal.evaluation, self.language);
        let mut lines = String::new();
        let key = if found.is_feasible { "out-design-feasible" } else { "out-design-closest" };
        let values = [("grids", self.problem.n_grids.into()), ("objective", objective_word(self.problem).into()), ("value", decimal_text(found.objective, 3).into())];
        push_line(&mut lines, &text(language, key, &values));
        for reason in &outcome.reasons {
            push_line(&mut lines, &format!("  {}", self.reason(reason)));
        }
        self.deviations(found, &mut lines);
        let values = [("cut", found.cut_edges.into()), ("parts", found.parts_over_one.into()), ("splits", found.splits.into())];
        push_line(&mut lines, &text(language, "out-design-shape", &values));
        if !self.problem.rules.current.is_empty() {
            push_line(&mut lines, &text(language, "out-design-changed", &[("count", found.changed_units.into())]));
        }
        push_line(&mut lines, &text(language, "out-design-ended", &[("seconds", decimal_text(seconds, 2).into()), ("reason", outcome.stop_reason.name().into())]));
        lines
    }

    fn deviations(&self, found: &Evaluation, lines: &mut String) {
        for (slot, deviation) in found.max_deviation.iter().enumerate() {
            let name = measure_name(self.language, &self.measure(slot).name);
            push_line(lines, &text(self.language, "out-design-deviation", &[("measure", name.as_ref().into()), ("deviation", percent_text(*deviation).into())]));
        }
    }

    /// Suggested moves in JSON.
    pub(super) fn moves_json(&self, moves: &[Move]) -> Value {
        let codes = |suggested: &Move| suggested.units.iter().map(|unit| self.ground.units[*unit as usize].clone()).collect::<Vec<_>>();
        let by_measure = |values: &[f64]| Value::Object(values.iter().enumerate().map(|(slot, value)| (self.measure(slot).name.clone(), json!(value))).collect());
        let row = |suggested: &Move| {
            let changed: Vec<f64> = suggested.changed.iter().enumerate().map(|(slot, sum)| *sum as f64 / 10f64.powi(i32::from(self.measure(slot).scale))).collect();
            json!({
                "units": codes(suggested), "from": self.grid(suggested.from), "to": self.grid(suggested.to), "benefit": suggested.benefit, "changed": by_measure(&changed),
                "before": {"from": by_measure(&suggested.before[0]), "to": by_measure(&suggested.before[1])},
                "after": {"from": by_measure(&suggested.after[0]), "to": by_measure(&suggested.after[1])},
                "objective_change": suggested.objective_change,
            })
        };
        json!({"moves": moves.iter().map(row).collect::<Vec<_>>()})
    }

    /// Suggested moves for people.
    pub(super) fn moves_lines(&self, moves: &[Move]) -> String {
        if moves.is_empty() {
            return text(self.language, "out-design-no-moves", &[]);
        }
        let mut lines = String::new();
        for suggested in moves {
            let units: Vec<&str> = suggested.units.iter().map(|unit| self.ground.units[*unit as usize].as_str()).collect();
            let values = [
                ("count", suggested.units.len().into()),
                ("from", self.grid(suggested.from).into()),
                ("to", self.grid(suggested.to).into()),
                ("benefit", percent_text(suggested.benefit).into()),
                ("units", units.join(&text(self.language, "list-separator", &[])).into()),
            ];
            push_line(&mut lines, &text(self.language, "out-design-move", &values));
        }
        lines
    }
}

fn objective_word(problem: &Problem<'_>) -> &'static str {
    super::task::OBJECTIVES.iter().find(|(_, objective)| *objective == problem.objective).map_or("moment", |(word, _)| word)
}
