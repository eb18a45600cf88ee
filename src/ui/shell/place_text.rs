//! Coordinates as people type them.

use crate::geodesy::{Position, Transformer, guess_gauss_krueger, looks_projected};

/// Coordinates that were understood (输入的坐标).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceText {
    /// Where, WGS-84.
    pub position: Position,
    /// Whether latitude was written first.
    pub is_swapped: bool,
}

/// One number with what was written about it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Angle {
    value: f64,
    axis: Option<Axis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    East,
    North,
}

/// Longitudes and latitudes of China, to tell which of two numbers is which.
const CHINA: [std::ops::RangeInclusive<f64>; 2] = [73.0..=136.0, 3.0..=54.0];

/// Reads `113.9,35.3`, `35.3 113.9`, `113°55'36"E 35°18'10"N`, `北纬35.3 东经113.9`, or eastings and northings of a zone of
/// CGCS2000; `None` for anything else. Longitude comes first unless letters or the numbers themselves say otherwise.
pub fn parse_place(text: &str) -> Option<PlaceText> {
    let angles = angles(text)?;
    let [first, second] = angles;
    let is_swapped = match (first.axis, second.axis) {
        (Some(Axis::North), Some(Axis::East) | None) | (None, Some(Axis::East)) => true,
        (Some(Axis::East), Some(Axis::North) | None) | (None, Some(Axis::North)) => false,
        (Some(_), Some(_)) => return None,
        (None, None) => looks_swapped(first.value, second.value),
    };
    let [lon, lat] = if is_swapped { [second.value, first.value] } else { [first.value, second.value] };
    if looks_projected(lon, lat) {
        return projected(first.value, second.value);
    }
    Some(PlaceText { position: Position::from_degrees(lon, lat)?, is_swapped })
}

fn looks_swapped(first: f64, second: f64) -> bool {
    let [east, north] = CHINA;
    let as_written = east.contains(&first) && north.contains(&second);
    !as_written && (second.abs() > 90.0 && first.abs() <= 90.0 || (north.contains(&first) && east.contains(&second)))
}

fn projected(x: f64, y: f64) -> Option<PlaceText> {
    let guess = guess_gauss_krueger(x, y)?;
    let [east, north] = if guess.swapped { [y, x] } else { [x, y] };
    let position = Transformer::new(guess.crs?).ok()?.to_position(east, north).ok()?;
    Some(PlaceText { position, is_swapped: guess.swapped })
}

/// Two angles, or nothing.
fn angles(text: &str) -> Option<[Angle; 2]> {
    let mut reader = Reader::default();
    for character in text.chars() {
        reader.take(character)?;
    }
    reader.end_angle();
    let [first, second] = reader.angles.as_slice() else { return None };
    Some([*first, *second])
}

/// Reads characters one after another.
#[derive(Debug, Default)]
struct Reader {
    angles: Vec<Angle>,
    number: String,
    /// Degrees, minutes and seconds read so far, and how many of the three.
    value: f64,
    parts: i32,
    has_marks: bool,
    is_negative: bool,
    axis: Option<Axis>,
    is_south_or_west: bool,
}

