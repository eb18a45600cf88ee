//! What `site` is asked about: a project, a table of points, or a benchmark file.

use super::super::arguments::{bad_value, given};
use super::super::console::Console;
use super::super::error::{CliError, Named};
use super::super::reader;
use crate::edit::Document;
use crate::geodesy::Position;
use crate::i18n::{Language, text};
use crate::io::rows::{MappingOptions, demand_rows};
use crate::io::ReadOptions;
use crate::io::classify::MeasureColumn;
use crate::base::CellId;
use crate::geodesy::Bounds;
use crate::jobs::crossings;
use crate::model::{Outlet, OutletField, OutletGroup, OutletKey, OutletKind, OutletStatus, ReferenceFeature};
use super::super::travel::TravelAsked;
use super::wishes;
use crate::siting::files::{read_capacitated, read_covering, read_orlib, read_tsplib};
use crate::siting::{CostMatrix, Metric};
use clap::ArgMatches;
use std::path::{Path, PathBuf};

/// Largest benchmark file that is read.
const MOST_BYTES: u64 = 64 << 20;
/// Candidates up to which every demand point is one.
const MOST_DEMAND_CANDIDATES: usize = 5_000;

/// Demand, candidates and what stands already.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// Places of the demand points; empty where a matrix was given.
    pub(super) demand: Vec<[f64; 2]>,
    pub(super) weights: Vec<f64>,
    /// Places of the candidates; existing outlets come last.
    pub(super) candidates: Vec<[f64; 2]>,
    /// Codes of the existing outlets, the last candidates.
    pub(super) existing: Vec<String>,
    /// Which of them may be closed or moved.
    pub(super) closable: Vec<bool>,
    /// What each of them costs a month, where that is known.
    pub(super) fees: Vec<Option<f64>>,
    /// Codes of the outlets that are planned at the candidates, where the candidates are such places.
    pub(super) planned: Vec<String>,
    /// Candidates where nothing may stand.
    pub(super) forbidden: Vec<u32>,
    /// Places of rivals.
    pub(super) rivals: Vec<[f64; 2]>,
    /// What each demand point takes and each candidate can take, where the file says so.
    pub(super) capacities: Option<Vec<f64>>,
    /// Costs, where the file has them instead of places.
    pub(super) matrix: Option<CostMatrix>,
    /// How many sites the file asks for.
    pub(super) sites: Option<usize>,
    /// How distances are meant where nobody says.
    pub(super) metric: Option<Metric>,
    /// Whether places are longitudes and latitudes.
    pub(super) is_on_earth: bool,
    /// Roads that the project has for orientation, where roads are asked for.
    pub(super) reference: Vec<ReferenceFeature>,
}

impl Input {
    /// Number of the first existing outlet among the candidates.
    pub(super) fn first_existing(&self) -> usize {
        let n = self.matrix.as_ref().map_or(self.candidates.len(), CostMatrix::n_candidates);
        n - self.existing.len()
    }
}

/// Reads what the arguments name.
pub(super) fn read(matches: &ArgMatches, travel: &TravelAsked, console: &Console) -> Result<Input, CliError> {
    let by_road = travel.by_road;
    let file = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    match (file("orlib"), file("points"), file("project")) {
        // A file of costs has no places that roads could lead to.
        (Some(_), None, None) if by_road => Err(CliError::NoRoads),
        (Some(path), None, None) => orlib(&path),
        (None, Some(path), None) => points(&path, matches, console),
        (None, None, Some(path)) => project(&path, matches, travel, console),
        _ => Err(CliError::Usage(text(console.language, "error-usage-site-input", &[]))),
    }
}

fn words(path: &Path) -> Result<String, CliError> {
    let failed = |err| CliError::Io(path.to_owned(), err);
    if std::fs::metadata(path).map_err(failed)?.len() > MOST_BYTES {
        return Err(CliError::Io(path.to_owned(), std::io::ErrorKind::FileTooLarge.into()));
    }
    std::fs::read_to_string(path).map_err(failed)
}

fn orlib(path: &Path) -> Result<Input, CliError> {
    let file = read_orlib(&words(path)?).map_err(|err| CliError::Benchmark(path.to_owned(), err))?;
    Ok(Input { weights: vec![1.0; file.matrix.n_demand()], sites: Some(file.sites), matrix: Some(file.matrix), ..Input::default() })
}

