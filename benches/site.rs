//! How good placements are after how long, and how fast service follows a dragged outlet.
//!
//! `cargo bench --bench site` prints one line of JSON for each case: seconds used, value, bound, gap to the bound, time of the first answer,
//! and the published value with the share by which the answer misses it, also after 1, 2, 3 and 5 seconds. `GRIDWRIGHT_DATA=FOLDER` names a
//! folder with public instances (`orlib_pmed/pmed*.txt`, `tsplib/*.tsp`, `mclp_ails/*.txt`, `cpmp/*.txt`); without it only made-up
//! instances run. `GRIDWRIGHT_BENCH_ONLY=WORD` runs the cases whose name holds the word.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use gridwright::siting::files::{read_capacitated, read_covering, read_orlib, read_tsplib};
use gridwright::siting::{
    Answer, CapacitatedPMedian, Control, Covering, Decay, MarketShare, Metric, PCenter, PMedian, Progress, Reach, RuleError, Rules, Service, ServiceOutlet, ServiceRules,
    SetCovering, Worth, capacitated_p_median, covering, market_share, p_center, p_median, rival_utility, set_covering, straight_matrix,
};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

const PMED: [u32; 40] = [
    5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255, 7696, 6634, 4374, 2968, 1729, 8162, 6999, 4809, 2845, 1789, 9138, 8579, 4619, 2961, 1828, 9917, 8307, 4498, 3033,
    1989, 10086, 9297, 4700, 3013, 10400, 9934, 5057, 11060, 9423, 5128,
];
const PMED_RADIUS: [u32; 40] = [
    127, 98, 93, 74, 48, 84, 64, 55, 37, 20, 59, 51, 36, 26, 18, 47, 39, 28, 18, 13, 40, 38, 22, 15, 11, 38, 32, 18, 13, 9, 30, 29, 15, 11, 30, 27, 15, 29, 23, 13,
];
const RL1304: [(usize, f64); 9] = [
    (5, 3_099_073.0), (10, 2_134_295.0), (20, 1_412_108.0), (50, 795_012.0), (100, 491_639.0), (200, 268_573.0), (300, 177_326.0), (400, 128_332.0), (500, 97_024.0),
];
const PCB3038: [(usize, f64); 3] = [(10, 1_211_704.0), (100, 351_500.0), (300, 186_833.0)];
const FL1400: [(usize, f64); 4] = [(10, 100_601.0), (50, 28_486.0), (100, 15_962.0), (300, 6109.0)];
const U1432: [(usize, f64); 4] = [(10, 849_759.0), (50, 362_072.0), (100, 243_793.0), (300, 123_689.0)];
const COVERED: [(&str, f32, [f64; 6]); 4] = [
    ("NewYork", 400.0, [1_153_640.0, 1_288_174.0, 1_396_333.0, 1_481_434.0, 1_539_992.0, 1_574_256.0]),
    ("SanFrancisco", 600.0, [617_592.0, 683_139.0, 733_772.0, 769_781.0, 791_562.0, 802_307.0]),
    ("Bronx", 600.0, [1_205_051.0, 1_290_635.0, 1_348_232.0, 1_376_061.0, 1_384_376.0, 1_385_099.0]),
    ("Kings", 800.0, [2_022_077.0, 2_227_025.0, 2_380_660.0, 2_467_701.0, 2_502_669.0, 2_504_700.0]),
];
const CAPACITATED: [(&str, Metric, f64); 5] = [
    ("sjc1", Metric::Euclid, 17_288.99),
    ("sjc2", Metric::Euclid, 33_270.94),
    ("cpmp01", Metric::EuclidFloor, 713.0),
    ("cpmp04", Metric::EuclidFloor, 651.0),
    ("cpmp11", Metric::EuclidFloor, 1006.0),
];

fn main() {
    match std::env::var_os("GRIDWRIGHT_DATA").map(PathBuf::from) {
        Some(folder) => published(&folder),
        None => println!("{{\"name\":\"site/published\",\"skipped\":\"no data\"}}"),
    }
    made_up();
}

/// Whether a case is wanted.
fn is_asked(name: &str) -> bool {
    std::env::var("GRIDWRIGHT_BENCH_ONLY").map_or(true, |word| name.contains(&word))
}

