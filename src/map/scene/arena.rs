//! Rows of many things in one buffer, each thing in a run of its own with room to grow, so that a change costs what it changes.

use super::anchor::OffsetBox;
use std::ops::Range;

/// Rows that one box speaks for when it is decided what is in sight; whole triangles.
const BLOCK: usize = 3 * 768;
/// Room is given in steps of this, so that triangles begin where blocks of three do.
const ROOM_STEP: usize = 12;
/// A thing that has become much smaller keeps so much room.
const MOST_SLACK: usize = 64;
/// Dirty ranges beyond which they are joined.
const MOST_RANGES: usize = 48;

/// Where the rows of one thing are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    start: u32,
    /// Rows in use.
    len: u32,
    /// Rows that belong to it, the unused ones blank.
    room: u32,
}

/// Rows of many things, found by a dense key. Freed rows are blank: they draw nothing.
#[derive(Debug)]
pub(super) struct Arena<T> {
    rows: Vec<T>,
    spans: Vec<Span>,
    /// Runs that belong to nobody, by start.
    free: Vec<Range<u32>>,
    n_free: usize,
    boxes: Vec<OffsetBox>,
    dirty: Dirty,
    blank: T,
}

/// Which rows the copy on the graphics card lacks.
#[derive(Clone, Debug, Default)]
pub(super) struct Dirty {
    ranges: Vec<Range<usize>>,
}

impl Dirty {
    pub(super) fn add(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if let Some(last) = self.ranges.last_mut()
            && range.start <= last.end
            && last.start <= range.end
        {
            *last = last.start.min(range.start)..last.end.max(range.end);
            return;
        }
        self.ranges.push(range);
        if self.ranges.len() > MOST_RANGES {
            let start = self.ranges.iter().map(|range| range.start).min().unwrap_or(0);
            let end = self.ranges.iter().map(|range| range.end).max().unwrap_or(0);
            self.ranges.clear();
            self.ranges.push(start..end);
        }
    }

    pub(super) fn take(&mut self) -> Vec<Range<usize>> {
        std::mem::take(&mut self.ranges)
    }
}

impl<T: Copy> Arena<T> {
    /// Nothing yet; `blank` is a row that draws nothing.
    pub(super) fn new(blank: T) -> Self {
        Self { rows: Vec::new(), spans: Vec::new(), free: Vec::new(), n_free: 0, boxes: Vec::new(), dirty: Dirty::default(), blank }
    }

    /// Puts the rows of a thing in the place of those it had; none takes it away. `bounds` holds all rows.
    pub(super) fn put(&mut self, key: usize, rows: &[T], bounds: &OffsetBox) {
        if self.spans.len() <= key {
            if rows.is_empty() {
                return;
            }
            self.spans.resize(key + 1, Span::default());
        }
        let room = self.spans[key].room as usize;
        if rows.len() > room || rows.is_empty() || (room > MOST_SLACK && rows.len() * 4 < room) {
            self.release(key);
            if rows.is_empty() {
                return;
            }
            self.spans[key] = self.allocate(rows.len());
        }
        let span = &mut self.spans[key];
        let (start, before) = (span.start as usize, span.len as usize);
        span.len = rows.len() as u32;
        self.rows[start..start + rows.len()].copy_from_slice(rows);
        if before > rows.len() {
            self.rows[start + rows.len()..start + before].fill(self.blank);
        }
        self.touch(start..start + rows.len().max(before), bounds);
    }

    /// Whether a thing has rows.
    pub(super) fn contains(&self, key: usize) -> bool {
        self.spans.get(key).is_some_and(|span| span.len > 0)
    }

    /// All rows, blank ones included.
    pub(super) fn rows(&self) -> &[T] {
        &self.rows
    }

    /// Rows that draw something.
    #[cfg(test)]
    pub(super) fn n_live(&self) -> usize {
        self.spans.iter().map(|span| span.len as usize).sum()
    }

    pub(super) fn dirty(&mut self) -> &mut Dirty {
        &mut self.dirty
    }

