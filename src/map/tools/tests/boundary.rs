//! Dragging, inserting and removing vertices.

use super::super::{SnapTo, SourceFilter, ToolEvent, ToolKind};
use super::PLAN;
use super::driver::Driver;
use crate::base::ArcId;
use crate::edit::fixture::content;
use crate::edit::{Content, EditRefusal};
use crate::model::{ReferenceFeature, ReferenceGeometry};
use crate::partition::fixture::{STEP, at};
use crate::partition::{Partition, Refusal};

/// Steps between vertices of the lattice that a test drags: the node in the middle of the plan.
const NODE: (i32, i32) = (2 * STEP, 2 * STEP);

fn without_snapping(content: Content) -> Driver {
    let mut driver = Driver::with(ToolKind::Boundary, content);
    driver.tools.options().snapping.is_on = false;
    driver
}

/// Whether a vertex is within a few lattice units of a place: a point of the screen is rounded to a position.
fn has_vertex(driver: &Driver, x: i32, y: i32) -> bool {
    driver.document.plan().partition.vertex_near(at(x, y), 0.1).is_some()
}

/// The same partition with arcs locked for which `is_official` says so, by their positions from the lattice's origin.
fn locked(content: &mut Content, is_official: impl Fn(&[(i32, i32)]) -> bool) {
    let origin = at(0, 0);
    let arcs = content.plan.partition.arcs().iter().map(|(id, arc)| {
        let mut shape = arc.shape.clone();
        let places: Vec<(i32, i32)> = shape.points.iter().map(|p| (p.lon - origin.lon, p.lat - origin.lat)).collect();
        shape.is_locked = is_official(&places);
        (id, shape)
    });
    content.plan.partition = Partition::from_arcs(arcs.collect::<Vec<(ArcId, _)>>()).unwrap();
}

#[test]
fn a_dragged_node_is_one_step_and_goes_where_the_pointer_says() {
    let mut driver = without_snapping(content(1));
    driver.press_and_drag(&[NODE, (2100, 2100), (2150, 2250)]);
    assert!(driver.tools.is_busy());
    assert!(driver.document.is_in_transaction());
    assert!(has_vertex(&driver, 2150, 2250), "the tentative state follows the pointer");
    driver.event(ToolEvent::Release(driver.point(2200, 2300)));
    assert!(has_vertex(&driver, 2200, 2300) && !has_vertex(&driver, 2000, 2000));
    assert_eq!(driver.steps(), ["Move a vertex"]);
    assert!(!driver.tools.is_busy() && !driver.document.is_in_transaction());
    assert_eq!(driver.plan(), PLAN, "no cell has changed its grid");
}

#[test]
fn what_was_gripped_beside_its_middle_does_not_jump() {
    let mut driver = without_snapping(content(1));
    driver.drag(&[(2040, 2030), (2140, 2130)]);
    assert!(has_vertex(&driver, 2100, 2100));
}

#[test]
fn a_click_without_a_drag_changes_nothing() {
    let mut driver = without_snapping(content(1));
    driver.click(NODE.0, NODE.1);
    assert_eq!((driver.steps().len(), driver.n_amends), (0, 0));
}

#[test]
fn esc_gives_a_drag_back() {
    let mut driver = without_snapping(content(1));
    let before = driver.document.plan().clone();
    driver.press_and_drag(&[NODE, (2300, 2200)]);
    driver.event(ToolEvent::Cancel);
    assert_eq!(*driver.document.plan(), before);
    driver.event(ToolEvent::Drag(driver.point(2400, 2400)));
    driver.event(ToolEvent::Release(driver.point(2400, 2400)));
    assert_eq!(*driver.document.plan(), before);
    assert!(driver.steps().is_empty() && !driver.document.is_in_transaction());
}

