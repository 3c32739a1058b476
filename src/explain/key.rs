//! What may have happened to the text of a key: pure functions that give the
//! bytes that the other side may have used.
//!
//! Each has a shell filter in the table that does the same; a test runs both.

use zeroize::Zeroizing;

use super::value::is_unseen;
use crate::crypto::sha256;
use crate::encoding::{BYTE_ORDER_MARK, base64, from_base64, from_hex, write_hex};

/// The bytes of a key.
pub type Secret = Zeroizing<Vec<u8>>;

/// All of a key that ends in a line end.
pub fn as_it_is(key: &[u8]) -> Option<Secret> {
    key.ends_with(b"\n").then(|| Zeroizing::new(key.to_vec()))
}

/// Without the newlines at its end.
pub fn without_newline(key: &[u8]) -> Option<Secret> {
    let end = key.iter().rposition(|byte| *byte != b'\n')? + 1;
    changed(key, &key[..end])
}

/// Without any carriage return.
pub fn without_carriage_return(key: &[u8]) -> Option<Secret> {
    filtered(key, |byte| byte != b'\r')
}

/// Without any line end.
pub fn without_line_end(key: &[u8]) -> Option<Secret> {
    filtered(key, |byte| byte != b'\r' && byte != b'\n')
}

/// Without any white space.
pub fn without_white_space(key: &[u8]) -> Option<Secret> {
    filtered(key, |byte| !b" \t\r\n\x0b\x0c".contains(&byte))
}

/// Without the byte order mark that Windows puts first.
pub fn without_byte_order_mark(key: &[u8]) -> Option<Secret> {
    changed(key, key.strip_prefix(BYTE_ORDER_MARK)?)
}

/// With a newline more.
pub fn with_newline(key: &[u8]) -> Option<Secret> {
    joined(&[key, b"\n"])
}

/// With a line end of Windows more.
pub fn with_line_end(key: &[u8]) -> Option<Secret> {
    joined(&[key, b"\r\n"])
}

/// With a carriage return before the newline at its end.
pub fn with_carriage_return(key: &[u8]) -> Option<Secret> {
    let start = key.strip_suffix(b"\n").filter(|it| !it.ends_with(b"\r"))?;
    joined(&[start, b"\r\n"])
}

/// With a space more.
pub fn with_space(key: &[u8]) -> Option<Secret> {
    joined(&[key, b" "])
}

/// With a byte order mark before it.
pub fn with_byte_order_mark(key: &[u8]) -> Option<Secret> {
    joined(&[BYTE_ORDER_MARK, key])
}

/// Without the quotes that a shell or a dotenv file has around it.
pub fn without_quotes(key: &[u8]) -> Option<Secret> {
    filtered(key, |byte| byte != b'"' && byte != b'\'')
}

/// Its first line alone, without the line end.
pub fn first_line(key: &[u8]) -> Option<Secret> {
    let end = key.iter().position(|byte| *byte == b'\n')?;
    let has_more = key[end..].iter().any(|byte| !byte.is_ascii_whitespace());
    has_more.then(|| Zeroizing::new(key[..end].to_vec()))
}

/// In capitals.
pub fn upper(key: &[u8]) -> Option<Secret> {
    changed(key, &Zeroizing::new(key.to_ascii_uppercase()))
}

/// In small letters.
pub fn lower(key: &[u8]) -> Option<Secret> {
    changed(key, &Zeroizing::new(key.to_ascii_lowercase()))
}

/// The bytes that its hex digits stand for, whatever stands before and between them.
pub fn from_digits(key: &[u8]) -> Option<Secret> {
    from_hex(&alone(key)).filter(|bytes| !bytes.is_empty())
}

/// Its hex digits, without `0x` or `hex:` before them, and colons or dashes between.
pub fn digits_alone(key: &[u8]) -> Option<Secret> {
    let digits = alone(key);
    let is_one = digits.len() >= 16 && digits.iter().all(u8::is_ascii_hexdigit);
    let is_other = digits.len() < key.trim_ascii().len();
    (is_one && is_other).then_some(digits)
}

/// Hex digits of 16 bytes with the dashes of a UUID.
pub fn as_uuid(key: &[u8]) -> Option<Secret> {
    let digits = bare(key);
    if digits.len() != 32 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|it| &digits[it]);
    Some(Zeroizing::new(parts.join(&b'-')))
}

fn alone(key: &[u8]) -> Secret {
    let mut digits = bare(key);
    digits.retain(|byte| !b":-".contains(byte));
    for prefix in [&b"0x"[..], b"hex"] {
        let start = digits.get(..prefix.len());
        if start.is_some_and(|it| it.eq_ignore_ascii_case(prefix)) {
            digits.drain(..prefix.len());
            break;
        }
    }
    digits
}

/// Without the white space at its ends; what stands in it stays.
pub fn without_space_at_ends(key: &[u8]) -> Option<Secret> {
    changed(key, key.trim_ascii())
}

