//! Where a key file is or will be: a name in a folder that is held open.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_BACKUP_SEMANTICS, FILE_LIST_DIRECTORY, FILE_READ_ATTRIBUTES, FILE_SHARE_READ,
    FILE_SHARE_WRITE, READ_CONTROL,
};

use crate::error::{Error, Result, reason};
use crate::keys::file::hidden::is_litter;
use crate::shell::{permissions, shown};
use crate::subject::{self, Found, Me, Reserved, Subject, in_words, is_reserved};
use crate::sys::{self, Identity};

/// A name in a folder.
pub(super) struct Place {
    /// The path as the user wrote it.
    pub(super) path: PathBuf,
    /// The last component.
    pub(super) name: OsString,
    /// Who asks.
    pub(super) me: Me,
    /// Keeps the folder's own path as it is.
    folder: Rc<File>,
}

impl Place {
    /// Opens the folder of `path`; `None` when there is none.
    pub(super) fn open(path: &Path) -> Result<Option<Place>> {
        let name = name_of(path)?;
        // One that may be listed: a handle that only asks holds nothing.
        let folder = OpenOptions::new()
            .access_mode(READ_CONTROL | FILE_READ_ATTRIBUTES | FILE_LIST_DIRECTORY)
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
            .open(parent(path));
        let looked = |error: io::Error| {
            Error::could_not(format!(
                "could not open the directory {}: {}",
                shown(parent(path)),
                reason(error)
            ))
        };
        let folder = match folder {
            Ok(folder) => folder,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(looked(error)),
        };
        if !folder.metadata().map_err(looked)?.is_dir() {
            return Ok(None);
        }
        Ok(Some(Place {
            path: path.to_owned(),
            name,
            me: Me::ask().map_err(looked)?,
            folder: Rc::new(folder),
        }))
    }

    /// Refuses a folder where others could put a key of their own in the place of
    /// this one, by the rule that reading a key has as well; and one whose file
    /// system would let everybody read it.
    pub(super) fn refuse_open_folder(&self) -> Result<()> {
        let folder = parent(&self.path);
        let looked = |error: io::Error| {
            Error::could_not(format!(
                "could not look at the directory {}: {}",
                shown(folder),
                reason(error)
            ))
        };
        if !sys::keeps_lists(&self.folder).map_err(looked)? {
            return Err(Error::could_not(format!(
                "the file system of {} has no access control lists: who uses this machine could \
                 read the key",
                shown(folder)
            ))
            .hint("choose a directory on another file system, or keep the key in the keyring"));
        }
        let exposures = subject::exposures_in(folder, &self.me).map_err(looked)?;
        if exposures.is_empty() {
            return Ok(());
        }
        let (seen, _) = in_words(&exposures);
        Err(Error::could_not(format!(
            "others could replace a key in {}, for it {seen}",
            shown(folder)
        ))
        .hint("choose a directory of your own, as in your profile"))
    }

    /// What the name means now: a regular file, something else, or nothing.
    pub(super) fn look(&self) -> io::Result<Found> {
        Subject::open_itself(&self.path)
    }

    /// Which file the name leads to now.
    pub(super) fn identity(&self) -> Option<Identity> {
        match self.look() {
            Ok(Found::Regular(subject)) => Some(subject.identity),
            _ => None,
        }
    }

    /// Another name in the same folder.
    pub(super) fn sibling(&self, name: OsString) -> Place {
        Place {
            path: self.path.with_file_name(&name),
            name,
            me: self.me.clone(),
            folder: Rc::clone(&self.folder),
        }
    }

    /// The names in the folder.
    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        let entries = fs::read_dir(parent(&self.path))?;
        entries.map(|entry| Ok(entry?.file_name())).collect()
    }

    /// The names of what interrupted rotations of this place left behind.
    pub(super) fn litter(&self) -> Vec<OsString> {
        let mut names = self.names().unwrap_or_default();
        names.retain(|name| is_litter(&self.name, name));
        names
    }

    /// A step failed: `doing` is the step, as in "could not make F: writing: the
    /// disk is full".
    pub(super) fn failed(&self, doing: &str, error: io::Error) -> Error {
        Error::could_not(format!(
            "could not make the key file {}: {doing}: {}",
            shown(&self.path),
            reason(error)
        ))
    }
}

/// What interrupted rotations of the key file at `path` left behind.
///
/// # Errors
/// When the path is not a file name.
pub fn left_behind(path: &Path) -> Result<Vec<PathBuf>> {
    let place = Place::open(path)?;
    Ok(place.map_or_else(Vec::new, |place| {
        let litter = place.litter().into_iter();
        litter.map(|name| place.path.with_file_name(name)).collect()
    }))
}

/// The last component of a path that can name a key file.
fn name_of(path: &Path) -> Result<OsString> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let is_folder = [&b"/"[..], b"\\", b"/.", b"\\."]
        .iter()
        .any(|it| bytes.ends_with(it));
    let why = match is_reserved(path) {
        None => {
            let name = path.file_name().filter(|_| !is_folder);
            let none = || Error::could_not(format!("{} is not a file name", shown(path)));
            return name.map(Into::into).ok_or_else(none);
        }
        Some(Reserved::Device) => "names a device",
        Some(Reserved::Pipe) => "names a pipe",
        Some(Reserved::Stream) => "names a hidden stream of a file (FILE:STREAM)",
        Some(Reserved::Dropped) => "ends with a full stop or a space, which Windows drops",
    };
    Err(
        Error::could_not(format!("{} {why}: no key is kept there", shown(path)))
            .hint("choose another name"),
    )
}

/// Whether there is nothing of that name, or what should be a folder is none.
pub(super) fn is_absent(error: &io::Error) -> bool {
    let kind = error.kind();
    kind == io::ErrorKind::NotFound || kind == io::ErrorKind::NotADirectory
}

/// The folder part, `.` when there is none.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Where to see who may do what with a file.
pub(super) fn who(path: &Path) -> String {
    format!("see who may do what with it: {}", permissions(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_key_file_is_named() {
        for (path, said) in [
            ("keys/", "is not a file name"),
            (r"keys\", "is not a file name"),
            ("keys/.", "is not a file name"),
            (r"C:\", "is not a file name"),
            ("", "is not a file name"),
            ("NUL", "names a device"),
            ("aux.key", "names a device"),
            ("key:stream", "names a hidden stream"),
            (r"\\.\pipe\k", "names a pipe"),
            ("key.", "ends with a full stop"),
        ] {
            let error = Place::open(Path::new(path)).err();
            let error = error.unwrap_or_else(|| panic!("{path}"));
            assert!(error.message.contains(said), "{path}: {}", error.message);
        }
    }

    #[test]
    fn a_place_in_no_folder_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let opened = |name: &str| Place::open(&folder.path().join(name)).unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(opened("no/key").is_none());
        assert!(opened("file/key").is_none());
        assert!(opened("key").is_some());
    }

    #[test]
    fn a_folder_that_is_held_keeps_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let (here, there) = (folder.path().join("a"), folder.path().join("b"));
        fs::create_dir(&here).unwrap();
        let place = Place::open(&here.join("key")).unwrap().unwrap();
        assert!(fs::rename(&here, &there).is_err());
        drop(place);
        fs::rename(&here, &there).unwrap();
    }
}
