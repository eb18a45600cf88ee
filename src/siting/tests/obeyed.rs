//! Every rule in every problem against the best of all plans that follow it, and bounds that hold however early one stops.

use super::fixture::{Small, most_covered, nearest, plans, small};
use crate::siting::{
    Answer, CapacitatedPMedian, Control, Covering, Decay, MarketShare, PCenter, PMedian, Rules, SetCovering, StopReason, Worth, capacitated_p_median, covering, market_share, p_center,
    p_median, rival_utility, set_covering, shares,
};
use proptest::prelude::*;

const LIMIT: f32 = 22.0;

fn control(rounds: u64) -> Control<'static> {
    Control { rounds, ..Control::default() }
}

fn covered(small: &Small, rules: &Rules, rounds: u64) -> Answer {
    covering(&Covering { matrix: &small.matrix, limit: Some(LIMIT), weights: &small.weights, worth: Worth::Once, rules }, &control(rounds)).unwrap()
}

fn centred(small: &Small, rules: &Rules, rounds: u64) -> Answer {
    p_center(&PCenter { matrix: &small.matrix, rules }, &control(rounds)).unwrap()
}

fn radius(small: &Small, plan: &[u32]) -> f64 {
    (0..small.weights.len()).map(|demand| nearest(&small.matrix, demand, plan).unwrap_or(f64::INFINITY)).fold(0.0, f64::max)
}

fn smallest_radius(small: &Small, rules: &Rules) -> f64 {
    plans(rules, small.sites.len()).iter().map(|plan| radius(small, plan)).fold(f64::INFINITY, f64::min)
}

/// One rule of each kind that the best plan without it breaks.
fn rules_against(free: &[u32], m: u32) -> Vec<(&'static str, Rules)> {
    let others: Vec<u32> = (0..m).filter(|site| !free.contains(site)).collect();
    let costs = (0..m).map(|site| if free.contains(&site) { 4.0 } else { 1.0 }).collect();
    vec![
        ("kept", Rules { sites: 2, kept: vec![others[0]], ..Rules::default() }),
        ("forbidden", Rules { sites: 3, forbidden: vec![free[0]], ..Rules::default() }),
        ("spacing", Rules { sites: 3, conflicts: vec![(free[0], free[1]), (free[1], free[2])], ..Rules::default() }),
        ("budget", Rules { sites: 3, costs, budget: Some(6.0), ..Rules::default() }),
        ("closable", Rules { sites: 1, closable: others[..2].to_vec(), most_closed: Some(0), ..Rules::default() }),
        ("movable", Rules { sites: 1, closable: others[..2].to_vec(), most_closed: Some(1), ..Rules::default() }),
    ]
}

#[test]
fn covering_follows_each_rule_as_well_as_can_be() {
    for seed in [5, 6, 9] {
        let small = small(seed, 24, 9);
        let free = covered(&small, &Rules::open(3), 200);
        for (name, rules) in rules_against(&free.open, 9) {
            assert!(!rules.allow(&free.open), "{name} matters");
            let answer = covered(&small, &rules, 300);
            let best = most_covered(&small, &rules, f64::from(LIMIT), &[0.0, 1.0]);
            assert!(rules.allow(&answer.open), "{name}: {answer:?}");
            assert!((answer.objective - best).abs() < 1e-9, "{name} seed {seed}: {} of {best}", answer.objective);
        }
    }
}

#[test]
fn p_center_follows_what_stays_and_what_is_forbidden() {
    for seed in [5, 6, 9] {
        let small = small(seed, 20, 9);
        let free = centred(&small, &Rules::open(3), 200);
        for (name, rules) in rules_against(&free.open, 9) {
            let answer = centred(&small, &rules, 300);
            let best = smallest_radius(&small, &rules);
            assert!(rules.allow(&answer.open), "{name}: {answer:?}");
            assert!((answer.objective - best).abs() < 1e-9 || !answer.is_proved(), "{name} seed {seed}: {} of {best}", answer.objective);
            assert!(answer.bound.is_none_or(|bound| bound <= best + 1e-9), "{name} seed {seed}: {answer:?} {best}");
        }
    }
}

