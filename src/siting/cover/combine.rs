//! The best of two plans, place by place; see [`crate::siting::merge`].

use super::instance::Instance;
use crate::siting::merge::Merge;

/// No differing site covers the point yet.
const NONE: u32 = u32::MAX;

/// Memory for combining plans of one instance.
#[derive(Clone, Debug)]
pub(super) struct Combiner {
    merge: Merge,
    /// Open sites of both plans and kept outlets that cover each point; as the instance says between calls.
    common: Vec<u16>,
    /// The first differing site that covers each point, and how many of each plan do; none and zero between calls.
    touched_by: Vec<u32>,
    counts: Vec<[u16; 2]>,
    touched: Vec<u32>,
}

impl Combiner {
    pub(super) fn new(instance: &Instance) -> Self {
        let n = instance.rows.len();
        Self { merge: Merge::default(), common: instance.covered.clone(), touched_by: vec![NONE; n], counts: vec![[0; 2]; n], touched: Vec::new() }
    }

    /// The first plan with what is better in the second, and how much it covers more; and the pairs looked at.
    pub(super) fn combine(&mut self, instance: &Instance, first: &[u32], second: &[u32], room: usize) -> (Option<(Vec<u32>, f64)>, u64) {
        self.merge.compare(instance.n_candidates(), first, second);
        if self.merge.sites().is_empty() {
            return (None, first.len() as u64);
        }
        let mut work = 0;
        for number in 0..self.merge.sites().len() {
            work += self.touch(instance, number);
        }
        let common: Vec<u32> = first.iter().copied().filter(|site| self.merge.number(*site).is_none()).collect();
        for &site in &common {
            work += instance.columns.row(site as usize).len() as u64;
            instance.columns.row(site as usize).iter().for_each(|demand| self.common[*demand as usize] += 1);
        }
        self.judge(instance);
        for &site in &common {
            instance.columns.row(site as usize).iter().for_each(|demand| self.common[*demand as usize] -= 1);
        }
        for demand in self.touched.drain(..) {
            self.touched_by[demand as usize] = NONE;
            self.counts[demand as usize] = [0; 2];
        }
        (self.merge.best(first, room), 2 * work)
    }

    /// Notes the points that a differing site covers.
    fn touch(&mut self, instance: &Instance, number: usize) -> u64 {
        let plan = usize::from(!self.merge.is_first(number));
        let column = instance.columns.row(self.merge.sites()[number] as usize);
        for &demand in column {
            if self.touched_by[demand as usize] == NONE {
                self.touched_by[demand as usize] = number as u32;
                self.touched.push(demand);
            }
            self.counts[demand as usize][plan] += 1;
        }
        column.len() as u64
    }

    /// Joins the sites whose points are worth something together, and notes what each part gains.
    fn judge(&mut self, instance: &Instance) {
        let enough = instance.worth.len() - 1;
        let is_open = |common: u16| usize::from(common) < enough;
        for number in 0..self.merge.sites().len() {
            for &demand in instance.columns.row(self.merge.sites()[number] as usize) {
                // Where both plans cover enough without their own sites, nothing depends on these.
                if is_open(self.common[demand as usize]) {
                    self.merge.join(self.touched_by[demand as usize] as usize, number);
                }
            }
        }
        for &demand in &self.touched {
            let at = demand as usize;
            let common = usize::from(self.common[at]);
            let [first, second] = self.counts[at].map(usize::from);
            let gain = instance.weights[at] * (instance.worth(common + second) - instance.worth(common + first));
            if gain != 0.0 {
                self.merge.add(self.touched_by[at] as usize, gain);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::random::Random;
    use crate::siting::tests::fixture::small;
    use crate::siting::{Covering, Rules, Worth};

    #[test]
    fn what_is_combined_is_worth_what_is_said_and_no_less_than_either() {
        let mut n_combined = 0;
        for seed in 0..40 {
            let small = small(seed, 60, 24);
            for worth in [Worth::Once, Worth::Twice { first_share: 0.6 }, Worth::Twice { first_share: 0.0 }] {
                let rules = Rules { sites: 6, kept: vec![23], ..Rules::default() };
                let instance = Instance::new(&Covering { matrix: &small.matrix, limit: Some(12.0), weights: &small.weights, worth, rules: &rules }).unwrap();
                let mut random = Random::new(seed);
                let mut plan = || (0..6u32).map(|at| at * 3 + random.below(3) as u32).collect::<Vec<u32>>();
                let (first, second) = (plan(), plan());
                let mut combiner = Combiner::new(&instance);
                let (value, other) = (instance.evaluate(&first), instance.evaluate(&second));
                let (combined, _) = combiner.combine(&instance, &first, &second, 0);
                let (plan, gain) = combined.unwrap_or((first, 0.0));
                assert!((instance.evaluate(&plan) - value - gain).abs() < 1e-9, "seed {seed} {worth:?}");
                assert!(value + gain >= other - 1e-9 && plan.len() <= 6, "seed {seed} {worth:?}: taking all of the second is a choice too");
                n_combined += u32::from(value + gain > value.max(other) + 0.5);
            }
        }
        assert!(n_combined > 20, "{n_combined} plans are better than both");
    }
}
