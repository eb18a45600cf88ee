//! Where tiles and land lie on the screen.

use super::super::land::{Land, land_for};
use super::super::world::mesh_of;
use super::*;
use crate::geodesy::{Crs, Transformer};
use crate::map::camera::position_of;

const CITIES: [[f64; 2]; 4] = [[113.9, 35.3], [121.5, 31.2], [87.6, 43.8], [-4.5, 54.2]];

fn facts(pixels: u32, min_zoom: u8) -> TileFacts {
    TileFacts { min_zoom, max_zoom: 18, pixels, shapes: None, attribution: None }
}

/// The corner of a tile as longitude and latitude of its own map.
fn corner_of(x: u32, y: u32, zoom: u8) -> Position {
    let across = f64::from(zoom).exp2();
    position_of([f64::from(x) / across, f64::from(y) / across])
}

#[test]
fn corners_of_tiles_lie_where_the_view_says() {
    let placement = Placement::new(TileDatum::Wgs84);
    for [lon, lat] in CITIES {
        for zoom in [2.0, 5.5, 11.3, 16.0, 19.7, 21.9] {
            let view = view_at(lon, lat, zoom);
            let level = level_of(&view, &facts(256, 0), 1.0);
            assert_eq!(level, zoom.round() as u8);
            let tiles = placement.visible(&view, level);
            assert!((4..60).contains(&tiles.len()), "zoom {zoom}: {}", tiles.len());
            for tile in tiles {
                let corners = placement.corners(&view, tile);
                for (at, (x, y)) in [(0, (0, 0)), (1, (1, 0)), (2, (1, 1)), (3, (0, 1))] {
                    let expected = view.point(corner_of(tile.x + x, tile.y + y, level));
                    assert!((corners[at] - expected).length() < 0.5, "zoom {zoom}: {} off", (corners[at] - expected).length());
                }
            }
        }
    }
}

#[test]
fn tiles_in_gcj_02_are_moved_onto_our_coordinates() {
    let gcj = Transformer::new(Crs::Gcj02).unwrap();
    let placement = Placement::new(TileDatum::Gcj02);
    for [lon, lat] in CITIES {
        for zoom in [10.0, 14.4, 18.0, 21.0] {
            let view = view_at(lon, lat, zoom);
            let level = level_of(&view, &facts(256, 0), 1.0);
            let tiles = placement.visible(&view, level);
            let is_shifted = lon > 73.0;
            for tile in &tiles {
                let [x, y] = corner_of(tile.x, tile.y, level).degrees();
                let [lon, lat] = gcj.to_wgs84(x, y).unwrap();
                let expected = view.point(Position::from_degrees(lon, lat).unwrap());
                let found = placement.corners(&view, *tile)[0];
                assert!((found - expected).length() < 0.5, "zoom {zoom}");
                let plain = view.point(Position::from_degrees(x, y).unwrap());
                let moved_m = f64::from((found - plain).length()) * view.metres_per_point();
                assert_eq!(is_shifted, moved_m > 100.0, "{moved_m} m");
            }
            // A place of ours, as the tiles' map has it, is in the tile that lies over it.
            let [x, y] = gcj.from_wgs84(lon, lat).unwrap();
            let theirs = world_of(Position::from_degrees(x, y).unwrap()).map(|value| (value * f64::from(level).exp2()).floor() as u32);
            let over = tiles.iter().find(|tile| [tile.x, tile.y] == theirs).expect("the tile in the middle is shown");
            let middle = view.rect.center();
            let corners = placement.corners(&view, *over);
            assert!(Rect::from_points(&corners).expand(0.5).contains(middle), "zoom {zoom}: {corners:?}");
            let shown: Vec<Rect> = tiles.iter().map(|tile| Rect::from_points(&placement.corners(&view, *tile)).expand(0.5)).collect();
            for corner in [view.rect.left_top(), view.rect.right_bottom(), view.rect.right_top(), view.rect.left_bottom()] {
                assert!(shown.iter().any(|rect| rect.contains(corner)), "zoom {zoom}: {corner:?} is bare");
            }
        }
    }
}

#[test]
fn sharp_tiles_count_by_the_density_of_the_screen() {
    let view = view_at(113.9, 35.3, 12.0);
    assert_eq!(level_of(&view, &facts(512, 0), 1.0), 11);
    assert_eq!(level_of(&view, &facts(512, 0), 2.0), 12);
    assert_eq!(level_of(&view, &facts(256, 0), 2.0), 12);
    let drawn = TileFacts { shapes: Some(14), ..facts(512, 0) };
    assert_eq!([1.0, 2.0].map(|pixels_per_point| level_of(&view, &drawn, pixels_per_point)), [11, 11], "what is drawn here is as sharp as the screen");
    assert_eq!(level_of(&view, &facts(256, 14), 1.0), 14, "tiles of the smallest zoom are drawn smaller");
    assert!(Placement::new(TileDatum::Wgs84).visible(&view, 20).is_empty(), "but not by the thousand");
}

