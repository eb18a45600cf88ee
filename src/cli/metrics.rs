//! `metrics`: the figures of every grid of a level, and how balanced they are.

use super::arguments::{given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::output::{count, number, push_line};
use super::table::Table;
use super::{Ending, project as opening};
use crate::base::PlaneId;
use crate::edit::Document;
use crate::i18n::{Language, amount_text, decimal_text, measure_name, measure_text, measure_title, percent_text, signed_percent_text, text};
use crate::metrics::{Balance, GridReport, OutletSummary, PlanReport, RemainderReport};
use crate::model::{Amount, Measure, OutletGroup, Project};
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::{Map, Value, json};

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("metrics"), language, "help-metrics", "usage-metrics")
        .arg(project(language))
        .arg(option(language, "scenario", "NAME", "help-scenario"))
        .arg(option(language, "plane", "NAME", "help-plane"))
        .arg(option(language, "level", "NAME", "help-level"))
}

/// Where the figures are from, in names.
#[derive(Clone, Debug, Default)]
struct Heading {
    scenario: String,
    plane: String,
    level: String,
}

/// Computes and shows the figures.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let path = path(matches, "project");
    let mut session = opening::open(&path, OpenMode::Read, console)?;
    let scenario = opening::scenario(session.document(), given(matches, "scenario"))?;
    let plane = opening::plane(session.document(), given(matches, "plane"), &path)?;
    let level = opening::level(session.document(), plane, given(matches, "level"), &path)?;
    opening::show(&mut session, scenario)?;
    let document = session.document();
    let heading = heading(document, opening::scenario_name(document, scenario), plane, level);
    let report = document.report(plane, level);
    console.go_on()?;
    console.answer(&report_json(&heading, &report, document), || report_lines(&heading, &report, document.project(), console.language))?;
    Ok(Ending::Done)
}

fn heading(document: &Document, scenario: String, plane: PlaneId, level: u8) -> Heading {
    let row = document.project().planes.get(plane);
    let level = row.and_then(|plane| plane.levels.get(usize::from(level))).map(|level| level.name.clone()).unwrap_or_default();
    Heading { scenario, plane: row.map(|plane| plane.name.clone()).unwrap_or_default(), level }
}

// ---- JSON ----

/// Sums by measure name; whole measures stay whole.
pub(super) fn sums_json(project: &Project, sums: &[Amount]) -> Value {
    Value::Object(project.measures.iter().zip(sums).map(|(measure, sum)| (measure.name.clone(), amount_json(measure, *sum))).collect())
}

/// A whole measure as the exact integer, another one as its value.
fn amount_json(measure: &Measure, amount: Amount) -> Value {
    if measure.scale == 0 { json!(amount) } else { number(measure.value(amount)) }
}

/// Balance by measure name, of the measures whose balance is watched.
pub(super) fn balances_json(project: &Project, balances: &[Balance]) -> Value {
    let watched = project.measures.iter().zip(balances).filter(|(measure, _)| measure.is_balanced);
    Value::Object(watched.map(|(measure, balance)| (measure.name.clone(), balance_json(measure, balance))).collect())
}

/// The target is in the unit people read.
fn balance_json(measure: &Measure, balance: &Balance) -> Value {
    let target = balance.target / 10f64.powi(i32::from(measure.scale));
    json!({"target": target, "max_deviation": balance.max_deviation, "min_deviation": balance.min_deviation, "cv": balance.cv, "gini": balance.gini})
}

/// Name and unit of every measure.
pub(super) fn measures_json(project: &Project) -> Value {
    project.measures.iter().map(|measure| json!({"name": measure.name, "unit": measure.unit})).collect()
}

fn report_json(heading: &Heading, report: &PlanReport, document: &Document) -> Value {
    let project = document.project();
    let parent_code = |grid: &GridReport| grid.parent.and_then(|parent| document.plan().grids.get(parent)).map(|parent| parent.code.as_str());
    let grids: Vec<Value> = report.grids.iter().map(|grid| grid_json(project, grid, parent_code(grid))).collect();
    json!({
        "scenario": heading.scenario, "plane": heading.plane, "level": heading.level,
        "measures": measures_json(project),
        "grids": grids,
        "balance": balances_json(project, &report.balances),
        "cut_edges": report.cut_edges,
        "unassigned": {"cells": report.unassigned.cells, "points": report.unassigned.points, "sums": sums_json(project, &report.unassigned.sums)},
        "outside": {"points": report.outside.points, "sums": sums_json(project, &report.outside.sums)},
    })
}

fn grid_json(project: &Project, grid: &GridReport, parent_code: Option<&str>) -> Value {
    let watched = project.measures.iter().zip(&grid.deviations).filter_map(|(measure, deviation)| Some((measure.name.clone(), json!((*deviation)?))));
    let indicators = project.indicators.iter().zip(&grid.indicators).map(|(indicator, value)| (indicator.name.clone(), json!(value)));
    let mut row = json!({
        "id": grid.id.0, "code": grid.code, "name": grid.name, "parent": grid.parent.map(|parent| parent.0), "parent_code": parent_code,
        "cells": grid.cells, "points": grid.points, "area_km2": grid.area_km2, "perimeter_km": grid.perimeter_km, "parts": grid.parts,
        "polsby_popper": grid.polsby_popper, "reock": grid.reock, "convex_hull": grid.convex_hull,
        "managers": grid.managers,
        "sums": sums_json(project, &grid.sums),
        "deviation": Value::Object(watched.collect()),
        "outlets": Value::Object(grid.outlets.iter().map(|(kind, count)| (kind.name().to_owned(), json!(count))).collect()),
        "inventory": inventory_json(&grid.inventory),
    });
    let indicators: Map<String, Value> = indicators.collect();
    if !indicators.is_empty() {
        row["indicators"] = Value::Object(indicators);
    }
    row
}

