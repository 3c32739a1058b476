//! Passwords: argon2id, kept as PHC strings.
//!
//! `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`
//! (<https://github.com/P-H-C/phc-string-format>), as libsodium, R's `sodium`
//! and every other library write and read it.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

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
pub const MAX_MEMORY_KIB: u32 = 1024 * 1024;
/// The most passes that a hash made elsewhere may ask for.
pub const MAX_PASSES: u32 = 64;

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
    /// make it again.
    RightButWeak,
}

/// Hashes a password with a salt of its own.
///
/// # Errors
/// When the system has no random numbers.
pub fn hash(password: &[u8]) -> Result<String> {
    let salt = random::<SALT_BYTES>()?;
    let hashed = hasher().hash_password_with_salt(password, &*salt);
    hashed.map(|hash| hash.to_string()).map_err(|error| {
        Error::could_not(format!("the password could not be hashed: {error}"))
            .hint("it takes 19 MiB of memory")
    })
}

/// What one comparison computes: the parameters of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Work {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    algorithm: Algorithm,
    version: Version,
}

impl Work {
    /// What a hash made today takes.
    const OURS: Work = Work {
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        algorithm: Algorithm::Argon2id,
        version: Version::V0x13,
    };

    /// What a hash takes; `None` of a text that [`verify`] cannot compare with.
    pub fn of(hash: &str) -> Option<Work> {
        parse(hash).map(|(work, _)| work)
    }

    /// Computes a hash of these parameters, which is of no use to anybody.
    fn waste(self, password: &[u8]) {
        let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None);
        let hasher = params.map(|it| Argon2::new(self.algorithm, self.version, it));
        // The outcome is of no use; that it was computed is.
        let computed = hasher
            .and_then(|hasher| hasher.hash_password_into(password, &[0; SALT_BYTES], &mut out));
        std::hint::black_box((computed.is_ok(), out));
    }
}

/// Compares a password with a hash; without one, or with a text that is none,
/// it is wrong.
///
/// Each of the works is computed once, whatever the hash is and if there is
/// none: who measures how long it takes learns nothing of it. That is so if
/// the works are those of all the hashes that it could have been.
pub fn verify(password: &[u8], hash: Option<&str>, works: &[Work]) -> Verdict {
    let mut verdict = Verdict::Wrong;
    for (work, hash) in comparisons(hash, works) {
        match hash {
            Some(hash) => verdict = compare(password, work, &hash),
            None => work.waste(password),
        }
    }
    verdict
}

/// What is computed, in order; beside one of them the hash.
fn comparisons(hash: Option<&str>, works: &[Work]) -> Vec<(Work, Option<PasswordHash>)> {
    let mut own = hash.and_then(parse);
    let mut all = works.to_vec();
    all.push(Work::OURS);
    all.extend(own.as_ref().map(|(work, _)| *work));
    all.sort_unstable();
    all.dedup();
    let comparison = |work| {
        let hash = own.take_if(|(own, _)| *own == work);
        (work, hash.map(|(_, hash)| hash))
    };
    all.into_iter().map(comparison).collect()
}

