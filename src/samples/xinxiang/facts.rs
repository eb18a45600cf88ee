//! Published facts about Xinxiang (新乡市) that the sample follows.

/// A district (区县) of the city.
#[derive(Clone, Copy, Debug)]
pub struct DistrictFacts {
    /// Administrative code.
    pub code: &'static str,
    /// Letters that codes of its grids start with.
    pub letters: &'static str,
    /// Short name for grids.
    pub short: &'static str,
    /// Residents in the census of 2010.
    pub population: i64,
    /// About where the seat of government is, in degrees.
    pub seat: [f64; 2],
    /// Town main grids; in the four urban districts, areas of the one sales department.
    pub town_centres: usize,
    /// Rural regional centres (农村区域中心), made of several townships; 31 in all.
    pub rural_centres: usize,
}

impl DistrictFacts {
    /// Whether it is one of the four districts of the city proper, each with one sales department (城区营销部).
    pub fn is_urban(&self) -> bool {
        self.rural_centres == 0
    }
}

const fn district(
    code: &'static str,
    letters: &'static str,
    short: &'static str,
    population: i64,
    seat: [f64; 2],
    (town_centres, rural_centres): (usize, usize),
) -> DistrictFacts {
    DistrictFacts { code, letters, short, population, seat, town_centres, rural_centres }
}

/// All districts in the order of the embedded file (by code). Population: census of 2010, 5,708,191 in all.
pub const DISTRICTS: [DistrictFacts; 12] = [
    district("410702", "HQ", "红旗", 391_290, [113.880, 35.303], (5, 0)),
    district("410703", "WB", "卫滨", 193_506, [113.862, 35.300], (4, 0)),
    district("410704", "FQ", "凤泉", 144_298, [113.907, 35.382], (3, 0)),
    district("410711", "MY", "牧野", 317_994, [113.897, 35.322], (5, 0)),
    district("410721", "XX", "新乡", 339_942, [113.806, 35.194], (1, 3)),
    district("410724", "HJ", "获嘉", 402_950, [113.657, 35.262], (1, 3)),
    district("410725", "YY", "原阳", 659_380, [113.966, 35.054], (1, 4)),
    district("410726", "YJ", "延津", 469_280, [114.201, 35.150], (1, 3)),
    district("410727", "FU", "封丘", 743_837, [114.423, 35.040], (1, 4)),
    district("410781", "WH", "卫辉", 495_744, [114.065, 35.404], (1, 4)),
    district("410782", "HX", "辉县", 740_435, [113.806, 35.461], (2, 5)),
    district("410783", "CY", "长垣", 809_535, [114.674, 35.196], (2, 5)),
];

/// Places the schematic Wei river (卫河) passes, in degrees, from west to north-east.
pub const WEI_RIVER: [[f64; 2]; 6] =
    [[113.560, 35.235], [113.700, 35.282], [113.850, 35.312], [113.960, 35.350], [114.060, 35.392], [114.240, 35.520]];

/// Roads between district seats, by index into [`DISTRICTS`]; the course is made up.
pub const TRUNK_ROADS: [(usize, usize); 15] =
    [(0, 9), (9, 3), (3, 2), (2, 10), (10, 5), (5, 1), (1, 4), (4, 6), (4, 5), (6, 7), (7, 0), (7, 8), (8, 11), (7, 11), (6, 8)];

/// Districts that the Yellow River (黄河) borders in the south, from west to east.
pub const YELLOW_RIVER_DISTRICTS: [usize; 3] = [6, 8, 11];

/// The township level's codes of development zones and the district they lie in.
pub fn district_of_township(code: &str) -> Option<usize> {
    let area = match code.get(..6)? {
        "410771" | "410772" => "410702",
        "410773" => "410725",
        other => other,
    };
    DISTRICTS.iter().position(|district| district.code == area)
}
