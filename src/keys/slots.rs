//! Slots: a key's past and future, kept beside it.
//!
//! A key's place stays a plain single key, so that every other reader keeps reading
//! it. Beside a file `F` may stand `F.next` (staged) and
//! `F.retired-20261121T211200Z-1a2b3c4d`; beside a keyring entry the same with the
//! user name and `#`.

mod folder;
mod primary;

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use self::folder::refuse_planted;
pub use self::folder::{in_folder, refuse_open_folder};
pub use self::primary::{is_of_rotation, is_there, primary_of, was_rotated};
use super::key::Fingerprint;
use super::keyring::{self, Entry};
use super::spec::Spec;
use crate::encoding;
use crate::error::{Error, Result, reason};
use crate::exit::Exit;
use crate::shell::shown;
use crate::time::Time;

/// The state of a key at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Seals, signs, opens.
    Primary,
    /// Staged: opens already, seals after it is promoted.
    Next,
    /// Retired at this time: still opens what it sealed.
    Retired(Time),
}

impl Slot {
    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Slot::Primary => "primary",
            Slot::Next => "next",
            Slot::Retired(_) => "retired",
        }
    }

    /// What follows the primary's name: `next`, `retired-20261121T211200Z-1a2b3c4d`.
    /// `None` for the primary itself, and for a time that has no such form.
    pub fn suffix(self, fingerprint: Fingerprint) -> Option<String> {
        match self {
            Slot::Primary => None,
            Slot::Next => Some("next".to_owned()),
            Slot::Retired(time) => {
                let id = encoding::hex(&fingerprint.id());
                Some(format!("retired-{}-{id}", time.compact()?))
            }
        }
    }

    /// The slot that a name stands for, by what follows the primary's name.
    fn of_suffix(suffix: &str) -> Option<Self> {
        if suffix == "next" {
            return Some(Slot::Next);
        }
        let rest = suffix.strip_prefix("retired-")?;
        let (stamp, id) = rest.split_once('-')?;
        let is_id = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id
            .then(|| Time::from_compact(stamp))
            .flatten()
            .map(Slot::Retired)
    }
}

/// As a message says it: `the key staged next`.
impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Slot::Primary => f.write_str("the primary key"),
            Slot::Next => f.write_str("the key staged next"),
            Slot::Retired(time) => write!(f, "the key retired at {time}"),
        }
    }
}

/// What the suffixes of slots are in a list of patterns.
pub const PATTERNS: [&str; 2] = ["next", "retired-????????T??????Z-????????"];

/// The name of a file apart: the primary's, and which slot of it this one is.
/// `None` for the name of a primary.
pub fn split(name: &[u8]) -> Option<(&[u8], Slot)> {
    const RETIRED: &[u8] = b".retired-";
    let at = match name.strip_suffix(b".next") {
        Some(primary) => primary.len(),
        None => memchr::memmem::rfind(name, RETIRED)?,
    };
    // A file that is called `.next` is of no key.
    if at == 0 {
        return None;
    }
    let suffix = std::str::from_utf8(&name[at + 1..]).ok()?;
    Some((&name[..at], Slot::of_suffix(suffix)?))
}

/// Where the slot with this suffix is. `None`: such a place has no slots.
pub fn beside(place: &Spec, suffix: &str) -> Option<Spec> {
    match place {
        Spec::File(path) => {
            let mut name = path.file_name()?.to_owned();
            name.push(".");
            name.push(suffix);
            Some(Spec::File(path.with_file_name(name)))
        }
        Spec::Keyring(entry) => Some(Spec::Keyring(Entry {
            service: entry.service.clone(),
            user: format!("{}#{suffix}", entry.user),
        })),
        _ => None,
    }
}

/// Whether a place is another one's slot, by its name.
pub fn is_slot_of(slot: &Spec, place: &Spec) -> bool {
    let (slot, place, mark) = match (slot, place) {
        (Spec::File(slot), Spec::File(place)) => (
            slot.as_os_str().as_encoded_bytes(),
            place.as_os_str().as_encoded_bytes(),
            ".",
        ),
        (Spec::Keyring(slot), Spec::Keyring(place)) if slot.service == place.service => {
            (slot.user.as_bytes(), place.user.as_bytes(), "#")
        }
        _ => return false,
    };
    let suffix = slot.strip_prefix(place);
    let suffix = suffix.and_then(|suffix| suffix.strip_prefix(mark.as_bytes()));
    let suffix = suffix.and_then(|suffix| std::str::from_utf8(suffix).ok());
    suffix.and_then(Slot::of_suffix).is_some()
}

/// Every slot of a place in the order in which they are tried: primary, next,
/// retired from the newest on. No key is read.
///
/// # Errors
/// Exit 4 when the folder cannot be listed: a key that is not seen may be the one of a
/// cookie. When the keyring cannot be asked.
pub fn of(place: &Spec) -> Result<Vec<(Slot, Spec)>> {
    all(place).map_err(|error| match place {
        Spec::File(path) if error.exit == Exit::CouldNot => Error {
            exit: Exit::NoKey,
            ..error
        }
        .hint(format!(
            "run this as a user who may list {}: without that no retired key is found",
            shown(folder_of(path))
        )),
        _ => error,
    })
}