fn compare(password: &[u8], work: Work, hash: &PasswordHash) -> Verdict {
    match hasher().verify_password(password, hash) {
        Ok(()) if is_weak(work) => Verdict::RightButWeak,
        Ok(()) => Verdict::Right,
        Err(_) => Verdict::Wrong,
    }
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

/// Reads a hash. What passes here is computed by [`verify`], and never refused
/// at once: that would be an answer of its own.
fn parse(text: &str) -> Option<(Work, PasswordHash)> {
    let hash = PasswordHash::new(text).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let version = hash
        .version
        .map_or(Ok(Version::default()), Version::try_from);
    let work = Work {
        memory_kib: params.m_cost(),
        passes: params.t_cost(),
        lanes: params.p_cost(),
        algorithm: Algorithm::try_from(hash.algorithm.as_str()).ok()?,
        version: version.ok()?,
    };
    // A salt that is there is as long as argon2 takes it.
    let is_whole = hash.salt.is_some() && hash.hash.is_some();
    let is_bounded = work.memory_kib <= MAX_MEMORY_KIB && work.passes <= MAX_PASSES;
    (is_whole && is_bounded).then_some((work, hash))
}

/// Guessing costs memory times passes; OWASP's other settings of the same
/// strength have fewer passes over more memory.
fn is_weak(work: Work) -> bool {
    let cost = |work: Work| u64::from(work.memory_kib) * u64::from(work.passes);
    work.algorithm != Algorithm::Argon2id || cost(work) < cost(Work::OURS)
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
            assert_ne!(
                verify(password.as_bytes(), Some(hash), &[]),
                Verdict::Wrong,
                "{hash}"
            );
            assert_eq!(
                verify(b"passwore", Some(hash), &[]),
                Verdict::Wrong,
                "{hash}"
            );
        }
    }

    #[test]
    fn a_hash_says_how_it_was_made_and_no_two_are_alike() {
        let (one, two) = (hash(b"secret").unwrap(), hash(b"secret").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        assert_eq!(verify(b"secret", Some(&one), &[]), Verdict::Right);
        assert_eq!(verify(b"secret ", Some(&one), &[]), Verdict::Wrong);
        assert_eq!(verify(b"", Some(&one), &[]), Verdict::Wrong);
    }

    #[test]
    fn a_hash_of_weaker_parameters_is_right_but_weak() {
        let weak =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert_eq!(verify(b"password", Some(weak), &[]), Verdict::RightButWeak);
        // libsodium's, with more memory than ours.
        let strong = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94";
        assert_eq!(
            verify(b"differentpassword", Some(strong), &[]),
            Verdict::Right
        );
    }

    #[test]
    fn a_hash_is_weak_where_memory_times_passes_are_less_than_ours() {
        let work = |memory_kib, passes, algorithm| Work {
            memory_kib,
            passes,
            algorithm,
            ..Work::OURS
        };
        for (memory_kib, passes, expected) in [
            (MEMORY_KIB, PASSES, false),
            (MEMORY_KIB - 1, PASSES, true),
            // A sum below ours, and a quotient.
            (MEMORY_KIB / 2 + 1, 4, false),
            (2 * MEMORY_KIB, 1, false),
            (2 * MEMORY_KIB - 1, 1, true),
        ] {
            let ours = work(memory_kib, passes, Algorithm::Argon2id);
            assert_eq!(is_weak(ours), expected, "{ours:?}");
            assert!(is_weak(work(memory_kib, passes, Algorithm::Argon2i)));
        }
    }

    #[test]
    fn what_is_no_hash_matches_nothing() {
        for text in [
            "",
            "*",
            "secret",
            "$2b$10$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
            // A version and a salt that argon2 refuses without computing.
            "$argon2id$v=20$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            // More memory than any server would give.
            "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert!(!is_hash(text), "{text}");
            assert_eq!(
                verify(text.as_bytes(), Some(text), &[]),
                Verdict::Wrong,
                "{text}"
            );
        }
    }

    /// Nobody, a user of each kind of hash, one without a password: the same
    /// argon2 runs for each, costlier ones and cheaper ones alike.
    #[test]
    fn whoever_it_is_the_same_is_computed() {
        let end = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let kept = [
            "$argon2id$v=19$m=19456,t=2,p=1",
            "$argon2id$v=19$m=65536,t=2,p=1",
            "$argon2id$v=19$m=256,t=2,p=1",
            "$argon2id$v=19$m=256,t=2,p=2",
            "$argon2id$v=16$m=256,t=2,p=1",
            "$argon2i$v=19$m=256,t=3,p=1",
        ]
        .map(|head| format!("{head}{end}"));
        let works: Vec<Work> = kept.iter().map(|hash| Work::of(hash).unwrap()).collect();
        let computed = |hash: Option<&str>| -> Vec<Work> {
            let comparisons = comparisons(hash, &works);
            comparisons.into_iter().map(|(work, _)| work).collect()
        };
        let nobody = computed(None);
        assert_eq!(nobody.len(), kept.len());
        assert_eq!(computed(Some("*")), nobody);
        for hash in &kept {
            assert_eq!(computed(Some(hash)), nobody, "{hash}");
            let compared = comparisons(Some(hash), &works);
            let compared = compared
                .into_iter()
                .filter_map(|(work, it)| it.map(|_| work));
            assert_eq!(compared.collect::<Vec<_>>(), [Work::of(hash).unwrap()]);
        }
        // Of an empty table, what a hash of ours takes.
        assert_eq!(comparisons(None, &[])[0].0, Work::of(&kept[0]).unwrap());
    }

    #[test]
    fn a_hash_may_ask_for_so_much_and_no_more() {
        const END: &str = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let may = |memory: u32, passes: u32| {
            is_hash(&format!("$argon2id$v=19$m={memory},t={passes},p=1${END}"))
        };
        assert!(may(MAX_MEMORY_KIB, MAX_PASSES));
        assert!(!may(MAX_MEMORY_KIB + 1, MAX_PASSES));
        assert!(!may(MAX_MEMORY_KIB, MAX_PASSES + 1));
    }
}
