//! Designing grids (自动划分): from a plan and what a planner wants to a task for the engine, and from its answer to commands.

use crate::base::{CancelToken, CellId, GridId, PlaneId};
use crate::edit::{Document, Plan};
use super::design_wishes::{add_rules, reshape};
use super::designed::{DesignedPlan, assignments, free_code, numbered, taken_over};
use crate::model::{DesignWish, Grid, Outlet, OutletKind};
use crate::zoning::{self, Balanced, Budget, Centre, Graph, GraphError, Hierarchy, Objective, Outcome, Problem, ProblemError, Rules, Search, Start, Travel};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// How many grids there shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GridNumber {
    /// So many.
    Count(usize),
    /// As many as are needed so that none has more of a measure than this amount.
    Capacity {
        /// Number of the measure.
        measure: usize,
        /// Most of it in one grid.
        most: i64,
    },
    /// One for each open outlet of these kinds, which is its centre (以自有渠道为中心).
    AroundOutlets(Vec<OutletKind>),
    /// One for each grid of the level above (按行政边界).
    Borders,
    /// As neighbouring cells come to when they are put together up to this amount (合并小单元).
    Merged {
        /// Number of the measure.
        measure: usize,
        /// Most of it in one grid.
        most: i64,
    },
    /// So many, round where the heaviest demand gathers (先聚类后物理).
    Clusters(usize),
    /// Grids of the level above first, then as many inside each (先划大网格，再划小网格).
    Nested {
        /// Grids of the level above.
        main: usize,
        /// Grids inside each of them.
        inside: usize,
    },
}

/// What a planner wants.
#[derive(Clone, Debug)]
pub struct DesignOrder {
    /// The plane whose deepest level is designed.
    pub plane: PlaneId,
    /// How many grids.
    pub number: GridNumber,
    /// Measures that are balanced, each with its tolerance as a share; the first is the most important.
    pub balanced: Vec<(usize, f64)>,
    /// What a good shape is.
    pub objective: Objective,
    /// Metres between cells, where little travel is wanted.
    pub travel: Travel,
    /// What the borders of the grids one level up mean.
    pub hierarchy: Hierarchy,
    /// Locked grids stay as they are.
    pub keeps_locked: bool,
    /// Weight on demand that changes its manager; 0 draws anew.
    pub stability: f64,
    /// Only the ground of this grid.
    pub within: Option<GridId>,
    /// What is wanted of certain ground.
    pub wishes: Vec<DesignWish>,
    /// How long to look.
    pub seconds: f64,
    /// Same order and seed, same first steps of the search.
    pub seed: u64,
}

/// Why there is nothing to design.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DesignFailure {
    /// There are no cells on that ground.
    #[error("there are no cells to make grids of")]
    NoCells,
    /// Nothing is to be balanced.
    #[error("no measure is balanced")]
    NoMeasure,
    /// No outlet of the kinds asked for stands there.
    #[error("there is no outlet of these kinds")]
    NoOutlets,
    /// A wish names a grid that is none of those that are designed.
    #[error("grid {0} is not among those that are designed")]
    NoSuchGrid(String),
    /// Two levels are asked for where the plane has one only.
    #[error("the plane has one level only")]
    OneLevel,
    /// Two levels are asked for while a grid is to stay as it is.
    #[error("locked grids cannot be kept when two levels are drawn")]
    LockedNested,
    /// The cells make no graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The order makes no sense.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// A task for the engine, with what its answer is about.
#[derive(Debug)]
pub struct DesignTask {
    pub(super) order: DesignOrder,
    pub(super) graph: Graph,
    /// The cell of each unit.
    pub(super) cells: Vec<CellId>,
    /// Grids there are on that ground, the locked first; those before the number of grids have their place as label.
    pub(super) grids: Vec<GridId>,
    n_locked: usize,
    pub(super) n_grids: usize,
    rules: Rules,
    /// Names of the outlets that are centres, by label.
    names: Vec<String>,
    /// Pairs of cells joined though they do not touch, because ground lies apart.
    n_bridges: usize,
    /// The plan that the number of grids came from, before anything is balanced.
    drawn: Option<Vec<Option<u32>>>,
    /// Grids that wishes name, by label: these labels mean them.
    named: BTreeMap<u32, GridId>,
    /// Grids inside each of the level above, where both are designed: label / so many is the number of the one above.
    inside: Option<usize>,
}

