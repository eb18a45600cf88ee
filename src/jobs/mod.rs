//! Work that takes time: saving on a thread of its own, opening, imports; and the session that ties a document to its file.

mod background;
mod clock;
mod covering;
mod design_nested;
mod design_travel;
mod design_wishes;
mod designed;
mod designing;
mod foreign;
mod import;
mod lines;
mod roads;
mod sample;
mod saver;
mod service_cells;
mod session;
mod siting;

pub mod picture;
pub mod tables;

pub use background::{Background, Outcome};
pub use covering::{Area, CoverageFailure, CoverageOrder, Covering, Way, is_there};
pub use design_travel::{DesignWays, MOST_CELLS_BY_ROAD};
pub use designed::{DesignedPlan, assignments, free_code};
pub use designing::{DesignFailure, DesignOrder, DesignTask, GridNumber, SuggestedMove};
pub use clock::{now_of_day, now_utc, today};
pub use foreign::{ForeignFailure, read_foreign, serve_foreign};
pub use import::{ImportFailure, ImportOptions, ImportTarget, Imported, import, write_findings};
pub use lines::{NextLine, WaitingLines, read_line};
pub use roads::{
    DETOUR, Roads, RoadsFailure, RoadsFrom, RoadsNotice, RoadsWanted, Travel, TravelDemand, TravelRules, cache_path, load_roads, read_road_file, read_roads,
};
pub use sample::{SampleFailure, write_sample};
pub use saver::{Pending, Saver};
pub use service_cells::{ServiceCellsFailure, service_areas, service_cells};
pub use session::{Session, SessionError, StepOutcome};
pub use siting::{ProposedSite, SiteFailure, SiteOrder, SiteSource, SiteTask, SiteZones, crossings};

#[cfg(test)]
mod tests;
