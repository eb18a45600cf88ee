//! Rows and tables in memory with their copies on the graphics card.

use super::ROW;
use crate::map::scene::arena::{Arena, Dirty};
use bytemuck::Pod;
use eframe::wgpu;
use std::ops::Range;

/// Rows that say which of them have changed.
pub(in crate::map::scene) trait Rows<T> {
    /// All rows.
    fn all(&self) -> &[T];
    /// The ranges that changed since the last call.
    fn take_dirty(&mut self) -> Vec<Range<usize>>;
}

/// Rows that change as a whole or row by row.
#[derive(Debug)]
pub(in crate::map::scene) struct Plain<T> {
    rows: Vec<T>,
    dirty: Dirty,
}

impl<T> Default for Plain<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), dirty: Dirty::default() }
    }
}

impl<T> Rows<T> for Plain<T> {
    fn all(&self) -> &[T] {
        &self.rows
    }

    fn take_dirty(&mut self) -> Vec<Range<usize>> {
        self.dirty.take()
    }
}

impl<T: Copy> Rows<T> for Arena<T> {
    fn all(&self) -> &[T] {
        self.rows()
    }

    fn take_dirty(&mut self) -> Vec<Range<usize>> {
        self.dirty().take()
    }
}

/// Rows with their buffer.
#[derive(Debug)]
pub(in crate::map::scene) struct Mirror<T, R = Plain<T>> {
    rows: R,
    buffer: Option<wgpu::Buffer>,
    row: std::marker::PhantomData<fn() -> T>,
}

impl<T> Default for Mirror<T> {
    fn default() -> Self {
        Self::new(Plain::default())
    }
}

impl<T, R> Mirror<T, R> {
    pub(in crate::map::scene) fn new(rows: R) -> Self {
        Self { rows, buffer: None, row: std::marker::PhantomData }
    }

    pub(in crate::map::scene) fn rows(&self) -> &R {
        &self.rows
    }

    pub(in crate::map::scene) fn rows_mut(&mut self) -> &mut R {
        &mut self.rows
    }

    pub(super) fn buffer(&self) -> Option<&wgpu::Buffer> {
        self.buffer.as_ref()
    }
}

impl<T: Copy> Mirror<T> {
    /// Other rows in the place of all.
    pub(in crate::map::scene) fn replace(&mut self, rows: Vec<T>) {
        self.rows.rows = rows;
        self.rows.dirty = Dirty::default();
        self.rows.dirty.add(0..self.rows.rows.len());
    }

    /// Another row in the place of one.
    pub(in crate::map::scene) fn set(&mut self, at: usize, row: T) {
        if let Some(place) = self.rows.rows.get_mut(at) {
            *place = row;
            self.rows.dirty.add(at..at + 1);
        }
    }

    pub(in crate::map::scene) fn len(&self) -> usize {
        self.rows.rows.len()
    }
}

impl<T: Pod, R: Rows<T>> Mirror<T, R> {
    /// Sends what has changed; returns the bytes sent.
    pub(super) fn send(&mut self, device: &wgpu::Device, queue: &wgpu::Queue) -> usize {
        let dirty = self.rows.take_dirty();
        let rows = self.rows.all();
        if dirty.is_empty() || rows.is_empty() {
            return 0;
        }
        let needed = size_of_val(rows) as u64;
        let is_small = self.buffer.as_ref().is_none_or(|buffer| buffer.size() < needed);
        if is_small {
            // Room to grow, but not for what is loaded once.
            let size = if self.buffer.is_some() { needed + needed / 4 } else { needed }.next_multiple_of(4);
            let usage = wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST;
            self.buffer = Some(device.create_buffer(&wgpu::BufferDescriptor { label: Some("map rows"), size, usage, mapped_at_creation: false }));
        }
        let Some(buffer) = &self.buffer else { return 0 };
        let whole = 0..rows.len();
        let ranges = if is_small { std::slice::from_ref(&whole) } else { dirty.as_slice() };
        let mut sent = 0;
        for range in ranges {
            let end = range.end.min(rows.len());
            let bytes: &[u8] = bytemuck::cast_slice(&rows[range.start.min(end)..end]);
            queue.write_buffer(buffer, (range.start * size_of::<T>()) as u64, bytes);
            sent += bytes.len();
        }
        sent
    }
}

