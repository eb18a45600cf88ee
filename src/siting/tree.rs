//! Branch and bound over what the prices leave undecided, best bound first.

use super::relaxation::{Relaxed, Status};
use std::collections::BinaryHeap;

/// Steps without a better bound after which the pace falls: where a step is cheap, and where it is dear.
const IDLE: (u32, u32) = (20, 8);
/// Pairs looked at from which a step is dear.
const DEAR: u64 = 1_000_000;
/// The root's pace at the start and where it gives way to branching.
const ROOT_PACE: (f64, f64) = (1.2, 2e-3);
/// The pace of a node at the start, and its steps.
const NODE_PACE: f64 = 0.25;
const NODE_STEPS: u32 = 60;
/// Rounds that belong to the bound alone.
const EARLY: u64 = 8;
/// Distance of bound and plan, as a share, that branching may close.
const CLOSE: f64 = 2e-3;
/// Memory for the prices of open nodes, in numbers.
const MOST_PRICES: usize = 100_000_000;

/// A part of all plans that is still open: what is decided in it, prices to start from, a bound for it.
#[derive(Clone, Debug)]
struct Node {
    bound: f64,
    prices: Vec<f32>,
    decisions: Vec<(u32, bool)>,
    number: u64,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Node {}

impl Ord for Node {
    /// The smallest bound is taken first; among equals the youngest.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.bound.total_cmp(&self.bound).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// How far the bound has come.
#[derive(Clone, Debug)]
pub(super) struct Tree<R> {
    relaxation: R,
    /// Bound of everything that is not decided yet, from the root's prices.
    root_bound: f64,
    best_prices: Vec<f64>,
    pace: f64,
    idle: u32,
    steps: u32,
    is_root: bool,
    root_status: Vec<Status>,
    /// Candidates that were undecided when the lists were last shortened.
    n_listed: usize,
    nodes: BinaryHeap<Node>,
    next_number: u64,
    /// Smallest bound of the parts in which all is decided and which are still not settled.
    unsettled: f64,
    /// The cheapest plan met, until it is taken.
    plan: Option<Vec<u32>>,
    best: f64,
    excluded: Vec<bool>,
    /// Reduced costs at the root's best prices, until they are taken.
    promise: Option<Vec<f64>>,
    last_plan_step: u32,
}

impl<R: Relaxed> Tree<R> {
    /// A tree over a relaxation whose prices are a good start.
    pub(super) fn new(relaxation: R) -> Self {
        let n = relaxation.choice().status.len();
        Self {
            root_status: relaxation.choice().status.clone(),
            excluded: vec![false; n],
            n_listed: n,
            root_bound: f64::NEG_INFINITY,
            best_prices: relaxation.prices().to_vec(),
            relaxation,
            pace: ROOT_PACE.0,
            idle: 0,
            steps: 0,
            is_root: true,
            nodes: BinaryHeap::new(),
            next_number: 0,
            unsettled: f64::INFINITY,
            plan: None,
            best: f64::INFINITY,
            last_plan_step: 0,
            promise: None,
        }
    }

    /// What no plan can be cheaper than, but those already known; infinite when nothing is left to look at.
    pub(super) fn bound(&self) -> f64 {
        if self.is_root { self.root_bound } else { self.nodes.peek().map_or(f64::INFINITY, |node| node.bound.max(self.root_bound)).min(self.unsettled) }
    }

    /// Whether the next round is better spent here than on a second search: always at the start, when small problems are proved,
    /// two rounds of three while the prices get better, and seldom where parts are left that branching will hardly settle.
    pub(super) fn has_turn(&self, round: u64) -> bool {
        let is_close = (self.best - self.bound()).abs() <= CLOSE * self.best.abs();
        round <= EARLY || if self.is_root { !round.is_multiple_of(3) } else { round.is_multiple_of(8) != is_close }
    }

