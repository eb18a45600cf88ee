//! Tiles as textures: what is loaded, what is being loaded, and what stands in meanwhile.

use super::archive::TileFacts;
use super::loading::{Answer, Loader};
use super::tile::TileId;
use super::BaseMapError;
use egui::{ColorImage, Rect, TextureHandle, TextureOptions};
use std::collections::BTreeMap;
use std::fmt;

/// Requests that run at one time, as browsers do.
const MOST_REQUESTS: usize = 6;
/// Tiles that are remembered at most, at least, and by the pixels of their pictures, which take four bytes each. A large screen
/// shows some hundred small ones or some ten large ones.
const MOST_TILES: usize = 384;
const FEWEST_TILES: usize = 48;
const MOST_PIXELS: usize = 64 << 20;
/// Seconds after which a tile that failed is asked for again.
const RETRY_SECONDS: f64 = 20.0;

/// Tiles of one source or of one layer of it.
pub(super) struct TileStore {
    facts: TileFacts,
    loader: Loader,
    slots: BTreeMap<TileId, Slot>,
    wanted: Vec<TileId>,
    requests: usize,
    /// Pixels across the largest picture that came.
    side: usize,
    frame: u64,
    time: f64,
    fault: Option<BaseMapError>,
    context: egui::Context,
}

struct Slot {
    state: State,
    /// The frame in which it was needed last.
    used: u64,
}

enum State {
    Loading,
    Ready(TextureHandle),
    /// The source has no such tile.
    Missing,
    Failed {
        /// Seconds of egui's clock.
        since: f64,
    },
}

impl TileStore {
    pub(super) fn new(facts: TileFacts, loader: Loader, context: &egui::Context) -> Self {
        let side = facts.pixels as usize;
        Self { facts, loader, slots: BTreeMap::new(), wanted: Vec::new(), requests: 0, side, frame: 0, time: 0.0, fault: None, context: context.clone() }
    }

    pub(super) fn facts(&self) -> &TileFacts {
        &self.facts
    }

    /// What went wrong last, if nothing has come since.
    pub(super) fn fault(&self) -> Option<&BaseMapError> {
        self.fault.as_ref()
    }

    pub(super) fn is_loading(&self) -> bool {
        self.requests > 0
    }

    /// Takes in what has come.
    pub(super) fn begin_frame(&mut self, time: f64) {
        self.frame += 1;
        self.time = time;
        self.wanted.clear();
        while let Some((tile, answer)) = self.loader.next() {
            self.requests = self.requests.saturating_sub(1);
            let state = self.state_of(answer);
            self.slots.insert(tile, Slot { state, used: self.frame });
        }
    }

    fn state_of(&mut self, answer: Answer) -> State {
        match answer {
            Ok(image) => {
                self.fault = None;
                self.side = image.as_ref().map_or(0, ColorImage::width).max(self.side);
                image.map_or(State::Missing, |image| State::Ready(self.context.load_texture("base map", image, TextureOptions::LINEAR)))
            }
            Err(err) => {
                log::debug!("base map: {err}");
                self.fault = Some(err);
                State::Failed { since: self.time }
            }
        }
    }

    /// Asks for what was needed and forgets what nobody needs.
    pub(super) fn end_frame(&mut self) {
        for tile in std::mem::take(&mut self.wanted) {
            if self.requests >= MOST_REQUESTS {
                break;
            }
            self.requests += 1;
            self.slots.insert(tile, Slot { state: State::Loading, used: self.frame });
            self.loader.ask(tile);
        }
        let kept = (MOST_PIXELS / (self.side * self.side).max(1)).clamp(FEWEST_TILES, MOST_TILES);
        while self.slots.len() > kept {
            let oldest = self.slots.iter().filter(|(_, slot)| slot.used < self.frame && !matches!(slot.state, State::Loading)).min_by_key(|(_, slot)| slot.used);
            let Some(tile) = oldest.map(|(tile, _)| *tile) else { break };
            self.slots.remove(&tile);
        }
    }

    /// The texture of a tile and the part of it to draw: of the tile itself, or of the nearest one above it that is
    /// there. What is not there is asked for at the end of the frame.
    pub(super) fn piece(&mut self, tile: TileId) -> Option<(TextureHandle, Rect)> {
        if tile.zoom < self.facts.min_zoom {
            return None;
        }
        let mut candidate = tile.ancestor(self.facts.max_zoom);
        // Only above a tile that the source does not have is another one asked for: the others are on their way.
        let mut is_needed = true;
        loop {
            match self.look_up(candidate, is_needed) {
                Found::Ready(texture) => return Some((texture, tile.part_of(candidate))),
                Found::Missing => {}
                Found::Later => is_needed = false,
            }
            if candidate.zoom <= self.facts.min_zoom {
                return None;
            }
            candidate = candidate.ancestor(candidate.zoom - 1);
        }
    }

    fn look_up(&mut self, tile: TileId, is_needed: bool) -> Found {
        let (frame, time) = (self.frame, self.time);
        if let Some(slot) = self.slots.get_mut(&tile) {
            slot.used = frame;
            match &slot.state {
                State::Ready(texture) => return Found::Ready(texture.clone()),
                State::Missing => return Found::Missing,
                State::Loading => return Found::Later,
                State::Failed { since } if time - since < RETRY_SECONDS => return Found::Missing,
                State::Failed { .. } => {}
            }
        }
        if is_needed && !self.wanted.contains(&tile) {
            self.wanted.push(tile);
        }
        Found::Later
    }
}

enum Found {
    Ready(TextureHandle),
    Missing,
    Later,
}

impl fmt::Debug for TileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TileStore").field("facts", &self.facts).field("tiles", &self.slots.len()).field("requests", &self.requests).finish_non_exhaustive()
    }
}
