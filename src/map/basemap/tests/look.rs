use super::*;
use egui_kittest::Harness;
fn shot(name: &str, source: BaseMapSource, view: View, kind: ThemeKind, opacity: f32) {
    let theme = Theme::of(kind);
    let mut map: Option<BaseMap> = None;
    let mut h = Harness::builder().with_size(vec2(1000.0, 680.0)).wgpu().build_ui(move |ui| {
        let map = map.get_or_insert_with(|| {
            let keys = SessionKeys::default();
            BaseMap::new(source.clone(), BaseMapSetup { context: ui.ctx(), cache: None, keys: &keys, consent: &|_| false }).unwrap()
        });
        map.paint(ui, &view, &theme, opacity);
        if let Some(err) = map.fault() { eprintln!("{err}"); }
    });
    for _ in 0..60 { h.step(); std::thread::sleep(Duration::from_millis(20)); }
    h.render().unwrap().save(format!("/tmp/gw/basemap/{name}.png")).unwrap();
}
#[test]
#[ignore]
fn look() {
    std::fs::create_dir_all("/tmp/gw/basemap").unwrap();
    let r = |lon: f64, lat: f64, zoom: f64| View::new(Camera { center: world_of(Position::from_degrees(lon, lat).unwrap()), zoom }, Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 680.0)));
    for (t, kind) in [("light", ThemeKind::Light), ("dark", ThemeKind::Dark)] {
        shot(&format!("world1_{t}"), BaseMapSource::World, r(160.0, 10.0, 1.0), kind, 1.0);
        shot(&format!("world2_{t}"), BaseMapSource::World, r(104.0, 35.0, 2.0), kind, 1.0);
        shot(&format!("world5_{t}"), BaseMapSource::World, r(119.0, 28.0, 5.0), kind, 1.0);
        shot(&format!("world9_{t}"), BaseMapSource::World, r(121.9, 30.2, 9.0), kind, 1.0);
        shot(&format!("isle_{t}"), BaseMapSource::MbTiles { path: "/tmp/gw/basemap/isle.mbtiles".into() }, r(-4.5, 54.2, 8.6), kind, 1.0);
        shot(&format!("stamen_{t}"), BaseMapSource::PmTiles { path: "/tmp/gw/basemap/stamen.pmtiles".into() }, r(20.0, 40.0, 3.4), kind, 0.6);
    }
    shot("whitney", BaseMapSource::PmTiles { path: "/tmp/gw/basemap/whitney.pmtiles".into() }, r(-118.3, 36.58, 12.7), ThemeKind::Light, 1.0);
}