/// How many grids, and what goes with that number.
#[derive(Debug, Default)]
struct Numbers {
    n_grids: usize,
    centres: Vec<Centre>,
    /// Names of the outlets that are centres.
    names: Vec<String>,
    /// The plan that the number came from.
    drawn: Option<Vec<Option<u32>>>,
}

/// A single change of the plan that there is (建议调整).
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestedMove {
    /// Cells that change their grid.
    pub cells: Vec<CellId>,
    /// From this one,
    pub from: GridId,
    /// to this one.
    pub to: GridId,
    /// Deviation from the mean of each balanced measure before, as shares, in the giving and in the taking grid.
    pub before: [Vec<f64>; 2],
    /// The same afterwards.
    pub after: [Vec<f64>; 2],
    /// What changes its manager, of each balanced measure.
    pub changed: Vec<i64>,
    /// By how much the shape gets worse (above 0) or better.
    pub objective_change: f64,
}

impl DesignTask {
    /// Prepares an order on a document. Cost: the arcs of the plan.
    ///
    /// # Errors
    /// [`DesignFailure`].
    pub fn new(document: &Document, order: DesignOrder) -> Result<Self, DesignFailure> {
        if order.balanced.is_empty() {
            return Err(DesignFailure::NoMeasure);
        }
        let (mut graph, cells) = zoning::graph_of_plan(document.view(), document.ledger())?;
        let scope: Vec<bool> = cells.iter().map(|cell| is_within(document, order.plane, *cell, order.within)).collect();
        if !scope.contains(&true) {
            return Err(DesignFailure::NoCells);
        }
        let n_bridges = reshape(document, &order.wishes, &cells, &mut graph)?;
        let level = deepest_level(document, order.plane);
        let inside = if let GridNumber::Nested { inside, .. } = order.number { Some(inside.max(1)) } else { None };
        let main_level = level.checked_sub(u8::from(inside.is_some())).ok_or(DesignFailure::OneLevel)?;
        if let Some(above) = main_level.checked_sub(1) {
            let region = |cell: &CellId| document.view().grid_at_level(order.plane, *cell, above).map_or(0, |grid| grid.0 + 1);
            graph = graph.with_regions(cells.iter().map(region).collect())?;
        }
        let (grids, n_locked) = grids_there(document, &order, level);
        if inside.is_some() && n_locked > 0 {
            return Err(DesignFailure::LockedNested);
        }
        let Numbers { n_grids, centres, names, drawn } = numbers(document, &order, &graph, &cells, &scope)?;
        let label: BTreeMap<GridId, u32> = grids.iter().copied().zip(0..).take(n_grids).collect();
        let mut current: Vec<Option<u32>> = cells
            .iter()
            .zip(&scope)
            .map(|(cell, is_in)| document.plan().assignment.grid(order.plane, *cell).filter(|_| *is_in).and_then(|grid| label.get(&grid).copied()))
            .collect();
        // The numbers of two new levels mean none of the grids that there are.
        if inside.is_some() {
            current.clear();
        }
        let locked_grids = (0..n_locked.min(n_grids) as u32).collect();
        let hierarchy = if graph.has_regions() { order.hierarchy } else { Hierarchy::Off };
        let mut rules = Rules { current, scope, locked_grids, centres, hierarchy, stability: if inside.is_some() { 0.0 } else { order.stability }, ..Rules::default() };
        let label = if inside.is_some() { BTreeMap::new() } else { label };
        let named = add_rules(document, &order.wishes, &cells, &label, &mut rules)?;
        Ok(Self { order, graph, cells, grids, n_locked, n_grids, rules, names, n_bridges, drawn, named, inside })
    }

    /// Prepares work on the plan that there is, with the grids that there are.
    ///
    /// # Errors
    /// [`DesignFailure`].
    pub fn of_current(document: &Document, order: DesignOrder) -> Result<Self, DesignFailure> {
        let level = deepest_level(document, order.plane);
        let (grids, _) = grids_there(document, &order, level);
        Self::new(document, DesignOrder { number: GridNumber::Count(grids.len().max(1)), ..order })
    }

