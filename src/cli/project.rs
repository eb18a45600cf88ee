//! Opening a project for a verb, and finding scenario, plane and level by name.

use super::console::Console;
use super::error::{CliError, Named};
use crate::base::{Finding, PlaneId, ScenarioId};
use crate::edit::Document;
use crate::gpkg::Access;
use crate::i18n::{finding_text, text};
use crate::jobs::Session;
use std::path::Path;

/// Opens a project and says on stderr what was met.
pub(super) fn open(path: &Path, access: Access, console: &Console) -> Result<Session, CliError> {
    let session = Session::open(path, access).map_err(|err| CliError::store(path, err))?;
    for notice in &session.report().notices {
        console.note(&finding_text(notice, console.language));
    }
    if let (Access::Write, Some(holder)) = (access, &session.report().holder) {
        let values = [("user", (&holder.user).into()), ("host", (&holder.host).into()), ("since", (&holder.since).into())];
        console.note(&text(console.language, "out-read-only-holder", &values));
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

/// The document with the plan of a scenario in place of the active one's.
pub(super) fn document_of(session: &Session, scenario: ScenarioId, path: &Path) -> Result<Document, CliError> {
    let mut document = session.document().clone();
    if scenario != document.active() {
        document.set_plan(session.load_plan(scenario).map_err(|err| CliError::store(path, err))?);
    }
    Ok(document)
}

/// The name of a scenario.
pub(super) fn scenario_name(document: &Document, scenario: ScenarioId) -> String {
    document.scenarios().get(scenario).map(|info| info.name.clone()).unwrap_or_default()
}

/// Whether somebody decided to ignore a finding.
pub(super) fn is_ignored(document: &Document, finding: &Finding) -> bool {
    let key = finding.key();
    document.project().ignored.iter().any(|ignored| ignored.key == key)
}
