//! What was found in what is packed, kept for all that ask: the history of a repository
//! wants to know which of its keys are in an archive still, and the archives are judged.

use std::path::PathBuf;

use super::Found;
use crate::audit::detect::marks::Mark;

/// A packed file that was looked into.
pub struct Unpacked {
    /// Where it is.
    pub path: PathBuf,
    /// The keys in it.
    pub found: Vec<Kept>,
    /// Why it was not searched to its end, if it was not.
    pub unread: Option<String>,
}

/// A key in it.
pub struct Kept {
    /// The file in it; empty for what is packed alone.
    pub inner: PathBuf,
    /// What the key is known by.
    pub mark: Mark,
    /// What it is called there.
    pub name: String,
    /// The key of this run that it is.
    pub key: Option<PathBuf>,
    /// It is a file of its own there.
    pub is_file: bool,
}

impl From<Found<'_>> for Kept {
    fn from(found: Found) -> Kept {
        Kept {
            inner: found.inner,
            mark: found.key.mark,
            name: found.key.name,
            key: found.key.key.map(|key| key.path.clone()),
            is_file: found.is_file,
        }
    }
}
