//! Checks P1 to P4 of a result by brute force, with predicates of its own.

use crate::base::{CellId, NodeId};
use crate::geodesy::Position;
use crate::partition::Built;
use std::collections::{BTreeMap, BTreeSet};

type Segment = (Position, Position);

/// Panics, naming the rule, when a result breaks an invariant.
pub(super) fn check(built: &Built, polygons: usize) {
    check_arcs(built);
    check_nodes(built);
    check_contacts(built);
    check_cells(built, polygons);
}

fn check_arcs(built: &Built) {
    for arc in &built.arcs {
        assert_ne!(arc.left, arc.right, "P1: two faces");
        assert!(arc.points.len() >= 2, "an arc has two positions");
        assert!(arc.points.windows(2).all(|pair| pair[0] != pair[1]), "P2: neighbours differ");
        for cell in [arc.left, arc.right] {
            assert!(cell.0 as usize <= built.cells.len(), "P1: {cell:?} is a cell");
        }
    }
}

fn check_nodes(built: &Built) {
    let mut place: BTreeMap<NodeId, Position> = BTreeMap::new();
    let mut ends: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (at, arc) in built.arcs.iter().enumerate() {
        for (node, position) in [(arc.from, arc.points[0]), (arc.to, arc.points[arc.points.len() - 1])] {
            assert_eq!(*place.entry(node).or_insert(position), position, "a node has one place");
            ends.entry(node).or_default().push(at);
        }
    }
    let places: BTreeSet<Position> = place.values().copied().collect();
    assert_eq!(places.len(), place.len(), "two nodes share no place");
    assert_eq!(place.keys().map(|node| node.0 as usize).collect::<Vec<_>>(), (0..place.len()).collect::<Vec<_>>(), "node ids are dense");
    for arcs in ends.values() {
        let is_loose = arcs.len() == 2 && arcs[0] == arcs[1];
        assert!(is_loose || arcs.len() >= 3, "arcs are maximal");
    }
    let mut inside: BTreeSet<Position> = BTreeSet::new();
    for arc in &built.arcs {
        for position in &arc.points[1..arc.points.len() - 1] {
            assert!(inside.insert(*position) && !places.contains(position), "P2: arcs meet at nodes only, not at {position:?}");
        }
    }
}

fn side(a: Position, b: Position, p: Position) -> i128 {
    let part = |one: i32, two: i32| i128::from(one) - i128::from(two);
    (part(b.lon, a.lon) * part(p.lat, a.lat) - part(b.lat, a.lat) * part(p.lon, a.lon)).signum()
}

fn is_on(p: Position, (a, b): Segment) -> bool {
    let between = |low: i32, value: i32, high: i32| low.min(high) <= value && value <= low.max(high);
    side(a, b, p) == 0 && between(a.lon, p.lon, b.lon) && between(a.lat, p.lat, b.lat)
}

/// Whether two segments meet in anything but a shared end.
fn is_fault(one: Segment, two: Segment) -> bool {
    let ((a, b), (c, d)) = (one, two);
    let touches = [(a, two), (b, two), (c, one), (d, one)]
        .into_iter()
        .any(|(p, segment)| is_on(p, segment) && p != segment.0 && p != segment.1);
    let same = (a == c && b == d) || (a == d && b == c);
    let crosses = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    touches || same || crosses
}

fn check_contacts(built: &Built) {
    let mut segments: Vec<Segment> =
        built.arcs.iter().flat_map(|arc| arc.points.windows(2).map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])))).collect();
    segments.sort_unstable();
    for (at, one) in segments.iter().enumerate() {
        for two in segments[at + 1..].iter().take_while(|two| two.0.lon <= one.1.lon) {
            assert!(!is_fault(*one, *two), "P2: {one:?} and {two:?}");
        }
    }
}

/// The directed segments that have a cell on their left.
fn around(built: &Built, cell: CellId) -> Vec<Segment> {
    let mut list = Vec::new();
    for arc in &built.arcs {
        if arc.left == cell {
            list.extend(arc.points.windows(2).map(|pair| (pair[0], pair[1])));
        } else if arc.right == cell {
            list.extend(arc.points.windows(2).map(|pair| (pair[1], pair[0])));
        }
    }
    list
}

fn under(segments: &[Segment]) -> i128 {
    segments.iter().map(|(a, b)| i128::from(a.lon) * i128::from(b.lat) - i128::from(b.lon) * i128::from(a.lat)).sum()
}

/// Twice the area of a cell.
pub(super) fn twice_area(built: &Built, cell: CellId) -> i128 {
    under(&around(built, cell))
}

/// Length of the boundary of a cell in lattice units.
pub(super) fn perimeter(built: &Built, cell: CellId) -> f64 {
    let length = |(a, b): (Position, Position)| (f64::from(b.lon) - f64::from(a.lon)).hypot(f64::from(b.lat) - f64::from(a.lat));
    around(built, cell).into_iter().map(length).sum()
}

/// Whether a cell holds a place given in halves of a unit, off every vertex's parallel.
pub(super) fn holds(built: &Built, cell: CellId, half_place: (i64, i64)) -> bool {
    is_inside(&around(built, cell), half_place)
}

/// Even-odd test of a place in halves of a unit against segments; the ray goes east.
pub(super) fn is_inside(segments: &[Segment], (x, y): (i64, i64)) -> bool {
    let double = |p: Position| (2 * i128::from(p.lon), 2 * i128::from(p.lat));
    let (x, y) = (i128::from(x), i128::from(y));
    let crossed = segments.iter().filter(|(a, b)| {
        let (low, high) = if a.lat < b.lat { (double(*a), double(*b)) } else { (double(*b), double(*a)) };
        low.1 < y && y < high.1 && (high.0 - low.0) * (y - low.1) - (high.1 - low.1) * (x - low.0) > 0
    });
    crossed.count() % 2 == 1
}

