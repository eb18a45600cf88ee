//! The committed sample projects are what the command makes of its own seed today, byte for byte.

use super::process::gridwright;
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// A clone of the repository must stay light.
const MOST_BYTES: usize = 8_000_000;

fn check(name: &str) {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-projects").join(format!("{name}.gpkg"));
    let expected = std::fs::read(&committed).unwrap_or_else(|err| panic!("{}: {err}", committed.display()));
    assert!(expected.len() < MOST_BYTES, "{name}: {} bytes", expected.len());
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("made.gpkg");
    let output = gridwright(folder.path(), &["sample", name, made.to_str().expect("a plain path")]).output().expect("a process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(Sha256::digest(std::fs::read(&made).expect("a file")), Sha256::digest(&expected), "{name}: make sample-projects/{name}.gpkg anew, or find out what changed");
}

#[test]
fn xinxiang_is_what_the_seed_makes() {
    check("xinxiang");
}

#[test]
fn lujiazui_is_what_the_seed_makes() {
    check("lujiazui");
}
