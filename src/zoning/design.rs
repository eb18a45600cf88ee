//! The door of the room: a problem and a budget in, a proposal with all its figures out.

use super::anneal::Best;
use super::budget::Budget;
use super::core::Core;
use super::dice::Dice;
use super::evaluate::{Evaluation, evaluate};
use super::exact::{Answer, best_plan};
use super::explain::{Reason, after, before};
use super::plans::recoloured;
use super::problem::{Centre, Limits, Problem, ProblemError};
use super::solve::Designer;
use super::starts::power_start;

/// Maps up to this many pieces are solved by looking at all plans, as long as there are not too many.
const EXACT_UP_TO: usize = 24;
/// Sets of units looked at for that.
const ALLOWED_SETS: u64 = 60_000;
/// What is left of the budget for the closest plan once it is proved that none is feasible.
const SHARE_FOR_CLOSEST: f64 = 0.15;

/// What hands out better plans while the search goes on: for each unit its grid, and whether the plan is feasible.
pub type Watcher<'a> = dyn Fn(&[Option<u32>], bool) + Sync + 'a;

/// How to search.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// How long.
    pub budget: Budget<'a>,
    /// Same problem, seed and move budget: same plan.
    pub seed: u64,
    /// Where plans come from.
    pub start: Start<'a>,
    /// Who looks on.
    pub watcher: &'a Watcher<'a>,
}

/// Where plans come from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Start<'a> {
    /// From scratch; from the current plan besides where it has a weight.
    #[default]
    Fresh,
    /// From these labels besides, for example outlet cells or clusters.
    Also(&'a [Option<u32>]),
    /// From these labels alone, and not far from them.
    Only(&'a [Option<u32>]),
}

impl std::fmt::Debug for Search<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Search").field("budget", &self.budget).field("seed", &self.seed).field("start", &self.start).finish_non_exhaustive()
    }
}

impl<'a> Search<'a> {
    /// A search from scratch that nobody looks on.
    pub fn new(budget: Budget<'a>, seed: u64) -> Self {
        Self { budget, seed, start: Start::Fresh, watcher: &|_, _| {} }
    }
}

/// A plan and everything it claims (建议方案). Nothing changes until somebody accepts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The grid of each unit; `None` outside the scope.
    pub labels: Vec<Option<u32>>,
    /// All figures, computed from scratch from these labels.
    pub evaluation: Evaluation,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The time was up.
    Time,
    /// The moves were used up.
    Moves,
    /// Somebody cancelled.
    Cancelled,
    /// No plan is better: all were looked at, or bounded.
    Proved,
    /// It is proved that no plan is feasible.
    Infeasible,
}

impl StopReason {
    /// The word of the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Moves => "moves",
            Self::Cancelled => "cancelled",
            Self::Proved => "proved",
            Self::Infeasible => "infeasible",
        }
    }
}

/// What a search hands back.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The best plan: feasible if one was found, else the closest one.
    pub proposal: Proposal,
    /// Why the proposal is not feasible; empty for a feasible one. Proofs first.
    pub reasons: Vec<Reason>,
    /// Why the search ended.
    pub stop_reason: StopReason,
    /// How many starts were made.
    pub starts: usize,
    /// How many moves were tried.
    pub moves: u64,
}

