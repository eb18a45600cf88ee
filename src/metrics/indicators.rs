//! Indicators (比率指标): ratios of sums.

use crate::model::{Amount, Indicator, Project};

/// The word that stands for the account managers of a grid in an indicator.
const MANAGERS: &str = "@managers";

/// The value of every indicator of a project for some sums and account managers: the ratio of the values people read,
/// so 0.43 for 43 %. `None` where a name is not known or there is nothing below the line.
pub fn indicator_values(project: &Project, sums: &[Amount], managers: u64) -> Vec<Option<f64>> {
    project.indicators.iter().map(|indicator| value(project, indicator, sums, managers)).collect()
}

fn value(project: &Project, indicator: &Indicator, sums: &[Amount], managers: u64) -> Option<f64> {
    let quantity = |name: &str| {
        if name == MANAGERS {
            return Some(managers as f64);
        }
        let measure = project.measure(name)?;
        Some(project.measures[measure].value(*sums.get(measure)?))
    };
    // With nothing above the line the measure below it is a load of the account managers.
    let (above, below) = if indicator.numerator.is_empty() { (indicator.denominator.as_str(), MANAGERS) } else { (indicator.numerator.as_str(), indicator.denominator.as_str()) };
    let (above, below) = (quantity(above)?, quantity(below)?);
    (below != 0.0).then(|| above / below)
}
