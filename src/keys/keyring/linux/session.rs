//! A session with the keyring, and the secrets that cross the bus in it.
//!
//! They are encrypted with a key of this session alone: processes of the same
//! user could ask the keyring themselves, but what is left in the memory of the
//! bus, in buffers that it and the keyring have freed, or in a log of the bus
//! (`dbus-monitor`), is no key. A service that does not offer that gets a plain
//! session, as other programs give it; anyone who reads a key in one gets a warning.

use serde::Serialize;
use zbus::{ObjectPath, OwnedObjectPath, OwnedVariant, Type, Variant};

use super::messages::no_answer;
use super::service;
use crate::crypto::exchange::{Cipher, Exchange};
use crate::error::Result;
use crate::keys::Key;
use crate::keys::keyring::bus::{Answer, Bus, Failure, Wiped};

/// The Secret Service specification, "Transfer of Secrets".
const ENCRYPTED: &str = "dh-ietf1024-sha256-aes128-cbc-pkcs7";
const PLAIN: &str = "plain";

const NOT_OFFERED: &[&str] = &["org.freedesktop.DBus.Error.NotSupported"];

/// What is reported about a key that crossed the bus as it is.
pub const UNENCRYPTED: &str = "the keyring offers no encrypted session: the key crossed the \
                               session bus as it is, and may be left in the memory of both";

pub struct Session {
    path: OwnedObjectPath,
    /// None in a plain session.
    cipher: Option<Cipher>,
}

/// A secret on the way to the keyring: session, initialization vector, bytes,
/// content type.
#[derive(Serialize, Type)]
pub struct Sent<'a>(ObjectPath<'a>, Vec<u8>, Vec<u8>, &'static str);

/// A secret from the keyring.
pub type Received = (OwnedObjectPath, Vec<u8>, Wiped, String);

impl Session {
    /// Opens an encrypted session, or a plain one where there is no other. The
    /// outer error is ours, the inner one of the keyring.
    pub fn open(bus: &Bus) -> Result<Answer<Session>> {
        let exchange = Exchange::new()?;
        let half = Variant::from(exchange.public());
        let asked: Answer<(OwnedVariant, OwnedObjectPath)> =
            bus.call(service(), "OpenSession", &(ENCRYPTED, half));
        let (theirs, path) = match asked {
            Ok(opened) => opened,
            Err(failure) if failure.is(NOT_OFFERED) => return Ok(Session::open_plain(bus)),
            Err(failure) => return Ok(Err(failure)),
        };
        let theirs = Vec::<u8>::try_from(theirs).unwrap_or_default();
        let Some(cipher) = exchange.agree(&theirs) else {
            return Ok(Err(Failure::unreadable(
                "its half of the session's key is none",
            )));
        };
        Ok(Ok(Session {
            path,
            cipher: Some(cipher),
        }))
    }

    fn open_plain(bus: &Bus) -> Answer<Session> {
        let (_, path): (OwnedVariant, OwnedObjectPath) =
            bus.call(service(), "OpenSession", &(PLAIN, Variant::from("")))?;
        Ok(Session { path, cipher: None })
    }

    /// The session as the keyring names it.
    pub fn path(&self) -> ObjectPath<'_> {
        self.path.as_ref()
    }

    pub fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    /// A key, to be stored.
    pub fn sent(&self, key: &Key) -> Result<Sent<'_>> {
        let (parameters, bytes) = match &self.cipher {
            Some(cipher) => {
                let (vector, sealed) = cipher.encrypt(key.bytes())?;
                (vector.to_vec(), sealed)
            }
            None => (vec![], key.bytes().to_vec()),
        };
        Ok(Sent(self.path(), parameters, bytes, "text/plain"))
    }

    /// A key that came.
    pub fn received(&self, (_, parameters, bytes, _): Received) -> Result<Key> {
        let Wiped(mut bytes) = bytes;
        if let Some(cipher) = &self.cipher {
            let length = cipher.decrypt(&parameters, &mut bytes);
            let length = length.ok_or_else(|| {
                no_answer(Failure::unreadable("what it sent cannot be decrypted"))
            })?;
            bytes.truncate(length);
        }
        Ok(Key::new(bytes))
    }
}
