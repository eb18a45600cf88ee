//! The objective as the search keeps it: what it is now, and what giving one piece to another grid does to it.

use super::core::Core;
use super::hull::convex_hull;
use super::problem::Objective;

/// Below this many pieces the moment is kept exactly for every possible centre.
const ALL_CENTRES_UP_TO: usize = 200;

/// How the moment is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    /// About the centre of gravity: fast, and off by next to nothing where grids have many pieces.
    Gravity,
    /// As published: whole kilometres to a centre piece, which is chosen anew from time to time.
    Published,
}

/// The objective of a plan in the making.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Weight and centre of gravity of each grid, and all moments about the middle of the map.
    Gravity { weight: Vec<f64>, x: Vec<f64>, y: Vec<f64> },
    /// The centre piece of each grid.
    Centres { centre: Vec<u32> },
    /// `cost[grid * n + piece]`: moment of the grid if that piece were its centre; `far[a * n + b]`: squared distance.
    AllCentres { cost: Vec<f64>, far: Vec<f64>, best: Vec<f64> },
    /// Pairs (or lengths) cut.
    Cut { by_length: bool },
    /// Extreme pieces of each grid and the largest distance; what exceeds the limit counts, and the moment a little.
    Span { hull: Vec<Vec<u32>>, span: Vec<f64>, ends: Vec<(u32, u32)>, limit: f64, harshness: f64, gravity: Box<Self>, relief: f64 },
}

/// What the shape needs to see of a plan.
pub(super) struct Sight<'a> {
    pub(super) core: &'a Core,
    pub(super) label: &'a [u32],
    pub(super) members: &'a [Vec<u32>],
}

impl Sight<'_> {
    fn published(&self, a: usize, b: usize) -> f64 {
        let (dx, dy) = (self.core.x[a] - self.core.x[b], self.core.y[a] - self.core.y[b]);
        let thousand_km = ((dx * dx + dy * dy).sqrt() * 1000.0).round() / 1000.0;
        thousand_km * thousand_km
    }

    fn distance(&self, a: u32, b: u32) -> f64 {
        let (dx, dy) = (self.core.x[a as usize] - self.core.x[b as usize], self.core.y[a as usize] - self.core.y[b as usize]);
        (dx * dx + dy * dy).sqrt()
    }
}

impl Shape {
    /// The shape of a plan, and what it costs.
    pub(super) fn new(sight: &Sight<'_>, precision: Precision) -> Self {
        match sight.core.objective {
            Objective::Moment => Self::moment(sight, precision),
            Objective::CutEdges => Self::Cut { by_length: false },
            Objective::Perimeter => Self::Cut { by_length: true },
            Objective::Diameter => Self::span(sight),
        }
    }

    fn moment(sight: &Sight<'_>, precision: Precision) -> Self {
        let core = sight.core;
        let has_fixed_centres = core.centre.iter().any(|centre| *centre != super::core::NONE);
        if core.n <= ALL_CENTRES_UP_TO && !has_fixed_centres {
            return Self::all_centres(sight);
        }
        if precision == Precision::Published || has_fixed_centres {
            let mut shape = Self::Centres { centre: vec![0; core.k] };
            shape.recentre(sight);
            return shape;
        }
        Self::gravity(sight)
    }

    fn gravity(sight: &Sight<'_>) -> Self {
        let core = sight.core;
        let (mut weight, mut x, mut y) = (vec![0.0; core.k], vec![0.0; core.k], vec![0.0; core.k]);
        for (grid, members) in sight.members.iter().enumerate() {
            for &piece in members {
                let own = core.weight[piece as usize];
                weight[grid] += own;
                x[grid] += own * core.x[piece as usize];
                y[grid] += own * core.y[piece as usize];
            }
            if weight[grid] > 0.0 {
                x[grid] /= weight[grid];
                y[grid] /= weight[grid];
            }
        }
        Self::Gravity { weight, x, y }
    }

