//! What is written in a text that a walk comes by, asked at once: a tree of
//! thousands of texts leaves nothing to be remembered.

use std::path::Path;

use ignore::DirEntry;

use super::worker::Holder;
use super::{HEX_SIZES, Sort, sort_digits};
use crate::audit::detect::build_files::makes_a_key;
use crate::audit::detect::classify::is_hex_key;
use crate::audit::detect::hardcoded::{Language, borrowed, passphrases, written};
use crate::audit::detect::keys_in_text::Reading;
use crate::audit::detect::utf16;
use crate::audit::facts::rooted;
use crate::subject::Kind;

/// Files that were not read for keys that nobody knows of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotRead {
    /// For what they are.
    pub other_types: u64,
    /// For their size.
    pub too_large: u64,
    /// Sources of programs in the histories of repositories, for the time that
    /// it takes.
    pub in_history: u64,
    /// Archives and compressed files in the histories of repositories, or parts of
    /// them.
    pub packed_in_history: u64,
}

impl NotRead {
    /// These too.
    pub fn add(&mut self, others: NotRead) {
        self.other_types += others.other_types;
        self.too_large += others.too_large;
        self.in_history += others.in_history;
        self.packed_in_history += others.packed_in_history;
    }
}

/// Whether a key may be written in a text.
pub(super) fn sort_text(entry: &DirEntry, holder: &mut Holder, language: Language) -> Sort {
    match rooted::kind(entry) {
        Kind::Regular => {}
        // What a link leads to is looked at when all is known.
        Kind::Link if language.is_text() => return Sort::Text,
        _ => return Sort::Nothing,
    }
    // There is more to be judged in a source than what is written in it.
    if language == Language::R {
        return Sort::Text;
    }
    let text = match holder.read(entry, language.max_bytes()) {
        Ok(Some(text)) => text,
        Ok(None) => return Sort::TooLarge,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Sort::Nothing,
        Err(error) => return Sort::Unread(crate::error::reason_of(&error)),
    };
    let is_hex = HEX_SIZES.contains(&(text.len() as u64)) && is_hex_key(text);
    if is_hex && !language.is_text() {
        return sort_digits(entry.path(), text);
    }
    match has_keys(entry.path(), text, language) {
        true => Sort::Text,
        false => Sort::Nothing,
    }
}

fn has_keys(path: &Path, text: &[u8], language: Language) -> bool {
    if language == Language::Docker && makes_a_key(text) {
        return true;
    }
    let decoded = utf16::decoded(text);
    let text = decoded.as_ref().map_or(text, |text| text);
    let form = Reading::of(path).written_in(language).form();
    !written(text, language, &[]).is_empty()
        || !borrowed(text, language).is_empty()
        || form.is_some_and(|form| !passphrases(text, form, &[]).is_empty())
}

/// The largest script that is looked for: a program is larger.
pub(super) const MAX_SCRIPT_BYTES: u64 = 64 * 1024;

/// What a file without an ending is: a script says so in its first line, and variables are
/// known by their form.
pub(super) fn sort_script(entry: &DirEntry, holder: &mut Holder, name: &str, size: u64) -> Sort {
    let has_ending = name.trim_start_matches('.').contains('.');
    if has_ending || size == 0 {
        return Sort::OtherType;
    }
    let content = match holder.read(entry, MAX_SCRIPT_BYTES) {
        Ok(Some(content)) => content,
        Ok(None) => return Sort::OtherType,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Sort::Nothing,
        Err(error) => return Sort::Unread(crate::error::reason_of(&error)),
    };
    match Language::of_content(content) {
        Some(language) if language == Language::R || has_keys(entry.path(), content, language) => {
            Sort::Script(language)
        }
        Some(_) => Sort::Nothing,
        None => Sort::OtherType,
    }
}
