//! Project files that were damaged or made to do harm: never a panic, never long, never much memory (R8).

use super::project::{Dice, create};
use gridwright::base::{CellId, PlaneId, ScenarioId};
use gridwright::edit::{Command, Label};
use gridwright::jobs::Session;
use gridwright::platform::peak_memory_bytes;
use gridwright::store::OpenMode;
use rusqlite::config::DbConfig;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const MUTANTS: u64 = 5_000;
const PAGE: usize = 4096;

/// A small valid project with a journal, two scenarios and an undone step.
fn valid(folder: &Path) -> PathBuf {
    let path = folder.join("valid.gpkg");
    create(&path, 4, 60);
    let mut session = Session::open(&path, OpenMode::Write).expect("a project");
    let mut run = |command: Command| {
        session.run(&command, Label::new("t")).expect("a step");
    };
    run(Command::Merge(vec![CellId(1), CellId(2)]));
    run(Command::Branch("方案B".to_owned(), ScenarioId(1)));
    run(Command::Assign(PlaneId(0), vec![CellId(7), CellId(8)], None));
    run(Command::Assign(PlaneId(0), vec![CellId(9)], None));
    session.undo(1).expect("a step");
    path
}

fn number(dice: &mut Dice) -> String {
    const NUMBERS: [&str; 14] =
        ["-1", "0", "1", "2", "5", "17", "255", "249999", "3999999", "4294967295", "4294967296", "9223372036854775807", "-9223372036854775808", "1e300"];
    NUMBERS[dice.roll(NUMBERS.len() as u64) as usize].to_owned()
}

fn value(dice: &mut Dice) -> String {
    match dice.roll(9) {
        0 => "NULL".to_owned(),
        1 => "'x'".to_owned(),
        2 => format!("randomblob({})", dice.roll(200)),
        3 => "''".to_owned(),
        4 => format!("zeroblob({})", dice.roll(100_000)),
        _ => number(dice),
    }
}

fn json(dice: &mut Dice) -> String {
    const TEXTS: [&str; 12] = ["", "{", "[]", "{}", "null", "-1", "1e99", "\"x\"", "[[[[[[[[", "[{}]", "{\"nodes\":3999999,\"arcs\":3999999,\"cells\":3999999,\"grids\":249999,\"outlets\":3999999,\"scenarios\":3999999}", "4294967295"];
    TEXTS[dice.roll(TEXTS.len() as u64) as usize].to_owned()
}

