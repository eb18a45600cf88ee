//! Bounds hold, rules are followed, nothing claims what it has not shown.

use super::fixture::{least_cost, most_covered, plans, small};
use crate::siting::{
    CapacitatedPMedian, Control, CostMatrix, Covering, Decay, MarketShare, Metric, PMedian, RuleError, Rules, StopReason, Worth, capacitated_p_median, conflicts_within, covering,
    in_order, market_share, p_median, rival_utility, shares, straight_matrix, Worthy,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bounds_are_never_on_the_wrong_side(seed in any::<u64>(), n in 4usize..22, m in 3usize..9, sites in 1usize..4, rounds in 0u64..3, limit in 5f32..60.0) {
        let small = small(seed, n, m);
        let rules = Rules::open(sites.min(m));
        let control = Control { seed, rounds, ..Control::default() };
        let least = least_cost(&small, &rules, None).unwrap();
        let answer = p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: None, rules: &rules }, &control).unwrap();
        prop_assert!(answer.objective >= least && answer.bound.is_none_or(|bound| bound <= least), "{answer:?} {least}");
        prop_assert!(!answer.is_proved() || (answer.objective - least).abs() < 1e-9);
        let most = most_covered(&small, &rules, f64::from(limit), &[0.0, 1.0]);
        let answer = covering(&Covering { matrix: &small.matrix, limit: Some(limit), weights: &small.weights, worth: Worth::Once, rules: &rules }, &control).unwrap();
        prop_assert!(answer.objective <= most && answer.bound.is_none_or(|bound| bound >= most), "{answer:?} {most}");
        prop_assert!(!answer.is_proved() || (answer.objective - most).abs() < 1e-9);
    }

    #[test]
    fn plans_follow_spacing_budget_and_existing_outlets(seed in any::<u64>(), spacing in 10f32..50.0, budget in 3.0f64..12.0) {
        let small = small(seed, 16, 9);
        let distances = straight_matrix(&small.sites, &small.sites, Metric::Euclid, None).unwrap();
        let rules = Rules {
            sites: 2,
            kept: vec![0],
            closable: vec![1, 2],
            most_closed: Some(1),
            forbidden: vec![3],
            costs: (0..9).map(|site| f64::from(1 + site % 4)).collect(),
            budget: Some(budget),
            conflicts: conflicts_within(&distances, spacing),
        };
        let problem = PMedian { matrix: &small.matrix, weights: &small.weights, unserved: Some(150.0), rules: &rules };
        match p_median(&problem, &Control { rounds: 30, seed, ..Control::default() }) {
            Ok(answer) => {
                prop_assert!(rules.allow(&answer.open), "{answer:?} {rules:?}");
                let least = least_cost(&small, &rules, Some(150.0)).unwrap();
                prop_assert!(answer.objective >= least - 1e-6 && answer.bound.is_none_or(|bound| bound <= least + 1e-6), "{answer:?} {least}");
            }
            Err(err) => prop_assert_eq!(err, RuleError::Infeasible),
        }
    }
}

fn median(small: &super::fixture::Small, rules: &Rules) -> crate::siting::Answer {
    p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: None, rules }, &Control { rounds: 100, ..Control::default() }).unwrap()
}

/// A rule matters when the best plan without it breaks it; then the answer must be another one, and the best that follows it.
fn expect_obeyed(rules: &Rules, seed: u64) {
    let small = small(seed, 18, 9);
    let free = median(&small, &Rules { sites: rules.n_open() + rules.kept.len(), ..Rules::default() });
    assert!(!rules.allow(&free.open), "the rule matters: {:?}", free.open);
    let bound = median(&small, rules);
    assert!(rules.allow(&bound.open), "{bound:?}");
    assert_eq!(Some(bound.objective), least_cost(&small, rules, None), "the best plan that follows {rules:?}");
    assert!(bound.objective > free.objective);
}

#[test]
fn an_existing_outlet_stays() {
    let free = median(&small(5, 18, 9), &Rules::open(3));
    let other = (0..9).find(|site| !free.open.contains(site)).unwrap();
    expect_obeyed(&Rules { sites: 2, kept: vec![other], ..Rules::default() }, 5);
}

