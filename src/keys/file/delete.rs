//! Removing a key file.

use std::path::Path;

use rustix::fs::{AtFlags, unlinkat};
use rustix::io::Errno;

use super::place::Place;
use super::{absent, reason};
use crate::error::{Error, Result};
use crate::shell::shown;
use crate::subject::Kind;

/// Removes the key file at `path`. Its bytes may stay on the disk until they
/// are written over: a key that others may have seen is rotated, not deleted.
///
/// # Errors
/// *No key* when there is nothing; *could not* when it is no regular file (of
/// a symbolic link it would be unclear which of the two is meant) or may not
/// be removed; *uncertain* when it was removed, but may come back after a
/// power failure.
pub fn delete(path: &Path) -> Result<()> {
    let place = Place::open(path)?.ok_or_else(|| absent(path))?;
    let failed = |error: Errno| {
        Error::could_not(format!(
            "could not remove {}: {}",
            shown(path),
            reason(error)
        ))
    };
    let kind = match place.stat() {
        Ok(stat) => Kind::of(&stat),
        Err(Errno::NOENT) => return Err(absent(path)),
        Err(error) => return Err(failed(error)),
    };
    if kind != Kind::Regular {
        return Err(Error::could_not(format!(
            "{} is {}: only a regular file is removed",
            shown(path),
            kind.with_article()
        )));
    }
    unlinkat(&place.directory, &place.name, AtFlags::empty()).map_err(failed)?;
    place.sync_directory().map_err(|error| {
        Error::uncertain(format!(
            "{} was removed, but may come back after a power failure: {}",
            shown(path),
            reason(error)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_key_file_is_removed_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        fs::write(&path, "secret").unwrap();
        delete(&path).unwrap();
        assert!(!path.exists());
        assert_eq!(delete(&path).unwrap_err().exit, Exit::NoKey);
        let below = directory.path().join("no/key");
        assert_eq!(delete(&below).unwrap_err().exit, Exit::NoKey);
    }

    #[test]
    fn only_a_regular_file_is_removed() {
        let directory = tempfile::tempdir().unwrap();
        let (path, link) = (directory.path().join("key"), directory.path().join("link"));
        fs::write(&path, "secret").unwrap();
        symlink("key", &link).unwrap();
        let error = delete(&link).unwrap_err();
        assert_eq!(error.exit, Exit::CouldNot);
        assert!(error.message.contains("is a symbolic link"));
        assert!(link.is_symlink() && path.exists());
        assert_eq!(delete(directory.path()).unwrap_err().exit, Exit::CouldNot);
    }
}
