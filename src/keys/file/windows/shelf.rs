//! A key file with its slots, held against other rotations.
//!
//! As on Unix, a rotation changes one name at a time, each in a single step: first
//! the old key gets a second name, then the new one takes the first. Killed at any
//! instruction, the file is exactly the old key or exactly the new one, and the old
//! one has a name in either case.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::access::{Access, readers};
use super::create::create_at;
use super::lock::lock;
use super::made::{Made, doubt};
use super::place::{Place, is_absent, parent, who};
use super::read::read_from;
use crate::error::{Error, Result, reason};
use crate::keys::file::read::{holds, unopened};
use crate::keys::file::{Durability, UnsafeKey, absent};
use crate::keys::key::Key;
use crate::keys::rotation::{New, Shelf};
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::shell::shown;
use crate::subject::{Found, Subject};
use crate::sys::{self, Identity, Over, Security};

/// How long a program may have the key file open for itself alone, as one that
/// looks for malware has it for a moment.
const PATIENCE: Duration = Duration::from_secs(2);
const GLANCE: Duration = Duration::from_millis(10);
/// The system's numbers for a file that somebody has open.
const IN_USE: [i32; 2] = [5, 32];
/// The system's numbers for what a file system cannot do.
const UNSUPPORTED: [i32; 3] = [1, 50, 1142];

/// A key file with its slots; nobody else rotates it as long as this lives.
pub struct Held {
    place: Place,
    /// Which file the primary is: what is replaced is what was read.
    primary: Identity,
    security: Security,
    /// Whom a new key lets in.
    access: Access,
    /// Given back by the system when it is closed, also after a kill.
    _lock: fs::File,
}

impl Held {
    /// Waits for its turn at the key file at `path`.
    ///
    /// # Errors
    /// *No key* when there is none, *could not* when it is no regular file of
    /// its own, its folder is open to others, or the turn does not come within
    /// `patience`.
    pub fn take(path: &Path, patience: Duration) -> Result<Held> {
        let place = Place::open(path)?.ok_or_else(|| absent(path))?;
        place.refuse_open_folder()?;
        // Closed while it waits: anyone who has its turn could not replace it else.
        let access = Access::like(&look(&place)?.security);
        let lock = lock(&place, &access, patience)?;
        // Only what is there now is what will be replaced.
        let primary = look(&place)?;
        Ok(Held {
            primary: primary.identity,
            access: Access::like(&primary.security),
            security: primary.security.clone(),
            place,
            _lock: lock,
        })
    }

    /// Refuses a path at which no turn would be taken. Nothing is held.
    ///
    /// # Errors
    /// As [`Held::take`].
    pub fn refuse(path: &Path) -> Result<()> {
        let place = Place::open(path)?.ok_or_else(|| absent(path))?;
        place.refuse_open_folder()?;
        look(&place).map(drop)
    }

    fn name_of(&self, suffix: &str) -> OsString {
        let mut name = self.place.name.clone();
        name.push(".");
        name.push(suffix);
        name
    }

    fn place_of(&self, slot: &Spec) -> Place {
        let name = match slot {
            Spec::File(path) => path.file_name(),
            _ => None,
        };
        let name = name.expect("a slot of a file is a file beside it");
        self.place.sibling(name.to_owned())
    }

    /// The file of a slot, if it is fit to be the primary.
    fn slot(&self, spec: &Spec, key: &Key) -> Result<Made> {
        let place = self.place_of(spec);
        let subject = look(&place)?;
        let is_as_read = holds(subject.content(), key);
        if !is_as_read.is_ok_and(|it| it) {
            return Err(changed(&place));
        }
        let is_owned = subject.security.owner == self.security.owner;
        let is_read = readers(&subject.security).is_superset(&readers(&self.security));
        if !is_owned || !is_read {
            return Err(Error::could_not(format!(
                "{} does not have the owner and the readers of the key whose place it would take",
                shown(&place.path)
            ))
            .hint(who(&place.path)));
        }
        Ok(Made {
            identity: subject.identity,
            place,
        })
    }

    /// Gives the primary a second name.
    fn keep(&self, old: &Key, kept: &Place) -> Result<()> {
        match fs::hard_link(&self.place.path, &kept.path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) if kept.identity() == Some(self.primary) => {}
            // A copy of what was read, where the file system has no second names.
            Err(error)
                if error
                    .raw_os_error()
                    .is_some_and(|it| UNSUPPORTED.contains(&it)) =>
            {
                create_at(kept, &self.access, old)?;
            }
            Err(error) => return Err(kept.failed("keeping the old key", error)),
        }
        match look(kept).map(|subject| holds(subject.content(), old)) {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(self.let_go(kept, old, changed(&self.place))),
            Ok(Err(error)) => {
                let error = unopened(&kept.path, error);
                Err(self.let_go(kept, old, error))
            }
            Err(error) => Err(self.let_go(kept, old, error)),
        }
    }

    /// Takes the second name back after a failure, if the first one is known to
    /// hold the key still.
    fn let_go(&self, kept: &Place, old: &Key, error: Error) -> Error {
        let first = look(&self.place).map(|subject| holds(subject.content(), old));
        if matches!(first, Ok(Ok(true))) {
            let _ = fs::remove_file(&kept.path);
        }
        error
    }

    /// Puts a file in the place of the primary, which somebody may have open for a
    /// moment.
    fn replace(&self, made: &Made) -> io::Result<()> {
        let start = Instant::now();
        loop {
            match sys::rename(&made.place.path, &self.place.path, Over::Another) {
                Err(error)
                    if error.raw_os_error().is_some_and(|it| IN_USE.contains(&it))
                        && start.elapsed() < PATIENCE =>
                {
                    thread::sleep(GLANCE);
                }
                other => return other,
            }
        }
    }
}

