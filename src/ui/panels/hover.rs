//! What the pointer is over in a panel, for the map and the other panels.

use crate::map::{self, Item};
use crate::ui::Request;

/// Tells the others when the pointer comes to a thing of this panel and when it leaves.
#[derive(Debug, Default)]
pub(super) struct HoverLink {
    own: Option<Item>,
}

impl HoverLink {
    /// Once a frame with what the pointer is over in this panel.
    pub(super) fn follow(&mut self, item: Option<Item>, requests: &mut Vec<Request>) {
        if self.own != item {
            self.own = item;
            requests.push(map::Request::Hover(item).into());
        }
    }
}
