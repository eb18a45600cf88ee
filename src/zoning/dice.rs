//! Pseudo-random numbers of the search: the same on every system and in every version.

/// `SplitMix64` (Steele, Lea, Flood 2014): 64 bits of state, every seed is a good one.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Dice {
    /// A source of its own for one purpose, so that drawing more for one thing changes nothing else.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        Self(scramble(seed.wrapping_add(STEP)) ^ scramble(purpose.wrapping_mul(STEP).wrapping_add(1)))
    }

    /// The next 64 bits.
    #[inline]
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        scramble(self.0)
    }

    /// A whole number from 0 to `end - 1`; 0 when `end` is 0.
    #[inline]
    pub(super) fn below(&mut self, end: usize) -> usize {
        (((self.bits() >> 32) * end as u64) >> 32) as usize
    }

    /// A number from 0 up to but not including 1.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Exponentially distributed numbers (mean 1) from a table of quantiles: what a temperature is multiplied with, so that the
/// rule of Metropolis costs one look-up instead of an exponential.
#[derive(Clone, Debug)]
pub(super) struct Chances(Vec<f64>);

impl Chances {
    const SIZE: usize = 1024;

    pub(super) fn new() -> Self {
        Self((0..Self::SIZE).map(|at| -libm::log((at as f64 + 0.5) / Self::SIZE as f64)).collect())
    }

    #[inline]
    pub(super) fn draw(&self, dice: &mut Dice) -> f64 {
        self.0[dice.below(Self::SIZE)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_range_and_repeat() {
        let draws = |seed| {
            let mut dice = Dice::new(seed, 3);
            (0..200).map(|_| dice.below(7)).collect::<Vec<_>>()
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
        assert!(draws(5).into_iter().all(|draw| draw < 7));
        assert_eq!(Dice::new(1, 1).below(0), 0);
    }

    #[test]
    fn chances_have_mean_one() {
        let (chances, mut dice) = (Chances::new(), Dice::new(1, 1));
        let mean = (0..100_000).map(|_| chances.draw(&mut dice)).sum::<f64>() / 100_000.0;
        assert!((0.97..1.03).contains(&mean), "{mean}");
    }
}
