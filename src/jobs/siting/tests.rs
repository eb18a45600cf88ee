//! Siting tasks on a small city.

use super::*;
use crate::geodesy::distance_m;
use std::collections::BTreeMap;
use crate::edit::fixture::content;

fn order(goal: SiteGoal) -> SiteOrder {
    let kinds = OutletKind::ALL.iter().copied().filter(|kind| kind.group() == OutletGroup::Own).collect();
    SiteOrder { goal, sites: 3, measure: Some(0), way: Way::Straight, limit: 30.0, giving_up: GivingUp::Nobody, most_given_up: None, cost: 1.0, budget: None, capacity: 1e9, zones: Vec::new(), project: None, roads: None, language: Language::English, kinds, places: SitePlaces::Cells, within: None, spacing_m: None, seconds: 1.0, seed: 1 }
}

/// The outlets of the small city count.
fn with_agents(order: SiteOrder) -> SiteOrder {
    SiteOrder { kinds: OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect(), limit: 6.0, ..order }
}

fn run(document: &Document, order: SiteOrder) -> (SiteTask, Answer) {
    let task = SiteTask::new(document, order, &CancelToken::default()).unwrap();
    let answer = task.run(&CancelToken::default(), &|_| ()).unwrap();
    (task, answer)
}

#[test]
fn every_goal_gives_places_with_reasons_and_a_bound() {
    let document = Document::new(content(5));
    for goal in [SiteGoal::Reach, SiteGoal::ReachTwice, SiteGoal::ShortWays, SiteGoal::NobodyFar, SiteGoal::Room, SiteGoal::Win] {
        let task = SiteTask::new(&document, SiteOrder { seconds: 120.0, ..order(goal) }, &CancelToken::default()).unwrap();
        // However slow the machine: until a bound is there, which is soon where code is optimised.
        let enough = CancelToken::default();
        let answer = task.run(&enough, &|progress| if progress.bound.is_some() { enough.cancel() }).unwrap();
        let sites = task.proposed(&answer.open);
        assert_eq!(sites.len(), 3, "{goal:?}");
        assert!(answer.bound.is_some() || answer.is_proved(), "{goal:?} {answer:?}");
        let gains: Vec<f64> = sites.iter().filter_map(|site| site.gain).collect();
        assert!(gains.windows(2).all(|pair| pair[0] >= pair[1]), "{goal:?} {gains:?}");
    }
}

#[test]
fn new_outlets_keep_their_distance() {
    let document = Document::new(content(5));
    let (task, answer) = run(&document, SiteOrder { spacing_m: Some(40.0), ..order(SiteGoal::Reach) });
    let sites = task.proposed(&answer.open);
    for (at, site) in sites.iter().enumerate() {
        assert!(sites[..at].iter().all(|other| distance_m(site.place, other.place) >= 40.0));
    }
}

#[test]
fn only_the_ground_of_a_grid_and_all_demand_that_can_be_reached() {
    let document = Document::new(content(5));
    let plane = document.plane_named(None).unwrap();
    let grid = document.view().grids_of_level(plane, 0).map(|(id, _)| id).next().unwrap();
    let (task, answer) = run(&document, SiteOrder { within: Some(grid), ..order(SiteGoal::Reach) });
    let cells = document.view().cells_of(grid);
    let own: BTreeSet<Position> = cells.iter().filter_map(|cell| document.plan().partition.interior_position(*cell)).collect();
    assert!(task.proposed(&answer.open).iter().all(|site| own.contains(&site.place)));
    let (task, answer) = run(&document, SiteOrder { limit: 4.0, ..order(SiteGoal::ReachAll) });
    assert!(task.unreachable() > 0.0 && !task.proposed(&answer.open).is_empty());
}