    /// Ranges of rows that can be in a box, ascending and apart; at most a block more at each end than there is.
    pub(super) fn in_sight(&self, shown: &OffsetBox) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for (number, _) in self.boxes.iter().enumerate().filter(|(_, bounds)| bounds.overlaps(shown)) {
            let block = (number * BLOCK) as u32..((number + 1) * BLOCK).min(self.rows.len()) as u32;
            match ranges.last_mut() {
                Some(last) if last.end == block.start => last.end = block.end,
                _ => ranges.push(block),
            }
        }
        ranges
    }

    fn touch(&mut self, rows: Range<usize>, bounds: &OffsetBox) {
        if self.boxes.len() * BLOCK < self.rows.len() {
            self.boxes.resize(self.rows.len().div_ceil(BLOCK), OffsetBox::EMPTY);
        }
        for number in rows.start / BLOCK..=rows.end.saturating_sub(1) / BLOCK {
            self.boxes[number].add(bounds.min);
            self.boxes[number].add(bounds.max);
        }
        self.dirty.add(rows);
    }

    /// Gives the rows of a thing back.
    fn release(&mut self, key: usize) {
        let span = std::mem::take(&mut self.spans[key]);
        if span.room == 0 {
            return;
        }
        let (start, end) = (span.start as usize, (span.start + span.room) as usize);
        self.rows[start..end].fill(self.blank);
        self.dirty.add(start..end);
        let at = self.free.partition_point(|run| run.start < span.start);
        self.free.insert(at, span.start..span.start + span.room);
        self.n_free += span.room as usize;
        if at + 1 < self.free.len() && self.free[at].end == self.free[at + 1].start {
            self.free[at].end = self.free[at + 1].end;
            self.free.remove(at + 1);
        }
        if at > 0 && self.free[at - 1].end == self.free[at].start {
            self.free[at - 1].end = self.free[at].end;
            self.free.remove(at);
        }
    }

    fn allocate(&mut self, len: usize) -> Span {
        let fitting = self.free.iter().position(|run| run.len() >= len);
        if let Some(at) = fitting {
            let run = self.free[at].clone();
            // A rest too small for anything is given along.
            let room = if run.len() - len < 8 { run.len() } else { len };
            if room == run.len() {
                self.free.remove(at);
            } else {
                self.free[at].start += room as u32;
            }
            self.n_free -= room;
            return Span { start: run.start, len: 0, room: room as u32 };
        }
        if self.n_free > self.rows.len() / 3 + 4 * BLOCK {
            self.compact();
        }
        let start = self.rows.len();
        // A reshaped thing is likely to be reshaped again: those that come late get room to grow.
        let room = if self.free.is_empty() && self.n_free == 0 { len } else { (len + len / 4).next_multiple_of(ROOM_STEP) };
        self.rows.resize(start + room, self.blank);
        Span { start: start as u32, len: 0, room: room as u32 }
    }

    /// Puts everything side by side in the order it has.
    fn compact(&mut self) {
        let mut order: Vec<usize> = (0..self.spans.len()).filter(|key| self.spans[*key].len > 0).collect();
        order.sort_unstable_by_key(|key| self.spans[*key].start);
        let old_boxes = std::mem::take(&mut self.boxes);
        let mut rows = Vec::with_capacity(self.rows.len() - self.n_free);
        for key in order {
            let span = &mut self.spans[key];
            let (old, new) = (span.start as usize, rows.len());
            rows.extend_from_slice(&self.rows[old..old + span.len as usize]);
            *span = Span { start: new as u32, len: span.len, room: span.len };
            self.boxes.resize(rows.len().div_ceil(BLOCK), OffsetBox::EMPTY);
            for number in new / BLOCK..=(rows.len() - 1) / BLOCK {
                for from in old / BLOCK..=(old + span.len as usize - 1) / BLOCK {
                    self.boxes[number].add(old_boxes[from].min);
                    self.boxes[number].add(old_boxes[from].max);
                }
            }
        }
        for span in &mut self.spans {
            if span.len == 0 {
                *span = Span::default();
            }
        }
        self.rows = rows;
        self.free.clear();
        self.n_free = 0;
        self.dirty = Dirty::default();
        self.dirty.add(0..self.rows.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn place(key: usize) -> OffsetBox {
        let x = key as f32;
        OffsetBox { min: [x, 0.0], max: [x + 0.5, 1.0] }
    }

    fn check(arena: &Arena<u32>, model: &BTreeMap<usize, Vec<u32>>) {
        let mut taken = vec![false; arena.rows.len()];
        for (key, rows) in model {
            let span = arena.spans[*key];
            let found = &arena.rows[span.start as usize..][..span.len as usize];
            assert_eq!(found, rows.as_slice());
            for slot in &mut taken[span.start as usize..][..span.room as usize] {
                assert!(!*slot, "{key} shares a row");
                *slot = true;
            }
            let seen = arena.in_sight(&place(*key));
            assert!(seen.iter().any(|range| range.start <= span.start && span.start + span.len <= range.end), "{key} is out of sight");
        }
        assert_eq!(arena.n_live(), model.values().map(Vec::len).sum::<usize>());
        for (row, taken) in arena.rows.iter().zip(taken) {
            assert!(taken || *row == 0, "a row of nobody draws");
        }
        assert_eq!(arena.free.iter().map(ExactSizeIterator::len).sum::<usize>(), arena.n_free);
        assert!(arena.free.windows(2).all(|pair| pair[0].end < pair[1].start), "free runs are joined");
    }

    #[test]
    fn random_changes_keep_every_thing_in_its_rows() {
        change_at_random(5, 1);
        change_at_random(6, 3);
    }

    /// Things have multiples of `step` rows; with three, every thing begins at a multiple of three, as triangles must.
    fn change_at_random(seed: u64, step: usize) {
        let mut dice = crate::partition::fixture::Dice(seed);
        let mut arena = Arena::new(0_u32);
        let mut model: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for round in 1..4000_u32 {
            let key = dice.roll(60) as usize;
            let n = dice.roll(if round % 50 == 0 { 2500 } else { 40 }) as usize / step * step;
            let rows: Vec<u32> = (0..n as u32).map(|at| round * 10_000 + at).collect();
            arena.put(key, &rows, &place(key));
            if rows.is_empty() { model.remove(&key) } else { model.insert(key, rows) };
            if round % 97 == 0 {
                check(&arena, &model);
            }
        }
        check(&arena, &model);
        assert!(arena.spans.iter().all(|span| (span.start as usize).is_multiple_of(step)) && BLOCK.is_multiple_of(3));
        assert!(arena.rows.len() < 3 * arena.n_live() + 8 * BLOCK, "{} rows for {}", arena.rows.len(), arena.n_live());
    }

    #[test]
    fn a_change_of_one_thing_dirties_its_rows_only() {
        let mut arena = Arena::new(0_u32);
        for key in 0..1000 {
            arena.put(key, &[key as u32 + 1; 30], &place(key));
        }
        assert_eq!(arena.dirty().take().first(), Some(&(0..30_000)));
        arena.put(500, &[7; 25], &place(500));
        let dirty = arena.dirty().take();
        assert_eq!((dirty.len(), dirty.first()), (1, Some(&(15_000..15_030))));
        assert_eq!(&arena.rows()[15_024..15_031], [7, 0, 0, 0, 0, 0, 502]);
    }

    #[test]
    fn what_is_far_away_is_out_of_sight() {
        let mut arena = Arena::new(0_u32);
        for key in 0..1000 {
            arena.put(key, &[1; 30], &place(key));
        }
        let seen: usize = arena.in_sight(&place(3)).iter().map(ExactSizeIterator::len).sum();
        assert_eq!(seen, BLOCK);
        assert!(arena.in_sight(&OffsetBox { min: [-9.0, 0.0], max: [-8.0, 1.0] }).is_empty());
    }
}
