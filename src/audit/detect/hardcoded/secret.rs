//! Whether a text is a secret, where a name says that it is one.
//!
//! Beside the shapes of keys these are other random texts and passphrases. What
//! stands in the place of a secret is distinguished from them: the name of a variable or
//! of a file, an address, a text to be filled in, a digest, a row of digits.

mod vocabulary;

use std::sync::LazyLock;

use zeroize::Zeroizing;

use self::vocabulary::{COMMON, SENTENCE};
use super::random::{is_jumble, is_mixed, is_random, is_random_base64, is_short_hex};
use super::shape::{self, Shape};
use crate::audit::detect::guessable::is_regular;
use crate::audit::detect::words::Words;

/// The shortest text that a program may take for its key.
const MIN_BYTES: usize = 3;
/// The longest text that is looked at.
pub(super) const MAX_BYTES: usize = 256;
/// The shortest random text where its characters are mixed as no name's are.
const MIN_MIXED_BYTES: usize = 12;
/// The shortest random text.
const MIN_RANDOM_BYTES: usize = 16;
/// So few letters may be of a word by chance.
const MIN_LETTERS: usize = 24;
/// The shortest random text that counts under any name of a key.
const MIN_KEY_BYTES: usize = 20;
/// The shortest passphrase.
const MIN_PHRASE_BYTES: usize = 20;

/// What a text is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// A key of any system, by its shape.
    Key,
    /// A UUID.
    Uuid,
    /// What a generator made; a short one is called a secret, or is none.
    Random { is_short: bool },
    /// Words that somebody put together.
    Phrase,
    /// A word, which counts if everybody knows it.
    Word,
}

/// What the text is like; `None` for what stands in the place of a secret. A
/// word counts if `may_be_word`: most of a source are words.
pub fn likeness(text: &[u8], may_be_word: impl FnOnce() -> bool) -> Option<Likeness> {
    let text = std::str::from_utf8(text).ok()?;
    if !(MIN_BYTES..=MAX_BYTES).contains(&text.len()) {
        return None;
    }
    if is_list(text) {
        return Some(Likeness::Key);
    }
    let bare = ["base64:", "hex:", "hex2bin:", "0x"].iter();
    let bare = bare.fold(text, |text, it| text.strip_prefix(it).unwrap_or(text));
    let likeness = match shape::shape(bare.as_bytes()) {
        Some(Shape::Key) => Likeness::Key,
        Some(Shape::Uuid) => Likeness::Uuid,
        // What most texts are not is asked first.
        None => {
            let likeness = match of_no_shape(bare) {
                Some(likeness) if !is_blank(bare) => likeness,
                _ if may_be_word() => Likeness::Word,
                _ => return None,
            };
            if is_reference(text) || is_template(text) {
                return None;
            }
            likeness
        }
    };
    (!is_regular(bare.as_bytes())).then_some(likeness)
}

/// Keys with commas between and the same before each, as Laravel lists its previous ones.
fn is_list(text: &str) -> bool {
    let is_one = |it: &str| {
        let key = it.trim_ascii().strip_prefix("base64:").map(str::as_bytes);
        key.is_some_and(|it| shape::shape(it) == Some(Shape::Key) && !is_regular(it))
    };
    text.contains(',') && text.split(',').all(is_one)
}

/// A secret that has not the shape of a key.
fn of_no_shape(text: &str) -> Option<Likeness> {
    match () {
        () if text.len() < MIN_RANDOM_BYTES => (text.len() >= MIN_MIXED_BYTES && is_mixed(text))
            .then_some(Likeness::Random { is_short: true }),
        () if is_escaped(text) => return Some(Likeness::Random { is_short: false }),
        () if is_short_hex(text) => Some(Likeness::Random { is_short: true }),
        () if is_random(text) => Some(Likeness::Random {
            is_short: text.len() < MIN_KEY_BYTES
                || text.len() < MIN_LETTERS && text.bytes().all(|it| it.is_ascii_alphabetic()),
        }),
        () if is_salt(text) => Some(Likeness::Random { is_short: false }),
        () if text.len() >= MIN_PHRASE_BYTES && is_phrase(text) => Some(Likeness::Phrase),
        () => None,
    }
    .filter(|_| is_plain(text))
}

