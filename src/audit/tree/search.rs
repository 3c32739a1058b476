//! A second walk, when keys were found: where else their text is.
//!
//! Which keys to search for is known only when all of a tree was seen, and
//! most trees have none: then nothing needs to be read.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::each::{Event, each};
use super::{Progress, Reach, lock, undotted};
use crate::audit::needles::Needles;
use crate::audit::written::Language;

/// The largest file that is searched, if it is no text of a known language:
/// keys are pasted into notes and scripts, and not into films.
const MAX_BYTES: u64 = 64 * 1024;

/// What a search found.
#[derive(Debug, Default)]
pub struct Searched {
    /// The files with the text of a key, in order; key files among them.
    pub holders: Vec<PathBuf>,
    /// The first file that could not be searched, and why.
    pub unread: Option<(PathBuf, String)>,
    /// How many of them there are.
    pub unread_count: u64,
}

/// Searches the files below a directory for the keys.
pub fn search(
    root: &Path,
    reach: Reach,
    needles: &Needles,
    before: u64,
    progress: &dyn Progress,
) -> Searched {
    let found = Mutex::new(Searched::default());
    each(root, reach, progress, before, &|event, holder| {
        // What else there is to say the first walk has said.
        let Event::File(entry) = event else {
            return;
        };
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            return;
        }
        let language = Language::of(&entry.file_name().to_string_lossy());
        let max = language.map_or(MAX_BYTES, Language::max_bytes);
        let has_key = |bytes: &[u8]| match language {
            Some(_) => needles.are_in(bytes),
            None => needles.are_certainly_in(bytes),
        };
        match holder.read(entry, max) {
            Ok(Some(bytes)) if has_key(bytes) => {
                lock(&found).holders.push(undotted(entry.path()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let mut found = lock(&found);
                found.unread_count += 1;
                let path = undotted(entry.path());
                if found.unread.as_ref().is_none_or(|(first, _)| path < *first) {
                    found.unread = Some((path, crate::error::reason_of(&error)));
                }
            }
        }
    });
    let mut found = found
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    found.holders.sort();
    found
}
