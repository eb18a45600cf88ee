//! What every room needs and that knows neither geography nor marketing: ids, copy-on-write tables, progress,
//! cancellation, findings, revisions.

mod cancel;
#[cfg(test)]
pub(crate) mod dice;
mod finding;
mod ids;
mod progress;
mod revision;
mod table;

pub use cancel::{CancelToken, Cancelled};
pub use finding::{Finding, FindingKind, Findings, Severity};
pub use ids::{ArcId, BatchId, CellId, DemandId, GridId, Id, NodeId, OutletId, PlaneId, ScenarioId};
pub use progress::{NoProgress, Progress, ProgressSink};
pub use revision::Revision;
pub use table::Table;
