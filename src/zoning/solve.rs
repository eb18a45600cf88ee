//! The order of a design: many starts, the best of them annealed side by side, the best of those refined until the budget ends.

use super::anneal::{Best, Cooling, Search};
use super::budget::{Budget, Span};
use super::cells::make_whole;
use super::columns::{improved, is_suited};
use super::core::Core;
use super::cover::{Cover, Met};
use super::dice::{Chances, Dice};
use super::enumerate::bits;
use super::flow::rebalanced;
use super::sets::GridCosts;
use super::problem::{Objective, Problem};
use super::resplit::resplit;
use super::shape::Precision;
use super::starts::{Layout, give_empty_grids, redrawn};
use super::state::State;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

/// The share of the weight that two plans divide alike from which on they count as one.
const MUCH_ALIKE: f64 = 0.97;
/// How many good plans are kept to go on from.
const MOST_KEPT: usize = 8;
/// The share of the budget in which a first plan within limits is looked for.
const SHARE_FOR_HURRY: f64 = 0.5;
/// Moves of a search in a hurry for each piece.
const MOVES_IN_A_HURRY: u64 = 2000;
/// By how much prices begin higher after a search that ended beyond limits, lower after one that did not, and the most that
/// comes to.
const DEARER: f64 = 3.0;
const CHEAPER: f64 = 0.8;
const DEAREST: f64 = 300.0;
/// The share of what is left that may go into the best plan over all grids there are.
const SHARE_FOR_COLUMNS: f64 = 0.9;
/// Rounds of prices and centres of a start.
const START_ROUNDS: usize = 48;

/// Maps up to this many pieces are annealed so fast that new starts pay to the end.
const SMALL: usize = 250;
/// Layouts of a line.
const MOST_STARTS: usize = 150;

/// What comes out of the search.
#[derive(Debug)]
pub(super) struct Solved {
    pub(super) best: Best,
    pub(super) starts: usize,
    pub(super) moves: u64,
    /// No plan is better.
    pub(super) is_proved: bool,
}

/// One task of a round: where from, how hot, how long.
struct Lane {
    label: Vec<u32>,
    cooling: Cooling,
    precision: Precision,
    purpose: u64,
    moves: u64,
}

/// Who hears of better plans while the search goes on: labels of pieces and whether they are feasible.
pub(super) type Listener<'a> = dyn Fn(&Best) + Sync + 'a;

/// A design in progress.
pub(super) struct Designer<'a> {
    problem: &'a Problem<'a>,
    core: &'a Core,
    share: Vec<f64>,
    chances: Chances,
    budget: Budget<'a>,
    seed: u64,
    /// One over the objective of a mean grid.
    unit: f64,
    has_unit: bool,
    kept: Vec<Best>,
    purpose: u64,
    starts: usize,
    moves: u64,
    listener: &'a Listener<'a>,
    is_cool: bool,
    /// What prices begin with: high where low ones have ended beyond limits.
    price: f64,
    /// Grids met so far, on a small map whose grids are interchangeable.
    cover: Option<Cover<'a>>,
    /// What such grids cost.
    costs: Option<GridCosts<'a>>,
    /// Whether no plan is better; nothing where the best plan over all grids there are has not been looked for.
    proof: Option<bool>,
}

/// What one line of layouts has found.
struct Line {
    best: Vec<Layout>,
    starts: usize,
    moves: u64,
}

/// How many layouts of a line are kept.
const BEST_OF_A_LINE: usize = 8;

