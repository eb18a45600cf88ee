//! Which triggers may run.
//!
//! A trigger is a program in the file that runs with our rights whenever we write. So a file opened for writing may hold
//! only triggers whose text we know byte for byte: the spatial index's in the forms that GDAL writes (GeoPackage 1.2 and
//! 1.3 have one set, 1.4 another), GDAL's feature count, the checks on tile matrices, and those that the caller registers.

use super::connection::Connection;
use super::schema::{names::quoted_text, quoted};
use super::{GpkgError, layers};
use std::collections::BTreeMap;

/// A trigger of the caller's own.
#[derive(Clone, Copy, Debug)]
pub struct OwnTrigger<'a> {
    /// Its name.
    pub name: &'a str,
    /// The whole `CREATE TRIGGER` statement as it stands in the schema, without a semicolon at the end.
    pub sql: &'a str,
}

/// The spatial index of one table.
#[derive(Clone, Debug)]
pub(super) struct IndexNames {
    pub(super) table: String,
    pub(super) geometry_column: String,
    pub(super) id_column: String,
}

impl IndexNames {
    /// The index's own name, unquoted.
    pub(super) fn index(&self) -> String {
        format!("rtree_{}_{}", self.table, self.geometry_column)
    }

    /// The triggers of GeoPackage 1.4, by name. The texts are GDAL 3.12's.
    pub(super) fn current_triggers(&self) -> Vec<(String, String)> {
        let mut triggers = self.shared_triggers();
        let (t, i, c, r) = self.quoted_parts();
        let bounds = format!("ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}),ST_MinY(NEW.{c}), ST_MaxY(NEW.{c})");
        let full = |row: &str| format!("({row}.{c} NOTNULL AND NOT ST_IsEmpty({row}.{c}))");
        let (new_full, old_full) = (full("NEW"), full("OLD"));
        triggers.push(self.trigger("update5", &format!(
            "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {new_full} BEGIN DELETE FROM {r} WHERE id = OLD.{i}; \
             INSERT OR REPLACE INTO {r} VALUES (NEW.{i},{bounds}); END"
        )));
        triggers.push(self.trigger("update6", &format!(
            "AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_full} AND {old_full} BEGIN UPDATE {r} SET \
             minx = ST_MinX(NEW.{c}), maxx = ST_MaxX(NEW.{c}),miny = ST_MinY(NEW.{c}), maxy = ST_MaxY(NEW.{c}) WHERE id = NEW.{i};END"
        )));
        triggers.push(self.trigger("update7", &format!(
            "AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_full} AND (OLD.{c} ISNULL OR ST_IsEmpty(OLD.{c})) \
             BEGIN INSERT INTO {r} VALUES (NEW.{i},{bounds}); END"
        )));
        triggers
    }

    /// What both sets have in common.
    fn shared_triggers(&self) -> Vec<(String, String)> {
        let (t, i, c, r) = self.quoted_parts();
        let bounds = format!("ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}),ST_MinY(NEW.{c}), ST_MaxY(NEW.{c})");
        let new_empty = format!("(NEW.{c} ISNULL OR ST_IsEmpty(NEW.{c}))");
        vec![
            self.trigger("insert", &format!(
                "AFTER INSERT ON {t} WHEN (new.{c} NOT NULL AND NOT ST_IsEmpty(NEW.{c})) BEGIN \
                 INSERT OR REPLACE INTO {r} VALUES (NEW.{i},{bounds}); END"
            )),
            self.trigger("update2", &format!(
                "AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_empty} BEGIN DELETE FROM {r} WHERE id = OLD.{i}; END"
            )),
            self.trigger("update4", &format!(
                "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {new_empty} BEGIN DELETE FROM {r} WHERE id IN (OLD.{i}, NEW.{i}); END"
            )),
            self.trigger("delete", &format!(
                "AFTER DELETE ON {t} WHEN old.{c} NOT NULL BEGIN DELETE FROM {r} WHERE id = OLD.{i}; END"
            )),
        ]
    }

    /// What GeoPackage 1.2 and 1.3 have beyond the shared ones; 1.4 replaced them.
    pub(super) fn former_triggers(&self) -> Vec<(String, String)> {
        let (t, i, c, r) = self.quoted_parts();
        let bounds = format!("ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}),ST_MinY(NEW.{c}), ST_MaxY(NEW.{c})");
        let new_full = format!("(NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))");
        vec![
            self.trigger("update1", &format!(
                "AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_full} BEGIN INSERT OR REPLACE INTO {r} VALUES (NEW.{i},{bounds}); END"
            )),
            self.trigger("update3", &format!(
                "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {new_full} BEGIN DELETE FROM {r} WHERE id = OLD.{i}; \
                 INSERT OR REPLACE INTO {r} VALUES (NEW.{i},{bounds}); END"
            )),
        ]
    }

