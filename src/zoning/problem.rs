//! What is asked for: how many grids, balanced in what, compact in which sense, under which rules.

use super::graph::Graph;

/// What makes one plan better than another once both are within tolerance. Smaller is better for all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// Moment of inertia: amount × square of the distance to the grid's centre, in amount × (1000 km)².
    #[default]
    Moment,
    /// Number of neighbouring pairs in different grids.
    CutEdges,
    /// Length of the boundaries between grids.
    Perimeter,
    /// Largest distance between two units of one grid.
    Diameter,
}

/// How much of a measure a grid may have.
#[derive(Clone, Debug, PartialEq)]
pub enum Limits {
    /// This share above or below the mean over all grids: 0.05 is ±5 %.
    Tolerance(f64),
    /// At most this much in every grid, as little as one likes.
    Capacity(i64),
    /// From and to, both included, the same for every grid.
    Range(i64, i64),
    /// From and to for each grid.
    EachGrid(Vec<(i64, i64)>),
}

/// One measure that is to be balanced.
#[derive(Clone, Debug, PartialEq)]
pub struct Balanced {
    /// Which measure of the graph.
    pub measure: usize,
    /// What is allowed.
    pub limits: Limits,
    /// How much an excess of this measure weighs against that of another; 1 where nothing is said.
    pub weight: f64,
}

impl Balanced {
    /// A measure within a share of the mean, weight 1.
    pub fn within(measure: usize, tolerance: f64) -> Self {
        Self { measure, limits: Limits::Tolerance(tolerance), weight: 1.0 }
    }
}

/// What borders of regions mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hierarchy {
    /// Nothing.
    #[default]
    Off,
    /// Crossing one costs: for each region, every grid beyond the first that it lies in costs this share of the mean grid's
    /// objective.
    Soft(f64),
    /// No grid crosses one.
    Hard,
}

/// Where a grid has its centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Centre {
    /// Wherever it is best.
    #[default]
    Free,
    /// The search starts here, and may move away.
    StartsAt(u32),
    /// This unit, for example that of an own outlet; it belongs to the grid, and the moment is measured from it.
    Fixed(u32),
}

/// Everything a plan has to respect besides balance. Grids are numbered from 0 to `n_grids - 1`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The plan that there is: the grid of each unit or none. Empty where there is none.
    pub current: Vec<Option<u32>>,
    /// Units that take part; the others are as if they were not there. Empty: all.
    pub scope: Vec<bool>,
    /// Grids of the current plan that neither gain nor lose units.
    pub locked_grids: Vec<u32>,
    /// Units that must be in a grid.
    pub must: Vec<(u32, u32)>,
    /// Units that must not be in a grid.
    pub must_not: Vec<(u32, u32)>,
    /// Groups of units that belong in one grid.
    pub together: Vec<Vec<u32>>,
    /// Groups of units of which no two may be in the same grid.
    pub apart: Vec<Vec<u32>>,
    /// A centre for each grid. Empty: all free.
    pub centres: Vec<Centre>,
    /// Borders of regions.
    pub hierarchy: Hierarchy,
    /// Weight on demand that changes its manager: giving all of it to others costs this many times the objective of a plan
    /// from scratch. 0 is "draw anew".
    pub stability: f64,
}

/// A task for the designer.
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    /// Units and neighbours.
    pub graph: &'a Graph,
    /// How many grids.
    pub n_grids: usize,
    /// What is balanced; the first is the measure of the moment and of "demand that changes its manager".
    pub balanced: Vec<Balanced>,
    /// What is best.
    pub objective: Objective,
    /// What has to be respected.
    pub rules: Rules,
}

/// Why a problem makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// No grids, or more grids than units.
    #[error("{n_grids} grids of {n_units} units")]
    GridCount {
        /// Grids asked for.
        n_grids: usize,
        /// Units that take part.
        n_units: usize,
    },
    /// A rule names a unit that there is not.
    #[error("there is no unit {0}")]
    UnknownUnit(u32),
    /// A rule names a grid that there is not.
    #[error("there is no grid {0}")]
    UnknownGrid(u32),
    /// A rule names a measure that there is not.
    #[error("there is no measure {0}")]
    UnknownMeasure(usize),
    /// A tolerance, weight or limit that is negative or no number.
    #[error("a tolerance, weight or limit of measure {0} is negative or no number")]
    BadLimit(usize),
    /// A list with one entry for each unit or grid has another length.
    #[error("{found} entries where {expected} are needed")]
    Shape {
        /// Entries needed.
        expected: usize,
        /// Entries given.
        found: usize,
    },
    /// Regions are asked for and not known.
    #[error("the units have no regions")]
    NoRegions,
    /// Locked grids or stability are asked for and there is no current plan.
    #[error("there is no current plan")]
    NoCurrentPlan,
}

impl<'a> Problem<'a> {
    /// A problem without rules.
    pub fn new(graph: &'a Graph, n_grids: usize, balanced: Vec<Balanced>, objective: Objective) -> Self {
        Self { graph, n_grids, balanced, objective, rules: Rules::default() }
    }

    /// As many grids as a capacity asks for: the total over the capacity, rounded up.
    ///
    /// # Errors
    /// [`ProblemError::BadLimit`] for a capacity of 0 or less.
    pub fn grids_for_capacity(graph: &Graph, measure: usize, capacity: i64) -> Result<usize, ProblemError> {
        if measure >= graph.n_measures() {
            return Err(ProblemError::UnknownMeasure(measure));
        }
        if capacity <= 0 {
            return Err(ProblemError::BadLimit(measure));
        }
        let total = graph.total(measure);
        Ok(((total / capacity) + i64::from(total % capacity != 0)).max(1) as usize)
    }

