//! What tools and panels ask for; the room `app` does it.

use super::{Camera, Focus, Item, Layer, LayerStyle, Pick, Thematic};
use crate::edit::{Command, EditRefusal, Label};
use crate::geodesy::Bounds;

/// What a tool or a panel asks for. A gesture is `Begin`, any number of `Amend`, then `Commit` or `Abort`.
#[derive(Clone, Debug)]
pub enum Request {
    /// Opens a transaction with the name of the step it will be.
    Begin(Label),
    /// Does a command inside it, with absolute targets. A refusal comes back in [`Gesture::refusal`].
    Amend(Command),
    /// Ends it as one step.
    Commit,
    /// Gives everything back.
    Abort,
    /// One command as one step.
    Run(Command, Label),
    /// Several commands as one step.
    RunAll(Vec<Command>, Label),
    /// Changes the selection.
    Select(Vec<Item>, Pick),
    /// What the pointer is over, for highlighting it in panels and map.
    Hover(Option<Item>),
    /// Shows a box clear of the panels that float over the map, and flashes it where asked.
    ZoomTo {
        /// The box.
        bounds: Bounds,
        /// Flashes the place.
        is_flashed: bool,
    },
    /// Looks elsewhere.
    Look(Camera),
    /// Another plane, level or measure.
    Focus(Focus),
    /// How a layer is drawn.
    Layer(Layer, LayerStyle),
    /// Moves a layer to a place in the order from the top.
    MoveLayer(Layer, usize),
    /// How grids are coloured.
    Thematic(Thematic),
}

/// The gesture in progress as tools and panels see it.
#[derive(Clone, Debug, Default)]
pub struct Gesture {
    /// Why the last amendment was refused or went less far than asked; `None` when it went all the way.
    pub refusal: Option<EditRefusal>,
    /// Whether the last amendment changed anything (a clamped move can, a refused one cannot).
    pub is_moved: bool,
}
