//! The three kinds of rows a partition is made of.

use crate::base::{ArcId, CellId, NodeId};
use crate::geodesy::{Bounds, Position};
use smallvec::SmallVec;
use std::sync::Arc as Shared;

/// An arc as it is given to and taken from a partition: what a project file keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArcShape {
    /// Node at the first position.
    pub from: NodeId,
    /// Node at the last position; equal to `from` for a closed arc.
    pub to: NodeId,
    /// Cell on the left hand when walking from `from` to `to`.
    pub left: CellId,
    /// Cell on the right hand.
    pub right: CellId,
    /// A locked arc is a boundary of official base units and keeps its shape.
    pub is_locked: bool,
    /// All positions, the two nodes' included; at least two, neighbours differ.
    pub points: Shared<[Position]>,
}

/// One boundary between two faces, with what is kept of it so that an edit costs only what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Ends, faces, positions.
    pub shape: ArcShape,
    /// Sum of the segments' area integers (square centimetres between segment and equator, see
    /// [`crate::geodesy::segment_area_cm2`]).
    pub area_cm2: i64,
    /// Sum of the segments' geodesic lengths in tenths of a millimetre.
    pub length_tenth_mm: i64,
    /// Sum of [`crate::geodesy::twice_area`]: exact lattice area, for orientation.
    pub twice_area: i128,
    /// The box around all positions.
    pub bounds: Bounds,
}

/// An arc walked in one of its two directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArcRef {
    /// Which arc.
    pub arc: ArcId,
    /// Walked from `to` to `from`.
    pub is_reversed: bool,
}

/// A place where arcs end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it is.
    pub position: Position,
    /// The arcs that leave here, each in the direction away from the node; a closed arc is here twice. Sorted.
    pub arcs: SmallVec<[ArcRef; 4]>,
}

/// A face: the rings that bound it, each walked with the face on the left hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// The outer ring first (counter-clockwise), then the holes (clockwise). The outside has holes only.
    pub rings: Vec<Vec<ArcRef>>,
}