    /// Single changes of the plan that there is, the most useful first, each of which can be made alone.
    ///
    /// # Errors
    /// [`ProblemError`] for an order that makes no sense.
    pub fn suggestions(&self, most: usize) -> Result<Vec<SuggestedMove>, ProblemError> {
        let moves = zoning::suggested_moves(&self.problem(), most)?.into_iter();
        let suggested = |one: zoning::Move| {
            let (from, to) = (*self.grids.get(one.from as usize)?, *self.grids.get(one.to as usize)?);
            Some(SuggestedMove { cells: one.units.iter().map(|unit| self.cell(*unit)).collect(), from, to, before: one.before, after: one.after, changed: one.changed, objective_change: one.objective_change })
        };
        Ok(moves.filter_map(suggested).collect())
    }

    /// Whether some ground has no grid, so that it has to be repaired before single changes make sense.
    pub fn has_unassigned(&self) -> bool {
        self.rules.current.iter().zip(&self.rules.scope).any(|(label, is_in)| *is_in && label.is_none())
    }

    /// Mends the plan that there is with few changes: ground without a grid gets one, broken grids become whole, what is beyond its
    /// tolerance comes within.
    ///
    /// # Errors
    /// [`ProblemError`] for an order that makes no sense.
    pub fn repair(&self, cancel: &CancelToken, watcher: &zoning::Watcher<'_>) -> Result<Outcome, ProblemError> {
        let started = Instant::now();
        let seconds = self.order.seconds.max(0.1);
        let spent = move || started.elapsed().as_secs_f64() / seconds;
        let budget = Budget { moves: None, spent: &spent, cancel };
        zoning::repair(&self.problem(), &Search { watcher, ..Search::new(budget, self.order.seed) })
    }

    /// What was asked for.
    pub fn order(&self) -> &DesignOrder {
        &self.order
    }

    /// The plan that the number of grids came from, such as every cell with its nearest outlet, where there is one and no grid is kept.
    pub fn drawn(&self) -> Option<&[Option<u32>]> {
        self.drawn.as_deref().filter(|_| self.n_locked == 0)
    }

    /// How many grids it comes to.
    pub fn n_grids(&self) -> usize {
        self.n_grids
    }

    /// How many pairs of cells were joined though they do not touch.
    pub fn n_bridges(&self) -> usize {
        self.n_bridges
    }

    /// The cell of a unit of the engine.
    pub fn cell(&self, unit: u32) -> CellId {
        self.cells.get(unit as usize).copied().unwrap_or(CellId::OUTSIDE)
    }

    /// How many grids of a plan lie below more than one grid of the level above.
    pub fn crossings(&self, labels: &[Option<u32>]) -> usize {
        let pairs: BTreeSet<(u32, u32)> = labels.iter().enumerate().filter_map(|(unit, label)| Some(((*label)?, self.graph.region(unit)))).collect();
        let grids: Vec<u32> = pairs.iter().map(|(label, _)| *label).collect();
        let crossing: BTreeSet<u32> = grids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        crossing.len()
    }

    /// Looks for plans until the time is up or somebody cancels; `watcher` gets each better one.
    ///
    /// # Errors
    /// [`ProblemError`] for an order that makes no sense.
    pub fn run(&self, cancel: &CancelToken, watcher: &zoning::Watcher<'_>) -> Result<Outcome, ProblemError> {
        let started = Instant::now();
        let seconds = self.order.seconds.max(0.1);
        let spent = move || started.elapsed().as_secs_f64() / seconds;
        let budget = Budget { moves: None, spent: &spent, cancel };
        if let Some(inside) = self.inside {
            return self.run_nested(inside, budget, watcher);
        }
        let start = self.drawn().map_or(Start::Fresh, Start::Also);
        zoning::design(&self.problem(), &Search { start, watcher, ..Search::new(budget, self.order.seed) })
    }

    /// All figures of a plan.
    pub fn evaluate(&self, labels: &[Option<u32>]) -> zoning::Evaluation {
        zoning::evaluate(&self.problem(), labels)
    }

