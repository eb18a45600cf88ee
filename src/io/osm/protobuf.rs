//! Protocol buffers as far as OpenStreetMap uses them: fields, whole numbers, lists of them. Every length is held against what is
//! left, so that no damaged byte asks for memory.

/// A field of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A whole number.
    Number(u64),
    /// Bytes: a text, a message, a list.
    Bytes(&'a [u8]),
}

/// The bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Fields of a message, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next field: its number and value.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Value<'a>)>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = varint(&mut self.rest)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.rest)?),
            1 => Value::Bytes(self.take(8)?),
            2 => {
                let length = varint(&mut self.rest)?;
                Value::Bytes(self.take(usize::try_from(length).map_err(|_err| Malformed)?)?)
            }
            5 => Value::Bytes(self.take(4)?),
            _ => return Err(Malformed),
        };
        Ok(Some((u32::try_from(key >> 3).map_err(|_err| Malformed)?, value)))
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }
}

/// Calls a function for every field of a message.
pub(super) fn each_field<'a, E: From<Malformed>>(bytes: &'a [u8], mut take: impl FnMut(u32, Value<'a>) -> Result<(), E>) -> Result<(), E> {
    let mut fields = Fields::new(bytes);
    while let Some((number, value)) = fields.next()? {
        take(number, value)?;
    }
    Ok(())
}

/// A number of variable length.
#[inline]
fn varint(rest: &mut &[u8]) -> Result<u64, Malformed> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first().ok_or(Malformed)?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Malformed)
}

/// A signed number from its zigzag form.
pub(super) fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Numbers of a packed list.
#[derive(Clone, Debug)]
pub(super) struct Packed<'a> {
    rest: &'a [u8],
}

impl<'a> Packed<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }
}

impl Iterator for Packed<'_> {
    type Item = Result<u64, Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| {
            let value = varint(&mut self.rest);
            if value.is_err() {
                self.rest = &[];
            }
            value
        })
    }
}

/// Signed numbers of a packed list of differences, each the sum of all before it.
pub(super) fn running_sums(bytes: &[u8]) -> impl Iterator<Item = Result<i64, Malformed>> {
    let mut sum = 0i64;
    Packed::new(bytes).map(move |value| {
        sum = sum.wrapping_add(zigzag(value?));
        Ok(sum)
    })
}
