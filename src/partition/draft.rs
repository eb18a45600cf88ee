//! Edits that change which arcs and cells there are, worked out on a copy-on-write draft.

use super::legality::NewPoints;
use super::{ArcRef, ArcShape, Partition, Patch, Refusal};
use crate::base::{ArcId, CellId};
use crate::geodesy::point_is_under;
use std::collections::{BTreeMap, BTreeSet};

/// What a cut, a merge or a new cell does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The change of the partition.
    pub patch: Patch,
    /// Cells that come, each with the cell its ground was taken from first (the outside for ground that had none).
    pub new_cells: Vec<(CellId, CellId)>,
    /// Cells that go, each with the cell that takes their ground.
    pub gone_cells: Vec<(CellId, CellId)>,
}

/// A partition under work, with everything done to it recorded.
pub(super) struct Draft {
    pub(super) work: Partition,
    patch: Patch,
    next_cell: u32,
}

impl Draft {
    pub(super) fn new(base: &Partition) -> Self {
        Self { work: base.clone(), patch: Patch::default(), next_cell: base.faces.end() as u32 }
    }

    /// Sets arcs, records and applies; faces are traced anew.
    pub(super) fn set(&mut self, arcs: impl IntoIterator<Item = (ArcId, Option<ArcShape>)>) {
        let patch = Patch { arcs: arcs.into_iter().map(|(id, new)| (id, (self.work.arcs.get(id).map(|arc| arc.shape.clone()), new))).collect() };
        self.work.apply(&patch);
        self.patch.then(patch);
    }

    pub(super) fn patch(self) -> Patch {
        self.patch
    }

    /// The arcs anything was done to.
    pub(super) fn recorded(&self) -> impl Iterator<Item = ArcId> + '_ {
        self.patch.arcs.keys().copied()
    }

    /// Gives the parts that new arcs have divided a face into separate cells. Among the parts whose outer ring `keeps`
    /// accepts, the largest keeps the id of a cell (the largest of all where none does); the outside keeps all such parts.
    /// The other parts get new ids, which are returned.
    pub(super) fn divide(&mut self, cell: CellId, keeps: impl Fn(&Partition, &[ArcRef]) -> bool) -> Vec<CellId> {
        let rings = self.work.faces.get(cell).map(|face| face.rings.clone()).unwrap_or_default();
        let mut shells: Vec<(i128, &Vec<ArcRef>)> = rings.iter().map(|ring| (self.work.ring_twice_area(ring), ring)).filter(|(area, _)| *area > 0).collect();
        shells.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let mut keeping: Vec<bool> = shells.iter().map(|(_, ring)| keeps(&self.work, ring)).collect();
        if cell != CellId::OUTSIDE {
            let keeper = keeping.iter().position(|keeps| *keeps).unwrap_or(0);
            for (at, keeps) in keeping.iter_mut().enumerate() {
                *keeps = at == keeper;
            }
        }
        if keeping.iter().all(|keeps| *keeps) {
            return Vec::new();
        }
        let ids: Vec<CellId> = keeping.iter().map(|keeps| if *keeps { cell } else { self.new_cell_id() }).collect();
        let mut owner: BTreeMap<ArcRef, CellId> = BTreeMap::new();
        for ((_, ring), id) in shells.iter().zip(&ids) {
            owner.extend(ring.iter().map(|walked| (*walked, *id)));
        }
        for hole in rings.iter().filter(|ring| self.work.ring_twice_area(ring) < 0) {
            // The smallest shell that holds the hole; what no shell holds stays with the outside.
            let home = (0..shells.len()).rev().find(|&at| self.holds(shells[at].1, hole)).map_or(cell, |at| ids[at]);
            owner.extend(hole.iter().map(|walked| (*walked, home)));
        }
        self.relabel(&owner);
        ids.into_iter().filter(|id| *id != cell).collect()
    }

    /// Sets the cell on the left of walked arcs.
    pub(super) fn relabel(&mut self, owner: &BTreeMap<ArcRef, CellId>) {
        let mut new: BTreeMap<ArcId, ArcShape> = BTreeMap::new();
        for (walked, cell) in owner {
            let shape = new.entry(walked.arc).or_insert_with(|| self.work.arcs[walked.arc].shape.clone());
            if walked.is_reversed {
                shape.right = *cell;
            } else {
                shape.left = *cell;
            }
        }
        new.retain(|id, shape| self.work.arcs[*id].shape != *shape);
        self.set(new.into_iter().map(|(id, shape)| (id, Some(shape))));
    }

    fn new_cell_id(&mut self) -> CellId {
        self.next_cell += 1;
        CellId(self.next_cell - 1)
    }

    fn holds(&self, shell: &[ArcRef], hole: &[ArcRef]) -> bool {
        let on_shell: BTreeSet<_> = shell.iter().flat_map(|walked| self.work.arcs[walked.arc].shape.points.iter().copied()).collect();
        let witness = hole.iter().flat_map(|walked| self.work.arcs[walked.arc].shape.points.iter().copied()).find(|p| !on_shell.contains(p));
        witness.is_some_and(|p| {
            shell.iter().flat_map(|walked| self.work.arcs[walked.arc].shape.points.windows(2)).filter(|pair| point_is_under(p, pair[0], pair[1])).count() % 2 == 1
        })
    }

    /// Refuses the draft where an arc of it crosses or touches another, does not separate two cells, or leaves a face in pieces.
    pub(super) fn check(&self, arcs: &BTreeSet<ArcId>) -> Result<(), Refusal> {
        let unchanged = NewPoints::new();
        for &id in arcs {
            let Some(arc) = self.work.arcs.get(id) else { continue };
            if arc.shape.left == arc.shape.right {
                return Err(Refusal::DoesNotDivide);
            }
            for at in 0..arc.shape.points.len() - 1 {
                self.work.check_segment_of(id, at, &unchanged)?;
            }
        }
        let cells: BTreeSet<CellId> = arcs.iter().filter_map(|id| self.work.arcs.get(*id)).flat_map(|arc| [arc.shape.left, arc.shape.right]).collect();
        for cell in cells {
            let face = &self.work.faces[cell];
            let shells = face.rings.iter().filter(|ring| self.work.ring_twice_area(ring) > 0).count();
            if cell != CellId::OUTSIDE && shells != 1 {
                return Err(Refusal::FlippedCell(cell));
            }
        }
        Ok(())
    }
}