    fn all_centres(sight: &Sight<'_>) -> Self {
        let (n, k) = (sight.core.n, sight.core.k);
        let far: Vec<f64> = (0..n * n).map(|at| sight.published(at / n, at % n)).collect();
        let mut cost = vec![0.0; k * n];
        for (grid, members) in sight.members.iter().enumerate() {
            for &piece in members {
                let row = &far[piece as usize * n..(piece as usize + 1) * n];
                cost[grid * n..(grid + 1) * n].iter_mut().zip(row).for_each(|(cost, far)| *cost += sight.core.demand[piece as usize] * far);
            }
        }
        let best = sight.members.iter().enumerate().map(|(grid, members)| least(&cost[grid * n..], members)).collect();
        Self::AllCentres { cost, far, best }
    }

    fn span(sight: &Sight<'_>) -> Self {
        let k = sight.core.k;
        let mut shape = Self::Span { hull: vec![Vec::new(); k], span: vec![0.0; k], ends: vec![(0, 0); k], limit: f64::INFINITY, harshness: 0.0, gravity: Box::new(Self::gravity(sight)), relief: 1.0 };
        (0..k).for_each(|grid| shape.stretch(sight, grid));
        shape
    }

    /// Sets the largest distance that costs nothing, and what a whole limit beyond it costs.
    pub(super) fn tighten(&mut self, to: f64, price: f64) {
        if let Self::Span { limit, harshness, .. } = self {
            (*limit, *harshness) = (to, price / to.max(1e-12));
        }
    }

    /// The largest distance inside a grid.
    pub(super) fn widest(&self) -> f64 {
        if let Self::Span { span, .. } = self { span.iter().copied().fold(0.0, f64::max) } else { 0.0 }
    }

    /// Finds the extreme pieces and the largest distance of a grid anew.
    fn stretch(&mut self, sight: &Sight<'_>, grid: usize) {
        let Self::Span { hull, span, ends, .. } = self else { return };
        let members = &sight.members[grid];
        let places: Vec<[f64; 2]> = members.iter().map(|piece| [sight.core.x[*piece as usize], sight.core.y[*piece as usize]]).collect();
        hull[grid] = convex_hull(&places).into_iter().map(|at| members[at]).collect();
        (span[grid], ends[grid]) = (0.0, (u32::MAX, u32::MAX));
        for (at, &a) in hull[grid].iter().enumerate() {
            for &b in &hull[grid][at + 1..] {
                let distance = sight.distance(a, b);
                if distance > span[grid] {
                    (span[grid], ends[grid]) = (distance, (a, b));
                }
            }
        }
    }

    /// What the plan costs.
    pub(super) fn total(&self, sight: &Sight<'_>) -> f64 {
        let core = sight.core;
        match self {
            Self::Gravity { x, y, .. } => {
                let moment = |grid: usize| sight.members[grid].iter().map(move |&piece| about(core, piece as usize, x[grid], y[grid])).sum::<f64>();
                (0..core.k).map(moment).sum::<f64>() + core.inner
            }
            Self::Centres { centre } => {
                let moment = |grid: usize| sight.members[grid].iter().map(|&piece| core.demand[piece as usize] * sight.published(piece as usize, centre[grid] as usize)).sum::<f64>();
                (0..core.k).map(moment).sum::<f64>() + core.inner
            }
            Self::AllCentres { best, .. } => best.iter().sum::<f64>() + core.inner,
            Self::Cut { by_length } => {
                let cut = |piece: usize| core.near(piece).iter().filter(move |near| sight.label[piece] != sight.label[near.to as usize]);
                (0..core.n).flat_map(cut).map(|near| if *by_length { near.length } else { f64::from(near.pairs) }).sum::<f64>() / 2.0
            }
            Self::Span { span, limit, harshness, gravity, relief, .. } => gravity.total(sight) * relief + span.iter().map(|span| over(*span, *limit, *harshness)).sum::<f64>(),
        }
    }

