//! Sample cities (样例城市): real boundaries, buildings and names from inside the binary, and made-up customers, figures
//! and outlets from a seed.
//!
//! The same name, seed and size give the same value on every platform: own random numbers, whole numbers or plain
//! IEEE arithmetic throughout, and no order that a hash decides. What is real and what is made up is said in the
//! project's notes, in the measures ([`crate::model::Measure::is_synthetic`]) and in every outlet.

mod assets;
mod city;
mod demand;
mod furnishing;
mod graph;
mod ground;
mod growth;
mod lujiazui;
mod mesh;
mod outlets;
mod random;
mod xinxiang;

#[cfg(test)]
mod tests;

pub use city::{CellSeed, City, GridSeed, SampleInfo};
pub use demand::{DemandKind, DemandSeed};

/// All samples, in the order in which they are offered.
pub fn names() -> &'static [SampleInfo] {
    const SAMPLES: &[SampleInfo] = &[
        SampleInfo {
            name: "xinxiang",
            title_zh: "新乡市：三级网格",
            title_en: "Xinxiang: three levels of grids",
            description_zh: "12 个真实区县，约 3,000 个小区，三级网格与政企平面；用户、收入与网点为合成数据",
            description_en: "12 real districts, about 3,000 cells, three levels and a business plane; users, revenue and outlets are made up",
            seed: 1,
            demand: 16_000,
        },
        SampleInfo {
            name: "lujiazui",
            title_zh: "上海陆家嘴：楼宇微网格",
            title_en: "Lujiazui, Shanghai: grids of buildings",
            description_zh: "真实楼宇、道路、水系与银行网点（OpenStreetMap）；住户、用户与收入为合成数据",
            description_en: "Real buildings, roads, water and banks (OpenStreetMap); households, users and revenue are made up",
            seed: 1,
            demand: 0,
        },
    ];
    SAMPLES
}

/// Makes a sample city; `None` for a name that is not in [`names`].
///
/// `demand` is the number of demand points; without it the sample's own number. Cost: about two seconds
/// for Xinxiang itself and a tenth for Lujiazui, then 0.2 microseconds and 53 bytes a demand point.
pub fn city(name: &str, seed: u64, demand: Option<usize>) -> Option<City> {
    match name {
        "xinxiang" => Some(xinxiang::city(seed, demand)),
        "lujiazui" => Some(lujiazui::city(seed, demand)),
        _ => None,
    }
}