/// Runs a case for some seconds and prints its line.
fn case(name: &str, published: Option<f64>, limit_s: f64, prepared_s: f64, solve: impl FnOnce(&Control<'_>) -> Result<Answer, RuleError>) {
    if !is_asked(name) {
        return;
    }
    let begun = Instant::now();
    let seen: Mutex<Vec<(f64, f64, Option<f64>)>> = Mutex::default();
    let on_progress = |progress: &Progress<'_>| {
        if let Ok(mut seen) = seen.lock() {
            seen.push((begun.elapsed().as_secs_f64(), progress.objective, progress.bound));
        }
    };
    let stop = || begun.elapsed().as_secs_f64() >= limit_s;
    let answer = solve(&Control { rounds: u64::MAX, stop: &stop, on_progress: &on_progress, ..Control::default() });
    let seconds = begun.elapsed().as_secs_f64();
    let Ok(answer) = answer else {
        println!("{{\"name\":\"{name}\",\"failed\":\"{answer:?}\"}}");
        return;
    };
    let seen = seen.into_inner().unwrap_or_default();
    let text = |value: Option<f64>| value.map_or_else(|| "null".to_owned(), |value| format!("{value}"));
    let missed = |value: f64| published.map(|best| (value - best).abs() / best);
    let at = |second: f64| seen.iter().rev().find(|row| row.0 <= second).map(|row| row.1);
    println!(
        "{{\"name\":\"{name}\",\"seconds\":{seconds:.3},\"value\":{},\"bound\":{},\"gap\":{},\"proved\":{},\"first_answer_s\":{:.4},\"prepared_s\":{prepared_s:.3},\"published\":{},\"missed\":{},\"missed_1s\":{},\"missed_2s\":{},\"missed_3s\":{},\"missed_5s\":{}}}",
        answer.objective,
        text(answer.bound),
        text(answer.gap()),
        answer.is_proved(),
        seen.first().map_or(seconds, |row| row.0),
        text(published),
        text(missed(answer.objective)),
        text(at(1.0).and_then(missed)),
        text(at(2.0).and_then(missed)),
        text(at(3.0).and_then(missed)),
        text(at(5.0).and_then(missed)),
    );
}

fn read(folder: &Path, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("{{\"name\":\"site/{name}\",\"skipped\":\"no data\"}}");
    }
    text
}

fn published(folder: &Path) {
    for number in 1..=40 {
        let Some(file) = read(folder, &format!("orlib_pmed/pmed{number}.txt")).and_then(|text| read_orlib(&text).ok()) else { continue };
        let (weights, rules) = (vec![1.0; file.matrix.n_demand()], Rules::open(file.sites));
        case(&format!("site/p-median/pmed{number}"), Some(f64::from(PMED[number - 1])), 3.0, 0.0, |control| {
            p_median(&PMedian { matrix: &file.matrix, weights: &weights, unserved: None, rules: &rules }, control)
        });
        case(&format!("site/p-center/pmed{number}"), Some(f64::from(PMED_RADIUS[number - 1])), 2.0, 0.0, |control| p_center(&PCenter { matrix: &file.matrix, rules: &rules }, control));
    }
    for (name, values) in [("rl1304", &RL1304[..]), ("pcb3038", &PCB3038[..]), ("fl1400", &FL1400[..]), ("u1432", &U1432[..])] {
        let Some(places) = read(folder, &format!("tsplib/{name}.tsp")).and_then(|text| read_tsplib(&text).ok()) else { continue };
        let begun = Instant::now();
        let matrix = straight_matrix(&places, &places, Metric::EuclidFloor, None).expect("the file's places are numbers");
        let prepared = begun.elapsed().as_secs_f64();
        let weights = vec![1.0; places.len()];
        for (sites, value) in values {
            let rules = Rules::open(*sites);
            case(&format!("site/p-median/{name}/{sites}"), Some(*value), 5.0, prepared, |control| {
                p_median(&PMedian { matrix: &matrix, weights: &weights, unserved: None, rules: &rules }, control)
            });
        }
    }
    for (name, radius, values) in COVERED {
        let Some(file) = read(folder, &format!("mclp_ails/{name}.txt")).and_then(|text| read_covering(&text).ok()) else { continue };
        let matrix = straight_matrix(&file.places, &file.places, Metric::GreatCircle { radius_m: 6_378_100.0 }, Some(radius)).expect("the file's places are numbers");
        for (at, value) in values.into_iter().enumerate() {
            let sites = 50 + 10 * at;
            let rules = Rules::open(sites);
            case(&format!("site/mclp/{name}/{sites}"), Some(value), 10.0, 0.0, |control| {
                covering(&Covering { matrix: &matrix, limit: None, weights: &file.weights, worth: Worth::Once, rules: &rules }, control)
            });
        }
        case(&format!("site/backup/{name}/80"), None, 5.0, 0.0, |control| {
            covering(&Covering { matrix: &matrix, limit: None, weights: &file.weights, worth: Worth::Twice { first_share: 0.7 }, rules: &Rules::open(80) }, control)
        });
        case(&format!("site/lscp/{name}"), None, 5.0, 0.0, |control| set_covering(&SetCovering { matrix: &matrix, limit: None, rules: &Rules::default() }, control));
    }
    for (name, metric, value) in CAPACITATED {
        let Some(file) = read(folder, &format!("cpmp/{name}.txt")).and_then(|text| read_capacitated(&text).ok()) else { continue };
        let matrix = straight_matrix(&file.places, &file.places, metric, None).expect("the file's places are numbers");
        let (ones, rules) = (vec![1.0; file.places.len()], Rules::open(file.sites));
        let problem = CapacitatedPMedian { matrix: &matrix, weights: &ones, loads: &file.weights, capacities: &file.capacities, rules: &rules };
        case(&format!("site/capacitated/{name}"), Some(value), 10.0, 0.0, |control| capacitated_p_median(&problem, control).map(|found| found.answer));
    }
}

