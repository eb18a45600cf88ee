//! Small plans drawn by hand. Sides are 10,000 units (about 100 m) unless said otherwise.

use super::*;
use crate::partition::OverlapRule;

fn exact() -> BuildOptions {
    BuildOptions { snap_units: Some(0), gap_width_m: Some(0.0), ..BuildOptions::default() }
}

fn named(list: &[(&str, u32, i128)]) -> Vec<(String, u32, i128)> {
    list.iter().map(|(code, part, area)| ((*code).to_owned(), *part, *area)).collect()
}

const S: i32 = 10_000;
const AREA: i128 = 100_000_000;

#[test]
fn nothing_in_nothing_out() {
    let built = checked(&[], &BuildOptions::default());
    assert!(built.arcs.is_empty() && built.cells.is_empty() && built.findings.is_empty());
}

#[test]
fn one_square_is_one_closed_arc() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)])]);
    let built = checked(&plan, &BuildOptions { lock_arcs: true, ..BuildOptions::default() });
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA)]));
    assert_eq!((built.arcs.len(), built.arcs[0].points.len()), (1, 5));
    assert!(built.arcs[0].from == built.arcs[0].to && built.arcs[0].is_locked);
    assert!(built.findings.is_empty());
}

#[test]
fn two_squares_share_one_arc_whatever_their_orientation() {
    let mut right = rectangle(S, 0, 2 * S, S);
    right.reverse();
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&right[..4]])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA), ("B", 1, AREA)]));
    assert_eq!(built.arcs.len(), 3);
    assert!(built.findings.is_empty() && built.snap_units <= 1);
}

#[test]
fn a_noisy_border_becomes_one_line() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&rectangle(S + 20, -15, 2 * S, S + 10)])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(built.cells.len(), 2);
    assert_eq!(built.arcs.len(), 3, "one shared arc, two outer ones");
    assert!(built.snap_units >= 20 && built.snap_units < 100, "{}", built.snap_units);
}

#[test]
fn a_street_between_squares_stays() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&rectangle(S + 2_000, 0, 3 * S, S)])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(built.arcs.len(), 2);
    assert!(built.findings.is_empty());
}

#[test]
fn an_overlap_goes_to_the_longest_border() {
    // The overlap strip has A's side (10,000) on the left, B's side on the right; its ends look outside. B is larger.
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&rectangle(S - 3_000, 0, 4 * S, S)])]);
    let built = checked(&plan, &exact());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA * 7 / 10), ("B", 1, AREA * 33 / 10)]));
    // Two corners of each lie on edges of the other.
    assert_eq!(decisions(&built)[..4], [(FindingKind::TJunction, "inserted"); 4]);
    assert_eq!(decisions(&built)[4..], [(FindingKind::Overlap, "assigned")]);
    let finding = &built.findings[4];
    assert_eq!((finding.row, finding.subjects.clone()), (Some(1), vec!["B".to_owned(), "A".to_owned()]));
    // 3,000 x 10,000 units of 1.1119508 cm at the equator.
    assert!((finding.area_m2.unwrap() - 3_709.3).abs() < 1.0, "{finding:?}");
    let place = finding.place.unwrap();
    assert!((0.0007..0.001).contains(&place[0]) && (0.0..0.001).contains(&place[1]));
}

#[test]
fn a_polygon_drawn_too_large_does_not_eat_into_correct_ones() {
    // Nine squares, the middle one 2 % too large on each side: every strip of overlap has nearly equally long borders, but
    // the middle square agrees with nobody.
    let square = |code: &str, x: i32, y: i32, more: i32| polygon(code, &[&rectangle(x * S - more, y * S - more, (x + 1) * S + more, (y + 1) * S + more)]);
    let plan = numbered((0..9).map(|at| square(&format!("Q{at}"), at % 3, at / 3, if at == 4 { 200 } else { 0 })).collect());
    let built = checked(&plan, &BuildOptions::default());
    assert!(areas(&built, &plan).iter().all(|(_, part, area)| *part == 1 && *area == AREA), "{:?}", areas(&built, &plan));
    assert_eq!(built.arcs.len(), 20);
}

