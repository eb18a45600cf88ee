//! The scene (场景): what of a document is painted, kept in buffers that follow [`crate::edit::Effects`].
//!
//! Shapes, symbols and demand are on the graphics card and are drawn inside egui's render pass ([`install`]); names, the legend
//! and marks are egui's. A frame costs what is chosen and placed anew, not what there is:
//!
//! * positions are 32-bit offsets from one place of the project ([`anchor`]), moved and scaled by the shader;
//! * each cell and each arc has rows of its own in a buffer ([`arena`]), in four degrees of detail that are made when they are
//!   first seen ([`detail`], [`plan`]);
//! * which grid a cell belongs to is a number in a table that the shader looks up ([`slots`]), and how a grid is coloured
//!   another ([`tint`]): a brush writes numbers, not shapes;
//! * which outlets are drawn in full is chosen for a range of zooms ([`outlets`]), demand is a pyramid made once ([`demand`]).
//!
//! Without a graphics card nothing of the first kind is drawn and nothing fails.

mod anchor;
mod arena;
mod demand;
mod detail;
mod furniture;
mod gpu;
mod ground;
mod labels;
mod legend;
mod marks;
mod outlets;
mod plan;
mod service;
mod slots;
mod tint;

#[cfg(test)]
mod tests;

pub use gpu::install;
pub use service::{ServiceAreas, ServiceShape, paint_service_swatch};
pub use tint::Classes;

use super::{Figures, Focus, Item, Layer, Layers, Selection, Thematic, View};
use crate::base::Finding;
use crate::carto::{Theme, ThemeKind};
use crate::edit::{Document, Effects};
use crate::geodesy::Bounds;
use crate::i18n::Language;
use anchor::OffsetBox;
use demand::DemandShapes;
use eframe::egui_wgpu::Callback;
use egui::{Painter, Shape};
use gpu::{Drawing, SharedStage, Source, Stage, Uniform};
use ground::{GroundShapes, rgba};
use labels::{Labels, color32};
use legend::OutletCounts;
use marks::Outlines;
use outlets::{GROUP_LAYERS, OutletSymbols, Warned};
use plan::PlanShapes;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::time::{Duration, Instant};
use tint::Tints;

/// Cells are outlined from where they are about so wide, in points.
const CELL_POINTS: [f64; 2] = [17.0, 26.0];

/// What is painted in one frame, and how.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Where the map looks.
    pub view: &'a View,
    /// The document; the tentative state inside a gesture.
    pub document: &'a Document,
    /// Plane, level, measure.
    pub focus: &'a Focus,
    /// Figures of the level in focus.
    pub figures: &'a Figures,
    /// Layers with their order and opacity.
    pub layers: &'a Layers,
    /// How grids are coloured.
    pub thematic: &'a Thematic,
    /// What is selected.
    pub selection: &'a Selection,
    /// What the pointer is over.
    pub hover: Option<Item>,
    /// Findings with a place are marked.
    pub problems: &'a [Finding],
    /// A box that flashes, with how far the flash has come, 0..1.
    pub flash: Option<(Bounds, f32)>,
    /// Colours.
    pub theme: &'a Theme,
    /// The language of labels and legend.
    pub language: Language,
}

/// What the last frame and the last change cost (帧耗时).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameReport {
    /// Time of [`Scene::paint`] on the processor.
    pub paint: Duration,
    /// Time of the last [`Scene::follow`].
    pub follow: Duration,
    /// Drawings asked of the graphics card.
    pub drawings: usize,
    /// Corners of triangles drawn.
    pub corners: usize,
    /// Segments, symbols and squares drawn.
    pub instances: usize,
    /// Labels placed.
    pub labels: usize,
    /// Bytes sent to the graphics card in the frame before.
    pub sent_bytes: usize,
}

/// What is painted, kept between frames.
#[derive(Debug, Default)]
pub struct Scene {
    /// Whether somebody paints a map below: then land and ground are left to it.
    pub is_over_base_map: bool,
    /// Whether the legend is left out.
    pub is_legend_hidden: bool,
    /// What outlets serve.
    pub service: ServiceAreas,
    stage: SharedStage,
    focus: Option<Focus>,
    shapes: PlanShapes,
    ground: GroundShapes,
    tints: Tints,
    outlets: OutletSymbols,
    outlet_counts: Option<OutletCounts>,
    demand: DemandShapes,
    labels: Labels,
    outlines: Outlines,
    legend: LegendRows,
    warned: Warned,
    /// Grows with every change that outlines could follow.
    generation: u64,
    report: FrameReport,
}

