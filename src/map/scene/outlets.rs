//! Outlets as symbols: who is drawn in full, who as a dot, who is counted into a neighbour.
//!
//! The choice is made on the ground for a range of zooms, not for a frame: nothing changes while the map is panned, and a frame
//! costs nothing.

use super::anchor::{Anchor, Offset};
use super::gpu::{Stage, Symbol};
use crate::base::OutletId;
use crate::carto::symbol_size;
use crate::edit::Document;
use crate::map::{Layer, View};
use crate::model::{Outlet, OutletClass, OutletGroup, OutletKind, OutletStatus};
use egui::{Rect, Vec2};
use rustc_hash::{FxHashMap, FxHashSet};

/// Steps of zoom within which the choice stays.
const STEPS_PER_ZOOM: f64 = 2.0;
/// Symbols in one square of 40 points above which kinds of that rank and below become dots.
const CROWD_LIMIT: u32 = 4;
const CROWD_POINTS: f32 = 40.0;
const DOT: f32 = 3.6;
const CLUSTER: f32 = 17.0;
/// With more outlets than this in a peopled square, halls are counted together by squares; with more than the second, the rest is
/// left out, since a carpet of dots says nothing.
const CROWDED: [f32; 2] = [9.0, 26.0];
/// Halls nearer to each other than this are counted together there.
const CLUSTER_REACH: f32 = 17.0;
/// Dots of one group nearer to each other than this are drawn once.
const DOT_STEP: f32 = 2.5;

/// The layer of each buffer.
pub(super) const GROUP_LAYERS: [Layer; 4] = [Layer::OwnOutlets, Layer::PartnerOutlets, Layer::Terminals, Layer::Competitors];

/// The buffer of a kind.
pub(super) fn group_of(kind: OutletKind) -> usize {
    match kind.group() {
        OutletGroup::Own => 0,
        OutletGroup::Partner => 1,
        OutletGroup::Terminal => 2,
        OutletGroup::Competitor => 3,
    }
}

/// Several halls drawn as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cluster {
    pub(super) offset: Offset,
    pub(super) count: u32,
}

/// Outlets with a ring, by their codes, with a number that stands for them.
#[derive(Debug, Default)]
pub(super) struct Warned {
    pub(super) fingerprint: u64,
    pub(super) codes: FxHashSet<String>,
}

/// What the choice follows from.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Basis {
    step: i32,
    visible: [bool; 4],
    warnings: u64,
}

/// The outlets of a document on the screen.
#[derive(Debug, Default)]
pub(super) struct OutletSymbols {
    rows: Vec<Row>,
    basis: Option<Basis>,
    is_stale: bool,
    /// Where each row's symbol is: buffer and place.
    places: Vec<(usize, usize)>,
    /// Row by outlet.
    by_id: FxHashMap<OutletId, usize>,
    clusters: Vec<Cluster>,
    /// Rows of symbols that are more than dots, without agents, of which there are too many to mind.
    large: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    id: OutletId,
    offset: Offset,
    kind: OutletKind,
    look: u32,
    size: f32,
    rank: u8,
    group: usize,
}

/// How much of a symbol there is room for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Full,
    Dot,
    Cluster(u32),
    /// Counted into a cluster, or a dot that another covers.
    Hidden,
}

impl OutletSymbols {
    /// Reads all outlets anew when the map is next painted.
    pub(super) fn load(&mut self) {
        self.is_stale = true;
    }

    /// Follows outlets that changed. Inside a gesture one that moves is only put elsewhere; the choice is made anew afterwards.
    pub(super) fn follow(&mut self, document: &Document, anchor: &Anchor, changed: impl Iterator<Item = OutletId>, stage: &mut Stage) {
        for id in changed {
            let outlet = document.outlets().get(id);
            let status = outlet.and_then(|outlet| outlet.status_in(document.active_name()));
            let (Some(at), Some(outlet), Some(status), true) = (self.by_id.get(&id), outlet, status, document.is_in_transaction()) else {
                self.is_stale = true;
                continue;
            };
            let now = row(id, outlet, status, anchor, false);
            let warning = self.rows[*at].look & WARNING;
            let row = Row { look: now.look | warning, ..now };
            let (group, place) = self.places[*at];
            stage.outlets[group].set(place, Symbol { offset: row.offset, look: row.look, size: row.size });
            self.rows[*at] = row;
            self.basis = None;
        }
    }

