//! A key file with its slots, held against other rotations.
//!
//! A rotation changes one name at a time, and each change is a single step of
//! the file system that is on the disk before the next one begins: first the
//! old key gets a second name, then the new one takes the first. Killed at any
//! instruction, the file is exactly the old key or exactly the new one, and
//! the old one has a name in either case.
//!
//! Nothing is ever written into a key file that has a name, and none is ever
//! removed to make room.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

use rustix::fs::{AtFlags, fstat, linkat, renameat, statat, unlinkat};
use rustix::io::{Errno, Result as SystemResult};

use super::create::create_at;
use super::fill::{Access, fill};
use super::folder;
use super::hidden::temporary_name;
use super::install::{Installed, UNSUPPORTED, nameless, open_temporary};
use super::lock::lock;
use super::place::Place;
use super::read::{read_from, unopened};
use super::{Durability, UnsafeKey, absent, read, reason, unchangeable};
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::keys::rotation::{New, Shelf};
use crate::keys::slots::Slot;
use crate::keys::spec::Spec;
use crate::shell::{quoted, shown};
use crate::subject::{Kind, Subject};
use crate::sys;

/// A key file with its slots; nobody else rotates it as long as this lives.
///
/// The owner of the folder may give any of its names to something else at any
/// moment, while root rotates for them. So the primary is looked up once: what
/// is read, whose owner and attributes go over to the new key, and what gets
/// the second name is that one file, whatever its name means by then.
pub struct Held {
    place: Place,
    primary: Subject,
    /// Given back by the system when it is closed, also after a kill.
    _lock: File,
}

impl Held {
    /// Waits for its turn at the key file at `path`.
    ///
    /// # Errors
    /// *No key* when there is none, *could not* when it is no regular file of
    /// its own, its directory is open to everybody, or the turn does not come
    /// within `patience`.
    pub fn take(path: &Path, patience: Duration) -> Result<Held> {
        sys::ignore_file_size_signal();
        let mut place = Place::open(path)?.ok_or_else(|| absent(path))?;
        place.refuse_open_directory()?;
        look(&place)?;
        let lock = lock(&place, patience)?;
        // Only what is there now is what will be replaced.
        let primary = look(&place)?;
        place.access = Access::like(&primary);
        Ok(Held {
            place,
            primary,
            _lock: lock,
        })
    }

    /// Refuses a path at which no turn would be taken. Nothing is held.
    ///
    /// # Errors
    /// As [`Held::take`].
    pub fn refuse(path: &Path) -> Result<()> {
        let place = Place::open(path)?.ok_or_else(|| absent(path))?;
        place.refuse_open_directory()?;
        let primary = look(&place)?;
        match primary.content() {
            Some(file) => unchangeable::refuse(&place, file),
            None => Ok(()),
        }
    }

    /// The primary, open for reading.
    fn file(&self) -> &File {
        let file = self.primary.content();
        file.expect("the primary is a regular file")
    }

    fn name_of(&self, suffix: &str) -> OsString {
        let mut name = self.place.name.clone();
        name.push(".");
        name.push(suffix);
        name
    }

    /// Makes a file with a new key that is not in use yet.
    fn aside(&self, key: &Key) -> Result<Staged> {
        let place = self.place.sibling(temporary_name(&self.place.name)?)?;
        if let Some(Installed { file, .. }) = nameless(&place, key)? {
            return Ok(Staged { place, file });
        }
        let file = open_temporary(&place, &place.name)?;
        let staged = Staged { place, file };
        match fill(&staged.place, &staged.file, key) {
            Ok(()) => Ok(staged),
            Err(error) => Err(staged.discard(error)),
        }
    }

    fn place_of(&self, slot: &Spec) -> Result<Place> {
        let (_, name) = slot_name(slot).expect("a slot of a file is a file beside it");
        self.place.sibling(name.to_owned())
    }

    /// The file of a slot, if it is fit to be the primary.
    fn slot(&self, spec: &Spec, key: &Key) -> Result<Staged> {
        let place = self.place_of(spec)?;
        let path = &place.path;
        let failed = |error: Errno| {
            Error::could_not(format!("could not open {}: {}", shown(path), reason(error)))
        };
        let file = place.open_again().map_err(failed)?;
        let stat = fstat(&file).map_err(failed)?;
        if !place.access.is_of(&stat) {
            let (user, group) = place.access.owner.unwrap_or_default();
            return Err(Error::could_not(format!(
                "{} does not have the mode and the owner of the key whose place it would take",
                shown(path)
            ))
            .hint(format!(
                "fix it with: chown {user}:{group} {0} && chmod {1:o} {0}",
                quoted(path),
                place.access.mode
            )));
        }
        let again = file.try_clone().and_then(|again| read::holds(again, key));
        match again {
            Ok(true) => Ok(Staged {
                place,
                file: file.into(),
            }),
            _ => Err(changed(&place)),
        }
    }

