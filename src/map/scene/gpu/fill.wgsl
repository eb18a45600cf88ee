// Triangles of areas. Mode 0: one colour; 1: by the slot of the cell; 2: by a number of the palette.

struct Filled {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) color: vec4<f32>,
    @location(1) @interpolate(flat) tone: vec4<f32>,
};

@vertex
fn vertex(@location(0) offset: vec2<f32>, @location(1) id: u32) -> Filled {
    var out: Filled;
    out.position = clip(on_screen(offset));
    out.tone = vec4<f32>(0.0);
    if draw.mode == 1u {
        let slot = textureLoad(cell_slots, texel(id), 0).x;
        out.color = textureLoad(slot_colors, texel(2u * slot), 0);
        out.tone = textureLoad(slot_colors, texel(2u * slot + 1u), 0);
    } else if draw.mode == 2u {
        out.color = draw.colors[min(id, 9u)];
    } else {
        out.color = draw.colors[0];
    }
    return out;
}

@fragment
fn fragment(in: Filled) -> @location(0) vec4<f32> {
    var color = in.color.rgb;
    var alpha = in.color.a;
    if in.tone.a > 0.5 {
        // Slanting lines 7 points apart, a point wide.
        let place = (in.position.xy - draw.shift) / draw.pixels_per_point;
        let along = abs(fract((place.x + place.y) / 7.0) - 0.5) * 7.0 / 1.41421356;
        let line = 0.4 * clamp((0.5 - along) * draw.pixels_per_point + 0.5, 0.0, 1.0);
        let whole = alpha + line * (1.0 - alpha);
        color = mix(color * alpha, in.tone.rgb, line) / max(whole, 0.001);
        alpha = whole;
    }
    return finish(color, alpha * draw.opacity);
}