/// The legend's rows with what they were made from.
#[derive(Debug, Default)]
struct LegendRows {
    basis: u64,
    rows: Vec<legend::Row>,
    /// Where the legend stood.
    rect: Option<egui::Rect>,
    /// What legend and other furniture covered in the last frame: no label stands there.
    covered: Vec<egui::Rect>,
}

impl Scene {
    /// Follows the document; with [`Effects::needs_load`] everything is built anew. Cost: what the effects name; another level
    /// costs the tables of the plan, not its shapes.
    pub fn follow(&mut self, document: &Document, focus: &Focus, effects: &Effects) {
        let begin = Instant::now();
        let stage = self.stage.clone();
        let stage = &mut *stage.lock();
        if effects.needs_load || self.focus.is_none() {
            self.load(document, focus, stage);
        } else {
            self.follow_changes(document, focus, effects, stage);
        }
        self.focus = Some(focus.clone());
        self.generation += 1;
        self.report.follow = begin.elapsed();
    }

    /// Takes over which grid has which colour from another scene, before this one reads a document of the same project.
    pub fn adopt_colors(&mut self, other: &Self) {
        self.shapes.slots.adopt_colors(&other.shapes.slots);
    }

    fn load(&mut self, document: &Document, focus: &Focus, stage: &mut Stage) {
        self.shapes.load(document, focus, stage);
        self.ground.load(document.reference(), &self.shapes.anchor, stage);
        self.outlets.load();
        self.outlet_counts = None;
        self.demand = DemandShapes::default();
        self.labels.load(document, &self.shapes.slots, focus.level);
        self.tints.colors += 1;
    }

    fn follow_changes(&mut self, document: &Document, focus: &Focus, effects: &Effects, stage: &mut Stage) {
        let is_focus_new = self.focus.as_ref().is_none_or(|old| old.plane != focus.plane || old.level != focus.level);
        let followed = self.shapes.follow(document, focus, effects, is_focus_new, stage);
        if followed.is_level_new {
            self.labels.load(document, &self.shapes.slots, focus.level);
        } else {
            self.labels.follow(&self.shapes.slots, &followed.outlines, !effects.grid_attributes.is_empty());
        }
        self.tints.colors += u64::from(followed.are_colors_new);
        self.demand.follow(document, &effects.amounts);
        if !effects.outlets.is_empty() {
            self.outlets.follow(document, &self.shapes.anchor, effects.outlets.iter().copied(), stage);
            self.outlet_counts = None;
        }
    }

    /// The colour number of each grid of the level in focus, by slot.
    pub fn colors(&self) -> &[u8] {
        self.shapes.slots.colors()
    }

    /// The classes of the thematic map that was last painted; `None` while neighbours differ.
    pub fn classes(&self) -> Option<&Classes> {
        self.tints.classes()
    }

    /// What the last frame and the last change cost.
    pub fn report(&self) -> FrameReport {
        self.report
    }

    /// Where the legend stood in the last frame; `None` where it is hidden or had no room.
    pub fn legend_rect(&self) -> Option<egui::Rect> {
        self.legend.rect
    }

    /// Paints everything.
    pub fn paint(&mut self, painter: &Painter, look: &Look<'_>) {
        let begin = Instant::now();
        if self.focus.is_none() {
            self.follow(look.document, look.focus, &Effects { needs_load: true, ..Effects::default() });
        }
        let shared = self.stage.clone();
        let detail = self.refresh(painter, look, &mut shared.lock());
        if !self.is_over_base_map {
            painter.rect_filled(look.view.rect, 0.0, color32(look.theme.land));
        }
        self.paint_layers(painter, look, detail, &shared);
        marks::rings(painter, look);
        marks::flash(painter, look);
        let stage = shared.lock();
        let rows = |is_corners: bool| {
            let of_kind = stage.drawings.iter().filter(|drawing| matches!(drawing.source, Source::Fills(_) | Source::GroundFills) == is_corners);
            of_kind.flat_map(|drawing| &drawing.ranges).map(ExactSizeIterator::len).sum::<usize>()
        };
        self.report = FrameReport { paint: begin.elapsed(), drawings: stage.drawings.len(), corners: rows(true), instances: rows(false), sent_bytes: stage.sent, ..self.report };
    }