/// Without what cannot be seen, nor white space at its ends.
pub fn without_unseen(key: &[u8]) -> Option<Secret> {
    let text = std::str::from_utf8(key).ok()?;
    if !text.contains(is_unseen) {
        return None;
    }
    let mut kept: Secret = Zeroizing::new(Vec::with_capacity(key.len()));
    for piece in text.split(is_unseen) {
        kept.extend_from_slice(piece.as_bytes());
    }
    changed(key, kept.trim_ascii())
}

/// Its text in the alphabet of base64 for URLs, and in the standard one.
pub fn in_letters_for_urls(key: &[u8]) -> Option<Secret> {
    exchanged(key, b"+/", b"-_")
}
pub fn in_standard_letters(key: &[u8]) -> Option<Secret> {
    exchanged(key, b"-_", b"+/")
}

fn exchanged(key: &[u8], from: &[u8; 2], to: &[u8; 2]) -> Option<Secret> {
    let text = key.trim_ascii();
    let place = |byte: &u8| from.iter().position(|it| it == byte);
    let other = text.iter().map(|it| place(it).map_or(*it, |at| to[at]));
    let other: Secret = Zeroizing::new(other.collect());
    (is_base64(text) && *other != text).then_some(other)
}

/// Its base64 without the padding at its end.
pub fn without_padding(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let end = text.iter().rposition(|it| *it != b'=')? + 1;
    (is_base64(text) && end < text.len()).then(|| Zeroizing::new(text[..end].to_vec()))
}

/// Its base64 with the padding that it lacks.
pub fn with_padding(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let padding = [&b""[..], b"", b"==", b"="][text.len() % 4];
    match is_base64(text) && !padding.is_empty() {
        true => joined(&[text, padding]),
        false => None,
    }
}

/// Whether a text may be a key in base64, of either alphabet.
fn is_base64(text: &[u8]) -> bool {
    let is_letter = |it: &u8| it.is_ascii_alphanumeric() || b"+/-_=".contains(it);
    text.len() >= 16 && text.iter().all(is_letter)
}

/// The bytes that its base64 stands for, of either alphabet, padded or not.
pub fn from_letters(key: &[u8]) -> Option<Secret> {
    let text = bare(key);
    let text = text.strip_prefix(b"base64:").unwrap_or(&text);
    let letter = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let mut letters: Secret = Zeroizing::new(text.iter().map(letter).collect());
    while letters.last() == Some(&b'=') {
        letters.pop();
    }
    let padding = [&b""[..], b"", b"==", b"="][letters.len() % 4];
    letters.extend_from_slice(padding);
    let bytes = from_base64(std::str::from_utf8(&letters).ok()?)?;
    (!bytes.is_empty()).then(|| Zeroizing::new(bytes))
}

/// The hex digits of the bytes that its base64 stands for.
pub fn letters_to_digits(key: &[u8]) -> Option<Secret> {
    from_letters(key).as_deref().map(|bytes| digits(bytes))
}

/// The base64 of the bytes that its hex digits stand for.
pub fn digits_to_letters(key: &[u8]) -> Option<Secret> {
    let bytes = from_digits(key)?;
    Some(Zeroizing::new(base64(&bytes).into_bytes()))
}

/// The hex digits of its very bytes.
pub fn to_digits(key: &[u8]) -> Option<Secret> {
    Some(digits(key))
}

/// The base64 of its very bytes.
pub fn to_letters(key: &[u8]) -> Option<Secret> {
    Some(Zeroizing::new(base64(key).into_bytes()))
}

/// The hex digits of its SHA-256, white space at its ends aside: a passphrase,
/// as plumber has always taken what is not 64 hex digits.
pub fn as_passphrase(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    // Of nothing everybody knows it.
    (!text.is_empty()).then(|| digits(&Zeroizing::new(sha256(&[text]))[..]))
}

/// The hex digits of the SHA-256 of all its bytes.
pub fn hashed(key: &[u8]) -> Option<Secret> {
    let is_blank = key.trim_ascii().is_empty();
    (!is_blank).then(|| digits(&Zeroizing::new(sha256(&[key]))[..]))
}

fn digits(bytes: &[u8]) -> Secret {
    let mut text = Zeroizing::new(vec![0; bytes.len() * 2]);
    write_hex(bytes, &mut text);
    text
}

/// Without any white space, as tools that decode text read it.
fn bare(key: &[u8]) -> Secret {
    without_white_space(key).unwrap_or_else(|| Zeroizing::new(key.to_vec()))
}

fn filtered(key: &[u8], keeps: fn(u8) -> bool) -> Option<Secret> {
    let kept = key.iter().copied().filter(|byte| keeps(*byte));
    changed(key, &Zeroizing::new(kept.collect::<Vec<u8>>()))
}

fn joined(parts: &[&[u8]]) -> Option<Secret> {
    Some(Zeroizing::new(parts.concat()))
}

fn changed(key: &[u8], other: &[u8]) -> Option<Secret> {
    (other != key && !other.is_empty()).then(|| Zeroizing::new(other.to_vec()))
}
