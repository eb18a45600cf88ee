//! The loop that every problem shares: round after round until there is a proof, little enough to gain, no effort left or somebody stops.

use super::control::{Answer, Control, Progress, Sense, StopReason, gap};

/// Rounds between two reports where nothing got better.
const REPORT: u64 = 8;

/// A search with its bound, as the loop sees it.
pub(super) trait Solving {
    /// Whether less or more is better.
    const SENSE: Sense;

    /// What the best plan so far costs or is worth; infinite (the bad way) while there is none.
    fn objective(&self) -> f64;
    /// The best plan's candidate numbers, kept outlets included, ascending.
    fn plan(&self) -> Vec<u32>;
    /// What no plan can be better than, where more than a trivial bound is known.
    fn bound(&self) -> Option<f64>;
    /// Whether nothing can be better.
    fn is_proved(&self) -> bool;
    /// One round of a fixed amount of work; rounds count from 1.
    fn work(&mut self, round: u64);
}

/// How a search ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    stop_reason: StopReason,
    rounds: u64,
}

/// Works until there is a reason to end.
pub(super) fn drive<S: Solving>(solving: &mut S, control: &Control<'_>) -> Ending {
    let (mut rounds, mut told) = (0, None);
    loop {
        tell(solving, control, rounds, &mut told);
        let is_near = || solving.bound().is_some_and(|bound| gap(solving.objective(), bound) <= control.gap);
        let stop_reason = if solving.is_proved() {
            StopReason::Proved
        } else if is_near() {
            StopReason::Gap
        } else if rounds >= control.rounds {
            StopReason::Rounds
        } else if (control.stop)() {
            StopReason::Stopped
        } else {
            rounds += 1;
            solving.work(rounds);
            continue;
        };
        return Ending { stop_reason, rounds };
    }
}

fn tell<S: Solving>(solving: &S, control: &Control<'_>, round: u64, told: &mut Option<f64>) {
    let objective = solving.objective();
    let is_better = told.is_none_or(|told| if S::SENSE == Sense::Minimise { objective < told } else { objective > told });
    if objective.is_finite() && (is_better || round.is_multiple_of(REPORT)) {
        *told = Some(objective);
        (control.on_progress)(&Progress { open: &solving.plan(), objective, bound: solving.bound(), round });
    }
}

/// The answer with an objective that was summed anew.
pub(super) fn answer<S: Solving>(solving: &S, ending: Ending, objective: f64) -> Answer {
    let bound = if ending.stop_reason == StopReason::Proved { Some(objective) } else { solving.bound() };
    Answer { open: solving.plan(), objective, bound, sense: S::SENSE, stop_reason: ending.stop_reason, rounds: ending.rounds }
}