#[test]
fn a_forbidden_zone_stays_empty() {
    let free = median(&small(5, 18, 9), &Rules::open(3));
    expect_obeyed(&Rules { sites: 3, forbidden: vec![free.open[0]], ..Rules::default() }, 5);
}

#[test]
fn sites_keep_their_distance() {
    let free = median(&small(5, 18, 9), &Rules::open(3));
    expect_obeyed(&Rules { sites: 3, conflicts: vec![(free.open[0], free.open[1])], ..Rules::default() }, 5);
}

#[test]
fn the_budget_is_not_exceeded() {
    let free = median(&small(5, 18, 9), &Rules::open(3));
    let costs = (0..9).map(|site| if free.open.contains(&site) { 5.0 } else { 1.0 }).collect();
    expect_obeyed(&Rules { sites: 3, costs, budget: Some(10.0), ..Rules::default() }, 5);
}

#[test]
fn only_so_many_existing_outlets_are_given_up() {
    let free = median(&small(5, 18, 9), &Rules::open(3));
    let others: Vec<u32> = (0..9).filter(|site| !free.open.contains(site)).take(3).collect();
    let closable = Rules { closable: others.clone(), ..Rules::default() };
    assert!((median(&small(5, 18, 9), &closable).objective - free.objective).abs() < 1e-9, "all of them may move");
    expect_obeyed(&Rules { closable: others, most_closed: Some(1), ..Rules::default() }, 5);
}

#[test]
fn without_capacity_everyone_goes_to_the_nearest_and_with_it_not() {
    let small = small(3, 12, 6);
    let rules = Rules::open(2);
    let ones = vec![1.0; 12];
    let with = |capacity: f64| {
        let capacities = vec![capacity; 6];
        let problem = CapacitatedPMedian { matrix: &small.matrix, weights: &ones, loads: &ones, capacities: &capacities, rules: &rules };
        capacitated_p_median(&problem, &Control { rounds: 20, ..Control::default() }).unwrap()
    };
    let (wide, tight) = (with(100.0), with(6.0));
    let plain = p_median(&PMedian { matrix: &small.matrix, weights: &ones, unserved: None, rules: &rules }, &Control::default()).unwrap();
    assert!((wide.answer.objective - plain.objective).abs() < 1e-6);
    assert!(tight.answer.objective > wide.answer.objective);
    assert!(tight.answer.open.iter().all(|site| tight.served_by.iter().filter(|by| *by == site).count() == 6));
}

#[test]
fn a_tiny_effort_does_not_call_its_answer_proved() {
    let small = small(7, 200, 80);
    let none = Control { rounds: 0, ..Control::default() };
    let rules = Rules::open(12);
    let answer = p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: None, rules: &rules }, &none).unwrap();
    assert_eq!((answer.is_proved(), answer.stop_reason, answer.bound), (false, StopReason::Rounds, None));
    let answer = covering(&Covering { matrix: &small.matrix, limit: Some(9.0), weights: &small.weights, worth: Worth::Once, rules: &rules }, &none).unwrap();
    assert_eq!((answer.is_proved(), answer.stop_reason, answer.bound), (false, StopReason::Rounds, None));
    let stopped = Control { stop: &|| true, ..Control::default() };
    let answer = p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: None, rules: &rules }, &stopped).unwrap();
    assert_eq!(answer.stop_reason, StopReason::Stopped);
}

#[test]
fn everything_and_nothing_are_no_bounds() {
    let small = small(8, 60, 30);
    let total: f64 = small.weights.iter().sum();
    for rounds in [1, 2, 5] {
        let problem = Covering { matrix: &small.matrix, limit: Some(22.0), weights: &small.weights, worth: Worth::Once, rules: &Rules::open(9) };
        let answer = covering(&problem, &Control { rounds, ..Control::default() }).unwrap();
        assert!(answer.is_proved() || answer.bound.is_none_or(|bound| bound < total), "{answer:?} of {total}");
    }
}

