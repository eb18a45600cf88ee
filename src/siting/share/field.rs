//! What market share is worth to a plan at most, as a sum over demand points of concave functions of a sum over candidates.
//!
//! A candidate's first gain is what it would capture were it the only new one. A plan captures at most the sum of the first gains of its
//! sites; and since utility grows faster than its first gain, at most what the sum of first gains, taken as utility of the strongest candidate,
//! captures. Both hold for every plan and are exact for a plan with one site or several of the strongest, where a tangent counts a tenth of
//! an outlet next door as nearly a whole one. The second one is replaced by tangents, so that the bound is a linear programme.

use super::instance::Instance;
use crate::siting::relaxation::{Choice, Status};
use crate::siting::saddle::Game;

/// How many of the strongest candidate's utilities the tangents touch at.
const TOUCHED: [f64; 3] = [1.0, 2.0, 4.0];
/// Slopes of a demand point: the sum of first gains and the tangents.
const SLOPES: usize = TOUCHED.len() + 1;

/// The least slope of a tangent.
const FLAT: f64 = 1e-9;

/// First gains of all candidates, and what their sums are worth.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// First gain of each candidate as a share of the demand point's largest one.
    columns: Vec<Vec<(u32, f64)>>,
    n_entries: usize,
    /// Largest first gain of each demand point.
    weights: Vec<f64>,
    widths: Vec<f64>,
    slopes: Vec<[(f64, f64); SLOPES]>,
    /// What the kept outlets capture.
    constant: f64,
}

impl Field {
    pub(super) fn new(instance: &Instance) -> Self {
        let n = instance.weights.len();
        let gain = |demand: usize, utility: f64| instance.captured(demand, instance.own[demand] + utility) - instance.captured(demand, instance.own[demand]);
        let (mut strongest, mut total, mut widths) = (vec![0.0f64; n], vec![0.0; n], vec![0.0; n]);
        let usable = |candidate: &usize| instance.referee.usable[*candidate];
        for candidate in (0..instance.n_candidates()).filter(usable) {
            for &(demand, utility) in &instance.columns[candidate] {
                strongest[demand as usize] = strongest[demand as usize].max(utility);
                total[demand as usize] += utility;
            }
        }
        let weights: Vec<f64> = (0..n).map(|demand| gain(demand, strongest[demand])).collect();
        let share = |(demand, utility): &(u32, f64)| (*demand, gain(*demand as usize, *utility) / weights[*demand as usize]);
        let of = |candidate: usize| -> Vec<(u32, f64)> {
            let each = instance.columns[candidate].iter().filter(|(demand, _)| weights[*demand as usize] > 0.0);
            if usable(&candidate) { each.map(share).collect() } else { Vec::new() }
        };
        let columns: Vec<Vec<(u32, f64)>> = (0..instance.n_candidates()).map(of).collect();
        columns.iter().flatten().for_each(|(demand, share)| widths[*demand as usize] += share);
        let slopes = (0..n).map(|demand| slopes(instance, demand, strongest[demand], total[demand], weights[demand])).collect();
        let constant = (0..n).map(|demand| instance.captured(demand, instance.own[demand])).sum();
        Self { n_entries: columns.iter().map(Vec::len).sum(), columns, weights, widths, slopes, constant }
    }

    /// What no plan can capture more than, at prices; fills the reduced costs and the relaxed plan.
    pub(super) fn bound(&self, prices: &[f64], choice: &mut Choice) -> f64 {
        let each = |demand: usize| self.slopes[demand].iter().map(|(slope, length)| length * (slope - prices[demand]).max(0.0)).sum::<f64>();
        let left: f64 = (0..prices.len()).map(|demand| self.weights[demand] * each(demand)).sum();
        for (candidate, column) in self.columns.iter().enumerate() {
            choice.rho[candidate] = -column.iter().map(|(demand, share)| share * self.weights[*demand as usize] * prices[*demand as usize]).sum::<f64>();
        }
        choice.work += self.n_entries as u64;
        self.constant + left - choice.choose()
    }

    /// What plans capture less than the game says: the kept outlets' part.
    pub(super) fn constant(&self) -> f64 {
        self.constant
    }
}

/// Slopes of what a sum of first gains is worth, in units of the largest one, each with the length for which it holds.
fn slopes(instance: &Instance, demand: usize, strongest: f64, total: f64, largest: f64) -> [(f64, f64); SLOPES] {
    let mut slopes = [(0.0, 0.0); SLOPES];
    let (own, rival) = (instance.own[demand], instance.rival[demand]);
    if largest <= 0.0 {
        return slopes;
    }
    let captured = |utility: f64| (instance.captured(demand, own + utility) - instance.captured(demand, own)) / largest;
    let most = captured(total).max(1.0);
    // Lines by slope and what they are worth at nothing.
    let mut lines = [(1.0, 0.0); SLOPES];
    for (line, times) in lines[1..].iter_mut().zip(TOUCHED) {
        let sum = own + rival + times * strongest;
        let slope = if rival > 0.0 { (instance.weights[demand] * rival / (sum * sum) * strongest / largest).min(1.0) } else { 0.0 };
        // A line that is a little steeper lies a little higher, and ends somewhere.
        *line = (if rival > 0.0 { slope.max(FLAT) } else { 0.0 }, captured(times * strongest) - slope * times);
    }
    let (mut at, mut worth) = (0.0, 0.0);
    for (number, &(slope, start)) in lines.iter().enumerate() {
        let end = lines.get(number + 1).map_or(f64::INFINITY, |(next, next_start)| if *next < slope { ((next_start - start) / (slope - next)).max(at) } else { at });
        let length = if slope > 0.0 { (end - at).min((most - worth) / slope).max(0.0) } else { 0.0 };
        slopes[number] = (slope, length);
        at += length;
        worth += slope * length;
    }
    slopes
}

