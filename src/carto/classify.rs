//! Sorting figures into classes (分级): the map and its legend ask the same [`Classification`].

use thiserror::Error;

/// How breaks are found.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Natural breaks (Jenks): the least sum of squares within classes, found exactly.
    Jenks {
        /// Number of classes wanted.
        classes: usize,
    },
    /// The same number of values in every class, with linear interpolation between ranks.
    Quantile {
        /// Number of classes wanted.
        classes: usize,
    },
    /// Classes of the same width.
    EqualInterval {
        /// Number of classes wanted.
        classes: usize,
    },
    /// Round breaks (1, 2 or 5 times a power of ten), about as many as wanted.
    Pretty {
        /// Number of classes wanted.
        classes: usize,
    },
    /// Breaks at whole and half standard deviations from the mean: −1.5, −0.5, 0.5, 1.5.
    StandardDeviation,
    /// The upper ends of all classes but the last.
    Manual {
        /// Inner breaks, in any order.
        breaks: Vec<f64>,
    },
    /// Round a target: within tolerance, and one or two classes on either side.
    Diverging {
        /// The value that is neither too much nor too little.
        target: f64,
        /// Absolute deviation that counts as none.
        tolerance: f64,
        /// Classes on each side of the middle one.
        classes_per_side: usize,
    },
}

/// One class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// Lower end, excluded but for the first class.
    pub low: f64,
    /// Upper end, included.
    pub high: f64,
    /// How many of the classified values are inside.
    pub count: usize,
}

/// Classes in rising order, and how many values were no number.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    classes: Vec<Class>,
    no_data: usize,
}

/// Why values cannot be classified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClassifyError {
    /// No value is a finite number.
    #[error("no value is a finite number")]
    NoValues,
    /// Fewer than one class or more than [`MAX_CLASSES`] were asked for.
    #[error("{wanted} classes are wanted, 1 to {MAX_CLASSES} are possible")]
    ClassCount {
        /// How many were asked for.
        wanted: usize,
    },
    /// A break, a target or a tolerance is not finite, or the tolerance is negative.
    #[error("a limit is not a usable number")]
    BadLimit,
}

/// Most classes a map can show.
pub const MAX_CLASSES: usize = 64;

impl Classification {
    /// The classes in rising order; at least one.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// How many values were no finite number.
    pub fn no_data(&self) -> usize {
        self.no_data
    }

    /// The class of a value; values beyond the ends belong to the end classes. [`None`] for no number. O(log classes).
    pub fn class_of(&self, value: f64) -> Option<usize> {
        if value.is_nan() {
            return None;
        }
        let index = self.classes.partition_point(|class| class.high < value);
        Some(index.min(self.classes.len() - 1))
    }

    /// One text per class from a way to write a number: `low – high`, with the open ends of a diverging or manual
    /// classification as `≤` and `>`.
    pub fn labels(&self, write: impl Fn(f64) -> String) -> Vec<String> {
        self.classes
            .iter()
            .map(|class| match (class.low.is_finite(), class.high.is_finite()) {
                (true, true) => format!("{} – {}", write(class.low), write(class.high)),
                (false, true) => format!("≤ {}", write(class.high)),
                (true, false) => format!("> {}", write(class.low)),
                (false, false) => "–∞ – ∞".to_owned(),
            })
            .collect()
    }
}

/// Sorts values into classes. Values that are no finite numbers are counted as without data. Equal breaks are merged, so
/// there can be fewer classes than wanted. O(n log n), for Jenks O(classes · n log n) on distinct values.
///
/// # Errors
/// See [`ClassifyError`].
pub fn classify(values: &[f64], method: &Method) -> Result<Classification, ClassifyError> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else {
        return Err(ClassifyError::NoValues);
    };
    check_limits(method)?;
    let (mut inner, ends) = match method {
        Method::Jenks { classes } => (jenks(&sorted, *classes), (min, max)),
        Method::Quantile { classes } => (fractions(*classes).map(|share| quantile(&sorted, share)).collect(), (min, max)),
        Method::EqualInterval { classes } => (fractions(*classes).map(|share| min + (max - min) * share).collect(), (min, max)),
        Method::Pretty { classes } => pretty(min, max, *classes),
        Method::StandardDeviation => (deviations(&sorted), (min, max)),
        Method::Manual { breaks } => (breaks.clone(), (f64::NEG_INFINITY, f64::INFINITY)),
        Method::Diverging { target, tolerance, classes_per_side } => {
            (around(&sorted, *target, *tolerance, *classes_per_side), (f64::NEG_INFINITY, f64::INFINITY))
        }
    };
    inner.retain(|value| ends.0 <= *value && *value < ends.1);
    inner.sort_by(f64::total_cmp);
    inner.dedup();
    Ok(with_counts(&sorted, &inner, ends, values.len() - sorted.len()))
}

