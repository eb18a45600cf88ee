//! Imports: many rows in or out at once, undone by a batch number instead of a copy of the rows.
//!
//! A batch may bring demand rows (marked with its number) and displace others (kept in an archive), may give the active
//! scenario another plan (a layer of its own), and may change measures and planes. Undo and redo swap the sides.

use super::writer::{in_transaction, layer_of, new_layer};
use super::{ProjectFile, StoreError, create, features, load, measures, settings, styles};
use crate::base::{BatchId, ScenarioId};
use crate::edit::{Change, Content, Document, Label, Plan};
use crate::geodesy::Position;
use crate::gpkg::{Connection, GpkgError, quoted, rebuild_spatial_index};
use crate::model::{Amount, Demand, Project};
use rusqlite::config::DbConfig;
use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A demand row that comes in.
#[derive(Clone, Debug)]
pub struct DemandRow<'a> {
    /// The row it replaces; `None` for a new one.
    pub fid: Option<u32>,
    /// Code.
    pub code: Cow<'a, str>,
    /// Name.
    pub name: Cow<'a, str>,
    /// Kind of place.
    pub kind: &'a str,
    /// Where.
    pub position: Position,
    /// One amount per measure of the project, in its order.
    pub amounts: Cow<'a, [Amount]>,
}

/// What happens to the demand that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemandMode {
    /// It stays; rows that name a row in its place replace that one.
    Keep,
    /// As [`Self::Keep`], and the rows of these ids go.
    Remove(Vec<u32>),
    /// All of it goes.
    ReplaceAll,
}

/// What a demand import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemandSummary {
    /// Rows written.
    pub written: usize,
    /// Rows that went or were replaced.
    pub displaced: usize,
}

/// What a batch swaps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Batch {
    /// Scenario, layer before, layer after.
    #[serde(default)]
    plan: Option<(u32, i64, i64)>,
    /// Whether demand rows came or went.
    #[serde(default)]
    demand: bool,
    /// Measures, indicators, planes, rules before and after, as settings.
    #[serde(default)]
    project: Option<(serde_json::Value, serde_json::Value)>,
}

/// What an import brings.
#[derive(Default)]
pub struct Import<'a> {
    /// The project with new measures or planes, where they change.
    pub project: Option<Project>,
    /// A plan that takes the active scenario's place.
    pub plan: Option<Plan>,
    /// Demand.
    pub demand: Option<(DemandMode, Box<dyn Iterator<Item = DemandRow<'a>> + 'a>)>,
}

impl std::fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("has_plan", &self.plan.is_some()).field("has_demand", &self.demand.is_some()).finish_non_exhaustive()
    }
}

