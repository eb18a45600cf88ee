//! What a planner wants of certain ground when grids are designed (划分要求): picked on the map, listed in words, taken off again.

use super::design::DesignChoices;
use crate::base::{CellId, GridId};
use crate::geodesy::{Bounds, Position, path_length_m};
use crate::i18n::decimal_text;
use crate::map::{self, Item, Pick};
use crate::model::{BarrierKind, DesignWish};
use crate::ui::theme::TABLE_TEXT;
use crate::ui::{Desk, Request};
use egui::{Button, RichText, ScrollArea, Ui};
use std::collections::BTreeSet;

/// Cells that are named one by one.
const MOST_NAMED: usize = 3;
/// Height of a menu of grids, in points.
const MENU_HEIGHT: f32 = 320.0;

/// Kinds of barriers that the reference layers have; looked for once for each set of them.
#[derive(Debug, Default)]
pub(super) struct BarrierKinds {
    of: Option<(usize, usize)>,
    kinds: Vec<BarrierKind>,
}

impl BarrierKinds {
    fn follow(&mut self, desk: &Desk<'_>) {
        let reference = desk.document.reference();
        let of = (reference.as_ptr().addr(), reference.len());
        if self.of != Some(of) {
            let found: BTreeSet<BarrierKind> = reference.iter().filter_map(BarrierKind::of).collect();
            *self = Self { of: Some(of), kinds: found.into_iter().collect() };
        }
    }
}

/// Barriers of the map, buttons for what is selected, and the wishes there are. `measured` is the line of the measuring tool.
pub(super) fn show(ui: &mut Ui, desk: &Desk<'_>, barriers: &mut BarrierKinds, measured: Option<&[Position]>, choices: &mut DesignChoices, requests: &mut Vec<Request>) {
    barriers.follow(desk);
    if !barriers.kinds.is_empty() {
        ui.label(RichText::new(desk.text("design-barriers")).size(TABLE_TEXT));
        ui.horizontal_wrapped(|ui| {
            for kind in &barriers.kinds {
                let wish = DesignWish::BarrierOf(*kind);
                let mut is_on = choices.wishes.contains(&wish);
                if ui.checkbox(&mut is_on, desk.text(&format!("design-barrier-{}", kind.name()))).changed() {
                    choices.wishes.retain(|other| *other != wish);
                    choices.wishes.extend(is_on.then_some(wish));
                }
            }
        });
    }
    offers(ui, desk, measured, choices);
    let mut gone = None;
    for (number, wish) in choices.wishes.iter().enumerate().filter(|(_, wish)| !matches!(wish, DesignWish::BarrierOf(_))) {
        ui.push_id(("wish", number), |ui| {
            ui.horizontal(|ui| {
                let name = desk.text("design-wish-remove");
                if ui.add(Button::new("×").small()).on_hover_text(&name).accessible_name(name).clicked() {
                    gone = Some(number);
                }
                let text = RichText::new(told(desk, wish)).size(TABLE_TEXT);
                if ui.add(Button::new(text).frame(false).wrap()).on_hover_text(desk.text("design-look")).clicked() {
                    look_at(desk, wish, requests);
                }
            });
        });
    }
    if let Some(number) = gone {
        choices.wishes.remove(number);
    }
}

/// What can be wanted of what is selected.
fn offers(ui: &mut Ui, desk: &Desk<'_>, measured: Option<&[Position]>, choices: &mut DesignChoices) {
    let cells = selected_cells(desk);
    if cells.is_empty() && measured.is_none() {
        ui.label(RichText::new(desk.text("design-wish-hint")).size(11.0).color(ui.visuals().weak_text_color()));
        return;
    }
    let mut wanted = None;
    if !cells.is_empty() {
        let count = desk.text_with("design-wish-selected", &[("count", cells.len().into())]);
        ui.label(RichText::new(count).size(11.0).color(ui.visuals().weak_text_color()));
    }
    ui.horizontal_wrapped(|ui| {
        let mut offer = |ui: &mut Ui, key: &str, wish: &dyn Fn() -> DesignWish| {
            if ui.add(Button::new(RichText::new(desk.text(key)).size(TABLE_TEXT))).on_hover_text(desk.text(&format!("{key}-hint"))).clicked() {
                wanted = Some(wish());
            }
        };
        if cells.len() > 1 {
            offer(ui, "design-wish-together", &|| DesignWish::Together(cells.clone()));
            offer(ui, "design-wish-apart", &|| DesignWish::Apart(cells.clone()));
        }
        if let [a, b] = cells.as_slice() {
            offer(ui, "design-wish-bridge", &|| DesignWish::Bridge(*a, *b));
        }
        if let Some(line) = measured {
            offer(ui, "design-wish-barrier", &|| DesignWish::Barrier(line.to_vec()));
        }
        if !cells.is_empty() {
            for (key, is_in) in [("design-wish-in", true), ("design-wish-not-in", false)] {
                if let Some(grid) = grid_menu(ui, desk, key) {
                    wanted = Some(if is_in { DesignWish::In(cells.clone(), grid) } else { DesignWish::NotIn(cells.clone(), grid) });
                }
            }
        }
    });
    if let Some(wish) = wanted.filter(|wish| !choices.wishes.contains(wish)) {
        choices.wishes.push(wish);
    }
}

