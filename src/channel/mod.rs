//! What channels do for their territory (渠道分析): whom they cover, whom they miss, what each carries.

mod coverage;

pub use coverage::{Closing, Coverage, CoverageRules, Figures, KindFigures, Spot, Stand, StandFigures};
