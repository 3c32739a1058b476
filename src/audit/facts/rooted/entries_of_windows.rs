//! What a directory holds.

use std::ffi::OsString;
use std::fs::ReadDir;
use std::io;
use std::path::Path;

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

/// The names in a directory, read as they are needed.
pub struct Entries(ReadDir);

impl Entries {
    /// Of this directory.
    ///
    /// # Errors
    /// What the system says.
    pub fn of(directory: &Path) -> io::Result<Entries> {
        directory.read_dir().map(Entries)
    }
}

impl Iterator for Entries {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.0.next()?;
        Some(entry.and_then(|entry| {
            let kind = match entry.file_type()? {
                kind if kind.is_symlink() => Kind::Link,
                kind if kind.is_dir() => Kind::Directory,
                _ => Kind::Regular,
            };
            let name = entry.file_name();
            Ok(Entry { name, kind })
        }))
    }
}
