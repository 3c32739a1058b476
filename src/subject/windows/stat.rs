//! The facts of a path and of what is open, by the names that they have on Unix.

use std::fs::{File, OpenOptions};
use std::io;
use std::ops::BitOr;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::os::windows::io::{AsRawHandle, OwnedHandle};
use std::path::{Path, PathBuf};

use windows_sys::Win32::Foundation::ERROR_CANT_RESOLVE_FILENAME;
use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_REPARSE_POINT, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT,
    FILE_READ_ATTRIBUTES, SECURITY_IDENTIFICATION,
};

use super::super::Kind;
use super::{Reserved, is_reserved};
use crate::sys::{self, HandleKind};

/// How something is opened: those of Unix that ask for something else here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OFlags(u8);

#[allow(missing_docs, reason = "as of Unix")]
impl OFlags {
    pub const RDONLY: OFlags = OFlags(0);
    pub const NONBLOCK: OFlags = OFlags(0);
    pub const NOCTTY: OFlags = OFlags(0);
    pub const CLOEXEC: OFlags = OFlags(0);
    pub const NOFOLLOW: OFlags = OFlags(1);
    pub const DIRECTORY: OFlags = OFlags(2);

    /// Both.
    pub const fn union(self, other: OFlags) -> OFlags {
        OFlags(self.0 | other.0)
    }

    /// Whether all of these are among them.
    pub const fn contains(self, other: OFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for OFlags {
    type Output = OFlags;

    fn bitor(self, other: OFlags) -> OFlags {
        self.union(other)
    }
}

/// The facts of a file or a folder.
#[derive(Clone, Copy, Debug)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Bytes of its content.
    pub st_size: i64,
    /// Which it is; zeros where that was not asked.
    pub identity: (u64, u64),
    /// How many names it has; 1 where that was not asked.
    pub links: u64,
}

impl Stat {
    /// Of what has no size.
    fn of_kind(kind: Kind) -> Stat {
        Stat {
            kind,
            st_size: 0,
            identity: (0, 0),
            links: 1,
        }
    }
}

/// Which file it is.
pub fn identity(stat: &Stat) -> (u64, u64) {
    stat.identity
}

/// The facts of what is open.
///
/// # Errors
/// What the system says.
pub fn fstat(file: &impl AsRawHandle) -> io::Result<Stat> {
    let facts = match sys::handle_kind(file) {
        HandleKind::Disk => sys::facts(file)?,
        HandleKind::Device => return Ok(Stat::of_kind(Kind::Device)),
        HandleKind::Pipe => return Ok(Stat::of_kind(Kind::Fifo)),
        HandleKind::Unknown => return Ok(Stat::of_kind(Kind::Unknown)),
    };
    Ok(Stat {
        kind: match facts.is_folder {
            true => Kind::Directory,
            false => Kind::Regular,
        },
        st_size: facts.size.try_into().unwrap_or(i64::MAX),
        identity: facts.identity.numbers(),
        links: facts.links.into(),
    })
}

/// What a name is of that is never opened.
fn reserved(path: &Path) -> Option<Kind> {
    match is_reserved(path)? {
        Reserved::Device => Some(Kind::Device),
        Reserved::Pipe => Some(Kind::Fifo),
        _ => None,
    }
}

/// The facts of what a path leads to.
///
/// # Errors
/// What the system says.
pub fn stat(path: &Path) -> io::Result<Stat> {
    if let Some(kind) = reserved(path) {
        return Ok(Stat::of_kind(kind));
    }
    let file = OpenOptions::new()
        .access_mode(FILE_READ_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .security_qos_flags(SECURITY_IDENTIFICATION)
        .open(path)?;
    fstat(&file)
}

/// What has this path, a link among them, and its size; which it is, is not asked.
///
/// # Errors
/// What the system says.
pub fn link_stat(path: &Path) -> io::Result<Stat> {
    if let Some(kind) = reserved(path) {
        return Ok(Stat::of_kind(kind));
    }
    let facts = path.symlink_metadata()?;
    let kind = match facts.file_type() {
        kind if kind.is_symlink() => Kind::Link,
        kind if kind.is_dir() => Kind::Directory,
        _ => Kind::Regular,
    };
    Ok(Stat {
        st_size: facts.len().try_into().unwrap_or(i64::MAX),
        ..Stat::of_kind(kind)
    })
}

/// Opens what a path leads to. The name of a device or a pipe is that of nothing.
///
/// # Errors
/// What the system says.
pub fn open(path: &Path, flags: OFlags) -> io::Result<OwnedHandle> {
    if reserved(path).is_some() {
        return Err(io::ErrorKind::NotFound.into());
    }
    // Anyone who serves a name that is a pipe after all gets nothing of who we are.
    let opened = |custom| {
        OpenOptions::new()
            .read(true)
            .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | custom)
            .security_qos_flags(SECURITY_IDENTIFICATION)
            .open(path)
    };
    let file = match flags.contains(OFlags::NOFOLLOW) {
        true => followed_by_nobody(opened)?,
        false => opened(0)?,
    };
    if sys::handle_kind(&file) != HandleKind::Disk {
        return Err(io::ErrorKind::NotFound.into());
    }
    if flags.contains(OFlags::DIRECTORY) && !file.metadata()?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Ok(file.into())
}

/// The file itself. What is no link and still has a mark of that kind, as a file
/// that a disk or a cloud keeps in another form, is read as any program reads it.
fn followed_by_nobody(opened: impl Fn(u32) -> io::Result<File>) -> io::Result<File> {
    let itself = opened(FILE_FLAG_OPEN_REPARSE_POINT)?;
    let facts = itself.metadata()?;
    if facts.is_symlink() {
        return Err(io::Error::from_raw_os_error(
            ERROR_CANT_RESOLVE_FILENAME.cast_signed(),
        ));
    }
    if facts.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT == 0 {
        return Ok(itself);
    }
    let file = opened(0)?;
    match sys::identity(&file)? == sys::identity(&itself)? {
        true => Ok(file),
        false => Err(io::Error::other("the file was replaced while it was read")),
    }
}

/// Whether it says that nothing is there, or a link where none is followed.
pub fn is_nothing_or_link(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
        || error.raw_os_error() == Some(ERROR_CANT_RESOLVE_FILENAME.cast_signed())
}

/// The path without links to what this one leads to, spelled as programs and people
/// do, where that is the same file.
///
/// # Errors
/// What the system says.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    if reserved(path).is_some() {
        return Err(io::ErrorKind::NotFound.into());
    }
    path.canonicalize().map(spelled)
}

