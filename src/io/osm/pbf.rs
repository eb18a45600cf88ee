//! The packed format (wiki.openstreetmap.org/wiki/PBF_Format): blobs of up to 32 MiB, each a message of strings, nodes and ways.
//!
//! Blobs are unpacked one by one and twice: first for the ways, then for the places of their nodes. So memory follows the roads of the
//! file and not the file, and a blob that claims to be larger than the format allows is refused before it is unpacked.

use super::super::error::ImportError;
use super::protobuf::{Malformed, Packed, Value, each_field, running_sums, zigzag};
use super::tags::{MOST_TAGS, kind_of};
use super::{MOST_VERTICES, OsmWays};
use crate::geodesy::Position;
use crate::roads::RoadWays;
use flate2::read::ZlibDecoder;
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Read as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// Most bytes of a blob's header, and of a blob before and after unpacking, by the format.
const MOST_HEADER: usize = 64 << 10;
const MOST_BLOB: u64 = 32 << 20;
/// What a file may require of its reader.
const UNDERSTOOD: [&[u8]; 2] = [b"OsmSchema-V0.6", b"DenseNodes"];

/// A blob: where it lies in the file, and whether it holds the header.
#[derive(Clone, Copy, Debug)]
struct Blob<'a> {
    offset: u64,
    is_header: bool,
    bytes: &'a [u8],
}

/// Why a blob cannot be read; the place is added by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BlobFault {
    Malformed,
    /// Packed by a method that is not read, or with a feature that is not known.
    Unsupported,
    TooLarge(u64),
}

impl From<Malformed> for BlobFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl BlobFault {
    fn at(self, offset: u64) -> ImportError {
        match self {
            Self::Malformed => ImportError::Damaged { part: "osm-pbf", offset },
            Self::Unsupported => ImportError::Damaged { part: "osm-pbf-feature", offset },
            Self::TooLarge(amount) => ImportError::TooLarge { what: "coordinates", amount, limit: MOST_VERTICES },
        }
    }
}

/// Reads the roads of a file.
pub(super) fn read(bytes: &[u8]) -> Result<RoadWays, ImportError> {
    let blobs = blobs(bytes)?;
    let Some(first) = blobs.first().filter(|blob| blob.is_header) else {
        return Err(ImportError::Damaged { part: "osm-pbf", offset: 0 });
    };
    check_header(first).map_err(|fault| fault.at(first.offset))?;
    let data: Vec<Blob<'_>> = blobs.iter().filter(|blob| !blob.is_header).copied().collect();
    let so_far = AtomicU64::new(0);
    let parts: Vec<OsmWays> = data.par_iter().map(|blob| ways(blob, &so_far).map_err(|fault| fault.at(blob.offset))).collect::<Result<_, _>>()?;
    let mut all = OsmWays::default();
    parts.into_iter().for_each(|part| all.append(part));
    all.check_size()?;
    let ids = all.ids();
    let mut places: Vec<Option<Position>> = vec![None; ids.len()];
    let found: Vec<Vec<(u32, Position)>> = data.par_iter().map(|blob| nodes(blob, &ids).map_err(|fault| fault.at(blob.offset))).collect::<Result<_, _>>()?;
    for (at, position) in found.into_iter().flatten() {
        places[at as usize] = Some(position);
    }
    Ok(all.placed(|id| ids.binary_search(&id).ok().and_then(|at| places[at])))
}

/// The blobs of a file, none unpacked yet.
fn blobs(bytes: &[u8]) -> Result<Vec<Blob<'_>>, ImportError> {
    let mut blobs = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let offset = (bytes.len() - rest.len()) as u64;
        let blob = next_blob(&mut rest, offset).map_err(|_err| ImportError::Damaged { part: "osm-pbf", offset })?;
        blobs.extend(blob);
    }
    Ok(blobs)
}

