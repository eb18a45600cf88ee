//! Rows with every fault met in practice, and what becomes of them.

use super::super::classify::MeasureColumn;
use super::super::rows::{MappingOptions, assignments, demand_rows, outlets, polygons};
use super::super::{FindingLog, ImportError, ImportReport, KnownFrom, geojson};
use super::csv_table;
use crate::base::FindingKind::{self, BadNumber, BadPosition, BadRow, DuplicateCode, NullGeometry, RingOrientation, SwappedLonLat, UnknownKind, WrongGeometry};
use crate::geodesy::Position;
use crate::model::{OutletClass, OutletKind, OutletStatus};

fn counts(findings: &FindingLog) -> Vec<(FindingKind, u64)> {
    findings.groups().map(|group| (group.kind, group.count)).collect()
}

fn measures(names: &[&str]) -> MappingOptions {
    MappingOptions { measures: names.iter().map(|name| MeasureColumn::parse(name).unwrap()).collect(), ..MappingOptions::default() }
}

#[test]
fn bad_rows_are_listed_and_the_rest_is_loaded() {
    let table = csv_table(
        "客户编号,名称,lat,lon,users,revenue,备注\n\
         1,甲,35.303,113.9268,3,\"1,234.50\",a\n\
         2,乙,,,1,1,\n\
         3,丙,0,0,1,1,\n\
         4,丁,35.3,113.9,many,1,\n\
         5,戊,113.9,35.3,,-2.25,b\n\
         6,己,135.3,213.9,1,1,\n\
         7,庚,35.3,113.9,１２,1,\n",
    );
    let options = MappingOptions { code_field: Some("客户编号".to_owned()), ..measures(&["users=users:户", "revenue"]) };
    let demand = demand_rows(&table, &options).unwrap();
    assert_eq!(demand.rows, [0, 4, 6]);
    assert_eq!(demand.positions[0], Position::new(1_139_268_000, 353_030_000));
    assert_eq!(demand.positions[1], demand.positions[2], "exchanged numbers are put right");
    assert_eq!((demand.measures[0].scale, demand.measures[0].amounts.as_slice()), (0, [3, 0, 12].as_slice()));
    assert_eq!((demand.measures[1].scale, demand.measures[1].amounts.as_slice()), (2, [123_450, -225, 100].as_slice()));
    assert_eq!((demand.code, demand.name, demand.attributes.as_slice()), (Some(0), Some(1), [6].as_slice()));
    assert_eq!(counts(&demand.mapped.findings), [(BadNumber, 1), (BadPosition, 3), (SwappedLonLat, 1)]);
    let examples = |kind| demand.mapped.findings.groups().find(|group| group.kind == kind).unwrap().examples.iter().map(|f| f.row.unwrap()).collect::<Vec<_>>();
    assert_eq!((examples(BadPosition), examples(BadNumber)), (vec![2, 3, 6], vec![4]));

    let report = ImportReport::new("a.csv", &table, &demand.mapped, FindingLog::default(), 0.5);
    assert_eq!((report.rows_read, report.rows_imported, report.rows_rejected), (7, 3, 4));
    let json = report.json(crate::base::Finding::key);
    assert_eq!(json["findings"][0], serde_json::json!({"kind": "bad_number", "severity": "error", "count": 1, "examples": [{"row": 4, "text": "bad_number:users:many"}]}));
    assert_eq!(json["crs"], serde_json::json!({"name": "EPSG:4326", "from": "assumed"}));
}

#[test]
fn columns_that_are_not_there_are_errors_with_the_names_there_are() {
    let table = csv_table("a,lon,lat\n1,113.9,35.3\n");
    let missing = demand_rows(&table, &measures(&["users"]));
    assert!(matches!(missing, Err(ImportError::MissingColumn { name, columns }) if name == "users" && columns.len() == 3));
    assert!(matches!(outlets(&table, &MappingOptions::default()), Err(ImportError::MissingColumn { .. })));
    assert!(matches!(polygons(&table, &MappingOptions::default()), Err(ImportError::NoPosition { .. })));
}