/// One layout after the other: new ones first, then shaken ones of the best.
fn layouts(core: &Core, share: &[f64], dice: &mut Dice, span: &Span<'_>) -> Line {
    let budget = span.budget;
    let stop = move || budget.is_over();
    let mut line = Line { best: Vec::new(), starts: 0, moves: 0 };
    let n_new = 6;
    loop {
        let is_new = line.starts < n_new || dice.below(8) == 0;
        let rounds = if is_new { START_ROUNDS } else { START_ROUNDS / 2 };
        let layout = match line.best.get(dice.below(line.best.len())) {
            Some(best) if !is_new => best.shaken(core, share, rounds, dice, &stop),
            _ => Layout::new(core, share, rounds, dice, &stop),
        };
        line.starts += 1;
        // A round looks at every piece about as long as a few moves take.
        line.moves += (core.n * rounds / 8 + 1) as u64;
        let is_there = line.best.iter().any(|best| (best.worth - layout.worth).abs() <= 1e-9 * layout.worth);
        if !is_there {
            // A shaken layout takes the place of one much like it; what is far from all others stays beside them.
            line.best.retain(|best| best.worth <= layout.worth || best.worth > layout.worth * 1.002);
            if !line.best.iter().any(|best| layout.worth >= best.worth && layout.worth < best.worth * 1.002) {
                let at = line.best.partition_point(|best| best.worth <= layout.worth);
                line.best.insert(at, layout);
                line.best.truncate(BEST_OF_A_LINE);
            }
        }
        if span.used(line.moves) >= 1.0 || line.starts >= if core.n <= SMALL { MOST_STARTS / 2 } else { MOST_STARTS } {
            return line;
        }
    }
}

/// The first plans of a list that differ from those before in more than a twentieth of the pieces' weight.
fn different(core: &Core, plans: Vec<Vec<u32>>, most: usize) -> Vec<Vec<u32>> {
    let mut chosen: Vec<Vec<u32>> = Vec::new();
    for plan in plans {
        if chosen.len() < most && chosen.iter().all(|other| likeness(core, other, &plan) < 0.95) {
            chosen.push(plan);
        }
    }
    chosen
}

/// The share of the weight that two plans divide alike: each grid of the one against its largest common part with the other.
fn likeness(core: &Core, one: &[u32], other: &[u32]) -> f64 {
    let mut common = vec![0.0; core.k * core.k];
    for piece in 0..core.n {
        common[one[piece] as usize * core.k + other[piece] as usize] += core.weight[piece];
    }
    let total: f64 = common.iter().sum();
    common.chunks(core.k).map(|row| row.iter().copied().fold(0.0, f64::max)).sum::<f64>() / total.max(1e-12)
}

/// What prices begin with where nothing is known of a problem.
fn usual_price(core: &Core) -> f64 {
    if core.m > 1 { 2.0 } else { 1.0 }
}

impl<'a> Designer<'a> {
    pub(super) fn new(problem: &'a Problem<'a>, core: &'a Core, budget: Budget<'a>, seed: u64, listener: &'a Listener<'a>) -> Self {
        let costs = GridCosts::new(core);
        Self { problem, core, share: core.shares(), chances: Chances::new(), budget, seed, unit: 1.0, has_unit: false, kept: Vec::new(), purpose: 0, starts: 0, moves: 0, listener, is_cool: false, price: usual_price(core), cover: costs.as_ref().map(|_| Cover::new(core)), costs, proof: None }
    }

    /// Searches until the budget is used up. `given`: plans to start from besides new ones; with `only_given` nothing is drawn
    /// anew and everything stays cool, so that plans stay near those given.
    pub(super) fn run(mut self, given: Vec<Vec<u32>>, only_given: bool) -> Option<Solved> {
        let has_given = !given.is_empty();
        self.is_cool = only_given;
        self.take_given(given);
        if !(only_given && has_given) {
            self.hurry();
            self.first_plans();
        }
        if self.core.open_grids().len() > 1 {
            self.explore();
            self.put_together();
            self.prove();
            self.refine();
        }
        let best = self.kept.into_iter().next()?;
        Some(Solved { best, starts: self.starts, moves: self.moves, is_proved: self.proof == Some(true) })
    }

    fn has_moves_left(&self) -> bool {
        self.proof != Some(true) && !self.budget.is_over() && self.budget.moves.is_none_or(|moves| self.moves < moves)
    }

    /// How many lanes run side by side. Under a move budget it may not depend on the machine.
    fn width(&self) -> usize {
        if self.budget.moves.is_some() { 4 } else { rayon::current_num_threads().clamp(1, 16) }
    }

