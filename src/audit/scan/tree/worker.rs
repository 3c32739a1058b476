//! What a thread keeps while it looks at files: the directory that they are
//! in, and room for their content.

use std::fs::File;
use std::io::{self, Read};
#[cfg(unix)]
use std::path::PathBuf;

use ignore::DirEntry;
#[cfg(unix)]
use rustix::fs::{AtFlags, Mode, openat, statat};
use zeroize::Zeroizing;

#[cfg(unix)]
use crate::audit::facts::system::OwnedFd;
use crate::audit::facts::system::{OFlags, Stat, fstat};
use crate::audit::facts::{budget, lines, rooted};

/// The directory whose files a thread is looking at: a name is looked up in
/// it at once, where a path would be walked from the start for every file. Windows
/// has paths alone.
#[derive(Default)]
pub(super) struct Holder {
    #[cfg(unix)]
    directory: PathBuf,
    #[cfg(unix)]
    descriptor: Option<OwnedFd>,
    /// What was read last. It may hold a key.
    content: Zeroizing<Vec<u8>>,
}

/// Room for most files, so that there is one buffer for them all: a byte more
/// than [`search`](fn@super::search) wants of any.
const ROOM: usize = 64 * 1024 + 1;

impl Holder {
    /// The facts of a file, not of what a link leads to.
    #[cfg(unix)]
    pub(super) fn stat(&mut self, entry: &DirEntry) -> io::Result<Stat> {
        let directory = self.open(entry)?;
        Ok(statat(
            directory,
            entry.file_name(),
            AtFlags::SYMLINK_NOFOLLOW,
        )?)
    }

    /// The facts of a file, not of what a link leads to.
    #[cfg(windows)]
    pub(super) fn stat(&mut self, entry: &DirEntry) -> io::Result<Stat> {
        crate::audit::facts::system::link_stat(entry.path())
    }

    /// No image is audited here.
    #[cfg(windows)]
    pub(super) fn has(&mut self, _entry: &DirEntry) -> bool {
        true
    }

    /// Whether an entry is of the image that is audited: its folder may have been
    /// a link to one of the host's when it was listed. On the host all are.
    #[cfg(unix)]
    #[allow(
        clippy::useless_conversion,
        reason = "the number has another width on other systems"
    )]
    pub(super) fn has(&mut self, entry: &DirEntry) -> bool {
        !rooted::is_image()
            || entry.depth() == 0
            || self
                .stat(entry)
                .is_ok_and(|it| Some(u64::from(it.st_ino)) == entry.ino())
    }

    /// The bytes of a file that the walk says is a regular one; `None` for one
    /// with more than `max` bytes. That is an error where it is the most that
    /// is read of any file: then it was to be read.
    pub(super) fn read(&mut self, entry: &DirEntry, max: u64) -> io::Result<Option<&[u8]>> {
        if self.content.len() != ROOM {
            self.content = Zeroizing::new(vec![0; ROOM]);
        }
        let mut file = self.file(entry)?;
        // Most files fit: what they are and how large is not asked, which
        // would take as long again.
        let length = file.read(&mut self.content)?;
        budget::spend(entry.path(), length as u64)?;
        if length < ROOM {
            let fits = length as u64 <= max;
            return Ok(fits.then_some(&self.content[..length]));
        }
        let stat = fstat(&file)?;
        let size = u64::try_from(stat.st_size).unwrap_or(0);
        if size > max {
            return match max {
                lines::MAX_BYTES => Err(lines::too_large()),
                _ => Ok(None),
            };
        }
        budget::spend(entry.path(), size)?;
        // The room is made at once: a buffer that grows leaves copies behind.
        // It is given back with the next file.
        let mut content = Zeroizing::new(vec![0; (size as usize).max(ROOM)]);
        content[..length].copy_from_slice(&self.content);
        let mut end = length;
        while end < content.len() {
            match file.read(&mut content[end..])? {
                // It was cut off meanwhile.
                0 => break,
                count => end += count,
            }
        }
        self.content = content;
        Ok(Some(&self.content[..end]))
    }

    /// The file itself, not what a link leads to; it never waits.
    pub(super) fn file(&mut self, entry: &DirEntry) -> io::Result<File> {
        const FLAGS: OFlags = OFlags::RDONLY
            .union(OFlags::NONBLOCK)
            .union(OFlags::NOCTTY)
            .union(OFlags::NOFOLLOW)
            .union(OFlags::CLOEXEC);
        #[cfg(unix)]
        return {
            let directory = self.open(entry)?;
            Ok(openat(directory, entry.file_name(), FLAGS, Mode::empty())?.into())
        };
        #[cfg(windows)]
        rooted::open(entry.path(), FLAGS).map(File::from)
    }

    #[cfg(unix)]
    fn open(&mut self, entry: &DirEntry) -> io::Result<&OwnedFd> {
        let parent = entry.path().parent().ok_or(io::ErrorKind::NotFound)?;
        if self.descriptor.is_none() || self.directory != parent {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.descriptor = None;
            self.descriptor = Some(rooted::open(parent, flags)?);
            parent.clone_into(&mut self.directory);
        }
        let descriptor = self.descriptor.as_ref();
        Ok(descriptor.ok_or(io::ErrorKind::NotFound)?)
    }
}