impl Reader {
    /// `None` where a character is none of coordinates.
    fn take(&mut self, character: char) -> Option<()> {
        match character {
            '0'..='9' | '.' => self.number.push(character),
            '-' | '−' | '+' if self.number.is_empty() && self.parts == 0 && self.axis.is_none() => self.is_negative = character != '+',
            '°' | '度' | 'º' => self.end_part(0)?,
            '\'' | '′' | '’' | '分' => self.end_part(1)?,
            '"' | '″' | '”' | '秒' => self.end_part(2)?,
            'E' | 'e' | 'W' | 'w' | '东' | '西' => self.letter(Axis::East, matches!(character, 'W' | 'w' | '西')),
            'N' | 'n' | 'S' | 's' | '北' | '南' => self.letter(Axis::North, matches!(character, 'S' | 's' | '南')),
            '经' | '纬' | ':' | '：' => {}
            ',' | '，' | '、' | ';' | '；' | '/' => self.end_angle(),
            space if space.is_whitespace() => {
                // Between the parts of one angle people leave spaces.
                if !self.has_marks || self.parts == 3 {
                    self.end_angle();
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn end_part(&mut self, which: i32) -> Option<()> {
        // A number of degrees when one was just ended begins the next angle.
        if which == 0 && self.parts > 0 {
            let number = std::mem::take(&mut self.number);
            self.end_angle();
            self.number = number;
        }
        let value: f64 = self.number.parse().ok()?;
        self.number.clear();
        self.value += value / 60f64.powi(which);
        self.parts = which + 1;
        self.has_marks = true;
        (which == 0 || value < 60.0).then_some(())
    }

    fn letter(&mut self, axis: Axis, is_other_side: bool) {
        let is_first = self.number.is_empty() && self.parts == 0 && self.axis.is_none();
        // A letter stood before the angle, so this one stands before the next.
        let is_next = self.axis.is_some();
        if is_next {
            self.end_angle();
        }
        self.axis = Some(axis);
        self.is_south_or_west = is_other_side;
        if !is_first && !is_next {
            self.end_angle();
        }
    }

    fn end_angle(&mut self) {
        let rest = std::mem::take(&mut self.number);
        if rest.is_empty() && self.parts == 0 {
            // A letter may be followed by a space before its number.
            return;
        }
        let rest = if rest.is_empty() { Ok(0.0) } else { rest.parse::<f64>() };
        let value = self.value + rest.map_or(f64::NAN, |rest| rest / 60f64.powi(self.parts.min(2)));
        let sign = if self.is_negative == self.is_south_or_west { 1.0 } else { -1.0 };
        self.angles.push(Angle { value: value * sign, axis: self.axis });
        *self = Self { angles: std::mem::take(&mut self.angles), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Option<([f64; 2], bool)> {
        parse_place(text).map(|found| (found.position.degrees().map(|degree| (degree * 1e4).round() / 1e4), found.is_swapped))
    }

    #[test]
    fn coordinates_are_read_as_people_write_them() {
        for (text, expected, is_swapped) in [
            ("113.9,35.3", [113.9, 35.3], false),
            ("35.3 113.9", [113.9, 35.3], true),
            ("113.9268，35.303", [113.9268, 35.303], false),
            ("113°55'36\"E 35°18'10\"N", [113.9267, 35.3028], false),
            ("N35°18′10″ E113°55′36″", [113.9267, 35.3028], true),
            ("113度55分36秒 35度18分10秒", [113.9267, 35.3028], false),
            ("113°55.6' 35°18.17'", [113.9267, 35.3028], false),
            ("北纬35.3 东经113.9", [113.9, 35.3], true),
            ("东经113.9，北纬35.3", [113.9, 35.3], false),
            ("113.9E, 35.3N", [113.9, 35.3], false),
            ("2.35 48.85", [2.35, 48.85], false),
            ("-0.1276, 51.5072", [-0.1276, 51.5072], false),
            ("0.1276W 51.5072N", [-0.1276, 51.5072], false),
        ] {
            assert_eq!(place(text), Some((expected, is_swapped)), "{text}");
        }
    }

    #[test]
    fn eastings_and_northings_are_recognised_by_their_zone() {
        let ([lon, lat], _) = place("38493400 3908000").unwrap();
        assert!((lon - 113.93).abs() < 0.1 && (lat - 35.3).abs() < 0.1, "{lon} {lat}");
    }

    #[test]
    fn other_text_is_no_place() {
        for text in ["", "N-01", "12", "1 2 3", "W-04 35", "400,91", "113.9.1, 35", "35°70' 113°", "营业厅", "E E", "新乡 35"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