#[test]
fn outlets_with_their_kinds_classes_and_dates() {
    let table = csv_table(
        "网点编码,网点名称,渠道类型,等级,状态,合同到期日,经度,纬度,电话\n\
         H1,城东厅,综合营业厅,A类,营业,2026/3/1,113.9,35.3,0373\n\
         H1,城西厅,品牌店,特级,规划中,someday,113.8,35.3,\n\
         ,,特约代理点,市级核心,,46082,113.7,35.3,\n\
         H4,小卖部,夫妻店,,,,113.7,35.3,\n",
    );
    let read = outlets(&table, &MappingOptions::default()).unwrap();
    let [first, second, third] = read.outlets.as_slice() else { panic!("three outlets: {:?}", read.outlets) };
    assert_eq!((first.outlet.kind, first.outlet.class, first.outlet.status), (OutletKind::FlagshipHall, Some(OutletClass::A), OutletStatus::Open));
    assert_eq!((first.outlet.contract_end.as_deref(), first.outlet.attributes.get("电话").map(String::as_str)), (Some("2026-03-01"), Some("0373")));
    assert_eq!((second.outlet.code.as_str(), second.outlet.class, second.outlet.status), ("H1#2", None, OutletStatus::Planned));
    assert_eq!(second.outlet.attributes.keys().map(String::as_str).collect::<Vec<_>>(), ["合同到期日", "等级"], "what is not understood is kept");
    assert_eq!((third.outlet.code.as_str(), third.outlet.contract_end.as_deref(), third.row_number), ("#3", Some("2026-03-01"), 3));
    assert_eq!((read.mapped.rows_rejected, counts(&read.mapped.findings)), (1, vec![(UnknownKind, 3), (DuplicateCode, 1)]));

    let all = outlets(&table, &MappingOptions { kind: Some(OutletKind::Competitor), ..MappingOptions::default() }).unwrap();
    assert!(all.outlets.len() == 4 && all.outlets.iter().all(|row| row.outlet.kind == OutletKind::Competitor));
}

#[test]
fn chinese_columns_in_gbk_become_values_with_a_meaning() {
    let text = "网点编码,渠道类型,状态,营业员数（人）,合同起始日期,月租金（元）,营业时间,房屋性质,2026年5月营业收入,202606业务量,店长,经度,纬度,grid\n\
                H1,综合营业厅,待迁,12人,2024/3/1,\"12,500.5\",8:30-18:00,租赁,\"1,234.50\",380,张三,113.9,35.3,N-01\n\
                H2,品牌店,筹建中,三,去年,-5,,借用,,x,,113.8,35.3,N-02\n";
    let (bytes, _, _) = encoding_rs::GBK.encode(text);
    let table = crate::io::csv::read(bytes.into_owned(), &crate::io::encoding::Declared::default()).unwrap();
    let read = outlets(&table, &MappingOptions::default()).unwrap();
    let told = |at: usize| read.outlets[at].outlet.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
    assert_eq!(
        told(0),
        ["clerks=12", "contract_start=2024-03-01", "monthly_fee=12500.5", "opening_hours=8:30-18:00", "premises=rented", "revenue@2026-05=1234.5", "transactions@2026-06=380", "店长=张三"]
    );
    assert_eq!(told(1), ["202606业务量=x", "合同起始日期=去年", "房屋性质=借用", "月租金（元）=-5", "营业员数（人）=三"], "what is not understood is kept under its own name");
    assert_eq!(read.outlets.iter().map(|row| row.outlet.status).collect::<Vec<_>>(), [OutletStatus::ToMove, OutletStatus::Opening]);
    assert_eq!(counts(&read.mapped.findings), [(BadNumber, 3), (UnknownKind, 2)]);
    assert_eq!(read.mapped.rows_rejected, 0);
    let first = read.mapped.findings.groups().next().unwrap();
    assert_eq!((first.severity, first.examples[0].row, first.examples[0].subjects.as_slice()), (crate::base::Severity::Warning, Some(2), ["营业员数（人）".to_owned(), "三".to_owned()].as_slice()));
}

