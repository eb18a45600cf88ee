//! What is selected.

use crate::base::{CellId, GridId, OutletId};
use crate::edit::Document;
use std::collections::BTreeSet;

/// One thing on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A grid.
    Grid(GridId),
    /// A cell.
    Cell(CellId),
    /// An outlet.
    Outlet(OutletId),
    /// A demand point, by its number in [`crate::model::Demand`].
    Point(u32),
}

/// How picked things join the selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// They take its place.
    #[default]
    Replace,
    /// They join it.
    Add,
    /// They leave it.
    Remove,
    /// Those in it leave, the others join.
    Toggle,
}

/// What is selected (选择): things of one kind or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    items: BTreeSet<Item>,
}

impl Selection {
    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Number of things.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether a thing is selected.
    pub fn contains(&self, item: Item) -> bool {
        self.items.contains(&item)
    }

    /// All, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Item> + '_ {
        self.items.iter().copied()
    }

    /// The only thing selected.
    pub fn single(&self) -> Option<Item> {
        if self.items.len() == 1 { self.items.first().copied() } else { None }
    }

    /// Selected grids.
    pub fn grids(&self) -> impl Iterator<Item = GridId> + '_ {
        self.iter().filter_map(|item| if let Item::Grid(id) = item { Some(id) } else { None })
    }

    /// Selected cells.
    pub fn cells(&self) -> impl Iterator<Item = CellId> + '_ {
        self.iter().filter_map(|item| if let Item::Cell(id) = item { Some(id) } else { None })
    }

    /// Selected outlets.
    pub fn outlets(&self) -> impl Iterator<Item = OutletId> + '_ {
        self.iter().filter_map(|item| if let Item::Outlet(id) = item { Some(id) } else { None })
    }

    /// Takes picked things in.
    pub fn pick(&mut self, picked: impl IntoIterator<Item = Item>, how: Pick) {
        if how == Pick::Replace {
            self.items.clear();
        }
        for item in picked {
            let is_in = match how {
                Pick::Replace | Pick::Add => true,
                Pick::Remove => false,
                Pick::Toggle => !self.items.contains(&item),
            };
            if is_in {
                self.items.insert(item);
            } else {
                self.items.remove(&item);
            }
        }
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Drops what a document no longer has, after an edit or another scenario.
    pub fn keep_known(&mut self, document: &Document) {
        let plan = document.plan();
        self.items.retain(|item| match item {
            Item::Grid(id) => plan.grids.contains(*id),
            Item::Cell(id) => plan.partition.faces().contains(*id),
            Item::Outlet(id) => document.outlets().contains(*id),
            Item::Point(number) => (*number as usize) < document.demand().len(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;

    #[test]
    fn things_join_and_leave() {
        let [a, b] = [1, 2].map(|number| Item::Grid(GridId::from_index(number)));
        let mut selection = Selection::default();
        selection.pick([a], Pick::Replace);
        selection.pick([a, b], Pick::Toggle);
        assert_eq!(selection.iter().collect::<Vec<_>>(), [b]);
        selection.pick([a], Pick::Add);
        assert_eq!((selection.len(), selection.single()), (2, None));
        selection.pick([b], Pick::Remove);
        assert_eq!(selection.single(), Some(a));
        selection.pick([], Pick::Replace);
        assert!(selection.is_empty());
    }
}
