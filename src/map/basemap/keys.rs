//! Keys of map services: kept by the system, never in settings or projects.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Under which name the system keeps our keys.
const SERVICE: &str = "gridwright";

/// Where keys of services are kept (密钥库), by host.
pub trait KeyStore: std::fmt::Debug {
    /// The key of a host; `None` where there is none or the store cannot be read.
    fn get(&self, host: &str) -> Option<String>;

    /// Keeps a key, or forgets it where it is empty.
    ///
    /// # Errors
    /// [`KeyStoreError`]; the key then holds for this session only.
    fn set(&self, host: &str, key: &str) -> Result<(), KeyStoreError>;
}

/// The system keeps no keys, or refuses to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system keeps no key: {detail}")]
pub struct KeyStoreError {
    /// What the system said.
    pub detail: String,
}

/// Keys for as long as the application runs.
#[derive(Debug, Default)]
pub struct SessionKeys {
    keys: Mutex<BTreeMap<String, String>>,
}

impl KeyStore for SessionKeys {
    fn get(&self, host: &str) -> Option<String> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(host).cloned()
    }

    fn set(&self, host: &str, key: &str) -> Result<(), KeyStoreError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if key.trim().is_empty() {
            keys.remove(host);
        } else {
            keys.insert(host.to_owned(), key.trim().to_owned());
        }
        Ok(())
    }
}

/// Keys in the system's keyring: Credential Manager, Keychain or Secret Service. What was read or set once is remembered for the session,
/// so that a system without a keyring is asked once and a key still works.
///
/// The first question for a host goes to another process and can wait for a person to unlock the keyring: ask when
/// settings change, not in a frame.
#[derive(Debug, Default)]
pub struct SystemKeys {
    session: SessionKeys,
}

impl KeyStore for SystemKeys {
    fn get(&self, host: &str) -> Option<String> {
        let known = self.session.get(host);
        if known.is_some() {
            return known;
        }
        let found = keyring::Entry::new(SERVICE, host).and_then(|entry| entry.get_password());
        match found {
            Ok(key) => {
                drop(self.session.set(host, &key));
                Some(key)
            }
            Err(err) => {
                log::debug!("no key for {host}: {err}");
                None
            }
        }
    }

    fn set(&self, host: &str, key: &str) -> Result<(), KeyStoreError> {
        self.session.set(host, key)?;
        let key = key.trim();
        let kept = keyring::Entry::new(SERVICE, host).and_then(|entry| {
            if !key.is_empty() {
                return entry.set_password(key);
            }
            match entry.delete_credential() {
                Err(keyring::Error::NoEntry) => Ok(()),
                deleted => deleted,
            }
        });
        kept.map_err(|err| KeyStoreError { detail: err.to_string() })
    }
}
