//! Text from outlines: the bundled font's glyphs become paths. Chinese and Latin letters need no shaping; characters
//! stand side by side by their advance widths.
//!
//! The font is a subset of Noto Sans SC (SIL Open Font License 1.1): ASCII, Latin-1, punctuation, full-width forms, common
//! signs, GB 2312, the 8105 standard characters (通用规范汉字) and the characters of Chinese place names.

use super::shape::Point;
use rustc_hash::FxHashMap;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};
use tiny_skia::{LineCap, LineJoin, Path, PathBuilder, Stroke, Transform};

static FONT: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.ttf");

/// Height of capitals and digits in ems.
pub(super) const CAP_HEIGHT: f64 = 0.733;
/// How far Chinese characters and descenders reach below the baseline, in ems.
pub(super) const DESCENT: f64 = 0.13;
/// How far Chinese characters reach above the baseline, in ems.
pub(super) const ASCENT: f64 = 0.86;
/// Outline added on each side of a letter for bold, in ems: the font has one weight.
const BOLD: f64 = 0.021;
/// Advance of a character that the font lacks, in ems.
const MISSING_ADVANCE: f64 = 0.9;

/// How a line of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Ems in logical pixels.
    pub size: f64,
    /// Heavier.
    pub is_bold: bool,
}

impl Style {
    /// The font's own weight.
    pub const fn plain(size: f64) -> Self {
        Self { size, is_bold: false }
    }

    pub(super) const fn bold(size: f64) -> Self {
        Self { size, is_bold: true }
    }
}

/// A character at one em, y to the south; [`None`] for blanks.
#[derive(Clone, Debug)]
struct Glyph {
    advance: f64,
    outline: Option<Path>,
}

/// The font with the glyphs that were asked for.
#[derive(Debug, Default)]
pub struct Typesetter {
    glyphs: FxHashMap<char, Glyph>,
    /// Outlines made thicker, by character and thickness in thousandths of an em.
    thick: FxHashMap<(char, u32), Path>,
}

/// Characters of a text that the bundled font cannot show, each once, in the order of the text.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let Ok(font) = FontRef::new(FONT) else { return text.chars().collect() };
    let charmap = font.charmap();
    let mut missing = Vec::new();
    for character in text.chars() {
        if !character.is_control() && charmap.map(character).is_none() && !missing.contains(&character) {
            missing.push(character);
        }
    }
    missing
}

impl Typesetter {
    /// Width of a line in logical pixels.
    pub fn width(&mut self, text: &str, style: Style) -> f64 {
        text.chars().map(|character| self.glyph(character).advance).sum::<f64>() * style.size
    }

    /// The text, or as much of its beginning as fits with an ellipsis.
    pub(super) fn fitted(&mut self, text: &str, style: Style, room: f64) -> String {
        if self.width(text, style) <= room {
            return text.to_owned();
        }
        let mut left = room - self.width("…", style);
        let mut kept = String::new();
        for character in text.chars() {
            left -= self.glyph(character).advance * style.size;
            if left < 0.0 {
                break;
            }
            kept.push(character);
        }
        kept.push('…');
        kept
    }

    /// The outline of a line that starts at a point on the baseline; [`None`] when nothing is visible. `halo` is how far
    /// it is made thicker on every side, in logical pixels.
    pub fn outline(&mut self, text: &str, style: Style, start: Point, halo: f64) -> Option<Path> {
        let extra = halo / style.size + if style.is_bold { BOLD } else { 0.0 };
        let thickness = (extra * 1000.0).round() as u32;
        let mut builder = PathBuilder::new();
        let mut x = start[0];
        for character in text.chars() {
            let advance = self.glyph(character).advance;
            let place = Transform::from_row(style.size as f32, 0.0, 0.0, style.size as f32, x as f32, start[1] as f32);
            x += advance * style.size;
            let outline = self.glyph(character).outline.clone();
            let thick = if thickness > 0 { self.thick(character, thickness) } else { None };
            for path in [outline, thick].into_iter().flatten().filter_map(|path| path.transform(place)) {
                builder.push_path(&path);
            }
        }
        builder.finish()
    }

    fn thick(&mut self, character: char, thickness: u32) -> Option<Path> {
        if let Some(path) = self.thick.get(&(character, thickness)) {
            return Some(path.clone());
        }
        let outline = self.glyph(character).outline.clone()?;
        let width = thickness as f32 * 2.0 / 1000.0;
        let stroke = Stroke { width, line_join: LineJoin::Round, line_cap: LineCap::Round, ..Stroke::default() };
        // Curves are flattened for a size of about 30 px, which is finer than any map text.
        let path = outline.stroke(&stroke, 30.0)?;
        self.thick.insert((character, thickness), path.clone());
        Some(path)
    }

