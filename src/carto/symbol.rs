//! Outlets as symbols (网点符号): the shape says the kind, the size the tier, the fill the class, a ring a warning.
//!
//! Where thousands of outlets share a picture, few keep their full symbol. They are placed from the most important kind
//! down; whoever would cover a placed one becomes a small dot, and own halls that would cover each other become one
//! symbol with a count. So the halls stay readable and the dots show density.

use super::canvas::{Canvas, Pen};
use super::color::Color;
use super::scene::OutletSymbol;
use super::shape::{Box2, BoxIndex, Point};
use super::text::{CAP_HEIGHT, Style, Typesetter};
use super::theme::Theme;
use super::view::View;
use crate::model::{OutletClass, OutletGroup, OutletKind, OutletStatus};
use tiny_skia::{Path, PathBuilder};

/// An outlet, or several, on the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedSymbol {
    pub(super) middle: Point,
    pub(super) outlet: OutletSymbol,
    pub(super) form: Form,
    /// Times the ordinary size: less than 1 on crowded maps.
    pub(super) zoom: f64,
}

/// How much of a symbol there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Full,
    Dot,
    /// So many halls drawn as one.
    Cluster(u32),
}

impl PlacedSymbol {
    /// The box that the symbol covers.
    pub(super) fn bounds(&self) -> Box2 {
        Box2::around(self.middle, self.size(), self.size())
    }

    fn size(&self) -> f64 {
        match self.form {
            Form::Full => symbol_size(self.outlet.kind, self.outlet.class) * self.zoom,
            Form::Dot => DOT_SIZE,
            Form::Cluster(_) => CLUSTER_SIZE * self.zoom.max(0.75),
        }
    }
}

const DOT_SIZE: f64 = 3.6;
const CLUSTER_SIZE: f64 = 17.0;

/// Width of a symbol in logical pixels.
pub fn symbol_size(kind: OutletKind, class: Option<OutletClass>) -> f64 {
    let base = match kind {
        OutletKind::FlagshipHall => 13.0,
        OutletKind::BrandStore => 11.5,
        OutletKind::CommunityHall | OutletKind::TownshipHall | OutletKind::ControlledStore => 10.0,
        OutletKind::SelfServiceHall => 9.0,
        OutletKind::SelfServiceTerminal | OutletKind::Competitor => 9.5,
        OutletKind::DesignatedStore => 8.5,
        OutletKind::AgentPoint => 5.0,
    };
    base * match class {
        Some(OutletClass::A | OutletClass::ProvincialCore) => 1.15,
        Some(OutletClass::C | OutletClass::Ordinary) => 0.88,
        Some(OutletClass::B | OutletClass::CityCore) | None => 1.0,
    }
}

/// Lower is more important and is placed first.
fn rank(outlet: &OutletSymbol) -> (u8, u8) {
    let group = match (outlet.kind.group(), outlet.kind) {
        (OutletGroup::Own, _) => 0,
        (OutletGroup::Competitor, _) => 2,
        (OutletGroup::Terminal, _) => 3,
        (OutletGroup::Partner, OutletKind::AgentPoint) => 4,
        (OutletGroup::Partner, _) => 1,
    };
    let size = symbol_size(outlet.kind, outlet.class);
    (group, (255.0 - size * 10.0).clamp(0.0, 255.0) as u8)
}

/// Decides for every visible outlet what is drawn, in drawing order: dots first, halls last. O(n log n).
pub(super) fn place_symbols(outlets: &[OutletSymbol], view: &View) -> Vec<PlacedSymbol> {
    let mut visible: Vec<PlacedSymbol> = outlets
        .iter()
        .map(|outlet| PlacedSymbol { middle: view.point(outlet.position), outlet: *outlet, form: Form::Full, zoom: 1.0 })
        .filter(|symbol| view.frame.contains(symbol.middle))
        .collect();
    visible.sort_by(|one, two| {
        let place = |symbol: &PlacedSymbol| (symbol.outlet.position, symbol.outlet.kind);
        rank(&one.outlet).cmp(&rank(&two.outlet)).then(place(one).cmp(&place(two)))
    });
    let crowd = Crowd::of(&visible, view.frame);
    let zoom = crowd.zoom();
    for symbol in &mut visible {
        symbol.zoom = zoom;
    }
    let mut taken = BoxIndex::new(view.frame);
    let mut placed: Vec<PlacedSymbol> = Vec::with_capacity(visible.len());
    let mut halls: Vec<usize> = Vec::new();
    for mut symbol in visible {
        let core = symbol.bounds().grown(-symbol.size() * 0.15);
        let is_hall = symbol.outlet.kind.group() == OutletGroup::Own;
        if !taken.is_free(&core) {
            if is_hall && join_cluster(&mut placed, &halls, symbol.middle) {
                continue;
            }
            if !is_hall {
                symbol.form = Form::Dot;
            }
        } else if !is_hall && crowd.is_dense(symbol.middle, rank(&symbol.outlet).0) {
            symbol.form = Form::Dot;
        }
        if symbol.form == Form::Full {
            taken.add(core);
        }
        if is_hall {
            halls.push(placed.len());
        }
        placed.push(symbol);
    }
    // Stable: within a form the least important first, so that the most important is on top.
    placed.reverse();
    placed.sort_by_key(|symbol| symbol.form != Form::Dot);
    placed
}

