//! Drawing a new cell: from the outside, from existing cells, or both.

use super::draft::{Draft, Outcome};
use super::legality::segments_meet;
use super::{ArcRef, Partition, Refusal};
use crate::base::CellId;
use crate::geodesy::{Position, point_is_under, twice_area};
use std::collections::BTreeSet;

impl Partition {
    /// Makes everything inside a ring one new cell. Ground outside the plan is added to it; ground of existing cells is
    /// taken from them, and the largest part left of each keeps its id.
    ///
    /// # Errors
    /// [`Refusal::SwallowsCell`] when a whole existing cell lies inside (merge says that better), [`Refusal::NotAdjacent`] when the
    /// ground inside is not connected, [`Refusal::Crossing`] for a ring that crosses itself, and the other refusals of geometry.
    pub fn propose_new_cell(&self, ring: &[Position]) -> Result<Outcome, Refusal> {
        let ring = ClosedLine(ring);
        let mut draft = Draft::new(self);
        let faces = draft.lay(ring.0, true, |_| true)?;
        let mut new_cells: Vec<(CellId, CellId)> = Vec::new();
        for face in faces {
            let divided = draft.divide(face, |work, shell| !ring.holds(work, shell));
            new_cells.extend(divided.into_iter().map(|part| (part, face)));
        }
        let is_inside = |draft: &Draft, cell: CellId| draft.work.faces.get(cell).and_then(|face| face.rings.first()).is_some_and(|shell| ring.holds(&draft.work, shell));
        let inside: BTreeSet<CellId> = new_cells.iter().map(|(part, _)| *part).filter(|part| is_inside(&draft, *part)).collect();
        let Some(&keeper) = inside.first() else { return Err(Refusal::DoesNotDivide) };
        for (_, other) in inside.iter().flat_map(|part| draft.work.neighbours(*part)) {
            if other != CellId::OUTSIDE && !inside.contains(&other) && is_inside(&draft, other) {
                return Err(Refusal::SwallowsCell(other));
            }
        }
        draft.merge(&inside, keeper)?;
        new_cells.retain(|(part, _)| *part == keeper || !inside.contains(part));
        draft.finish(self, new_cells, Vec::new())
    }
}

/// The drawn ring, first position not repeated.
struct ClosedLine<'a>(&'a [Position]);

impl ClosedLine<'_> {
    fn segments(&self) -> impl Iterator<Item = (Position, Position)> + '_ {
        self.0.iter().copied().zip(self.0.iter().copied().cycle().skip(1))
    }

    fn is_on(&self, p: Position) -> bool {
        self.segments().any(|(a, b)| segments_meet(a, b, p, p))
    }

    /// Whether a face lies inside, given its outer ring and that no segment of this line crosses it. A position of the
    /// face that is not on the line decides; a face with all positions on the line is decided by whether it runs along
    /// the line in the line's own sense. A crossing rounded to the lattice may leave the line by a unit, which no
    /// position that decides does, because the first one found off the line by more is taken.
    fn holds(&self, work: &Partition, shell: &[ArcRef]) -> bool {
        let positions = || shell.iter().flat_map(|walked| work.arcs[walked.arc].walk(walked.is_reversed));
        let is_inside = |p: Position| self.segments().filter(|(a, b)| point_is_under(p, *a, *b)).count() % 2 == 1;
        let is_far = |p: Position| {
            [(2, 0), (-2, 0), (0, 2), (0, -2)].iter().all(|(x, y)| is_inside(Position::new(p.lon.saturating_add(*x), p.lat.saturating_add(*y))) == is_inside(p))
        };
        if let Some(p) = positions().find(|p| !self.is_on(*p) && is_far(*p)) {
            return is_inside(p);
        }
        let line_area: i128 = self.segments().map(|(a, b)| twice_area(a, b)).sum();
        let run = |a: Position, b: Position| (i128::from(b.lon) - i128::from(a.lon), i128::from(b.lat) - i128::from(a.lat));
        shell.iter().any(|walked| {
            let points: Vec<Position> = work.arcs[walked.arc].walk(walked.is_reversed).collect();
            points.windows(2).any(|pair| {
                self.segments().filter(|(s, t)| segments_meet(*s, *t, pair[0], pair[0]) && segments_meet(*s, *t, pair[1], pair[1])).any(|(s, t)| {
                    let (u, v) = (run(s, t), run(pair[0], pair[1]));
                    (u.0 * v.0 + u.1 * v.1 > 0) == (line_area > 0)
                })
            })
        })
    }
}
