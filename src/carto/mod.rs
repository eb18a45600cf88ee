//! How a map is drawn, without a screen (制图): classification, colouring of neighbours, label placement, symbols,
//! legends and a rasteriser that needs nothing but a processor.
//!
//! [`render`] takes a [`MapScene`] of plain values and gives an [`Image`] and a [`LayoutReport`] that says where every
//! text went. The same scene gives the same bytes on every system (invariant O1): sums and decisions are made in a fixed
//! order, and what is not plain arithmetic goes through `libm`. Texts arrive finished in the language of the reader;
//! nothing here knows a language.
//!
//! Lengths are logical pixels (px) with the origin in the north-west corner, unless a name says otherwise; one logical
//! pixel is [`RenderOptions::scale`] pixels of the picture.

mod anchor;
mod canvas;
mod classify;
mod color;
mod furniture;
mod label;
mod layers;
mod leader;
mod legend;
mod neighbours;
mod palette;
mod ramps;
mod render;
mod scalebar;
mod scene;
mod shape;
mod symbol;
mod text;
mod theme;
mod view;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use anchor::{Pole, pole_of_inaccessibility};
pub use classify::{Class, Classification, ClassifyError, MAX_CLASSES, Method, classify};
pub use color::{Color, Lab, Vision, delta_e};
pub use neighbours::color_neighbours;
pub use layers::THEMATIC_OPACITY;
pub use palette::{CATEGORY_COLORS, FILL_OPACITY, categorical};
pub use ramps::{Ramp, RampKind};
pub use render::{Image, LabelBox, LayoutReport, MAX_SIDE, RenderError, RenderOptions, Rendered, SymbolCounts, render};
pub use scalebar::{ScaleBar, scale_bar};
pub use scene::{
    Boundary, Fill, LegendTexts, MapScene, OutletSymbol, ParentArea, ProblemMark, Reference, ReferenceKind, ReferenceShape, Region, RegionStatus, Thematic,
};
pub use shape::Box2;
pub use symbol::{kind_color, symbol_size};
pub use text::{Style as TextStyle, Typesetter, missing_glyphs};
pub use theme::{Theme, ThemeKind};
