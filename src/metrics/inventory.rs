//! What stands in the grids of a level: outlets by kind and the sums of what they have (渠道汇总).

use super::{LevelIndex, PlanView};
use crate::base::CellId;
use crate::model::{Outlet, OutletField, OutletGroup, OutletKey, OutletKind};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The outlets of a grid, those of the grids below it included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutletSummary {
    /// Outlets that serve today, by kind; kinds without any left out.
    pub serving: BTreeMap<OutletKind, usize>,
    /// Outlets that will serve one day: planned, chosen, opening.
    pub future: usize,
    /// Outlets that are closed.
    pub closed: usize,
    /// Sums over the outlets that serve today and are no competitor's, in units of ten to the power of minus
    /// [`FIELD_SCALE`](crate::model::FIELD_SCALE); fields that none of them has left out.
    pub sums: BTreeMap<OutletField, i64>,
}

impl OutletSummary {
    /// Takes an outlet in.
    pub fn add(&mut self, outlet: &Outlet) {
        if outlet.status.is_future() {
            self.future += 1;
        } else if outlet.status.is_serving() {
            *self.serving.entry(outlet.kind).or_default() += 1;
            self.add_values(outlet);
        } else {
            self.closed += 1;
        }
    }

    fn add_values(&mut self, outlet: &Outlet) {
        if outlet.kind.group() == OutletGroup::Competitor {
            return;
        }
        for (field, value) in outlet.summed() {
            let sum = self.sums.entry(field).or_default();
            *sum = sum.saturating_add(value);
        }
    }

    /// How many serve today of a family.
    pub fn of_group(&self, group: OutletGroup) -> usize {
        self.serving.iter().filter(|(kind, _)| kind.group() == group).map(|(_, count)| count).sum()
    }

    /// A sum for people; `None` where no outlet has the field.
    pub fn sum(&self, field: OutletField) -> Option<f64> {
        self.sums.get(&field).map(|sum| *sum as f64 / 10_f64.powi(i32::from(crate::model::FIELD_SCALE)))
    }
}

/// The summary of every grid of a level, by slot of the index. `outlets` come with the cells they stand in; those in no grid of
/// the level are left out. Cost: the outlets once.
pub fn outlet_summaries<'a>(view: PlanView<'_>, index: &LevelIndex, outlets: impl IntoIterator<Item = (&'a Outlet, CellId)>) -> Vec<OutletSummary> {
    let mut summaries = vec![OutletSummary::default(); index.grids().len()];
    for (outlet, cell) in outlets {
        if let Some(summary) = index.slot_of_cell(view, cell).and_then(|slot| summaries.get_mut(slot)) {
            summary.add(outlet);
        }
    }
    summaries
}

/// What any of some outlets has (用到的属性).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsedAttributes {
    /// Values with a meaning, in the order of tables.
    pub keys: Vec<OutletKey>,
    /// Names of attributes of somebody's own, sorted.
    pub own: Vec<String>,
}

impl UsedAttributes {
    /// Looks at every attribute once.
    pub fn of<'a>(outlets: impl IntoIterator<Item = &'a Outlet>) -> Self {
        let (mut names, mut has_end) = (FxHashSet::<&str>::default(), false);
        for outlet in outlets {
            names.extend(outlet.attributes.keys().map(String::as_str));
            has_end |= outlet.contract_end.is_some();
        }
        names.extend(has_end.then_some(OutletField::ContractEnd.name()));
        let mut used = Self::default();
        for name in names {
            match OutletKey::from_name(name) {
                Some(key) => used.keys.push(key),
                None => used.own.push(name.to_owned()),
            }
        }
        // The order of a hash table decides nothing.
        used.keys.sort_unstable();
        used.own.sort_unstable();
        used
    }
}
