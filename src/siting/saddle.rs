//! The linear relaxation of a problem that maximises as a game: a fractional plan seeks coverage, prices make it dear where there is enough.
//!
//! The plan `y` maximises and the prices `λ` minimise `Σ w·(Σ_k l_k·max(0, s_k - λ) + λ·Σ_j a_j·y_j)`, the inner sum over the candidates
//! that cover the demand point, the one before it over the falling slopes of what coverage is worth. Both take turns in steps scaled to the
//! lists (Chambolle and Pock 2011, Pock and Chambolle 2011); what is kept is the mean of all turns, from which the game begins anew
//! whenever it got better (Applegate and others, Practical large-scale linear programming using primal-dual hybrid gradient, 2021). A turn
//! costs one pass over the pairs, and a few hundred turns come closer to the value of the linear programme than subgradients ever
//! do. Any prices give a bound; the plan says how far the bound is from the best one.

use super::relaxation::{Choice, Status};

/// Pairs of one step, and how many turns one step may take.
const STEP: usize = 4_000_000;
const TURNS: (usize, usize) = (2, 16);
/// The game begins anew from the mean when the distance falls to the first share of what it was at the last beginning, or to the second and
/// no further; at the latest after this share of all turns.
const RESTART: (f64, f64, f64) = (0.2, 0.8, 0.36);
/// Turns before it may begin anew for being late.
const EARLY: usize = 100;
/// Most halvings of the way to the right number of sites.
const HALVINGS: usize = 60;

/// What the game is about.
pub(super) trait Game {
    /// Decisions, and how many sites there may be.
    fn choice(&self) -> &Choice;
    /// Pairs of demand points and candidates.
    fn n_entries(&self) -> usize;
    /// How much a demand point counts.
    fn weight(&self, demand: usize) -> f64;
    /// Sum of what all candidates cover of a demand point.
    fn width(&self, demand: usize) -> f64;
    /// Weight of what a candidate covers.
    fn reach(&self, candidate: usize) -> f64;
    /// What each candidate collects at prices; `gains` comes with zeros. Returns the pairs looked at.
    fn collect(&self, prices: &[f64], gains: &mut [f64]) -> u64;
    /// How much of each demand point a fractional plan covers; `covered` comes with zeros. Returns the pairs looked at.
    fn cover(&self, plan: &[f64], covered: &mut [f64]) -> u64;
    /// The slopes of what a demand point's coverage is worth, largest first, each with the coverage for which it holds; all slopes lie
    /// in `0..=1` and prices up to the first one.
    fn slopes(&self, demand: usize) -> impl DoubleEndedIterator<Item = (f64, f64)> + Clone;

    /// What a fractional plan that covers each demand point so much is worth.
    fn worth(&self, covered: &[f64]) -> f64 {
        let each = |demand: usize, mut amount: f64| {
            let mut sum = 0.0;
            for (slope, length) in self.slopes(demand) {
                sum += slope * amount.clamp(0.0, length);
                amount -= length;
            }
            self.weight(demand) * sum
        };
        covered.iter().enumerate().map(|(demand, amount)| each(demand, *amount)).sum()
    }
}

/// A fractional plan, how often it covers each demand point, and prices.
#[derive(Clone, Debug)]
struct Position {
    plan: Vec<f64>,
    covered: Vec<f64>,
    prices: Vec<f64>,
}

