//! Which framework reads its key from a file, by the name of the file.

use std::path::Path;

use crate::audit::detect::leftover_names::original;
use crate::frameworks::{FORMATS, Format, LineEnd};
use crate::keys::slots;

/// The format whose framework reads its key from a file of this name, every byte
/// of it, and no other does; the names of its slots and copies tell it as well.
pub fn read_by(path: &Path) -> Option<&'static dyn Format> {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let name = slots::split(name).map_or(name, |(primary, _)| primary);
    let text = String::from_utf8_lossy(name);
    let name = original(&text).unwrap_or(&text);
    let of = |name: &str| {
        FORMATS.into_iter().find(|format| {
            let facts = format.facts();
            facts.framework.has_key_file(name) && facts.key.line_end == LineEnd::Kept
        })
    };
    // `alice_secure-cookie-key`: whose it is stands before.
    let ends = name
        .match_indices(['_', '-', '.'])
        .map(|(at, _)| &name[at + 1..]);
    of(name).or_else(|| ends.into_iter().find_map(of))
}
