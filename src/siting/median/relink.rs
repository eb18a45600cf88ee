//! Good plans that differ from each other, kept for relinking (Resende and Werneck 2004).

use crate::siting::random::Random;

/// How many plans are kept.
const SIZE: usize = 12;

/// The best plans so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Elite {
    plans: Vec<(f64, Vec<u32>)>,
}

impl Elite {
    /// Takes a plan (ascending) in when it is new and good enough; a full elite gives up the worse plan most like it.
    pub(super) fn offer(&mut self, plan: &[u32], objective: f64) {
        if self.plans.iter().any(|(_, known)| known == plan) {
            return;
        }
        if self.plans.len() < SIZE {
            self.plans.push((objective, plan.to_vec()));
            return;
        }
        let worse = self.plans.iter().enumerate().filter(|(_, (value, _))| *value >= objective);
        if let Some((at, _)) = worse.min_by_key(|(_, (_, known))| difference(known, plan)) {
            self.plans[at] = (objective, plan.to_vec());
        }
    }

    /// A plan that differs from this one.
    pub(super) fn other(&self, plan: &[u32], random: &mut Random) -> Option<Vec<u32>> {
        let others: Vec<&Vec<u32>> = self.plans.iter().map(|(_, known)| known).filter(|known| difference(known, plan) > 1).collect();
        (!others.is_empty()).then(|| others[random.below(others.len())].clone())
    }
}

/// How many sites of one ascending plan the other does not have.
fn difference(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|site| b.binary_search(site).is_err()).count()
}
