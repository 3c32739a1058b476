//! Files in which programs and prompts record what was done, and packed files.

use std::path::Path;

use ignore::DirEntry;

use super::worker::Holder;
use super::{Sort, told};
use crate::audit::detect::classify::tells_of_a_key;
use crate::audit::detect::log_keys::{self, is_trace_name};
use crate::audit::detect::{histories, packed_names};
use crate::audit::facts::rooted;
use crate::audit::scan::discovery;
use crate::subject::Kind;

/// What a history or a log is, and what is packed; `None` for anything else, and
/// where nothing is in it.
pub(super) fn sort(entry: &DirEntry, holder: &mut Holder, name: &str) -> Option<Sort> {
    if rooted::kind(entry) != Kind::Regular {
        return None;
    }
    if packed_names::is_packed_name(name) {
        return Some(Sort::Packed);
    }
    let history = histories::language(name);
    if history.is_none() && !is_trace_name(name) {
        return None;
    }
    let has_key = match holder.read(entry, SMALL_BYTES) {
        Ok(Some(bytes)) => Ok(match history {
            Some(language) => histories::has_key(entry.path(), bytes, language),
            None => log_keys::names_key(bytes),
        }),
        // It is read by the check, piece by piece.
        Ok(None) => Ok(true),
        Err(error) => Err(error),
    };
    // One that may not be read is reported by its check.
    has_key.ok().filter(|it| *it).map(|_| Sort::Text)
}

/// So much of a history or of a log is read in a walk.
const SMALL_BYTES: u64 = 64 * 1024;

/// What a file of a known place is to the audit, by the name of a key and by its content.
pub fn told_at(path: &Path) -> Option<discovery::Kind> {
    let name = path.file_name()?.to_str()?;
    let facts = rooted::file_metadata(path)?;
    if !tells_of_a_key(name) {
        return None;
    }
    match told(path, name, facts.len()) {
        Sort::Copy => Some(discovery::Kind::Copy),
        // One that may not be read is judged by its mode.
        Sort::Key | Sort::Unread(_) => Some(discovery::Kind::Key),
        _ => None,
    }
}
