//! Writing data and pictures out of an open project, on a thread of their own.

use crate::base::{PlaneId, ScenarioId};
use crate::carto::{LegendTexts, RenderError, RenderOptions, render};
use crate::edit::Document;
use crate::i18n::{Language, export_error_text, render_error_text, store_error_text};
use crate::io::{ExportError, ExportOptions, ExportTable, export};
use crate::jobs::picture::{Shown, scene};
use crate::jobs::{Session, tables, today};
use crate::platform::write_whole;
use crate::store::StoreError;
use std::path::{Path, PathBuf};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Cells with their polygons.
    Cells,
    /// Grids with their polygons.
    Grids,
    /// Demand points.
    Demand,
    /// Outlets.
    Outlets,
    /// Which cell belongs to which grid.
    Assignment,
    /// What is handed over from another scenario to the active one.
    Handover(ScenarioId),
    /// The figures of the level.
    Report,
}

/// A file to be written.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// Where to; the ending says the format.
    pub path: PathBuf,
    /// What.
    pub what: Written,
    /// The plane.
    pub plane: PlaneId,
    /// The level: of the report, and of the grids where only one level is wanted.
    pub level: Option<u8>,
    /// Format, coordinate system, encoding.
    pub options: ExportOptions,
    /// The language of a report's headings.
    pub language: Language,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum TransferFailure {
    /// The file.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The project.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The picture.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The picture's file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl TransferFailure {
    /// In words.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Export(err) => export_error_text(language, err),
            Self::Store(err) => store_error_text(language, err),
            Self::Render(err) => render_error_text(language, err),
            Self::Io(err) => err.to_string(),
        }
    }
}

/// Writes a table; returns its number of rows. The file appears whole or not at all.
///
/// # Errors
/// [`TransferFailure`]; nothing is written then.
pub fn write_table(session: &Session, transfer: &Transfer) -> Result<usize, TransferFailure> {
    let document = session.document();
    let plane = transfer.plane;
    let write = |table: &ExportTable<'_>| {
        export(&transfer.path, table, &transfer.options)?;
        Ok(tables::n_rows(table))
    };
    match transfer.what {
        Written::Cells => write(&tables::cells(document, plane)),
        Written::Grids => write(&tables::grids(document, plane, transfer.level)),
        Written::Outlets => write(&tables::outlets(document, plane)),
        Written::Assignment => write(&tables::assignment(document, plane)),
        Written::Report => write(&tables::report(document.project(), &document.report(plane, transfer.level.unwrap_or_default()), transfer.language)),
        Written::Demand => {
            let texts = tables::demand_texts(|each| session.file().demand_texts(each))?;
            write(&tables::demand(document, plane, &texts))
        }
        Written::Handover(from) => {
            let before = scenario_of(session, from)?;
            write(&tables::handover(document.project(), &before.compared_with(document, plane)))
        }
    }
}

/// Another scenario of a session's project as a document of its own, for looking at.
///
/// # Errors
/// What the store says.
pub fn scenario_of(session: &Session, scenario: ScenarioId) -> Result<Document, StoreError> {
    let plan = session.load_plan(scenario)?;
    let mut document = session.document().clone();
    document.show(scenario, plan);
    Ok(document)
}

/// A picture of a level to be drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where to.
    pub path: PathBuf,
    /// The plane.
    pub plane: PlaneId,
    /// The level.
    pub level: u8,
    /// The measure that colours the grids; neighbours differ without one.
    pub thematic: Option<usize>,
    /// Heading; the project's name where it is empty.
    pub title: String,
    /// Whether the legend is drawn.
    pub has_legend: bool,
    /// Size, part of the map, theme.
    pub options: RenderOptions,
    /// The language of all texts.
    pub language: Language,
}

/// Draws a picture as `gridwright render` does. It appears whole or not at all.
///
/// # Errors
/// [`TransferFailure`]; nothing is written then.
pub fn write_picture(document: &Document, picture: &Picture) -> Result<(), TransferFailure> {
    let problems = document.problems(&today());
    let scenario = document.active_name().to_owned();
    let shown = Shown { document, scenario, plane: picture.plane, level: picture.level, thematic: picture.thematic, problems: &problems.open, language: picture.language };
    let mut scene = scene(&shown);
    if !picture.title.is_empty() {
        scene.title.clone_from(&picture.title);
    }
    if !picture.has_legend {
        // An entry without a text is left out; the scale bar keeps its units.
        let LegendTexts { metre, kilometre, north, .. } = scene.legend;
        scene.legend = LegendTexts { metre, kilometre, north, ..LegendTexts::default() };
    }
    let rendered = render(&scene, &picture.options)?;
    Ok(write_whole(&picture.path, &rendered.image.to_png()?)?)
}

/// A path with an ending where it has none.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    if path.extension().is_some() { path.to_owned() } else { path.with_extension(ending) }
}
