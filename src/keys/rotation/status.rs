//! How old a key is, and whether a rotation was left half done. Nothing is
//! locked and nothing changed for it: it may be asked at any time.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::crypto;
use crate::error::{Error, Result};
use crate::keys::file::{self, UnsafeKey};
use crate::keys::key::{Fingerprint, Key};
use crate::keys::keyring;
use crate::keys::ring::Ring;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::shell::shown;
use crate::subject::{Age, AgeSource};
use crate::time::Time;

/// A key beside the primary.
#[derive(Debug)]
pub struct Kept {
    /// Its slot.
    pub slot: Slot,
    /// Where it is.
    pub spec: Spec,
    /// Its fingerprint, or why it cannot be read.
    pub key: Result<Fingerprint>,
    /// Since when it is staged; for a retired one the slot says when.
    pub since: Option<Time>,
    /// Whether it is the primary key once more: left of a run that was killed.
    pub is_twin: bool,
    /// Whether that is another file with the same bytes: a run that was killed leaves
    /// the second name of one, where the file system has such, and a key that is put
    /// back from elsewhere does not.
    pub is_copy: bool,
}

/// What is at a place.
#[derive(Debug)]
pub struct Status {
    /// The primary's fingerprint.
    pub primary: Fingerprint,
    /// What tells how old it is.
    pub age: Age,
    /// Next, then retired from the newest on.
    pub beside: Vec<Kept>,
    /// Files that killed runs have left.
    pub left_behind: Vec<PathBuf>,
}

impl Status {
    /// The staged key, unless it is the primary already.
    pub fn staged(&self) -> Option<&Kept> {
        let is_staged = |kept: &&Kept| kept.slot == Slot::Next && !kept.is_twin;
        self.beside.iter().find(is_staged)
    }

    fn newest_retired(&self) -> Option<&Kept> {
        let is_retired = |it: &&Kept| matches!(it.slot, Slot::Retired(_)) && !it.is_twin;
        self.beside.iter().find(is_retired)
    }

    /// The key that was retired last, where cookies of it may not be over yet: other
    /// nodes may be waiting for the step that retired it here. `lifetime` in seconds.
    pub fn retired_since(&self, now: Time, lifetime: u64) -> Option<(Time, Fingerprint)> {
        let newest = self.newest_retired()?;
        let (since, key) = (newest.since?, newest.key.as_ref().ok()?);
        (self.staged().is_none() && since.plus(lifetime) > now).then_some((since, *key))
    }

    /// Whether the rotation that retired this key was undone since: the file of what was
    /// retired last is then younger than that of the primary, for both keep their times
    /// when they change places. Of keyrings nothing is known.
    pub fn was_rolled_back(&self, place: &Spec) -> bool {
        let newest = self.newest_retired();
        let (Spec::File(primary), Some(Spec::File(retired))) = (place, newest.map(|it| &it.spec))
        else {
            return false;
        };
        let written = |path: &Path| path.metadata().and_then(|it| it.modified()).ok();
        written(primary)
            .zip(written(retired))
            .is_some_and(|(primary, retired)| primary < retired)
    }

    /// Whether a run was killed here, or is at work right now.
    pub fn is_interrupted(&self) -> bool {
        !self.left_behind.is_empty() || self.beside.iter().any(|kept| kept.is_twin)
    }

    /// Whether the primary key may have been put back after it was retired: its bytes
    /// are in a slot, in another file, and nothing else is left of a run or staged.
    pub fn may_be_put_back(&self) -> bool {
        let is_retired = |kept: &Kept| matches!(kept.slot, Slot::Retired(_));
        let mut twins = self.beside.iter().filter(|kept| kept.is_twin);
        self.left_behind.is_empty()
            && self.staged().is_none()
            && twins.all(|kept| is_retired(kept) && kept.is_copy)
    }

    /// The steps one of which was interrupted, by what it has left: the words
    /// behind `rotate`, `""` for the whole rotation. None is left to be done
    /// where the primary has been changed already.
    pub fn interrupted(&self, place: &Spec) -> &'static [&'static str] {
        if self.staged().is_some() {
            return &["promote"];
        }
        let left = |start: &str| self.left_behind.iter().any(|it| is_of(place, it, start));
        if left("next.") {
            return &["stage"];
        }
        let is_retired = |kept: &&Kept| matches!(kept.slot, Slot::Retired(_));
        let is_twin = self.beside.iter().filter(is_retired).any(|it| it.is_twin);
        let is_kept = is_twin || left("retired-");
        if !is_kept && self.left_behind.is_empty() {
            return &[];
        }
        // A file that is rotated has its new key beside it before the old one
        // is kept; going back only takes a key that is there. In a keyring both
        // leave the same.
        let is_made = self
            .left_behind
            .iter()
            .any(|it| !is_of(place, it, "retired-"));
        let has_more = self.beside.iter().filter(is_retired).any(|it| !it.is_twin);
        match (place, has_more && !is_made) {
            (_, false) => &[""],
            (Spec::File(_), true) => &["rollback"],
            (_, true) => &["", "rollback"],
        }
    }
}

