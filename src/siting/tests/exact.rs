//! Small problems against the best of all plans.

use super::fixture::{least_cost, most_covered, nearest, plans, small};
use crate::siting::{
    CapacitatedPMedian, Control, Covering, Decay, MarketShare, PCenter, PMedian, Rules, SetCovering, StopReason, Worth, capacitated_p_median, covering, market_share, p_center,
    p_median, rival_utility, set_covering,
};

const SEEDS: std::ops::Range<u64> = 0..12;

fn control() -> Control<'static> {
    Control { rounds: 300, ..Control::default() }
}

#[test]
fn p_median_finds_and_proves_the_best_of_all_plans() {
    for seed in SEEDS {
        let small = small(seed, 14, 11);
        for unserved in [None, Some(20.0f32)] {
            let rules = Rules::open(2 + seed as usize % 3);
            let best = least_cost(&small, &rules, unserved.map(f64::from)).unwrap();
            let answer = p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved, rules: &rules }, &control()).unwrap();
            assert_eq!((answer.objective, answer.stop_reason), (best, StopReason::Proved), "seed {seed} {unserved:?}");
            assert_eq!(answer.gap(), Some(0.0));
        }
    }
}

#[test]
fn covering_finds_and_proves_the_best_of_all_plans() {
    for seed in SEEDS {
        let small = small(seed, 20, 11);
        let rules = Rules::open(3);
        for (worth, values) in [(Worth::Once, vec![0.0, 1.0]), (Worth::Twice { first_share: 0.75 }, vec![0.0, 0.75, 1.0]), (Worth::Twice { first_share: 0.0 }, vec![0.0, 0.0, 1.0])] {
            let best = most_covered(&small, &rules, 25.0, &values);
            let answer = covering(&Covering { matrix: &small.matrix, limit: Some(25.0), weights: &small.weights, worth, rules: &rules }, &control()).unwrap();
            assert!((answer.objective - best).abs() < 1e-9 && answer.is_proved(), "seed {seed} {worth:?}: {answer:?}, best {best}");
        }
    }
}

#[test]
fn set_covering_finds_and_proves_the_fewest_and_the_cheapest() {
    for seed in SEEDS {
        let small = small(seed, 16, 11);
        let costs: Vec<f64> = (0..11).map(|site| 1.0 + f64::from(site % 4)).collect();
        for costs in [Vec::new(), costs] {
            let rules = Rules { costs: costs.clone(), ..Rules::default() };
            let free = Rules { sites: 11, costs: costs.clone(), ..Rules::default() };
            let problem = SetCovering { matrix: &small.matrix, limit: Some(40.0), rules: &rules };
            let out: Vec<u32> = crate::siting::unreachable(&problem);
            let covers = |plan: &Vec<u32>| (0..16).filter(|demand| !out.contains(&(*demand as u32))).all(|demand| nearest(&small.matrix, demand, plan).is_some_and(|cost| cost <= 40.0));
            let cost = |plan: Vec<u32>| plan.iter().map(|site| costs.get(*site as usize).copied().unwrap_or(1.0)).sum::<f64>();
            let best = plans(&free, 11).into_iter().filter(covers).map(cost).fold(f64::INFINITY, f64::min);
            let answer = set_covering(&problem, &control()).unwrap();
            assert_eq!((answer.objective, answer.is_proved()), (best, true), "seed {seed}");
            assert!(covers(&answer.open), "seed {seed}: everything is covered");
        }
    }
}

#[test]
fn p_center_finds_and_proves_the_smallest_radius() {
    for seed in SEEDS {
        let small = small(seed, 15, 11);
        let rules = Rules::open(3);
        let radius = |plan: &Vec<u32>| (0..15).map(|demand| nearest(&small.matrix, demand, plan).unwrap_or(f64::INFINITY)).fold(0.0, f64::max);
        let best = plans(&rules, 11).iter().map(radius).fold(f64::INFINITY, f64::min);
        let answer = p_center(&PCenter { matrix: &small.matrix, rules: &rules }, &control()).unwrap();
        assert_eq!((answer.objective, answer.is_proved()), (best, true), "seed {seed}");
        assert!((radius(&answer.open) - best).abs() < 1e-9, "seed {seed}: the plan has this radius");
    }
}

