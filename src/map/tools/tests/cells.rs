//! Brush, push, lasso, merge: cells change grids or become one.

use super::super::{SourceFilter, ToolEvent, ToolKind};
use super::PLAN;
use super::driver::Driver;
use crate::edit::fixture::content;
use crate::edit::{Content, EditRefusal};
use crate::map::{Item, Pick};

fn strict() -> Content {
    let mut content = content(1);
    let plane = content.project.planes.ids().next().unwrap();
    content.project.planes.get_mut(plane).unwrap().levels[1].is_contiguity_strict = true;
    content
}

fn brush(content: Content) -> Driver {
    let mut driver = Driver::with(ToolKind::Brush, content);
    driver.tools.options().set_brush_radius(8.0);
    driver
}

#[test]
fn a_stroke_paints_what_it_touches_as_one_step() {
    let mut driver = brush(content(1));
    driver.press_and_drag(&[(500, 3500), (1500, 3500), (1500, 2500)]);
    assert_eq!(driver.plan(), "-3333/22222/121-2/0-111/00000", "while the button is down");
    driver.event(ToolEvent::Release(driver.point(1500, 1500)));
    assert_eq!(driver.plan(), "-3333/22222/121-2/02111/00000");
    assert_eq!(driver.steps(), ["Brush cells into grid G2"]);
}

#[test]
fn the_selected_grid_is_painted_wherever_the_stroke_begins() {
    let mut driver = brush(content(1));
    driver.selection.pick([Item::Grid(driver.grid("G3"))], Pick::Replace);
    driver.drag(&[(500, 500), (600, 500)]);
    assert_eq!(driver.plan(), "-3333/22222/111-2/0-111/30000");
}

#[test]
fn the_brush_takes_only_what_its_source_allows() {
    let path = [(1500, 3500), (1500, 1500), (500, 1500)];
    let painted = |source| {
        let mut driver = brush(content(1));
        driver.tools.options().source = source;
        driver.drag(&path);
        driver.plan()
    };
    assert_eq!(painted(SourceFilter::All), "-3333/22222/121-2/22111/00000");
    assert_eq!(painted(SourceFilter::Unassigned), "-3333/22222/111-2/02111/00000");
    assert_eq!(painted(SourceFilter::OneGrid), "-3333/22222/121-2/0-111/00000");
    // G2 stands below another district than G0 and G1.
    assert_eq!(painted(SourceFilter::SameParent), PLAN);
}

#[test]
fn esc_gives_a_stroke_back() {
    let mut driver = brush(content(1));
    driver.press_and_drag(&[(500, 3500), (1500, 500)]);
    assert_ne!(driver.plan(), PLAN);
    driver.event(ToolEvent::Cancel);
    assert_eq!(driver.plan(), PLAN);
    assert!(driver.steps().is_empty());
}

#[test]
fn a_locked_grid_gives_nothing_and_stops_nothing() {
    let mut content = content(1);
    let plane = content.project.planes.ids().next().unwrap();
    let locked = content.plan.grid_by_code(plane, "G1").unwrap();
    content.plan.grids.get_mut(locked).unwrap().is_locked = true;
    let mut driver = brush(content);
    driver.press_and_drag(&[(1500, 3500), (1500, 2500)]);
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert_eq!(obstacle.refusal, EditRefusal::Locked("G1".to_owned()));
    driver.event(ToolEvent::Drag(driver.point(1500, 1500)));
    assert_eq!(driver.plan(), "-3333/22222/111-2/02111/00000", "the unassigned cell beyond is painted");
    assert_eq!(driver.tools.sketch(&driver.context()).obstacle, None, "the pointer has gone on");
    driver.event(ToolEvent::Release(driver.point(1500, 1500)));
    assert_eq!(driver.steps(), ["Brush cells into grid G2"]);
}