    /// Chooses for this zoom where that has not been done.
    pub(super) fn refresh(&mut self, document: &Document, anchor: &Anchor, zoom: f64, visible: [bool; 4], warned: &Warned, stage: &mut Stage) {
        let basis = Basis { step: (zoom * STEPS_PER_ZOOM).round() as i32, visible, warnings: warned.fingerprint };
        let is_moving = document.is_in_transaction() && !self.is_stale;
        if is_moving && self.basis.is_none() && !self.rows.is_empty() {
            return;
        }
        if self.is_stale || self.basis.is_none_or(|old| old.warnings != warned.fingerprint) {
            // What is planned in other scenarios only is not on the map of this one.
            let scenario = document.active_name();
            self.rows = document.outlets().iter().filter_map(|(id, outlet)| Some(row(id, outlet, outlet.status_in(scenario)?, anchor, warned.codes.contains(&outlet.code)))).collect();
            self.rows.sort_by_key(|row| (row.rank, row.id));
            self.by_id = self.rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
            self.is_stale = false;
        } else if self.basis == Some(basis) {
            return;
        }
        self.choose(basis, stage);
        self.basis = Some(basis);
    }

    /// The boxes of the symbols in a frame that are more than dots.
    pub(super) fn rects(&self, anchor: &Anchor, view: &View) -> Vec<Rect> {
        let shown = anchor.shown(view, 10.0);
        let large = self.large.iter().map(|at| &self.rows[*at as usize]).filter(|row| shown.contains(row.offset));
        large.map(|row| Rect::from_center_size(anchor.point(view, row.offset), Vec2::splat(row.size))).collect()
    }

    /// Clusters to be written a number on.
    pub(super) fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    fn choose(&mut self, basis: Basis, stage: &mut Stage) {
        let scale = (256.0 * (f64::from(basis.step) / STEPS_PER_ZOOM).exp2()) as f32;
        let crowd = Crowd::of(&self.rows, scale, basis.visible);
        let zoom = crowd.zoom();
        let forms = forms(&self.rows, scale, zoom, basis.visible, &crowd);
        let mut symbols: [Vec<Symbol>; 4] = Default::default();
        self.places = vec![(0, usize::MAX); self.rows.len()];
        self.clusters.clear();
        let is_large = |(at, form): (usize, &Form)| (matches!(form, Form::Full | Form::Cluster(_)) && self.rows[at].kind != OutletKind::AgentPoint).then_some(at as u32);
        self.large = forms.iter().enumerate().filter_map(is_large).collect();
        // Dots first, the most important last, so that it lies on top.
        for is_dot in [true, false] {
            for (at, (row, form)) in self.rows.iter().zip(&forms).enumerate().rev() {
                if (*form == Form::Dot || *form == Form::Hidden) != is_dot {
                    continue;
                }
                self.places[at] = (row.group, symbols[row.group].len());
                symbols[row.group].push(symbol(row, *form, zoom));
                if let Form::Cluster(count) = form {
                    self.clusters.push(Cluster { offset: row.offset, count: *count });
                }
            }
        }
        for (buffer, symbols) in stage.outlets.iter_mut().zip(symbols) {
            buffer.replace(symbols);
        }
    }
}

/// An outlet as its scenario has it.
fn row(id: OutletId, outlet: &Outlet, status: OutletStatus, anchor: &Anchor, has_warning: bool) -> Row {
    let size = symbol_size(outlet.kind, outlet.class) as f32;
    Row { id, offset: anchor.offset(outlet.position), kind: outlet.kind, look: look(outlet, status, has_warning), size, rank: rank(outlet.kind), group: group_of(outlet.kind) }
}

