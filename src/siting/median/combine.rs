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
