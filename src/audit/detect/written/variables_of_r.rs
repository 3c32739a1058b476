//! Passphrases in the files that R reads variables from, `.Renviron` and `Renviron.site`.
//!
//! plumber takes any text for its key. R takes all of a line for the value, spaces and `#`
//! included, joins parts in quotation marks, and puts in what `${NAME-…}` has: seen with
//! `readRenviron()` of R 4.2. Keys that have the shape of one are found like everywhere.

use std::ops::Range;

use super::Written;
use super::secret::{Likeness, is_blank, likeness};
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::detect::telling;
use crate::keys::known;

/// The passphrases of such a text, in order.
pub fn variables_of_r(text: &[u8]) -> Vec<Written> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let entry = entry(line);
        found.extend(entry.map(|(name, value)| Written {
            range: start + value.start..start + value.end,
            name,
            is_file: false,
            is_word: false,
            is_comment: false,
        }));
        start += line.len();
    }
    found
}

/// Adds those of a text to the keys that were found in it, which have a shape.
pub fn add_variables_of_r(all: &mut Vec<Written>, text: &[u8]) {
    let is_new = |one: &Written| {
        let is_apart =
            |it: &Written| one.range.end <= it.range.start || it.range.end <= one.range.start;
        all.iter().all(is_apart)
    };
    let others: Vec<Written> = variables_of_r(text).into_iter().filter(is_new).collect();
    all.extend(others);
    all.sort_by_key(|it| it.range.start);
}

/// The name of a passphrase, and where it is in its line.
fn entry(line: &[u8]) -> Option<(String, Range<usize>)> {
    let line = std::str::from_utf8(line).ok()?;
    let (name, value) = line.split_once('=')?;
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    let trimmed = name.trim();
    if !trimmed.chars().all(is_name) || !telling::tells(trimmed) {
        return None;
    }
    let mut inner = value.trim();
    for quote in ['"', '\''] {
        let unquoted = inner
            .strip_prefix(quote)
            .and_then(|it| it.strip_suffix(quote));
        inner = unquoted.unwrap_or(inner);
    }
    if let Some((_, default)) = inner
        .strip_prefix("${")
        .and_then(|it| it.strip_suffix('}'))
        .and_then(|it| it.split_once('-'))
    {
        inner = default;
    }
    let start = inner.as_ptr() as usize - line.as_ptr() as usize;
    is_passphrase(inner.as_bytes()).then(|| (trimmed.to_owned(), start..start + inner.len()))
}

/// Whether a text under the name of a key is a passphrase: not the name of something, nor
/// where it is.
fn is_passphrase(text: &[u8]) -> bool {
    const MIN_BYTES: usize = 12;
    const MIN_WORDS: usize = 3;
    let word = std::str::from_utf8(text).unwrap_or_default();
    if is_placeholder(text) || known::is_known(text) || word.contains(['"', '\'', '\\', '$']) {
        return false;
    }
    match likeness(text, || true) {
        None => false,
        // Found by its shape, with the name that it needs.
        Some(Likeness::Key | Likeness::Uuid) => false,
        Some(Likeness::Random { .. } | Likeness::Phrase) => true,
        Some(Likeness::Word) => {
            let has = |is: fn(&u8) -> bool| text.iter().any(is);
            let is_symbol = |it: &u8| b"!@#$%^&*+?,;:~|".contains(it);
            let kinds = [
                has(u8::is_ascii_lowercase),
                has(u8::is_ascii_uppercase),
                has(u8::is_ascii_digit),
                text.iter().any(is_symbol),
            ];
            let is_mixed = kinds.iter().filter(|it| **it).count() >= 3;
            let has_words = word.split(' ').filter(|it| it.len() >= 3).count() >= MIN_WORDS;
            text.len() >= MIN_BYTES && !is_blank(word) && (is_mixed || has_words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        let found = variables_of_r(text.as_bytes()).into_iter();
        found.map(|it| (it.name, &text[it.range])).collect()
    }

    #[test]
    fn passphrases_are_read_as_r_reads_them() {
        for (line, value) in [
            ("PLUMBER_KEY=Plumber-Secret-2024!", "Plumber-Secret-2024!"),
            (
                "COOKIE_KEY = my dog likes cheese # 7\n",
                "my dog likes cheese # 7",
            ),
            ("SESSION_KEY=\"Tr0ub4dor&3-horse\"\n", "Tr0ub4dor&3-horse"),
            (
                "COOKIE_KEY='quiet marble river otter'",
                "quiet marble river otter",
            ),
            (
                "PLUMBER_KEY=${OTHER-Plumber-Secret-2024!}",
                "Plumber-Secret-2024!",
            ),
        ] {
            let found = found(line);
            assert_eq!(
                found.iter().map(|it| it.1).collect::<Vec<_>>(),
                [value],
                "{line}"
            );
        }
    }

    #[test]
    fn names_paths_and_placeholders_are_no_passphrases() {
        for line in [
            "PLUMBER_KEY=/etc/plumber/cookie.key",
            "PLUMBER_KEY=${OTHER}",
            "PLUMBER_KEY=***REMOVED***",
            "PLUMBER_KEY=change-me-to-Something-2024!",
            "PLUMBER_KEY=<your key here>",
            "SESSION_KEY=user_session_v2",
            "COOKIE_KEY=my_cookie",
            "PLUMBER_KEY=",
            "# PLUMBER_KEY=Plumber-Secret-2024!",
            "export PLUMBER_KEY=Plumber-Secret-2024!",
            "R_LIBS_USER=Plumber-Secret-2024!",
            "PLUMBER_KEY=https://vault.example.org/K1",
        ] {
            assert_eq!(found(line), [], "{line}");
        }
    }
}