#[test]
fn sites_by_road_are_near_in_time() {
    use crate::model::{ReferenceFeature, ReferenceGeometry};
    // One road through the south of the plan: who lives off it walks to it first.
    let mut content = content(5);
    let at = |x: i32, y: i32| crate::partition::fixture::at(x, y);
    content.reference.push(ReferenceFeature { layer: "road".to_owned(), kind: "residential".to_owned(), name: String::new(), geometry: ReferenceGeometry::Lines(vec![vec![at(0, 400), at(2500, 400), at(5000, 400)]]) });
    let document = Document::new(content);
    for way in [Way::Straight, Way::Road(crate::roads::Mode::Walk)] {
        let (task, answer) = run(&document, SiteOrder { way, limit: 60.0, ..order(SiteGoal::ShortWays) });
        assert_eq!(task.proposed(&answer.open).len(), 3, "{way:?}");
    }
    let by_road = SiteTask::new(&document, SiteOrder { way: Way::Road(crate::roads::Mode::Walk), ..order(SiteGoal::Reach) }, &CancelToken::default()).unwrap();
    let straight = SiteTask::new(&document, order(SiteGoal::Reach), &CancelToken::default()).unwrap();
    assert_ne!(by_road.matrix.n_entries(), straight.matrix.n_entries(), "seconds by road are other ways than metres");
    let cancelled = CancelToken::default();
    cancelled.cancel();
    assert!(matches!(SiteTask::new(&document, SiteOrder { way: Way::Road(crate::roads::Mode::Walk), ..order(SiteGoal::Reach) }, &cancelled), Err(SiteFailure::Roads(_))));
}

#[test]
fn no_outlet_stands_in_a_zone() {
    use crate::model::{ReferenceFeature, ReferenceGeometry};
    let mut content = content(5);
    let at = |x: i32, y: i32| crate::partition::fixture::at(x, y);
    // A park over the west, with a clearing in the south-west corner.
    let park = vec![vec![at(-100, -100), at(2_500, -100), at(2_500, 6_000), at(-100, 6_000), at(-100, -100)], vec![at(0, 0), at(1_000, 0), at(1_000, 1_000), at(0, 1_000), at(0, 0)]];
    content.reference.push(ReferenceFeature { layer: "green".to_owned(), kind: String::new(), name: String::new(), geometry: ReferenceGeometry::Polygons(vec![park]) });
    let document = Document::new(content);
    let places = |zones: Vec<SiteZone>| -> BTreeSet<Position> { ground::places(&document, &SiteOrder { zones, ..order(SiteGoal::Reach) }, None).into_iter().map(|(place, _)| place).collect() };
    let all = places(Vec::new());
    let outside_the_park = places(vec![SiteZone::Layer("green".to_owned())]);
    let is_green = |place: &Position| place.lon < at(2_500, 0).lon && (place.lon > at(1_000, 0).lon || place.lat > at(0, 1_000).lat);
    assert_eq!(outside_the_park, all.iter().filter(|place| !is_green(place)).copied().collect());
    assert!(!outside_the_park.is_empty() && outside_the_park.len() < all.len());
    let east = vec![at(2_500, -100), at(6_000, -100), at(6_000, 6_000), at(2_500, 6_000)];
    assert_eq!(places(vec![SiteZone::Area(east)]), all.iter().filter(|place| place.lon < at(2_500, 0).lon).copied().collect());
    let some: Vec<crate::base::CellId> = document.plan().partition.cells().take(3).collect();
    assert_eq!(places(vec![SiteZone::Cells(some)]).len(), all.len() - 3);
}

#[test]
fn outlets_give_way_where_that_is_allowed_and_pays() {
    let document = Document::new(content(5));
    let own: BTreeSet<OutletId> = document.outlets().iter().filter(|(_, outlet)| outlet.status.is_serving() && outlet.kind.group() != OutletGroup::Competitor).map(|(id, _)| id).collect();
    let (stay, answer) = run(&document, with_agents(order(SiteGoal::Reach)));
    assert!(stay.given_up(&answer.open).is_empty());
    let before = answer.objective;
    let (task, answer) = run(&document, SiteOrder { giving_up: GivingUp::Anybody, most_given_up: Some(2), ..with_agents(order(SiteGoal::Reach)) });
    let gone = task.given_up(&answer.open);
    assert!(answer.objective > before && !gone.is_empty() && gone.len() <= 2, "{gone:?} {} {before}", answer.objective);
    assert!(gone.iter().all(|outlet| own.contains(outlet)));
    // What moves away is put up again elsewhere.
    assert_eq!(task.proposed(&answer.open).len(), 3 + gone.len());
    let only: BTreeSet<OutletId> = own.iter().take(1).copied().collect();
    let (task, answer) = run(&document, SiteOrder { giving_up: GivingUp::These(only.clone()), ..with_agents(order(SiteGoal::Reach)) });
    assert!(task.given_up(&answer.open).iter().all(|outlet| only.contains(outlet)));
}

