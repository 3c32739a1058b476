//! What lies in the folder of a key, listed through the descriptor that is
//! held: its path may lead to another folder by now.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Dir, fstat};
use rustix::io::Result as SystemResult;

use super::install::is_temporary;
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
    // Names of one that is made aside, and of one that gets its slot.
    let is_ours =
        |name: &OsString| is_temporary(place, name) || slot_of_temporary(place, name).is_some();
    let mut names = names(place).unwrap_or_default();
    names.retain(is_ours);
    names
}

fn names(place: &Place) -> SystemResult<Vec<OsString>> {
    let entries = Dir::read_from(&place.directory)?;
    let name = |entry: rustix::fs::DirEntry| OsStr::from_bytes(entry.file_name().to_bytes()).into();
    entries.map(|entry| entry.map(name)).collect()
}

/// The slot whose file was being made: `F.next` of `.F.next.<16 hex>.tmp`.
fn slot_of_temporary(place: &Place, name: &OsStr) -> Option<OsString> {
    let mut start = place.name.clone();
    start.push(".");
    let rest = name.as_encoded_bytes().strip_prefix(b".")?;
    let rest = rest.strip_prefix(start.as_encoded_bytes())?;
    let suffix = std::str::from_utf8(rest).ok()?.split('.').next()?;
    let is_slot = suffix == "next" || suffix.starts_with("retired-");
    start.push(suffix);
    let slot = place.sibling(start.clone()).ok()?;
    (is_slot && is_temporary(&slot, name)).then_some(start)
}
