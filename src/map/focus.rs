//! What the window looks at: plane, level, measure, layers.

use crate::base::{Id, PlaneId};
use crate::carto::{Method, Ramp};
use crate::edit::Document;
use crate::model::{OutletGroup, OutletKind};
use serde::{Deserialize, Serialize};

/// Plane, level and measure that map and panels speak about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// The plane.
    pub plane: PlaneId,
    /// The level whose grids are shown; 0 is the top.
    pub level: u8,
    /// The measure that labels, bars and thematic fills show, by number in the project; meaningless without measures.
    pub measure: usize,
}

impl Focus {
    /// The deepest level of the first plane and the first balanced measure.
    pub fn of(document: &Document) -> Self {
        let planes = &document.project().planes;
        let plane = planes.ids().next().unwrap_or_else(|| PlaneId::from_index(0));
        let level = planes.get(plane).map_or(0, |plane| plane.levels.len().saturating_sub(1) as u8);
        let measure = document.project().measures.iter().position(|measure| measure.is_balanced).unwrap_or(0);
        Self { plane, level, measure }
    }

    /// The same where a document still has it, else the nearest there is.
    pub fn held_by(&self, document: &Document) -> Self {
        let usual = Self::of(document);
        let Some(plane) = document.project().planes.get(self.plane) else { return usual };
        let level = self.level.min(plane.levels.len().saturating_sub(1) as u8);
        let measure = if self.measure < document.project().measures.len() { self.measure } else { usual.measure };
        Self { plane: self.plane, level, measure }
    }
}

/// A layer of the map, from the top down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Names and key figures.
    Labels,
    /// Places with a problem.
    Problems,
    /// Own halls.
    OwnOutlets,
    /// Designated stores and agent points.
    PartnerOutlets,
    /// Self-service terminals.
    Terminals,
    /// Competitors.
    Competitors,
    /// What outlets serve, and demand that nobody reaches.
    ServiceAreas,
    /// Boundaries and fills of grids.
    Grids,
    /// Outlines of cells.
    Cells,
    /// Demand points, as density from afar.
    Demand,
    /// Roads, water, buildings of the project.
    Reference,
    /// The map below everything.
    BaseMap,
}

impl Layer {
    /// All, from the top down as people list them.
    pub const ALL: [Self; 12] = [
        Self::Labels,
        Self::Problems,
        Self::OwnOutlets,
        Self::PartnerOutlets,
        Self::Terminals,
        Self::Competitors,
        Self::ServiceAreas,
        Self::Grids,
        Self::Cells,
        Self::Demand,
        Self::Reference,
        Self::BaseMap,
    ];

    /// The layer that outlets of a kind are in.
    pub fn of_outlets(kind: OutletKind) -> Self {
        match kind.group() {
            OutletGroup::Own => Self::OwnOutlets,
            OutletGroup::Partner => Self::PartnerOutlets,
            OutletGroup::Terminal => Self::Terminals,
            OutletGroup::Competitor => Self::Competitors,
        }
    }

    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Self::Labels => "layer-labels",
            Self::Problems => "layer-problems",
            Self::OwnOutlets => "layer-own-outlets",
            Self::PartnerOutlets => "layer-partner-outlets",
            Self::Terminals => "layer-terminals",
            Self::Competitors => "layer-competitors",
            Self::ServiceAreas => "layer-service-areas",
            Self::Grids => "layer-grids",
            Self::Cells => "layer-cells",
            Self::Demand => "layer-demand",
            Self::Reference => "layer-reference",
            Self::BaseMap => "layer-base-map",
        }
    }
}

/// Whether and how strongly a layer is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerStyle {
    /// Drawn at all.
    pub is_visible: bool,
    /// 0..1, on top of what the layer's own look says.
    pub opacity: f32,
}

/// Every layer's style and the order from the top down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layers {
    order: Vec<(Layer, LayerStyle)>,
}

impl Default for Layers {
    fn default() -> Self {
        let style = |layer| LayerStyle { is_visible: !matches!(layer, Layer::Demand), opacity: 1.0 };
        Self { order: Layer::ALL.into_iter().map(|layer| (layer, style(layer))).collect() }
    }
}

impl Layers {
    /// From the top down.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Layer, LayerStyle)> + '_ {
        self.order.iter().copied()
    }

    /// How a layer is drawn.
    pub fn style(&self, layer: Layer) -> LayerStyle {
        self.order.iter().find(|(known, _)| *known == layer).map_or(LayerStyle { is_visible: true, opacity: 1.0 }, |(_, style)| *style)
    }

    /// The opacity of a layer, 0 where it is hidden.
    pub fn opacity(&self, layer: Layer) -> f32 {
        let style = self.style(layer);
        if style.is_visible { style.opacity } else { 0.0 }
    }

    /// Whether outlets of a kind are drawn.
    pub fn has_outlets_of(&self, kind: OutletKind) -> bool {
        self.opacity(Layer::of_outlets(kind)) > 0.0
    }

    /// Changes how a layer is drawn.
    pub fn set(&mut self, layer: Layer, style: LayerStyle) {
        match self.order.iter_mut().find(|(known, _)| *known == layer) {
            Some(entry) => entry.1 = style,
            None => self.order.push((layer, style)),
        }
    }

    /// Moves a layer to a place in the order, counted from the top.
    pub fn move_to(&mut self, layer: Layer, place: usize) {
        let Some(from) = self.order.iter().position(|(known, _)| *known == layer) else { return };
        let entry = self.order.remove(from);
        self.order.insert(place.min(self.order.len()), entry);
    }
}

/// How grids are coloured.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Thematic {
    /// Neighbours differ.
    #[default]
    Categories,
    /// By the amount of the measure in focus.
    Amount {
        /// How classes are made.
        method: Method,
        /// The colours.
        ramp: Ramp,
    },
    /// By the deviation from the target: blue below, neutral inside the tolerance, orange above.
    Balance,
}

impl Thematic {
    /// By amount, with the classes and colours most maps want.
    pub fn amount() -> Self {
        Self::Amount { method: Method::Jenks { classes: 5 }, ramp: Ramp::YellowGreenBlue }
    }
}
