//! Capacitated p-median files: places with capacity and demand.

use super::{FileError, Words};

/// A capacitated p-median file.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacitatedFile {
    /// How many sites are asked for.
    pub sites: usize,
    /// Places; every place is demand and candidate.
    pub places: Vec<[f64; 2]>,
    /// What a site at each place can serve.
    pub capacities: Vec<f64>,
    /// What each place needs.
    pub weights: Vec<f64>,
}

/// Reads `n p` and then `n` lines `x y capacity demand`.
///
/// # Errors
/// [`FileError`].
pub fn read_capacitated(text: &str) -> Result<CapacitatedFile, FileError> {
    let mut words = Words::new(text);
    let n = words.places()?;
    let mut file = CapacitatedFile { sites: words.number("number of sites")?, places: Vec::with_capacity(n), capacities: Vec::with_capacity(n), weights: Vec::with_capacity(n) };
    for _ in 0..n {
        file.places.push([words.number("place")?, words.number("place")?]);
        file.capacities.push(words.number("capacity")?);
        file.weights.push(words.number("demand")?);
    }
    Ok(file)
}