    /// What a plan of these candidates costs; none where it breaks a rule.
    pub(super) fn cost_of(&self, open: &[u32]) -> Option<f64> {
        self.relaxation.cost_of(open)
    }

    /// Candidates that no better plan uses.
    pub(super) fn excluded(&self) -> &[bool] {
        &self.excluded
    }

    /// Reduced costs of all candidates at the best prices so far, where they have changed: the lower, the more promising.
    pub(super) fn take_promise(&mut self) -> Option<Vec<f64>> {
        self.promise.take()
    }

    /// A plan worth a look, once.
    pub(super) fn take_plan(&mut self) -> Option<Vec<u32>> {
        self.plan.take()
    }

    /// Works for so many pairs looked at; `best` is what the best known plan costs.
    pub(super) fn work(&mut self, amount: u64, best: f64) {
        self.best = self.best.min(best);
        let end = self.relaxation.choice().work + amount;
        while self.relaxation.choice().work < end {
            if self.is_root {
                self.root_step();
            } else if !self.node() {
                break;
            }
        }
    }

    /// What a better plan costs at most.
    fn limit(&self) -> f64 {
        let granularity = self.relaxation.granularity();
        if granularity > 0.0 { self.best - granularity + 1e-3 } else { self.best - self.relaxation.tolerance() }
    }

    fn root_step(&mut self) {
        let before = self.relaxation.choice().work;
        let bound = self.relaxation.bound();
        self.relaxation.choice_mut().remember();
        self.steps += 1;
        if bound > self.root_bound + self.root_bound.abs() * 1e-7 || !self.root_bound.is_finite() {
            self.root_bound = bound;
            self.best_prices.copy_from_slice(self.relaxation.prices());
            self.promise.get_or_insert_default().clone_from(&self.relaxation.choice().rho);
            self.idle = 0;
            self.look_at_plan();
            if self.steps.is_multiple_of(4) {
                self.fix_root(bound);
            }
        } else {
            self.idle += 1;
        }
        if self.root_bound > self.limit() {
            self.finish();
            return;
        }
        if self.relaxation.is_settled() {
            self.fix_root(bound);
            self.leave_root();
            return;
        }
        let is_dear = self.relaxation.choice().work - before >= DEAR;
        if self.idle >= if is_dear { IDLE.1 } else { IDLE.0 } {
            self.idle = 0;
            self.pace *= 0.6;
            let mut bound = bound;
            if self.relaxation.goes_back() {
                let prices = std::mem::take(&mut self.best_prices);
                self.relaxation.set_prices(&mut prices.iter().copied());
                self.best_prices = prices;
                bound = self.relaxation.bound();
            }
            self.fix_root(bound);
            if self.pace < ROOT_PACE.1 {
                self.leave_root();
                return;
            }
            self.relaxation.step(bound, self.best, self.pace);
            return;
        }
        self.relaxation.step(bound, self.best, self.pace);
    }

    fn finish(&mut self) {
        self.is_root = false;
        self.nodes.clear();
    }

    /// The relaxed plan is a plan: look what it really costs, now and then.
    fn look_at_plan(&mut self) {
        if self.steps < self.last_plan_step + 10 {
            return;
        }
        self.last_plan_step = self.steps;
        let Some((open, value)) = self.relaxation.plan() else { return };
        if value < self.best + self.best.abs() * 0.03 {
            self.best = self.best.min(value);
            self.plan = Some(open);
        }
    }

    fn fix_root(&mut self, bound: f64) {
        let limit = self.limit();
        if self.relaxation.choice_mut().fix(bound, limit) == 0 {
            return;
        }
        self.root_status.copy_from_slice(&self.relaxation.choice().status);
        let mut n_listed = 0;
        for (excluded, status) in self.excluded.iter_mut().zip(&self.root_status) {
            *excluded = *status == Status::Excluded;
            n_listed += usize::from(!*excluded);
        }
        if n_listed * 10 < self.n_listed * 9 {
            self.n_listed = n_listed;
            self.relaxation.compact();
        }
    }

