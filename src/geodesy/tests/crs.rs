//! Coordinate systems against coordtransform, PROJ and proj4rs.

use crate::geodesy::*;

fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    let scale = 111_320.0;
    f64::hypot((a[0] - b[0]) * scale * a[1].to_radians().cos(), (a[1] - b[1]) * scale)
}

/// WGS-84, GCJ-02 and BD-09 of places, nine decimals (coordtransform, index.js, run under node).
const SHIFTED: [[[f64; 2]; 3]; 10] = [
    [[113.9268, 35.303], [113.932_705_243, 35.302_414_505], [113.939_321_135, 35.308_102_796]],
    [[118.7969, 32.0603], [118.802_083_557, 32.058_224_298], [118.808_503_708, 32.064_582_837]],
    [[108.9402, 34.3416], [108.944_856_699, 34.340_045_170], [108.951_300_943, 34.346_279_750]],
    [[121.527_210_6, 31.177_427_6], [121.531_541_859, 31.175_303_984], [121.538_015_686, 31.181_328_607]],
    [[113.912_316, 22.543_847], [113.917_176_481, 22.540_796_132], [113.923_684_729, 22.546_667_438]],
    [[116.377_817, 39.911_954], [116.384_047_225, 39.913_345_455], [116.390_454_713, 39.919_575_551]],
    [[116.404, 39.915], [116.410_244_499, 39.916_404_282], [116.416_627_244, 39.922_699_552]],
    [[75.9897, 39.4704], [75.992_654_660, 39.470_626_726], [75.999_162_701, 39.476_590_795]],
    [[122.5386, 52.9721], [122.545_628_575, 52.973_612_791], [122.552_098_543, 52.979_698_810]],
    [[114.1694, 22.3193], [114.174_367_066, 22.316_550_799], [114.180_927_599, 22.322_222_377]],
];

#[test]
fn web_map_shifts_are_those_of_coordtransform() {
    for [wgs84, gcj02, bd09] in SHIFTED {
        for (crs, expected) in [(Crs::Gcj02, gcj02), (Crs::Bd09, bd09)] {
            let there = crs.from_wgs84(wgs84[0], wgs84[1]).unwrap();
            assert!((there[0] - expected[0]).abs() < 1e-9 && (there[1] - expected[1]).abs() < 1e-9, "{crs} {there:?} {expected:?}");
            let back = crs.to_wgs84(expected[0], expected[1]).unwrap();
            assert!(metres(back, wgs84) < 2e-4, "{crs} {back:?} {wgs84:?}");
        }
    }
}

#[test]
fn gcj02_and_bd09_convert_into_each_other_as_coordtransform_does() {
    let gcj02 = Crs::Gcj02.to_wgs84(116.404, 39.915).unwrap();
    let bd09 = Crs::Bd09.from_wgs84(gcj02[0], gcj02[1]).unwrap();
    assert!(metres(bd09, [116.410_369_493_710_29, 39.921_336_993_510_21]) < 1e-6);
    // The one-step inverse of coordtransform, 116.39775550083061 39.91359571849836, is up to 4.79 m off by design.
    assert!(metres(gcj02, [116.397_755_500_830_61, 39.913_595_718_498_36]) < 4.79);
    let gcj02_of_bd09 = Crs::Bd09.to_wgs84(116.404, 39.915).and_then(|[lon, lat]| Crs::Gcj02.from_wgs84(lon, lat)).unwrap();
    // And so is its inverse of BD-09 by up to 0.21 m.
    assert!(metres(gcj02_of_bd09, [116.397_627_291_193_15, 39.908_656_739_576_31]) < 0.21);
}

#[test]
fn outside_the_box_nothing_is_shifted() {
    for place in [[139.6917, 35.6895], [-122.4, 37.8], [73.66, 39.0], [110.0, 3.0]] {
        assert_eq!(Crs::Gcj02.from_wgs84(place[0], place[1]), Ok(place));
        assert_eq!(Crs::Gcj02.to_wgs84(place[0], place[1]), Ok(place));
    }
}

#[test]
fn inverse_shifts_are_below_a_millimetre_all_over_china() {
    for crs in [Crs::Gcj02, Crs::Bd09] {
        let transformer = Transformer::new(crs).unwrap();
        let mut worst: f64 = 0.0;
        for column in 0..=122 {
            for row in 0..=70 {
                let place = [73.75 + f64::from(column) * 0.5, 18.1 + f64::from(row) * 0.5];
                let [x, y] = transformer.from_wgs84(place[0], place[1]).unwrap();
                worst = worst.max(metres(transformer.to_wgs84(x, y).unwrap(), place));
            }
        }
        assert!(worst < 1e-6, "{crs}: {worst} m");
    }
}

