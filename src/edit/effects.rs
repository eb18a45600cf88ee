//! What a change changed.

use crate::base::{ArcId, CellId, GridId, OutletId, PlaneId, ScenarioId};
use crate::metrics::OwnerChange;
use crate::model::Amount;
use std::collections::BTreeSet;

/// Exactly what changed; what is not named here did not (E2). Metrics, map caches and the saved file follow from this only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Arcs that came, went or changed.
    pub arcs: BTreeSet<ArcId>,
    /// Cells whose shape, attributes or figures changed, gone and new ones included.
    pub cells: BTreeSet<CellId>,
    /// Cells of these whose code, name or other attributes changed, gone and new ones included.
    pub cell_attributes: BTreeSet<CellId>,
    /// Cells whose grid changed, with the plane.
    pub reassigned: BTreeSet<(PlaneId, CellId)>,
    /// Grids whose cells, figures, outline or attributes changed, in every plane.
    pub grids: BTreeSet<GridId>,
    /// Grids of these whose code, name, parent or other attributes changed, gone and new ones included.
    pub grid_attributes: BTreeSet<GridId>,
    /// Grids whose outline changed.
    pub outlines: BTreeSet<GridId>,
    /// Outlets that changed or changed cells.
    pub outlets: BTreeSet<OutletId>,
    /// Demand points that changed cells.
    pub points: Vec<OwnerChange>,
    /// Amounts of demand points that changed.
    pub amounts: Vec<AmountEffect>,
    /// Scenarios that came, went or changed.
    pub scenarios: BTreeSet<ScenarioId>,
    /// Ignored findings changed.
    pub are_ignored_changed: bool,
    /// Limits or rules changed.
    pub are_rules_changed: bool,
    /// The scenario that is active now, where that changed.
    pub activated: Option<ScenarioId>,
    /// The plan or the demand must be loaded from the file before anything else is done.
    pub needs_load: bool,
    /// A frozen scenario was branched because somebody edited it; the name of the branch.
    pub branched: Option<String>,
}

/// An amount of a demand point that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountEffect {
    /// Number of the point in [`crate::model::Demand`].
    pub point: u32,
    /// Number of the measure.
    pub measure: usize,
    /// By how much it is more than before.
    pub difference: Amount,
}

impl Effects {
    /// Adds what a further change changed.
    pub fn extend(&mut self, other: Self) {
        self.arcs.extend(other.arcs);
        self.cells.extend(other.cells);
        self.cell_attributes.extend(other.cell_attributes);
        self.grid_attributes.extend(other.grid_attributes);
        self.reassigned.extend(other.reassigned);
        self.grids.extend(other.grids);
        self.outlines.extend(other.outlines);
        self.outlets.extend(other.outlets);
        self.points.extend(other.points);
        self.amounts.extend(other.amounts);
        self.scenarios.extend(other.scenarios);
        self.are_ignored_changed |= other.are_ignored_changed;
        self.are_rules_changed |= other.are_rules_changed;
        self.activated = other.activated.or(self.activated);
        self.needs_load |= other.needs_load;
        self.branched = other.branched.or(self.branched.take());
    }
}
