//! The best of two plans, place by place; see [`crate::siting::merge`].

use super::instance::Instance;
use crate::siting::merge::Merge;

/// Memory for combining plans of one instance.
#[derive(Clone, Debug, Default)]
pub(super) struct Combiner {
    merge: Merge,
    /// Whether both plans open a candidate; no between calls.
    is_common: Vec<bool>,
}

impl Combiner {
    /// The first plan with what is better in the second, and what that saves; and the pairs looked at.
    ///
    /// Cost: the candidates of each demand point up to the first that both plans open.
    pub(super) fn combine(&mut self, instance: &Instance, first: &[u32], second: &[u32], room: usize) -> (Option<(Vec<u32>, f64)>, u64) {
        self.merge.compare(instance.n_candidates(), first, second);
        if self.merge.sites().is_empty() {
            return (None, first.len() as u64);
        }
        self.is_common.resize(instance.n_candidates(), false);
        let common: Vec<u32> = first.iter().copied().filter(|site| self.merge.number(*site).is_none()).collect();
        common.iter().for_each(|site| self.is_common[*site as usize] = true);
        let mut work = 0;
        for demand in 0..instance.n_demand() {
            work += self.judge(instance, demand);
        }
        common.iter().for_each(|site| self.is_common[*site as usize] = false);
        (self.merge.best(first, room), work)
    }

    /// Joins the sites that a demand point depends on and notes what their part saves for it.
    fn judge(&mut self, instance: &Instance, demand: usize) -> u64 {
        let base = instance.base[demand];
        // The nearest of each plan alone; whom both open is nearest for all parts alike.
        let mut near: [Option<f32>; 2] = [None; 2];
        let mut part = None;
        let mut common = base;
        let mut looked_at = 0;
        for (&candidate, &cost) in instance.rows.indices(demand).iter().zip(instance.rows.costs(demand)) {
            looked_at += 1;
            if self.is_common[candidate as usize] {
                common = cost;
                break;
            }
            let Some(number) = self.merge.number(candidate) else { continue };
            near[usize::from(!self.merge.is_first(number))].get_or_insert(cost);
            match part {
                Some(part) => self.merge.join(part, number),
                None => part = Some(number),
            }
        }
        if let Some(part) = part {
            let [first, second] = near.map(|near| near.map_or(common, |near| near.min(common)));
            self.merge.add(part, instance.weights[demand] * f64::from(first - second));
        }
        looked_at + 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::random::Random;
    use crate::siting::tests::fixture::small;
    use crate::siting::{PMedian, Rules};

    #[test]
    fn what_is_combined_costs_what_is_said_and_no_more_than_either() {
        let mut n_combined = 0;
        for seed in 0..60 {
            let small = small(seed, 80, 30);
            let rules = Rules { sites: 10, kept: vec![29], ..Rules::default() };
            let instance = Instance::new(&PMedian { matrix: &small.matrix, weights: &small.weights, unserved: Some(30.0), rules: &rules }).unwrap();
            let mut random = Random::new(seed);
            let mut plan = || (0..10u32).map(|at| if at < 7 { at * 2 } else { at * 2 + random.below(2) as u32 }).collect::<Vec<u32>>();
            let (first, second) = (plan(), plan());
            let cost = |plan: &[u32]| instance.priced(&instance.plan(plan)).0;
            let (combined, _) = Combiner::default().combine(&instance, &first, &second, 0);
            let (plan, gain) = combined.unwrap_or((first.clone(), 0.0));
            assert!((cost(&first) - cost(&plan) - gain).abs() < 1e-6, "seed {seed}");
            assert!(cost(&plan) <= cost(&second) + 1e-6 && plan.len() <= 10, "seed {seed}");
            n_combined += u32::from(cost(&plan) < cost(&first).min(cost(&second)) - 0.5);
        }
        assert!(n_combined > 3, "{n_combined} plans are better than both");
    }
}