/// Whether a file was being made for the slot of the place whose suffix starts
/// like this: `.F.next.…` for `next.`.
fn is_of(place: &Spec, left: &Path, start: &str) -> bool {
    let name = |path: &Path| path.file_name().map(|it| it.as_encoded_bytes().to_vec());
    let Some(Spec::File(slot)) = slots::beside(place, start) else {
        return false;
    };
    let (Some(left), Some(slot)) = (name(left), name(&slot)) else {
        return false;
    };
    left.strip_prefix(b".")
        .is_some_and(|rest| rest.starts_with(&slot))
}

/// Looks at a place.
///
/// # Errors
/// When there is no key to be had.
pub fn status(place: &Spec) -> Result<Status> {
    super::refusal::of_place(place)?;
    let (primary, _) = match place {
        Spec::File(_) | Spec::Keyring(_) => place.load(UnsafeKey::Refuse, &[])?,
        _ => return Err(super::no_slots(place)),
    };
    let mut beside = Vec::new();
    for (slot, spec) in slots::all(place)? {
        if slot != Slot::Primary {
            beside.push(look_at(slot, spec, place, &primary));
        }
    }
    let left_behind = match place {
        Spec::File(path) => file::left_behind(path)?,
        _ => vec![],
    };
    Ok(Status {
        primary: primary.fingerprint(),
        age: age(place, &beside)?,
        beside,
        left_behind,
    })
}

fn look_at(slot: Slot, spec: Spec, place: &Spec, primary: &Key) -> Kept {
    // By whatever name: a run that was killed has left it.
    let is_twin = spec
        .load(UnsafeKey::Refuse, &[])
        .is_ok_and(|(key, _)| crypto::equal(key.bytes(), primary.bytes()));
    Kept {
        slot,
        key: match is_twin {
            true => Ok(primary.fingerprint()),
            // Judged as those who open cookies judge it.
            false => Ring::new(vec![place.clone()], UnsafeKey::Refuse)
                .load(slot, &spec)
                .map(|slotted| slotted.key.fingerprint()),
        },
        since: match slot {
            Slot::Retired(time) => Some(time),
            _ => staged_since(&spec).ok(),
        },
        is_copy: is_twin && !is_one_file(&spec, place),
        spec,
        is_twin,
    }
}

/// Whether both are names of one file.
#[cfg(unix)]
fn is_one_file(one: &Spec, other: &Spec) -> bool {
    use std::os::unix::fs::MetadataExt;

    let identity = |spec: &Spec| match spec {
        Spec::File(path) => std::fs::metadata(path).ok().map(|it| (it.dev(), it.ino())),
        _ => None,
    };
    identity(one).is_some_and(|it| Some(it) == identity(other))
}

/// Never known here: a key that was put back is not distinguished from a run that was killed.
#[cfg(not(unix))]
fn is_one_file(_one: &Spec, _other: &Spec) -> bool {
    false
}

/// What tells how old the primary key is: its own dates, and when the key
/// before it was retired, which a copy of the folder keeps.
fn age(place: &Spec, beside: &[Kept]) -> Result<Age> {
    let retired = beside.iter().find_map(|kept| match kept.slot {
        Slot::Retired(time) if !kept.is_twin && kept.key.is_ok() => Some(time),
        _ => None,
    });
    let (first, made, modified) = match place {
        Spec::File(path) => {
            let facts = std::fs::metadata(path).map_err(|error| unknown(path, &error))?;
            let date = |date: io::Result<SystemTime>| date.ok().map(time);
            (
                AgeSource::Birth,
                date(facts.created()),
                date(facts.modified()),
            )
        }
        Spec::Keyring(entry) => {
            let dates = keyring::dates(entry)?;
            let modified = dates.map(|dates| dates.modified);
            (
                AgeSource::Creation,
                dates.and_then(|dates| dates.created),
                modified,
            )
        }
        _ => return Err(super::no_slots(place)),
    };
    Ok(Age::of([
        (first, made),
        (AgeSource::Modification, modified),
        (AgeSource::Retirement, retired),
    ]))
}

/// Since when a key is staged: the later one of what is known, for a file
/// that was moved there is older than its stay.
pub(super) fn staged_since(spec: &Spec) -> Result<Time> {
    match spec {
        Spec::File(path) => {
            let facts = std::fs::symlink_metadata(path).map_err(|error| unknown(path, &error))?;
            let times = [facts.created(), facts.modified()];
            let latest = times.into_iter().flatten().max();
            latest.map(time).ok_or_else(untold)
        }
        Spec::Keyring(entry) => {
            let dates = keyring::dates(entry)?;
            dates.map(|dates| dates.modified).ok_or_else(untold)
        }
        _ => Err(super::no_slots(spec)),
    }
}

fn time(time: SystemTime) -> Time {
    let since = time.duration_since(UNIX_EPOCH);
    Time(since.map_or(0, |since| since.as_secs()))
}

fn unknown(path: &Path, error: &io::Error) -> Error {
    Error::could_not(format!("could not look at {}: {error}", shown(path)))
}

fn untold() -> Error {
    Error::could_not("this system does not say since when a key is staged")
        .hint("leave --min-staged out, and use --not-before TIME")
}