/// Bytes with escapes, as Python prints them, which are no text in UTF-8.
fn is_escaped(text: &str) -> bool {
    const MIN_ESCAPES: usize = 4;
    let mut parts = text.split("\\x");
    let mut bytes = Zeroizing::new(parts.next().unwrap_or_default().as_bytes().to_vec());
    let mut escapes = 0;
    for part in parts {
        let code = part.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok());
        let Some(code) = code else {
            return false;
        };
        bytes.push(code);
        bytes.extend(&part.as_bytes()[2..]);
        escapes += 1;
    }
    escapes >= MIN_ESCAPES
        && bytes.len() >= MIN_RANDOM_BYTES
        && std::str::from_utf8(&bytes).is_err()
}

/// Rules that a text is checked by: `required|string|min:32`.
fn is_rules(text: &str) -> bool {
    let is_rule = |rule: &str| {
        let name = rule.split(':').next().unwrap_or_default();
        name.len() >= 2 && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
    };
    text.contains('|') && text.split('|').all(is_rule)
}

/// Printable, and an equals sign at the end only: elsewhere it is what a text
/// says, and no part of a secret.
fn is_plain(text: &str) -> bool {
    let is_code = text.contains(['"', '\\']) && !is_jumble(text)
        || text.contains(' ') && text.contains('=') && !is_salt(text);
    let has_equals = text.trim_end_matches('=').contains('=') && !has_symbols(text);
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !has_equals && !is_code
}

/// Letters, digits and symbols of all kinds with spaces between them, as WordPress makes
/// its salts.
fn is_salt(text: &str) -> bool {
    const MIN_BYTES: usize = 40;
    const KINDS: &str = "!@#$%^&*()-_[]{}<>~`+=,.;:/?|";
    let has_kinds = || KINDS.chars().filter(|it| text.contains(*it)).count() >= 8;
    // Code has more of them.
    let has_few_spaces = || text.split(' ').count() <= 6;
    let is_random = || is_random(&text.replace(' ', ""));
    text.len() >= MIN_BYTES && has_few_spaces() && has_kinds() && is_random()
}

/// Symbols of many kinds, as generators of passwords mix them in.
fn has_symbols(text: &str) -> bool {
    let is_symbol = |byte: &u8| b"!@#$%^&*()[]{}?<>|~+;,".contains(byte);
    text.bytes().filter(is_symbol).count() >= 4
}

/// An address, a path, a scheme with what it is asked for, a variable, a digest
/// with its kind.
fn is_reference(text: &str) -> bool {
    let starts = |marks: &[&str]| marks.iter().any(|it| text.starts_with(it));
    let scheme = text.split(':').next().unwrap_or_default();
    let is_scheme = scheme.len() < text.len()
        && scheme.len() > 1
        && scheme
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
        && !matches!(scheme, "base64" | "hex" | "hex2bin");
    let digests = [
        "sha1-",
        "sha256-",
        "sha384-",
        "sha512-",
        "md5-",
        "sha256_",
        "$2a$",
        "$2b$",
        "$2y$",
        "$argon2",
        "$pbkdf2",
        "$scrypt",
        "$1$",
        "$5$",
        "$6$",
        "{SSHA}",
        "pbkdf2_sha256$",
    ];
    let places = [
        "./",
        "../",
        "~/",
        "\\\\",
        "projects/",
        "!vault",
        "ENC[",
        "$ANSIBLE",
    ];
    let tokens = [
        "-----BEGIN",
        "eyJ",
        "gAAAAA",
        "ssh-",
        "pk_",
        "AQICAH",
        "AKIA",
    ];
    let ends = [
        ".pem",
        ".key",
        ".txt",
        ".json",
        ".yml",
        ".yaml",
        ".conf",
        ".env",
        ".js",
        ".py",
        ".com",
        ".org",
        ".net",
        ".io",
        ".local",
        ".internal",
        ".file",
        ".secret",
    ];
    is_scheme
        || text.contains("://")
        || starts(&digests)
        || starts(&places)
        || text.starts_with('/') && !is_random_base64(text) && !is_jumble(text)
        || starts(&tokens)
        || ends.iter().any(|end| text.ends_with(end))
}

