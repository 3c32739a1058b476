//! CK506, CK510: whether a generator made these bytes.
//!
//! The rules are facts of the text and not a score. How often a random key
//! breaks one was computed, not only measured: fewer than k distinct digits
//! among n happens at most C(16,k-1)·((k-1)/16)^n times a key. That is
//! 2·10⁻¹⁰ for 7 of 32 and 7·10⁻¹⁰ for 11 of 64. One or two digits more, as
//! samples of some hundred thousand keys suggest, would be 3·10⁻⁶ (9 of 32)
//! and 2·10⁻⁷ (12 of 64): false alarms that somebody would see. Of 60 million
//! random keys each, the least Shannon entropy was 2.560 bits a digit with 32
//! digits (2·10⁻⁸ of them below 2.6), and 3.199 with 64 (2·10⁻⁸ below 3.2).
//!
//! Words and rows of the keyboard are not looked for in base64 of 32 bytes, of
//! either alphabet: of random ones, one in some millions has such in it when
//! case is ignored.

use std::path::Path;
use std::sync::LazyLock;

use crate::encoding;
use crate::frameworks::{self, Shape};

/// Fewer distinct digits than this in 32 hex digits are no accident.
const MIN_DISTINCT_OF_32: usize = 7;
/// The same of 64 hex digits.
const MIN_DISTINCT_OF_64: usize = 11;
/// Less Shannon entropy a character than this, up to 63 characters.
const MIN_BITS_SHORT: f64 = 2.4;
/// The same from 64 characters on.
const MIN_BITS_LONG: f64 = 3.0;
/// The length from which the second limits hold.
const LONG: usize = 64;
/// The shortest text that statistics say anything about.
const MIN_STATISTICS: usize = 32;

/// Rows of a keyboard and of the alphabet, with how many in a row are no
/// accident in a random text of their characters.
const ROWS: [(&str, usize); 5] = [
    ("qwertyuiop", 6),
    ("asdfghjkl", 7),
    ("abcdefghijklmnopqrstuvwxyz", 7),
    ("1234567890", 10),
    ("0123456789abcdef", 12),
];

/// The fewest letters of a word: shorter ones stand in random base64 now and
/// then.
const MIN_LETTERS: usize = 6;

/// Words that people put into keys: these, and what a framework and the places
/// of its key are called.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let common = [
        "secret", "password", "passw0rd", "changeme", "cookie", "session", "example", "default",
        "letmein",
    ];
    let named =
        frameworks::all().flat_map(|it| [it.name].into_iter().chain(it.key_places.iter().copied()));
    let words = named.flat_map(|name| name.split(|c: char| !c.is_ascii_alphabetic()));
    let words = words.filter(|word| word.len() >= MIN_LETTERS);
    let words = common.into_iter().chain(words).map(str::to_ascii_lowercase);
    words.collect()
});

/// Why these bytes are not random; `None` when they may be.
pub fn guessable(text: &[u8]) -> Option<&'static str> {
    let is_hex = text.iter().all(u8::is_ascii_hexdigit);
    let is_base64 = Shape::of(text) == Some(Shape::Base64);
    let mut lower = zeroize::Zeroizing::new(text.to_vec());
    if is_hex || text.is_ascii() {
        lower.make_ascii_lowercase();
    }
    let text = &lower[..];
    if text.len() > 1 && text.iter().all(|byte| *byte == text[0]) {
        return Some("one character again and again");
    }
    if is_repeated(text) {
        return Some("a pattern that repeats");
    }
    if text.len() >= 8 && is_sequence(&steps(text), 256) {
        return Some("a sequence");
    }
    if is_hex && text.len() >= 8 {
        if let Some(why) = guessable_digits(text) {
            return Some(why);
        }
    } else if !is_base64 && has_word(text) {
        return Some("it has a word in it");
    }
    if !is_base64 && runs_along_a_row(text) {
        return Some("a row of the keyboard or the alphabet");
    }
    let limit = match text.len() {
        length if length < MIN_STATISTICS => return None,
        length if length < LONG => MIN_BITS_SHORT,
        _ => MIN_BITS_LONG,
    };
    (shannon(text) < limit).then_some("too few different characters")
}

/// Whether the text follows a rule that everybody sees: what somebody writes
/// in the place of a key, and no generator.
pub fn is_regular(text: &[u8]) -> bool {
    let mut lower = zeroize::Zeroizing::new(text.to_vec());
    lower.make_ascii_lowercase();
    let steps = steps(&lower);
    steps.is_empty()
        || is_repeated(&lower)
        || lower.len() >= 8 && is_sequence(&steps, 256)
        || runs_along_a_row(&lower)
        || lower.len() >= MIN_STATISTICS && shannon(&lower) < MIN_BITS_SHORT
}

