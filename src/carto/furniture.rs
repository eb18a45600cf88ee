//! What stands on and round a map: header, legend, scale bar, north arrow, sources, frame; and how the map is fitted so
//! that they hide as little of the plan as possible.

use super::canvas::{Canvas, Pen};
use super::layers::{covered, drawn_regions};
use super::legend::Legend;
use super::scalebar::{ScaleBar, scale_bar};
use super::scene::MapScene;
use super::shape::{Box2, Polygon};
use super::text::{CAP_HEIGHT, Style, Typesetter};
use super::theme::Theme;
use super::view::View;
use crate::geodesy::Bounds;

const MARGIN: f64 = 14.0;
const GAP: f64 = 12.0;
const SOURCE: Style = Style::plain(10.0);
const SCALE_TEXT: Style = Style::plain(11.0);

/// Where everything round the map stands, and how the map is projected.
#[derive(Debug)]
pub(super) struct Arrangement {
    pub(super) view: View,
    pub(super) legend: Option<(Legend, Box2)>,
    pub(super) scale: Option<(ScaleBar, Box2)>,
    pub(super) north: Box2,
    pub(super) source: Option<(String, Box2)>,
    pub(super) header: Option<Box2>,
}

/// The frame of the map on a picture of some logical size: below the header, with a margin.
pub(super) fn map_frame(scene: &MapScene, width: f64, height: f64) -> Box2 {
    let header = match (scene.title.is_empty(), scene.subtitle.is_empty()) {
        (true, true) => MARGIN,
        (false, false) => 64.0,
        _ => 46.0,
    };
    // On a tiny picture the frame keeps a positive size, whatever is cut off.
    let right = (width - MARGIN).max(MARGIN + 1.0);
    Box2 { left: MARGIN, top: header, right, bottom: (height - MARGIN).max(header + 1.0) }
}

/// Arranges the map. `bounds` is what has to be visible; when it was asked for as such, it fills the frame.
pub(super) fn arrange(scene: &MapScene, bounds: Bounds, is_given: bool, frame: Box2, legend: Option<Legend>, letters: &mut Typesetter, theme: &Theme) -> Arrangement {
    let inset = (frame.width().min(frame.height()) * 0.035).min(26.0);
    let room = if is_given { frame } else { frame.grown(-inset) };
    // A picture too small for its legend goes without.
    let legend = legend.filter(|legend| legend.width < frame.width() * 0.6 && legend.height < frame.height() - 2.0 * GAP);
    let mut view = View::fit(bounds, room, frame);
    let mut legend_box = None;
    if let Some(legend) = &legend {
        let (share, place) = best_corner(scene, legend, &view, theme);
        legend_box = Some(place);
        if share > 0.02 && !is_given {
            // A column of its own for the legend, if the map does not become much smaller for it.
            let beside = Box2 { left: room.left + legend.width + GAP, ..room };
            let narrower = View::fit(bounds, beside, frame);
            if beside.width() > 0.0 && narrower.metres_per_px() < view.metres_per_px() * 1.3 {
                view = narrower;
                legend_box = Some(best_corner(scene, legend, &view, theme).1);
            }
        }
    }
    let legend = legend.zip(legend_box);
    let is_legend_right = legend.as_ref().is_some_and(|(_, place)| place.middle()[0] > frame.middle()[0] && place.middle()[1] > frame.middle()[1]);
    let source = source_box(scene, &frame, is_legend_right, letters);
    let lift = source.as_ref().map_or(0.0, |(_, place)| place.height() + 4.0);
    let scale = scale_box(&view, scene, is_legend_right, lift, letters);
    let is_legend_top = legend.as_ref().is_some_and(|(_, place)| place.middle()[0] > frame.middle()[0] && place.middle()[1] < frame.middle()[1]);
    let north_left = if is_legend_top { frame.left + GAP } else { frame.right - GAP - 32.0 };
    let north = Box2::new(north_left, frame.top + GAP, 32.0, 44.0);
    let header = (frame.top > MARGIN + 1.0).then_some(Box2 { left: 0.0, top: 0.0, right: frame.right + MARGIN, bottom: frame.top });
    Arrangement { view, legend, scale, north, source, header }
}

