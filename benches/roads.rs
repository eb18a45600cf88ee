//! How fast roads are read, searched and drawn.
//!
//! `cargo bench --bench roads` prints one line of JSON for each case: seconds, or the median and the 99th of 100 in milliseconds, with the
//! target where there is one. The city is made up: 30,000 crossings with one-way streets, footpaths and arterials.
//! `GRIDWRIGHT_DATA=FOLDER` adds real roads (`location/osm/shenzhen_bbox.osm.xml`, `poa_osm.pbf`). `GRIDWRIGHT_BENCH_ONLY=WORD` runs the
//! cases whose name holds the word.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use gridwright::base::CancelToken;
use gridwright::geodesy::Position;
use gridwright::io::osm::read_osm;
use gridwright::roads::{IsochroneRules, Mode, Network, NetworkRules, RoadClass, RoadGraph, RoadSource, RoadWays, Targets, WayKind, Workspace, decode, encode};
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc as Shared;
use std::time::Instant;

/// Crossings along each side of the made-up city.
const SIDE: i32 = 174;
/// Lattice units between crossings, about 110 m.
const BLOCK: i32 = 11_000;
/// Ten minutes in seconds.
const TEN_MINUTES: f64 = 600.0;

fn main() {
    let begun = Instant::now();
    let ways = made_up();
    line("build", begun.elapsed().as_secs_f64(), "");
    city("made-up", &ways);
    match std::env::var_os("GRIDWRIGHT_DATA").map(|folder| PathBuf::from(folder).join("location/osm")) {
        None => println!("{{\"name\":\"roads/real\",\"skipped\":\"no data\"}}"),
        Some(folder) => {
            for (name, file) in [("shenzhen", "shenzhen_bbox.osm.xml"), ("porto-alegre", "poa_osm.pbf")] {
                let begun = Instant::now();
                match read_osm(&folder.join(file)) {
                    Ok(ways) => {
                        line(&format!("{name}/read"), begun.elapsed().as_secs_f64(), "");
                        city(name, &ways);
                    }
                    Err(err) => println!("{{\"name\":\"roads/{name}\",\"skipped\":\"no data: {err}\"}}"),
                }
            }
        }
    }
}

fn line(name: &str, seconds: f64, more: &str) {
    println!("{{\"name\":\"roads/{name}\",\"seconds\":{seconds:.4}{more}}}");
}

fn is_asked(name: &str) -> bool {
    std::env::var("GRIDWRIGHT_BENCH_ONLY").map_or(true, |word| name.contains(&word))
}

