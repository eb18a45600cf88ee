//! Shapes of arcs and cells in degrees of detail: seen from afar a line needs few of its points, and drawing all of them would
//! cost time and make lines look heavier than they are.

use super::anchor::{Anchor, Offset, OffsetBox};
use super::gpu::{Corner, Segment};
use crate::base::{ArcId, CellId, Id};
use crate::partition::Partition;
use earcut::Earcut;

/// Up to this zoom each degree of detail is drawn, coarsest first; above the last, the shapes as they are.
const ZOOMS: [f64; 3] = [10.5, 12.5, 14.5];
/// How far a coarse line may be from the exact one at its largest zoom, in points.
const ERROR_POINTS: f64 = 0.3;

/// Number of degrees of detail.
pub(super) const N_DETAILS: usize = ZOOMS.len() + 1;

/// The degree of detail for a zoom.
pub(super) fn detail_at(zoom: f64) -> usize {
    ZOOMS.iter().position(|most| zoom <= *most).unwrap_or(ZOOMS.len())
}

/// How far lines of a degree of detail may be from the exact ones, in offsets.
pub(super) fn tolerance(detail: usize) -> f32 {
    ZOOMS.get(detail).map_or(0.0, |zoom| (ERROR_POINTS / (256.0 * zoom.exp2())) as f32)
}

/// The lines of all arcs in one degree of detail, and what is still to be made.
#[derive(Debug)]
pub(super) struct Detail {
    tolerance: f32,
    lines: Vec<Box<[Offset]>>,
    /// Arcs and cells to be made, the next ones last.
    pub(super) arcs: Vec<ArcId>,
    pub(super) cells: Vec<CellId>,
    maker: Triangles,
}

impl Detail {
    pub(super) fn new(detail: usize, arcs: Vec<ArcId>, cells: Vec<CellId>) -> Self {
        Self { tolerance: tolerance(detail), lines: Vec::new(), arcs, cells, maker: Triangles::default() }
    }

    /// Whether nothing is left to be made.
    pub(super) fn is_complete(&self) -> bool {
        self.arcs.is_empty() && self.cells.is_empty()
    }

    /// Reads an arc's line; an arc that is gone has none.
    pub(super) fn read_line(&mut self, partition: &Partition, anchor: &Anchor, arc: ArcId) {
        if self.lines.len() <= arc.index() {
            self.lines.resize(arc.index() + 1, Box::default());
        }
        self.lines[arc.index()] = match partition.arcs().get(arc) {
            Some(row) => {
                let exact: Vec<Offset> = row.shape.points.iter().map(|position| anchor.offset(*position)).collect();
                simplified(&exact, self.tolerance).into_boxed_slice()
            }
            None => Box::default(),
        };
    }

    /// The segments of an arc with their box.
    pub(super) fn segments(&self, arc: ArcId) -> (Vec<Segment>, OffsetBox) {
        let line = self.lines.get(arc.index()).map_or(&[][..], |line| line);
        segments(line, arc.0)
    }

    /// The triangles of a cell with their box.
    pub(super) fn triangles(&mut self, partition: &Partition, cell: CellId) -> (Vec<Corner>, OffsetBox) {
        let Some(face) = partition.faces().get(cell) else { return (Vec::new(), OffsetBox::EMPTY) };
        self.maker.begin();
        for ring in &face.rings {
            let start = self.maker.points.len();
            for walked in ring {
                let line = self.lines.get(walked.arc.index()).map_or(&[][..], |line| line);
                // The last point is the first of the next arc.
                let n = line.len().saturating_sub(1);
                if walked.is_reversed { self.maker.points.extend(line.iter().rev().take(n)) } else { self.maker.points.extend(line.iter().take(n)) }
            }
            self.maker.end_ring(start);
        }
        self.maker.finish(cell.0)
    }
}

/// The segments of a line.
pub(super) fn segments(line: &[Offset], id: u32) -> (Vec<Segment>, OffsetBox) {
    let mut bounds = OffsetBox::EMPTY;
    line.iter().for_each(|point| bounds.add(*point));
    let mut along = 0.0;
    let segments = line
        .windows(2)
        .map(|pair| {
            let segment = Segment { from: pair[0], to: pair[1], id, along };
            along += (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
            segment
        })
        .collect();
    (segments, bounds)
}

/// Makes triangles of rings, keeping its memory between polygons.
pub(super) struct Triangles {
    earcut: Earcut<f32>,
    points: Vec<Offset>,
    holes: Vec<u32>,
    indices: Vec<u32>,
    n_rings: usize,
}

impl Default for Triangles {
    fn default() -> Self {
        Self { earcut: Earcut::new(), points: Vec::new(), holes: Vec::new(), indices: Vec::new(), n_rings: 0 }
    }
}

impl std::fmt::Debug for Triangles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Triangles").field("n_points", &self.points.len()).finish_non_exhaustive()
    }
}

impl Triangles {
    pub(super) fn begin(&mut self) {
        self.points.clear();
        self.holes.clear();
        self.n_rings = 0;
    }

    /// Adds an open ring: the shell first, then holes.
    pub(super) fn ring(&mut self, ring: impl IntoIterator<Item = Offset>) {
        let start = self.points.len();
        self.points.extend(ring);
        self.end_ring(start);
    }

