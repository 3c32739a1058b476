//! Whether a text is random: what a generator made, and nobody's words.

use zeroize::Zeroizing;

use crate::encoding;

/// Whether the characters follow one another as a generator mixes them: letters
/// of both cases, digits and symbols change every other character, and in words
/// and names they do not.
pub(super) fn is_random(text: &str) -> bool {
    /// Changes in a thousand pairs: few random texts have fewer, and words with a
    /// number in them have half as many.
    const MIN_CHANGES: usize = 195;
    /// The same of letters alone, of both cases in like parts.
    const MIN_CHANGES_OF_LETTERS: usize = 170;
    if text.contains(' ') {
        return false;
    }
    let bytes = text.trim_end_matches('=').as_bytes();
    let (mut pairs, mut changes) = (0, 0);
    for pair in bytes.windows(2) {
        let (Some(one), Some(other)) = (class(pair[0]), class(pair[1])) else {
            continue;
        };
        pairs += 1;
        let is_capital = (one, other) == (Class::Upper, Class::Lower);
        changes += usize::from(one != other && !is_capital);
    }
    let count = |kind: Class| bytes.iter().filter(|it| class(**it) == Some(kind)).count();
    let (upper, lower) = (count(Class::Upper), count(Class::Lower));
    let has_others = count(Class::Digit) + count(Class::Symbol) >= 2;
    let has_cases = upper * 100 >= bytes.len() * 30 && lower * 100 >= bytes.len() * 25;
    let least = match has_others {
        true => MIN_CHANGES,
        false => MIN_CHANGES_OF_LETTERS,
    };
    // What ends as a name and `=` may be base64 by chance; it has no such letters.
    let has_all = upper >= 2 && lower >= 2 && count(Class::Digit) > 0;
    if text.ends_with('=') && has_all && is_base64(text) {
        return true;
    }
    let is_mixed = (has_others || has_cases) && pairs * 3 >= bytes.len();
    upper + lower >= 4 && (is_mixed && changes * 1000 >= pairs * least || is_jumbled(bytes))
}

/// Whether letters and digits change as in no name, of however few characters, or letters
/// follow one another as in no word.
pub(super) fn is_mixed(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_alphabetic) && is_jumbled(bytes) {
        return true;
    }
    let kinds: Option<Vec<Class>> = bytes.iter().map(|it| class(*it)).collect();
    let Some(kinds) = kinds else {
        return false;
    };
    let mut distinct = Zeroizing::new(bytes.to_vec());
    distinct.sort_unstable();
    let repeated = distinct.windows(2).filter(|it| it[0] == it[1]).count();
    let is_digit = |it: &Class| *it == Class::Digit;
    let changes = kinds
        .windows(2)
        .filter(|it| is_digit(&it[0]) != is_digit(&it[1]));
    let count = |kind: Class| kinds.iter().filter(|it| **it == kind).count();
    let letters = count(Class::Lower) + count(Class::Upper);
    // As in `useMyOwnKey12` a capital starts a word.
    let is_capital = |it: &[Class]| it == [Class::Upper, Class::Lower];
    let all_changes = kinds
        .windows(2)
        .filter(|it| it[0] != it[1] && !is_capital(it));
    let has_words = share_of_words(bytes) > 45;
    let is_random =
        count(Class::Digit) >= 2 && changes.count() >= 4 || all_changes.count() >= 3 && !has_words;
    letters >= 4 && repeated * 4 <= bytes.len() && is_random
}

