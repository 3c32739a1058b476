//! AES-256 in SIV (RFC 5297): without a nonce, so that the same text is the same
//! ciphertext.

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;

use super::memory::{Filled, Memory, wiping_behind};

/// Bytes of a key: one for the MAC, and one for the cipher.
pub const KEY_BYTES: usize = 64;
/// Bytes of the tag, which is the IV as well.
pub const TAG_BYTES: usize = 16;

/// A key.
pub struct SivKey(Filled);

impl SivKey {
    /// Takes a key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        SivKey(Memory::of(&[key]))
    }

    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new_from_slice(&self.0).expect("it has 64 bytes")
    }

    /// Encrypts a text in place; the tag over it and what goes with it in the clear.
    pub fn seal(&self, clear: &[&[u8]], text: &mut [u8]) -> [u8; TAG_BYTES] {
        let text = text.into();
        let tag = wiping_behind(|| self.cipher().encrypt_inout_detached(clear, text));
        tag.expect("there are fewer than 127 parts in the clear")
            .into()
    }

    /// Decrypts a ciphertext in place, if it and what goes with it in the clear are
    /// authentic; where they are not, it is as it was.
    pub fn open(&self, clear: &[&[u8]], sealed: &mut [u8], tag: &[u8; TAG_BYTES]) -> bool {
        let (sealed, tag) = (sealed.into(), tag.into());
        let opened = wiping_behind(|| self.cipher().decrypt_inout_detached(clear, sealed, tag));
        super::verdict(opened.is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    /// What OpenSSL's AES-256-SIV makes of the inputs of RFC 5297, A.1, under a key of
    /// twice the length.
    #[test]
    fn a_text_becomes_what_openssl_makes_of_it() {
        let key: Vec<u8> = (0..64).collect();
        let key = SivKey::new(key[..].try_into().unwrap());
        let clear = from_hex(b"101112131415161718191a1b1c1d1e1f2021222324252627").unwrap();
        let clear = [&clear[..]];
        let plain = from_hex(b"112233445566778899aabbccddee").unwrap().to_vec();
        let mut text = plain.clone();
        let mut tag = key.seal(&clear, &mut text);
        assert_eq!(
            (hex(&tag), hex(&text)),
            (
                "801aa54859afc2c7a67a2892d0058e3e".into(),
                "4fc606d573f01104a12bf8ab150c".into()
            )
        );
        assert!(!key.open(&[], &mut text.clone(), &tag));
        let mut opened = text.clone();
        assert!(key.open(&clear, &mut opened, &tag));
        assert_eq!(opened, plain);
        tag[0] ^= 1;
        assert!(!key.open(&clear, &mut text, &tag));
    }
}
