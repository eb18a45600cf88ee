//! The p-center problem (p-中心): where to open sites so that the farthest demand point is as near as possible.
//!
//! *When:* the worst case counts, as with promised minutes. *How:* the answer is one of the costs in the matrix; a bisection
//! over them asks each time whether so many sites can cover everything within it (Minieka 1970). Yes comes from the covering
//! search, no from the set covering bound with branch and bound; both work side by side.

use super::control::{Answer, Control, Progress, Sense, StopReason, gap};
use super::cover::{Covering, Worth, instance::Instance, search::Search};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::set_cover::Relaxation;
use super::tree::Tree;
use rayon::prelude::*;

/// Work of one round of either side, in pairs looked at.
const ROUND: u64 = 1_000_000;
/// Rounds for a question of the bisection before it is put off.
const FIRST_ROUNDS: u64 = 3;

/// A p-center problem.
#[derive(Clone, Debug)]
pub struct PCenter<'a> {
    /// Costs of serving.
    pub matrix: &'a CostMatrix,
    /// Rules of the plan.
    pub rules: &'a Rules,
}

/// Whether everything can be covered within a radius.
enum Verdict {
    /// By these candidates.
    Yes(Vec<u32>),
    /// By no plan.
    No,
    /// Not known after so much work.
    Unknown,
}

/// Solves a p-center problem; the objective is the cost of the farthest demand point.
///
/// # Errors
/// [`RuleError`] where the rules make no sense or no plan serves everyone.
pub fn solve(problem: &PCenter<'_>, control: &Control<'_>) -> Result<Answer, RuleError> {
    problem.rules.check(problem.matrix.n_candidates())?;
    let mut run = Run::new(problem, control)?;
    let stop_reason = run.go();
    Ok(run.answer(stop_reason))
}

struct Run<'a> {
    problem: &'a PCenter<'a>,
    control: &'a Control<'a>,
    /// All costs that can be the answer, ascending.
    radii: Vec<f32>,
    /// Radii below this place are too small for any plan.
    proved: usize,
    /// The place of the best plan's radius.
    reached: usize,
    best: Vec<u32>,
    round: u64,
}

impl<'a> Run<'a> {
    fn new(problem: &'a PCenter<'a>, control: &'a Control<'a>) -> Result<Self, RuleError> {
        let (rows, rules) = (problem.matrix.rows(), problem.rules);
        let mut serves = rules.usable(problem.matrix.n_candidates());
        rules.kept.iter().for_each(|candidate| serves[*candidate as usize] = true);
        let least = |demand: usize| rows.row(demand).find(|(candidate, _)| serves[*candidate]).map(|(_, cost)| cost).ok_or(RuleError::Unreachable(demand));
        let nearest: Vec<f32> = (0..rows.len()).map(least).collect::<Result<_, _>>()?;
        let least = nearest.iter().copied().fold(0.0, f32::max);
        let mut radii: Vec<f32> = (0..rows.len()).into_par_iter().flat_map_iter(|demand| rows.costs(demand).iter().copied().filter(|cost| *cost >= least)).collect();
        radii.push(least);
        radii.par_sort_unstable_by(f32::total_cmp);
        radii.dedup();
        let reached = radii.len();
        let mut run = Self { problem, control, radii, proved: 0, reached, best: Vec::new(), round: 0 };
        run.start()?;
        Ok(run)
    }

    /// A first plan: always the candidate nearest to the demand point that is farthest; where rules stand in its way, a covering search.
    fn start(&mut self) -> Result<(), RuleError> {
        let rules = self.problem.rules;
        if rules.is_plain() {
            let plan = farthest_first(self.problem);
            if self.take(&plan) {
                return Ok(());
            }
        }
        let last = self.radii.len() - 1;
        match self.ask(last, self.control.rounds.max(1)) {
            Verdict::Yes(plan) if self.take(&plan) => Ok(()),
            _ => Err(RuleError::Infeasible),
        }
    }

    fn go(&mut self) -> StopReason {
        // Radii that a short look took for too small come back at the end.
        let mut doubtful = self.proved;
        while doubtful < self.reached {
            if let Some(reason) = self.ending() {
                return reason;
            }
            let middle = usize::midpoint(doubtful, self.reached);
            match self.ask(middle, FIRST_ROUNDS) {
                Verdict::Yes(plan) => drop(self.take(&plan)),
                Verdict::No => {
                    self.proved = middle + 1;
                    doubtful = middle + 1;
                    self.tell();
                }
                Verdict::Unknown => doubtful = middle + 1,
            }
        }
        while self.proved < self.reached {
            match self.ask(self.reached - 1, u64::MAX) {
                Verdict::Yes(plan) => drop(self.take(&plan)),
                Verdict::No => self.proved = self.reached,
                Verdict::Unknown => return self.ending().unwrap_or(StopReason::Stopped),
            }
        }
        StopReason::Proved
    }

