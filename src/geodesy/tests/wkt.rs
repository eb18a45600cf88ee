//! Texts of `.prj` files, as GDAL and PROJ 9.5.1 write them.

use crate::geodesy::*;

fn recognised(text: &str) -> Option<(Crs, WktRecognition)> {
    Crs::from_wkt(text).ok().map(|found| (found.crs, found.how))
}

fn epsg(code: u32) -> Crs {
    Crs::from_epsg(code).unwrap()
}

const CHINA_2000: &str = r#"GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const BEIJING: &str = r#"GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const XIAN: &str = r#"GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const WGS84: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

fn esri(name: &str, base: &str, projection: &str, easting: f64, northing: f64, meridian: f64, scale: f64) -> String {
    format!(
        r#"PROJCS["{name}",{base},PROJECTION["{projection}"],PARAMETER["False_Easting",{easting:?}],PARAMETER["False_Northing",{northing:?}],PARAMETER["Central_Meridian",{meridian:?}],PARAMETER["Scale_Factor",{scale:?}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#
    )
}

#[test]
fn geographic_systems_are_known_by_name() {
    for (text, crs) in [(CHINA_2000, Crs::Cgcs2000), (BEIJING, Crs::Beijing54), (XIAN, Crs::Xian80), (WGS84, Crs::Wgs84)] {
        assert_eq!(recognised(text), Some((crs, WktRecognition::Name)));
    }
}

#[test]
fn esri_zones_are_known_by_their_parameters() {
    let texts = [
        (esri("CGCS2000_3_Degree_GK_Zone_38", CHINA_2000, "Gauss_Kruger", 38_500_000.0, 0.0, 114.0, 1.0), 4526),
        (esri("CGCS2000_3_Degree_GK_CM_114E", CHINA_2000, "Gauss_Kruger", 500_000.0, 0.0, 114.0, 1.0), 4547),
        (esri("CGCS2000_3_Degree_GK_CM_117E", CHINA_2000, "Gauss_Kruger", 500_000.0, 0.0, 117.0, 1.0), 4548),
        (esri("CGCS2000_3_Degree_GK_Zone_39", CHINA_2000, "Gauss_Kruger", 39_500_000.0, 0.0, 117.0, 1.0), 4527),
        (esri("CGCS2000_GK_Zone_20", CHINA_2000, "Gauss_Kruger", 20_500_000.0, 0.0, 117.0, 1.0), 4498),
        (esri("CGCS2000_GK_CM_117E", CHINA_2000, "Gauss_Kruger", 500_000.0, 0.0, 117.0, 1.0), 4509),
        (esri("Beijing_1954_3_Degree_GK_CM_114E", BEIJING, "Gauss_Kruger", 500_000.0, 0.0, 114.0, 1.0), 2435),
        (esri("Xian_1980_3_Degree_GK_Zone_38", XIAN, "Gauss_Kruger", 38_500_000.0, 0.0, 114.0, 1.0), 2362),
        (esri("WGS_1984_UTM_Zone_50N", WGS84, "Transverse_Mercator", 500_000.0, 0.0, 117.0, 0.9996), 32650),
        (esri("WGS_1984_UTM_Zone_56S", WGS84, "Transverse_Mercator", 500_000.0, 10_000_000.0, 153.0, 0.9996), 32756),
        (esri("WGS_1984_Web_Mercator_Auxiliary_Sphere", WGS84, "Mercator_Auxiliary_Sphere", 0.0, 0.0, 0.0, 1.0), 3857),
    ];
    for (text, code) in texts {
        assert_eq!(recognised(&text), Some((epsg(code), WktRecognition::Parameters)), "{text}");
        let spaced = text.replace(',', " ,\n\t").replace('[', " (").replace(']', " )");
        assert_eq!(recognised(&spaced), Some((epsg(code), WktRecognition::Parameters)), "{spaced}");
    }
}

#[test]
fn authority_codes_come_first() {
    let wkt1 = r#"PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 117E",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",117],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AUTHORITY["EPSG","4548"]]"#;
    let wkt2 = r#"PROJCRS["CGCS2000 / 3-degree Gauss-Kruger CM 117E",BASEGEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4490]],CONVERSION["Gauss-Kruger CM 117E",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8801]],PARAMETER["Longitude of natural origin",117,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8802]],PARAMETER["Scale factor at natural origin",1,SCALEUNIT["unity",1],ID["EPSG",8805]],PARAMETER["False easting",500000,LENGTHUNIT["metre",1],ID["EPSG",8806]],PARAMETER["False northing",0,LENGTHUNIT["metre",1],ID["EPSG",8807]]],CS[Cartesian,2],AXIS["northing (X)",north,ORDER[1],LENGTHUNIT["metre",1]],AXIS["easting (Y)",east,ORDER[2],LENGTHUNIT["metre",1]],ID["EPSG",4548]]"#;
    for text in [wkt1, wkt2] {
        assert_eq!(recognised(text), Some((epsg(4548), WktRecognition::Authority)));
        let without = text.replace(r#",AUTHORITY["EPSG","4548"]"#, "").replace(r#",ID["EPSG",4548]"#, "");
        assert_eq!(recognised(&without), Some((epsg(4548), WktRecognition::Parameters)), "{without}");
    }
    let shifted = r#"GEOGCS["Beijing 1954",DATUM["Beijing_1954",SPHEROID["Krassowsky 1940",6378245,298.3],TOWGS84[15.8,-154.4,-82.3,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4214"]]"#;
    let found = Crs::from_wkt(shifted).unwrap();
    assert_eq!((found.crs, found.how, found.shift), (Crs::Beijing54, WktRecognition::Authority, Some(DatumShift::translation([15.8, -154.4, -82.3]))));
}

#[test]
fn what_is_not_understood_is_refused() {
    let strange = [
        String::new(),
        "PROJCS".to_owned(),
        "EPSG:4326".to_owned(),
        CHINA_2000[..CHINA_2000.len() - 3].to_owned(),
        CHINA_2000.replace("0.0174532925199433", "0.01570796326794897"),
        CHINA_2000.replace(r#"PRIMEM["Greenwich",0.0]"#, r#"PRIMEM["Paris",2.337229166666667]"#),
        r#"GEOGCS["GCS_New_Beijing",DATUM["D_New_Beijing",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#.to_owned(),
        esri("local", CHINA_2000, "Gauss_Kruger", 500_000.0, -3_000_000.0, 114.0, 1.0),
        esri("local", CHINA_2000, "Gauss_Kruger", 500_000.0, 0.0, 114.25, 1.0),
        esri("local", CHINA_2000, "Gauss_Kruger", 39_500_000.0, 0.0, 114.0, 1.0),
        esri("conic", CHINA_2000, "Lambert_Conformal_Conic", 0.0, 0.0, 105.0, 1.0),
        esri("feet", WGS84, "Transverse_Mercator", 500_000.0, 0.0, 117.0, 0.9996).replace(r#"UNIT["Meter",1.0]"#, r#"UNIT["Foot",0.3048]"#),
        esri("no zone", WGS84, "Transverse_Mercator", 500_000.0, 0.0, 118.0, 0.9996),
        "A[".repeat(100_000),
    ];
    for text in strange {
        assert_eq!(Crs::from_wkt(&text).map(|found| found.crs), Err(CrsError::UnrecognisedWkt), "{:.80}", text);
    }
}
