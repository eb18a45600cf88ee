//! What a channel manager wants of new outlets (选址要求).

use crate::base::{CellId, OutletId};
use crate::geodesy::Position;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is wanted (选址目标).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteGoal {
    /// As much demand as possible near enough to an outlet.
    #[default]
    Reach,
    /// As much as possible near enough to two.
    ReachTwice,
    /// Short ways to the nearest outlet on average.
    ShortWays,
    /// All demand near enough, with as few new outlets as possible.
    ReachAll,
    /// The longest way as short as possible.
    NobodyFar,
    /// Short ways, and no outlet has to serve more than it can.
    Room,
    /// As much demand as possible beside competitors.
    Win,
}

/// Where outlets may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitePlaces {
    /// In the middle of cells.
    #[default]
    Cells,
    /// At demand points: buildings, communities.
    Demand,
    /// Where roads meet.
    Crossings,
    /// Where outlets are planned already: a list of possible places (候选点), of which the best are chosen.
    Planned,
}

/// Which outlets that are there may close or move (撤并迁址).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivingUp {
    /// They all stay.
    #[default]
    Nobody,
    /// Any that counts.
    Anybody,
    /// These.
    These(BTreeSet<OutletId>),
}

/// Ground on which no new outlet may stand (禁建区). Cells that are gone since count no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteZone {
    /// These cells.
    Cells(Vec<CellId>),
    /// Inside a line that is drawn round it; its ends need not meet.
    Area(Vec<Position>),
    /// Inside the polygons of a reference layer, such as waters, parks or zones that somebody brought along.
    Layer(String),
}
