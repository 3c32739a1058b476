//! Filling a new file: closed to others first, the key after.

use std::os::fd::OwnedFd;

use rustix::fs::{Mode, fchmod, fstat};
use rustix::io::{Errno, Result as SystemResult};

use super::place::{Place, parent, sync};
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::shell::shown;
use crate::subject::{permission_bits, remove_acl};

/// The mode of a key file: its owner reads and writes it, nobody else.
pub(super) const OWNER_ONLY: Mode = Mode::RUSR.union(Mode::WUSR);
/// The same as a number.
pub(super) const OWNER_BITS: u32 = 0o600;
/// The number of the user who may own the files of others' directories.
const ROOT: u32 = 0;

/// Closes a new file to others, proves that, then writes the key and puts it
/// on the disk. Not one byte is written before the file is closed.
pub(super) fn fill(place: &Place, file: &OwnedFd, key: &Key) -> Result<()> {
    // The mode that it was opened with had the umask taken from it.
    fchmod(file, OWNER_ONLY).map_err(|error| place.failed("setting its mode", error))?;
    remove_acl(file).map_err(|error| place.failed("removing its access control list", error))?;
    refuse_pretence(place, file)?;
    write_all(file, key.bytes()).map_err(|error| place.failed("writing", error))?;
    sync(file).map_err(|error| place.failed("syncing", error))
}

/// Refuses a file system that says yes to a mode and does not keep it, or that
/// gives our files to somebody else. Reading would refuse such a key anyway.
fn refuse_pretence(place: &Place, file: &OwnedFd) -> Result<()> {
    let stat = fstat(file).map_err(|error| place.failed("looking at it", error))?;
    let mode = permission_bits(&stat);
    let me = rustix::process::geteuid().as_raw();
    let seen = if mode != OWNER_BITS {
        format!("does not keep modes (0600 became {mode:04o})")
    } else if me != ROOT && stat.st_uid != me {
        format!("gives new files to user {}", stat.st_uid)
    } else {
        return Ok(());
    };
    let directory = shown(parent(&place.path));
    Err(
        Error::could_not(format!("the file system of {directory} {seen}"))
            .hint("choose a directory on another file system, or keep the key in the keyring"),
    )
}

fn write_all(file: &OwnedFd, mut bytes: &[u8]) -> SystemResult<()> {
    while !bytes.is_empty() {
        match rustix::io::write(file, bytes) {
            // Neither written nor refused: not a thing to wait for.
            Ok(0) => return Err(Errno::IO),
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
