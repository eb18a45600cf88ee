//! Tiles made here: a writer of the format, and a small city in the words of each schema.

/// A property's value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said {
    Text(&'static str),
    Number(i64),
}

/// A feature: 1 points, 2 lines, 3 areas; its parts in units of the tile; its properties.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) form: u64,
    pub(super) parts: Vec<Vec<[i32; 2]>>,
    pub(super) said: Vec<(&'static str, Said)>,
}

pub(super) fn area(ring: &[[i32; 2]], said: &[(&'static str, Said)]) -> Shape {
    Shape { form: 3, parts: vec![ring.to_vec()], said: said.to_vec() }
}

pub(super) fn line(points: &[[i32; 2]], said: &[(&'static str, Said)]) -> Shape {
    Shape { form: 2, parts: vec![points.to_vec()], said: said.to_vec() }
}

pub(super) fn point(at: [i32; 2], said: &[(&'static str, Said)]) -> Shape {
    Shape { form: 1, parts: vec![vec![at]], said: said.to_vec() }
}

/// A rectangle that turns as outer rings do.
pub(super) fn rectangle([left, top]: [i32; 2], [right, bottom]: [i32; 2], said: &[(&'static str, Said)]) -> Shape {
    area(&[[left, top], [right, top], [right, bottom], [left, bottom]], said)
}

pub(super) fn tile(layers: &[(&str, Vec<Shape>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, shapes) in layers {
        put_bytes(&mut bytes, 3, &layer(name, shapes));
    }
    bytes
}

fn layer(name: &str, shapes: &[Shape]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_number(&mut bytes, 15, 2);
    put_bytes(&mut bytes, 1, name.as_bytes());
    let mut names = Vec::new();
    let mut n_pairs = 0;
    for shape in shapes {
        let mut tags = Vec::new();
        for (key, said) in &shape.said {
            put(&mut tags, n_pairs);
            put(&mut tags, n_pairs);
            n_pairs += 1;
            put_bytes(&mut names, 3, key.as_bytes());
            let mut value = Vec::new();
            match said {
                Said::Text(text) => put_bytes(&mut value, 1, text.as_bytes()),
                Said::Number(number) => put_number(&mut value, 4, *number as u64),
            }
            put_bytes(&mut names, 4, &value);
        }
        let mut feature = Vec::new();
        put_bytes(&mut feature, 2, &tags);
        put_number(&mut feature, 3, shape.form);
        put_bytes(&mut feature, 4, &geometry(shape));
        put_bytes(&mut bytes, 2, &feature);
    }
    bytes.extend(names);
    put_number(&mut bytes, 5, 4096);
    bytes
}

fn geometry(shape: &Shape) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before = [0, 0];
    for part in &shape.parts {
        for (at, point) in part.iter().enumerate() {
            match at {
                0 => put(&mut bytes, 1 | 1 << 3),
                1 => put(&mut bytes, 2 | (part.len() as u64 - 1) << 3),
                _ => {}
            }
            for axis in 0..2 {
                let change = point[axis] - before[axis];
                put(&mut bytes, u64::from((change << 1 ^ change >> 31) as u32));
            }
            before = *point;
        }
        if shape.form == 3 {
            put(&mut bytes, 7 | 1 << 3);
        }
    }
    bytes
}

pub(super) fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn put_number(bytes: &mut Vec<u8>, field: u64, number: u64) {
    put(bytes, field << 3);
    put(bytes, number);
}

pub(super) fn put_bytes(bytes: &mut Vec<u8>, field: u64, content: &[u8]) {
    put(bytes, field << 3 | 2);
    put(bytes, content.len() as u64);
    bytes.extend_from_slice(content);
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// In whose words a tile speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schema {
    OpenMapTiles,
    Protomaps,
    Shortbread,
}

/// A road of a rank, 5 to 0, as a schema says it.
fn road(schema: Schema, rank: usize) -> Vec<(&'static str, Said)> {
    let class = ["path", "minor", "tertiary", "secondary", "primary", "motorway"][rank];
    match schema {
        Schema::OpenMapTiles => vec![("class", Said::Text(class))],
        Schema::Protomaps => {
            let kind = ["path", "minor_road", "major_road", "major_road", "major_road", "highway"][rank];
            vec![("kind", Said::Text(kind)), ("kind_detail", Said::Text(["footway", "residential", class, class, class, class][rank]))]
        }
        Schema::Shortbread => vec![("kind", Said::Text(if rank == 1 { "residential" } else { class }))],
    }
}

fn town(schema: Schema, class: &'static str, names: [&'static str; 2], population: i64) -> Vec<(&'static str, Said)> {
    let kind = match schema {
        Schema::OpenMapTiles => vec![("class", Said::Text(class)), ("name:zh", Said::Text(names[0]))],
        Schema::Protomaps => vec![("kind", Said::Text("locality")), ("kind_detail", Said::Text(class)), ("name:zh-Hans", Said::Text(names[0]))],
        Schema::Shortbread => vec![("kind", Said::Text(class)), ("name", Said::Text(names[0]))],
    };
    [kind, vec![("name:en", Said::Text(names[1])), ("name_en", Said::Text(names[1])), ("population", Said::Number(population))]].concat()
}

/// A city on a river with parks, quarters, roads of every kind, a railway, borders that must not be seen, and names.
pub(super) fn city(schema: Schema) -> Vec<u8> {
    let say = |class: &'static str| vec![(if schema == Schema::OpenMapTiles { "class" } else { "kind" }, Said::Text(class))];
    let names = match schema {
        Schema::OpenMapTiles => ["water", "landcover", "landuse", "building", "transportation", "place", "boundary", "transportation_name"],
        Schema::Protomaps => ["water", "landcover", "landuse", "buildings", "roads", "places", "boundaries", "road_labels"],
        Schema::Shortbread => ["water_polygons", "land", "sites", "buildings", "streets", "place_labels", "boundaries", "street_labels"],
    };
    let water = area(&[[-80, 2300], [700, 2180], [1500, 2420], [2300, 2380], [3100, 2100], [4176, 2240], [4176, 2560], [3100, 2400], [2300, 2700], [1500, 2740], [700, 2500], [-80, 2620]], &say("river"));
    let lake = area(&[[3200, 500], [3500, 420], [3720, 560], [3660, 820], [3380, 900], [3180, 720]], &say("lake"));
    let park = area(&[[2950, 300], [3950, 300], [3950, 1050], [2950, 1050]], &say("park"));
    let wood = area(&[[-80, 3200], [500, 3060], [900, 3400], [760, 4176], [-80, 4176]], &say("wood"));
    let quarter = rectangle([600, 300], [2800, 2000], &say("residential"));
    let mut buildings = Vec::new();
    for row in 0..9 {
        for column in 0..14 {
            let [x, y] = [700 + column * 150, 380 + row * 180];
            if (column * 7 + row * 5) % 11 != 0 {
                buildings.push(rectangle([x, y], [x + 70 + (column * 13 + row * 29) % 40, y + 80 + (row * 17) % 40], &[]));
            }
        }
    }
    let mut roads = Vec::new();
    let mut way = |rank: usize, points: &[[i32; 2]]| roads.push(line(points, &road(schema, rank)));
    for column in 0..8 {
        way(1, &[[670 + column * 300, 200], [670 + column * 300, 2100]]);
    }
    for row in 0..5 {
        way(1, &[[400, 345 + row * 360], [2900, 345 + row * 360]]);
    }
    way(0, &[[2960, 320], [3300, 950], [3900, 1000]]);
    way(2, &[[2900, -80], [2900, 4176]]);
    way(3, &[[-80, 1065], [1200, 1065], [2900, 1065], [4176, 1200]]);
    way(4, &[[1570, -80], [1570, 2000], [1640, 3000], [1400, 4176]]);
    way(5, &[[-80, 2950], [1000, 3020], [2200, 3200], [3300, 3000], [4176, 3100]]);
    roads.push(line(&[[-80, 3500], [1800, 3560], [4176, 3800]], &if schema == Schema::OpenMapTiles { say("rail") } else { [say("rail"), vec![("rail", Said::Number(1))]].concat() }));
    let places = vec![
        point([1900, 1500], &town(schema, "city", ["新乡市", "Xinxiang"], 1_000_000)),
        point([3500, 3300], &town(schema, "town", ["洪门镇", "Hongmen"], 40_000)),
        point([4070, 1700], &town(schema, "village", ["牧野村", "Muye"], 900)),
        point([500, 3800], &town(schema, "village", ["关堤", "Guandi"], 700)),
    ];
    let border = |form: fn(&[[i32; 2]], &[(&'static str, Said)]) -> Shape| form(&[[-80, 60], [2000, 110], [4176, 60]], &[("admin_level", Said::Number(2))]);
    tile(&[
        (names[0], vec![water, lake]),
        (names[1], vec![wood]),
        (names[2], vec![park, quarter]),
        (names[3], buildings),
        (names[4], roads),
        (names[5], places),
        (names[6], vec![border(line)]),
        (names[7], vec![border(line)]),
    ])
}
