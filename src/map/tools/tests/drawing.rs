//! Cut, new grid, outlet, measure: what is drawn by points.

use super::super::{SketchLabel, ToolEvent, ToolKind};
use super::PLAN;
use super::driver::Driver;
use crate::base::GridId;
use crate::geodesy::{distance_m, ring_area_m2};
use crate::map::Item;
use crate::model::OutletKind;
use crate::partition::fixture::{at, square};

fn n_cells(driver: &Driver) -> usize {
    driver.document.plan().partition.n_cells()
}

#[test]
fn a_line_divides_every_cell_it_crosses_in_one_step() {
    let mut driver = Driver::new(ToolKind::Cut);
    driver.tools.options().snapping.is_on = false;
    // From below the plan up into the third row, where it ends inside a cell.
    driver.click(1300, -400);
    driver.click(1350, 1500);
    driver.double_click(1300, 2500);
    assert_eq!(n_cells(&driver), 27);
    assert_eq!(driver.steps(), ["Cut 2 cells"]);
    assert!(driver.document.plan().partition.validate().is_empty());
    assert!(!driver.tools.is_busy());
}

#[test]
fn a_cut_from_edge_to_edge_snaps_and_divides() {
    let mut driver = Driver::new(ToolKind::Cut);
    // Near, but not on, the middle vertices of the lower and the upper side; then Enter.
    driver.click(1480, 130);
    driver.click(1520, 1080);
    driver.event(ToolEvent::Confirm);
    assert_eq!((n_cells(&driver), driver.steps()), (26, vec!["Cut cell C2".to_owned()]));
    let mut driver = Driver::new(ToolKind::Cut);
    // On edges between vertices, where the place is rounded.
    driver.click(1241, 55);
    driver.click(1733, 1040);
    driver.event(ToolEvent::Confirm);
    assert_eq!((n_cells(&driver), driver.steps()), (26, vec!["Cut cell C2".to_owned()]));
}

#[test]
fn a_line_that_divides_nothing_says_so() {
    let mut driver = Driver::new(ToolKind::Cut);
    driver.tools.options().snapping.is_on = false;
    driver.click(1300, 400);
    driver.click(1700, 600);
    driver.event(ToolEvent::Confirm);
    assert_eq!(driver.tools.sketch(&driver.context()).obstacle.unwrap().refusal.code(), "does_not_divide");
    assert_eq!((n_cells(&driver), driver.steps().len()), (25, 0));
}

#[test]
fn a_drawing_is_taken_back_point_by_point() {
    let mut driver = Driver::new(ToolKind::Cut);
    for x in [200, 400, 700] {
        driver.click(x, 500);
    }
    driver.event(ToolEvent::Delete);
    assert_eq!(driver.tools.sketch(&driver.context()).marks.iter().filter(|(_, mark)| *mark == super::super::Mark::Vertex).count(), 2);
    driver.event(ToolEvent::Cancel);
    assert!(driver.tools.is_busy());
    driver.event(ToolEvent::Cancel);
    assert!(!driver.tools.is_busy());
}

#[test]
fn cells_inside_a_ring_become_a_new_grid() {
    let mut driver = Driver::new(ToolKind::NewGrid);
    driver.drag(&[(200, 200), (1800, 200), (1800, 800), (200, 800)]);
    let id = driver.grid("G2").max(driver.grid("G4"));
    let grid = driver.document.plan().grids[id].clone();
    assert_eq!((grid.code.as_str(), grid.level), ("G4", 1));
    assert_eq!(grid.parent, driver.document.plan().grid_by_code(grid.plane, "D0"), "as its cells had");
    assert_eq!(driver.plan(), "-3333/22222/111-2/0-111/44000");
    assert_eq!(driver.steps(), ["New grid G4"]);
    driver.hover(500, 500);
    assert_eq!(driver.selection.single(), Some(Item::Grid(id)), "it is selected");
}

#[test]
fn a_ring_on_empty_ground_becomes_a_cell_of_a_new_grid() {
    let mut driver = Driver::new(ToolKind::NewGrid);
    driver.tools.options().snapping.is_on = false;
    for (x, y) in [(5000, 0), (5900, 0), (5900, 900), (5000, 900), (5000, 0)] {
        driver.click(x, y);
    }
    assert_eq!(n_cells(&driver), 26);
    let id: GridId = driver.grid("G4");
    assert_eq!(driver.document.view().cells_of(id).len(), 1);
    assert_eq!(driver.steps(), ["New grid G4"]);
    assert!(driver.document.plan().partition.validate().is_empty());
}

