//! Small foreign files built in code, byte by byte as the formats have them.

/// What a dBASE table holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DbfFixture<'a> {
    pub(super) ldid: u8,
    /// Name, kind, length.
    pub(super) fields: &'a [(&'a [u8], u8, u8)],
    pub(super) records: &'a [Vec<&'a [u8]>],
    /// Numbers of deleted records.
    pub(super) deleted: &'a [usize],
}

/// A dBASE III table with a header date of zeros.
pub(super) fn dbf(fixture: &DbfFixture<'_>) -> Vec<u8> {
    let record_length = 1 + fixture.fields.iter().map(|field| u16::from(field.2)).sum::<u16>();
    let header_length = 32 * (fixture.fields.len() as u16 + 1) + 1;
    let mut bytes = vec![3, 0, 0, 0];
    bytes.extend((fixture.records.len() as u32).to_le_bytes());
    bytes.extend(header_length.to_le_bytes());
    bytes.extend(record_length.to_le_bytes());
    bytes.resize(32, 0);
    bytes[29] = fixture.ldid;
    for (name, kind, length) in fixture.fields {
        let start = bytes.len();
        bytes.extend(*name);
        bytes.resize(start + 11, 0);
        bytes.push(*kind);
        bytes.resize(start + 16, 0);
        bytes.push(*length);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0D);
    for (row, record) in fixture.records.iter().enumerate() {
        bytes.push(if fixture.deleted.contains(&row) { b'*' } else { b' ' });
        for ((_, _, length), value) in fixture.fields.iter().zip(record) {
            let start = bytes.len();
            bytes.extend(*value);
            bytes.resize(start + usize::from(*length), b' ');
        }
    }
    bytes.push(0x1A);
    bytes
}

/// The content of a polygon record (type 5), with its box left at zero as nobody may rely on it.
pub(super) fn polygon(rings: &[&[[f64; 2]]]) -> Vec<u8> {
    let mut bytes = 5i32.to_le_bytes().to_vec();
    bytes.resize(36, 0);
    bytes.extend((rings.len() as i32).to_le_bytes());
    bytes.extend((rings.iter().map(|ring| ring.len()).sum::<usize>() as i32).to_le_bytes());
    let mut start = 0i32;
    for ring in rings {
        bytes.extend(start.to_le_bytes());
        start += ring.len() as i32;
    }
    for value in rings.iter().flat_map(|ring| ring.iter()).flatten() {
        bytes.extend(value.to_le_bytes());
    }
    bytes
}

/// The content of a point record (type 1).
pub(super) fn point(x: f64, y: f64) -> Vec<u8> {
    [1i32.to_le_bytes().as_slice(), &x.to_le_bytes(), &y.to_le_bytes()].concat()
}

/// A `.shp` of these record contents, and its `.shx`.
pub(super) fn shp(records: &[Vec<u8>]) -> (Vec<u8>, Vec<u8>) {
    let mut header = 9994i32.to_be_bytes().to_vec();
    header.resize(100, 0);
    header[28] = 0xE8;
    header[29] = 3;
    header[32] = 5;
    let (mut shp, mut shx) = (header.clone(), header);
    for (number, content) in records.iter().enumerate() {
        let words = (content.len() / 2) as i32;
        shx.extend(((shp.len() / 2) as i32).to_be_bytes());
        shx.extend(words.to_be_bytes());
        shp.extend((number as i32 + 1).to_be_bytes());
        shp.extend(words.to_be_bytes());
        shp.extend(content);
    }
    (shp, shx)
}
