//! The options bar: what can be set of the tool in hand.

use super::kit::{caption, focus_ring, with_edges};
use super::menu::menu_row;
use super::Look;
use crate::i18n::{distance_text, outlet_kind_text};
use crate::map::tools::ToolKind;
use crate::model::OutletKind;
use crate::ui::Request;
use crate::ui::icon::Icon;
use crate::ui::theme::{TEXT, UNIT};
use egui::{Checkbox, FontId, Rect, Response, Role, Sense, Slider, Ui, Vec2, WidgetInfo, vec2};

/// Which cells the brush takes (刷子的来源).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrushSource {
    /// Every cell.
    #[default]
    Any,
    /// Cells that no grid has.
    Unassigned,
    /// Cells of the grid where the stroke began.
    OneGrid,
    /// Cells of the same parent grid.
    SameParent,
}

impl BrushSource {
    /// All, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Any, Self::Unassigned, Self::OneGrid, Self::SameParent];

    fn key(self) -> &'static str {
        match self {
            Self::Any => "tool-source-any",
            Self::Unassigned => "tool-source-unassigned",
            Self::OneGrid => "tool-source-one-grid",
            Self::SameParent => "tool-source-same-parent",
        }
    }
}

/// The options of the tool in hand as they stand (工具选项). What a tool does not know is not shown for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToolOptionsView {
    /// The tool in hand.
    pub tool: ToolKind,
    /// Radius of the brush in metres, and the least and most that make sense at this scale.
    pub brush_radius_m: f64,
    /// Least and most radius.
    pub brush_range_m: [f64; 2],
    /// Which cells the brush takes.
    pub brush_source: BrushSource,
    /// Whether vertices snap to vertices and edges.
    pub is_snapping: bool,
    /// Whether boundaries snap to and trace roads and rivers of the reference layers.
    pub is_tracing: bool,
    /// What the outlet tool puts down.
    pub outlet_kind: OutletKind,
    /// Whether selecting picks cells instead of grids.
    pub picks_cells: bool,
}

/// Another value of one option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ToolOption {
    /// Radius of the brush in metres.
    BrushRadius(f64),
    /// Which cells the brush takes.
    BrushSource(BrushSource),
    /// Snapping on or off.
    Snapping(bool),
    /// Tracing on or off.
    Tracing(bool),
    /// What the outlet tool puts down.
    OutletKind(OutletKind),
    /// Picking cells instead of grids.
    PicksCells(bool),
}

impl ToolOptionsView {
    /// Shows the options in a row.
    pub fn show(&self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        with_edges(ui, look);
        match self.tool {
            ToolKind::Select => check(ui, look, self.picks_cells, "tool-pick-cells", ToolOption::PicksCells, requests),
            ToolKind::Boundary | ToolKind::Cut | ToolKind::NewGrid => {
                check(ui, look, self.is_snapping, "tool-snapping", ToolOption::Snapping, requests);
                check(ui, look, self.is_tracing, "tool-tracing", ToolOption::Tracing, requests);
            }
            ToolKind::Brush => self.brush(ui, look, requests),
            ToolKind::Outlet => {
                let kinds: Vec<(OutletKind, String)> = OutletKind::ALL.iter().map(|kind| (*kind, outlet_kind_text(look.language, *kind))).collect();
                if let Some(kind) = chooser(ui, look, &look.text("tool-outlet-kind"), self.outlet_kind, &kinds) {
                    requests.push(Request::SetToolOption(ToolOption::OutletKind(kind)));
                }
            }
            ToolKind::Lasso => self.source(ui, look, requests),
            ToolKind::Push | ToolKind::Merge | ToolKind::Measure => {
                caption(ui, look, &look.text(hint_key(self.tool)));
            }
        }
    }

    fn brush(&self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        let mut radius = self.brush_radius_m;
        let [least, most] = self.brush_range_m;
        let name = look.text("tool-brush-radius");
        caption(ui, look, &name);
        ui.spacing_mut().slider_width = 110.0;
        let slider = ui.add(Slider::new(&mut radius, least..=most).logarithmic(true).show_value(false));
        let changed = slider.changed();
        slider.accessible_name(name);
        ui.label(distance_text(radius));
        if changed {
            requests.push(Request::SetToolOption(ToolOption::BrushRadius(radius)));
        }
        self.source(ui, look, requests);
    }

    fn source(&self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        let sources = BrushSource::ALL.map(|source| (source, look.text(source.key())));
        if let Some(source) = chooser(ui, look, &look.text("tool-brush-source"), self.brush_source, &sources) {
            requests.push(Request::SetToolOption(ToolOption::BrushSource(source)));
        }
    }
}

/// A box to tick.
fn check(ui: &mut Ui, look: &Look<'_>, is_on: bool, key: &str, option: fn(bool) -> ToolOption, requests: &mut Vec<Request>) {
    let mut wanted = is_on;
    if ui.add(Checkbox::new(&mut wanted, look.text(key))).on_hover_text(look.text(&format!("{key}-tip"))).changed() {
        requests.push(Request::SetToolOption(option(wanted)));
    }
}

fn hint_key(tool: ToolKind) -> &'static str {
    match tool {
        ToolKind::Push => "tool-push-hint",
        ToolKind::Merge => "tool-merge-hint",
        _ => "tool-measure-hint",
    }
}

/// A button with a value that opens the list of values; returns the one that was chosen.
pub(in crate::ui) fn chooser<T: Copy + PartialEq>(ui: &mut Ui, look: &Look<'_>, name: &str, chosen: T, choices: &[(T, String)]) -> Option<T> {
    let shown = choices.iter().find(|(value, _)| *value == chosen).map_or("", |(_, text)| text.as_str());
    let response = value_button(ui, look, name, shown);
    let mut picked = None;
    egui::Popup::menu(&response).show(|ui| {
        let widest = choices.iter().map(|(_, text)| ui.painter().layout_no_wrap(text.clone(), FontId::proportional(TEXT), look.ink()).size().x).fold(80.0, f32::max);
        ui.set_width(widest + 14.0 * UNIT);
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for (value, text) in choices {
                if menu_row(ui, look, (*value == chosen).then_some(Icon::Check), text, "", true).clicked() {
                    picked = Some(*value);
                    ui.close();
                }
            }
        });
    });
    picked
}

/// A field-like button: the value and a small arrow; named for those who cannot see it.
fn value_button(ui: &mut Ui, look: &Look<'_>, name: &str, value: &str) -> Response {
    let most = ui.available_width().clamp(170.0, 280.0);
    let mut job = egui::text::LayoutJob::simple_singleline(value.to_owned(), FontId::proportional(TEXT), look.ink());
    job.wrap = egui::text::TextWrapping::truncate_at_width(most - 8.0 * UNIT);
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 8.0 * UNIT, 7.0 * UNIT), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    let fill = if response.hovered() { look.surface(0.07) } else { look.surface(0.03) };
    ui.painter().rect(rect, 6.0, fill, egui::Stroke::new(1.0, look.line()), egui::StrokeKind::Inside);
    ui.painter().galley(rect.left_center() + vec2(2.0 * UNIT, -galley.size().y / 2.0), galley, look.ink());
    Icon::Down.paint(ui.painter(), Rect::from_center_size(rect.right_center() - vec2(3.0 * UNIT, 0.0), Vec2::splat(14.0)), look.muted());
    focus_ring(ui, look, &response, 6);
    response
}