/// Outlets by what they do: those that serve by family, those to come, those closed, and sums of what the serving ones have.
fn inventory_json(summary: &OutletSummary) -> Value {
    let groups = OutletGroup::ALL.iter().map(|group| (group.name().to_owned(), json!(summary.of_group(*group)))).filter(|(_, count)| *count != json!(0));
    let sums = summary.sums.keys().filter_map(|field| Some((field.name().to_owned(), number(summary.sum(*field)?))));
    json!({"serving": Value::Object(groups.collect()), "future": summary.future, "closed": summary.closed, "sums": Value::Object(sums.collect())})
}

// ---- for people ----

fn report_lines(heading: &Heading, report: &PlanReport, project: &Project, language: Language) -> String {
    let values = [("scenario", (&heading.scenario).into()), ("plane", (&heading.plane).into()), ("level", (&heading.level).into()), ("count", report.grids.len().into())];
    let mut lines = String::new();
    push_line(&mut lines, &text(language, "out-metrics-title", &values));
    lines.push_str(&grids_table(report, project, language).lines());
    for (at, (measure, balance)) in project.measures.iter().zip(&report.balances).enumerate().filter(|(_, (measure, _))| measure.is_balanced) {
        push_line(&mut lines, &balance_line(measure, balance, language));
        let beyond = report.grids.iter().filter(|grid| is_beyond(measure, grid.deviations.get(at).copied().flatten())).count();
        let key = if beyond == 0 { "out-balance-within" } else { "out-balance-beyond" };
        push_line(&mut lines, &format!("  {}", text(language, key, &[("count", beyond.into()), ("tolerance", percent_text(measure.tolerance()).into())])));
    }
    push_line(&mut lines, &text(language, "out-cut-edges", &[("count", report.cut_edges.into())]));
    if report.unassigned.cells > 0 {
        push_line(&mut lines, &remainder_line("out-unassigned", report.unassigned.cells, &report.unassigned, project, language));
    }
    if report.outside.points > 0 {
        push_line(&mut lines, &remainder_line("out-outside", report.outside.points, &report.outside, project, language));
    }
    lines
}

/// The grids, worst first: by the largest deviation in proportion to what is allowed.
fn grids_table(report: &PlanReport, project: &Project, language: Language) -> Table {
    let say = |key: &str| text(language, key, &[]);
    let mut table = Table::default().text("").text(say("out-code")).text(say("out-name")).number(say("out-cells")).number(say("out-area")).number(say("out-perimeter"));
    for measure in &project.measures {
        table = table.number(measure_title(language, measure));
        if measure.is_balanced {
            table = table.number(say("out-deviation"));
        }
    }
    table = table.number(say("out-compactness")).number(say("out-parts"));
    let mut grids: Vec<(f64, &GridReport)> = report.grids.iter().map(|grid| (badness(project, grid), grid)).collect();
    grids.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    for (badness, grid) in grids {
        let sign = if badness > 1.0 || grid.parts > 1 { "!" } else { "" };
        let mut row = vec![sign.to_owned(), grid.code.clone(), grid.name.clone(), count(grid.cells as i64), decimal_text(grid.area_km2, 2), decimal_text(grid.perimeter_km, 1)];
        for (at, measure) in project.measures.iter().enumerate() {
            row.push(amount_text(grid.sums.get(at).copied().unwrap_or(0), measure.scale));
            if measure.is_balanced {
                row.push(grid.deviations.get(at).copied().flatten().map(signed_percent_text).unwrap_or_default());
            }
        }
        row.extend([decimal_text(grid.polsby_popper, 2), count(grid.parts as i64)]);
        table.row(row);
    }
    table
}

fn is_beyond(measure: &Measure, deviation: Option<f64>) -> bool {
    deviation.is_some_and(|deviation| deviation.abs() > measure.tolerance())
}

/// Largest deviation over what is allowed; above 1 a grid is out of tolerance.
fn badness(project: &Project, grid: &GridReport) -> f64 {
    let share = |(measure, deviation): (&Measure, &Option<f64>)| deviation.map(|deviation| deviation.abs() / measure.tolerance().max(1e-6));
    project.measures.iter().zip(&grid.deviations).filter_map(share).fold(0.0, f64::max)
}

/// One measure's balance in words.
pub(super) fn balance_line(measure: &Measure, balance: &Balance, language: Language) -> String {
    let target = balance.target / 10f64.powi(i32::from(measure.scale));
    let name = measure_name(language, &measure.name);
    let values = [
        ("measure", name.as_ref().into()),
        ("target", measure_text(language, target, measure).into()),
        ("max", signed_percent_text(balance.max_deviation).into()),
        ("min", signed_percent_text(balance.min_deviation).into()),
        ("cv", decimal_text(balance.cv, 3).into()),
        ("gini", decimal_text(balance.gini, 3).into()),
    ];
    text(language, "out-balance", &values)
}

fn remainder_line(key: &str, count: usize, remainder: &RemainderReport, project: &Project, language: Language) -> String {
    text(language, key, &[("count", count.into()), ("sums", sums_text(project, &remainder.sums, language).into())])
}

/// `用户 14户、收入 2.4万元`.
pub(super) fn sums_text(project: &Project, sums: &[Amount], language: Language) -> String {
    let each = project.measures.iter().zip(sums).map(|(measure, sum)| format!("{} {}", measure_name(language, &measure.name), measure_text(language, measure.value(*sum), measure)));
    each.collect::<Vec<_>>().join(&text(language, "list-separator", &[]))
}
