//! Tests over whole files: mapping, damage, and real files where they are at hand.

mod mutants;
mod real_files;
mod rows;
mod speed;

use super::encoding::Declared;
use super::{SourceTable, csv};

fn csv_table(text: &str) -> SourceTable {
    csv::read(text.as_bytes().to_vec(), &Declared::default()).unwrap()
}
