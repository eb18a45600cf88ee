//! `coverage`: who is served within the limit, who is not, and what each outlet carries.

use super::arguments::{given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::metrics::sums_json;
use super::output::{count, number, push_line};
use super::site::input::{asked_kinds, measure};
use super::table::Table;
use super::travel::{self, TravelAsked, Travelled};
use super::{Ending, project as opening};
use crate::edit::{Document, EditRefusal};
use crate::i18n::{Language, amount_text, degrees_text, measure_title, percent_text, text};
use crate::model::{Amount, Outlet, OutletClass, OutletField, OutletGroup, OutletKey, OutletKind};
use crate::geodesy::{Bounds, Position, distance_m};
use crate::jobs::{CoverageFailure, CoverageOrder, ServiceCellsFailure, TravelDemand, Way, is_there, service_cells};
use crate::siting::{BlindSpot, Decay, Handover, Service, ServiceOutlet, ServiceRules};
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::path::Path;

/// How far beyond the limit outlets are looked for who may take over, the farthest that memory allows.
const REACH: [f32; 3] = [3.0, 1.5, 1.0];
/// Pairs of outlets and demand up to which the longer reach is taken: in ten minutes by car everything reaches everything.
const MOST_PAIRS: usize = 30_000_000;
/// Blind spots that are shown to people; all are in the JSON.
const SHOWN_SPOTS: usize = 15;
/// Metres in one degree of latitude, for the size of blind spots.
const DEGREE_M: f64 = 111_000.0;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    let command = verb(Command::new("coverage"), language, "help-coverage", "usage-coverage").arg(project(language));
    travel::options(command, language)
        .arg(option(language, "metric", "METRIC", "help-coverage-metric").value_parser(["geodesic", "road"]))
        .arg(option(language, "kinds", "KIND", "help-coverage-kinds").num_args(1..))
        .arg(option(language, "measure", "NAME", "help-coverage-measure"))
        .arg(option(language, "close", "CODE", "help-coverage-close"))
        .arg(option(language, "cells-as", "SCENARIO", "help-coverage-cells"))
        .arg(option(language, "plane", "NAME", "help-plane"))
        .arg(option(language, "scenario", "NAME", "help-scenario"))
}

/// Coverage of a project.
struct Coverage<'a> {
    document: &'a Document,
    outlets: Vec<&'a Outlet>,
    places: Vec<[f64; 2]>,
    service: Service,
    demand: TravelDemand,
    column: Option<usize>,
    limit: f32,
    asked: &'a TravelAsked,
    travelled: &'a Travelled,
}

/// The nearest outlet of a blind spot.
struct Nearest<'a> {
    outlet: &'a Outlet,
    /// Seconds or metres to it.
    cost: f64,
    /// Metres to it: by road where metres were asked for, else in a straight line.
    distance_m: f64,
}

/// Computes and shows the coverage.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let asked = travel::asked(matches, console.language)?;
    if let Some(name) = given(matches, "cells-as") {
        return make_cells(matches, &asked, name, console);
    }
    let limit = asked.limit.ok_or_else(|| CliError::Usage(text(console.language, "error-usage-site-limit", &[("problem", "coverage".into())])))?;
    let kinds = asked_kinds(matches, "kinds", console.language)?;
    let path = path(matches, "project");
    let mut session = opening::open(&path, OpenMode::Read, console)?;
    let scenario = opening::scenario(session.document(), given(matches, "scenario"))?;
    opening::show(&mut session, scenario)?;
    let document = session.document();
    let column = measure(document, given(matches, "measure"))?;
    // As in the window: what is planned in the scenario counts, and what gives way there does not.
    let is_asked = |outlet: &&Outlet| is_there(document, outlet) && outlet.kind.group() != OutletGroup::Competitor && kinds.as_ref().is_none_or(|kinds| kinds.contains(&outlet.kind));
    let outlets: Vec<&Outlet> = document.outlets().rows().filter(is_asked).collect();
    let travelled = asked.travelled(Some(&path), document.reference(), Bounds::of(document.demand().positions.iter().copied()), console)?;
    let coverage = Coverage::new(document, outlets, column, (limit, &asked, &travelled), console)?;
    console.go_on()?;
    let closing = match given(matches, "close") {
        Some(code) => {
            let at = coverage.outlets.iter().position(|outlet| outlet.code == code).ok_or_else(|| CliError::Refused(path.clone(), EditRefusal::NotFound(code.to_owned())))?;
            Some((code, coverage.service.handover(at as u32)))
        }
        None => None,
    };
    console.answer(&coverage.json(closing.as_ref()), || coverage.lines(closing.as_ref(), console.language))?;
    Ok(Ending::Done)
}