    fn spent(&self) -> f64 {
        let by_moves = self.budget.moves.map_or(0.0, |moves| self.moves as f64 / moves.max(1) as f64);
        by_moves.max(if self.budget.moves.is_some() { 0.0 } else { (self.budget.spent)() })
    }

    /// A plan within limits as soon as may be: a layout for each lane, brought within limits without regard to much else. What is
    /// better comes later, but somebody who watches has something to look at, and hard problems have a plan that holds.
    fn hurry(&mut self) {
        if self.core.n <= SMALL {
            return;
        }
        let (core, share, seed, budget) = (self.core, &self.share, self.seed, self.budget);
        let (width, first) = (self.width(), self.purpose);
        self.purpose += width as u64;
        let stop = move || budget.is_over();
        let labels: Vec<Vec<u32>> = (0..width as u64).into_par_iter().map(|at| Layout::new(core, share, START_ROUNDS, &mut Dice::new(seed, first + at), &stop).plan(core, share)).collect();
        self.starts += width;
        self.moves += (width * core.n * START_ROUNDS / 8) as u64;
        if !self.has_unit
            && let Some(label) = labels.first()
        {
            self.set_unit(label);
        }
        let unit = self.unit;
        let labels: Vec<Vec<u32>> = labels.into_par_iter().map(|label| rebalanced(core, label, unit, &stop)).collect();
        let to = self.spent() + SHARE_FOR_HURRY * (1.0 - self.spent());
        let moves = self.budget.moves.map_or(u64::MAX, |moves| (moves as f64 * SHARE_FOR_HURRY) as u64 / width as u64);
        let cooling = Cooling::urgent(self.pushes());
        self.run_lanes(labels.into_iter().map(|label| (label, cooling)).collect(), Precision::Gravity, moves.min(core.n as u64 * MOVES_IN_A_HURRY), to);
    }

    /// Many layouts of cells, drawn anew or in part; the best of each line become plans and are cooled down briefly.
    fn first_plans(&mut self) {
        let (core, share, seed, budget) = (self.core, &self.share, self.seed, self.budget);
        let width = self.width();
        let first = self.purpose;
        self.purpose += width as u64;
        let from = self.spent();
        let to = if core.n > 20_000 { from } else { from + if core.n <= SMALL { 0.1 } else { 0.25 } * (1.0 - from) };
        let moves = budget.moves.map_or(u64::MAX, |moves| moves / 5 / width as u64);
        let span = Span { budget, from, to, moves };
        let lines: Vec<Line> = (0..width as u64).into_par_iter().map(|at| layouts(core, share, &mut Dice::new(seed, first + at), &span)).collect();
        let mut found: Vec<Layout> = Vec::new();
        for line in lines {
            self.starts += line.starts;
            self.moves += line.moves;
            found.extend(line.best);
        }
        found.sort_by(|a, b| a.worth.total_cmp(&b.worth));
        let labels: Vec<Vec<u32>> = found.par_iter().map(|layout| layout.plan(core, share)).collect();
        let labels = different(core, labels, (4 * width).max(8));
        if !self.has_unit
            && let Some(label) = labels.first()
        {
            self.set_unit(label);
        }
        labels.into_iter().for_each(|label| self.keep(self.judged(label)));
    }

    /// Plans to start from: made whole first.
    fn take_given(&mut self, given: Vec<Vec<u32>>) {
        for mut label in given {
            make_whole(self.core, &mut label, &self.share, &|piece, _| self.core.x[piece]);
            give_empty_grids(self.core, &mut label, &self.share);
            if !self.has_unit {
                self.set_unit(&label);
            }
            let budget = self.budget;
            let balanced = rebalanced(self.core, label.clone(), self.unit, &|| budget.is_over());
            self.keep(self.judged(label));
            self.keep(self.judged(balanced));
        }
    }

