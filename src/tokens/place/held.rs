//! The file that was judged and the directory that it is in, held open: what
//! SQLite opens is that file, and what it keeps beside it goes there.

use std::ffi::OsString;
#[cfg(target_os = "linux")]
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, openat, statat};

use super::unix::name_of;
use super::*;
use crate::subject::identity;

/// A directory is held to look up names in it: that it may be listed is not
/// needed.
#[cfg(target_os = "linux")]
const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(target_os = "linux"))]
const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);
/// The directory that a file is in, which must be the one that was looked at.
pub fn directory_with(real: &Path, file: (u64, u64)) -> io::Result<OwnedFd> {
    let (folder, name) = name_of(real);
    let directory = openat(CWD, folder, FOLDER, Mode::empty())?;
    let there = statat(&directory, name, AtFlags::SYMLINK_NOFOLLOW)?;
    match identity(&there) == file {
        true => Ok(directory),
        false => Err(io::Error::other("it was replaced while it was looked at")),
    }
}

/// The path by which SQLite opens the file, and what it keeps beside it: within
/// the directory that is held, where the system has a name for that.
#[cfg(target_os = "linux")]
pub fn pinned(found: &Found) -> PathBuf {
    use std::os::fd::AsRawFd;

    let (_, name) = name_of(&found.real);
    let (process, number) = (std::process::id(), found.directory.as_raw_fd());
    let path = PathBuf::from(format!("/proc/{process}/fd/{number}")).join(name);
    let is_it = |facts: fs::Metadata| (facts.dev(), facts.ino()) == found.identity;
    match path.symlink_metadata().is_ok_and(is_it) && crate::sys::follow_held_directories() {
        true => path,
        false => found.real.clone(),
    }
}

#[cfg(not(target_os = "linux"))]
pub fn pinned(found: &Found) -> PathBuf {
    found.real.clone()
}

/// The descriptors of this process that are of the file, as far as the system
/// tells.
#[cfg(target_os = "linux")]
pub fn descriptors(found: &Found) -> Option<Vec<OsString>> {
    let entries = fs::read_dir("/proc/self/fd").ok()?;
    // The name of a descriptor leads to the very file that it is of.
    let is_it = |entry: &fs::DirEntry| {
        let facts = fs::metadata(entry.path());
        facts.is_ok_and(|facts| (facts.dev(), facts.ino()) == found.identity)
    };
    let own = entries.flatten().filter(is_it);
    Some(own.map(|entry| entry.file_name()).collect())
}

#[cfg(not(target_os = "linux"))]
pub fn descriptors(_: &Found) -> Option<Vec<OsString>> {
    None
}

/// Whether the file has been opened in this process since its descriptors were
/// `before`. Where descriptors are not listed, whether its name leads to it.
pub fn is_opened(found: &Found, before: &Option<Vec<OsString>>) -> bool {
    match (before, descriptors(found)) {
        (Some(before), Some(now)) => now.iter().any(|it| !before.contains(it)),
        _ => found
            .real
            .symlink_metadata()
            .is_ok_and(|facts| (facts.dev(), facts.ino()) == found.identity),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::time::Duration;

    use rusqlite::OpenFlags;

    use super::*;
    use crate::tokens::database::open_file;

    #[test]
    fn what_sqlite_keeps_beside_a_database_stays_in_its_folder() {
        let base = tempfile::tempdir().unwrap();
        let [own, moved, other] = ["own", "moved", "other"].map(|name| base.path().join(name));
        fs::create_dir(&own).unwrap();
        fs::create_dir(&other).unwrap();
        let path = own.join("db");
        create(&path).unwrap();
        let found = look(&path, OpenToOthers::Allow).unwrap().unwrap();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = open_file(&found, flags, Duration::ZERO).unwrap();
        connection.execute_batch("CREATE TABLE t (a)").unwrap();
        fs::rename(&own, &moved).unwrap();
        symlink(&other, &own).unwrap();
        connection
            .execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
            .unwrap();
        assert!(moved.join("db-journal").exists());
        connection.execute_batch("COMMIT").unwrap();
        assert!(!moved.join("db-journal").exists());
        assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
    }
}
