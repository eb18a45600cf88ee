//! The greedy start: gains only shrink while sites open, so that an old gain that is still the largest after a second look
//! is the largest of all (Minoux 1978).

use rayon::prelude::*;
use std::collections::BinaryHeap;

/// A candidate and what it was worth when last looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Offer {
    gain: f64,
    candidate: u32,
}

impl Eq for Offer {}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.gain.total_cmp(&other.gain).then_with(|| other.candidate.cmp(&self.candidate))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Offers of all candidates, largest first.
#[derive(Clone, Debug)]
pub(super) struct Offers(BinaryHeap<Offer>);

impl Offers {
    /// The gains of some candidates with nothing new open.
    pub(super) fn new(candidates: &[u32], gain: impl Fn(usize) -> f64 + Sync) -> Self {
        Self(candidates.par_iter().map(|&candidate| Offer { gain: gain(candidate as usize), candidate }).collect::<Vec<_>>().into())
    }

    /// The candidate with the largest gain, looked at anew, and what it gains.
    pub(super) fn best(&mut self, mut gain: impl FnMut(usize) -> f64) -> Option<(usize, f64)> {
        loop {
            let offer = self.0.pop()?;
            let again = Offer { gain: gain(offer.candidate as usize), ..offer };
            if self.0.peek().is_none_or(|next| again >= *next) {
                return Some((offer.candidate as usize, again.gain));
            }
            self.0.push(again);
        }
    }
}
