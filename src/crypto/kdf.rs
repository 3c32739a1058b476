//! Keys made of keys: PBKDF2 (RFC 8018, 5.2) and HKDF (RFC 5869), both over HMAC.
//!
//! The first is slow on purpose: a format computes it once a key, when it is
//! unlocked, and [`memo`] keeps what a search asks for again.

use hkdf::Hkdf;
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::mac::Digest;
use super::memo;
use super::memory::wiping_behind;

/// The most rounds of PBKDF2 for a key, which is made once: more are no application's,
/// and take minutes.
pub const MAX_ROUNDS_OF_A_KEY: u64 = 1_000_000;
/// The most rounds for what each cookie has a key of its own for.
pub const MAX_ROUNDS_OF_A_COOKIE: u64 = 100_000;

/// Fewer rounds cost less than to look whether the key is remembered.
const SLOW_ROUNDS: u32 = 16;

/// A key of `N` bytes by PBKDF2-HMAC.
pub fn pbkdf2<const N: usize>(
    digest: Digest,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
) -> Zeroizing<[u8; N]> {
    let derive = || derived(digest, password, salt, rounds);
    if rounds < SLOW_ROUNDS {
        return derive();
    }
    let (name, rounds) = (format!("PBKDF2 {digest:?} {N}"), rounds.to_le_bytes());
    memo::once(
        [name.as_bytes(), password, salt, &rounds],
        || Some(derive()),
    )
    .unwrap_or_else(derive)
}

fn derived<const N: usize>(
    digest: Digest,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
) -> Zeroizing<[u8; N]> {
    let mut key = Zeroizing::new([0; N]);
    let run = match digest {
        Digest::Md5 => pbkdf2::pbkdf2_hmac::<Md5>,
        Digest::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>,
        Digest::Sha224 => pbkdf2::pbkdf2_hmac::<Sha224>,
        Digest::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>,
        Digest::Sha384 => pbkdf2::pbkdf2_hmac::<Sha384>,
        Digest::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>,
    };
    wiping_behind(|| run(password, salt, rounds, &mut *key));
    key
}

/// A key of `N` bytes by HKDF over SHA-256, of a secret and a salt (`b""`: none)
/// for what `info` says.
pub fn hkdf_sha256<const N: usize>(secret: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; N]> {
    let mut key = Zeroizing::new([0; N]);
    hkdf_sha256_to(secret, salt, info, &mut key);
    key
}

/// As [`hkdf_sha256`], into a key where it stands.
pub fn hkdf_sha256_to<const N: usize>(secret: &[u8], salt: &[u8], info: &[u8], key: &mut [u8; N]) {
    const { assert!(N <= 255 * 32, "the limit of RFC 5869, 2.3") }
    wiping_behind(|| Hkdf::<Sha256>::new(Some(salt), secret).expand(info, key))
        .expect("the length is within the limit");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    /// RFC 6070 and RFC 7914, 11.
    #[test]
    fn pbkdf2_is_that_of_its_rfcs() {
        let key = pbkdf2::<20>(Digest::Sha1, b"password", b"salt", 4096);
        assert_eq!(hex(&*key), "4b007901b765489abead49d926f721d065a429c1");
        let key = pbkdf2::<64>(Digest::Sha256, b"passwd", b"salt", 1);
        assert_eq!(
            hex(&*key),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
             49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        );
    }

    #[test]
    fn a_key_of_many_rounds_is_remembered_and_one_of_few_made_again() {
        memo::remembering(|| {
            pbkdf2::<8>(Digest::Sha1, b"password", b"salt", SLOW_ROUNDS - 1);
            assert_eq!(memo::remembered(), 0);
            let first = pbkdf2::<8>(Digest::Sha1, b"password", b"salt", SLOW_ROUNDS);
            assert_eq!(memo::remembered(), 1);
            let again = pbkdf2::<8>(Digest::Sha1, b"password", b"salt", SLOW_ROUNDS);
            assert_eq!((first, memo::remembered()), (again, 1));
        });
    }

    /// RFC 5869, A.1 and A.3.
    #[test]
    fn hkdf_is_that_of_its_rfc() {
        let bytes = |digits: &str| from_hex(digits.as_bytes()).unwrap().to_vec();
        let secret = [0x0b; 22];
        let salt = bytes("000102030405060708090a0b0c");
        let key = hkdf_sha256::<42>(&secret, &salt, &bytes("f0f1f2f3f4f5f6f7f8f9"));
        assert_eq!(
            hex(&*key),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
        let key = hkdf_sha256::<42>(&secret, b"", b"");
        assert_eq!(
            hex(&*key),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        );
    }
}
