//! The map as a whole.

use super::sample::city_scene;
use super::*;
use crate::geodesy::{Bounds, Position};

fn assert_layout(report: &LayoutReport) {
    for (i, label) in report.labels.iter().enumerate() {
        assert!(report.frame.holds(&label.bounds), "{label:?} leaves the map");
        for other in &report.labels[..i] {
            assert!(!label.bounds.overlaps(&other.bounds), "{label:?} covers {other:?}");
        }
        for furniture in report.furniture.iter().chain(&report.parent_names) {
            assert!(!label.bounds.overlaps(furniture), "{label:?} covers {furniture:?}");
        }
    }
    for (i, one) in report.furniture.iter().enumerate() {
        assert!(report.furniture[..i].iter().all(|other| !one.overlaps(other)), "{one:?} covers other furniture");
    }
}

fn share_labelled(report: &LayoutReport) -> f64 {
    assert!(report.labelled.iter().all(|key| report.visible.binary_search(key).is_ok()));
    report.labelled.len() as f64 / report.visible.len() as f64
}

#[test]
fn sixty_grids_are_all_labelled_without_an_overlap() {
    let scene = city_scene(40, 60, 300, 1);
    for theme in [ThemeKind::Light, ThemeKind::Dark] {
        let rendered = render(&scene, &RenderOptions { theme, ..RenderOptions::default() }).unwrap();
        assert_eq!(rendered.report.visible.len(), 60);
        assert_eq!(rendered.report.labelled.len(), 60);
        assert_layout(&rendered.report);
        assert!(rendered.report.labels.iter().any(|label| label.lines.len() == 2));
    }
}

#[test]
fn five_hundred_grids_are_labelled_to_ninety_percent() {
    for seed in 1..4 {
        let scene = city_scene(90, 500, 0, seed);
        let rendered = render(&scene, &RenderOptions::default()).unwrap();
        assert_eq!(rendered.report.visible.len(), 500);
        assert!(share_labelled(&rendered.report) >= 0.9, "{}", share_labelled(&rendered.report));
        assert_layout(&rendered.report);
    }
}

#[test]
fn a_part_of_the_map_names_only_what_is_on_it() {
    let scene = city_scene(40, 60, 300, 2);
    let west_half = Bounds { min: Position::new(1_137_000_000, 351_000_000), max: Position::new(1_137_600_000, 351_800_000) };
    let options = RenderOptions { width: 900, height: 700, bbox: Some(west_half), ..RenderOptions::default() };
    let report = render(&scene, &options).unwrap().report;
    assert!(report.visible.len() < 60 && report.visible.len() > 5);
    assert!(share_labelled(&report) >= 0.9);
    assert_layout(&report);
}

#[test]
fn a_selected_grid_is_labelled_first() {
    let mut scene = city_scene(90, 500, 0, 5);
    for region in &mut scene.regions {
        region.is_selected = region.key == 250;
    }
    let options = RenderOptions { width: 500, height: 400, ..RenderOptions::default() };
    let report = render(&scene, &options).unwrap().report;
    assert!(report.labelled.contains(&250));
    assert_layout(&report);
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let scene = city_scene(30, 40, 500, 3);
    let options = RenderOptions { width: 640, height: 480, ..RenderOptions::default() };
    let first = render(&scene, &options).unwrap().image.to_png().unwrap();
    let second = render(&scene.clone(), &options).unwrap().image.to_png().unwrap();
    assert_eq!(first, second);
    assert_eq!(&first[..8], b"\x89PNG\r\n\x1a\n");
}

#[test]
fn twice_the_scale_keeps_the_layout() {
    let scene = city_scene(30, 40, 200, 3);
    let once = render(&scene, &RenderOptions { width: 600, height: 450, ..RenderOptions::default() }).unwrap();
    let twice = render(&scene, &RenderOptions { width: 1200, height: 900, scale: 2.0, ..RenderOptions::default() }).unwrap();
    assert_eq!(once.report.labels, twice.report.labels);
    assert_eq!((twice.image.width(), twice.image.height()), (1200, 900));
}

