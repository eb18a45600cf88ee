//! Flat shapes on the picture: boxes, polygons, clipping, and an index of boxes that are taken.

/// A point in logical pixels, x to the east and y to the south.
pub(super) type Point = [f64; 2];

/// A shell followed by its holes, open rings.
pub(super) type Polygon = Vec<Vec<Point>>;

/// A box in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box2 {
    /// West edge.
    pub left: f64,
    /// North edge.
    pub top: f64,
    /// East edge.
    pub right: f64,
    /// South edge.
    pub bottom: f64,
}

impl Box2 {
    /// A box by its north-west corner and size.
    pub const fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self { left, top, right: left + width, bottom: top + height }
    }

    /// A box by its middle and size.
    pub fn around([x, y]: [f64; 2], width: f64, height: f64) -> Self {
        Self::new(x - width / 2.0, y - height / 2.0, width, height)
    }

    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The middle.
    pub fn middle(&self) -> [f64; 2] {
        [f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom)]
    }

    /// Larger on every side by so much; smaller for a negative margin.
    pub fn grown(&self, margin: f64) -> Self {
        Self { left: self.left - margin, top: self.top - margin, right: self.right + margin, bottom: self.bottom + margin }
    }

    /// Whether the insides share a point; boxes that only touch do not overlap.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether the other box lies inside or touches from inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && other.right <= self.right && self.top <= other.top && other.bottom <= self.bottom
    }

    /// Whether a point is inside or on the edge.
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// Shared area with another box.
    pub fn shared_area(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }
}

/// Whether the segment meets the inside or the edge of the box.
pub(super) fn segment_meets_box(a: Point, b: Point, bounds: &Box2) -> bool {
    clip_segment(a, b, bounds).is_some()
}

/// The part of a segment inside a box (Liang and Barsky 1984).
fn clip_segment(a: Point, b: Point, bounds: &Box2) -> Option<(Point, Point)> {
    let delta = [b[0] - a[0], b[1] - a[1]];
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    let sides = [(-delta[0], a[0] - bounds.left), (delta[0], bounds.right - a[0]), (-delta[1], a[1] - bounds.top), (delta[1], bounds.bottom - a[1])];
    for (towards, room) in sides {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            enter = enter.max(room / towards);
        } else {
            leave = leave.min(room / towards);
        }
    }
    let at = |t: f64| [a[0] + delta[0] * t, a[1] + delta[1] * t];
    (enter <= leave).then(|| (at(enter), at(leave)))
}

/// The parts of a line inside a box.
pub(super) fn clip_line(line: &[Point], bounds: &Box2) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let Some((from, to)) = clip_segment(pair[0], pair[1], bounds) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&from) => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

/// A ring cut to a box (Sutherland and Hodgman 1974). Where the ring leaves and returns, the result runs along the edge.
pub(super) fn clip_ring(ring: &[Point], bounds: &Box2) -> Vec<Point> {
    let limits = [(0, bounds.left, 1.0), (0, bounds.right, -1.0), (1, bounds.top, 1.0), (1, bounds.bottom, -1.0)];
    if ring.iter().all(|p| bounds.contains(*p)) {
        return ring.to_vec();
    }
    let mut points = ring.to_vec();
    for (axis, limit, sign) in limits {
        let depth = |p: Point| (p[axis] - limit) * sign;
        let mut kept = Vec::with_capacity(points.len() + 4);
        for (i, &to) in points.iter().enumerate() {
            let from = points[(i + points.len() - 1) % points.len()];
            let (before, after) = (depth(from), depth(to));
            if (before < 0.0) != (after < 0.0) {
                let share = before / (before - after);
                kept.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
            }
            if after >= 0.0 {
                kept.push(to);
            }
        }
        points = kept;
    }
    points
}

/// A polygon cut to a box; [`None`] when nothing with an area is left.
pub(super) fn clip_polygon(polygon: &Polygon, bounds: &Box2) -> Option<Polygon> {
    let rings: Polygon = polygon.iter().map(|ring| clip_ring(ring, bounds)).collect();
    let is_visible = rings.first().is_some_and(|shell| shell.len() >= 3 && ring_area(shell).abs() > 1e-9);
    is_visible.then(|| rings.into_iter().filter(|ring| ring.len() >= 3).collect())
}

/// Signed area of a ring.
pub(super) fn ring_area(ring: &[Point]) -> f64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() / 2.0
}

/// Area of a polygon, holes taken off.
pub(super) fn polygon_area(polygon: &Polygon) -> f64 {
    let mut areas = polygon.iter().map(|ring| ring_area(ring).abs());
    areas.next().map_or(0.0, |shell| shell - areas.sum::<f64>())
}

/// The edges of all rings.
pub(super) fn edges(polygon: &[Vec<Point>]) -> impl Iterator<Item = (Point, Point)> {
    polygon.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (*a, *b)))
}

/// Whether a point is inside, by the even-odd rule.
pub(super) fn polygon_contains(polygon: &[Vec<Point>], [x, y]: Point) -> bool {
    let crossed = edges(polygon).filter(|(a, b)| (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]);
    crossed.count() % 2 == 1
}

/// Whether a box lies wholly inside a polygon.
pub(super) fn polygon_holds_box(polygon: &[Vec<Point>], bounds: &Box2) -> bool {
    polygon_contains(polygon, bounds.middle()) && !edges(polygon).any(|(a, b)| segment_meets_box(a, b, bounds))
}

