//! BLAKE2b with a key of its own (RFC 7693), which is a MAC without HMAC.

use blake2::digest::consts::{U32, U56};
use blake2::digest::{Digest, KeyInit, Mac};
use blake2::{Blake2b, Blake2bMac};
use zeroize::Zeroizing;

use super::memory::{Filled, Memory, wiping_behind};

/// The most bytes of a key.
const MAX_KEY_BYTES: usize = 64;

/// A key of 1 to 64 bytes.
pub struct Blake2bKey(Filled);

impl Blake2bKey {
    /// Takes a key; `None` when it is empty or longer than 64 bytes.
    pub fn new(key: &[u8]) -> Option<Self> {
        let fits = (1..=MAX_KEY_BYTES).contains(&key.len());
        fits.then(|| Blake2bKey(Memory::of(&[key])))
    }

    /// The tag of 32 bytes over the parts one after the other.
    pub fn tag(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(tag::<Blake2bMac<U32>>(&self.0, parts).into())
    }

    /// As [`Blake2bKey::tag`], of 56 bytes: a key and a nonce are made so.
    pub fn tag_of_56(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 56]> {
        Zeroizing::new(tag::<Blake2bMac<U56>>(&self.0, parts).into())
    }
}

/// The digest of 32 bytes, without a key.
pub fn digest(bytes: &[u8]) -> Zeroizing<[u8; 32]> {
    wiping_behind(|| Zeroizing::new(Blake2b::<U32>::digest(bytes).into()))
}

fn tag<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> blake2::digest::Output<M> {
    wiping_behind(|| {
        let mut mac = <M as KeyInit>::new_from_slice(key).expect("it has 1 to 64 bytes");
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes()
    })
}

#[cfg(test)]
mod tests {
    use blake2::digest::consts::U64;

    use super::*;
    use crate::encoding::{from_hex, hex};

    /// The first of BLAKE2's own test vectors with a key (`blake2b-test.txt`), and
    /// what Python's hashlib says of other lengths.
    #[test]
    fn tags_are_those_that_were_published() {
        let key: Vec<u8> = (0..64).collect();
        assert_eq!(
            hex(&tag::<Blake2bMac<U64>>(&key, &[])),
            "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786\
             b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568"
        );
        let key = from_hex(b"000102030405060708090a0b0c0d0e0f").unwrap();
        let key = Blake2bKey::new(&key).unwrap();
        assert_eq!(
            hex(&*key.tag(&[b"ab", b"c"])),
            "3fd8fd31501cdbe942607b204368e3dc4ebce5744de1a955a6025f5c9848bb20"
        );
        assert_eq!(
            hex(&*key.tag_of_56(&[b"abc"])),
            "f7ed8e53e88af4418fce393e58a81c0db4927dfea9fdcbd5cef0da1aea71853f\
             521ca6cd469ff32630976dd5045476316c8cdd5cd24aa46a"
        );
        assert_eq!(
            hex(&*digest(b"abc")),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
        );
    }

    #[test]
    fn a_key_has_1_to_64_bytes() {
        for length in 0..=80 {
            let is_key = Blake2bKey::new(&vec![7; length]).is_some();
            assert_eq!(is_key, (1..=64).contains(&length), "{length}");
        }
    }
}
