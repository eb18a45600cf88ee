//! Buffers on the graphics card and how they are drawn inside egui's own render pass.
//!
//! The scene changes its copies of all buffers in memory; a callback sends what has changed and draws. Copies and buffers
//! live in one [`Stage`] behind a lock that only the window's thread takes, so that a scene that goes away frees its buffers.

mod buffer;
mod pipelines;

pub(super) use buffer::{Mirror, Texels};
pub use pipelines::install;

use super::anchor::Offset;
use super::arena::Arena;
use bytemuck::{Pod, Zeroable};
use eframe::egui_wgpu::{CallbackResources, CallbackTrait, ScreenDescriptor};
use eframe::wgpu;
use egui::PaintCallbackInfo;
use pipelines::Pipelines;
use std::ops::Range;
use std::sync::{Arc as Shared, Mutex, MutexGuard, PoisonError};

/// Texels in a row of a table that shaders look things up in; the same number stands in `draw.wgsl`.
pub(super) const ROW: usize = 1024;
/// Marks an arc's left side in its table; the same number stands in `line.wgsl`.
pub(super) const FLAG: u32 = 0x8000_0000;
/// The id of a row that draws nothing.
pub(super) const BLANK: u32 = u32::MAX;
/// Bytes from one set of uniforms to the next: the largest alignment that any device asks for.
const UNIFORM_STEP: usize = 256;

/// A corner of a triangle.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct Corner {
    pub(super) offset: Offset,
    /// Cell, or number of the palette.
    pub(super) id: u32,
}

/// A segment of a line.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(super) struct Segment {
    pub(super) from: Offset,
    pub(super) to: Offset,
    /// Arc, or number of the palette; [`BLANK`] draws nothing.
    pub(super) id: u32,
    /// Distance from the line's start, in offsets.
    pub(super) along: f32,
}

impl Segment {
    pub(super) const BLANK: Self = Self { from: [0.0; 2], to: [0.0; 2], id: BLANK, along: 0.0 };
}

/// A symbol; `symbol.wgsl` says what the look packs.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct Symbol {
    pub(super) offset: Offset,
    pub(super) look: u32,
    /// Width in points; 0 draws nothing.
    pub(super) size: f32,
}

/// A square of a density or a point.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct Spot {
    pub(super) offset: Offset,
    pub(super) class: u32,
}

/// What a drawing needs to know; the same fields stand in `draw.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct Uniform {
    pub(super) center: [Offset; 2],
    pub(super) size: [f32; 2],
    pub(super) scale: f32,
    pub(super) pixels_per_point: f32,
    pub(super) opacity: f32,
    pub(super) width: f32,
    pub(super) mode: u32,
    pub(super) is_linear: u32,
    pub(super) shift: [f32; 2],
    pub(super) extent: f32,
    pub(super) unused: f32,
    pub(super) colors: [[f32; 4]; 10],
}

/// Which buffer is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Fills(usize),
    Hairlines(usize),
    Boundaries(usize),
    GroundFills,
    GroundLines,
    Overlay,
    /// By group: own, partners, terminals, competitors.
    Outlets(usize),
    Density,
    Points,
}

/// One drawing: rows of a buffer with their uniforms.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub(super) source: Source,
    pub(super) ranges: Vec<Range<u32>>,
    pub(super) uniform: Uniform,
}

/// Shapes of cells and arcs in one degree of detail.
#[derive(Debug)]
pub(super) struct DetailBuffers {
    pub(super) fills: Mirror<Corner, Arena<Corner>>,
    pub(super) hairlines: Mirror<Segment, Arena<Segment>>,
    pub(super) boundaries: Mirror<Segment, Arena<Segment>>,
}

impl DetailBuffers {
    pub(super) fn new() -> Self {
        Self {
            fills: Mirror::new(Arena::new(Corner::default())),
            hairlines: Mirror::new(Arena::new(Segment::BLANK)),
            boundaries: Mirror::new(Arena::new(Segment::BLANK)),
        }
    }
}

/// Everything that is or will be on the graphics card for one scene.
#[derive(Debug, Default)]
pub(super) struct Stage {
    pub(super) details: Vec<DetailBuffers>,
    pub(super) ground_fills: Mirror<Corner>,
    pub(super) ground_lines: Mirror<Segment>,
    pub(super) overlay: Mirror<Segment>,
    pub(super) outlets: [Mirror<Symbol>; 4],
    pub(super) density: Mirror<Spot>,
    pub(super) points: Mirror<Spot>,
    pub(super) cell_slots: Texels<u32>,
    pub(super) arc_sides: Texels<[u32; 2]>,
    pub(super) slot_colors: Texels<[u8; 4]>,
    pub(super) drawings: Vec<Drawing>,
    uniforms: Option<wgpu::Buffer>,
    bindings: Option<wgpu::BindGroup>,
    /// Bytes sent in the last frame.
    pub(super) sent: usize,
    is_fresh: bool,
}

/// A stage that the scene and its callbacks share.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedStage(Shared<Mutex<Stage>>);

