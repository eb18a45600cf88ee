//! The built-in coastline of the world: decoded once, simplified for small zooms, cut into triangles.

use crate::geodesy::Position;
use crate::map::camera::world_of;
use earcut::Earcut;
use std::sync::OnceLock;

/// Land polygons after Natural Earth, 1:50 million; how it was made is in `assets/ATTRIBUTION.md`.
const LAND: &[u8] = include_bytes!("../../../assets/basemap/land-50m.bin");
const MAGIC: &[u8] = b"GWLAND1\n";
/// Lattice units for one unit of the file (a thousandth of a degree).
const UNIT: i64 = 10_000;
/// World coordinates that a simplified line may stand off, for each level of detail.
const TOLERANCES: [f64; 4] = [5.9e-4, 2.1e-4, 7.3e-5, 0.0];
/// Zooms up to which the coarser levels are good for: a tolerance is six tenths of a point there.
const ZOOMS: [f64; 3] = [2.0, 3.5, 5.0];
/// Tolerances across which a ring must reach to be kept.
const LEAST_REACH: f64 = 3.0;

/// Land at one level of detail, in world coordinates.
#[derive(Debug, Default)]
pub(super) struct Land {
    pub(super) points: Vec<[f64; 2]>,
    /// Corners of triangles by index.
    pub(super) triangles: Vec<[u32; 3]>,
    /// Rings of the coast, as ranges of points; the last point is followed by the first.
    pub(super) rings: Vec<std::ops::Range<usize>>,
}

/// A polygon of the file: rings of positions, the outer one first.
pub(super) type Polygon = Vec<Vec<Position>>;

/// The land for a zoom. The first call for a level of detail takes some ten milliseconds.
pub(super) fn land_for(zoom: f64) -> &'static Land {
    static LEVELS: [OnceLock<Land>; TOLERANCES.len()] = [const { OnceLock::new() }; TOLERANCES.len()];
    let level = ZOOMS.iter().position(|limit| zoom < *limit).unwrap_or(ZOOMS.len());
    LEVELS[level].get_or_init(|| {
        let polygons = decoded(LAND).unwrap_or_else(|| {
            log::error!("the built-in coastline cannot be read");
            Vec::new()
        });
        Land::of(&polygons, TOLERANCES[level])
    })
}

impl Land {
    fn of(polygons: &[Polygon], tolerance: f64) -> Self {
        let mut land = Self::default();
        let mut earcut = Earcut::new();
        for polygon in polygons {
            let mut rings = polygon.iter().map(|ring| simplified(ring, tolerance));
            // Without its outer ring a polygon is too small to be seen, and so are its holes.
            let Some(outer) = rings.next().flatten() else { continue };
            let rings: Vec<Vec<[f64; 2]>> = std::iter::once(outer).chain(rings.flatten()).collect();
            land.add(&mut earcut, &rings);
        }
        land
    }

    fn add(&mut self, earcut: &mut Earcut<f64>, rings: &[Vec<[f64; 2]>]) {
        let first = self.points.len();
        let mut holes: Vec<u32> = Vec::new();
        for ring in rings {
            let start = self.points.len();
            if start > first {
                holes.push((start - first) as u32);
            }
            self.points.extend(ring);
            self.rings.push(start..self.points.len());
        }
        let mut corners: Vec<u32> = Vec::new();
        earcut.earcut_slice(&self.points[first..], &holes, &mut corners);
        let base = first as u32;
        self.triangles.extend(corners.chunks_exact(3).map(|corner| [base + corner[0], base + corner[1], base + corner[2]]));
    }
}

/// A ring in world coordinates with fewer points (Douglas and Peucker); `None` where it is smaller than the tolerance.
fn simplified(ring: &[Position], tolerance: f64) -> Option<Vec<[f64; 2]>> {
    let points: Vec<[f64; 2]> = ring.iter().map(|position| world_of(*position)).collect();
    if tolerance <= 0.0 {
        return (points.len() >= 3).then_some(points);
    }
    let away = |from: [f64; 2]| move |point: &[f64; 2]| (point[0] - from[0]).hypot(point[1] - from[1]);
    let from_first = away(*points.first()?);
    let farthest = (0..points.len()).max_by(|a, b| from_first(&points[*a]).total_cmp(&from_first(&points[*b])))?;
    if from_first(&points[farthest]) < LEAST_REACH * tolerance {
        return None;
    }
    let mut is_kept = vec![false; points.len() + 1];
    (is_kept[0], is_kept[farthest]) = (true, true);
    let at = |index: usize| points[index % points.len()];
    let mut spans = vec![(0, farthest), (farthest, points.len())];
    while let Some((start, end)) = spans.pop() {
        let worst = (start + 1..end).map(|index| (index, distance(at(index), at(start), at(end)))).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, _)) = worst.filter(|(_, off)| *off > tolerance) {
            is_kept[index] = true;
            spans.extend([(start, index), (index, end)]);
        }
    }
    let kept: Vec<[f64; 2]> = points.iter().zip(&is_kept).filter(|(_, is_kept)| **is_kept).map(|(point, _)| *point).collect();
    (kept.len() >= 3).then_some(kept)
}

