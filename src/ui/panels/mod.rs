//! The panels of the window (面板).
//!
//! Each has its own small state, gets a [`Desk`](super::Desk) and pushes [`Request`](super::Request)s. What it shows is built by plain
//! functions into small values first (`…_rows`, `…_model`), which tests read as text.

mod balance;
mod compare;
mod coverage;
mod design;
mod design_wishes;
mod grid_tree;
mod history;
mod hover;
mod inspector;
mod jobs;
mod layers;
mod outlet_edits;
mod places;
mod scenarios;
mod siting;
mod siting_wishes;
mod standing;

#[cfg(test)]
mod tests;

pub mod problems;
pub mod tables;

pub use balance::BalancePanel;
pub use compare::ComparePanel;
pub use coverage::{CoverageChoices, CoverageLine, CoveragePanel, CoverageRequest, CoverageView, CoverageWay, OutletCoverage, first_choices as first_coverage, share_figure};
pub use design::{SETTINGS as DESIGN_SETTINGS, DesignBorders, DesignChoices, DesignNumber, DesignPanel, DesignRequest, DesignShape, DesignView, ProposalLine, SuggestionLine};
pub use grid_tree::GridTree;
pub use history::HistoryPanel;
pub use inspector::Inspector;
pub use jobs::JobsPanel;
pub use layers::LayersPanel;
pub use problems::ProblemsPanel;
pub use scenarios::ScenariosPanel;
pub use siting::{SITING_SETTINGS, SitingPanel, SitingRequest, SitingView};
pub use siting_wishes::SitingChoices;
pub use tables::{CellTable, DemandTable, GridTable, OutletTable};