    pub(super) fn problem(&self) -> Problem<'_> {
        let balanced = self.order.balanced.iter().map(|(measure, tolerance)| Balanced::within(*measure, *tolerance)).collect();
        Problem { rules: self.rules.clone(), travel: self.order.travel.clone(), ..Problem::new(&self.graph, self.n_grids, balanced, self.order.objective) }
    }

    /// What a plan means for the document it was made for: every label becomes the grid that it shares most with, further ones become
    /// new grids. Cost: the units.
    pub fn designed(&self, plan: &Plan, labels: &[Option<u32>]) -> DesignedPlan {
        if let Some(inside) = self.inside {
            return self.designed_nested(plan, labels, inside);
        }
        let grid_of = self.matched(plan, labels);
        let n_new = self.n_grids.saturating_sub(self.grids.len());
        let mut next = plan.grids.end();
        let ids: Vec<GridId> = grid_of.iter().map(|grid| numbered(*grid, &mut next)).collect();
        let assign = assignments(&self.cells, labels, &ids, |cell| plan.assignment.grid(self.order.plane, cell));
        let parents: Vec<Option<GridId>> = self.majority_parents(plan, labels);
        // A new grid of a lower level needs one above it, even where its ground lies below none.
        let above = self.level(plan).checked_sub(1);
        let any_parent = above.and_then(|above| plan.grids.iter().find(|(_, row)| row.plane == self.order.plane && row.level == above)).map(|(id, _)| id);
        let mut new_grids = Vec::with_capacity(n_new);
        let mut codes = BTreeSet::new();
        for (label, _) in grid_of.iter().enumerate().filter(|(_, grid)| grid.is_none()) {
            let code = free_code(plan, self.order.plane, self.grids.first().copied(), &mut codes);
            let name = self.names.get(label).cloned().unwrap_or_default();
            new_grids.push(Grid::new(self.order.plane, code, name, self.level(plan), parents[label].or(any_parent)));
        }
        let moved = grid_of.iter().zip(&parents).filter_map(|(grid, parent)| Some(((*grid)?, (*parent)?)));
        let moved = moved.filter(|(grid, parent)| plan.grids.get(*grid).is_some_and(|row| row.parent != Some(*parent) && !row.is_locked));
        let used: BTreeSet<GridId> = ids.iter().copied().collect();
        let spare = self.grids.iter().copied().filter(|grid| !used.contains(grid)).collect();
        DesignedPlan { new_grids, assign, parents: moved.collect(), spare }
    }

    pub(super) fn level(&self, plan: &Plan) -> u8 {
        self.grids.first().and_then(|grid| plan.grids.get(*grid)).map_or_else(|| plan.grids.rows().filter(|grid| grid.plane == self.order.plane).map(|grid| grid.level).max().unwrap_or(0), |grid| grid.level)
    }

    /// The grid of each label: locked ones and those that wishes name are theirs, others go by what they share, most first.
    pub(super) fn matched(&self, plan: &Plan, labels: &[Option<u32>]) -> Vec<Option<GridId>> {
        let mut shared: BTreeMap<(u32, GridId), i64> = BTreeMap::new();
        for (unit, label) in labels.iter().enumerate() {
            let (Some(label), Some(grid)) = (label, plan.assignment.grid(self.order.plane, self.cells[unit])) else { continue };
            *shared.entry((*label, grid)).or_default() += 1 + self.graph.value(unit, self.order.balanced[0].0);
        }
        let fixed = |label: usize| if label < self.n_locked { Some(self.grids[label]) } else { self.named.get(&(label as u32)).copied() };
        let grid_of: Vec<Option<GridId>> = (0..self.n_grids).map(fixed).collect();
        let left = self.grids.iter().skip(self.n_locked).copied().filter(|grid| !grid_of.contains(&Some(*grid))).collect();
        taken_over(grid_of, left, shared)
    }

    /// The grid one level up that most of each label's ground lies below.
    fn majority_parents(&self, plan: &Plan, labels: &[Option<u32>]) -> Vec<Option<GridId>> {
        let mut votes: Vec<BTreeMap<u32, i64>> = vec![BTreeMap::new(); self.n_grids];
        for (unit, label) in labels.iter().enumerate() {
            if let (Some(label), region @ 1..) = (label, self.graph.region(unit)) {
                *votes[*label as usize].entry(region).or_default() += 1 + self.graph.value(unit, self.order.balanced[0].0);
            }
        }
        let parent = |votes: &BTreeMap<u32, i64>| votes.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map(|(region, _)| GridId(region - 1));
        let usual = self.order.within.filter(|within| plan.grids.get(*within).is_some_and(|row| row.level + 1 == self.level(plan)));
        votes.iter().map(|votes| parent(votes).or(usual)).collect()
    }
}