/// The field with what is decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Board<'a> {
    pub(super) field: &'a Field,
    pub(super) choice: &'a Choice,
}

impl Game for Board<'_> {
    fn choice(&self) -> &Choice {
        self.choice
    }

    fn n_entries(&self) -> usize {
        self.field.n_entries
    }

    fn weight(&self, demand: usize) -> f64 {
        self.field.weights[demand]
    }

    fn width(&self, demand: usize) -> f64 {
        self.field.widths[demand].max(1.0)
    }

    fn reach(&self, candidate: usize) -> f64 {
        self.field.columns[candidate].iter().map(|(demand, share)| share * self.field.weights[*demand as usize]).sum()
    }

    fn collect(&self, prices: &[f64], gains: &mut [f64]) -> u64 {
        let amounts: Vec<f64> = prices.iter().zip(&self.field.weights).map(|(price, weight)| price * weight).collect();
        let free = gains.iter_mut().zip(&self.field.columns).zip(&self.choice.status).filter(|(_, status)| **status == Status::Free);
        free.for_each(|((gain, column), _)| *gain = column.iter().map(|(demand, share)| share * amounts[*demand as usize]).sum());
        self.field.n_entries as u64
    }

    fn cover(&self, plan: &[f64], covered: &mut [f64]) -> u64 {
        let mut work = 0;
        for (column, share) in self.field.columns.iter().zip(plan).filter(|(_, share)| **share > 0.0) {
            column.iter().for_each(|(demand, part)| covered[*demand as usize] += share * part);
            work += column.len() as u64;
        }
        work
    }

    fn slopes(&self, demand: usize) -> impl DoubleEndedIterator<Item = (f64, f64)> + Clone {
        self.field.slopes[demand].iter().copied().filter(|(_, length)| *length > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::random::Random;
    use crate::siting::tests::fixture::{plans, small};
    use crate::siting::{Decay, MarketShare, Rules};

    #[test]
    fn no_plan_captures_more_than_any_prices_say() {
        let mut random = Random::new(3);
        for seed in 0..24 {
            let small = small(seed, 14, 8);
            let decay = if seed % 2 == 0 { Decay::Power { exponent: 2.0, least: 3.0 } } else { Decay::Exponential { rate: 0.05 } };
            // Rivals strong, weak and none at all.
            let rival: Vec<f64> = (0..14).map(|_| [0.0, 1e-4, 0.3][random.below(3)]).collect();
            let attraction: Vec<f64> = (0..8).map(|site| 1.0 + f64::from(site % 3)).collect();
            let kept = if seed % 3 == 0 { vec![7] } else { Vec::new() };
            let rules = Rules { sites: 3, kept, ..Rules::default() };
            let problem = MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay, rules: &rules };
            let instance = Instance::new(&problem).unwrap();
            let field = Field::new(&instance);
            let new_sites = |plan: Vec<u32>| plan.into_iter().filter(|site| !rules.kept.contains(site)).collect::<Vec<u32>>();
            let most = plans(&rules, 8).into_iter().map(|plan| instance.evaluate(&new_sites(plan))).fold(0.0, f64::max);
            for _ in 0..20 {
                let prices: Vec<f64> = (0..14).map(|_| random.unit()).collect();
                let mut choice = Choice::new(&instance.referee.usable, 3);
                let bound = field.bound(&prices, &mut choice);
                assert!(bound >= most * (1.0 - 1e-9), "seed {seed}: {bound} of {most}");
            }
        }
    }

    #[test]
    fn slopes_fall_and_hold_as_far_as_all_that_can_be_captured() {
        for seed in 0..10 {
            let small = small(seed, 14, 8);
            let rules = Rules::open(3);
            let (rival, attraction) = (vec![0.01; 14], vec![1.0; 8]);
            let problem = MarketShare { matrix: &small.matrix, weights: &small.weights, attraction: &attraction, rival: &rival, decay: Decay::Exponential { rate: 0.1 }, rules: &rules };
            let instance = Instance::new(&problem).unwrap();
            let field = Field::new(&instance);
            let all = instance.own_with(&(0..8).collect::<Vec<u32>>());
            for demand in 0..14 {
                let slopes = &field.slopes[demand];
                assert!(slopes.windows(2).all(|pair| pair[0].0 >= pair[1].0 && pair[0].1 >= 0.0), "{slopes:?}");
                let worth: f64 = slopes.iter().map(|(slope, length)| slope * length).sum();
                assert!((worth * field.weights[demand] - instance.captured(demand, all[demand])).abs() < 1e-9, "{slopes:?}");
            }
        }
    }
}
