//! Lujiazui (上海陆家嘴): real buildings, roads, water and banks; blocks between roads become cells.

mod buildings;
mod grids;
mod land;
mod locate;

use super::assets::{self, AssetFeature};
use super::city::{CellSeed, City};
use super::demand::{DemandSeed, indicators, measures};
use super::mesh::NONE;
use super::outlets;
use crate::base::Table;
use crate::geodesy::Position;
use crate::model::{Plane, Project, ReferenceFeature, Rules};
use buildings::{buildings, demand_places, shares};
use grids::grids;
use land::Town;
use locate::Locator;

const NOTES: &str = "\
【真实数据】楼宇（1,572 个瓦片多边形合并为 1,239 栋，其中约 1,200 栋在方案范围内）、道路、水系、20 家银行、4 台 ATM：© OpenStreetMap 贡献者，ODbL 许可。\
源数据缺东经 121.498–121.503、北纬 31.236–31.241 一块瓦片，该处没有楼宇与道路。\n\
【合成数据，由随机种子生成】小区与网格边界（沿真实道路与水岸）、住户、用户、收入、端口（按占地×高度推算，缺高度者取随机层数）、\
另加的自助终端、人员姓名；将工商银行当作自有渠道只是示例。\n\
[Real] Buildings (1,572 tile polygons merged into 1,239 buildings, of which about 1,200 lie in the plan), roads, water, 20 banks, 4 ATMs: © OpenStreetMap \
contributors, available under the Open Database Licence. The source lacks one tile (121.498–121.503 E, 31.236–31.241 \
N): no buildings or roads there.\n\
[Made up from a seed] cells and grids (along real roads and shores), households, users, revenue, ports (from footprint \
× height, a random number of floors where the height is unknown), further self-service terminals, people; that ICBC is \
the own bank is an example only.";

/// A district (区) with land on the map.
#[derive(Clone, Copy, Debug)]
struct District {
    code: &'static str,
    letters: &'static str,
    name: &'static str,
    /// A place on its land, in degrees.
    place: [f64; 2],
    leaf_count: usize,
    middle_count: usize,
}

const DISTRICTS: [District; 3] = [
    District { code: "310101", letters: "HP", name: "黄浦区", place: [121.483, 31.237], leaf_count: 10, middle_count: 3 },
    District { code: "310109", letters: "HK", name: "虹口区", place: [121.486, 31.2485], leaf_count: 3, middle_count: 1 },
    District { code: "310115", letters: "PD", name: "浦东新区", place: [121.508, 31.232], leaf_count: 12, middle_count: 4 },
];

/// Makes the city.
pub(super) fn city(seed: u64, demand: Option<usize>) -> City {
    let features = assets::features(assets::LUJIAZUI);
    let mut town = Town::new(seed, &features);
    let locator = Locator::new(&town.mesh);
    let mut buildings = buildings(seed, &features, &town, &locator);
    buildings.retain(|building| building.triangle != NONE);
    let (labels, count) = town.blocks(seed, &buildings);
    town.smooth(&labels);
    // Smoothing moved borders: buildings are looked up again.
    let locator = Locator::new(&town.mesh);
    for building in &mut buildings {
        building.triangle = locator.triangle(&town.mesh, building.position);
    }
    buildings.retain(|building| building.triangle != NONE);
    buildings.sort_by_key(|building| (labels[building.triangle as usize], building.position));
    let shares = shares(seed, &buildings);
    let (grids, leaves, codes) = grids(seed, &town, &labels, count, &buildings, &shares);
    let rings = town.mesh.rings(&labels, count);
    let place = |ring: Vec<u32>| ring.into_iter().map(|v| town.mesh.vertices[v as usize]).collect::<Vec<Position>>();
    let cell = |((rings, code), leaves): ((Vec<Vec<u32>>, String), Vec<String>)| CellSeed {
        name: format!("{code}街坊"),
        code,
        rings: rings.into_iter().map(place).collect(),
        grids: leaves.into_iter().enumerate().filter(|(_, leaf)| !leaf.is_empty()).collect(),
    };
    let cells: Vec<CellSeed> = rings.into_iter().zip(codes).zip(leaves).map(cell).collect();
    let spots: Vec<(String, Position)> = buildings.iter().map(|building| (building.name.clone(), building.position)).collect();
    City {
        project: project(),
        cells,
        grids,
        outlets: outlets::lujiazui(seed, &features, &spots),
        demand: DemandSeed::new(seed, demand_places(buildings, &shares, demand), true),
        reference: reference(&features),
        locked_lines: town.shore_lines(),
    }
}

/// Features of one layer.
fn layer<'a>(features: &'a [AssetFeature], name: &'a str) -> impl Iterator<Item = &'a AssetFeature> {
    features.iter().filter(move |feature| feature.text("layer") == name)
}

fn project() -> Project {
    let mut planes = Table::default();
    planes.push(Plane::new("公众", &["区", "网格", "楼宇微网格"]));
    planes.push(Plane::new("政企", &["区", "楼宇商圈"]));
    Project {
        key: String::new(),
        name: "上海陆家嘴（样例）".to_owned(),
        notes: NOTES.to_owned(),
        sources: vec!["© OpenStreetMap contributors (ODbL)".to_owned()],
        measures: measures(),
        indicators: indicators(),
        planes,
        rules: Rules { load_measure: "users".to_owned(), ..Rules::default() },
        ignored: Vec::new(),
    }
}

/// Roads, rails, water, green and buildings as they are.
fn reference(features: &[AssetFeature]) -> Vec<ReferenceFeature> {
    let is_shown = |feature: &&AssetFeature| matches!(feature.text("layer"), "road" | "rail" | "water" | "green" | "building");
    let shown = features.iter().filter(is_shown).map(|feature| ReferenceFeature {
        layer: feature.text("layer").to_owned(),
        kind: feature.text("kind").to_owned(),
        name: feature.text("name").to_owned(),
        geometry: feature.geometry.clone(),
    });
    shown.collect()
}