    /// What giving a piece from grid `a` to grid `b` adds to the cost.
    #[inline]
    pub(super) fn delta(&self, sight: &Sight<'_>, piece: usize, a: usize, b: usize) -> f64 {
        let core = sight.core;
        match self {
            Self::Gravity { weight, x, y } => {
                let own = core.weight[piece];
                let (ax, ay, bx, by) = (core.x[piece] - x[a], core.y[piece] - y[a], core.x[piece] - x[b], core.y[piece] - y[b]);
                let left = weight[a] - own;
                let gain = if left > 1e-12 { own * weight[a] / left * (ax * ax + ay * ay) } else { 0.0 };
                own * weight[b] / (weight[b] + own) * (bx * bx + by * by) - gain
            }
            Self::Centres { centre } => core.demand[piece] * (sight.published(piece, centre[b] as usize) - sight.published(piece, centre[a] as usize)),
            Self::AllCentres { cost, far, best } => {
                let (n, own) = (core.n, core.demand[piece]);
                let far = &far[piece * n..(piece + 1) * n];
                let (of_a, of_b) = (&cost[a * n..(a + 1) * n], &cost[b * n..(b + 1) * n]);
                let mut new_a = f64::INFINITY;
                for &centre in &sight.members[a] {
                    let there = of_a[centre as usize] - own * far[centre as usize];
                    if there < new_a && centre as usize != piece {
                        new_a = there;
                    }
                }
                let mut new_b = of_b[piece];
                for &centre in &sight.members[b] {
                    new_b = new_b.min(of_b[centre as usize] + own * far[centre as usize]);
                }
                new_a + new_b - best[a] - best[b]
            }
            Self::Cut { by_length } => {
                let mut sum = 0.0;
                for near in core.near(piece) {
                    let there = sight.label[near.to as usize] as usize;
                    let size = if *by_length { near.length } else { f64::from(near.pairs) };
                    if there == a {
                        sum += size;
                    } else if there == b {
                        sum -= size;
                    }
                }
                sum
            }
            Self::Span { hull, span, ends, limit, harshness, gravity, relief } => {
                let mut new_b = span[b];
                for &corner in &hull[b] {
                    new_b = new_b.max(sight.distance(piece as u32, corner));
                }
                let mut sum = over(new_b, *limit, *harshness) - over(span[b], *limit, *harshness);
                if span[a] > *limit && (ends[a].0 as usize == piece || ends[a].1 as usize == piece) {
                    sum += over(without(sight, &hull[a], piece as u32), *limit, *harshness) - over(span[a], *limit, *harshness);
                }
                sum + gravity.delta(sight, piece, a, b) * relief
            }
        }
    }

    /// Takes note that a piece has gone from grid `a` to grid `b`; labels and members say so already.
    pub(super) fn moved(&mut self, sight: &Sight<'_>, piece: usize, a: usize, b: usize) {
        let core = sight.core;
        match self {
            Self::Gravity { weight, x, y } => {
                let own = core.weight[piece];
                for (grid, sign) in [(a, -1.0), (b, 1.0)] {
                    let new = weight[grid] + sign * own;
                    if new > 1e-12 {
                        x[grid] += sign * own * (core.x[piece] - x[grid]) / new;
                        y[grid] += sign * own * (core.y[piece] - y[grid]) / new;
                    }
                    weight[grid] = new;
                }
            }
            Self::Centres { centre } => {
                if centre[a] as usize == piece {
                    centre[a] = nearest_to(sight, &sight.members[a], piece);
                }
            }
            Self::AllCentres { cost, far, best } => {
                let (n, own) = (core.n, core.demand[piece]);
                let far = &far[piece * n..(piece + 1) * n];
                cost[a * n..(a + 1) * n].iter_mut().zip(far).for_each(|(cost, far)| *cost -= own * far);
                cost[b * n..(b + 1) * n].iter_mut().zip(far).for_each(|(cost, far)| *cost += own * far);
                best[a] = least(&cost[a * n..], &sight.members[a]);
                best[b] = least(&cost[b * n..], &sight.members[b]);
            }
            Self::Cut { .. } => {}
            Self::Span { gravity, hull, .. } => {
                gravity.moved(sight, piece, a, b);
                let was_corner = hull[a].contains(&(piece as u32));
                if was_corner {
                    self.stretch(sight, a);
                }
                self.take_in(sight, piece, b);
            }
        }
    }

