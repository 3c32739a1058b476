//! Whether others may have put slots beside a key: a slot in a folder that they can
//! write would make their cookies genuine.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::{Slot, among, folder_of, sort};
use crate::error::{Error, Result};
use crate::keys::spec::Spec;
use crate::shell::{OWN_FOLDER, shown};

/// What was asked of a folder that is held open.
#[cfg(unix)]
pub type Folder<'a> = &'a rustix::fs::Stat;
/// The folder itself: as long as it is held open, its path leads to it.
#[cfg(windows)]
pub type Folder<'a> = &'a Path;

/// The slots beside a file whose folder is held open: next, then retired from the
/// newest on.
///
/// # Errors
/// When there are any, and others may have put them there.
pub fn in_folder(
    path: &Path,
    names: impl Iterator<Item = OsString>,
    folder: Folder<'_>,
) -> Result<Vec<(Slot, Spec)>> {
    let mut found = among(path, names);
    if !found.is_empty()
        && let Some(through) = held_open_to_others(folder)
    {
        return Err(planted(path, folder_of(path), &through));
    }
    sort(&mut found);
    Ok(found)
}

/// Refuses slots that others may have put there.
pub(super) fn refuse_planted(path: &Path, found: &[(Slot, Spec)]) -> Result<()> {
    for (slot, spec) in found {
        let Spec::File(file) = spec else { continue };
        if *slot == Slot::Primary {
            continue;
        }
        let folder = folder_of(file);
        if let Some(through) = open_to_others(folder) {
            return Err(planted(path, folder, &through));
        }
    }
    Ok(())
}

/// Refuses a key file in a folder that others can write in, for those who let a
/// program accept the slots that are there or will be.
///
/// # Errors
/// When others can write in it, or in that of the file that a link leads to.
pub fn refuse_open_folder(path: &Path) -> Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match open_to_others(folder_of(&target)) {
        Some(through) => Err(planted(&target, folder_of(&target), &through)),
        None => Ok(()),
    }
}

fn planted(path: &Path, folder: &Path, through: &str) -> Error {
    Error::no_key(format!(
        "the slots beside {} are not used, for others can write in {} ({through})",
        shown(path),
        shown(folder),
    ))
    .hint(format!("keep keys in a folder of their own{OWN_FOLDER}"))
}

/// Through what others can write in a folder, if they can.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let facts = fs::metadata(folder).ok()?;
    let mode = facts.mode() & 0o7777;
    mode_open_to_others(mode, facts.uid(), facts.gid())
}

#[cfg(unix)]
fn held_open_to_others(folder: Folder<'_>) -> Option<String> {
    let mode = crate::subject::permission_bits(folder);
    mode_open_to_others(mode, folder.st_uid, folder.st_gid)
}

/// The mode of a folder that others can write in, by its owner and group.
#[cfg(unix)]
fn mode_open_to_others(mode: u32, uid: u32, gid: u32) -> Option<String> {
    const GROUP_WRITES: u32 = 0o020;
    const OTHERS_WRITE: u32 = 0o002;
    // Where every user has a group of his own, it has his number.
    let shared_group = mode & GROUP_WRITES != 0 && gid != uid;
    let is_open = mode & OTHERS_WRITE != 0 || shared_group;
    is_open.then(|| format!("mode {mode:04o}"))
}

/// Through what others can write in a folder, if they can.
#[cfg(windows)]
fn open_to_others(folder: &Path) -> Option<String> {
    let who = crate::subject::lets_others_add(folder)?;
    Some(format!("access control list: {who}"))
}

#[cfg(windows)]
fn held_open_to_others(folder: Folder<'_>) -> Option<String> {
    open_to_others(folder)
}