/// Counts a hall to the placed hall that it would cover.
fn join_cluster(placed: &mut [PlacedSymbol], halls: &[usize], middle: Point) -> bool {
    let near = halls.iter().find(|index| {
        let [x, y] = placed[**index].middle;
        let reach = placed[**index].size() * 0.75;
        (x - middle[0]).abs() < reach && (y - middle[1]).abs() < reach
    });
    let Some(index) = near else { return false };
    let count = if let Form::Cluster(count) = placed[*index].form { count } else { 1 };
    placed[*index].form = Form::Cluster(count + 1);
    true
}

/// How many outlets of equal or higher importance are near a place: where there are many, small symbols become dots even
/// before they collide.
struct Crowd {
    frame: Box2,
    columns: usize,
    counts: Vec<[u16; 5]>,
}

const CROWD_CELL: f64 = 40.0;
/// Symbols in one square of 40 px above which the kinds of that rank and below become dots.
const CROWD_LIMIT: u16 = 4;

impl Crowd {
    fn of(symbols: &[PlacedSymbol], frame: Box2) -> Self {
        let columns = (frame.width() / CROWD_CELL).ceil().max(1.0) as usize;
        let rows = (frame.height() / CROWD_CELL).ceil().max(1.0) as usize;
        let mut crowd = Self { frame, columns, counts: vec![[0; 5]; columns * rows] };
        for symbol in symbols {
            let from = usize::from(rank(&symbol.outlet).0);
            let index = crowd.index(symbol.middle);
            for count in &mut crowd.counts[index][from..] {
                *count = count.saturating_add(1);
            }
        }
        crowd
    }

    fn index(&self, [x, y]: Point) -> usize {
        let column = ((x - self.frame.left) / CROWD_CELL) as usize;
        let row = ((y - self.frame.top) / CROWD_CELL) as usize;
        (row * self.columns + column.min(self.columns - 1)).min(self.counts.len() - 1)
    }

    /// How large symbols are drawn: by the mean distance of outlets where there are any.
    fn zoom(&self) -> f64 {
        let peopled: Vec<u16> = self.counts.iter().map(|counts| counts[4]).filter(|count| *count > 0).collect();
        let mean = peopled.iter().map(|count| f64::from(*count)).sum::<f64>() / peopled.len().max(1) as f64;
        if peopled.is_empty() { 1.0 } else { (CROWD_CELL / mean.sqrt() / 20.0).clamp(0.62, 1.0) }
    }

    fn is_dense(&self, place: Point, rank: u8) -> bool {
        self.counts[self.index(place)][usize::from(rank)] > CROWD_LIMIT
    }
}

/// The colour of a kind of outlet.
pub fn kind_color(kind: OutletKind, theme: &Theme) -> Color {
    match kind.group() {
        OutletGroup::Own => theme.own,
        OutletGroup::Terminal => theme.terminal,
        OutletGroup::Competitor => theme.competitor,
        OutletGroup::Partner if kind == OutletKind::AgentPoint => theme.agent,
        OutletGroup::Partner => theme.store,
    }
}

