//! Layers (图层): what the map shows, in which order and how strongly, and what grids are coloured by.

use crate::carto::{Method, Ramp};
use crate::map::scene::paint_service_swatch;
use crate::map::{self, Focus, Layer, LayerStyle, Thematic};
use crate::model::OutletKind;
use crate::ui::theme::{TEXT, UNIT, color32};
use crate::ui::widgets::{EditBuffer, Fit, Sign, choice, edit_text, fit, fitted_label, paint_outlet, paint_sign, paint_swatch, section};
use crate::ui::{Desk, Request};
use egui::{Color32, Painter, Pos2, Rect, ScrollArea, Sense, Shape, Slider, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of a row in points.
const ROW: f32 = 24.0;
/// Classes asked for where a method wants a number.
const CLASSES: usize = 5;

/// The layer panel (图层面板).
#[derive(Debug, Default)]
pub struct LayersPanel {
    /// The layer whose opacity is shown.
    open: Option<Layer>,
    buffer: EditBuffer,
    /// Where a dragged layer would go.
    target: Option<usize>,
    classes: Option<usize>,
}

/// The ways to find breaks, in the order of the list.
const METHODS: [&str; 6] = ["method-jenks", "method-quantile", "method-equal", "method-pretty", "method-deviation", "method-manual"];

/// The ramps offered for amounts.
const RAMPS: [(Ramp, &str); 6] = [
    (Ramp::Viridis, "ramp-viridis"),
    (Ramp::YellowGreenBlue, "ramp-yellow-green-blue"),
    (Ramp::YellowOrangeRed, "ramp-yellow-orange-red"),
    (Ramp::Blues, "ramp-blues"),
    (Ramp::Greens, "ramp-greens"),
    (Ramp::Oranges, "ramp-oranges"),
];

fn method_number(method: &Method) -> usize {
    match method {
        Method::Jenks { .. } | Method::Diverging { .. } => 0,
        Method::Quantile { .. } => 1,
        Method::EqualInterval { .. } => 2,
        Method::Pretty { .. } => 3,
        Method::StandardDeviation => 4,
        Method::Manual { .. } => 5,
    }
}

fn classes_of(method: &Method) -> Option<usize> {
    match method {
        Method::Jenks { classes } | Method::Quantile { classes } | Method::EqualInterval { classes } | Method::Pretty { classes } => Some(*classes),
        Method::StandardDeviation | Method::Manual { .. } | Method::Diverging { .. } => None,
    }
}

fn method_of(number: usize, classes: usize, breaks: Vec<f64>) -> Method {
    match number {
        0 => Method::Jenks { classes },
        1 => Method::Quantile { classes },
        2 => Method::EqualInterval { classes },
        3 => Method::Pretty { classes },
        4 => Method::StandardDeviation,
        _ => Method::Manual { breaks },
    }
}

/// Numbers separated by anything that is no part of a number, full-width commas included.
fn breaks_of(text: &str) -> Vec<f64> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let mut breaks: Vec<f64> = text.split(|c: char| !is_part(c)).filter_map(|part| part.parse().ok()).filter(|number: &f64| number.is_finite()).collect();
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    breaks
}

