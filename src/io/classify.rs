//! Which column is what, when nobody says.

use super::error::ImportError;
use crate::model::number::{real, scaled};
use super::source::SourceTable;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Code (编码).
    Code,
    /// Name (名称).
    Name,
    /// Code of the grid a cell belongs to (网格).
    Grid,
    /// Code of the grid one level up (上级).
    Parent,
    /// Kind of an outlet (渠道类型).
    Kind,
    /// Grade of an outlet (等级).
    Class,
    /// Whether an outlet works (状态).
    Status,
    /// Longitude or easting (经度).
    Lon,
    /// Latitude or northing (纬度).
    Lat,
}

impl Role {
    /// Names that columns of this role usually have, likeliest first, in the form of [`plain`].
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Code => &[
                "code", "编码", "代码", "编号", "cellcode", "gridcode", "小区编码", "网格编码", "网点编码", "渠道编码", "站点编码", "adcode", "admincode", "gb", "gbcode", "区划代码",
                "行政区划代码", "geoid", "id", "gid", "fid", "objectid", "序号",
            ],
            Self::Name => &["name", "名称", "cellname", "gridname", "小区名称", "网格名称", "网点名称", "渠道名称", "楼宇名称", "乡镇名称", "区县", "mc", "title", "qh", "nam", "namezh", "namecn", "地名", "姓名", "小区"],
            Self::Grid => &["grid", "网格", "gridcode", "网格编码", "所属网格", "归属网格", "grid_code", "gridid", "网格编号"],
            Self::Parent => &["parent", "上级", "上级编码", "上级网格", "parentcode", "parentid", "父级", "父编码", "所属区县"],
            Self::Kind => &["kind", "类型", "渠道类型", "网点类型", "类别", "渠道类别", "type", "category"],
            Self::Class => &["class", "等级", "分类", "级别", "网点等级", "grade", "level", "tier"],
            Self::Status => &["status", "状态", "营业状态", "网点状态", "state"],
            Self::Lon => &[
                "lon", "lng", "longitude", "经度", "东经", "long", "wgs84lon", "wgs84lng", "lonwgs84", "lngwgs84", "gcj02lng", "gcj02lon", "lnggcj02", "bd09lng", "bd09lon", "x", "x坐标", "xcoord", "pointx", "coordx", "jd", "jingdu",
                "centroidx", "中心经度", "lon84",
            ],
            Self::Lat => &[
                "lat", "latitude", "纬度", "北纬", "wgs84lat", "latwgs84", "gcj02lat", "latgcj02", "bd09lat", "y", "y坐标", "ycoord", "pointy", "coordy", "wd", "weidu", "centroidy", "中心纬度", "lat84",
            ],
        }
    }
}

/// A column name without case, spaces, signs and a unit in brackets.
fn plain(name: &str) -> String {
    let name = name.split(['(', '（', '[']).next().filter(|head| !head.trim().is_empty()).unwrap_or(name);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The column that most likely has a role, by its name.
pub fn column_of(table: &SourceTable, role: Role) -> Option<usize> {
    let columns: Vec<String> = table.columns.iter().map(|name| plain(name)).collect();
    role.names().iter().find_map(|wanted| columns.iter().position(|column| column == wanted))
}

/// The column a person named, else the likeliest.
///
/// # Errors
/// [`ImportError::MissingColumn`] when the named one is not there.
pub fn column_or_guess(table: &SourceTable, given: Option<&str>, role: Role) -> Result<Option<usize>, ImportError> {
    given.map_or_else(|| Ok(column_of(table, role)), |name| table.named_column(name).map(Some))
}

/// The columns of longitude and latitude (or easting and northing): named, else by their names, else the first pair of
/// columns whose numbers are longitudes and latitudes of China.
///
/// # Errors
/// [`ImportError::MissingColumn`], [`ImportError::NoPosition`].
pub fn position_columns(table: &SourceTable, lon: Option<&str>, lat: Option<&str>) -> Result<(usize, usize), ImportError> {
    let lon = column_or_guess(table, lon, Role::Lon)?;
    let lat = column_or_guess(table, lat, Role::Lat)?;
    if let (Some(lon), Some(lat)) = (lon, lat) {
        return Ok((lon, lat));
    }
    let none = || ImportError::NoPosition { columns: table.columns.clone() };
    let in_range = |low: f64, high: f64| (0..table.columns.len()).find(|&column| is_degrees_column(table, column, low, high));
    let lon = lon.or_else(|| in_range(73.0, 136.0)).ok_or_else(none)?;
    let lat = lat.or_else(|| in_range(3.0, 54.0)).ok_or_else(none)?;
    Ok((lon, lat))
}

/// Whether the first values of a column are degrees with decimals in a range.
fn is_degrees_column(table: &SourceTable, column: usize, low: f64, high: f64) -> bool {
    let n_rows = table.rows().min(200);
    let is_degrees = |text: &str| text.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 3) && matches!(real(text), Ok(Some(value)) if (low..=high).contains(&value));
    let n_right = (0..n_rows).filter(|&row| is_degrees(&table.text.trimmed(row, column))).count();
    n_rows > 0 && n_right * 10 >= n_rows * 9
}

