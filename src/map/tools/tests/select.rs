//! Clicks, marquee, lasso, hover.

use super::super::{ToolEvent, ToolKind};
use super::driver::Driver;
use crate::base::OutletId;
use crate::map::pick::grid_bounds;
use crate::map::{Item, Selection};

/// The fixture without outlets, so that they do not lie under the pointer by chance.
fn driver() -> Driver {
    let mut content = crate::edit::fixture::content(1);
    let mut only = content.outlets.rows().next().unwrap().clone();
    only.position = at(4200, 4200);
    content.outlets = std::iter::once(only).collect();
    Driver::with(ToolKind::Select, content)
}

use crate::partition::fixture::at;

fn items(selection: &Selection) -> Vec<Item> {
    selection.iter().collect()
}

#[test]
fn a_click_picks_the_grid_and_a_second_one_the_cell() {
    let mut driver = driver();
    let grid = Item::Grid(driver.grid("G0"));
    driver.click(1500, 500);
    assert_eq!(items(&driver.selection), [grid]);
    driver.click(1500, 500);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(1, 0))]);
    driver.click(2500, 500);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(2, 0))], "and on from cell to cell");
    driver.click(2500, 500);
    assert_eq!(items(&driver.selection), [grid], "the cell once more: the grid again");
    driver.click(-500, 500);
    assert!(driver.selection.is_empty(), "outside");
}

#[test]
fn small_cells_are_not_picked_by_a_second_click() {
    let mut driver = driver();
    driver.view.camera.zoom = 16.5;
    driver.click(1500, 500);
    driver.click(1500, 500);
    assert_eq!(items(&driver.selection), [Item::Grid(driver.grid("G0"))]);
    driver.modifiers.alt = true;
    driver.click(1500, 500);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(1, 0))], "Alt picks them at every size");
}

#[test]
fn the_option_picks_cells_at_once() {
    let mut driver = driver();
    driver.tools.options().picks_cells = true;
    driver.click(1500, 500);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(1, 0))]);
    driver.view.camera.zoom = 16.5;
    driver.drag(&[(200, 200), (1800, 800)]);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(0, 0)), Item::Cell(Driver::cell(1, 0))]);
}

#[test]
fn shift_adds_and_command_toggles() {
    let mut driver = driver();
    let [g0, g2] = ["G0", "G2"].map(|code| Item::Grid(driver.grid(code)));
    driver.click(1500, 500);
    driver.modifiers.shift = true;
    driver.click(1500, 3500);
    assert_eq!(items(&driver.selection), [g0, g2]);
    driver.modifiers = super::super::Modifiers { command: true, ..Default::default() };
    driver.click(1500, 500);
    assert_eq!(items(&driver.selection), [g2]);
}

#[test]
fn an_outlet_comes_before_the_ground_below_it() {
    let mut driver = driver();
    let outlet = Item::Outlet(driver.document.outlets().ids().next().unwrap_or(OutletId(0)));
    driver.hover(4230, 4200);
    assert_eq!(driver.hover, Some(outlet));
    driver.click(4230, 4200);
    assert_eq!(items(&driver.selection), [outlet]);
    driver.event(ToolEvent::Leave);
    assert_eq!(driver.hover, None);
}

#[test]
fn ground_without_a_grid_is_picked_as_a_cell() {
    let mut driver = driver();
    driver.click(3500, 2500);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(3, 2))]);
}

#[test]
fn a_marquee_takes_cells_and_outlets_or_whole_grids() {
    let mut driver = driver();
    driver.drag(&[(3200, 3200), (4900, 4900)]);
    let mut expected: Vec<Item> = [(3, 3), (4, 3), (3, 4), (4, 4)].map(|(column, row)| Item::Cell(Driver::cell(column, row))).to_vec();
    expected.push(Item::Outlet(OutletId(0)));
    expected.sort_unstable();
    assert_eq!(items(&driver.selection), expected);
    driver.view.camera.zoom = 16.5;
    driver.drag(&[(-300, -300), (5300, 3600)]);
    assert_eq!(items(&driver.selection), [Item::Grid(driver.grid("G0")), Item::Grid(driver.grid("G1"))], "G2 is not inside whole");
}

#[test]
fn a_lasso_takes_what_is_inside_and_esc_gives_it_up() {
    let mut driver = driver();
    driver.modifiers.alt = true;
    driver.drag(&[(200, 200), (1800, 200), (1800, 900), (200, 900)]);
    assert_eq!(items(&driver.selection), [Item::Cell(Driver::cell(0, 0)), Item::Cell(Driver::cell(1, 0))]);
    driver.press_and_drag(&[(200, 200), (4800, 200), (4800, 4900)]);
    assert!(driver.tools.is_busy());
    driver.event(ToolEvent::Cancel);
    driver.event(ToolEvent::Release(driver.point(4800, 4900)));
    assert_eq!(driver.selection.len(), 2, "as it was");
    driver.event(ToolEvent::Cancel);
    assert!(driver.selection.is_empty(), "a second Esc clears");
}

#[test]
fn a_double_click_zooms_to_the_grid() {
    let mut driver = driver();
    driver.double_click(1500, 500);
    let grid = driver.grid("G0");
    assert_eq!(driver.zoomed, Some(grid_bounds(&driver.document, grid)));
    assert_eq!(items(&driver.selection), [Item::Grid(grid)]);
}

#[test]
fn what_is_hovered_is_said_once() {
    let mut driver = driver();
    driver.hover(1500, 500);
    assert_eq!(driver.hover, Some(Item::Grid(driver.grid("G0"))));
    driver.hover = None;
    driver.hover(1600, 500);
    assert_eq!(driver.hover, None, "the same grid is not said again");
    driver.take(ToolKind::Boundary);
    driver.hover(2500, 2500);
    assert_eq!(driver.hover, None);
}