impl Shelf for Held {
    fn primary(&self) -> Result<Key> {
        let subject = look(&self.place)?;
        if subject.identity != self.primary {
            return Err(changed(&self.place));
        }
        read_from(&subject, &self.place.me, UnsafeKey::Refuse).map(|read| read.key)
    }

    fn slots(&self) -> Result<Vec<(Slot, Spec)>> {
        let names = self.place.names().map_err(|error| {
            Error::could_not(format!(
                "could not list the slots of {}: {}",
                shown(&self.place.path),
                reason(error)
            ))
        })?;
        slots::in_folder(
            &self.place.path,
            names.into_iter(),
            parent(&self.place.path),
        )
    }

    fn load(&self, slot: &Spec) -> Result<Key> {
        let subject = look(&self.place_of(slot))?;
        read_from(&subject, &self.place.me, UnsafeKey::Refuse).map(|read| read.key)
    }

    fn add(&self, suffix: &str, key: &Key) -> Result<Durability> {
        create_at(&self.place.sibling(self.name_of(suffix)), &self.access, key)
    }

    fn swap(&self, old: &Key, retired: &str, new: &New<'_>) -> Result<Durability> {
        let (made, key, is_fresh) = match new {
            New::Fresh(key) => (Made::aside(&self.place, &self.access, key)?, *key, true),
            New::Slot(spec, key) => (self.slot(spec, key)?, *key, false),
        };
        let undo = |error| match is_fresh {
            true => made.discard(error),
            false => error,
        };
        let kept = self.place.sibling(self.name_of(retired));
        self.keep(old, &kept).map_err(&undo)?;
        // What was read is what is replaced, or nothing is.
        if self.place.identity() != Some(self.primary) {
            return Err(undo(self.let_go(&kept, old, changed(&self.place))));
        }
        // An error alone does not prove that it was not done (a lost answer).
        if let Err(error) = self.replace(&made)
            && self.place.identity() != Some(made.identity)
        {
            let is_in_use = error.raw_os_error().is_some_and(|it| IN_USE.contains(&it));
            let mut error = self.place.failed("putting the new key in its place", error);
            if is_in_use {
                error = error.hint("close the program that has the key file open, then try again");
            }
            return Err(undo(self.let_go(&kept, old, error)));
        }
        Ok(match doubt(&self.place, made.identity, key) {
            None => Durability::Durable,
            Some(why) => Durability::Unknown(why),
        })
    }

    fn remove(&self, slots: &[&Spec]) -> Result<Durability> {
        let places: Vec<Place> = slots.iter().map(|slot| self.place_of(slot)).collect();
        // Nothing is removed before all of it is known to be removable.
        for place in &places {
            if let Ok(Found::Other(_)) = place.look() {
                return Err(Error::could_not(format!(
                    "{} is no key file, so nothing was removed",
                    shown(&place.path)
                ))
                .hint(who(&place.path)));
            }
        }
        for (index, place) in places.iter().enumerate() {
            match fs::remove_file(&place.path) {
                Ok(()) => {}
                Err(error) if is_absent(&error) => {}
                Err(error) => {
                    let message =
                        format!("could not remove {}: {}", shown(&place.path), reason(error));
                    return Err(match index {
                        0 => Error::could_not(message),
                        _ => Error::uncertain(format!("{message}; {index} before it are gone")),
                    });
                }
            }
        }
        Ok(Durability::Durable)
    }

    fn reap(&self) {
        for name in self.place.litter() {
            let _ = fs::remove_file(self.place.path.with_file_name(name));
        }
    }
}

/// Looks the primary or a slot up in the folder that is held: a regular file, or
/// nothing.
fn look(place: &Place) -> Result<Subject> {
    let path = &place.path;
    match place.look().map_err(|error| unopened(path, error))? {
        Found::Regular(subject) => Ok(subject),
        Found::Other(kind) => Err(Error::could_not(format!(
            "{} is {}: only a regular file is rotated",
            shown(path),
            kind.with_article()
        ))),
    }
}

fn changed(place: &Place) -> Error {
    Error::could_not(format!(
        "another program changed {} meanwhile",
        shown(&place.path)
    ))
    .hint("find out which, then try again")
}