    /// Whether a unit takes part.
    pub fn is_in_scope(&self, unit: usize) -> bool {
        self.rules.scope.get(unit).copied().unwrap_or(true)
    }

    /// The grid of a unit in the current plan.
    pub fn current(&self, unit: usize) -> Option<u32> {
        self.rules.current.get(unit).copied().flatten()
    }

    /// Whether a grid is locked.
    pub fn is_locked(&self, grid: u32) -> bool {
        self.rules.locked_grids.contains(&grid)
    }

    /// A unit's weight in the moment: its amount of the first balanced measure, or 1 where nothing is balanced.
    pub fn moment_weight(&self, unit: usize) -> i64 {
        self.balanced.first().map_or(1, |balanced| self.graph.value(unit, balanced.measure))
    }

    /// The centre rule of a grid.
    pub fn centre(&self, grid: usize) -> Centre {
        self.rules.centres.get(grid).copied().unwrap_or_default()
    }

    /// The sum of a measure over the units that take part.
    pub fn total(&self, measure: usize) -> i64 {
        (0..self.graph.n_units()).filter(|unit| self.is_in_scope(*unit)).map(|unit| self.graph.value(unit, measure)).sum()
    }

    /// The least and the most a grid may have of the balanced measure with this place in [`Self::balanced`].
    pub fn limits(&self, balanced: usize, grid: usize) -> (i64, i64) {
        let rule = &self.balanced[balanced];
        match &rule.limits {
            Limits::Capacity(most) => (0, *most),
            Limits::Range(least, most) => (*least, *most),
            Limits::EachGrid(each) => each.get(grid).copied().unwrap_or((0, i64::MAX / 4)),
            Limits::Tolerance(tolerance) => {
                let mean = self.total(rule.measure) as f64 / self.n_grids.max(1) as f64;
                // A hair of slack, so that 100 ± 5 % includes 95 and 105 in spite of rounding.
                let hair = 1e-9 * mean.max(1.0);
                (((1.0 - tolerance) * mean - hair).ceil().max(0.0) as i64, ((1.0 + tolerance) * mean + hair).floor() as i64)
            }
        }
    }

    /// Whether the problem makes sense.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn check(&self) -> Result<(), ProblemError> {
        let n_units = (0..self.graph.n_units()).filter(|unit| self.is_in_scope(*unit)).count();
        if self.n_grids == 0 || self.n_grids > n_units {
            return Err(ProblemError::GridCount { n_grids: self.n_grids, n_units });
        }
        self.check_measures()?;
        self.check_names()?;
        let rules = &self.rules;
        for (list, expected) in [(rules.current.len(), self.graph.n_units()), (rules.scope.len(), self.graph.n_units()), (rules.centres.len(), self.n_grids)] {
            if list != 0 && list != expected {
                return Err(ProblemError::Shape { expected, found: list });
            }
        }
        if rules.hierarchy != Hierarchy::Off && !self.graph.has_regions() {
            return Err(ProblemError::NoRegions);
        }
        if rules.current.is_empty() && (!rules.locked_grids.is_empty() || rules.stability > 0.0) {
            return Err(ProblemError::NoCurrentPlan);
        }
        Ok(())
    }

    fn check_measures(&self) -> Result<(), ProblemError> {
        for balanced in &self.balanced {
            if balanced.measure >= self.graph.n_measures() {
                return Err(ProblemError::UnknownMeasure(balanced.measure));
            }
            let is_good = match &balanced.limits {
                Limits::Tolerance(tolerance) => tolerance.is_finite() && *tolerance >= 0.0,
                Limits::Capacity(most) => *most > 0,
                Limits::Range(least, most) => 0 <= *least && least <= most,
                Limits::EachGrid(each) => each.len() == self.n_grids && each.iter().all(|(least, most)| 0 <= *least && least <= most),
            };
            if !is_good || !balanced.weight.is_finite() || balanced.weight <= 0.0 {
                return Err(ProblemError::BadLimit(balanced.measure));
            }
        }
        let soft = if let Hierarchy::Soft(weight) = self.rules.hierarchy { weight } else { 0.0 };
        if [self.rules.stability, soft].into_iter().any(|weight| !weight.is_finite() || weight < 0.0) {
            return Err(ProblemError::BadLimit(self.balanced.first().map_or(0, |balanced| balanced.measure)));
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), ProblemError> {
        let rules = &self.rules;
        let centres = rules.centres.iter().filter_map(|centre| match centre {
            Centre::Free => None,
            Centre::StartsAt(unit) | Centre::Fixed(unit) => Some(*unit),
        });
        let groups = rules.together.iter().chain(&rules.apart).flatten().copied();
        let pairs = rules.must.iter().chain(&rules.must_not);
        for unit in groups.chain(centres).chain(pairs.clone().map(|(unit, _)| *unit)) {
            if unit as usize >= self.graph.n_units() || !self.is_in_scope(unit as usize) {
                return Err(ProblemError::UnknownUnit(unit));
            }
        }
        let current = (0..self.graph.n_units()).filter(|unit| self.is_in_scope(*unit)).filter_map(|unit| self.current(unit));
        for grid in rules.locked_grids.iter().copied().chain(pairs.map(|(_, grid)| *grid)).chain(current) {
            if grid as usize >= self.n_grids {
                return Err(ProblemError::UnknownGrid(grid));
            }
        }
        Ok(())
    }
}