/// Runs work on each place and prints the median and the 99th in milliseconds.
fn times(name: &str, places: &[Position], target_ms: f64, mut work: impl FnMut(Position)) {
    let mut times: Vec<f64> = places
        .iter()
        .map(|place| {
            let begun = Instant::now();
            work(*place);
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{{\"name\":\"roads/{name}\",\"p50_ms\":{:.3},\"p99_ms\":{:.3},\"target_p50_ms\":{target_ms}}}", at(50), at(99));
}

/// All cases on one city.
fn city(name: &str, ways: &RoadWays) {
    if !is_asked(name) {
        return;
    }
    let cancel = CancelToken::default();
    let begun = Instant::now();
    let Ok(graph) = RoadGraph::build(ways, &cancel).map(Shared::new) else { return };
    let more = format!(",\"nodes\":{},\"edges\":{},\"km\":{:.0}", graph.nodes().len(), graph.edges().len(), graph.length_m() / 1e3);
    line(&format!("{name}/graph"), begun.elapsed().as_secs_f64(), &more);
    let bytes = encode(&graph, &RoadSource::default());
    let begun = Instant::now();
    let is_same = decode(&bytes).is_ok_and(|(again, _)| again == *graph);
    line(&format!("{name}/load-cache"), begun.elapsed().as_secs_f64(), &format!(",\"bytes\":{},\"same\":{is_same}", bytes.len()));
    let demand = spread(&graph, 30_000);
    let outlets = spread(&graph, 5_000);
    for mode in Mode::ALL {
        let name = format!("{name}/{}", mode.name());
        let begun = Instant::now();
        let network = Network::new(Shared::clone(&graph), NetworkRules { mode, ..NetworkRules::default() });
        line(&format!("{name}/network"), begun.elapsed().as_secs_f64(), "");
        let begun = Instant::now();
        let targets = Targets::new(&network, &demand);
        line(&format!("{name}/nearest-edge/{}", demand.len()), begun.elapsed().as_secs_f64(), &format!(",\"off_road\":{}", targets.n_off_road()));
        let mut workspace = Workspace::default();
        times(&format!("{name}/search-10-min"), &outlets[..100], 2.0, |place| {
            if let Some(snap) = network.snap(place) {
                workspace.search(&network, network.seeds(&snap), network.cost_of(TEN_MINUTES));
            }
        });
        times(&format!("{name}/column-10-min"), &outlets[..100], 4.0, |place| drop(black_box(targets.column(&network, place, TEN_MINUTES, &mut workspace))));
        let rules = IsochroneRules::default();
        times(&format!("{name}/isochrone-10-min"), &outlets[..100], 10.0, |place| drop(black_box(network.isochrone(place, TEN_MINUTES, &rules, &mut workspace))));
        let begun = Instant::now();
        let isochrones = network.isochrones(&outlets[..1_000], TEN_MINUTES, &rules, &cancel);
        line(&format!("{name}/isochrones/1000"), begun.elapsed().as_secs_f64(), &format!(",\"value\":{},\"target\":2", isochrones.map_or(0, |all| all.len())));
        let begun = Instant::now();
        let pairs = targets.columns_with(&network, &outlets, TEN_MINUTES, &cancel, |_, column| column.len());
        let more = format!(",\"value\":{},\"target\":10", pairs.map_or(0, |pairs| pairs.into_iter().sum::<usize>()));
        line(&format!("{name}/columns/5000x{}", demand.len()), begun.elapsed().as_secs_f64(), &more);
        let begun = Instant::now();
        let n_served = targets.nearest(&network, &outlets[..200]).iter().flatten().count();
        line(&format!("{name}/nearest-outlet/200"), begun.elapsed().as_secs_f64(), &format!(",\"value\":{n_served}"));
        let begun = Instant::now();
        let areas = network.service_areas(&outlets[..200], f64::INFINITY, &rules).areas;
        line(&format!("{name}/service-areas/200"), begun.elapsed().as_secs_f64(), &format!(",\"value\":{}", areas.iter().filter(|area| !area.is_empty()).count()));
    }
}

/// Places near nodes all over the city, in an order that jumps about.
fn spread(graph: &RoadGraph, n: usize) -> Vec<Position> {
    let mut dice = Dice(n as u64);
    (0..n)
        .map(|_| {
            let node = graph.nodes()[(dice.next() % graph.nodes().len() as u64) as usize];
            let mut shift = || (dice.next() % 6_000) as i32 - 3_000;
            Position::new(node.lon + shift(), node.lat + shift())
        })
        .collect()
}

/// A lattice of jittered streets; every tenth line of them an arterial, some one-way, some for walkers only, some missing.
fn made_up() -> RoadWays {
    let mut dice = Dice(7);
    let crossings: Vec<Vec<Position>> = (0..SIDE)
        .map(|y| {
            let mut jitter = || (dice.next() % 5_000) as i32;
            (0..SIDE).map(|x| Position::new(1_138_000_000 + x * BLOCK + jitter(), 352_000_000 + y * BLOCK + jitter())).collect()
        })
        .collect();
    let mut lines: Vec<(WayKind, Vec<Position>)> = Vec::new();
    for y in 0..SIDE as usize {
        for x in 0..SIDE as usize {
            for (to_x, to_y, on) in [(x + 1, y, y), (x, y + 1, x)] {
                let Some(end) = crossings.get(to_y).and_then(|row| row.get(to_x)) else { continue };
                let roll = dice.next() % 100;
                let class = if on % 10 == 0 { RoadClass::Secondary } else if roll < 10 { RoadClass::Footway } else { RoadClass::Residential };
                if on % 10 != 0 && roll >= 90 {
                    continue;
                }
                let mut kind = WayKind::of(class);
                if class == RoadClass::Residential && roll < 25 {
                    kind.directions.set(Mode::Drive, true, false);
                    kind.directions.set(Mode::Ride, true, false);
                }
                let begin = crossings[y][x];
                let middle = Position::new(begin.lon.midpoint(end.lon) + (dice.next() % 900) as i32, begin.lat.midpoint(end.lat));
                lines.push((kind, vec![begin, middle, *end]));
            }
        }
    }
    RoadWays::from_lines(lines.iter().map(|(kind, line)| (*kind, line.as_slice())))
}

/// A small random number generator (splitmix64), so that every system makes the same city.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
