//! Labels beside their grids, at the end of a line: for grids too small to hold a text.

use super::shape::{Box2, BoxIndex, Point, segment_meets_box};

/// The leader lines drawn so far.
#[derive(Debug, Default)]
pub(super) struct Leaders {
    lines: Vec<(Point, Point)>,
}

/// Longest leader line in logical pixels.
const MAX_LENGTH: f64 = 230.0;
const DIRECTIONS: usize = 24;

impl Leaders {
    pub(super) fn add(&mut self, anchor: Point, label: Box2) {
        self.lines.push((anchor, nearest(&label, anchor)));
    }

    fn is_crossed(&self, a: Point, b: Point) -> bool {
        self.lines.iter().any(|(c, d)| segments_cross(a, b, *c, *d))
    }

    fn runs_under(&self, place: &Box2) -> bool {
        self.lines.iter().any(|(a, b)| segment_meets_box(*a, *b, place))
    }
}

/// Where a leader line meets its label.
pub(super) fn nearest(label: &Box2, anchor: Point) -> Point {
    [anchor[0].clamp(label.left, label.right), anchor[1].clamp(label.top, label.bottom)]
}

/// The nearest free place round an anchor whose line crosses no other line and passes no label; `may_pass` lets it run
/// under labels.
pub(super) fn find_leader(anchor: Point, [width, height]: [f64; 2], room: Box2, taken: &BoxIndex, leaders: &Leaders, may_pass: bool) -> Option<Box2> {
    let mut reach = 12.0;
    // A line under labels is hard to follow, so it has to be short.
    let longest = if may_pass { MAX_LENGTH / 2.0 } else { MAX_LENGTH };
    while reach <= longest {
        for step in 0..DIRECTIONS {
            let (sine, cosine) = libm::sincos(step as f64 * std::f64::consts::TAU / DIRECTIONS as f64);
            // From the anchor to the edge of the label, then to its middle.
            let middle = [anchor[0] + cosine * (reach + width / 2.0), anchor[1] + sine * (reach + height / 2.0)];
            let place = Box2::around(middle, width, height);
            if !room.holds(&place) || !taken.is_free(&place) || (!may_pass && leaders.runs_under(&place)) {
                continue;
            }
            let end = nearest(&place, anchor);
            if (may_pass || !taken.is_crossed(anchor, end)) && !leaders.is_crossed(anchor, end) {
                return Some(place);
            }
        }
        reach *= 1.22;
    }
    None
}

fn segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Box2 = Box2::new(0.0, 0.0, 400.0, 400.0);

    #[test]
    fn the_nearest_free_place_is_taken_and_lines_do_not_cross() {
        let mut taken = BoxIndex::new(ROOM);
        let mut leaders = Leaders::default();
        let mut places: Vec<Box2> = Vec::new();
        for i in 0..40 {
            let anchor = [190.0 + f64::from(i % 8) * 4.0, 190.0 + f64::from(i / 8) * 4.0];
            let Some(place) = find_leader(anchor, [30.0, 12.0], ROOM, &taken, &leaders, i % 2 == 1) else { continue };
            assert!(places.iter().all(|other| !other.overlaps(&place)));
            taken.add(place);
            leaders.add(anchor, place);
            places.push(place);
        }
        assert!(places.len() >= 12, "{} of 40 anchors within 32 px", places.len());
        for (i, (a, b)) in leaders.lines.iter().enumerate() {
            assert!(leaders.lines[..i].iter().all(|(c, d)| !segments_cross(*a, *b, *c, *d)));
        }
    }

    #[test]
    fn nothing_is_found_where_all_is_taken() {
        let mut taken = BoxIndex::new(ROOM);
        taken.add(ROOM);
        assert!(find_leader([200.0, 200.0], [30.0, 12.0], ROOM, &taken, &Leaders::default(), true).is_none());
    }
}