/// Whether a triangle of a mesh of land covers a point.
fn is_land(mesh: &Mesh, at: egui::Pos2) -> bool {
    let side = |a: egui::Pos2, b: egui::Pos2| (b - a).x * (at - a).y - (b - a).y * (at - a).x;
    mesh.indices.chunks_exact(3).any(|triangle| {
        let [a, b, c] = [0, 1, 2].map(|corner| &mesh.vertices[triangle[corner] as usize]);
        let sides = [side(a.pos, b.pos), side(b.pos, c.pos), side(c.pos, a.pos)];
        a.color == Color32::GREEN && (sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0))
    })
}

const COLORS: [Color32; 2] = [Color32::GREEN, Color32::TRANSPARENT];

#[test]
fn land_and_sea_are_where_they_belong() {
    for zoom in [1.0, 3.0, 6.0, 9.0, 15.0, 22.0] {
        for ([lon, lat], expected) in [([113.9, 35.3], true), ([104.0, 30.6], true), ([110.0, 20.5], true), ([125.0, 28.0], false), ([50.5, 42.0], false), ([0.0, 0.0], false), ([-60.0, -10.0], true), ([20.0, -80.0], true)] {
            let view = view_at(lon, lat, zoom);
            let mesh = mesh_of(&view, COLORS, 1.0);
            assert_eq!(is_land(&mesh, view.rect.center()), expected, "{lon} {lat} at zoom {zoom}");
            let around = view.rect.expand(70.0);
            assert!(mesh.vertices.iter().all(|vertex| around.contains(vertex.pos)), "zoom {zoom}: something lies outside");
        }
    }
}

#[test]
fn far_inside_a_continent_everything_is_land() {
    let view = view_at(113.9, 35.3, 20.0);
    let mesh = mesh_of(&view, COLORS, 1.0);
    for x in 0..=20 {
        for y in 0..=20 {
            let at = view.rect.left_top() + vec2(40.0 * x as f32, 30.0 * y as f32);
            assert!(is_land(&mesh, at), "{at:?}");
        }
    }
    assert!(mesh.vertices.len() < 64);
}

#[test]
fn the_coast_is_exact_at_any_zoom() {
    let land: &Land = land_for(9.0);
    // Somewhere on the coast of Zhejiang.
    let near = world_of(Position::from_degrees(121.9, 29.9).unwrap());
    let away = |point: &[f64; 2]| (point[0] - near[0]).hypot(point[1] - near[1]);
    let corner = *land.points.iter().min_by(|a, b| away(a).total_cmp(&away(b))).unwrap();
    for zoom in [9.0, 14.0, 18.0, 22.0] {
        let view = View::new(Camera { center: corner, zoom }, Rect::from_min_size(pos2(0.0, 0.0), vec2(640.0, 480.0)));
        let mesh = mesh_of(&view, COLORS, 1.0);
        let nearest = mesh.vertices.iter().filter(|vertex| vertex.color == Color32::GREEN).map(|vertex| (vertex.pos - view.rect.center()).length()).fold(f32::MAX, f32::min);
        assert!(nearest < 0.01, "zoom {zoom}: {nearest}");
    }
}

#[test]
fn a_still_world_is_made_once() {
    let context = egui::Context::default();
    let mut map = BaseMap::default();
    let view = view_at(104.0, 35.0, 4.0);
    let mesh = |map: &mut BaseMap| {
        let shapes = frame(&context, map, &view);
        shapes.into_iter().find_map(|shape| if let Shape::Mesh(mesh) = shape.shape { Some(mesh) } else { None }).expect("the world is a mesh")
    };
    let first = mesh(&mut map);
    assert!(std::sync::Arc::ptr_eq(&first, &mesh(&mut map)));
    assert!(first.is_valid());
}

#[test]
fn the_coast_is_not_drawn_where_it_would_be_wrong() {
    let context = egui::Context::default();
    let mut map = BaseMap::default();
    let mut n_meshes = |zoom: f64| frame(&context, &mut map, &view_at(121.9, 29.9, zoom)).iter().filter(|shape| matches!(shape.shape, Shape::Mesh(_))).count();
    assert_eq!([8.0, 10.0, 11.0, 16.0].map(&mut n_meshes), [1, 1, 0, 0]);
}