/// `--cells-as`: a scenario whose cells are the ground nearest to each outlet.
fn make_cells(matches: &ArgMatches, asked: &TravelAsked, name: &str, console: &Console) -> Result<Ending, CliError> {
    let path = path(matches, "project");
    let kinds = asked_kinds(matches, "kinds", console.language)?;
    let mut session = opening::open(&path, OpenMode::Write, console)?;
    let scenario = opening::scenario(session.document(), given(matches, "scenario"))?;
    if scenario != session.document().active() {
        let base = opening::scenario_name(session.document(), scenario);
        session.switch_scenario(&base).map_err(|err| CliError::session(&path, err))?;
    }
    let plane = opening::plane(session.document(), given(matches, "plane"), &path)?;
    let all = || OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect();
    let order = CoverageOrder {
        way: if asked.by_road { Way::Road(asked.mode) } else { Way::Straight },
        project: Some(path.clone()),
        roads: asked.file().map(Path::to_owned),
        language: console.language,
        ..CoverageOrder::of(kinds.map_or_else(all, |kinds| kinds.into_iter().collect()), asked.limit.unwrap_or(f32::MAX))
    };
    let made = service_cells(&mut session, &order, plane, name, &console.cancel, console).map_err(|failure| failed(&path, failure, console.language))?;
    let lines = || text(console.language, "out-coverage-cells", &[("cells", made.into()), ("scenario", name.into())]);
    console.answer(&json!({"scenario": name, "cells": made}), lines)?;
    Ok(Ending::Done)
}

fn failed(path: &Path, failure: ServiceCellsFailure, language: Language) -> CliError {
    match failure {
        ServiceCellsFailure::NoOutlets => CliError::Design(path.to_owned(), text(language, "coverage-no-service-areas", &[])),
        ServiceCellsFailure::Coverage(CoverageFailure::Cancelled(_)) => CliError::Cancelled,
        ServiceCellsFailure::Coverage(CoverageFailure::Roads(failure)) => CliError::roads(failure),
        ServiceCellsFailure::Coverage(CoverageFailure::Rule(rule)) => CliError::Rule(rule),
        ServiceCellsFailure::Import(err) => CliError::import(path, path, language, err),
        ServiceCellsFailure::Session(err) => CliError::session(path, err),
    }
}

/// Demand made ready with the longest reach whose pairs fit into memory.
fn reached(demand: &[Position], stands: &[Position], limit: f32, travelled: &Travelled) -> TravelDemand {
    let [longest, shorter @ ..] = REACH.map(|reach| f64::from(limit * reach));
    let mut ready = travelled.travel.demand(demand.to_vec(), longest);
    for reach in shorter {
        if ready.expected_pairs(stands) <= MOST_PAIRS {
            break;
        }
        ready = travelled.travel.demand(demand.to_vec(), reach);
    }
    ready
}

