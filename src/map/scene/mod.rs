//! The scene (场景): what of a document is painted, kept in buffers that follow [`crate::edit::Effects`].

mod anchor;
mod arena;
mod detail;
mod gpu;
mod plan;
mod slots;

pub use gpu::install;

use super::{Figures, Focus, Item, Layers, Selection, Thematic, View};
use crate::base::Finding;
use crate::carto::Theme;
use crate::edit::{Document, Effects};
use crate::geodesy::Bounds;
use crate::i18n::Language;
use egui::{Color32, Painter, Stroke};

/// What is painted in one frame, and how.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Where the map looks.
    pub view: &'a View,
    /// The document; the tentative state inside a gesture.
    pub document: &'a Document,
    /// Plane, level, measure.
    pub focus: &'a Focus,
    /// Figures of the level in focus.
    pub figures: &'a Figures,
    /// Layers with their order and opacity.
    pub layers: &'a Layers,
    /// How grids are coloured.
    pub thematic: &'a Thematic,
    /// What is selected.
    pub selection: &'a Selection,
    /// What the pointer is over.
    pub hover: Option<Item>,
    /// Findings with a place are marked.
    pub problems: &'a [Finding],
    /// A box that flashes, with how far the flash has come, 0..1.
    pub flash: Option<(Bounds, f32)>,
    /// Colours.
    pub theme: &'a Theme,
    /// The language of labels and legend.
    pub language: Language,
}

/// What is painted, kept between frames.
#[derive(Debug, Default)]
pub struct Scene {
    colors: Vec<u8>,
}

impl Scene {
    /// Follows the document; with [`Effects::needs_load`] everything is built anew. Cost: what the effects name.
    pub fn follow(&mut self, document: &Document, focus: &Focus, effects: &Effects) {
        if effects.needs_load {
            self.colors = document.view().grids_of_level(focus.plane, focus.level).map(|_| 0).collect();
        }
    }

    /// The colour number of each grid of the level in focus, by slot.
    pub fn colors(&self) -> &[u8] {
        &self.colors
    }

    /// Paints everything.
    pub fn paint(&mut self, painter: &Painter, look: &Look<'_>) {
        let stroke = Stroke::new(1.0, Color32::GRAY);
        for arc in look.document.plan().partition.arcs().rows() {
            painter.line(arc.shape.points.iter().map(|position| look.view.point(*position)).collect(), stroke);
        }
    }
}