/// The deepest level of a plane.
fn deepest_level(document: &Document, plane: PlaneId) -> u8 {
    document.project().planes.get(plane).map_or(0, |plane| plane.levels.len().saturating_sub(1) as u8)
}

fn is_within(document: &Document, plane: PlaneId, cell: CellId, within: Option<GridId>) -> bool {
    within.is_none_or(|within| document.view().chain(document.plan().assignment.grid(plane, cell)).any(|grid| grid == within))
}

/// Number of grids, with their centres or the plan it comes from.
fn numbers(document: &Document, order: &DesignOrder, graph: &Graph, cells: &[CellId], scope: &[bool]) -> Result<Numbers, DesignFailure> {
    match &order.number {
        GridNumber::Count(count) => Ok(Numbers { n_grids: *count, ..Numbers::default() }),
        GridNumber::Capacity { measure, most } => {
            let total: i64 = scope.iter().enumerate().filter(|(_, is_in)| **is_in).map(|(unit, _)| graph.value(unit, *measure)).sum();
            if *most <= 0 {
                return Err(ProblemError::BadLimit(*measure).into());
            }
            // Grids are balanced within their tolerance, so the mean must stay below the capacity by as much.
            let tolerance = order.balanced.iter().find(|(balanced, _)| balanced == measure).map_or(0.0, |(_, tolerance)| *tolerance);
            let mean = (*most as f64 / (1.0 + tolerance)).max(1.0);
            Ok(Numbers { n_grids: ((total as f64 / mean).ceil() as usize).max(1), ..Numbers::default() })
        }
        GridNumber::Nested { main, inside } => Ok(Numbers { n_grids: main * (*inside).max(1), ..Numbers::default() }),
        GridNumber::AroundOutlets(kinds) => around_outlets(document, graph, kinds, cells, scope),
        GridNumber::Borders => Ok(drawn(&zoning::region_plan(graph), scope)),
        GridNumber::Merged { measure, most } if *most <= 0 => Err(ProblemError::BadLimit(*measure).into()),
        GridNumber::Merged { measure, most } => Ok(drawn(&zoning::merged_plan(graph, *measure, *most), scope)),
        GridNumber::Clusters(count) => {
            let customers = zoning::heaviest_units(graph, order.balanced[0].0, scope);
            if customers.is_empty() {
                return Err(DesignFailure::NoMeasure);
            }
            Ok(drawn(&zoning::cluster_plan(graph, &customers, (*count).clamp(1, customers.len()), order.seed), scope))
        }
    }
}

/// A plan as the source of the number of grids: what lies outside the scope is left out.
fn drawn(plan: &zoning::Plan, scope: &[bool]) -> Numbers {
    let plan = plan.within(scope);
    Numbers { n_grids: plan.n_grids.max(1), drawn: Some(plan.labels), ..Numbers::default() }
}

fn around_outlets(document: &Document, graph: &Graph, kinds: &[OutletKind], cells: &[CellId], scope: &[bool]) -> Result<Numbers, DesignFailure> {
    let unit_of: BTreeMap<CellId, u32> = cells.iter().copied().zip(0..).filter(|(_, unit)| scope[*unit as usize]).collect();
    let mut centres: BTreeMap<u32, &Outlet> = BTreeMap::new();
    for (id, outlet) in document.outlets().iter().filter(|(_, outlet)| outlet.status.is_serving() && kinds.contains(&outlet.kind)) {
        if let Some(unit) = unit_of.get(&document.outlet_cell(id)) {
            centres.entry(*unit).or_insert(outlet);
        }
    }
    if centres.is_empty() {
        return Err(DesignFailure::NoOutlets);
    }
    let names = centres.values().map(|outlet| if outlet.name.is_empty() { outlet.code.clone() } else { outlet.name.clone() }).collect();
    let units: Vec<u32> = centres.keys().copied().collect();
    let plan = zoning::outlet_cells(graph, &units);
    let is_whole = plan.labels.iter().zip(scope).all(|(label, is_in)| label.is_some() || !is_in);
    let labels = plan.labels.into_iter().zip(scope).map(|(label, is_in)| label.filter(|_| *is_in)).collect();
    Ok(Numbers { n_grids: units.len(), centres: units.into_iter().map(Centre::Fixed).collect(), names, drawn: is_whole.then_some(labels) })
}

