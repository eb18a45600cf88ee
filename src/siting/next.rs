//! New sites of a plan in the order in which they are worth most, each with what it gains and from whom.

use super::matrix::CostMatrix;

/// What a new site is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Worthy {
    /// The weighted cost that it saves; who has nobody pays this.
    Saving {
        /// Cost of a demand point without an outlet.
        unserved: f32,
    },
    /// The demand that it is the first to cover.
    Coverage {
        /// The largest cost that covers.
        limit: f32,
    },
}

/// One site of the order.
#[derive(Clone, Debug, PartialEq)]
pub struct NextSite {
    /// The candidate.
    pub site: u32,
    /// What it saves or covers when the sites before it are there.
    pub gain: f64,
    /// Demand for which it becomes the nearest, by whose it was before (none = nobody's), most first.
    pub from: Vec<(Option<u32>, f64)>,
}

/// Puts the new sites of a plan in order: each time the one that gains most beside the kept outlets and the sites before it.
///
/// Cost: the demand points of the sites, once for each site before the last.
pub fn in_order(matrix: &CostMatrix, weights: &[f64], kept: &[u32], new: &[u32], worthy: Worthy) -> Vec<NextSite> {
    let missing = match worthy {
        Worthy::Saving { unserved } => unserved,
        Worthy::Coverage { .. } => f32::INFINITY,
    };
    let mut near: Vec<(f32, Option<u32>)> = vec![(missing, None); matrix.n_demand()];
    kept.iter().for_each(|site| serve(matrix, *site, &mut near));
    let mut left = new.to_vec();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let gains = left.iter().map(|site| gain(matrix, weights, *site, &near, worthy)).enumerate();
        let Some((at, gain)) = gains.max_by(|a, b| a.1.total_cmp(&b.1).then(left[b.0].cmp(&left[a.0]))) else { break };
        let site = left.swap_remove(at);
        order.push(NextSite { site, gain, from: former(matrix, weights, site, &near) });
        serve(matrix, site, &mut near);
    }
    order
}

fn serve(matrix: &CostMatrix, site: u32, near: &mut [(f32, Option<u32>)]) {
    for (demand, cost) in matrix.columns().row(site as usize) {
        if cost < near[demand].0 {
            near[demand] = (cost, Some(site));
        }
    }
}

fn gain(matrix: &CostMatrix, weights: &[f64], site: u32, near: &[(f32, Option<u32>)], worthy: Worthy) -> f64 {
    let each = matrix.columns().row(site as usize).map(|(demand, cost)| match worthy {
        Worthy::Saving { .. } => weights[demand] * f64::from((near[demand].0 - cost).max(0.0)),
        Worthy::Coverage { limit } if cost <= limit && near[demand].0 > limit => weights[demand],
        Worthy::Coverage { .. } => 0.0,
    });
    each.sum()
}

fn former(matrix: &CostMatrix, weights: &[f64], site: u32, near: &[(f32, Option<u32>)]) -> Vec<(Option<u32>, f64)> {
    let mut from: Vec<(Option<u32>, f64)> = Vec::new();
    for (demand, _) in matrix.columns().row(site as usize).filter(|(demand, cost)| *cost < near[*demand].0) {
        let owner = near[demand].1;
        match from.iter_mut().find(|row| row.0 == owner) {
            Some(row) => row.1 += weights[demand],
            None => from.push((owner, weights[demand])),
        }
    }
    from.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    from
}