/// The corner where the legend hides least of the plan, and what share of it lies over the plan.
fn best_corner(scene: &MapScene, legend: &Legend, view: &View, theme: &Theme) -> (f64, Box2) {
    let regions = drawn_regions(scene, view, theme);
    let frame = view.frame.grown(-GAP);
    let (left, right) = (frame.left, frame.right - legend.width);
    let (top, bottom) = (frame.top, frame.bottom - legend.height);
    let corners = [[left, bottom], [right, bottom], [left, top], [right, top]];
    let places = corners.map(|[x, y]| Box2::new(x, y, legend.width, legend.height));
    places
        .into_iter()
        .map(|place| (covered(&regions, &place), place))
        .min_by(|one, two| one.0.total_cmp(&two.0))
        .unwrap_or((0.0, places[0]))
}

fn source_box(scene: &MapScene, frame: &Box2, is_left: bool, letters: &mut Typesetter) -> Option<(String, Box2)> {
    if scene.attribution.is_empty() || frame.width() < 80.0 || frame.height() < 60.0 {
        return None;
    }
    let text = letters.fitted(&scene.attribution, SOURCE, frame.width() * 0.45);
    let width = letters.width(&text, SOURCE) + 10.0;
    let left = if is_left { frame.left } else { frame.right - width };
    Some((text, Box2::new(left, frame.bottom - 17.0, width, 17.0)))
}

fn scale_box(view: &View, scene: &MapScene, is_left: bool, lift: f64, letters: &mut Typesetter) -> Option<(ScaleBar, Box2)> {
    let frame = view.frame;
    let bar = scale_bar(view.metres_per_px(), (frame.width() * 0.16).clamp(60.0, 150.0))?;
    let text = letters.width(&scale_text(&bar, scene), SCALE_TEXT);
    let width = bar.width_px + text / 2.0 + 20.0 + letters.width("0", SCALE_TEXT) / 2.0;
    if frame.width() < width + 2.0 * GAP || frame.height() < 80.0 {
        return None;
    }
    let left = if is_left { frame.left + GAP } else { frame.right - GAP - width };
    Some((bar, Box2::new(left, frame.bottom - GAP.max(lift + 4.0) - 31.0, width, 31.0)))
}

fn scale_text(bar: &ScaleBar, scene: &MapScene) -> String {
    let (figure, is_kilometres) = bar.figure();
    let unit = if is_kilometres { &scene.legend.kilometre } else { &scene.legend.metre };
    let unit = match (unit.is_empty(), is_kilometres) {
        (false, _) => unit,
        (true, true) => "km",
        (true, false) => "m",
    };
    format!("{figure} {unit}")
}

impl Arrangement {
    /// The boxes that labels keep clear of.
    pub(super) fn boxes(&self) -> Vec<Box2> {
        let mut boxes = vec![self.north];
        boxes.extend(self.legend.iter().map(|(_, place)| *place));
        boxes.extend(self.scale.iter().map(|(_, place)| *place));
        boxes.extend(self.source.iter().map(|(_, place)| *place));
        boxes.extend(self.header);
        boxes
    }

    /// Draws everything on and round the map.
    pub(super) fn draw(&self, canvas: &mut Canvas, letters: &mut Typesetter, scene: &MapScene, size: [f64; 2], theme: &Theme) {
        self.draw_mat(canvas, size, theme);
        if let Some(header) = &self.header {
            draw_header(canvas, letters, scene, header, theme);
        }
        if let Some((legend, place)) = &self.legend {
            legend.draw(canvas, letters, place, theme);
        }
        if let Some((bar, place)) = &self.scale {
            draw_scale(canvas, letters, bar, &scale_text(bar, scene), place, theme);
        }
        draw_north(canvas, letters, &scene.legend.north, &self.north, theme);
        if let Some((text, place)) = &self.source {
            canvas.fill_box(place, 0.0, theme.panel, 0.8);
            draw_text(canvas, letters, text, SOURCE, [place.left + 5.0, place.bottom - 5.0], theme.muted);
        }
        canvas.stroke_box(&self.view.frame, 0.0, &Pen::new(theme.line, 1.0));
    }

    /// Paper round the map, over whatever was drawn beyond the frame.
    fn draw_mat(&self, canvas: &mut Canvas, [width, height]: [f64; 2], theme: &Theme) {
        let frame = self.view.frame;
        let sides = [
            Box2 { left: 0.0, top: 0.0, right: width, bottom: frame.top },
            Box2 { left: 0.0, top: frame.bottom, right: width, bottom: height },
            Box2 { left: 0.0, top: frame.top, right: frame.left, bottom: frame.bottom },
            Box2 { left: frame.right, top: frame.top, right: width, bottom: frame.bottom },
        ];
        for side in sides {
            canvas.fill_box(&side, 0.0, theme.paper, 1.0);
        }
    }
}

