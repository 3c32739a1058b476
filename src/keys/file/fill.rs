//! Filling a new file: closed to others first, the key after.

use std::os::fd::OwnedFd;

use rustix::fs::{Gid, Mode, RawMode, Stat, Uid, fchmod, fchown, fstat};
use rustix::io::{Errno, Result as SystemResult};

use super::place::{Place, parent, sync};
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::shell::shown;
use crate::subject::{Subject, permission_bits, remove_acl};

/// The mode of a key file: its owner reads and writes it, nobody else.
pub(super) const OWNER_ONLY: Mode = Mode::RUSR.union(Mode::WUSR);
/// The same as a number.
pub(super) const OWNER_BITS: u32 = 0o600;
/// The number of the user who may own the files of others' directories.
const ROOT: u32 = 0;

/// Who may use a new key file.
#[derive(Clone, Copy)]
pub(super) struct Access {
    /// Its mode: never looser than [`OWNER_BITS`].
    pub(super) mode: u32,
    /// Its user and group; `None`: anyone who makes it.
    pub(super) owner: Option<(u32, u32)>,
}

impl Access {
    /// Of a key that there was not before.
    pub(super) const NEW: Access = Access {
        mode: OWNER_BITS,
        owner: None,
    };

    /// As a key file has it whose place is to be taken: the program that read
    /// the old key must be able to read the new one.
    pub(super) fn like(old: &Subject) -> Access {
        Access {
            mode: old.mode & OWNER_BITS,
            owner: Some((old.uid, old.gid)),
        }
    }

    /// Whether a file is closed and owned like this. A group has no part in it.
    pub(super) fn is_of(self, stat: &Stat) -> bool {
        let owner = self.owner.is_none_or(|(user, _)| user == stat.st_uid);
        permission_bits(stat) == self.mode && owner
    }
}

/// Closes a new file to others, proves that, then writes the key and puts it
/// on the disk. Not one byte is written before the file is closed.
pub(super) fn fill(place: &Place, file: &OwnedFd, key: &Key) -> Result<()> {
    give(place, file)?;
    // The mode that it was opened with had the umask taken from it.
    let mode = Mode::from_raw_mode(place.access.mode as RawMode);
    fchmod(file, mode).map_err(|error| place.failed("setting its mode", error))?;
    remove_acl(file).map_err(|error| place.failed("removing its access control list", error))?;
    refuse_pretence(place, file)?;
    write_all(file, key.bytes()).map_err(|error| place.failed("writing", error))?;
    sync(file).map_err(|error| place.failed("syncing", error))
}

/// Gives a new file to the user and group who are to have it.
fn give(place: &Place, file: &OwnedFd) -> Result<()> {
    let Some((user, group)) = place.access.owner else {
        return Ok(());
    };
    let stat = fstat(file).map_err(|error| place.failed("looking at it", error))?;
    if (stat.st_uid, stat.st_gid) == (user, group) {
        return Ok(());
    }
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(group));
    fchown(file, Some(uid), Some(gid))
        .or_else(|error| {
            // Its owner may be in another group than the file, which gets nothing from it.
            if error == Errno::PERM && stat.st_uid == user {
                return Ok(());
            }
            Err(error)
        })
        .map_err(|error| {
            place
                .failed(
                    &format!("giving it to user {user} and group {group}, who have the old one"),
                    error,
                )
                .hint("run it as the owner of the key, or as root")
        })
}

/// Refuses a file system that says yes to a mode and does not keep it, or that
/// gives our files to somebody else. Reading would refuse such a key anyway.
fn refuse_pretence(place: &Place, file: &OwnedFd) -> Result<()> {
    let stat = fstat(file).map_err(|error| place.failed("looking at it", error))?;
    let me = rustix::process::geteuid().as_raw();
    // Who the owner is to be was said: then it is not asked who it should be.
    let pretence = match place.access.owner {
        Some((owner, _)) => pretence(
            place.access.mode,
            permission_bits(&stat),
            stat.st_uid,
            owner,
        )
        .or_else(|| (!place.access.is_of(&stat)).then(|| "does not keep owners".to_owned())),
        None => pretence(place.access.mode, permission_bits(&stat), stat.st_uid, me),
    };
    let Some(pretence) = pretence else {
        return Ok(());
    };
    let directory = shown(parent(&place.path));
    Err(
        Error::could_not(format!("the file system of {directory} {pretence}"))
            .hint("choose a directory on another file system, or keep the key in the keyring"),
    )
}

/// What the file system did to a new file of `me`, if not what was asked for.
fn pretence(wanted: u32, mode: u32, owner: u32, me: u32) -> Option<String> {
    if mode != wanted {
        return Some(format!(
            "does not keep modes ({wanted:04o} became {mode:04o})"
        ));
    }
    (me != ROOT && owner != me).then(|| format!("gives new files to user {owner}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_or_owner_that_was_not_kept_is_noticed() {
        for (mode, owner, me, is_kept) in [
            (0o600, 1000, 1000, true),
            (0o600, 1000, ROOT, true),
            (0o600, 1001, 1000, false),
            (0o600, ROOT, 1000, false),
            (0o777, 1000, 1000, false),
            (0o644, 1000, ROOT, false),
            (0o400, 1000, 1000, false),
            (0o4600, 1000, 1000, false),
        ] {
            let pretence = pretence(OWNER_BITS, mode, owner, me);
            assert_eq!(pretence.is_none(), is_kept, "{mode:o} {owner} {me}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let full = OwnedFd::from(full.unwrap());
        assert_eq!(write_all(&full, b"secret"), Err(Errno::NOSPC));
    }
}
