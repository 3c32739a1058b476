//! The keys that a text holds, in a form in which they can be compared and kept:
//! a key that is written here and in the history of a repository is one fault.

use std::path::Path;

use zeroize::Zeroizing;

use crate::audit::detect::keys_in_text::{Held, Reading, held};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::detect::systems;
use crate::audit::facts::key_file::KeyFile;
use crate::crypto;
use crate::keys::known;

/// Sets a mark apart from every other SHA-256.
const DOMAIN: &[u8] = b"cookiekit/1 mark of a key\0";

/// What a key is known by in one run; never shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark([u8; 32]);

impl Mark {
    /// Of the text of a key: digits mean the same in any case, and padding
    /// nothing.
    pub fn of(text: &[u8]) -> Mark {
        let end = text.iter().rposition(|byte| *byte != b'=');
        let mut text = Zeroizing::new(text[..end.map_or(0, |end| end + 1)].to_vec());
        if text.iter().all(u8::is_ascii_hexdigit) {
            text.make_ascii_lowercase();
        }
        Mark(crypto::sha256(&[DOMAIN, &text]))
    }
}

/// A key in a text.
#[derive(Clone)]
pub struct Marked<'a> {
    /// What it is known by.
    pub mark: Mark,
    /// What it is called there.
    pub name: String,
    /// Whose it is, if it is one of this run.
    pub key: Option<&'a KeyFile>,
}

/// The keys that a text holds, by the readers that judge it in a tree.
pub fn marked<'a>(
    path: &Path,
    bytes: &[u8],
    reading: Reading,
    needles: &Needles<'a>,
) -> Vec<Marked<'a>> {
    if reading.is_r() {
        return systems::marked(path, bytes, needles);
    }
    let held = held(bytes, bytes, reading, needles).into_iter();
    held.filter_map(|held| Marked::of(bytes, held)).collect()
}

impl<'a> Marked<'a> {
    /// A key in a text; `None` for the example of somebody's documentation, for a word
    /// that anyone can guess, for what stands where a key was, which nobody is the wiser for,
    /// and for a copy of a key that another text has.
    pub fn of(bytes: &[u8], held: Held<'a>) -> Option<Marked<'a>> {
        // It is known by the text that it is a copy of.
        if held.copy().is_some() {
            return None;
        }
        let text = &bytes[held.range.clone()];
        let is_one =
            held.key.is_some() || !known::is_known(text) && !held.is_word && !is_placeholder(text);
        is_one.then(|| Marked {
            mark: Mark::of(text),
            name: held.name,
            key: held.key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_in_two_spellings_has_one_mark() {
        let digits = "4FC1A0B7d2e89635a1b0c7d8e9f20314";
        let other = Mark::of(digits.to_lowercase().as_bytes());
        assert!(Mark::of(digits.as_bytes()) == other);
        assert!(Mark::of(b"Zm9v") == Mark::of(b"Zm9v="));
        assert!(Mark::of(b"Zm9v") != Mark::of(b"zm9v"));
        assert!(Mark::of(b"") == Mark::of(b"="));
    }
}