fn spelled(path: PathBuf) -> PathBuf {
    let Some(text) = path.to_str().and_then(|it| it.strip_prefix(r"\\?\")) else {
        return path;
    };
    let plain = match text.strip_prefix(r"UNC\") {
        Some(share) => PathBuf::from(format!(r"\\{share}")),
        None if text.as_bytes().get(1) == Some(&b':') => PathBuf::from(text),
        None => return path,
    };
    // A name that means something else to the old calls is kept from them.
    let means_another = |part: &Path| {
        let name = part.file_name().map(Path::new);
        name.is_some_and(|it| is_reserved(it).is_some())
    };
    match plain.ancestors().any(means_another) {
        true => path,
        false => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn paths_are_spelled_as_people_do() {
        for (system, plain) in [
            (r"\\?\C:\a\k", r"C:\a\k"),
            (r"\\?\UNC\server\share\k", r"\\server\share\k"),
            (r"\\?\C:\a.\k", r"\\?\C:\a.\k"),
            (r"\\?\C:\nul\k", r"\\?\C:\nul\k"),
            (r"\\?\Volume{1}\k", r"\\?\Volume{1}\k"),
            (r"C:\k", r"C:\k"),
        ] {
            assert_eq!(spelled(PathBuf::from(system)), Path::new(plain));
        }
    }

    #[test]
    fn a_file_and_a_folder_are_opened_and_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        fs::hard_link(&path, folder.path().join("other")).unwrap();
        let file = open(&path, OFlags::RDONLY | OFlags::NOFOLLOW).unwrap();
        let facts = fstat(&file).unwrap();
        assert_eq!(
            (facts.kind, facts.st_size, facts.links),
            (Kind::Regular, 6, 2)
        );
        assert_eq!(stat(&path).unwrap().identity, facts.identity);
        let kind = |path: &Path| stat(path).unwrap().kind;
        assert_eq!(kind(folder.path()), Kind::Directory);
        assert_eq!(kind(Path::new("NUL")), Kind::Device);
        let refused = |path: &Path| open(path, OFlags::DIRECTORY).unwrap_err().kind();
        assert_eq!(refused(&path), io::ErrorKind::NotADirectory);
        assert_eq!(refused(Path::new(r"\\.\pipe\k")), io::ErrorKind::NotFound);
        assert!(open(folder.path(), OFlags::DIRECTORY).is_ok());
        assert_eq!(link_stat(&path).unwrap().st_size, 6);
    }
}