/// A made-up city: people in clusters over some 20 by 20 kilometres.
struct City {
    demand: Vec<[f64; 2]>,
    weights: Vec<f64>,
    candidates: Vec<[f64; 2]>,
}

fn city(n: usize, m: usize) -> City {
    let mut dice = Dice(7);
    let centres: Vec<[f64; 2]> = (0..60).map(|_| [dice.unit() * 0.2, dice.unit() * 0.18]).collect();
    let mut place = |spread: f64| {
        let centre = centres[(dice.next() % 60) as usize];
        // A sum of shares is bell-shaped enough.
        let mut bell = || (0..6).map(|_| dice.unit()).sum::<f64>() / 3.0 - 1.0;
        [113.8 + centre[0] + spread * bell(), 35.2 + centre[1] + spread * bell()]
    };
    let demand: Vec<[f64; 2]> = (0..n).map(|_| place(0.03)).collect();
    let candidates = (0..m).map(|_| place(0.035)).collect();
    let weights = (0..n).map(|at| 1.0 + (at * 7919 % 13) as f64).collect();
    City { demand, weights, candidates }
}

fn made_up() {
    let city = city(100_000, 5_000);
    if is_asked("site/100000x5000") {
        let begun = Instant::now();
        let near = straight_matrix(&city.demand, &city.candidates, Metric::Geodesic, Some(600.0)).expect("the places are numbers");
        let prepared = begun.elapsed().as_secs_f64();
        case("site/100000x5000/mclp/50", None, 5.0, prepared, |control| {
            covering(&Covering { matrix: &near, limit: None, weights: &city.weights, worth: Worth::Once, rules: &Rules::open(50) }, control)
        });
        let kept: Vec<u32> = (0..200).collect();
        let rules = Rules { sites: 50, kept, ..Rules::default() };
        case("site/100000x5000/p-median/200+50", None, 5.0, prepared, |control| p_median(&PMedian { matrix: &near, weights: &city.weights, unserved: Some(600.0), rules: &rules }, control));
        let decay = Decay::Power { exponent: 2.0, least: 50.0 };
        let rivals = straight_matrix(&city.demand, &city.candidates[4_900..], Metric::Geodesic, Some(600.0)).expect("the places are numbers");
        let rival = rival_utility(&rivals, &[1.0; 100], decay, decay.utility(1.0, 600.0));
        let attraction = vec![1.0; 5_000];
        let problem = MarketShare { matrix: &near, weights: &city.weights, attraction: &attraction, rival: &rival, decay, rules: &rules };
        case("site/100000x5000/market-share/200+50", None, 5.0, prepared, |control| market_share(&problem, control));
    }
    drag(&city);
}

/// One outlet of 200 (and 50 rivals) goes round over all demand, one event after the other.
fn drag(city: &City) {
    if !is_asked("site/drag") {
        return;
    }
    let reach = Reach::new(&city.demand, Metric::Geodesic, 1_500.0);
    let stands = &city.candidates[..250];
    let outlets = (0..250).map(|at| ServiceOutlet { is_rival: at >= 200, capacity: Some(3_000), attraction: 1.0, limit: None }).collect();
    let columns = stands.iter().map(|stand| reach.column(*stand)).collect();
    let weights = city.weights.iter().map(|weight| *weight as i64).collect();
    let rules = ServiceRules { limit: 600.0, decay: Decay::Power { exponent: 2.0, least: 50.0 }, at_home: 1e-6 };
    let Ok(mut service) = Service::new(weights, outlets, columns, rules) else { return };
    let before: Vec<f64> = service.outlets().iter().map(|sums| sums.share).collect();
    let mut times = Vec::new();
    let mut taken = 0.0;
    for step in 0..600 {
        let turn = f64::from(step) / 600.0;
        let place = [stands[0][0] + 0.05 * (turn - 0.5), stands[0][1] + 0.03 * (4.0 * turn * (1.0 - turn))];
        let begun = Instant::now();
        service.move_outlet(0, reach.column(place));
        let own = service.outlets()[1..200].iter().zip(&before[1..]).map(|(now, before)| before - now.share).sum::<f64>();
        taken += own + service.covered() as f64 + service.over_covered() as f64;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{{\"name\":\"site/drag/100000\",\"p50_ms\":{:.3},\"p95_ms\":{:.3},\"p99_ms\":{:.3},\"target_p95_ms\":8,\"checksum\":{taken:.0}}}",
        times[300], times[570], times[594]
    );
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

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }
}
