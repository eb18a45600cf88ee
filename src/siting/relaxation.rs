//! What Lagrangean relaxations of location problems have in common: each candidate has a reduced cost at the present
//! prices, the relaxed problem opens the best of them, and what is far from being opened is decided for good.
//!
//! Everything here minimises; a problem that maximises gives its values with the other sign.

/// What is known of a candidate in a node of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Open or not.
    Free,
    /// Open in every better plan.
    Fixed,
    /// Closed in every better plan.
    Excluded,
}

/// A relaxed problem with prices that can be moved.
pub(super) trait Relaxed {
    /// The lower bound at the present prices; fills reduced costs and the relaxed plan.
    fn bound(&mut self) -> f64;
    /// Moves the prices towards a better bound: `target` is what it could reach, `pace` the share of the way.
    fn step(&mut self, bound: f64, target: f64, pace: f64);
    /// A plan after the relaxed one and what it costs; none where it breaks a rule.
    fn plan(&mut self) -> Option<(Vec<u32>, f64)>;
    /// What a plan of these candidates costs; none where it breaks a rule.
    fn cost_of(&self, open: &[u32]) -> Option<f64>;
    /// Whether a plan's open candidates say what it costs, so that a part in which all are decided is settled.
    fn is_exact(&self) -> bool {
        true
    }
    /// Whether steps that do not help are taken back; a method that needs its whole path says no.
    fn goes_back(&self) -> bool {
        true
    }
    /// Whether more steps cannot make the bound much better, as far as the method knows.
    fn is_settled(&self) -> bool {
        false
    }
    /// Leaves pairs of excluded candidates out of the lists.
    fn compact(&mut self);
    /// Prices, one a demand point.
    fn prices(&self) -> &[f64];
    /// Starts again from other prices.
    fn set_prices(&mut self, prices: &mut dyn Iterator<Item = f64>);
    /// Decisions and choice.
    fn choice(&self) -> &Choice;
    /// Decisions and choice, to change.
    fn choice_mut(&mut self) -> &mut Choice;
    /// Smallest difference between two objective values, 0 = any; see [`super::control::granularity`].
    fn granularity(&self) -> f64;
    /// Differences below this are rounding.
    fn tolerance(&self) -> f64;
}

/// Weight of the last choice in [`Choice::share`].
const FRESH: f64 = 0.05;

/// Which candidates the relaxed problem opens, and why.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) status: Vec<Status>,
    /// Reduced cost of each candidate at the present prices; negative ones are worth opening.
    pub(super) rho: Vec<f64>,
    pub(super) is_chosen: Vec<bool>,
    pub(super) chosen: Vec<u32>,
    /// How often each candidate was chosen lately, between 0 and 1.
    pub(super) share: Vec<f64>,
    /// Most candidates open.
    pub(super) room: usize,
    /// Pairs looked at.
    pub(super) work: u64,
    order: Vec<u32>,
}

impl Choice {
    pub(super) fn new(usable: &[bool], room: usize) -> Self {
        let n = usable.len();
        let status = usable.iter().map(|usable| if *usable { Status::Free } else { Status::Excluded }).collect();
        Self { status, rho: vec![0.0; n], is_chosen: vec![false; n], chosen: Vec::new(), share: vec![0.0; n], room, work: 0, order: Vec::new() }
    }

    /// Opens the fixed candidates and the best of the free ones; gives the sum of their reduced costs.
    pub(super) fn choose(&mut self) -> f64 {
        for candidate in self.chosen.drain(..) {
            self.is_chosen[candidate as usize] = false;
        }
        self.order.clear();
        for (candidate, status) in self.status.iter().enumerate() {
            match status {
                Status::Fixed => self.chosen.push(candidate as u32),
                Status::Free if self.rho[candidate] < 0.0 => self.order.push(candidate as u32),
                _ => {}
            }
        }
        let left = self.room.saturating_sub(self.chosen.len());
        let rho = &self.rho;
        if left < self.order.len() {
            if left > 0 {
                self.order.select_nth_unstable_by(left - 1, |a, b| rho[*a as usize].total_cmp(&rho[*b as usize]).then(a.cmp(b)));
            }
            self.order.truncate(left);
        }
        self.chosen.extend_from_slice(&self.order);
        for &candidate in &self.chosen {
            self.is_chosen[candidate as usize] = true;
        }
        self.work += self.status.len() as u64;
        self.chosen.iter().map(|candidate| self.rho[*candidate as usize]).sum()
    }

    /// Takes the present choice into the shares.
    pub(super) fn remember(&mut self) {
        for (share, chosen) in self.share.iter_mut().zip(&self.is_chosen) {
            *share += FRESH * (f64::from(u8::from(*chosen)) - *share);
        }
    }

    /// Forgets earlier choices.
    pub(super) fn restart_shares(&mut self) {
        for (share, chosen) in self.share.iter_mut().zip(&self.is_chosen) {
            *share = f64::from(u8::from(*chosen));
        }
    }

    /// Excludes and fixes what a plan better than `limit` cannot and must have, by the reduced costs at a bound. Returns how
    /// many are decided.
    pub(super) fn fix(&mut self, bound: f64, limit: f64) -> usize {
        let mut worst_chosen = f64::NEG_INFINITY;
        let mut best_left = 0.0f64;
        for (candidate, status) in self.status.iter().enumerate() {
            if *status == Status::Free {
                if self.is_chosen[candidate] {
                    worst_chosen = worst_chosen.max(self.rho[candidate]);
                } else {
                    best_left = best_left.min(self.rho[candidate]);
                }
            }
        }
        if self.chosen.len() < self.room {
            worst_chosen = 0.0;
        }
        let mut n_decided = 0;
        for candidate in 0..self.status.len() {
            if self.status[candidate] != Status::Free {
                continue;
            }
            let decided = if self.is_chosen[candidate] {
                (bound - self.rho[candidate] + best_left > limit).then_some(Status::Fixed)
            } else {
                (worst_chosen.is_finite() && bound + self.rho[candidate] - worst_chosen > limit).then_some(Status::Excluded)
            };
            if let Some(status) = decided {
                self.status[candidate] = status;
                n_decided += 1;
            }
        }
        n_decided
    }
}
