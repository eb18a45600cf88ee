//! Service areas (服务范围): ground divided so that all of it is nearest to one outlet.

use crate::base::CellId;
use crate::geodesy::{Bounds, Position, metres_per_unit};
use crate::partition::Partition;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::Overlay;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use spade::handles::FixedVertexHandle;
use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation as _};
use std::collections::BTreeMap;

/// The mark of places round the ground that only make all areas finite.
const NOBODY: u32 = u32::MAX;
/// How far these places are, in widths of the ground: far enough that nothing on the ground is nearest to one of them.
const FAR: f64 = 30.0;
/// How many of them there are.
const N_FAR: u32 = 12;
/// Corners farther out than this, in units of 1e-7 degrees from the middle, are brought in; the ground is much smaller.
const MOST: f64 = 1.0e9;

/// A place in metres from the middle of the ground, with its owner.
struct Site {
    at: Point2<f64>,
    owner: u32,
}

impl HasPosition for Site {
    type Scalar = f64;
    fn position(&self) -> Point2<f64> {
        self.at
    }
}

/// Divides the ground of a partition among owners of places: every position goes to the owner of the nearest place. One place an owner
/// gives areas by straight distance; many places an owner, such as the road junctions that it reaches first, give areas by whatever
/// decided about these. Returns the rings of each owner (even-odd, so that holes and parts are just rings), by owner; owners whose
/// area lies outside the ground are left out. Of places that coincide the one with the smallest owner counts.
///
/// Distances are those of a plane at the middle of the ground: within a city a bisector lies less than a metre off, within a
/// province less than a thousandth of the distance. Cost: `O(n log n)` for the places, then for each owner the outline of the ground.
pub fn nearest_areas(places: &[(Position, u32)], ground: &Partition) -> BTreeMap<u32, Vec<Vec<Position>>> {
    let outline = outline(ground);
    let bounds = Bounds::of(outline.iter().flatten().copied());
    if bounds.is_empty() || places.is_empty() {
        return BTreeMap::new();
    }
    let middle = Position::new(i32::midpoint(bounds.min.lon, bounds.max.lon), i32::midpoint(bounds.min.lat, bounds.max.lat));
    let scale = metres_per_unit(middle.lat);
    let local = |position: Position| IntPoint::new(position.lon - middle.lon, position.lat - middle.lat);
    let outline: Vec<Vec<IntPoint>> = outline.iter().map(|ring| ring.iter().map(|position| local(*position)).collect()).collect();
    let rings = owners_rings(&triangulated(places, middle, scale, &bounds), scale);
    let cut = |(owner, rings): (u32, Vec<Vec<IntPoint>>)| {
        let shapes = Overlay::from_subj_and_clip(&rings, &outline).overlay(OverlayRule::Intersect, FillRule::EvenOdd);
        let back = |point: &IntPoint| Position::new(middle.lon + point.x, middle.lat + point.y);
        let rings: Vec<Vec<Position>> = shapes.iter().flatten().map(|ring| ring.iter().map(back).collect()).collect();
        (!rings.is_empty()).then_some((owner, rings))
    };
    rings.into_iter().filter_map(cut).collect()
}

/// The boundary of the ground: outer rings, and those of gaps.
fn outline(ground: &Partition) -> Vec<Vec<Position>> {
    let rings = ground.faces().get(CellId::OUTSIDE).map(|face| face.rings.as_slice()).unwrap_or_default();
    let ring = |walked: &Vec<crate::partition::ArcRef>| {
        let mut points: Vec<Position> = Vec::new();
        for step in walked {
            let arc = &ground.arcs()[step.arc].shape.points;
            let mut own: Vec<Position> = arc.to_vec();
            if step.is_reversed {
                own.reverse();
            }
            points.extend(own.into_iter().take(arc.len().saturating_sub(1)));
        }
        points
    };
    rings.iter().map(ring).filter(|ring| ring.len() > 2).collect()
}

fn triangulated(places: &[(Position, u32)], middle: Position, scale: (f64, f64), bounds: &Bounds) -> DelaunayTriangulation<Site> {
    let metres = |position: Position| Point2::new((f64::from(position.lon) - f64::from(middle.lon)) * scale.0, (f64::from(position.lat) - f64::from(middle.lat)) * scale.1);
    let mut owner_of: BTreeMap<Position, u32> = BTreeMap::new();
    for (position, owner) in places {
        let known = owner_of.entry(*position).or_insert(*owner);
        *known = (*known).min(*owner);
    }
    let mut sites: Vec<Site> = owner_of.iter().map(|(position, owner)| Site { at: metres(*position), owner: *owner }).collect();
    let all = owner_of.keys().copied().chain([bounds.min, bounds.max]).map(metres);
    let radius = FAR * all.fold(1.0f64, |most, at| most.max(at.x.abs()).max(at.y.abs()));
    sites.extend((0..N_FAR).map(|number| {
        let (sin, cos) = libm::sincos(std::f64::consts::TAU * f64::from(number) / f64::from(N_FAR));
        Site { at: Point2::new(radius * cos, radius * sin), owner: NOBODY }
    }));
    // Places are numbers that fit, so that none is refused.
    DelaunayTriangulation::bulk_load_stable(sites).unwrap_or_default()
}

