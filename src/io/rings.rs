//! Which rings of a flat list are shells and which are their holes.
//!
//! Shapefiles put all rings of a row in one list and rely on winding, which many programs get wrong. Containment does
//! not lie: a ring inside an even number of others is a shell, inside an odd number a hole of the innermost of them.

/// With more rings than this, winding is believed: comparing every pair would take too long.
const MOST_COMPARED: usize = 1500;

/// The rings ordered so that each shell is followed by its holes; `true` marks a shell.
pub(super) fn grouped(rings: &[Vec<[f64; 2]>]) -> Vec<(&Vec<[f64; 2]>, bool)> {
    match rings {
        [only] => vec![(only, true)],
        _ if rings.len() > MOST_COMPARED => rings.iter().enumerate().map(|(at, ring)| (ring, at == 0 || twice_area(ring) < 0.0)).collect(),
        _ => by_containment(rings),
    }
}

fn by_containment(rings: &[Vec<[f64; 2]>]) -> Vec<(&Vec<[f64; 2]>, bool)> {
    let boxes: Vec<[f64; 4]> = rings.iter().map(|ring| bounds(ring)).collect();
    let areas: Vec<f64> = rings.iter().map(|ring| twice_area(ring).abs()).collect();
    let holders: Vec<Vec<usize>> = (0..rings.len())
        .map(|inner| (0..rings.len()).filter(|&outer| outer != inner && areas[outer] > areas[inner] && box_holds(&boxes[outer], &boxes[inner]) && holds(&rings[outer], &rings[inner])).collect())
        .collect();
    let mut grouped = Vec::with_capacity(rings.len());
    for shell in (0..rings.len()).filter(|&ring| holders[ring].len().is_multiple_of(2)) {
        grouped.push((&rings[shell], true));
        let depth = holders[shell].len() + 1;
        let holes = (0..rings.len()).filter(|&ring| holders[ring].len() == depth && holders[ring].contains(&shell));
        grouped.extend(holes.map(|hole| (&rings[hole], false)));
    }
    grouped
}

fn bounds(ring: &[[f64; 2]]) -> [f64; 4] {
    ring.iter().fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |b, p| [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])])
}

fn box_holds(outer: &[f64; 4], inner: &[f64; 4]) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/// Twice the signed area, positive counter-clockwise, measured from the first coordinate to keep small rings exact.
pub(super) fn twice_area(ring: &[[f64; 2]]) -> f64 {
    let Some(&[x0, y0]) = ring.first() else { return 0.0 };
    ring.windows(2).map(|pair| (pair[0][0] - x0) * (pair[1][1] - y0) - (pair[1][0] - x0) * (pair[0][1] - y0)).sum()
}

/// Whether the first coordinates of `inner` that are not on the edge of `outer` lie inside it.
fn holds(outer: &[[f64; 2]], inner: &[[f64; 2]]) -> bool {
    let off_edge = inner.iter().find(|p| !outer.contains(p));
    off_edge.or(inner.first()).is_some_and(|&[x, y]| {
        let crosses = |pair: &&[[f64; 2]]| {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
        };
        outer.windows(2).filter(crosses).count() % 2 == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64, is_clockwise: bool) -> Vec<[f64; 2]> {
        let mut ring = vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];
        if is_clockwise {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn winding_does_not_matter() {
        // A shell with a hole, an island in the hole, a shell apart: every winding gives the same groups.
        for winding in 0..16u8 {
            let turned = |bit: u8| winding >> bit & 1 == 1;
            let rings = [square(4.0, 4.0, 2.0, turned(0)), square(0.0, 0.0, 10.0, turned(1)), square(20.0, 0.0, 5.0, turned(2)), square(2.0, 2.0, 6.0, turned(3))];
            let groups: Vec<(usize, bool)> =
                grouped(&rings).into_iter().map(|(ring, is_shell)| (rings.iter().position(|other| std::ptr::eq(other, ring)).unwrap(), is_shell)).collect();
            assert_eq!(groups, [(0, true), (1, true), (3, false), (2, true)]);
        }
    }
}
