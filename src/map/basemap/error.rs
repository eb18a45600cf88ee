//! Why there is no base map, or not all of it.

use crate::gpkg::GpkgError;
use crate::i18n::{Language, Value, gpkg_error_text, io_error_text, text};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// What is the matter with a base map.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BaseMapError {
    /// The file cannot be read.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// The file is no PMTiles archive of version 3, or is damaged.
    #[error("{}: not a tile archive ({part})", .path.display())]
    NotAnArchive {
        /// The file.
        path: PathBuf,
        /// What could not be read: `magic`, `header`, `directory`, `tile`.
        part: &'static str,
    },
    /// What SQLite finds wrong with an MBTiles file.
    #[error("{}: {source}", .path.display())]
    MbTiles {
        /// The file.
        path: PathBuf,
        /// What SQLite found.
        source: Arc<GpkgError>,
    },
    /// Tiles are neither images nor vector tiles that can be drawn.
    #[error("{}: tiles are {format}", .path.display())]
    NotImages {
        /// The file.
        path: PathBuf,
        /// What they are.
        format: String,
    },
    /// The largest zoom of a service lies outside 0 to 22.
    #[error("zoom {zoom}")]
    WrongZoom {
        /// What was given.
        zoom: u8,
    },
    /// An address that is none, or lacks the marks for zoom, column and row.
    #[error("bad address {address}")]
    BadAddress {
        /// The address without its parameters, which can hold a key.
        address: String,
    },
    /// Nobody has allowed requests to this host.
    #[error("no consent for {host}")]
    NoConsent {
        /// The host.
        host: String,
    },
    /// The service wants a key and none is stored.
    #[error("no key for {host}")]
    KeyNeeded {
        /// The host.
        host: String,
    },
    /// The host cannot be reached.
    #[error("no connection to {host}")]
    NoNetwork {
        /// The host.
        host: String,
    },
    /// The host answers with something else than a tile.
    #[error("{host} answers {status}")]
    Refused {
        /// The host.
        host: String,
        /// The status of HTTP.
        status: u16,
    },
    /// A tile that cannot be read.
    #[error("a tile of {origin} cannot be read")]
    BadTile {
        /// The host or the file.
        origin: String,
    },
    /// The machinery for requests does not start.
    #[error("internal: {detail}")]
    Internal {
        /// What the library said.
        detail: String,
    },
}

impl BaseMapError {
    /// What happened and what to do.
    pub fn text(&self, language: Language) -> String {
        let say = |key: &str, name: &str| text(language, key, &[("name", Value::from(name))]);
        match self {
            Self::File { path, source } => io_error_text(language, path, source),
            Self::NotAnArchive { path, part } => {
                let part = text(language, &format!("basemap-part-{part}"), &[]);
                text(language, "basemap-not-an-archive", &[("path", path.display().to_string().into()), ("part", part.into())])
            }
            Self::MbTiles { path, source } => match source.as_ref() {
                GpkgError::Unknown { .. } => say("basemap-not-mbtiles", &path.display().to_string()),
                source => gpkg_error_text(language, path, source),
            },
            Self::NotImages { path, format } => text(language, "basemap-not-images", &[("path", path.display().to_string().into()), ("format", format.into())]),
            Self::WrongZoom { zoom } => text(language, "basemap-wrong-zoom", &[("zoom", (*zoom).into()), ("limit", super::source::MOST_ZOOM.into())]),
            Self::BadAddress { address } => say("basemap-bad-address", address),
            Self::NoConsent { host } => say("basemap-no-consent", host),
            Self::KeyNeeded { host } => say("basemap-key-needed", host),
            Self::NoNetwork { host } => say("basemap-no-network", host),
            Self::Refused { host, status } => {
                let key = if matches!(status, 401 | 403 | 418) { "basemap-key-refused" } else { "basemap-refused" };
                text(language, key, &[("name", host.into()), ("status", status.to_string().into())])
            }
            Self::BadTile { origin } => say("basemap-bad-tile", origin),
            Self::Internal { detail } => text(language, "error-internal", &[("detail", detail.into())]),
        }
    }
}
