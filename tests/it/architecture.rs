//! The rooms of the house and who may enter which: the table of the crate documentation, held against every `use`.

use crate::source::{Code, files_below, line_of, text_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rooms in dependency order with the rooms each may use. A room that is not built yet has its row already.
const ROOMS: [(&str, &[&str]); 22] = [
    ("base", &[]),
    ("platform", &["base"]),
    ("geodesy", &["base"]),
    ("model", &["base", "geodesy"]),
    ("partition", &["base", "geodesy"]),
    ("roads", &["base", "geodesy"]),
    ("metrics", &["base", "geodesy", "model", "partition"]),
    ("zoning", &["base", "geodesy", "model", "partition", "roads", "metrics"]),
    ("siting", &["base", "geodesy", "model", "partition", "roads", "metrics", "zoning"]),
    ("channel", &["base", "geodesy", "model", "partition", "roads", "metrics", "siting"]),
    ("edit", &["base", "geodesy", "model", "partition", "roads", "metrics"]),
    ("carto", &["base", "geodesy", "model", "partition", "roads", "metrics"]),
    ("gpkg", &["base", "platform", "geodesy"]),
    ("io", &["base", "platform", "geodesy", "model", "partition", "roads", "metrics", "channel", "gpkg"]),
    ("store", &["base", "platform", "geodesy", "model", "partition", "roads", "metrics", "channel", "edit", "gpkg"]),
    ("samples", &["base", "geodesy", "model", "partition"]),
    ("jobs", ALL_BUT_SCREENS),
    ("i18n", ALL_BUT_SCREENS),
    ("map", &["base", "geodesy", "model", "partition", "roads", "metrics", "edit", "carto", "gpkg", "i18n"]),
    ("ui", &["base", "geodesy", "model", "metrics", "channel", "edit", "carto", "i18n", "map"]),
    ("app", ALL_BUT_CLI),
    ("cli", ALL_BUT_SCREENS),
];

/// Every room that needs neither a screen nor the command line.
const ALL_BUT_SCREENS: &[&str] = &[
    "base", "platform", "geodesy", "model", "partition", "roads", "metrics", "zoning", "siting", "channel", "edit", "carto", "gpkg", "io", "store", "samples",
    "jobs", "i18n",
];

/// Every room but the command line.
const ALL_BUT_CLI: &[&str] = &[
    "base", "platform", "geodesy", "model", "partition", "roads", "metrics", "zoning", "siting", "channel", "edit", "carto", "gpkg", "io", "store", "samples",
    "jobs", "i18n", "map", "ui",
];

/// Words of outside crates and of the language that belong to some rooms only.
const OWNED: [(&str, &[&str]); 16] = [
    ("rusqlite", &["gpkg", "store"]),
    ("egui", &["map", "ui", "app"]),
    ("eframe", &["map", "ui", "app"]),
    ("clap", &["cli"]),
    ("ctrlc", &["cli"]),
    ("fluent_templates", &["i18n"]),
    ("rand", &["zoning", "siting"]),
    ("rayon", &["partition", "roads", "metrics", "zoning", "siting", "edit", "gpkg", "io", "store", "jobs", "cli"]),
    // A pause (`thread::sleep`) starts no thread and is not meant.
    ("thread::spawn", &["jobs"]),
    ("thread::scope", &["jobs"]),
    ("thread::Builder", &["jobs"]),
    ("SystemTime", &["cli", "store", "jobs"]),
    ("Timestamp::now", &["cli", "store", "jobs"]),
    ("Zoned::now", &["cli", "store", "jobs"]),
    ("unsafe", &["platform"]),
    ("extern", &["platform"]),
];

/// Names of modules that are no concepts.
const NO_HOMES: [&str; 6] = ["utils", "util", "common", "helpers", "helper", "misc"];

/// Most lines of a file, and the tables and generated files that may be longer.
const MOST_LINES: usize = 900;
const LONG_FILES: [&str; 0] = [];

/// One source file of a room.
struct Source {
    file: String,
    room: String,
    code: Code,
}

/// Every source file that is no test.
fn sources() -> Vec<Source> {
    let mut sources: Vec<Source> = files_below("src")
        .into_iter()
        .filter(|file| is_rust(file))
        .filter_map(|file| {
            let mut parts = file.split('/').skip(1);
            let room = parts.next().filter(|room| !room.contains('.'))?.to_owned();
            let is_test = parts.any(|part| part.starts_with("tests"));
            (!is_test).then(|| Source { code: Code::new(&text_of(&file)), room, file })
        })
        .collect();
    let test_places: BTreeSet<String> = sources.iter().flat_map(|source| source.code.test_modules.iter().map(|name| module_place(&source.file, name))).collect();
    sources.retain(|source| !test_places.iter().any(|place| source.file == format!("{place}.rs") || source.file.starts_with(&format!("{place}/"))));
    sources
}

/// Where a module that a file declares lies, without ending.
fn module_place(file: &str, module: &str) -> String {
    let folder = file.strip_suffix("/mod.rs").or_else(|| file.strip_suffix(".rs")).unwrap_or(file);
    format!("{folder}/{module}")
}

fn is_rust(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|ending| ending == "rs")
}