#[test]
fn a_ring_that_crosses_itself_is_refused_with_the_place() {
    let mut driver = Driver::new(ToolKind::NewGrid);
    driver.tools.options().snapping.is_on = false;
    for (x, y) in [(5200, 200), (5900, 900), (5900, 200), (5200, 900), (5200, 200)] {
        driver.click(x, y);
    }
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert_eq!(obstacle.refusal.code(), "crossing");
    assert!(obstacle.place.is_some());
    assert_eq!((driver.plan().as_str(), driver.steps().len()), (PLAN, 0));
}

#[test]
fn a_click_adds_an_outlet_of_the_chosen_kind() {
    let mut content = crate::edit::fixture::content(1);
    content.outlets = content.outlets.rows().take(3).cloned().collect();
    let mut driver = Driver::with(ToolKind::Outlet, content);
    driver.tools.options().outlet_kind = OutletKind::AgentPoint;
    driver.click(4700, 4900);
    let (id, outlet) = driver.document.outlets().iter().last().map(|(id, outlet)| (id, outlet.clone())).unwrap();
    assert_eq!((outlet.code.as_str(), outlet.kind), ("O3", OutletKind::AgentPoint));
    assert!(distance_m(outlet.position, at(4700, 4900)) < 0.1);
    assert_eq!(driver.document.outlet_cell(id), Driver::cell(4, 4));
    assert_eq!(driver.steps(), ["Add outlet O3"]);
    // Another kind has codes of its own.
    driver.tools.options().outlet_kind = OutletKind::FlagshipHall;
    driver.click(200, 4900);
    assert!(driver.document.outlets().rows().any(|outlet| outlet.code == "N-1" && outlet.kind == OutletKind::FlagshipHall));
}

#[test]
fn an_outlet_is_dragged_and_esc_leaves_it_where_it_was() {
    let mut content = crate::edit::fixture::content(1);
    let mut only = content.outlets.rows().next().unwrap().clone();
    only.position = at(2500, 2500);
    content.outlets = std::iter::once(only).collect();
    let mut driver = Driver::with(ToolKind::Outlet, content);
    let place = |driver: &Driver| driver.document.outlets().rows().next().unwrap().position;
    driver.press_and_drag(&[(2520, 2500), (3000, 3500)]);
    assert!(driver.tools.is_busy());
    driver.event(ToolEvent::Cancel);
    driver.event(ToolEvent::Release(driver.point(3000, 3500)));
    assert_eq!((place(&driver), driver.steps().len()), (at(2500, 2500), 0));
    driver.drag(&[(2520, 2500), (3020, 3500)]);
    assert!(distance_m(place(&driver), at(3000, 3500)) < 0.1);
    assert_eq!(driver.steps(), ["Move outlet O0"]);
    driver.hover(3000, 3500);
    driver.event(ToolEvent::Delete);
    assert!(driver.document.outlets().is_empty());
    assert_eq!(driver.steps(), ["Move outlet O0", "Remove outlet O0"]);
}

#[test]
fn a_path_is_measured_and_a_ring_has_an_area() {
    let mut driver = Driver::new(ToolKind::Measure);
    driver.tools.options().snapping.is_on = false;
    for (x, y) in [(1200, 1200), (3200, 1200), (3200, 3200), (1200, 3200)] {
        driver.click(x, y);
    }
    let sketch = driver.tools.sketch(&driver.context());
    let lengths: Vec<f64> = sketch.labels.iter().filter_map(|(_, label)| if let SketchLabel::Length(metres) = label { Some(*metres) } else { None }).collect();
    assert_eq!(lengths.len(), 3);
    assert!((lengths[0] - distance_m(at(1200, 1200), at(3200, 1200))).abs() < 0.05);
    assert!(sketch.labels.iter().any(|(_, label)| matches!(label, SketchLabel::Total(metres) if (metres - lengths.iter().sum::<f64>()).abs() < 0.01)));
    driver.click(1200, 1200);
    let sketch = driver.tools.sketch(&driver.context());
    let area = sketch.labels.iter().find_map(|(_, label)| if let SketchLabel::Area(area, around) = label { Some((*area, *around)) } else { None });
    let (area, around) = area.unwrap();
    assert!((area / ring_area_m2(&square(1200, 1200, 2000)).abs() - 1.0).abs() < 1e-3, "{area}");
    assert!(around > lengths.iter().sum());
    driver.event(ToolEvent::Cancel);
    assert!(!driver.tools.is_busy());
    assert!(driver.tools.sketch(&driver.context()).labels.is_empty());
    assert_eq!(driver.steps().len(), 0);
}
