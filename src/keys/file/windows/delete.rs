//! Removing a key file.

use std::io;
use std::path::Path;

use super::place::{Place, is_absent};
use crate::error::{Error, Result, reason};
use crate::keys::file::absent;
use crate::shell::shown;
use crate::subject::Found;

/// Removes the key file at `path`. Its bytes may stay on the disk until they
/// are written over: a key that others may have seen is rotated, not deleted.
///
/// # Errors
/// *No key* when there is nothing; *could not* when it is no regular file (of
/// a symbolic link it would be unclear which of the two is meant) or may not
/// be removed.
pub fn delete(path: &Path) -> Result<()> {
    let place = Place::open(path)?.ok_or_else(|| absent(path))?;
    let failed = |error: io::Error| {
        Error::could_not(format!(
            "could not remove {}: {}",
            shown(path),
            reason(error)
        ))
    };
    match place.look() {
        Ok(Found::Regular(_)) => {}
        Ok(Found::Other(kind)) => {
            return Err(Error::could_not(format!(
                "{} is {}: only a regular file is removed",
                shown(path),
                kind.with_article()
            )));
        }
        Err(error) if is_absent(&error) => return Err(absent(path)),
        Err(error) => return Err(failed(error)),
    }
    std::fs::remove_file(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;
    use std::fs;

    #[test]
    fn a_key_file_is_removed_once_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        delete(&path).unwrap();
        assert!(!path.exists());
        assert_eq!(delete(&path).unwrap_err().exit, Exit::NoKey);
        let below = folder.path().join(r"no\key");
        assert_eq!(delete(&below).unwrap_err().exit, Exit::NoKey);
        assert_eq!(delete(folder.path()).unwrap_err().exit, Exit::CouldNot);
        assert!(folder.path().is_dir());
    }
}
