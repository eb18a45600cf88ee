//! What channels do for their territory (渠道分析): whom they cover, whom they miss, what each carries.

mod areas;
mod coverage;

pub use areas::nearest_areas;
pub use coverage::{Closing, Coverage, CoverageRules, Figures, GroupFigures, Spot, Stand, StandFigures};