/// The grids of the level on that ground, those that are kept as they are first, with their number.
fn grids_there(document: &Document, order: &DesignOrder, level: u8) -> (Vec<GridId>, usize) {
    let view = document.view();
    let is_there = |grid: GridId| order.within.is_none_or(|within| view.chain(Some(grid)).any(|above| above == within));
    let is_kept = |grid: GridId| order.keeps_locked && view.chain(Some(grid)).any(|above| view.grids[above].is_locked);
    let grids: Vec<GridId> = view.grids_of_level(order.plane, level).map(|(id, _)| id).filter(|id| is_there(*id)).collect();
    let (kept, others): (Vec<GridId>, Vec<GridId>) = grids.into_iter().partition(|grid| is_kept(*grid));
    let n_kept = kept.len();
    (kept.into_iter().chain(others).collect(), n_kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Command, Label};
    use crate::edit::fixture::content;

    fn order(document: &Document, number: GridNumber) -> DesignOrder {
        DesignOrder {
            plane: document.plane_named(None).unwrap(),
            number,
            balanced: vec![(0, 0.3)],
            objective: Objective::Moment,
            travel: Travel::default(),
            hierarchy: Hierarchy::Off,
            keeps_locked: true,
            stability: 0.0,
            within: None,
            wishes: Vec::new(),
            seconds: 0.3,
            seed: 1,
        }
    }

    fn task(number: GridNumber) -> (Document, DesignTask) {
        let document = Document::new(content(4));
        let order = order(&document, number);
        let task = DesignTask::new(&document, order).unwrap();
        (document, task)
    }

    #[test]
    fn the_number_of_grids_can_come_from_what_is_there() {
        let (document, borders) = task(GridNumber::Borders);
        let above: BTreeSet<Option<GridId>> = document.plan().partition.cells().map(|cell| document.view().grid_at_level(borders.order().plane, cell, 0)).collect();
        assert_eq!(borders.n_grids(), above.len());
        let total: i64 = (0..document.demand().len()).map(|point| document.demand().amounts_of(point)[0]).sum();
        let (_, merged) = task(GridNumber::Merged { measure: 0, most: total / 4 });
        let figures = merged.evaluate(merged.drawn().unwrap());
        assert!(merged.n_grids() >= 4 && figures.parts_over_one == 0, "{figures:?}");
        assert!(figures.sums.iter().all(|sums| sums[0] <= total / 4), "{figures:?}");
        let (_, clusters) = task(GridNumber::Clusters(3));
        assert_eq!((clusters.n_grids(), clusters.evaluate(clusters.drawn().unwrap()).parts_over_one), (3, 0));
    }

    #[test]
    fn every_cell_goes_to_its_nearest_outlet_before_anything_is_balanced() {
        let (document, around) = task(GridNumber::AroundOutlets(vec![OutletKind::AgentPoint]));
        let drawn = around.drawn().unwrap();
        assert!(drawn.iter().all(Option::is_some));
        let designed = around.designed(document.plan(), drawn);
        let mut document = document;
        for command in designed.commands(&document.plan().clone(), around.order().plane) {
            document.run(&command, Label::new("step-design")).unwrap();
        }
        assert!(document.check_invariants().iter().all(|check| check.violations.is_empty()));
        assert_eq!(document.view().grids_of_level(around.order().plane, 1).count(), around.n_grids());
    }

    #[test]
    fn a_suggested_change_does_what_it_says() {
        let document = Document::new(content(4));
        let plane = document.plane_named(None).unwrap();
        let mut whole = document;
        // Ground without a grid goes to the first one, so that single changes make sense.
        let free: Vec<CellId> = whole.plan().partition.cells().filter(|cell| whole.plan().assignment.grid(plane, *cell).is_none()).collect();
        let first = whole.view().grids_of_level(plane, 1).map(|(id, _)| id).next().unwrap();
        let task = DesignTask::of_current(&whole, order(&whole, GridNumber::Count(1))).unwrap();
        assert!(task.has_unassigned() && task.suggestions(5).unwrap().is_empty());
        whole.run(&Command::Assign(plane, free, Some(first)), Label::new("step-assign")).unwrap();
        let task = DesignTask::of_current(&whole, order(&whole, GridNumber::Count(1))).unwrap();
        let suggestions = task.suggestions(5).unwrap();
        let one = suggestions.first().expect("something helps");
        let sum = |document: &Document, grid: GridId| document.ledger().grid_sum(plane, grid, 0);
        let before = sum(&whole, one.to);
        whole.run(&Command::Assign(plane, one.cells.clone(), Some(one.to)), Label::new("step-assign")).unwrap();
        assert_eq!(sum(&whole, one.to) - before, one.changed[0]);
    }

    /// A plan by the grids of its cells after a design with wishes.
    fn planned(count: usize, wishes: Vec<DesignWish>) -> (Document, DesignTask, Vec<Option<u32>>) {
        let document = Document::new(content(4));
        let task = DesignTask::new(&document, DesignOrder { wishes, balanced: vec![(0, 0.9)], ..order(&document, GridNumber::Count(count)) }).unwrap();
        let labels = task.run(&CancelToken::default(), &|_: &[Option<u32>], _: bool| ()).unwrap().proposal.labels;
        (document, task, labels)
    }

    #[test]
    fn key_customers_are_together_apart_in_and_out() {
        let cell = |number: u32| CellId(number);
        let of = |task: &DesignTask, labels: &[Option<u32>], number: u32| (0..labels.len()).find(|unit| task.cell(*unit as u32) == CellId(number)).and_then(|unit| labels[unit]);
        let wishes = vec![DesignWish::Together(vec![cell(1), cell(2)]), DesignWish::Apart(vec![cell(1), cell(3)])];
        let (_, task, labels) = planned(3, wishes);
        assert_eq!(of(&task, &labels, 1), of(&task, &labels, 2));
        assert_ne!(of(&task, &labels, 1), of(&task, &labels, 3));
        let (document, _, _) = planned(3, Vec::new());
        let plane = document.plane_named(None).unwrap();
        let grids: Vec<GridId> = document.view().grids_of_level(plane, 1).map(|(id, _)| id).collect();
        let far = document.plan().partition.cells().last().unwrap();
        let (document, task, labels) = planned(grids.len(), vec![DesignWish::In(vec![cell(1)], grids[1]), DesignWish::NotIn(vec![far], grids[1])]);
        let designed = task.designed(document.plan(), &labels);
        let mut after = document.clone();
        for command in designed.commands(&document.plan().clone(), plane) {
            after.run(&command, Label::new("step-design")).unwrap();
        }
        assert_eq!(after.plan().assignment.grid(plane, cell(1)), Some(grids[1]), "the grid that was named, not another with its number");
        assert_ne!(after.plan().assignment.grid(plane, far), Some(grids[1]));
        let gone = DesignOrder { wishes: vec![DesignWish::In(vec![cell(1)], grids[1])], ..order(&document, GridNumber::Count(1)) };
        assert!(matches!(DesignTask::new(&document, gone), Err(DesignFailure::NoSuchGrid(_))));
    }

    #[test]
    fn no_grid_crosses_a_drawn_line_and_a_bridge_leads_over_it() {
        use crate::partition::fixture::{STEP, at};
        let line = || DesignWish::Barrier(vec![at(2 * STEP + 3 * STEP / 8, -STEP), at(2 * STEP + 3 * STEP / 8, 9 * STEP)]);
        let is_joined = |wishes: Vec<DesignWish>| {
            let document = Document::new(content(4));
            let task = DesignTask::new(&document, DesignOrder { wishes, ..order(&document, GridNumber::Count(2)) }).unwrap();
            let (_, n_parts) = task.graph.components();
            n_parts == 1
        };
        assert!(is_joined(Vec::new()));
        assert!(!is_joined(vec![line()]));
        let document = Document::new(content(4));
        let (west, east) = (document.plan().partition.cell_at(at(STEP / 2, STEP / 2)), document.plan().partition.cell_at(at(4 * STEP + STEP / 2, STEP / 2)));
        assert!(is_joined(vec![line(), DesignWish::Bridge(west, east)]));
    }
}
