//! What programs make of a key's text before they use it: recipes that people copy
//! from each other. As in `explain/key.rs`, each has a shell filter in its row that
//! does the same; a test runs both.

use zeroize::Zeroizing;

use super::key::Secret;
use crate::crypto::sha256;
use crate::encoding::base64url_padded;

/// What says in front of a key how it is encoded.
const PREFIXES: [&[u8]; 2] = [b"base64:", b"hex:"];

/// Without what says how it is encoded.
pub fn without_prefix(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let rest = PREFIXES.iter().find_map(|it| text.strip_prefix(*it))?;
    let rest = rest.trim_ascii();
    (!rest.is_empty()).then(|| joined(&[rest]))
}

/// With what says that it is base64, where it may be.
pub fn with_base64_prefix(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let is_letter = |it: &u8| it.is_ascii_alphanumeric() || b"+/-_=".contains(it);
    let is_one = text.len() >= 16 && text.iter().all(is_letter);
    is_one.then(|| joined(&[b"base64:", text]))
}

/// With what says that it is hex digits, where it is.
pub fn with_hex_prefix(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let is_one = text.len() >= 16 && text.iter().all(u8::is_ascii_hexdigit);
    is_one.then(|| joined(&[b"hex:", text]))
}

/// The SHA-256 of its text, which is 32 bytes whatever the text.
pub fn hashed(key: &[u8]) -> Option<Secret> {
    Some(Zeroizing::new(sha256(&[key.trim_ascii()]).to_vec()))
}

/// The same in base64 for URLs, as Fernet wants a key.
pub fn hashed_to_letters(key: &[u8]) -> Option<Secret> {
    let bytes = hashed(key)?;
    Some(Zeroizing::new(base64url_padded(&bytes).into_bytes()))
}

/// The first 32 bytes of its text, where it is one: servers that read a key up to a
/// NUL have their own row.
pub fn first_bytes(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let is_text = text.iter().all(|it| it.is_ascii_graphic() || *it == b' ');
    (is_text && text.len() > 32).then(|| joined(&[&text[..32]]))
}

/// What Python's `str()` makes of bytes: `b'…'`.
pub fn as_python_writes_bytes(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let is_plain = |it: &u8| it.is_ascii_graphic() && !b"'\\".contains(it) || *it == b' ';
    let is_one = !text.is_empty() && text.iter().all(is_plain);
    is_one.then(|| joined(&[b"b'", text, b"'"]))
}

/// The bytes that a literal of Python stands for: `b'…'`, with its escapes undone.
pub fn from_python(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let inner = text.strip_prefix(b"b").unwrap_or(text);
    let quote = *inner.first().filter(|it| b"\"'".contains(it))?;
    let mut rest = inner[1..].strip_suffix(&[quote])?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(rest.len()));
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind
            .strip_prefix(b"x")
            .and_then(|it| it.first_chunk::<2>());
        let digits = digits.filter(|it| it.iter().all(u8::is_ascii_hexdigit));
        let escaped = behind.first().filter(|_| *first == b'\\');
        rest = match (escaped, digits) {
            (Some(b'x'), Some(digits)) => {
                let value = |it: u8| char::from(it).to_digit(16).unwrap_or_default() as u8;
                bytes.push(value(digits[0]) << 4 | value(digits[1]));
                &behind[3..]
            }
            (Some(letter @ (b'n' | b'r' | b't' | b'\\' | b'\'' | b'"')), _) => {
                bytes.push(match letter {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
                &behind[1..]
            }
            _ => {
                bytes.push(*first);
                behind
            }
        };
    }
    (!bytes.is_empty()).then_some(bytes)
}

fn joined(parts: &[&[u8]]) -> Secret {
    Zeroizing::new(parts.concat())
}
