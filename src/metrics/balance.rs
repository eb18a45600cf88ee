//! Balance (均衡) of a measure over the grids of a level.
//!
//! Everything is computed from integer sums by order-free integer arithmetic, with one division at the end, so a balance
//! kept while dragging equals one computed from nothing bit for bit, whatever the order of the grids.

/// What the sums are compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Targets<'a> {
    /// The mean of the sums: all grids alike.
    Mean,
    /// One given value for all grids.
    Common(f64),
    /// A value for each grid, in the order of the sums; grids beyond its end have no target.
    Each(&'a [f64]),
}

/// How evenly a measure is spread. All zero when there is nothing to compare (no grids, or nothing in them).
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Balance {
    /// The target of a grid: the mean of the sums, the common value, or the mean of the given ones.
    pub target: f64,
    /// Largest deviation of a sum from its target, `sum / target - 1`.
    pub max_deviation: f64,
    /// Smallest deviation.
    pub min_deviation: f64,
    /// Coefficient of variation: population standard deviation of the sums over the absolute value of their mean.
    pub cv: f64,
    /// Gini coefficient of the sums, 0 (all alike) to `1 - 1/n` (all in one grid).
    pub gini: f64,
}

/// Deviation of a sum from its target: `sum / target - 1`, and zero where the target is zero or no number, for then there
/// is nothing to deviate from.
#[inline]
pub fn deviation(sum: i64, target: f64) -> f64 {
    if target == 0.0 || !target.is_finite() { 0.0 } else { sum as f64 / target - 1.0 }
}

/// The balance of some sums. The order of the sums (and of [`Targets::Each`] with them) does not matter.
///
/// Negative sums are allowed: the Gini coefficient divides by the sum of absolute values then (Raffinetti, Siletti,
/// Vernizzi, Stat. Methods Appl. 24, 2015), which keeps it between 0 and 1 and is the usual one otherwise. Where the mean
/// is zero, `cv` is zero, as there is nothing to relate the spread to.
///
/// Exact to the final division while the sums are below `2^(62 - log₂ n)` (2^53 for 500 grids); larger ones lose their
/// last bits, which no one sees.
///
/// Cost: a sort; 6 µs for 500 grids.
pub fn balance(sums: &[i64], targets: Targets<'_>) -> Balance {
    let Some(figures) = Figures::of(sums) else { return Balance::default() };
    let mean = sums.iter().map(|sum| i128::from(*sum)).sum::<i128>() as f64 / sums.len() as f64;
    let (target, (min_deviation, max_deviation)) = match targets {
        Targets::Mean => (mean, figures.deviations(mean)),
        Targets::Common(target) => (target, figures.deviations(target)),
        Targets::Each(each) => (mean_of(each), deviations_from_each(sums, each)),
    };
    Balance { target, max_deviation, min_deviation, cv: figures.cv(), gini: figures.gini() }
}

/// Exact integer figures of the sums. The powers are of the sums without their last `shift` bits.
struct Figures {
    smallest: i64,
    largest: i64,
    n: i128,
    total: i128,
    absolute_total: i128,
    squares: i128,
    /// `Σ (2i - n - 1)·x_i` over the sorted sums, i from 1: half of the sum of all absolute differences.
    differences: i128,
}

impl Figures {
    fn of(sums: &[i64]) -> Option<Self> {
        let mut sorted = sums.to_vec();
        sorted.sort_unstable();
        let (smallest, largest) = (*sorted.first()?, *sorted.last()?);
        // n·Σx² must stay below 2^127: two bits for each bit of x and of n.
        let free_bits = 62 - (usize::BITS - (sorted.len() - 1).leading_zeros()).min(62);
        let used_bits = u64::BITS - smallest.unsigned_abs().max(largest.unsigned_abs()).leading_zeros();
        let shift = used_bits.saturating_sub(free_bits);
        let n = sorted.len() as i128;
        let mut figures = Self { smallest, largest, n, total: 0, absolute_total: 0, squares: 0, differences: 0 };
        let mut rank = 1 - n;
        for sum in sorted {
            let x = i128::from(sum >> shift);
            figures.total += x;
            figures.absolute_total += x.abs();
            figures.squares += x * x;
            figures.differences += rank * x;
            rank += 2;
        }
        Some(figures)
    }

    fn deviations(&self, target: f64) -> (f64, f64) {
        let (a, b) = (deviation(self.smallest, target), deviation(self.largest, target));
        (a.min(b), a.max(b))
    }

    fn cv(&self) -> f64 {
        let variance = self.n * self.squares - self.total * self.total;
        if self.total == 0 { 0.0 } else { (variance as f64).sqrt() / self.total.abs() as f64 }
    }

    fn gini(&self) -> f64 {
        if self.absolute_total == 0 { 0.0 } else { self.differences as f64 / (self.n * self.absolute_total) as f64 }
    }
}