impl<'a> Coverage<'a> {
    fn new(document: &'a Document, outlets: Vec<&'a Outlet>, column: Option<usize>, travel: (f32, &'a TravelAsked, &'a Travelled), console: &Console) -> Result<Self, CliError> {
        let (limit, asked, travelled) = travel;
        let demand = document.demand();
        let places: Vec<[f64; 2]> = demand.positions.iter().map(|position| position.degrees()).collect();
        let weights: Vec<Amount> = (0..demand.len()).map(|point| column.map_or(1, |column| demand.amounts_of(point)[column].max(0))).collect();
        let stands: Vec<Position> = outlets.iter().map(|outlet| outlet.position).collect();
        let ready = reached(demand.positions.as_slice(), &stands, limit, travelled);
        let columns = ready.columns(&stands, &console.cancel).map_err(|_cancelled| CliError::Cancelled)?;
        let capacity = |outlet: &Outlet| OutletKey::of(OutletField::Capacity).and_then(|key| outlet.number(key)).map(|capacity| capacity.round() as i64);
        let stands = outlets.iter().map(|outlet| ServiceOutlet { is_rival: false, capacity: capacity(outlet), attraction: 1.0, limit: None }).collect();
        let rules = ServiceRules { limit, decay: Decay::Power { exponent: 2.0, least: 100.0 }, at_home: 0.0 };
        let service = Service::new(weights, stands, columns, rules).map_err(CliError::Rule)?;
        Ok(Self { document, outlets, places, service, demand: ready, column, limit, asked, travelled })
    }

    /// Sums of all measures over the demand points that a test lets pass.
    fn sums(&self, holds: impl Fn(usize) -> bool) -> Vec<Amount> {
        let demand = self.document.demand();
        let mut sums = vec![0; self.document.project().measures.len()];
        for point in (0..demand.len()).filter(|point| holds(*point)) {
            sums.iter_mut().zip(demand.amounts_of(point)).for_each(|(sum, amount)| *sum += amount);
        }
        sums
    }

    fn covered(&self) -> Vec<Amount> {
        self.sums(|point| self.service.is_covered(point))
    }

    fn share(&self) -> Option<f64> {
        let total = self.service.total();
        (total > 0).then(|| self.service.covered() as f64 / total as f64)
    }

    /// Blind spots with the nearest outlet of their heaviest point, wherever it stands.
    fn spots(&self) -> Vec<(BlindSpot, Option<Nearest<'a>>)> {
        let middle = self.places.iter().map(|place| place[1]).sum::<f64>() / self.places.len().max(1) as f64;
        let side = self.asked.straight_m(self.limit) / DEGREE_M;
        let size = [side / libm::cos(middle.to_radians()).max(0.05), side];
        let spots = self.service.blind_spots(&self.places, size);
        let heaviest: Vec<u32> = spots.iter().map(|spot| spot.heaviest).collect();
        let stands: Vec<Position> = self.outlets.iter().map(|outlet| outlet.position).collect();
        let nearest = self.demand.nearest(&stands, &heaviest);
        let named = |(spot, nearest): (BlindSpot, Option<(u32, f32)>)| {
            let nearest = nearest.map(|(outlet, cost)| {
                let outlet = self.outlets[outlet as usize];
                let place = self.document.demand().positions[spot.heaviest as usize];
                let straight_m = distance_m(place, outlet.position);
                Nearest { outlet, cost: f64::from(cost), distance_m: if self.asked.is_time() { straight_m } else { f64::from(cost) } }
            });
            (spot, nearest)
        };
        spots.into_iter().zip(nearest).map(named).collect()
    }

    fn value(&self, amount: Amount) -> Value {
        let measure = self.column.map(|column| &self.document.project().measures[column]);
        measure.map_or_else(|| json!(amount), |measure| if measure.scale == 0 { json!(amount) } else { number(measure.value(amount)) })
    }

    fn measure_name(&self) -> &str {
        self.column.map_or("points", |column| self.document.project().measures[column].name.as_str())
    }

    fn code(&self, outlet: Option<u32>) -> Option<&str> {
        outlet.and_then(|at| self.outlets.get(at as usize)).map(|outlet| outlet.code.as_str())
    }

