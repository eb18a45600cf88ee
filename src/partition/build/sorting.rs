//! Sorting keys with payloads: one pass into buckets by the leading bits, then every bucket for itself on all threads.

use rayon::prelude::*;

/// A sort key and what it stands for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyed {
    pub key: u64,
    pub value: u32,
}

const BUCKET_BITS: u32 = 12;
/// Below this one comparison sort is faster than clearing the histogram.
const SMALL: usize = 10_000;

/// Sorts by key, then by value, so that the result does not depend on the order before. One extra copy of the list.
pub(super) fn sort(items: &mut Vec<Keyed>) {
    if items.len() < SMALL {
        items.sort_unstable_by_key(|item| (item.key, item.value));
        return;
    }
    let (low, high) = items.iter().fold((u64::MAX, 0), |(low, high), item| (low.min(item.key), high.max(item.key)));
    let shift = (64 - (high - low).leading_zeros()).saturating_sub(BUCKET_BITS);
    let bucket = |item: &Keyed| ((item.key - low) >> shift) as usize;
    let mut starts = vec![0usize; (1 << BUCKET_BITS) + 1];
    for item in items.iter() {
        starts[bucket(item) + 1] += 1;
    }
    (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
    let mut sorted = vec![Keyed::default(); items.len()];
    let mut next = starts.clone();
    for item in items.iter() {
        let slot = &mut next[bucket(item)];
        sorted[*slot] = *item;
        *slot += 1;
    }
    let mut rest = &mut sorted[..];
    let mut buckets = Vec::with_capacity(1 << BUCKET_BITS);
    for pair in starts.windows(2) {
        let (one, others) = rest.split_at_mut(pair[1] - pair[0]);
        buckets.push(one);
        rest = others;
    }
    buckets.into_par_iter().for_each(|bucket| bucket.sort_unstable_by_key(|item| (item.key, item.value)));
    *items = sorted;
}