#[test]
fn another_tool_gives_a_drag_back() {
    let mut driver = without_snapping(content(1));
    let before = driver.document.plan().clone();
    driver.press_and_drag(&[NODE, (2300, 2200)]);
    driver.take(ToolKind::Select);
    assert_eq!(*driver.document.plan(), before);
    assert!(driver.steps().is_empty() && !driver.document.is_in_transaction());
}

#[test]
fn an_edge_moves_parallel_to_itself() {
    let mut driver = without_snapping(content(1));
    // The first half of the boundary from (2000, 2000) to (2500, 2100).
    driver.drag(&[(2250, 2050), (2250, 2350)]);
    assert!(has_vertex(&driver, 2000, 2300) && has_vertex(&driver, 2500, 2400));
    assert_eq!(driver.steps(), ["Move an edge"]);
}

#[test]
fn shift_keeps_the_direction() {
    let mut driver = without_snapping(content(1));
    driver.modifiers.shift = true;
    driver.drag(&[NODE, (2010, 2300)]);
    assert!(has_vertex(&driver, 2000, 2300), "upright");
    // Along the edge to (2500, 2100), two fifths of the way; the way given is a little beside it.
    let mut driver = without_snapping(content(1));
    driver.modifiers.shift = true;
    driver.drag(&[NODE, (2200, 2042)]);
    assert!(has_vertex(&driver, 2200, 2040), "along the edge");
}

#[test]
fn a_move_that_is_illegal_goes_as_far_as_it_can_and_says_why() {
    let mut driver = without_snapping(content(1));
    driver.press_and_drag(&[NODE, (2200, 2000), (3600, 2000)]);
    let gesture = driver.gesture.clone().unwrap();
    assert!(gesture.refusal.is_some() && gesture.is_moved);
    let sketch = driver.tools.sketch(&driver.context());
    assert_eq!(sketch.obstacle.map(|obstacle| obstacle.refusal), gesture.refusal);
    assert!(sketch.lines.iter().any(|line| line.ink == super::super::Ink::Refused), "what was asked for is drawn");
    driver.event(ToolEvent::Release(driver.point(3600, 2000)));
    assert!(driver.document.plan().partition.validate().is_empty());
    assert_eq!(driver.steps(), ["Move a vertex"]);
}

#[test]
fn a_double_click_inserts_and_delete_removes() {
    let mut driver = without_snapping(content(1));
    driver.double_click(2250, 2050);
    assert!(has_vertex(&driver, 2250, 2050));
    assert_eq!(driver.steps(), ["Insert a vertex"]);
    driver.hover(2250, 2050);
    driver.event(ToolEvent::Delete);
    assert!(!has_vertex(&driver, 2250, 2050));
    assert_eq!(driver.steps(), ["Insert a vertex", "Remove a vertex"]);
}

#[test]
fn a_junction_cannot_be_removed_and_says_so() {
    let mut driver = without_snapping(content(1));
    driver.hover(NODE.0, NODE.1);
    driver.event(ToolEvent::Delete);
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert!(matches!(obstacle.refusal, EditRefusal::Geometry(Refusal::IsJunction(_))));
    assert_eq!(obstacle.place, Some(Driver::node(2, 2)));
    assert!(driver.steps().is_empty());
}

#[test]
fn a_locked_grid_keeps_its_boundary() {
    let mut content = content(1);
    let grid = content.plan.grid_by_code(content.project.planes.ids().next().unwrap(), "G1").unwrap();
    content.plan.grids.get_mut(grid).unwrap().is_locked = true;
    let mut driver = without_snapping(content);
    let before = driver.document.plan().clone();
    // The boundary between G1 below and G2 above.
    driver.press_and_drag(&[(1000, 3000), (1000, 3200)]);
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert_eq!((obstacle.refusal, obstacle.grid), (EditRefusal::Locked("G1".to_owned()), Some(grid)));
    driver.event(ToolEvent::Release(driver.point(1000, 3200)));
    assert_eq!(*driver.document.plan(), before);
    assert!(driver.steps().is_empty());
}

