//! A stable radix sort of keys with payloads: linear, and equal keys keep their order on every machine.

/// A sort key and what it stands for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyed {
    pub key: u64,
    pub value: u32,
}

const DIGIT_BITS: u32 = 11;
const BUCKETS: usize = 1 << DIGIT_BITS;
/// Below this a comparison sort is faster than clearing the histograms.
const SMALL: usize = 2_000;

/// Sorts by key, stable. O(n) for a fixed key width, one extra copy of the list.
pub(super) fn sort(items: &mut Vec<Keyed>) {
    if items.len() < SMALL {
        items.sort_by_key(|item| item.key);
        return;
    }
    let bits = 64 - items.iter().fold(0, |all, item| all | item.key).leading_zeros();
    let mut spare = vec![Keyed::default(); items.len()];
    let mut shift = 0;
    while shift < bits {
        pass(items, &mut spare, shift);
        std::mem::swap(items, &mut spare);
        shift += DIGIT_BITS;
    }
}

fn pass(from: &[Keyed], to: &mut [Keyed], shift: u32) {
    let digit = |item: &Keyed| (item.key >> shift) as usize & (BUCKETS - 1);
    let mut next = [0usize; BUCKETS];
    for item in from {
        next[digit(item)] += 1;
    }
    let mut sum = 0;
    for slot in &mut next {
        let count = *slot;
        *slot = sum;
        sum += count;
    }
    for item in from {
        let slot = &mut next[digit(item)];
        to[*slot] = *item;
        *slot += 1;
    }
}