/// The next blob; none for one of a kind that is not known, which the format wants passed over.
fn next_blob<'a>(rest: &mut &'a [u8], offset: u64) -> Result<Option<Blob<'a>>, Malformed> {
    let (length, behind) = rest.split_first_chunk::<4>().ok_or(Malformed)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > MOST_HEADER {
        return Err(Malformed);
    }
    let (header, behind) = behind.split_at_checked(length).ok_or(Malformed)?;
    let (mut kind, mut size): (&[u8], u64) = (&[], 0);
    each_field::<Malformed>(header, |number, value| {
        match (number, value) {
            (1, Value::Bytes(bytes)) => kind = bytes,
            (3, Value::Number(number)) => size = number,
            _ => {}
        }
        Ok(())
    })?;
    if size > MOST_BLOB {
        return Err(Malformed);
    }
    let (bytes, behind) = behind.split_at_checked(size as usize).ok_or(Malformed)?;
    *rest = behind;
    let is_header = kind == b"OSMHeader";
    Ok((is_header || kind == b"OSMData").then_some(Blob { offset, is_header, bytes }))
}

/// The message of a blob.
fn unpacked<'a>(blob: &Blob<'a>) -> Result<Cow<'a, [u8]>, BlobFault> {
    let (mut raw, mut zlib, mut raw_size, mut is_other) = (None, None, None, false);
    each_field::<Malformed>(blob.bytes, |number, value| {
        match (number, value) {
            (1, Value::Bytes(bytes)) => raw = Some(bytes),
            (2, Value::Number(size)) => raw_size = Some(size),
            (3, Value::Bytes(bytes)) => zlib = Some(bytes),
            (4..=7, Value::Bytes(_)) => is_other = true,
            _ => {}
        }
        Ok(())
    })?;
    match (raw, zlib) {
        (Some(raw), _) => Ok(Cow::Borrowed(raw)),
        (None, Some(packed)) => {
            let size = raw_size.filter(|size| *size <= MOST_BLOB).ok_or(BlobFault::Malformed)?;
            let mut message = Vec::new();
            ZlibDecoder::new(packed).take(size + 1).read_to_end(&mut message).map_err(|_err| BlobFault::Malformed)?;
            if message.len() as u64 == size { Ok(Cow::Owned(message)) } else { Err(BlobFault::Malformed) }
        }
        (None, None) => Err(if is_other { BlobFault::Unsupported } else { BlobFault::Malformed }),
    }
}

fn check_header(blob: &Blob<'_>) -> Result<(), BlobFault> {
    each_field(&unpacked(blob)?, |number, value| match (number, value) {
        (4, Value::Bytes(feature)) if !UNDERSTOOD.contains(&feature) => Err(BlobFault::Unsupported),
        _ => Ok(()),
    })
}

/// Strings, groups, and how places are written, of one message.
#[derive(Debug)]
struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

impl<'a> Block<'a> {
    fn new(message: &'a [u8]) -> Result<Self, BlobFault> {
        let mut block = Self { strings: Vec::new(), groups: Vec::new(), granularity: 100, lat_offset: 0, lon_offset: 0 };
        each_field::<BlobFault>(message, |number, value| {
            match (number, value) {
                (1, Value::Bytes(table)) => each_field::<BlobFault>(table, |number, value| {
                    if let (1, Value::Bytes(text)) = (number, value) {
                        block.strings.push(text);
                    }
                    Ok(())
                })?,
                (2, Value::Bytes(group)) => block.groups.push(group),
                (17, Value::Number(number)) => block.granularity = number as i64,
                (19, Value::Number(number)) => block.lat_offset = number as i64,
                (20, Value::Number(number)) => block.lon_offset = number as i64,
                _ => {}
            }
            Ok(())
        })?;
        Ok(block)
    }

    fn text(&self, at: u64) -> &'a str {
        self.strings.get(at as usize).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    /// A place from its numbers, which count granules of a billionth of a degree.
    fn position(&self, lat: i64, lon: i64) -> Option<Position> {
        let units = |offset: i64, value: i64, most: i64| {
            let nano = offset.checked_add(self.granularity.checked_mul(value)?)?;
            // Half a unit is rounded up, on both sides of zero.
            let units = nano.checked_add(50)?.div_euclid(100);
            (units.abs() <= most).then_some(units as i32)
        };
        Some(Position::new(units(self.lon_offset, lon, 1_800_000_000)?, units(self.lat_offset, lat, 900_000_000)?))
    }
}

