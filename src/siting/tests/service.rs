//! Service while outlets move: the sums are those of a fresh start.

use crate::siting::random::Random;
use crate::siting::{Decay, Metric, Reach, Service, ServiceOutlet, ServiceRules};

const RULES: ServiceRules = ServiceRules { limit: 12.0, decay: Decay::Power { exponent: 2.0, least: 1.0 }, at_home: 0.001 };

struct City {
    places: Vec<[f64; 2]>,
    weights: Vec<i64>,
    outlets: Vec<ServiceOutlet>,
    stands: Vec<[f64; 2]>,
    reach: Reach,
}

fn city() -> City {
    let mut random = Random::new(9);
    let mut place = || [random.unit() * 100.0, random.unit() * 100.0];
    let places: Vec<[f64; 2]> = (0..600).map(|_| place()).collect();
    let stands: Vec<[f64; 2]> = (0..12).map(|_| place()).collect();
    let weights = (0..600).map(|at| 1 + at % 7).collect();
    let outlets = (0..12).map(|at| ServiceOutlet { is_rival: at % 4 == 3, capacity: Some(300), attraction: 1.0 + f64::from(at % 3), limit: (at % 5 == 2).then_some(20.0) }).collect();
    let reach = Reach::new(&places, Metric::Euclid, 25.0);
    City { places, weights, outlets, stands, reach }
}

fn service(city: &City) -> Service {
    let columns = city.stands.iter().map(|stand| city.reach.column(*stand)).collect();
    Service::new(city.weights.clone(), city.outlets.clone(), columns, RULES).unwrap()
}

#[test]
fn dragging_gives_what_a_fresh_start_gives() {
    let mut city = city();
    let mut service_now = service(&city);
    let mut random = Random::new(3);
    for _ in 0..60 {
        let outlet = random.below(12);
        city.stands[outlet] = [random.unit() * 100.0, random.unit() * 100.0];
        service_now.move_outlet(outlet as u32, city.reach.column(city.stands[outlet]));
        let fresh = service(&city);
        assert_eq!((service_now.covered(), service_now.over_covered()), (fresh.covered(), fresh.over_covered()));
        for (now, fresh) in service_now.outlets().iter().zip(fresh.outlets()) {
            assert_eq!((now.nearest, now.covered), (fresh.nearest, fresh.covered));
            assert!((now.share - fresh.share).abs() < 1e-6 * fresh.share.max(1.0));
        }
    }
    assert!(service_now.covered() > 0 && service_now.over_covered() < service_now.covered() && service_now.covered() < service_now.total());
}

#[test]
fn closing_an_outlet_hands_over_all_it_served() {
    let city = city();
    let mut service = service(&city);
    let served = service.outlets()[0].nearest;
    let handover = service.handover(0);
    assert_eq!(handover.iter().map(|row| row.amount).sum::<i64>(), served);
    assert!(handover.iter().all(|row| row.extra_cost >= 0.0 && row.to != Some(0)));
    let before: Vec<i64> = service.outlets().iter().map(|sums| sums.nearest).collect();
    service.move_outlet(0, Vec::new());
    for row in &handover {
        if let Some(to) = row.to {
            assert_eq!(service.outlets()[to as usize].nearest - before[to as usize], row.amount, "who takes them is who was named");
        }
    }
    assert_eq!(service.outlets()[0].nearest, 0);
}

#[test]
fn blind_spots_hold_exactly_the_demand_that_is_not_covered() {
    let city = city();
    let service = service(&city);
    let spots = service.blind_spots(&city.places, [10.0, 10.0]);
    assert_eq!(spots.iter().map(|spot| spot.amount).sum::<i64>(), service.total() - service.covered());
    assert!(spots.windows(2).all(|pair| pair[0].amount >= pair[1].amount) && spots.len() > 3);
    assert!(service.nearest(spots[0].heaviest as usize).is_none_or(|(_, cost)| cost > RULES.limit));
    assert!((0..12).all(|outlet| service.utilisation(outlet).unwrap() >= 0.0));
}

#[test]
fn limits_belong_to_outlets_and_to_places() {
    let outlet = |limit| ServiceOutlet { is_rival: false, capacity: None, attraction: 1.0, limit };
    let column = vec![(0, 11.0), (1, 11.0), (2, 30.0)];
    let covered = |limit, stretch: Vec<f32>| Service::with_stretch(vec![1, 10, 100], stretch, vec![outlet(limit)], vec![column.clone()], RULES).unwrap().covered();
    assert_eq!(covered(None, Vec::new()), 11);
    assert_eq!(covered(Some(5.0), Vec::new()), 0, "its own limit counts");
    assert_eq!(covered(None, vec![0.5, 1.0, 3.0]), 110, "and where the demand lives");
    assert!(Service::with_stretch(vec![1], vec![1.0, 1.0], Vec::new(), Vec::new(), RULES).is_err());
}

#[test]
fn a_farther_outlet_that_reaches_farther_covers() {
    let outlet = |limit| ServiceOutlet { is_rival: false, capacity: None, attraction: 1.0, limit: Some(limit) };
    let service = Service::new(vec![7], vec![outlet(1.0), outlet(10.0)], vec![vec![(0, 2.0)], vec![(0, 3.0)]], RULES).unwrap();
    assert_eq!((service.covered(), service.nearest(0), service.covering(0).collect::<Vec<_>>()), (7, Some((0, 2.0)), vec![1]));
    assert_eq!((service.outlets()[0].nearest, service.outlets()[0].covered, service.outlets()[1].covered), (7, 0, 7));
}

#[test]
fn an_outlet_that_is_added_is_one_from_the_start() {
    let city = city();
    let mut service_now = service(&City { outlets: city.outlets[..11].to_vec(), stands: city.stands[..11].to_vec(), places: city.places.clone(), weights: city.weights.clone(), reach: Reach::new(&city.places, Metric::Euclid, 25.0) });
    assert_eq!(service_now.add_outlet(city.outlets[11], city.reach.column(city.stands[11])), 11);
    let fresh = service(&city);
    assert_eq!((service_now.covered(), service_now.over_covered()), (fresh.covered(), fresh.over_covered()));
    assert!(service_now.outlets().iter().zip(fresh.outlets()).all(|(now, fresh)| (now.nearest, now.covered) == (fresh.nearest, fresh.covered)));
}

#[test]
fn what_an_outlet_takes_from_its_own_is_what_they_lose() {
    let city = city();
    let mut with = service(&city);
    let own = |service: &Service| (1..12).filter(|at| at % 4 != 3).map(|at| service.outlets()[at].share).sum::<f64>();
    let (taken, before) = (with.taken_from_own(0), own(&with));
    assert!(taken > 0.0 && taken <= with.outlets()[0].share + 1e-9);
    with.move_outlet(0, Vec::new());
    assert!((own(&with) - before - taken).abs() < 1e-6 * before.max(1.0));
}
