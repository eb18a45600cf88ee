//! Getting tiles in the background: from a file or from a service that the person has allowed.
//!
//! Requests run on a small runtime of the HTTP library, which owns its threads. Nothing waits for them: a tile that
//! arrives asks for a repaint.

use super::archive::{Archive, decoded};
use super::cache;
use super::vector::{self, Look};
use super::tile::TileId;
use super::source::{KEY_MARK, TileAddress, encoded};
use super::BaseMapError;
use egui::ColorImage;
use http_cache_reqwest::{CACacheManager, Cache, CacheMode, HttpCache, HttpCacheOptions};
use reqwest::{Request, Response};
use reqwest_middleware::{ClientWithMiddleware, Next};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};

/// Threads for requests and for decoding images.
const THREADS: usize = 2;
/// How long connecting and a whole answer may take.
const CONNECT_TIME: Duration = Duration::from_secs(8);
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// How long a tile is good for when the service does not say.
const GOOD_FOR: Duration = Duration::from_hours(7 * 24);
/// Bytes of the largest answer that is looked at.
const MOST_ANSWER_BYTES: usize = 8 << 20;

/// What came of asking for a tile: its picture, or that there is none.
pub(super) type Answer = Result<Option<ColorImage>, BaseMapError>;

/// The threads of a base map. Dropping it waits for nothing.
#[derive(Debug)]
pub(super) struct Workers {
    runtime: Option<Runtime>,
}

impl Workers {
    pub(super) fn start() -> Result<Self, BaseMapError> {
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).thread_name("base map").enable_all().build();
        runtime.map(|runtime| Self { runtime: Some(runtime) }).map_err(|err| BaseMapError::Internal { detail: err.to_string() })
    }

    /// Takes away old answers in the background where there are too many in a folder.
    pub(super) fn shrink(&self, folder: &Path) {
        let folder = folder.to_owned();
        if let Some(runtime) = &self.runtime {
            drop(runtime.spawn_blocking(move || cache::keep_small(&folder)));
        }
    }

    fn handle(&self) -> Option<Handle> {
        self.runtime.as_ref().map(|runtime| runtime.handle().clone())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Where tiles come from.
#[derive(Debug)]
pub(super) enum Origin {
    File { archive: Mutex<Archive>, path: PathBuf, shapes: Option<Shapes> },
    Service(Service),
}

/// How tiles of shapes are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shapes {
    /// Deepest zoom of the file.
    pub(super) zoom: u8,
    pub(super) look: Look,
}

/// Asks for tiles and hands over what came.
#[derive(Debug)]
pub(super) struct Loader {
    origin: Arc<Origin>,
    handle: Option<Handle>,
    context: egui::Context,
    sender: Sender<(TileId, Answer)>,
    answers: Receiver<(TileId, Answer)>,
}

impl Loader {
    pub(super) fn new(origin: Origin, workers: &Workers, context: &egui::Context) -> Self {
        let (sender, answers) = channel();
        Self { origin: Arc::new(origin), handle: workers.handle(), context: context.clone(), sender, answers }
    }

    /// Starts getting a tile.
    pub(super) fn ask(&self, tile: TileId) {
        let (origin, sender, context) = (Arc::clone(&self.origin), self.sender.clone(), self.context.clone());
        let pixels_per_point = context.pixels_per_point();
        let work = async move {
            let answer = origin.load(tile, pixels_per_point).await;
            // Nobody listens any more where the base map was changed meanwhile.
            if sender.send((tile, answer)).is_ok() {
                context.request_repaint();
            }
        };
        if let Some(handle) = &self.handle {
            drop(handle.spawn(work));
        }
    }

    /// Something that has come since.
    pub(super) fn next(&self) -> Option<(TileId, Answer)> {
        self.answers.try_recv().ok()
    }
}

impl Origin {
    async fn load(&self, tile: TileId, pixels_per_point: f32) -> Answer {
        let (bytes, origin) = match self {
            Self::File { archive, path, shapes: Some(shapes) } => return drawn(archive, path, *shapes, tile, pixels_per_point),
            Self::File { archive, path, shapes: None } => (archive.lock().unwrap_or_else(PoisonError::into_inner).tile(tile)?, shown(path)),
            Self::Service(service) => (service.tile(tile).await?, service.address.host.clone()),
        };
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { return Ok(None) };
        let image = decoded(&bytes).ok_or(BaseMapError::BadTile { origin })?.to_rgba8();
        let size = [image.width() as usize, image.height() as usize];
        Ok(Some(ColorImage::from_rgba_unmultiplied(size, image.as_raw())))
    }
}

