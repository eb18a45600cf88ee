//! Scale bars of round lengths.

/// A round length on the ground and on the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    /// Length on the ground.
    pub metres: f64,
    /// Length on the picture in logical pixels.
    pub width_px: f64,
}

impl ScaleBar {
    /// The number to write and whether it is in kilometres.
    pub fn figure(&self) -> (f64, bool) {
        if self.metres >= 1000.0 { (self.metres / 1000.0, true) } else { (self.metres, false) }
    }
}

/// The longest scale bar of 1, 2 or 5 times a power of ten metres that fits into so many logical pixels. [`None`] when
/// nothing can be measured.
pub fn scale_bar(metres_per_px: f64, room_px: f64) -> Option<ScaleBar> {
    let most = metres_per_px * room_px;
    if !(most.is_finite() && most > 1e-6) {
        return None;
    }
    let power = libm::pow(10.0, libm::log10(most).floor());
    // Rounding in the logarithm can miss the power by one, so its neighbours are tried too.
    let lengths = [10.0, 5.0, 2.0, 1.0, 0.5].map(|factor| factor * power);
    let metres = lengths.into_iter().find(|length| *length <= most * (1.0 + 1e-9))?;
    Some(ScaleBar { metres, width_px: metres / metres_per_px })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round_and_fit() {
        for (metres_per_px, expected) in [(1.0, 100.0), (3.4, 200.0), (100.0, 10_000.0), (0.9, 100.0), (70.0, 5_000.0)] {
            let bar = scale_bar(metres_per_px, 120.0).unwrap();
            assert!((bar.metres - expected).abs() < 1e-6, "{metres_per_px}: {bar:?}");
            assert!(bar.width_px <= 120.0 && bar.width_px > 40.0);
        }
        assert_eq!(scale_bar(100.0, 100.0).unwrap().figure(), (10.0, true));
        assert_eq!(scale_bar(5.0, 100.0).unwrap().figure(), (500.0, false));
        assert!(scale_bar(0.0, 100.0).is_none() && scale_bar(f64::NAN, 100.0).is_none());
    }
}