/// What is put in before it is used.
fn is_template(text: &str) -> bool {
    let wraps = |open: &str, close: &str| {
        let at = text.find(open);
        at.is_some_and(|at| text[at + open.len()..].contains(close))
    };
    // Django's keys have brackets and stars anywhere.
    let is_whole = |open: char, close: char| {
        let inner = text
            .strip_prefix(open)
            .and_then(|it| it.strip_suffix(close));
        inner.is_some_and(|it| !it.is_empty() && !has_symbols(it))
    };
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    let variable = text.strip_prefix('$').filter(|name| is_name(name));
    // `%NAME%` of Windows, `%kernel.secret%` and `%env(NAME)%` of Symfony.
    let is_part = |it: char| it.is_ascii_alphanumeric() || "_.:()-".contains(it);
    let in_percents = is_whole('%', '%') && text.trim_matches('%').chars().all(is_part);
    is_rules(text)
        || wraps("${", "}")
        || wraps("{{", "}}")
        || wraps("#{", "}")
        || wraps("<%", "%>")
        || is_named_in_percents(text)
        || wraps("$(", ")") && text.trim_start_matches(['\'', '"']).starts_with("$(")
        || wraps("__", "__") && text.starts_with("__")
        || is_whole('<', '>')
        || is_whole('[', ']')
        || is_whole('{', '}')
        || is_whole('(', ')')
        || is_whole('*', '*')
        || variable.is_some()
        || in_percents
}

/// `%(NAME)s`, as Python formats a text and a parser of INI files looks a value
/// up.
fn is_named_in_percents(text: &str) -> bool {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    let mut named = text.split("%(").skip(1);
    named.any(|it| it.trim_start_matches(is_name).starts_with(")s"))
}

/// A text that is to be filled in says so: an example of documentation. Four letters stand in random texts
/// too: one in 4,000 keys of 64 bytes has a short mark.
pub(super) fn is_blank(text: &str) -> bool {
    static MARKS: LazyLock<Words> = LazyLock::new(|| {
        Words::new(&[
            "change",
            "replace",
            "example",
            "placeholder",
            "insert",
            "redacted",
            "dummy",
            "generate",
            "fixme",
            "not-set",
            "undefined",
            "foobar",
            "random",
            "sample",
            "goes-here",
            "...",
            "removed",
            "***",
        ])
    });
    static SHORT: LazyLock<Words> =
        LazyLock::new(|| Words::new(&["your", "xxxx", "some-", "some_", "_here", "todo"]));
    MARKS.are_in(text.as_bytes()) || SHORT.are_in(text.as_bytes()) && !is_random(text)
}

/// Words of which most say nothing of secrets and programs, and that are no
/// sentence about one.
fn is_phrase(text: &str) -> bool {
    // So are resources called, and steps of a build.
    let is_name = !text.contains(' ')
        && text
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it == b'-' || it == b'_');
    are_own_words(text, if is_name { 5 } else { 3 })
}

/// Whether a common word stands in a text, also as a part of a longer one.
pub(super) fn has_common_word(text: &str) -> bool {
    const MIN_LETTERS: usize = 4;
    let mut words = COMMON.iter().filter(|it| it.len() >= MIN_LETTERS);
    words.any(|it| text.contains(it))
}

/// Whether a text has so many words of which most say nothing of secrets and programs.
pub(super) fn are_own_words(text: &str, least: usize) -> bool {
    let is_in = |list: &[&str], word: &str| list.binary_search(&word).is_ok();
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|it: char| !it.is_ascii_alphanumeric());
    let is_word = |word: &&str| word.bytes().filter(u8::is_ascii_alphabetic).count() >= 3;
    let (mut count, mut common) = (0, 0);
    for word in words {
        if is_in(&SENTENCE, word) {
            return false;
        }
        if is_word(&word) {
            count += 1;
            common += usize::from(is_in(&COMMON, word));
        }
    }
    count >= least && common * 3 <= count
}

#[cfg(test)]
mod tests;
