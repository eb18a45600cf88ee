//! Demand: from afar as a density, near by as points.
//!
//! A density is a pyramid of squares over the world, each level half as wide as the one above; the level is drawn whose squares
//! are some 20 points wide. The pyramid is made once for a measure, points are sent once; a frame only chooses.

use super::anchor::{Anchor, OffsetBox};
use super::gpu::{Drawing, Source, Spot, Stage, Uniform};
use super::ground::{Chunks, rgba};
use crate::carto::{Classification, Method, Ramp, Theme, classify};
use crate::edit::{AmountEffect, Document};
use crate::geodesy::Position;
use crate::map::View;
use crate::map::camera::world_of;
use crate::model::Demand;
use std::sync::{Arc as Shared, Weak};

/// Levels of the pyramid: a square of level L is 1 / 2^L of the world wide.
const LEVELS: std::ops::RangeInclusive<u32> = 7..=22;
/// Wanted width of a square in points.
const SQUARE_POINTS: f64 = 20.0;
/// With fewer points in a square than this on average, points are drawn one by one.
const LEAST_PER_SQUARE: f64 = 3.0;
/// Diameter of a point in points.
const POINT: f32 = 5.0;
/// Colours of classes.
const CLASSES: usize = 5;
/// So many values decide about the breaks.
const SAMPLE: usize = 4096;
const RAMP: Ramp = Ramp::YellowOrangeRed;
/// How opaque squares of each class are: what is little stays in the background.
const OPACITIES: [f32; CLASSES] = [0.4, 0.52, 0.64, 0.74, 0.82];
/// Shares of all squares or points below each break.
const SHARES: [f64; CLASSES - 1] = [0.4, 0.7, 0.88, 0.97];

/// How demand is shown at a zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shown {
    /// Squares of a level of the pyramid.
    Density(u32),
    /// Single points.
    Points,
}

/// The demand of a document on the screen.
#[derive(Debug, Default)]
pub(super) struct DemandShapes {
    demand: Weak<Demand>,
    measure: usize,
    /// Squares with their sums, by level from the first of [`LEVELS`], in the order of their codes; none where squares would hold
    /// too few points to be shown.
    levels: Vec<Vec<(u64, i64)>>,
    shown: Option<Shown>,
    chunks: Chunks,
    has_points: bool,
    point_chunks: Chunks,
    density_classes: Option<Classification>,
    point_classes: Option<Classification>,
}

impl DemandShapes {
    /// Makes ready what a frame shows. Cost: the demand once for each document and measure, the squares of a level when the
    /// level changes, then nothing.
    pub(super) fn refresh(&mut self, document: &Document, measure: usize, anchor: &Anchor, zoom: f64, stage: &mut Stage) {
        let demand = document.demand();
        if !Weak::ptr_eq(&self.demand, &Shared::downgrade(demand)) || self.measure != measure {
            let levels = pyramid(demand, measure);
            *self = Self { demand: Shared::downgrade(demand), measure, levels, ..Self::default() };
        }
        let wanted = self.choice(zoom);
        if self.shown == Some(wanted) {
            return;
        }
        self.shown = Some(wanted);
        match wanted {
            Shown::Density(level) => self.put_density(level, anchor, stage),
            Shown::Points if self.has_points => {}
            Shown::Points => self.put_points(demand, anchor, stage),
        }
    }

    /// Follows changed amounts. Cost: the squares above each point; what is shown is made anew for the next frame.
    pub(super) fn follow(&mut self, document: &Document, amounts: &[AmountEffect]) {
        if amounts.is_empty() {
            return;
        }
        let demand = document.demand();
        for changed in amounts.iter().filter(|changed| changed.measure == self.measure) {
            let Some(position) = demand.positions.get(changed.point as usize) else { continue };
            let code = finest_code(*position);
            for (level, squares) in LEVELS.zip(&mut self.levels) {
                if let Ok(at) = squares.binary_search_by_key(&(code >> (2 * (LEVELS.end() - level))), |(code, _)| *code) {
                    squares[at].1 += changed.difference;
                }
            }
            (self.shown, self.has_points) = (None, false);
        }
        self.demand = Shared::downgrade(demand);
    }

    /// How demand was shown last.
    pub(super) fn shown(&self) -> Option<Shown> {
        self.shown
    }

    /// How demand is shown at a zoom.
    fn choice(&self, zoom: f64) -> Shown {
        let wanted = (zoom + (256.0 / SQUARE_POINTS).log2()).round().max(0.0) as u32;
        let level = wanted.max(*LEVELS.start());
        let is_kept = self.levels.get((level - LEVELS.start()) as usize).is_some_and(|squares| !squares.is_empty());
        if is_kept { Shown::Density(level) } else { Shown::Points }
    }