/// EPSG code, longitude and latitude in the code's own datum, easting and northing (PROJ 9.5.1 through pyproj 3.7.2, from
/// the geographic system of the same datum).
const PROJECTED: [(u32, [f64; 2], [f64; 2]); 32] = [
    (4491, [75.9897, 39.4704], [13_585_164.399_857, 4_371_195.377_002]),
    (4502, [75.9897, 39.4704], [585_164.399_857, 4_371_195.377_002]),
    (4498, [113.9268, 35.303], [20_220_446.423_096, 3_912_543.859_090]),
    (4509, [113.9268, 35.303], [220_446.423_096, 3_912_543.859_090]),
    (4525, [113.9268, 35.303], [37_766_232.331_920, 3_912_140.401_930]),
    (4546, [113.9268, 35.303], [766_232.331_920, 3_912_140.401_930]),
    (4526, [113.9268, 35.303], [38_493_342.431_644, 3_908_211.195_007]),
    (4547, [113.9268, 35.303], [493_342.431_644, 3_908_211.195_007]),
    (4533, [134.9, 48.2], [45_492_566.354_324, 5_340_670.884_806]),
    (4554, [134.9, 48.2], [492_566.354_324, 5_340_670.884_806]),
    (4501, [134.9, 48.2], [23_492_566.354_324, 5_340_670.884_806]),
    (4512, [134.9, 48.2], [492_566.354_324, 5_340_670.884_806]),
    (2362, [113.9268, 35.303], [38_493_342.428_507, 3_908_213.017_109]),
    (2383, [113.9268, 35.303], [493_342.428_507, 3_908_213.017_109]),
    (2334, [113.9268, 35.303], [20_220_446.291_373, 3_912_545.683_233]),
    (2345, [113.9268, 35.303], [220_446.291_373, 3_912_545.683_233]),
    (2414, [113.9268, 35.303], [38_493_342.319_980, 3_908_280.482_642]),
    (2435, [113.9268, 35.303], [493_342.319_980, 3_908_280.482_642]),
    (21420, [113.9268, 35.303], [20_220_441.734_357, 3_912_613.219_390]),
    (21460, [113.9268, 35.303], [220_441.734_357, 3_912_613.219_390]),
    (32649, [113.9268, 35.303], [766_125.838_986, 3_910_575.545_876]),
    (32650, [113.9268, 35.303], [220_558.244_529, 3_910_978.841_652]),
    (32756, [151.2, -33.87], [333_510.650_081, 6_250_800.241_184]),
    (32601, [-177.3, 65.2], [485_958.904_059, 7_230_777.854_296]),
    (32760, [179.5, -41.2], [709_625.914_398, 5_436_027.224_621]),
    (3857, [113.9268, 35.303], [12_682_273.363_707, 4_205_134.252_359]),
    (3857, [112.6, 22.5], [12_534_574.663_323, 2_571_663.047_174]),
    (3857, [115.4, 39.9], [12_846_269.237_544, 4_851_421.175_183]),
    (3857, [75.9897, 39.4704], [8_459_134.709_534, 4_789_278.082_886]),
    (3857, [134.9, 48.2], [15_016_999.308_013, 6_140_192.439_290]),
    (3857, [122.5386, 52.9721], [13_640_934.554_521, 6_977_838.842_036]),
    (3857, [-179.9, -84.9], [-20_026_376.393_710, -19_845_401.335_496]),
];

/// The code without the shift of its datum.
fn bare(code: u32) -> Transformer {
    Transformer::with_shift(Crs::from_epsg(code).unwrap(), DatumShift::translation([0.0; 3])).unwrap()
}

/// The datum of a code as a geographic system, without its shift: its ellipsoid differs from WGS-84 all the same.
fn bare_geographic(code: u32) -> Transformer {
    bare(match Crs::from_epsg(code).unwrap().datum() {
        Some(Datum::Cgcs2000) => 4490,
        Some(Datum::Beijing54) => 4214,
        Some(Datum::Xian80) => 4610,
        None => 4326,
    })
}

#[test]
fn projections_are_those_of_proj() {
    for (code, lonlat, expected) in PROJECTED {
        let (projected, geographic) = (bare(code), bare_geographic(code));
        let wgs84 = geographic.to_wgs84(lonlat[0], lonlat[1]).unwrap();
        let there = projected.from_wgs84(wgs84[0], wgs84[1]).unwrap();
        assert!((there[0] - expected[0]).abs() < 2e-6 && (there[1] - expected[1]).abs() < 2e-6, "{code} {there:?} {expected:?}");
        let back = projected.to_wgs84(expected[0], expected[1]).and_then(|[lon, lat]| geographic.from_wgs84(lon, lat)).unwrap();
        assert!((back[0] - lonlat[0]).abs() < 1e-9 && (back[1] - lonlat[1]).abs() < 1e-9, "{code} {back:?}");
    }
}