impl ProjectFile {
    /// Takes an import in as one step of the journal and gives the document as it is afterwards. On an error nothing has changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn import(&mut self, document: &Document, import: Import<'_>, label: Label, now: &str) -> Result<(Document, DemandSummary), StoreError> {
        self.back_up_once(now);
        self.with_connection(|connection| {
            let mut summary = DemandSummary::default();
            let mut document = document.clone();
            let next = in_transaction(connection, || {
                let id: u32 = connection.sql().query_row("SELECT ifnull(max(id), 0) + 1 FROM gw_batches", [], |row| row.get(0))?;
                let mut batch = Batch::default();
                let mut content = Content::default();
                let mut demand_after = None;
                let mut project = document.project().clone();
                if let Some(new) = import.project {
                    batch.project = Some((project_value(&project), project_value(&new)));
                    settings::put_project(connection, &new)?;
                    measures::add_columns(connection, &new.measures)?;
                    project = new;
                }
                if let Some(plan) = &import.plan {
                    let (scenario, old) = (document.active(), layer_of(connection, document.active())?);
                    let new = new_layer(connection, None)?;
                    create::write_whole_plan(connection, new, plan)?;
                    set_layer(connection, scenario, new)?;
                    batch.plan = Some((scenario.0, old, new));
                }
                if let Some((mode, rows)) = import.demand {
                    batch.demand = true;
                    let (done, demand) = put_demand(connection, &project, id, mode, rows, document.demand(), now)?;
                    (summary, demand_after) = (done, Some(demand));
                }
                let text = serde_json::to_string(&batch).unwrap_or_default();
                connection.sql().execute("INSERT INTO gw_batches VALUES (?1, ?2)", params![id, text])?;
                let step = document.record(label, vec![Change::Batch(BatchId(id), true)]);
                let label = serde_json::to_string(&step.label).unwrap_or_default();
                super::writer::forget_undone(connection)?;
                let bytes = super::codec::encode(&step.changes);
                connection.sql().execute("INSERT INTO gw_journal VALUES (?1, ?2, ?3, 0, ?4)", params![step.seq as i64, now, label, bytes])?;
                settings::put(connection, "next_seq", &(step.seq + 1))?;
                let known: super::rows::NextIds = settings::get(connection, "next_ids")?;
                if let Some(plan) = import.plan {
                    content.plan = plan;
                    let sized = Document::new(Content { project: project.clone(), ..content });
                    settings::put(connection, "next_ids", &known.max(super::rows::NextIds::of(&sized)))?;
                }
                reloaded(connection, demand_after, &document, now)
            })?;
            Ok((next, summary))
        })
    }

    /// Undoes or redoes a batch and gives the document as it is afterwards, its history moved.
    ///
    /// # Errors
    /// What the database says; nothing has changed then.
    pub fn swap_batch(&mut self, document: &Document, seq: u64, id: BatchId, is_in: bool, now: &str) -> Result<Document, StoreError> {
        self.with_connection(|connection| {
            in_transaction(connection, || {
                let text: Option<String> = connection.sql().query_row("SELECT value FROM gw_batches WHERE id = ?1", [id.0], |row| row.get(0)).optional()?;
                let mut batch: Batch = text.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| GpkgError::Damaged { detail: format!("batch {}", id.0) })?;
                if let Some((old, new)) = &batch.project {
                    let mut project = document.project().clone();
                    set_project(&mut project, if is_in { new } else { old })?;
                    settings::put_project(connection, &project)?;
                }
                if let Some((scenario, old, new)) = batch.plan {
                    // Branching in between gave the scenario another layer, in which what came after was undone: that one is
                    // kept for the way back, not the one the import began with.
                    let scenario = ScenarioId(scenario);
                    let present = layer_of(connection, scenario)?;
                    set_layer(connection, scenario, if is_in { new } else { old })?;
                    batch.plan = Some(if is_in { (scenario.0, present, new) } else { (scenario.0, old, present) });
                    let text = serde_json::to_string(&batch).unwrap_or_default();
                    connection.sql().execute("UPDATE gw_batches SET value = ?2 WHERE id = ?1", params![id.0, text])?;
                }
                if batch.demand {
                    swap_demand(connection, id.0, is_in)?;
                }
                connection.sql().execute("UPDATE gw_journal SET is_undone = ?2 WHERE seq = ?1", params![seq as i64, !is_in])?;
                let demand = if batch.demand { Some(load::demand_here(connection, &settings::get_project(connection)?.measures)?) } else { None };
                reloaded(connection, demand, document, now)
            })
        })
    }
}

/// The document read anew inside the transaction, with the demand given or as it was.
fn reloaded(connection: &Connection, demand: Option<Demand>, before: &Document, now: &str) -> Result<Document, GpkgError> {
    let mut content = load::content(connection)?;
    content.demand = match demand {
        Some(demand) => demand,
        None if content.project.measures == before.project().measures => (**before.demand()).clone(),
        None => load::demand_here(connection, &content.project.measures)?,
    };
    let document = Document::new(content);
    features::rewrite_plan(connection, &document, now)?;
    styles::put_all(connection, &document, now)?;
    Ok(document)
}

fn project_value(project: &Project) -> serde_json::Value {
    let planes: BTreeMap<u32, &crate::model::Plane> = project.planes.iter().map(|(id, plane)| (id.0, plane)).collect();
    serde_json::json!({ "measures": project.measures, "indicators": project.indicators, "rules": project.rules, "planes": planes, "name": project.name, "notes": project.notes, "sources": project.sources })
}