fn breaks_text(breaks: &[f64]) -> String {
    breaks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl LayersPanel {
    /// Shows layers and the thematic choice.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            for (number, (layer, style)) in desk.layers.iter().enumerate() {
                self.layer(ui, desk, number, layer, style, requests);
            }
            self.drop_layer(ui, desk, requests);
            section(ui, &desk.text("layers-grids-by"));
            self.thematic(ui, desk, requests);
        });
    }

    fn layer(&mut self, ui: &mut Ui, desk: &Desk<'_>, number: usize, layer: Layer, style: LayerStyle, requests: &mut Vec<Request>) {
        let name = desk.text(layer.key());
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        let response = ui.interact(rect, ui.scope_id().with(("layer-row", layer)), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, self.open == Some(layer), desk.text_with("layers-row", &[("layer", (&name).into())])));
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, 3.0, ui.visuals().widgets.inactive.bg_fill);
        }
        let mut is_visible = style.is_visible;
        let check = Rect::from_min_size(rect.min + vec2(2.0, 1.0), vec2(22.0, ROW - 2.0));
        let toggled = ui.put(check, egui::Checkbox::without_text(&mut is_visible)).accessible_name(&name).changed();
        if toggled {
            requests.push(map::Request::Layer(layer, LayerStyle { is_visible, ..style }).into());
        }
        let ink = if style.is_visible { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
        let swatch = pos2(rect.left() + 36.0, rect.center().y);
        layer_swatch(ui.painter(), desk, layer, swatch);
        let mut right = rect.right() - UNIT;
        if response.hovered() || response.dragged() {
            paint_sign(ui.painter(), Sign::Grip, pos2(right - 6.0, rect.center().y), 12.0, ui.visuals().weak_text_color());
            right -= 4.0 * UNIT;
        }
        if style.opacity < 0.995 {
            let text = format!("{} %", (style.opacity * 100.0).round());
            let (taken, _) = fit(ui.painter(), Rect::from_min_max(pos2(right - 48.0, rect.top()), pos2(right, rect.bottom())), &text, Fit::right(11.0, ui.visuals().weak_text_color()));
            right -= taken + UNIT;
        }
        let (_, is_cut) = fit(ui.painter(), Rect::from_min_max(pos2(rect.left() + 50.0, rect.top()), pos2(right, rect.bottom())), &name, Fit::left(TEXT, ink));
        self.drag(ui, number, layer, rect, &response);
        if response.clicked() {
            self.open = if self.open == Some(layer) { None } else { Some(layer) };
        }
        response.on_hover_text(if is_cut { format!("{name}\n{}", desk.text("layers-row-hint")) } else { desk.text("layers-row-hint") });
        if self.open == Some(layer) {
            opacity(ui, desk, layer, style, requests);
        }
    }

    fn drag(&mut self, ui: &Ui, number: usize, layer: Layer, rect: Rect, response: &egui::Response) {
        response.dnd_set_drag_payload(layer);
        if let (Some(pointer), Some(_)) = (ui.input(|input| input.pointer.interact_pos()), egui::DragAndDrop::payload::<Layer>(ui.ctx()))
            && rect.y_range().contains(pointer.y)
        {
            let is_below = pointer.y > rect.center().y;
            self.target = Some(number + usize::from(is_below));
            let y = if is_below { rect.bottom() } else { rect.top() };
            ui.painter().hline(rect.x_range(), y, Stroke::new(2.0, ui.visuals().selection.stroke.color));
        }
    }

    fn drop_layer(&mut self, ui: &Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        if !ui.input(|input| input.pointer.any_released()) {
            return;
        }
        let Some((layer, target)) = egui::DragAndDrop::take_payload::<Layer>(ui.ctx()).zip(self.target.take()) else { return };
        let from = desk.layers.iter().position(|(known, _)| known == *layer).unwrap_or(0);
        // Taking the layer out moves everything below it up by one.
        let place = if target > from { target - 1 } else { target };
        if place != from {
            requests.push(map::Request::MoveLayer(*layer, place).into());
        }
    }

    fn thematic(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let width = ui.available_width();
        let (kinds, chosen) = (["thematic-categories", "thematic-amount", "thematic-balance"].map(|key| desk.text(key)), kind_of(desk.thematic));
        if let Some(kind) = choice(ui, "thematic-kind", &desk.text("layers-grids-by"), &kinds, chosen, width) {
            let thematic = match kind {
                0 => Thematic::Categories,
                1 => Thematic::Amount { method: Method::Jenks { classes: CLASSES }, ramp: Ramp::YellowGreenBlue },
                _ => Thematic::Balance,
            };
            requests.push(map::Request::Thematic(thematic).into());
        }
        if chosen > 0 {
            let measures: Vec<String> = desk.document.project().measures.iter().map(|measure| crate::i18n::measure_name(desk.language, &measure.name).into_owned()).collect();
            if let Some(measure) = choice(ui, "thematic-measure", &desk.text("balance-measure"), &measures, desk.focus.measure, width) {
                requests.push(map::Request::Focus(Focus { measure, ..desk.focus.clone() }).into());
            }
        }
        if let Thematic::Amount { method, ramp } = desk.thematic {
            self.amount(ui, desk, method, *ramp, width, requests);
        } else {
            let key = if chosen == 0 { "thematic-categories-hint" } else { "thematic-balance-hint" };
            ui.label(egui::RichText::new(desk.text(key)).size(11.0).color(ui.visuals().weak_text_color()));
        }
    }

    fn amount(&mut self, ui: &mut Ui, desk: &Desk<'_>, method: &Method, ramp: Ramp, width: f32, requests: &mut Vec<Request>) {
        let mut wanted = None;
        let methods = METHODS.map(|key| desk.text(key));
        let classes = classes_of(method).or(self.classes).unwrap_or(CLASSES);
        self.classes = Some(classes);
        if let Some(number) = choice(ui, "thematic-method", &desk.text("layers-method"), &methods, method_number(method), width) {
            wanted = Some((method_of(number, classes, first_breaks(desk, classes)), ramp));
        }
        if classes_of(method).is_some() {
            let numbers: Vec<String> = (3..=9).map(|n: usize| desk.text_with("layers-classes", &[("count", n.into())])).collect();
            if let Some(number) = choice(ui, "thematic-classes", &desk.text("layers-class-count"), &numbers, classes.saturating_sub(3), width) {
                wanted = Some((method_of(method_number(method), number + 3, Vec::new()), ramp));
            }
        }
        if let Method::Manual { breaks } = method {
            fitted_label(ui, &desk.text("layers-breaks"), 11.0, ui.visuals().weak_text_color());
            if let Some(text) = edit_text(ui, &mut self.buffer, "breaks", &breaks_text(breaks), &desk.text("layers-breaks"), width) {
                wanted = Some((Method::Manual { breaks: breaks_of(&text) }, ramp));
            }
        }
        for (candidate, key) in RAMPS {
            if ramp_row(ui, desk, candidate, &desk.text(key), candidate == ramp) {
                wanted = Some((method.clone(), candidate));
            }
        }
        if let Some((method, ramp)) = wanted {
            requests.push(map::Request::Thematic(Thematic::Amount { method, ramp }).into());
        }
    }
}

