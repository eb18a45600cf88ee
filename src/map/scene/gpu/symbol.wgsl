// Outlets and other points as symbols from distance functions. The look packs: bits 0..3 the shape (0 square, 1 diamond,
// 2 circle, 3 triangle, 4 dot, 5 rounded square), 4..7 the colour, 8..9 the tint (0 full, 1 lighter, 2 pale, 3 hollow),
// 10 dashed edge, 11 faint, 12 ring of a warning, 13 core of what opens soon, 14 bar of what is to move.
// Palette: 0..4 colours, 5 panel, 6 warning, 7 plan.

struct Marked {
    @builtin(position) position: vec4<f32>,
    // From the middle, in points.
    @location(0) place: vec2<f32>,
    @location(1) @interpolate(flat) half_size: f32,
    @location(2) @interpolate(flat) look: u32,
};

@vertex
fn vertex(@builtin(vertex_index) corner: u32, @location(0) offset: vec2<f32>, @location(1) look: u32, @location(2) size: f32) -> Marked {
    var out: Marked;
    out.position = vec4<f32>(2.0, 2.0, 2.0, 1.0);
    if size <= 0.0 {
        return out;
    }
    let half_size = size * 0.5;
    let reach = half_size * 1.2 + 6.0;
    let from_middle = vec2<f32>(select(-reach, reach, (corner & 1u) == 1u), select(-reach, reach, (corner & 2u) == 2u));
    out.position = clip(on_screen(offset) + from_middle);
    out.place = from_middle;
    out.half_size = half_size;
    out.look = look;
    return out;
}

fn box_distance(place: vec2<f32>, half_size: f32, radius: f32) -> f32 {
    let outside = abs(place) - vec2<f32>(half_size - radius);
    return length(max(outside, vec2<f32>(0.0))) + min(max(outside.x, outside.y), 0.0) - radius;
}

fn shape_distance(shape: u32, place: vec2<f32>, half_size: f32) -> f32 {
    switch shape {
        case 0u: { return box_distance(place, half_size * 0.9, 1.0); }
        case 1u: { return (abs(place.x) + abs(place.y) - half_size * 1.1) * 0.70710678; }
        case 3u: {
            // Corners at the top and at both ends of the foot.
            let top = -1.05 * half_size;
            let foot = 0.8 * half_size;
            let slope = normalize(vec2<f32>(foot - top, -1.05 * half_size));
            let side = dot(vec2<f32>(abs(place.x), place.y - top), slope);
            return max(side, place.y - foot);
        }
        case 5u: { return box_distance(place, half_size, 3.5); }
        default: { return length(place) - half_size; }
    }
}

fn cover(distance: f32) -> f32 {
    return clamp(0.5 - distance * draw.pixels_per_point, 0.0, 1.0);
}

// Paints a premultiplied layer over another.
fn over(below: vec4<f32>, color: vec3<f32>, alpha: f32) -> vec4<f32> {
    return vec4<f32>(color * alpha, alpha) + below * (1.0 - alpha);
}

@fragment
fn fragment(in: Marked) -> @location(0) vec4<f32> {
    let shape = in.look & 15u;
    let color = draw.colors[min((in.look >> 4u) & 15u, 4u)].rgb;
    let tint = (in.look >> 8u) & 3u;
    let panel = draw.colors[5].rgb;
    let fade = select(1.0, 0.45, ((in.look >> 11u) & 1u) == 1u);
    let distance = shape_distance(shape, in.place, in.half_size);
    var out = vec4<f32>(0.0);
    let is_warned = ((in.look >> 12u) & 1u) == 1u;
    if is_warned {
        let ring = length(in.place) - (in.half_size + select(3.2, 1.8, shape == 4u));
        out = over(out, panel, 0.85 * cover(abs(ring) - 1.7));
        out = over(out, draw.colors[6].rgb, cover(abs(ring) - 0.9));
    }
    if shape == 4u {
        out = over(out, draw.colors[7].rgb, 0.6 * cover(distance - 0.6));
        out = over(out, color, 0.9 * fade * cover(distance));
    } else if shape == 5u {
        out = over(out, panel, 0.9 * cover(distance - 1.5));
        out = over(out, color, cover(distance));
    } else {
        out = over(out, panel, 0.9 * fade * cover(distance - 1.5));
        var shares = array<f32, 4>(0.0, 0.4, 0.72, 1.0);
        out = over(out, mix(color, panel, shares[tint]), fade * cover(distance - 0.3));
        var edge = cover(abs(distance) - select(0.75, 0.45, in.half_size < 3.0));
        if ((in.look >> 10u) & 1u) == 1u {
            let angle = atan2(in.place.y, in.place.x) * 1.9098593;
            edge = edge * step(0.35, fract(angle));
        }
        out = over(out, color, fade * edge);
        if ((in.look >> 13u) & 1u) == 1u {
            out = over(out, color, cover(length(in.place) - in.half_size * 0.4));
        }
        if ((in.look >> 14u) & 1u) == 1u {
            // From bottom left to top right, a little over the edge.
            let across = abs(in.place.x + in.place.y) * 0.70710678;
            let along = abs(in.place.x - in.place.y) * 0.70710678;
            let bar = max(across, along - in.half_size * 1.77);
            out = over(out, color, cover(max(across - 1.8, along - in.half_size * 1.77 - 0.9)));
            out = over(out, panel, cover(bar - 0.9));
        }
    }
    let whole = out * draw.opacity;
    if draw.is_linear == 1u {
        return vec4<f32>(linear_of_gamma(whole.rgb), whole.a);
    }
    return whole;
}
