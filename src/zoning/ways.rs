//! The way of everybody in a piece to a centre piece, in amount × megametres.

use super::problem::{Centre, Objective, Problem, Travel};

const MEGAMETRE: f64 = 1e6;

/// Distances from units to units, as a problem gives them.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    travel: Travel,
    /// Places of units in metres and their amounts, for those pieces are made of.
    position: Vec<[f64; 2]>,
    amount: Vec<f64>,
    /// Units of each piece.
    units: Vec<Vec<u32>>,
    /// The unit that a piece is a centre by: a fixed centre, or its heaviest unit.
    at: Vec<u32>,
}

impl Ways {
    /// `None` where nobody asks for ways. `units`: those of each piece.
    pub(super) fn new(problem: &Problem<'_>, units: &[Vec<u32>]) -> Option<Self> {
        if problem.objective != Objective::Travel {
            return None;
        }
        let graph = problem.graph;
        let amount: Vec<f64> = (0..graph.n_units()).map(|unit| problem.moment_weight(unit) as f64).collect();
        let fixed: Vec<u32> = (0..problem.n_grids).filter_map(|grid| if let Centre::Fixed(unit) = problem.centre(grid) { Some(unit) } else { None }).collect();
        let heaviest = |own: &Vec<u32>| own.iter().copied().max_by(|a, b| amount[*a as usize].total_cmp(&amount[*b as usize]).then(b.cmp(a))).unwrap_or(0);
        let at = units.iter().map(|own| own.iter().copied().find(|unit| fixed.contains(unit)).unwrap_or_else(|| heaviest(own))).collect();
        let position = (0..graph.n_units()).map(|unit| graph.position(unit)).collect();
        Some(Self { travel: problem.travel.clone(), position, amount, units: units.to_vec(), at })
    }

    /// The way of everybody in a piece to the centre of another.
    #[inline]
    pub(super) fn way(&self, piece: usize, centre: usize) -> f64 {
        let to = self.at[centre];
        self.units[piece].iter().map(|unit| self.amount[*unit as usize] * self.metres(*unit, to)).sum::<f64>() / MEGAMETRE
    }

    #[inline]
    fn metres(&self, from: u32, to: u32) -> f64 {
        self.travel.metres_between(&|unit| self.position[unit as usize], from, to)
    }
}
