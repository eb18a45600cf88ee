//! Which base map the settings ask for, and asking before a service is.

use super::{App, Ended};
use crate::map::basemap::{BaseMap, BaseMapError, BaseMapSetup, BaseMapSource, KeyStore as _, SessionKeys, SystemKeys};
use crate::ui::Request;
use crate::ui::settings::Settings;
use crate::ui::shell::{NoticeKind, Question};
use std::collections::BTreeSet;

/// What the settings name as base map.
fn source_of(settings: &Settings) -> BaseMapSource {
    let chosen = settings.base_map.as_ref().and_then(|name| settings.base_maps.iter().find(|map| map.name == *name));
    chosen.map_or(BaseMapSource::World, |map| map.source.clone())
}

/// Keys of map services that this window knows (地图密钥). The system's keyring is another process and may wait for a person to unlock it,
/// so it is asked on a thread of its own, once for each host.
#[derive(Debug, Default)]
pub(super) struct MapKeys {
    known: SessionKeys,
    asked: BTreeSet<String>,
    /// Whether an answer is awaited.
    is_waiting: bool,
}

impl App {
    /// Lays the base map of the settings under the map, if it is another than the one there. A host that nobody has allowed is
    /// asked about first, and nothing is sent.
    pub(super) fn apply_base_map(&mut self) {
        let wanted = source_of(&self.settings);
        let (theme, language) = (self.theme(), self.language());
        let Some(desktop) = &mut self.project else { return };
        if desktop.map.base.fits(&wanted, theme, language) || self.map_keys.is_waiting {
            return;
        }
        if let Some(host) = wanted.host().filter(|host| wanted.needs_key() && !self.map_keys.asked.contains(host)) {
            return self.ask_for_key(host);
        }
        let cache = self.settings_file.folder("tiles");
        let hosts = self.settings.consented_hosts.clone();
        let consent = move |host: &str| hosts.iter().any(|known| known == host);
        let setup = BaseMapSetup { context: &self.context, cache: cache.as_deref(), keys: &self.map_keys.known, consent: &consent, theme, language };
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

    fn ask_for_key(&mut self, host: String) {
        self.map_keys.asked.insert(host.clone());
        self.map_keys.is_waiting = true;
        let title = self.say("job-map-key", &[("host", (&host).into())]);
        self.start(title, move |_, _| {
            let key = SystemKeys::default().get(&host);
            Ended::KeyRead(host, key)
        });
    }

    /// The keyring has answered.
    pub(super) fn take_map_key(&mut self, host: &str, key: Option<String>) {
        self.map_keys.is_waiting = false;
        if let Some(key) = key {
            drop(self.map_keys.known.set(host, &key));
        }
    }

    /// A key was typed: it holds from now on, and the system keeps it.
    pub(super) fn keep_map_key(&mut self, host: String, key: String) {
        drop(self.map_keys.known.set(&host, &key));
        self.map_keys.asked.insert(host.clone());
        let title = self.say("job-map-key", &[("host", (&host).into())]);
        self.start(title, move |_, _| Ended::KeyKept(SystemKeys::default().set(&host, &key)));
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
    use crate::ui::settings::BaseMap;

    #[test]
    fn the_chosen_base_map_is_found_by_its_name() {
        let map = BaseMap { name: "城市".to_owned(), source: BaseMapSource::MbTiles { path: "/data/城市.mbtiles".into() } };
        let settings = |base_map: Option<&str>| Settings { base_maps: vec![map.clone()], base_map: base_map.map(str::to_owned), ..Settings::default() };
        assert_eq!(source_of(&settings(Some("城市"))), map.source);
        assert_eq!(source_of(&settings(Some("另一张"))), BaseMapSource::World);
        assert_eq!(source_of(&Settings::default()), BaseMapSource::World);
    }
}