/// Eight bytes in hex digits, of which most texts have letters and digits.
pub(super) fn is_short_hex(text: &str) -> bool {
    const BYTES: usize = 16;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() == BYTES
        && (3..=BYTES - 3).contains(&digits)
        && text
            .bytes()
            .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

/// Letters, digits and symbols of many kinds, quotation marks and backslashes too, in no
/// order: code has its own, and so have patterns.
pub(super) fn is_jumble(text: &str) -> bool {
    const MIN_KINDS: usize = 5;
    /// What stands beside a quotation mark in code.
    const AROUND: [&str; 14] = [
        "=\"", "='", "(\"", "('", "[\"", "['", "\",", "',", "\":", "':", "\")", "')", "\"]", "']",
    ];
    const PATTERNS: [&str; 9] = ["a-z", "A-Z", "0-9", "a-f", "\\d", "\\w", "\\s", "\\b", "(?"];
    let mut kinds = [false; 128];
    let is_symbol = |it: &u8| it.is_ascii_punctuation();
    text.bytes()
        .filter(is_symbol)
        .for_each(|it| kinds[usize::from(it)] = true);
    kinds.iter().filter(|it| **it).count() >= MIN_KINDS
        && AROUND.iter().filter(|it| text.contains(**it)).count() < 2
        && !PATTERNS.iter().any(|it| text.contains(it))
        && is_random(text)
}

/// One in 64 keys in base64 starts as a path does. A path is read as base64 by
/// chance only, and its parts are words.
pub(super) fn is_random_base64(text: &str) -> bool {
    is_base64(text) && is_random(text)
}

/// Base64 as a whole, in either alphabet; the padding is right or left out.
fn is_base64(text: &str) -> bool {
    let read = encoding::from_base64(text)
        .or_else(|| encoding::from_base64_unpadded(text))
        .or_else(|| encoding::from_base64url_padded(text))
        .or_else(|| encoding::from_base64url(text));
    read.map(Zeroizing::new).is_some()
}

/// What kind of a character it is; `None` for what joins words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Symbol,
}

fn class(byte: u8) -> Option<Class> {
    Some(match byte {
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b'-' | b'_' | b'.' | b'/' | b' ' | b':' | b',' => return None,
        _ => Class::Symbol,
    })
}

/// The pairs of letters that are in words, a bit for the second letter of each first one:
/// nine in ten of those in 9,500 words of programs and of what is written about them.
const PAIRS: [u32; 26] = [
    0x13e_bd6e, 0x012_4911, 0x01e_4d95, 0x016_411b, 0x0ee_b87f, 0x012_4931, 0x016_6191, 0x008_4111,
    0x22e_f87f, 0x000_0000, 0x004_0110, 0x11c_4919, 0x004_d113, 0x02c_657d, 0x07e_fd4f, 0x11e_c991,
    0x010_0000, 0x11e_7d5d, 0x01c_c995, 0x11e_4995, 0x00e_b91f, 0x000_0111, 0x000_4111, 0x008_8000,
    0x004_8000, 0x000_0010,
];

/// How many in a hundred of the pairs of letters in a text are in words.
fn share_of_words(text: &[u8]) -> usize {
    let letter = |byte: u8| byte.is_ascii_alphabetic().then(|| (byte | 32) - b'a');
    let (mut pairs, mut known) = (0, 0);
    for pair in text.windows(2) {
        if let (Some(one), Some(other)) = (letter(pair[0]), letter(pair[1])) {
            pairs += 1;
            known += usize::from(PAIRS[usize::from(one)] >> other & 1 == 1);
        }
    }
    known * 100 / pairs.max(1)
}

/// Letters alone, that are no words: few of their pairs are in any, or few vowels, and
/// capitals anywhere if there are any.
///
/// Of random small letters these are two of three at 12 and nine of ten at 20, and of
/// 35,000 names in programs none but rows of the alphabet.
fn is_jumbled(text: &[u8]) -> bool {
    const MIN_LETTERS: usize = 12;
    const LONG: usize = 16;
    /// So many may lack vowels by chance.
    const MIN_LETTERS_OF_FEW_VOWELS: usize = 20;
    if text.len() < MIN_LETTERS || !text.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let mut distinct = Zeroizing::new(text.to_vec());
    distinct.sort_unstable();
    distinct.dedup();
    let most = if text.len() < LONG { 45 } else { 50 };
    if share_of_words(text) <= most && distinct.len() * 2 >= text.len().min(24) {
        return true;
    }
    let is_vowel = |byte: &&u8| b"aeiou".contains(&byte.to_ascii_lowercase());
    let vowels = text.iter().filter(is_vowel).count();
    let consonants = text.split(|byte| is_vowel(&byte));
    let longest = consonants.map(<[u8]>::len).max().unwrap_or(0);
    text.len() >= MIN_LETTERS_OF_FEW_VOWELS && vowels * 100 <= text.len() * 28 && longest >= 6
}
