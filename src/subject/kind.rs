//! The kinds of things that a path can lead to.

#[cfg(unix)]
use rustix::fs::{FileType, Stat};

#[cfg(windows)]
use super::Stat;

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file with content.
    Regular,
    /// A directory.
    Directory,
    /// A named pipe.
    Fifo,
    /// A character or block device.
    Device,
    /// A Unix-domain socket.
    Socket,
    /// A symbolic link: only where links are not followed.
    Link,
    /// None of the kinds that POSIX names.
    Unknown,
}

impl Kind {
    /// The kind with its article, as messages say it.
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Regular => "a regular file",
            Kind::Directory => "a directory",
            Kind::Fifo => "a pipe",
            Kind::Device => "a device",
            Kind::Socket => "a socket",
            Kind::Link => "a symbolic link",
            Kind::Unknown => "of an unknown kind",
        }
    }

    #[cfg(windows)]
    pub(crate) fn of(stat: &Stat) -> Kind {
        stat.kind
    }

    #[cfg(unix)]
    pub(crate) fn of(stat: &Stat) -> Kind {
        Kind::of_type(FileType::from_raw_mode(stat.st_mode))
    }

    /// The same of what a directory says with a name.
    #[cfg(unix)]
    pub(crate) fn of_type(kind: FileType) -> Kind {
        match kind {
            FileType::RegularFile => Kind::Regular,
            FileType::Directory => Kind::Directory,
            FileType::Fifo => Kind::Fifo,
            FileType::CharacterDevice | FileType::BlockDevice => Kind::Device,
            FileType::Socket => Kind::Socket,
            FileType::Symlink => Kind::Link,
            _ => Kind::Unknown,
        }
    }
}
