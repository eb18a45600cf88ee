//! The pipelines, made once for a device.

use super::{Source, Uniform};
use eframe::egui_wgpu::RenderState;
use eframe::wgpu;
use std::num::NonZeroU64;

/// What all scenes of a window draw with.
#[derive(Debug)]
pub(super) struct Pipelines {
    fill: wgpu::RenderPipeline,
    line: wgpu::RenderPipeline,
    symbol: wgpu::RenderPipeline,
    demand: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    /// Whether the target encodes gamma by itself.
    pub(super) is_linear: bool,
}

/// Makes the pipelines of the map and keeps them with egui's renderer; once for each window, before the first frame. egui's
/// renderer must not use multisampling, which eframe does not unless it is asked to.
pub fn install(state: &RenderState) {
    let pipelines = Pipelines::new(&state.device, state.target_format);
    state.renderer.write().callback_resources.insert(pipelines);
}

impl Pipelines {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let layout = bind_group_layout(device);
        let make = |name: &str, shader: &str, buffer: wgpu::VertexBufferLayout<'_>| pipeline(device, format, &layout, name, shader, buffer);
        let instance = |stride: u64, attributes| wgpu::VertexBufferLayout { array_stride: stride, step_mode: wgpu::VertexStepMode::Instance, attributes };
        let corner = wgpu::VertexBufferLayout { array_stride: 12, step_mode: wgpu::VertexStepMode::Vertex, attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32] };
        Self {
            fill: make("map fill", include_str!("fill.wgsl"), corner),
            line: make("map line", include_str!("line.wgsl"), instance(24, &wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2, 2 => Uint32, 3 => Float32])),
            symbol: make("map symbol", include_str!("symbol.wgsl"), instance(16, &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32, 2 => Float32])),
            demand: make("map demand", include_str!("demand.wgsl"), instance(12, &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32])),
            layout,
            is_linear: format.is_srgb(),
        }
    }

    pub(super) fn of(&self, source: Source) -> &wgpu::RenderPipeline {
        match source {
            Source::Fills(_) | Source::GroundFills => &self.fill,
            Source::Hairlines(_) | Source::Boundaries(_) | Source::GroundLines | Source::Overlay => &self.line,
            Source::Outlets(_) => &self.symbol,
            Source::Density | Source::Points => &self.demand,
        }
    }

    pub(super) fn bind(&self, device: &wgpu::Device, uniforms: &wgpu::Buffer, tables: [&wgpu::TextureView; 3]) -> wgpu::BindGroup {
        let uniform = wgpu::BufferBinding { buffer: uniforms, offset: 0, size: NonZeroU64::new(size_of::<Uniform>() as u64) };
        let mut entries = vec![wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::Buffer(uniform) }];
        entries.extend(tables.iter().zip(1..).map(|(view, binding)| wgpu::BindGroupEntry { binding, resource: wgpu::BindingResource::TextureView(view) }));
        device.create_bind_group(&wgpu::BindGroupDescriptor { label: Some("map"), layout: &self.layout, entries: &entries })
    }
}

/// A buffer for the uniforms of a frame's drawings.
pub(super) fn uniform_buffer(device: &wgpu::Device, size: usize) -> wgpu::Buffer {
    let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
    device.create_buffer(&wgpu::BufferDescriptor { label: Some("map drawings"), size: size as u64, usage, mapped_at_creation: false })
}

fn bind_group_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let uniform = wgpu::BindingType::Buffer { ty: wgpu::BufferBindingType::Uniform, has_dynamic_offset: true, min_binding_size: NonZeroU64::new(size_of::<Uniform>() as u64) };
    let table = |sample_type| wgpu::BindingType::Texture { sample_type, view_dimension: wgpu::TextureViewDimension::D2, multisampled: false };
    let types = [uniform, table(wgpu::TextureSampleType::Uint), table(wgpu::TextureSampleType::Uint), table(wgpu::TextureSampleType::Float { filterable: false })];
    let entries: Vec<wgpu::BindGroupLayoutEntry> =
        types.into_iter().zip(0..).map(|(ty, binding)| wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::VERTEX_FRAGMENT, ty, count: None }).collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("map"), entries: &entries })
}

fn pipeline(device: &wgpu::Device, format: wgpu::TextureFormat, layout: &wgpu::BindGroupLayout, name: &str, shader: &str, buffer: wgpu::VertexBufferLayout<'_>) -> wgpu::RenderPipeline {
    let source = format!("{}\n{shader}", include_str!("draw.wgsl"));
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some(name), source: wgpu::ShaderSource::Wgsl(source.into()) });
    let is_instanced = buffer.step_mode == wgpu::VertexStepMode::Instance;
    let topology = if is_instanced { wgpu::PrimitiveTopology::TriangleStrip } else { wgpu::PrimitiveTopology::TriangleList };
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor { label: Some(name), bind_group_layouts: &[Some(layout)], immediate_size: 0 });
    let target = wgpu::ColorTargetState { format, blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING), write_mask: wgpu::ColorWrites::ALL };
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(name),
        layout: Some(&layout),
        vertex: wgpu::VertexState { module: &module, entry_point: Some("vertex"), compilation_options: wgpu::PipelineCompilationOptions::default(), buffers: &[Some(buffer)] },
        primitive: wgpu::PrimitiveState { topology, ..wgpu::PrimitiveState::default() },
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState { module: &module, entry_point: Some("fragment"), compilation_options: wgpu::PipelineCompilationOptions::default(), targets: &[Some(target)] }),
        multiview_mask: None,
        cache: None,
    })
}
