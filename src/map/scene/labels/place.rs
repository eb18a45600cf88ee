//! Which labels a frame shows: the selected first, then those that were shown before, then by area; never one over another.

use super::spots::ASPECTS;
use super::text::{Setter, WORDINGS, Words};
use crate::map::View;
use egui::{Pos2, Rect, Vec2};
use rustc_hash::FxHashMap;

/// A label that stands is kept though it is a little too large.
const PATIENCE: f32 = 0.9;
/// The least share of its height that the last resort, a code, must find inside its grid.
const LEAST_SHARE: f32 = 0.55;
/// Where a label is tried, in its own heights from the best place, to leave symbols free.
const SHIFTS: [f32; 7] = [0.0, -0.5, 0.5, -0.9, 0.9, -1.4, 1.4];
const BUCKET: f32 = 64.0;

/// A grid that could have a label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) key: usize,
    pub(super) middle: Pos2,
    /// For each of [`ASPECTS`] half the height of the largest box that stays inside, in points.
    pub(super) fits: [f32; ASPECTS.len()],
    pub(super) priority: u8,
    pub(super) is_selected: bool,
    pub(super) area: f64,
}

impl Candidate {
    /// Whether it stands at the frame's edge because the best place is out of sight.
    fn is_held(&self) -> bool {
        self.fits[0].is_infinite()
    }
}

/// What is on the map already.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::map::scene) struct Taken<'a> {
    /// No label stands here.
    pub(in crate::map::scene) furniture: &'a [Rect],
    /// Labels make room for these where they can.
    pub(in crate::map::scene) symbols: &'a [Rect],
}

/// A label with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::map::scene) struct Placed {
    /// Slot of its grid, or number of the parent.
    pub(in crate::map::scene) key: usize,
    /// Number in [`WORDINGS`].
    pub(super) wording: usize,
    pub(in crate::map::scene) rect: Rect,
    pub(super) is_selected: bool,
}

/// Chooses labels and remembers what it chose.
#[derive(Debug, Default)]
pub(super) struct Placer {
    /// The wording of every label of the last frame.
    last: FxHashMap<usize, usize>,
    #[cfg(test)]
    placed: Vec<Placed>,
}

impl Placer {
    /// Whether a grid had a label in the last frame.
    pub(super) fn was_placed(&self, key: usize) -> bool {
        self.last.contains_key(&key)
    }

    #[cfg(test)]
    pub(super) fn last(&self) -> Vec<Placed> {
        self.placed.clone()
    }

    /// Places the labels of a frame. Cost: the candidates times the wordings, each a few comparisons.
    pub(super) fn place(&mut self, candidates: &[Candidate], words: &[Words], view: &View, taken: &Taken<'_>, setter: &mut Setter) -> Vec<Placed> {
        let (mut boxes, mut symbols) = (Boxes::default(), Boxes::default());
        taken.furniture.iter().for_each(|rect| boxes.add(*rect));
        taken.symbols.iter().for_each(|rect| symbols.add(*rect));
        let mut placed = Vec::new();
        for candidate in candidates {
            let before = self.last.get(&candidate.key).copied();
            let Some((wording, rect)) = choose(candidate, &words[candidate.key], before, view, &boxes, setter) else { continue };
            let rect = if candidate.is_held() { rect } else { beside_symbols(candidate, rect, &boxes, &symbols) };
            boxes.add(rect);
            placed.push(Placed { key: candidate.key, wording, rect, is_selected: candidate.is_selected });
        }
        self.last = placed.iter().map(|label| (label.key, label.wording)).collect();
        #[cfg(test)]
        self.placed.clone_from(&placed);
        placed
    }
}

/// The place near the best one, with room inside the grid, where a label hides fewest symbols.
fn beside_symbols(candidate: &Candidate, rect: Rect, boxes: &Boxes, symbols: &Boxes) -> Rect {
    let places = SHIFTS.iter().map(|shift| shift * rect.height()).filter(|shift| {
        let size = Vec2::new(rect.width(), rect.height() + 2.0 * shift.abs());
        *shift == 0.0 || room(&candidate.fits, size) >= size.y / 2.0
    });
    let rects = places.map(|shift| rect.translate(Vec2::new(0.0, shift))).filter(|place| *place == rect || boxes.is_free(*place));
    rects.min_by_key(|place| symbols.hits(*place)).unwrap_or(rect)
}

fn choose(candidate: &Candidate, words: &Words, before: Option<usize>, view: &View, boxes: &Boxes, setter: &mut Setter) -> Option<(usize, Rect)> {
    let mut at = |wording: usize| {
        let size = setter.size(words, wording)?;
        let mut rect = Rect::from_center_size(candidate.middle, size);
        if candidate.is_held() || candidate.is_selected {
            let room = view.rect.shrink(4.0);
            rect = rect.translate(Vec2::new((room.left() - rect.left()).max(0.0) - (rect.right() - room.right()).max(0.0), (room.top() - rect.top()).max(0.0) - (rect.bottom() - room.bottom()).max(0.0)));
        }
        Some((size, rect))
    };
    let is_free = |rect: &Rect| boxes.is_free(*rect);
    for wording in 0..WORDINGS.len() {
        let Some((size, rect)) = at(wording) else { continue };
        let patience = if before == Some(wording) { PATIENCE } else { 1.0 };
        if room(&candidate.fits, size) >= patience * size.y / 2.0 && is_free(&rect) {
            return Some((wording, rect));
        }
    }
    // The selected are always named, the others by their code where most of it lies inside.
    if candidate.is_selected {
        return at(2).or_else(|| at(0)).map(|(_, rect)| (2, rect));
    }
    let last = WORDINGS.len() - 1;
    let (size, rect) = at(last)?;
    (room(&candidate.fits, size) >= LEAST_SHARE * size.y / 2.0 && is_free(&rect)).then_some((last, rect))
}

