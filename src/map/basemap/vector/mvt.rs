//! Mapbox Vector Tiles, read from bytes that nobody vouches for.
//!
//! After the public specification of the format, version 2.1. Written here because readers at hand reserve memory by what a
//! tile says, or turn it into structures many times its size. Here layers and features are looked at where they lie: what
//! is allocated is bounded by constants, whatever the bytes.

/// Keys and values of one layer; real ones have some thousand.
const MOST_NAMES: usize = 1 << 18;
/// Properties of one feature that are looked at; real ones have some hundred at most, most of them names.
const MOST_PROPERTIES: usize = 512;
/// Bytes of a value that is looked at: many features can name the same one.
const MOST_VALUE_BYTES: usize = 1024;
/// Layers of a tile.
const MOST_LAYERS: usize = 512;
/// Units across a tile where the layer does not say.
const USUAL_EXTENT: u32 = 4096;

/// A tile that is cut off, contradicts itself or is larger than any tile should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no readable vector tile")]
pub(super) struct Damaged;

/// What a feature's geometry consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Points,
    Lines,
    Areas,
}

/// The value of a property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(f64),
    Flag(bool),
}

/// One layer of a tile.
#[derive(Debug)]
pub(super) struct Layer<'a> {
    pub(super) name: &'a str,
    /// Units across the tile.
    pub(super) extent: u32,
    keys: Vec<&'a str>,
    values: Vec<&'a [u8]>,
    bytes: &'a [u8],
}

/// One feature of a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feature<'a> {
    pub(super) form: Form,
    tags: &'a [u8],
    geometry: &'a [u8],
}

/// The properties of a feature.
#[derive(Debug)]
pub(super) struct Properties<'a> {
    pairs: Vec<(&'a str, Value<'a>)>,
}

/// One step of a geometry, in units of the layer from the north-west corner of the tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Move([i32; 2]),
    Line([i32; 2]),
    Close,
}

/// The layers of a tile.
///
/// # Errors
/// [`Damaged`] where any layer is; features are looked at when they are asked for.
pub(super) fn layers(bytes: &[u8]) -> Result<Vec<Layer<'_>>, Damaged> {
    let mut layers = Vec::new();
    let mut fields = Fields { rest: bytes };
    while let Some((number, content)) = fields.next()? {
        if let (3, Content::Bytes(layer)) = (number, content) {
            layers.push(Layer::of(layer)?);
        }
        if layers.len() > MOST_LAYERS {
            return Err(Damaged);
        }
    }
    Ok(layers)
}

impl<'a> Layer<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let mut layer = Self { name: "", extent: USUAL_EXTENT, keys: Vec::new(), values: Vec::new(), bytes };
        let mut fields = Fields { rest: bytes };
        while let Some((number, content)) = fields.next()? {
            match (number, content) {
                (1, Content::Bytes(name)) => layer.name = text_of(name)?,
                (3, Content::Bytes(key)) => layer.keys.push(text_of(key)?),
                (4, Content::Bytes(value)) => layer.values.push(value),
                (5, Content::Number(extent)) => layer.extent = u32::try_from(extent).map_err(|_| Damaged)?,
                _ => {}
            }
            if layer.keys.len().max(layer.values.len()) > MOST_NAMES {
                return Err(Damaged);
            }
        }
        // The name is what the format insists on; other bytes that look like a layer seldom have one.
        if layer.name.is_empty() || layer.extent == 0 { Err(Damaged) } else { Ok(layer) }
    }

    /// Features one by one; those without a geometry are passed over.
    pub(super) fn features(&self) -> impl Iterator<Item = Result<Feature<'a>, Damaged>> + use<'a> {
        let mut fields = Fields { rest: self.bytes };
        std::iter::from_fn(move || {
            loop {
                match fields.next() {
                    Ok(None) => return None,
                    Ok(Some((2, Content::Bytes(bytes)))) => match Feature::of(bytes) {
                        Ok(None) => {}
                        Ok(Some(feature)) => return Some(Ok(feature)),
                        Err(err) => return Some(Err(err)),
                    },
                    Ok(Some(_)) => {}
                    Err(err) => {
                        fields.rest = &[];
                        return Some(Err(err));
                    }
                }
            }
        })
    }

    /// The properties of one of its features; numbers that name nothing are passed over.
    pub(super) fn properties(&self, feature: &Feature<'a>) -> Result<Properties<'a>, Damaged> {
        let mut pairs = Vec::new();
        let mut rest = feature.tags;
        while !rest.is_empty() && pairs.len() < MOST_PROPERTIES {
            let (key, value) = (varint(&mut rest)?, varint(&mut rest)?);
            let key = usize::try_from(key).ok().and_then(|at| self.keys.get(at));
            let value = usize::try_from(value).ok().and_then(|at| self.values.get(at)).filter(|value| value.len() <= MOST_VALUE_BYTES);
            if let (Some(key), Some(value)) = (key, value) {
                pairs.extend(value_of(value)?.map(|value| (*key, value)));
            }
        }
        Ok(Properties { pairs })
    }
}