    /// Sets what the objective is measured by: that of a first plan.
    pub(super) fn set_unit(&mut self, label: &[u32]) {
        let state = State::new(self.core, label.to_vec(), Precision::Gravity);
        self.unit = self.core.k as f64 / state.objective.max(1e-9);
        self.has_unit = true;
    }

    /// The plans so far, annealed; the better half of them again and longer, and so on until few are left.
    fn explore(&mut self) {
        let width = self.width();
        let mut left = if self.core.n > 20_000 { width } else { self.kept.len() };
        let mut length = self.core.n as u64 * 400;
        let begun = self.spent();
        let goal = begun + 0.5 * (1.0 - begun);
        let mut heat = self.hot();
        while self.has_moves_left() {
            let plans: Vec<Vec<u32>> = self.kept.iter().take(left).map(|best| best.label.clone()).collect();
            let cooling = Cooling { from: heat, to: 0.004, pushes: self.pushes(), price: self.price, is_urgent: false };
            // Every halving may take the same share of what is left for exploring.
            let halvings = f64::from(usize::BITS - left.div_ceil(width).leading_zeros());
            let end = self.spent() + (goal - self.spent()).max(0.02) / halvings;
            let rounds = plans.len().div_ceil(width).max(1);
            let from = self.spent();
            for (round, chunk) in plans.chunks(width).enumerate() {
                let to = from + (end - from) * (round + 1) as f64 / rounds as f64;
                self.run_lanes(chunk.iter().map(|label| (label.clone(), cooling)).collect(), Precision::Gravity, length, to);
            }
            if left <= width {
                break;
            }
            left = (left / 2).max(width);
            length *= 2;
            heat *= 0.6;
        }
    }

    fn hot(&self) -> f64 {
        if self.is_cool || self.core.n > 20_000 {
            return 0.1;
        }
        match self.problem.objective {
            Objective::Moment | Objective::Diameter | Objective::Travel => 0.5,
            Objective::CutEdges | Objective::Perimeter => 0.8,
        }
    }

    /// One piece pushing out another is worth more where a grid has few pieces.
    fn pushes(&self) -> u64 {
        if self.core.n < 40 * self.core.k { 128 } else { 48 }
    }

    /// Goes on from good plans until the budget ends: reheats them, draws some of their grids anew, begins anew on small maps.
    fn refine(&mut self) {
        let mut dice = Dice::new(self.seed, u64::MAX);
        let mut round = 0u64;
        while self.has_moves_left() && !self.kept.is_empty() {
            let begun = self.spent();
            let to = (begun + 0.2).min(1.0);
            let to = if to > 0.9 { 1.0 } else { to };
            if self.kept[0].n_broken > 0 && round % 2 == 1 {
                round += 1;
                self.press(to);
                continue;
            }
            // Two rounds of small changes follow on each round of reheating.
            let is_jump = !round.is_multiple_of(3) && !self.is_cool && self.core.n <= 20_000;
            let lanes = (0..self.width()).map(|lane| if is_jump { self.jump(lane, &mut dice) } else { self.reheat(lane, &mut dice) }).collect();
            let length = match (is_jump, self.counts_cuts()) {
                (true, false) => 600,
                (false, false) => 3000,
                (_, true) => 12_000,
            };
            let precision = if is_jump || round % 2 == 1 { Precision::Gravity } else { Precision::Published };
            self.run_lanes(lanes, precision, self.core.n as u64 * length, to);
            round += 1;
            if round.is_multiple_of(2) {
                self.put_together();
            }
            self.prove();
        }
    }

    /// Nothing is within limits yet: the best plans so far are brought there before anything else.
    fn press(&mut self, to: f64) {
        let urgent = Cooling::urgent(self.pushes());
        let cooling = if self.is_cool { Cooling { from: 0.5, to: 0.1, ..urgent } } else { urgent };
        let (core, unit, budget) = (self.core, self.unit, self.budget);
        let begun = |lane: usize| {
            let label = self.kept[lane % self.kept.len()].label.clone();
            // Half of them by flows first: what is far from where there is room gets there at once.
            if lane.is_multiple_of(2) { rebalanced(core, label, unit, &|| budget.is_over()) } else { label }
        };
        let lanes = (0..self.width()).map(|lane| (begun(lane), cooling)).collect();
        self.run_lanes(lanes, Precision::Gravity, core.n as u64 * MOVES_IN_A_HURRY, to);
    }