#[test]
fn odd_sizes_and_empty_scenes_do_not_panic() {
    let scene = city_scene(12, 9, 50, 4);
    for (width, height) in [(1, 1), (5, 300), (300, 7), (64, 64), (130, 90)] {
        let rendered = render(&scene, &RenderOptions { width, height, ..RenderOptions::default() }).unwrap();
        assert_eq!(rendered.image.rgba().len(), (width * height * 4) as usize);
    }
    assert!(render(&MapScene::default(), &RenderOptions::default()).is_ok());
    assert!(matches!(render(&scene, &RenderOptions { width: 0, ..RenderOptions::default() }), Err(RenderError::Size { .. })));
    assert!(matches!(render(&scene, &RenderOptions { height: 60_000, ..RenderOptions::default() }), Err(RenderError::Size { .. })));
    let far = RenderOptions { scale: f64::NAN, bbox: Some(Bounds { min: Position::new(1, 1), max: Position::new(1, 1) }), ..RenderOptions::default() };
    assert!(render(&scene, &far).unwrap().report.visible.is_empty());
}

#[test]
fn values_are_drawn_in_the_colours_of_the_legend() {
    let mut scene = city_scene(20, 12, 0, 6);
    let values: Vec<f64> = (0..12).map(|i| f64::from(i) * 10.0).collect();
    for (region, value) in scene.regions.iter_mut().zip(&values) {
        region.fill = Fill::Value(*value);
        region.is_selected = false;
    }
    scene.regions[5].fill = Fill::None;
    let classification = classify(&values, &Method::EqualInterval { classes: 4 }).unwrap();
    let class_labels = classification.labels(|value| format!("{value:.0}"));
    scene.thematic =
        Some(Thematic { title: "用户（户）".to_owned(), method: "等间距".to_owned(), classification, ramp: Ramp::Viridis, class_labels });
    let rendered = render(&scene, &RenderOptions { width: 800, height: 600, ..RenderOptions::default() }).unwrap();
    assert_layout(&rendered.report);
    let top = Ramp::Viridis.colors(4, ThemeKind::Light)[3].over(Theme::of(ThemeKind::Light).plan, 0.82);
    let pixels = rendered.image.rgba().chunks_exact(4).filter(|p| [p[0], p[1], p[2]] == [top.r, top.g, top.b]).count();
    assert!(pixels > 2_000, "{pixels} pixels of the highest class");
}

#[test]
fn every_outlet_on_the_map_is_counted_once() {
    let scene = city_scene(60, 80, 5_000, 7);
    let counts = render(&scene, &RenderOptions::default()).unwrap().report.symbols;
    assert_eq!(counts.full + counts.dots + counts.clustered, 5_000);
    assert!(counts.full > 150 && counts.dots > 3_000, "{counts:?}");
}

#[test]
#[ignore = "measures time; run in release"]
fn a_large_scene_takes_less_than_a_second() {
    let scene = city_scene(90, 500, 5_000, 8);
    let start = std::time::Instant::now();
    let rendered = render(&scene, &RenderOptions::default()).unwrap();
    let drawn = start.elapsed();
    let png = rendered.image.to_png().unwrap();
    println!("{} of {} labelled, {} leaders, {} cells: drawn in {drawn:?}, with PNG {:?}, {} bytes", rendered.report.labelled.len(), rendered.report.visible.len(), rendered.report.labels.iter().filter(|label| label.has_leader).count(), scene.cell_count, start.elapsed(), png.len());
    assert!(start.elapsed().as_secs_f64() < 1.0);
}

#[test]
#[ignore = "writes pictures to look at into the folder named by CARTO_PICTURES"]
fn pictures_to_look_at() {
    let Ok(folder) = std::env::var("CARTO_PICTURES") else { return };
    for (name, scene) in [("60", city_scene(40, 60, 260, 1)), ("500", city_scene(90, 500, 5_000, 1))] {
        for (suffix, theme) in [("light", ThemeKind::Light), ("dark", ThemeKind::Dark)] {
            let rendered = render(&scene, &RenderOptions { theme, ..RenderOptions::default() }).unwrap();
            let path = std::path::Path::new(&folder).join(format!("city-{name}-{suffix}.png"));
            std::fs::write(path, rendered.image.to_png().unwrap()).unwrap();
        }
    }
}
