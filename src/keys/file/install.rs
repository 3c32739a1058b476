//! Giving a key file its name, without taking that from anyone.
//!
//! The bytes are written to a file without a name, which gets its name once it
//! is complete, closed to others and on the disk: a process that is killed on
//! the way leaves nothing. File systems without nameless files get one with a
//! temporary name instead. Either way the name is given by a call that fails
//! when there is anything under it already, be it a dangling symbolic link; a
//! plain rename, which would replace a key, is never used.

use std::ffi::{OsStr, OsString};
use std::os::fd::OwnedFd;

use rustix::fs::{AtFlags, OFlags, linkat, openat, unlinkat};
use rustix::io::{Errno, Result as SystemResult};

use super::fill::{OWNER_ONLY, fill};
use super::hidden::temporary_name;
use super::place::{Place, parent};
use super::reason;
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::keys::spec::path_word;
use crate::shell::{quoted, shown};
use crate::subject::Kind;

/// What a file system answers when it does not know a call, or a flag of it.
pub(super) const UNSUPPORTED: [Errno; 7] = [
    Errno::INVAL,
    Errno::MLINK,
    Errno::NOSYS,
    Errno::NOTSUP,
    Errno::OPNOTSUPP,
    Errno::PERM,
    Errno::XDEV,
];
/// A key file under its name.
pub(super) struct Installed {
    pub(super) file: OwnedFd,
    /// What went wrong since it has the name.
    pub(super) doubt: Option<String>,
}

/// Makes the file without a name and links it into place; `None` when the
/// file system cannot, and nothing was left behind.
#[cfg(target_os = "linux")]
pub(super) fn nameless(place: &Place, key: &Key) -> Result<Option<Installed>> {
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    let file = match openat(&place.directory, ".", flags, OWNER_ONLY) {
        Ok(file) => file,
        // The answers of old kernels, FUSE and NFS to a flag they don't know.
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT) => return Ok(None),
        Err(error) => return Err(place.failed("opening", error)),
    };
    fill(place, &file, key)?;
    for way in [link_through_proc, link_descriptor] {
        match way(place, &file) {
            Err(Errno::NOENT) if !place.leads_to(&file) => {}
            answer => {
                let is_installed = is_installed(place, &file, answer)?;
                return Ok(is_installed.then_some(Installed { file, doubt: None }));
            }
        }
    }
    Ok(None)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn nameless(_place: &Place, _key: &Key) -> Result<Option<Installed>> {
    Ok(None)
}

/// Names a nameless file: needs `/proc`, but no privilege.
#[cfg(target_os = "linux")]
fn link_through_proc(place: &Place, file: &OwnedFd) -> SystemResult<()> {
    let itself = crate::subject::descriptor_path(file);
    let flags = AtFlags::SYMLINK_FOLLOW;
    linkat(
        rustix::fs::CWD,
        itself,
        &place.directory,
        &place.name,
        flags,
    )
}

/// Names a nameless file: needs no `/proc`, but a privilege before Linux 6.10.
#[cfg(target_os = "linux")]
fn link_descriptor(place: &Place, file: &OwnedFd) -> SystemResult<()> {
    linkat(file, "", &place.directory, &place.name, AtFlags::EMPTY_PATH)
}

/// Makes the file under a temporary name beside `place` and moves it there.
pub(super) fn named(place: &Place, key: &Key) -> Result<Installed> {
    let name = temporary_name(&place.name)?;
    let file = open_temporary(place, &name)?;
    let result = fill(place, &file, key).and_then(|()| publish(place, &file, &name));
    let removed = match unlinkat(&place.directory, &name, AtFlags::empty()) {
        // Renamed into place.
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(error) => Err(error),
    };
    let temporary = place.beside(&name);
    match (result, removed) {
        (Ok(()), Ok(())) => Ok(Installed { file, doubt: None }),
        (Ok(()), Err(error)) => Ok(Installed {
            file,
            doubt: Some(format!(
                "its temporary name {} could not be removed: {}",
                shown(&temporary),
                reason(error)
            )),
        }),
        (Err(error), Ok(())) => Err(error),
        (Err(error), Err(_)) => Err(error.hint(format!(
            "remove what is left of it with: rm {}",
            quoted(&temporary)
        ))),
    }
}

/// Opens a new file under a temporary name.
pub(super) fn open_temporary(place: &Place, name: &OsStr) -> Result<OwnedFd> {
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::WRONLY | OFlags::CLOEXEC;
    openat(&place.directory, name, flags, OWNER_ONLY)
        .map_err(|error| place.failed("opening", error))
}