#[test]
fn nothing_is_said_of_a_read_only_document_but_that_it_is() {
    let mut driver = without_snapping(content(1));
    driver.document.set_read_only(true);
    let before = driver.document.plan().clone();
    driver.drag(&[NODE, (2200, 2200)]);
    assert_eq!(driver.refused, [EditRefusal::ReadOnly]);
    assert_eq!(*driver.document.plan(), before);
    assert!(!driver.tools.is_busy());
}

#[test]
fn an_official_boundary_is_pushed_cell_by_cell() {
    let mut content = content(1);
    // The whole boundary between the rows of G1 and G2 at latitude 3000.
    locked(&mut content, |places| places.iter().all(|(_, y)| (3000..=3100).contains(y)));
    let mut driver = without_snapping(content);
    // G2 lies above; the pointer leans down on G1: the cell in column 1 of row 2 follows.
    driver.press_and_drag(&[(1500, 3100), (1500, 2900), (1500, 2300)]);
    assert!(driver.tools.is_busy());
    assert_eq!(driver.plan(), "-3333/22222/121-2/0-111/00000");
    driver.event(ToolEvent::Release(driver.point(1500, 2300)));
    assert_eq!(driver.steps(), ["Push the boundary of grid G2"]);
    assert!(has_vertex(&driver, 1500, 3100), "its shape stays");
}

#[test]
fn an_official_boundary_within_one_grid_is_refused() {
    let mut content = content(1);
    locked(&mut content, |places| places.iter().all(|(x, _)| (900..=1000).contains(x)));
    let mut driver = without_snapping(content);
    driver.press_and_drag(&[(900, 2500), (700, 2500)]);
    let obstacle = driver.tools.sketch(&driver.context()).obstacle.unwrap();
    assert!(matches!(obstacle.refusal, EditRefusal::Geometry(Refusal::BaseUnitLocked(_))));
    driver.event(ToolEvent::Release(driver.point(700, 2500)));
    assert!(driver.steps().is_empty() && driver.n_amends == 0);
}

#[test]
fn a_boundary_dragged_onto_a_river_with_command_follows_it() {
    let bend = [(1_500, 2_200), (2_100, 2_180), (2_400, 2_260), (2_700, 2_210), (3_400, 2_190)];
    let mut with_river = content(1);
    let geometry = ReferenceGeometry::Lines(vec![bend.iter().map(|(x, y)| at(*x, *y)).collect()]);
    with_river.reference = vec![ReferenceFeature { layer: "water".to_owned(), kind: "river".to_owned(), name: "卫河".to_owned(), geometry }];
    let mut driver = Driver::with(ToolKind::Boundary, with_river);
    let before = driver.document.plan().clone();
    driver.modifiers.command = true;
    driver.press_and_drag(&[(2_250, 2_050), (2_400, 2_255)]);
    assert!(bend[1..4].iter().all(|(x, y)| has_vertex(&driver, *x, *y)), "the river's own bends");
    assert!(driver.document.check_invariants().iter().all(|check| check.violations.is_empty()));
    driver.event(ToolEvent::Drag(driver.point(2_300, 2_400)));
    assert_eq!(driver.document.plan().partition, before.partition, "away from the river it is as before");
    driver.event(ToolEvent::Drag(driver.point(2_400, 2_255)));
    driver.event(ToolEvent::Release(driver.point(2_400, 2_255)));
    assert_eq!(driver.steps(), ["Lead a boundary along a line"]);
    driver.document.undo(None).unwrap();
    assert_eq!(*driver.document.plan(), before);
}

