//! What is random and no key: names that have an end of their own, ids of sessions.

use std::ops::Range;

/// Words and a few hex digits behind them, as a name has that is one of many:
/// `login_web_59ba36ad`.
pub(super) fn is_labelled(text: &[u8]) -> bool {
    let is_mark = |byte: &u8| b"_-.:".contains(byte);
    let mut parts = text.rsplit(is_mark).filter(|part| !part.is_empty());
    let last = parts.next().unwrap_or_default();
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    let is_word = |part: &[u8]| part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic);
    last.len() >= 6 && last.iter().all(is_digit) && parts.clone().count() >= 2 && parts.all(is_word)
}

/// What Django calls the id of a session, in a dump of its table: what else the row has
/// stands beside it.
pub(super) fn is_id_of_a_session(name: &str, text: &[u8], range: &Range<usize>) -> bool {
    const BYTES: usize = 32;
    const NEAR: usize = 400;
    const COLUMNS: [&str; 7] = [
        "session_data",
        "expire_date",
        "sessions.session",
        "\"pk\"",
        "\"user\"",
        "user_id",
        "ip_address",
    ];
    let is_part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let from = range.start.saturating_sub(NEAR);
    let near = &text[from..text.len().min(range.end + NEAR)];
    name.ends_with("session_key")
        && range.len() == BYTES
        && text[range.clone()].iter().all(is_part)
        && (COLUMNS.iter()).any(|it| memchr::memmem::find(near, it.as_bytes()).is_some())
}