#[test]
fn own_projections_equal_the_library_over_their_zones() {
    let wgs84 = proj4rs::Proj::from_epsg_code(4326).unwrap();
    for code in [4491_u16, 4498, 4501, 4509, 4513, 4526, 4533, 4547, 4554, 2383, 2362, 2435, 21460, 32650, 32756, 3857] {
        let library = proj4rs::Proj::from_epsg_code(code).unwrap();
        let own = Transformer::new(Crs::from_epsg(u32::from(code)).unwrap()).unwrap();
        let meridian = library.longitude_of_origin().to_degrees();
        for (east, lat) in (-6..=6).flat_map(|i| (-8..=8).map(move |j| (f64::from(i) * 0.7, f64::from(j) * 9.9))) {
            let lonlat = [meridian + east, lat];
            let mut expected = (lonlat[0].to_radians(), lonlat[1].to_radians());
            proj4rs::transform::transform(&wgs84, &library, &mut expected).unwrap();
            let reached = own.from_wgs84(lonlat[0], lonlat[1]).unwrap();
            // A shifted datum takes the height as zero on both sides, the library only on the first: millimetres.
            let allowed = if own.crs().datum() == Some(Datum::Beijing54) { 1e-2 } else { 1e-6 };
            assert!((reached[0] - expected.0).abs() < allowed && (reached[1] - expected.1).abs() < allowed, "{code} {lonlat:?} {reached:?} {expected:?}");
            let mut back = expected;
            proj4rs::transform::transform(&library, &wgs84, &mut back).unwrap();
            let own_back = own.to_wgs84(expected.0, expected.1).unwrap();
            assert!((own_back[0] - back.0.to_degrees()).abs() < 1e-9 && (own_back[1] - back.1.to_degrees()).abs() < 1e-9, "{code} {own_back:?} {back:?}");
        }
    }
}

#[test]
fn beijing_54_is_shifted_and_the_user_may_say_how() {
    // proj4rs 0.3.0 and PROJ 9.5.1 (pipeline of tmerc, cart, helmert) with the same parameters.
    let [lon, lat] = Crs::from_epsg(2435).unwrap().to_wgs84(494_000.0, 3_908_000.0).unwrap();
    assert!((lon - 113.934_563_030).abs() < 2e-9 && (lat - 35.300_662_096).abs() < 2e-9, "{lon} {lat}");
    let prefixed = Crs::from_epsg(2414).unwrap();
    let [lon, lat] = prefixed.to_wgs84(38_493_000.0, 3_908_000.0).unwrap();
    assert!((lon - 113.923_568_246_695).abs() < 1e-10 && (lat - 35.300_655_647_364).abs() < 1e-10, "{lon} {lat}");
    let seven = DatumShift { translation_m: [15.8, -154.4, -82.3], rotation_arcsec: [0.5, -0.7, 1.2], scale_ppm: 3.5 };
    let local = Transformer::with_shift(prefixed, seven).unwrap();
    let [lon, lat] = local.to_wgs84(38_493_000.0, 3_908_000.0).unwrap();
    assert!((lon - 113.924_066_210_643).abs() < 1e-10 && (lat - 35.300_703_224_893).abs() < 1e-10, "{lon} {lat}");
    let [x, y] = local.from_wgs84(lon, lat).unwrap();
    assert!((x - 38_493_000.0).abs() < 1e-6 && (y - 3_908_000.0).abs() < 1e-6);
    assert_eq!(prefixed.warning(), Some(CrsWarning::UncertainDatum { datum: Datum::Beijing54, default_shift: true }));
    assert_eq!(Crs::Xian80.warning(), Some(CrsWarning::UncertainDatum { datum: Datum::Xian80, default_shift: false }));
    assert_eq!(Crs::from_epsg(4547).unwrap().warning(), None);
}

#[test]
fn every_zone_has_its_code_and_name() {
    let runs = [4491..=4554, 2327..=2390, 2401..=2442, 21413..=21423, 21453..=21463, 32601..=32660, 32701..=32760];
    for code in runs.into_iter().flatten().chain([4326, 4490, 4214, 4610, 3857, 4230]) {
        let crs = Crs::from_epsg(code).unwrap();
        assert_eq!(crs.epsg(), Some(code));
        assert_eq!(Crs::from_name(&crs.name()), Ok(crs));
        let Crs::GaussKrueger(zone) = crs else { continue };
        let text = crs_definitions::from_code(code as u16).unwrap().proj4;
        let has = |part: String| text.split(' ').any(|word| word == part);
        assert!(has(format!("+lon_0={}", zone.central_meridian())) && has(format!("+x_0={}", zone.false_easting())), "{code} {text}");
    }
}

