//! A dense table keyed by id, copy-on-write by pages.
//!
//! A scenario owns its partition, but two scenarios share every page that neither has changed: cloning a table of a
//! hundred thousand rows copies some hundred pointers, and a write copies one page of 256 rows at most.

use super::Id;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc as Shared;

const PAGE: usize = 256;

/// Rows by id. A removed row leaves a hole: ids are never reused (M3).
pub struct Table<I, T> {
    pages: Vec<Shared<Vec<Option<T>>>>,
    /// One past the largest id ever used.
    end: usize,
    /// How many rows are present.
    len: usize,
    id: PhantomData<fn() -> I>,
}

impl<I, T> Clone for Table<I, T> {
    fn clone(&self) -> Self {
        Self { pages: self.pages.clone(), end: self.end, len: self.len, id: PhantomData }
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { pages: Vec::new(), end: 0, len: 0, id: PhantomData }
    }
}

impl<I: Id, T: Clone> Table<I, T> {
    /// Puts a row at an id, or takes it away; returns what was there.
    pub fn set(&mut self, id: I, row: Option<T>) -> Option<T> {
        let index = id.index();
        if self.pages.len() * PAGE <= index {
            // One empty page stands in for all between, so that a lone large id costs a pointer a page and no more.
            self.pages.resize(index / PAGE + 1, Shared::new(vec![None; PAGE]));
        }
        self.end = self.end.max(index + 1);
        let page = Shared::make_mut(&mut self.pages[index / PAGE]);
        let is_some = row.is_some();
        let old = std::mem::replace(&mut page[index % PAGE], row);
        self.len = self.len + usize::from(is_some) - usize::from(old.is_some());
        old
    }

    /// Adds a row under the next free id.
    pub fn push(&mut self, row: T) -> I {
        let id = self.next_id();
        self.set(id, Some(row));
        id
    }

    /// The row, writable; copies its page if another table shares it.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        let index = id.index();
        let page = self.pages.get_mut(index / PAGE)?;
        Shared::make_mut(page)[index % PAGE].as_mut()
    }

    /// Marks ids below `end` as used, so that they are never given again.
    pub fn reserve_ids(&mut self, end: usize) {
        self.end = self.end.max(end);
    }
}

impl<I: Id, T> Table<I, T> {
    /// The row of an id.
    #[inline]
    pub fn get(&self, id: I) -> Option<&T> {
        let index = id.index();
        self.pages.get(index / PAGE)?[index % PAGE].as_ref()
    }

    /// Whether the row is there.
    pub fn contains(&self, id: I) -> bool {
        self.get(id).is_some()
    }

    /// The id the next [`push`](Table::push) will use.
    pub fn next_id(&self) -> I {
        I::from_index(self.end)
    }

    /// One past the largest id ever used: the size of a dense side array.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All rows in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> + '_ {
        self.pages.iter().enumerate().flat_map(|(number, page)| {
            page.iter().enumerate().filter_map(move |(at, row)| row.as_ref().map(|row| (I::from_index(number * PAGE + at), row)))
        })
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = I> + '_ {
        self.iter().map(|(id, _)| id)
    }

    /// All rows without their ids.
    pub fn rows(&self) -> impl Iterator<Item = &T> + '_ {
        self.iter().map(|(_, row)| row)
    }
}

impl<I: Id, T> std::ops::Index<I> for Table<I, T> {
    type Output = T;

    /// The row of an id that the caller knows to exist, because another row of the same document names it.
    #[inline]
    fn index(&self, id: I) -> &T {
        self.get(id).expect("a row named by another row exists: validate() guards the references")
    }
}

impl<I: Id, T: Clone> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        let mut table = Self::default();
        for row in rows {
            table.push(row);
        }
        table
    }
}

impl<I: Id, T: PartialEq> PartialEq for Table<I, T> {
    /// Equal rows under equal ids; how many ids were used and removed does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<I: Id + fmt::Debug, T: fmt::Debug> fmt::Debug for Table<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CellId;

    #[test]
    fn a_clone_is_not_changed_by_the_original() {
        let mut table: Table<CellId, u8> = (0..=255).chain(0..10).collect();
        let copy = table.clone();
        table.set(CellId(3), None);
        table.set(CellId(260), Some(99));
        assert_eq!(copy.get(CellId(3)), Some(&3), "the clone keeps the removed row");
        assert_eq!(copy.get(CellId(260)), Some(&4), "the clone keeps the old value");
        assert_eq!((table.len(), copy.len()), (265, 266));
    }

    #[test]
    fn ids_are_never_reused() {
        let mut table: Table<CellId, u8> = Table::default();
        let first = table.push(1);
        table.set(first, None);
        assert_ne!(table.push(2), first);
    }
}