impl Position {
    fn add(&mut self, other: &Self) {
        let pairs = [(&mut self.plan, &other.plan), (&mut self.covered, &other.covered), (&mut self.prices, &other.prices)];
        for (sums, values) in pairs {
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
    }

    fn scale(&mut self, factor: f64) {
        for values in [&mut self.plan, &mut self.covered, &mut self.prices] {
            values.iter_mut().for_each(|value| *value *= factor);
        }
    }
}

/// The game as it stands.
#[derive(Clone, Debug)]
pub(super) struct Saddle {
    now: Position,
    sums: Position,
    n_summed: usize,
    mean: Position,
    /// Where the game last began.
    begun: Position,
    /// How long the plan's steps are compared with the prices'.
    pace: f64,
    /// Weight of what each candidate covers.
    reaches: Vec<f64>,
    gains: Vec<f64>,
    next: Vec<f64>,
    fresh: Vec<f64>,
    /// What a site must collect to be part of the plan, a start for the next search.
    least: f64,
    n_turns: usize,
    /// Distance of bound and plan now, at the last beginning and before the last step.
    distance: f64,
    distance_begun: f64,
    distance_before: f64,
}

impl Saddle {
    /// A game from prices, with the same share of every usable candidate.
    pub(super) fn new(game: &impl Game, prices: &[f64]) -> Self {
        let choice = game.choice();
        let (n, m) = (prices.len(), choice.status.len());
        let reaches: Vec<f64> = (0..m).map(|candidate| game.reach(candidate)).collect();
        // Who covers nothing has no part in the plan.
        let is_useful = |candidate: &usize| choice.status[*candidate] != Status::Excluded && reaches[*candidate] > 0.0;
        let share = (choice.room as f64 / (0..m).filter(is_useful).count().max(1) as f64).min(1.0);
        let plan: Vec<f64> = (0..m).map(|candidate| if is_useful(&candidate) { share } else { 0.0 }).collect();
        let mut now = Position { plan, covered: vec![0.0; n], prices: prices.to_vec() };
        game.cover(&now.plan, &mut now.covered);
        let sums = Position { plan: vec![0.0; m], covered: vec![0.0; n], prices: vec![0.0; n] };
        Self {
            sums,
            n_summed: 0,
            mean: now.clone(),
            begun: now.clone(),
            now,
            pace: 1.0,
            reaches,
            gains: vec![0.0; m],
            next: vec![0.0; m],
            fresh: vec![0.0; n],
            least: 0.0,
            n_turns: 0,
            distance: f64::INFINITY,
            distance_begun: f64::INFINITY,
            distance_before: f64::INFINITY,
        }
    }

    /// The prices now and those of the mean.
    pub(super) fn prices(&self) -> [&[f64]; 2] {
        [&self.now.prices, &self.mean.prices]
    }

    /// How far the bounds at [`Self::prices`] are from what the plans that belong to them are worth; begins anew where that pays.
    /// Values here are those above the constant.
    pub(super) fn judge(&mut self, game: &impl Game, bounds: [f64; 2]) {
        let distances = [bounds[0] - game.worth(&self.now.covered), bounds[1] - game.worth(&self.mean.covered)];
        let is_mean = distances[1] < distances[0];
        self.distance = distances[0].min(distances[1]);
        let (far, near, share) = RESTART;
        let is_late = self.n_summed as f64 > share * (self.n_turns + 1) as f64 && self.n_turns > EARLY;
        let is_better = self.distance < far * self.distance_begun || (self.distance < near * self.distance_begun && self.distance > self.distance_before);
        self.distance_before = self.distance;
        if self.n_summed > 0 && (is_better || is_late) {
            self.begin(game, is_mean);
        }
    }

    /// Distance of bound and fractional plan when last judged: no prices give a bound that is better by more.
    pub(super) fn distance(&self) -> f64 {
        self.distance
    }

    fn begin(&mut self, game: &impl Game, is_mean: bool) {
        if is_mean {
            self.now.clone_from(&self.mean);
        }
        let length = |sum: f64| sum.sqrt();
        let plans = self.now.plan.iter().zip(&self.begun.plan).zip(&self.reaches).map(|((now, begun), weight)| weight * (now - begun) * (now - begun));
        let plan_way = length(plans.sum());
        let prices = self.now.prices.iter().zip(&self.begun.prices).enumerate();
        let price_way = length(prices.map(|(demand, (now, begun))| game.weight(demand) * game.width(demand) * (now - begun) * (now - begun)).sum());
        if plan_way > 1e-9 && price_way > 1e-9 {
            // Both sides should have the same way to go: half of the way towards that.
            self.pace = (self.pace * (plan_way / price_way)).sqrt();
        }
        self.begun.clone_from(&self.now);
        self.sums.scale(0.0);
        self.n_summed = 0;
        self.distance_begun = self.distance;
        self.distance_before = f64::INFINITY;
    }

    /// Some turns; returns the pairs looked at.
    pub(super) fn step(&mut self, game: &impl Game) -> u64 {
        let n_turns = (STEP / game.n_entries().max(1)).clamp(TURNS.0, TURNS.1);
        let mut work = 0;
        for _ in 0..n_turns {
            work += self.turn(game);
            self.sums.add(&self.now);
            self.n_summed += 1;
        }
        self.n_turns += n_turns;
        self.mean.clone_from(&self.sums);
        self.mean.scale(1.0 / self.n_summed as f64);
        work
    }

