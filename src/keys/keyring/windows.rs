//! The keyring on Windows: a generic credential named `:SERVICE:USER`, each
//! part percent-encoded, as R's `keyring` package 1.3 and 1.4 names it (the
//! part before the first colon is R's keyring name, which is empty). The
//! bytes of the key are stored as they are, for this machine only.
//!
//! The credential store has no "only if absent": looking and writing are two
//! steps here, and what was written is read back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry as Credential, Error as Refusal};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::{Dates, Entry, Read, taken};
use crate::crypto;
use crate::error::{Error, Result};
use crate::keys::Key;

/// What R's `URLencode(reserved = TRUE)` escapes.
const ESCAPE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'-');

pub fn read(entry: &Entry) -> Result<Option<Read>> {
    Ok(secret(&credential(entry)?)?.map(Read::from))
}

/// The right to write: there is no lock to take here.
pub struct Turn;

impl Turn {
    pub fn take(_patience: Duration) -> Result<Turn> {
        Ok(Turn)
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

/// The dates are not asked for here yet.
pub fn dates(_entry: &Entry) -> Result<Option<Dates>> {
    Ok(None)
}

pub fn delete(entry: &Entry) -> Result<bool> {
    match credential(entry)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Refusal::NoEntry) => Ok(false),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// The names of other programs' credentials look the same, so it would be a
/// guess which are keys.
pub fn list() -> Result<Vec<Entry>> {
    Err(
        Error::could_not("the credential store does not say which of its entries are keys")
            .hint("name the entry: cookiekit key fingerprint --key keyring:SERVICE"),
    )
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

    #[test]
    fn an_entry_is_what_r_reads_and_what_r_writes_is_an_entry() {
        let service = format!("cookiekit-test-{}", std::process::id());
        for user in ["", "bob"] {
            let entry = Entry {
                service: service.clone(),
                user: user.to_owned(),
            };
            let target = format!(":{service}:{user}");
            let turn = Turn::take(Duration::ZERO).unwrap();
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