#[test]
fn money_is_not_overspent() {
    let mut rows = content(5);
    let dear = rows.outlets.ids().next().unwrap();
    let outlet = rows.outlets[dear].clone();
    rows.outlets.set(dear, Some(Outlet { attributes: BTreeMap::from([("monthly_fee".to_owned(), "50".to_owned())]), ..outlet }));
    let document = Document::new(rows);
    let spent_of = |budget: f64, giving_up: GivingUp| {
        let (task, answer) = run(&document, SiteOrder { cost: 10.0, budget: Some(budget), giving_up, ..with_agents(order(SiteGoal::Reach)) });
        (task.spent(&task.given_up(&answer.open), task.proposed(&answer.open).len()), task.proposed(&answer.open).len(), task.given_up(&answer.open))
    };
    assert_eq!(spent_of(25.0, GivingUp::Nobody), (20.0, 2, Vec::new()), "two of three at ten each");
    let (spent, _, gone) = spent_of(40.0, GivingUp::These(BTreeSet::from([dear])));
    assert!(spent <= 40.0 && gone == [dear], "fifty a month is more than there is: {spent}");
}

#[test]
fn a_list_of_planned_places_is_chosen_from() {
    let mut content = content(5);
    let template = content.outlets.rows().next().unwrap().clone();
    let at = |x: i32, y: i32| crate::partition::fixture::at(x, y);
    let planned: Vec<OutletId> = (0..6).map(|n| content.outlets.push(Outlet { code: format!("L{n}"), status: crate::model::OutletStatus::Planned, position: at(700 * n + 300, 900 + 500 * (n % 3)), ..template.clone() })).collect();
    let document = Document::new(content);
    let (task, answer) = run(&document, SiteOrder { places: SitePlaces::Planned, sites: 2, ..order(SiteGoal::ShortWays) });
    let sites = task.proposed(&answer.open);
    assert_eq!(sites.len(), 2);
    assert!(sites.iter().all(|site| site.planned.is_some_and(|id| planned.contains(&id) && document.outlets()[id].position == site.place)));
    assert!(task.existing.iter().all(|id| !planned.contains(id)), "a place on the list is not there yet");
}

#[test]
fn outlets_stand_where_roads_meet() {
    use crate::model::{ReferenceFeature, ReferenceGeometry};
    let mut content = content(5);
    let at = |x: i32, y: i32| crate::partition::fixture::at(x, y);
    let crossings = SiteOrder { places: SitePlaces::Crossings, sites: 1, ..order(SiteGoal::Reach) };
    assert!(matches!(SiteTask::new(&Document::new(content.clone()), crossings.clone(), &CancelToken::default()), Err(SiteFailure::NoRoads)));
    for line in [vec![at(0, 400), at(2_500, 400), at(5_000, 400)], vec![at(2_500, 0), at(2_500, 400), at(2_500, 4_000)]] {
        content.reference.push(ReferenceFeature { layer: "road".to_owned(), kind: "residential".to_owned(), name: String::new(), geometry: ReferenceGeometry::Lines(vec![line]) });
    }
    let roads = crate::roads::RoadGraph::build(&crate::io::roads_of_reference(&content.reference), &CancelToken::default()).unwrap();
    assert_eq!(ground::places(&Document::new(content), &crossings, Some(&roads)), [(at(2_500, 400), None)]);
}

#[test]
fn what_is_won_and_what_is_taken_from_own_outlets_is_told_apart() {
    let document = Document::new(content(5));
    let (task, answer) = run(&document, with_agents(order(SiteGoal::Win)));
    let sites = task.proposed(&answer.open);
    assert!(sites.iter().all(|site| site.gain.is_some_and(|gain| gain > 0.0)));
    for site in &sites {
        let rivals: f64 = site.from.iter().filter(|(source, _)| *source == SiteSource::Elsewhere).map(|(_, taken)| taken).sum();
        assert!((rivals - site.gain.unwrap()).abs() < 1e-6);
    }
    assert!(sites.iter().any(|site| site.from.iter().any(|(source, _)| matches!(source, SiteSource::Outlet(_)))));
}