#[test]
fn rules_for_overlaps_differ() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&rectangle(S - 3_000, 2_000, 4 * S, 9_000)])]);
    let first = |rule| {
        let built = checked(&plan, &BuildOptions { overlap: rule, ..exact() });
        areas(&built, &plan)[0].2
    };
    assert_eq!(first(OverlapRule::First), AREA);
    assert_eq!(first(OverlapRule::LargestArea), AREA - 21_000_000);
    // Three sides of the overlap border on A, one on B.
    assert_eq!(first(OverlapRule::LongestBorder), AREA);
}

#[test]
fn a_narrow_gap_is_filled_and_a_wide_one_reported() {
    // A frame of four around a hole of 3,000; and a slit of 30 between A and B that both ends of which are closed.
    let plan = numbered(vec![
        polygon("A", &[&[(0, 0), (S, 0), (S, 4_000), (S - 30, 5_000), (S, 6_000), (S, S), (0, S)]]),
        polygon("B", &[&[(S, 0), (3 * S, 0), (3 * S, S), (S, S), (S, 6_000), (S, 4_000)], &rectangle(15_000, 3_000, 18_000, 6_000)]),
    ]);
    let built = checked(&plan, &BuildOptions { snap_units: Some(0), gap_width_m: Some(0.5), ..BuildOptions::default() });
    assert_eq!(decisions(&built), [(FindingKind::Gap, "filled"), (FindingKind::Gap, "kept")]);
    assert_eq!(built.findings[0].subjects, ["A"], "A's two bent sides are longer than B's straight one");
    assert_eq!(built.findings[1].subjects, ["B"]);
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA), ("B", 1, 2 * AREA - 9_000_000)]));
}

#[test]
fn a_sliver_overlap_is_called_a_sliver() {
    let plan = numbered(vec![
        polygon("A", &[&[(0, 0), (S, 0), (S + 30, 5_000), (S, S), (0, S)]]),
        polygon("B", &[&[(S, 0), (2 * S, 0), (2 * S, S), (S, S)]]),
    ]);
    let built = checked(&plan, &BuildOptions { snap_units: Some(0), gap_width_m: Some(0.5), ..BuildOptions::default() });
    assert_eq!(decisions(&built), [(FindingKind::Sliver, "assigned")]);
    assert_eq!(built.cells.len(), 2);
}

#[test]
fn a_bow_tie_keeps_both_halves() {
    let plan = numbered(vec![polygon("A", &[&[(0, 0), (S, S), (S, 0), (0, S)]])]);
    let built = checked(&plan, &exact());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA / 4), ("A", 2, AREA / 4)]));
    assert_eq!(decisions(&built), [(FindingKind::SelfIntersection, "split"), (FindingKind::MultiPart, "split")]);
    assert_eq!(built.findings[0].place, Some([0.0005, 0.0005]));
    assert_eq!(built.findings[1].subjects, ["A", "2"]);
}

#[test]
fn a_vertex_on_a_foreign_edge_is_inserted() {
    let plan = numbered(vec![
        polygon("A", &[&rectangle(0, 0, 2 * S, S)]),
        polygon("B", &[&rectangle(0, S, S, 2 * S)]),
        polygon("C", &[&rectangle(S, S, 2 * S, 2 * S)]),
    ]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, 2 * AREA), ("B", 1, AREA), ("C", 1, AREA)]));
    assert_eq!(decisions(&built), [(FindingKind::TJunction, "inserted")]);
    assert_eq!((built.findings[0].place, built.findings[0].subjects[0].as_str()), (Some([0.001, 0.001]), "A"));
}

#[test]
fn a_copy_is_merged_away_even_when_drawn_backwards() {
    let square = rectangle(0, 0, S, S);
    let back = [(S, S), (S, 0), (0, 0), (0, S)];
    let plan = numbered(vec![polygon("A", &[&square]), polygon("B", &[&back])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA)]));
    assert_eq!(decisions(&built), [(FindingKind::Duplicate, "merged")]);
    assert_eq!((built.findings[0].row, built.findings[0].subjects.clone()), (Some(2), vec!["B".to_owned(), "A".to_owned()]));
}

