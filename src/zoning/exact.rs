//! The best plan of a very small map, by looking at all of them, or the proof that there is none.

use super::core::{Core, NONE};
use super::enumerate::{Closest, Ended, Sets, bits};

/// What looking at all plans has shown.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// The best plan: the grid of each piece.
    Best(Vec<u32>),
    /// There is no plan within limits.
    None,
    /// There were too many to look at.
    Unknown,
}

struct Plans<'c, 'j> {
    core: &'c Core,
    label: Vec<u32>,
    open: Vec<u32>,
    is_used: Vec<bool>,
    are_named: bool,
    judge: &'j dyn Fn(&[u32]) -> f64,
    best: Option<(Vec<u32>, f64)>,
    wants_any: bool,
}

/// Looks at all plans that respect limits, ties and bans, and keeps the one that `judge` finds cheapest; ties go to the first
/// met. `judge` gives infinity to plans that break other rules. With `wants_any` the first plan ends the search.
/// Cost: the number of connected partitions, bounded by `allowed` sets looked at.
pub(super) fn best_plan(core: &Core, allowed: u64, wants_any: bool, judge: &dyn Fn(&[u32]) -> f64) -> Answer {
    let Some(mut sets) = Sets::new(core, allowed) else { return Answer::Unknown };
    let open = core.open_grids();
    let mut plans = Plans { core, label: vec![NONE; core.n], is_used: vec![false; core.k], are_named: sets.has_named_grids(), open, judge, best: None, wants_any };
    let everything = sets.everything();
    let n_grids = sets.n_grids;
    let ended = if sets.may_split(everything, n_grids) { plans.fill(&mut sets, everything, n_grids) } else { Ended::Complete };
    match (ended, plans.best) {
        (Ended::Complete | Ended::Stopped, Some((label, _))) => Answer::Best(label),
        (Ended::Complete, None) => Answer::None,
        _ => Answer::Unknown,
    }
}

impl Plans<'_, '_> {
    fn fill(&mut self, sets: &mut Sets<'_>, left: u128, grids: usize) -> Ended {
        if grids == 0 {
            let cost = (self.judge)(&self.label);
            if cost.is_finite() && self.best.as_ref().is_none_or(|(_, best)| cost < *best - 1e-12) {
                self.best = Some((self.label.clone(), cost));
            }
            return if self.wants_any && self.best.is_some() { Ended::Stopped } else { Ended::Complete };
        }
        // The piece with the fewest free neighbours has the fewest sets.
        let degree = |piece: usize| self.core.near(piece).iter().filter(|near| left >> near.to & 1 == 1).count();
        let Some(piece) = bits(left).min_by_key(|piece| (degree(*piece), *piece)) else { return Ended::Complete };
        if grids == 1 {
            return if sets.part(piece, left) == left && Self::is_within(sets, left) { self.take(sets, left, left, grids) } else { Ended::Complete };
        }
        let mut inner = Ended::Complete;
        let ended = sets.completions(piece, left, &mut Closest::default(), &mut |sets, set| {
            if sets.may_split(left & !set, grids - 1) {
                inner = self.take(sets, set, left, grids);
            }
            inner != Ended::Complete
        });
        if inner == Ended::Complete { ended } else { inner }
    }

    fn is_within(sets: &Sets<'_>, set: u128) -> bool {
        let sums = sets.sums(set);
        (0..sums.len()).all(|slot| sets.least[slot] <= sums[slot] && sums[slot] <= sets.most[slot])
    }

    /// Gives a set to every grid that may have it, one after the other, and goes on with the rest.
    fn take(&mut self, sets: &mut Sets<'_>, set: u128, left: u128, grids: usize) -> Ended {
        let sums = sets.sums(set);
        for at in 0..self.open.len() {
            let grid = self.open[at];
            if self.is_used[grid as usize] {
                continue;
            }
            let limits = grid as usize * self.core.m;
            let fits = (0..self.core.m).all(|slot| self.core.lower[limits + slot] <= sums[slot] && sums[slot] <= self.core.upper[limits + slot]);
            if fits && bits(set).all(|piece| !self.core.is_barred(piece, grid)) {
                bits(set).for_each(|piece| self.label[piece] = grid);
                self.is_used[grid as usize] = true;
                let ended = self.fill(sets, left & !set, grids - 1);
                self.is_used[grid as usize] = false;
                if ended != Ended::Complete {
                    return ended;
                }
            }
            if !self.are_named {
                break;
            }
        }
        Ended::Complete
    }
}