impl SharedStage {
    /// The stage. A panic elsewhere leaves nothing half done that drawing could not bear.
    pub(super) fn lock(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What paints some of this frame's drawings.
    pub(super) fn callback(&self, drawings: Range<usize>) -> MapCallback {
        MapCallback { stage: self.clone(), drawings }
    }
}

/// Draws a part of a frame's drawings.
#[derive(Clone, Debug)]
pub(super) struct MapCallback {
    stage: SharedStage,
    drawings: Range<usize>,
}

impl CallbackTrait for MapCallback {
    fn prepare(&self, device: &wgpu::Device, queue: &wgpu::Queue, _: &ScreenDescriptor, _: &mut wgpu::CommandEncoder, resources: &mut CallbackResources) -> Vec<wgpu::CommandBuffer> {
        if let Some(pipelines) = resources.get::<Pipelines>() {
            self.stage.lock().send(device, queue, pipelines);
        }
        Vec::new()
    }

    fn paint(&self, _: PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, resources: &CallbackResources) {
        if let Some(pipelines) = resources.get::<Pipelines>() {
            self.stage.lock().draw(pass, pipelines, self.drawings.clone());
        }
    }
}

impl Stage {
    /// Takes the drawings of a new frame.
    pub(super) fn begin(&mut self) {
        self.drawings.clear();
        self.is_fresh = true;
    }

    /// Sends what has changed since the last frame, once for each frame.
    fn send(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, pipelines: &Pipelines) {
        if !std::mem::take(&mut self.is_fresh) {
            return;
        }
        let mut sent = 0;
        for detail in &mut self.details {
            sent += detail.fills.send(device, queue) + detail.hairlines.send(device, queue) + detail.boundaries.send(device, queue);
        }
        sent += self.ground_fills.send(device, queue) + self.ground_lines.send(device, queue) + self.overlay.send(device, queue);
        sent += self.density.send(device, queue) + self.points.send(device, queue);
        sent += self.outlets.iter_mut().map(|outlets| outlets.send(device, queue)).sum::<usize>();
        let tables = [self.cell_slots.send(device, queue), self.arc_sides.send(device, queue), self.slot_colors.send(device, queue)];
        sent += tables.iter().map(|(bytes, _)| bytes).sum::<usize>();
        let needed = self.drawings.len().max(1) * UNIFORM_STEP;
        let is_small = self.uniforms.as_ref().is_none_or(|buffer| (buffer.size() as usize) < needed);
        if is_small {
            self.uniforms = Some(pipelines::uniform_buffer(device, needed.next_power_of_two()));
        }
        if is_small || self.bindings.is_none() || tables.iter().any(|(_, is_new)| *is_new) {
            let views = [self.cell_slots.view(), self.arc_sides.view(), self.slot_colors.view()];
            if let (Some(uniforms), [Some(cells), Some(arcs), Some(colors)]) = (&self.uniforms, views) {
                self.bindings = Some(pipelines.bind(device, uniforms, [cells, arcs, colors]));
            }
        }
        if let Some(uniforms) = &self.uniforms {
            let mut bytes = vec![0_u8; self.drawings.len() * UNIFORM_STEP];
            for (place, drawing) in bytes.chunks_exact_mut(UNIFORM_STEP).zip(&self.drawings) {
                let uniform = Uniform { is_linear: u32::from(pipelines.is_linear), ..drawing.uniform };
                place[..size_of::<Uniform>()].copy_from_slice(bytemuck::bytes_of(&uniform));
            }
            queue.write_buffer(uniforms, 0, &bytes);
            sent += bytes.len();
        }
        self.sent = sent;
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'static>, pipelines: &Pipelines, drawings: Range<usize>) {
        let Some(bindings) = &self.bindings else { return };
        for (number, drawing) in self.drawings.iter().enumerate().take(drawings.end).skip(drawings.start) {
            let Some(buffer) = self.buffer(drawing.source) else { continue };
            let is_instanced = !matches!(drawing.source, Source::Fills(_) | Source::GroundFills);
            pass.set_pipeline(pipelines.of(drawing.source));
            pass.set_bind_group(0, bindings, &[(number * UNIFORM_STEP) as u32]);
            pass.set_vertex_buffer(0, buffer.slice(..));
            for range in &drawing.ranges {
                if is_instanced {
                    pass.draw(0..4, range.clone());
                } else {
                    pass.draw(range.clone(), 0..1);
                }
            }
        }
    }

    fn buffer(&self, source: Source) -> Option<&wgpu::Buffer> {
        match source {
            Source::Fills(detail) => self.details.get(detail)?.fills.buffer(),
            Source::Hairlines(detail) => self.details.get(detail)?.hairlines.buffer(),
            Source::Boundaries(detail) => self.details.get(detail)?.boundaries.buffer(),
            Source::GroundFills => self.ground_fills.buffer(),
            Source::GroundLines => self.ground_lines.buffer(),
            Source::Overlay => self.overlay.buffer(),
            Source::Outlets(group) => self.outlets.get(group)?.buffer(),
            Source::Density => self.density.buffer(),
            Source::Points => self.points.buffer(),
        }
    }
}

/// A row that is waiting to be drawn, for tests.
#[cfg(test)]
pub(super) fn row_of<T: Copy>(mirror: &Mirror<T>, at: usize) -> T {
    buffer::Rows::all(mirror.rows())[at]
}
