//! How long frames take: an overlay for those who want to know.

use crate::i18n::decimal_text;
use crate::ui::shell::Look;
use egui::{Align2, Area, Context, Frame, Id, Order, RichText, vec2};
use std::collections::VecDeque;
use std::time::Instant;

/// Frames that percentiles are taken over.
const KEPT: usize = 240;

/// Times of the last frames: what the window itself needs for logic and panels, without tessellation and drawing.
#[derive(Debug, Default)]
pub struct FrameTimes {
    begun: Option<Instant>,
    milliseconds: VecDeque<f64>,
}

impl FrameTimes {
    /// A frame begins.
    pub fn begin(&mut self) {
        self.begun = Some(Instant::now());
    }

    /// It has ended.
    pub fn end(&mut self) {
        let Some(begun) = self.begun.take() else { return };
        self.milliseconds.push_back(begun.elapsed().as_secs_f64() * 1e3);
        while self.milliseconds.len() > KEPT {
            self.milliseconds.pop_front();
        }
    }

    /// Median and the time that 99 of 100 frames stay below, in milliseconds.
    pub fn percentiles(&self) -> Option<(f64, f64)> {
        let mut sorted: Vec<f64> = self.milliseconds.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| sorted.get(((sorted.len().saturating_sub(1)) as f64 * share).round() as usize).copied();
        Some((at(0.5)?, at(0.99)?))
    }

    /// Shows them in a corner.
    pub fn show(&self, context: &Context, look: &Look<'_>) {
        let Some((median, high)) = self.percentiles() else { return };
        let values = [("median", decimal_text(median, 2).into()), ("high", decimal_text(high, 2).into()), ("count", self.milliseconds.len().into())];
        let words = look.text_with("frame-times", &values);
        Area::new(Id::unique("frame-times")).order(Order::Tooltip).anchor(Align2::RIGHT_TOP, vec2(-8.0, 88.0)).show(context, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| ui.label(RichText::new(words).monospace()));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_frames_kept() {
        let times = FrameTimes { begun: None, milliseconds: (1..=100).map(f64::from).collect() };
        assert_eq!(times.percentiles(), Some((51.0, 99.0)));
        assert_eq!(FrameTimes::default().percentiles(), None);
    }
}
