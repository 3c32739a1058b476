//! Where a key file is or will be: an open directory and a name in it.
//!
//! Every step goes through the one descriptor, so that all of them are about
//! the same directory, even if its path is given to another one meanwhile.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::{Errno, Result as SystemResult};

use super::fill::Access;
use super::{reason, unchangeable};
use crate::error::{Error, Result};
use crate::shell::{quoted, shown};
use crate::subject::trail::Trail;
use crate::subject::{Subject, identity, in_words, same_file, way};

/// Everybody may make, rename and remove names in the directory …
const OTHERS_WRITE: u32 = 0o002;
/// … but, with this bit, only their own.
const STICKY: u32 = 0o1000;

/// A name in an open directory.
pub(super) struct Place {
    /// The path as the user wrote it.
    pub(super) path: PathBuf,
    /// Opened for reading: an `O_PATH` descriptor cannot be synced.
    pub(super) directory: OwnedFd,
    /// The last component.
    pub(super) name: OsString,
    /// Who may use what is made here.
    pub(super) access: Access,
}

impl Place {
    /// Opens the directory of `path`; `None` when there is none.
    pub(super) fn open(path: &Path) -> Result<Option<Place>> {
        let name = file_name(path)
            .ok_or_else(|| Error::could_not(format!("{} is not a file name", shown(path))))?;
        let directory = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match openat(CWD, parent(path), directory, Mode::empty()) {
            Ok(directory) => Ok(Some(Place {
                path: path.to_owned(),
                directory,
                name: name.to_owned(),
                access: Access::NEW,
            })),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(error) => Err(Error::could_not(format!(
                "could not open the directory {}: {}",
                shown(parent(path)),
                reason(error)
            ))),
        }
    }

    /// Refuses a directory where others could put a key of their own in the
    /// place of this one: by the rule that reading a key has as well.
    pub(super) fn refuse_open_directory(&self) -> Result<()> {
        let directory = parent(&self.path);
        let looked = |error: std::io::Error| {
            Error::could_not(format!(
                "could not look at the directory {}: {}",
                shown(directory),
                reason(error)
            ))
        };
        let trail = Trail::walk(directory).map_err(looked)?;
        let own = fstat(&self.directory).map_err(|error| self.failed("looking at", error))?;
        if trail.subject.identity != identity(&own) {
            return Err(self.failed("looking at its directory, which was replaced", Errno::STALE));
        }
        let exposures = way::exposures_in(&trail, rustix::process::geteuid().as_raw());
        let Some(worst) = exposures.first() else {
            return Ok(());
        };
        let another = "choose another directory";
        let mode = trail.subject.mode;
        let is_here = mode & (OTHERS_WRITE | STICKY) == OTHERS_WRITE;
        let error = Error::could_not(match is_here {
            true => format!(
                "anybody could replace a key in {} (mode {mode:04o})",
                shown(directory)
            ),
            false => {
                let observed = &worst.observed;
                let below = observed.strip_prefix("is below ").unwrap_or(observed);
                format!("others could replace a key below {below}")
            }
        });
        let (_, fix) = in_words(&exposures);
        Err(error.hint(match (is_here, fix) {
            (true, _) => format!(
                "close it with: chmod o-w {}, or {another}",
                quoted(directory)
            ),
            (false, Some(fix)) => format!("close it with: {fix}, or {another}"),
            (false, None) => another.to_owned(),
        }))
    }

    /// What the name means now; a symbolic link is not followed.
    pub(super) fn stat(&self) -> SystemResult<Stat> {
        statat(&self.directory, &self.name, AtFlags::SYMLINK_NOFOLLOW)
    }

    /// Whether the name leads to this very file.
    pub(super) fn leads_to(&self, file: impl AsFd) -> bool {
        match (self.stat(), fstat(file)) {
            (Ok(named), Ok(own)) => same_file(&named, &own),
            _ => false,
        }
    }