fn set_project(project: &mut Project, value: &serde_json::Value) -> Result<(), GpkgError> {
    let broken = |err: serde_json::Error| GpkgError::Damaged { detail: format!("batch: {err}") };
    let part = |key: &str| value.get(key).cloned().unwrap_or_default();
    project.measures = serde_json::from_value(part("measures")).map_err(broken)?;
    project.indicators = serde_json::from_value(part("indicators")).map_err(broken)?;
    project.rules = serde_json::from_value(part("rules")).map_err(broken)?;
    project.name = serde_json::from_value(part("name")).map_err(broken)?;
    project.notes = serde_json::from_value(part("notes")).map_err(broken)?;
    // Batches of the first version say nothing of sources.
    if let Some(sources) = value.get("sources") {
        project.sources = serde_json::from_value(sources.clone()).map_err(broken)?;
    }
    let planes: BTreeMap<u32, crate::model::Plane> = serde_json::from_value(part("planes")).map_err(broken)?;
    project.planes = crate::base::Table::default();
    for (id, plane) in planes.into_iter().filter(|(id, _)| *id <= load::MOST_IDS) {
        project.planes.set(crate::base::PlaneId(id), Some(plane));
    }
    Ok(())
}

fn set_layer(connection: &Connection, scenario: ScenarioId, layer: i64) -> Result<(), GpkgError> {
    connection.sql().execute("UPDATE gw_scenarios SET layer = ?2 WHERE id = ?1", params![scenario.0, layer])?;
    Ok(())
}

/// The attribute columns of the demand table.
fn demand_columns(connection: &Connection) -> Result<Vec<String>, GpkgError> {
    let layer = connection.layer_named("demand")?.ok_or_else(|| GpkgError::Unknown { name: "demand".to_owned() })?;
    Ok(layer.columns.into_iter().map(|column| column.name).filter(|name| name != "fid" && name != "geom").collect())
}

fn put_demand<'a>(
    connection: &Connection,
    project: &Project,
    batch: u32,
    mode: DemandMode,
    rows: impl Iterator<Item = DemandRow<'a>>,
    before: &Demand,
    now: &str,
) -> Result<(DemandSummary, Demand), GpkgError> {
    let sql = connection.sql();
    let first: i64 = sql.query_row("SELECT max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'demand'), 0), ifnull((SELECT max(fid) FROM demand), 0)) + 1", [], |row| row.get(0))?;
    let mut summary = DemandSummary::default();
    let replaces_all = mode == DemandMode::ReplaceAll;
    let mut gone: Vec<u32> = Vec::new();
    if let DemandMode::Remove(ids) = mode {
        gone.extend(ids);
    }
    // Into a project without demand rows can stream; otherwise those that they replace must go before the first comes.
    let rows: Box<dyn Iterator<Item = DemandRow<'a>>> = if before.is_empty() {
        Box::new(rows)
    } else {
        let rows: Vec<DemandRow<'a>> = rows.collect();
        gone.extend(rows.iter().filter_map(|row| row.fid));
        Box::new(rows.into_iter())
    };
    if replaces_all {
        summary.displaced = archive(connection, batch, false, "1")?;
        rebuild_spatial_index(connection, "demand")?;
    } else if !gone.is_empty() {
        sql.execute_batch("CREATE TEMP TABLE gw_replaced (fid INTEGER PRIMARY KEY)")?;
        let mut put = sql.prepare("INSERT OR IGNORE INTO gw_replaced VALUES (?1)")?;
        for fid in &gone {
            put.execute([fid])?;
        }
        drop(put);
        summary.displaced = archive(connection, batch, false, "fid IN (SELECT fid FROM gw_replaced)")?;
        sql.execute_batch("DROP TABLE gw_replaced")?;
    }
    let count = "UPDATE gpkg_ogr_contents SET feature_count = feature_count - ?1 WHERE table_name = 'demand'";
    sql.execute(count, [summary.displaced as i64])?;
    let new = create::insert_demand(connection, &project.measures, rows, first, batch, now)?;
    summary.written = new.len();
    gone.sort_unstable();
    let stays = |id: u32| !replaces_all && gone.binary_search(&id).is_err();
    let demand = joined(before, new, stays);
    measures::check_sums(&demand)?;
    Ok((summary, demand))
}