    fn leave_root(&mut self) {
        self.is_root = false;
        let prices = self.best_prices.iter().map(|price| *price as f32).collect();
        self.push(Node { bound: self.root_bound, prices, decisions: Vec::new(), number: 0 });
    }

    fn push(&mut self, node: Node) {
        self.next_number += 1;
        self.nodes.push(Node { number: self.next_number, ..node });
    }

    /// Looks at the node with the smallest bound; false when there is none or no memory for its children.
    fn node(&mut self) -> bool {
        if (self.nodes.len() + 2) * self.relaxation.prices().len() > MOST_PRICES {
            return false;
        }
        let Some(node) = self.nodes.pop() else { return false };
        if node.bound > self.limit() {
            return true;
        }
        self.enter(&node);
        let mut bound = node.bound;
        let mut pace = NODE_PACE;
        let mut prices: Option<Vec<f32>> = None;
        let mut idle = 0;
        for step in 0..NODE_STEPS {
            let now = self.relaxation.bound();
            if step == 0 {
                self.relaxation.choice_mut().restart_shares();
            }
            if now > self.limit() {
                return true;
            }
            if now > bound {
                bound = now;
                prices = Some(self.relaxation.prices().iter().map(|price| *price as f32).collect());
                idle = 0;
            } else {
                idle += 1;
                if idle > 8 {
                    idle = 0;
                    pace *= 0.6;
                }
            }
            if step % 5 == 4 {
                let limit = self.limit();
                self.relaxation.choice_mut().fix(now, limit);
            }
            self.relaxation.choice_mut().remember();
            if step + 1 < NODE_STEPS {
                self.relaxation.step(now, self.best, pace);
            }
        }
        self.branch(node, bound, prices);
        true
    }

    fn enter(&mut self, node: &Node) {
        let status = &mut self.relaxation.choice_mut().status;
        status.copy_from_slice(&self.root_status);
        for &(candidate, is_open) in &node.decisions {
            status[candidate as usize] = if is_open { Status::Fixed } else { Status::Excluded };
        }
        self.relaxation.set_prices(&mut node.prices.iter().map(|price| f64::from(*price)));
    }

    /// Parts a node in two by the candidate the prices are least sure of.
    fn branch(&mut self, node: Node, bound: f64, prices: Option<Vec<f32>>) {
        if let Some((open, value)) = self.relaxation.plan()
            && value < self.best
        {
            self.best = value;
            self.plan = Some(open);
        }
        let choice = self.relaxation.choice();
        let n_fixed = choice.status.iter().filter(|status| **status == Status::Fixed).count();
        let free = (0..choice.status.len()).filter(|candidate| choice.status[*candidate] == Status::Free);
        let doubt = |candidate: usize| (choice.share[candidate] - 0.5).abs();
        let Some(candidate) = free.min_by(|a, b| doubt(*a).total_cmp(&doubt(*b))).filter(|_| n_fixed < choice.room) else {
            if self.relaxation.is_exact() {
                self.look_at_fixed();
            } else {
                self.unsettled = self.unsettled.min(bound);
            }
            return;
        };
        let prices = prices.unwrap_or(node.prices);
        for is_open in [false, true] {
            let mut decisions = node.decisions.clone();
            decisions.push((candidate as u32, is_open));
            self.push(Node { bound, prices: prices.clone(), decisions, number: 0 });
        }
    }

    /// The only plan of a node in which everything is decided.
    fn look_at_fixed(&mut self) {
        let status = &self.relaxation.choice().status;
        let open: Vec<u32> = (0..status.len() as u32).filter(|candidate| status[*candidate as usize] == Status::Fixed).collect();
        if let Some(value) = self.relaxation.cost_of(&open)
            && value < self.best
        {
            self.best = value;
            self.plan = Some(open);
        }
    }
}