#[test]
fn a_copy_with_noise_is_a_copy() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&rectangle(5, -4, S + 3, S + 6)])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA)]));
    assert!(decisions(&built).contains(&(FindingKind::Duplicate, "merged")), "{:?}", built.findings);
}

#[test]
fn a_spike_is_removed() {
    let plan = numbered(vec![polygon("A", &[&[(0, 0), (S, 0), (S, S), (S / 2, S), (S / 2, 3 * S), (S / 2, S), (0, S)]])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA)]));
    assert_eq!(decisions(&built), [(FindingKind::SelfIntersection, "split")]);
}

#[test]
fn an_enclave_fills_the_hole_drawn_for_it() {
    let hole = rectangle(3_000, 3_000, 6_000, 6_000);
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S), &hole]), polygon("B", &[&hole])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA - 9_000_000), ("B", 1, 9_000_000)]));
    assert_eq!(built.arcs.len(), 2);
    assert!(built.findings.is_empty());
}

#[test]
fn an_enclave_may_touch_the_shell_at_one_node() {
    let hole = [(S, 5_000), (6_000, 6_000), (6_000, 4_000)];
    let shell = [(0, 0), (S, 0), (S, 5_000), (S, S), (0, S)];
    let plan = numbered(vec![polygon("A", &[&shell, &hole]), polygon("B", &[&hole])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA - 4_000_000), ("B", 1, 4_000_000)]));
    assert_eq!(built.arcs.len(), 2, "two closed arcs at one node");
    assert!(built.arcs.iter().all(|arc| arc.from == arc.to) && built.arcs[0].from == built.arcs[1].from);
}

#[test]
fn an_inner_polygon_without_a_hole_wins() {
    let plan = numbered(vec![
        polygon("A", &[&rectangle(0, 0, S, S)]),
        polygon("B", &[&rectangle(2_000, 2_000, 8_000, 8_000)]),
        polygon("C", &[&rectangle(4_000, 4_000, 5_000, 5_000)]),
    ]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, AREA - 36_000_000), ("B", 1, 35_000_000), ("C", 1, 1_000_000)]));
    assert_eq!(decisions(&built), [(FindingKind::Overlap, "kept_inner"); 2]);
}

#[test]
fn parts_become_cells_and_touching_is_not_hanging_together() {
    let plan = numbered(vec![
        polygon("A", &[&rectangle(0, 0, S, S), &rectangle(S, S, 3 * S, 2 * S)]),
        polygon("B", &[&rectangle(S, 0, 2 * S, S)]),
    ]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, 2 * AREA), ("A", 2, AREA), ("B", 1, AREA)]));
    assert_eq!(built.cells.iter().map(|cell| cell.parts).collect::<Vec<_>>(), [2, 2, 1]);
    assert!(decisions(&built).contains(&(FindingKind::MultiPart, "split")));
}

#[test]
fn collinear_edges_that_overlap_are_cut_at_each_other() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, 3 * S, S)]), polygon("B", &[&rectangle(S, S, 5 * S, 2 * S)])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("A", 1, 3 * AREA), ("B", 1, 4 * AREA)]));
    assert_eq!(decisions(&built), [(FindingKind::TJunction, "inserted"); 2]);
    assert_eq!(built.arcs.len(), 3);
}

#[test]
fn squares_that_touch_at_a_corner_share_a_node_only() {
    let plan = numbered(vec![polygon("A", &[&rectangle(0, 0, S, S)]), polygon("B", &[&rectangle(S, S, 2 * S, 2 * S)])]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(built.arcs.len(), 2);
    assert_eq!(built.arcs[0].from, built.arcs[1].from);
    assert!(built.findings.is_empty());
}

#[test]
fn polygons_without_ground_are_named() {
    let plan = numbered(vec![
        polygon("empty", &[]),
        polygon("ringless", &[&[]]),
        polygon("point", &[&[(5, 5), (5, 5), (5, 5)]]),
        polygon("line", &[&[(0, 0), (S, S), (5_000, 5_000), (0, 0)]]),
        polygon("ground", &[&rectangle(0, 0, S, S), &[(1, 1), (9, 9)]]),
    ]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("ground", 1, AREA)]));
    let rejected: Vec<u64> = built.findings.iter().filter(|f| f.action == "rejected").filter_map(|f| f.row).collect();
    assert_eq!(rejected, [1, 2, 3, 4]);
    assert!(built.findings.iter().any(|f| f.row == Some(5) && f.action == "removed"));
}