/// The rings of each owner's area, counter-clockwise, not closed, in lattice units from the middle. Only boundaries between
/// different owners are walked.
fn owners_rings(triangulation: &DelaunayTriangulation<Site>, scale: (f64, f64)) -> BTreeMap<u32, Vec<Vec<IntPoint>>> {
    let owner = |vertex: FixedVertexHandle| triangulation.vertex(vertex).data().owner;
    let mut ways: BTreeMap<u32, BTreeMap<(i32, i32), Vec<(i32, i32)>>> = BTreeMap::new();
    for edge in triangulation.directed_edges() {
        let (from, to) = (owner(edge.from().fix()), owner(edge.to().fix()));
        if from == to || from == NOBODY {
            continue;
        }
        let (Some(left), Some(right)) = (edge.face().as_inner(), edge.rev().face().as_inner()) else { continue };
        let lattice = |at: Point2<f64>| ((at.x / scale.0).clamp(-MOST, MOST).round() as i32, (at.y / scale.1).clamp(-MOST, MOST).round() as i32);
        let (start, end) = (lattice(right.circumcenter()), lattice(left.circumcenter()));
        if start != end {
            ways.entry(from).or_default().entry(start).or_default().push(end);
        }
    }
    ways.into_iter().map(|(owner, ways)| (owner, chained(ways))).collect()
}

/// Edges put together to rings: as many lead to a corner as away from it.
fn chained(mut ways: BTreeMap<(i32, i32), Vec<(i32, i32)>>) -> Vec<Vec<IntPoint>> {
    let mut rings = Vec::new();
    while let Some((start, _)) = ways.first_key_value() {
        let start = *start;
        let (mut at, mut ring) = (start, Vec::new());
        while let Some(ends) = ways.get_mut(&at) {
            let next = ends.pop();
            if ends.is_empty() {
                ways.remove(&at);
            }
            let Some(next) = next else { break };
            ring.push(IntPoint::new(at.0, at.1));
            at = next;
            if at == start {
                break;
            }
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::distance_m;
    use crate::partition::fixture::{STEP, at, lattice};

    fn is_inside(rings: &[Vec<Position>], place: Position) -> bool {
        let crosses = |ring: &Vec<Position>| {
            ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| {
                let (a, b) = (**a, **b);
                (a.lat > place.lat) != (b.lat > place.lat) && f64::from(place.lon) < f64::from(a.lon) + (f64::from(b.lon) - f64::from(a.lon)) * (f64::from(place.lat) - f64::from(a.lat)) / (f64::from(b.lat) - f64::from(a.lat))
            })
            .count()
        };
        rings.iter().map(crosses).sum::<usize>() % 2 == 1
    }

    #[test]
    fn everywhere_belongs_to_the_nearest_place() {
        let ground = lattice(6);
        let places: Vec<(Position, u32)> = [(900, 700), (5100, 900), (3000, 3300), (1200, 5200), (5000, 5300), (2999, 900), (9000, 3000)].iter().zip(0..).map(|((x, y), owner)| (at(*x, *y), owner)).collect();
        let areas = nearest_areas(&places, &ground);
        let mut looked_at = 0;
        for x in (50..6 * STEP).step_by(170) {
            for y in (50..6 * STEP).step_by(170) {
                let place = at(x, y);
                let mut near: Vec<(f64, u32)> = places.iter().map(|(other, owner)| (distance_m(place, *other), *owner)).collect();
                near.sort_by(|a, b| a.0.total_cmp(&b.0));
                if near[1].0 - near[0].0 < 0.05 || ground.cell_at(place) == CellId::OUTSIDE {
                    continue;
                }
                looked_at += 1;
                let owners: Vec<u32> = areas.iter().filter(|(_, rings)| is_inside(rings, place)).map(|(owner, _)| *owner).collect();
                assert_eq!(owners, [near[0].1], "{place:?}");
            }
        }
        assert!(looked_at > 800);
        assert!(nearest_areas(&[], &ground).is_empty());
    }

    #[test]
    fn an_owner_of_many_places_has_the_ground_round_all_of_them() {
        let ground = lattice(4);
        let places = [(at(500, 500), 1), (at(1500, 700), 1), (at(3500, 600), 2), (at(500, 3500), 2), (at(3400, 3500), 1)];
        let areas = nearest_areas(&places, &ground);
        assert_eq!(areas.keys().copied().collect::<Vec<_>>(), [1, 2]);
        for (place, owner) in places {
            assert!(is_inside(&areas[&owner], place));
        }
        // One alone has everything.
        let whole = nearest_areas(&places[..1], &ground);
        assert!(is_inside(&whole[&1], at(3900, 3900)) && whole.len() == 1);
    }
}
