//! Reference layers: water, green and buildings as areas, roads by class with their edges, railways. Made once for a project.

use super::anchor::{Anchor, Offset, OffsetBox};
use super::detail::{Triangles, segments, simplified, tolerance};
use super::gpu::{Corner, Drawing, Segment, Source, Stage, Uniform};
use crate::carto::{Color, ReferenceKind, Theme};
use crate::geodesy::Position;
use crate::model::{ReferenceFeature, ReferenceGeometry};
use crate::partition::spatial_order;
use std::ops::Range;

/// Rows that one box speaks for.
const CHUNK: usize = 2048;
/// Above this zoom lines are drawn with all their points.
const EXACT_ZOOM: f64 = 12.5;
/// Degree of detail of the lines below it.
const COARSE: usize = 1;

/// Rows of one kind side by side with the box of each chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunks {
    chunks: Vec<(Range<u32>, OffsetBox)>,
}

impl Chunks {
    /// Adds rows that follow those added before.
    pub(super) fn add(&mut self, rows: Range<u32>, bounds: &OffsetBox) {
        if let Some((range, joined)) = self.chunks.last_mut()
            && range.end == rows.start
            && range.len() < CHUNK
        {
            range.end = rows.end;
            joined.add(bounds.min);
            joined.add(bounds.max);
            return;
        }
        self.chunks.push((rows, *bounds));
    }

    /// The rows that can be in a box.
    pub(super) fn in_sight(&self, shown: &OffsetBox) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for (range, _) in self.chunks.iter().filter(|(_, bounds)| bounds.overlaps(shown)) {
            match ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => ranges.push(range.clone()),
            }
        }
        ranges
    }
}

/// What is drawn of one kind.
#[derive(Debug)]
struct Ground {
    kind: ReferenceKind,
    areas: Chunks,
    coarse: Chunks,
    exact: Chunks,
    points: Chunks,
}

/// The reference layers.
#[derive(Debug, Default)]
pub(super) struct GroundShapes {
    kinds: Vec<Ground>,
}

/// From the ground up: areas in this order, then lines in this order.
const ORDER: [ReferenceKind; 10] = [
    ReferenceKind::Green,
    ReferenceKind::Water,
    ReferenceKind::Other,
    ReferenceKind::Building,
    ReferenceKind::Coastline,
    ReferenceKind::MinorRoad,
    ReferenceKind::SecondaryRoad,
    ReferenceKind::Rail,
    ReferenceKind::PrimaryRoad,
    ReferenceKind::Motorway,
];

impl GroundShapes {
    /// Makes everything. Cost: the reference features once.
    pub(super) fn load(&mut self, features: &[ReferenceFeature], anchor: &Anchor, stage: &mut Stage) {
        let mut maker = Maker::default();
        self.kinds.clear();
        for kind in ORDER {
            let of_kind: Vec<&ReferenceFeature> = features.iter().filter(|feature| ReferenceKind::from_names(&feature.layer, &feature.kind) == kind).collect();
            let places: Vec<Position> = of_kind.iter().map(|feature| first_position(&feature.geometry)).collect();
            let ordered: Vec<&ReferenceFeature> = spatial_order(&places).into_iter().map(|at| of_kind[at as usize]).collect();
            if !ordered.is_empty() {
                self.kinds.push(maker.ground(kind, &ordered, anchor));
            }
        }
        stage.ground_fills.replace(maker.corners);
        stage.ground_lines.replace(maker.segments);
    }

