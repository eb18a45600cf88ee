//! `compare`: two scenarios of one project, and who hands over how much to whom.

use super::arguments::{given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::metrics::{balance_line, balances_json, measures_json, sums_json, sums_text};
use super::output::{count, push_line};
use super::table::Table;
use super::{Ending, project as opening};
use crate::base::{PlaneId, ScenarioId};
use crate::i18n::{Language, amount_text, measure_title, text};
use crate::jobs::Session;
use crate::metrics::Comparison;
use crate::model::Project;
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::{Map, Value, json};

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("compare"), language, "help-compare", "usage-compare")
        .arg(project(language))
        .arg(option(language, "scenario", "NAME", "help-compare-scenario"))
        .arg(option(language, "with", "NAME", "help-compare-with").required(true))
        .arg(option(language, "plane", "NAME", "help-plane"))
}

/// Compares and shows the differences.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let path = path(matches, "project");
    let mut session = opening::open(&path, OpenMode::Read, console)?;
    let a = opening::scenario(session.document(), given(matches, "scenario"))?;
    let b = opening::scenario(session.document(), given(matches, "with"))?;
    let plane = opening::plane(session.document(), given(matches, "plane"), &path)?;
    let names = [a, b].map(|id| opening::scenario_name(session.document(), id));
    let comparison = comparison(&mut session, [a, b], plane)?;
    console.go_on()?;
    let project = session.document().project();
    console.answer(&comparison_json(&names, &comparison, project), || comparison_lines(&names, &comparison, project, console.language))?;
    Ok(Ending::Done)
}

/// Compares two scenarios; the session shows the second one afterwards.
pub(super) fn comparison(session: &mut Session, [a, b]: [ScenarioId; 2], plane: PlaneId) -> Result<Comparison, CliError> {
    opening::show(session, a)?;
    let first = session.document().clone();
    opening::show(session, b)?;
    Ok(first.compared_with(session.document(), plane))
}

fn comparison_json([a, b]: &[String; 2], comparison: &Comparison, project: &Project) -> Value {
    let with_sums = |fields: Value, sums: &[i64]| {
        let mut fields: Map<String, Value> = fields.as_object().cloned().unwrap_or_default();
        // A measure that is called like one of the fields must not hide it.
        for (name, sum) in sums_json(project, sums).as_object().into_iter().flatten() {
            fields.entry(name.clone()).or_insert_with(|| sum.clone());
        }
        Value::Object(fields)
    };
    let handover = comparison.handover.iter().map(|row| with_sums(json!({"from": row.from, "to": row.to, "points": row.points}), &row.sums));
    json!({
        "a": a, "b": b,
        "measures": measures_json(project),
        "changed": with_sums(json!({"points": comparison.changed.points, "cells": comparison.changed.cells}), &comparison.changed.sums),
        "handover": handover.collect::<Vec<_>>(),
        "balance": {"a": balances_json(project, &comparison.balances[0]), "b": balances_json(project, &comparison.balances[1])},
    })
}

fn comparison_lines(names: &[String; 2], comparison: &Comparison, project: &Project, language: Language) -> String {
    let [a, b] = names;
    let mut lines = String::new();
    if comparison.changed.points == 0 && comparison.changed.cells == 0 {
        push_line(&mut lines, &text(language, "out-compare-same", &[("a", a.into()), ("b", b.into())]));
    } else {
        let changed = &comparison.changed;
        let values = [("a", a.into()), ("b", b.into()), ("cells", changed.cells.into()), ("points", changed.points.into()), ("sums", sums_text(project, &changed.sums, language).into())];
        push_line(&mut lines, &text(language, "out-compare-title", &values));
        lines.push_str(&handover_table(comparison, project, language).lines());
    }
    for (name, balances) in names.iter().zip(&comparison.balances) {
        push_line(&mut lines, &text(language, "out-balance-of", &[("name", name.into())]));
        for (measure, balance) in project.measures.iter().zip(balances).filter(|(measure, _)| measure.is_balanced) {
            push_line(&mut lines, &format!("  {}", balance_line(measure, balance, language)));
        }
    }
    lines
}

fn handover_table(comparison: &Comparison, project: &Project, language: Language) -> Table {
    let say = |key: &str| text(language, key, &[]);
    let mut table = Table::default().text(say("out-from")).text(say("out-to")).number(say("out-points"));
    for measure in &project.measures {
        table = table.number(measure_title(language, measure));
    }
    let code = |code: &Option<String>| code.clone().unwrap_or_else(|| say("out-none"));
    for row in &comparison.handover {
        let sums = project.measures.iter().zip(&row.sums).map(|(measure, sum)| amount_text(*sum, measure.scale));
        table.row([code(&row.from), code(&row.to), count(row.points as i64)].into_iter().chain(sums));
    }
    table
}
