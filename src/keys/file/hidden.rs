//! The hidden names beside a key file: of its lock, and of a key that is being put
//! in place. Each tells whose it is, should it be left behind.

use std::ffi::{OsStr, OsString};

use crate::crypto;
use crate::error::Result;

/// Random bytes in a temporary name: two runs never meet.
const TEMPORARY_BYTES: usize = 8;
/// How a temporary name ends: a full stop, [`TEMPORARY_BYTES`] as hex digits,
/// and this.
const TEMPORARY_END: &str = ".tmp";
/// How the name of a lock ends.
const LOCK_END: &str = ".lock";

/// What is made beside a key file `F`, hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// `.F.lock`: holds nothing, and stays.
    Lock,
    /// `.F.<16 hex digits>.tmp`: a key that is being put in place.
    Temporary,
}

/// What stands behind the name of a key in those of its hidden files, in a list of patterns:
/// of the lock, of the key and of a slot that is being made.
pub const HIDDEN_PATTERNS: [&str; 3] =
    [".lock", ".????????????????.tmp", ".*.????????????????.tmp"];

/// The name of the key file that a hidden file was made for, and which of ours
/// it is; `None` for the names of others.
pub fn made_for(name: &[u8]) -> Option<(&[u8], Hidden)> {
    let name = name.strip_prefix(b".")?;
    if let Some(key) = name.strip_suffix(LOCK_END.as_bytes()) {
        return Some((key, Hidden::Lock));
    }
    let name = name.strip_suffix(TEMPORARY_END.as_bytes())?;
    let at = name.len().checked_sub(2 * TEMPORARY_BYTES)?;
    let (key, random) = name.split_at(at);
    let is_hex = random.iter().all(u8::is_ascii_hexdigit);
    let key = key.strip_suffix(b".").filter(|_| is_hex)?;
    Some((key, Hidden::Temporary))
}

/// The name of the lock of a key file.
pub(super) fn lock_name(key: &OsStr) -> OsString {
    let mut name = OsString::from(".");
    name.push(key);
    name.push(LOCK_END);
    name
}

/// A new temporary name for a key file.
pub(super) fn temporary_name(key: &OsStr) -> Result<OsString> {
    let random = u64::from_ne_bytes(*crypto::random::<TEMPORARY_BYTES>()?);
    let mut name = OsString::from(".");
    name.push(key);
    name.push(format!(".{random:016x}{TEMPORARY_END}"));
    Ok(name)
}

/// Whether a name is of a key that was being put in the place of this one, or in a
/// slot of it.
pub(super) fn is_litter(key: &OsStr, name: &OsStr) -> bool {
    is_temporary(key, name) || is_of_slot(key, name)
}

/// Whether a name is one that [`temporary_name`] makes for this key file.
fn is_temporary(key: &OsStr, name: &OsStr) -> bool {
    let made = Some((key.as_encoded_bytes(), Hidden::Temporary));
    made_for(name.as_encoded_bytes()) == made
}

/// Whether a name is of a slot that was being made: `.F.next.<16 hex>.tmp`.
fn is_of_slot(key: &OsStr, name: &OsStr) -> bool {
    let Some((made, Hidden::Temporary)) = made_for(name.as_encoded_bytes()) else {
        return false;
    };
    let slot = made.strip_prefix(key.as_encoded_bytes());
    let slot = slot.and_then(|rest| rest.strip_prefix(b"."));
    slot.is_some_and(|slot| {
        let is_one = slot == b"next" || slot.starts_with(b"retired-");
        is_one && !slot.contains(&b'.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_tells_whose_it_is() {
        let name = temporary_name("k".as_ref()).unwrap();
        let (key, hidden) = made_for(name.as_encoded_bytes()).unwrap();
        assert_eq!((key, hidden), (&b"k"[..], Hidden::Temporary));
        assert!(is_litter("k".as_ref(), &name));
        assert!(!is_litter("other".as_ref(), &name));
        let lock = lock_name("k".as_ref());
        assert_eq!(lock, ".k.lock");
        assert!(!is_litter("k".as_ref(), &lock));
        for (slot, is_ours) in [
            ("k.next", true),
            ("k.retired-20261121T211200Z-1a2b3c4d", true),
            ("k.next.next", false),
            ("k.other", false),
            ("knext", false),
        ] {
            let name = temporary_name(slot.as_ref()).unwrap();
            assert_eq!(is_litter("k".as_ref(), &name), is_ours, "{slot}");
        }
        for name in ["k", ".k", ".k.tmp", ".k.0123456789abcdeg.tmp", "k.lock"] {
            assert_eq!(made_for(name.as_bytes()), None, "{name}");
        }
    }
}
