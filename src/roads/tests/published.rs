//! Travel times of an independent program on a made-up city.
//!
//! The values are those of scipy 1.17.1 (`scipy.sparse.csgraph.dijkstra`) on the lines of [`city`] as they are, one arc for each segment
//! and direction, nothing contracted, with geodesic lengths of pyproj and the speeds of the table of [`crate::roads::Speeds`].

use super::city::{city, graph, network};
use crate::geodesy::Position;
use crate::roads::{Direction, Measured, Mode, Workspace};

const SOURCE: Position = Position::new(1_139_137_292, 353_330_937);
const GOALS: [Position; 6] = [
    Position::new(1_139_424_534, 353_005_829),
    Position::new(1_139_061_460, 353_132_654),
    Position::new(1_139_452_581, 353_240_538),
    Position::new(1_139_162_764, 353_358_184),
    Position::new(1_139_582_074, 353_464_112),
    Position::new(1_139_402_154, 353_587_068),
];
/// Seconds to the goals, from the source and towards it. One goal lies in a street that only leads out of the net of cars.
const SECONDS: [(Mode, Direction, [Option<f64>; 6]); 6] = [
    (Mode::Walk, Direction::FromOutlet, [Some(4_159.725), Some(1_953.581), Some(2_672.158), Some(407.140), Some(3_789.605), Some(3_565.931)]),
    (Mode::Walk, Direction::ToOutlet, [Some(4_159.725), Some(1_953.581), Some(2_672.158), Some(407.140), Some(3_789.605), Some(3_565.931)]),
    (Mode::Ride, Direction::FromOutlet, [Some(1_462.636), Some(691.654), Some(897.065), Some(135.713), Some(1_351.574), Some(1_224.107)]),
    (Mode::Ride, Direction::ToOutlet, [Some(1_407.057), Some(672.918), Some(979.512), Some(202.033), Some(1_846.884), Some(1_308.359)]),
    (Mode::Drive, Direction::FromOutlet, [Some(920.806), Some(545.163), Some(583.195), Some(103.214), Some(845.088), Some(668.099)]),
    (Mode::Drive, Direction::ToOutlet, [Some(869.590), Some(408.810), Some(576.943), Some(103.214), None, Some(786.725)]),
];

#[test]
fn times_equal_those_of_an_independent_program() {
    let built = graph(&city(40, 2026));
    let node = |place: Position| built.nodes().iter().position(|node| *node == place).expect("a crossing") as u32;
    let mut workspace = Workspace::default();
    for (mode, direction, expected) in SECONDS {
        let network = network(&built, mode, Measured::Time, direction);
        workspace.search(&network, [(node(SOURCE), 0)], u32::MAX - 1);
        for (goal, seconds) in GOALS.into_iter().zip(expected) {
            let cost = workspace.cost(node(goal)).map(|cost| f64::from(cost) / 1e3);
            let is_same = match (cost, seconds) {
                // Each edge is rounded to a millisecond.
                (Some(ours), Some(theirs)) => (ours - theirs).abs() < 0.02,
                (None, None) => true,
                _ => false,
            };
            assert!(is_same, "{mode:?} {direction:?} {goal:?}: {cost:?}, {seconds:?}");
        }
    }
}