#[test]
fn a_strict_level_stays_in_one_piece() {
    let mut driver = brush(strict());
    // Row 2 of G1 hangs on the rest of it by the cell in column 2: taking that cell first would cut two cells off.
    driver.press_and_drag(&[(2500, 3500), (2500, 2500)]);
    assert_eq!(driver.plan(), PLAN);
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert_eq!(obstacle.refusal, EditRefusal::DisconnectsGrid("G1".to_owned()));
    assert!(driver.tools.sketch(&driver.context()).lines.iter().any(|line| line.ink == super::super::Ink::Refused), "the cell is drawn in red");
    // Once the others have gone it may go too.
    driver.event(ToolEvent::Drag(driver.point(500, 2500)));
    driver.event(ToolEvent::Release(driver.point(500, 2500)));
    assert_eq!(driver.plan(), "-3333/22222/222-2/0-111/00000");
    assert_eq!(driver.steps().len(), 1);
}

#[test]
fn the_outside_cannot_be_painted() {
    let mut driver = brush(content(1));
    driver.drag(&[(-600, 500), (-500, 500)]);
    assert_eq!(driver.tools.sketch(&driver.context()).hint, Some("hint-no-grid-here"));
    assert!(driver.steps().is_empty() && driver.refused.is_empty());
}

#[test]
fn a_grid_that_is_leaned_on_takes_the_cells_the_pointer_passes() {
    let mut driver = Driver::new(ToolKind::Push);
    driver.press_and_drag(&[(1500, 3150), (1500, 2900)]);
    assert_eq!(driver.plan(), PLAN, "the cell's middle is not passed yet");
    driver.event(ToolEvent::Drag(driver.point(1500, 2300)));
    assert_eq!(driver.plan(), "-3333/22222/121-2/0-111/00000");
    driver.event(ToolEvent::Drag(driver.point(1500, 1300)));
    assert_eq!(driver.plan(), "-3333/22222/121-2/02111/00000");
    // Who goes back returns what was passed last.
    driver.event(ToolEvent::Drag(driver.point(1500, 2300)));
    assert_eq!(driver.plan(), "-3333/22222/121-2/0-111/00000");
    driver.event(ToolEvent::Release(driver.point(1500, 2300)));
    assert_eq!(driver.steps(), ["Push the boundary of grid G2"]);
}

#[test]
fn several_excursions_of_one_push_are_one_step() {
    let mut driver = Driver::new(ToolKind::Push);
    driver.press_and_drag(&[(500, 3150), (500, 2200), (1500, 2200), (1500, 3500), (2500, 3500), (2500, 2200)]);
    driver.event(ToolEvent::Release(driver.point(2500, 2200)));
    assert_eq!(driver.plan(), "-3333/22222/222-2/0-111/00000");
    assert_eq!(driver.steps().len(), 1);
}

#[test]
fn a_push_that_comes_home_is_no_step() {
    let mut driver = Driver::new(ToolKind::Push);
    driver.drag(&[(1500, 3150), (1500, 2200), (1500, 3300)]);
    assert_eq!(driver.plan(), PLAN);
    assert!(driver.steps().is_empty());
}

#[test]
fn esc_gives_a_push_back_and_a_strict_level_stays_whole() {
    let mut driver = Driver::with(ToolKind::Push, strict());
    driver.press_and_drag(&[(2500, 3150), (2500, 2200)]);
    assert_eq!(driver.plan(), PLAN);
    assert!(driver.tools.sketch(&driver.context()).obstacle.is_some());
    driver.event(ToolEvent::Cancel);
    assert!(!driver.tools.is_busy() && driver.steps().is_empty());
}

#[test]
fn only_the_edge_of_a_grid_can_be_grabbed() {
    let mut driver = Driver::new(ToolKind::Push);
    driver.hover(1500, 500);
    assert_eq!(driver.hover, None, "deep inside");
    driver.hover(1500, 3150);
    assert_eq!(driver.hover, Some(Item::Grid(driver.grid("G2"))));
}

