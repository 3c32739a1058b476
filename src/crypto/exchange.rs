//! A key that two processes agree on over a wire that others may read, and what
//! is encrypted under it: `dh-ietf1024-sha256-aes128-cbc-pkcs7` of the Secret
//! Service specification ("Transfer of Secrets").
//!
//! The group has 1024 bits and nothing authenticates the other side, nor a
//! message: it keeps secrets out of the memory of the bus and of the libraries
//! that speak to it, and stops nobody who could stand between the two.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use crypto_bigint::modular::ConstMontyParams;
use crypto_bigint::{U1024, Word, const_monty_form, const_monty_params};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::memory::wiping_behind;
use super::random;
use crate::error::Result;

/// Bytes of a public value.
const GROUP_BYTES: usize = 128;
/// Bytes of an AES-128 key.
const KEY_BYTES: usize = 16;
/// Bytes of a block of AES, and so of an initialization vector.
pub const BLOCK_BYTES: usize = 16;

const_monty_params!(
    Group,
    U1024,
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
     020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
     4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
     EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    "The Second Oakley Group (RFC 2409, 6.2): a safe prime."
);
const_monty_form!(Element, Group);

/// The generator of the group.
const GENERATOR: u64 = 2;

/// Our half of an agreement.
pub struct Exchange(Zeroizing<U1024>);

impl Exchange {
    /// A half of its own for each agreement.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new() -> Result<Self> {
        let mut bytes = random::<GROUP_BYTES>()?;
        // Below the prime, and at least 1.
        bytes[0] &= 0x7f;
        bytes[GROUP_BYTES - 1] |= 1;
        Ok(Exchange(Zeroizing::new(U1024::from_be_slice(&*bytes))))
    }

    /// What the other side is sent.
    pub fn public(&self) -> Vec<u8> {
        big_endian(
            &Element::new(&U1024::from_u64(GENERATOR))
                .pow(&self.0)
                .retrieve(),
        )
        .to_vec()
    }

    /// The cipher that both sides have now; `None` when what the other one said
    /// is no half of an agreement: with 0, 1 or the prime less 1 everybody knows
    /// what comes out.
    pub fn agree(self, theirs: &[u8]) -> Option<Cipher> {
        let first = theirs.iter().position(|byte| *byte != 0)?;
        let theirs = &theirs[first..];
        if theirs.len() > GROUP_BYTES {
            return None;
        }
        let mut padded = [0; GROUP_BYTES];
        padded[GROUP_BYTES - theirs.len()..].copy_from_slice(theirs);
        let theirs = U1024::from_be_slice(&padded);
        let last = Group::PARAMS.modulus().get().wrapping_sub(&U1024::ONE);
        if theirs <= U1024::ONE || theirs >= last {
            return None;
        }
        let mut power = Element::new(&theirs).pow(&self.0);
        let shared = Zeroizing::new(power.retrieve());
        power.zeroize();
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(None, &*big_endian(&shared))
            .expand(&[], &mut *key)
            .expect("16 bytes are fewer than HKDF-SHA256's limit of 8160");
        Some(Cipher(key))
    }
}

/// All the bytes, the leading zeros too.
fn big_endian(number: &U1024) -> Zeroizing<[u8; GROUP_BYTES]> {
    let mut bytes = Zeroizing::new([0; GROUP_BYTES]);
    let places = bytes.rchunks_exact_mut(size_of::<Word>());
    for (place, word) in places.zip(number.as_words()) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}

/// AES-128 in CBC, padded as PKCS #7 has it, under the key that was agreed on.
pub struct Cipher(Zeroizing<[u8; KEY_BYTES]>);

