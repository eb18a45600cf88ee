//! Project, planes and rules as rows.

use crate::base::{PlaneId, Table};
use crate::gpkg::{Connection, GpkgError};
use crate::model::{IgnoredFinding, Indicator, Measure, Plane, Project, Rules};
use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Figures are kept by plane and by measure; nobody has more than a handful of either.
pub(super) const MOST_PLANES: u32 = 63;
const MOST_MEASURES: usize = 200;
/// More digits than this leave no room before the point.
const LARGEST_SCALE: u8 = 12;

/// What the arithmetic relies on.
fn check_measures(measures: &[Measure]) -> Result<(), GpkgError> {
    let is_odd = |measure: &&Measure| measure.name.is_empty() || measure.scale > LARGEST_SCALE;
    if measures.len() > MOST_MEASURES {
        return Err(GpkgError::Damaged { detail: format!("{} measures", measures.len()) });
    }
    match measures.iter().find(is_odd) {
        Some(measure) => Err(GpkgError::Damaged { detail: format!("measure {:?} with scale {}", measure.name, measure.scale) }),
        None => Ok(()),
    }
}

pub(super) fn put<T: Serialize>(connection: &Connection, key: &str, value: &T) -> Result<(), GpkgError> {
    let text = serde_json::to_string(value).unwrap_or_default();
    connection.sql().execute("INSERT INTO gw_settings VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value", params![key, text])?;
    Ok(())
}

/// A setting; the default where it is missing. One that cannot be read is a fault of the file: a default in its place would
/// be written back and the value lost.
pub(super) fn get<T: DeserializeOwned + Default>(connection: &Connection, key: &str) -> Result<T, GpkgError> {
    let text: Option<String> = connection.sql().query_row("SELECT value FROM gw_settings WHERE key = ?1", [key], |row| row.get(0)).optional()?;
    match text {
        Some(text) => serde_json::from_str(&text).map_err(|err| GpkgError::Damaged { detail: format!("setting {key}: {err}") }),
        None => Ok(T::default()),
    }
}

/// Writes everything that all scenarios share but demand and outlets.
pub(super) fn put_project(connection: &Connection, project: &Project) -> Result<(), GpkgError> {
    put(connection, "key", &project.key)?;
    put(connection, "name", &project.name)?;
    put(connection, "notes", &project.notes)?;
    put(connection, "sources", &project.sources)?;
    put(connection, "measures", &project.measures)?;
    put(connection, "indicators", &project.indicators)?;
    put_rules(connection, &project.rules)?;
    connection.sql().execute("DELETE FROM gw_planes", [])?;
    for (id, plane) in project.planes.iter() {
        let text = serde_json::to_string(plane).unwrap_or_default();
        connection.sql().execute("INSERT INTO gw_planes VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET value = excluded.value", params![id.0, text])?;
    }
    put_ignored(connection, &project.ignored)?;
    connection.sql().execute("DELETE FROM notes", [])?;
    if !project.notes.is_empty() {
        connection.sql().execute("INSERT INTO notes (text) VALUES (?1)", [&project.notes])?;
    }
    Ok(())
}

/// Writes limits and rules. Rules of outlets have a key of their own, so that a version that knows only limits leaves them alone.
pub(super) fn put_rules(connection: &Connection, rules: &Rules) -> Result<(), GpkgError> {
    put(connection, "rules", &Rules { channel: Vec::new(), ..rules.clone() })?;
    put(connection, "channel_rules", &rules.channel)
}

pub(super) fn put_ignored(connection: &Connection, ignored: &[IgnoredFinding]) -> Result<(), GpkgError> {
    connection.sql().execute("DELETE FROM gw_ignored", [])?;
    for finding in ignored {
        connection.sql().execute("INSERT INTO gw_ignored VALUES (?1, ?2)", params![finding.key, finding.reason])?;
    }
    Ok(())
}

pub(super) fn get_project(connection: &Connection) -> Result<Project, GpkgError> {
    let measures: Vec<Measure> = get(connection, "measures")?;
    check_measures(&measures)?;
    let indicators: Vec<Indicator> = get(connection, "indicators")?;
    let rules = Rules { channel: get(connection, "channel_rules")?, ..get(connection, "rules")? };
    let mut planes: Table<PlaneId, Plane> = Table::default();
    let mut statement = connection.sql().prepare("SELECT id, value FROM gw_planes ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, text): (u32, String) = (row.get(0)?, row.get(1)?);
        let plane: Plane = serde_json::from_str(&text).map_err(|err| GpkgError::Damaged { detail: format!("plane {id}: {err}") })?;
        if id > MOST_PLANES {
            return Err(GpkgError::Damaged { detail: format!("plane {id}") });
        }
        planes.set(PlaneId(id), Some(plane));
    }
    let mut statement = connection.sql().prepare("SELECT key, reason FROM gw_ignored ORDER BY key")?;
    let ignored = statement.query_map([], |row| Ok(IgnoredFinding { key: row.get(0)?, reason: row.get(1)? }))?.collect::<Result<_, _>>()?;
    Ok(Project {
        key: get(connection, "key")?,
        name: get(connection, "name")?,
        notes: get(connection, "notes")?,
        sources: get(connection, "sources")?,
        measures,
        indicators,
        planes,
        rules,
        ignored,
    })
}
