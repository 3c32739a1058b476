//! The keys that are made of `secret_key_base`.

use zeroize::Zeroizing;

use super::super::Generate;
use super::super::{KEY_ENCODING, KeySpec, Kind, LineEnd, Param, Params, Secret, UnfitKey};
use crate::crypto::Strength;
use crate::crypto::kdf::{self, MAX_ROUNDS_OF_A_KEY};
use crate::crypto::mac::Digest;
use crate::crypto::memory::{Filled, Memory};

/// What `rails secret` makes, and how it is used.
pub const KEY: KeySpec = KeySpec {
    about: "the text of secret_key_base: 128 hex digits, which stay text",
    list: "secret_key_base makes, it and the secrets of config.action_dispatch.cookies_rotations \
           open",
    line_end: LineEnd::Dropped,
    generate: Generate::Hex(Strength::Bits512),
};

/// The digest of PBKDF2.
pub const KDF: Param = Param {
    name: "kdf",
    about: "the digest of PBKDF2 (key_generator_hash_digest_class): SHA256 with the defaults of \
            7.0 and later, SHA1 below; of several the first makes, and all open",
    kind: Kind::Words(&["SHA256", "SHA1"]),
    default: "SHA256",
};

/// Its rounds.
pub const ITERATIONS: Param = Param {
    name: "iterations",
    about: "the rounds of PBKDF2",
    kind: Kind::Number,
    default: "1000",
};

/// The digest of the HMAC.
pub const DIGEST: Param = Param {
    name: "digest",
    about: "the digest of the HMAC (signed_cookie_digest)",
    kind: Kind::Word(&["SHA1", "SHA256", "SHA384", "SHA512"]),
    default: "SHA1",
};

const ROUNDS: u64 = 1000;

/// What all keys are made of.
pub struct Base {
    secret: Filled,
    digests: Vec<Digest>,
    rounds: u32,
}

impl Base {
    pub fn of(secret: Secret, params: &Params) -> Result<Base, UnfitKey> {
        let bytes = secret.decoded(params)?;
        if bytes.is_empty() {
            return Err(UnfitKey("the key is empty: anyone can sign with it"));
        }
        let rounds = params.number(ITERATIONS.name).unwrap_or(ROUNDS);
        if rounds == 0 || rounds > MAX_ROUNDS_OF_A_KEY {
            return Err(UnfitKey("--param iterations is not between 1 and 1000000"));
        }
        let names = params.list(KDF.name).unwrap_or_else(|| vec![KDF.default]);
        let digest = |name: &str| match name {
            "SHA1" => Digest::Sha1,
            _ => Digest::Sha256,
        };
        Ok(Base {
            secret: Memory::of(&[&bytes]),
            digests: names.into_iter().map(digest).collect(),
            rounds: rounds as u32,
        })
    }

    /// The keys of one kind, by each digest in turn.
    pub fn keys<'a, const N: usize>(
        &'a self,
        salt: &'a str,
    ) -> impl Iterator<Item = Zeroizing<[u8; N]>> + 'a {
        let key =
            move |digest: &Digest| kdf::pbkdf2(*digest, &self.secret, salt.as_bytes(), self.rounds);
        self.digests.iter().map(key)
    }
}

/// The digest of the HMAC that was chosen, if one was.
pub fn digest_of(params: &Params) -> Option<Digest> {
    Some(match params.text(DIGEST.name)? {
        "SHA256" => Digest::Sha256,
        "SHA384" => Digest::Sha384,
        "SHA512" => Digest::Sha512,
        _ => Digest::Sha1,
    })
}

/// The text of a key is the application's, except for a file that is read whole.
pub const ENCODING: Param = KEY_ENCODING;
