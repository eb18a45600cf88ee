//! What a plan has to keep to besides its problem: outlets that stay, may close or move, spacing, budget.

use super::matrix::CostMatrix;

/// Rules of a plan. The default opens nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// How many sites are added to what exists.
    pub sites: usize,
    /// Existing outlets that stay, as candidate numbers.
    pub kept: Vec<u32>,
    /// Existing outlets that may be closed or moved: each that is given up frees a site elsewhere.
    pub closable: Vec<u32>,
    /// Most of the closable ones that may be given up; none = all of them.
    pub most_closed: Option<usize>,
    /// Candidates where nothing may stand (禁建区).
    pub forbidden: Vec<u32>,
    /// What opening costs, one amount a candidate; empty = nothing. Existing outlets cost what keeping them costs.
    pub costs: Vec<f64>,
    /// Most that all open candidates but the kept ones may cost together.
    pub budget: Option<f64>,
    /// Pairs of candidates too near to each other to be open both.
    pub conflicts: Vec<(u32, u32)>,
}

/// Why rules cannot be followed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// A candidate that there is not.
    #[error("candidate {candidate} of {n_candidates}")]
    NoCandidate {
        /// Its number.
        candidate: u32,
        /// How many there are.
        n_candidates: usize,
    },
    /// One candidate is to stay and to be forbidden, or is named twice.
    #[error("candidate {0} is named in two lists")]
    NamedTwice(u32),
    /// Weights, costs or limits come in another number than the places they belong to.
    #[error("{given} values for {expected} places")]
    WrongLength {
        /// How many were given.
        given: usize,
        /// How many are needed.
        expected: usize,
    },
    /// A weight, cost or budget is negative or no number.
    #[error("{0} is no amount")]
    BadAmount(f64),
    /// Fewer candidates than sites.
    #[error("{sites} sites, {candidates} candidates")]
    TooFewCandidates {
        /// Sites asked for.
        sites: usize,
        /// Candidates that may be opened.
        candidates: usize,
    },
    /// The rules leave no plan, or none was found that follows them.
    #[error("no plan follows the rules")]
    Infeasible,
    /// More pairs than this problem keeps in memory.
    #[error("{pairs} pairs, at most {most}")]
    TooLarge {
        /// Pairs of demand points and candidates.
        pairs: usize,
        /// Most pairs.
        most: usize,
    },
    /// A demand point that no candidate can serve, where all must be served.
    #[error("nothing can serve demand point {0}")]
    Unreachable(usize),
}

impl Rules {
    /// Rules that only open so many sites.
    pub fn open(sites: usize) -> Self {
        Self { sites, ..Self::default() }
    }

    /// Most candidates open beside the kept ones.
    pub fn n_open(&self) -> usize {
        self.sites + self.closable.len()
    }

    /// What opening a candidate costs.
    pub fn cost(&self, candidate: usize) -> f64 {
        self.costs.get(candidate).copied().unwrap_or(0.0)
    }

    /// Whether anything but the number of sites matters while candidates are exchanged.
    pub fn is_plain(&self) -> bool {
        self.budget.is_none() && self.conflicts.is_empty() && self.most_closed.is_none()
    }

    /// Looks for rules that make no sense.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn check(&self, n_candidates: usize) -> Result<(), RuleError> {
        let mut role = vec![false; n_candidates];
        for &candidate in self.kept.iter().chain(&self.closable).chain(&self.forbidden) {
            let seen = role.get_mut(candidate as usize).ok_or(RuleError::NoCandidate { candidate, n_candidates })?;
            if std::mem::replace(seen, true) {
                return Err(RuleError::NamedTwice(candidate));
            }
        }
        if let Some(&(a, b)) = self.conflicts.iter().find(|(a, b)| (*a).max(*b) as usize >= n_candidates) {
            return Err(RuleError::NoCandidate { candidate: a.max(b), n_candidates });
        }
        if !self.costs.is_empty() && self.costs.len() != n_candidates {
            return Err(RuleError::WrongLength { given: self.costs.len(), expected: n_candidates });
        }
        let amounts = self.costs.iter().chain(&self.budget).copied();
        check_amounts(amounts)?;
        let candidates = n_candidates - self.kept.len() - self.closable.len() - self.forbidden.len();
        if self.sites > candidates {
            return Err(RuleError::TooFewCandidates { sites: self.sites, candidates });
        }
        Ok(())
    }

    /// Which candidates may be open at all beside the kept ones: not forbidden, not too near to what is kept, affordable.
    pub fn usable(&self, n_candidates: usize) -> Vec<bool> {
        let mut usable = vec![true; n_candidates];
        for &candidate in self.kept.iter().chain(&self.forbidden) {
            usable[candidate as usize] = false;
        }
        let mut is_kept = vec![false; n_candidates];
        self.kept.iter().for_each(|candidate| is_kept[*candidate as usize] = true);
        for &(a, b) in &self.conflicts {
            for (one, other) in [(a, b), (b, a)] {
                if is_kept[one as usize] {
                    usable[other as usize] = false;
                }
            }
        }
        if let Some(budget) = self.budget {
            usable.iter_mut().enumerate().for_each(|(candidate, usable)| *usable &= self.cost(candidate) <= budget);
        }
        usable
    }

    /// Whether a set of open candidates follows the rules; kept ones must be in it. For tests and for plans from outside.
    pub fn allow(&self, open: &[u32]) -> bool {
        let has = |candidate: u32| open.contains(&candidate);
        let others = || open.iter().filter(|candidate| !self.kept.contains(candidate));
        let closed = self.closable.iter().filter(|candidate| !has(**candidate)).count();
        self.kept.iter().all(|candidate| has(*candidate))
            && others().count() <= self.n_open()
            && closed <= self.most_closed.unwrap_or(usize::MAX)
            && !open.iter().any(|candidate| self.forbidden.contains(candidate))
            && !self.conflicts.iter().any(|(a, b)| has(*a) && has(*b) && !(self.kept.contains(a) && self.kept.contains(b)))
            && self.budget.is_none_or(|budget| others().map(|candidate| self.cost(*candidate as usize)).sum::<f64>() <= budget + super::control::tolerance(budget))
    }
}