fn check_limits(method: &Method) -> Result<(), ClassifyError> {
    let (wanted, limits): (usize, &[f64]) = match method {
        Method::Jenks { classes } | Method::Quantile { classes } | Method::EqualInterval { classes } | Method::Pretty { classes } => (*classes, &[]),
        Method::StandardDeviation => (5, &[]),
        Method::Manual { breaks } => (breaks.len() + 1, breaks),
        Method::Diverging { target, tolerance, classes_per_side } => {
            if *tolerance < 0.0 {
                return Err(ClassifyError::BadLimit);
            }
            (classes_per_side.saturating_mul(2).saturating_add(1), &[*target, *tolerance])
        }
    };
    if !(1..=MAX_CLASSES).contains(&wanted) {
        return Err(ClassifyError::ClassCount { wanted });
    }
    if limits.iter().any(|limit| !limit.is_finite()) { Err(ClassifyError::BadLimit) } else { Ok(()) }
}

fn with_counts(sorted: &[f64], inner: &[f64], (low, high): (f64, f64), no_data: usize) -> Classification {
    let mut classes = Vec::with_capacity(inner.len() + 1);
    let (mut from, mut counted) = (low, 0);
    for &to in inner.iter().chain([&high]) {
        let below = if to.total_cmp(&high).is_eq() { sorted.len() } else { sorted.partition_point(|value| *value <= to) };
        classes.push(Class { low: from, high: to, count: below - counted });
        (from, counted) = (to, below);
    }
    Classification { classes, no_data }
}

fn fractions(classes: usize) -> impl Iterator<Item = f64> {
    (1..classes).map(move |i| i as f64 / classes as f64)
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = share * (sorted.len() - 1) as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (rank - rank.floor())
}

