//! PMTiles archives, version 3, read tile by tile from files that nobody vouches for.
//!
//! After the public specification of the format. Written here because readers that trust an archive allocate and
//! subtract whatever its numbers say; what is allocated here is bounded by the file's own length and by constants.

use super::BaseMapError;
use super::tile::TileId;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const HEADER_BYTES: usize = 127;
/// Bytes of a directory, as stored and unpacked. The specification keeps root directories below 16 KiB.
const MOST_DIRECTORY_BYTES: u64 = 8 << 20;
const MOST_UNPACKED_BYTES: u64 = 32 << 20;
/// Bytes of one tile, as stored or unpacked.
const MOST_TILE_BYTES: u64 = 8 << 20;
const MOST_METADATA_BYTES: u64 = 4 << 20;
/// Directories below the root that may have to be passed for one tile.
const MOST_DEPTH: usize = 4;
/// Directories that are remembered.
const KEPT_DIRECTORIES: usize = 16;
/// Deepest zoom that tile numbers are made for.
const MOST_ZOOM: u8 = 26;

/// An open archive.
#[derive(Debug)]
pub(super) struct PmTiles {
    path: PathBuf,
    file: File,
    length: u64,
    header: Header,
    root: Arc<[Entry]>,
    /// Directories read last, the newest at the end.
    leaves: Vec<(u64, Arc<[Entry]>)>,
}

/// The numbers of the header that are needed; offsets in bytes from the beginning of the file.
#[derive(Clone, Copy, Debug)]
struct Header {
    root: [u64; 2],
    metadata: [u64; 2],
    leaves: [u64; 2],
    tiles: [u64; 2],
    are_directories_packed: bool,
    are_tiles_packed: bool,
    kind: u8,
    zooms: [u8; 2],
}

/// A row of a directory: tiles from `id` on, or another directory where `run` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    id: u64,
    run: u64,
    length: u64,
    offset: u64,
}

impl PmTiles {
    /// Opens an archive and reads its header and first directory.
    pub(super) fn open(path: &Path) -> Result<Self, BaseMapError> {
        let failed = |source: io::Error| BaseMapError::File { path: path.to_owned(), source: Arc::new(source) };
        let broken = |part| BaseMapError::NotAnArchive { path: path.to_owned(), part };
        let mut file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(broken("magic"));
        }
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        file.by_ref().take(HEADER_BYTES as u64).read_to_end(&mut bytes).map_err(failed)?;
        if !bytes.starts_with(b"PMTiles") {
            return Err(broken("magic"));
        }
        let header = Header::of(&bytes).ok_or_else(|| broken("header"))?;
        let mut archive = Self { path: path.to_owned(), file, length: metadata.len(), header, root: Arc::default(), leaves: Vec::new() };
        archive.root = archive.directory(header.root).ok_or_else(|| broken("directory"))?;
        Ok(archive)
    }

    /// Smallest and largest zoom with tiles.
    pub(super) fn zooms(&self) -> [u8; 2] {
        self.header.zooms
    }

    /// What the header says that tiles are.
    pub(super) fn format(&self) -> &'static str {
        match self.header.kind {
            1 => "MVT",
            2 => "PNG",
            3 => "JPEG",
            4 => "WebP",
            5 => "AVIF",
            6 => "MLT",
            _ => "?",
        }
    }

    /// Whom the archive names as source.
    pub(super) fn attribution(&mut self) -> Option<String> {
        let bytes = self.bytes(self.header.metadata, MOST_METADATA_BYTES).ok()?;
        let json = if self.header.are_directories_packed { unpacked(&bytes, MOST_METADATA_BYTES)? } else { bytes };
        let metadata: serde_json::Value = serde_json::from_slice(&json).ok()?;
        metadata.get("attribution")?.as_str().map(str::to_owned)
    }

    /// The first tile of the archive.
    pub(super) fn first_tile(&mut self) -> Result<Option<Vec<u8>>, BaseMapError> {
        let mut directory = Arc::clone(&self.root);
        for _ in 0..=MOST_DEPTH {
            match directory.first() {
                Some(entry) if entry.run == 0 => directory = self.leaf(*entry).ok_or_else(|| self.broken("directory"))?,
                Some(entry) => return self.content(*entry).map(Some),
                None => return Ok(None),
            }
        }
        Err(self.broken("directory"))
    }

    /// The bytes of one tile; `None` where the archive has none.
    pub(super) fn tile(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, BaseMapError> {
        let Some(id) = tile_number(tile) else { return Ok(None) };
        let mut directory = Arc::clone(&self.root);
        for _ in 0..=MOST_DEPTH {
            match entry_of(&directory, id) {
                Some(entry) if entry.run == 0 => directory = self.leaf(entry).ok_or_else(|| self.broken("directory"))?,
                Some(entry) => return self.content(entry).map(Some),
                None => return Ok(None),
            }
        }
        Err(self.broken("directory"))
    }

    fn broken(&self, part: &'static str) -> BaseMapError {
        BaseMapError::NotAnArchive { path: self.path.clone(), part }
    }

    fn content(&mut self, entry: Entry) -> Result<Vec<u8>, BaseMapError> {
        let place = within(self.header.tiles, entry).ok_or_else(|| self.broken("tile"))?;
        let bytes = self.bytes(place, MOST_TILE_BYTES)?;
        if !self.header.are_tiles_packed {
            return Ok(bytes);
        }
        unpacked(&bytes, MOST_TILE_BYTES).ok_or_else(|| self.broken("tile"))
    }

    /// A directory below the root, from memory where it was read before.
    fn leaf(&mut self, entry: Entry) -> Option<Arc<[Entry]>> {
        let place = within(self.header.leaves, entry)?;
        let found = match self.leaves.iter().position(|(offset, _)| *offset == place[0]) {
            Some(at) => self.leaves.remove(at).1,
            None => self.directory(place)?,
        };
        if self.leaves.len() >= KEPT_DIRECTORIES {
            self.leaves.remove(0);
        }
        self.leaves.push((place[0], Arc::clone(&found)));
        Some(found)
    }

    fn directory(&mut self, place: [u64; 2]) -> Option<Arc<[Entry]>> {
        let bytes = self.bytes(place, MOST_DIRECTORY_BYTES).ok()?;
        let bytes = if self.header.are_directories_packed { unpacked(&bytes, MOST_UNPACKED_BYTES)? } else { bytes };
        entries_of(&bytes).map(Arc::from)
    }

    /// A part of the file, given as offset and length; refused where it is not all there or longer than allowed.
    fn bytes(&mut self, [offset, length]: [u64; 2], most: u64) -> Result<Vec<u8>, BaseMapError> {
        if length > most || offset.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(self.broken("tile"));
        }
        let mut bytes = vec![0; length as usize];
        let read = self.file.seek(SeekFrom::Start(offset)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|source| BaseMapError::File { path: self.path.clone(), source: Arc::new(source) })?;
        Ok(bytes)
    }
}

