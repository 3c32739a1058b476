//! CK509: one key in two spellings, so that the files differ and the key does
//! not.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use zeroize::Zeroizing;

use super::{KEY_REUSE, compared, renewal};
use crate::audit::facts::key_file::{KeyFile, name_of};
use crate::audit::facts::observation::Observation;
use crate::audit::scan::scene::Scene;
use crate::crypto;
use crate::encoding;
use crate::frameworks::Shape;
use crate::keys::Strength;
use crate::shell::shown;

/// The later of two files whose keys are the same 32 bytes.
pub(super) fn reused(scene: &Scene) -> Vec<Observation> {
    let mut first: HashMap<[u8; 32], &KeyFile> = HashMap::new();
    let mut observations = Vec::new();
    for key in compared(scene) {
        let Some(bytes) = decoded(key) else {
            continue;
        };
        match first.entry(crypto::sha256(&[&bytes])) {
            Entry::Vacant(entry) => {
                entry.insert(key);
            }
            // The same text twice is CK508's.
            Entry::Occupied(entry) if entry.get().text() == key.text() => {}
            Entry::Occupied(entry) => observations.push(observation(key, entry.get())),
        }
    }
    observations
}

fn observation(key: &KeyFile, other: &KeyFile) -> Observation {
    let observed = format!(
        "holds the key of {} in another spelling",
        shown(&other.path)
    );
    let observation = Observation::new(KEY_REUSE, &key.path, observed).detail(name_of(other));
    observation.renewed(renewal::renew_one(key, other))
}

/// The bytes that plumber and our own formats make of a key: decoded, or the
/// hash of what is no key.
fn decoded(key: &KeyFile) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = key.key.as_ref()?.bytes();
    let text = key.text().filter(|text| !text.is_empty())?;
    if Shape::of(bytes) == Some(Shape::Raw) {
        return Some(Zeroizing::new(bytes.to_vec()));
    }
    match Shape::of(text) {
        Some(Shape::Digits(Strength::Bits256)) => encoding::from_hex(text),
        Some(Shape::Base64) => {
            let text = std::str::from_utf8(text).ok()?;
            let decoded = encoding::from_base64(text).or_else(|| encoding::from_base64url(text));
            decoded.map(Zeroizing::new)
        }
        _ => Some(Zeroizing::new(crypto::sha256(&[text]).to_vec())),
    }
}
