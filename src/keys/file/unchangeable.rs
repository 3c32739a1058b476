//! Why a folder takes no file, or a file no other one in its place, where the word of the
//! system alone leaves anyone looking for the reason.

use std::os::fd::AsFd;
use std::path::Path;

use rustix::io::Errno;

use super::place::{Place, parent};
use crate::error::{Error, Result};
use crate::shell::{quoted, shown};
use crate::subject::file_system::is_fixed;

/// Refuses a key whose place no other one can take, before anything is made beside it.
///
/// # Errors
/// Where it is marked so, or is a mount of its own.
pub(super) fn refuse(place: &Place, file: impl AsFd) -> Result<()> {
    let path = &place.path;
    if is_fixed(&file) {
        return Err(Error::could_not(format!(
            "{} is marked as immutable or append-only: no other key can take its place",
            shown(path)
        ))
        .hint(unmarked(path)));
    }
    if is_mount(file) {
        return Err(Error::could_not(format!(
            "{} is mounted as a file of its own, as into a container: no other key can take its \
             place",
            shown(path)
        ))
        .hint(
            "rotate the file that is mounted, where it lies, and mount its folder instead of it: \
             a mount of the file alone shows the old key until it is made again",
        ));
    }
    Ok(())
}

/// What to do where a folder does not let a file be made in it.
pub(super) fn hint(place: &Place, error: Errno) -> Option<String> {
    let folder = parent(&place.path);
    match error {
        Errno::ROFS => Some(
            "this file system is read-only here, as a secret or a volume of a container is: \
             change the key where it is written"
                .to_owned(),
        ),
        Errno::PERM if is_fixed(&place.directory) => Some(unmarked(folder)),
        Errno::ACCESS => Some(format!(
            "run this as the user to whom the folder belongs: ls -ld {}",
            quoted(folder)
        )),
        _ => None,
    }
}

/// How the marks are taken off.
fn unmarked(path: &Path) -> String {
    format!(
        "somebody has protected {} from changes; if it may be changed: chattr -ia {}",
        shown(path),
        quoted(path)
    )
}

/// Whether something else is mounted where the name of a file is.
#[cfg(target_os = "linux")]
fn is_mount(file: impl AsFd) -> bool {
    use rustix::fs::{AtFlags, StatxAttributes, StatxFlags, statx};

    let facts = statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::empty());
    facts.is_ok_and(|it| it.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Other systems mount folders alone.
#[cfg(not(target_os = "linux"))]
fn is_mount(_file: impl AsFd) -> bool {
    false
}