impl Header {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < HEADER_BYTES || bytes[7] != 3 {
            return None;
        }
        let number = |at: usize| bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
        let part = |at: usize| Some([number(at)?, number(at + 8)?]);
        let is_packed = |code: u8| match code {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        };
        let zooms = [bytes[100], bytes[101]];
        let header = Self {
            root: part(8)?,
            metadata: part(24)?,
            leaves: part(40)?,
            tiles: part(56)?,
            are_directories_packed: is_packed(bytes[97])?,
            // Images are not packed again; some writers leave "unknown".
            are_tiles_packed: bytes[98] != 0 && is_packed(bytes[98])?,
            kind: bytes[99],
            zooms,
        };
        (zooms[0] <= zooms[1] && zooms[1] <= MOST_ZOOM).then_some(header)
    }
}

/// Where an entry's bytes are: offset and length.
fn within(part: [u64; 2], entry: Entry) -> Option<[u64; 2]> {
    let end = entry.offset.checked_add(entry.length)?;
    // Writers that stream leave the length of the part 0.
    (part[1] == 0 || end <= part[1]).then_some(())?;
    Some([part[0].checked_add(entry.offset)?, entry.length])
}

fn unpacked(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut unpacked).ok()?;
    (unpacked.len() as u64 <= most).then_some(unpacked)
}

/// The rows of a directory; `None` where it is cut off, not in order, or its numbers do not fit.
fn entries_of(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes;
    let count = usize::try_from(varint(&mut rest)?).ok()?;
    // Each row takes four bytes at least.
    if count > rest.len() / 4 {
        return None;
    }
    let mut entries = vec![Entry::default(); count];
    let mut id = 0_u64;
    for entry in &mut entries {
        id = id.checked_add(varint(&mut rest)?)?;
        entry.id = id;
    }
    for entry in &mut entries {
        entry.run = varint(&mut rest)?;
    }
    for entry in &mut entries {
        entry.length = varint(&mut rest)?;
    }
    let mut next = None;
    for entry in &mut entries {
        entry.offset = match varint(&mut rest)?.checked_sub(1) {
            Some(offset) => offset,
            None => next?,
        };
        next = Some(entry.offset.checked_add(entry.length)?);
    }
    entries.is_sorted_by_key(|entry| entry.id).then_some(entries)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(value);
        }
    }
    None
}

/// The row that a tile belongs to.
fn entry_of(directory: &[Entry], id: u64) -> Option<Entry> {
    let after = directory.partition_point(|entry| entry.id <= id);
    let entry = *directory.get(after.checked_sub(1)?)?;
    (entry.run == 0 || id - entry.id < entry.run).then_some(entry)
}

/// The number of a tile: all tiles of smaller zooms, then those before it on a Hilbert curve.
pub(super) fn tile_number(tile: TileId) -> Option<u64> {
    let TileId { x, y, zoom } = tile;
    if zoom > MOST_ZOOM || x >> zoom != 0 || y >> zoom != 0 {
        return None;
    }
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let mut along = 0;
    for level in (0..zoom).rev() {
        let half = 1_u64 << level;
        let (is_east, is_south) = (x & half != 0, y & half != 0);
        along += half * half * ((3 * u64::from(is_east)) ^ u64::from(is_south));
        (x, y) = (x & (half - 1), y & (half - 1));
        if !is_south {
            if is_east {
                (x, y) = (half - 1 - x, half - 1 - y);
            }
            (x, y) = (y, x);
        }
    }
    Some(before + along)
}
