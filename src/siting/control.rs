//! How a search is run, stopped and told from: effort, seed, improvements, answers with their bound.

use std::fmt;

/// How much a search may do, and who hears of it.
///
/// Work is cut into rounds of a fixed amount, so that the same seed and number of rounds give the same answer on any
/// machine with any number of threads. Whoever has a clock stops a search through [`Control::stop`] instead; what was found until
/// then is the answer, and how far it got depends on the machine.
pub struct Control<'a> {
    /// Start of the random numbers.
    pub seed: u64,
    /// Most rounds; a round is a few milliseconds of work.
    pub rounds: u64,
    /// Asked often; the search ends soon after it says yes.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// The search ends once it is known to be at most this share from the best, 0 = only with a proof.
    pub gap: f64,
    /// Hears of every better answer and every better bound.
    pub on_progress: &'a (dyn Fn(&Progress<'_>) + Sync),
}

impl fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("seed", &self.seed).field("rounds", &self.rounds).field("gap", &self.gap).finish_non_exhaustive()
    }
}

impl Default for Control<'_> {
    fn default() -> Self {
        Self { seed: 1, rounds: 400, stop: &|| false, gap: 0.0, on_progress: &|_| () }
    }
}

/// What is known in the middle of a search.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The best plan so far: numbers of the open candidates, ascending, kept outlets included.
    pub open: &'a [u32],
    /// What it is worth or costs.
    pub objective: f64,
    /// What no plan can be better than, once that is known.
    pub bound: Option<f64>,
    /// Rounds done.
    pub round: u64,
}

/// Whether more or less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Costs.
    Minimise,
    /// Amounts served.
    Maximise,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// There is nothing better.
    Proved,
    /// The gap that was asked for is reached.
    Gap,
    /// All rounds are done.
    Rounds,
    /// Somebody asked to stop.
    Stopped,
}

/// An answer (建议方案) with what is known of its quality.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Open candidates, ascending, kept outlets included.
    pub open: Vec<u32>,
    /// What the plan costs or is worth.
    pub objective: f64,
    /// What no plan can be better than; none where only a trivial bound (nothing, everything) is known.
    pub bound: Option<f64>,
    /// Whether the bound belongs to costs or to amounts.
    pub sense: Sense,
    /// Why the search ended.
    pub stop_reason: StopReason,
    /// Rounds done.
    pub rounds: u64,
}

impl Answer {
    /// Whether it is certain that no plan is better. Never without a bound that says so.
    pub fn is_proved(&self) -> bool {
        self.stop_reason == StopReason::Proved
    }

    /// How far the answer is from the best at most, as a share of the best that the bound allows; none without a bound.
    pub fn gap(&self) -> Option<f64> {
        self.bound.map(|bound| gap(self.objective, bound))
    }
}

/// Distance of a value from a bound as a share of the bound.
pub(super) fn gap(value: f64, bound: f64) -> f64 {
    let distance = (value - bound).abs();
    if distance == 0.0 { 0.0 } else { distance / bound.abs().max(f64::MIN_POSITIVE) }
}

/// Smallest difference between two objective values: 1 where every cost and weight is whole, else 0.
pub(super) fn granularity(values: impl IntoIterator<Item = f64>) -> f64 {
    if values.into_iter().all(|value| value.fract() == 0.0 && value.abs() < 1e15) { 1.0 } else { 0.0 }
}

/// What rounding can add up to in sums of this size: what differs by less counts as the same.
pub(super) fn tolerance(scale: f64) -> f64 {
    scale.abs().max(1.0) * 1e-9
}

/// A lower bound that can be promised: rounded up to the next possible value, less what rounding errors may have added.
pub(super) fn rounded_up(bound: f64, granularity: f64) -> f64 {
    let safe = bound - tolerance(bound);
    if granularity > 0.0 { (safe / granularity).ceil() * granularity } else { safe }
}

/// Whether a lower bound leaves nothing better than a value; an infinite bound says that nothing is left to look at.
pub(super) fn is_reached(value: f64, bound: f64, granularity: f64) -> bool {
    let slack = if granularity > 0.0 { granularity * 1e-3 } else { 3.0 * tolerance(value) };
    bound == f64::INFINITY || (bound.is_finite() && rounded_up(bound, granularity) >= value - slack)
}
