//! One rotation at a time: a lock on `.F.lock` beside the key file `F`.
//!
//! The system gives the lock back when its holder ends, however it ends. The
//! file itself is never removed, and cannot be as long as somebody has it open.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::thread;
use std::time::{Duration, Instant};

use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_SHARE_READ, FILE_SHARE_WRITE,
};

use super::access::Access;
use super::place::Place;
use crate::error::{Error, Result, reason};
use crate::keys::file::hidden::lock_name;
use crate::shell::shown;
use crate::sys::{self, HandleKind};

/// How often it is looked whether the lock is free. A rotation takes some
/// milliseconds.
const GLANCE: Duration = Duration::from_millis(5);
/// The system's number for a file that somebody else has open for himself alone.
const SHARING_VIOLATION: i32 = 32;

/// Waits for the lock of a place, at most for `patience`. A lock file that is made
/// for it lets in whom `access` lets in.
pub(super) fn lock(key: &Place, access: &Access, patience: Duration) -> Result<File> {
    let place = key.sibling(lock_name(&key.name));
    let failed =
        |why: String| Error::could_not(format!("could not lock {}: {why}", shown(&place.path)));
    let start = Instant::now();
    loop {
        match open(&place, access) {
            Ok(file) => {
                let facts = file.metadata().map_err(|error| failed(reason(error)))?;
                if sys::handle_kind(&file) != HandleKind::Disk || !facts.is_file() {
                    return Err(failed("it is no regular file".to_owned()));
                }
                match file.try_lock() {
                    Ok(()) => return Ok(file),
                    Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Error(error)) => return Err(failed(reason(error))),
                }
            }
            // Somebody makes it at this moment.
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => {}
            Err(error) => return Err(failed(reason(error))),
        }
        if start.elapsed() >= patience {
            return Err(Error::could_not(format!(
                "another rotation of {} is still running",
                shown(&key.path)
            ))
            .hint("wait for longer with --lock-timeout 1m"));
        }
        thread::sleep(GLANCE);
    }
}

/// Opens the lock file, and makes it when there is none.
fn open(place: &Place, access: &Access) -> io::Result<File> {
    match sys::create_new(&place.path, &access.sddl()) {
        Ok(file) => drop(file),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
        .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT)
        .open(&place.path)
}
