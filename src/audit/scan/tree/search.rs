//! A second walk, when keys were found: where else their text is.
//!
//! Which keys to search for is known only when all of a tree was seen, and
//! most trees have none: then nothing needs to be read.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::DirEntry;

use super::walk::{Event, each};
use super::worker::Holder;
use super::{Progress, Reach, lock, undotted};
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::log_keys::is_trace_name;
use crate::audit::detect::needles::Needles;
use crate::audit::detect::utf16;
use crate::audit::facts::exclude::Exclude;
use crate::audit::facts::rooted;
use crate::audit::scan::traces::has_key;
use crate::subject::Kind;

/// The largest file that is searched, if it is no text of a known language and
/// no log: keys are pasted into notes and scripts, and not into films.
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
    exclude: &Exclude,
    needles: &Needles,
    before: u64,
    progress: &dyn Progress,
) -> Searched {
    let found = Mutex::new(Searched::default());
    each(root, reach, exclude, progress, before, &|event, holder| {
        // What else there is to say the first walk has said.
        let Event::File(entry) = event else {
            return;
        };
        if rooted::kind(entry) != Kind::Regular {
            return;
        }
        let name = entry.file_name().to_string_lossy();
        let searched = is_in(entry, holder, &name, needles);
        match searched {
            Ok(true) => lock(&found).holders.push(undotted(entry.path())),
            Ok(false) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
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

/// Called with a text: its path, what is in it, its language.
pub type See<'a> = dyn Fn(&Path, &[u8], Option<Language>) + Sync + 'a;

/// Reads the texts below a directory: those of a known language, and small ones
/// of any.
pub fn read_texts(
    root: &Path,
    reach: Reach,
    exclude: &Exclude,
    before: u64,
    progress: &dyn Progress,
    see: &See,
) {
    each(root, reach, exclude, progress, before, &|event, holder| {
        let Event::File(entry) = event else {
            return;
        };
        if rooted::kind(entry) != Kind::Regular {
            return;
        }
        let language = Language::of(&entry.file_name().to_string_lossy());
        let max = language.map_or(MAX_BYTES, Language::max_bytes);
        // What cannot be read the first walk has said, or it is of no language.
        let Ok(Some(text)) = holder.read(entry, max) else {
            return;
        };
        if language.is_some() || memchr::memchr(0, text).is_none() {
            see(&undotted(entry.path()), text, language);
        }
    });
}

fn is_in(entry: &DirEntry, holder: &mut Holder, name: &str, needles: &Needles) -> io::Result<bool> {
    if let Some(language) = Language::of(name) {
        let bytes = holder.read(entry, language.max_bytes())?;
        let are_in = |text: &[u8]| needles.are_in(text) || needles.literals_are_in(text);
        return Ok(bytes.is_some_and(|bytes| match utf16::decoded(bytes) {
            Some(text) => are_in(&text),
            None => are_in(bytes),
        }));
    }
    match holder.read(entry, MAX_BYTES)? {
        Some(bytes) => Ok(needles.are_certainly_in(bytes) || needles.literals_are_in(bytes)),
        None if is_trace_name(name) => has_key(entry.path(), holder.file(entry)?, needles),
        None => Ok(false),
    }
}