/// The box around a ring.
pub(super) fn ring_bounds(ring: &[Point]) -> Box2 {
    let empty = Box2 { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };
    ring.iter().fold(empty, |bounds, p| Box2 {
        left: bounds.left.min(p[0]),
        top: bounds.top.min(p[1]),
        right: bounds.right.max(p[0]),
        bottom: bounds.bottom.max(p[1]),
    })
}

/// A line or ring without points closer to the last kept one than `step`; the ends stay.
pub(super) fn thinned(points: &[Point], step: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for (i, &p) in points.iter().enumerate() {
        let is_far = kept.last().is_none_or(|q| (p[0] - q[0]).abs() + (p[1] - q[1]).abs() >= step);
        if is_far || i + 1 == points.len() {
            kept.push(p);
        }
    }
    kept
}

/// Boxes that are taken, in square buckets, so that a question costs what is near.
#[derive(Debug)]
pub(super) struct BoxIndex {
    area: Box2,
    columns: usize,
    rows: usize,
    buckets: Vec<Vec<u32>>,
    boxes: Vec<Box2>,
}

const BUCKET: f64 = 48.0;

impl BoxIndex {
    pub(super) fn new(area: Box2) -> Self {
        let columns = (area.width() / BUCKET).ceil().clamp(1.0, 4096.0) as usize;
        let rows = (area.height() / BUCKET).ceil().clamp(1.0, 4096.0) as usize;
        Self { area, columns, rows, buckets: vec![Vec::new(); columns * rows], boxes: Vec::new() }
    }

    pub(super) fn add(&mut self, bounds: Box2) {
        let number = self.boxes.len() as u32;
        self.boxes.push(bounds);
        for bucket in self.buckets_of(&bounds) {
            self.buckets[bucket].push(number);
        }
    }

    /// The taken boxes that overlap a box; one that spans buckets can come more than once.
    pub(super) fn overlapping<'a>(&'a self, bounds: &'a Box2) -> impl Iterator<Item = &'a Box2> {
        let near = self.buckets_of(bounds).flat_map(|bucket| self.buckets[bucket].iter());
        near.map(|number| &self.boxes[*number as usize]).filter(|taken| taken.overlaps(bounds))
    }

    pub(super) fn is_free(&self, bounds: &Box2) -> bool {
        self.overlapping(bounds).next().is_none()
    }

    /// Whether a segment passes through a taken box.
    pub(super) fn is_crossed(&self, a: Point, b: Point) -> bool {
        let around = ring_bounds(&[a, b]).grown(0.5);
        self.overlapping(&around).any(|taken| segment_meets_box(a, b, taken))
    }

    /// Buckets that a box reaches; boxes outside the area count to the nearest buckets.
    fn buckets_of(&self, bounds: &Box2) -> impl Iterator<Item = usize> + use<> {
        let place = |value: f64, start: f64, count: usize| ((value - start) / BUCKET).clamp(0.0, (count - 1) as f64) as usize;
        let columns = place(bounds.left, self.area.left, self.columns)..=place(bounds.right, self.area.left, self.columns);
        let rows = place(bounds.top, self.area.top, self.rows)..=place(bounds.bottom, self.area.top, self.rows);
        let width = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Box2 = Box2::new(0.0, 0.0, 10.0, 10.0);

    #[test]
    fn a_line_that_leaves_and_returns_has_two_parts() {
        let parts = clip_line(&[[-5.0, 5.0], [5.0, 5.0], [5.0, 15.0], [8.0, 15.0], [8.0, 2.0]], &FRAME);
        assert_eq!(parts, vec![vec![[0.0, 5.0], [5.0, 5.0], [5.0, 10.0]], vec![[8.0, 10.0], [8.0, 2.0]]]);
    }

    #[test]
    fn a_ring_is_cut_to_the_frame() {
        let cut = clip_ring(&[[5.0, 5.0], [15.0, 5.0], [15.0, 15.0], [5.0, 15.0]], &FRAME);
        assert!((ring_area(&cut).abs() - 25.0).abs() < 1e-9);
        assert!(clip_polygon(&vec![vec![[20.0, 20.0], [30.0, 20.0], [30.0, 30.0]]], &FRAME).is_none());
        let huge = clip_ring(&[[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]], &FRAME);
        assert!((ring_area(&huge).abs() - 100.0).abs() < 1e-6);
    }

    #[test]
    fn a_box_over_a_hole_is_not_inside() {
        let polygon = vec![vec![[0.0, 0.0], [30.0, 0.0], [30.0, 30.0], [0.0, 30.0]], vec![[10.0, 10.0], [12.0, 10.0], [12.0, 12.0], [10.0, 12.0]]];
        assert!(polygon_holds_box(&polygon, &Box2::new(14.0, 2.0, 10.0, 10.0)));
        assert!(!polygon_holds_box(&polygon, &Box2::new(5.0, 5.0, 18.0, 18.0)));
        assert!((polygon_area(&polygon) - 896.0).abs() < 1e-9);
    }

    #[test]
    fn the_index_finds_what_overlaps() {
        let mut index = BoxIndex::new(Box2::new(0.0, 0.0, 500.0, 500.0));
        index.add(Box2::new(40.0, 40.0, 100.0, 20.0));
        assert!(!index.is_free(&Box2::new(130.0, 50.0, 5.0, 5.0)));
        assert!(index.is_free(&Box2::new(140.0, 50.0, 5.0, 5.0)), "touching is free");
        assert!(index.is_crossed([0.0, 50.0], [300.0, 50.0]));
        assert!(!index.is_crossed([0.0, 70.0], [300.0, 70.0]));
    }
}