    fn ending(&self) -> Option<StopReason> {
        if self.proved >= self.reached {
            Some(StopReason::Proved)
        } else if self.shown_bound().is_some_and(|bound| gap(self.objective(), bound) <= self.control.gap) {
            Some(StopReason::Gap)
        } else if self.round >= self.control.rounds {
            Some(StopReason::Rounds)
        } else if (self.control.stop)() {
            Some(StopReason::Stopped)
        } else {
            None
        }
    }

    /// Asks whether a radius is enough, for so many rounds.
    fn ask(&mut self, place: usize, rounds: u64) -> Verdict {
        let (matrix, rules) = (self.problem.matrix, self.problem.rules);
        let weights = vec![1.0; matrix.n_demand()];
        let covering = Covering { matrix, limit: Some(self.radii[place]), weights: &weights, worth: Worth::Once, rules };
        let Ok(instance) = Instance::new(&covering) else { return Verdict::Unknown };
        let within_reach = instance.constant + instance.weights.iter().sum::<f64>();
        if within_reach < instance.total - 0.5 {
            return Verdict::No;
        }
        let mut search = Search::new(&instance, self.control.seed);
        let can_start = search.start().is_ok();
        let mut tree = Tree::new(Relaxation::new(&instance, vec![1.0; matrix.n_candidates()]));
        let too_many = rules.n_open() as f64 + 1.0;
        for _ in 0..rounds {
            if can_start && search.best_value() > instance.total - 0.5 {
                return Verdict::Yes(search.best_plan());
            }
            if let Some(plan) = tree.take_plan().filter(|plan| plan.len() <= rules.n_open() && rules.allow(&instance.plan(plan))) {
                return Verdict::Yes(instance.plan(&plan));
            }
            if tree.bound() > too_many - 1.0 + 1e-3 {
                return Verdict::No;
            }
            if self.round >= self.control.rounds || (self.control.stop)() {
                return Verdict::Unknown;
            }
            self.round += 1;
            rayon::join(|| if can_start { search.work(ROUND) }, || tree.work(ROUND, too_many));
        }
        Verdict::Unknown
    }

    /// Keeps a plan that is better than the best; whether it serves everyone.
    fn take(&mut self, plan: &[u32]) -> bool {
        let Some(radius) = radius(self.problem.matrix, plan) else { return false };
        let place = self.radii.partition_point(|other| *other < radius);
        if place < self.reached {
            self.reached = place;
            self.best = plan.to_vec();
            self.best.sort_unstable();
            self.tell();
        }
        true
    }

    fn objective(&self) -> f64 {
        self.radii.get(self.reached).map_or(f64::INFINITY, |radius| f64::from(*radius))
    }

    fn shown_bound(&self) -> Option<f64> {
        self.radii.get(self.proved.min(self.reached)).map(|radius| f64::from(*radius)).filter(|bound| *bound > 0.0)
    }

    fn tell(&self) {
        (self.control.on_progress)(&Progress { open: &self.best, objective: self.objective(), bound: self.shown_bound(), round: self.round });
    }

    fn answer(self, stop_reason: StopReason) -> Answer {
        let (objective, bound) = (self.objective(), self.shown_bound());
        let bound = if stop_reason == StopReason::Proved { Some(objective) } else { bound };
        Answer { open: self.best, objective, bound, sense: Sense::Minimise, stop_reason, rounds: self.round }
    }
}

/// What the farthest demand point costs; none where somebody is not served.
fn radius(matrix: &CostMatrix, plan: &[u32]) -> Option<f32> {
    let mut is_open = vec![false; matrix.n_candidates()];
    plan.iter().for_each(|candidate| is_open[*candidate as usize] = true);
    let near = |demand: usize| matrix.rows().row(demand).find(|(candidate, _)| is_open[*candidate]).map(|(_, cost)| cost);
    (0..matrix.n_demand()).try_fold(0.0f32, |most, demand| near(demand).map(|cost| most.max(cost)))
}

/// Gonzalez's rule (1985): the next site is the usable candidate nearest to the demand point that is farthest from all.
fn farthest_first(problem: &PCenter<'_>) -> Vec<u32> {
    let (matrix, rules) = (problem.matrix, problem.rules);
    let usable = rules.usable(matrix.n_candidates());
    let mut plan: Vec<u32> = rules.kept.iter().chain(&rules.closable).copied().collect();
    let mut near = vec![f32::INFINITY; matrix.n_demand()];
    let serve = |site: u32, near: &mut [f32]| matrix.columns().row(site as usize).for_each(|(demand, cost)| near[demand] = near[demand].min(cost));
    plan.iter().for_each(|site| serve(*site, &mut near));
    for _ in 0..rules.sites {
        let Some(farthest) = (0..near.len()).max_by(|a, b| near[*a].total_cmp(&near[*b])) else { break };
        let Some(&site) = matrix.rows().indices(farthest).iter().find(|site| usable[**site as usize] && !plan.contains(site)) else { break };
        plan.push(site);
        serve(site, &mut near);
    }
    plan
}