#[test]
fn shares_add_up_to_all_demand() {
    for seed in 0..8 {
        let small = small(seed, 30, 9);
        let decay = Decay::Exponential { rate: 0.05 };
        let rival = rival_utility(&small.matrix, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0], decay, 0.01);
        let attraction: Vec<f64> = (0..9).map(|site| 1.0 + f64::from(site % 3)).collect();
        let problem = MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay, rules: &Rules::default() };
        let shares = shares(&problem, &[0, 3, 5]).unwrap();
        let sum = shares.outlets.iter().sum::<f64>() + shares.rivals + shares.nobody;
        let total: f64 = small.weights.iter().sum();
        assert!((sum - total).abs() < 1e-9 * total, "{sum} of {total}");
        assert!(shares.outlets.iter().all(|share| *share > 0.0));
    }
}

#[test]
fn the_number_of_threads_changes_no_site() {
    let small = small(11, 120, 60);
    let decay = Decay::Power { exponent: 1.5, least: 1.0 };
    let rival = vec![0.2; 120];
    let attraction = vec![1.0; 60];
    let rules = Rules::open(7);
    let control = Control { rounds: 4, ..Control::default() };
    let run = || {
        let median = p_median(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: Some(60.0), rules: &rules }, &control).unwrap();
        let cover = covering(&Covering { matrix: &small.matrix, limit: Some(12.0), weights: &small.weights, worth: Worth::Once, rules: &rules }, &control).unwrap();
        let share = market_share(&MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay, rules: &rules }, &control).unwrap();
        (median, cover, share)
    };
    let pool = |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    assert_eq!(pool(1).install(run), pool(4).install(run));
}

#[test]
fn the_next_sites_come_in_the_order_of_what_they_gain() {
    let small = small(2, 40, 12);
    let rules = Rules { sites: 4, kept: vec![0, 1], ..Rules::default() };
    let answer = median(&small, &rules);
    let new: Vec<u32> = answer.open.iter().copied().filter(|site| !rules.kept.contains(site)).collect();
    let order = in_order(&small.matrix, &small.weights, &rules.kept, &new, Worthy::Saving { unserved: 200.0 });
    assert_eq!(order.len(), 4);
    assert!(order.windows(2).all(|pair| pair[0].gain >= pair[1].gain), "{order:?}");
    let before: f64 = (0..40).map(|demand| small.weights[demand] * super::fixture::nearest(&small.matrix, demand, &rules.kept).unwrap()).sum();
    let gained: f64 = order.iter().map(|next| next.gain).sum();
    assert!((before - gained - answer.objective).abs() < 1e-6, "gains lead from the present cost to the plan's");
    assert!(order[0].from.iter().all(|(from, amount)| rules.kept.contains(&from.unwrap()) && *amount > 0.0), "the first takes from what exists");
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    let matrix = CostMatrix::from_rows(vec![vec![(0, 1.0), (1, 2.0)], vec![(1, 1.0)]], 3).unwrap();
    let weights = [1.0, 1.0];
    let refused = |rules: Rules| p_median(&PMedian { matrix: &matrix, weights: &weights, unserved: None, rules: &rules }, &Control::default()).unwrap_err();
    assert_eq!(refused(Rules::open(4)), RuleError::TooFewCandidates { sites: 4, candidates: 3 });
    assert_eq!(refused(Rules { kept: vec![7], ..Rules::default() }), RuleError::NoCandidate { candidate: 7, n_candidates: 3 });
    assert_eq!(refused(Rules { sites: 1, kept: vec![1], forbidden: vec![1], ..Rules::default() }), RuleError::NamedTwice(1));
    assert_eq!(refused(Rules { sites: 1, budget: Some(f64::NAN), ..Rules::default() }).to_string(), "NaN is no amount");
    assert!(CostMatrix::from_rows(vec![vec![(0, -1.0)]], 1).is_err());
    assert!(CostMatrix::from_rows(vec![vec![(1, 1.0)]], 1).is_err());
    assert_eq!(plans(&Rules::open(1), 2).len(), 3, "nothing, one or the other");
}
