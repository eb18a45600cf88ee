//! Names and key figures of grids.
//!
//! Where a label can stand is found once for a shape ([`spots`]); which labels are shown and in what words is chosen on every
//! frame from what was shown before ([`place`]), so that a label that stands stays while it fits; texts are set once
//! ([`text`]).

mod place;
mod spots;
mod text;

use super::Look;
use super::anchor::Anchor;
use super::slots::Slots;
use super::tint::Tints;
use crate::base::GridId;
use crate::carto::Theme;
use crate::edit::Document;
use crate::i18n::measure_text;
use crate::map::{Item, View};
use egui::Painter;
use place::{Candidate, Placed, Placer};
pub(super) use place::Taken;
use spots::Spot;
use std::collections::BTreeSet;
use text::{Setter, Words};

pub(super) use text::{Status, color32, sign_shape};

/// Where grids of a level are narrower than this on average, those above them are named instead, in points.
const LEAST_GRID_POINTS: f64 = 30.0;
/// A level above is named where at least this share of its grids find room for their names: while it is, and before it is.
const LEAST_NAMED: [f64; 2] = [0.3, 0.45];
/// From this share of the tolerance on a grid is severely out of it.
const SEVERE: f64 = 2.0;

/// What labels need to know of the grids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grids<'a> {
    pub(super) anchor: &'a Anchor,
    pub(super) slots: &'a Slots,
    pub(super) tints: &'a Tints,
}

/// The labels of a scene.
#[derive(Debug, Default)]
pub(super) struct Labels {
    grids: Layer,
    /// The levels above, the nearest first.
    above: Vec<Above>,
    setter: Setter,
    /// The level above that was named last.
    named_above: Option<usize>,
    /// Of what the words are.
    words_of: Option<(crate::base::Revision, crate::map::Focus, crate::i18n::Language)>,
}

/// A level above the one in focus.
#[derive(Debug, Default)]
struct Above {
    layer: Layer,
    /// Its grids by number.
    grids: Vec<GridId>,
    /// Number from 1 of the grid above each slot, 0 for none.
    of_slot: Vec<u32>,
}

impl Above {
    fn new(document: &Document, slots: &Slots, level: u8) -> Self {
        let view = document.view();
        let ids: Vec<Option<GridId>> = slots.grids().iter().map(|grid| view.chain(Some(*grid)).find(|above| view.grids[*above].level == level)).collect();
        let grids: Vec<GridId> = ids.iter().copied().flatten().collect::<BTreeSet<_>>().into_iter().collect();
        let of_slot = ids.iter().map(|id| id.and_then(|id| grids.binary_search(&id).ok()).map_or(0, |at| at as u32 + 1)).collect();
        Self { layer: Layer { stale: (0..grids.len()).collect(), ..Layer::default() }, grids, of_slot }
    }

    /// Number from 1 of the grid above a slot counted from 1.
    fn number(&self, slot: u32) -> u32 {
        slot.checked_sub(1).and_then(|slot| self.of_slot.get(slot as usize)).copied().unwrap_or(0)
    }
}

/// Labels of the grids of one level.
#[derive(Debug, Default)]
struct Layer {
    spots: Vec<Option<Spot>>,
    stale: BTreeSet<usize>,
    words: Vec<Words>,
    sums: Vec<(i64, Status)>,
    placer: Placer,
}

impl Labels {
    /// Forgets everything but the texts set: the level is another.
    pub(super) fn load(&mut self, document: &Document, slots: &Slots, level: u8) {
        self.grids = Layer { stale: (0..slots.grids().len()).collect(), ..Layer::default() };
        self.above = (0..level).rev().map(|level| Above::new(document, slots, level)).collect();
        self.words_of = None;
    }

    /// Notes which outlines changed.
    pub(super) fn follow(&mut self, slots: &Slots, outlines: &BTreeSet<GridId>, are_words_changed: bool) {
        for slot in outlines.iter().filter_map(|grid| slots.slot(*grid)) {
            self.grids.stale.insert(slot);
            for above in &mut self.above {
                if let Some(number) = above.number(slot as u32 + 1).checked_sub(1) {
                    above.layer.stale.insert(number as usize);
                }
            }
        }
        if are_words_changed {
            self.words_of = None;
        }
    }

