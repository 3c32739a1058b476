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

/// Whether letters and digits change as in no name, of however few characters.
pub(super) fn is_mixed(text: &str) -> bool {
    let bytes = text.as_bytes();
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
    letters >= 4 && count(Class::Digit) >= 2 && repeated * 4 <= bytes.len() && changes.count() >= 4
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

/// Letters alone, that are no words: few vowels, and capitals anywhere if there
/// are any.
fn is_jumbled(text: &[u8]) -> bool {
    const MIN_LETTERS: usize = 20;
    if text.len() < MIN_LETTERS || !text.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let is_vowel = |byte: &&u8| b"aeiou".contains(&byte.to_ascii_lowercase());
    let vowels = text.iter().filter(is_vowel).count();
    let consonants = text.split(|byte| is_vowel(&byte));
    let longest = consonants.map(<[u8]>::len).max().unwrap_or(0);
    vowels * 100 <= text.len() * 28 && longest >= 6
}
