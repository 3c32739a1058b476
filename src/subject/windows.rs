//! The facts of one path on Windows, looked up once, on one handle: what is there,
//! who owns it, whom its access control list lets in, and who could put another
//! file in its place.
//!
//! Looking does nothing to what is looked at: a name of a device or of a pipe is
//! never opened, for that alone may do something to it.

mod judge;
mod names;
pub mod stat;
pub mod trail;
pub mod users;
mod way;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, SECURITY_IDENTIFICATION,
};

pub use judge::{ADMINISTRATORS, SYSTEM, file as exposures_of};
pub use names::{Reserved, is_reserved};
pub use way::{exposures_in, lets_others_add};

use super::{Exposure, Kind};
use crate::sys::{self, HandleKind, Identity, Security};

/// The user who looks.
#[derive(Clone, Debug)]
pub struct Me {
    /// The SID.
    pub sid: String,
    /// Whether it is an administrator, who may read everything anyway, and reads
    /// keys on behalf of services.
    pub is_administrator: bool,
}

impl Me {
    /// The user whose process this is.
    ///
    /// # Errors
    /// When the system cannot say.
    pub fn ask() -> io::Result<Me> {
        Ok(Me {
            sid: sys::user()?,
            is_administrator: sys::is_administrator(),
        })
    }
}

/// What a path leads to.
pub enum Found {
    /// A regular file and its facts.
    Regular(Subject),
    /// Something else, which was not opened for reading.
    Other(Kind),
}

/// A regular file and what was found of it.
#[derive(Debug)]
pub struct Subject {
    /// The path as it was asked for.
    pub path: PathBuf,
    /// Bytes of the content, as the file system says.
    pub size: u64,
    /// Which file it is, whatever its names.
    pub identity: Identity,
    /// Who owns it, and whom its list lets in.
    pub security: Security,
    /// Whether its file system keeps lists at all.
    pub keeps_lists: bool,
    file: File,
}

/// Whether a link at the end of a path is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Followed,
    Itself,
}

impl Subject {
    /// Looks a path up, through links. Never waits, whatever is there.
    ///
    /// # Errors
    /// What the system says: the path does not exist, the file may not be read,
    /// its list cannot be understood.
    pub fn open(path: &Path) -> io::Result<Found> {
        look(path, Link::Followed)
    }

    /// Looks a path up, where a link at its end is what it is.
    ///
    /// # Errors
    /// As of [`Subject::open`].
    pub fn open_itself(path: &Path) -> io::Result<Found> {
        look(path, Link::Itself)
    }

    /// The content: of the file that the other facts are about.
    pub fn content(&self) -> &File {
        &self.file
    }

    /// The same, kept.
    pub fn into_content(self) -> File {
        self.file
    }

    /// How the file is open to others than `me`, the system and administrators.
    pub fn exposures(&self, me: &Me) -> Vec<Exposure> {
        judge::file(&self.path, &self.security, self.keeps_lists, me)
    }

    /// How others could put another file in its place.
    ///
    /// # Errors
    /// When the system cannot say where the file is.
    pub fn way(&self, me: &Me) -> io::Result<Vec<Exposure>> {
        way::exposures(self, me)
    }
}

fn look(path: &Path, link: Link) -> io::Result<Found> {
    match is_reserved(path) {
        Some(Reserved::Device) => return Ok(Found::Other(Kind::Device)),
        Some(Reserved::Pipe) => return Ok(Found::Other(Kind::Fifo)),
        _ => {}
    }
    let flags = match link {
        Link::Followed => FILE_FLAG_BACKUP_SEMANTICS,
        Link::Itself => FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT,
    };
    // Anyone who serves a name that is a pipe after all gets nothing of who we are.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .security_qos_flags(SECURITY_IDENTIFICATION)
        .open(path)?;
    let facts = match sys::handle_kind(&file) {
        HandleKind::Disk => file.metadata()?,
        HandleKind::Device => return Ok(Found::Other(Kind::Device)),
        HandleKind::Pipe => return Ok(Found::Other(Kind::Fifo)),
        HandleKind::Unknown => return Ok(Found::Other(Kind::Unknown)),
    };
    if facts.is_symlink() {
        return Ok(Found::Other(Kind::Link));
    }
    if facts.is_dir() {
        return Ok(Found::Other(Kind::Directory));
    }
    Ok(Found::Regular(Subject {
        path: path.to_owned(),
        size: facts.len(),
        identity: sys::identity(&file)?,
        security: sys::security(&file)?,
        keeps_lists: sys::keeps_lists(&file)?,
        file,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn nothing_but_a_regular_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        let Found::Regular(subject) = Subject::open(&path).unwrap() else {
            panic!("it is a file");
        };
        assert_eq!(subject.size, 6);
        for (path, kind) in [
            (folder.path(), Kind::Directory),
            (Path::new("NUL"), Kind::Device),
            (Path::new(r"\\.\pipe\none"), Kind::Fifo),
        ] {
            let found = Subject::open(path).unwrap();
            assert!(matches!(found, Found::Other(it) if it == kind), "{path:?}");
        }
        let absent = Subject::open(&folder.path().join("none")).err().unwrap();
        assert_eq!(absent.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn two_names_of_a_file_have_one_identity() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a", "b", "c"].map(|name| folder.path().join(name));
        fs::write(&paths[0], "secret").unwrap();
        fs::hard_link(&paths[0], &paths[1]).unwrap();
        fs::write(&paths[2], "secret").unwrap();
        let identities = paths.map(|path| match Subject::open(&path).unwrap() {
            Found::Regular(subject) => subject.identity,
            Found::Other(_) => panic!("it is a file"),
        });
        assert_eq!(identities[0], identities[1]);
        assert_ne!(identities[0], identities[2]);
    }
}