#[test]
fn polygons_with_every_kind_of_bad_shape() {
    let ring = |x: f64, clockwise: bool| {
        let mut ring = vec![[x, 35.0], [x + 0.1, 35.0], [x + 0.1, 35.1], [x, 35.0]];
        if clockwise {
            ring.reverse();
        }
        format!("{ring:?}")
    };
    let polygon = |ring: String| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let shapes = [
        polygon(ring(113.9, false)),
        polygon(ring(113.8, true)),
        "null".to_owned(),
        r#"{"type":"Point","coordinates":[113.9,35.0]}"#.to_owned(),
        polygon("[[113.9,35],[113.9,135],[114,35],[113.9,35]]".to_owned()),
        polygon(ring(113.5, false)),
    ];
    let features: Vec<String> = shapes.iter().enumerate().map(|(at, shape)| format!(r#"{{"type":"Feature","properties":{{"gb":"C{}","name":"n","g":"G1","pop":"{at}"}},"geometry":{shape}}}"#, at % 5)).collect();
    let table = geojson::read(format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",")).as_bytes()).unwrap();
    let read = polygons(&table, &MappingOptions { grid_field: Some("g".to_owned()), ..measures(&["pop"]) }).unwrap();
    let rows: Vec<(&str, &str, u64)> = read.polygons.iter().map(|row| (row.code.as_str(), row.grid.as_str(), row.row_number)).collect();
    assert_eq!(rows, [("C0", "G1", 1), ("C1", "G1", 2), ("C0#2", "G1", 6)]);
    assert_eq!((read.measures[0].amounts.as_slice(), read.mapped.rows_rejected), ([0, 1, 5].as_slice(), 3));
    assert_eq!(read.polygons[0].rings, [[(1_139_000_000, 350_000_000), (1_140_000_000, 350_000_000), (1_140_000_000, 351_000_000), (1_139_000_000, 350_000_000)].map(|(lon, lat)| Position::new(lon, lat))]);
    assert_eq!(counts(&read.mapped.findings), [(NullGeometry, 1), (RingOrientation, 1), (BadPosition, 1), (DuplicateCode, 1), (WrongGeometry, 1)]);
    assert_eq!(read.mapped.crs.unwrap().from, KnownFrom::Assumed);

    let demand = demand_rows(&table, &MappingOptions::default()).unwrap();
    let middle = demand.positions[0].degrees();
    assert!((middle[0] - (113.9 + 0.2 / 3.0)).abs() < 1e-6 && (middle[1] - (35.0 + 0.1 / 3.0)).abs() < 1e-6, "a building is a point in its middle: {middle:?}");
}

#[test]
fn assignments_of_cells_and_lists_of_grids() {
    let read = assignments(&csv_table("cell,grid\nC1,G1\nC2,\n,G1\nC1,G2\n"), &MappingOptions::default()).unwrap();
    let rows: Vec<(&str, &str)> = read.rows.iter().map(|row| (row.code.as_str(), row.grid.as_str())).collect();
    assert_eq!((rows, read.mapped.rows_rejected), (vec![("C1", "G1"), ("C2", "")], 2));
    assert_eq!(counts(&read.mapped.findings), [(DuplicateCode, 1), (BadRow, 1)]);
    let read = assignments(&csv_table("编码,名称,上级编码\nN1,城东,410702\n"), &MappingOptions::default()).unwrap();
    assert_eq!((read.rows[0].name.as_str(), read.rows[0].parent.as_str(), read.rows[0].grid.as_str()), ("城东", "410702", ""));
}

#[test]
fn a_column_that_names_its_system_is_believed() {
    let table = csv_table("name,gcj02_lng,gcj02_lat\n新乡,113.932705243,35.302414505\n");
    let demand = demand_rows(&table, &MappingOptions::default()).unwrap();
    assert_eq!(demand.mapped.crs, Some(super::super::Known::new("GCJ-02", KnownFrom::Detected)));
    assert!((demand.positions[0].lon - 1_139_268_000).abs() <= 1);
}
