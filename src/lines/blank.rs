//! Words of a line that are no part of a cookie, and those that stand for none.

use crate::frameworks::MAX_COOKIE_BYTES;

/// Whether a value is followed by other words of its line, which make a log of it: two or
/// more, for one may have come into the value.
pub fn is_followed_by_words(rest: &str, is_cookie: &dyn Fn(&str) -> bool) -> bool {
    let value = rest[..memchr::memchr(b';', rest.as_bytes()).unwrap_or(rest.len())].trim_ascii();
    if memchr::memchr2(b' ', b'\t', value.as_bytes()).is_none() {
        return false;
    }
    let words = value.split_ascii_whitespace().count();
    let is_short = value.len() <= MAX_COOKIE_BYTES;
    words > 2 && !(is_short && is_cookie(value))
}

/// What stands in the place of a cookie where there was none, as servers write it into
/// their logs.
pub fn is_nothing(value: &str) -> bool {
    matches!(
        value,
        "" | "-" | "\"-\"" | "\"\"" | "null" | "(null)" | "None" | "NA"
    )
}

/// Whether a text without white space is a word of a log, and no value of a cookie: letters
/// of one case as people write them, a number, an address or a time, or a rule of marks.
pub fn is_word(text: &str) -> bool {
    const LONGEST: usize = 35;
    if !(2..=LONGEST).contains(&text.len()) {
        return false;
    }
    let is_mark = |it: u8| b"-_.,:;!?*#+~/()[]".contains(&it);
    let of_time = |it: u8| it.is_ascii_digit() || is_mark(it) || matches!(it, b'T' | b'Z');
    let rest = text.get(1..).unwrap_or_default();
    let is_lower = |it: u8| it.is_ascii_lowercase() || is_mark(it);
    let is_upper = |it: u8| it.is_ascii_uppercase() || is_mark(it);
    let starts = text
        .bytes()
        .all(|it| it.is_ascii_alphabetic() || is_mark(it));
    text.bytes().all(of_time)
        || starts && (rest.bytes().all(is_lower) || text.bytes().all(is_upper))
}
