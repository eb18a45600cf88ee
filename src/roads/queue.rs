//! A queue for searches whose smallest key never falls.
//!
//! Radix heap (Ahuja, Mehlhorn, Orlin, Tarjan, JACM 37, 1990): entries lie in 33 lists by the highest bit in which their key differs
//! from the last one taken. Each entry moves to lower lists only, so that a search of n entries costs n times the bits of its largest
//! step, and nothing is compared with a parent.

/// Entries with keys, smallest first. No key may be smaller than the last one taken.
#[derive(Clone, Debug)]
pub(super) struct RadixQueue {
    lists: Vec<Vec<(u32, u32)>>,
    last: u32,
    len: usize,
}

impl Default for RadixQueue {
    fn default() -> Self {
        Self { lists: vec![Vec::new(); 33], last: 0, len: 0 }
    }
}

impl RadixQueue {
    /// Forgets all entries; keeps the memory.
    pub(super) fn clear(&mut self) {
        self.lists.iter_mut().for_each(Vec::clear);
        (self.last, self.len) = (0, 0);
    }

    /// Adds an entry.
    #[inline]
    pub(super) fn push(&mut self, key: u32, entry: u32) {
        debug_assert!(key >= self.last, "keys do not fall");
        let list = 32 - (key ^ self.last).leading_zeros();
        self.lists[list as usize].push((key, entry));
        self.len += 1;
    }

    /// Takes an entry with the smallest key.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<(u32, u32)> {
        if self.lists[0].is_empty() {
            if self.len == 0 {
                return None;
            }
            self.refill();
        }
        self.len -= 1;
        self.lists[0].pop()
    }

    /// Moves the first list that holds something to lower lists.
    fn refill(&mut self) {
        let Some(at) = self.lists.iter().position(|list| !list.is_empty()) else { return };
        let mut list = std::mem::take(&mut self.lists[at]);
        self.last = list.iter().map(|(key, _)| *key).min().unwrap_or(self.last);
        for (key, entry) in list.drain(..) {
            let to = 32 - (key ^ self.last).leading_zeros();
            self.lists[to as usize].push((key, entry));
        }
        self.lists[at] = list;
    }
}
