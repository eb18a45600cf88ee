//! Outlets in scenarios (方案中的网点): outlets are the project's, but a planned one can be meant for some scenarios only, and one that serves
//! can give way in some.

use super::{Outlet, OutletStatus};

/// Column of a future outlet's attributes: the scenarios that it is planned in; without it, in all.
pub const SCENARIO: &str = "scenario";
/// Column of a serving outlet's attributes: the scenarios in which it is closed or moved away (撤并方案).
pub const GIVES_WAY: &str = "gives_way_in";
/// What stands between two names.
const BETWEEN: &str = " | ";

impl Outlet {
    /// Whether it is planned in a scenario, should it be a future one.
    pub fn is_of_scenario(&self, scenario: &str) -> bool {
        self.attributes.get(SCENARIO).is_none_or(|names| is_named(names, scenario))
    }

    /// Whether it is to close or move away in a scenario, should it serve.
    pub fn gives_way_in(&self, scenario: &str) -> bool {
        self.attributes.get(GIVES_WAY).is_some_and(|names| is_named(names, scenario))
    }

    /// Where it is in its life as a scenario has it: closed where it gives way, `None` where it is planned in other scenarios only.
    pub fn status_in(&self, scenario: &str) -> Option<OutletStatus> {
        match self.status {
            status if status.is_future() => self.is_of_scenario(scenario).then_some(status),
            status if status.is_serving() && self.gives_way_in(scenario) => Some(OutletStatus::Closed),
            status => Some(status),
        }
    }

    /// The same outlet, giving way in a scenario too.
    #[must_use]
    pub fn giving_way_in(mut self, scenario: &str) -> Self {
        if !self.gives_way_in(scenario) {
            add(self.attributes.entry(GIVES_WAY.to_owned()).or_default(), scenario);
        }
        self
    }

    /// The same outlet where a scenario gets another name; `None` where it names no such scenario.
    pub fn with_scenario_renamed(&self, old: &str, new: &str) -> Option<Self> {
        self.with_names(old, |names| names.iter_mut().filter(|name| **name == old).for_each(|name| *name = new))
    }

    /// The same outlet where a scenario gets a branch that begins with the same outlets; `None` where it names no such scenario.
    pub fn with_scenario_branched(&self, parent: &str, branch: &str) -> Option<Self> {
        self.with_names(parent, |names| names.push(branch))
    }

    /// The same outlet without a scenario: `Some(None)` where it was planned in no other, `None` where it names no such scenario.
    pub fn without_scenario(&self, gone: &str) -> Option<Option<Self>> {
        let left = self.with_names(gone, |names| names.retain(|name| *name != gone))?;
        let is_nowhere = self.status.is_future() && self.attributes.contains_key(SCENARIO) && !left.attributes.contains_key(SCENARIO);
        Some((!is_nowhere).then_some(left))
    }

    /// Changes both lists of names where they have one; an empty list goes.
    fn with_names<'a>(&'a self, has: &str, change: impl Fn(&mut Vec<&'a str>)) -> Option<Self>
    {
        let mut changed = None::<Self>;
        for column in [SCENARIO, GIVES_WAY] {
            let Some(names) = self.attributes.get(column).filter(|names| is_named(names, has)) else { continue };
            let mut list: Vec<&str> = if names == has { vec![names.as_str()] } else { names.split(BETWEEN).collect() };
            change(&mut list);
            let outlet = changed.get_or_insert_with(|| self.clone());
            if list.is_empty() { outlet.attributes.remove(column) } else { outlet.attributes.insert(column.to_owned(), list.join(BETWEEN)) };
        }
        changed
    }
}

/// A name alone may hold what stands between two.
fn is_named(names: &str, scenario: &str) -> bool {
    names == scenario || names.split(BETWEEN).any(|name| name == scenario)
}

fn add(names: &mut String, scenario: &str) {
    if !names.is_empty() {
        names.push_str(BETWEEN);
    }
    names.push_str(scenario);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Position;
    use crate::model::OutletKind;
    use std::collections::BTreeMap;

    fn outlet(status: OutletStatus, column: &str, names: &str) -> Outlet {
        let attributes = BTreeMap::from([(column.to_owned(), names.to_owned())]);
        Outlet { code: "O1".to_owned(), name: String::new(), kind: OutletKind::AgentPoint, class: None, status, position: Position::default(), contract_end: None, is_synthetic: false, attributes }
    }

    #[test]
    fn an_outlet_is_what_the_scenario_makes_of_it() {
        let planned = outlet(OutletStatus::Planned, SCENARIO, "甲 | 乙");
        assert_eq!([planned.status_in("甲"), planned.status_in("乙"), planned.status_in("丙")], [Some(OutletStatus::Planned), Some(OutletStatus::Planned), None]);
        let hall = outlet(OutletStatus::Open, GIVES_WAY, "甲").giving_way_in("乙").giving_way_in("乙");
        assert_eq!(hall.attributes[GIVES_WAY], "甲 | 乙");
        assert_eq!([hall.status_in("乙"), hall.status_in("丙")], [Some(OutletStatus::Closed), Some(OutletStatus::Open)]);
        assert_eq!(outlet(OutletStatus::Open, SCENARIO, "甲").status_in("丙"), Some(OutletStatus::Open), "who serves already is there in all");
    }

    #[test]
    fn names_follow_their_scenarios() {
        let planned = outlet(OutletStatus::Planned, SCENARIO, "甲");
        assert_eq!(planned.with_scenario_renamed("乙", "丁"), None);
        assert_eq!(planned.with_scenario_renamed("甲", "丁").unwrap().attributes[SCENARIO], "丁");
        let both = planned.with_scenario_branched("甲", "乙").unwrap();
        assert_eq!(both.attributes[SCENARIO], "甲 | 乙");
        assert_eq!(both.without_scenario("甲").unwrap().unwrap().attributes[SCENARIO], "乙");
        assert_eq!(planned.without_scenario("甲"), Some(None), "planned nowhere else");
        let hall = outlet(OutletStatus::Open, GIVES_WAY, "甲");
        assert!(hall.without_scenario("甲").unwrap().unwrap().attributes.is_empty(), "a hall that gave way only there stays");
    }
}