    fn turn(&mut self, game: &impl Game) -> u64 {
        self.gains.fill(0.0);
        self.fresh.fill(0.0);
        let work = game.collect(&self.now.prices, &mut self.gains);
        self.move_plan(game.choice());
        let work = work + game.cover(&self.next, &mut self.fresh);
        for (demand, price) in self.now.prices.iter_mut().enumerate() {
            let ahead = 2.0 * self.fresh[demand] - self.now.covered[demand];
            let length = 1.0 / (self.pace * game.width(demand).max(f64::MIN_POSITIVE));
            *price = nearest_price(*price - length * ahead, length, game.slopes(demand));
        }
        std::mem::swap(&mut self.now.plan, &mut self.next);
        std::mem::swap(&mut self.now.covered, &mut self.fresh);
        work
    }

    /// The plan one step further along the gains, within the number of sites.
    fn move_plan(&mut self, choice: &Choice) {
        let Self { now, next, gains, reaches, pace, .. } = self;
        let length = |candidate: usize| if reaches[candidate] > 0.0 { *pace / reaches[candidate] } else { 0.0 };
        let mut room = choice.room as f64;
        for (candidate, status) in choice.status.iter().enumerate() {
            next[candidate] = match status {
                Status::Free => now.plan[candidate] + length(candidate) * gains[candidate],
                Status::Fixed => 1.0,
                Status::Excluded => 0.0,
            };
            room -= f64::from(u8::from(*status == Status::Fixed));
        }
        let free: Vec<u32> = (0..next.len() as u32).filter(|at| choice.status[*at as usize] == Status::Free).collect();
        // How much is in the plan when a site must collect so much, and how fast that falls.
        let amount = |least: f64, next: &[f64]| {
            free.iter().map(|at| (next[*at as usize] - length(*at as usize) * least, length(*at as usize))).fold((0.0, 0.0), |(sum, slope), (value, length)| {
                if value >= 1.0 { (sum + 1.0, slope) } else if value > 0.0 { (sum + value, slope + length) } else { (sum, slope) }
            })
        };
        let mut least = self.least;
        let (mut low, mut high) = (0.0, f64::INFINITY);
        for _ in 0..HALVINGS {
            let (sum, slope) = amount(least, next);
            if (sum - room).abs() <= 1e-9 * room || (sum < room && least <= 0.0) {
                break;
            }
            if sum > room { low = least } else { high = least }
            let newton = least + (sum - room) / slope;
            let middle = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * low + 1.0 };
            least = if newton > low && newton < high { newton } else { middle };
            if low == 0.0 && sum < room && newton <= 0.0 {
                least = 0.0;
            }
        }
        for &at in &free {
            next[at as usize] = (next[at as usize] - length(at as usize) * least).clamp(0.0, 1.0);
        }
        self.least = least;
    }
}

/// The price that is best for the demand point when moving away from `at` has its cost too: least of
/// `Σ_k l_k·max(0, s_k - λ) + (λ - at)²/(2·length)`.
fn nearest_price(at: f64, length: f64, slopes: impl DoubleEndedIterator<Item = (f64, f64)> + Clone) -> f64 {
    let mut above: f64 = slopes.clone().map(|(_, long)| long).sum();
    let mut low = 0.0;
    for (slope, long) in slopes.rev() {
        let price = at + length * above;
        if price <= slope {
            return price.max(low);
        }
        low = slope;
        above -= long;
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::random::Random;

    #[test]
    fn the_nearest_price_is_the_best_of_all() {
        let mut random = Random::new(9);
        for _ in 0..500 {
            let mut slopes: Vec<(f64, f64)> = (0..=random.below(4)).map(|_| (random.unit(), 0.2 + random.unit())).collect();
            slopes.sort_by(|a, b| b.0.total_cmp(&a.0));
            let (at, length) = (3.0 * random.unit() - 1.5, 0.05 + random.unit());
            let cost = |price: f64| slopes.iter().map(|(slope, long)| long * (slope - price).max(0.0)).sum::<f64>() + (price - at) * (price - at) / (2.0 * length);
            let price = nearest_price(at, length, slopes.iter().copied());
            assert!((0.0..=slopes[0].0).contains(&price), "{price} {slopes:?}");
            let least = (0..=1000).map(|part| cost(slopes[0].0 * f64::from(part) / 1000.0)).fold(f64::INFINITY, f64::min);
            assert!(cost(price) <= least + 1e-12, "{price} at {at} {slopes:?}: {} of {least}", cost(price));
        }
    }
}
