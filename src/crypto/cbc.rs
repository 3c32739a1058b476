//! AES in CBC (NIST SP 800-38A, 6.2) with the padding of PKCS #7 (RFC 5652, 6.3).
//!
//! It hides and proves nothing, and what its padding says of a ciphertext that
//! was changed tells what is in it. What is decrypted here was authenticated
//! before.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit};
use aes::{Aes128, Aes192, Aes256};

use super::memory::{boxed, wiping_behind, wiping_the_stack};

/// Bytes of a block, and so of the initialization vector.
pub const BLOCK_BYTES: usize = 16;

/// A key, its schedule computed once.
pub struct CbcKey(Keyed);

enum Keyed {
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

impl CbcKey {
    /// A key of 16, 24 or 32 bytes; `None` for one of another length.
    pub fn new(key: &[u8]) -> Option<Self> {
        let keyed = wiping_the_stack(|| match key.len() {
            16 => boxed(key).map(Keyed::Aes128),
            24 => boxed(key).map(Keyed::Aes192),
            32 => boxed(key).map(Keyed::Aes256),
            _ => None,
        });
        keyed.map(CbcKey)
    }

    /// The ciphertext of a text: its length, and up to a block more.
    pub fn encrypt(&self, vector: &[u8; BLOCK_BYTES], text: &[u8]) -> Vec<u8> {
        macro_rules! encrypt {
            ($cipher:expr) => {
                cbc::Encryptor::inner_iv_init(&**$cipher, vector.into())
                    .encrypt_padded_vec::<Pkcs7>(text)
            };
        }
        wiping_behind(|| match &self.0 {
            Keyed::Aes128(cipher) => encrypt!(cipher),
            Keyed::Aes192(cipher) => encrypt!(cipher),
            Keyed::Aes256(cipher) => encrypt!(cipher),
        })
    }

    /// Decrypts a ciphertext in place; how many of its bytes are the text. `None`
    /// where its length or its padding is wrong.
    pub fn decrypt(&self, vector: &[u8; BLOCK_BYTES], sealed: &mut [u8]) -> Option<usize> {
        macro_rules! decrypt {
            ($cipher:expr) => {
                cbc::Decryptor::inner_iv_init(&**$cipher, vector.into())
                    .decrypt_padded::<Pkcs7>(sealed)
                    .ok()
                    .map(<[u8]>::len)
            };
        }
        wiping_behind(|| match &self.0 {
            Keyed::Aes128(cipher) => decrypt!(cipher),
            Keyed::Aes192(cipher) => decrypt!(cipher),
            Keyed::Aes256(cipher) => decrypt!(cipher),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    const VECTOR: [u8; BLOCK_BYTES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// NIST SP 800-38A, F.2, the first two blocks: what follows them is a block
    /// of padding.
    #[test]
    fn the_published_examples_are_encrypted_and_decrypted() {
        const TEXT: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";
        for (key, encrypted) in [
            (
                "2b7e151628aed2a6abf7158809cf4f3c",
                "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2",
            ),
            (
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a",
            ),
            (
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
            ),
        ] {
            let bytes = |digits: &str| from_hex(digits.as_bytes()).unwrap().to_vec();
            let key = CbcKey::new(&bytes(key)).unwrap();
            let mut made = key.encrypt(&VECTOR, &bytes(TEXT));
            assert_eq!(hex(&made[..32]), encrypted);
            assert_eq!(made.len(), 48);
            let length = key.decrypt(&VECTOR, &mut made).unwrap();
            assert_eq!(hex(&made[..length]), TEXT);
        }
    }

    #[test]
    fn a_ciphertext_without_a_block_or_with_a_wrong_padding_is_none() {
        let key = CbcKey::new(&[7; 32]).unwrap();
        for length in [0, 1, 15, 17] {
            assert_eq!(key.decrypt(&VECTOR, &mut vec![0; length]), None, "{length}");
        }
        for length in 0..=33 {
            let mut sealed = key.encrypt(&VECTOR, &vec![1; length]);
            assert_eq!(key.decrypt(&VECTOR, &mut sealed), Some(length));
        }
        // The last byte of the text is no padding: it is more than a block.
        let mut sealed = key.encrypt(&VECTOR, &[17; BLOCK_BYTES]);
        assert_eq!(key.decrypt(&VECTOR, &mut sealed[..BLOCK_BYTES]), None);
    }

    #[test]
    fn a_key_has_a_length_of_aes() {
        for length in 0..=64 {
            let is_key = CbcKey::new(&vec![0; length]).is_some();
            assert_eq!(is_key, [16, 24, 32].contains(&length), "{length}");
        }
    }
}