/// The picture of a tile of shapes.
fn drawn(archive: &Mutex<Archive>, path: &Path, shapes: Shapes, tile: TileId, pixels_per_point: f32) -> Answer {
    let source = tile.ancestor(shapes.zoom);
    // The file is free for others while this one is drawn.
    let bytes = archive.lock().unwrap_or_else(PoisonError::into_inner).tile(source)?;
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { return Ok(None) };
    let picture = vector::picture(&bytes, tile, source, shapes.look, pixels_per_point).ok_or_else(|| BaseMapError::BadTile { origin: shown(path) })?;
    let size = [picture.width() as usize, picture.height() as usize];
    Ok(Some(ColorImage::from_rgba_premultiplied(size, picture.data())))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A service on the network.
#[derive(Debug)]
pub(super) struct Service {
    address: TileAddress,
    client: ClientWithMiddleware,
}

impl Service {
    /// Prepares requests; makes none. Answers are kept below `cache` where that is given, without the key.
    pub(super) fn new(address: TileAddress, key: &str, cache: Option<&Path>) -> Result<Self, BaseMapError> {
        let internal = |err: &dyn std::fmt::Display| BaseMapError::Internal { detail: err.to_string() };
        // Fails where another part of the process has chosen already, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .user_agent(concat!("gridwright/", env!("CARGO_PKG_VERSION")))
            // Consent is for one host: an answer that points elsewhere is not followed.
            .redirect(reqwest::redirect::Policy::custom(|attempt| {
                let is_same_host = attempt.previous().first().is_some_and(|first| first.host() == attempt.url().host() && first.port_or_known_default() == attempt.url().port_or_known_default());
                if is_same_host && attempt.previous().len() < 5 { attempt.follow() } else { attempt.stop() }
            }))
            .connect_timeout(CONNECT_TIME)
            .timeout(ANSWER_TIME)
            .build()
            .map_err(|err| internal(&err.without_url()))?;
        let mut builder = reqwest_middleware::ClientBuilder::new(client);
        if let Some(folder) = cache {
            let manager = CACacheManager::new(folder.to_owned(), true);
            builder = builder.with(Cache(HttpCache { mode: CacheMode::Default, manager, options: cache_options(key) }));
        }
        // Inside the cache, so that the cache never sees the key.
        let key = encoded(key);
        builder = builder.with(middleware(move |mut request, extensions, next| {
            let keyed = request.url().as_str().replace(KEY_MARK, &key);
            if let Ok(url) = reqwest::Url::parse(&keyed) {
                *request.url_mut() = url;
            }
            next.run(request, extensions)
        }));
        Ok(Self { address, client: builder.build() })
    }

    async fn tile(&self, tile: TileId) -> Result<Option<Vec<u8>>, BaseMapError> {
        let host = || self.address.host.clone();
        let response = self.client.get(self.address.url(tile)).send().await.map_err(|_| BaseMapError::NoNetwork { host: host() })?;
        match response.status().as_u16() {
            200 => {}
            // There is no such tile, at sea for example.
            204 | 404 => return Ok(None),
            status => return Err(BaseMapError::Refused { host: host(), status }),
        }
        let bytes = response.bytes().await.map_err(|_| BaseMapError::NoNetwork { host: host() })?;
        if bytes.len() > MOST_ANSWER_BYTES {
            return Err(BaseMapError::BadTile { origin: host() });
        }
        Ok(Some(bytes.to_vec()))
    }
}

/// What a step between the cache and the network gives back.
type Answering<'a> = Pin<Box<dyn Future<Output = reqwest_middleware::Result<Response>> + Send + 'a>>;

/// Tells the compiler the lifetimes of such a step, which it does not find for closures by itself.
fn middleware<E, F: for<'a> Fn(Request, &'a mut E, Next<'a>) -> Answering<'a>>(step: F) -> F {
    step
}

/// The address of an answer has the key in it again; it must not lie in the cache in plain sight.
fn cache_options(key: &str) -> HttpCacheOptions {
    let key = encoded(key);
    let mut options = HttpCacheOptions { default_ttl: Some(GOOD_FOR), cache_status_headers: false, ..HttpCacheOptions::default() };
    if !key.is_empty() {
        options.modify_response = Some(Arc::new(move |response| {
            if let Ok(url) = reqwest::Url::parse(&response.url.as_str().replace(&key, KEY_MARK)) {
                response.url = url;
            }
        }));
    }
    options
}