    /// What is drawn of a frame.
    pub(super) fn draw(&self, shown: &OffsetBox, zoom: f64, theme: &Theme, base: Uniform, drawings: &mut Vec<Drawing>) {
        let mut push = |source: Source, ranges: Vec<Range<u32>>, color: Color, opacity: f32, width: f32, dash: f32| {
            if !ranges.is_empty() {
                let mut uniform = Uniform { opacity: base.opacity * opacity, width, extent: dash, ..base };
                uniform.colors[0] = rgba(color);
                drawings.push(Drawing { source, ranges, uniform });
            }
        };
        for ground in self.kinds.iter().filter(|ground| zoom >= least_zoom(ground.kind)) {
            let (color, opacity) = area_look(ground.kind, theme);
            push(Source::GroundFills, ground.areas.in_sight(shown), color, opacity, 0.0, 0.0);
        }
        let growth = ((zoom - 13.0) * 0.25).exp2().clamp(0.5, 2.6) as f32;
        for is_edge in [true, false] {
            for ground in self.kinds.iter().filter(|ground| zoom >= least_zoom(ground.kind)) {
                let look = line_look(ground.kind, theme);
                let ranges = if zoom > EXACT_ZOOM { ground.exact.in_sight(shown) } else { ground.coarse.in_sight(shown) };
                match (is_edge, look.edge) {
                    (true, Some((color, extra))) => push(Source::GroundLines, ranges, color, 1.0, look.width * growth + extra, 0.0),
                    (false, _) => push(Source::GroundLines, ranges, look.color, look.opacity, look.width * growth, look.dash),
                    (true, None) => {}
                }
            }
        }
        for ground in &self.kinds {
            push(Source::GroundLines, ground.points.in_sight(shown), theme.muted, 0.7, 3.2, 0.0);
        }
    }
}

pub(super) fn rgba(color: Color) -> [f32; 4] {
    let Color { r, g, b } = color;
    [f32::from(r) / 255.0, f32::from(g) / 255.0, f32::from(b) / 255.0, 1.0]
}

fn first_position(geometry: &ReferenceGeometry) -> Position {
    match geometry {
        ReferenceGeometry::Point(position) => *position,
        ReferenceGeometry::Lines(lines) => lines.iter().flatten().next().copied().unwrap_or_default(),
        ReferenceGeometry::Polygons(polygons) => polygons.iter().flatten().flatten().next().copied().unwrap_or_default(),
    }
}

/// From this zoom a kind is drawn: what would be a haze further away is left out.
fn least_zoom(kind: ReferenceKind) -> f64 {
    match kind {
        ReferenceKind::Building => 13.5,
        ReferenceKind::MinorRoad => 12.0,
        ReferenceKind::SecondaryRoad => 10.0,
        ReferenceKind::Rail => 8.5,
        _ => 0.0,
    }
}

fn area_look(kind: ReferenceKind, theme: &Theme) -> (Color, f32) {
    match kind {
        ReferenceKind::Water | ReferenceKind::Coastline => (theme.water, 1.0),
        ReferenceKind::Green => (theme.green, 1.0),
        ReferenceKind::Building => (theme.building, 0.9),
        _ => (theme.building, 0.5),
    }
}

struct LineLook {
    color: Color,
    width: f32,
    opacity: f32,
    /// Length of dashes, 0 for none.
    dash: f32,
    /// What lies under it, and by how much it is wider.
    edge: Option<(Color, f32)>,
}

fn line_look(kind: ReferenceKind, theme: &Theme) -> LineLook {
    let plain = |color, width| LineLook { color, width, opacity: 1.0, dash: 0.0, edge: None };
    let road = |color, width| LineLook { edge: Some((theme.road_edge, 1.3)), ..plain(color, width) };
    match kind {
        ReferenceKind::Motorway => road(theme.major_road, 3.6),
        ReferenceKind::PrimaryRoad => road(theme.major_road, 2.6),
        ReferenceKind::SecondaryRoad => road(theme.road, 1.9),
        ReferenceKind::MinorRoad => plain(theme.road_edge, 0.9),
        ReferenceKind::Rail => LineLook { dash: 5.0, edge: Some((theme.rail, 1.0)), ..plain(theme.plan, 1.0) },
        ReferenceKind::Water => plain(theme.water, 2.4),
        ReferenceKind::Coastline => plain(theme.water, 1.6),
        _ => LineLook { opacity: 0.6, ..plain(theme.muted, 0.8) },
    }
}

#[derive(Debug, Default)]
struct Maker {
    triangles: Triangles,
    corners: Vec<Corner>,
    segments: Vec<Segment>,
}

