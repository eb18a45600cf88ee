//! Opening a project for a verb, and finding scenario, plane and level by name.

use super::console::Console;
use super::error::{CliError, Named};
use crate::base::{PlaneId, ScenarioId};
use crate::edit::Document;
use crate::i18n::open_notice_text;
use crate::jobs::Session;
use crate::store::OpenMode;
use std::path::Path;

/// Opens a project and says on stderr what was met.
pub(super) fn open(path: &Path, mode: OpenMode, console: &Console) -> Result<Session, CliError> {
    let session = Session::open(path, mode).map_err(CliError::Store)?;
    for notice in session.notices() {
        console.note(&open_notice_text(console.language, path, &notice));
    }
    Ok(session)
}

/// A scenario by name; the active one where none is named.
pub(super) fn scenario(document: &Document, name: Option<&str>) -> Result<ScenarioId, CliError> {
    let Some(name) = name else { return Ok(document.active()) };
    document.scenario_named(name).ok_or_else(|| CliError::Unknown {
        what: Named::Scenario,
        name: name.to_owned(),
        known: document.scenarios().rows().map(|info| info.name.clone()).collect(),
    })
}

/// A plane by name; the first where none is named.
pub(super) fn plane(document: &Document, name: Option<&str>, path: &Path) -> Result<PlaneId, CliError> {
    document.plane_named(name).ok_or_else(|| match name {
        Some(name) => CliError::Unknown { what: Named::Plane, name: name.to_owned(), known: document.project().planes.rows().map(|plane| plane.name.clone()).collect() },
        None => CliError::NoPlane(path.to_owned()),
    })
}

/// A level of a plane by name; the deepest where none is named.
pub(super) fn level(document: &Document, plane: PlaneId, name: Option<&str>, path: &Path) -> Result<u8, CliError> {
    let row = document.project().planes.get(plane).ok_or_else(|| CliError::NoPlane(path.to_owned()))?;
    match name {
        None => (row.levels.len() as u8).checked_sub(1).ok_or_else(|| CliError::NoPlane(path.to_owned())),
        Some(name) => row.level(name).ok_or_else(|| CliError::Unknown {
            what: Named::Level,
            name: name.to_owned(),
            known: row.levels.iter().map(|level| level.name.clone()).collect(),
        }),
    }
}

/// Shows a scenario, whether it is the active one or not; for looking only.
pub(super) fn show(session: &mut Session, scenario: ScenarioId) -> Result<(), CliError> {
    session.view_scenario(scenario).map_err(CliError::Store)
}

/// The name of a scenario.
pub(super) fn scenario_name(document: &Document, scenario: ScenarioId) -> String {
    document.scenarios().get(scenario).map(|info| info.name.clone()).unwrap_or_default()
}