    fn counts_cuts(&self) -> bool {
        matches!(self.problem.objective, Objective::CutEdges | Objective::Perimeter)
    }

    /// Which kept plan a lane goes on from: the best one, or sometimes another.
    fn choose_plan(&self, lane: usize, dice: &mut Dice) -> usize {
        if lane == 0 || dice.below(2) == 0 { 0 } else { dice.below(self.kept.len()) }
    }

    fn reheat(&mut self, lane: usize, dice: &mut Dice) -> (Vec<u32>, Cooling) {
        let heats = if self.counts_cuts() { [0.1, 0.2, 0.35, 0.6] } else { [0.05, 0.1, 0.2, 0.4] };
        let heat = heats[dice.below(if self.is_cool { 2 } else { 4 })];
        let plan = self.choose_plan(lane, dice);
        (self.kept[plan].label.clone(), Cooling { from: heat, to: 0.002, pushes: self.pushes(), price: self.price, is_urgent: false })
    }

    /// A plan some way off a kept one, to be cooled down from there.
    fn jump(&mut self, lane: usize, dice: &mut Dice) -> (Vec<u32>, Cooling) {
        let plan = self.choose_plan(lane, dice);
        let price = self.price;
        let cooled = |from: f64, pushes: u64| Cooling { from, to: 0.002, pushes, price, is_urgent: false };
        if self.counts_cuts() {
            // Cuts have many far-apart plans that are nearly as good: from one to the other by dividing two grids anew.
            if let Some(label) = self.divided(plan, dice).filter(|_| lane % 2 == 1) {
                return (label, cooled(0.35, self.pushes()));
            }
            return self.reheat(lane, dice);
        }
        if self.core.n <= SMALL && lane % 2 == 1 {
            return (self.new_plan(), cooled(self.hot(), self.pushes()));
        }
        let label = redrawn(self.core, &self.share, &self.kept[plan].label, dice).unwrap_or_else(|| self.kept[plan].label.clone());
        (label, cooled(0.15, self.pushes()))
    }

    /// Puts a plan together from all grids met so far.
    fn put_together(&mut self) {
        let budget = self.budget;
        let Some(cover) = &mut self.cover else { return };
        let most = self.kept.first().filter(|best| best.n_broken == 0).map_or(f64::INFINITY, |best| best.cost);
        let most = if most.is_finite() { most / self.unit } else { 4.0 * self.core.k as f64 / self.unit };
        if let Some(label) = cover.best_below(most - self.core.inner, &move || budget.is_over()) {
            self.keep(self.judged(label));
        }
    }

    /// On a map with few pieces a grid: the best plan over all grids there are, if that can be had (`columns.rs`).
    fn prove(&mut self) {
        let (Some(cover), Some(costs), Some(best)) = (&self.cover, &self.costs, self.kept.first()) else { return };
        // Plans given are not left for others far away; and what is not whole is nothing to compare with.
        if self.proof.is_some() || self.is_cool || best.n_broken > 0 || !is_suited(self.core) || !costs.are_grids(&best.label) {
            return;
        }
        let from = self.spent();
        let moves = self.budget.moves.map_or(u64::MAX, |all| (all.saturating_sub(self.moves) as f64 * SHARE_FOR_COLUMNS) as u64);
        let span = Span { budget: self.budget, from, to: from + SHARE_FOR_COLUMNS * (1.0 - from), moves };
        let found = improved(self.core, costs, &cover.grids, best.cost / self.unit - self.core.inner, &|moves| span.used(moves));
        self.moves += found.moves;
        if let (Some(cover), Some(costs)) = (&mut self.cover, &self.costs) {
            cover.add(costs, &found.met.iter().copied().collect());
        }
        if let Some(sets) = found.best {
            let mut label = vec![0; self.core.n];
            for (grid, set) in sets.into_iter().enumerate() {
                bits(set).for_each(|piece| label[piece] = grid as u32);
            }
            self.keep(self.judged(label));
        }
        // What is proved of pieces holds for units where each piece is one.
        self.proof = Some(found.is_proved && self.core.units.iter().all(|units| units.len() == 1));
    }

