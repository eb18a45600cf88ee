//! Two plans combined to the best of both: where they differ in several places that have nothing to do with each other, each place is
//! decided for itself.
//!
//! Sites that only one of the plans has are in one part when some demand point's value depends on both. What a part gains does not
//! depend on the other parts, so that the best choice among them is a sum, with the number of sites as its only limit: a small knapsack over
//! how many sites each part adds or saves. This is the partition crossover known from travelling salesmen (Whitley, Hains and Howe 2009),
//! carried over to location.

/// Marks the end of a search for a root and demand points that no differing site touches.
const NONE: u32 = u32::MAX;

/// The places in which two plans differ.
#[derive(Clone, Debug, Default)]
pub(super) struct Merge {
    /// The root above each differing site.
    parent: Vec<u32>,
    /// Candidate number of each differing site, ascending within each plan.
    sites: Vec<u32>,
    /// How many of the sites belong to the first plan; the others belong to the second.
    n_first: usize,
    /// What taking the second plan's side gains, kept at the root of each part.
    gain: Vec<f64>,
    /// Number among the differing sites of each candidate.
    number: Vec<u32>,
}

impl Merge {
    /// Compares two plans given in any order.
    pub(super) fn compare(&mut self, n_candidates: usize, first: &[u32], second: &[u32]) {
        for site in self.sites.drain(..) {
            self.number[site as usize] = NONE;
        }
        self.number.resize(n_candidates, NONE);
        let has = |plan: &[u32], number: &mut Vec<u32>, mark: u32| plan.iter().for_each(|site| number[*site as usize] = mark);
        // Marks of membership first, numbers after them.
        has(second, &mut self.number, NONE - 1);
        let mut own: Vec<u32> = first.iter().copied().filter(|site| self.number[*site as usize] == NONE).collect();
        has(second, &mut self.number, NONE);
        has(first, &mut self.number, NONE - 1);
        let mut other: Vec<u32> = second.iter().copied().filter(|site| self.number[*site as usize] == NONE).collect();
        has(first, &mut self.number, NONE);
        own.sort_unstable();
        other.sort_unstable();
        self.n_first = own.len();
        self.sites.append(&mut own);
        self.sites.append(&mut other);
        for (at, site) in self.sites.iter().enumerate() {
            self.number[*site as usize] = at as u32;
        }
        self.parent.clear();
        self.parent.extend(0..self.sites.len() as u32);
        self.gain.clear();
        self.gain.resize(self.sites.len(), 0.0);
    }

    /// Sites that only one plan has: the first plan's, then the second's.
    pub(super) fn sites(&self) -> &[u32] {
        &self.sites
    }

    /// Whether a site's number belongs to the first plan.
    pub(super) fn is_first(&self, number: usize) -> bool {
        number < self.n_first
    }

    /// The number of a site that only one plan has.
    pub(super) fn number(&self, site: u32) -> Option<usize> {
        Some(self.number[site as usize]).filter(|number| *number != NONE).map(|number| number as usize)
    }

    /// Joins the parts of two sites.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number leads, so that the order of joining does not matter to the order of parts.
        let (low, high) = (a.min(b), a.max(b));
        if low != high {
            self.parent[high] = low as u32;
            self.gain[low] += std::mem::take(&mut self.gain[high]);
        }
    }

    /// Notes what the second plan's side gains for a demand point that depends on the part of a site.
    pub(super) fn add(&mut self, number: usize, gain: f64) {
        let root = self.root(number);
        self.gain[root] += gain;
    }

    fn root(&mut self, number: usize) -> usize {
        let mut at = number;
        while self.parent[at] as usize != at {
            let above = self.parent[self.parent[at] as usize];
            self.parent[at] = above;
            at = above as usize;
        }
        at
    }

    /// The first plan with the second's side wherever that gains most in sum, with at most `room` sites more than the first; and the gain.
    /// None where nothing is gained, or everything would be taken over.
    pub(super) fn best(&mut self, first: &[u32], room: usize) -> Option<(Vec<u32>, f64)> {
        let parts = self.parts();
        let taken = knapsack(&parts, room);
        let gain: f64 = taken.iter().map(|part| parts[*part].gain).sum();
        if gain <= 0.0 || taken.is_empty() {
            return None;
        }
        let mut is_taken = vec![false; self.sites.len()];
        taken.iter().for_each(|part| is_taken[parts[*part].root] = true);
        let mut plan = Vec::with_capacity(first.len());
        for &site in first {
            let is_left = self.number(site).is_some_and(|number| is_taken[self.root(number)]);
            if !is_left {
                plan.push(site);
            }
        }
        for number in self.n_first..self.sites.len() {
            if is_taken[self.root(number)] {
                plan.push(self.sites[number]);
            }
        }
        Some((plan, gain))
    }

    /// The parts with what each gains and how many sites it adds.
    fn parts(&mut self) -> Vec<Part> {
        let mut added = vec![0i32; self.sites.len()];
        for number in 0..self.sites.len() {
            let root = self.root(number);
            added[root] += if self.is_first(number) { -1 } else { 1 };
        }
        let roots = (0..self.sites.len()).filter(|number| self.parent[*number] as usize == *number);
        roots.map(|root| Part { root, gain: self.gain[root], added: added[root] }).collect()
    }
}