/// Half the height of the largest box of at least an aspect that stays inside.
fn room(fits: &[f32], size: Vec2) -> f32 {
    let aspect = size.x / size.y.max(1.0);
    match ASPECTS.iter().position(|known| *known >= aspect) {
        Some(0) => fits[0],
        // Between two known aspects the allowed height falls about evenly.
        Some(at) => {
            let share = (aspect - ASPECTS[at - 1]) / (ASPECTS[at] - ASPECTS[at - 1]);
            let (less, more) = (fits[at - 1], fits[at]);
            if less.is_finite() && more.is_finite() { less + (more - less) * share } else { more }
        }
        None => fits[ASPECTS.len() - 1] * ASPECTS[ASPECTS.len() - 1] / aspect,
    }
}

/// Boxes by the squares of the screen that they touch.
#[derive(Debug, Default)]
struct Boxes {
    buckets: FxHashMap<(i32, i32), Vec<Rect>>,
}

impl Boxes {
    fn squares(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
        let number = |value: f32| (value / BUCKET).floor() as i32;
        let rows = number(rect.top())..=number(rect.bottom());
        (number(rect.left())..=number(rect.right())).flat_map(move |column| rows.clone().map(move |row| (column, row)))
    }

    fn add(&mut self, rect: Rect) {
        for square in Self::squares(rect) {
            self.buckets.entry(square).or_default().push(rect);
        }
    }

    /// How many boxes a place hides; one that lies in several squares may count for more.
    fn hits(&self, rect: Rect) -> usize {
        Self::squares(rect).filter_map(|square| self.buckets.get(&square)).flatten().filter(|other| other.intersects(rect)).count()
    }

    fn is_free(&self, rect: Rect) -> bool {
        !Self::squares(rect).filter_map(|square| self.buckets.get(&square)).flatten().any(|other| other.intersects(rect))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Camera;
    use crate::map::scene::labels::text::Status;
    use egui::{pos2, vec2};

    fn words(n: usize) -> Vec<Words> {
        (0..n).map(|at| Words { name: format!("东区网格{at}"), code: format!("W-{at}"), figure: "9,611户".to_owned(), status: Status::Normal, is_parent: false }).collect()
    }

    fn candidate(key: usize, x: f32, y: f32, half: f32) -> Candidate {
        Candidate { key, middle: pos2(x, y), fits: ASPECTS.map(|aspect| half / aspect.max(1.0)), priority: 0, is_selected: false, area: 1.0 }
    }

    fn view() -> View {
        View::new(Camera::default(), Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 700.0)))
    }

    #[test]
    fn labels_never_overlap_each_other_or_what_is_taken() {
        let mut candidates: Vec<Candidate> = (0..300).map(|at| candidate(at, (at * 37 % 1000) as f32, (at * 91 % 700) as f32, 10.0 + (at % 7) as f32 * 12.0)).collect();
        candidates[0].is_selected = true;
        let taken = [Rect::from_min_size(pos2(0.0, 500.0), vec2(200.0, 200.0))];
        let placed = Placer::default().place(&candidates, &words(300), &view(), &Taken { furniture: &taken, symbols: &[] }, &mut Setter::measuring());
        assert!(placed.len() > 40, "{}", placed.len());
        assert_eq!(placed[0].key, 0, "the selected is always named");
        for (at, one) in placed.iter().enumerate().skip(1) {
            assert!(!one.rect.intersects(taken[0]), "{one:?}");
            assert!(placed[..at].iter().all(|two| !two.rect.intersects(one.rect)), "{one:?}");
        }
    }

    #[test]
    fn what_does_not_fit_gets_shorter_and_then_goes() {
        let wording = |half: f32| Placer::default().place(&[candidate(0, 500.0, 300.0, half)], &words(1), &view(), &Taken::default(), &mut Setter::measuring()).first().map(|label| label.wording);
        assert_eq!(wording(80.0), Some(0));
        let small = wording(18.0).unwrap();
        assert!(small > 3, "{small}");
        assert_eq!(wording(3.0), None);
    }

    #[test]
    fn a_label_makes_room_for_a_symbol_where_it_can() {
        let symbol = [Rect::from_center_size(pos2(500.0, 300.0), vec2(10.0, 10.0))];
        let place = |half: f32| {
            let taken = Taken { furniture: &[], symbols: &symbol };
            Placer::default().place(&[candidate(0, 500.0, 300.0, half)], &words(1), &view(), &taken, &mut Setter::measuring())[0].rect
        };
        assert!(!place(160.0).intersects(symbol[0]));
        assert!(place(44.0).intersects(symbol[0]), "in a small grid there is no other place");
    }

    #[test]
    fn a_label_that_stands_stays_though_another_comes() {
        let (old, new) = (candidate(0, 500.0, 300.0, 60.0), Candidate { area: 9.0, ..candidate(1, 510.0, 300.0, 60.0) });
        let mut placer = Placer::default();
        let (words, mut setter) = (words(2), Setter::measuring());
        placer.place(&[old], &words, &view(), &Taken::default(), &mut setter);
        assert!(placer.was_placed(0) && !placer.was_placed(1));
        // Served in the order of priority, as the caller sorts them.
        let placed = placer.place(&[Candidate { priority: 1, ..old }, new], &words, &view(), &Taken::default(), &mut setter);
        assert_eq!(placed.iter().map(|label| label.key).collect::<Vec<_>>(), [0]);
    }
}
