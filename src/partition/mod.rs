//! The plan as a planar partition (平面剖分): nodes, arcs, faces.
//!
//! A boundary between two cells is one arc, referenced by the face on its left and the face on its right; the outside
//! is a face too. Polygons are derived from arcs and never edited, so a gap or an overlap cannot be expressed.
//!
//! Invariants, checked by [`Partition::validate`]:
//! * P1 every arc has one left and one right face, and they differ;
//! * P2 arcs meet only at nodes; none crosses itself or another;
//! * P3 every face is connected: one outer ring and any number of holes (the outside has holes only);
//! * P4 positions are integers; a derived polygon repeats its arcs' positions exactly.

mod arc;
mod build;

pub use arc::{Arc, ArcRef, ArcShape, Face, Node};
pub use build::{Built, BuildOptions, BuiltCell, InputPolygon, OverlapRule, build};