    fn json(&self, closing: Option<&(&str, Vec<Handover>)>) -> Value {
        let project = self.document.project();
        let name = self.measure_name();
        let spots: Vec<Value> = self
            .spots()
            .iter()
            .map(|(spot, nearest)| {
                let nearest = nearest.as_ref();
                let (code, distance) = (nearest.map(|nearest| nearest.outlet.code.as_str()), nearest.map(|nearest| nearest.distance_m.round()));
                let mut spot = json!({"place": spot.place, name: self.value(spot.amount), "points": spot.points, "nearest": code, "distance_m": distance});
                if self.asked.is_time() {
                    spot["minutes"] = nearest.map_or(Value::Null, |nearest| number((nearest.cost / 6.0).round() / 10.0));
                }
                spot
            })
            .collect();
        let outlet = |(at, outlet): (usize, &&Outlet)| {
            let sums = self.service.outlets()[at];
            json!({"code": outlet.code, "kind": outlet.kind.name(), "class": outlet.class.map(OutletClass::name), name: self.value(sums.covered), "load": self.service.utilisation(at)})
        };
        let mut answer = json!({
            "limit_m": (!self.asked.is_time()).then_some(self.limit), "measure": name,
            "covered": sums_json(project, &self.covered()),
            "share": self.share(),
            "over_covered": sums_json(project, &self.sums(|point| self.service.n_covering(point) > 1)),
            "blind_spots": spots,
            "outlets": self.outlets.iter().enumerate().map(outlet).collect::<Vec<_>>(),
        });
        self.travelled.add_json(&mut answer, self.demand.n_off_road());
        if let Some((code, handover)) = closing {
            let extra = |row: &Handover| if self.asked.is_time() { ("extra_min", row.extra_cost / 60.0) } else { ("extra_m", row.extra_cost) };
            let row = |row: &Handover| {
                let (unit, extra) = extra(row);
                json!({"to": self.code(row.to), name: self.value(row.amount), unit: extra})
            };
            let rows: Vec<Value> = handover.iter().map(row).collect();
            answer["closing"] = json!({"code": code, "handover": rows});
        }
        answer
    }

    fn lines(&self, closing: Option<&(&str, Vec<Handover>)>, language: Language) -> String {
        let say = |key: &str| text(language, key, &[]);
        let (scale, title) = match self.column.map(|column| &self.document.project().measures[column]) {
            Some(measure) => (measure.scale, measure_title(language, measure)),
            None => (0, say("out-points")),
        };
        let amount = |amount: Amount| amount_text(amount, scale);
        let mut lines = String::new();
        if let Some(line) = self.travelled.line(self.demand.n_off_road(), language) {
            push_line(&mut lines, &line);
        }
        let cost = |cost: f64| self.asked.cost_text(language, cost);
        let values = [("limit", cost(f64::from(self.limit)).into()), ("covered", amount(self.service.covered()).into()), ("total", amount(self.service.total()).into()), ("share", percent_text(self.share().unwrap_or(0.0)).into()), ("over", amount(self.service.over_covered()).into())];
        push_line(&mut lines, &text(language, "out-coverage-title", &values));
        let mut table = Table::default().text(say("out-coverage-spot")).number(title.clone()).number(say("out-points")).text(say("out-coverage-nearest")).number(say(if self.asked.is_time() { "out-coverage-minutes" } else { "out-coverage-distance" }));
        for (spot, nearest) in self.spots().iter().take(SHOWN_SPOTS) {
            let (code, distance) = nearest.as_ref().map_or_else(Default::default, |nearest| (nearest.outlet.code.clone(), cost(nearest.cost)));
            table.row([degrees_text(spot.place), amount(spot.amount), count(spot.points as i64), code, distance]);
        }
        lines.push_str(&table.lines());
        let mut table = Table::default().text(say("out-code")).text(say("out-name")).number(title.clone()).number(say("out-coverage-load"));
        for (at, outlet) in self.outlets.iter().enumerate() {
            let load = self.service.utilisation(at).map(percent_text).unwrap_or_default();
            table.row([outlet.code.clone(), outlet.name.clone(), amount(self.service.outlets()[at].covered), load]);
        }
        lines.push_str(&table.lines());
        if let Some((code, handover)) = closing {
            push_line(&mut lines, &text(language, "out-coverage-closing", &[("code", (*code).into())]));
            let mut table = Table::default().text(say("out-to")).number(title).number(say("out-coverage-extra"));
            for row in handover {
                let to = self.code(row.to).map_or_else(|| say("out-none"), str::to_owned);
                table.row([to, amount(row.amount), if row.to.is_some() { cost(row.extra_cost) } else { String::new() }]);
            }
            lines.push_str(&table.lines());
        }
        lines
    }
}
