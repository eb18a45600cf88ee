//! Services: what is asked, of whom, and only after consent. The servers are on this machine.

use super::super::source::TileAddress;
use super::*;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex as StdMutex};

/// A server that answers every request alike and remembers what was asked.
struct Server {
    host: String,
    asked: Arc<StdMutex<Vec<String>>>,
}

impl Server {
    fn start(head: &'static str, body: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(StdMutex::new(Vec::new()));
        let remembered = Arc::clone(&asked);
        #[expect(clippy::disallowed_methods, reason = "a server for a test, which ends with the process")]
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let line = String::from_utf8_lossy(&request[..length]).lines().next().unwrap_or_default().to_owned();
                remembered.lock().unwrap().push(line);
                let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(&body);
            }
        });
        Self { host, asked }
    }

    fn source(&self) -> BaseMapSource {
        let url = format!("http://{}/{{z}}/{{x}}/{{y}}.png?tk={{key}}", self.host);
        BaseMapSource::Xyz(XyzSource { name: "x".into(), url, max_zoom: 18, attribution: " © me ".into(), datum: TileDatum::Wgs84 })
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

const KEY: &str = "abcdef0123456789";

fn keys_for(host: &str) -> SessionKeys {
    let keys = SessionKeys::default();
    keys.set(host, KEY).unwrap();
    keys
}

#[test]
fn nothing_is_asked_without_consent() {
    let server = Server::start("200 OK", png(256, [9, 9, 9]));
    let (context, keys) = (egui::Context::default(), keys_for(&server.host));
    let refused = BaseMap::new(server.source(), offline(&context, &keys));
    assert!(matches!(refused, Err(BaseMapError::NoConsent { host }) if host == server.host));
    // Consent for another host is none.
    let consent = |host: &str| host == "127.0.0.1";
    assert!(BaseMap::new(server.source(), BaseMapSetup { consent: &consent, ..offline(&context, &keys) }).is_err());
    let without_key = BaseMap::new(server.source(), BaseMapSetup { consent: &|_| true, keys: &SessionKeys::default(), ..offline(&context, &keys) });
    assert!(matches!(without_key, Err(BaseMapError::KeyNeeded { host }) if host == server.host));
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn tiles_come_from_the_service_and_then_from_the_cache() {
    let server = Server::start("200 OK\r\nContent-Type: image/png\r\nCache-Control: max-age=600", png(256, [9, 99, 9]));
    let (context, keys) = (egui::Context::default(), keys_for(&server.host));
    let cache = tempfile::tempdir().unwrap();
    let setup = BaseMapSetup { consent: &|_| true, cache: Some(cache.path()), ..offline(&context, &keys) };
    let view = view_at(113.9, 35.3, 12.0);
    let mut counts = Vec::new();
    for _ in 0..2 {
        let mut map = BaseMap::new(server.source(), setup).unwrap();
        assert_eq!(map.attribution(), Some("© me"));
        let meshes = painted_tiles(&context, &mut map, &view);
        assert!(meshes.len() >= 12 && map.fault().is_none(), "{} {:?}", meshes.len(), map.fault());
        counts.push(server.asked().len());
    }
    assert_eq!(counts[0], counts[1], "the second time nothing is asked");
    assert!(server.asked().iter().all(|line| line.starts_with("GET /12/") && line.contains(KEY)), "{:?}", server.asked());
    let mut kept = Vec::new();
    files_below(cache.path(), &mut kept);
    assert!(!kept.is_empty());
    for file in kept {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "{} holds the key", file.display());
    }
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, files) } else { files.push(path) }
    }
}

#[test]
fn an_answer_that_points_to_another_host_is_not_followed() {
    let other = Server::start("200 OK", png(256, [1, 1, 1]));
    let head: &'static str = Box::leak(format!("302 Found\r\nLocation: http://{}/stolen.png", other.host).into_boxed_str());
    let server = Server::start(head, Vec::new());
    let (context, keys) = (egui::Context::default(), keys_for(&server.host));
    let mut map = BaseMap::new(server.source(), BaseMapSetup { consent: &|_| true, ..offline(&context, &keys) }).unwrap();
    let meshes = painted_tiles(&context, &mut map, &view_at(113.9, 35.3, 12.0));
    assert!(meshes.is_empty());
    assert!(matches!(map.fault(), Some(BaseMapError::Refused { status: 302, .. })), "{:?}", map.fault());
    assert_eq!(other.asked(), Vec::<String>::new());
}

