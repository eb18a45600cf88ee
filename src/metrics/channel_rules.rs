//! The rules of outlets (渠道规则) held against a plan.

use super::CheckedPlan;
use super::problems::LevelGround;
use crate::base::{CellId, Finding, FindingKind, Findings, PlaneId};
use crate::model::{ChannelCheck, Outlet, OutletField, OutletKey, OutletKind};
use std::collections::BTreeSet;

/// The kinds of outlets as one subject of a finding: names in the order of the kinds, joined by `+`.
pub fn kinds_subject(kinds: &[OutletKind]) -> String {
    let sorted: BTreeSet<OutletKind> = kinds.iter().copied().collect();
    sorted.into_iter().map(OutletKind::name).collect::<Vec<_>>().join("+")
}

impl CheckedPlan<'_> {
    /// What breaks the rules of outlets that are switched on; each finding once, however many rules ask for the same.
    pub(super) fn broken_channel_rules(&self) -> Findings {
        let mut findings = Findings::new();
        for rule in self.project.rules.channel.iter().filter(|rule| rule.is_on && rule.is_sound()) {
            match &rule.check {
                ChannelCheck::EveryGridHas { plane, level, kinds, at_least } => {
                    if let Some((plane, level)) = self.project.level_named(plane, level) {
                        findings.extend(self.grids_without(plane, level, kinds, *at_least));
                    }
                }
                ChannelCheck::FieldAtLeast { field, kinds, at_least } => findings.extend(self.outlets_below(*field, kinds, Some(*at_least))),
                ChannelCheck::FieldFilled { field, kinds } => findings.extend(self.outlets_below(*field, kinds, None)),
            }
        }
        let mut seen = BTreeSet::new();
        findings.retain(|finding| seen.insert(finding.key()));
        findings
    }

    /// Grids of a level with too few outlets of some kinds; empty grids are a finding of their own.
    fn grids_without(&self, plane: PlaneId, level: u8, kinds: &[OutletKind], at_least: u32) -> Findings {
        let ground = LevelGround::new(self, plane, level);
        let mut counts = vec![0_u32; ground.index().grids().len()];
        for (_, cell) in self.serving(kinds) {
            if let Some(slot) = ground.index().slot_of_cell(self.view, cell) {
                counts[slot] += 1;
            }
        }
        let is_short = |slot: usize, cells: &BTreeSet<CellId>| !cells.is_empty() && counts[slot] < at_least;
        let short = ground.grids().filter(|(slot, _, cells)| is_short(*slot, cells));
        let finding = |(slot, grid, cells): (usize, crate::base::GridId, &BTreeSet<CellId>)| {
            let finding = self.of_grid(FindingKind::MissingOutlet, grid).subject(kinds_subject(kinds));
            self.at_cells(finding.value(f64::from(counts[slot])).value(f64::from(at_least)), cells)
        };
        short.map(finding).collect()
    }

    /// Outlets of some kinds without a value, or with less than is enough.
    fn outlets_below(&self, field: OutletField, kinds: &[OutletKind], at_least: Option<u32>) -> Findings {
        let Some(key) = OutletKey::of(field) else { return Findings::new() };
        let found = |outlet: &Outlet| {
            let of = |kind| Finding::new(kind).subject(&outlet.code).subject(field.name()).place(outlet.position.degrees());
            match (at_least, outlet.value(key)) {
                (_, None) => Some(of(FindingKind::MissingValue)),
                (None, Some(_)) => None,
                (Some(least), Some(_)) => {
                    let value = outlet.number(key).unwrap_or(0.0);
                    (value < f64::from(least)).then(|| of(FindingKind::BelowMinimum).value(value).value(f64::from(least)))
                }
            }
        };
        self.serving(kinds).filter_map(|(outlet, _)| found(outlet)).collect()
    }

    /// Outlets of some kinds that serve today, with their cells.
    fn serving<'a>(&'a self, kinds: &'a [OutletKind]) -> impl Iterator<Item = (&'a Outlet, CellId)> {
        self.outlets.iter().copied().filter(|(outlet, _)| outlet.status.is_serving() && kinds.contains(&outlet.kind))
    }
}