/// A menu of the grids of the deepest level.
fn grid_menu(ui: &mut Ui, desk: &Desk<'_>, key: &str) -> Option<GridId> {
    let mut chosen = None;
    ui.menu_button(RichText::new(desk.text(key)).size(TABLE_TEXT), |ui| {
        let level = desk.document.project().planes.get(desk.focus.plane).map_or(0, |plane| plane.levels.len().saturating_sub(1) as u8);
        let grids: Vec<(GridId, String)> =
            desk.document.view().grids_of_level(desk.focus.plane, level).map(|(id, row)| (id, if row.name.is_empty() || row.name == row.code { row.code.clone() } else { format!("{} {}", row.code, row.name) })).collect();
        let height = ui.text_style_height(&egui::TextStyle::Button) + 2.0 * ui.spacing().button_padding.y;
        ScrollArea::vertical().max_height(MENU_HEIGHT).show_rows(ui, height, grids.len(), |ui, range| {
            ui.set_min_width(180.0);
            for (id, name) in grids.get(range).into_iter().flatten() {
                if ui.button(name).clicked() {
                    chosen = Some(*id);
                    ui.close();
                }
            }
        });
    });
    chosen
}

/// The cells that are selected, or in which what is selected stands.
fn selected_cells(desk: &Desk<'_>) -> Vec<CellId> {
    let document = desk.document;
    let cell_of = |item: Item| match item {
        Item::Grid(_) => None,
        Item::Cell(cell) => Some(cell),
        Item::Outlet(outlet) => Some(document.outlet_cell(outlet)),
        Item::Point(point) => ((point as usize) < document.demand().len()).then(|| document.owners().get(point as usize)),
    };
    let cells: BTreeSet<CellId> = desk.selection.iter().filter_map(cell_of).filter(|cell| *cell != CellId::OUTSIDE && document.plan().partition.faces().contains(*cell)).collect();
    cells.into_iter().collect()
}

/// The cells that a wish speaks of.
fn cells_of(wish: &DesignWish) -> Vec<CellId> {
    match wish {
        DesignWish::Together(cells) | DesignWish::Apart(cells) | DesignWish::In(cells, _) | DesignWish::NotIn(cells, _) => cells.clone(),
        DesignWish::Bridge(a, b) => vec![*a, *b],
        DesignWish::Barrier(_) | DesignWish::BarrierOf(_) => Vec::new(),
    }
}

fn look_at(desk: &Desk<'_>, wish: &DesignWish, requests: &mut Vec<Request>) {
    let partition = &desk.document.plan().partition;
    let cells: Vec<CellId> = cells_of(wish).into_iter().filter(|cell| partition.faces().contains(*cell)).collect();
    let bounds = match wish {
        DesignWish::Barrier(line) => Bounds::of(line.iter().copied()),
        _ => cells.iter().fold(Bounds::EMPTY, |bounds, cell| bounds.union(partition.cell_bounds(*cell))),
    };
    if !cells.is_empty() {
        requests.push(map::Request::Select(cells.into_iter().map(Item::Cell).collect(), Pick::Replace).into());
    }
    if !bounds.is_empty() {
        requests.push(map::Request::ZoomTo { bounds, is_flashed: true }.into());
    }
}

/// A wish in words.
pub(super) fn told(desk: &Desk<'_>, wish: &DesignWish) -> String {
    let plan = desk.document.plan();
    let name = |cell: &CellId| plan.cells.get(*cell).map_or_else(|| "—".to_owned(), |row| if row.name.is_empty() { row.code.clone() } else { row.name.clone() });
    let cells = cells_of(wish);
    let named = cells.iter().take(MOST_NAMED).map(name).collect::<Vec<_>>().join(&desk.text("list-separator"));
    let listed = match cells.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => desk.text_with("design-cells-more", &[("cells", named.into()), ("count", more.into())]),
    };
    let code = |grid: &GridId| plan.grids.get(*grid).map_or_else(|| "—".to_owned(), |row| row.code.clone());
    match wish {
        DesignWish::Together(_) => desk.text_with("design-told-together", &[("cells", listed.into())]),
        DesignWish::Apart(_) => desk.text_with("design-told-apart", &[("cells", listed.into())]),
        DesignWish::In(_, grid) => desk.text_with("design-told-in", &[("cells", listed.into()), ("grid", code(grid).into())]),
        DesignWish::NotIn(_, grid) => desk.text_with("design-told-not-in", &[("cells", listed.into()), ("grid", code(grid).into())]),
        DesignWish::Bridge(..) => desk.text_with("design-told-bridge", &[("cells", listed.into())]),
        DesignWish::Barrier(line) => desk.text_with("design-told-barrier", &[("length", decimal_text(path_length_m(line) / 1_000.0, 1).into())]),
        DesignWish::BarrierOf(kind) => desk.text(&format!("design-barrier-{}", kind.name())),
    }
}