    /// Paints the labels of a frame; `taken` is where none may stand. Returns how many were painted.
    pub(super) fn paint(&mut self, painter: &Painter, look: &Look<'_>, grids: &Grids<'_>, taken: &Taken<'_>, opacity: f32) -> usize {
        let Grids { anchor, slots, tints } = *grids;
        self.setter.begin(painter);
        let is_settled = !look.document.is_in_transaction();
        self.grids.find_spots(look, anchor, is_settled, |arc| slots.sides(arc));
        let level = self.readable_level(look, anchor, slots, is_settled);
        self.find_words(look, slots);
        let Some(level) = level else {
            let layer = &mut self.grids;
            let is_selected = |at: usize| look.selection.contains(Item::Grid(slots.grids()[at]));
            let candidates = layer.candidates(look.view, anchor, is_selected, |at, place| is_inside(look, slots, at, place));
            let placed = layer.placer.place(&candidates, &layer.words, look.view, taken, &mut self.setter);
            for label in &placed {
                let tone = tints.of(label.key).map_or(look.theme.plan, |tint| tint.seen(look.theme));
                self.setter.paint(painter, label, &layer.words[label.key], tone, look.theme, opacity);
            }
            self.named_above = None;
            return placed.len();
        };
        let (level, placed) = self.place_above(level, look, grids, taken, is_settled);
        let layer = &self.above[level].layer;
        for label in &placed {
            self.setter.paint(painter, label, &layer.words[label.key], look.theme.plan, look.theme, opacity);
        }
        placed.len()
    }

    /// Labels of a level above, or of one further up where too few of its names find room. A level that is named stays so a while longer,
    /// so that names do not come and go while the map moves.
    fn place_above(&mut self, level: usize, look: &Look<'_>, grids: &Grids<'_>, taken: &Taken<'_>, is_settled: bool) -> (usize, Vec<Placed>) {
        let last = self.above.len() - 1;
        for level in level..=last {
            let above = &mut self.above[level];
            let mut layer = std::mem::take(&mut above.layer);
            layer.find_spots(look, grids.anchor, is_settled, |arc| grids.slots.sides(arc).map(|slot| above.number(slot)));
            above.layer = layer;
            let layer = &mut above.layer;
            let candidates = layer.candidates(look.view, grids.anchor, |_| false, |_, _| false);
            let placed = layer.placer.place(&candidates, &layer.words, look.view, taken, &mut self.setter);
            let needed = if self.named_above == Some(level) { LEAST_NAMED[0] } else { LEAST_NAMED[1] };
            if level == last || placed.len() as f64 >= needed * candidates.len() as f64 {
                self.named_above = Some(level);
                return (level, placed);
            }
        }
        (last, Vec::new())
    }

    /// The nearest level above whose grids are wide enough to be named, or the top; `None` where the level's own are.
    fn readable_level(&mut self, look: &Look<'_>, anchor: &Anchor, slots: &Slots, is_settled: bool) -> Option<usize> {
        if self.grids.mean_width(look.view) >= LEAST_GRID_POINTS {
            return None;
        }
        for (level, above) in self.above.iter_mut().enumerate() {
            let mut layer = std::mem::take(&mut above.layer);
            layer.find_spots(look, anchor, is_settled, |arc| slots.sides(arc).map(|slot| above.number(slot)));
            above.layer = layer;
            if above.layer.mean_width(look.view) >= LEAST_GRID_POINTS {
                return Some(level);
            }
        }
        self.above.len().checked_sub(1)
    }

    /// Mean width of the level's grids on the screen, in points.
    pub(super) fn mean_width(&self, view: &View) -> f64 {
        self.grids.mean_width(view)
    }

    /// Where labels were painted in the last frame, for tests.
    #[cfg(test)]
    pub(super) fn last(&self) -> Vec<Placed> {
        self.grids.placer.last()
    }

    /// Finds the words of grids whose figures or names changed. Cost: a comparison for each grid, a text for each that changed.
    fn find_words(&mut self, look: &Look<'_>, slots: &Slots) {
        let now = (look.figures.revision(), look.focus.clone(), look.language);
        if self.words_of.as_ref() == Some(&now) {
            return;
        }
        let is_same_kind = self.words_of.as_ref().is_some_and(|(_, focus, language)| *focus == now.1 && *language == now.2);
        if !is_same_kind {
            self.grids.words.clear();
            self.grids.sums.clear();
        }
        let project = look.document.project();
        let (balance, measure) = (look.figures.in_focus(), project.measures.get(look.focus.measure));
        for (slot, grid) in slots.grids().iter().enumerate() {
            let Some(row) = look.document.plan().grids.get(*grid) else { continue };
            let sum = balance.and_then(|balance| balance.sums.get(slot)).copied().unwrap_or(0);
            let status = balance.zip(measure).map_or(Status::Normal, |(balance, measure)| status(balance.deviation(slot), measure.is_balanced, measure.tolerance()));
            if self.grids.sums.get(slot) == Some(&(sum, status)) {
                continue;
            }
            let figure = measure.map(|measure| measure_text(look.language, measure.value(sum), measure)).unwrap_or_default();
            let name = if row.name.is_empty() { &row.code } else { &row.name };
            let words = Words { name: name.clone(), code: row.code.clone(), figure, status, is_parent: false };
            if slot < self.grids.words.len() {
                self.grids.words[slot] = words;
                self.grids.sums[slot] = (sum, status);
            } else {
                self.grids.words.push(words);
                self.grids.sums.push((sum, status));
            }
        }
        for above in &mut self.above {
            let words = above.grids.iter().map(|grid| {
                let name = look.document.plan().grids.get(*grid).map(|row| if row.name.is_empty() { row.code.clone() } else { row.name.clone() });
                Words { name: name.unwrap_or_default(), code: String::new(), figure: String::new(), status: Status::Normal, is_parent: true }
            });
            above.layer.words = words.collect();
        }
        self.words_of = Some(now);
    }
}