/// Lower is more important and is placed first.
fn rank(kind: OutletKind) -> u8 {
    match (kind.group(), kind) {
        (OutletGroup::Own, OutletKind::FlagshipHall) => 0,
        (OutletGroup::Own, OutletKind::BrandStore) => 1,
        (OutletGroup::Own, _) => 2,
        (OutletGroup::Partner, OutletKind::AgentPoint) => 6,
        (OutletGroup::Partner, _) => 3,
        (OutletGroup::Competitor, _) => 4,
        (OutletGroup::Terminal, _) => 5,
    }
}

/// The bit of a ring.
const WARNING: u32 = 1 << 12;

/// The bits that `symbol.wgsl` reads.
pub(super) fn look(outlet: &Outlet, status: OutletStatus, has_warning: bool) -> u32 {
    let (shape, color) = match outlet.kind.group() {
        OutletGroup::Own => (0, 0),
        OutletGroup::Terminal => (1, 3),
        OutletGroup::Competitor => (3, 4),
        OutletGroup::Partner if outlet.kind == OutletKind::AgentPoint => (2, 2),
        OutletGroup::Partner => (2, 1),
    };
    let tint = match outlet.class {
        _ if status.is_future() || outlet.kind.group() == OutletGroup::Competitor => 3,
        // A dot is too small to be read by its inside.
        _ if outlet.kind == OutletKind::AgentPoint => 0,
        None | Some(OutletClass::A | OutletClass::ProvincialCore) => 0,
        Some(OutletClass::B | OutletClass::CityCore) => 1,
        Some(OutletClass::C | OutletClass::Ordinary) => 2,
    };
    let is = |wanted: OutletStatus, bit: u32| u32::from(status == wanted) << bit;
    let flags = is(OutletStatus::Planned, 10) | is(OutletStatus::Closed, 11) | if has_warning { WARNING } else { 0 } | is(OutletStatus::Opening, 13) | is(OutletStatus::ToMove, 14);
    shape | color << 4 | tint << 8 | flags
}

fn symbol(row: &Row, form: Form, zoom: f32) -> Symbol {
    match form {
        Form::Full => Symbol { offset: row.offset, look: row.look, size: row.size * zoom },
        Form::Dot => Symbol { offset: row.offset, look: (row.look & !15) | 4, size: if row.kind == OutletKind::AgentPoint { DOT - 0.8 } else { DOT } },
        Form::Cluster(_) => Symbol { offset: row.offset, look: (row.look & !15 & !(3 << 8) & !(3 << 10) & !(3 << 13)) | 5, size: CLUSTER * zoom.max(0.8) },
        Form::Hidden => Symbol { offset: row.offset, look: row.look, size: 0.0 },
    }
}

/// Decides for every outlet, the most important first.
fn forms(rows: &[Row], scale: f32, zoom: f32, visible: [bool; 4], crowd: &Crowd) -> Vec<Form> {
    let mean = crowd.mean();
    let mut taken = Taken::default();
    let mut dots: FxHashSet<(usize, i32, i32)> = FxHashSet::default();
    let mut forms: Vec<Form> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let point = [row.offset[0] * scale, row.offset[1] * scale];
        if !visible[row.group] {
            forms.push(Form::Hidden);
            continue;
        }
        let reach = if row.group == 0 && mean > CROWDED[0] { CLUSTER_REACH } else { row.size * zoom * 0.42 };
        let form = match taken.hit(point, reach) {
            Some(other) if row.group == 0 && rows[other].group == 0 => {
                forms[other] = Form::Cluster(if let Form::Cluster(count) = forms[other] { count + 1 } else { 2 });
                Form::Hidden
            }
            Some(_) => Form::Dot,
            None if row.group != 0 && crowd.is_dense(point, row.rank) => Form::Dot,
            None => {
                taken.add(point, reach, at);
                Form::Full
            }
        };
        let square = (row.group, (point[0] / DOT_STEP).floor() as i32, (point[1] / DOT_STEP).floor() as i32);
        // A dot with a warning is never one of several.
        let is_repeated = (row.group != 0 && mean > CROWDED[1]) || (form == Form::Dot && !dots.insert(square) && row.look >> 12 & 1 == 0);
        forms.push(if is_repeated { Form::Hidden } else { form });
    }
    forms
}

