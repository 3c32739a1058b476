//! What a directory holds.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

use rustix::fs::{AtFlags, Dir, DirEntry, FileType, statat};

use crate::subject::Kind;

/// A name in a directory.
pub struct Entry {
    name: OsString,
    /// What has it: a link is one.
    pub kind: Kind,
}

impl Entry {
    /// The name.
    pub fn file_name(&self) -> OsString {
        self.name.clone()
    }
}

/// The names in a directory that is open, read as they are needed.
pub struct Entries(Dir);

impl Entries {
    /// Of this directory.
    ///
    /// # Errors
    /// What the system says.
    pub fn of(directory: OwnedFd) -> io::Result<Entries> {
        Ok(Entries(Dir::new(directory)?))
    }

    fn entry(&self, entry: &DirEntry) -> io::Result<Entry> {
        let kind = match entry.file_type() {
            // Not every file system tells it with the name.
            FileType::Unknown => {
                let flags = AtFlags::SYMLINK_NOFOLLOW;
                Kind::of(&statat(self.0.fd()?, entry.file_name(), flags)?)
            }
            kind => Kind::of_type(kind),
        };
        let name = OsStr::from_bytes(entry.file_name().to_bytes()).to_owned();
        Ok(Entry { name, kind })
    }
}

impl Iterator for Entries {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = match self.0.read()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(error.into())),
            };
            if !matches!(entry.file_name().to_bytes(), b"." | b"..") {
                return Some(self.entry(&entry));
            }
        }
    }
}
