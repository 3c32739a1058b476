//! 5xx: the bytes of the key.
//!
//! Every rule here is deterministic and was counted on random keys: none of them
//! says anything of a key that a generator made. What is measured of a key is never
//! shown; an observation says which rule spoke.

mod judge;
mod slot;
mod spelling;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use self::judge::judge;
use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::copies::is_copy_of;
use crate::audit::facts::key_file::{KeyFile, is_program, name_of};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::fix::renewal::{self, Renewal};
use crate::audit::scan::scene::Scene;
use crate::crypto;
use crate::frameworks::Shape;
use crate::keys::Key;
use crate::shell::shown;
use crate::subject::CheckId;
use crate::time::Time;

const EMPTY_KEY: CheckId = id("CK501", "empty-key");
const TOO_SHORT: CheckId = id("CK502", "too-short");
const WRONG_ALPHABET: CheckId = id("CK503", "wrong-alphabet-or-length");
const TRAILING_NEWLINE: CheckId = id("CK504", "trailing-newline-cr-bom");
const NUL_OR_NON_ASCII: CheckId = id("CK505", "nul-or-nonascii");
const LOW_ENTROPY: CheckId = id("CK506", "low-entropy");
const KNOWN_WEAK: CheckId = id("CK507", "known-weak");
const DUPLICATE_KEY: CheckId = id("CK508", "duplicate-key");
const KEY_REUSE: CheckId = id("CK509", "key-reuse-across-schemes");
const UUID_ENTROPY: CheckId = id("CK510", "uuid-entropy");
/// A file that is no key.
pub const OVERSIZE_OR_DOCUMENT: CheckId = id("CK511", "oversize-or-document");
const RING_MALFORMED: CheckId = id("CK512", "ring-malformed");

const fn id(id: &'static str, slug: &'static str) -> CheckId {
    CheckId { id, slug }
}

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: EMPTY_KEY,
        severity: Severity::Critical,
        title: "The key is empty",
        expected: "a key from cookiekit keygen",
        why: "with an empty key one server sends cookies in plain text, and another does not start",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, EMPTY_KEY)),
    },
    Check {
        id: TOO_SHORT,
        severity: Severity::Critical,
        title: "The key is too short",
        expected: "at least 32 bytes",
        why: "a short key is found by trying; some servers refuse to start with one",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, TOO_SHORT)),
    },
    Check {
        id: WRONG_ALPHABET,
        severity: Severity::High,
        title: "The key is a passphrase",
        expected: "64 hex digits, or 32 random bytes as they are or in base64",
        why: "it is hashed once at most, which makes guessing cheap",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, WRONG_ALPHABET)),
    },
    Check {
        id: TRAILING_NEWLINE,
        severity: Severity::Medium,
        title: "White space or a byte order mark belongs to the key",
        expected: "nothing before or after the key, not even a newline",
        why: "a server that reads the file uses every byte: a node without the newline has a \
            different key",
        fix: "rotate; editing the file would change the key",
        scope: Scope::Scene(white_space),
    },
    Check {
        id: NUL_OR_NON_ASCII,
        severity: Severity::High,
        title: "Servers read some bytes of the key differently",
        expected: "hex digits, or exactly 32 raw bytes where those are read",
        why: "some stop at a NUL, some recode non-ASCII bytes: the key is weaker, or a different \
            one",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, NUL_OR_NON_ASCII)),
    },
    Check {
        id: LOW_ENTROPY,
        severity: Severity::Critical,
        title: "The key is not random",
        expected: "digits that a random generator made",
        why: "patterns, words and sequences are what an attacker tries first",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, LOW_ENTROPY)),
    },
    Check {
        id: KNOWN_WEAK,
        severity: Severity::Critical,
        title: "Everybody knows this key",
        expected: "a key that is in no documentation",
        why: "keys of documentation and test vectors are in every attacker's list",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, KNOWN_WEAK)),
    },
    Check {
        id: DUPLICATE_KEY,
        severity: Severity::High,
        title: "Two files hold the same key",
        expected: "a separate key for each service and environment",
        why: "a cookie of one service is valid at the other, and one leak opens both",
        fix: "make a key for one of them; compare nodes of one cluster with --compare",
        scope: Scope::Scene(duplicates),
    },
    Check {
        id: KEY_REUSE,
        severity: Severity::High,
        title: "Two files hold the same key in two spellings",
        expected: "a separate key for each service and environment",
        why: "hex, base64, raw bytes and the hash of a passphrase lead to the same key: one leak \
              opens both",
        fix: "make a key for one of them",
        scope: Scope::Scene(spelling::reused),
    },
    Check {
        id: UUID_ENTROPY,
        severity: Severity::Critical,
        title: "The key is a time-based UUID",
        expected: "a random key; a UUID of version 4 has 122 random bits",
        why: "such a UUID consists of a time and a network address: both can be guessed",
        fix: "make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, UUID_ENTROPY)),
    },
    Check {
        id: OVERSIZE_OR_DOCUMENT,
        severity: Severity::Medium,
        title: "The file is a document, not a key for cookies",
        expected: "the key alone: one line, at most 4096 bytes",
        why: "programs that read it as a key take all of it, or different parts of it",
        fix: "put the document elsewhere, and make a key: cookiekit keygen --out PATH",
        scope: Scope::Key(|key, _| of(key, OVERSIZE_OR_DOCUMENT)),
    },
    Check {
        id: RING_MALFORMED,
        severity: Severity::High,
        title: "A slot of the key does not match its name",
        expected: "a retired slot holds the key whose fingerprint and time are in its name",
        why: "a planted key could open cookies; cookiekit does not use it",
        fix: "find out who changed the slot, and move it away",
        scope: Scope::Key(slot::malformed),
    },
];

