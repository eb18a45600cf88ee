//! Merging cells.

use super::draft::{Draft, Outcome};
use super::{ArcRef, Partition, Refusal};
use crate::base::{ArcId, CellId, NodeId};
use std::collections::{BTreeMap, BTreeSet};

impl Partition {
    /// Joins cells that touch along boundaries into one; the first named keeps its id. Boundaries between them go, also
    /// locked ones, because merging is asked for by name; boundaries to others keep their shape.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for fewer than two cells or an unknown one, [`Refusal::NotAdjacent`].
    pub fn propose_merge(&self, cells: &[CellId]) -> Result<Outcome, Refusal> {
        let set: BTreeSet<CellId> = cells.iter().copied().collect();
        let Some(&keeper) = cells.first().filter(|_| set.len() > 1) else { return Err(Refusal::NotFound) };
        if set.contains(&CellId::OUTSIDE) || !set.iter().all(|cell| self.faces.contains(*cell)) {
            return Err(Refusal::NotFound);
        }
        let mut draft = Draft::new(self);
        draft.merge(&set, keeper)?;
        let gone = set.iter().filter(|cell| **cell != keeper).map(|cell| (*cell, keeper)).collect();
        draft.finish(self, Vec::new(), gone)
    }
}

impl Draft {
    /// Joins the cells of a set under one id.
    pub(super) fn merge(&mut self, set: &BTreeSet<CellId>, keeper: CellId) -> Result<(), Refusal> {
        let mut inner: BTreeSet<ArcId> = BTreeSet::new();
        let mut owner: BTreeMap<ArcRef, CellId> = BTreeMap::new();
        let mut reached: BTreeSet<CellId> = BTreeSet::from([keeper]);
        let mut front = vec![keeper];
        while let Some(cell) = front.pop() {
            for (arc, other) in self.work.neighbours(cell) {
                if set.contains(&other) {
                    inner.insert(arc);
                    if reached.insert(other) {
                        front.push(other);
                    }
                }
            }
        }
        if reached.len() != set.len() {
            return Err(Refusal::NotAdjacent);
        }
        for cell in set {
            owner.extend(self.work.face_arcs(*cell).filter(|walked| !inner.contains(&walked.arc)).map(|walked| (walked, keeper)));
        }
        let nodes: BTreeSet<NodeId> = inner.iter().flat_map(|arc| [self.work.arcs[*arc].shape.from, self.work.arcs[*arc].shape.to]).collect();
        // Removing and relabelling is one change: in between, a face would have no consistent sides.
        let mut arcs: BTreeMap<ArcId, Option<super::ArcShape>> = inner.iter().map(|arc| (*arc, None)).collect();
        for (walked, cell) in owner {
            let current = self.work.arcs[walked.arc].shape.clone();
            if let Some(shape) = arcs.entry(walked.arc).or_insert(Some(current)) {
                if walked.is_reversed {
                    shape.right = cell;
                } else {
                    shape.left = cell;
                }
            }
        }
        self.set(arcs);
        for node in nodes {
            self.join_at(node);
        }
        Ok(())
    }

    /// The arcs that differ from the partition the draft began with and are still there.
    pub(super) fn changed_arcs(&self, base: &Partition) -> BTreeSet<ArcId> {
        self.recorded().filter(|id| self.work.arcs.get(*id).is_some_and(|arc| base.arcs.get(*id).is_none_or(|old| old.shape.points != arc.shape.points))).collect()
    }
}