    fn trigger(&self, suffix: &str, body: &str) -> (String, String) {
        let name = format!("{}_{suffix}", self.index());
        let sql = format!("CREATE TRIGGER {} {body}", quoted(&name));
        (name, sql)
    }

    /// Table, id column, geometry column and index, quoted.
    fn quoted_parts(&self) -> (String, String, String, String) {
        (quoted(&self.table), quoted(&self.id_column), quoted(&self.geometry_column), quoted(&self.index()))
    }
}

/// GDAL's two triggers that keep the number of a table's rows.
pub(super) fn count_triggers(table: &str) -> [(String, String); 2] {
    [("insert", "INSERT", '+'), ("delete", "DELETE", '-')].map(|(verb, event, sign)| {
        let name = format!("trigger_{verb}_feature_count_{table}");
        let sql = format!(
            "CREATE TRIGGER {} AFTER {event} ON {} BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count {sign} 1 \
             WHERE lower(table_name) = lower({}); END",
            quoted(&name),
            quoted(table),
            quoted_text(table),
        );
        (name, sql)
    })
}

/// Keeps the triggers whose text is known, makes those anew whose name is known, and refuses the file because of any
/// other. Writes nothing when there is nothing to do.
pub(super) fn make_safe(connection: &Connection, own: &[OwnTrigger<'_>]) -> Result<(), GpkgError> {
    let present = present_triggers(connection)?;
    if present.is_empty() {
        return Ok(());
    }
    let known = known_triggers(connection, own)?;
    let mut foreign = Vec::new();
    let mut changed = Vec::new();
    for (name, sql) in &present {
        match known.get(name) {
            Some(ours) if ours == sql => {}
            Some(ours) => changed.push((name, ours)),
            None if is_tile_matrix_check(name, sql) => {}
            None => foreign.push(name.clone()),
        }
    }
    if !foreign.is_empty() {
        return Err(GpkgError::ForeignTriggers { names: foreign });
    }
    if changed.is_empty() {
        return Ok(());
    }
    let transaction = connection.sql().unchecked_transaction()?;
    for (name, ours) in changed {
        transaction.execute_batch(&format!("DROP TRIGGER {}", quoted(name)))?;
        transaction.execute_batch(ours)?;
    }
    Ok(transaction.commit()?)
}

fn present_triggers(connection: &Connection) -> Result<BTreeMap<String, String>, GpkgError> {
    let mut statement = connection.sql().prepare("SELECT name, ifnull(sql, '') FROM sqlite_schema WHERE type = 'trigger'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The text that each known trigger must have, by name.
fn known_triggers(connection: &Connection, own: &[OwnTrigger<'_>]) -> Result<BTreeMap<String, String>, GpkgError> {
    let mut known = BTreeMap::new();
    for table in layers::content_tables(connection)? {
        known.extend(count_triggers(&table));
    }
    for index in layers::spatial_indexes(connection)? {
        // A file holds the former set or the current one; their names differ, so both may be known at once.
        known.extend(index.current_triggers());
        known.extend(index.former_triggers());
    }
    known.extend(own.iter().map(|trigger| (trigger.name.to_owned(), trigger.sql.to_owned())));
    Ok(known)
}

/// GDAL adds ten checks to the table of tile matrices; none of them can do more than refuse a row.
fn is_tile_matrix_check(name: &str, sql: &str) -> bool {
    tile_matrix_checks().iter().any(|(known_name, known_sql)| known_name == name && known_sql == sql)
}

fn tile_matrix_checks() -> Vec<(String, String)> {
    let columns = [
        ("zoom_level", "cannot be less than 0", "(NEW.zoom_level < 0)", "of"),
        ("matrix_width", "cannot be less than 1", "(NEW.matrix_width < 1)", "OF"),
        ("matrix_height", "cannot be less than 1", "(NEW.matrix_height < 1)", "OF"),
        ("pixel_x_size", "must be greater than 0", "NOT (NEW.pixel_x_size > 0)", "OF"),
        ("pixel_y_size", "must be greater than 0", "NOT (NEW.pixel_y_size > 0)", "OF"),
    ];
    let mut checks = Vec::new();
    for (column, rule, condition, of) in columns {
        for (event, clause) in [("insert", "INSERT".to_owned()), ("update", format!("UPDATE {of} {column}"))] {
            let name = format!("gpkg_tile_matrix_{column}_{event}");
            let sql = format!(
                "CREATE TRIGGER '{name}' BEFORE {clause} ON 'gpkg_tile_matrix' FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{event} on table \
                 ''gpkg_tile_matrix'' violates constraint: {column} {rule}') WHERE {condition}; END"
            );
            checks.push((name, sql));
        }
    }
    checks
}
