//! Windows: paths instead of open folders, no numbers of users.

use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::path::Path;

pub use crate::subject::stat::{canonical, fstat, is_nothing_or_link, link_stat, open, stat};
pub use crate::subject::trail::Facts as Subject;
pub use crate::subject::{OFlags, Stat};
pub use std::os::windows::io::OwnedHandle as OwnedFd;

/// As if it were root: nothing is judged by it.
pub fn user() -> u32 {
    0
}

/// Whether both are the same file or directory, whatever their names.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| stat(path).map(|it| it.identity).ok();
    let one = identity(one);
    one.is_some() && one == identity(other)
}

/// Whether a file belongs to the user who runs this: what that decides is of Unix.
pub fn is_own(_facts: &Metadata) -> bool {
    true
}

/// Whether a file is a program that this user may run: its name says it.
pub fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// What a program is called as a file.
pub fn program_name(name: &str) -> String {
    format!("{name}.exe")
}

/// What stands for a name that is no Unicode: no file here has it.
const NO_NAME: &str = "\u{fffd}";

/// Names as bytes, in UTF-8.
pub trait OsStrExt {
    /// Of these bytes.
    fn from_bytes(bytes: &[u8]) -> &OsStr;
    /// Its bytes.
    fn as_bytes(&self) -> &[u8];
}

impl OsStrExt for OsStr {
    fn from_bytes(bytes: &[u8]) -> &OsStr {
        OsStr::new(std::str::from_utf8(bytes).unwrap_or(NO_NAME))
    }

    fn as_bytes(&self) -> &[u8] {
        self.as_encoded_bytes()
    }
}

/// The same of names that are owned.
pub trait OsStringExt {
    /// Of these bytes.
    fn from_vec(bytes: Vec<u8>) -> OsString;
}

impl OsStringExt for OsString {
    fn from_vec(bytes: Vec<u8>) -> OsString {
        OsStr::from_bytes(&bytes).to_owned()
    }
}

/// The facts that Unix has by number: those of one user on one disk, and no inode,
/// as git has none here.
pub trait MetadataExt {
    /// Its disk.
    fn dev(&self) -> u64;
    /// Its number.
    fn ino(&self) -> u64;
    /// Its owner.
    fn uid(&self) -> u32;
    /// When it was written.
    fn mtime(&self) -> i64;
    /// Bytes of its content.
    fn size(&self) -> u64;
}

impl MetadataExt for Metadata {
    fn dev(&self) -> u64 {
        0
    }

    fn ino(&self) -> u64 {
        0
    }

    fn uid(&self) -> u32 {
        user()
    }

    fn mtime(&self) -> i64 {
        0
    }

    fn size(&self) -> u64 {
        self.len()
    }
}