    /// Brings everything that follows from the look up to date; returns the degree of detail to draw.
    fn refresh(&mut self, painter: &Painter, look: &Look<'_>, stage: &mut Stage) -> usize {
        let zoom = look.view.camera.zoom;
        let (detail, is_more_to_do) = self.shapes.detail_for(look.document, zoom, stage);
        if is_more_to_do {
            painter.ctx().request_repaint();
        }
        let hover = if let Some(Item::Grid(grid)) = look.hover { self.shapes.slots.slot(grid) } else { None };
        self.tints.refresh(look, &self.shapes.slots, hover, stage);
        self.find_warned(look);
        let visible = GROUP_LAYERS.map(|layer| look.layers.opacity(layer) > 0.0);
        self.outlets.refresh(look.document, &self.shapes.anchor, zoom, visible, &self.warned, stage);
        if look.layers.opacity(Layer::Demand) > 0.0 {
            self.demand.refresh(look.document, look.focus.measure, &self.shapes.anchor, zoom, stage);
        }
        self.outlines.refresh(look, &self.shapes, self.generation, detail, stage);
        stage.begin();
        detail
    }

    /// Which outlets a finding speaks of, by their codes.
    fn find_warned(&mut self, look: &Look<'_>) {
        let mut hasher = FxHasher::default();
        let codes = || look.problems.iter().filter(|finding| legend::is_of_outlet(finding)).filter_map(|finding| finding.subjects.first());
        codes().for_each(|code| code.hash(&mut hasher));
        let now = hasher.finish();
        if self.warned.fingerprint != now {
            self.warned = Warned { fingerprint: now, codes: codes().cloned().collect() };
        }
    }

    /// Paints the layers from the bottom up. Drawings collect until something of egui's comes between.
    fn paint_layers(&mut self, painter: &Painter, look: &Look<'_>, detail: usize, shared: &SharedStage) {
        let frame = Frame { base: self.uniform(painter, look), shown: self.shapes.anchor.shown(look.view, 24.0), detail };
        let mut drawings: Vec<Drawing> = Vec::new();
        if !self.is_over_base_map {
            draw_plan_ground(look, &frame, shared, &mut drawings);
        }
        let mut are_fills_drawn = false;
        for (layer, _) in look.layers.iter().rev() {
            let opacity = look.layers.opacity(layer);
            // Fills are ground: whatever is drawn of the plan lies on them.
            if !are_fills_drawn && matches!(layer, Layer::Grids | Layer::Cells | Layer::Demand) {
                draw_fills(look, &frame, shared, &mut drawings);
                are_fills_drawn = true;
            }
            if opacity <= 0.0 {
                continue;
            }
            let base = Uniform { opacity, ..frame.base };
            match layer {
                Layer::BaseMap => {}
                Layer::Reference => self.ground.draw(&frame.shown, look.view.camera.zoom, look.theme, base, &mut drawings),
                Layer::Demand => self.demand.draw(look.view, &frame.shown, look.theme, base, &mut drawings),
                Layer::Cells => self.draw_cells(look, &frame, base, shared, &mut drawings),
                Layer::Grids => {
                    self.draw_boundaries(look, &frame, base, shared, &mut drawings);
                    self.outlines.draw(look, frame.base, &mut drawings);
                }
                Layer::OwnOutlets | Layer::PartnerOutlets | Layer::Terminals | Layer::Competitors => {
                    let group = GROUP_LAYERS.iter().position(|known| *known == layer).unwrap_or(0);
                    draw_outlets(group, look, base, shared, &mut drawings);
                    if group == 0 {
                        flush(painter, look, shared, &mut drawings);
                        marks::clusters(painter, look, &self.shapes.anchor, self.outlets.clusters(), &frame.shown, opacity);
                    }
                }
                Layer::ServiceAreas => {
                    flush(painter, look, shared, &mut drawings);
                    service::paint(painter, look, &self.service, opacity);
                }
                Layer::Problems => {
                    flush(painter, look, shared, &mut drawings);
                    marks::problems(painter, look, opacity);
                }
                Layer::Labels => {
                    flush(painter, look, shared, &mut drawings);
                    self.paint_labels(painter, look, opacity);
                }
            }
        }
        flush(painter, look, shared, &mut drawings);
        if self.is_near(look) {
            marks::handles(painter, look, &self.shapes);
        }
        self.paint_furniture(painter, look);
    }