    /// A grid has one piece more.
    fn take_in(&mut self, sight: &Sight<'_>, piece: usize, grid: usize) {
        let Self::Span { hull, .. } = self else { return };
        let corners = &hull[grid];
        let place = |corner: u32| [sight.core.x[corner as usize], sight.core.y[corner as usize]];
        let at = place(piece as u32);
        let is_inside = corners.len() >= 3
            && (0..corners.len()).all(|corner| {
                let (p, q) = (place(corners[corner]), place(corners[(corner + 1) % corners.len()]));
                (q[0] - p[0]) * (at[1] - p[1]) - (q[1] - p[1]) * (at[0] - p[0]) > 0.0
            });
        if !is_inside {
            self.stretch(sight, grid);
        }
    }

    /// Chooses centre pieces anew; returns whether that changed any. Does nothing for shapes without centre pieces.
    pub(super) fn recentre(&mut self, sight: &Sight<'_>) -> bool {
        let Self::Centres { centre } = self else { return false };
        let mut has_changed = false;
        for grid in 0..sight.core.k {
            let chosen = best_centre(sight, grid);
            has_changed |= centre[grid] != chosen;
            centre[grid] = chosen;
        }
        has_changed
    }
}

fn over(span: f64, limit: f64, harshness: f64) -> f64 {
    if span > limit { (span - limit) * harshness } else { 0.0 }
}

fn about(core: &Core, piece: usize, x: f64, y: f64) -> f64 {
    let (dx, dy) = (core.x[piece] - x, core.y[piece] - y);
    core.weight[piece] * (dx * dx + dy * dy)
}

fn least(cost: &[f64], members: &[u32]) -> f64 {
    let least = members.iter().map(|piece| cost[*piece as usize]).fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 0.0 }
}

/// The largest distance between extreme pieces without one of them.
fn without(sight: &Sight<'_>, hull: &[u32], piece: u32) -> f64 {
    let mut widest = 0.0f64;
    for (at, &a) in hull.iter().enumerate().filter(|(_, a)| **a != piece) {
        for &b in hull[at + 1..].iter().filter(|b| **b != piece) {
            widest = widest.max(sight.distance(a, b));
        }
    }
    widest
}

fn nearest_to(sight: &Sight<'_>, members: &[u32], piece: usize) -> u32 {
    members.iter().copied().min_by(|a, b| sight.distance(*a, piece as u32).total_cmp(&sight.distance(*b, piece as u32)).then(a.cmp(b))).unwrap_or(piece as u32)
}

/// The best centre among the dozen pieces nearest to the centre of gravity.
fn best_centre(sight: &Sight<'_>, grid: usize) -> u32 {
    let core = sight.core;
    if core.centre[grid] != super::core::NONE {
        return core.centre[grid];
    }
    let members = &sight.members[grid];
    let total: f64 = members.iter().map(|piece| core.weight[*piece as usize]).sum();
    let (x, y) = members.iter().fold((0.0, 0.0), |(x, y), &piece| (x + core.weight[piece as usize] * core.x[piece as usize], y + core.weight[piece as usize] * core.y[piece as usize]));
    let (x, y) = (x / total, y / total);
    let gap = |piece: u32| (core.x[piece as usize] - x) * (core.x[piece as usize] - x) + (core.y[piece as usize] - y) * (core.y[piece as usize] - y);
    let mut near: Vec<(f64, u32)> = members.iter().map(|piece| (gap(*piece), *piece)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.truncate(12);
    let moment = |centre: u32| members.iter().map(|piece| core.demand[*piece as usize] * sight.published(*piece as usize, centre as usize)).sum::<f64>();
    near.into_iter().map(|(_, piece)| (moment(piece), piece)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map_or(0, |(_, piece)| piece)
}