#[test]
fn a_refused_key_and_a_dead_host_are_told() {
    let server = Server::start("403 Forbidden", b"no".to_vec());
    let (context, keys) = (egui::Context::default(), keys_for(&server.host));
    let setup = BaseMapSetup { consent: &|_| true, ..offline(&context, &keys) };
    let mut map = BaseMap::new(server.source(), setup).unwrap();
    assert!(painted_tiles(&context, &mut map, &view_at(113.9, 35.3, 12.0)).is_empty());
    assert!(matches!(map.fault(), Some(BaseMapError::Refused { status: 403, .. })), "{:?}", map.fault());
    let n_asked = server.asked().len();
    painted_tiles(&context, &mut map, &view_at(113.9, 35.3, 12.0));
    assert_eq!(server.asked().len(), n_asked, "a host that refuses is left alone for a while");

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let source = BaseMapSource::Xyz(XyzSource { url: format!("http://{closed}/{{z}}/{{x}}/{{-y}}"), max_zoom: 18, ..XyzSource::default() });
    let mut map = BaseMap::new(source, setup).unwrap();
    painted_tiles(&context, &mut map, &view_at(113.9, 35.3, 3.0));
    assert!(matches!(map.fault(), Some(BaseMapError::NoNetwork { .. })), "{:?}", map.fault());
}

#[test]
fn addresses_are_filled_in() {
    let tile = TileId { x: 53, y: 25, zoom: 6 };
    let xyz = |url: &str| TileAddress::of_xyz(&XyzSource { url: url.into(), ..XyzSource::default() });
    assert_eq!(xyz("https://{s}.tile.example.org/{z}/{x}/{y}.png").unwrap().url(tile), "https://a.tile.example.org/6/53/25.png");
    assert_eq!(xyz("http://192.168.1.9:8080/{z}/{x}/{-y}?k={key}").unwrap().url(tile), "http://192.168.1.9:8080/6/53/38?k=gridwright-key");
    for bad in ["", "tile.example.org/{z}/{x}/{y}", "https://x/{z}/{x}", "ftp://x/{z}/{x}/{y}", "file:///{z}/{x}/{y}", "https://{z}.x.org/{z}/{x}/{y}", "https://{key}/{z}/{x}/{y}", "https://"] {
        assert!(matches!(xyz(bad), Err(BaseMapError::BadAddress { .. })), "{bad}");
    }
    let BaseMapSource::Wmts(tianditu) = BaseMapPreset::TiandituStreets.source(Language::Chinese) else { panic!("a WMTS") };
    let address = TileAddress::of_wmts(&tianditu, "vec").unwrap();
    assert_eq!(
        address.url(tile),
        "https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX=6&TILEROW=25&TILECOL=53&tk=gridwright-key"
    );
    assert_eq!(BaseMapSource::Wmts(tianditu).host().as_deref(), Some("t0.tianditu.gov.cn"));
    let rest = WmtsSource { url: "https://m.example.org/wmts/{Layer}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png".into(), matrix_set: "g".into(), ..WmtsSource::default() };
    assert_eq!(TileAddress::of_wmts(&rest, "roads").unwrap().url(tile), "https://m.example.org/wmts/roads/g/6/25/53.png");
}

#[test]
fn impossible_services_are_refused() {
    let (context, keys) = (egui::Context::default(), SessionKeys::default());
    let setup = BaseMapSetup { consent: &|_| true, ..offline(&context, &keys) };
    let deep = XyzSource { url: "https://x.org/{z}/{x}/{y}".into(), max_zoom: 40, ..XyzSource::default() };
    assert!(matches!(BaseMap::new(BaseMapSource::Xyz(deep), setup), Err(BaseMapError::WrongZoom { zoom: 40 })));
    let empty = WmtsSource { url: "https://x.org/wmts".into(), max_zoom: 18, ..WmtsSource::default() };
    assert!(matches!(BaseMap::new(BaseMapSource::Wmts(empty), setup), Err(BaseMapError::BadAddress { .. })));
}