impl Maker {
    fn ground(&mut self, kind: ReferenceKind, features: &[&ReferenceFeature], anchor: &Anchor) -> Ground {
        let offsets = |line: &[Position]| line.iter().map(|position| anchor.offset(*position)).collect::<Vec<Offset>>();
        let mut ground = Ground { kind, areas: Chunks::default(), coarse: Chunks::default(), exact: Chunks::default(), points: Chunks::default() };
        for feature in features {
            if let ReferenceGeometry::Polygons(polygons) = &feature.geometry {
                polygons.iter().for_each(|rings| self.area(rings, anchor, &mut ground.areas));
            }
        }
        let lines = || features.iter().filter_map(|feature| if let ReferenceGeometry::Lines(lines) = &feature.geometry { Some(lines) } else { None }).flatten();
        for line in lines() {
            self.line(&simplified(&offsets(line), tolerance(COARSE)), &mut ground.coarse);
        }
        for line in lines() {
            self.line(&offsets(line), &mut ground.exact);
        }
        for feature in features {
            if let ReferenceGeometry::Point(position) = feature.geometry {
                // A segment without a length is a disc.
                self.line(&[anchor.offset(position); 2], &mut ground.points);
            }
        }
        ground
    }

    fn area(&mut self, rings: &[Vec<Position>], anchor: &Anchor, chunks: &mut Chunks) {
        self.triangles.begin();
        for ring in rings {
            let open = if ring.first() == ring.last() { ring.len().saturating_sub(1) } else { ring.len() };
            self.triangles.ring(ring.iter().take(open).map(|position| anchor.offset(*position)));
        }
        let (corners, bounds) = self.triangles.finish(0);
        let start = self.corners.len() as u32;
        self.corners.extend(corners);
        chunks.add(start..self.corners.len() as u32, &bounds);
    }

    fn line(&mut self, line: &[Offset], chunks: &mut Chunks) {
        let (segments, bounds) = segments(line, 0);
        let start = self.segments.len() as u32;
        self.segments.extend(segments);
        chunks.add(start..self.segments.len() as u32, &bounds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> Position {
        Position::new(1_139_000_000 + x, 353_000_000 + y)
    }

    #[test]
    fn features_are_drawn_by_kind_and_only_where_they_are() {
        let road = |kind: &str, x: i32| ReferenceFeature {
            layer: "road".to_owned(),
            kind: kind.to_owned(),
            name: String::new(),
            geometry: ReferenceGeometry::Lines(vec![vec![at(x, 0), at(x + 1000, 500), at(x + 2000, 0)]]),
        };
        let lake = ReferenceFeature {
            layer: "water".to_owned(),
            kind: String::new(),
            name: String::new(),
            geometry: ReferenceGeometry::Polygons(vec![vec![vec![at(0, 0), at(100, 0), at(100, 100), at(0, 100), at(0, 0)]]]),
        };
        let features = [road("motorway", 0), road("residential", 0), road("motorway", 40_000_000), lake];
        let anchor = Anchor::of(&crate::geodesy::Bounds::of([at(0, 0), at(2000, 500)]));
        let (mut ground, mut stage) = (GroundShapes::default(), Stage::default());
        ground.load(&features, &anchor, &mut stage);
        assert_eq!(stage.ground_fills.len(), 6);
        let near = anchor.box_of(&crate::geodesy::Bounds::of([at(0, 0), at(2000, 500)]));
        let theme = Theme::of(crate::carto::ThemeKind::Light);
        let count = |zoom: f64, shown: &OffsetBox| {
            let mut drawings = Vec::new();
            ground.draw(shown, zoom, &theme, Uniform::default(), &mut drawings);
            drawings.len()
        };
        // Lake, motorway with its edge, and from zoom 12 the street.
        assert_eq!((count(14.0, &near), count(11.0, &near)), (4, 3));
        assert_eq!(count(14.0, &OffsetBox { min: [0.5, 0.5], max: [0.6, 0.6] }), 0);
    }
}