/// Squares on the screen that placed symbols cover.
#[derive(Debug, Default)]
struct Taken {
    buckets: FxHashMap<(i32, i32), Vec<(Offset, f32, usize)>>,
}

/// As wide as two symbols can reach.
const BUCKET: f32 = 36.0;

impl Taken {
    fn bucket(point: Offset) -> (i32, i32) {
        ((point[0] / BUCKET).floor() as i32, (point[1] / BUCKET).floor() as i32)
    }

    fn hit(&self, point: Offset, reach: f32) -> Option<usize> {
        let (column, row) = Self::bucket(point);
        let near = (column - 1..=column + 1).flat_map(|column| (row - 1..=row + 1).map(move |row| (column, row)));
        let mut hits = near.filter_map(|bucket| self.buckets.get(&bucket)).flatten();
        hits.find(|(other, room, _)| (other[0] - point[0]).abs().max((other[1] - point[1]).abs()) < reach + room).map(|(_, _, at)| *at)
    }

    fn add(&mut self, point: Offset, reach: f32, at: usize) {
        self.buckets.entry(Self::bucket(point)).or_default().push((point, reach, at));
    }
}

/// How many outlets of equal or higher importance are near a place.
#[derive(Debug)]
struct Crowd {
    counts: FxHashMap<(i32, i32), [u32; 7]>,
}

impl Crowd {
    fn of(rows: &[Row], scale: f32, visible: [bool; 4]) -> Self {
        let mut counts: FxHashMap<(i32, i32), [u32; 7]> = FxHashMap::default();
        for row in rows.iter().filter(|row| visible[row.group]) {
            let counts = counts.entry(Self::square([row.offset[0] * scale, row.offset[1] * scale])).or_default();
            counts[usize::from(row.rank)..].iter_mut().for_each(|count| *count += 1);
        }
        Self { counts }
    }

    fn square(point: Offset) -> (i32, i32) {
        ((point[0] / CROWD_POINTS).floor() as i32, (point[1] / CROWD_POINTS).floor() as i32)
    }

    /// How large symbols are drawn: by how many there are in a peopled square.
    fn zoom(&self) -> f32 {
        (CROWD_POINTS / self.mean().sqrt() / 20.0).clamp(0.68, 1.0)
    }

    /// Mean number of outlets in a square that has any.
    fn mean(&self) -> f32 {
        let (sum, n) = self.counts.values().fold((0_u64, 0_u64), |(sum, n), counts| (sum + u64::from(counts[6]), n + 1));
        sum as f32 / n.max(1) as f32
    }

    fn is_dense(&self, point: Offset, rank: u8) -> bool {
        self.counts.get(&Self::square(point)).is_some_and(|counts| counts[usize::from(rank)] > CROWD_LIMIT)
    }
}

