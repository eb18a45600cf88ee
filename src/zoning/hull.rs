//! Convex hulls of places.

/// Twice the signed area of a triangle: above 0 when `c` lies left of the way from `a` to `b`.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The corners of the convex hull, counter-clockwise, as numbers of places; all places when they lie on a line or are few.
/// Method: Andrew's monotone chain. Cost: `O(n log n)`.
pub(super) fn convex_hull(places: &[[f64; 2]]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_unstable_by(|&a, &b| places[a][0].total_cmp(&places[b][0]).then(places[a][1].total_cmp(&places[b][1])).then(a.cmp(&b)));
    if order.len() < 4 {
        return order;
    }
    let mut hull: Vec<usize> = Vec::with_capacity(24);
    for way in [false, true] {
        let floor = hull.len();
        let mut step = |at: usize| {
            while hull.len() >= floor + 2 && turn(places[hull[hull.len() - 2]], places[hull[hull.len() - 1]], places[at]) <= 0.0 {
                hull.pop();
            }
            hull.push(at);
        };
        if way { order.iter().rev().for_each(|at| step(*at)) } else { order.iter().for_each(|at| step(*at)) }
        hull.pop();
    }
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hull_has_the_corners_only() {
        let places = [[0.0, 0.0], [1.0, 0.2], [2.0, 0.0], [2.0, 2.0], [1.0, 1.0], [0.0, 2.0]];
        let mut hull = convex_hull(&places);
        hull.sort_unstable();
        assert_eq!(hull, [0, 2, 3, 5]);
        let line: Vec<[f64; 2]> = (0..9).map(|at| [f64::from(at), f64::from(at)]).collect();
        let hull = convex_hull(&line);
        assert!(hull.contains(&0) && hull.contains(&8));
    }
}
