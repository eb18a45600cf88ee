//! The domain's plain values (领域对象): measures, demand, cells, grids, levels, planes, outlets, scenarios, rules. No
//! sums are made here and nothing here knows SQL, screens or languages.

mod channel_rule;
mod demand;
mod design_wish;
mod grid;
mod measure;
pub mod number;
mod outlet;
mod outlet_field;
mod outlet_scenarios;
mod project;
mod scenario;
mod site_wish;

pub use channel_rule::{ChannelCheck, ChannelRule};
pub use demand::{Demand, MOST_TOTAL};
pub use design_wish::{BarrierKind, DesignWish};
pub use grid::{Assignment, Cell, Grid, GridDetails, Level, Plane, Team};
pub use measure::{Amount, Indicator, Measure, Target};
pub use outlet::{Outlet, OutletClass, OutletGroup, OutletKind, OutletStatus};
pub use outlet_field::{FIELD_SCALE, FieldFault, FieldGroup, FieldType, Month, OutletField, OutletKey};
pub use outlet_scenarios::{GIVES_WAY, SCENARIO};
pub use project::{IgnoredFinding, Project, ReferenceFeature, ReferenceGeometry, Rules};
pub use scenario::ScenarioInfo;
pub use site_wish::{GivingUp, SiteGoal, SitePlaces, SiteZone};

#[cfg(test)]
pub(crate) mod fixture;