/// Refuses weights and costs that are negative or no number.
pub(super) fn check_amounts(amounts: impl IntoIterator<Item = f64>) -> Result<(), RuleError> {
    amounts.into_iter().find(|amount| !amount.is_finite() || *amount < 0.0).map_or(Ok(()), |amount| Err(RuleError::BadAmount(amount)))
}

/// The rules as a search asks them, exchange by exchange; keeps what is open, spent, in the way and given up.
#[derive(Clone, Debug)]
pub(super) struct Referee {
    is_plain: bool,
    n_open: usize,
    costs: Vec<f64>,
    budget: f64,
    spent: f64,
    /// Candidates in conflict with each candidate.
    conflicts: Vec<Vec<u32>>,
    /// How many open candidates are in conflict with each.
    blockers: Vec<u32>,
    is_closable: Vec<bool>,
    may_close: usize,
    closed: usize,
    pub(super) usable: Vec<bool>,
}

impl Referee {
    /// A referee for rules that were checked; nothing is open.
    pub(super) fn new(rules: &Rules, n_candidates: usize) -> Self {
        let mut conflicts = vec![Vec::new(); if rules.conflicts.is_empty() { 0 } else { n_candidates }];
        for &(a, b) in rules.conflicts.iter().filter(|(a, b)| a != b) {
            conflicts[a as usize].push(b);
            conflicts[b as usize].push(a);
        }
        for list in &mut conflicts {
            list.sort_unstable();
            list.dedup();
        }
        let mut is_closable = vec![false; n_candidates];
        rules.closable.iter().for_each(|candidate| is_closable[*candidate as usize] = true);
        Self {
            is_plain: rules.is_plain(),
            n_open: rules.n_open(),
            costs: (0..n_candidates).map(|candidate| rules.cost(candidate)).collect(),
            budget: rules.budget.map_or(f64::INFINITY, |budget| budget + super::control::tolerance(budget)),
            spent: 0.0,
            blockers: vec![0; conflicts.len()],
            conflicts,
            is_closable,
            may_close: rules.most_closed.unwrap_or(usize::MAX),
            closed: rules.closable.len(),
            usable: rules.usable(n_candidates),
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Most candidates open at a time.
    pub(super) fn n_open(&self) -> usize {
        self.n_open
    }

    pub(super) fn opened(&mut self, candidate: usize) {
        self.note(candidate, 1.0);
    }

    pub(super) fn closed(&mut self, candidate: usize) {
        self.note(candidate, -1.0);
    }

    fn note(&mut self, candidate: usize, sign: f64) {
        if self.is_plain {
            return;
        }
        let is_opening = sign > 0.0;
        self.spent += sign * self.costs[candidate];
        if self.is_closable[candidate] {
            self.closed = if is_opening { self.closed - 1 } else { self.closed + 1 };
        }
        for &other in self.conflicts.get(candidate).into_iter().flatten() {
            let count = &mut self.blockers[other as usize];
            *count = if is_opening { *count + 1 } else { *count - 1 };
        }
    }

    /// Whether a candidate may be opened beside what is open.
    pub(super) fn may_open(&self, candidate: usize) -> bool {
        self.usable[candidate] && (self.is_plain || (self.spent + self.costs[candidate] <= self.budget && self.blockers.get(candidate).is_none_or(|count| *count == 0)))
    }

    /// Whether one candidate may take the place of another.
    pub(super) fn may_exchange(&self, close: usize, open: usize) -> bool {
        if self.is_plain {
            return self.usable[open];
        }
        let closed = self.closed + usize::from(self.is_closable[close]) - usize::from(self.is_closable[open]);
        let blockers = self.blockers.get(open).copied().unwrap_or(0);
        let own = u32::from(blockers > 0 && self.conflicts[open].binary_search(&(close as u32)).is_ok());
        self.usable[open] && closed <= self.may_close.max(self.closed) && self.spent - self.costs[close] + self.costs[open] <= self.budget && blockers == own
    }

    /// Whether a candidate may be given up without replacement.
    pub(super) fn may_close(&self, candidate: usize) -> bool {
        self.is_plain || !self.is_closable[candidate] || self.closed < self.may_close
    }

    /// Whether what is open follows the rules: not too many of the existing outlets given up.
    pub(super) fn is_content(&self) -> bool {
        self.is_plain || (self.closed <= self.may_close && self.spent <= self.budget)
    }
}

/// Pairs of places nearer to each other than a spacing, as conflicts for [`Rules`]; the matrix holds distances between
/// the candidates.
pub fn conflicts_within(distances: &CostMatrix, spacing: f32) -> Vec<(u32, u32)> {
    let pairs = (0..distances.n_demand()).flat_map(|a| distances.rows().row(a).take_while(move |(_, cost)| *cost < spacing).map(move |(b, _)| (a as u32, b as u32)));
    pairs.filter(|(a, b)| a < b).collect()
}
