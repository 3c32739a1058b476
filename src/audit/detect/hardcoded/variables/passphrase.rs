//! Whether the value of a variable is a passphrase, and no name of something, no place
//! where it is, no text to be filled in.

use super::Form;
use crate::audit::detect::hardcoded::secret::{
    Likeness, are_own_words, has_common_word, is_blank, likeness,
};
use crate::audit::detect::key_names;
use crate::audit::detect::placeholder::is_placeholder;
use crate::keys::known;

/// The shortest text that somebody took for a passphrase.
const MIN_BYTES: usize = 4;
/// The shortest one that counts under a name that says that it is a secret.
const MIN_SECRET_BYTES: usize = 7;
/// The shortest one that counts by its characters or words alone.
const MIN_LONG_BYTES: usize = 12;

/// What settings are turned on and off with, and what says that nothing is set.
const SETTINGS: &str = "true false yes no on off none null nil auto unset missing empty default \
    enabled disabled required optional development production staging test local";
/// Words of what says where a passphrase is, or that it is still to be set.
const ELSEWHERE: &str = "see set ask fill put get load loaded loads managed stored kept read \
    comes vault elsewhere later here there below above todo tbd tba define defined provide \
    provided enter please override overridden injected generated";

/// Whether a variable that a program takes its key from is set to one. A word that everybody
/// knows stands for a key that is still to come; several words are one that was copied from
/// an example.
pub(super) fn is_key(text: &[u8]) -> bool {
    let is_one = |word: &str| word.contains(' ') || !known::is_known(text);
    open(text).is_some_and(|word| word.len() >= MIN_BYTES && !is_path(word) && is_one(word))
        && likeness(text, || true).is_some()
}

/// Whether a text under the name of a key is a passphrase. Keys by their shape are found
/// elsewhere, and random texts but in the files of R.
pub(super) fn is_passphrase(text: &[u8], name: &str, form: Form) -> bool {
    let is_of_r = form == Form::OfR;
    // What services give their clients has such a name as often.
    if !is_of_r && key_names::has_others(name) {
        return false;
    }
    let Some(word) = open(text).filter(|_| !known::is_known(text)) else {
        return false;
    };
    match likeness(text, || true) {
        None | Some(Likeness::Key | Likeness::Uuid) => return false,
        Some(Likeness::Phrase) => return true,
        Some(Likeness::Random { .. }) if is_of_r => return true,
        Some(Likeness::Random { .. } | Likeness::Word) => {}
    }
    if is_path(word) {
        return false;
    }
    let has = |is: fn(&u8) -> bool| text.iter().any(is);
    let has_symbol = has(|it| b"!@#$%^&*+?,;:~|".contains(it));
    let kinds = [
        has(u8::is_ascii_lowercase),
        has(u8::is_ascii_uppercase),
        has(u8::is_ascii_digit),
        has_symbol,
    ];
    let kinds = kinds.iter().filter(|it| **it).count();
    let is_mixed = kinds >= 3 && has_symbol;
    let least = if word.contains(' ') { 2 } else { 4 };
    let is_loud = !name.bytes().any(|it| it.is_ascii_lowercase());
    let is_secret = is_loud && form != Form::Yaml && key_names::is_secret(name);
    // Names of things have letters and digits of all kinds.
    let is_long = is_mixed || is_of_r && kinds >= 3 || are_own_words(word, least);
    text.len() >= MIN_LONG_BYTES && is_long
        || is_secret && text.len() >= MIN_SECRET_BYTES && (is_mixed || is_word_with_number(word))
}

/// Whether it is a word of nothing that is common, with a number behind it: `giraffe7`, but
/// neither `session1` nor `webKeyV2`.
fn is_word_with_number(word: &str) -> bool {
    let letters = word.trim_end_matches(|it: char| it.is_ascii_digit());
    letters.len() >= 4
        && letters.len() < word.len()
        && letters.bytes().all(|it| it.is_ascii_lowercase())
        && !has_common_word(letters)
}

/// The text, if it does not say that it is something else.
fn open(text: &[u8]) -> Option<&str> {
    let word = std::str::from_utf8(text).ok()?;
    let lower = word.to_ascii_lowercase();
    let is_in = |list: &str, word: &str| list.split_ascii_whitespace().any(|it| it == word);
    let is_number = word
        .bytes()
        .all(|it| it.is_ascii_digit() || b" .,:/_-+".contains(&it));
    let is_name = word.contains('_')
        && word
            .bytes()
            .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_');
    let says_where = word.contains(' ') && lower.split(' ').any(|it| is_in(ELSEWHERE, it));
    let is_none = is_placeholder(text)
        || is_blank(word)
        || word.contains(['"', '\'', '`', '\\', '$'])
        || is_in(SETTINGS, &lower)
        || is_number
        || is_name
        || says_where;
    (!is_none).then_some(word)
}

/// Whether it is the path of a file, or an address.
fn is_path(word: &str) -> bool {
    let is_part = |it: char| it.is_ascii_alphanumeric() || "._-/@:~".contains(it);
    word.contains('/') && word.chars().all(is_part)
}