    /// Whether cells are large enough to work on.
    fn is_near(&self, look: &Look<'_>) -> bool {
        self.shapes.cell_width_m / look.view.metres_per_point() > CELL_POINTS[1]
    }

    fn uniform(&self, painter: &Painter, look: &Look<'_>) -> Uniform {
        let (view, pixels) = (look.view, painter.ctx().pixels_per_point());
        let origin = self.shapes.anchor.point(view, [0.0, 0.0]);
        // Whole patterns are left out, since large numbers lose their fractions.
        let pattern = 7.0 * pixels;
        let shift = [(origin.x * pixels).rem_euclid(pattern), (origin.y * pixels).rem_euclid(pattern)];
        let size = [view.rect.width(), view.rect.height()];
        Uniform { center: self.shapes.anchor.center(view), size, scale: view.camera.scale() as f32, pixels_per_point: pixels, opacity: 1.0, shift, ..Uniform::default() }
    }

    fn draw_cells(&self, look: &Look<'_>, frame: &Frame, base: Uniform, shared: &SharedStage, drawings: &mut Vec<Drawing>) {
        let points = self.shapes.cell_width_m / look.view.metres_per_point();
        let share = ((points - CELL_POINTS[0]) / (CELL_POINTS[1] - CELL_POINTS[0])).clamp(0.0, 1.0) as f32;
        if share > 0.0 {
            let source = Source::Hairlines(frame.detail);
            let mut uniform = Uniform { width: 0.8, opacity: base.opacity * 0.55 * share, ..base };
            uniform.colors[0] = rgba(look.theme.hairline);
            drawings.push(Drawing { source, ranges: frame.rows(shared, source), uniform });
        }
    }

    /// Each side in a tone of its own grid, parents in one strong line on a pale edge.
    fn draw_boundaries(&self, look: &Look<'_>, frame: &Frame, base: Uniform, shared: &SharedStage, drawings: &mut Vec<Drawing>) {
        let source = Source::Boundaries(frame.detail);
        let ranges = frame.rows(shared, source);
        let width = (self.labels.mean_width(look.view) / 26.0).clamp(1.2, 2.0) as f32;
        drawings.push(Drawing { source, ranges: ranges.clone(), uniform: Uniform { mode: 1, width: if *look.thematic == Thematic::Categories { width } else { width * 0.8 }, ..base } });
        if look.focus.level == 0 {
            return;
        }
        let heavy = (width * 1.9).max(2.6);
        let mut edge = Uniform { mode: 2, width: heavy + 1.8, opacity: base.opacity * 0.4, ..base };
        edge.colors[0] = rgba(look.theme.plan);
        drawings.push(Drawing { source, ranges: ranges.clone(), uniform: edge });
        let mut line = Uniform { mode: 2, width: heavy, ..base };
        line.colors[0] = rgba(look.theme.parent_boundary.mix(look.theme.plan, 0.1));
        drawings.push(Drawing { source, ranges, uniform: line });
    }

    fn paint_labels(&mut self, painter: &Painter, look: &Look<'_>, opacity: f32) {
        let covered = std::mem::take(&mut self.legend.covered);
        let symbols = self.outlets.rects(&self.shapes.anchor, look.view);
        let grids = labels::Grids { anchor: &self.shapes.anchor, slots: &self.shapes.slots, tints: &self.tints };
        self.report.labels = self.labels.paint(painter, look, &grids, &labels::Taken { furniture: &covered, symbols: &symbols }, opacity);
    }