fn deviations(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let sigma = (sorted.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    [-1.5, -0.5, 0.5, 1.5].map(|factor| mean + factor * sigma).to_vec()
}

/// Round breaks that cover the values: the step is 1, 2 or 5 times a power of ten.
fn pretty(min: f64, max: f64, classes: usize) -> (Vec<f64>, (f64, f64)) {
    let span = max - min;
    if span <= 0.0 || !span.is_finite() {
        return (Vec::new(), (min, max));
    }
    let raw = span / classes as f64;
    let power = libm::pow(10.0, libm::log10(raw).floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .min_by(|one, two| {
            let miss = |step: f64| ((max / step).ceil() - (min / step).floor() - classes as f64).abs();
            miss(*one).total_cmp(&miss(*two))
        })
        .unwrap_or(raw);
    let (first, last) = ((min / step).floor(), (max / step).ceil());
    let inner = (1..(last - first) as usize).map(|i| (first + i as f64) * step).collect();
    (inner, (first * step, last * step))
}

fn around(sorted: &[f64], target: f64, tolerance: f64, classes_per_side: usize) -> Vec<f64> {
    // Both sides get the same steps, so that equal colours mean equal deviations.
    let farthest = sorted.iter().map(|value| (value - target).abs()).fold(tolerance, f64::max);
    let step = (farthest - tolerance) / classes_per_side.max(1) as f64;
    (0..classes_per_side).map(|i| tolerance + step * i as f64).flat_map(|distance| [target - distance, target + distance]).collect()
}

/// Inner breaks of the optimal partition of sorted values into classes, in falling order: the largest value of each class
/// but the last.
///
/// Dynamic programme over distinct values with divide and conquer (the cost is concave, so the best first element of the
/// last class never moves left when the end moves right; Wang and Song 2011, Grønlund et al. 2017).
fn jenks(sorted: &[f64], classes: usize) -> Vec<f64> {
    let cost = SquaredErrors::of(sorted);
    let n = cost.values.len();
    let classes = classes.min(n);
    // best[j]: least cost of the first j + 1 distinct values; starts[k][j]: first value of the last of k + 2 classes.
    let mut best: Vec<f64> = (0..n).map(|end| cost.between(0, end)).collect();
    let mut starts: Vec<Vec<usize>> = Vec::new();
    for k in 1..classes {
        let mut row = Row { cost: &cost, before: &best, best: vec![f64::INFINITY; n], start: vec![k; n] };
        row.solve(k, n, k, n);
        let Row { best: next, start, .. } = row;
        best = next;
        starts.push(start);
    }
    let mut breaks = Vec::with_capacity(classes);
    let mut end = n;
    for start in starts.iter().rev() {
        let first = start[end - 1];
        breaks.push(cost.values[first - 1]);
        end = first;
    }
    breaks
}

/// Sums of squared deviations of runs of distinct values, each weighted by how often it occurs.
struct SquaredErrors {
    values: Vec<f64>,
    weight: Vec<f64>,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl SquaredErrors {
    fn of(sorted: &[f64]) -> Self {
        // Measured from the middle value, so that squares of large figures do not lose the differences.
        let origin = sorted[sorted.len() / 2];
        let mut errors = Self { values: Vec::new(), weight: vec![0.0], sum: vec![0.0], squares: vec![0.0] };
        for run in sorted.chunk_by(|one, two| one.total_cmp(two).is_eq()) {
            let (value, count, last) = (run[0] - origin, run.len() as f64, errors.values.len());
            errors.values.push(run[0]);
            errors.weight.push(errors.weight[last] + count);
            errors.sum.push(errors.sum[last] + value * count);
            errors.squares.push(errors.squares[last] + value * value * count);
        }
        errors
    }

    /// Cost of one class from `first` to `last`, both included.
    fn between(&self, first: usize, last: usize) -> f64 {
        let run = |prefix: &[f64]| prefix[last + 1] - prefix[first];
        let sum = run(&self.sum);
        (run(&self.squares) - sum * sum / run(&self.weight)).max(0.0)
    }
}

struct Row<'a> {
    cost: &'a SquaredErrors,
    before: &'a [f64],
    best: Vec<f64>,
    start: Vec<usize>,
}

impl Row<'_> {
    /// Solves the ends in `low..high`, whose best starts are known to lie in `from..to`.
    fn solve(&mut self, low: usize, high: usize, from: usize, to: usize) {
        if low >= high {
            return;
        }
        let end = usize::midpoint(low, high);
        for start in from..=end.min(to - 1) {
            let cost = self.before[start - 1] + self.cost.between(start, end);
            if cost < self.best[end] {
                (self.best[end], self.start[end]) = (cost, start);
            }
        }
        let split = self.start[end];
        self.solve(low, end, from, split + 1);
        self.solve(end + 1, high, split, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 22] =
        [12.0, 14.0, 15.0, 15.0, 18.0, 22.0, 23.0, 25.0, 31.0, 33.0, 34.0, 40.0, 41.0, 44.0, 58.0, 61.0, 64.0, 90.0, 95.0, 120.0, 121.0, 250.0];

    fn check(method: &Method, highs: &[f64], counts: &[usize]) {
        let classification = classify(&VALUES, method).unwrap();
        let found: Vec<f64> = classification.classes().iter().map(|class| class.high).collect();
        assert_eq!(found.len(), highs.len(), "{found:?}");
        for (one, two) in found.iter().zip(highs) {
            assert!((one - two).abs() < 1e-9 || one.total_cmp(two).is_eq(), "{found:?} for {highs:?}");
        }
        assert_eq!(classification.classes().iter().map(|class| class.count).collect::<Vec<_>>(), counts);
        for value in VALUES {
            let class = classification.classes()[classification.class_of(value).unwrap()];
            assert!(value <= class.high && (value > class.low || value <= 12.0), "{value} in {class:?}");
        }
    }

    #[test]
    fn natural_breaks_are_optimal() {
        // Enumeration of all partitions in Python; for five classes mapclassify 2.10 FisherJenks gives the same.
        check(&Method::Jenks { classes: 3 }, &[64.0, 121.0, 250.0], &[17, 4, 1]);
        check(&Method::Jenks { classes: 4 }, &[34.0, 64.0, 121.0, 250.0], &[11, 6, 4, 1]);
        check(&Method::Jenks { classes: 5 }, &[25.0, 44.0, 64.0, 121.0, 250.0], &[8, 6, 3, 4, 1]);
    }

    #[test]
    fn quantiles_and_equal_intervals_match_mapclassify() {
        check(&Method::Quantile { classes: 5 }, &[18.8, 31.8, 42.8, 84.8, 250.0], &[5, 4, 4, 4, 5]);
        check(&Method::EqualInterval { classes: 5 }, &[59.6, 107.2, 154.8, 202.4, 250.0], &[15, 4, 2, 0, 1]);
    }

    #[test]
    fn deviations_pretty_and_manual_breaks() {
        // numpy: mean 55.727…, population standard deviation 53.385…; the lowest break lies below all values.
        check(&Method::StandardDeviation, &[29.034_499_693_520_594, 82.420_045_760_248_52, 135.805_591_829_028_52, 250.0], &[8, 9, 4, 1]);
        check(&Method::Pretty { classes: 5 }, &[50.0, 100.0, 150.0, 200.0, 250.0], &[14, 5, 2, 0, 1]);
        check(&Method::Manual { breaks: vec![100.0, 20.0] }, &[20.0, 100.0, f64::INFINITY], &[5, 14, 3]);
    }

    #[test]
    fn diverging_classes_mirror_each_other() {
        let classification = classify(&[80.0, 96.0, 100.0, 103.0, 119.0, 125.0], &Method::Diverging { target: 100.0, tolerance: 5.0, classes_per_side: 2 }).unwrap();
        let inner: Vec<f64> = classification.classes().iter().skip(1).map(|class| class.low).collect();
        assert_eq!(inner, vec![85.0, 95.0, 105.0, 115.0]);
        assert_eq!(classification.classes().iter().map(|class| class.count).collect::<Vec<_>>(), vec![1, 0, 3, 0, 2]);
        assert_eq!(classification.class_of(100.0), Some(2));
        assert_eq!(classification.labels(|value| format!("{value}")), ["≤ 85", "85 – 95", "95 – 105", "105 – 115", "> 115"]);
    }

    #[test]
    fn equal_values_and_missing_values() {
        let classification = classify(&[7.0, f64::NAN, 7.0, f64::INFINITY], &Method::Jenks { classes: 5 }).unwrap();
        assert_eq!(classification.classes(), [Class { low: 7.0, high: 7.0, count: 2 }]);
        assert_eq!((classification.no_data(), classification.class_of(f64::NAN)), (2, None));
        for method in [Method::Quantile { classes: 4 }, Method::EqualInterval { classes: 4 }, Method::Pretty { classes: 4 }, Method::StandardDeviation] {
            assert_eq!(classify(&[7.0, 7.0], &method).unwrap().classes().iter().map(|class| class.count).sum::<usize>(), 2);
        }
        assert_eq!(classify(&[f64::NAN], &Method::StandardDeviation), Err(ClassifyError::NoValues));
        assert_eq!(classify(&[1.0], &Method::Jenks { classes: 0 }), Err(ClassifyError::ClassCount { wanted: 0 }));
        assert_eq!(classify(&[1.0], &Method::Manual { breaks: vec![f64::NAN] }), Err(ClassifyError::BadLimit));
    }

    #[test]
    fn natural_breaks_beat_every_neighbouring_choice() {
        // Values in clumps; moving any one break by one value must not lower the sum of squares.
        let mut random = crate::carto::sample::Lcg::new(9);
        let mut values: Vec<f64> = (0..300).map(|i| f64::from(i % 6) * 100.0 + random.below(90) as f64).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let cost = SquaredErrors::of(&values);
        let mut breaks: Vec<usize> = jenks(&values, 6).iter().map(|value| values.iter().position(|other| other.total_cmp(value).is_eq()).unwrap()).collect();
        breaks.sort_unstable();
        let total = |breaks: &[usize]| {
            let mut first = 0;
            let mut sum = 0.0;
            for last in breaks.iter().chain([&(values.len() - 1)]) {
                sum += cost.between(first, *last);
                first = last + 1;
            }
            sum
        };
        for i in 0..breaks.len() {
            for step in [-1i32, 1] {
                let mut other = breaks.clone();
                other[i] = (other[i] as i32 + step) as usize;
                assert!(total(&other) >= total(&breaks) - 1e-6, "{} {} {breaks:?} {other:?}", total(&other), total(&breaks));
            }
        }
    }
}
