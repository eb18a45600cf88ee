//! The bound of market share: what is captured is concave in the added utility, so that its tangent at any point lies above it.
//!
//! The point is a fractional plan that moves towards the best vertex of its own tangent (Frank and Wolfe 1956). Where outlets are far
//! stronger nearby than staying at home, a small part of one captures nearly as much as a whole one, and tangents say little; there
//! the first gains of [`super::field`] give a better bound, found by the game of [`crate::siting::saddle`]. Both are tried, then the better
//! one goes on. Values carry the other sign, because trees minimise; the point takes the place of prices.

use super::field::{Board, Field};
use super::instance::Instance;
use crate::siting::relaxation::{Choice, Relaxed};
use crate::siting::saddle::Saddle;

/// Halvings of the step length.
const HALVINGS: u32 = 20;
/// Steps after which the better of the two bounds goes on alone.
const TRIAL: u32 = 8;
/// The game is over when no prices can close more than this share of the distance between bound and plan.
const SETTLED: f64 = 0.02;

/// The bound by first gains, beside that by tangents.
#[derive(Clone, Debug)]
struct Contest {
    field: Field,
    saddle: Saddle,
    n_steps: u32,
    /// Best bounds of tangents and field so far.
    best: [f64; 2],
    is_settled: bool,
}

/// A fractional plan and its tangent.
#[derive(Clone, Debug)]
pub(super) struct Relaxation<'a> {
    instance: &'a Instance,
    point: Vec<f64>,
    /// Utility of own outlets at the point.
    own: Vec<f64>,
    choice: Choice,
    /// Best vertex of the tangent.
    vertex: Vec<u32>,
    contest: Option<Contest>,
}

impl<'a> Relaxation<'a> {
    /// The tangent at a plan.
    pub(super) fn new(instance: &'a Instance, open: &[u32]) -> Self {
        let mut point = vec![0.0; instance.n_candidates()];
        open.iter().for_each(|site| point[*site as usize] = 1.0);
        let choice = Choice::new(&instance.referee.usable, instance.rules.n_open());
        let field = Field::new(instance);
        let saddle = Saddle::new(&Board { field: &field, choice: &choice }, &vec![0.5; instance.weights.len()]);
        let contest = Some(Contest { field, saddle, n_steps: 0, best: [f64::NEG_INFINITY; 2], is_settled: false });
        Self { instance, point, own: Vec::new(), choice, vertex: Vec::new(), contest }
    }

    /// Captured weight of a demand point at an own utility, as a function that is concave everywhere: where there is no rival the
    /// first touch captures all, and the bound counts it as captured from the start.
    fn captured(&self, demand: usize, own: f64) -> f64 {
        if self.instance.rival[demand] > 0.0 { self.instance.captured(demand, own) } else { self.instance.weights[demand] }
    }

    fn slope(&self, demand: usize, own: f64) -> f64 {
        let rival = self.instance.rival[demand];
        if rival > 0.0 { self.instance.weights[demand] * rival / ((own + rival) * (own + rival)) } else { 0.0 }
    }

    /// The bound by the tangent at the point.
    fn tangent_bound(&mut self) -> f64 {
        let instance = self.instance;
        self.own.clear();
        self.own.extend_from_slice(&instance.own);
        for (column, amount) in instance.columns.iter().zip(&self.point) {
            if *amount > 0.0 {
                column.iter().for_each(|(demand, utility)| self.own[*demand as usize] += amount * utility);
                self.choice.work += column.len() as u64;
            }
        }
        let slopes: Vec<f64> = self.own.iter().enumerate().map(|(demand, own)| self.slope(demand, *own)).collect();
        let mut value: f64 = self.own.iter().enumerate().map(|(demand, own)| self.captured(demand, *own)).sum();
        for (candidate, column) in instance.columns.iter().enumerate() {
            if !instance.referee.usable[candidate] {
                continue;
            }
            let gradient: f64 = column.iter().map(|(demand, utility)| slopes[*demand as usize] * utility).sum();
            self.choice.rho[candidate] = -gradient;
            value -= gradient * self.point[candidate];
            self.choice.work += column.len() as u64;
        }
        let bound = self.choice.choose() - value;
        self.vertex.clone_from(&self.choice.chosen);
        bound
    }

