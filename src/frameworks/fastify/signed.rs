//! The signature of @fastify/cookie around a secure session (`signed: true`): `"."
//! b64` of HMAC-SHA256 of what stands before it, unpadded. Its key is the hex of
//! BLAKE2b-256 of the first key, or the secret; an application that registers
//! @fastify/cookie itself has another.

use crate::crypto::blake2b;
use crate::crypto::memory::{Filled, Memory};
use crate::crypto::{HmacKey, KEY_BYTES, MAC_BYTES, equal};
use crate::encoding::{from_base64_unpadded, write_hex};

/// How long base64 of a signature is without its padding.
const CHARACTERS: usize = 43;

/// A value, and the signature behind it.
pub fn split(value: &str) -> (&str, Option<[u8; MAC_BYTES]>) {
    let signed = value.rsplit_once('.').and_then(|(own, signature)| {
        let signature = Some(signature).filter(|it| it.len() == CHARACTERS)?;
        Some((own, from_base64_unpadded(signature)?.try_into().ok()?))
    });
    match signed {
        Some((own, signature)) => (own, Some(signature)),
        None => (value, None),
    }
}

/// What the plugin gives @fastify/cookie for a secret.
pub struct Signing(Filled);

impl Signing {
    /// Of a secret: that.
    pub fn of_secret(text: &[u8]) -> Self {
        Signing(Memory::of(&[text]))
    }

    /// Of a key.
    pub fn of_key(key: &[u8; KEY_BYTES]) -> Self {
        let mut digits = zeroize::Zeroizing::new([0; 2 * KEY_BYTES]);
        write_hex(&*blake2b::digest(key), &mut *digits);
        Signing(Memory::of(&[&*digits]))
    }

    /// Whether it signed a value.
    pub fn signed(&self, value: &str, signature: &[u8; MAC_BYTES]) -> bool {
        equal(&HmacKey::new(&self.0).tag(&[value.as_bytes()]), signature)
    }
}