/// The demand as it is afterwards, in the order of the file, without reading it again.
fn joined(before: &Demand, new: Demand, stays: impl Fn(u32) -> bool) -> Demand {
    if before.is_empty() {
        return new;
    }
    let n_measures = new.n_measures;
    let mut demand = Demand { n_measures, ..Demand::default() };
    for point in (0..before.len()).filter(|point| stays(before.ids[*point])) {
        demand.ids.push(before.ids[point]);
        demand.positions.push(before.positions[point]);
        demand.amounts.extend_from_slice(before.amounts_of(point));
        demand.amounts.resize(demand.ids.len() * n_measures, 0);
    }
    demand.ids.extend(new.ids);
    demand.positions.extend(new.positions);
    demand.amounts.extend(new.amounts);
    let mut order: Vec<u32> = (0..demand.len() as u32).collect();
    order.sort_unstable_by_key(|point| demand.ids[*point as usize]);
    demand.reordered(&order)
}

/// Moves demand rows to the archive; index and count are made right afterwards by the caller.
fn archive(connection: &Connection, batch: u32, is_born: bool, which: &str) -> Result<usize, GpkgError> {
    // JSON holds no bytes, and no column of ours does: what another program put there is no value.
    let value = |name: &str| format!("CASE typeof({0}) WHEN 'blob' THEN NULL ELSE {0} END", quoted(name));
    let pairs: Vec<String> = demand_columns(connection)?.iter().map(|name| format!("'{}', {}", name.replace('\'', "''"), value(name))).collect();
    let sql = connection.sql();
    let kept = format!("INSERT INTO gw_demand_archive SELECT {batch}, {}, fid, geom, json_object({}) FROM demand WHERE {which}", u8::from(is_born), pairs.join(", "));
    let count = sql.execute(&kept, [])?;
    without_triggers(connection, || Ok(sql.execute(&format!("DELETE FROM demand WHERE {which}"), [])?))?;
    Ok(count)
}

/// Moves rows of the archive back; index and count are made right afterwards by the caller.
fn restore(connection: &Connection, batch: u32, is_born: bool) -> Result<(), GpkgError> {
    let names = demand_columns(connection)?;
    let values: Vec<String> = names.iter().map(|name| format!("json_extract(attributes, '$.\"{}\"')", name.replace('\'', "''").replace('"', "\\\""))).collect();
    let columns: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let back = format!(
        "INSERT INTO demand (fid, geom, {}) SELECT fid, geom, {} FROM gw_demand_archive WHERE batch = {batch} AND is_born = {}",
        columns.join(", "),
        values.join(", "),
        u8::from(is_born)
    );
    without_triggers(connection, || Ok(connection.sql().execute(&back, [])?))?;
    connection.sql().execute("DELETE FROM gw_demand_archive WHERE batch = ?1 AND is_born = ?2", params![batch, is_born])?;
    Ok(())
}

fn swap_demand(connection: &Connection, batch: u32, is_in: bool) -> Result<(), GpkgError> {
    let sql = connection.sql();
    if is_in {
        let kept: i64 = sql.query_row("SELECT count(*) FROM gw_demand_archive WHERE batch = ?1 AND is_born = 0", [batch], |row| row.get(0))?;
        let displaced = format!("fid IN (SELECT fid FROM gw_demand_archive WHERE batch = {batch} AND is_born = 2)");
        if kept > 0 {
            return Err(GpkgError::Damaged { detail: format!("batch {batch} is in twice") });
        }
        // Which rows went was noted when they came back; what stands in them may have changed since.
        archive(connection, batch, false, &displaced)?;
        sql.execute("DELETE FROM gw_demand_archive WHERE batch = ?1 AND is_born = 2", [batch])?;
        restore(connection, batch, true)?;
    } else {
        sql.execute("INSERT INTO gw_demand_archive SELECT batch, 2, fid, NULL, '{}' FROM gw_demand_archive WHERE batch = ?1 AND is_born = 0", [batch])?;
        archive(connection, batch, true, &format!("batch = {batch}"))?;
        restore(connection, batch, false)?;
    }
    let count: i64 = sql.query_row("SELECT count(*) FROM demand", [], |row| row.get(0))?;
    sql.execute("UPDATE gpkg_ogr_contents SET feature_count = ?1 WHERE table_name = 'demand'", [count])?;
    rebuild_spatial_index(connection, "demand")
}

/// Does something to many rows while triggers rest.
fn without_triggers(connection: &Connection, work: impl FnOnce() -> Result<usize, GpkgError>) -> Result<usize, GpkgError> {
    connection.sql().set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    let result = work();
    connection.sql().set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
    result
}
