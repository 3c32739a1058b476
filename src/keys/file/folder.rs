//! What lies in the folder of a key, listed through the descriptor that is
//! held: its path may lead to another folder by now.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Dir, fstat};
use rustix::io::Result as SystemResult;

use super::hidden::is_litter;
use super::place::Place;
use super::reason;
use crate::error::{Error, Result};
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::shell::shown;

/// The other slots of the key of a place: next, then retired from the newest
/// on.
pub(super) fn slots(place: &Place) -> Result<Vec<(Slot, Spec)>> {
    let listed = names(place).and_then(|names| Ok((names, fstat(&place.directory)?)));
    let (names, folder) = listed.map_err(|error| {
        Error::could_not(format!(
            "could not list the slots of {}: {}",
            shown(&place.path),
            reason(error)
        ))
    })?;
    slots::in_folder(&place.path, names.into_iter(), &folder)
}

/// What interrupted rotations of the key file at `path` left behind.
///
/// # Errors
/// When the path names no file.
pub fn left_behind(path: &Path) -> Result<Vec<PathBuf>> {
    let place = Place::open(path)?;
    Ok(place.map_or_else(Vec::new, |place| {
        let litter = litter(&place).into_iter();
        litter.map(|name| place.beside(&name)).collect()
    }))
}

/// The names of what interrupted rotations of a place left behind.
pub(super) fn litter(place: &Place) -> Vec<OsString> {
    let mut names = names(place).unwrap_or_default();
    names.retain(|name| is_litter(&place.name, name));
    names
}

fn names(place: &Place) -> SystemResult<Vec<OsString>> {
    let entries = Dir::read_from(&place.directory)?;
    let name = |entry: rustix::fs::DirEntry| OsStr::from_bytes(entry.file_name().to_bytes()).into();
    entries.map(|entry| entry.map(name)).collect()
}
