//! Shapes of a foreign file, in its own coordinates, in flat buffers.

use crate::geodesy::Position;

/// What a row's shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ShapeKind {
    /// The row has no shape, or an empty one.
    Null = 0,
    /// One place or several.
    Points = 1,
    /// One line or several.
    Lines = 2,
    /// One polygon or several.
    Polygons = 3,
    /// Something this program does not work with: collections of mixed shapes, patches in space.
    Other = 4,
}

impl ShapeKind {
    pub(super) fn from_byte(byte: u8) -> Option<Self> {
        [Self::Null, Self::Points, Self::Lines, Self::Polygons, Self::Other].into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// The shapes of all rows. For a million points 32 bytes each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometries {
    pub(super) kinds: Vec<ShapeKind>,
    /// For each row, one past its last part.
    pub(super) row_ends: Vec<u32>,
    /// For each part (a ring, a line, a set of points), one past its last coordinate; the high bit says that a new
    /// polygon starts with this ring.
    pub(super) part_ends: Vec<u32>,
    pub(super) coordinates: Vec<[f64; 2]>,
}

/// Marks the shell of a polygon in `part_ends`.
pub(super) const STARTS_POLYGON: u32 = 1 << 31;

impl Geometries {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Bytes of memory held.
    pub fn memory_bytes(&self) -> usize {
        self.kinds.capacity() + (self.row_ends.capacity() + self.part_ends.capacity()) * 4 + self.coordinates.capacity() * 16
    }

    /// All coordinates of all rows.
    pub fn coordinates(&self) -> &[[f64; 2]] {
        &self.coordinates
    }

    /// The shape of a row; beyond the last row there is none.
    pub fn shape(&self, row: usize) -> SourceGeometry<'_> {
        let first = row.checked_sub(1).and_then(|before| self.row_ends.get(before)).map_or(0, |&end| end as usize);
        let end = self.row_ends.get(row).map_or(first, |&end| end as usize);
        let kind = self.kinds.get(row).copied().unwrap_or(ShapeKind::Null);
        SourceGeometry { kind, geometries: self, first_part: first, end_part: end.max(first) }
    }

    /// Adds a coordinate to the part in the making.
    pub(super) fn push_coordinate(&mut self, x: f64, y: f64) {
        self.coordinates.push([x, y]);
    }

    /// Ends the part in the making.
    pub(super) fn end_part(&mut self, starts_polygon: bool) {
        let end = self.coordinates.len() as u32;
        self.part_ends.push(if starts_polygon { end | STARTS_POLYGON } else { end });
    }

    /// Marks a finished part as the shell of a polygon.
    pub(super) fn mark_polygon(&mut self, part: usize) {
        if let Some(end) = self.part_ends.get_mut(part) {
            *end |= STARTS_POLYGON;
        }
    }

    /// Ends the row in the making.
    pub(super) fn end_row(&mut self, kind: ShapeKind) {
        self.kinds.push(kind);
        self.row_ends.push(self.part_ends.len() as u32);
    }

    /// Adds a copy of a row of other shapes.
    pub(super) fn copy_row(&mut self, shape: SourceGeometry<'_>) {
        for part in shape.first_part..shape.end_part {
            self.coordinates.extend_from_slice(shape.part(part));
            self.end_part(shape.geometries.part_ends.get(part).is_some_and(|end| end & STARTS_POLYGON != 0));
        }
        self.end_row(shape.kind);
    }

    /// Forgets what was added since the last whole row, and ends the row without a shape.
    pub(super) fn reject_row(&mut self, kind: ShapeKind) {
        self.part_ends.truncate(self.row_ends.last().map_or(0, |&end| end as usize));
        self.coordinates.truncate(self.part_ends.last().map_or(0, |&end| (end & !STARTS_POLYGON) as usize));
        self.end_row(kind);
    }
}

/// The shape of one row.
#[derive(Clone, Copy, Debug)]
pub struct SourceGeometry<'a> {
    /// What it is.
    pub kind: ShapeKind,
    geometries: &'a Geometries,
    first_part: usize,
    end_part: usize,
}

impl<'a> SourceGeometry<'a> {
    /// The parts: rings, lines, or sets of points.
    pub fn parts(self) -> impl Iterator<Item = &'a [[f64; 2]]> {
        (self.first_part..self.end_part).map(move |part| self.part(part))
    }

    /// The rings of each polygon, the shell first.
    pub fn polygons(self) -> Vec<Vec<&'a [[f64; 2]]>> {
        let mut polygons: Vec<Vec<&[[f64; 2]]>> = Vec::new();
        for part in self.first_part..self.end_part {
            let is_first = self.geometries.part_ends.get(part).is_some_and(|end| end & STARTS_POLYGON != 0);
            match polygons.last_mut() {
                Some(polygon) if !is_first => polygon.push(self.part(part)),
                _ => polygons.push(vec![self.part(part)]),
            }
        }
        polygons
    }

    /// The first coordinate.
    pub fn first_coordinate(self) -> Option<[f64; 2]> {
        self.parts().find_map(|part| part.first().copied())
    }

    /// All parts as positions, neighbours that fall together made one. `None` when a coordinate is no place on Earth;
    /// it is handed to `bad`.
    pub fn parts_as_positions(
        self,
        mut position: impl FnMut([f64; 2]) -> Option<Position>,
        mut bad: impl FnMut([f64; 2]),
    ) -> Option<Vec<Vec<Position>>> {
        let mut parts = Vec::with_capacity(self.end_part - self.first_part);
        for part in self.parts() {
            let mut positions: Vec<Position> = Vec::with_capacity(part.len());
            for &coordinate in part {
                let Some(position) = position(coordinate) else {
                    bad(coordinate);
                    return None;
                };
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
            parts.push(positions);
        }
        Some(parts)
    }

    fn part(self, part: usize) -> &'a [[f64; 2]] {
        let end_of = |part: usize| self.geometries.part_ends.get(part).map_or(0, |end| (end & !STARTS_POLYGON) as usize);
        let start = part.checked_sub(1).map_or(0, end_of);
        self.geometries.coordinates.get(start..end_of(part)).unwrap_or(&[])
    }
}