fn kind_of(thematic: &Thematic) -> usize {
    match thematic {
        Thematic::Categories => 0,
        Thematic::Amount { .. } => 1,
        Thematic::Balance => 2,
    }
}

/// Breaks to begin with by hand: round ones of the present values.
fn first_breaks(desk: &Desk<'_>, classes: usize) -> Vec<f64> {
    let Some((level, measure)) = desk.figures.in_focus().zip(desk.document.project().measures.get(desk.focus.measure)) else { return Vec::new() };
    let values: Vec<f64> = level.sums.iter().map(|sum| measure.value(*sum)).collect();
    let Ok(found) = crate::carto::classify(&values, &Method::Pretty { classes }) else { return Vec::new() };
    found.classes().iter().rev().skip(1).rev().map(|class| class.high).collect()
}

fn opacity(ui: &mut Ui, desk: &Desk<'_>, layer: Layer, style: LayerStyle, requests: &mut Vec<Request>) {
    let mut percent = style.opacity * 100.0;
    ui.horizontal(|ui| {
        ui.add_space(12.0 * UNIT);
        ui.spacing_mut().slider_width = (ui.available_width() - 60.0).max(40.0);
        let slider = ui.add(Slider::new(&mut percent, 0.0..=100.0).suffix(" %").fixed_decimals(0));
        let slider = slider.accessible_name(desk.text_with("layers-opacity", &[("layer", desk.text(layer.key()).into())]));
        if slider.changed() {
            requests.push(map::Request::Layer(layer, LayerStyle { opacity: percent / 100.0, ..style }).into());
        }
    });
}

/// A ramp as a strip of its colours with its name.
fn ramp_row(ui: &mut Ui, desk: &Desk<'_>, ramp: Ramp, name: &str, is_chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, name));
    if is_chosen || response.hovered() || response.has_focus() {
        let fill = if is_chosen { ui.visuals().selection.bg_fill } else { ui.visuals().widgets.inactive.bg_fill };
        ui.painter().rect_filled(rect, 3.0, fill);
    }
    let strip = Rect::from_min_size(rect.min + vec2(UNIT, 4.0), vec2((rect.width() * 0.4).min(120.0), 12.0));
    let colors = ramp.colors(7, desk.theme.kind);
    let step = strip.width() / colors.len() as f32;
    for (number, color) in colors.iter().enumerate() {
        ui.painter().rect_filled(Rect::from_min_size(strip.min + vec2(number as f32 * step, 0.0), vec2(step + 0.5, strip.height())), 0.0, color32(*color));
    }
    fit(ui.painter(), Rect::from_min_max(pos2(strip.right() + 2.0 * UNIT, rect.top()), rect.max), name, Fit::left(12.0, ui.visuals().text_color()));
    response.clicked()
}