/// A measure and the column it is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureColumn {
    /// Name of the measure.
    pub name: String,
    /// Name of the column.
    pub column: String,
    /// Unit for people, may be empty.
    pub unit: String,
    /// Decimal digits to keep; `None` for as many as the column has, four at most.
    pub scale: Option<u8>,
}

impl MeasureColumn {
    /// From `NAME=COLUMN[:unit]`; the name alone means the column of that name.
    ///
    /// # Errors
    /// [`ImportError::BadMeasure`] when name or column is empty.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        let (name, rest) = text.split_once('=').unwrap_or((text.split(':').next().unwrap_or(text), text));
        let (column, unit) = rest.rsplit_once(':').unwrap_or((rest, ""));
        let (name, column) = (name.trim(), column.trim());
        if name.is_empty() || column.is_empty() {
            return Err(ImportError::BadMeasure { text: text.to_owned() });
        }
        Ok(Self { name: name.to_owned(), column: column.to_owned(), unit: unit.trim().to_owned(), scale: None })
    }
}

/// Columns that hold numbers and nothing else in the first thousand rows and that have no other role: what a person may
/// want as measures.
pub fn number_columns(table: &SourceTable) -> Vec<usize> {
    const ROLES: [Role; 6] = [Role::Code, Role::Lon, Role::Lat, Role::Grid, Role::Parent, Role::Name];
    let taken: Vec<usize> = ROLES.into_iter().filter_map(|role| column_of(table, role)).collect();
    let n_rows = table.rows().min(1000);
    let holds_numbers = |column: usize| {
        let values: Vec<_> = (0..n_rows).map(|row| scaled(&table.text.trimmed(row, column), 4)).collect();
        values.iter().all(Result::is_ok) && values.iter().any(|value| matches!(value, Ok(Some(_))))
    };
    (0..table.columns.len()).filter(|column| !taken.contains(column) && holds_numbers(*column)).collect()
}

/// How many decimals the values of a column have at most, four at most.
pub(super) fn decimals(table: &SourceTable, column: usize) -> u8 {
    let of = |row| {
        let raw = table.text.raw(row, column);
        if raw.is_ascii() && !raw.contains('.') {
            return 0;
        }
        let text = table.text.trimmed(row, column);
        let digits = text.rsplit_once(['.', '．']).map_or(0, |(_, decimals)| decimals.trim_end_matches(['0', '０']).chars().count());
        if matches!(scaled(&text, 4), Ok(Some(_))) { digits } else { 0 }
    };
    let mut most = 0;
    for row in 0..table.rows() {
        most = most.max(of(row));
        if most >= 4 {
            break;
        }
    }
    most.min(4) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv;
    use crate::io::encoding::Declared;

    fn table(text: &str) -> SourceTable {
        csv::read(text.as_bytes().to_vec(), &Declared::default()).unwrap()
    }

    #[test]
    fn roles_are_told_by_names() {
        let read = table("ID,Name,adcode,网格编码,经度(WGS84),LAT,合同到期日期\n1,a,410700,G1,113.9,35.3,2026-01-01\n");
        let found = [Role::Code, Role::Name, Role::Grid, Role::Lon, Role::Lat, Role::Parent].map(|role| column_of(&read, role));
        assert_eq!(found, [Some(3), Some(1), Some(3), Some(4), Some(5), None]);
        assert!(matches!(column_or_guess(&read, Some("nope"), Role::Name), Err(ImportError::MissingColumn { .. })));
    }

    #[test]
    fn position_columns_by_name_in_either_order_or_by_their_numbers() {
        assert_eq!(position_columns(&table("lat,lon\n35.3,113.9\n"), None, None).unwrap(), (1, 0));
        assert_eq!(position_columns(&table("北纬,东经\n35.3,113.9\n"), None, None).unwrap(), (1, 0));
        assert_eq!(position_columns(&table("users,a,b\n7,35.3012,113.9012\n"), None, None).unwrap(), (2, 1));
        assert!(matches!(position_columns(&table("a,b\n1,2\n"), None, None), Err(ImportError::NoPosition { .. })));
    }

    #[test]
    fn measures_are_parsed_and_found() {
        let parsed = |text| MeasureColumn::parse(text).map(|m| [m.name, m.column, m.unit]).ok();
        assert_eq!(parsed("users=用户数:户"), Some(["users", "用户数", "户"].map(str::to_owned)));
        assert_eq!(parsed("users"), Some(["users", "users", ""].map(str::to_owned)));
        assert_eq!(parsed("=x"), None);
        let read = table("code,name,users,revenue,lon,lat\nA,甲,3,12.50,113.9,35.3\nB,乙,,\"1,234.125\",113.9,35.3\n");
        assert_eq!(number_columns(&read), [2, 3]);
        assert_eq!((decimals(&read, 2), decimals(&read, 3)), (0, 3));
    }
}