fn may_use() -> BTreeMap<&'static str, &'static [&'static str]> {
    ROOMS.into_iter().collect()
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where a word stands by itself, not as part of a longer one.
fn places_of(text: &str, word: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let stands_alone = |at: usize| {
        let before = at.checked_sub(1).is_none_or(|before| !is_word_byte(bytes[before]));
        before && bytes.get(at + word.len()).is_none_or(|after| !is_word_byte(*after))
    };
    text.match_indices(word).map(|(at, _)| at).filter(|at| stands_alone(*at)).collect()
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    &text[..text.bytes().take_while(|byte| is_word_byte(*byte)).count()]
}

/// The first name of every path that begins at the crate's root: `crate::room::…` and `crate::{room::…, room}`.
fn rooms_used(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for at in places_of(text, "crate") {
        // `pub(crate)` and `$crate` are no paths of ours.
        let Some(rest) = text[at + "crate".len()..].trim_start().strip_prefix("::") else { continue };
        match rest.trim_start().strip_prefix('{') {
            None => used.push((at, first_word(rest).to_owned())),
            Some(group) => used.extend(names_of_group(group).into_iter().map(|name| (at, name))),
        }
    }
    used
}

/// The first name of every path of a group whose opening brace has been read.
fn names_of_group(group: &str) -> Vec<String> {
    let mut names = vec![first_word(group).to_owned()];
    let mut depth = 1;
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => break,
            b'}' => depth -= 1,
            b',' if depth == 1 => names.push(first_word(&group[at + 1..]).to_owned()),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Paths that climb out of their room by `super`, as many steps as it takes from this file.
fn climbs_out(source: &Source) -> Vec<usize> {
    let depth = source.file.trim_start_matches("src/").trim_end_matches("/mod.rs").split('/').count();
    let climb = vec!["super"; depth].join("::");
    // A visibility (`pub(super)`) is no path.
    places_of(&source.code.text, &climb).into_iter().filter(|at| source.code.text[at + climb.len()..].starts_with("::")).collect()
}

/// Fails with one line for each fault.
fn expect_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_folder_is_a_room_of_the_table() {
    let known = may_use();
    let sources = sources();
    let rooms: BTreeSet<&str> = sources.iter().map(|source| source.room.as_str()).collect();
    assert!(rooms.len() >= 15, "the sources are found: {rooms:?}");
    expect_none(&rooms.into_iter().filter(|room| !known.contains_key(room)).map(|room| format!("src/{room} is no room of the table")).collect::<Vec<_>>());
}

#[test]
fn the_table_is_in_dependency_order() {
    for (at, (room, uses)) in ROOMS.iter().enumerate() {
        // `jobs` alone may name a room below it: work that takes long reports in the person's words.
        for used in *uses {
            let place = ROOMS.iter().position(|(name, _)| name == used);
            let is_above = place.is_some_and(|place| place < at) || (*room == "jobs" && *used == "i18n");
            assert!(is_above || used == room, "{room} may use {used}, which does not stand above it");
        }
    }
}

#[test]
fn rooms_use_only_what_they_may() {
    let known = may_use();
    let mut faults = Vec::new();
    for source in sources() {
        let allowed = known.get(source.room.as_str()).copied().unwrap_or_default();
        for (at, used) in rooms_used(&source.code.text) {
            if used != source.room && !allowed.contains(&used.as_str()) {
                faults.push(format!("{}:{}: {} may not use crate::{used}", source.file, line_of(&source.code.text, at), source.room));
            }
        }
        for at in climbs_out(&source) {
            faults.push(format!("{}:{}: leaves its room by `super`", source.file, line_of(&source.code.text, at)));
        }
    }
    expect_none(&faults);
}

#[test]
fn outside_crates_threads_clock_and_unsafe_have_their_owners() {
    let mut faults = Vec::new();
    for source in sources() {
        for (word, owners) in OWNED.iter().filter(|(_, owners)| !owners.contains(&source.room.as_str())) {
            for at in places_of(&source.code.text, word) {
                faults.push(format!("{}:{}: `{word}` belongs to {}", source.file, line_of(&source.code.text, at), owners.join(", ")));
            }
        }
    }
    expect_none(&faults);
}

#[test]
fn files_are_of_a_readable_length() {
    let too_long = |file: &String| is_rust(file) && !file.contains("/tests") && !LONG_FILES.contains(&file.as_str());
    let faults: Vec<String> = ["src", "benches"]
        .into_iter()
        .flat_map(files_below)
        .filter(too_long)
        .map(|file| (text_of(&file).lines().count(), file))
        .filter(|(n_lines, _)| *n_lines > MOST_LINES)
        .map(|(n_lines, file)| format!("{file}: {n_lines} lines of {MOST_LINES}"))
        .collect();
    expect_none(&faults);
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimple", "mented!(")];
    let mut faults = Vec::new();
    for file in ["src", "tests", "benches"].into_iter().flat_map(files_below).filter(|file| is_rust(file)) {
        let text = text_of(&file);
        for mark in marks {
            faults.extend(text.match_indices(mark).map(|(at, _)| format!("{file}:{}: {mark}", line_of(&text, at))));
        }
    }
    expect_none(&faults);
}

#[test]
fn every_module_is_a_concept() {
    let mut faults = Vec::new();
    for file in ["src", "tests", "benches"].into_iter().flat_map(files_below) {
        if file.split(['/', '.']).any(|part| NO_HOMES.contains(&part)) {
            faults.push(format!("{file}: a thing without a home is a missing concept"));
        }
        if is_rust(&file) {
            let code = Code::new(&text_of(&file));
            let declared = places_of(&code.text, "mod").into_iter().map(|at| (at, first_word(&code.text[at + "mod".len()..])));
            faults.extend(declared.filter(|(_, name)| NO_HOMES.contains(name)).map(|(at, name)| format!("{file}:{}: mod {name}", line_of(&code.text, at))));
        }
    }
    expect_none(&faults);
}

#[test]
fn no_file_names_a_folder_of_the_machine_it_was_written_on() {
    let mark = concat!("/wo", "rk/");
    let places = ["src", "tests", "benches", "assets", ".ci", "Cargo.toml", "clippy.toml", "README.md", "CHANGELOG.md", "LICENSE", "LICENSE-MIT", "LICENSE-APACHE", ".gitignore"];
    let mut faults = Vec::new();
    for file in places.into_iter().flat_map(files_below) {
        let text = text_of(&file);
        faults.extend(text.match_indices(mark).map(|(at, _)| format!("{file}:{}: {mark}", line_of(&text, at))));
    }
    expect_none(&faults);
}

/// The rows of the table under a heading of the crate documentation, as cells.
fn documented_rows(heading: &str) -> Vec<Vec<String>> {
    let documentation = text_of("src/lib.rs");
    let lines = documentation.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim);
    lines
        .skip_while(|line| !line.starts_with('#') || !line.ends_with(heading))
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The words in backticks.
fn quoted_words(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_documentation_has_the_same_rooms() {
    let documented: Vec<(String, Vec<String>)> = documented_rows("Rooms")
        .iter()
        .map(|row| (quoted_words(&row[0]).concat(), quoted_words(&row[2]).into_iter().map(str::to_owned).collect()))
        .collect();
    let held: Vec<(String, Vec<String>)> = ROOMS.iter().map(|(room, uses)| ((*room).to_owned(), documented_uses(uses))).collect();
    assert_eq!(documented, held, "the table of src/lib.rs and the one held here");
}

/// The rooms as the documentation lists them: "everything" has words, not a list.
fn documented_uses(uses: &[&str]) -> Vec<String> {
    if uses == ALL_BUT_SCREENS || uses == ALL_BUT_CLI { Vec::new() } else { uses.iter().map(|room| (*room).to_owned()).collect() }
}

#[test]
fn every_invariant_names_tests_that_there_are() {
    let rows = documented_rows("Invariants");
    let ids: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(ids, ["P1", "P2", "P3", "P4", "M1", "M2", "M3", "E1", "E2", "E3", "X1", "S1", "S2", "S3", "O1", "O2", "U1", "U2", "I1"]);
    let all: String = ["src", "tests"].into_iter().flat_map(files_below).filter(|file| is_rust(file)).map(|file| text_of(&file)).collect();
    let mut faults = Vec::new();
    for row in &rows {
        let names = quoted_words(row.last().unwrap());
        faults.extend(names.into_iter().filter(|name| !all.contains(&format!("fn {name}("))).map(|name| format!("{}: no test {name}", row[0])));
    }
    expect_none(&faults);
}

#[test]
fn paths_from_the_root_are_found_in_every_form() {
    let text = "use crate::base::Id;\nuse crate::{edit::{a, b}, geodesy, io::x};\npub(crate) fn f() -> crate::model::Y {}";
    let names: Vec<String> = rooms_used(text).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["base", "edit", "geodesy", "io", "model"]);
}