/// The least cost of serving everyone from these sites within their capacities, by trying everything.
fn least_assignment(cost: &dyn Fn(usize, u32) -> f64, loads: &[f64], plan: &[u32], capacity: f64) -> f64 {
    fn go(cost: &dyn Fn(usize, u32) -> f64, loads: &[f64], plan: &[u32], room: &mut Vec<f64>, demand: usize, so_far: f64, best: &mut f64) {
        if so_far >= *best {
            return;
        }
        if demand == loads.len() {
            *best = so_far;
            return;
        }
        for at in 0..plan.len() {
            if loads[demand] <= room[at] {
                room[at] -= loads[demand];
                go(cost, loads, plan, room, demand + 1, so_far + cost(demand, plan[at]), best);
                room[at] += loads[demand];
            }
        }
    }
    let mut best = f64::INFINITY;
    go(cost, loads, plan, &mut vec![capacity; plan.len()], 0, 0.0, &mut best);
    best
}

#[test]
fn capacitated_p_median_finds_the_best_of_all_plans() {
    for seed in 0..6 {
        let small = small(seed, 9, 7);
        let rules = Rules::open(3);
        let capacity = (small.weights.iter().sum::<f64>() / 3.0 * 1.15).max(9.0).ceil();
        let cost = |demand: usize, site: u32| f64::from(small.matrix.cost(demand, site as usize).unwrap());
        let best = plans(&rules, 7).iter().map(|plan| least_assignment(&cost, &small.weights, plan, capacity)).fold(f64::INFINITY, f64::min);
        let ones = vec![1.0; 9];
        let capacities = vec![capacity; 7];
        let problem = CapacitatedPMedian { matrix: &small.matrix, weights: &ones, loads: &small.weights, capacities: &capacities, rules: &rules };
        let answer = capacitated_p_median(&problem, &Control { rounds: 40, ..Control::default() });
        if best.is_infinite() {
            assert!(answer.is_err(), "seed {seed}: nobody can serve all");
            continue;
        }
        let answer = answer.unwrap();
        assert!((answer.answer.objective - best).abs() < 1e-6, "seed {seed}: {answer:?}, best {best}");
        assert!(answer.answer.bound.is_none_or(|bound| bound <= best + 1e-6), "seed {seed}: the bound holds");
        for &site in &answer.answer.open {
            let load: f64 = answer.served_by.iter().zip(&small.weights).filter(|(by, _)| **by == site).map(|(_, weight)| weight).sum();
            assert!(load <= capacity, "seed {seed}: site {site} has room");
        }
    }
}

#[test]
fn market_share_finds_and_proves_the_best_of_all_plans() {
    for seed in 0..6 {
        let small = small(seed, 16, 10);
        let decay = Decay::Power { exponent: 2.0, least: 3.0 };
        let rival = rival_utility(&small.matrix, &[0.0, 1.0, 0.0, 0.0, 2.0], decay, 1e-4);
        let rules = Rules { sites: 3, kept: vec![0], ..Rules::default() };
        let attraction = vec![1.0; 10];
        let problem = MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay, rules: &rules };
        let value = |plan: &Vec<u32>| crate::siting::shares(&problem, plan).unwrap().outlets.iter().sum::<f64>();
        let best = plans(&rules, 10).iter().map(value).fold(0.0, f64::max);
        let answer = market_share(&problem, &control()).unwrap();
        assert!((answer.objective - best).abs() < 1e-6 * best && answer.is_proved(), "seed {seed}: {answer:?}, best {best}");
    }
}