#[test]
fn sites_of_different_kinds_cost_what_they_cost() {
    let small = small(3, 24, 10);
    // The first five are halls that cost four, the others terminals that cost one.
    let costs: Vec<f64> = (0..10).map(|site| if site < 5 { 4.0 } else { 1.0 }).collect();
    let with = |budget: f64| Rules { sites: 6, costs: costs.clone(), budget: Some(budget), ..Rules::default() };
    let mut before = 0.0;
    for budget in [4.0, 6.0, 9.0, 14.0] {
        let answer = covered(&small, &with(budget), 300);
        let spent: f64 = answer.open.iter().map(|site| costs[*site as usize]).sum();
        assert!(spent <= budget, "{spent} of {budget}");
        assert!((answer.objective - most_covered(&small, &with(budget), f64::from(LIMIT), &[0.0, 1.0])).abs() < 1e-9, "{budget}");
        assert!(answer.objective >= before);
        before = answer.objective;
    }
}

#[test]
fn nothing_is_called_proved_after_no_work() {
    let small = small(7, 200, 80);
    let rules = Rules::open(12);
    let ones = vec![1.0; 200];
    let capacities = vec![40.0; 80];
    let capacitated = CapacitatedPMedian { matrix: &small.matrix, weights: &ones, loads: &ones, capacities: &capacities, rules: &rules };
    let decay = Decay::Power { exponent: 2.0, least: 3.0 };
    let rival = rival_utility(&small.matrix, &[1.0; 80], decay, 0.01);
    let attraction = vec![1.0; 80];
    let share = MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay, rules: &rules };
    let answers = [
        p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: None, rules: &rules }, &control(0)).unwrap(),
        covered(&small, &Rules::open(7), 0),
        centred(&small, &rules, 0),
        capacitated_p_median(&capacitated, &control(0)).unwrap().answer,
        market_share(&share, &control(0)).unwrap(),
    ];
    for answer in answers {
        assert!(!answer.is_proved() && answer.stop_reason == StopReason::Rounds, "{answer:?}");
        assert!(answer.gap().is_none_or(|gap| gap > 0.0), "{answer:?}");
    }
}

#[test]
fn where_no_candidate_may_be_used_the_plan_is_empty() {
    let small = small(1, 12, 4);
    let rules = Rules { forbidden: vec![0, 1, 2, 3], ..Rules::default() };
    for rounds in [0, 2] {
        let answer = covered(&small, &rules, rounds);
        assert_eq!((answer.open.len(), answer.objective), (0, 0.0), "{answer:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bounds_of_all_problems_hold_however_early_one_stops(seed in any::<u64>(), n in 5usize..16, m in 4usize..9, sites in 1usize..4, rounds in 0u64..3) {
        let small = small(seed, n, m);
        let rules = Rules::open(sites);
        let least = smallest_radius(&small, &rules);
        let answer = centred(&small, &rules, rounds);
        prop_assert!(answer.objective >= least && answer.bound.is_none_or(|bound| bound <= least), "{answer:?} {least}");
        prop_assert!(!answer.is_proved() || (answer.objective - least).abs() < 1e-9);
        let free = Rules { sites: m, ..Rules::default() };
        let covers = |plan: &&Vec<u32>| radius(&small, plan) <= 70.0;
        let fewest = plans(&free, m).iter().filter(covers).map(Vec::len).min();
        if let (Some(fewest), Ok(answer)) = (fewest, set_covering(&SetCovering { matrix: &small.matrix, limit: Some(70.0), rules: &Rules::default() }, &control(rounds))) {
            prop_assert!(answer.objective >= fewest as f64 && answer.bound.is_none_or(|bound| bound <= fewest as f64), "{answer:?} {fewest}");
        }
        let twice = [0.0, 0.7, 1.0];
        let most = most_covered(&small, &rules, f64::from(LIMIT), &twice);
        let problem = Covering { matrix: &small.matrix, limit: Some(LIMIT), weights: &small.weights, worth: Worth::Twice { first_share: 0.7 }, rules: &rules };
        let answer = covering(&problem, &control(rounds)).unwrap();
        prop_assert!(answer.objective <= most + 1e-9 && answer.bound.is_none_or(|bound| bound >= most - 1e-9), "{answer:?} {most}");
        let decay = Decay::Exponential { rate: 0.05 };
        let rival = rival_utility(&small.matrix, &vec![0.5; m], decay, 0.01);
        let attraction: Vec<f64> = (0..m).map(|site| 1.0 + (site % 3) as f64).collect();
        let problem = MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay, rules: &rules };
        let value = |plan: &Vec<u32>| shares(&problem, plan).map_or(0.0, |shares| shares.outlets.iter().sum());
        let most = plans(&rules, m).iter().map(value).fold(0.0, f64::max);
        let answer = market_share(&problem, &control(rounds)).unwrap();
        prop_assert!(answer.objective <= most * (1.0 + 1e-9) && answer.bound.is_none_or(|bound| bound >= most * (1.0 - 1e-9)), "{answer:?} {most}");
    }
}
