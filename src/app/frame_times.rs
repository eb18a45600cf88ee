//! How long frames take: an overlay for those who want to know.

use crate::i18n::decimal_text;
use crate::platform::peak_memory_bytes;
use crate::ui::shell::Look;
use egui::{Align2, Area, Context, Frame, Id, Order, RichText, vec2};
use std::collections::VecDeque;
use std::sync::OnceLock;
use std::time::Instant;

/// Frames that percentiles are taken over.
const KEPT: usize = 240;

/// Times of the last frames: what the window itself needs for logic and panels, and the whole of it with tessellation and handing over to
/// the graphics card.
#[derive(Debug, Default)]
pub struct FrameTimes {
    begun: Option<Instant>,
    milliseconds: VecDeque<f64>,
    /// The same frames with tessellation and drawing.
    whole: VecDeque<f64>,
    /// Seconds from the start of the program until the first frame with a map had been made.
    first_map: Option<f64>,
}

/// When the program was started.
static STARTED: OnceLock<Instant> = OnceLock::new();

/// Notes that the program starts; the first call counts.
pub fn note_start() {
    STARTED.get_or_init(Instant::now);
}

impl FrameTimes {
    /// A frame begins; `whole_before` are the seconds that the last one took with tessellation and drawing.
    pub fn begin(&mut self, whole_before: Option<f32>) {
        self.begun = Some(Instant::now());
        if let Some(seconds) = whole_before {
            keep(&mut self.whole, f64::from(seconds) * 1e3);
        }
    }

    /// It has ended; `has_map` where it showed one.
    pub fn end(&mut self, has_map: bool) {
        if has_map && self.first_map.is_none() {
            self.first_map = STARTED.get().map(|started| started.elapsed().as_secs_f64());
        }
        let Some(begun) = self.begun.take() else { return };
        keep(&mut self.milliseconds, begun.elapsed().as_secs_f64() * 1e3);
    }

    /// Median and the time that 99 of 100 frames stay below, in milliseconds.
    pub fn percentiles(&self) -> Option<(f64, f64)> {
        percentiles_of(&self.milliseconds)
    }

    /// Shows them in a corner.
    pub fn show(&self, context: &Context, look: &Look<'_>) {
        let Some((median, high)) = self.percentiles() else { return };
        let values = [("median", decimal_text(median, 2).into()), ("high", decimal_text(high, 2).into()), ("count", self.milliseconds.len().into())];
        let mut words = look.text_with("frame-times", &values);
        if let Some((median, high)) = percentiles_of(&self.whole) {
            words.push('\n');
            words.push_str(&look.text_with("frame-times-whole", &[("median", decimal_text(median, 2).into()), ("high", decimal_text(high, 2).into())]));
        }
        if let Some(first) = self.first_map {
            let memory = peak_memory_bytes().map_or_else(|| "—".to_owned(), |bytes| decimal_text((bytes >> 20) as f64, 0));
            words.push('\n');
            words.push_str(&look.text_with("frame-times-start", &[("first", decimal_text(first, 2).into()), ("memory", memory.into())]));
        }
        Area::new(Id::unique("frame-times")).order(Order::Tooltip).anchor(Align2::RIGHT_TOP, vec2(-8.0, 88.0)).show(context, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| ui.label(RichText::new(words).monospace()));
        });
    }
}

fn keep(times: &mut VecDeque<f64>, milliseconds: f64) {
    times.push_back(milliseconds);
    while times.len() > KEPT {
        times.pop_front();
    }
}

fn percentiles_of(times: &VecDeque<f64>) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = times.iter().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted.get(((sorted.len().saturating_sub(1)) as f64 * share).round() as usize).copied();
    Some((at(0.5)?, at(0.99)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_frames_kept() {
        let times = FrameTimes { milliseconds: (1..=100).map(f64::from).collect(), ..FrameTimes::default() };
        assert_eq!(times.percentiles(), Some((51.0, 99.0)));
        assert_eq!(FrameTimes::default().percentiles(), None);
    }
}