fn outline(kind: OutletKind, [x, y]: Point, size: f64) -> Option<Path> {
    let half = size / 2.0;
    let corners: &[Point] = match kind.group() {
        // A square looks larger than a circle of its width, so it is drawn a little smaller.
        OutletGroup::Own => &[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
        OutletGroup::Terminal => &[[0.0, -1.1], [1.1, 0.0], [0.0, 1.1], [-1.1, 0.0]],
        OutletGroup::Competitor => &[[0.0, -1.05], [1.05, 0.8], [-1.05, 0.8]],
        OutletGroup::Partner => return PathBuilder::from_circle(x as f32, y as f32, half as f32),
    };
    let mut builder = PathBuilder::new();
    for (i, [dx, dy]) in corners.iter().enumerate() {
        let (x, y) = ((x + dx * half) as f32, (y + dy * half) as f32);
        if i == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
    }
    builder.close();
    builder.finish()
}

/// Draws one symbol.
pub(super) fn draw_symbol(canvas: &mut Canvas, letters: &mut Typesetter, symbol: &PlacedSymbol, theme: &Theme) {
    let color = kind_color(symbol.outlet.kind, theme);
    match symbol.form {
        Form::Dot => draw_dot(canvas, symbol, color, theme),
        Form::Full => draw_full(canvas, symbol, color, theme),
        Form::Cluster(count) => draw_cluster(canvas, letters, symbol, count, color, theme),
    }
    if symbol.outlet.has_warning {
        let radius = symbol.size() / 2.0 + if symbol.form == Form::Dot { 1.8 } else { 3.2 };
        if symbol.form != Form::Dot {
            canvas.stroke_circle(symbol.middle, radius, &Pen::new(theme.panel, 3.4).faded(0.85));
        }
        let width = if symbol.form == Form::Dot { 1.1 } else { 1.8 };
        canvas.stroke_circle(symbol.middle, radius, &Pen::new(theme.amber, width));
    }
}

fn draw_dot(canvas: &mut Canvas, symbol: &PlacedSymbol, color: Color, theme: &Theme) {
    let size = if symbol.outlet.kind == OutletKind::AgentPoint { DOT_SIZE - 0.8 } else { DOT_SIZE };
    canvas.fill_circle(symbol.middle, size / 2.0 + 0.6, theme.plan, 0.6);
    let opacity = if symbol.outlet.status.is_serving() { 0.9 } else { 0.45 };
    canvas.fill_circle(symbol.middle, size / 2.0, color, opacity);
}

/// Outlets that serve are filled, those to come are hollow: planned ones dashed, those that open soon with a core. One that is to
/// move has a bar across, a closed one is faint.
fn draw_full(canvas: &mut Canvas, symbol: &PlacedSymbol, color: Color, theme: &Theme) {
    let Some(path) = outline(symbol.outlet.kind, symbol.middle, symbol.size()) else { return };
    let status = symbol.outlet.status;
    let fade = if status == OutletStatus::Closed { 0.45 } else { 1.0 };
    canvas.stroke(&path, &Pen::new(theme.panel, 3.0).faded(0.9 * fade));
    let is_hollow = status.is_future() || symbol.outlet.kind.group() == OutletGroup::Competitor;
    let inside = if is_hollow { theme.panel } else { class_tint(color, symbol.outlet.class, theme) };
    canvas.fill(&path, inside, fade);
    let width = if symbol.outlet.kind == OutletKind::AgentPoint { 0.9 } else { 1.5 };
    let pen = Pen::new(color, width).faded(fade);
    let pen = if status == OutletStatus::Planned && symbol.size() > 7.0 { pen.dashed(2.2, 1.4) } else { pen };
    canvas.stroke(&path, &pen);
    let ([x, y], half) = (symbol.middle, symbol.size() / 2.0);
    if status == OutletStatus::Opening {
        canvas.fill_circle(symbol.middle, half * CORE, color, 1.0);
    }
    let mut bar = PathBuilder::new();
    bar.move_to((x - half * BAR) as f32, (y + half * BAR) as f32);
    bar.line_to((x + half * BAR) as f32, (y - half * BAR) as f32);
    if status == OutletStatus::ToMove
        && let Some(bar) = bar.finish()
    {
        canvas.stroke(&bar, &Pen::new(color, 3.6));
        canvas.stroke(&bar, &Pen::new(theme.panel, 1.8));
    }
}

/// Radius of the core of an outlet that opens soon, in half sizes.
const CORE: f64 = 0.4;
/// How far the bar of an outlet that is to move reaches, in half sizes.
const BAR: f64 = 1.25;

/// The best class is full, the others lighter.
fn class_tint(color: Color, class: Option<OutletClass>, theme: &Theme) -> Color {
    match class {
        None | Some(OutletClass::A | OutletClass::ProvincialCore) => color,
        Some(OutletClass::B | OutletClass::CityCore) => color.mix(theme.panel, 0.4),
        Some(OutletClass::C | OutletClass::Ordinary) => color.mix(theme.panel, 0.72),
    }
}

fn draw_cluster(canvas: &mut Canvas, letters: &mut Typesetter, symbol: &PlacedSymbol, count: u32, color: Color, theme: &Theme) {
    let text = if count < 100 { count.to_string() } else { "99+".to_owned() };
    let style = Style::bold(if text.len() > 2 { 8.0 } else { 10.0 });
    let bounds = symbol.bounds().grown(-1.0);
    canvas.stroke_box(&bounds, 3.5, &Pen::new(theme.panel, 3.0).faded(0.9));
    canvas.fill_box(&bounds, 3.5, color, 1.0);
    let width = letters.width(&text, style);
    let start = [symbol.middle[0] - width / 2.0, symbol.middle[1] + style.size * CAP_HEIGHT / 2.0];
    if let Some(path) = letters.outline(&text, style, start, 0.0) {
        canvas.fill(&path, theme.panel, 1.0);
    }
}

/// A problem mark: a disc with an exclamation mark.
pub(super) fn draw_problem(canvas: &mut Canvas, letters: &mut Typesetter, middle: Point, is_error: bool, theme: &Theme) {
    let color = if is_error { theme.red } else { theme.amber };
    canvas.fill_circle(middle, 8.5, theme.panel, 0.95);
    canvas.fill_circle(middle, 7.0, color, 1.0);
    let style = Style::bold(11.0);
    let start = [middle[0] - letters.width("!", style) / 2.0, middle[1] + style.size * CAP_HEIGHT / 2.0];
    if let Some(path) = letters.outline("!", style, start, 0.0) {
        canvas.fill(&path, theme.panel, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Bounds, Position};

    fn view() -> View {
        let frame = Box2::new(0.0, 0.0, 800.0, 800.0);
        View::fit(Bounds { min: Position::new(0, 0), max: Position::new(1_000_000, 1_000_000) }, frame, frame)
    }

    fn outlet(kind: OutletKind, lon: i32, lat: i32) -> OutletSymbol {
        OutletSymbol { position: Position::new(lon, lat), kind, class: None, status: OutletStatus::Open, has_warning: false }
    }

    #[test]
    fn far_apart_everybody_keeps_the_full_symbol() {
        let outlets: Vec<_> = OutletKind::ALL.iter().enumerate().map(|(i, kind)| outlet(*kind, i as i32 * 90_000, 500_000)).collect();
        let placed = place_symbols(&outlets, &view());
        assert_eq!(placed.len(), outlets.len());
        assert!(placed.iter().all(|symbol| symbol.form == Form::Full));
    }

    #[test]
    fn halls_at_one_place_become_a_count_and_agents_dots() {
        let mut outlets = vec![outlet(OutletKind::BrandStore, 500_000, 500_000); 3];
        outlets.push(outlet(OutletKind::AgentPoint, 500_500, 500_000));
        outlets.push(outlet(OutletKind::AgentPoint, 5_000_000, 500_000));
        let placed = place_symbols(&outlets, &view());
        let forms: Vec<Form> = placed.iter().map(|symbol| symbol.form).collect();
        assert_eq!(forms, vec![Form::Dot, Form::Cluster(3)], "the outlet outside the frame is not drawn");
    }

    #[test]
    fn halls_are_on_top_and_the_order_of_input_does_not_matter() {
        let mut outlets: Vec<_> = (0..900).map(|i| outlet(OutletKind::AgentPoint, (i % 30) * 33_000, (i / 30) * 33_000)).collect();
        outlets.push(outlet(OutletKind::FlagshipHall, 400_000, 400_000));
        let one: Vec<Point> = place_symbols(&outlets, &view()).iter().map(|symbol| symbol.middle).collect();
        assert_eq!(place_symbols(&outlets, &view()).last().map(|symbol| symbol.outlet.kind), Some(OutletKind::FlagshipHall));
        outlets.reverse();
        let two: Vec<Point> = place_symbols(&outlets, &view()).iter().map(|symbol| symbol.middle).collect();
        assert_eq!(one, two);
    }
}
