//! XChaCha20 (draft-irtf-cfrg-xchacha), the cipher alone.
//!
//! It hides and proves nothing: anyone who changes a bit of the ciphertext changes
//! that bit of the text. What is opened here was authenticated before.

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};

use super::memory::wiping_behind;

/// Encrypts a text in place, or decrypts it: that is the same. A key and a nonce are
/// for one text.
pub fn apply(key: &[u8; 32], nonce: &[u8; 24], text: &mut [u8]) {
    wiping_behind(|| XChaCha20::new(key.into(), nonce.into()).apply_keystream(text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    /// The draft's own, A.3.2.1, of counter 0: its first line.
    #[test]
    fn the_published_example_is_encrypted_and_decrypted() {
        let bytes = |digits: &str| from_hex(digits.as_bytes()).unwrap().to_vec();
        let key = bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        let nonce = bytes("404142434445464748494a4b4c4d4e4f5051525354555658");
        let plain = b"The dhole (pronounced \"dole\") is";
        let mut text = plain.to_vec();
        let (key, nonce) = (key.try_into().unwrap(), nonce.try_into().unwrap());
        apply(&key, &nonce, &mut text);
        assert_eq!(
            hex(&text),
            "4559abba4e48c16102e8bb2c05e6947f50a786de162f9b0b7e592a9b53d0d4e9"
        );
        apply(&key, &nonce, &mut text);
        assert_eq!(text, plain);
    }
}
