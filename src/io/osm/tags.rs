//! What the tags of a way say: class, who may use it, in which direction, how fast.
//!
//! | tags | mean |
//! |---|---|
//! | `highway` | the class; values that are no road for anybody (`construction`, `proposed`, `platform` …) leave the way out |
//! | `area=yes` | a square, no line: left out |
//! | `access` `no`, `private` | nobody, unless a tag of the mode opens it again |
//! | `foot`, `bicycle`, `vehicle`, `motor_vehicle`, `motorcar` | closed by `no`, `private`, `dismount`, `use_sidepath`; open by any other word |
//! | `motorroad=yes` | cars only |
//! | `oneway`, `junction=roundabout`, motorways | one-way for who rides or drives; `-1` against the drawing |
//! | `oneway:bicycle=no`, `cycleway*=opposite*` | both ways for who rides |
//! | `maxspeed` | km/h, or mph where it says so |

use crate::roads::{Mode, RoadClass, WayKind};

/// The longest list of tags of one way that is looked at.
pub(super) const MOST_TAGS: usize = 512;

/// What a way is; none where it is no road.
pub(super) fn kind_of(tags: &[(&str, &str)]) -> Option<WayKind> {
    let tag = |key: &str| tags.iter().take(MOST_TAGS).find(|(name, _)| *name == key).map(|(_, value)| *value);
    let class = RoadClass::from_name(tag("highway")?)?;
    if tag("area") == Some("yes") {
        return None;
    }
    let mut kind = WayKind::of(class);
    let is_general_open = !tag("access").is_some_and(is_closed);
    let is_motorroad = tag("motorroad") == Some("yes");
    let oneway = oneway(class, tag("oneway"), tag("junction"));
    for mode in Mode::ALL {
        let usual = kind.directions.any(mode) && is_general_open && !(is_motorroad && mode != Mode::Drive);
        let own = match mode {
            Mode::Walk => tag("foot"),
            Mode::Ride => tag("bicycle").or_else(|| tag("vehicle")),
            Mode::Drive => tag("motorcar").or_else(|| tag("motor_vehicle")).or_else(|| tag("vehicle")),
        };
        // A path does not become a street because vehicles may cross it.
        let may = own.map_or(usual, |word| !is_closed(word) && (usual || class.directions().any(mode) || mode != Mode::Drive));
        let (forward, backward) = match mode {
            Mode::Walk => (true, true),
            Mode::Ride if rides_both(&tag) => (true, true),
            Mode::Ride | Mode::Drive => oneway,
        };
        kind.directions.set(mode, may && forward, may && backward);
    }
    kind.limit_kmh = tag("maxspeed").map_or(0, limit_kmh);
    Mode::ALL.into_iter().any(|mode| kind.directions.any(mode)).then_some(kind)
}

fn is_closed(word: &str) -> bool {
    matches!(word, "no" | "private" | "dismount" | "use_sidepath" | "agricultural" | "forestry")
}

/// Forward and backward for vehicles.
fn oneway(class: RoadClass, oneway: Option<&str>, junction: Option<&str>) -> (bool, bool) {
    match oneway {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        Some("no" | "false" | "0") => (true, true),
        _ if class == RoadClass::Motorway || matches!(junction, Some("roundabout" | "circular")) => (true, false),
        _ => (true, true),
    }
}

fn rides_both<'a>(tag: &impl Fn(&str) -> Option<&'a str>) -> bool {
    let is_opposite = |key: &str| tag(key).is_some_and(|value| value.starts_with("opposite"));
    tag("oneway:bicycle") == Some("no") || ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"].into_iter().any(is_opposite)
}

/// A posted limit in km/h; 0 where it is no number.
pub(in crate::io) fn limit_kmh(words: &str) -> u8 {
    let words = words.trim();
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let Ok(number) = words[..digits].parse::<u32>() else { return 0 };
    let kmh = if words[digits..].trim().eq_ignore_ascii_case("mph") { number.saturating_mul(1_609) / 1_000 } else { number };
    u8::try_from(kmh).unwrap_or(u8::MAX)
}
