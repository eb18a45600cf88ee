//! Made-up outlets, as many of each kind as published descriptions of a real operator name.

use super::assets::AssetFeature;
use super::city::person;
use super::demand::Spots;
use super::furnishing::furnish;
use super::random::Random;
use crate::geodesy::Position;
use crate::model::{ReferenceGeometry, Outlet, OutletClass, OutletKind, OutletStatus};
use jiff::{ToSpan as _, civil::Date};
use std::collections::BTreeMap;

/// The day that contracts are counted from.
const TODAY: Date = jiff::civil::date(2026, 11, 22);

/// A place where an outlet may stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// Name of the village or community.
    pub name: &'a str,
    /// Name of the township.
    pub town: &'a str,
    /// Number of the township.
    pub town_index: usize,
    /// Whether in a town.
    pub is_urban: bool,
    /// Users around.
    pub users: i64,
    /// Where exactly.
    pub spots: &'a Spots,
}

/// A batch of outlets of one kind.
struct Batch {
    kind: OutletKind,
    letters: &'static str,
    count: usize,
    /// How much likelier a site in a town is, in percent of its users.
    town_percent: i64,
    /// What it is called after the place's name.
    called: &'static str,
}

const fn batch(kind: OutletKind, letters: &'static str, count: usize, town_percent: i64, called: &'static str) -> Batch {
    Batch { kind, letters, count, town_percent, called }
}

/// 330 own outlets, 1,000 designated stores, 4,000 agent points, 260 terminals, 150 competitors.
const BATCHES: [Batch; 11] = [
    batch(OutletKind::FlagshipHall, "ZH", 26, 400, "综合营业厅"),
    batch(OutletKind::BrandStore, "PP", 34, 300, "品牌店"),
    batch(OutletKind::CommunityHall, "SQ", 84, 300, "社区厅"),
    batch(OutletKind::TownshipHall, "XZ", 130, 10, "乡镇厅"),
    batch(OutletKind::ControlledStore, "ZK", 24, 250, "自控卖场"),
    batch(OutletKind::SelfServiceHall, "ZZ", 32, 250, "自助厅"),
    batch(OutletKind::DesignatedStore, "ZY", 1_000, 160, "专营店"),
    batch(OutletKind::AgentPoint, "DL", 4_000, 100, "代理点"),
    batch(OutletKind::SelfServiceTerminal, "JF", 60, 250, "缴费机"),
    batch(OutletKind::SelfServiceTerminal, "DN", 200, 180, "自助电脑"),
    batch(OutletKind::Competitor, "JD", 150, 220, "友商营业厅"),
];