    /// Gives the new file what the system and its owner wrote on the old one.
    #[cfg(target_os = "linux")]
    fn pass_attributes_on(&self, staged: &Staged) -> Result<()> {
        let passed = super::attributes::pass_on(self.file(), &staged.file);
        passed.map_err(|error| {
            let doing = "giving it the extended attributes of the old one";
            staged.place.failed(doing, error)
        })
    }

    /// Other systems keep none that a reader depends on.
    #[cfg(not(target_os = "linux"))]
    fn pass_attributes_on(&self, _staged: &Staged) -> Result<()> {
        Ok(())
    }

    /// Gives the primary a second name, on the disk when this returns.
    fn keep(&self, old: &Key, kept: &Place) -> Result<()> {
        let linked = match self.link(kept) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(_) if kept.leads_to(self.file()) => Ok(()),
            Err(_) if !self.place.leads_to(self.file()) => Err(changed(&self.place)),
            // A copy of what was read, where the file system has no second
            // names.
            Err(error) if UNSUPPORTED.contains(&error) => create_at(kept, old).map(drop),
            Err(error) => Err(kept.failed("keeping the old key", error)),
        };
        linked?;
        let holds = kept.open_again().map_err(Into::into);
        match holds.and_then(|file| read::holds(file, old)) {
            Ok(true) => {}
            Ok(false) => return Err(self.let_go(kept, old, changed(&self.place))),
            Err(error) => {
                let error = Error::could_not(format!(
                    "could not read the old key back from {}: {}",
                    shown(&kept.path),
                    reason(error)
                ));
                return Err(self.let_go(kept, old, error));
            }
        }
        self.place.sync_directory().map_err(|error| {
            let error = kept.failed("syncing the directory of the old key", error);
            self.let_go(kept, old, error)
        })
    }

    /// Gives the primary a second name: that file, whatever its first name
    /// means by now.
    #[cfg(target_os = "linux")]
    fn link(&self, kept: &Place) -> SystemResult<()> {
        use rustix::fs::CWD;

        let itself = crate::subject::descriptor_path(self.file());
        let flags = AtFlags::SYMLINK_FOLLOW;
        match linkat(CWD, itself, &kept.directory, &kept.name, flags) {
            // Without /proc there is only the name.
            Err(Errno::NOENT) => self.link_by_name(kept),
            other => other,
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn link(&self, kept: &Place) -> SystemResult<()> {
        self.link_by_name(kept)
    }

    fn link_by_name(&self, kept: &Place) -> SystemResult<()> {
        let (directory, name) = (&self.place.directory, &self.place.name);
        linkat(directory, name, directory, &kept.name, AtFlags::empty())
    }

    /// Takes the second name back after a failure, if the first one is known
    /// to hold the key still.
    fn let_go(&self, kept: &Place, old: &Key, error: Error) -> Error {
        let holds = |file| read::holds(file, old).unwrap_or(false);
        if self.place.open_again().is_ok_and(holds) {
            let _ = unlinkat(&kept.directory, &kept.name, AtFlags::empty());
        }
        error
    }

    fn sync(&self) -> Durability {
        match self.place.sync_directory() {
            Ok(()) => Durability::Durable,
            Err(error) => Durability::Unknown(format!("syncing its directory: {}", reason(error))),
        }
    }
}

impl Shelf for Held {
    fn primary(&self) -> Result<Key> {
        read_from(&self.primary, UnsafeKey::Refuse).map(|read| read.key)
    }

    fn slots(&self) -> Result<Vec<(Slot, Spec)>> {
        folder::slots(&self.place)
    }

    fn load(&self, slot: &Spec) -> Result<Key> {
        let place = self.place_of(slot)?;
        let subject = place.look().map_err(|error| unopened(&place.path, error))?;
        read_from(&subject, UnsafeKey::Refuse).map(|read| read.key)
    }

    fn add(&self, suffix: &str, key: &Key) -> Result<Durability> {
        unchangeable::refuse(&self.place, self.file())?;
        create_at(&self.place.sibling(self.name_of(suffix))?, key)
    }

    fn swap(&self, old: &Key, retired: &str, new: &New<'_>) -> Result<Durability> {
        unchangeable::refuse(&self.place, self.file())?;
        let (staged, key, is_fresh) = match new {
            New::Fresh(key) => (self.aside(key)?, *key, true),
            New::Slot(spec, key) => (self.slot(spec, key)?, *key, false),
        };
        let undo = |error| match is_fresh {
            true => staged.discard(error),
            false => error,
        };
        self.pass_attributes_on(&staged).map_err(&undo)?;
        let kept = self.place.sibling(self.name_of(retired)).map_err(&undo)?;
        self.keep(old, &kept).map_err(&undo)?;
        // What was read is what is replaced, or nothing is.
        if !self.place.leads_to(self.file()) {
            return Err(undo(self.let_go(&kept, old, changed(&self.place))));
        }
        let directory = &self.place.directory;
        let renamed = renameat(directory, &staged.place.name, directory, &self.place.name);
        // An error alone does not prove that it was not done (a lost answer).
        if let Err(error) = renamed
            && !self.place.leads_to(&staged.file)
        {
            let error = self.place.failed("putting the new key in its place", error);
            return Err(undo(self.let_go(&kept, old, error)));
        }
        let installed = Installed {
            file: staged.file,
            doubt: None,
        };
        Ok(match super::create::doubt(&self.place, &installed, key) {
            None => Durability::Durable,
            Some(why) => Durability::Unknown(why),
        })
    }

    fn remove(&self, slots: &[&Spec]) -> Result<Durability> {
        let directory = &self.place.directory;
        let names: Vec<_> = slots.iter().filter_map(|slot| slot_name(slot)).collect();
        // Nothing is removed before all of it is known to be removable.
        for (path, name) in &names {
            let stat = statat(directory, *name, AtFlags::SYMLINK_NOFOLLOW);
            if stat.is_ok_and(|stat| Kind::of(&stat) != Kind::Regular) {
                return Err(Error::could_not(format!(
                    "{} is not a key file, so nothing was removed",
                    shown(path)
                ))
                .hint(format!("see what it is: ls -ld {}", quoted(path))));
            }
        }
        for (index, (path, name)) in names.iter().enumerate() {
            match unlinkat(directory, *name, AtFlags::empty()) {
                Ok(()) | Err(Errno::NOENT) => {}
                Err(error) => {
                    let message = format!("could not remove {}: {}", shown(path), reason(error));
                    return Err(match index {
                        0 => Error::could_not(message),
                        _ => Error::uncertain(format!("{message}; {index} before it are gone")),
                    });
                }
            }
        }
        Ok(self.sync())
    }

    fn reap(&self) {
        for name in folder::litter(&self.place) {
            let _ = unlinkat(&self.place.directory, name, AtFlags::empty());
        }
    }
}

/// A key file that is about to become the primary.
struct Staged {
    place: Place,
    file: OwnedFd,
}

impl Staged {
    /// Removes a file that nobody has used.
    fn discard(&self, error: Error) -> Error {
        match unlinkat(&self.place.directory, &self.place.name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => error,
            Err(_) => error.hint(format!(
                "the next rotation removes what is left of it, or: rm {}",
                quoted(&self.place.path)
            )),
        }
    }
}

/// The path of a slot, and its name in the folder.
fn slot_name(slot: &Spec) -> Option<(&Path, &OsStr)> {
    match slot {
        Spec::File(path) => Some((path, path.file_name()?)),
        _ => None,
    }
}

/// Looks the primary up in the folder that is held: a regular file, or nothing.
fn look(place: &Place) -> Result<Subject> {
    let path = &place.path;
    let subject = place.look().map_err(|error| unopened(path, error))?;
    let kind = subject.kind;
    if kind == Kind::Regular {
        return Ok(subject);
    }
    let error = Error::could_not(format!(
        "{} is {}: only a regular file is rotated",
        shown(path),
        kind.with_article()
    ));
    Err(match kind {
        Kind::Link => error.hint(format!(
            "name the file that it leads to: readlink -f {}",
            quoted(path)
        )),
        _ => error,
    })
}

fn changed(place: &Place) -> Error {
    Error::could_not(format!(
        "another program changed {} in the meantime",
        shown(&place.path)
    ))
    .hint("find out which one, then try again")
}
