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