/// All outlets of Xinxiang.
pub(super) fn xinxiang(seed: u64, sites: &[Site<'_>]) -> Vec<Outlet> {
    let mut random = Random::new(seed, 6);
    let mut outlets = Vec::new();
    if sites.is_empty() {
        return outlets;
    }
    for batch in &BATCHES {
        let chosen = if batch.kind == OutletKind::TownshipHall { township_sites(sites, batch.count) } else { draw(sites, batch, &mut random) };
        for (number, site) in chosen.into_iter().enumerate() {
            outlets.push(outlet(batch, number, &sites[site], &mut random));
        }
    }
    furnish(seed, &mut outlets);
    outlets
}

/// The site with most users in every rural township, then the second one, until there are enough.
fn township_sites(sites: &[Site<'_>], count: usize) -> Vec<usize> {
    let mut rural: Vec<usize> = (0..sites.len()).filter(|&s| !sites[s].is_urban).collect();
    rural.sort_by_key(|&s| (sites[s].town_index, std::cmp::Reverse(sites[s].users), s));
    let mut ranked: Vec<(usize, usize)> = Vec::with_capacity(rural.len());
    for &site in &rural {
        let rank = match ranked.last() {
            Some(&(rank, last)) if sites[last].town_index == sites[site].town_index => rank + 1,
            _ => 0,
        };
        ranked.push((rank, site));
    }
    ranked.sort_unstable();
    ranked.into_iter().take(count).map(|(_, site)| site).collect()
}

/// Sites by chance, the likelier the more users they have.
fn draw(sites: &[Site<'_>], batch: &Batch, random: &mut Random) -> Vec<usize> {
    let mut total = 0u64;
    let weight = |site: &Site<'_>| (site.users * if site.is_urban { batch.town_percent } else { 100 }).max(1) as u64;
    let sums: Vec<u64> = sites
        .iter()
        .map(|site| {
            total += weight(site);
            total
        })
        .collect();
    // One draw in each of equal slices, so that chance leaves no district empty.
    let mut chosen = Vec::with_capacity(batch.count);
    for number in 0..batch.count as u64 {
        let slice = total / batch.count as u64;
        let at = number * slice + random.below(slice.max(1));
        chosen.push(sums.partition_point(|&sum| sum <= at).min(sites.len() - 1));
    }
    chosen
}

fn outlet(batch: &Batch, number: usize, site: &Site<'_>, random: &mut Random) -> Outlet {
    let name = match batch.kind {
        OutletKind::TownshipHall => format!("{}{}", site.town, batch.called),
        OutletKind::Competitor => format!("{}{}", site.name, ["友商甲营业厅", "友商乙营业厅", "友商丙专营店"][random.below(3) as usize]),
        _ => format!("{}{}", site.name, batch.called),
    };
    let is_partner = matches!(batch.kind, OutletKind::DesignatedStore | OutletKind::AgentPoint);
    let is_rented = is_partner || matches!(batch.kind, OutletKind::BrandStore | OutletKind::CommunityHall | OutletKind::ControlledStore);
    let mut attributes = BTreeMap::new();
    let mut note = |key: &str, value: String| attributes.insert(key.to_owned(), value);
    match batch.kind {
        OutletKind::FlagshipHall => {
            note("terminals", random.between(3, 8).to_string());
            note("clerks", random.between(8, 20).to_string());
        }
        OutletKind::BrandStore | OutletKind::CommunityHall | OutletKind::TownshipHall | OutletKind::ControlledStore => {
            note("terminals", random.between(0, 3).to_string());
            note("clerks", random.between(2, 6).to_string());
        }
        OutletKind::SelfServiceHall => _ = note("terminals", random.between(2, 6).to_string()),
        OutletKind::SelfServiceTerminal => _ = note("设备型号", batch.called.to_owned()),
        OutletKind::DesignatedStore | OutletKind::AgentPoint => {
            note("负责人", person(random));
            note("new_users@2026-10", random.between(5, if batch.kind == OutletKind::AgentPoint { 60 } else { 220 }).to_string());
        }
        OutletKind::Competitor => {}
    }
    let is_closed = batch.kind == OutletKind::AgentPoint && random.per_mille(15);
    Outlet {
        code: format!("{}{:04}", batch.letters, number + 1),
        name,
        kind: batch.kind,
        class: class(batch.kind, number, random),
        status: if is_closed { OutletStatus::Closed } else { OutletStatus::Open },
        position: site.spots.draw(random),
        contract_end: is_rented.then(|| contract_end(random)),
        is_synthetic: true,
        attributes,
    }
}

/// A, B, C for halls; tiers for partners.
fn class(kind: OutletKind, number: usize, random: &mut Random) -> Option<OutletClass> {
    let graded = |a: u64, b: u64, random: &mut Random| match random.below(100) {
        n if n < a => OutletClass::A,
        n if n < a + b => OutletClass::B,
        _ => OutletClass::C,
    };
    match kind {
        OutletKind::FlagshipHall => Some(graded(60, 30, random)),
        OutletKind::BrandStore | OutletKind::ControlledStore => Some(graded(25, 50, random)),
        OutletKind::CommunityHall | OutletKind::TownshipHall | OutletKind::SelfServiceHall => Some(graded(10, 40, random)),
        // Spread over the list, which runs through the districts.
        OutletKind::DesignatedStore => Some(match (number % 25, number % 5) {
            (0, _) => OutletClass::ProvincialCore,
            (_, 1) => OutletClass::CityCore,
            _ => OutletClass::Ordinary,
        }),
        OutletKind::AgentPoint => Some(OutletClass::Ordinary),
        OutletKind::SelfServiceTerminal | OutletKind::Competitor => None,
    }
}

/// Most contracts run for years, some end within a month, a few have ended.
fn contract_end(random: &mut Random) -> String {
    let days = match random.below(1000) {
        0..6 => -random.between(1, 60),
        6..20 => random.between(1, 30),
        _ => random.between(45, 1_000),
    };
    let end = TODAY.checked_add(days.days()).unwrap_or(TODAY);
    end.to_string()
}

/// Banks of Lujiazui: the real ones, ICBC as the own brand, and further terminals in buildings, made up.
pub(super) fn lujiazui(seed: u64, features: &[AssetFeature], buildings: &[(String, Position)]) -> Vec<Outlet> {
    const OWN_BRANDS: [&str; 3] = ["ICBC", "工商银行", "中国工商银行"];
    const MADE_UP_TERMINALS: u64 = 26;
    let mut random = Random::new(seed, 24);
    let mut outlets: Vec<Outlet> = Vec::new();
    let real = |code: String, name: &str, kind, position| Outlet {
        code,
        name: name.to_owned(),
        kind,
        class: None,
        status: OutletStatus::Open,
        position,
        contract_end: None,
        is_synthetic: false,
        attributes: BTreeMap::new(),
    };
    for feature in features.iter().filter(|feature| feature.text("layer") == "poi") {
        let ReferenceGeometry::Point(position) = feature.geometry else { continue };
        let number = outlets.len() + 1;
        let name = feature.text("name");
        let is_own = OWN_BRANDS.contains(&name);
        if feature.text("kind") == "atm" {
            let name = if name.is_empty() { "ATM" } else { name };
            outlets.push(real(format!("ATM{number:02}"), name, OutletKind::SelfServiceTerminal, position));
        } else if is_own {
            let is_first = !outlets.iter().any(|outlet| outlet.kind == OutletKind::FlagshipHall);
            let kind = if is_first { OutletKind::FlagshipHall } else { OutletKind::BrandStore };
            let mut outlet = real(format!("YH{number:02}"), name, kind, position);
            outlet.class = Some(if is_first { OutletClass::A } else { OutletClass::B });
            outlets.push(outlet);
        } else {
            outlets.push(real(format!("JD{number:02}"), name, OutletKind::Competitor, position));
        }
    }
    let slice = buildings.len() as u64 / MADE_UP_TERMINALS;
    for number in 0..MADE_UP_TERMINALS {
        let at = number * slice + random.below(slice.max(1));
        let Some((name, position)) = buildings.get(at as usize) else { break };
        let mut outlet = real(format!("ZD{:02}", number + 1), &format!("{name}自助终端"), OutletKind::SelfServiceTerminal, *position);
        outlet.is_synthetic = true;
        outlets.push(outlet);
    }
    outlets
}
