//! Key files on systems without Unix permissions (Windows), where a file that
//! only its owner can read needs an access control list that is not made here
//! yet. What cannot be done safely is refused, not done otherwise.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Durability, absent, reason};
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::keys::rotation::{New, Shelf};
use crate::keys::slots::Slot;
use crate::keys::spec::Spec;
use crate::shell::shown;

/// Refuses: a key file is not made where others could read it.
///
/// # Errors
/// Always, *could not*.
pub fn create(_path: &Path, _key: &Key) -> Result<Durability> {
    Err(Error::could_not(
        "key files are not made on Windows yet: an owner-only ACL cannot be set here",
    )
    .hint("keep the key in the keyring of the system: cookiekit keygen --keyring"))
}

/// Removes the key file at `path`.
///
/// # Errors
/// *No key* when there is nothing; *could not* when it is no regular file or
/// may not be removed.
pub fn delete(path: &Path) -> Result<()> {
    let facts = match path.symlink_metadata() {
        Ok(facts) => facts,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(absent(path)),
        Err(error) => return Err(failed(path, error)),
    };
    if !facts.is_file() {
        return Err(Error::could_not(format!(
            "{} is not a regular file: nothing else is removed",
            shown(path)
        )));
    }
    std::fs::remove_file(path).map_err(|error| failed(path, error))
}

/// A key file with its slots: of none here yet.
pub enum Held {}

impl Held {
    /// Refuses, as [`create`] does.
    ///
    /// # Errors
    /// Always, *could not*.
    pub fn take(_path: &Path, _patience: Duration) -> Result<Held> {
        Err(Error::could_not(
            "key files are not rotated on Windows yet: an owner-only ACL cannot be set here",
        ))
    }
}

impl Shelf for Held {
    fn primary(&self) -> Result<Key> {
        match *self {}
    }

    fn slots(&self) -> Result<Vec<(Slot, Spec)>> {
        match *self {}
    }

    fn load(&self, _slot: &Spec) -> Result<Key> {
        match *self {}
    }

    fn add(&self, _suffix: &str, _key: &Key) -> Result<Durability> {
        match *self {}
    }

    fn swap(&self, _old: &Key, _retired: &str, _new: &New<'_>) -> Result<Durability> {
        match *self {}
    }

    fn remove(&self, _slots: &[&Spec]) -> Result<Durability> {
        match *self {}
    }

    fn reap(&self) {
        match *self {}
    }
}

/// What interrupted rotations left behind: nothing, for there are none.
///
/// # Errors
/// Never.
pub fn left_behind(_path: &Path) -> Result<Vec<PathBuf>> {
    Ok(vec![])
}

fn failed(path: &Path, error: std::io::Error) -> Error {
    Error::could_not(format!(
        "could not remove {}: {}",
        shown(path),
        reason(error)
    ))
}
