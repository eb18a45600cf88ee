//! The map of the window (地图): camera, what it shows, tools, and the scene that is painted.
//!
//! Nothing here changes a document. Tools turn pointer and key events into [`Request`]s, which the room `app` carries out; the
//! scene follows a document through [`crate::edit::Effects`]. Lengths on the screen are egui points.

mod camera;
mod figures;
mod focus;
mod request;
mod selection;

pub mod basemap;
pub mod pick;
pub mod scene;
pub mod tools;

pub use camera::{Camera, MAX_ZOOM, MIN_ZOOM, View};
pub use figures::Figures;
pub use focus::{Focus, Layer, LayerStyle, Layers, Thematic};
pub use request::{Gesture, Request};
pub use selection::{Item, Pick, Selection};
