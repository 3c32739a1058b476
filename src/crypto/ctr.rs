//! AES in counter mode (NIST SP 800-38A, 6.5), the counter being the whole block.
//!
//! It hides and proves nothing: anyone who changes a bit of the ciphertext changes
//! that bit of the text. What is opened here was authenticated before.

use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherEncrypt, BlockSizeUser, InnerIvInit, StreamCipher};
use aes::{Aes128, Aes192, Aes256};
use ctr::{Ctr128BE, CtrCore};

use super::memory::{boxed, wiping_behind, wiping_the_stack};

/// Bytes of a block, and so of the counter that a text starts with.
pub const BLOCK_BYTES: usize = 16;

/// A key, its schedule computed once.
pub struct CtrKey(Keyed);

enum Keyed {
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

impl CtrKey {
    /// A key of 16, 24 or 32 bytes; `None` for one of another length.
    pub fn new(key: &[u8]) -> Option<Self> {
        let keyed = wiping_the_stack(|| match key.len() {
            16 => boxed(key).map(Keyed::Aes128),
            24 => boxed(key).map(Keyed::Aes192),
            32 => boxed(key).map(Keyed::Aes256),
            _ => None,
        });
        keyed.map(CtrKey)
    }

    /// Encrypts a text in place, or decrypts it: that is the same.
    pub fn apply(&self, counter: &[u8; BLOCK_BYTES], text: &mut [u8]) {
        wiping_behind(|| match &self.0 {
            Keyed::Aes128(cipher) => stream(&**cipher, counter, text),
            Keyed::Aes192(cipher) => stream(&**cipher, counter, text),
            Keyed::Aes256(cipher) => stream(&**cipher, counter, text),
        });
    }
}

fn stream<C>(cipher: &C, counter: &[u8; BLOCK_BYTES], text: &mut [u8])
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let core = CtrCore::inner_iv_init(cipher, counter.into());
    Ctr128BE::<&C>::from_core(core).apply_keystream(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    /// NIST SP 800-38A, F.5: each of the three keys, whose counter runs over the
    /// end of its last byte.
    #[test]
    fn the_published_examples_are_encrypted_and_decrypted() {
        const COUNTER: &str = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
        const TEXT: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51\
                            30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
        for (key, encrypted) in [
            (
                "2b7e151628aed2a6abf7158809cf4f3c",
                "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff\
                 5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee",
            ),
            (
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94\
                 1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050",
            ),
            (
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5\
                 2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
            ),
        ] {
            let bytes = |digits: &str| from_hex(digits.as_bytes()).unwrap().to_vec();
            let key = CtrKey::new(&bytes(key)).unwrap();
            let counter = bytes(COUNTER).try_into().unwrap();
            let mut text = bytes(TEXT);
            key.apply(&counter, &mut text);
            assert_eq!(hex(&text), encrypted);
            key.apply(&counter, &mut text);
            assert_eq!(hex(&text), TEXT);
        }
    }

    #[test]
    fn a_key_has_a_length_of_aes() {
        for length in 0..=64 {
            let is_key = CtrKey::new(&vec![0; length]).is_some();
            assert_eq!(is_key, [16, 24, 32].contains(&length), "{length}");
        }
    }
}