    /// A kept plan in which some pairs of grids are divided anew, one after the other.
    fn divided(&self, plan: usize, dice: &mut Dice) -> Option<Vec<u32>> {
        let mut label: Option<Vec<u32>> = None;
        for _ in 0..=dice.below(3) {
            label = resplit(self.core, label.as_ref().unwrap_or(&self.kept[plan].label), dice).or(label);
        }
        label
    }

    fn new_plan(&mut self) -> Vec<u32> {
        self.purpose += 1;
        self.starts += 1;
        let budget = self.budget;
        Layout::new(self.core, &self.share, START_ROUNDS / 2, &mut Dice::new(self.seed, self.purpose), &move || budget.is_over()).plan(self.core, &self.share)
    }

    fn run_lanes(&mut self, plans: Vec<(Vec<u32>, Cooling)>, precision: Precision, moves: u64, to: f64) {
        let left = self.budget.moves.map(|all| all.saturating_sub(self.moves) / plans.len().max(1) as u64);
        let lanes: Vec<Lane> = plans
            .into_iter()
            .map(|(label, cooling)| {
                self.purpose += 1;
                Lane { label, cooling, precision, purpose: self.purpose, moves: moves.min(left.unwrap_or(u64::MAX)).max(1) }
            })
            .collect();
        let from = self.spent();
        let is_done = AtomicBool::new(false);
        let found: Vec<(bool, (Best, u64, Option<Met>))> = lanes.into_par_iter().map(|lane| (lane.cooling.is_urgent, self.run_lane(lane, from, to, &is_done))).collect();
        for (is_urgent, (best, moves, met)) in found {
            if !is_urgent {
                let price = self.price * if best.n_broken > 0 { DEARER } else { CHEAPER };
                self.price = price.clamp(usual_price(self.core), DEAREST);
            }
            self.moves += moves.max(1);
            if let (Some(cover), Some(costs), Some(met)) = (&mut self.cover, &self.costs, met) {
                cover.add(costs, &met);
            }
            let best = self.judged(best.label);
            self.keep(best);
        }
    }

    fn run_lane(&self, lane: Lane, from: f64, to: f64, is_done: &AtomicBool) -> (Best, u64, Option<Met>) {
        let mut state = State::new(self.core, lane.label, lane.precision);
        state.unit = self.unit;
        let span = Span { budget: self.budget, from, to, moves: lane.moves };
        let mut search = Search::new(state, Dice::new(self.seed, lane.purpose << 20), &self.chances);
        search.is_done = Some(is_done);
        search.met = self.cover.as_ref().map(|_| Met::default());
        search.run(lane.cooling, &span)
    }

    /// A plan with its cost as it is published.
    pub(super) fn judged(&self, label: Vec<u32>) -> Best {
        let mut state = State::new(self.core, label, Precision::Published);
        state.unit = self.unit;
        Best { excess: state.total_excess(), n_broken: state.n_broken, cost: super::anneal::value(&state), label: state.label }
    }

    /// Keeps a plan among the best. Of plans that are much alike only the best is kept, so that those kept are different ways to go.
    fn keep(&mut self, best: Best) {
        let core = self.core;
        let is_alike = |kept: &Best| likeness(core, &kept.label, &best.label) > MUCH_ALIKE;
        if self.kept.iter().any(|kept| is_alike(kept) && !best.beats(kept)) {
            return;
        }
        self.kept.retain(|kept| !is_alike(kept));
        let at = self.kept.iter().position(|kept| best.beats(kept)).unwrap_or(self.kept.len());
        if at == 0 {
            (self.listener)(&best);
        }
        self.kept.insert(at, best);
        self.kept.truncate(MOST_KEPT);
    }
}
