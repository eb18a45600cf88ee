//! Outlets (渠道网点).

use crate::geodesy::Position;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! outlet_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $chinese:literal, $group:ident;)*) => {
        /// What an outlet is. The text form is part of the command line's contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum OutletKind { $($(#[$doc])* $name,)* }

        impl OutletKind {
            /// Every kind, own channels first.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in files and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Which family the kind belongs to; the family decides the symbol.
            pub fn group(self) -> OutletGroup {
                match self { $(Self::$name => OutletGroup::$group,)* }
            }

            /// The kind by its name in files, in English or Chinese.
            pub fn from_name(name: &str) -> Option<Self> {
                match name.trim() { $($text | $chinese => Some(Self::$name),)* _ => None }
            }
        }
    };
}

/// The family of an outlet kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutletGroup {
    /// 自有渠道: halls and stores of our own.
    Own,
    /// 自助终端.
    Terminal,
    /// 社会渠道: partners.
    Partner,
    /// 竞争对手.
    Competitor,
}

impl OutletGroup {
    /// Every family, own channels first.
    pub const ALL: [Self; 4] = [Self::Own, Self::Terminal, Self::Partner, Self::Competitor];

    /// The name in JSON and in the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Terminal => "terminal",
            Self::Partner => "partner",
            Self::Competitor => "competitor",
        }
    }
}

outlet_kinds! {
    /// 综合营业厅.
    FlagshipHall = "flagship_hall", "综合营业厅", Own;
    /// 品牌店.
    BrandStore = "brand_store", "品牌店", Own;
    /// 社区厅.
    CommunityHall = "community_hall", "社区厅", Own;
    /// 乡镇厅.
    TownshipHall = "township_hall", "乡镇厅", Own;
    /// 自控卖场.
    ControlledStore = "controlled_store", "自控卖场", Own;
    /// 自助厅.
    SelfServiceHall = "self_service_hall", "自助厅", Own;
    /// 自助终端.
    SelfServiceTerminal = "self_service_terminal", "自助终端", Terminal;
    /// 指定专营店.
    DesignatedStore = "designated_store", "指定专营店", Partner;
    /// 特约代理点.
    AgentPoint = "agent_point", "特约代理点", Partner;
    /// 竞争对手网点.
    Competitor = "competitor", "竞争对手网点", Competitor;
}

/// Grade of an own hall, or tier of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutletClass {
    /// A 类.
    A,
    /// B 类.
    B,
    /// C 类.
    C,
    /// 省级核心.
    ProvincialCore,
    /// 市级核心.
    CityCore,
    /// 普通.
    Ordinary,
}

impl OutletClass {
    /// Every class, grades of own halls first.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::ProvincialCore, Self::CityCore, Self::Ordinary];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::ProvincialCore => "provincial_core",
            Self::CityCore => "city_core",
            Self::Ordinary => "ordinary",
        }
    }

    /// The class by its name in files, in English or Chinese.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.trim() {
            "A" | "a" | "A类" => Self::A,
            "B" | "b" | "B类" => Self::B,
            "C" | "c" | "C类" => Self::C,
            "provincial_core" | "省级核心" => Self::ProvincialCore,
            "city_core" | "市级核心" => Self::CityCore,
            "ordinary" | "普通" => Self::Ordinary,
            _ => return None,
        })
    }
}

macro_rules! outlet_statuses {
    ($($(#[$doc:meta])* $name:ident = $text:literal, [$($chinese:literal),+];)*) => {
        /// Where an outlet is in its life (网点状态): from a place on paper to a closed door.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum OutletStatus { $($(#[$doc])* $name,)* }

        impl OutletStatus {
            /// Every status in the order of an outlet's life.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The status by its name in files, in English or Chinese.
            pub fn from_name(name: &str) -> Option<Self> {
                match name.trim() { $($text $(| $chinese)+ => Some(Self::$name),)* _ => None }
            }
        }
    };
}

outlet_statuses! {
    /// 规划中: a place is looked for.
    Planned = "planned", ["规划", "规划中", "选址中", "拟建"];
    /// 已选定: the place is decided.
    Chosen = "chosen", ["已选定", "选定", "已选址"];
    /// 筹建中: it is being fitted out.
    Opening = "opening", ["筹建中", "筹建", "筹备中", "装修中", "在建"];
    /// 营业.
    #[default]
    Open = "open", ["营业", "正常", "营业中", "正常营业", "在营"];
    /// 待迁: it serves, and is to go elsewhere.
    ToMove = "to_move", ["待迁", "待迁址", "待搬迁", "拟迁"];
    /// 关闭.
    Closed = "closed", ["关闭", "停业", "已关闭", "关停", "撤销"];
}

impl OutletStatus {
    /// Whether it serves customers today: open, or still open where it is.
    pub fn is_serving(self) -> bool {
        matches!(self, Self::Open | Self::ToMove)
    }

    /// Whether it will serve one day: planned, chosen or opening.
    pub fn is_future(self) -> bool {
        matches!(self, Self::Planned | Self::Chosen | Self::Opening)
    }
}

/// Anything that sells or serves (渠道网点).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// Code that users see, unique in a project.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: OutletKind,
    /// Grade or tier, where known.
    pub class: Option<OutletClass>,
    /// Where it is in its life.
    pub status: OutletStatus,
    /// Where it stands.
    pub position: Position,
    /// Last day of the contract as `YYYY-MM-DD`, where there is one; read and set as [`OutletField::ContractEnd`](super::OutletField).
    pub contract_end: Option<String>,
    /// Whether it is made up for a sample.
    pub is_synthetic: bool,
    /// Everything else by name: what [`OutletKey`](super::OutletKey) knows under its names, and what people add.
    pub attributes: BTreeMap<String, String>,
}