#[test]
fn a_cut_follows_a_river_between_two_clicks() {
    let mut with_river = content(1);
    let geometry = ReferenceGeometry::Lines(vec![[(1_900, 2_500), (2_300, 2_560), (2_700, 2_440), (3_100, 2_500)].iter().map(|(x, y)| at(*x, *y)).collect()]);
    with_river.reference = vec![ReferenceFeature { layer: "water".to_owned(), kind: "river".to_owned(), name: "卫河".to_owned(), geometry }];
    let mut driver = Driver::with(ToolKind::Cut, with_river);
    driver.modifiers.command = true;
    driver.click(1_900, 2_500);
    driver.click(3_100, 2_500);
    driver.event(ToolEvent::Confirm);
    assert!(has_vertex(&driver, 2_300, 2_560) && has_vertex(&driver, 2_700, 2_440), "{:?}", driver.steps());
}

#[test]
fn a_vertex_snaps_to_a_road_and_alt_frees_it() {
    let road = |content: &mut Content| {
        let geometry = ReferenceGeometry::Lines(vec![vec![at(0, 2230), at(5 * STEP, 2230)]]);
        content.reference = vec![ReferenceFeature { layer: "road".to_owned(), kind: "primary".to_owned(), name: "平原路".to_owned(), geometry }];
    };
    let mut with_road = content(1);
    road(&mut with_road);
    let mut driver = Driver::with(ToolKind::Boundary, with_road.clone());
    driver.press_and_drag(&[NODE, (2100, 2250)]);
    assert_eq!(driver.document.plan().partition.vertex_near(at(2100, 2230), 5.0).and_then(|vertex| driver.document.plan().partition.vertex_position(vertex)).map(|p| p.lat), Some(at(0, 2230).lat));
    let sketch = driver.tools.sketch(&driver.context());
    assert!(sketch.labels.iter().any(|(_, label)| *label == super::super::SketchLabel::Snapped("snap-road", "平原路".to_owned())), "{:?}", sketch.labels);
    driver.modifiers.alt = true;
    driver.event(ToolEvent::Drag(driver.point(2101, 2250)));
    assert!(has_vertex(&driver, 2101, 2250), "Alt frees it");
    driver.modifiers.alt = false;
    driver.tools.options().snapping.to_reference = false;
    driver.event(ToolEvent::Drag(driver.point(2100, 2250)));
    assert!(has_vertex(&driver, 2100, 2250), "so does the option");
    assert_eq!(SourceFilter::default(), driver.tools.options().source);
}

#[test]
fn a_vertex_that_snaps_to_another_stops_just_before_it() {
    let mut driver = Driver::new(ToolKind::Boundary);
    // The vertex in the middle of one boundary towards that of the next, past its neighbours.
    driver.press_and_drag(&[(2500, 2100), (2500, 2600), (2500, 3060)]);
    let partition = &driver.document.plan().partition;
    assert!(driver.gesture.as_ref().is_some_and(|gesture| gesture.refusal.is_none()), "{:?}", driver.gesture);
    let sketch = driver.tools.sketch(&driver.context());
    assert!(sketch.marks.iter().any(|(position, mark)| *mark == super::super::Mark::Snap && *position == at(2500, 3100)));
    assert!(partition.validate().is_empty());
    let tip = partition.vertex_near(at(2500, 3096), 0.02).and_then(|vertex| partition.vertex_position(vertex));
    assert_eq!(tip, Some(at(2500, 3096)));
    assert_eq!(super::super::Snap { position: at(0, 0), to: SnapTo::Vertex }.to, SnapTo::Vertex);
}

#[test]
fn the_sketch_shows_the_boundary_under_the_pointer_with_its_handles() {
    let mut driver = without_snapping(content(1));
    driver.hover(2250, 2050);
    let sketch = driver.tools.sketch(&driver.context());
    assert_eq!(sketch.hint, Some("hint-boundary-edge"));
    assert_eq!(sketch.lines.len(), 2, "the arc and the edge");
    let marks: Vec<super::super::Mark> = sketch.marks.iter().map(|(_, mark)| *mark).collect();
    assert_eq!(marks, [super::super::Mark::Node, super::super::Mark::Vertex, super::super::Mark::Node]);
    driver.event(ToolEvent::Leave);
    assert!(driver.tools.sketch(&driver.context()).lines.is_empty());
}
