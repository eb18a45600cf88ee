//! Why a design is not feasible, as sentences.

use super::number::count_text;
use super::words::key;
use super::{Language, Value, text};
use crate::zoning::{ProblemError, Reason};

/// What units, grids and measures of a design are called.
pub struct DesignNames<'a> {
    /// The code of a unit.
    pub unit: &'a dyn Fn(u32) -> String,
    /// The code of a grid.
    pub grid: &'a dyn Fn(u32) -> String,
    /// The name of a balanced measure.
    pub measure: &'a dyn Fn(usize) -> String,
    /// An amount of a balanced measure.
    pub amount: &'a dyn Fn(usize, i64) -> String,
}

impl std::fmt::Debug for DesignNames<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("DesignNames").finish_non_exhaustive()
    }
}

/// A reason as one sentence.
pub fn reason_text(language: Language, reason: &Reason, names: &DesignNames<'_>) -> String {
    let amount = |measure: usize, value: i64| Value::from((names.amount)(measure, value));
    let measure = |measure: usize| Value::from((names.measure)(measure));
    let unit = |unit: u32| Value::from((names.unit)(unit));
    let grid = |grid: u32| Value::from((names.grid)(grid));
    let values: Vec<(&'static str, Value<'_>)> = match reason {
        Reason::TotalOutOfReach { measure: m, total, least, most } => vec![("measure", measure(*m)), ("total", amount(*m, *total)), ("least", amount(*m, *least)), ("most", amount(*m, *most))],
        Reason::UnitTooLarge { unit: u, measure: m, amount: a, most } => vec![("unit", unit(*u)), ("measure", measure(*m)), ("amount", amount(*m, *a)), ("most", amount(*m, *most))],
        Reason::TiedTooMuch { grid: g, measure: m, amount: a, most } => vec![("grid", grid(*g)), ("measure", measure(*m)), ("amount", amount(*m, *a)), ("most", amount(*m, *most))],
        Reason::LockedSurplus { measure: m, locked, left, least, most } => {
            vec![("measure", measure(*m)), ("locked", amount(*m, *locked)), ("left", amount(*m, *left)), ("least", amount(*m, *least)), ("most", amount(*m, *most))]
        }
        Reason::PartCannotSplit { unit: u, n_units, region, measure: m, total, limits } => vec![
            ("unit", unit(*u)),
            ("count", count_text(*n_units as i64).into()),
            ("is_region", if region.is_some() { "yes" } else { "no" }.into()),
            ("measure", measure(*m)),
            ("total", amount(*m, *total)),
            ("least", amount(*m, limits.0)),
            ("most", amount(*m, limits.1)),
        ],
        Reason::PartsNeedOtherCount { fewest, most, asked } => vec![("fewest", (*fewest).into()), ("most", (*most).into()), ("asked", (*asked).into())],
        Reason::RulesContradict { unit: u } => vec![("unit", unit(*u))],
        Reason::ApartTooMany { group, units, grids } => vec![("group", (group + 1).into()), ("count", (*units).into()), ("grids", (*grids).into())],
        Reason::TogetherApart { group } => vec![("group", (group + 1).into())],
        Reason::CannotBeCompleted { unit: u, amount: a, limits, below, above } => {
            let bound = |value: &Option<i64>| value.map_or(Value::from("–"), |value| amount(0, value));
            vec![("unit", unit(*u)), ("measure", measure(0)), ("amount", amount(0, *a)), ("least", amount(0, limits.0)), ("most", amount(0, limits.1)), ("below", bound(below)), ("above", bound(above))]
        }
        Reason::NoPlanAtAll => Vec::new(),
        Reason::NotReached { measure: m, grid: g, amount: a, limits } => {
            vec![("measure", measure(*m)), ("grid", grid(*g)), ("amount", amount(*m, *a)), ("least", amount(*m, limits.0)), ("most", amount(*m, limits.1))]
        }
        Reason::NotWhole { parts } => vec![("count", (*parts).into())],
        Reason::RulesBroken { broken } => vec![("count", (*broken).into())],
    };
    text(language, &key("design-reason", reason.code()), &values)
}

/// Why a problem makes no sense, as one sentence.
pub fn problem_error_text(language: Language, err: &ProblemError, unit: &dyn Fn(u32) -> String, measure: &dyn Fn(usize) -> String) -> String {
    match err {
        ProblemError::GridCount { n_grids, n_units } => text(language, "design-error-grid-count", &[("grids", (*n_grids).into()), ("units", (*n_units).into())]),
        ProblemError::UnknownUnit(unknown) => text(language, "design-error-unit", &[("unit", unit(*unknown).into())]),
        ProblemError::UnknownGrid(grid) => text(language, "design-error-grid", &[("grid", (*grid + 1).into())]),
        ProblemError::UnknownMeasure(unknown) | ProblemError::BadLimit(unknown) => text(language, "design-error-limit", &[("measure", measure(*unknown).into())]),
        ProblemError::Shape { expected, found } => text(language, "design-error-shape", &[("expected", (*expected).into()), ("found", (*found).into())]),
        ProblemError::NoRegions => text(language, "design-error-regions", &[]),
        ProblemError::NoCurrentPlan => text(language, "design-error-current", &[]),
    }
}
