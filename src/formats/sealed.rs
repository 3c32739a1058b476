//! Our own encrypted cookie: `"ck1." b64url(kid4 issued8 expires8 nonce24 ciphertext tag16)`.
//!
//! XChaCha20-Poly1305 under a key derived for this purpose alone. It has what
//! plumber's lacks: an expiry that the server checks, a binding to the
//! cookie's name, and the id of its key.

use super::{
    Anatomy, Draft, Expiry, Facts, Format, Keyed, Malformed, NameBinding, Opened, Part, Protection,
    Refusal, UnfitKey, WithKey, our_key,
};
use crate::crypto::{NONCE_BYTES, SecretKey, TAG_BYTES, XChaCha, derive, random};
use crate::encoding::{base64url, from_base64url, hex};
use crate::error::Result;
use crate::keys::{Key, Strength};
use crate::time::Time;

/// What every value starts with.
const PREFIX: &str = "ck1.";
/// What the key is derived for, and the start of the associated data.
const PURPOSE: &str = "cookiekit/1 sealed";
const KEY_ID_BYTES: usize = 4;
const TIME_BYTES: usize = 8;
/// Key id, time of issue, time of expiry: readable without the key.
const HEADER_BYTES: usize = KEY_ID_BYTES + 2 * TIME_BYTES;

/// The format `sealed`.
pub struct Sealed;

const FACTS: Facts = Facts {
    name: "sealed",
    about: "cookiekit sealed cookie (XChaCha20-Poly1305)",
    protection: Protection::Encrypted,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    strength: Strength::Bits256,
    cautions: &["its times and the id of its key can be read without the key"],
};

impl Format for Sealed {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(PREFIX)
    }

    fn anatomy(&self, value: &str) -> std::result::Result<Anatomy, Malformed> {
        let bytes = Bytes::read(value)?;
        let text = PREFIX.len()..value.len();
        let part = |name, bytes| Part {
            name,
            bytes,
            span: text.clone(),
        };
        Ok(Anatomy {
            parts: vec![
                Part {
                    name: "prefix",
                    bytes: PREFIX.len(),
                    span: 0..PREFIX.len(),
                },
                part("key id", KEY_ID_BYTES),
                part("issued", TIME_BYTES),
                part("expires", TIME_BYTES),
                part("nonce", NONCE_BYTES),
                part("ciphertext", bytes.ciphertext().len() - TAG_BYTES),
                part("tag", TAG_BYTES),
            ],
            issued: Some(bytes.issued()),
            expires: bytes.expires(),
            key_id: Some(hex(bytes.key_id())),
            readable: None,
            notes: vec![],
        })
    }

    fn with_key(&self, key: &Key) -> std::result::Result<WithKey, UnfitKey> {
        let key = our_key(key)?;
        Ok(WithKey {
            keyed: Box::new(UnderKey {
                cipher: XChaCha::new(&derive(&key, PURPOSE)),
                id: key_id(&key),
            }),
            warning: None,
        })
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::contract::Vector> {
        super::contract::vectors(include_str!("../../tests/data/sealed.json"))
    }
}

/// A decoded value; long enough for all its fixed parts.
struct Bytes(Vec<u8>);

impl Bytes {
    fn read(value: &str) -> std::result::Result<Self, Malformed> {
        let text = value
            .strip_prefix(PREFIX)
            .ok_or(Malformed("sealed: it does not start with `ck1.`"))?;
        let bytes = from_base64url(text).ok_or(Malformed("sealed: not base64url"))?;
        if bytes.len() < HEADER_BYTES + NONCE_BYTES + TAG_BYTES {
            return Err(Malformed("sealed: shorter than its header, nonce and tag"));
        }
        Ok(Bytes(bytes))
    }

    fn header(&self) -> &[u8] {
        &self.0[..HEADER_BYTES]
    }

    fn key_id(&self) -> &[u8] {
        &self.0[..KEY_ID_BYTES]
    }

    fn issued(&self) -> Time {
        self.time_at(KEY_ID_BYTES)
    }

    fn expires(&self) -> Option<Time> {
        let expires = self.time_at(KEY_ID_BYTES + TIME_BYTES);
        (expires.0 != 0).then_some(expires)
    }

    fn time_at(&self, start: usize) -> Time {
        let mut bytes = [0; TIME_BYTES];
        bytes.copy_from_slice(&self.0[start..start + TIME_BYTES]);
        Time(u64::from_be_bytes(bytes))
    }

    fn nonce(&self) -> [u8; NONCE_BYTES] {
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&self.0[HEADER_BYTES..HEADER_BYTES + NONCE_BYTES]);
        nonce
    }

    fn ciphertext(&self) -> &[u8] {
        &self.0[HEADER_BYTES + NONCE_BYTES..]
    }
}

/// The header and the name go into the tag: a value cannot be given another
/// time, key or name.
fn associated(header: &[u8], name: &str) -> Vec<u8> {
    [PURPOSE.as_bytes(), b"\0", header, name.as_bytes()].concat()
}

/// The id of a key: of its 64 digits as keygen writes them, however they are
/// stored, so that a newline in the file does not change it.
pub fn key_id(key: &SecretKey) -> [u8; KEY_ID_BYTES] {
    Key::of_bytes(&key[..]).fingerprint().id()
}

/// The format with a key.
struct UnderKey {
    cipher: XChaCha,
    id: [u8; KEY_ID_BYTES],
}

impl UnderKey {
    fn seal_with(&self, nonce: &[u8; NONCE_BYTES], draft: &Draft) -> String {
        let mut bytes =
            Vec::with_capacity(HEADER_BYTES + NONCE_BYTES + draft.payload.len() + TAG_BYTES);
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(&draft.issued.0.to_be_bytes());
        bytes.extend_from_slice(&draft.expires.map_or(0, |time| time.0).to_be_bytes());
        let associated = associated(&bytes, draft.name);
        bytes.extend_from_slice(nonce);
        bytes.extend_from_slice(&self.cipher.seal(nonce, draft.payload, &associated));
        format!("{PREFIX}{}", base64url(&bytes))
    }
}

impl Keyed for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<String> {
        Ok(self.seal_with(&*random()?, draft))
    }

    fn open(&self, name: &str, value: &str) -> std::result::Result<Opened, Refusal> {
        let bytes = Bytes::read(value)?;
        let associated = associated(bytes.header(), name);
        let (nonce, issued, expires) = (bytes.nonce(), bytes.issued(), bytes.expires());
        let payload = self
            .cipher
            .open(&nonce, bytes.0, HEADER_BYTES + NONCE_BYTES, &associated)
            .ok_or(Refusal::Forged)?;
        Ok(Opened {
            payload,
            issued: Some(issued),
            expires,
        })
    }
}
