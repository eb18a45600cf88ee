//! Documents, features and their properties.

use super::super::geometry::ShapeKind;
use super::super::text::MAX_FIELDS;
use super::rows::Rows;
use super::shapes::{Collection, CoordinateList, Geometry, Shape, known_shape};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A document, or a member of `features`.
pub(super) struct Member<'a> {
    pub(super) rows: &'a mut Rows,
    pub(super) is_top: bool,
}

seed!(Member, ());

impl<'de> Visitor<'de> for Member<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let rows = self.rows;
        let (mut kind, mut shape, mut has_features) = (None::<String>, None, false);
        let (mut id, mut bare) = (None::<(u32, u32)>, None);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match key.as_ref() {
                "type" => kind = map.next_value::<serde_json::Value>()?.as_str().map(str::to_owned),
                "features" if self.is_top => {
                    rows.discard_open();
                    map.next_value_seed(Features { rows })?;
                    has_features = true;
                }
                "geometry" => {
                    rows.discard_shape();
                    shape = Some(map.next_value_seed(Geometry { geometry: &mut rows.geometry })?);
                }
                "properties" => {
                    rows.discard_values();
                    map.next_value_seed(Properties { rows })?;
                }
                "coordinates" if shape.is_none() => {
                    rows.discard_shape();
                    bare = Some(map.next_value_seed(CoordinateList { geometry: &mut rows.geometry })?);
                }
                "geometries" if shape.is_none() => {
                    rows.discard_shape();
                    shape = Some(map.next_value_seed(Collection { geometry: &mut rows.geometry })?);
                }
                "id" => id = map.next_value_seed(ValueText { text: &mut rows.text })?,
                "crs" if self.is_top => {
                    let crs = map.next_value::<serde_json::Value>()?;
                    rows.crs = crs.pointer("/properties/name").and_then(|name| name.as_str()).map(str::to_owned);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if has_features || (self.is_top && kind.as_deref() == Some("FeatureCollection")) {
            rows.discard_open();
            rows.is_geojson = true;
            return Ok(());
        }
        let bare_shape = bare.map(|bare| known_shape(kind.as_deref(), bare, &mut rows.geometry));
        let is_feature = kind.as_deref() == Some("Feature") || !self.is_top;
        let Some(shape) = shape.or(bare_shape).or(is_feature.then_some(Shape::Known(ShapeKind::Null))) else {
            rows.discard_open();
            return Ok(());
        };
        rows.add_id(id);
        rows.end_row(shape);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.refuse();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.refuse();
        Ok(())
    }
}

impl Member<'_> {
    /// Something that is no object among the features: a row without anything.
    fn refuse(self) {
        if !self.is_top {
            self.rows.discard_open();
            self.rows.end_row(Shape::Bad);
        }
    }
}

/// The array of features.
struct Features<'a> {
    rows: &'a mut Rows,
}

seed!(Features, ());

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Member { rows: self.rows, is_top: false })?.is_some() {
            if self.rows.n_values() > MAX_FIELDS {
                return Err(A::Error::custom("too many values"));
            }
        }
        Ok(())
    }

    refuse_values!((); unit, bool, number, text, map);
}

/// The properties of a feature.
struct Properties<'a> {
    rows: &'a mut Rows,
}

seed!(Properties, ());

impl<'de> Visitor<'de> for Properties<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let column = self.rows.column(&name);
            let value = map.next_value_seed(ValueText { text: &mut self.rows.text })?;
            if let (Some(column), Some((from, to))) = (column, value) {
                self.rows.kept.push((column, from, to));
            }
        }
        Ok(())
    }

    refuse_values!((); unit, bool, number, text, seq);
}

/// Any value as text behind the texts so far: where it is, or `None` for null. Nested values stay JSON.
struct ValueText<'a> {
    text: &'a mut String,
}

seed!(ValueText, Option<(u32, u32)>);

impl ValueText<'_> {
    fn add<E: serde::de::Error>(self, value: &dyn fmt::Display) -> Result<Option<(u32, u32)>, E> {
        use fmt::Write as _;
        let from = self.text.len();
        write!(self.text, "{value}").map_err(E::custom)?;
        let to = u32::try_from(self.text.len()).map_err(E::custom)?;
        Ok(Some((from as u32, to)))
    }
}

impl<'de> Visitor<'de> for ValueText<'_> {
    type Value = Option<(u32, u32)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))?;
        self.add(&value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        self.add(&value)
    }
}
