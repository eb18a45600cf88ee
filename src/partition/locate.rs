//! Which cell holds a position: the face above the nearest segment below it.

use super::Partition;
use super::bucket_grid::BucketGrid;
use crate::base::CellId;
use crate::geodesy::{Bounds, Position, point_is_under};

/// A segment from west to east with the face above it.
#[derive(Clone, Copy, Debug)]
struct Floor {
    west: Position,
    east: Position,
    above: CellId,
}

impl Floor {
    fn new(a: Position, b: Position, left: CellId, right: CellId) -> Option<Self> {
        match a.lon.cmp(&b.lon) {
            std::cmp::Ordering::Less => Some(Self { west: a, east: b, above: left }),
            std::cmp::Ordering::Greater => Some(Self { west: b, east: a, above: right }),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Numerator and denominator of the latitude above `lon`.
    fn height(&self, lon: i32) -> (i128, i128) {
        let run = i128::from(self.east.lon) - i128::from(self.west.lon);
        let rise = i128::from(self.east.lat) - i128::from(self.west.lat);
        (i128::from(self.west.lat) * run + rise * (i128::from(lon) - i128::from(self.west.lon)), run)
    }

    /// Whether this segment is above another just east of `lon`; both reach over it. Two segments that begin at one vertex there
    /// are told apart by their slope, because a position belongs to what lies east of it.
    fn is_above(&self, other: &Self, lon: i32) -> bool {
        let ((top, run), (other_top, other_run)) = (self.height(lon), other.height(lon));
        let rise = |floor: &Self| i128::from(floor.east.lat) - i128::from(floor.west.lat);
        (top * other_run).cmp(&(other_top * run)).then_with(|| (rise(self) * other_run).cmp(&(rise(other) * run))).is_gt()
    }
}

/// The face at a position of an edited partition; looks down through the segment index in strips that double.
pub(super) fn cell_at(partition: &Partition, p: Position) -> CellId {
    let bottom = i64::from(partition.index.floor());
    let mut best: Option<Floor> = None;
    let (mut top, mut depth) = (i64::from(p.lat), partition.index.bucket_size());
    loop {
        let low = (top - depth).max(i64::from(i32::MIN));
        let strip = Bounds { min: Position::new(p.lon, low as i32), max: Position::new(p.lon, top as i32) };
        for id in partition.index.arcs_near(&strip) {
            let arc = &partition.arcs[id];
            if arc.bounds.min.lon > p.lon || arc.bounds.max.lon <= p.lon || arc.bounds.min.lat > p.lat {
                continue;
            }
            for pair in arc.shape.points.windows(2).filter(|pair| point_is_under(p, pair[0], pair[1])) {
                if let Some(floor) = Floor::new(pair[0], pair[1], arc.shape.left, arc.shape.right)
                    && best.is_none_or(|best| floor.is_above(&best, p.lon))
                {
                    best = Some(floor);
                }
            }
        }
        if let Some(best) = best {
            let (height, run) = best.height(p.lon);
            if height >= i128::from(low) * run {
                return best.above;
            }
        }
        if low < bottom || low == i64::from(i32::MIN) {
            return best.map_or(CellId::OUTSIDE, |best| best.above);
        }
        (top, depth) = (low, depth * 2);
    }
}

/// Finds the cell of many positions: a static grid of all segments. Building costs about as much as locating as many
/// positions as there are segments.
#[derive(Debug)]
pub struct Locator {
    grid: BucketGrid,
    /// Where each bucket's segments begin in `floors`, one more than buckets.
    starts: Vec<u32>,
    floors: Vec<Floor>,
}

impl Locator {
    /// A locator of all cells.
    pub fn new(partition: &Partition) -> Self {
        Self::of(partition.arcs.rows().flat_map(|arc| {
            let (left, right) = (arc.shape.left, arc.shape.right);
            arc.shape.points.windows(2).filter_map(move |pair| Floor::new(pair[0], pair[1], left, right))
        }))
    }

    /// A locator of some cells only: right for positions that lie in one of them.
    pub fn of_cells(partition: &Partition, cells: impl IntoIterator<Item = CellId>) -> Self {
        let mut arcs: Vec<_> = cells.into_iter().flat_map(|cell| partition.face_arcs(cell)).map(|walked| walked.arc).collect();
        arcs.sort_unstable();
        arcs.dedup();
        Self::of(arcs.into_iter().flat_map(|id| {
            let shape = &partition.arcs[id].shape;
            shape.points.windows(2).filter_map(|pair| Floor::new(pair[0], pair[1], shape.left, shape.right))
        }))
    }

    fn of(floors: impl IntoIterator<Item = Floor>) -> Self {
        let all: Vec<Floor> = floors.into_iter().collect();
        let bounds = Bounds::of(all.iter().flat_map(|floor| [floor.west, floor.east]));
        let grid = BucketGrid::new(bounds, all.len());
        let mut starts = vec![0u32; grid.len() + 1];
        for floor in &all {
            grid.for_each_bucket(floor.west, floor.east, |number| starts[number as usize + 1] += 1);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut floors = vec![Floor { west: Position::default(), east: Position::default(), above: CellId::OUTSIDE }; starts.last().copied().unwrap_or(0) as usize];
        for floor in &all {
            grid.for_each_bucket(floor.west, floor.east, |number| {
                floors[next[number as usize] as usize] = *floor;
                next[number as usize] += 1;
            });
        }
        Self { grid, starts, floors }
    }

    /// The cell that holds a position, by the half-open rule.
    pub fn cell_at(&self, p: Position) -> CellId {
        let column = self.grid.column(p.lon);
        let mut row = self.grid.row(p.lat);
        let mut best: Option<Floor> = None;
        loop {
            let number = self.grid.number(column, row) as usize;
            for floor in &self.floors[self.starts[number] as usize..self.starts[number + 1] as usize] {
                if point_is_under(p, floor.west, floor.east) && best.is_none_or(|best| floor.is_above(&best, p.lon)) {
                    best = Some(*floor);
                }
            }
            if let Some(best) = best {
                let (height, run) = best.height(p.lon);
                if row == 0 || height >= i128::from(self.grid.row_floor(row)) * run {
                    return best.above;
                }
            }
            if row == 0 {
                return CellId::OUTSIDE;
            }
            row -= 1;
        }
    }
}