/// One change by SQL. The texts are ours; what they do is what a person with bad intent would do.
fn statement(dice: &mut Dice) -> String {
    let columns: [(&str, &[&str]); 9] = [
        ("gw_arcs", &["layer", "id", "from_node", "to_node", "left_cell", "right_cell", "is_locked", "points"]),
        ("gw_cells", &["layer", "id", "code", "name", "origin", "is_estimated"]),
        ("gw_grids", &["layer", "id", "value"]),
        ("gw_assign", &["layer", "plane", "cell", "grid"]),
        ("gw_layers", &["id", "parent"]),
        ("gw_journal", &["seq", "at", "label", "is_undone", "changes"]),
        ("gw_scenarios", &["id", "layer", "value", "is_present"]),
        ("outlets", &["fid", "geom", "code", "kind", "class", "status", "contract_end", "is_synthetic", "attributes"]),
        ("demand", &["fid", "geom", "code", "users", "batch"]),
    ];
    let (table, names) = columns[dice.roll(columns.len() as u64) as usize];
    let name = names[dice.roll(names.len() as u64) as usize];
    let which = ["WHERE true", "ORDER BY random() LIMIT 1"][dice.roll(2) as usize];
    let key = if table.starts_with("gw_a") || table == "gw_cells" || table == "gw_grids" { names[..3.min(names.len())].join(", ") } else { "rowid".to_owned() };
    match dice.roll(16) {
        0..=6 => format!("UPDATE OR IGNORE {table} SET {name} = {} WHERE ({key}) IN (SELECT {key} FROM {table} {which})", value(dice)),
        7 => format!("DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} {which})"),
        8 => {
            let keys = ["measures", "indicators", "rules", "active", "next_ids", "next_seq", "name", "key"];
            format!("UPDATE gw_settings SET value = '{}' WHERE key = '{}'", json(dice), keys[dice.roll(keys.len() as u64) as usize])
        }
        9 => {
            let parts = ["\"level\":1", "\"plane\":0", "\"parent\":0", "\"code\":\"G1\""];
            let part = parts[dice.roll(4) as usize];
            let field = part.split(':').next().unwrap_or_default();
            format!("UPDATE gw_grids SET value = replace(value, '{part}', '{field}:{}')", number(dice))
        }
        10 => format!("UPDATE gw_journal SET changes = substr(changes, 1, {}) || randomblob({})", dice.roll(60), dice.roll(60)),
        11 => format!("UPDATE gw_arcs SET points = substr(points, 1, {}) || randomblob({})", dice.roll(20), dice.roll(20)),
        12 => "UPDATE gw_layers SET parent = (SELECT max(id) FROM gw_layers)".to_owned(),
        13 => format!("DROP TABLE {}", ["gw_planes", "gw_ignored", "gw_format", "gw_batches", "outlets", "rtree_demand_geom", "gpkg_geometry_columns", "gw_changes"][dice.roll(8) as usize]),
        14 => {
            const LOOP: &str = "AS WITH RECURSIVE n (fid, layer, kind, name, geom) AS (SELECT 1, '', '', '', NULL UNION ALL SELECT fid + 1, '', '', '', NULL FROM n) SELECT * FROM n";
            [
                format!("DROP TABLE reference; CREATE VIEW reference {LOOP}"),
                format!("CREATE VIEW looping {LOOP}"),
                "CREATE TRIGGER evil AFTER INSERT ON gw_journal BEGIN DELETE FROM gw_arcs; END".to_owned(),
                "ALTER TABLE demand ADD COLUMN z AS (randomblob(100000000))".to_owned(),
                "ALTER TABLE demand RENAME COLUMN users TO gone".to_owned(),
                "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO gw_layers SELECT i, i - 1 FROM n".to_owned(),
                "UPDATE gpkg_contents SET table_name = 'nothing' WHERE table_name = 'demand'".to_owned(),
                "UPDATE gpkg_geometry_columns SET column_name = 'code'".to_owned(),
            ][dice.roll(8) as usize]
            .clone()
        }
        _ => format!("UPDATE OR IGNORE gw_planes SET id = {}, value = replace(value, '区县', '')", number(dice)),
    }
}

fn mutate_by_sql(path: &Path, dice: &mut Dice) {
    let connection = rusqlite::Connection::open(path).expect("a database");
    for (setting, is_on) in [(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false), (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)] {
        connection.set_db_config(setting, is_on).expect("a setting");
    }
    connection.pragma_update(None, "synchronous", "OFF").expect("a setting");
    connection.pragma_update(None, "journal_mode", "MEMORY").expect("a setting");
    for _ in 0..=dice.roll(2) {
        // A statement that the schema refuses leaves the file a little less broken.
        drop(connection.execute_batch(&statement(dice)));
    }
}

fn mutate_bytes(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let pages = (bytes.len() / PAGE) as u64;
    let place = |dice: &mut Dice, length: usize| dice.roll(length as u64) as usize;
    match dice.roll(6) {
        0 => bytes.truncate(place(dice, bytes.len())),
        1 => {
            let (a, b) = (dice.roll(pages) as usize * PAGE, dice.roll(pages) as usize * PAGE);
            let page = bytes[a..a + PAGE].to_vec();
            bytes.copy_within(b..b + PAGE, a);
            bytes[b..b + PAGE].copy_from_slice(&page);
        }
        2 => {
            let at = dice.roll(pages) as usize * PAGE;
            bytes[at..at + PAGE].fill(dice.roll(256) as u8);
        }
        3 => {
            // The heads of pages, where their structure stands.
            for _ in 0..=dice.roll(4) {
                let at = dice.roll(pages) as usize * PAGE + dice.roll(24) as usize;
                bytes[at] = dice.roll(256) as u8;
            }
        }
        4 => {
            let at = place(dice, 100);
            bytes[at] = dice.roll(256) as u8;
        }
        _ => {
            for _ in 0..=dice.roll(30) {
                let at = place(dice, bytes.len());
                bytes[at] ^= 1 << dice.roll(8);
            }
        }
    }
}

