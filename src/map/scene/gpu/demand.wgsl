// Demand: squares of a density, or single points. Mode 0: rounded squares that fill their place; 1: discs of a fixed size.
// The class picks a colour of the palette; colour 9 surrounds discs.

struct Placed {
    @builtin(position) position: vec4<f32>,
    @location(0) place: vec2<f32>,
    @location(1) @interpolate(flat) rank: u32,
};

const BLANK: u32 = 0xffffffffu;

@vertex
fn vertex(@builtin(vertex_index) corner: u32, @location(0) offset: vec2<f32>, @location(1) rank: u32) -> Placed {
    var out: Placed;
    out.position = vec4<f32>(2.0, 2.0, 2.0, 1.0);
    if rank == BLANK {
        return out;
    }
    let reach = draw.extent * 0.5 + 1.0;
    let from_middle = vec2<f32>(select(-reach, reach, (corner & 1u) == 1u), select(-reach, reach, (corner & 2u) == 2u));
    out.position = clip(on_screen(offset) + from_middle);
    out.place = from_middle;
    out.rank = rank;
    return out;
}

@fragment
fn fragment(in: Placed) -> @location(0) vec4<f32> {
    let color = draw.colors[min(in.rank, 8u)];
    let half_size = draw.extent * 0.5;
    if draw.mode == 1u {
        let distance = length(in.place) - half_size;
        let outer = clamp(0.5 - distance * draw.pixels_per_point, 0.0, 1.0);
        let inner = clamp(0.5 - (distance + 0.8) * draw.pixels_per_point, 0.0, 1.0);
        let mixed = mix(draw.colors[9].rgb, color.rgb, inner);
        return finish(mixed, outer * color.a * draw.opacity);
    }
    let radius = min(half_size * 0.35, 4.0);
    let outside = abs(in.place) - vec2<f32>(half_size - 0.5 - radius);
    let distance = length(max(outside, vec2<f32>(0.0))) + min(max(outside.x, outside.y), 0.0) - radius;
    let cover = clamp(0.5 - distance * draw.pixels_per_point, 0.0, 1.0);
    return finish(color.rgb, cover * color.a * draw.opacity);
}
