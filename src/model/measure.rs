//! Measures (指标量), indicators (比率指标) and targets.

use super::number::{NotANumber, scaled};
use serde::{Deserialize, Serialize};

/// A value of a measure: a whole number of 10^-scale units, so that sums are exact (X1).
pub type Amount = i64;

/// A named additive number on demand points (指标量), with unit and decimal scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Name as the user wrote it; the key in files, unique in a project.
    pub name: String,
    /// Unit for people: 户, 元, …
    pub unit: String,
    /// Decimal digits kept: the stored integer is the value times 10^scale.
    pub scale: u8,
    /// Whether balance of this measure is watched.
    pub is_balanced: bool,
    /// How far from its target a grid may be, as a share (0.05 = 5 %), where this measure is balanced.
    pub tolerance_ppm: u32,
    /// What a grid should have.
    pub target: Target,
    /// Whether the numbers are made up or spread from totals rather than counted.
    pub is_synthetic: bool,
}

impl Measure {
    /// A whole-number measure balanced equally within its level, 10 % tolerance.
    pub fn new(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            scale: 0,
            is_balanced: true,
            tolerance_ppm: 100_000,
            target: Target::EqualInLevel,
            is_synthetic: false,
        }
    }

    /// The number people read.
    pub fn value(&self, amount: Amount) -> f64 {
        amount as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// The stored integer of a number; `None` when it does not fit.
    pub fn amount(&self, value: f64) -> Option<Amount> {
        let scaled = (value * 10f64.powi(i32::from(self.scale))).round();
        (scaled.abs() < 9.0e18).then_some(scaled as Amount)
    }

    /// The stored integer of a number as somebody typed it, exact; nothing typed is 0.
    ///
    /// # Errors
    /// [`NotANumber`].
    pub fn read(&self, text: &str) -> Result<Amount, NotANumber> {
        scaled(text, self.scale).map(Option::unwrap_or_default)
    }

    /// The tolerance as a share.
    pub fn tolerance(&self) -> f64 {
        f64::from(self.tolerance_ppm) / 1e6
    }
}

/// What a grid should have of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The same for every grid of the level.
    EqualInLevel,
    /// The same for every grid below one parent.
    EqualInParent,
    /// The grid's own capacity, or this amount where it has none.
    Capacity(Amount),
}

/// A ratio of two sums (比率指标), computed per grid and never summed: port use, ARPU, load per manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Name, unique among measures and indicators.
    pub name: String,
    /// Unit for people: %, 元/户, …
    pub unit: String,
    /// Name of the measure above the line.
    pub numerator: String,
    /// Name of the measure below the line, or `@managers` for the number of account managers of the grid (load per
    /// manager = `users` over `@managers`).
    pub denominator: String,
    /// Shown as percent.
    pub is_percent: bool,
}
