//! Where the roads of a project come from, and the cache beside it.

use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Bounds, Position};
use crate::io::roads_of_reference;
use crate::jobs::ForeignFailure;
use crate::model::ReferenceFeature;
use crate::platform::write_whole;
use crate::roads::{CacheFault, RoadGraph, RoadSource, decode, encode};
use std::path::{Path, PathBuf};
use std::sync::Arc as Shared;
use std::time::SystemTime;

/// Largest cache that is read.
const MOST_BYTES: u64 = 4 << 30;

/// Roads that a project has for orientation are a network from this length on; a line or two are none.
const LEAST_M: f64 = 1_000.0;

/// How far from the box around the demand roads still count as near, in lattice units: some 5 km.
const NEAR_UNITS: i32 = 500_000;

/// Where roads come from, for people and programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoadsFrom {
    /// The file of this name, that was asked for.
    File(String),
    /// The cache beside the project, made from a file of this name.
    Cache(String),
    /// The roads that the project has for orientation.
    Reference,
    /// No roads: straight lines stand for them.
    Nowhere,
}

/// What the person should know about the roads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoadsNotice {
    /// The cache beside the project cannot be used and was passed over.
    CacheRefused(PathBuf, CacheFault),
    /// The cache beside the project has roads of another place and was passed over.
    CacheElsewhere(PathBuf),
    /// The cache could not be written; the next time takes as long.
    CacheNotWritten(PathBuf),
}

/// Why there is no answer about roads.
#[derive(Debug, thiserror::Error)]
pub enum RoadsFailure {
    /// The file that was asked for.
    #[error("{0}: {1}")]
    File(PathBuf, ForeignFailure),
    /// The file that was asked for has no road that anybody may use.
    #[error("{0}: no roads")]
    NoRoads(PathBuf),
    /// The roads of the file that was asked for lie nowhere near the project.
    #[error("{0}: roads elsewhere")]
    Elsewhere(PathBuf),
    /// The person cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What to look for.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoadsWanted<'a> {
    /// The project's file; its cache lies beside it.
    pub project: Option<&'a Path>,
    /// What the project has for orientation.
    pub reference: &'a [ReferenceFeature],
    /// The file that was asked for.
    pub file: Option<&'a Path>,
    /// Where the demand lies; roads that are nowhere near are of another city.
    pub ground: Option<Bounds>,
}

impl RoadsWanted<'_> {
    /// Whether the roads come near the demand.
    fn is_near(&self, graph: &RoadGraph) -> bool {
        let Some(ground) = self.ground.filter(|ground| !ground.is_empty()) else { return true };
        let wider = |value: i32, by: i32| value.saturating_add(by);
        let min = Position::new(wider(ground.min.lon, -NEAR_UNITS), wider(ground.min.lat, -NEAR_UNITS));
        let max = Position::new(wider(ground.max.lon, NEAR_UNITS), wider(ground.max.lat, NEAR_UNITS));
        Bounds { min, max }.touches(&graph.bounds())
    }
}

/// Roads at hand, or none.
#[derive(Clone, Debug)]
pub struct Roads {
    /// The graph; none where there are no roads.
    pub graph: Option<Shared<RoadGraph>>,
    /// Where it comes from.
    pub from: RoadsFrom,
    /// What the person should know.
    pub notices: Vec<RoadsNotice>,
}

/// The cache of a project: `NAME.roads` beside `NAME.gpkg`.
pub fn cache_path(project: &Path) -> PathBuf {
    project.with_extension("roads")
}

/// Finds the roads of a project: those of the file that was asked for (read by `read`, and cached beside the project), else the
/// cache, else the project's own, else none. A cache that was made from the same file in the same state is taken instead of the file.
/// A cache that cannot be used or written is a notice, never a failure.
///
/// # Errors
/// [`RoadsFailure`].
pub fn load_roads(wanted: &RoadsWanted<'_>, read: impl FnOnce(&Path) -> Result<RoadGraph, ForeignFailure>, cancel: &CancelToken) -> Result<Roads, RoadsFailure> {
    let mut notices = Vec::new();
    let cached = wanted.project.and_then(|project| read_cache(&cache_path(project), &mut notices));
    if let Some(file) = wanted.file {
        return from_file(file, wanted, cached, read, notices);
    }
    if let Some((graph, source)) = cached {
        if wanted.is_near(&graph) {
            return Ok(Roads { graph: Some(Shared::new(graph)), from: RoadsFrom::Cache(source.name), notices });
        }
        notices.extend(wanted.project.map(|project| RoadsNotice::CacheElsewhere(cache_path(project))));
    }
    let graph = RoadGraph::build(&roads_of_reference(wanted.reference), cancel)?;
    let (graph, from) = if graph.length_m() < LEAST_M { (None, RoadsFrom::Nowhere) } else { (Some(Shared::new(graph)), RoadsFrom::Reference) };
    Ok(Roads { graph, from, notices })
}

fn from_file(
    file: &Path,
    wanted: &RoadsWanted<'_>,
    cached: Option<(RoadGraph, RoadSource)>,
    read: impl FnOnce(&Path) -> Result<RoadGraph, ForeignFailure>,
    mut notices: Vec<RoadsNotice>,
) -> Result<Roads, RoadsFailure> {
    let source = source_of(file).map_err(|err| RoadsFailure::File(file.to_owned(), ForeignFailure::Io(err)))?;
    let from = RoadsFrom::File(source.name.clone());
    if let Some((graph, _)) = cached.filter(|(_, made_from)| *made_from == source) {
        return Ok(Roads { graph: Some(Shared::new(graph)), from, notices });
    }
    let graph = read(file).map_err(|failure| RoadsFailure::File(file.to_owned(), failure))?;
    if graph.edges().is_empty() {
        return Err(RoadsFailure::NoRoads(file.to_owned()));
    }
    if !wanted.is_near(&graph) {
        return Err(RoadsFailure::Elsewhere(file.to_owned()));
    }
    if let Some(cache) = wanted.project.map(cache_path) {
        // Somebody else's file of that name is not overwritten.
        let is_foreign = notices.iter().any(|notice| matches!(notice, RoadsNotice::CacheRefused(_, CacheFault::Foreign)));
        if is_foreign || write_whole(&cache, &encode(&graph, &source)).is_err() {
            notices.push(RoadsNotice::CacheNotWritten(cache));
        }
    }
    Ok(Roads { graph: Some(Shared::new(graph)), from, notices })
}

/// Name, size and time of a file.
fn source_of(file: &Path) -> std::io::Result<RoadSource> {
    let metadata = std::fs::metadata(file)?;
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    Ok(RoadSource { name, size: metadata.len(), changed_ms: changed.map_or(0, |time| time.as_millis() as u64) })
}

fn read_cache(path: &Path, notices: &mut Vec<RoadsNotice>) -> Option<(RoadGraph, RoadSource)> {
    let size = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    let bytes = if size <= MOST_BYTES { std::fs::read(path).ok()? } else { Vec::new() };
    match decode(&bytes) {
        Ok(cached) => Some(cached),
        Err(fault) => {
            notices.push(RoadsNotice::CacheRefused(path.to_owned(), fault));
            None
        }
    }
}