/// What is known of hex digits besides what is known of any text.
fn guessable_digits(text: &[u8]) -> Option<&'static str> {
    let digits: Vec<u8> = text.iter().map(|byte| digit(*byte)).collect();
    if is_sequence(&steps(&digits), 16) {
        return Some("a sequence");
    }
    let bytes = encoding::from_hex(text).unwrap_or_default();
    if bytes.len() >= 8 {
        if is_sequence(&steps(&bytes), 256) {
            return Some("a sequence");
        }
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" _-.!@".contains(byte);
        if bytes.iter().all(is_plain) {
            return Some("the hex digits of a readable text");
        }
    }
    let limit = match text.len() {
        32 => MIN_DISTINCT_OF_32,
        64 => MIN_DISTINCT_OF_64,
        _ => return None,
    };
    (distinct(text) < limit).then_some("too few different digits")
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => byte
            .to_ascii_lowercase()
            .wrapping_sub(b'a')
            .wrapping_add(10),
    }
}

/// The whole text is some shorter text at least twice.
fn is_repeated(text: &[u8]) -> bool {
    // What repeats is the same a period further on.
    let repeats = |period: usize| text[period..] == text[..text.len() - period];
    text.len() >= 16 && (1..=text.len() / 2).any(repeats)
}

fn steps(values: &[u8]) -> Vec<u8> {
    values
        .windows(2)
        .map(|pair| pair[1].wrapping_sub(pair[0]))
        .collect()
}

/// Every step is the same, around the end of the alphabet too.
fn is_sequence(steps: &[u8], modulus: u16) -> bool {
    let step = |it: &u8| u16::from(*it) % modulus;
    steps.iter().all(|it| step(it) == step(&steps[0]))
}

fn has_word(text: &[u8]) -> bool {
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    WORDS.iter().any(|word| has(word))
}

fn runs_along_a_row(text: &[u8]) -> bool {
    let mut runs = [1; WAYS];
    let mut is_in_one = false;
    text.windows(2).any(|pair| {
        let ways = BESIDE[usize::from(pair[0])][usize::from(pair[1])];
        // Of most pairs no more is asked.
        if ways == 0 && !is_in_one {
            return false;
        }
        is_in_one = ways != 0;
        for (way, run) in runs.iter_mut().enumerate() {
            *run = if ways >> way & 1 == 1 { *run + 1 } else { 1 };
        }
        (0..WAYS).any(|way| runs[way] >= ROWS[way / 2].1)
    })
}

/// Each row, forwards and backwards.
const WAYS: usize = 2 * ROWS.len();

/// Along which ways the second byte follows the first, a bit each.
static BESIDE: LazyLock<Vec<[u16; 256]>> = LazyLock::new(|| {
    let mut beside = vec![[0; 256]; 256];
    for (number, (row, _)) in ROWS.iter().enumerate() {
        for pair in row.as_bytes().windows(2) {
            let (one, other) = (usize::from(pair[0]), usize::from(pair[1]));
            beside[one][other] |= 1 << (2 * number);
            beside[other][one] |= 1 << (2 * number + 1);
        }
    }
    beside
});

fn distinct(text: &[u8]) -> usize {
    counts(text).iter().filter(|count| **count > 0).count()
}

/// Bits a character, by how often each one is there.
fn shannon(text: &[u8]) -> f64 {
    let length = text.len() as f64;
    let parts = counts(text).into_iter().filter(|count| *count > 0);
    parts.fold(0.0, |bits, count| {
        let share = f64::from(count) / length;
        bits - share * share.log2()
    })
}

fn counts(text: &[u8]) -> [u32; 256] {
    let mut counts = [0; 256];
    for byte in text {
        counts[usize::from(*byte)] += 1;
    }
    counts
}

/// Digits of a UUID.
const UUID_DIGITS: usize = 32;
/// Where its dashes are.
const DASHES: [usize; 4] = [8, 13, 18, 23];
/// Seconds from the start of the Gregorian calendar, 1582-10-15, to 1970.
const GREGORIAN: i64 = 12_219_292_800;
/// How near to a time of its file the time in a UUID must be, in seconds:
/// `uuidgen > key` is done at once, and with this a random key is taken for
/// such a UUID 2·10⁻¹⁰ times.
const NEAR: i64 = 15 * 60;

/// The version of a UUID that is made of the time: 1, 6 or 7.
///
/// With its dashes a UUID is one. Without them, one random key in 64 has the
/// marks of version 1: then the time in it must be near to one of `times`,
/// when the file was made, or the card in it be one of this machine.
pub fn time_based(text: &[u8], times: &[Option<i64>]) -> Option<u8> {
    let text = std::str::from_utf8(text).ok()?;
    let is_dashed = text.len() == UUID_DIGITS + DASHES.len()
        && DASHES.iter().all(|at| text.as_bytes()[*at] == b'-');
    let digits = match is_dashed {
        true => text.replace('-', ""),
        false => text.to_owned(),
    };
    let digits = zeroize::Zeroizing::new(digits.to_ascii_lowercase());
    if digits.len() != UUID_DIGITS || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    if !matches!(digits.as_bytes()[16], b'8' | b'9' | b'a' | b'b') {
        return None;
    }
    let part = |range: std::ops::Range<usize>| i64::from_str_radix(&digits[range], 16).ok();
    let (version, seconds) = match digits.as_bytes()[12] {
        b'1' => {
            let ticks = part(13..16)? << 48 | part(8..12)? << 32 | part(0..8)?;
            (1, ticks / 10_000_000 - GREGORIAN)
        }
        b'6' => {
            let ticks = part(0..12)? << 12 | part(13..16)?;
            (6, ticks / 10_000_000 - GREGORIAN)
        }
        b'7' => (7, part(0..12)? / 1000),
        _ => return None,
    };
    let is_near = times
        .iter()
        .flatten()
        .any(|time| (time - seconds).abs() < NEAR);
    let has_card = || version != 7 && is_own_card(&digits[20..]);
    (is_dashed || is_near || has_card()).then_some(version)
}

