//! Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) in cycles that grow, so that a short search ends cold and a long one searches wide.
//!
//! Temperatures are no constants: each cycle samples what random exchanges would lose and takes the temperatures at which a given
//! share of them would be accepted, so that one course fits problems of every size and unit.

use super::random::Random;

/// Entries of the table of slacks.
const TABLE: usize = 1024;
/// Trials between two looks at the temperature.
const STRIDE: u64 = 64;
/// Exchanges in a sample.
pub(super) const SAMPLE: usize = 256;
/// Halvings in the search for a temperature.
const HALVINGS: u32 = 50;

/// The course of the temperature.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Share of random exchanges that are accepted at the start of a cycle.
    pub(super) hot: f64,
    /// How cold a cycle ends.
    pub(super) end: End,
    /// Trials of the first cycle.
    pub(super) first: u64,
    /// Trials of the longest cycle.
    pub(super) longest: u64,
    /// How much longer each cycle is than the one before.
    pub(super) growth: f64,
    /// Factor of the share at the start of the cycles that begin hotter.
    pub(super) hotter: f64,
}

/// How cold a cycle ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// When this share of random exchanges is accepted; needs a sample in which so few are told apart.
    Accepted(f64),
    /// At this share of the temperature at the start of a cycle that is not hotter.
    Share(f64),
}

/// One in so many cycles begins hotter, to leave the neighbourhood of the best plan.
const HOTTER: u64 = 3;

/// The temperature as it falls.
#[derive(Clone, Debug)]
pub(super) struct Cooling {
    course: Course,
    length: u64,
    trial: u64,
    cycle: u64,
    hot: f64,
    cold: f64,
    temperature: f64,
    /// Minus the logarithm of evenly spaced shares: what a trial may lose at temperature one.
    slacks: Vec<f64>,
}

impl Cooling {
    /// A course at whose first tick a cycle begins.
    pub(super) fn new(course: Course) -> Self {
        let slacks = (0..TABLE).map(|at| -libm::log((at as f64 + 0.5) / TABLE as f64)).collect();
        Self { course, length: 0, trial: 0, cycle: 0, hot: 0.0, cold: 0.0, temperature: 0.0, slacks }
    }

    /// Counts a trial; whether a cycle begins with it, so that [`Self::begin`] is due.
    #[inline]
    pub(super) fn tick(&mut self) -> bool {
        if self.trial >= self.length {
            return true;
        }
        if self.trial.is_multiple_of(STRIDE) && self.hot > 0.0 {
            let progress = self.trial as f64 / self.length as f64;
            self.temperature = self.hot * libm::pow(self.cold / self.hot, progress);
        }
        self.trial += 1;
        false
    }

    /// Begins a cycle with what a sample of random exchanges would lose.
    pub(super) fn begin(&mut self, losses: &[f64]) {
        let grown = (self.length as f64 * self.course.growth) as u64;
        self.length = grown.clamp(self.course.first.max(1), self.course.longest);
        self.trial = 0;
        self.cycle += 1;
        let factor = if self.cycle.is_multiple_of(HOTTER) { self.course.hotter } else { 1.0 };
        self.hot = temperature_for(losses, (self.course.hot * factor).min(0.9));
        self.cold = match self.course.end {
            End::Accepted(share) => temperature_for(losses, share).min(self.hot),
            End::Share(share) => temperature_for(losses, self.course.hot.min(0.9)) * share,
        };
        self.temperature = self.hot;
    }

    /// Ends the cycle, so that the next tick begins one.
    pub(super) fn expire(&mut self) {
        self.trial = self.length;
    }

    /// What the next trial may lose.
    #[inline]
    pub(super) fn slack(&self, random: &mut Random) -> f64 {
        self.temperature * self.slacks[random.below(TABLE)]
    }
}

/// The temperature at which this share of the losses would be accepted.
fn temperature_for(losses: &[f64], share: f64) -> f64 {
    let most = losses.iter().copied().fold(0.0, f64::max);
    if losses.is_empty() || most <= 0.0 {
        return 0.0;
    }
    let accepted = |temperature: f64| losses.iter().map(|loss| libm::exp(-loss.max(0.0) / temperature)).sum::<f64>() / losses.len() as f64;
    let (mut low, mut high) = (most * 1e-7, most * 10.0);
    for _ in 0..HALVINGS {
        let middle = (low * high).sqrt();
        if accepted(middle) < share { low = middle } else { high = middle }
    }
    (low * high).sqrt()
}