/// What stands for a layer in the list: what it looks like on the map.
fn layer_swatch(painter: &Painter, desk: &Desk<'_>, layer: Layer, at: Pos2) {
    let theme = desk.theme;
    let boxed = Rect::from_center_size(at, vec2(14.0, 12.0));
    let line = |points: [Pos2; 4], width: f32, color: Color32| {
        painter.add(Shape::line(points.to_vec(), Stroke::new(width, color)));
    };
    let wave = [pos2(boxed.left(), at.y + 3.0), pos2(at.x - 2.0, at.y - 3.0), pos2(at.x + 2.0, at.y + 2.0), pos2(boxed.right(), at.y - 4.0)];
    match layer {
        Layer::Labels => drop(painter.text(at, egui::Align2::CENTER_CENTER, "Aa", egui::FontId::proportional(11.0), color32(theme.text))),
        Layer::Problems => paint_sign(painter, Sign::Warning, at, 12.0, color32(theme.amber)),
        Layer::OwnOutlets => paint_outlet(painter, theme, OutletKind::FlagshipHall, at, 11.0),
        Layer::PartnerOutlets => paint_outlet(painter, theme, OutletKind::DesignatedStore, at, 11.0),
        Layer::Terminals => paint_outlet(painter, theme, OutletKind::SelfServiceTerminal, at, 12.0),
        Layer::Competitors => paint_outlet(painter, theme, OutletKind::Competitor, at, 11.0),
        Layer::ServiceAreas => paint_service_swatch(painter, at, color32(theme.accent)),
        Layer::Grids => {
            let (color, _) = crate::carto::categorical(0, theme.kind);
            paint_swatch(painter, boxed, color32(color.over(theme.plan, 0.5)), color32(theme.boundary_tone(color)), false);
        }
        Layer::Cells => line(wave, 1.0, color32(theme.hairline)),
        Layer::Demand => {
            for (x, y) in [(-5.0, -2.0), (-1.0, 3.0), (2.0, -3.0), (5.0, 2.0), (-3.0, 0.5), (1.0, 0.0)] {
                painter.circle_filled(at + vec2(x, y), 1.2, color32(theme.accent));
            }
        }
        Layer::Reference => line(wave, 2.5, color32(theme.road_edge.mix(theme.muted, 0.4))),
        Layer::BaseMap => paint_swatch(painter, boxed, color32(theme.land), color32(theme.line), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn breaks_are_read_as_people_write_them() {
        assert_eq!(breaks_of("3000, 1000，2000.5; -5 5"), [-5.0, 5.0, 1000.0, 2000.5, 3000.0]);
        assert_eq!(breaks_of("abc - ."), Vec::<f64>::new());
        assert_eq!(breaks_of(&breaks_text(&[1.5, 20.0])), [1.5, 20.0]);
    }

    #[test]
    fn a_layer_is_hidden_and_its_opacity_shown_on_click() {
        let mut harness = harness(World::small(Language::English), LayersPanel::default(), [240.0, 520.0], LayersPanel::show);
        harness.run();
        let name = crate::i18n::text(Language::English, Layer::Cells.key(), &[]);
        harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, &name).click();
        harness.run();
        let found = harness.state().requests.iter().any(|request| matches!(request, Request::Map(map::Request::Layer(Layer::Cells, LayerStyle { is_visible: false, .. }))));
        assert!(found, "{:?}", harness.state().requests);
    }

    #[test]
    fn the_method_keeps_the_number_of_classes() {
        assert_eq!(method_of(method_number(&Method::Quantile { classes: 7 }), 7, Vec::new()), Method::Quantile { classes: 7 });
        assert_eq!(classes_of(&Method::StandardDeviation), None);
        let world = World::small(Language::Chinese);
        let breaks = world.with_desk(|desk| first_breaks(desk, 5));
        assert!(!breaks.is_empty() && breaks.windows(2).all(|pair| pair[0] < pair[1]), "{breaks:?}");
    }
}