/// Whether this machine has a network card of this address.
fn is_own_card(node: &str) -> bool {
    let cards = std::fs::read_dir(Path::new("/sys/class/net"));
    cards.into_iter().flatten().flatten().any(|card| {
        let address = std::fs::read_to_string(card.path().join("address"));
        address.is_ok_and(|it| it.trim().replace(':', "") == node && node != "000000000000")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_and_not_generators_write_is_guessable() {
        for text in [
            "0".repeat(64),
            "a".repeat(32),
            "ab".repeat(16),
            "deadbeef".repeat(4),
            "deadbeefcafebabe".repeat(4),
            "0123456789abcdef".repeat(2),
            "fedcba9876543210".repeat(4),
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f".to_owned(),
            encoding::hex(b"password12345678"),
            encoding::hex(b"this is a very secret key of 32!"),
            "1234567890123456789012345678901234567890123456789012345678901234".to_owned(),
            "qwertyuiopasdfghjklzxcvbnm1234567890".to_owned(),
            "my secret key that nobody will ever find".to_owned(),
            "aaaaaaaabbbbbbbbccccccccdddddddd".to_owned(),
            "00000000000000000000000000000001".to_owned(),
        ] {
            assert!(guessable(text.as_bytes()).is_some(), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_row_is_one_from_its_length_on_in_either_direction() {
        for (row, least) in ROWS {
            for part in row.as_bytes().windows(least) {
                let back: Vec<u8> = part.iter().rev().copied().collect();
                for part in [part, &back] {
                    for around in ["", "!", "zq", &row[..3]] {
                        let text = [around.as_bytes(), part, around.as_bytes()].concat();
                        assert!(runs_along_a_row(&text), "{text:?}");
                    }
                    let (start, end) = part.split_at(least / 2);
                    for text in [
                        &part[1..],
                        &[start, b"!", end].concat(),
                        &[end, start].concat(),
                    ] {
                        assert!(!runs_along_a_row(text), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn words_and_rows_are_not_looked_for_in_base64_of_either_alphabet() {
        let row = "dCTYmCujCFU9126xm7VvwSZqYKJUTslpoIUYTAhTfLs";
        let word = "dCTYmCujCFU9126xm7VvwSZqYKJUTslSECreTAhTfLs";
        for text in [row, word] {
            assert_eq!(guessable(text.as_bytes()), None);
            assert_eq!(guessable(format!("{text}=").as_bytes()), None);
            // One character more is no base64 of 32 bytes.
            assert!(guessable(format!("{text}x").as_bytes()).is_some());
        }
    }

    #[test]
    fn the_limits_are_where_they_are_said_to_be() {
        let few = Some("too few different digits");
        for (text, digits, expected) in [
            ("01234566654321000246135665316420", 7, None),
            ("01234555543210002413555314200132", 6, few),
            (
                "0123456789a98765432100a246813579a357913a507296840a19293847560a1a",
                11,
                None,
            ),
            (
                "0123456789987654321002468135799357913507296840192938475601357924",
                10,
                few,
            ),
        ] {
            assert_eq!(distinct(text.as_bytes()), digits, "{text}");
            assert_eq!(guessable(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_uuid_of_the_time_is_known_by_dashes_or_by_its_time() {
        let made = 1_300_000_000;
        // 2011-03-13T07:06:40Z in ticks since 1582.
        let ticks: i64 = (made + GREGORIAN) * 10_000_000;
        let low = ticks & 0xffff_ffff;
        let (middle, high) = (ticks >> 32 & 0xffff, ticks >> 48);
        let dashed = format!("{low:08x}-{middle:04x}-1{high:03x}-a765-00a0c91e6bf6");
        let bare = dashed.replace('-', "");
        assert_eq!(time_based(dashed.as_bytes(), &[]), Some(1));
        assert_eq!(time_based(bare.as_bytes(), &[]), None);
        assert_eq!(
            time_based(bare.as_bytes(), &[None, Some(made + 60)]),
            Some(1)
        );
        assert_eq!(time_based(bare.as_bytes(), &[Some(made + 3_600)]), None);
        let seven = format!("{:012x}7abc8def0123456789ab", made * 1000);
        assert_eq!(time_based(seven.as_bytes(), &[Some(made)]), Some(7));
        let four = "936da01f-9abd-4d9d-80c7-02af85c822a8";
        assert_eq!(time_based(four.as_bytes(), &[Some(made)]), None);
    }
}