#[test]
fn names_are_read_as_people_write_them() {
    let names = [
        ("WGS84", Crs::Wgs84),
        ("wgs-84", Crs::Wgs84),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs::Wgs84),
        ("urn:ogc:def:crs:EPSG::4490", Crs::Cgcs2000),
        ("gcj02", Crs::Gcj02),
        ("GCJ-02", Crs::Gcj02),
        ("BD-09", Crs::Bd09),
        ("cgcs2000", Crs::Cgcs2000),
        (" epsg:3857 ", Crs::WebMercator),
        ("32650", Crs::Utm { zone: 50, south: false }),
    ];
    for (name, crs) in names {
        assert_eq!(Crs::from_name(name), Ok(crs), "{name}");
    }
    assert_eq!(Crs::from_name("EPSG:1"), Err(CrsError::UnknownEpsg(1)));
    assert_eq!(Crs::from_name("EPSG:99999999999"), Err(CrsError::UnknownName("EPSG:99999999999".to_owned())));
    for name in ["", "auto", "EPSG:", "mars"] {
        assert_eq!(Crs::from_name(name), Err(CrsError::UnknownName(name.to_owned())));
    }
}

#[test]
fn nonsense_is_out_of_reach() {
    for crs in [Crs::Wgs84, Crs::Gcj02, Crs::Bd09, Crs::Beijing54, Crs::WebMercator, Crs::from_epsg(4547).unwrap(), Crs::from_epsg(2435).unwrap(), Crs::Other(4230)] {
        for place in [[f64::NAN, 1.0], [1.0, f64::INFINITY], [1e30, 1e30], [f64::MAX, f64::MIN]] {
            assert!(crs.to_wgs84(place[0], place[1]).is_err(), "{crs} {place:?}");
            assert!(crs.from_wgs84(place[0], place[1]).is_err(), "{crs} {place:?}");
        }
    }
    assert!(Crs::from_epsg(4547).unwrap().from_wgs84(-60.0, 35.0).is_err(), "the other side of the world");
    let mut places = [[493_342.431_644, 3_908_211.195_007], [f64::NAN, 0.0]];
    assert_eq!(Transformer::new(Crs::from_epsg(4547).unwrap()).unwrap().to_wgs84_all(&mut places), 1);
    assert!(places[1][0].is_nan() && metres(places[0], [113.9268, 35.303]) < 1e-5);
}

#[test]
fn other_codes_go_through_the_library() {
    // ED50 and the French Lambert-93 (PROJ 9.5.1 through pyproj 3.7.2; 2154 has no shift).
    let [x, y] = Crs::from_epsg(2154).unwrap().from_wgs84(2.3522, 48.8566).unwrap();
    assert!((x - 652_469.023_0).abs() < 1e-3 && (y - 6_862_035.259_1).abs() < 1e-3, "{x} {y}");
    let [lon, lat] = Crs::from_epsg(2154).unwrap().to_wgs84(x, y).unwrap();
    assert!((lon - 2.3522).abs() < 1e-9 && (lat - 48.8566).abs() < 1e-9);
    assert!(Crs::Other(4230).is_geographic() && !Crs::Other(2154).is_geographic());
}

#[test]
fn a_transformer_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Transformer>();
}

#[test]
fn projected_coordinates_and_zones_are_guessed() {
    assert!(looks_projected(38_493_342.0, 3_908_211.0) && looks_projected(493_342.0, 3_908_211.0));
    assert!(!looks_projected(113.9, 35.3) && !looks_projected(35.3, 113.9) && !looks_projected(f64::NAN, 1e9));
    let guess = |x, y| guess_gauss_krueger(x, y).map(|guess| (guess.crs.and_then(Crs::epsg), guess.swapped));
    assert_eq!(guess(38_493_342.0, 3_908_211.0), Some((Some(4526), false)));
    assert_eq!(guess(3_908_211.0, 38_493_342.0), Some((Some(4526), true)));
    assert_eq!(guess(20_220_446.0, 3_912_543.0), Some((Some(4498), false)));
    assert_eq!(guess(493_342.0, 3_908_211.0), Some((None, false)));
    assert_eq!(guess(3_908_211.0, 493_342.0), Some((None, true)));
    for [x, y] in [[113.9, 35.3], [12_682_273.0, 4_205_134.0], [38_950_000.0, 3_908_211.0], [24_500_000.0, 3_908_211.0], [f64::NAN, 1.0]] {
        assert_eq!(guess(x, y), None, "{x} {y}");
    }
}