/// The roads of a blob.
fn ways(blob: &Blob<'_>, so_far: &AtomicU64) -> Result<OsmWays, BlobFault> {
    let message = unpacked(blob)?;
    let block = Block::new(&message)?;
    let mut ways = OsmWays::default();
    for group in &block.groups {
        each_field::<BlobFault>(group, |number, value| match (number, value) {
            (3, Value::Bytes(way)) => {
                let before = ways.refs.len();
                read_way(&block, way, &mut ways)?;
                let amount = so_far.fetch_add((ways.refs.len() - before) as u64, Ordering::Relaxed);
                if amount > MOST_VERTICES { Err(BlobFault::TooLarge(amount)) } else { Ok(()) }
            }
            _ => Ok(()),
        })?;
    }
    Ok(ways)
}

fn read_way(block: &Block<'_>, way: &[u8], ways: &mut OsmWays) -> Result<(), BlobFault> {
    let (mut keys, mut values, mut refs): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
    each_field::<BlobFault>(way, |number, value| {
        match (number, value) {
            (2, Value::Bytes(bytes)) => keys = bytes,
            (3, Value::Bytes(bytes)) => values = bytes,
            (8, Value::Bytes(bytes)) => refs = bytes,
            _ => {}
        }
        Ok(())
    })?;
    let mut tags = Vec::new();
    for (key, value) in Packed::new(keys).zip(Packed::new(values)).take(MOST_TAGS) {
        tags.push((block.text(key?), block.text(value?)));
    }
    if let Some(kind) = kind_of(&tags) {
        let refs = running_sums(refs).collect::<Result<Vec<i64>, Malformed>>()?;
        ways.push(kind, refs);
    }
    Ok(())
}

/// The nodes of a blob that roads pass, by their place among the ids.
fn nodes(blob: &Blob<'_>, ids: &[i64]) -> Result<Vec<(u32, Position)>, BlobFault> {
    let message = unpacked(blob)?;
    let block = Block::new(&message)?;
    let mut found = Vec::new();
    let mut take = |id: i64, lat: i64, lon: i64| {
        if let (Ok(at), Some(position)) = (ids.binary_search(&id), block.position(lat, lon)) {
            found.push((at as u32, position));
        }
    };
    for group in &block.groups {
        each_field::<BlobFault>(group, |number, value| {
            match (number, value) {
                (1, Value::Bytes(node)) => {
                    let (id, lat, lon) = single_node(node)?;
                    take(id, lat, lon);
                }
                (2, Value::Bytes(dense)) => {
                    let (mut all_ids, mut lats, mut lons): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
                    each_field::<BlobFault>(dense, |number, value| {
                        match (number, value) {
                            (1, Value::Bytes(bytes)) => all_ids = bytes,
                            (8, Value::Bytes(bytes)) => lats = bytes,
                            (9, Value::Bytes(bytes)) => lons = bytes,
                            _ => {}
                        }
                        Ok(())
                    })?;
                    for ((id, lat), lon) in running_sums(all_ids).zip(running_sums(lats)).zip(running_sums(lons)) {
                        take(id?, lat?, lon?);
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    Ok(found)
}

fn single_node(node: &[u8]) -> Result<(i64, i64, i64), BlobFault> {
    let (mut id, mut lat, mut lon) = (0, 0, 0);
    each_field::<BlobFault>(node, |number, value| {
        match (number, value) {
            (1, Value::Number(number)) => id = zigzag(number),
            (8, Value::Number(number)) => lat = zigzag(number),
            (9, Value::Number(number)) => lon = zigzag(number),
            _ => {}
        }
        Ok(())
    })?;
    Ok((id, lat, lon))
}
