//! The keys in what is packed: archives (zip, tar), compressed files (gzip) and what
//! R saves, of a tree and of a history.
//!
//! They are unpacked in memory, with a measure for everything ([`bounded`]), and
//! judged as they would be in a tree. An archive in an archive is looked into, one in
//! that one is not.

pub mod bounded;
pub mod entries;
mod r_data;
pub mod unpacked;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use self::bounded::Bounded;
use self::entries::Source;
use crate::audit::detect::classify::{is_hex_key, is_key_name, tells_of_a_key};
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::histories;
use crate::audit::detect::keys_in_text::Reading;
use crate::audit::detect::log_keys::{is_trace_name, keys_in_log};
use crate::audit::detect::marks::{Mark, Marked, marked};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::packed_names::{Kind, kind};
use crate::audit::facts::key_file::name_of;

/// The most bytes of one file in an archive that are looked at.
const MAX_ENTRY_BYTES: u64 = 4 * 1024 * 1024;
/// The most bytes of a file of any kind that are searched for known keys.
const MAX_OTHER_BYTES: u64 = 64 * 1024;
/// The most bytes of a file of R's that is looked into: what is larger are data.
const MAX_R_BYTES: u64 = 16 * 1024 * 1024;

/// A key in what is packed.
pub struct Found<'a> {
    /// The file in it; empty for what is packed alone.
    pub inner: PathBuf,
    /// The key.
    pub key: Marked<'a>,
    /// It is a file of its own there.
    pub is_file: bool,
}

impl<'a> From<Marked<'a>> for Found<'a> {
    /// A key in a text that is not packed.
    fn from(key: Marked<'a>) -> Found<'a> {
        Found {
            inner: PathBuf::new(),
            key,
            is_file: false,
        }
    }
}

/// What is searched in one archive.
pub struct Search<'s, 'a> {
    needles: &'s Needles<'a>,
    found: Vec<Found<'a>>,
    known: HashSet<(PathBuf, Mark)>,
}

/// The keys in a file of so many bytes, which its name says to be packed; and why it
/// was not searched to its end, for which there is time until then.
pub fn search<'a>(
    path: &Path,
    source: impl Source,
    size: u64,
    deadline: Instant,
    needles: &Needles<'a>,
) -> (Vec<Found<'a>>, Result<(), String>) {
    let mut search = Search {
        needles,
        found: Vec::new(),
        known: HashSet::new(),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bounded = Bounded::new(path, size, deadline);
    let read = match kind(&name) {
        Some(Kind::R) if size > MAX_R_BYTES => Ok(()),
        Some(kind) => entries::read(kind, source, &name, &bounded, 0, &mut search),
        None => Ok(()),
    };
    (search.found, read)
}

impl<'a> Search<'_, 'a> {
    /// Whether a file of this name and size is looked at.
    fn wants(&self, inner: &Path, size: u64) -> bool {
        let is_small = !self.needles.is_empty() && size <= MAX_OTHER_BYTES;
        size <= MAX_ENTRY_BYTES && (is_read(inner) || is_small)
    }

    /// Looks at a file of the archive.
    fn see(&mut self, inner: &Path, content: &[u8]) {
        let name = inner.file_name().unwrap_or_default().to_string_lossy();
        let needles = self.needles;
        if (is_key_name(&name) || tells_of_a_key(&name)) && is_hex_key(content) {
            let text = content.trim_ascii();
            let key = Marked {
                mark: Mark::of(text),
                name: name.into_owned(),
                key: needles.find_in(text),
            };
            self.add(inner, key, true);
            return;
        }
        let language = histories::language(&name);
        let keys = match (language, Language::of(&name)) {
            (Some(language), _) => {
                let reading = Reading::of(inner).written_in(language);
                marked(inner, content, reading, needles)
            }
            _ if is_trace_name(&name) => keys_in_log(content, needles),
            (None, Some(_)) => marked(inner, content, Reading::of(inner), needles),
            (None, None) => self.certain(content),
        };
        for key in keys {
            self.add(inner, key, false);
        }
    }

    /// The keys of this run that are in any bytes.
    fn certain(&self, content: &[u8]) -> Vec<Marked<'a>> {
        if !self.needles.are_certainly_in(content) {
            return Vec::new();
        }
        let places = self.needles.places_in(content, true).into_iter();
        let known = places.map(|(range, key)| Marked {
            mark: Mark::of(&content[range]),
            name: name_of(key),
            key: Some(key),
        });
        known.collect()
    }

    fn add(&mut self, inner: &Path, key: Marked<'a>, is_file: bool) {
        if self.known.insert((inner.to_owned(), key.mark)) {
            self.found.push(Found {
                inner: inner.to_owned(),
                key,
                is_file,
            });
        }
    }

    /// Looks at what R has saved.
    fn see_r(&mut self, inner: &Path, content: &[u8]) {
        for key in r_data::keys(content, self.needles) {
            self.add(inner, key, false);
        }
    }
}

/// Whether a file is packed by its name, and may have what is read. One file alone is
/// called like what is in it.
pub fn is_searched(name: &str) -> bool {
    match kind(name) {
        Some(Kind::Gzip) => is_read(Path::new(&name[..name.len() - GZIP_ENDING.len()])),
        kind => kind.is_some(),
    }
}

/// How the name of one file under gzip ends.
const GZIP_ENDING: &str = ".gz";

/// Whether the name of a file says that a key may be in it.
fn is_read(inner: &Path) -> bool {
    let name = inner.file_name().unwrap_or_default().to_string_lossy();
    Language::of(&name).is_some()
        || histories::language(&name).is_some()
        || is_trace_name(&name)
        || is_key_name(&name)
        || tells_of_a_key(&name)
}