    /// Moves the point towards the best vertex of its tangent.
    fn move_point(&mut self) {
        let instance = self.instance;
        let vertex = instance.own_with(&self.vertex);
        // The captured amount along the way to the vertex rises until its slope changes sign.
        let slope_at = |share: f64| -> f64 {
            let each = self.own.iter().zip(&vertex).enumerate().filter(|(_, (own, vertex))| own.to_bits() != vertex.to_bits());
            each.map(|(demand, (own, vertex))| self.slope(demand, own + share * (vertex - own)) * (vertex - own)).sum()
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if slope_at(middle) > 0.0 { low = middle } else { high = middle }
        }
        let share = high;
        self.point.iter_mut().for_each(|amount| *amount *= 1.0 - share);
        for &site in &self.vertex {
            self.point[site as usize] = (self.point[site as usize] + share).min(1.0);
        }
        self.choice.work += (vertex.len() * HALVINGS as usize / 4) as u64;
    }

    /// The better of the bounds by first gains at the game's two prices.
    fn field_bound(&mut self, contest: &mut Contest) -> f64 {
        let Contest { field, saddle, .. } = contest;
        let bounds = [0, 1].map(|at| -field.bound(saddle.prices()[at], &mut self.choice));
        if bounds[0] > bounds[1] {
            field.bound(saddle.prices()[0], &mut self.choice);
        }
        saddle.judge(&Board { field, choice: &self.choice }, bounds.map(|bound| -bound - field.constant()));
        bounds[0].max(bounds[1])
    }

    /// The better of both bounds, as long as both are tried.
    fn contest_bound(&mut self, contest: &mut Contest) -> f64 {
        if contest.n_steps >= TRIAL {
            return self.field_bound(contest);
        }
        let by_field = self.field_bound(contest);
        let rho = self.choice.rho.clone();
        let by_tangent = self.tangent_bound();
        contest.best = [contest.best[0].max(by_tangent), contest.best[1].max(by_field)];
        if by_field > by_tangent {
            self.choice.rho = rho;
            self.choice.choose();
        }
        by_field.max(by_tangent)
    }
}

impl Relaxed for Relaxation<'_> {
    fn bound(&mut self) -> f64 {
        // Tangents that are better by the end of the trial get better faster too.
        let contest = self.contest.take().filter(|contest| contest.n_steps != TRIAL || contest.best[0] <= contest.best[1]);
        let Some(mut contest) = contest else { return self.tangent_bound() };
        let bound = self.contest_bound(&mut contest);
        self.contest = Some(contest);
        bound
    }

    fn step(&mut self, bound: f64, target: f64, _pace: f64) {
        let Some(contest) = &mut self.contest else {
            self.move_point();
            return;
        };
        self.choice.work += contest.saddle.step(&Board { field: &contest.field, choice: &self.choice });
        contest.is_settled = contest.saddle.distance() < SETTLED * (target - bound);
        contest.n_steps += 1;
        if contest.n_steps <= TRIAL {
            self.move_point();
        }
    }

    fn plan(&mut self) -> Option<(Vec<u32>, f64)> {
        self.cost_of(&self.choice.chosen).map(|cost| (self.choice.chosen.clone(), cost))
    }

    fn cost_of(&self, open: &[u32]) -> Option<f64> {
        let is_allowed = self.instance.rules.is_plain() || self.instance.rules.allow(&self.instance.plan(open));
        is_allowed.then(|| -self.instance.evaluate(open))
    }

    fn goes_back(&self) -> bool {
        false
    }

    fn is_settled(&self) -> bool {
        self.contest.as_ref().is_some_and(|contest| contest.n_steps > TRIAL && contest.is_settled)
    }

    fn compact(&mut self) {}

    fn prices(&self) -> &[f64] {
        &self.point
    }

    fn set_prices(&mut self, prices: &mut dyn Iterator<Item = f64>) {
        self.point.clear();
        self.point.extend(prices);
        self.contest = None;
    }

    fn choice(&self) -> &Choice {
        &self.choice
    }

    fn choice_mut(&mut self) -> &mut Choice {
        &mut self.choice
    }

    fn granularity(&self) -> f64 {
        0.0
    }

    fn tolerance(&self) -> f64 {
        self.instance.tolerance()
    }
}
