//! The keyring on macOS: a generic password in the default keychain, with the
//! service and the account (empty when there is no user name) that R's
//! `keyring` package 1.3 and 1.4 uses.
//!
//! The system adds a password only where there is none, so two cookiekits
//! cannot both make one. Its dialogues are switched off while it is asked.

use std::time::Duration;

use security_framework::base::Error as Refusal;
use security_framework::item::{ItemClass, ItemSearchOptions, Limit, SearchResult};
use security_framework::os::macos::keychain::{KeychainUserInteractionLock, SecKeychain};
use zeroize::Zeroizing;

use super::{Dates, Entry, Read, taken};
use crate::crypto;
use crate::error::{Error, Result};
use crate::keys::Key;

/// `kSecAttrAccount`, as a search reports it.
const ACCOUNT: &str = "acct";

/// `errSecItemNotFound`.
const NOT_FOUND: i32 = -25300;
/// `errSecDuplicateItem`.
const DUPLICATE: i32 = -25299;
/// `errSecInteractionNotAllowed`, and `errSecAuthFailed`, which a locked
/// keychain answers when it may not ask.
const LOCKED: [i32; 2] = [-25308, -25293];
/// `errSecNoDefaultKeychain` and `errSecNoSuchKeychain`.
const NO_KEYCHAIN: [i32; 2] = [-25307, -25294];

pub fn read(entry: &Entry) -> Result<Option<Read>> {
    let keychain = Keychain::open()?;
    Ok(keychain.secret(entry)?.map(Read::from))
}

/// The right to write. The system itself adds only where there is nothing, and
/// replaces in one step; there is no lock to take.
pub struct Turn(Keychain);

impl Turn {
    pub fn take(_patience: Duration) -> Result<Turn> {
        Keychain::open().map(Turn)
    }