/// A surface over the map that text stands on.
pub(super) fn draw_panel(canvas: &mut Canvas, place: &Box2, theme: &Theme) {
    // Two soft steps for a shadow: the rasteriser has no blur.
    canvas.fill_box(&Box2 { top: place.top + 2.0, bottom: place.bottom + 2.0, ..*place }.grown(1.5), 8.0, super::color::Color::hex(0), 0.05);
    canvas.fill_box(&Box2 { top: place.top + 1.0, bottom: place.bottom + 1.0, ..*place }.grown(0.5), 7.0, super::color::Color::hex(0), 0.07);
    canvas.fill_box(place, 6.0, theme.panel, 0.95);
    canvas.stroke_box(place, 6.0, &Pen::new(theme.line, 1.0));
}

fn draw_text(canvas: &mut Canvas, letters: &mut Typesetter, text: &str, style: Style, start: [f64; 2], color: super::color::Color) {
    if let Some(path) = letters.outline(text, style, start, 0.0) {
        canvas.fill(&path, color, 1.0);
    }
}

fn draw_header(canvas: &mut Canvas, letters: &mut Typesetter, scene: &MapScene, header: &Box2, theme: &Theme) {
    let room = header.width() - 2.0 * MARGIN;
    let (title, subtitle) = (Style::bold(21.0), Style::plain(12.5));
    let mut baseline = header.top + 31.0;
    if !scene.title.is_empty() {
        let text = letters.fitted(&scene.title, title, room);
        draw_text(canvas, letters, &text, title, [MARGIN, baseline], theme.text);
        baseline += 21.0;
    }
    if !scene.subtitle.is_empty() {
        let text = letters.fitted(&scene.subtitle, subtitle, room);
        draw_text(canvas, letters, &text, subtitle, [MARGIN, baseline], theme.muted);
    }
}

fn draw_scale(canvas: &mut Canvas, letters: &mut Typesetter, bar: &ScaleBar, text: &str, place: &Box2, theme: &Theme) {
    canvas.fill_box(place, 4.0, theme.panel, 0.85);
    let left = place.left + 10.0;
    let top = place.bottom - 11.0;
    let half = bar.width_px / 2.0;
    let whole = Box2::new(left, top, bar.width_px, 5.0);
    canvas.fill_box(&whole, 0.0, theme.plan, 1.0);
    canvas.fill_box(&Box2::new(left, top, half, 5.0), 0.0, theme.text, 0.9);
    canvas.stroke_box(&whole, 0.0, &Pen::new(theme.text, 1.0));
    let baseline = top - 5.0;
    let zero = letters.width("0", SCALE_TEXT);
    draw_text(canvas, letters, "0", SCALE_TEXT, [left - zero / 2.0, baseline], theme.text);
    let width = letters.width(text, SCALE_TEXT);
    draw_text(canvas, letters, text, SCALE_TEXT, [left + bar.width_px - width / 2.0, baseline], theme.text);
}

fn draw_north(canvas: &mut Canvas, letters: &mut Typesetter, letter: &str, place: &Box2, theme: &Theme) {
    canvas.fill_box(place, 4.0, theme.panel, 0.85);
    let [x, _] = place.middle();
    let (tip, notch, foot) = (place.top + 18.0, place.bottom - 10.0, place.bottom - 6.0);
    let dark: Polygon = vec![vec![[x, tip], [x, notch], [x - 7.0, foot]]];
    let pale: Polygon = vec![vec![[x, tip], [x + 7.0, foot], [x, notch]]];
    canvas.fill_polygon(&dark, theme.text, 0.9);
    canvas.fill_polygon(&pale, theme.plan, 1.0);
    canvas.stroke_polygon(&vec![vec![[x, tip], [x + 7.0, foot], [x, notch], [x - 7.0, foot]]], &Pen::new(theme.text, 0.9));
    let letter = if letter.is_empty() { "N" } else { letter };
    let style = Style::bold(11.0);
    let start = [x - letters.width(letter, style) / 2.0, place.top + 5.0 + style.size * CAP_HEIGHT];
    draw_text(canvas, letters, letter, style, start, theme.text);
}
