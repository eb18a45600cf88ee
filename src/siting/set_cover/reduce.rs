//! What a set covering problem does not need: demand points that are covered with another one, candidates that another one replaces.

use crate::siting::sets::Sets;

/// Passes over rows and columns; each later one finds little.
const PASSES: usize = 3;
/// Pairs above which nothing is compared.
const MOST_ENTRIES: usize = 4_000_000;

/// Drops demand points whose candidates include all of another's, and candidates that cover a part of what another one covers at no
/// higher cost. Candidates keep their numbers and lose their members.
pub(super) fn reduced(rows: &Sets, n_candidates: usize, cost: &dyn Fn(usize) -> f64) -> Sets {
    let mut rows = rows.clone();
    for _ in 0..PASSES {
        if rows.n_entries() > MOST_ENTRIES {
            break;
        }
        let before = rows.n_entries();
        let columns = rows.transposed(n_candidates);
        let needless_rows = needless(&rows, &columns, true, &|_, _| true);
        rows = Sets::from_rows((0..rows.len()).filter(|row| !needless_rows[*row]).map(|row| rows.row(row)));
        let columns = rows.transposed(n_candidates);
        let needless_columns = needless(&columns, &rows, false, &|lost, kept| cost(kept) <= cost(lost));
        rows = rows.filtered(|candidate| !needless_columns[candidate as usize]);
        if rows.n_entries() == before {
            break;
        }
    }
    rows
}

/// Marks sets that another one makes needless: the larger of two nested sets, or the smaller one. `may` is asked whether a set may
/// go in favour of another.
pub(in crate::siting) fn needless(sets: &Sets, members: &Sets, keeps_small: bool, may: &dyn Fn(usize, usize) -> bool) -> Vec<bool> {
    let mut needless = vec![false; sets.len()];
    let marks: Vec<u64> = (0..sets.len()).map(|set| sets.row(set).iter().fold(0, |mark, member| mark | 1 << (member.wrapping_mul(0x9E37_79B1) >> 26))).collect();
    let mut order: Vec<usize> = (0..sets.len()).filter(|set| !sets.row(*set).is_empty()).collect();
    order.sort_unstable_by_key(|set| (sets.row(*set).len(), *set));
    for &small in &order {
        // Every larger set holds the member that fewest sets have.
        let Some(rarest) = sets.row(small).iter().min_by_key(|member| members.row(**member as usize).len()) else { continue };
        for &large in members.row(*rarest as usize) {
            let large = large as usize;
            if large == small || needless[small] || needless[large] || marks[small] & !marks[large] != 0 || sets.row(large).len() < sets.row(small).len() {
                continue;
            }
            let is_equal = sets.row(large).len() == sets.row(small).len();
            if is_equal && large < small || !is_subset(sets.row(small), sets.row(large)) {
                continue;
            }
            let (kept, lost) = if keeps_small { (small, large) } else { (large, small) };
            if may(lost, kept) {
                needless[lost] = true;
            } else if is_equal && may(kept, lost) {
                needless[kept] = true;
            }
        }
    }
    needless
}

/// Whether an ascending list holds all of another.
fn is_subset(small: &[u32], large: &[u32]) -> bool {
    let mut rest = large.iter();
    small.iter().all(|member| rest.by_ref().find(|other| *other >= member) == Some(member))
}
