//! Which base map the settings ask for, and asking before a service is.

use super::App;
use crate::map::basemap::{BaseMap, BaseMapError, BaseMapSetup, BaseMapSource, SystemKeys, TileDatum, XyzSource};
use crate::ui::Request;
use crate::ui::settings::{self, Settings};
use crate::ui::shell::{NoticeKind, Question};
use std::path::Path;

/// Deepest zoom that a typed address is asked for.
const TYPED_MAX_ZOOM: u8 = 18;

/// What the settings name as base map.
fn source_of(settings: &Settings) -> BaseMapSource {
    let chosen = settings.base_map.as_ref().and_then(|name| settings.base_maps.iter().find(|map| map.name == *name));
    chosen.map_or(BaseMapSource::World, source_of_one)
}

fn source_of_one(map: &settings::BaseMap) -> BaseMapSource {
    let path = Path::new(&map.source);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("pmtiles") if !map.source.contains("://") => BaseMapSource::PmTiles { path: path.to_owned() },
        Some("mbtiles") => BaseMapSource::MbTiles { path: path.to_owned() },
        _ => BaseMapSource::Xyz(XyzSource {
            name: map.name.clone(),
            url: map.source.clone(),
            max_zoom: TYPED_MAX_ZOOM,
            attribution: map.attribution.clone(),
            datum: if map.is_gcj02 { TileDatum::Gcj02 } else { TileDatum::Wgs84 },
        }),
    }
}

impl App {
    /// Lays the base map of the settings under the map, if it is another than the one there. A host that nobody has allowed is
    /// asked about first, and nothing is sent.
    pub(super) fn apply_base_map(&mut self) {
        let wanted = source_of(&self.settings);
        let Some(desktop) = &mut self.project else { return };
        if *desktop.map.base.source() == wanted {
            return;
        }
        let cache = self.settings_file.folder("tiles");
        let keys = SystemKeys::default();
        let hosts = self.settings.consented_hosts.clone();
        let consent = move |host: &str| hosts.iter().any(|known| known == host);
        let setup = BaseMapSetup { context: &self.context, cache: cache.as_deref(), keys: &keys, consent: &consent };
        match BaseMap::new(wanted.clone(), setup) {
            Ok(base) => desktop.map.base = base,
            Err(err) => {
                // The map goes on with the built-in world, and the choice is taken back so that it is not tried every frame.
                let asked = self.settings.clone();
                self.settings.base_map = None;
                self.refused_base_map(&wanted, &err, asked);
            }
        }
    }

    fn refused_base_map(&mut self, wanted: &BaseMapSource, err: &BaseMapError, mut asked: Settings) {
        match wanted.host().filter(|_| matches!(err, BaseMapError::NoConsent { .. })) {
            Some(host) => {
                asked.consented_hosts.push(host.clone());
                self.chrome.question = Some(Question {
                    title: self.say("base-map-consent", &[]),
                    text: self.say("base-map-consent-text", &[("host", host.into())]),
                    doing: self.say("base-map-consent-do", &[]),
                    is_danger: false,
                    request: Request::ChangeSettings(Box::new(asked)),
                });
            }
            None => self.chrome.notices.push(NoticeKind::Error, err.text(self.language())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_addresses_are_told_apart() {
        let of = |source: &str, is_gcj02: bool| source_of_one(&settings::BaseMap { name: "x".to_owned(), source: source.to_owned(), attribution: String::new(), is_gcj02 });
        assert_eq!(of("/data/城市.mbtiles", false), BaseMapSource::MbTiles { path: "/data/城市.mbtiles".into() });
        assert_eq!(of("C:\\maps\\a.PMTILES", false), BaseMapSource::PmTiles { path: "C:\\maps\\a.PMTILES".into() });
        let service = of("http://tiles.intranet/{z}/{x}/{y}.png", true);
        assert_eq!(service.host().as_deref(), Some("tiles.intranet"));
        assert!(matches!(service, BaseMapSource::Xyz(XyzSource { datum: TileDatum::Gcj02, .. })));
        assert_eq!(source_of(&Settings::default()), BaseMapSource::World);
    }
}
