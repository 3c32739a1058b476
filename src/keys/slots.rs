//! Slots: a key's past and future, kept beside it.
//!
//! A key's place stays a plain single key, so that every other reader goes on
//! reading it. Beside a file `F` may stand `F.next` (staged) and
//! `F.retired-20261121T211200Z-1a2b3c4d`; beside a keyring entry the same with
//! the user name and `#`.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use super::file::UnsafeKey;
use super::key::{Fingerprint, Key};
use super::keyring::{self, Entry};
use super::spec::Spec;
use crate::encoding;
use crate::error::{Error, Result};
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

/// A key with its place and its slot there.
#[derive(Debug)]
pub struct Slotted {
    /// The key.
    pub key: Key,
    /// Where it was found.
    pub spec: Spec,
    /// What it is there.
    pub slot: Slot,
    /// What the user must be warned of.
    pub warnings: Vec<String>,
}

/// Every slot of a place in the order in which they are tried: primary, next,
/// retired from the newest on. No key is read.
///
/// # Errors
/// When the keyring cannot be asked. A folder that may not be listed has no
/// other slots: its key can still be used.
pub fn of(place: &Spec) -> Result<Vec<(Slot, Spec)>> {
    let beside = match place {
        Spec::File(path) => beside_file(path).unwrap_or_default(),
        Spec::Keyring(entry) => beside_entry(entry)?,
        _ => vec![],
    };
    Ok(in_order(place, beside))
}

/// Every slot of a place as [`of`], for those who change them: a folder that
/// may not be listed is an error here, for what is not seen is not kept.
///
/// # Errors
/// When the folder cannot be listed, or the keyring not be asked.
pub fn all(place: &Spec) -> Result<Vec<(Slot, Spec)>> {
    let Spec::File(path) = place else {
        return of(place);
    };
    let beside = beside_file(path).map_err(|error| {
        Error::could_not(format!(
            "could not list the slots of {}: {error}",
            shown(path)
        ))
    })?;
    Ok(in_order(place, beside))
}

fn in_order(place: &Spec, mut slots: Vec<(Slot, Spec)>) -> Vec<(Slot, Spec)> {
    slots.sort_by_key(|(slot, _)| match slot {
        Slot::Primary | Slot::Next => u64::MAX,
        Slot::Retired(time) => time.0,
    });
    slots.push((Slot::Primary, place.clone()));
    slots.reverse();
    slots
}

fn beside_file(path: &Path) -> io::Result<Vec<(Slot, Spec)>> {
    let Some(name) = path.file_name() else {
        return Ok(vec![]);
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let prefix = [name.as_encoded_bytes(), b"."].concat();
    let slot = |entry: fs::DirEntry| {
        let found = entry.file_name();
        let suffix = found.as_encoded_bytes().strip_prefix(&prefix[..])?;
        let slot = Slot::of_suffix(std::str::from_utf8(suffix).ok()?)?;
        Some((slot, Spec::File(path.with_file_name(&found))))
    };
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().filter_map(slot).collect())
}

fn beside_entry(entry: &Entry) -> Result<Vec<(Slot, Spec)>> {
    let slot = |found: Entry| {
        let suffix = found.user.strip_prefix(&entry.user)?.strip_prefix('#')?;
        let slot = Slot::of_suffix(suffix)?;
        (found.service == entry.service).then_some((slot, Spec::Keyring(found)))
    };
    Ok(keyring::list()?.into_iter().filter_map(slot).collect())
}

/// The keys of several places, read when they are asked for: first the primary
/// of each, then the other slots. Most cookies are under a primary key, and
/// then no folder is listed and no other file opened.
pub struct Ring {
    places: Vec<Spec>,
    unsafe_key: UnsafeKey,
    hidden: Vec<String>,
    waiting: Vec<(Slot, Spec)>,
    listed: bool,
}