/// Why a key is one that an attacker tries first, as the rest of a sentence
/// about it; `None` for one that a generator may have made.
pub fn weakness(key: &Key, now: Time) -> Option<String> {
    judge::weakness(key.bytes(), &[i64::try_from(now.0).ok()])
}

/// Whether a file in the place of a key is none.
pub fn is_no_key(key: &KeyFile) -> bool {
    let is_document =
        |bytes: &[u8]| Shape::of(bytes.trim_ascii()).is_none() && judge::is_document(bytes);
    key.is_program || key.key.as_ref().is_some_and(|key| is_document(key.bytes()))
}

/// What there is to do where a program was named.
const NAME_THE_KEY: &str = "name the key file itself: a program is none, and stays as it is";

fn of(key: &KeyFile, check: CheckId) -> Vec<Observation> {
    let Some(bytes) = key.key.as_ref().map(|key| key.bytes()) else {
        let is_one = key.is_program && check == OVERSIZE_OR_DOCUMENT;
        let observation = || Observation::new(check, &key.path, judge::PROGRAM).mend(NAME_THE_KEY);
        return is_one.then(observation).into_iter().collect();
    };
    let times = [Some(key.trail.subject.modified), key.born];
    let reader = key.read_by.map(|format| format.facts().framework);
    let observations = judge(bytes, reader, &times)
        .into_iter()
        .filter(|flaw| flaw.check == check);
    let observations = observations.map(|flaw| {
        let observation = Observation::new(check, &key.path, flaw.observed);
        let observation = observation.renewed(match check {
            OVERSIZE_OR_DOCUMENT if is_program(bytes) => Renewal {
                command: None,
                words: Some(NAME_THE_KEY.to_owned()),
            },
            OVERSIZE_OR_DOCUMENT => renewal::replace_document(key),
            KNOWN_WEAK | LOW_ENTROPY | UUID_ENTROPY | TOO_SHORT | WRONG_ALPHABET => {
                renewal::renew_guessed(key)
            }
            _ => renewal::renew(key),
        });
        match flaw.severity {
            Some(severity) => observation.severity(severity),
            None => observation,
        }
    });
    observations.collect()
}

/// White space where it makes another key of the same text: everywhere for a
/// key that is decoded or taken raw, and for Workbench where the nodes of a
/// cluster differ in it. There it is a part of the key like any other, which
/// `uuidgen` leaves as the vendor documents it.
fn white_space(scene: &Scene) -> Vec<Observation> {
    let nodes = || scene.keys.iter().filter(|key| key.is_node);
    let is_another = |one: &KeyFile, other: &KeyFile| {
        one.text() == other.text()
            && match (&one.key, &other.key) {
                (Some(one), Some(other)) => !crypto::equal(one.bytes(), other.bytes()),
                _ => false,
            }
    };
    let observations = scene.keys.iter().flat_map(|key| {
        let differs = key.is_node && nodes().any(|other| is_another(key, other));
        let found = of(key, TRAILING_NEWLINE).into_iter();
        found.filter_map(move |observation| match (key.read_by.is_some(), differs) {
            (true, false) if !observation.observed.contains("byte order mark") => None,
            (true, true) => Some(Observation {
                fix: None,
                ..observation.severity(Severity::High).mend(NOT_TO_BE_EDITED)
            }),
            _ => Some(observation),
        })
    });
    observations.collect()
}

/// What there is to do where nodes differ in white space.
const NOT_TO_BE_EDITED: &str = "do not edit it: decide which node has the right key, by the crc32 \
     that the servers that work log as their secure key hash, and copy that file byte for byte";

/// The keys that are compared with one another. Copies that one node or one
/// server has on purpose are judged by checks of their own, and slots are no
/// keys of their own: a rotation away from a key that is in two files keeps it
/// in one of them.
fn compared(scene: &Scene) -> impl Iterator<Item = &KeyFile> {
    let keys = scene.keys.iter();
    keys.filter(|key| !key.is_node && !key.is_slot())
}

/// The same key in two files.
fn duplicates(scene: &Scene) -> Vec<Observation> {
    let mut first: HashMap<[u8; 32], &KeyFile> = HashMap::new();
    let mut observations = Vec::new();
    for key in compared(scene) {
        let Some(text) = key.text().filter(|text| !text.is_empty()) else {
            continue;
        };
        match first.entry(crypto::sha256(&[text])) {
            Entry::Vacant(entry) => {
                entry.insert(key);
            }
            Entry::Occupied(entry) => {
                let other = entry.get();
                let is_same_file = other.trail.subject.identity == key.trail.subject.identity;
                let is_shadow = scene.is_searched(&key.path) && scene.is_searched(&other.path);
                let is_copy = is_copy_of(key, other) || is_copy_of(other, key);
                if !is_same_file && !is_shadow && !is_copy {
                    observations.push(duplicate(key, other));
                }
            }
        }
    }
    observations
}

fn duplicate(key: &KeyFile, other: &KeyFile) -> Observation {
    let observed = format!("holds the same key as {}", shown(&other.path));
    let observation = Observation::new(DUPLICATE_KEY, &key.path, observed);
    let observation = observation.detail(name_of(other));
    observation.renewed(renewal::renew_one(key, other))
}
