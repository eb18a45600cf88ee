//! `render`: a picture of a plan, without a screen.

mod scene;

use super::Ending;
use super::arguments::{bad_value, file, given, option, path, project, verb};
use super::console::Console;
use super::error::{CliError, Named};
use crate::carto::{RenderOptions, ThemeKind, render};
use crate::geodesy::{Bounds, Position};
use crate::i18n::{Language, text};
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Largest side of a picture.
const MOST_PIXELS: u32 = 16_384;

/// Everything that can be said of a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RenderRequest {
    pub(super) project: PathBuf,
    pub(super) out: PathBuf,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// What to show; the whole plan where it is not given.
    pub(super) bbox: Option<Bounds>,
    pub(super) is_dark: bool,
    /// The measure that colours the grids.
    pub(super) thematic: Option<String>,
    pub(super) scenario: Option<String>,
    pub(super) plane: Option<String>,
    pub(super) level: Option<String>,
}

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("render"), language, "help-render", "usage-render")
        .arg(project(language))
        .arg(file(language, "out", "OUT.png", "help-render-out"))
        .arg(option(language, "size", "WxH", "help-render-size"))
        .arg(option(language, "bbox", "W,S,E,N", "help-render-bbox").allow_hyphen_values(true))
        .arg(option(language, "theme", "THEME", "help-render-theme").value_parser(["light", "dark"]))
        .arg(option(language, "thematic", "MEASURE", "help-render-thematic"))
        .arg(option(language, "scenario", "NAME", "help-scenario"))
        .arg(option(language, "plane", "NAME", "help-plane"))
        .arg(option(language, "level", "NAME", "help-level"))
}

fn request(matches: &ArgMatches, language: Language) -> Result<RenderRequest, CliError> {
    let word = |name: &str| given(matches, name).map(str::to_owned);
    let size = match given(matches, "size") {
        Some(word) => size_of(word).ok_or_else(|| bad_value(language, "--size", word, "expected-size"))?,
        None => (1600, 1000),
    };
    let bbox = match given(matches, "bbox") {
        Some(word) => Some(box_of(word).ok_or_else(|| bad_value(language, "--bbox", word, "expected-bbox"))?),
        None => None,
    };
    Ok(RenderRequest {
        project: path(matches, "project"),
        out: path(matches, "out"),
        size,
        bbox,
        is_dark: given(matches, "theme") == Some("dark"),
        thematic: word("thematic"),
        scenario: word("scenario"),
        plane: word("plane"),
        level: word("level"),
    })
}

fn size_of(word: &str) -> Option<(u32, u32)> {
    let (width, height) = word.split_once(['x', 'X', '×'])?;
    let side = |word: &str| word.trim().parse().ok().filter(|side| (1..=MOST_PIXELS).contains(side));
    Some((side(width)?, side(height)?))
}

fn box_of(word: &str) -> Option<Bounds> {
    let numbers: Vec<f64> = word.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = numbers.as_slice() else { return None };
    let bounds = Bounds { min: Position::from_degrees(*west, *south)?, max: Position::from_degrees(*east, *north)? };
    (bounds.min.lon < bounds.max.lon && bounds.min.lat < bounds.max.lat).then_some(bounds)
}

/// Draws the picture.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    draw(&request(matches, console.language)?, console)
}

fn draw(request: &RenderRequest, console: &Console) -> Result<Ending, CliError> {
    let mut session = super::project::open(&request.project, OpenMode::Read, console)?;
    let scenario = super::project::scenario(session.document(), request.scenario.as_deref())?;
    super::project::show(&mut session, scenario)?;
    let document = session.document();
    let plane = super::project::plane(document, request.plane.as_deref(), &request.project)?;
    let level = super::project::level(document, plane, request.level.as_deref(), &request.project)?;
    let measure = match &request.thematic {
        None => None,
        Some(name) => Some(document.project().measure(name).ok_or_else(|| CliError::Unknown {
            what: Named::Measure,
            name: name.clone(),
            known: document.project().measures.iter().map(|measure| measure.name.clone()).collect(),
        })?),
    };
    let scene = scene::scene(document, plane, level, measure, console.language);
    let theme = if request.is_dark { ThemeKind::Dark } else { ThemeKind::Light };
    let options = RenderOptions { width: request.size.0, height: request.size.1, bbox: request.bbox, theme, scale: 1.0 };
    let drawn = render(&scene, &options).map_err(CliError::Render)?;
    let png = drawn.image.to_png().map_err(CliError::Render)?;
    write_whole(&request.out, &png).map_err(|err| CliError::Io(request.out.clone(), err))?;
    let (visible, labelled) = (drawn.report.visible.len(), drawn.report.labelled.len());
    let json = serde_json::json!({
        "file": request.out.display().to_string(), "width": request.size.0, "height": request.size.1,
        "grids_visible": visible, "grids_labelled": labelled, "metres_per_pixel": drawn.report.metres_per_px,
    });
    console.answer(&json, || {
        text(console.language, "out-rendered", &[("path", request.out.display().to_string().into()), ("visible", visible.into()), ("labelled", labelled.into())])
    })?;
    Ok(Ending::Done)
}

/// The picture appears whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temp = tempfile::Builder::new().prefix(".gridwright-").tempfile_in(folder)?;
    temp.write_all(bytes)?;
    temp.as_file().sync_all()?;
    temp.persist(path).map_err(|err| err.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_read() {
        let read = |words: &[&str]| {
            let matches = command(Language::English).try_get_matches_from([&["render", "p.gpkg", "m.png"], words].concat()).map_err(|err| CliError::Usage(err.to_string()))?;
            request(&matches, Language::English)
        };
        let got = read(&["--size", "800x600", "--bbox", "-1.5,35,114,36.5", "--theme", "dark", "--thematic", "users"]).unwrap();
        assert_eq!((got.size, got.is_dark, got.thematic.as_deref()), ((800, 600), true, Some("users")));
        assert_eq!(got.bbox.unwrap().min, Position::new(-15_000_000, 350_000_000));
        assert_eq!(read(&[]).unwrap().size, (1600, 1000));
        for words in [["--size", "800"], ["--size", "0x5"], ["--size", "99999x5"], ["--bbox", "1,2,3"], ["--bbox", "3,2,1,4"], ["--bbox", "1,2,3,95"], ["--theme", "blue"]] {
            assert_eq!(read(&words).map_err(|err| err.status()), Err(2), "{words:?}");
        }
    }
}