/// A texel that a table is made of.
pub(in crate::map::scene) trait Texel: Pod + Default + PartialEq {
    /// How the graphics card reads it.
    const FORMAT: wgpu::TextureFormat;
}

impl Texel for u32 {
    const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::R32Uint;
}
impl Texel for [u32; 2] {
    const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rg32Uint;
}
impl Texel for [u8; 4] {
    const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;
}

/// A table that shaders look things up in by number.
#[derive(Debug)]
pub(in crate::map::scene) struct Texels<T> {
    rows: Vec<T>,
    dirty: Dirty,
    texture: Option<wgpu::Texture>,
    view: Option<wgpu::TextureView>,
}

impl<T> Default for Texels<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), dirty: Dirty::default(), texture: None, view: None }
    }
}

impl<T: Texel> Texels<T> {
    /// Puts a value at a number.
    pub(in crate::map::scene) fn set(&mut self, at: usize, value: T) {
        if at >= self.rows.len() {
            self.rows.resize((at + 1).next_multiple_of(ROW), T::default());
        }
        if self.rows[at] != value {
            self.rows[at] = value;
            self.dirty.add(at..at + 1);
        }
    }

    /// The value at a number.
    #[cfg(test)]
    pub(in crate::map::scene) fn get(&self, at: usize) -> T {
        self.rows.get(at).copied().unwrap_or_default()
    }

    pub(super) fn view(&self) -> Option<&wgpu::TextureView> {
        self.view.as_ref()
    }

    /// Sends what has changed; returns the bytes sent and whether the texture is a new one.
    pub(super) fn send(&mut self, device: &wgpu::Device, queue: &wgpu::Queue) -> (usize, bool) {
        let rows = (self.rows.len() / ROW).max(1) as u32;
        let is_small = self.texture.as_ref().is_none_or(|texture| texture.height() < rows);
        if is_small {
            self.create(device, rows);
            self.dirty.add(0..self.rows.len());
        }
        let mut sent = 0;
        let ranges = self.dirty.take();
        if let Some(texture) = &self.texture {
            for range in ranges {
                sent += send_rows(queue, texture, &self.rows, range.start / ROW..range.end.div_ceil(ROW));
            }
        }
        (sent, is_small)
    }

    fn create(&mut self, device: &wgpu::Device, rows: u32) {
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("map table"),
            size: wgpu::Extent3d { width: ROW as u32, height: rows, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: T::FORMAT,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        self.view = Some(texture.create_view(&wgpu::TextureViewDescriptor::default()));
        self.texture = Some(texture);
    }
}

/// Sends whole rows of a table.
fn send_rows<T: Pod>(queue: &wgpu::Queue, texture: &wgpu::Texture, texels: &[T], rows: Range<usize>) -> usize {
    let bytes: &[u8] = bytemuck::cast_slice(&texels[rows.start * ROW..(rows.end * ROW).min(texels.len())]);
    if bytes.is_empty() {
        return 0;
    }
    queue.write_texture(
        wgpu::TexelCopyTextureInfo { texture, mip_level: 0, origin: wgpu::Origin3d { x: 0, y: rows.start as u32, z: 0 }, aspect: wgpu::TextureAspect::All },
        bytes,
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some((ROW * size_of::<T>()) as u32), rows_per_image: None },
        wgpu::Extent3d { width: ROW as u32, height: (rows.end - rows.start) as u32, depth_or_array_layers: 1 },
    );
    bytes.len()
}