#[test]
fn a_polygon_below_the_snap_distance_is_named() {
    let speck = [(S, 2_000), (S + 3, 2_000), (S, 2_003)];
    let around: [(i32, i32); 5] = [(0, 0), (S, 0), (S + 1, 2_001), (S, S), (0, S)];
    let plan = numbered(vec![polygon("A", &[&around]), polygon("speck", &[&speck]), polygon("B", &[&rectangle(S, 0, 2 * S, S)])]);
    let built = checked(&plan, &BuildOptions { snap_units: Some(50), ..BuildOptions::default() });
    let has_cell = built.cells.iter().any(|cell| cell.polygon == 1);
    let is_named = built.findings.iter().any(|f| f.row == Some(2));
    assert!(has_cell || is_named, "never lost silently: {:?}", built.findings);
}

#[test]
fn a_polygon_that_others_cover_is_named() {
    let plan = numbered(vec![
        polygon("all", &[&rectangle(0, 0, 2 * S, S)]),
        polygon("left", &[&rectangle(0, 0, S, S)]),
        polygon("right", &[&rectangle(S, 0, 2 * S, S)]),
    ]);
    let built = checked(&plan, &exact());
    assert_eq!(areas(&built, &plan), named(&[("left", 1, AREA), ("right", 1, AREA)]));
    let lost = built.findings.last().unwrap();
    assert_eq!((lost.kind, lost.action.as_str(), lost.row), (FindingKind::Overlap, "vanished", Some(1)));
    assert_eq!(lost.subjects, ["all", "left", "right"]);
}

#[test]
fn islands_lie_in_the_face_around_them() {
    // A ring-shaped polygon, in its hole an island with a lake, in the lake another island: nesting over four levels.
    let plan = numbered(vec![
        polygon("ring", &[&rectangle(0, 0, 9 * S, 9 * S), &rectangle(S, S, 8 * S, 8 * S)]),
        polygon("island", &[&rectangle(2 * S, 2 * S, 7 * S, 7 * S), &rectangle(3 * S, 3 * S, 6 * S, 6 * S)]),
        polygon("inner", &[&rectangle(4 * S, 4 * S, 5 * S, 5 * S)]),
        polygon("away", &[&rectangle(20 * S, 0, 21 * S, S)]),
    ]);
    let built = checked(&plan, &BuildOptions::default());
    assert_eq!(areas(&built, &plan), named(&[("ring", 1, 32 * AREA), ("island", 1, 16 * AREA), ("inner", 1, AREA), ("away", 1, AREA)]));
    // The two moats, each seen as the ground between two outlines.
    assert_eq!(decisions(&built), [(FindingKind::Gap, "kept"); 2]);
    let mut outer: Vec<(u32, u32)> = built.arcs.iter().map(|arc| (arc.left.0.min(arc.right.0), arc.left.0.max(arc.right.0))).collect();
    outer.sort_unstable();
    assert_eq!(outer, [(0, 1), (0, 1), (0, 2), (0, 2), (0, 3), (0, 4)]);
}

#[test]
fn the_ends_of_the_earth_do_not_overflow() {
    let (x, y) = (1_800_000_000, 900_000_000);
    let plan = numbered(vec![
        polygon("A", &[&rectangle(-x, -y, x, y)]),
        polygon("B", &[&[(-x, -y), (x, y - 1), (x, y)]]),
        polygon("C", &[&[(i32::MIN, i32::MIN), (i32::MAX, i32::MIN), (i32::MAX, i32::MAX)]]),
    ]);
    let built = checked(&plan, &BuildOptions::default());
    assert!(built.cells.len() >= 3);
}

#[test]
fn cancelling_stops_the_build() {
    let cancel = CancelToken::default();
    cancel.cancel();
    let plan = [polygon("A", &[&rectangle(0, 0, S, S)])];
    assert!(build(&plan, &BuildOptions::default(), &cancel, &NoProgress).is_err());
}
