//! The keyring on Windows: a generic credential named `:SERVICE:USER`, each
//! part percent-encoded, as R's `keyring` package 1.3 and 1.4 names it (the
//! part before the first colon is R's keyring name, which is empty). The
//! bytes of the key are stored as they are, for this machine only.
//!
//! The credential store has no "only if absent": looking and writing are two
//! steps here, which one cookiekit takes at a time, and what was written is read
//! back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry as Credential, Error as Refusal};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::{Dates, Entry, Read, busy, is_same_name, taken};
use crate::crypto;
use crate::error::{Error, Result, reason};
use crate::keys::Key;
use crate::sys;
use crate::time::Time;

/// What R's `URLencode(reserved = TRUE)` escapes.
const ESCAPE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'-');

pub fn read(entry: &Entry) -> Result<Option<Read>> {
    Ok(secret(&credential(entry)?)?.map(Read::from))
}

/// The right to write, which one cookiekit of this user has at a time.
pub struct Turn(#[expect(dead_code, reason = "held, and not looked at")] sys::Mutex);

impl Turn {
    pub fn take(patience: Duration) -> Result<Turn> {
        // A user who is logged in twice has one credential store; another user's
        // lock is none of theirs.
        let taken = sys::user()
            .and_then(|user| {
                sys::Mutex::take(&format!(r"Global\cookiekit.Keyring.{user}"), patience)
            })
            .map_err(|error| {
                Error::could_not(format!("could not lock the keyring: {}", reason(error)))
            })?;
        taken.map(Turn).ok_or_else(busy)
    }

    pub fn create(&self, entry: &Entry, key: &Key) -> Result<()> {
        let credential = credential(entry)?;
        if secret(&credential)?.is_some() {
            return Err(taken(entry));
        }
        credential.set_secret(key.bytes()).map_err(refused)?;
        expect(entry, &credential, key)
    }

    /// Writing a credential that is there replaces it in one step.
    pub fn replace(&self, entry: &Entry, old: &Key, new: &Key) -> Result<()> {
        let credential = credential(entry)?;
        expect(entry, &credential, old)?;
        credential.set_secret(new.bytes()).map_err(refused)?;
        expect(entry, &credential, new)
    }

    pub fn delete(&self, entry: &Entry) -> Result<bool> {
        delete(entry)
    }
}

fn expect(entry: &Entry, credential: &Credential, key: &Key) -> Result<()> {
    match secret(credential)? {
        Some(stored) if crypto::equal(stored.bytes(), key.bytes()) => Ok(()),
        _ => Err(Error::uncertain(format!(
            "another program changed the key at {entry} meanwhile"
        ))
        .hint("try again with no other cookiekit running")),
    }
}

pub fn dates(entry: &Entry) -> Result<Option<Dates>> {
    let target = target(entry);
    let mut found = credentials(&target)?.into_iter();
    let own = found.find(|it| it.target.to_lowercase() == target.to_lowercase());
    Ok(own.map(|it| Dates {
        created: None,
        modified: Time(it.written),
    }))
}

pub fn delete(entry: &Entry) -> Result<bool> {
    match credential(entry)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Refusal::NoEntry) => Ok(false),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// What R's `key_list()` lists: R's entries alone begin with a colon.
pub fn list() -> Result<Vec<Entry>> {
    let found = credentials(":")?;
    let entries = found.iter().filter_map(|it| entry_of(&it.target));
    Ok(entries.collect())
}

pub fn of_service(service: &str) -> Result<Vec<Entry>> {
    let mut entries = list()?;
    entries.retain(|it| is_same_name(&it.service, service));
    Ok(entries)
}

fn credentials(start: &str) -> Result<Vec<sys::Credential>> {
    sys::credentials(start).map_err(|error| {
        Error::no_key(format!("the credential store failed: {}", reason(error)))
            .hint("or use a key in a file: --key PATH (cookiekit keygen --out PATH makes one)")
    })
}

fn credential(entry: &Entry) -> Result<Credential> {
    let target = target(entry);
    let how = HashMap::from([("target", target.as_str()), ("persistence", "Local")]);
    let store: Arc<Store> = Store::new().map_err(refused)?;
    store
        .build(&entry.service, &entry.user, Some(&how))
        .map_err(refused)
}

fn target(entry: &Entry) -> String {
    let service = utf8_percent_encode(&entry.service, ESCAPE);
    let user = utf8_percent_encode(&entry.user, ESCAPE);
    format!(":{service}:{user}")
}

/// The entry that a name stands for; nothing for the name of another program.
fn entry_of(target: &str) -> Option<Entry> {
    let (service, user) = target.strip_prefix(':')?.split_once(':')?;
    let text = |part| Some(percent_decode_str(part).decode_utf8().ok()?.into_owned());
    let is_ours = !service.is_empty() && !user.contains(':');
    is_ours.then_some(Entry {
        service: text(service)?,
        user: text(user)?,
    })
}

fn secret(credential: &Credential) -> Result<Option<Key>> {
    match credential.get_secret() {
        Ok(bytes) => Ok(Some(Key::new(Zeroizing::new(bytes)))),
        Err(Refusal::NoEntry) => Ok(None),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// Some of the library's errors hold the secret or the entry; only those that
/// hold neither are quoted.
fn refused(refusal: Refusal) -> Error {
    let message = match refusal {
        Refusal::NoStorageAccess(said) => format!("the credential store is not open: {said}"),
        Refusal::PlatformFailure(said) => format!("the credential store failed: {said}"),
        Refusal::TooLong(what, most) => {
            format!("the credential store takes at most {most} bytes of {what}")
        }
        _ => "the credential store refused".to_owned(),
    };
    Error::no_key(message)
        .hint("or use a key in a file: --key PATH (cookiekit keygen --out PATH makes one)")
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::ptr::null_mut;

    use windows_sys::Win32::Security::Credentials::{
        CRED_PERSIST_LOCAL_MACHINE, CRED_TYPE_GENERIC, CREDENTIALW, CredDeleteW, CredFree,
        CredReadW, CredWriteW,
    };

    fn wide(text: &str) -> Vec<u16> {
        text.encode_utf16().chain([0]).collect()
    }

    /// The bytes of a credential, as R's keyring asks the system for them.
    #[allow(unsafe_code, reason = "the calls of another program are made here")]
    fn read_by_the_system(target: &str) -> Option<Vec<u8>> {
        let (target, mut found) = (wide(target), null_mut());
        // SAFETY: the name ends with a zero; what the call finds is of the length
        // that it says, and is freed before this returns.
        unsafe {
            if CredReadW(target.as_ptr(), CRED_TYPE_GENERIC, 0, &raw mut found) == 0 {
                return None;
            }
            let credential: CREDENTIALW = *found;
            let length = credential.CredentialBlobSize as usize;
            let bytes = std::slice::from_raw_parts(credential.CredentialBlob, length).to_vec();
            CredFree(found.cast());
            Some(bytes)
        }
    }

    /// Writes a credential as R's keyring does.
    #[allow(unsafe_code, reason = "the calls of another program are made here")]
    fn written_by_the_system(target: &str, secret: &[u8]) {
        let (mut target, mut secret) = (wide(target), secret.to_vec());
        let credential = CREDENTIALW {
            Type: CRED_TYPE_GENERIC,
            TargetName: target.as_mut_ptr(),
            CredentialBlobSize: secret.len() as u32,
            CredentialBlob: secret.as_mut_ptr(),
            Persist: CRED_PERSIST_LOCAL_MACHINE,
            ..CREDENTIALW::default()
        };
        // SAFETY: the name ends with a zero, and both live until the call returned.
        assert_ne!(unsafe { CredWriteW(&raw const credential, 0) }, 0);
    }

    #[allow(unsafe_code, reason = "what a test wrote goes with it")]
    fn remove(target: &str) {
        // SAFETY: the name ends with a zero.
        unsafe { CredDeleteW(wide(target).as_ptr(), CRED_TYPE_GENERIC, 0) };
    }

    /// For the other tests, which run beside this one and have their turns.
    const PATIENCE: Duration = Duration::from_secs(60);

    #[test]
    fn an_entry_is_what_r_reads_and_what_r_writes_is_an_entry() {
        let service = format!("cookiekit-test-{}", std::process::id());
        for user in ["", "bob"] {
            let entry = Entry {
                service: service.clone(),
                user: user.to_owned(),
            };
            let target = format!(":{service}:{user}");
            let turn = Turn::take(PATIENCE).unwrap();
            let key = Key::of_bytes(b"0123456789abcdef0123456789abcdef");
            turn.create(&entry, &key).unwrap();
            assert_eq!(read_by_the_system(&target).as_deref(), Some(key.bytes()));
            let again = turn.create(&entry, &key).unwrap_err();
            assert!(again.message.contains("already"), "{}", again.message);

            let next = Key::of_bytes(b"another key of the same length!!");
            turn.replace(&entry, &key, &next).unwrap();
            assert_eq!(read_by_the_system(&target).as_deref(), Some(next.bytes()));
            assert!(turn.delete(&entry).unwrap());
            assert_eq!(read_by_the_system(&target), None);
            assert!(!turn.delete(&entry).unwrap());

            written_by_the_system(&target, b"written by R");
            let read = read(&entry).unwrap().unwrap();
            assert_eq!(read.key.bytes(), b"written by R");
            remove(&target);
            assert!(super::read(&entry).unwrap().is_none());
        }
    }

    #[test]
    fn the_slots_of_an_entry_are_listed_whatever_the_case_of_its_name() {
        let service = format!("cookiekit-test-list-{}", std::process::id());
        let entry = |user: &str| Entry {
            service: service.clone(),
            user: user.to_owned(),
        };
        let users = ["", "#next", "bob", "bob#retired-20261121T211200Z-1a2b3c4d"];
        let key = Key::of_bytes(b"0123456789abcdef0123456789abcdef");
        let before = Time::now();
        let turn = Turn::take(PATIENCE).unwrap();
        for user in users {
            turn.create(&entry(user), &key).unwrap();
        }
        // What another program made is not R's.
        written_by_the_system(&format!("{service}:bob"), b"of another program");
        let listed = super::super::of_service(&service.to_uppercase()).unwrap();
        assert_eq!(listed, users.map(entry));
        let all = super::super::list().unwrap();
        assert!(users.iter().all(|user| all.contains(&entry(user))));

        let slots = |user: &str| {
            let place = crate::keys::spec::Spec::Keyring(Entry {
                service: service.to_uppercase(),
                user: user.to_uppercase(),
            });
            crate::keys::slots::of(&place).unwrap().len()
        };
        assert_eq!((slots(""), slots("bob"), slots("eve")), (2, 2, 1));
        let dates = dates(&entry("bob")).unwrap().unwrap();
        assert_eq!(dates.created, None);
        assert!(dates.modified >= before && dates.modified.0 < before.0 + 600);
        assert_eq!(super::dates(&entry("eve")).unwrap(), None);

        for user in users {
            assert!(turn.delete(&entry(user)).unwrap());
        }
        remove(&format!("{service}:bob"));
        assert_eq!(super::super::of_service(&service).unwrap(), []);
    }

    #[test]
    fn one_writes_at_a_time() {
        let turn = Turn::take(PATIENCE).unwrap();
        let other = std::thread::spawn(|| Turn::take(Duration::from_millis(50)).err());
        let refused = other.join().unwrap().unwrap();
        assert_eq!(refused.exit, crate::exit::Exit::CouldNot);
        drop(turn);
        let next = std::thread::spawn(|| Turn::take(PATIENCE).is_ok());
        assert!(next.join().unwrap());
    }

    #[test]
    fn a_name_of_the_store_is_the_entry_that_it_was_made_of() {
        for (service, user) in [("a", ""), ("a:b c", "ü/x~y"), ("*", "#next"), ("é", "b:")] {
            let entry = Entry {
                service: service.to_owned(),
                user: user.to_owned(),
            };
            assert_eq!(entry_of(&target(&entry)), Some(entry));
        }
        for other in ["a:b", "::b", ":a", ":a:b:c", ":%FF:", "git:https://a", ""] {
            assert_eq!(entry_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_target_is_named_as_r_names_it() {
        let name = |service: &str, user: &str| {
            target(&Entry {
                service: service.to_owned(),
                user: user.to_owned(),
            })
        };
        assert_eq!(name("plumber_api", ""), ":plumber_api:");
        assert_eq!(name("a:b c", "ü/x~y"), ":a%3Ab%20c:%C3%BC%2Fx~y");
    }
}
