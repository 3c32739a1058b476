//! What a file is that is at hand as a whole, as a commit or an index has it:
//! judged as in a walk, which asks a size first and reads no more than it must.

use std::path::Path;

use super::texts::MAX_SCRIPT_BYTES;
use super::{HEX_SIZES, MAX_NAMED_BYTES, MIN_TOLD_BYTES, Name, Sort, by_name, sort_digits};
use crate::audit::detect::classify::{
    Content, is_hex_key, is_key_shaped, starts_with_hex_key, tells_of_a_key,
};
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::histories;
use crate::audit::detect::log_keys::is_trace_name;
use crate::audit::detect::packed_names::is_packed_name;
use crate::audit::facts::lines;

/// The most bytes of a file that is called a key: what is larger is data of
/// another program, and a key only if it begins with one.
const MAX_KEY_BYTES: u64 = 1024 * 1024;

/// Whether a file with the name of a key is one, which starts with this content
/// and has so many bytes.
pub(super) fn is_named_key(name: &str, start: &[u8], size: u64) -> bool {
    // Large files of other programs are called `.key` too.
    let is_of_a_key =
        size <= MAX_NAMED_BYTES || name.contains("cookie") || starts_with_hex_key(start);
    is_of_a_key && Content::of(start).is_key_in(name)
}

/// Whether a file is a key and nothing else.
pub fn is_key(path: &Path, content: &[u8]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let size = content.len() as u64;
    let start = &content[..content.len().min(MAX_NAMED_BYTES as usize)];
    match by_name(&name) {
        Name::Text | Name::Database | Name::Other => false,
        _ if is_record_name(&name) => false,
        Name::Key => is_named_key(&name, start, size),
        Name::Unknown => {
            let may_tell = (MIN_TOLD_BYTES..=MAX_NAMED_BYTES).contains(&size);
            if may_tell && tells_of_a_key(&name) {
                return is_key_shaped(&name, content);
            }
            HEX_SIZES.contains(&size)
                && is_hex_key(content)
                && matches!(sort_digits(path, content), Sort::Key)
        }
    }
}

/// How many bytes of a file of this name are read at most; `None` for what is
/// not read for what it is.
pub fn most_bytes(name: &str) -> Option<u64> {
    if is_packed_name(name) {
        return None;
    }
    if is_record_name(name) {
        return Some(lines::MAX_BYTES);
    }
    if let Some(language) = Language::of(name) {
        return Some(language.max_bytes());
    }
    match by_name(name) {
        Name::Database | Name::Other => None,
        Name::Key => Some(MAX_KEY_BYTES),
        Name::Text | Name::Unknown => Some(MAX_SCRIPT_BYTES),
    }
}

/// Whether a program or a prompt records in it what was done.
fn is_record_name(name: &str) -> bool {
    histories::language(name).is_some() || is_trace_name(name)
}
