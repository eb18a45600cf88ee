// What all shaders share. Colours are gamma encoded until the last step, as in egui's own shader, so that a callback
// blends as the rest of the frame does.

struct Draw {
    // Camera centre as an offset, in two parts.
    center_high: vec2<f32>,
    center_low: vec2<f32>,
    // Size of the frame in points.
    size: vec2<f32>,
    // Points for one unit of offset; pixels for one point.
    scale: f32,
    pixels_per_point: f32,
    opacity: f32,
    // Points.
    width: f32,
    mode: u32,
    // 1 when the target encodes gamma by itself.
    is_linear: u32,
    // Where the anchor is, in pixels, so that patterns stay on the ground.
    shift: vec2<f32>,
    // Dash or size of a square, in points.
    extent: f32,
    unused: f32,
    colors: array<vec4<f32>, 10>,
};

@group(0) @binding(0) var<uniform> draw: Draw;
// Slot of each cell, 0 for none.
@group(0) @binding(1) var cell_slots: texture_2d<u32>;
// Slots on the left and on the right of each arc, with a flag in the highest bit of the first.
@group(0) @binding(2) var arc_sides: texture_2d<u32>;
// Two texels for each slot: the fill with its opacity; the tone of its boundary, with a pattern where alpha is 1.
@group(0) @binding(3) var slot_colors: texture_2d<f32>;

const ROW: u32 = 1024u;

fn texel(index: u32) -> vec2<u32> {
    return vec2<u32>(index % ROW, index / ROW);
}

// Points from the north-west corner of the frame.
fn on_screen(offset: vec2<f32>) -> vec2<f32> {
    return ((offset - draw.center_high) - draw.center_low) * draw.scale + draw.size * 0.5;
}

fn clip(point: vec2<f32>) -> vec4<f32> {
    return vec4<f32>(2.0 * point.x / draw.size.x - 1.0, 1.0 - 2.0 * point.y / draw.size.y, 0.0, 1.0);
}

fn linear_of_gamma(color: vec3<f32>) -> vec3<f32> {
    let low = color / 12.92;
    let high = pow((color + vec3<f32>(0.055)) / 1.055, vec3<f32>(2.4));
    return select(high, low, color < vec3<f32>(0.04045));
}

// Premultiplies and encodes as the target wants it.
fn finish(color: vec3<f32>, alpha: f32) -> vec4<f32> {
    let premultiplied = color * alpha;
    if draw.is_linear == 1u {
        return vec4<f32>(linear_of_gamma(premultiplied), alpha);
    }
    return vec4<f32>(premultiplied, alpha);
}