/// Designs grids: balanced, whole, as good as the objective and the budget allow.
///
/// Steps: (1) what can be proved infeasible is named at once, and only the closest plan is looked for, briefly; (2) a very small
/// map is solved exactly; (3) otherwise balanced power diagrams from many seeds, made whole, annealed side by side with
/// prices on what is beyond limits, the best of them reheated until the budget ends. Any time the budget ends or the search is
/// cancelled, the best plan so far comes back.
///
/// # Errors
/// [`ProblemError`] for a problem that makes no sense.
pub fn design(problem: &Problem<'_>, search: &Search<'_>) -> Result<Outcome, ProblemError> {
    problem.check()?;
    let core = Core::new(problem);
    let listener = |best: &Best| (search.watcher)(&core.unit_labels(problem, &best.label), best.n_broken == 0);
    let reasons = before(problem, &core);
    let is_hopeless = !reasons.is_empty();
    let spent = move || (search.budget.spent)() / SHARE_FOR_CLOSEST;
    let budget = if is_hopeless { Budget { moves: search.budget.moves.map(|moves| moves / 8 + 1), spent: &spent, cancel: search.budget.cancel } } else { search.budget };
    let mut designer = Designer::new(problem, &core, budget, search.seed, &listener);
    if !is_hopeless
        && let Some(proved) = prove(problem, &core, &mut designer, search)
    {
        return Ok(outcome(problem, proved, Vec::new(), StopReason::Proved, (1, 0)));
    }
    let (given, only_given) = given_plans(problem, &core, search);
    let Some(solved) = designer.run(given, only_given) else {
        return Ok(outcome(problem, core.unit_labels(problem, &[]), reasons, StopReason::Proved, (0, 0)));
    };
    let stop_reason = if search.budget.cancel.is_cancelled() {
        StopReason::Cancelled
    } else if is_hopeless {
        StopReason::Infeasible
    } else if solved.is_proved {
        StopReason::Proved
    } else if (search.budget.spent)() >= 1.0 || search.budget.moves.is_none() {
        StopReason::Time
    } else {
        StopReason::Moves
    };
    Ok(outcome(problem, core.unit_labels(problem, &solved.best.label), reasons, stop_reason, (solved.starts, solved.moves)))
}

/// Where no rule names grids, a plan drawn anew takes the numbers of the present grids that it resembles most, so that no more demand
/// than necessary changes its manager.
fn renamed(problem: &Problem<'_>, labels: Vec<Option<u32>>) -> Vec<Option<u32>> {
    let rules = &problem.rules;
    let names_grids = rules.stability > 0.0 || !rules.must.is_empty() || !rules.must_not.is_empty() || !rules.locked_grids.is_empty() || rules.centres.iter().any(|centre| *centre != Centre::Free);
    let have_own_limits = problem.balanced.iter().any(|balanced| matches!(balanced.limits, Limits::EachGrid(_)));
    if rules.current.is_empty() || names_grids || have_own_limits {
        return labels;
    }
    let wide: Vec<Option<u64>> = labels.iter().map(|label| label.map(u64::from)).collect();
    let new = recoloured(&wide, &rules.current);
    if new.n_grids <= problem.n_grids { new.labels } else { labels }
}

fn outcome(problem: &Problem<'_>, labels: Vec<Option<u32>>, mut reasons: Vec<Reason>, stop_reason: StopReason, (starts, moves): (usize, u64)) -> Outcome {
    let labels = renamed(problem, labels);
    let evaluation = evaluate(problem, &labels);
    if evaluation.is_feasible {
        reasons.clear();
    } else if reasons.is_empty() {
        reasons = after(problem, &evaluation);
    }
    Outcome { proposal: Proposal { labels, evaluation }, reasons, stop_reason, starts, moves }
}

/// The best plan of a map so small that all can be looked at.
fn prove(problem: &Problem<'_>, core: &Core, designer: &mut Designer<'_>, search: &Search<'_>) -> Option<Vec<Option<u32>>> {
    if core.n > EXACT_UP_TO || core.n == 0 || core.takes_along {
        return None;
    }
    let stop = || search.budget.is_over();
    let start = power_start(core, &core.shares(), 16, &mut Dice::new(search.seed, 0), &stop);
    designer.set_unit(&start);
    let judge = |label: &[u32]| {
        let best = designer.judged(label.to_vec());
        if best.n_broken == 0 { best.cost } else { f64::INFINITY }
    };
    match best_plan(core, ALLOWED_SETS, false, &judge) {
        Answer::Best(label) => Some(core.unit_labels(problem, &label)),
        Answer::None | Answer::Unknown => None,
    }
}

fn given_plans(problem: &Problem<'_>, core: &Core, search: &Search<'_>) -> (Vec<Vec<u32>>, bool) {
    let mut given = Vec::new();
    if problem.rules.stability > 0.0 {
        given.push(core.piece_labels(&problem.rules.current));
    }
    match search.start {
        Start::Fresh => (given, false),
        Start::Also(labels) => {
            given.push(core.start_labels(labels));
            (given, false)
        }
        Start::Only(labels) => (vec![core.start_labels(labels)], true),
    }
}