    fn end_ring(&mut self, start: usize) {
        if self.n_rings > 0 {
            self.holes.push(start as u32);
        }
        self.n_rings += 1;
    }

    /// The triangles of the rings. Numbers near 1e-6 are too small for 32 bits where areas are multiplied, so the shape is
    /// brought to the size of one first.
    pub(super) fn finish(&mut self, id: u32) -> (Vec<Corner>, OffsetBox) {
        let mut bounds = OffsetBox::EMPTY;
        self.points.iter().for_each(|point| bounds.add(*point));
        let size = (bounds.max[0] - bounds.min[0]).max(bounds.max[1] - bounds.min[1]);
        if self.points.len() < 3 || size <= 0.0 {
            return (Vec::new(), bounds);
        }
        let scaled = self.points.iter().map(|point| [(point[0] - bounds.min[0]) / size, (point[1] - bounds.min[1]) / size]);
        self.earcut.earcut(scaled, &self.holes, &mut self.indices);
        (self.indices.iter().map(|at| Corner { offset: self.points[*at as usize], id }).collect(), bounds)
    }
}

/// The points of a line without which it would be further from itself than a tolerance (Douglas and Peucker 1973).
pub(super) fn simplified(line: &[Offset], tolerance: f32) -> Vec<Offset> {
    if tolerance <= 0.0 || line.len() < 3 {
        return line.to_vec();
    }
    let mut is_kept = vec![false; line.len()];
    is_kept[0] = true;
    is_kept[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let far = (first + 1..last).map(|at| (distance(line[at], line[first], line[last]), at)).max_by(|one, two| one.0.total_cmp(&two.0));
        if let Some((distance, at)) = far
            && distance > tolerance
        {
            is_kept[at] = true;
            open.push((first, at));
            open.push((at, last));
        }
    }
    line.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(point, _)| *point).collect()
}

fn distance(point: Offset, from: Offset, to: Offset) -> f32 {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let (px, py) = (point[0] - from[0], point[1] - from[1]);
    let squared = dx * dx + dy * dy;
    let share = if squared > 0.0 { ((px * dx + py * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
    (px - share * dx).hypot(py - share * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarser_details_belong_to_smaller_zooms() {
        assert_eq!([8.0, 10.5, 11.0, 14.5, 14.6, 20.0].map(detail_at), [0, 0, 1, 2, 3, 3]);
        assert!(tolerance(0) > tolerance(1) && tolerance(2) > 0.0 && tolerance(3) == 0.0);
    }

    #[test]
    fn a_simplified_line_stays_near_and_keeps_its_ends() {
        let line: Vec<Offset> = (0..200).map(|i| [i as f32, ((i * 37) % 11) as f32 * 0.1 + (i as f32 * 0.05).sin() * 5.0]).collect();
        let few = simplified(&line, 1.5);
        assert!(few.len() < 40, "{}", few.len());
        assert_eq!((few[0], few[few.len() - 1]), (line[0], line[199]));
        for point in &line {
            let nearest = few.windows(2).map(|pair| distance(*point, pair[0], pair[1])).fold(f32::INFINITY, f32::min);
            assert!(nearest <= 1.5001, "{point:?} {nearest}");
        }
        let closed = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]];
        assert_eq!(simplified(&closed, 1.0).len(), 5);
    }

    #[test]
    fn triangles_cover_a_cell_with_its_hole() {
        let mut maker = Triangles::default();
        let square = |at: f32, side: f32| [[at, at], [at + side, at], [at + side, at + side], [at, at + side]].map(|[x, y]| [x * 1e-6, y * 1e-6]);
        maker.begin();
        maker.ring(square(0.0, 10.0));
        maker.ring(square(3.0, 2.0).into_iter().rev());
        let (corners, bounds) = maker.finish(4);
        let area: f32 = corners.chunks_exact(3).map(|t| ((t[1].offset[0] - t[0].offset[0]) * (t[2].offset[1] - t[0].offset[1]) - (t[2].offset[0] - t[0].offset[0]) * (t[1].offset[1] - t[0].offset[1])).abs() / 2.0).sum();
        assert!((area / 1e-12 - 96.0).abs() < 0.1, "{area}");
        assert!(corners.iter().all(|corner| corner.id == 4));
        assert!((bounds.max[0] - 1e-5).abs() < 1e-9 && (bounds.max[1] - 1e-5).abs() < 1e-9);
    }

    #[test]
    fn details_of_a_lattice_cover_every_cell() {
        let partition = crate::partition::fixture::lattice(4);
        let anchor = Anchor::of(&partition.bounds());
        let mut detail = Detail::new(N_DETAILS - 1, Vec::new(), Vec::new());
        partition.arcs().ids().for_each(|arc| detail.read_line(&partition, &anchor, arc));
        for cell in partition.cells() {
            let (corners, bounds) = detail.triangles(&partition, cell);
            assert!(corners.len() >= 6 && corners.iter().all(|corner| bounds.contains(corner.offset)));
        }
        assert!(detail.triangles(&partition, CellId(9999)).0.is_empty());
    }
}