/// Gives a file with a temporary name its own.
fn publish(place: &Place, file: &OwnedFd, temporary: &OsString) -> Result<()> {
    for way in WAYS {
        if is_installed(place, file, way(place, temporary))? {
            return Ok(());
        }
    }
    let directory = parent(&place.path);
    Err(Error::could_not(format!(
        "the file system of {} can neither link files nor rename them without replacing others",
        shown(directory)
    ))
    .hint("choose a directory on another file system, or keep the key in the keyring"))
}

/// How a file gets another name without taking it from anyone.
type Way = fn(&Place, &OsString) -> SystemResult<()>;

/// A link first: NFS and FUSE have it, and a FUSE server that does not know
/// the flag of the rename might replace a file.
#[cfg(not(target_vendor = "apple"))]
const WAYS: &[Way] = &[
    link,
    #[cfg(target_os = "linux")]
    rename,
];

/// A rename first: it leaves no moment with two names.
#[cfg(target_vendor = "apple")]
const WAYS: &[Way] = &[rename, link];

fn link(place: &Place, temporary: &OsString) -> SystemResult<()> {
    let directory = &place.directory;
    linkat(
        directory,
        temporary,
        directory,
        &place.name,
        AtFlags::empty(),
    )
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn rename(place: &Place, temporary: &OsString) -> SystemResult<()> {
    let flags = rustix::fs::RenameFlags::NOREPLACE;
    let directory = &place.directory;
    rustix::fs::renameat_with(directory, temporary, directory, &place.name, flags)
}

/// Judges the answer to a call that gives `file` its name: whether it has it,
/// or `false` when the file system does not know the call.
///
/// An error alone does not prove that nothing was done: on NFS the answer to a
/// call that worked may be lost, and the call sent a second time then finds
/// its own file. So the name is looked at before anything is reported.
fn is_installed(place: &Place, file: &OwnedFd, answer: SystemResult<()>) -> Result<bool> {
    match answer {
        Ok(()) => Ok(true),
        Err(_) if place.leads_to(file) => Ok(true),
        Err(Errno::EXIST) => Err(taken(place)),
        Err(error) if UNSUPPORTED.contains(&error) => Ok(false),
        Err(error) => Err(place.failed("giving it its name", error)),
    }
}

fn taken(place: &Place) -> Error {
    let path = &place.path;
    match place.stat().map(|stat| Kind::of(&stat)) {
        Ok(Kind::Regular) | Err(_) => {
            Error::could_not(format!("a key is already at {}", shown(path)))
                .occupied()
                .hint(format!(
                    "to replace it without losing it: cookiekit rotate --key {}",
                    path_word(path)
                ))
        }
        Ok(kind) => Error::could_not(format!(
            "{} is already at {}",
            kind.with_article(),
            shown(path)
        ))
        .hint("choose another path"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn scratch() -> (TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        (directory, path)
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn every_way_to_a_name_refuses_one_that_is_taken() {
        use std::os::unix::fs::symlink;

        let (directory, path) = scratch();
        let place = Place::open(&path).unwrap().unwrap();
        for target in ["dangling", "other"] {
            fs::write(directory.path().join("other"), "").unwrap();
            symlink(target, &path).unwrap();
            fs::write(directory.path().join("temporary"), "secret").unwrap();
            for way in WAYS {
                assert_eq!(way(&place, &"temporary".into()), Err(Errno::EXIST));
            }
            let file = OwnedFd::from(fs::File::open(directory.path().join("temporary")).unwrap());
            assert_eq!(link_through_proc(&place, &file), Err(Errno::EXIST));
            fs::remove_file(&path).unwrap();
        }
        for way in WAYS {
            fs::write(directory.path().join("temporary"), "secret").unwrap();
            assert_eq!(way(&place, &"temporary".into()), Ok(()));
            assert_eq!(fs::read(&path).unwrap(), b"secret");
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_lost_answer_is_not_taken_for_a_failure() {
        let (directory, path) = scratch();
        let place = Place::open(&path).unwrap().unwrap();
        fs::write(&path, "secret").unwrap();
        fs::write(directory.path().join("other"), "secret").unwrap();
        let own = OwnedFd::from(fs::File::open(&path).unwrap());
        let other = OwnedFd::from(fs::File::open(directory.path().join("other")).unwrap());
        for error in [Errno::EXIST, Errno::INTR, Errno::IO] {
            assert!(is_installed(&place, &own, Err(error)).unwrap());
            assert!(is_installed(&place, &other, Err(error)).is_err());
        }
        assert!(!is_installed(&place, &other, Err(Errno::INVAL)).unwrap());
    }
}
