//! New sites of a plan in the order in which they win most, each with what it takes from rivals and from our own outlets (蚕食).

use super::MarketShare;
use super::instance::Instance;
use crate::siting::next::NextSite;
use crate::siting::rules::{RuleError, Rules};

/// Puts the new sites in order: each time the one that wins most beside the kept outlets and the sites before it. What a site takes it takes
/// from own outlets, whose number is given, and from rivals and from staying at home (none); the gain is the latter.
///
/// Cost: the demand points of the sites, once for each site before the last.
///
/// # Errors
/// [`RuleError`] where weights and places do not belong together.
pub fn share_in_order(problem: &MarketShare<'_>, kept: &[u32], new: &[u32]) -> Result<Vec<NextSite>, RuleError> {
    let rules = Rules { kept: kept.to_vec(), ..Rules::default() };
    let instance = Instance::new(&MarketShare { rules: &rules, ..problem.clone() })?;
    let mut own = instance.own.clone();
    // Who is open at each demand point, with its utility.
    let mut open: Vec<Vec<(u32, f64)>> = vec![Vec::new(); own.len()];
    let serve = |site: u32, open: &mut Vec<Vec<(u32, f64)>>| instance.columns[site as usize].iter().for_each(|(demand, utility)| open[*demand as usize].push((site, *utility)));
    kept.iter().for_each(|site| serve(*site, &mut open));
    let mut left = new.to_vec();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let gain = |site: &u32| -> f64 { instance.columns[*site as usize].iter().map(|(demand, utility)| gained(&instance, *demand as usize, own[*demand as usize], *utility)).sum() };
        let gains = left.iter().map(gain).enumerate();
        let Some((at, gain)) = gains.max_by(|a, b| a.1.total_cmp(&b.1).then(left[b.0].cmp(&left[a.0]))) else { break };
        let site = left.swap_remove(at);
        order.push(NextSite { site, gain, from: taken(&instance, site, &own, &open, gain) });
        instance.columns[site as usize].iter().for_each(|(demand, utility)| own[*demand as usize] += utility);
        serve(site, &mut open);
    }
    Ok(order)
}

fn gained(instance: &Instance, demand: usize, own: f64, utility: f64) -> f64 {
    instance.captured(demand, own + utility) - instance.captured(demand, own)
}

/// What a site takes from each open outlet and from rivals, most first.
fn taken(instance: &Instance, site: u32, own: &[f64], open: &[Vec<(u32, f64)>], gain: f64) -> Vec<(Option<u32>, f64)> {
    let mut from: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
    for (demand, utility) in &instance.columns[site as usize] {
        let demand = *demand as usize;
        let (before, after) = (own[demand] + instance.rival[demand], own[demand] + instance.rival[demand] + utility);
        for (outlet, attracts) in &open[demand] {
            *from.entry(*outlet).or_default() += instance.weights[demand] * attracts * (1.0 / before - 1.0 / after);
        }
    }
    let mut from: Vec<(Option<u32>, f64)> = from.into_iter().map(|(outlet, amount)| (Some(outlet), amount)).chain([(None, gain)]).collect();
    from.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::{Decay, Metric, shares, straight_matrix};

    #[test]
    fn what_sites_take_adds_up_to_the_shares() {
        let demand: Vec<[f64; 2]> = (0..40).map(|n| [f64::from(n % 8), f64::from(n / 8)]).collect();
        let places = [[0.5, 0.5], [6.5, 3.5], [3.5, 2.0], [1.0, 3.5]];
        let weights: Vec<f64> = (0..40).map(|n| f64::from(n % 5 + 1)).collect();
        let matrix = straight_matrix(&demand, &places, Metric::Euclid, None).unwrap();
        let rules = Rules::default();
        let problem = MarketShare { matrix: &matrix, weights: &weights, attraction: &[1.0, 2.0, 1.0, 0.5], rival: &[0.4; 40], decay: Decay::Power { exponent: 2.0, least: 0.5 }, rules: &rules };
        let order = share_in_order(&problem, &[0], &[2, 1, 3]).unwrap();
        assert!(order.windows(2).all(|pair| pair[0].gain >= pair[1].gain), "{order:?}");
        let (before, after) = (shares(&problem, &[0]).unwrap(), shares(&problem, &[0, 1, 2, 3]).unwrap());
        let won: f64 = order.iter().map(|site| site.gain).sum();
        assert!((won - (before.rivals - after.rivals)).abs() < 1e-9);
        let lost: f64 = order.iter().flat_map(|site| &site.from).filter(|(outlet, _)| *outlet == Some(0)).map(|(_, amount)| amount).sum();
        assert!((lost - (before.outlets[0] - after.outlets[0])).abs() < 1e-9, "what the kept outlet loses is what new ones take from it");
    }
}