    fn put_density(&mut self, level: u32, anchor: &Anchor, stage: &mut Stage) {
        let squares = self.levels.get((level - LEVELS.start()) as usize).map_or(&[][..], |squares| squares);
        self.density_classes = classes(squares.iter().map(|(_, sum)| *sum), squares.len());
        let side = 1.0 / f64::from(1_u32 << level);
        let mut chunks = Chunks::default();
        let mut spots = Vec::with_capacity(squares.len());
        for (code, sum) in squares {
            let [x, y] = place_of(*code);
            let offset = anchor.offset_of_world([(f64::from(x) + 0.5) * side, (f64::from(y) + 0.5) * side]);
            let at = spots.len() as u32;
            chunks.add(at..at + 1, &OffsetBox { min: offset, max: offset });
            spots.push(Spot { offset, class: class(self.density_classes.as_ref(), *sum) });
        }
        self.chunks = chunks;
        stage.density.replace(spots);
    }

    fn put_points(&mut self, demand: &Demand, anchor: &Anchor, stage: &mut Stage) {
        let amount = |point: usize| demand.amounts_of(point).get(self.measure).copied().unwrap_or(1);
        self.point_classes = classes((0..demand.len()).map(amount), demand.len());
        let mut chunks = Chunks::default();
        let mut spots = Vec::with_capacity(demand.len());
        for (point, position) in demand.positions.iter().enumerate() {
            let offset = anchor.offset(*position);
            chunks.add(point as u32..point as u32 + 1, &OffsetBox { min: offset, max: offset });
            spots.push(Spot { offset, class: class(self.point_classes.as_ref(), amount(point)) });
        }
        self.point_chunks = chunks;
        self.has_points = true;
        stage.points.replace(spots);
    }

    /// What is drawn of a frame.
    pub(super) fn draw(&self, view: &View, shown: &OffsetBox, theme: &Theme, base: Uniform, drawings: &mut Vec<Drawing>) {
        let mut uniform = base;
        for (place, color) in uniform.colors.iter_mut().zip(RAMP.colors(CLASSES, theme.kind)) {
            *place = rgba(color);
        }
        uniform.colors[9] = rgba(theme.panel);
        let (source, ranges) = match self.shown {
            Some(Shown::Density(level)) => {
                uniform.extent = (view.camera.scale() / f64::from(1_u32 << level)) as f32;
                uniform.colors.iter_mut().zip(OPACITIES).for_each(|(color, opacity)| color[3] = opacity);
                (Source::Density, self.chunks.in_sight(shown))
            }
            Some(Shown::Points) => {
                uniform.mode = 1;
                uniform.extent = POINT;
                (Source::Points, self.point_chunks.in_sight(shown))
            }
            None => return,
        };
        if !ranges.is_empty() {
            drawings.push(Drawing { source, ranges, uniform });
        }
    }

    /// The classes that are shown with their colours, for the legend, and whether they are of squares; `None` before anything is.
    pub(super) fn legend(&self, theme: &Theme) -> Option<(&Classification, Vec<crate::carto::Color>, bool)> {
        let (classes, is_density) = match self.shown? {
            Shown::Density(_) => (self.density_classes.as_ref()?, true),
            Shown::Points => (self.point_classes.as_ref()?, false),
        };
        Some((classes, RAMP.colors(CLASSES, theme.kind), is_density))
    }
}

/// Breaks such that the highest classes are few, from evenly spread values: most of a city is not its centre.
fn classes(values: impl Iterator<Item = i64>, n: usize) -> Option<Classification> {
    let mut sample: Vec<f64> = values.step_by(n.div_ceil(SAMPLE).max(1)).filter(|value| *value > 0).map(|value| value as f64).collect();
    sample.sort_by(f64::total_cmp);
    let at = |share: f64| sample.get((share * sample.len() as f64) as usize).map(|value| two_digits(*value));
    classify(&sample, &Method::Manual { breaks: SHARES.into_iter().filter_map(at).collect() }).ok()
}

/// A number with its first two digits only: breaks are read by people.
fn two_digits(value: f64) -> f64 {
    let power = libm::pow(10.0, (libm::log10(value.max(1.0)).floor() - 1.0).max(0.0));
    (value / power).round() * power
}

fn class(classes: Option<&Classification>, value: i64) -> u32 {
    if value <= 0 {
        return super::gpu::BLANK;
    }
    classes.and_then(|classes| classes.class_of(value as f64)).unwrap_or(0) as u32
}

/// The square of the last level that a place is in.
fn finest_code(position: Position) -> u64 {
    let side = f64::from(1_u32 << LEVELS.end());
    let square = |value: f64| (value.clamp(0.0, 1.0) * side).min(side - 1.0) as u32;
    code_of(world_of(position).map(square))
}

/// Sums by square, level by level.
fn pyramid(demand: &Demand, measure: usize) -> Vec<Vec<(u64, i64)>> {
    let amount = |point: usize| demand.amounts_of(point).get(measure).copied().unwrap_or(1);
    let mut finest: Vec<(u64, i64)> = demand.positions.iter().enumerate().map(|(point, position)| (finest_code(*position), amount(point))).collect();
    // Sums do not depend on the order of what is summed.
    finest.sort_unstable_by_key(|(code, _)| *code);
    let mut levels = vec![joined(finest.into_iter())];
    for _ in LEVELS.skip(1) {
        let finer = levels.last().map_or(&[][..], |level| level);
        let coarser = joined(finer.iter().map(|(code, sum)| (code >> 2, *sum)));
        levels.push(coarser);
    }
    for level in &mut levels {
        if level.len() as f64 * LEAST_PER_SQUARE > demand.len() as f64 {
            *level = Vec::new();
        }
    }
    levels.reverse();
    levels
}