/// A benchmark file by what it holds, or any table with places.
fn points(path: &Path, matches: &ArgMatches, console: &Console) -> Result<Input, CliError> {
    let is_named = |endings: [&str; 2]| path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.iter().any(|other| ending.eq_ignore_ascii_case(other)));
    if !is_named(["tsp", "txt"]) {
        return table(path, matches, console);
    }
    let words = words(path)?;
    let failed = |err| CliError::Benchmark(path.to_owned(), err);
    if words.contains("DEMAND_SECTION") {
        let file = read_covering(&words).map_err(failed)?;
        let metric = Some(Metric::GreatCircle { radius_m: 6_378_100.0 });
        return Ok(Input { candidates: file.places.clone(), demand: file.places, weights: file.weights, metric, is_on_earth: true, ..Input::default() });
    }
    if words.contains("NODE_COORD_SECTION") {
        let places = read_tsplib(&words).map_err(failed)?;
        return Ok(Input { candidates: places.clone(), weights: vec![1.0; places.len()], demand: places, metric: Some(Metric::EuclidFloor), ..Input::default() });
    }
    let file = read_capacitated(&words).map_err(failed)?;
    let metric = Some(Metric::Euclid);
    Ok(Input { candidates: file.places.clone(), demand: file.places, weights: file.weights, capacities: Some(file.capacities), sites: Some(file.sites), metric, ..Input::default() })
}

/// A table of demand points; the measure is a column.
fn table(path: &Path, matches: &ArgMatches, console: &Console) -> Result<Input, CliError> {
    let columns = given(matches, "measure").map(|name| MeasureColumn { name: name.to_owned(), column: name.to_owned(), unit: String::new(), scale: None });
    let zones = wishes::zones(matches, &[], console)?;
    let rows = placed_rows(path, columns, console)?;
    let demand: Vec<[f64; 2]> = rows.positions.iter().map(|position| position.degrees()).collect();
    let weights = match rows.measures.first() {
        Some(measure) => measure.amounts.iter().map(|amount| *amount as f64 / 10f64.powi(i32::from(measure.scale))).collect(),
        None => vec![1.0; demand.len()],
    };
    let candidates = match given(matches, "candidates") {
        None | Some("demand") => demand.clone(),
        Some(word @ ("cells" | "crossings" | "planned")) => return Err(bad_value(console.language, "--candidates", word, "expected-candidates")),
        Some(file) => places(Path::new(file), console)?,
    };
    let forbidden = wishes::forbidden(&candidates, &zones, |_| CellId::OUTSIDE);
    Ok(Input { forbidden, demand, weights, candidates, metric: Some(Metric::Geodesic), is_on_earth: true, ..Input::default() })
}

fn placed_rows(path: &Path, measure: Option<MeasureColumn>, console: &Console) -> Result<crate::io::rows::DemandRows, CliError> {
    let table = reader::read(path, &ReadOptions::default(), console)?;
    let options = MappingOptions { measures: measure.into_iter().collect(), ..MappingOptions::default() };
    let rows = demand_rows(&table, &options).map_err(|err| CliError::Import(path.to_owned(), err))?;
    if rows.positions.is_empty() { Err(CliError::NothingUsable(path.to_owned())) } else { Ok(rows) }
}

fn places(path: &Path, console: &Console) -> Result<Vec<[f64; 2]>, CliError> {
    Ok(placed_rows(path, None, console)?.positions.iter().map(|position| position.degrees()).collect())
}

