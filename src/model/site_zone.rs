//! Ground on which no new outlet may stand (禁建区).

use crate::base::CellId;
use crate::geodesy::Position;
use serde::{Deserialize, Serialize};

/// Ground without new outlets. Cells that are gone since count no more.
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