impl Cipher {
    /// Encrypts a message under a fresh initialization vector, which comes
    /// first.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn encrypt(&self, message: &[u8]) -> Result<([u8; BLOCK_BYTES], Vec<u8>)> {
        let vector = *random::<BLOCK_BYTES>()?;
        // The message stands here until it is encrypted where it stands.
        let padded = message.len() - message.len() % BLOCK_BYTES + BLOCK_BYTES;
        let mut sealed = vec![0; padded];
        sealed[..message.len()].copy_from_slice(message);
        wiping_behind(|| {
            cbc::Encryptor::<Aes128>::new((&*self.0).into(), (&vector).into())
                .encrypt_padded::<Pkcs7>(&mut sealed, message.len())
                .expect("there is room for the padding");
        });
        Ok((vector, sealed))
    }

    /// Decrypts a message where it stands and returns its length; `None` when it
    /// is none of this cipher.
    pub fn decrypt(&self, vector: &[u8], sealed: &mut [u8]) -> Option<usize> {
        let vector: &[u8; BLOCK_BYTES] = vector.try_into().ok()?;
        wiping_behind(|| {
            cbc::Decryptor::<Aes128>::new((&*self.0).into(), vector.into())
                .decrypt_padded::<Pkcs7>(sealed)
                .ok()
                .map(<[u8]>::len)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_halves_agree_on_one_cipher() {
        let (one, other) = (Exchange::new().unwrap(), Exchange::new().unwrap());
        let (ours, theirs) = (one.public(), other.public());
        assert_ne!(ours, theirs);
        let (one, other) = (one.agree(&theirs).unwrap(), other.agree(&ours).unwrap());
        assert_eq!(one.0, other.0);
        for bytes in [0, 1, 15, 16, 17, 32, 64, 1000] {
            let message: Vec<u8> = (0..bytes).map(|index| index as u8).collect();
            let (vector, mut sealed) = one.encrypt(&message).unwrap();
            assert_eq!(sealed.len(), (bytes / 16 + 1) * 16);
            assert_ne!(one.encrypt(&message).unwrap().0, vector);
            let length = other.decrypt(&vector, &mut sealed);
            assert_eq!(length, Some(bytes));
            assert_eq!(sealed[..bytes], message);
        }
    }

    /// With enough of them that none is so by chance.
    #[test]
    fn a_half_is_below_the_prime_and_odd() {
        let mut first = 0;
        for _ in 0..64 {
            let half = big_endian(&Exchange::new().unwrap().0);
            assert!(half[0] < 0x80 && half[GROUP_BYTES - 1] % 2 == 1);
            first |= half[0];
        }
        assert!(first.count_ones() > 1, "{first:x}");
    }

    /// What Python computes: `pow(2, x, p)`, and with `hmac` the key of it.
    #[test]
    fn the_key_is_what_another_implementation_computes() {
        let of = |exponent: u64| Exchange(Zeroizing::new(U1024::from_u64(exponent)));
        // 2^80, for both alike: the shared value 2^6400 has been reduced.
        let public = of(80).public();
        let mut expected = [0; GROUP_BYTES];
        expected[GROUP_BYTES - 11] = 1;
        assert_eq!(public, expected);
        let cipher = of(80).agree(&public).unwrap();
        let hex: String = cipher.0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "e513496486362dcbb630aaeab58c3919");
        // Leading zeros of the shared value 2^6 count.
        let cipher = of(2).agree(&of(3).public()).unwrap();
        let hex: String = cipher.0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "dd7352d648b81b68e7cfbf88f5c3e2ee");
    }

    #[test]
    fn what_is_no_half_of_an_agreement_is_refused() {
        let prime = big_endian(&Group::PARAMS.modulus().get()).to_vec();
        let less = |by: u64| {
            let number = Group::PARAMS.modulus().get();
            big_endian(&number.wrapping_sub(&U1024::from_u64(by))).to_vec()
        };
        let long = [&[1][..], &prime[..]].concat();
        for bad in [
            vec![],
            vec![0; 128],
            vec![1],
            less(1),
            prime,
            vec![0xff; 128],
            long,
        ] {
            assert!(Exchange::new().unwrap().agree(&bad).is_none(), "{bad:?}");
        }
        for good in [vec![2], [vec![0; 5], vec![2]].concat(), less(2)] {
            assert!(Exchange::new().unwrap().agree(&good).is_some());
        }
    }

    #[test]
    fn what_another_cipher_made_is_refused() {
        let pair = || {
            let (one, other) = (Exchange::new().unwrap(), Exchange::new().unwrap());
            let public = other.public();
            one.agree(&public).unwrap()
        };
        let cipher = pair();
        let (vector, sealed) = cipher.encrypt(b"a key").unwrap();
        for cut in [0, 1, 15] {
            assert_eq!(cipher.decrypt(&vector, &mut sealed[..cut].to_vec()), None);
            assert_eq!(cipher.decrypt(&vector[..cut], &mut sealed.clone()), None);
        }
        let mut opened = sealed.clone();
        if pair().decrypt(&vector, &mut opened).is_some() {
            // One in 256 has a padding by chance.
            assert_ne!(&opened[..5], b"a key");
        }
    }
}
