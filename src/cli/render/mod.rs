//! `render`: a picture of a plan, without a screen.

use super::arguments::{bad_value, file, given, option, path, project, verb};
use super::console::Console;
use super::error::{CliError, Named};
use super::{Ending, project as opening};
use crate::carto::{MAX_SIDE, RenderOptions, ThemeKind, render};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::i18n::{Language, text};
use crate::jobs::picture::{Shown, scene};
use crate::jobs::today;
use crate::platform::write_whole;
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

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
    let side = |word: &str| word.trim().parse().ok().filter(|side| (1..=MAX_SIDE).contains(side));
    Some((side(width)?, side(height)?))
}

fn box_of(word: &str) -> Option<Bounds> {
    let numbers: Vec<f64> = word.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = numbers.as_slice() else { return None };
    let bounds = Bounds { min: Position::from_degrees(*west, *south)?, max: Position::from_degrees(*east, *north)? };
    (bounds.min.lon < bounds.max.lon && bounds.min.lat < bounds.max.lat).then_some(bounds)
}

/// Draws the picture; it appears whole or not at all.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let request = request(matches, console.language)?;
    let mut session = opening::open(&request.project, OpenMode::Read, console)?;
    let scenario = opening::scenario(session.document(), request.scenario.as_deref())?;
    let plane = opening::plane(session.document(), request.plane.as_deref(), &request.project)?;
    let level = opening::level(session.document(), plane, request.level.as_deref(), &request.project)?;
    let thematic = request.thematic.as_deref().map(|name| measure(session.document(), name)).transpose()?;
    opening::show(&mut session, scenario)?;
    let document = session.document();
    let problems = document.problems(&today());
    let shown = Shown { document, scenario: opening::scenario_name(document, scenario), plane, level, thematic, problems: &problems.open, language: console.language };
    let scene = scene(&shown);
    console.go_on()?;
    let options = RenderOptions {
        width: request.size.0,
        height: request.size.1,
        bbox: request.bbox,
        theme: if request.is_dark { ThemeKind::Dark } else { ThemeKind::Light },
        ..RenderOptions::default()
    };
    let rendered = render(&scene, &options).map_err(CliError::Render)?;
    let png = rendered.image.to_png().map_err(CliError::Render)?;
    console.go_on()?;
    if request.out == Path::new("-") {
        std::io::stdout().lock().write_all(&png).map_err(CliError::Output)?;
        return Ok(Ending::Done);
    }
    write_whole(&request.out, &png).map_err(|err| CliError::Io(request.out.clone(), err))?;
    let (path, (width, height)) = (request.out.display().to_string(), request.size);
    let json = json!({
        "file": path, "width": width, "height": height, "grids": scene.regions.len(),
        "visible": rendered.report.visible.len(), "labelled": rendered.report.labelled.len(), "metres_per_pixel": rendered.report.metres_per_px,
    });
    let values = [("path", (&path).into()), ("width", width.to_string().into()), ("height", height.to_string().into()), ("grids", scene.regions.len().into())];
    console.answer(&json, || text(console.language, "out-rendered", &values))?;
    Ok(Ending::Done)
}

fn measure(document: &Document, name: &str) -> Result<usize, CliError> {
    let known = || document.project().measures.iter().map(|measure| measure.name.clone()).collect();
    document.project().measure(name).ok_or_else(|| CliError::Unknown { what: Named::Measure, name: name.to_owned(), known: known() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tests::matches_of;

    #[test]
    fn every_option_is_read() {
        let read = |words: &[&str]| {
            let matches = matches_of(command(Language::English), &[&["render", "p.gpkg", "m.png"], words].concat())?;
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