    fn glyph(&mut self, character: char) -> &Glyph {
        self.glyphs.entry(character).or_insert_with(|| load(character))
    }
}

fn load(character: char) -> Glyph {
    if character.is_control() {
        return Glyph { advance: 0.0, outline: None };
    }
    let missing = || Glyph { advance: MISSING_ADVANCE, outline: empty_box() };
    let Ok(font) = FontRef::new(FONT) else { return missing() };
    let Some(id) = font.charmap().map(character) else { return missing() };
    // Font units, since sizes are rounded to 64ths.
    let (size, location) = (Size::unscaled(), LocationRef::default());
    let ems = 1.0 / f32::from(font.metrics(size, location).units_per_em.max(1));
    let advance = font.glyph_metrics(size, location).advance_width(id).unwrap_or_default();
    let mut pen = Pen { builder: PathBuilder::new(), ems };
    let drawn = font.outline_glyphs().get(id).map(|glyph| glyph.draw(DrawSettings::unhinted(size, location), &mut pen));
    match drawn {
        Some(Ok(_)) => Glyph { advance: f64::from(advance) * f64::from(ems), outline: pen.builder.finish() },
        _ => missing(),
    }
}

/// What stands for a character that the font lacks.
fn empty_box() -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(tiny_skia::Rect::from_ltrb(0.1, -0.75, 0.8, 0.05)?);
    // Inner edge in the other direction, so that the winding rule leaves it empty.
    builder.move_to(0.16, -0.69);
    builder.line_to(0.16, -0.01);
    builder.line_to(0.74, -0.01);
    builder.line_to(0.74, -0.69);
    builder.close();
    builder.finish()
}

/// Takes font units, y to the north; gives ems, y to the south.
struct Pen {
    builder: PathBuilder,
    ems: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.builder.move_to(x * self.ems, -y * self.ems);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.builder.line_to(x * self.ems, -y * self.ems);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let k = self.ems;
        self.builder.quad_to(cx0 * k, -cy0 * k, x * k, -y * k);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let k = self.ems;
        self.builder.cubic_to(cx0 * k, -cy0 * k, cx1 * k, -cy1 * k, x * k, -y * k);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_covers_what_maps_say() {
        let text = "格匠 合成数据 Synthetic data · 12,345.6 万户 ±3% → ▲▼◆■●△ ≤≥–—… 《新乡市》（红旗区）：，。；！？“”‘’ €¥°²‰ 镕堃䶮㙍 ＡＢ１２";
        assert_eq!(missing_glyphs(text), Vec::<char>::new());
    }

    #[test]
    fn the_font_holds_the_standard_characters() {
        // GB 2312 has 6763 Chinese characters and the table of 2013 has 8105; their union with place names is 8273.
        let font = FontRef::new(FONT).unwrap();
        let is_chinese = |code: u32| (0x3400..=0x9fff).contains(&code) || code >= 0x2_0000;
        let count = font.charmap().mappings().filter(|(code, _)| is_chinese(*code)).count();
        assert!(count >= 8_200, "{count}");
        // First and last characters of both levels of GB 2312, and rare ones of the 2013 table.
        assert_eq!(missing_glyphs("啊座亍齄一乙蠼𬺓𪩘㭎䶮"), Vec::<char>::new());
    }

    #[test]
    fn missing_characters_are_named_once_and_drawn_as_a_box() {
        assert_eq!(missing_glyphs("aகbக\n"), vec!['க']);
        let mut type_setter = Typesetter::default();
        let path = type_setter.outline("க", Style::plain(10.0), [0.0, 0.0], 0.0).unwrap();
        assert!(path.bounds().width() > 5.0);
        assert!(type_setter.outline(" \u{7}", Style::plain(10.0), [0.0, 0.0], 1.0).is_none());
    }

    #[test]
    fn widths_come_from_the_font() {
        // fontTools on the bundled file: advances in thousandths are 永 1000, A 608, digits 555 each.
        let mut type_setter = Typesetter::default();
        assert!((type_setter.width("永A09", Style::plain(100.0)) - (100.0 + 60.8 + 111.0)).abs() < 0.01);
    }

    #[test]
    fn long_texts_end_in_an_ellipsis() {
        let mut type_setter = Typesetter::default();
        let style = Style::plain(12.0);
        let short = type_setter.fitted("新乡市红旗区营销网格", style, 80.0);
        assert!(short.ends_with('…') && type_setter.width(&short, style) <= 80.0);
        assert_eq!(type_setter.fitted("新乡", style, 80.0), "新乡");
    }
}
