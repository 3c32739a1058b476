//! What a thread keeps while it looks at files: the directory that they are
//! in, and room for their content.

use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::PathBuf;

use ignore::DirEntry;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, Stat, fstat, openat, statat};
use zeroize::Zeroizing;

use crate::audit::lines;
use crate::subject::Kind;

/// The directory whose files a thread is looking at: a name is looked up in
/// it at once, where a path would be walked from the start for every file.
#[derive(Default)]
pub(super) struct Holder {
    directory: PathBuf,
    descriptor: Option<OwnedFd>,
    /// What was read last. It may hold a key.
    content: Zeroizing<Vec<u8>>,
}

/// Room for most files, so that there is one buffer for them all.
const ROOM: usize = 64 * 1024;

impl Holder {
    /// The facts of a file, not of what a link leads to.
    pub(super) fn stat(&mut self, entry: &DirEntry) -> io::Result<Stat> {
        let directory = self.open(entry)?;
        Ok(statat(
            directory,
            entry.file_name(),
            AtFlags::SYMLINK_NOFOLLOW,
        )?)
    }

    /// The bytes of a regular file, not of what a link leads to; `None` for
    /// anything else, and for one with more than `max` bytes. That is an error
    /// where it is the most that is read of any file: then it was to be read.
    pub(super) fn read(&mut self, entry: &DirEntry, max: u64) -> io::Result<Option<&[u8]>> {
        const FLAGS: OFlags = OFlags::RDONLY
            .union(OFlags::NONBLOCK)
            .union(OFlags::NOCTTY)
            .union(OFlags::NOFOLLOW)
            .union(OFlags::CLOEXEC);
        let directory = self.open(entry)?;
        let file = openat(directory, entry.file_name(), FLAGS, Mode::empty())?;
        let stat = fstat(&file)?;
        let size = u64::try_from(stat.st_size).unwrap_or(0);
        if Kind::of(&stat) != Kind::Regular {
            return Ok(None);
        }
        if size > max {
            return match max {
                lines::MAX_BYTES => Err(lines::too_large()),
                _ => Ok(None),
            };
        }
        // The room is made at once: a buffer that grows leaves copies behind.
        // That for a large file is given back with the next one.
        let room = (size as usize).max(ROOM);
        if self.content.len() < room || self.content.len() > room.max(ROOM) {
            self.content = Zeroizing::new(vec![0; room]);
        }
        let mut file = std::fs::File::from(file);
        let mut length = 0;
        while length < size as usize {
            match file.read(&mut self.content[length..size as usize])? {
                // It was cut off meanwhile.
                0 => break,
                count => length += count,
            }
        }
        Ok(Some(&self.content[..length]))
    }

    fn open(&mut self, entry: &DirEntry) -> io::Result<&OwnedFd> {
        let parent = entry.path().parent().ok_or(io::ErrorKind::NotFound)?;
        if self.descriptor.is_none() || self.directory != parent {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.descriptor = None;
            self.descriptor = Some(openat(CWD, parent, flags, Mode::empty())?);
            parent.clone_into(&mut self.directory);
        }
        let descriptor = self.descriptor.as_ref();
        Ok(descriptor.ok_or(io::ErrorKind::NotFound)?)
    }
}