impl Ring {
    /// A ring of these places.
    pub fn new(places: Vec<Spec>, unsafe_key: UnsafeKey) -> Self {
        let hidden = places.iter().filter_map(|place| match place {
            Spec::Env(name) => Some(name.clone()),
            _ => None,
        });
        Ring {
            hidden: hidden.collect(),
            waiting: places
                .iter()
                .rev()
                .map(|place| (Slot::Primary, place.clone()))
                .collect(),
            places,
            unsafe_key,
            listed: false,
        }
    }

    /// The primary of the first place: the key that seals and signs.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn primary(&self) -> Result<Slotted> {
        self.load(Slot::Primary, &self.places[0])
    }

    fn load(&self, slot: Slot, spec: &Spec) -> Result<Slotted> {
        let (key, warnings) = spec.load(self.unsafe_key, &self.hidden)?;
        Ok(Slotted {
            key,
            spec: spec.clone(),
            slot,
            warnings,
        })
    }

    fn list(&mut self) -> Result<()> {
        self.listed = true;
        for place in self.places.iter().rev() {
            let mut slots = of(place)?;
            slots.reverse();
            slots.retain(|(slot, _)| *slot != Slot::Primary);
            self.waiting.extend(slots);
        }
        Ok(())
    }
}

impl Iterator for Ring {
    type Item = Result<Slotted>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.waiting.is_empty()
            && !self.listed
            && let Err(error) = self.list()
        {
            return Some(Err(error));
        }
        let (slot, spec) = self.waiting.pop()?;
        Some(self.load(slot, &spec))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn folder_of(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::write(&path, name).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        folder
    }

    #[test]
    fn slots_are_tried_primary_next_and_the_newest_retired_first() {
        let folder = folder_of(&[
            "k.retired-20250101T000000Z-00000001",
            "k",
            "k.retired-20260101T000000Z-00000002",
            "k.next",
            "k.bak",
            "k.retired-20260101T000000Z",
            "k.retired-yesterday-00000002",
            "k.next.next",
            "kk.next",
        ]);
        let ring = Ring::new(vec![Spec::File(folder.path().join("k"))], UnsafeKey::Refuse);
        let keys: Vec<_> = ring
            .map(|slotted| slotted.unwrap().key.bytes().to_vec())
            .collect();
        let expected = [
            "k",
            "k.next",
            "k.retired-20260101T000000Z-00000002",
            "k.retired-20250101T000000Z-00000001",
        ];
        assert_eq!(keys, expected.map(|name| name.as_bytes().to_vec()));
    }

    #[test]
    fn a_suffix_is_read_back_as_its_slot() {
        let fingerprint = Key::of_bytes(b"k").fingerprint();
        let place = Spec::File("a/k".into());
        for slot in [Slot::Next, Slot::Retired(Time(1_700_000_000))] {
            let suffix = slot.suffix(fingerprint).unwrap();
            assert_eq!(Slot::of_suffix(&suffix), Some(slot));
            let spec = beside(&place, &suffix).unwrap();
            assert_eq!(spec, Spec::File(format!("a/k.{suffix}").into()));
        }
        assert_eq!(Slot::Retired(Time(u64::MAX)).suffix(fingerprint), None);
        assert_eq!(beside(&Spec::Stdin, "next"), None);
    }

    #[test]
    fn the_primaries_of_all_places_come_before_other_slots() {
        let folder = folder_of(&["a", "a.next", "b", "b.next"]);
        let place = |name| Spec::File(folder.path().join(name));
        let ring = Ring::new(vec![place("a"), place("b")], UnsafeKey::Refuse);
        assert_eq!(ring.primary().unwrap().key.bytes(), b"a");
        let keys: Vec<_> = ring
            .map(|slotted| slotted.unwrap().key.bytes().to_vec())
            .collect();
        assert_eq!(keys, [&b"a"[..], b"b", b"a.next", b"b.next"]);
    }
}
