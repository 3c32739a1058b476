//! Passwords: argon2id, kept as PHC strings.
//!
//! `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`
//! (<https://github.com/P-H-C/phc-string-format>), as libsodium, R's `sodium`
//! and every other library write and read it.

use argon2::password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use super::random;
use crate::error::{Error, Result};

// OWASP, Password Storage Cheat Sheet: "Use Argon2id with a minimum
// configuration of 19 MiB of memory, an iteration count of 2, and 1 degree of
// parallelism". https://cheatsheetseries.owasp.org/
/// Memory of one hash in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Lanes that could be computed at the same time.
const LANES: u32 = 1;

/// The most memory that a hash made elsewhere may ask for, in KiB: 1 GiB, four
/// times libsodium's "moderate".
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
/// The most passes that a hash made elsewhere may ask for.
const MAX_PASSES: u32 = 64;

/// Bytes of a salt, as RFC 9106 recommends.
const SALT_BYTES: usize = 16;

/// What becomes of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is another one.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, but its hash is cheaper to guess than one made today:
    /// make it anew.
    RightButWeak,
}

/// Hashes a password with a salt of its own.
///
/// # Errors
/// When the system has no random numbers.
pub fn hash(password: &[u8]) -> Result<String> {
    let salt = random::<SALT_BYTES>()?;
    let salt = SaltString::encode_b64(&*salt).expect("16 bytes are within the limits of a salt");
    let hashed = hasher().hash_password(password, &salt);
    hashed.map(|hash| hash.to_string()).map_err(|error| {
        Error::could_not(format!("the password could not be hashed: {error}"))
            .hint("it takes 19 MiB of memory")
    })
}

/// Compares a password with a hash, in a time that depends on the parameters
/// of the hash alone. With a text that is no hash it is wrong, after the same
/// time.
pub fn verify(password: &[u8], hash: &str) -> Verdict {
    let Some(parsed) = parse(hash) else {
        return verify_nobody(password);
    };
    match hasher().verify_password(password, &parsed) {
        Ok(()) if is_weak(&parsed) => Verdict::RightButWeak,
        Ok(()) => Verdict::Right,
        Err(_) => Verdict::Wrong,
    }
}

/// Takes as long as [`verify`] with a hash made today: whoever measures does
/// not learn which users there are.
pub fn verify_nobody(password: &[u8]) -> Verdict {
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    // The outcome is of no use; that it was computed is.
    let computed = hasher().hash_password_into(password, &[0; SALT_BYTES], &mut out);
    std::hint::black_box((computed.is_ok(), out));
    Verdict::Wrong
}

/// Whether the text is a hash that [`verify`] can compare with.
pub fn is_hash(text: &str) -> bool {
    parse(text).is_some()
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.expect("the parameters are within their limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn parse(text: &str) -> Option<PasswordHash<'_>> {
    let hash = PasswordHash::new(text).ok()?;
    let known = Algorithm::try_from(hash.algorithm).is_ok();
    let params = params(&hash).ok()?;
    let bounded = params.m_cost() <= MAX_MEMORY_KIB && params.t_cost() <= MAX_PASSES;
    (known && bounded && hash.hash.is_some() && hash.salt.is_some()).then_some(hash)
}

fn params(hash: &PasswordHash) -> password_hash::Result<Params> {
    Params::try_from(hash)
}

/// Guessing costs memory times passes; OWASP's other settings of the same
/// strength have fewer passes over more memory.
fn is_weak(hash: &PasswordHash) -> bool {
    let cost = |memory: u32, passes: u32| u64::from(memory) * u64::from(passes);
    let is_argon2id = Algorithm::try_from(hash.algorithm) == Ok(Algorithm::Argon2id);
    let own = params(hash).map_or(0, |it| cost(it.m_cost(), it.t_cost()));
    !is_argon2id || own < cost(MEMORY_KIB, PASSES)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 9106 has vectors with a secret and associated data only; these are
    // of the reference implementation's `test.c` (version 0x13, argon2id).
    #[test]
    fn the_hashes_of_the_reference_implementation_are_read() {
        for (password, hash) in [
            (
                "password",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            ),
            (
                "password",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
            ),
            (
                "differentpassword",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
            ),
        ] {
            assert!(is_hash(hash), "{hash}");
            assert_ne!(verify(password.as_bytes(), hash), Verdict::Wrong, "{hash}");
            assert_eq!(verify(b"passwore", hash), Verdict::Wrong, "{hash}");
        }
    }

    #[test]
    fn a_hash_says_how_it_was_made_and_no_two_are_alike() {
        let (one, two) = (hash(b"secret").unwrap(), hash(b"secret").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        assert_eq!(verify(b"secret", &one), Verdict::Right);
        assert_eq!(verify(b"secret ", &one), Verdict::Wrong);
        assert_eq!(verify(b"", &one), Verdict::Wrong);
    }

    #[test]
    fn a_hash_of_weaker_parameters_is_right_but_weak() {
        let weak =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert_eq!(verify(b"password", weak), Verdict::RightButWeak);
        // libsodium's, with more memory than ours.
        let strong = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94";
        assert_eq!(verify(b"differentpassword", strong), Verdict::Right);
    }

    #[test]
    fn what_is_no_hash_matches_nothing() {
        for text in [
            "",
            "*",
            "secret",
            "$2b$10$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
            // More memory than any server would give.
            "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert!(!is_hash(text), "{text}");
            assert_eq!(verify(text.as_bytes(), text), Verdict::Wrong, "{text}");
        }
    }
}