/// How far a point is from a segment.
fn distance(point: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 { (((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (point[0] - a[0] - along * dx).hypot(point[1] - a[1] - along * dy)
}

/// The polygons of the file; `None` where it is damaged.
///
/// The format: the magic, then variable-length integers: polygons; for each its rings; for each its points; for each the
/// differences to the point before, longitude and latitude, with the sign in the lowest bit.
pub(super) fn decoded(bytes: &[u8]) -> Option<Vec<Polygon>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut at = [0_i64; 2];
    let n_polygons = count(&mut rest)?;
    let polygons: Option<Vec<Polygon>> = (0..n_polygons)
        .map(|_| {
            let n_rings = count(&mut rest)?;
            (0..n_rings)
                .map(|_| {
                    let n_points = count(&mut rest)?;
                    (0..n_points).map(|_| position(&mut rest, &mut at)).collect::<Option<Vec<Position>>>()
                })
                .collect::<Option<Polygon>>()
        })
        .collect();
    polygons.filter(|_| rest.is_empty())
}

/// A count of things that take a byte each at least.
fn count(rest: &mut &[u8]) -> Option<usize> {
    let count = usize::try_from(varint(rest)?).ok()?;
    (count <= rest.len()).then_some(count)
}

fn position(rest: &mut &[u8], at: &mut [i64; 2]) -> Option<Position> {
    for value in at.iter_mut() {
        let coded = varint(rest)?;
        let change = (coded >> 1) as i64 ^ -((coded & 1) as i64);
        *value = value.checked_add(change)?;
    }
    let [lon, lat] = *at;
    (lon.abs() <= 180_000 && lat.abs() <= 90_000).then(|| Position::new((lon * UNIT) as i32, (lat * UNIT) as i32))
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..35).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coastline_is_whole() {
        let polygons = decoded(LAND).unwrap();
        assert_eq!(polygons.len(), 1421);
        assert_eq!(polygons.iter().flatten().flatten().count(), 58_959);
        assert!(decoded(&LAND[..LAND.len() - 1]).is_none());
        assert!(decoded(&LAND[1..]).is_none());
    }

    #[test]
    fn no_bytes_make_the_decoder_stumble() {
        let short = &LAND[..900];
        for at in 0..short.len() {
            for value in [0, 0x7f, 0x80, 0xff] {
                let mut bytes = short.to_vec();
                bytes[at] = value;
                assert!(decoded(&bytes).is_none(), "a file that is cut off is never whole");
            }
        }
    }

    /// Area of triangles in world coordinates.
    fn area(land: &Land) -> f64 {
        let corner = |index: u32| land.points[index as usize];
        let twice = |[a, b, c]: [u32; 3]| {
            let (a, b, c) = (corner(a), corner(b), corner(c));
            ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs()
        };
        land.triangles.iter().map(|triangle| twice(*triangle) / 2.0).sum()
    }

    /// Area of rings in world coordinates.
    fn ring_area(ring: &[[f64; 2]]) -> f64 {
        let next = |at: usize| ring[(at + 1) % ring.len()];
        (ring.iter().enumerate().map(|(at, point)| point[0] * next(at)[1] - next(at)[0] * point[1]).sum::<f64>() / 2.0).abs()
    }

    #[test]
    fn triangles_cover_the_land_and_nothing_else() {
        let polygons = decoded(LAND).unwrap();
        let world = |ring: &Vec<Position>| ring_area(&ring.iter().map(|position| world_of(*position)).collect::<Vec<_>>());
        let expected: f64 = polygons.iter().map(|rings| world(&rings[0]) - rings[1..].iter().map(world).sum::<f64>()).sum();
        for (zoom, most) in [(8.0, 1e-6), (4.0, 2e-3), (3.0, 5e-3), (1.0, 1e-2)] {
            let land = land_for(zoom);
            let off = (area(land) / expected - 1.0).abs();
            assert!(off < most, "zoom {zoom}: {off}, {} points", land.points.len());
        }
        let sizes = [1.0, 3.0, 4.0, 8.0].map(|zoom| land_for(zoom).points.len());
        assert!(sizes[0] < 10_000 && sizes[1] < 20_000 && sizes[2] < 40_000 && sizes[3] > 50_000, "{sizes:?}");
    }
}