/// Every slot of a place as [`of`], for those who change them.
///
/// # Errors
/// When the folder cannot be listed, or the keyring not be asked.
pub fn all(place: &Spec) -> Result<Vec<(Slot, Spec)>> {
    let slots = named(place)?;
    if let Spec::File(path) = place {
        refuse_planted(path, &slots)?;
    }
    Ok(slots)
}

/// Every slot of a place as [`all`], those too that are not used because others
/// may have put them there: for those who only say that they are there.
///
/// # Errors
/// When the folder cannot be listed, or the keyring not be asked.
pub fn named(place: &Spec) -> Result<Vec<(Slot, Spec)>> {
    let beside = match place {
        Spec::File(path) => beside_file(path).map_err(|error| {
            Error::could_not(format!(
                "could not list the slots of {}: {}",
                shown(path),
                reason(error)
            ))
        })?,
        Spec::Keyring(entry) => beside_entry(entry)?,
        _ => vec![],
    };
    Ok(in_order(place, beside))
}

fn in_order(place: &Spec, mut slots: Vec<(Slot, Spec)>) -> Vec<(Slot, Spec)> {
    sort(&mut slots);
    slots.insert(0, (Slot::Primary, place.clone()));
    slots
}

/// Next first, then retired from the newest on.
fn sort(slots: &mut [(Slot, Spec)]) {
    slots.sort_by_key(|(slot, _)| match slot {
        Slot::Primary | Slot::Next => 0,
        Slot::Retired(time) => u64::MAX - time.0,
    });
}

/// Whether both are the name of one file in a folder.
#[cfg(not(windows))]
fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    one == other
}

/// Whether both are the name of one file in a folder: `COOKIE.KEY` is `cookie.key`.
#[cfg(windows)]
fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    let lower = |name| String::from_utf8_lossy(name).to_lowercase();
    lower(one) == lower(other)
}

/// The slots beside a file, and where the file is named by a link, those beside
/// what the link leads to as well.
fn beside_file(path: &Path) -> io::Result<Vec<(Slot, Spec)>> {
    let mut found = beside_name(path)?;
    if path.is_symlink()
        && let Ok(target) = fs::canonicalize(path)
    {
        found.extend(beside_name(&target)?);
    }
    Ok(found)
}

fn beside_name(path: &Path) -> io::Result<Vec<(Slot, Spec)>> {
    let listed = fs::read_dir(folder_of(path)).and_then(Iterator::collect);
    let entries: Vec<fs::DirEntry> = match listed {
        // Where there is no folder, there is nothing in it.
        Err(error) if is_nowhere(&error) => vec![],
        listed => listed?,
    };
    let names = entries.into_iter().map(|entry| entry.file_name());
    Ok(among(path, names))
}

fn is_nowhere(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The slots of a file among the names of its folder.
fn among(path: &Path, names: impl Iterator<Item = OsString>) -> Vec<(Slot, Spec)> {
    let Some(name) = path.file_name() else {
        return vec![];
    };
    let slot = |found: OsString| {
        let (primary, slot) = split(found.as_encoded_bytes())?;
        let is_ours = is_same_name(primary, name.as_encoded_bytes());
        is_ours.then(|| (slot, Spec::File(path.with_file_name(&found))))
    };
    names.filter_map(slot).collect()
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn beside_entry(entry: &Entry) -> Result<Vec<(Slot, Spec)>> {
    let slot = |found: Entry| {
        let (user, suffix) = found.user.rsplit_once('#')?;
        let slot = Slot::of_suffix(suffix)?;
        keyring::is_same_name(user, &entry.user).then_some((slot, Spec::Keyring(found)))
    };
    let entries = keyring::of_service(&entry.service)?;
    Ok(entries.into_iter().filter_map(slot).collect())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::keys::Key;

    #[test]
    fn a_suffix_is_read_back_as_its_slot() {
        let fingerprint = Key::of_bytes(b"k").fingerprint();
        let place = Spec::File("a/k".into());
        for slot in [Slot::Next, Slot::Retired(Time(1_700_000_000))] {
            let suffix = slot.suffix(fingerprint).unwrap();
            assert_eq!(Slot::of_suffix(&suffix), Some(slot));
            let spec = beside(&place, &suffix).unwrap();
            assert_eq!(spec, Spec::File(format!("a/k.{suffix}").into()));
            let name = format!("k.next.{suffix}");
            assert_eq!(split(name.as_bytes()), Some((&b"k.next"[..], slot)));
        }
        for name in [
            "k",
            "next",
            ".nextk",
            ".next",
            ".retired-20261121T211200Z-1a2b3c4d",
            "k.retired-",
            "k.retired-20261121T211200Z",
        ] {
            assert_eq!(split(name.as_bytes()), None, "{name}");
        }
        let next = beside(&place, "next").unwrap();
        assert!(is_slot_of(&next, &place) && !is_slot_of(&place, &next));
        assert!(!is_slot_of(&Spec::File("a/k.bak".into()), &place));
        assert_eq!(Slot::Retired(Time(u64::MAX)).suffix(fingerprint), None);
        assert_eq!(beside(&Spec::Stdin, "next"), None);
    }
}