/// Number of the row of an outlet, for tests of what is drawn.
#[cfg(test)]
impl OutletSymbols {
    fn symbol_of(&self, id: OutletId, stage: &Stage) -> Symbol {
        let (group, place) = self.places[self.by_id[&id]];
        super::gpu::row_of(&stage.outlets[group], place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;
    use crate::edit::{Command, Label};
    use crate::geodesy::Position;

    fn document(kinds: &[(OutletKind, i32, i32)]) -> Document {
        let mut content = content(1);
        let base = content.outlets.rows().next().unwrap().clone();
        let corner = content.plan.partition.bounds().min;
        content.outlets = kinds
            .iter()
            .enumerate()
            .map(|(at, (kind, x, y))| Outlet { code: format!("O{at}"), kind: *kind, position: Position::new(corner.lon + x, corner.lat + y), ..base.clone() })
            .collect();
        Document::new(content)
    }

    fn chosen(document: &Document, zoom: f64) -> (OutletSymbols, Stage, Anchor) {
        let (mut symbols, mut stage) = (OutletSymbols::default(), Stage::default());
        let anchor = Anchor::of(&document.plan().partition.bounds());
        symbols.load();
        symbols.refresh(document, &anchor, zoom, [true; 4], &Warned::default(), &mut stage);
        (symbols, stage, anchor)
    }

    #[test]
    fn halls_that_would_cover_each_other_become_one_with_a_count() {
        let hall = OutletKind::CommunityHall;
        let document = document(&[(hall, 0, 0), (hall, 100, 100), (hall, 200, 0), (hall, 4000, 4000)]);
        let (far, ..) = chosen(&document, 12.0);
        assert_eq!(far.clusters().iter().map(|cluster| cluster.count).sum::<u32>(), 4);
        let (near, stage, _) = chosen(&document, 20.0);
        assert!(near.clusters().is_empty());
        assert!(document.outlets().ids().all(|id| near.symbol_of(id, &stage).size > 5.0));
    }

    #[test]
    fn every_outlet_is_drawn_or_counted() {
        let kinds: Vec<(OutletKind, i32, i32)> = (0..600).map(|i: i32| (OutletKind::ALL[i as usize % OutletKind::ALL.len()], (i * 7919) % 50_000, (i * 104_729) % 50_000)).collect();
        let document = document(&kinds);
        for zoom in [8.0, 12.0, 15.0, 18.0] {
            let (symbols, stage, _) = chosen(&document, zoom);
            let halls = || document.outlets().iter().filter(|(_, outlet)| group_of(outlet.kind) == 0);
            let single = halls().filter(|(id, _)| symbols.symbol_of(*id, &stage).size > 0.0).count() - symbols.clusters().len();
            assert_eq!(single + symbols.clusters().iter().map(|cluster| cluster.count as usize).sum::<usize>(), halls().count(), "{zoom}");
        }
    }

    #[test]
    fn full_symbols_do_not_cover_each_other() {
        let kinds: Vec<(OutletKind, i32, i32)> = (0..400).map(|i: i32| (OutletKind::ALL[i as usize % OutletKind::ALL.len()], (i * 77_191) % 900_000, (i * 104_729) % 900_000)).collect();
        let document = document(&kinds);
        let (symbols, stage, _) = chosen(&document, 13.0);
        let scale = 256.0 * 13_f32.exp2();
        let full: Vec<Symbol> = document.outlets().ids().map(|id| symbols.symbol_of(id, &stage)).filter(|symbol| symbol.size > 0.0 && symbol.look & 15 != 4).collect();
        assert!(full.len() > 20);
        for (at, one) in full.iter().enumerate() {
            for two in &full[..at] {
                let apart = ((one.offset[0] - two.offset[0]).abs()).max((one.offset[1] - two.offset[1]).abs()) * scale;
                assert!(apart >= 0.4 * one.size.min(two.size), "{one:?} {two:?}");
            }
        }
    }

    #[test]
    fn a_dragged_outlet_moves_without_a_new_choice() {
        let mut document = document(&[(OutletKind::BrandStore, 0, 0), (OutletKind::BrandStore, 30_000, 0)]);
        let (mut symbols, mut stage, anchor) = chosen(&document, 14.0);
        let id = document.outlets().ids().next().unwrap();
        let mut outlet = document.outlets()[id].clone();
        outlet.position = Position::new(outlet.position.lon + 9_000, outlet.position.lat);
        document.begin(Label::default()).unwrap();
        let effects = document.amend(&Command::SetOutlet(id, outlet.clone())).unwrap();
        symbols.follow(&document, &anchor, effects.outlets.iter().copied(), &mut stage);
        symbols.refresh(&document, &anchor, 14.0, [true; 4], &Warned::default(), &mut stage);
        assert_eq!(symbols.symbol_of(id, &stage).offset.map(f32::to_bits), anchor.offset(outlet.position).map(f32::to_bits));
        document.commit();
        symbols.refresh(&document, &anchor, 14.0, [true; 4], &Warned::default(), &mut stage);
        assert_eq!(symbols.symbol_of(id, &stage).offset.map(f32::to_bits), anchor.offset(outlet.position).map(f32::to_bits));
    }
}
