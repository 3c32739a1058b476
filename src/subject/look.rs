//! Looking a path up: what is there first, and only then opening it.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags, Stat, fstat, openat};

use super::{Kind, same_file};

/// How a regular file is opened. The flags against waiting and against getting
/// a controlling terminal are for what may have come in its place meanwhile.
pub(super) const READING: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

/// The facts of what the path leads to from a directory, and a descriptor for
/// reading if it is a regular file: an `O_PATH` descriptor opens nothing, so
/// what it is can be asked before it is opened. With `O_NOFOLLOW` among the
/// `flags` a link at the end of the path is not followed.
#[cfg(target_os = "linux")]
pub(super) fn look_up(
    directory: BorrowedFd<'_>,
    path: &Path,
    flags: OFlags,
) -> io::Result<(Stat, Option<OwnedFd>)> {
    use rustix::fs::CWD;

    let looking = OFlags::PATH | OFlags::CLOEXEC | flags;
    let place = openat(directory, path, looking, Mode::empty())?;
    let seen = fstat(&place)?;
    if Kind::of(&seen) != Kind::Regular {
        return Ok((seen, None));
    }
    let file = match openat(CWD, descriptor_path(&place), READING, Mode::empty()) {
        // Without /proc there is only the name, which may have been given to
        // another file since; that is found out below.
        Err(rustix::io::Errno::NOENT) => openat(directory, path, READING | flags, Mode::empty())?,
        other => other?,
    };
    the_same(&seen, file)
}

/// The facts of what the path leads to from a directory, and a descriptor for
/// reading if it is a regular file. There is no descriptor here that opens
/// nothing, so the name is asked first what it is, and the descriptor again.
#[cfg(not(target_os = "linux"))]
pub(super) fn look_up(
    directory: BorrowedFd<'_>,
    path: &Path,
    flags: OFlags,
) -> io::Result<(Stat, Option<OwnedFd>)> {
    use rustix::fs::{AtFlags, statat};

    let follow = match flags.contains(OFlags::NOFOLLOW) {
        true => AtFlags::SYMLINK_NOFOLLOW,
        false => AtFlags::empty(),
    };
    let seen = statat(directory, path, follow)?;
    if Kind::of(&seen) != Kind::Regular {
        return Ok((seen, None));
    }
    let file = openat(directory, path, READING | flags, Mode::empty())?;
    the_same(&seen, file)
}

/// What was opened, if it is what was seen.
fn the_same(seen: &Stat, file: OwnedFd) -> io::Result<(Stat, Option<OwnedFd>)> {
    let stat = fstat(&file)?;
    match same_file(seen, &stat) {
        true => Ok((stat, Some(file))),
        false => Err(replaced()),
    }
}

pub(super) fn replaced() -> io::Error {
    io::Error::other("the file was replaced while it was read")
}

/// The name of an open descriptor in `/proc`: it leads to the very file, also
/// when that has no other name, or has been given another.
#[cfg(target_os = "linux")]
pub(crate) fn descriptor_path(descriptor: &impl std::os::fd::AsRawFd) -> String {
    format!("/proc/self/fd/{}", descriptor.as_raw_fd())
}