#[test]
fn cells_inside_a_ring_go_to_the_selected_grid() {
    let mut driver = Driver::new(ToolKind::Lasso);
    driver.selection.pick([Item::Grid(driver.grid("G3"))], Pick::Replace);
    driver.drag(&[(200, 3200), (1800, 3200), (1800, 2200), (200, 2200)]);
    assert_eq!(driver.plan(), "-3333/22222/331-2/0-111/00000");
    assert_eq!(driver.steps(), ["Circle cells into grid G3"]);
}

#[test]
fn a_lasso_by_clicks_can_be_taken_back_point_by_point() {
    let mut driver = Driver::new(ToolKind::Lasso);
    for (x, y) in [(200, 3200), (1800, 3200), (4500, 4500)] {
        driver.click(x, y);
    }
    driver.event(ToolEvent::Cancel);
    assert!(driver.tools.is_busy(), "the last point only");
    // The map may be moved meanwhile.
    driver.view.camera.zoom = 20.0;
    for (x, y) in [(1800, 2200), (200, 2200)] {
        driver.click(x, y);
    }
    driver.event(ToolEvent::Confirm);
    assert_eq!(driver.plan(), "-3333/22222/221-2/0-111/00000", "to the grid where the ring began");
    driver.click(500, 500);
    driver.click(900, 900);
    driver.event(ToolEvent::Cancel);
    driver.event(ToolEvent::Cancel);
    assert!(!driver.tools.is_busy());
    assert_eq!(driver.steps().len(), 1);
}

#[test]
fn cells_are_seen_to_go_while_the_ring_is_drawn() {
    let mut driver = Driver::new(ToolKind::Lasso);
    driver.selection.pick([Item::Grid(driver.grid("G3"))], Pick::Replace);
    let before = driver.plan();
    driver.press_and_drag(&[(200, 3200), (1800, 3200), (1800, 2200), (200, 2200)]);
    assert_eq!(driver.plan(), "-3333/22222/331-2/0-111/00000", "before the button is up");
    driver.event(ToolEvent::Drag(driver.point(200, 3100)));
    driver.event(ToolEvent::Cancel);
    assert_eq!(driver.plan(), before, "Esc gives everything back");
    assert!(driver.steps().is_empty() && driver.gesture.is_none());
}

#[test]
fn an_empty_lasso_says_so() {
    let mut driver = Driver::new(ToolKind::Lasso);
    driver.drag(&[(200, 3200), (400, 3200), (400, 3400), (200, 3400)]);
    assert_eq!(driver.tools.sketch(&driver.context()).hint, Some("hint-nothing-inside"));
    assert!(driver.steps().is_empty());
}

#[test]
fn collected_cells_become_one() {
    let mut driver = Driver::new(ToolKind::Merge);
    driver.click(1500, 500);
    driver.click(2500, 500);
    driver.click(4500, 4500);
    driver.click(4500, 4500);
    driver.event(ToolEvent::Confirm);
    let partition = &driver.document.plan().partition;
    assert_eq!(partition.n_cells(), 24);
    assert!(partition.faces().contains(Driver::cell(1, 0)) && !partition.faces().contains(Driver::cell(2, 0)), "the first stays");
    assert_eq!(driver.steps(), ["Merge 2 cells"]);
    assert!(!driver.tools.is_busy());
}

#[test]
fn cells_that_do_not_touch_are_not_merged() {
    let mut driver = Driver::new(ToolKind::Merge);
    driver.click(500, 500);
    driver.event(ToolEvent::Confirm);
    assert!(driver.tools.is_busy(), "one cell is not enough");
    driver.click(2500, 2500);
    driver.event(ToolEvent::Confirm);
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert_eq!(obstacle.refusal.code(), "not_adjacent");
    driver.event(ToolEvent::Cancel);
    assert!(!driver.tools.is_busy() && driver.steps().is_empty());
}