/// A part of the difference.
#[derive(Clone, Copy, Debug)]
struct Part {
    root: usize,
    gain: f64,
    added: i32,
}

/// Which parts gain most in sum while they add at most `room` sites.
fn knapsack(parts: &[Part], room: usize) -> Vec<usize> {
    // What only gains and what only loses needs no weighing.
    let mut taken: Vec<usize> = (0..parts.len()).filter(|part| parts[*part].gain > 0.0 && parts[*part].added <= 0).collect();
    let saved: i32 = taken.iter().map(|part| -parts[*part].added).sum();
    let open: Vec<usize> = (0..parts.len()).filter(|part| (parts[*part].gain > 0.0) == (parts[*part].added > 0) && parts[*part].added != 0).collect();
    let most: usize = open.iter().map(|part| parts[*part].added.max(0) as usize).sum();
    let spare: usize = open.iter().map(|part| (-parts[*part].added).max(0) as usize).sum();
    let limit = (room + saved as usize).min(most);
    // Values by how many sites are added, counted from all the savings that there can be.
    let width = spare + most + 1;
    let mut value = vec![f64::NEG_INFINITY; width];
    value[spare] = 0.0;
    let mut choice = vec![false; width * open.len()];
    for (at, part) in open.iter().map(|part| parts[*part]).enumerate() {
        let before = value.clone();
        for (to, best) in value.iter_mut().enumerate() {
            let from = to as i64 - i64::from(part.added);
            let offer = usize::try_from(from).ok().and_then(|from| before.get(from)).map_or(f64::NEG_INFINITY, |value| value + part.gain);
            if offer > *best {
                *best = offer;
                choice[at * width + to] = true;
            }
        }
    }
    let mut place = (0..=spare + limit).max_by(|a, b| value[*a].total_cmp(&value[*b]).then(b.cmp(a))).unwrap_or(spare);
    for at in (0..open.len()).rev() {
        if choice[at * width + place] {
            taken.push(open[at]);
            place = (place as i64 - i64::from(parts[open[at]].added)).max(0) as usize;
        }
    }
    taken.sort_unstable();
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::random::Random;

    #[test]
    fn parts_are_chosen_as_every_combination_says() {
        let mut random = Random::new(4);
        for _ in 0..300 {
            let n = 1 + random.below(9);
            let parts: Vec<Part> = (0..n).map(|root| Part { root, gain: random.below(21) as f64 - 10.0, added: random.below(5) as i32 - 2 }).collect();
            let room = random.below(3);
            let worth = |taken: &[usize]| -> (f64, i32) { (taken.iter().map(|part| parts[*part].gain).sum(), taken.iter().map(|part| parts[*part].added).sum()) };
            let subsets = (0..1usize << n).map(|bits| (0..n).filter(|part| bits >> part & 1 == 1).collect::<Vec<_>>());
            let best = subsets.map(|taken| worth(&taken)).filter(|(_, added)| *added <= room as i32).map(|(gain, _)| gain).fold(0.0, f64::max);
            let (gain, added) = worth(&knapsack(&parts, room));
            assert!((gain - best).abs() < 1e-9 && added <= room as i32, "{parts:?} {room}: {gain} of {best}");
        }
    }

    #[test]
    fn the_better_side_of_each_part_is_taken() {
        let mut merge = Merge::default();
        let (first, second) = ([0, 1, 2, 9], [3, 4, 9, 5]);
        merge.compare(10, &first, &second);
        assert_eq!((merge.sites(), merge.number(9), merge.number(4)), (&[0, 1, 2, 3, 4, 5][..], None, Some(4)));
        // 0 against 3 gains, 1 against 4 loses, 2 against 5 gains with the first.
        merge.join(0, 3);
        merge.join(1, 4);
        merge.add(3, 5.0);
        merge.add(1, -2.0);
        merge.join(2, 5);
        merge.add(5, 1.0);
        let (mut plan, gain) = merge.best(&first, 0).unwrap();
        plan.sort_unstable();
        assert_eq!((plan, gain), (vec![1, 3, 5, 9], 6.0));
        merge.compare(10, &first, &first);
        assert!(merge.best(&first, 0).is_none());
    }
}