/// Mean in the order of size, so that the order given does not matter.
fn mean_of(values: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.is_empty() { 0.0 } else { sorted.iter().sum::<f64>() / sorted.len() as f64 }
}

fn deviations_from_each(sums: &[i64], targets: &[f64]) -> (f64, f64) {
    let all = sums.iter().zip(targets).map(|(sum, target)| deviation(*sum, *target));
    let found = all.fold(None, |found: Option<(f64, f64)>, one| Some(found.map_or((one, one), |(min, max)| (min.min(one), max.max(one)))));
    found.unwrap_or((0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-14 * (1.0 + b.abs())
    }

    /// Sums, coefficient of variation and Gini coefficient: numpy 2, `x.std() / abs(x.mean())` and
    /// `abs(x[:, None] - x).sum() / (2 * n * abs(x).sum())`.
    const KNOWN: [(&[i64], f64, f64); 5] = [
        (&[1, 2, 3, 4, 5], 0.471_404_520_791_031_73, 0.266_666_666_666_666_66),
        (&[9312, 9871, 8800, 10_090, 9034], 0.051_941_003_016_910_25, 0.029_014_796_102_490_074),
        (&[0, 0, 0, 100], 1.732_050_807_568_877_2, 0.75),
        (&[-5, 3, 12, 7], 1.463_512_388_779_38, 0.509_259_259_259_259_3),
        (&[1_000_000_007, 2_000_000_011, 2_999_999_989, 17], 0.745_355_983_555_657_9, 0.416_666_661_666_666_66),
    ];

    #[test]
    fn known_values() {
        for (sums, cv, gini) in KNOWN {
            let found = balance(sums, Targets::Mean);
            assert!(close(found.cv, cv) && close(found.gini, gini), "{sums:?} {found:?}");
        }
        let found = balance(&[90, 100, 116], Targets::Mean);
        assert_eq!((found.target, found.max_deviation, found.min_deviation), (102.0, 116.0 / 102.0 - 1.0, 90.0 / 102.0 - 1.0));
        let given = balance(&[90, 100, 116], Targets::Common(200.0));
        assert_eq!((given.target, given.max_deviation, given.min_deviation, given.cv), (200.0, 116.0 / 200.0 - 1.0, -0.55, found.cv));
        let each = balance(&[90, 100, 116], Targets::Each(&[90.0, 80.0, 232.0]));
        assert_eq!((each.target, each.max_deviation, each.min_deviation), (134.0, 0.25, -0.5));
    }

    #[test]
    fn empty_single_and_zero_sums_are_balanced() {
        assert_eq!(balance(&[], Targets::Mean), Balance::default());
        assert_eq!(balance(&[0, 0, 0], Targets::Mean), Balance::default());
        assert_eq!(balance(&[7], Targets::Mean), Balance { target: 7.0, ..Balance::default() });
        assert_eq!(balance(&[7, 7], Targets::Common(0.0)), Balance::default());
        assert!(balance(&[7, 7], Targets::Common(f64::NAN)).max_deviation.abs() < 1e-300);
        assert_eq!(balance(&[7, 7], Targets::Each(&[])), Balance::default());
        let cancelled = balance(&[-4, 4], Targets::Mean);
        assert_eq!((cancelled.target, cancelled.max_deviation, cancelled.cv, cancelled.gini), (0.0, 0.0, 0.0, 0.5));
        let negative = balance(&[-10, -30], Targets::Mean);
        assert_eq!((negative.target, negative.max_deviation, negative.min_deviation, negative.cv, negative.gini), (-20.0, 0.5, -0.5, 0.5, 0.25));
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let mut sums = vec![i64::MAX; 3000];
        sums.extend(vec![i64::MIN; 3000]);
        let found = balance(&sums, Targets::Mean);
        assert!(found.cv.is_finite() && (found.gini - 0.5).abs() < 1e-6, "{found:?}");
        let found = balance(&[i64::MAX, 0], Targets::Mean);
        assert!(close(found.cv, 1.0) && close(found.gini, 0.5), "{found:?}");
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_bounds_hold(mut sums in proptest::collection::vec(0_i64..1_000_000_000_000, 1..60)) {
            let found = balance(&sums, Targets::Mean);
            sums.reverse();
            sums.rotate_left(1);
            prop_assert_eq!(found, balance(&sums, Targets::Mean));
            let n = sums.len() as f64;
            prop_assert!(found.min_deviation <= 1e-15 && found.max_deviation >= -1e-15);
            prop_assert!((0.0..=1.0 - 1.0 / n + 1e-12).contains(&found.gini));
            let mean = sums.iter().sum::<i64>() as f64 / n;
            let variance = sums.iter().map(|s| (*s as f64 - mean) * (*s as f64 - mean)).sum::<f64>() / n;
            prop_assert!(mean == 0.0 || (found.cv - variance.sqrt() / mean).abs() < 1e-9);
        }
    }
}
