//! Triggers: the known ones run, the unknown ones never.

use super::*;
use crate::gpkg::triggers::{IndexNames, count_triggers};

fn with_trigger(folder: &TempDir, sql: &str) -> PathBuf {
    let path = sample(folder);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch(sql).unwrap();
    path
}

fn triggers(path: &Path) -> Vec<(String, String)> {
    let raw = rusqlite::Connection::open(path).unwrap();
    let mut statement = raw.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_foreign_trigger_is_refused_for_writing_and_silent_for_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = with_trigger(&folder, "CREATE TRIGGER evil AFTER DELETE ON demand BEGIN DELETE FROM cells; END; CREATE TRIGGER worse AFTER INSERT ON cells BEGIN SELECT 1; END");
    let before = std::fs::read(&path).unwrap();
    match open_for_writing(&path, &[]) {
        Err(GpkgError::ForeignTriggers { names }) => assert_eq!(names, ["evil", "worse"]),
        other => panic!("{other:?}"),
    }
    assert!(open_read_only(&path).is_ok());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_trigger_under_a_known_name_is_replaced_by_the_known_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let expected = triggers(&path);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("DROP TRIGGER rtree_demand_geom_insert; CREATE TRIGGER rtree_demand_geom_insert AFTER DELETE ON demand BEGIN DELETE FROM cells; END").unwrap();
    drop(raw);
    assert_ne!(triggers(&path), expected);
    let connection = open_for_writing(&path, &[]).unwrap();
    connection.sql().execute("DELETE FROM demand WHERE fid = 1", []).unwrap();
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM cells"), 60);
    assert_eq!(triggers(&path), expected);
}

#[test]
fn triggers_of_the_caller_run() {
    let folder = tempfile::tempdir().unwrap();
    let sql = "CREATE TRIGGER count_changes AFTER UPDATE ON cells BEGIN UPDATE gpkg_contents SET description = 'changed' WHERE table_name = 'cells'; END";
    let path = with_trigger(&folder, sql);
    assert!(matches!(open_for_writing(&path, &[]), Err(GpkgError::ForeignTriggers { .. })));
    let connection = open_for_writing(&path, &[OwnTrigger { name: "count_changes", sql }]).unwrap();
    connection.sql().execute("UPDATE cells SET code = 'x' WHERE fid = 1", []).unwrap();
    assert_eq!(one::<String>(&connection, "SELECT description FROM gpkg_contents WHERE table_name = 'cells'"), "changed");
}

/// The texts that GDAL 3.12.4 wrote into files of version 1.3 and 1.4 for a table `pts` with `fid` and `geom`.
#[test]
fn the_texts_are_those_of_gdal() {
    let index = IndexNames { table: "pts".to_owned(), geometry_column: "geom".to_owned(), id_column: "fid".to_owned() };
    let gdal = [
        r#"CREATE TRIGGER "rtree_pts_geom_delete" AFTER DELETE ON "pts" WHEN old."geom" NOT NULL BEGIN DELETE FROM "rtree_pts_geom" WHERE id = OLD."fid"; END"#,
        r#"CREATE TRIGGER "rtree_pts_geom_insert" AFTER INSERT ON "pts" WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN INSERT OR REPLACE INTO "rtree_pts_geom" VALUES (NEW."fid",ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END"#,
        r#"CREATE TRIGGER "rtree_pts_geom_update2" AFTER UPDATE OF "geom" ON "pts" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_pts_geom" WHERE id = OLD."fid"; END"#,
        r#"CREATE TRIGGER "rtree_pts_geom_update4" AFTER UPDATE ON "pts" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_pts_geom" WHERE id IN (OLD."fid", NEW."fid"); END"#,
        r#"CREATE TRIGGER "rtree_pts_geom_update5" AFTER UPDATE ON "pts" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_pts_geom" WHERE id = OLD."fid"; INSERT OR REPLACE INTO "rtree_pts_geom" VALUES (NEW."fid",ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END"#,
        r#"CREATE TRIGGER "rtree_pts_geom_update6" AFTER UPDATE OF "geom" ON "pts" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) AND (OLD."geom" NOTNULL AND NOT ST_IsEmpty(OLD."geom")) BEGIN UPDATE "rtree_pts_geom" SET minx = ST_MinX(NEW."geom"), maxx = ST_MaxX(NEW."geom"),miny = ST_MinY(NEW."geom"), maxy = ST_MaxY(NEW."geom") WHERE id = NEW."fid";END"#,
        r#"CREATE TRIGGER "rtree_pts_geom_update7" AFTER UPDATE OF "geom" ON "pts" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) AND (OLD."geom" ISNULL OR ST_IsEmpty(OLD."geom")) BEGIN INSERT INTO "rtree_pts_geom" VALUES (NEW."fid",ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END"#,
    ];
    let mut ours: Vec<String> = index.current_triggers().into_iter().map(|(_, sql)| sql).collect();
    ours.sort();
    assert_eq!(ours, gdal);
    let former: Vec<String> = index.former_triggers().into_iter().map(|(_, sql)| sql).collect();
    assert_eq!(
        former,
        [
            r#"CREATE TRIGGER "rtree_pts_geom_update1" AFTER UPDATE OF "geom" ON "pts" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN INSERT OR REPLACE INTO "rtree_pts_geom" VALUES (NEW."fid",ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END"#,
            r#"CREATE TRIGGER "rtree_pts_geom_update3" AFTER UPDATE ON "pts" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_pts_geom" WHERE id = OLD."fid"; INSERT OR REPLACE INTO "rtree_pts_geom" VALUES (NEW."fid",ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END"#,
        ]
    );
    let counts = count_triggers("pts").map(|(_, sql)| sql);
    assert_eq!(
        counts,
        [
            r#"CREATE TRIGGER "trigger_insert_feature_count_pts" AFTER INSERT ON "pts" BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('pts'); END"#,
            r#"CREATE TRIGGER "trigger_delete_feature_count_pts" AFTER DELETE ON "pts" BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('pts'); END"#,
        ]
    );
}

#[test]
fn layers_tell_what_a_file_holds() {
    let folder = tempfile::tempdir().unwrap();
    let layers = open_read_only(&sample(&folder)).unwrap().layers().unwrap();
    let names: Vec<&str> = layers.iter().map(|layer| layer.table.as_str()).collect();
    assert_eq!(names, ["cells", "demand", "layer_styles"]);
    assert_eq!(layers[0].kind, LayerKind::Features { geometry_column: "geom".to_owned(), geometry_type: "POLYGON".to_owned() });
    assert_eq!(layers[1].columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), DEMAND_COLUMNS.map(|column| column.name));
    assert_eq!(layers[1].srs_authority, Some(("EPSG".to_owned(), 4326)));
    assert_eq!(layers[1].identifier, "需求点");
    assert_eq!((layers[2].kind.clone(), layers[2].id_column.as_deref()), (LayerKind::Attributes, Some("id")));
}
