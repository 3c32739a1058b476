//! Our own encrypted cookie: `"ck1." b64url(kid4 issued8 expires8 nonce24 ciphertext tag16)`.
//!
//! XChaCha20-Poly1305 under a key derived for this purpose alone. It has what
//! plumber's lacks: an expiry that the server checks, a binding to the
//! cookie's name, and the id of its key.

use super::{FRAMEWORK, KEY, our_key};
use crate::crypto::{NONCE_BYTES, SecretKey, TAG_BYTES, XChaCha, derive, fingerprint, random};
use crate::encoding::{base64url, from_base64url_to, hex};
use crate::error::Result;
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, Malformed, NameBinding, Params, Part,
    Payload, Protection, Refusal, Secret, Times, UnfitKey, Unlocked,
};
use crate::time::Time;
use zeroize::Zeroizing;

/// What every value starts with.
const PREFIX: &str = "ck1.";
/// What the key is derived for, and the start of the associated data.
const PURPOSE: &str = "cookiekit/1 sealed";
const KEY_ID_BYTES: usize = 4;
const TIME_BYTES: usize = 8;
/// Key id, time of issue, time of expiry: readable without the key.
const HEADER_BYTES: usize = KEY_ID_BYTES + 2 * TIME_BYTES;
/// Where the ciphertext and its tag start.
const SEALED_START: usize = HEADER_BYTES + NONCE_BYTES;

/// The format `sealed`.
pub struct Sealed;

const FACTS: Facts = Facts {
    name: "sealed",
    about: "cookiekit sealed cookie (XChaCha20-Poly1305)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: KEY,
    params: &[],
    cautions: &["its times and the id of its key can be read without the key"],
};

impl Format for Sealed {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(PREFIX)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let value = cookie.value;
        let mut buffer = Vec::new();
        let bytes = Bytes::read(value, &mut buffer)?;
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
            times: bytes.times(),
            key_id: Some(hex(bytes.key_id())),
            readable: None,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, _params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = our_key(secret)?;
        Ok(Unlocked {
            protection: FACTS.protection,
            codec: Box::new(UnderKey {
                cipher: XChaCha::new(&derive(&key, PURPOSE)),
                id: key_id(&key),
            }),
            warning: None,
        })
    }

    fn key_id(&self, secret: Secret) -> Option<String> {
        Some(hex(&key_id(&our_key(secret).ok()?)))
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        crate::frameworks::vectors::ours(include_str!("../../../tests/data/sealed.json"))
    }
}

/// A decoded value; long enough for all its fixed parts.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn times(&self) -> Times {
        Times {
            issued: Some(self.issued()),
            expires: self.expires(),
            ..Times::default()
        }
    }

    /// Decodes into a buffer.
    fn read(value: &str, buffer: &'b mut Vec<u8>) -> std::result::Result<Self, Malformed> {
        let text = value
            .strip_prefix(PREFIX)
            .ok_or(Malformed("sealed: it does not start with `ck1.`"))?;
        if !from_base64url_to(text, buffer) {
            return Err(Malformed("sealed: not base64url"));
        }
        if buffer.len() < SEALED_START + TAG_BYTES {
            return Err(Malformed("sealed: shorter than its header, nonce and tag"));
        }
        Ok(Bytes(buffer))
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
        nonce.copy_from_slice(&self.0[HEADER_BYTES..SEALED_START]);
        nonce
    }

    fn ciphertext(&self) -> &[u8] {
        &self.0[SEALED_START..]
    }
}

/// Appends the associated data of the value whose header these bytes start with:
/// the header and the name go into the tag, so that a value cannot be given
/// another time, key or name.
fn push_associated(bytes: &mut Vec<u8>, name: &str) {
    bytes.extend_from_slice(PURPOSE.as_bytes());
    bytes.push(0);
    bytes.extend_from_within(..HEADER_BYTES);
    bytes.extend_from_slice(name.as_bytes());
}

/// The id of a key: of its 64 digits as keygen writes them, however they are
/// stored, so that a newline in the file does not change it.
fn key_id(key: &SecretKey) -> [u8; KEY_ID_BYTES] {
    let digest = fingerprint(Zeroizing::new(hex(&key[..])).as_bytes());
    [digest[0], digest[1], digest[2], digest[3]]
}

/// The format with a key.
struct UnderKey {
    cipher: XChaCha,
    id: [u8; KEY_ID_BYTES],
}

impl UnderKey {
    fn seal_with(&self, nonce: &[u8; NONCE_BYTES], draft: &Draft) -> String {
        let mut bytes = Vec::with_capacity(SEALED_START + draft.payload.len() + TAG_BYTES);
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(&draft.issued.0.to_be_bytes());
        bytes.extend_from_slice(&draft.expires.map_or(0, |time| time.0).to_be_bytes());
        push_associated(&mut bytes, draft.name);
        let associated = bytes.split_off(HEADER_BYTES);
        bytes.extend_from_slice(nonce);
        bytes.extend_from_slice(&self.cipher.seal(nonce, draft.payload, &associated));
        format!("{PREFIX}{}", base64url(&bytes))
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<crate::frameworks::Sealed> {
        Ok(self.seal_with(&*random()?, draft).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let bytes = Bytes::read(cookie.value, payload)?;
        let (nonce, end) = (bytes.nonce(), bytes.0.len());
        let times = bytes.times();
        push_associated(payload, cookie.name);
        let (bytes, associated) = payload.split_at_mut(end);
        let opened = self
            .cipher
            .open(&nonce, &mut bytes[SEALED_START..], associated)
            .ok_or(Refusal::Forged)?;
        payload.truncate(SEALED_START + opened);
        payload.drain(..SEALED_START);
        Ok(times)
    }
}
