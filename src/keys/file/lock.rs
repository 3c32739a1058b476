//! One rotation at a time: a lock on `.F.lock` beside the key file `F`.
//!
//! The system gives the lock back when its holder ends, however it ends. The
//! file itself is never removed: somebody may be waiting for it by name.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, Gid, OFlags, Uid, fchown, fstat, openat, statat};
use rustix::io::Errno;

use super::fill::OWNER_ONLY;
use super::hidden::lock_name;
use super::place::Place;
use super::{reason, unchangeable};
use crate::error::{Error, Result};
use crate::shell::{quoted, shown};
use crate::subject::{Kind, same_file};

/// How often it is looked whether the lock is free. A rotation takes some
/// milliseconds.
const GLANCE: Duration = Duration::from_millis(5);

/// Waits for the lock of a place, at most for `patience`.
pub(super) fn lock(place: &Place, patience: Duration) -> Result<File> {
    let name = lock_name(&place.name);
    let path = place.beside(&name);
    let failed = |why: String| Error::could_not(format!("could not lock {}: {why}", shown(&path)));
    let start = Instant::now();
    loop {
        let file = open(place, &name).map_err(|error| Error {
            hint: unchangeable::hint(place, error),
            ..failed(reason(error))
        })?;
        let stat = fstat(&file).map_err(|error| failed(reason(error)))?;
        if Kind::of(&stat) != Kind::Regular {
            return Err(failed(Kind::of(&stat).with_article().to_owned()));
        }
        match file.try_lock() {
            Ok(()) => {
                // Anyone who removed the file has opened the way to a second one.
                let named = statat(&place.directory, &name, AtFlags::SYMLINK_NOFOLLOW);
                if named.is_ok_and(|named| same_file(&named, &stat)) {
                    return Ok(file);
                }
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(TryLockError::Error(error)) => return Err(failed(reason(error))),
        }
        if start.elapsed() >= patience {
            return Err(Error::could_not(format!(
                "another rotation of {} is still running",
                shown(&place.path)
            ))
            .hint(format!(
                "wait longer with --lock-timeout 1m, or see which process it is: fuser -v {}",
                quoted(&path)
            )));
        }
        thread::sleep(GLANCE);
    }
}

/// Opens the lock file, and makes it when there is none. It goes to the owner
/// of the key, or what root once rotated its owner no longer could.
fn open(place: &Place, name: &OsString) -> rustix::io::Result<File> {
    let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let new = flags | OFlags::CREATE | OFlags::EXCL;
    match openat(&place.directory, name, new, OWNER_ONLY) {
        Ok(file) => {
            if let Ok(key) = place.stat() {
                let (uid, gid) = (Uid::from_raw(key.st_uid), Gid::from_raw(key.st_gid));
                let _ = fchown(&file, Some(uid), Some(gid));
            }
            Ok(file.into())
        }
        Err(Errno::EXIST) => openat(&place.directory, name, flags, OWNER_ONLY).map(File::from),
        Err(error) => Err(error),
    }
}
