//! Connected sets, one by one: what a small map can be proved with. Sets are bits of a 128-bit word, so a map may have up to 128
//! pieces; every set that contains a given piece is met exactly once (reverse search over the frontier).

use super::core::{Core, NONE};

/// Most pieces a map may have to be enumerated.
pub(super) const MOST_PIECES: usize = 128;

/// The connected sets of a small map, with limits on what they may weigh.
pub(super) struct Sets<'c> {
    core: &'c Core,
    near: Vec<u128>,
    /// The widest limits over all open grids, by measure.
    pub(super) least: Vec<i64>,
    pub(super) most: Vec<i64>,
    pub(super) n_grids: usize,
    /// Sets looked at so far, and how many may be.
    pub(super) looked_at: u64,
    pub(super) allowed: u64,
}

/// How an enumeration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// All sets were met.
    Complete,
    /// The visitor had seen enough.
    Stopped,
    /// More sets than allowed.
    TooMany,
}

/// What a set has reached when it could not be completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Closest {
    /// The most of the first measure that stays below the least.
    pub(super) below: Option<i64>,
    /// The least of the first measure that lies above the most.
    pub(super) above: Option<i64>,
}

impl<'c> Sets<'c> {
    /// `None` for a map with too many pieces or without open grids.
    pub(super) fn new(core: &'c Core, allowed: u64) -> Option<Self> {
        let open = core.open_grids();
        if core.n > MOST_PIECES || open.is_empty() {
            return None;
        }
        let near = (0..core.n).map(|piece| core.near(piece).iter().fold(0u128, |set, near| set | 1 << near.to)).collect();
        let least = (0..core.m).map(|slot| open.iter().map(|grid| core.lower[*grid as usize * core.m + slot]).min().unwrap_or(0)).collect();
        let most = (0..core.m).map(|slot| open.iter().map(|grid| core.upper[*grid as usize * core.m + slot]).max().unwrap_or(0)).collect();
        Some(Self { core, near, least, most, n_grids: open.len(), looked_at: 0, allowed })
    }

    /// All pieces.
    pub(super) fn everything(&self) -> u128 {
        if self.core.n == 128 { u128::MAX } else { (1 << self.core.n) - 1 }
    }

    pub(super) fn sums(&self, set: u128) -> Vec<i64> {
        let mut sums = vec![0; self.core.m];
        for piece in bits(set) {
            sums.iter_mut().zip(self.core.amounts(piece)).for_each(|(sum, amount)| *sum += amount);
        }
        sums
    }

    /// The part of a set that hangs together with a piece.
    pub(super) fn part(&self, piece: usize, within: u128) -> u128 {
        let (mut part, mut front) = (1u128 << piece, 1u128 << piece);
        while front != 0 {
            let reached = bits(front).fold(0, |set, piece| set | self.near[piece]) & within & !part;
            part |= reached;
            front = reached;
        }
        part
    }

    /// The connected parts of a set.
    pub(super) fn parts(&self, set: u128) -> Vec<u128> {
        let (mut left, mut parts) = (set, Vec::new());
        while left != 0 {
            let part = self.part(left.trailing_zeros() as usize, left);
            parts.push(part);
            left &= !part;
        }
        parts
    }

    /// How many grids a weight can be split into by limits alone: the fewest and the most, if any.
    pub(super) fn counts(&self, sums: &[i64], up_to: usize) -> Option<(usize, usize)> {
        let fits = |count: &usize| (0..sums.len()).all(|slot| i128::from(self.least[slot]) * *count as i128 <= i128::from(sums[slot]) && i128::from(sums[slot]) <= i128::from(self.most[slot]) * *count as i128);
        let fewest = (1..=up_to).find(fits)?;
        let most = (fewest..=up_to).rev().find(fits)?;
        Some((fewest, most))
    }

    /// Whether what is left can be split into a number of grids as far as the weights of its parts say.
    pub(super) fn may_split(&self, rest: u128, grids: usize) -> bool {
        if rest == 0 || grids == 0 {
            return rest == 0 && grids == 0;
        }
        let (mut fewest, mut most) = (0, 0);
        for part in self.parts(rest) {
            let Some((few, many)) = self.counts(&self.sums(part), grids.min(part.count_ones() as usize)) else { return false };
            fewest += few;
            most += many;
        }
        fewest <= grids && grids <= most
    }

    /// Meets every connected set of `within` that contains a piece and is within limits. The visitor says whether to stop.
    pub(super) fn completions(&mut self, piece: usize, within: u128, closest: &mut Closest, visit: &mut dyn FnMut(&mut Self, u128) -> bool) -> Ended {
        let sums = self.core.amounts(piece).to_vec();
        let set = 1u128 << piece;
        if let Some(slot) = (0..self.core.m).find(|slot| sums[*slot] > self.most[*slot]) {
            if slot == 0 {
                closest.above = Some(sums[0]);
            }
            return Ended::Complete;
        }
        let front = self.near[piece] & within & !set;
        self.grow(set, &sums, front, within & !set, closest, visit)
    }

    /// `free`: pieces that may still join.
    fn grow(&mut self, set: u128, sums: &[i64], front: u128, free: u128, closest: &mut Closest, visit: &mut dyn FnMut(&mut Self, u128) -> bool) -> Ended {
        self.looked_at += 1;
        if self.looked_at > self.allowed {
            return Ended::TooMany;
        }
        let m = self.core.m;
        if (0..m).all(|slot| sums[slot] >= self.least[slot]) {
            if visit(self, set) {
                return Ended::Stopped;
            }
        } else {
            if m > 0 && sums[0] < self.least[0] && closest.below.is_none_or(|below| below < sums[0]) {
                closest.below = Some(sums[0]);
            }
            let reach = self.sums(self.part(set.trailing_zeros() as usize, set | free));
            if (0..m).any(|slot| reach[slot] < self.least[slot]) {
                return Ended::Complete;
            }
        }
        let (mut front, mut free) = (front, free);
        while front != 0 {
            let next = front.trailing_zeros() as usize;
            let bit = 1u128 << next;
            front &= !bit;
            free &= !bit;
            let more: Vec<i64> = sums.iter().zip(self.core.amounts(next)).map(|(sum, amount)| sum + amount).collect();
            if (0..m).any(|slot| more[slot] > self.most[slot]) {
                if closest.above.is_none_or(|above| above > more[0]) {
                    closest.above = Some(more[0]);
                }
                continue;
            }
            let ended = self.grow(set | bit, &more, (front | self.near[next]) & free, free, closest, visit);
            if ended != Ended::Complete {
                return ended;
            }
        }
        Ended::Complete
    }

    /// Whether any set of these pieces is tied to rules that name grids, so that grids are not interchangeable.
    pub(super) fn has_named_grids(&self) -> bool {
        let core = self.core;
        let differ = |limits: &[i64]| core.open_grids().windows(2).any(|pair| (0..core.m).any(|slot| limits[pair[0] as usize * core.m + slot] != limits[pair[1] as usize * core.m + slot]));
        core.tied.iter().any(|grid| *grid != NONE) || !core.banned.is_empty() || !core.home.is_empty() || differ(&core.lower) || differ(&core.upper)
    }
}

/// The pieces of a set, ascending.
pub(super) fn bits(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if set == 0 {
            return None;
        }
        let piece = set.trailing_zeros() as usize;
        set &= set - 1;
        Some(piece)
    })
}
