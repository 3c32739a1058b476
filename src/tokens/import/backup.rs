//! A copy of a database as it is, clear text included.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, reason};
use crate::shell::shown;
use crate::tokens::place::Found;

/// The place that is offered for a backup of the database.
pub fn offered_backup(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".before-import");
    PathBuf::from(name)
}

/// A copy that was just made. It is removed again unless it is kept: with an
/// import that failed, nothing was changed.
pub(super) struct Backup<'a> {
    path: &'a Path,
    #[cfg(unix)]
    new: crate::tokens::place::New,
    is_kept: bool,
}

impl<'a> Backup<'a> {
    /// Copies the database as it is, while nobody writes it, for its owner
    /// alone; never over anything that is there.
    ///
    /// Our transaction keeps others from writing and has written nothing yet,
    /// and there is no log and no journal: all of the database is in its file.
    /// So its bytes are copied, from the descriptor that was judged to the one
    /// of the new file. SQLite would open both by their names.
    pub(super) fn make(found: &Found, path: &'a Path) -> Result<Backup<'a>> {
        if path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
        Backup::filled(found, path)
    }

    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }
}

fn taken(path: &Path) -> Error {
    Error::could_not(format!("there is something at {} already", shown(path)))
        .hint("choose another place for the backup")
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::could_not(format!(
        "the backup could not be made: {}: {}",
        shown(path),
        reason(error)
    ))
    .hint("nothing was changed")
}

/// Copies the content and puts it on the disk.
fn fill(found: &Found, file: &mut File) -> io::Result<()> {
    io::copy(&mut found.content()?, file)?;
    file.sync_all()
}

#[cfg(unix)]
mod unix {
    use rustix::fs::{AtFlags, Gid, Uid, fchmod, fchown, fstat, fsync, statat, unlinkat};
    #[cfg(target_os = "linux")]
    use rustix::fs::{CWD, linkat};
    use rustix::io::Errno;

    use super::*;
    use crate::subject::same_file;
    use crate::tokens::place::{New, OWNER_ONLY, name_of, new_in};

    impl<'a> Backup<'a> {
        pub(super) fn filled(found: &Found, path: &'a Path) -> Result<Backup<'a>> {
            let Ok(new) = new_in(path, true)? else {
                return Err(taken(path));
            };
            // From here on it goes again, if it has a name.
            let mut backup = Backup {
                path,
                new,
                is_kept: false,
            };
            let done = backup.fill_and_name(found);
            match done {
                Ok(()) => Ok(backup),
                Err(error) if error.raw_os_error() == Some(Errno::EXIST.raw_os_error()) => {
                    Err(taken(path))
                }
                Err(error) => Err(failed(path, error)),
            }
        }

        fn fill_and_name(&mut self, found: &Found) -> io::Result<()> {
            let New {
                directory, file, ..
            } = &self.new;
            // It is the owner's as the database is, no matter who imports it.
            let stat = fstat(file)?;
            let is_root = rustix::process::geteuid().is_root();
            if is_root && (stat.st_uid, stat.st_gid) != (found.owner, found.group) {
                let (user, group) = (Uid::from_raw(found.owner), Gid::from_raw(found.group));
                fchown(file, Some(user), Some(group))?;
                fchmod(file, OWNER_ONLY)?;
            }
            fill(found, &mut File::from(file.try_clone()?))?;
            if !self.new.is_named {
                let (_, name) = name_of(self.path);
                link(file, directory, name)?;
                self.new.is_named = true;
            }
            fsync(&self.new.directory)?;
            Ok(())
        }
    }

    /// Names a nameless file; never over anything that is there.
    #[cfg(target_os = "linux")]
    fn link(
        file: &std::os::fd::OwnedFd,
        directory: &std::os::fd::OwnedFd,
        name: &std::ffi::OsStr,
    ) -> rustix::io::Result<()> {
        let itself = crate::subject::descriptor_path(file);
        match linkat(CWD, itself, directory, name, AtFlags::SYMLINK_FOLLOW) {
            // There is no /proc.
            Err(Errno::NOENT) => linkat(file, "", directory, name, AtFlags::EMPTY_PATH),
            other => other,
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn link(
        _: &std::os::fd::OwnedFd,
        _: &std::os::fd::OwnedFd,
        _: &std::ffi::OsStr,
    ) -> rustix::io::Result<()> {
        Err(Errno::OPNOTSUPP)
    }

    impl Drop for Backup<'_> {
        fn drop(&mut self) {
            if self.is_kept || !self.new.is_named {
                return;
            }
            let (_, name) = name_of(self.path);
            let New {
                directory, file, ..
            } = &self.new;
            let there = statat(directory, name, AtFlags::SYMLINK_NOFOLLOW);
            let is_ours = there.and_then(|there| Ok(same_file(&there, &fstat(file)?)));
            if is_ours == Ok(true) {
                let _ = unlinkat(directory, name, AtFlags::empty());
            }
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::*;

    impl<'a> Backup<'a> {
        pub(super) fn filled(found: &Found, path: &'a Path) -> Result<Backup<'a>> {
            let mut file = File::create_new(path).map_err(|error| failed(path, error))?;
            let backup = Backup {
                path,
                is_kept: false,
            };
            fill(found, &mut file).map_err(|error| failed(path, error))?;
            Ok(backup)
        }
    }

    impl Drop for Backup<'_> {
        fn drop(&mut self) {
            if !self.is_kept {
                let _ = std::fs::remove_file(self.path);
            }
        }
    }
}