    /// Opens what the name means now for reading, but not through a link.
    pub(super) fn open_again(&self) -> SystemResult<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        openat(&self.directory, &self.name, flags, Mode::empty()).map(File::from)
    }

    /// The facts of what the name means now, and its content if that is a
    /// regular file; a symbolic link is not followed.
    pub(super) fn look(&self) -> std::io::Result<Subject> {
        Subject::open_in(self.directory.as_fd(), &self.name, &self.path)
    }

    /// Makes what was done in the directory last.
    pub(super) fn sync_directory(&self) -> SystemResult<()> {
        sync(&self.directory)
    }

    /// Another name in the same directory, for the same users.
    pub(super) fn sibling(&self, name: OsString) -> Result<Place> {
        let directory = self.directory.try_clone();
        let directory = directory.map_err(|error| {
            Error::could_not(format!(
                "could not open the directory {}: {}",
                shown(parent(&self.path)),
                reason(error)
            ))
        })?;
        Ok(Place {
            path: self.beside(&name),
            directory,
            name,
            access: self.access,
        })
    }

    /// The path of a neighbour.
    pub(super) fn beside(&self, name: &OsStr) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// A step failed: `doing` is the step, as in "could not make F: writing:
    /// no space left on device".
    pub(super) fn failed(&self, doing: &str, error: Errno) -> Error {
        let path = shown(&self.path);
        let failed = Error::could_not(format!(
            "could not make the key file {path}: {doing}: {}",
            reason(error)
        ));
        Error {
            hint: unchangeable::hint(self, error),
            ..failed
        }
    }
}

/// The directory part, `.` when there is none.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The last component; `None` for what can only be a directory. `Path` alone
/// would take `keys/` for a file `keys`.
fn file_name(path: &Path) -> Option<&OsStr> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.ends_with(b"/") || bytes.ends_with(b"/.") {
        return None;
    }
    path.file_name()
}

/// Makes a file or directory last. Never tried again after an error: the
/// system may have dropped what it could not write, and say yes to the second.
#[cfg(not(target_vendor = "apple"))]
pub(super) fn sync(file: impl AsFd) -> SystemResult<()> {
    rustix::fs::fsync(file)
}

/// Makes a file or directory last. `fsync` only hands it to the drive here;
/// where there is no more than that, that has to do.
#[cfg(target_vendor = "apple")]
pub(super) fn sync(file: impl AsFd) -> SystemResult<()> {
    match rustix::fs::fcntl_fullfsync(&file) {
        Err(Errno::NOTSUP | Errno::OPNOTSUPP | Errno::NOTTY | Errno::INVAL) => {
            rustix::fs::fsync(&file)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn paths_are_split_into_directory_and_name() {
        for (path, directory, name) in [
            ("key", ".", Some("key")),
            ("/key", "/", Some("key")),
            ("a/b", "a", Some("b")),
            ("a/..", "a", None),
            ("a/", ".", None),
            ("a/.", ".", None),
            ("/", ".", None),
            ("", ".", None),
        ] {
            let path = Path::new(path);
            assert_eq!(file_name(path), name.map(OsStr::new), "{path:?}");
            assert_eq!(parent(path), Path::new(directory), "{path:?}");
        }
    }

    #[test]
    fn a_directory_that_anybody_can_write_needs_the_sticky_bit() {
        let directory = tempfile::tempdir().unwrap();
        for (mode, is_good) in [
            (0o700, true),
            (0o775, true),
            (0o1777, true),
            (0o777, false),
            (0o702, false),
        ] {
            fs::set_permissions(directory.path(), fs::Permissions::from_mode(mode)).unwrap();
            let place = Place::open(&directory.path().join("key")).unwrap().unwrap();
            assert_eq!(place.refuse_open_directory().is_ok(), is_good, "{mode:o}");
        }
    }

    #[test]
    fn a_place_in_no_directory_is_none() {
        let directory = tempfile::tempdir().unwrap();
        assert!(
            Place::open(&directory.path().join("no/key"))
                .unwrap()
                .is_none()
        );
        assert!(
            Place::open(&directory.path().join("key"))
                .unwrap()
                .is_some()
        );
    }
}