fn project(path: &Path, matches: &ArgMatches, travel: &TravelAsked, console: &Console) -> Result<Input, CliError> {
    let mut session = super::super::project::open(path, crate::store::OpenMode::Read, console)?;
    let scenario = super::super::project::scenario(session.document(), given(matches, "scenario"))?;
    super::super::project::show(&mut session, scenario)?;
    let document = session.document();
    let zones = wishes::zones(matches, document.reference(), console)?;
    let (demand, weights) = weighed(document, given(matches, "measure"))?;
    let name = document.active_name();
    let is_rival = |outlet: &&Outlet| outlet.kind.group() == OutletGroup::Competitor;
    let mut planned = Vec::new();
    let mut candidates = match given(matches, "candidates") {
        Some("planned") => {
            let is_listed = |outlet: &&Outlet| outlet.status.is_future() && outlet.is_of_scenario(name) && !is_rival(outlet);
            let listed: Vec<&Outlet> = document.outlets().rows().filter(is_listed).collect();
            planned = listed.iter().map(|outlet| outlet.code.clone()).collect();
            listed.into_iter().map(|outlet| outlet.position.degrees()).collect()
        }
        Some("crossings") => {
            let roads = travel.roads(Some(path), document.reference(), Bounds::of(document.demand().positions.iter().copied()), console)?;
            let roads = roads.graph.ok_or(CliError::NoRoads)?;
            crossings(&roads, |place| document.plan().partition.cell_at(*place) != CellId::OUTSIDE).into_iter().map(Position::degrees).collect()
        }
        None if demand.len() > MOST_DEMAND_CANDIDATES => cells(document),
        None | Some("demand") => demand.clone(),
        Some("cells") => cells(document),
        Some(file) => places(Path::new(file), console)?,
    };
    let asked = asked_kinds(matches, "existing", console.language)?;
    let forbidden = wishes::forbidden(&candidates, &zones, |place| document.plan().partition.cell_at(place));
    let open = |outlet: &&Outlet| outlet.status_in(name).is_some_and(OutletStatus::is_serving);
    let may_close = wishes::closable(matches, console.language)?;
    let is_existing = |outlet: &&Outlet| open(outlet) && !is_rival(outlet) && asked.as_ref().is_none_or(|kinds| kinds.contains(&outlet.kind));
    let existing: Vec<&Outlet> = document.outlets().rows().filter(is_existing).collect();
    candidates.extend(existing.iter().map(|outlet| outlet.position.degrees()));
    let rivals = document.outlets().rows().filter(open).filter(is_rival).map(|outlet| outlet.position.degrees()).collect();
    let closable = existing.iter().map(|outlet| may_close(outlet)).collect();
    let fees = existing.iter().map(|outlet| OutletKey::of(OutletField::MonthlyFee).and_then(|key| outlet.number(key)).filter(|fee| *fee >= 0.0)).collect();
    let existing = existing.iter().map(|outlet| outlet.code.clone()).collect();
    let reference = if travel.by_road { document.reference().to_vec() } else { Vec::new() };
    Ok(Input { demand, weights, candidates, existing, closable, fees, planned, forbidden, rivals, metric: Some(Metric::Geodesic), is_on_earth: true, reference, ..Input::default() })
}

/// Demand points that have something of a measure, the first one where none is named.
pub(in crate::cli) fn weighed(document: &Document, name: Option<&str>) -> Result<(Vec<[f64; 2]>, Vec<f64>), CliError> {
    let column = measure(document, name)?;
    let (project, demand) = (document.project(), document.demand());
    let value = |point: usize| column.map_or(1.0, |column| project.measures[column].value(demand.amounts_of(point)[column]));
    let points = (0..demand.len()).map(|point| (demand.positions[point].degrees(), value(point))).filter(|(_, value)| *value > 0.0);
    Ok(points.unzip())
}

/// The column of a measure by name; the first where none is named, none where there is none.
pub(in crate::cli) fn measure(document: &Document, name: Option<&str>) -> Result<Option<usize>, CliError> {
    let project = document.project();
    let Some(name) = name else { return Ok((!project.measures.is_empty()).then_some(0)) };
    let known = || project.measures.iter().map(|measure| measure.name.clone()).collect();
    project.measure(name).map(Some).ok_or_else(|| CliError::Unknown { what: Named::Measure, name: name.to_owned(), known: known() })
}

/// A place inside each cell.
fn cells(document: &Document) -> Vec<[f64; 2]> {
    let plan = document.plan();
    plan.cells.ids().filter_map(|cell| plan.partition.interior_position(cell)).map(Position::degrees).collect()
}

/// The kinds of outlets that are named: none for `all`, no kind for `none`.
pub(in crate::cli) fn asked_kinds(matches: &ArgMatches, option: &'static str, language: Language) -> Result<Option<Vec<OutletKind>>, CliError> {
    let words: Vec<&String> = matches.get_many::<String>(option).unwrap_or_default().collect();
    if words.is_empty() || words.iter().any(|word| *word == "all") {
        return Ok(None);
    }
    let kinds = words.into_iter().filter(|word| *word != "none");
    kinds.map(|word| OutletKind::from_name(word).ok_or_else(|| bad_value(language, &format!("--{option}"), word, "expected-outlet-kind"))).collect::<Result<_, _>>().map(Some)
}