    pub fn create(&self, entry: &Entry, key: &Key) -> Result<()> {
        let keychain = &self.0.default;
        match keychain.add_generic_password(&entry.service, &entry.user, key.bytes()) {
            Ok(()) => self.expect(entry, key),
            Err(refusal) if refusal.code() == DUPLICATE => Err(taken(entry)),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    pub fn replace(&self, entry: &Entry, old: &Key, new: &Key) -> Result<()> {
        self.expect(entry, old)?;
        let keychain = &self.0.default;
        keychain
            .set_generic_password(&entry.service, &entry.user, new.bytes())
            .map_err(refused)?;
        self.expect(entry, new)
    }

    pub fn delete(&self, entry: &Entry) -> Result<bool> {
        delete(entry)
    }

    fn expect(&self, entry: &Entry, key: &Key) -> Result<()> {
        match self.0.secret(entry)? {
            Some(stored) if crypto::equal(stored.bytes(), key.bytes()) => Ok(()),
            _ => Err(Error::uncertain(format!(
                "another program changed the key at {entry} meanwhile"
            ))
            .hint("see which key is there: cookiekit key fingerprint --key keyring:SERVICE")),
        }
    }
}

/// The dates are not asked for here yet.
pub fn dates(_entry: &Entry) -> Result<Option<Dates>> {
    Ok(None)
}

pub fn delete(entry: &Entry) -> Result<bool> {
    let keychain = Keychain::open()?;
    match keychain
        .default
        .find_generic_password(&entry.service, &entry.user)
    {
        Ok((secret, item)) => {
            drop(secret);
            item.delete();
        }
        Err(refusal) if refusal.code() == NOT_FOUND => return Ok(false),
        Err(refusal) => return Err(refused(refusal)),
    }
    // The deletion reports nothing, so look.
    match keychain.secret(entry)? {
        None => Ok(true),
        Some(_) => Err(Error::could_not("the keychain did not let go of the key")
            .hint("delete it in the Keychain Access application")),
    }
}

/// The keychain has no mark that tells R's entries from those of any other
/// program, and the names of a person's passwords are nobody's business.
pub fn list() -> Result<Vec<Entry>> {
    Err(
        Error::could_not("the keychain does not say which of its entries are keys")
            .hint("name the entry: cookiekit key fingerprint --key keyring:SERVICE"),
    )
}

/// The accounts of one service: what a key's slots are found by. No secret is asked for.
pub fn of_service(service: &str) -> Result<Vec<Entry>> {
    let keychain = Keychain::open()?;
    let found = ItemSearchOptions::new()
        .keychains(std::slice::from_ref(&keychain.default))
        .class(ItemClass::generic_password())
        .service(service)
        .load_attributes(true)
        .limit(Limit::All)
        .search();
    let found = match found {
        Err(refusal) if refusal.code() == NOT_FOUND => vec![],
        other => other.map_err(refused)?,
    };
    let attributes = found.iter().filter_map(SearchResult::simplify_dict);
    Ok(attributes
        .map(|mut attributes| Entry {
            service: service.to_owned(),
            user: attributes.remove(ACCOUNT).unwrap_or_default(),
        })
        .collect())
}

/// The default keychain, kept from asking anybody for as long as it is held.
struct Keychain {
    default: SecKeychain,
    _quiet: KeychainUserInteractionLock,
}

impl Keychain {
    fn open() -> Result<Self> {
        Ok(Keychain {
            _quiet: SecKeychain::disable_user_interaction().map_err(refused)?,
            default: SecKeychain::default().map_err(refused)?,
        })
    }

    fn secret(&self, entry: &Entry) -> Result<Option<Key>> {
        match self
            .default
            .find_generic_password(&entry.service, &entry.user)
        {
            Ok((secret, _)) => Ok(Some(Key::new(Zeroizing::new(secret.to_vec())))),
            Err(refusal) if refusal.code() == NOT_FOUND => Ok(None),
            Err(refusal) => Err(refused(refusal)),
        }
    }
}

fn refused(refusal: Refusal) -> Error {
    let code = refusal.code();
    if LOCKED.contains(&code) {
        return Error::no_key("the keychain is locked, or would have to ask")
            .hint("unlock it: security unlock-keychain");
    }
    if NO_KEYCHAIN.contains(&code) {
        return Error::no_key("there is no default keychain")
            .hint("make one: security create-keychain, then security default-keychain -s NAME");
    }
    let said = refusal.message().unwrap_or_default();
    Error::no_key(format!("the keychain refused: {said} ({code})"))
        .hint("or use a key in a file: --key PATH (cookiekit keygen --out PATH makes one)")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `security` is the system's own program, as a person would use it.
    fn asked_by_the_system(service: &str, user: &str) -> Option<Vec<u8>> {
        let arguments = ["find-generic-password", "-w", "-s", service, "-a", user];
        let asked = std::process::Command::new("/usr/bin/security")
            .args(arguments)
            .output()
            .unwrap();
        let line = asked.status.success().then_some(asked.stdout)?;
        Some(line.strip_suffix(b"\n").unwrap().to_vec())
    }

    #[test]
    fn an_entry_is_made_found_replaced_listed_and_deleted() {
        let service = format!("cookiekit-test-{}", std::process::id());
        let entry = |user: &str| Entry {
            service: service.clone(),
            user: user.to_owned(),
        };
        let turn = Turn::take(Duration::ZERO).unwrap();
        let key = Key::of_bytes(b"0123456789abcdef0123456789abcdef");
        let users = ["", "#next", "bob", "bob#retired-20261121T211200Z-1a2b3c4d"];
        for user in users {
            assert!(read(&entry(user)).unwrap().is_none());
            turn.create(&entry(user), &key).unwrap();
            let stored = asked_by_the_system(&service, user);
            assert_eq!(stored.as_deref(), Some(key.bytes()));
            assert!(turn.create(&entry(user), &key).is_err());
        }
        let listed = super::super::of_service(&service).unwrap();
        assert_eq!(listed, users.map(entry));

        let next = Key::of_bytes(b"another key of the same length!!");
        turn.replace(&entry("bob"), &key, &next).unwrap();
        let stored = read(&entry("bob")).unwrap().unwrap();
        assert_eq!(stored.key.bytes(), next.bytes());
        assert!(turn.replace(&entry("bob"), &key, &next).is_err());
        for user in users {
            assert!(turn.delete(&entry(user)).unwrap());
            assert!(!turn.delete(&entry(user)).unwrap());
        }
        assert_eq!(super::super::of_service(&service).unwrap(), []);
    }
}