/// P3: the boundary of a cell, cut into rings that repeat no position, has exactly one that runs counter-clockwise.
fn check_cells(built: &Built, polygons: usize) {
    for (at, cell) in built.cells.iter().enumerate() {
        assert_eq!(cell.id.0 as usize, at + 1, "cell ids are dense from 1");
        assert!((cell.polygon as usize) < polygons && cell.part >= 1 && cell.part <= cell.parts);
        let rings = simple_rings(&around(built, cell.id));
        let outer = rings.iter().filter(|ring| under(ring) > 0).count();
        assert_eq!(outer, 1, "P3: {cell:?} has one outer ring among {rings:?}");
        assert!(rings.iter().all(|ring| under(ring) != 0), "no ring is flat");
    }
}

fn angle_key(from: Position, to: Position) -> f64 {
    (f64::from(to.lat) - f64::from(from.lat)).atan2(f64::from(to.lon) - f64::from(from.lon))
}

fn simple_rings(segments: &[Segment]) -> Vec<Vec<Segment>> {
    let mut leaving: BTreeMap<Position, Vec<Segment>> = BTreeMap::new();
    for segment in segments {
        leaving.entry(segment.0).or_default().push(*segment);
    }
    let mut left: BTreeSet<Segment> = segments.iter().copied().collect();
    assert_eq!(left.len(), segments.len(), "no segment bounds a cell twice");
    let mut rings = Vec::new();
    while let Some(start) = left.first().copied() {
        let mut walk = vec![start];
        left.remove(&start);
        loop {
            let last = walk[walk.len() - 1];
            if last.1 == start.0 {
                break;
            }
            let back = angle_key(last.1, last.0);
            let turn = |segment: &&Segment| (back - angle_key(segment.0, segment.1)).rem_euclid(std::f64::consts::TAU);
            let candidates = leaving.get(&last.1).into_iter().flatten().filter(|segment| left.contains(segment));
            let next = *candidates.min_by(|one, two| turn(one).total_cmp(&turn(two))).expect("P3: boundaries close");
            left.remove(&next);
            walk.push(next);
        }
        cut(walk, &mut rings);
    }
    rings
}

/// Cuts a closed walk at positions that it visits twice.
fn cut(walk: Vec<Segment>, rings: &mut Vec<Vec<Segment>>) {
    let mut stack: Vec<Segment> = Vec::new();
    for segment in walk {
        stack.push(segment);
        if let Some(at) = stack.iter().position(|other| other.0 == segment.1) {
            rings.push(stack.split_off(at));
        }
    }
    assert!(stack.is_empty(), "P3: boundaries close");
}

/// The checker itself must see faults.
mod faults {
    use super::super::{checked, numbered, polygon, rectangle};
    use super::check;
    use crate::base::{CellId, NodeId};
    use crate::geodesy::Position;
    use crate::partition::{BuildOptions, Built};

    fn two_squares() -> Built {
        let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, 100, 100)]), polygon("B", &[&rectangle(100, 0, 200, 100)])]);
        checked(&plan, &BuildOptions::default())
    }

    fn replace(built: &mut Built, arc: usize, points: &[(i32, i32)]) {
        built.arcs[arc].points = points.iter().map(|(x, y)| Position::new(*x, *y)).collect();
    }

    fn shared(built: &Built) -> usize {
        built.arcs.iter().position(|arc| arc.left != CellId::OUTSIDE && arc.right != CellId::OUTSIDE).unwrap()
    }

    #[test]
    #[should_panic(expected = "P1")]
    fn one_face_on_both_sides() {
        let mut built = two_squares();
        built.arcs[0].left = built.arcs[0].right;
        check(&built, 2);
    }

    #[test]
    #[should_panic(expected = "P2")]
    fn arcs_that_cross() {
        let mut built = two_squares();
        let arc = shared(&built);
        let (from, to) = (built.arcs[arc].points[0], built.arcs[arc].points[built.arcs[arc].points.len() - 1]);
        replace(&mut built, arc, &[(from.lon, from.lat), (250, 50), (to.lon, to.lat)]);
        check(&built, 2);
    }

    #[test]
    #[should_panic(expected = "P2")]
    fn an_arc_that_touches_another() {
        let mut built = two_squares();
        let arc = shared(&built);
        let (from, to) = (built.arcs[arc].points[0], built.arcs[arc].points[built.arcs[arc].points.len() - 1]);
        replace(&mut built, arc, &[(from.lon, from.lat), (200, 50), (to.lon, to.lat)]);
        check(&built, 2);
    }

    #[test]
    #[should_panic(expected = "P3")]
    fn a_cell_in_two_pieces() {
        let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, 10, 10)]), polygon("B", &[&rectangle(50, 0, 60, 10)])]);
        let mut built = checked(&plan, &BuildOptions::default());
        for arc in &mut built.arcs {
            for cell in [&mut arc.left, &mut arc.right] {
                *cell = CellId(cell.0.min(1));
            }
        }
        built.cells.truncate(1);
        check(&built, 2);
    }

    #[test]
    #[should_panic(expected = "a node has one place")]
    fn a_node_in_two_places() {
        let mut built = two_squares();
        built.arcs[0].to = NodeId(built.arcs[0].from.0);
        check(&built, 2);
    }
}