impl<'a> Properties<'a> {
    /// The value under a name.
    pub(super) fn get(&self, name: &str) -> Option<Value<'a>> {
        self.pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// The text under the first of some names that has one.
    pub(super) fn text(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| match self.get(name) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        })
    }

    /// The number under a name, also where it is written as text.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Value::Number(number) => Some(number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Flag(_) => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// Whether something is said to be so.
    pub(super) fn is(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Flag(flag)) => flag,
            Some(Value::Number(number)) => number > 0.0,
            Some(Value::Text(text)) => matches!(text, "yes" | "true" | "1"),
            None => false,
        }
    }

    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        self.pairs.iter().any(|(key, _)| names.iter().any(|name| key.eq_ignore_ascii_case(name)))
    }
}

impl<'a> Feature<'a> {
    fn of(bytes: &'a [u8]) -> Result<Option<Self>, Damaged> {
        let (mut form, mut tags, mut geometry): (_, &[u8], &[u8]) = (None, &[], &[]);
        let mut fields = Fields { rest: bytes };
        while let Some((number, content)) = fields.next()? {
            match (number, content) {
                (2, Content::Bytes(bytes)) => tags = bytes,
                (3, Content::Number(1)) => form = Some(Form::Points),
                (3, Content::Number(2)) => form = Some(Form::Lines),
                (3, Content::Number(3)) => form = Some(Form::Areas),
                (4, Content::Bytes(bytes)) => geometry = bytes,
                _ => {}
            }
        }
        Ok(form.filter(|_| !geometry.is_empty()).map(|form| Self { form, tags, geometry }))
    }

    /// Walks along the geometry.
    pub(super) fn walk(&self, mut step: impl FnMut(Step) -> Result<(), Damaged>) -> Result<(), Damaged> {
        let mut rest = self.geometry;
        let mut at = [0_i32; 2];
        while !rest.is_empty() {
            let command = varint(&mut rest)?;
            let count = command >> 3;
            match command & 7 {
                7 => step(Step::Close)?,
                // Each point takes two bytes at least.
                kind @ (1 | 2) if count <= rest.len() as u64 / 2 => {
                    for _ in 0..count {
                        for value in &mut at {
                            *value = value.saturating_add(signed(varint(&mut rest)?));
                        }
                        step(if kind == 1 { Step::Move(at) } else { Step::Line(at) })?;
                    }
                }
                _ => return Err(Damaged),
            }
        }
        Ok(())
    }
}

fn signed(coded: u64) -> i32 {
    let coded = coded as u32;
    (coded >> 1) as i32 ^ -((coded & 1) as i32)
}

fn value_of(bytes: &[u8]) -> Result<Option<Value<'_>>, Damaged> {
    let mut fields = Fields { rest: bytes };
    let mut value = None;
    while let Some((number, content)) = fields.next()? {
        let found = match (number, content) {
            (1, Content::Bytes(text)) => Value::Text(text_of(text)?),
            (2, Content::Half(bits)) => Value::Number(f64::from(f32::from_bits(bits))),
            (3, Content::Whole(bits)) => Value::Number(f64::from_bits(bits)),
            (4, Content::Number(number)) => Value::Number(number as i64 as f64),
            (5, Content::Number(number)) => Value::Number(number as f64),
            (6, Content::Number(coded)) => Value::Number(((coded >> 1) as i64 ^ -((coded & 1) as i64)) as f64),
            (7, Content::Number(flag)) => Value::Flag(flag != 0),
            _ => continue,
        };
        value = Some(found);
    }
    Ok(value)
}

fn text_of(bytes: &[u8]) -> Result<&str, Damaged> {
    std::str::from_utf8(bytes).map_err(|_| Damaged)
}

/// The fields of a message in the encoding of protocol buffers.
struct Fields<'a> {
    rest: &'a [u8],
}

enum Content<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Four bytes.
    Half(u32),
    /// Eight bytes.
    Whole(u64),
}

impl<'a> Fields<'a> {
    fn next(&mut self) -> Result<Option<(u64, Content<'a>)>, Damaged> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = varint(&mut self.rest)?;
        let content = match key & 7 {
            0 => Content::Number(varint(&mut self.rest)?),
            1 => Content::Whole(u64::from_le_bytes(self.fixed()?)),
            2 => {
                let length = usize::try_from(varint(&mut self.rest)?).map_err(|_| Damaged)?;
                let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Damaged)?;
                self.rest = rest;
                Content::Bytes(bytes)
            }
            5 => Content::Half(u32::from_le_bytes(self.fixed()?)),
            _ => return Err(Damaged),
        };
        Ok(Some((key >> 3, content)))
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>().ok_or(Damaged)?;
        self.rest = rest;
        Ok(*bytes)
    }
}

fn varint(rest: &mut &[u8]) -> Result<u64, Damaged> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first().ok_or(Damaged)?;
        *rest = after;
        value |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Ok(value);
        }
    }
    Err(Damaged)
}