fn status(deviation: f64, is_balanced: bool, tolerance: f64) -> Status {
    if !is_balanced || deviation.abs() <= tolerance || !deviation.is_finite() {
        return Status::Normal;
    }
    Status::Off { is_above: deviation > 0.0, is_severe: deviation.abs() > SEVERE * tolerance }
}

/// Whether a place of the screen is in a slot's grid.
fn is_inside(look: &Look<'_>, slots: &Slots, slot: usize, place: egui::Pos2) -> bool {
    slots.of_cell(look.document.plan().partition.cell_at(look.view.position(place))) == slot as u32 + 1
}

impl Layer {
    fn find_spots(&mut self, look: &Look<'_>, anchor: &Anchor, is_settled: bool, sides: impl Fn(crate::base::ArcId) -> [u32; 2]) {
        if self.stale.is_empty() {
            return;
        }
        let stale = std::mem::take(&mut self.stale);
        let last = stale.last().copied().unwrap_or(0);
        if self.spots.len() <= last {
            self.spots.resize(last + 1, None);
        }
        for (at, outline) in spots::outlines(&look.document.plan().partition, &stale, sides) {
            let polygons = look.document.plan().partition.dissolve(outline);
            let shape = polygons.first().map(|polygon| spots::rings(polygon, anchor)).unwrap_or_default();
            // Under a drag a label stays where it is as long as it stands well inside.
            let kept = self.spots[at].as_ref().filter(|_| !is_settled).and_then(|old| old.kept_in(&shape));
            self.spots[at] = kept.or_else(|| Spot::of(&shape));
            if !is_settled {
                // Looked at again when the gesture has ended.
                self.stale.insert(at);
            }
        }
    }

    /// Mean width of the grids on the screen.
    fn mean_width(&self, view: &View) -> f64 {
        let (area, n) = self.spots.iter().flatten().fold((0.0, 0), |(area, n), spot| (area + spot.area, n + 1));
        if n == 0 { 0.0 } else { (area / f64::from(n)).sqrt() * view.camera.scale() }
    }

    /// The grids that could have a label in this frame, in the order in which they are served.
    fn candidates(
        &self,
        view: &View,
        anchor: &Anchor,
        is_selected: impl Fn(usize) -> bool,
        is_inside: impl Fn(usize, egui::Pos2) -> bool,
    ) -> Vec<Candidate> {
        let shown = anchor.shown(view, 0.0);
        let mut candidates: Vec<Candidate> = Vec::new();
        for (at, spot) in self.spots.iter().enumerate().take(self.words.len()) {
            let Some(spot) = spot.as_ref().filter(|spot| spot.bounds.overlaps(&shown)) else { continue };
            let mut middle = anchor.point(view, spot.point);
            let mut is_held = false;
            if !view.rect.contains(middle) {
                // A grid larger than the frame keeps its name in sight.
                let seen = spot.bounds.rect(anchor, view).intersect(view.rect);
                let held = view.rect.shrink2(egui::vec2(90.0, 40.0)).clamp(middle);
                if seen.area() < 0.35 * view.rect.area() || !is_inside(at, held) {
                    continue;
                }
                (middle, is_held) = (held, true);
            }
            let priority = if is_selected(at) { 2 } else { u8::from(self.placer.was_placed(at)) };
            let scale = view.camera.scale() as f32;
            let fits = if is_held { [f32::INFINITY; spots::ASPECTS.len()] } else { spot.fits.map(|half| half * scale) };
            candidates.push(Candidate { key: at, middle, fits, priority, is_selected: priority == 2, area: spot.area });
        }
        candidates.sort_by(|one, two| two.priority.cmp(&one.priority).then(two.area.total_cmp(&one.area)).then(one.key.cmp(&two.key)));
        candidates
    }
}

/// The colour of what is out of tolerance.
fn status_color(status: Status, theme: &Theme) -> crate::carto::Color {
    match status {
        Status::Normal => theme.text,
        Status::Off { is_severe: true, .. } => theme.red,
        Status::Off { is_severe: false, .. } => theme.amber,
    }
}