/// Opens, and where that succeeds edits, goes back and forth; says how it ended.
fn meet(path: &Path, mode: OpenMode) -> String {
    let mut session = match Session::open(path, mode) {
        Ok(session) => session,
        Err(err) => return format!("{err:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
    };
    if mode == OpenMode::Write {
        drop(session.redo(1));
        drop(session.undo(2));
        let cell = session.document().plan().partition.cells().last();
        if let Some(cell) = cell {
            drop(session.run(&Command::Assign(PlaneId(0), vec![cell], None), Label::new("t")));
        }
    }
    "opened".to_owned()
}

#[test]
fn no_file_makes_us_panic_wait_or_take_all_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = valid(folder.path());
    let bytes = std::fs::read(&path).expect("a file");
    let results: Vec<(BTreeMap<String, usize>, Vec<String>, Duration)> = std::thread::scope(|scope| {
        let work = |part: u64| {
            let (folder, bytes) = (folder.path(), &bytes);
            move || {
                let path = folder.join(format!("mutant-{part}.gpkg"));
                let (mut ends, mut faults, mut longest) = (BTreeMap::new(), Vec::new(), Duration::ZERO);
                for number in (part..MUTANTS).step_by(2) {
                    let mut dice = Dice(number);
                    let mut mutant = bytes.clone();
                    let by_sql = number % 5 >= 2;
                    let mut is_readable = false;
                    if !by_sql {
                        mutate_bytes(&mut mutant, &mut dice);
                    }
                    std::fs::write(&path, &mutant).expect("a mutant");
                    if by_sql {
                        mutate_by_sql(&path, &mut dice);
                    }
                    for mode in [OpenMode::Read, OpenMode::Write] {
                        // Opening to write begins as opening to read does: of the files that this refuses, every fourth is
                        // enough.
                        if mode == OpenMode::Write && !is_readable && !number.is_multiple_of(4) {
                            continue;
                        }
                        let start = Instant::now();
                        let end = catch_unwind(AssertUnwindSafe(|| meet(&path, mode)));
                        longest = longest.max(start.elapsed());
                        match end {
                            Ok(end) => {
                                is_readable |= end == "opened";
                                *ends.entry(end).or_default() += 1;
                            }
                            Err(_) => faults.push(format!("{number} {mode:?}")),
                        }
                    }
                    drop(std::fs::remove_file(folder.join(format!("mutant-{part}.gpkg-journal"))));
                }
                (ends, faults, longest)
            }
        };
        let threads = [scope.spawn(work(0)), scope.spawn(work(1))];
        threads.map(|thread| thread.join().expect("a thread that catches panics")).into_iter().collect()
    });
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for (ends, faults, longest) in &results {
        for (end, count) in ends {
            *all.entry(end.clone()).or_default() += count;
        }
        assert!(faults.is_empty(), "panics: {faults:?}");
        assert!(*longest < Duration::from_secs(5), "{longest:?}");
    }
    let peak = peak_memory_bytes().unwrap_or(0);
    println!("{all:?}, longest {:?}, peak {} MB", results.iter().map(|result| result.2).max(), peak >> 20);
    assert!(all["opened"] > 500 && all["opened"] < 8_000, "some are harmless and many are not: {all:?}");
    assert!(peak < 512 << 20, "{} MB", peak >> 20);
}