    fn paint_furniture(&mut self, painter: &Painter, look: &Look<'_>) {
        let counts = self.outlet_counts.get_or_insert_with(|| OutletCounts::of(look.document));
        let has_synthetic = counts.has_synthetic() || look.document.project().measures.iter().any(|measure| measure.is_synthetic);
        let mut covered = furniture::corners(painter, look, has_synthetic);
        if self.is_legend_hidden {
            self.legend.rect = None;
        } else {
            let is_balanced = look.document.project().measures.get(look.focus.measure).is_some_and(|measure| measure.is_balanced);
            let shown = legend::Shown { tints: &self.tints, demand: &self.demand, outlets: counts, has_clusters: !self.outlets.clusters().is_empty(), is_balanced };
            let basis = legend_basis(look, &shown);
            if self.legend.basis != basis {
                self.legend.rows = legend::rows(look, &shown);
                self.legend.basis = basis;
            }
            self.legend.rect = furniture::legend(painter, look, &self.legend.rows);
            covered.extend(self.legend.rect);
        }
        self.legend.covered = covered;
    }
}

/// What all drawings of a frame share.
struct Frame {
    base: Uniform,
    shown: OffsetBox,
    detail: usize,
}

impl Frame {
    /// The rows of a plan's buffer that can be in the frame.
    fn rows(&self, shared: &SharedStage, source: Source) -> Vec<std::ops::Range<u32>> {
        let stage = shared.lock();
        let Some(detail) = stage.details.get(self.detail) else { return Vec::new() };
        match source {
            Source::Fills(_) => detail.fills.rows().in_sight(&self.shown),
            Source::Hairlines(_) => detail.hairlines.rows().in_sight(&self.shown),
            Source::Boundaries(_) => detail.boundaries.rows().in_sight(&self.shown),
            _ => Vec::new(),
        }
    }
}

fn draw_plan_ground(look: &Look<'_>, frame: &Frame, shared: &SharedStage, drawings: &mut Vec<Drawing>) {
    let mut uniform = frame.base;
    uniform.colors[0] = rgba(look.theme.plan);
    let source = Source::Fills(frame.detail);
    drawings.push(Drawing { source, ranges: frame.rows(shared, source), uniform });
}

fn draw_fills(look: &Look<'_>, frame: &Frame, shared: &SharedStage, drawings: &mut Vec<Drawing>) {
    // Under a density the colours of grids would only mix with its own.
    let opacity = look.layers.opacity(Layer::Grids) * (1.0 - 0.7 * look.layers.opacity(Layer::Demand));
    if opacity > 0.0 {
        let source = Source::Fills(frame.detail);
        drawings.push(Drawing { source, ranges: frame.rows(shared, source), uniform: Uniform { mode: 1, opacity, ..frame.base } });
    }
}

fn draw_outlets(group: usize, look: &Look<'_>, base: Uniform, shared: &SharedStage, drawings: &mut Vec<Drawing>) {
    let all = 0..shared.lock().outlets[group].len() as u32;
    if all.is_empty() {
        return;
    }
    let mut uniform = base;
    let theme = look.theme;
    let colors = [theme.own, theme.store, theme.agent, theme.terminal, theme.competitor, theme.panel, theme.amber, theme.plan];
    for (place, color) in uniform.colors.iter_mut().zip(colors) {
        *place = rgba(color);
    }
    drawings.push(Drawing { source: Source::Outlets(group), ranges: vec![all], uniform });
}

/// Hands the drawings that have collected to egui as one callback.
fn flush(painter: &Painter, look: &Look<'_>, shared: &SharedStage, drawings: &mut Vec<Drawing>) {
    if drawings.is_empty() {
        return;
    }
    let mut stage = shared.lock();
    let start = stage.drawings.len();
    stage.drawings.append(drawings);
    let callback = shared.callback(start..stage.drawings.len());
    painter.add(Shape::Callback(Callback::new_paint_callback(look.view.rect, callback)));
}

/// Stands for everything the legend follows from.
fn legend_basis(look: &Look<'_>, shown: &legend::Shown<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    (shown.tints.revision, shown.has_clusters, shown.is_balanced, look.language, look.theme.kind == ThemeKind::Light, look.focus.level, look.focus.measure).hash(&mut hasher);
    (look.problems.iter().any(legend::is_of_outlet), look.problems.iter().any(|finding| legend::problem_mark(finding).is_some())).hash(&mut hasher);
    look.layers.iter().for_each(|(layer, _)| (layer, look.layers.opacity(layer) > 0.0).hash(&mut hasher));
    shown.outlets.hash(&mut hasher);
    shown.demand.shown().hash(&mut hasher);
    hasher.finish()
}
