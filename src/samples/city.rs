//! What a sample is made of, before a project file exists.

use super::demand::DemandSeed;
use crate::geodesy::Position;
use crate::model::{Outlet, Project, ReferenceFeature};

/// A sample to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleInfo {
    /// Name on the command line.
    pub name: &'static str,
    /// Title in Chinese.
    pub title_zh: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// One sentence in Chinese.
    pub description_zh: &'static str,
    /// One sentence in English.
    pub description_en: &'static str,
    /// Usual seed.
    pub seed: u64,
    /// Usual number of demand points; 0 = as many as there are real buildings.
    pub demand: usize,
}

/// A whole city as a plain value.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// Measures, indicators, planes, rules, name and notes. The key is empty: whoever writes the file makes one.
    pub project: Project,
    /// Cells: an exact planar partition; neighbours share all positions of their border.
    pub cells: Vec<CellSeed>,
    /// Grids of all planes, every parent before its children.
    pub grids: Vec<GridSeed>,
    /// Demand points.
    pub demand: DemandSeed,
    /// Outlets.
    pub outlets: Vec<Outlet>,
    /// Roads, water and buildings for orientation.
    pub reference: Vec<ReferenceFeature>,
    /// Official borders. Every two positions that follow one another are a segment of some cell's ring; arcs made of
    /// such segments are locked.
    pub locked_lines: Vec<Vec<Position>>,
}

/// A cell (基础单元) with its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSeed {
    /// Code, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// The shell counter-clockwise, then holes clockwise; each closed (the first position again at the end).
    pub rings: Vec<Vec<Position>>,
    /// Leaf grid for each plane: index into `project.planes` and the grid's code. A plane that is missing here leaves
    /// the cell unassigned.
    pub grids: Vec<(usize, String)>,
}

/// A grid (网格).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridSeed {
    /// Index into `project.planes`.
    pub plane: usize,
    /// Code, unique in the plane.
    pub code: String,
    /// Name.
    pub name: String,
    /// Index into the plane's levels.
    pub level: u8,
    /// Code of the grid one level up.
    pub parent: Option<String>,
    /// Account managers (客户经理).
    pub managers: u32,
    /// Grid manager (网格经理); made up.
    pub leader: String,
}

/// Family names and given names of made-up people.
const FAMILY: &[&str] = &["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗"];
const GIVEN: &[&str] = &["伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平", "建国"];

/// A made-up person's name.
pub(super) fn person(random: &mut super::random::Random) -> String {
    [FAMILY, GIVEN].map(|names| random.pick(names).copied().unwrap_or_default()).concat()
}
