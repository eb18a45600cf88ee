// Segments with round ends: every instance is one segment; the distance to it gives a smooth edge.
// Mode 0: one colour; 1: sides of an arc in the tones of their slots; 2: flagged arcs only, one colour; 3: by a number of
// the palette.

struct Stroked {
    @builtin(position) position: vec4<f32>,
    // Along and across the segment from its start, in pixels.
    @location(0) place: vec2<f32>,
    // Length in pixels, half the width in pixels, distance from the line's start in pixels, opacity.
    @location(1) @interpolate(flat) shape: vec4<f32>,
    @location(2) @interpolate(flat) left: vec4<f32>,
    @location(3) @interpolate(flat) right: vec4<f32>,
};

const BLANK: u32 = 0xffffffffu;
const FLAG: u32 = 0x80000000u;

@vertex
fn vertex(
    @builtin(vertex_index) corner: u32,
    @location(0) from_offset: vec2<f32>,
    @location(1) to_offset: vec2<f32>,
    @location(2) id: u32,
    @location(3) along: f32,
) -> Stroked {
    var out: Stroked;
    out.position = vec4<f32>(2.0, 2.0, 2.0, 1.0);
    if id == BLANK {
        return out;
    }
    var left = draw.colors[0];
    var right = left;
    if draw.mode == 1u || draw.mode == 2u {
        let sides = textureLoad(arc_sides, texel(id), 0);
        if draw.mode == 2u && (sides.x & FLAG) == 0u {
            return out;
        }
        if draw.mode == 1u {
            let one = sides.x & ~FLAG;
            let two = sides.y;
            // Where there is no grid on one side the line has one tone.
            left = vec4<f32>(textureLoad(slot_colors, texel(2u * select(one, two, one == 0u) + 1u), 0).rgb, 1.0);
            right = vec4<f32>(textureLoad(slot_colors, texel(2u * select(two, one, two == 0u) + 1u), 0).rgb, 1.0);
        }
    } else if draw.mode == 3u {
        left = draw.colors[min(id, 9u)];
        right = left;
    }
    let pixels = draw.pixels_per_point;
    let start = on_screen(from_offset) * pixels;
    let end = on_screen(to_offset) * pixels;
    let span = end - start;
    let length_px = length(span);
    let east = select(vec2<f32>(1.0, 0.0), span / max(length_px, 0.000001), length_px > 0.0001);
    let south = vec2<f32>(-east.y, east.x);
    // A line thinner than a pixel is a pixel wide and fainter.
    let width_px = max(draw.width * pixels, 1.0);
    let reach = width_px * 0.5 + 1.0;
    let x = select(-reach, length_px + reach, (corner & 1u) == 1u);
    let y = select(-reach, reach, (corner & 2u) == 2u);
    out.position = clip((start + east * x + south * y) / pixels);
    out.place = vec2<f32>(x, y);
    out.shape = vec4<f32>(length_px, width_px * 0.5, along * draw.scale * pixels, min(draw.width * pixels, 1.0));
    out.left = left;
    out.right = right;
    return out;
}

@fragment
fn fragment(in: Stroked) -> @location(0) vec4<f32> {
    let nearest = vec2<f32>(clamp(in.place.x, 0.0, in.shape.x), 0.0);
    let distance = length(in.place - nearest);
    var cover = clamp(in.shape.y - distance + 0.5, 0.0, 1.0) * in.shape.w;
    if draw.extent > 0.0 {
        let dash = draw.extent * draw.pixels_per_point;
        let phase = abs(fract((in.place.x + in.shape.z) / (2.0 * dash)) - 0.5) * 2.0 * dash;
        cover = cover * clamp(phase - 0.5 * dash + 0.5, 0.0, 1.0);
    }
    // South of the walker who goes east is the right hand.
    let side = clamp(in.place.y + 0.5, 0.0, 1.0);
    let color = mix(in.left, in.right, side);
    return finish(color.rgb, color.a * cover * draw.opacity);
}
