//! Rules of the channel inventory (渠道规则): what every grid and every outlet must have. A rule that does not hold becomes a
//! finding.

use super::{OutletField, OutletKind, Project};
use serde::{Deserialize, Serialize};

/// A rule (渠道规则) that somebody wrote down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRule {
    /// Whether it is looked at.
    pub is_on: bool,
    /// What must be so.
    pub check: ChannelCheck,
}

/// What must be so. Only outlets that serve today count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelCheck {
    /// Every grid of a level has at least so many outlets of some kinds: "every community has an agent point".
    EveryGridHas {
        /// Name of the plane; empty = the first.
        plane: String,
        /// Name of the level.
        level: String,
        /// Kinds that count.
        kinds: Vec<OutletKind>,
        /// Fewest that are enough.
        at_least: u32,
    },
    /// A number of every outlet of some kinds is at least so much: "two maintenance people per hall".
    FieldAtLeast {
        /// The number.
        field: OutletField,
        /// Kinds it is asked of.
        kinds: Vec<OutletKind>,
        /// Least that is enough.
        at_least: u32,
    },
    /// Every outlet of some kinds has a value: "every partner has the end of the contract filled in".
    FieldFilled {
        /// The value.
        field: OutletField,
        /// Kinds it is asked of.
        kinds: Vec<OutletKind>,
    },
}

impl ChannelRule {
    /// A rule that is looked at.
    pub fn new(check: ChannelCheck) -> Self {
        Self { is_on: true, check }
    }

    /// Whether it says something that can be checked: it names kinds, a field with one value, and asks for something.
    pub fn is_sound(&self) -> bool {
        !self.kinds().is_empty()
            && match &self.check {
                ChannelCheck::EveryGridHas { level, at_least, .. } => !level.is_empty() && *at_least > 0,
                ChannelCheck::FieldAtLeast { field, at_least, .. } => field.is_summed() && *at_least > 0,
                ChannelCheck::FieldFilled { field, .. } => !field.is_monthly(),
            }
    }

    /// The kinds of outlets it speaks of.
    pub fn kinds(&self) -> &[OutletKind] {
        match &self.check {
            ChannelCheck::EveryGridHas { kinds, .. } | ChannelCheck::FieldAtLeast { kinds, .. } | ChannelCheck::FieldFilled { kinds, .. } => kinds,
        }
    }

    /// What many operators ask for, as a beginning; none of it is looked at before somebody switches it on.
    pub fn usual(project: &Project) -> Vec<Self> {
        use OutletKind::{AgentPoint, BrandStore, CommunityHall, ControlledStore, DesignatedStore, FlagshipHall, TownshipHall};
        let mut checks = Vec::new();
        if let Some(plane) = project.planes.rows().next()
            && let Some(level) = plane.levels.last()
        {
            checks.push(ChannelCheck::EveryGridHas { plane: plane.name.clone(), level: level.name.clone(), kinds: vec![AgentPoint], at_least: 1 });
        }
        let halls = vec![FlagshipHall, BrandStore, CommunityHall, TownshipHall];
        checks.push(ChannelCheck::FieldAtLeast { field: OutletField::MaintenanceStaff, kinds: halls, at_least: 2 });
        checks.push(ChannelCheck::FieldFilled { field: OutletField::ContractEnd, kinds: vec![ControlledStore, DesignatedStore, AgentPoint] });
        checks.into_iter().map(|check| Self { is_on: false, check }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Plane;

    #[test]
    fn usual_rules_are_sound_and_off() {
        let mut project = Project::default();
        assert_eq!(ChannelRule::usual(&project).len(), 2, "no grids, no rule of grids");
        project.planes.push(Plane::new("公众", &["区县", "网格"]));
        let rules = ChannelRule::usual(&project);
        assert!(rules.len() == 3 && rules.iter().all(|rule| rule.is_sound() && !rule.is_on));
        let text = serde_json::to_string(&rules).expect("JSON");
        assert_eq!(serde_json::from_str::<Vec<ChannelRule>>(&text).ok(), Some(rules));
    }

    #[test]
    fn rules_that_ask_for_nothing_are_not_sound() {
        let halls = vec![OutletKind::FlagshipHall];
        for check in [
            ChannelCheck::EveryGridHas { plane: String::new(), level: String::new(), kinds: halls.clone(), at_least: 1 },
            ChannelCheck::EveryGridHas { plane: String::new(), level: "网格".to_owned(), kinds: Vec::new(), at_least: 1 },
            ChannelCheck::FieldAtLeast { field: OutletField::Clerks, kinds: halls.clone(), at_least: 0 },
            ChannelCheck::FieldAtLeast { field: OutletField::OpeningHours, kinds: halls.clone(), at_least: 1 },
            ChannelCheck::FieldFilled { field: OutletField::Revenue, kinds: halls },
        ] {
            assert!(!ChannelRule::new(check.clone()).is_sound(), "{check:?}");
        }
    }
}