fn joined(squares: impl Iterator<Item = (u64, i64)>) -> Vec<(u64, i64)> {
    let mut sums: Vec<(u64, i64)> = Vec::new();
    for (code, sum) in squares {
        match sums.last_mut() {
            Some(last) if last.0 == code => last.1 += sum,
            _ => sums.push((code, sum)),
        }
    }
    sums
}

/// Column and row of a square in one number, such that a square's four children are neighbours (Morton's order).
fn code_of([x, y]: [u32; 2]) -> u64 {
    spread(x) | spread(y) << 1
}

fn place_of(code: u64) -> [u32; 2] {
    [gathered(code), gathered(code >> 1)]
}

fn spread(value: u32) -> u64 {
    let mut bits = u64::from(value);
    for (shift, mask) in [(16, 0x0000_ffff_0000_ffff), (8, 0x00ff_00ff_00ff_00ff), (4, 0x0f0f_0f0f_0f0f_0f0f), (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}

fn gathered(code: u64) -> u32 {
    let mut bits = code & 0x5555_5555_5555_5555;
    for (shift, mask) in [(1, 0x3333_3333_3333_3333), (2, 0x0f0f_0f0f_0f0f_0f0f), (4, 0x00ff_00ff_00ff_00ff), (8, 0x0000_ffff_0000_ffff), (16, 0x0000_0000_ffff_ffff)] {
        bits = (bits | bits >> shift) & mask;
    }
    bits as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;
    use crate::edit::{Command, Label, NewAmount};

    #[test]
    fn codes_are_places() {
        for place in [[0, 0], [1, 2], [524_287, 3], [123_456, 400_001]] {
            assert_eq!(place_of(code_of(place)), place);
        }
        assert_eq!(place_of(code_of([9, 14]) >> 2), [4, 7]);
    }

    #[test]
    fn every_level_holds_all_demand() {
        let document = Document::new(content(2));
        let demand = document.demand();
        let total: i64 = (0..demand.len()).map(|point| demand.amounts_of(point)[1]).sum();
        let levels = pyramid(demand, 1);
        assert_eq!(levels.len(), LEVELS.count());
        let n_kept = levels.iter().filter(|level| !level.is_empty()).count();
        assert!(n_kept > 5 && levels[n_kept..].iter().all(Vec::is_empty), "coarse levels are kept, fine ones are not");
        for level in &levels[..n_kept] {
            assert_eq!(level.iter().map(|(_, sum)| sum).sum::<i64>(), total);
            assert!(level.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }

    #[test]
    fn a_changed_amount_changes_the_squares_above_it_only() {
        let mut document = Document::new(content(2));
        let anchor = Anchor::of(&document.plan().partition.bounds());
        let (mut shapes, mut stage) = (DemandShapes::default(), Stage::default());
        shapes.refresh(&document, 1, &anchor, 12.0, &mut stage);
        let shown = shapes.shown();
        for (point, amount) in [(0, 900), (17, 0), (0, 4)] {
            let command = Command::SetAmounts(vec![NewAmount { id: document.demand().ids[point], measure: 1, amount }]);
            let (_, effects) = document.run(&command, Label::new("t")).unwrap();
            shapes.follow(&document, &effects.amounts);
            assert_eq!(shapes.levels, pyramid(document.demand(), 1));
            assert_eq!(shapes.shown(), None, "made anew for the next frame");
            shapes.refresh(&document, 1, &anchor, 12.0, &mut stage);
            assert_eq!(shapes.shown(), shown);
        }
    }

    #[test]
    fn density_gives_way_to_points_where_squares_hold_few() {
        let document = Document::new(content(2));
        let anchor = Anchor::of(&document.plan().partition.bounds());
        let (mut shapes, mut stage) = (DemandShapes::default(), Stage::default());
        let mut shown = Vec::new();
        for zoom in 8..=22 {
            shapes.refresh(&document, 0, &anchor, f64::from(zoom), &mut stage);
            shown.push(shapes.shown.unwrap());
        }
        assert_eq!((shown[0], shown[14]), (Shown::Density(12), Shown::Points));
        let first = shown.iter().position(|shown| *shown == Shown::Points).unwrap();
        assert!(shown[first..].iter().all(|shown| *shown == Shown::Points), "{shown:?}");
        assert_eq!(stage.points.len(), document.demand().len());
        let (classes, colors, is_density) = shapes.legend(&Theme::of(crate::carto::ThemeKind::Light)).unwrap();
        assert!(!is_density && classes.classes().len() <= colors.len());
    }

    #[test]
    fn points_without_demand_of_the_measure_are_not_drawn() {
        assert_eq!(class(None, 0), super::super::gpu::BLANK);
        assert_eq!(class(None, 3), 0);
    }
}
